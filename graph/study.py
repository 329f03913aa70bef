"""A study: one workspace opened for questions. Each result is computed when first asked for, and only once."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.sources.workspace import Workspace, read_workspace

if TYPE_CHECKING:
    import networkx as nx
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.graph.coverage import Coverage
    from policygraph.graph.gaps import Gap
    from policygraph.ontology.dataset import Dataset
    from policygraph.ontology.endpoint import RemoteDataset
    from policygraph.ontology.namespaces import Names
    from policygraph.records.issue import Issue
    from policygraph.records.kinds import Corpus, Language, Text


def open_study(root: Path | str | None = None, *, today: datetime.date | None = None) -> Study:
    """Open the workspace in the folder *root*, or the bundled Busan data where it is ``None``.

    *today* (default: the current day) decides which decisions have expired. Raises `UnusableInput` when the folder does
    not exist or its records have errors; the exception holds every one of them.
    """
    study = Study(read_workspace(root, today=today))
    study.require_sound()
    return study


def open_endpoint(dataset: RemoteDataset, *, today: datetime.date | None = None) -> Study:
    """Open the dataset that lives in another SPARQL store; its records are read through plain queries.

    Problems of the records are issues of the study, as with a folder; what is computed is computed here.
    """
    from policygraph.ontology.corpus_reader import read_corpus
    from policygraph.ontology.workspace_graph import read_settings
    from policygraph.records.issue import IssueLog
    from policygraph.sources.integrity import check_integrity
    from policygraph.sources.workspace import Workspace

    log = IssueLog()
    corpus = check_integrity(read_corpus(dataset), log, today or datetime.date.today())
    return Study(Workspace(None, read_settings(dataset.quads(), dataset.names), corpus, tuple(log.sorted())))


class Study:
    """The records of one workspace and everything derived from them.

    >>> study = open_study()
    >>> len(study.graph.tasks), len(study.graph.frameworks)
    (114, 8)
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    @property
    def title(self) -> Text:
        """The title of the workspace."""
        return self.workspace.settings.title

    @property
    def lang(self) -> Language | None:
        """The language that the workspace asks for, if any."""
        return self.workspace.settings.lang

    @property
    def corpus(self) -> Corpus:
        """The records."""
        return self.workspace.corpus

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What the reader and the record checks noticed."""
        return self.workspace.issues

    def require_sound(self) -> None:
        """Raise `UnusableInput` with every error of the records, if there is one."""
        from policygraph.records.issue import UnusableInput
        from policygraph.records.kinds import Text

        errors = self.workspace.errors
        if errors:
            raise UnusableInput(
                Text(
                    f"자료에 오류가 {len(errors)}건 있어 계산하지 않았습니다.",
                    f"nothing was computed: the records have {len(errors)} error(s)",
                ),
                errors,
            )

    def check(self) -> list[Issue]:
        """Return every problem: of the records and, where these hold together, of the dataset against the shapes."""
        from policygraph.ontology.validation import check_dataset
        from policygraph.records.issue import IssueLog

        log = IssueLog()
        log.extend(self.issues)
        if not log.errors:
            log.extend(check_dataset(self.dataset, self.corpus))
        return log.sorted()

    @property
    def names(self) -> Names:
        """The IRIs of the records, under the base of the workspace."""
        from policygraph.ontology.namespaces import Names

        return Names(self.workspace.settings.base)

    @cached_property
    def dataset(self) -> Dataset:
        """The records as an RDF dataset, without results."""
        from policygraph.ontology.build import build_dataset

        return build_dataset(self.corpus, self.workspace.settings.base)

    @cached_property
    def graph(self) -> AlignmentGraph:
        """The alignment graph, built from the records."""
        from policygraph.graph.alignment_graph import AlignmentGraph

        return AlignmentGraph(self.corpus)

    def of_plans(self, plans: Sequence[str]) -> Study:
        """Return the study of the tasks of *plans* alone (ids or parts of titles); of all plans where none is named."""
        from policygraph.graph.lookup import find

        if not plans:
            return self
        wanted = {find(self.graph, plan, [document.id for document in self.graph.plans]) for plan in plans}
        return Study(replace(self.workspace, corpus=self.corpus.of_plans(wanted)))

    def find_policy(self, name: str) -> str:
        """Return the id of the framework or policy item that *name* means; see `policygraph.graph.lookup.find`."""
        from policygraph.graph.lookup import find

        return find(self.graph, name, self.graph.hierarchy.ids)

    @cached_property
    def _coverage(self) -> Coverage:
        from policygraph.graph.coverage import coverage

        return coverage(self.graph)

    def coverage(self, tasks: Collection[str] | None = None) -> Coverage:
        """Return the coverage of every framework and item, counting the alignments of *tasks* only where given."""
        from policygraph.graph.coverage import coverage

        return self._coverage if tasks is None else coverage(self.graph, tasks)

    @cached_property
    def _gaps(self) -> list[Gap]:
        from policygraph.graph.gaps import find_gaps

        settings = self.workspace.settings
        return find_gaps(self.graph, settings.thresholds, settings.balance)

    def gaps(self) -> list[Gap]:
        """Return every gap, sorted by severity, then by the coverage that closing it gives, then by code and ids."""
        return list(self._gaps)

    def network(self) -> nx.DiGraph[str]:
        """Return a new `networkx.DiGraph` of everything, with the results on its nodes; see `policygraph.graph.network`.

        >>> node = open_study().network().nodes["kds"]
        >>> node["kind"], node["state"]
        ('framework', 'partial')
        """
        from policygraph.graph.network import network

        return network(self.graph, self._coverage, self._gaps)

    @cached_property
    def published(self) -> Dataset:
        """The records and, in their own named graph, the computed results: what queries, exports and servers see."""
        from policygraph.graph.results import result_quads
        from policygraph.ontology.build import build_dataset

        dataset = build_dataset(self.corpus, self.workspace.settings.base)
        dataset.add(result_quads(self._coverage, self._gaps, dataset.names, self.workspace.settings.caveats))
        return dataset
