"""A study: one workspace opened for questions. Each result is computed when first asked for, and only once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.connection import Connection, connect
from policygraph.graph.coverage import Coverage, coverage
from policygraph.graph.lookup import find, find_subject, scope_of
from policygraph.graph.scope import EVERYTHING, Scope
from policygraph.ontology.namespaces import Names
from policygraph.records.counting import counted
from policygraph.records.issue import Issue, IssueLog, UnknownName, UnusableInput, nearest
from policygraph.records.kinds import Alignment, Corpus, Language, Text
from policygraph.records.scenario import Scenario
from policygraph.sources.integrity import check_integrity
from policygraph.sources.workspace import Workspace, read_workspace

if TYPE_CHECKING:
    import networkx as nx
    from policygraph.graph.compare.comparison import EditionComparison
    from policygraph.graph.decide.closing import Closing
    from policygraph.graph.decide.question import Question
    from policygraph.graph.decide.ranking import Ranking
    from policygraph.graph.decide.whatif import WhatIf
    from policygraph.graph.gaps import Gap
    from policygraph.ontology.dataset import Dataset
    from policygraph.ontology.endpoint import RemoteDataset
    from policygraph.records.scenario import Candidate, Edit, Mark
    from pyoxigraph import Quad


def open_study(root: Path | str | None = None, *, today: datetime.date | None = None) -> Study:
    """Open the workspace in the folder *root*, or the bundled Busan data where it is ``None``.

    *today* (default: the current day) is the day of the figures: it decides which decisions have expired and what is
    in force. Raises `UnusableInput`, with every error, when the folder does not exist or its records have errors.
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

    log = IssueLog()
    today = today or datetime.date.today()
    corpus = check_integrity(read_corpus(dataset), log, today)
    log.extend(dataset.log.issues)
    settings = read_settings(dataset.quads(), dataset.names)
    return Study(Workspace(None, settings, corpus, tuple(log.sorted()), day=today))


class Study:
    """The records of one workspace and everything derived from them.

    >>> study = open_study()
    >>> len(study.graph.tasks), len(study.graph.frameworks)
    (144, 11)
    """

    def __init__(self, workspace: Workspace, unsaved: Sequence[Alignment] = (), scope: Scope = EVERYTHING) -> None:
        self.workspace = workspace
        self.scope = replace(scope, as_of=workspace.day.isoformat())
        self.unsaved = tuple(unsaved)

    def __repr__(self) -> str:
        home = "the bundled data" if self.workspace.root is None else str(self.workspace.root)
        documents = self.corpus.documents
        plans = sum(document.is_plan for document in documents)
        unsaved = f", {len(self.unsaved)} not saved" if self.unsaved else ""
        choices = replace(self.scope, as_of=None).document()
        chosen = [f"{name} {', '.join(map(str, found))}" for name, found in choices.items()]
        scope = f"; only {'; '.join(chosen)}" if chosen else ""
        return (
            f"<Study of {home}: {len(documents) - plans} frameworks, {plans} plans, "
            f"{len(self.corpus.alignments)} alignments{unsaved}{scope}>"
        )

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
        errors = self.workspace.errors
        if errors:
            raise UnusableInput(
                Text(
                    f"자료에 오류가 {len(errors)}건 있어 계산하지 않았습니다.",
                    f"nothing was computed: the records have {counted(len(errors), 'error')}",
                ),
                errors,
            )

    def check(self, *, shacl: bool = False) -> list[Issue]:
        """Return every problem: of the records, of the saved questions, of the version maps, and of the records against the shapes.

        Shapes are asked where the records hold together; with *shacl*, by pyshacl, which finds the same and takes longer.
        """
        from policygraph.ontology.question_files import read_questions
        from policygraph.ontology.validation import check_dataset, check_records
        from policygraph.sources.version_maps import check_version_maps

        log = IssueLog()
        log.extend(self.issues)
        if not log.errors:
            log.extend(
                check_dataset(self.dataset, self.corpus) if shacl else check_records(self.corpus, self.names.base)
            )
        if self.workspace.root is not None:
            read_questions(self.workspace.root, log)
            check_version_maps(self.workspace.root, self.workspace.settings.base, log)
        return log.sorted()

    @property
    def names(self) -> Names:
        """The IRIs of the records, under the base of the workspace."""
        return Names(self.workspace.settings.base)

    @cached_property
    def dataset(self) -> Dataset:
        """The records as an RDF dataset, without results."""
        from policygraph.ontology.build import build_dataset

        return build_dataset(self.corpus, self.workspace.settings.base)

    @cached_property
    def graph(self) -> AlignmentGraph:
        """The alignment graph, built from the records."""
        return AlignmentGraph(self.corpus, self.scope, self.workspace.entry)

    def within(self, scope: Scope) -> Study:
        """Return this study in *scope*: the same records, and every figure as the scope counts it, as of the same day."""
        return (
            self if replace(scope, as_of=self.scope.as_of) == self.scope else Study(self.workspace, self.unsaved, scope)
        )

    def with_corpus(self, corpus: Corpus) -> Study:
        """Return the study of *corpus* under the same settings and in the same scope; every figure is computed anew."""
        return Study(replace(self.workspace, corpus=corpus), (), self.scope)

    def narrowed(self, **names: Iterable[Any]) -> Study:
        """Return this study in the scope that people mean by *names*; see `policygraph.graph.lookup.scope_of`.

        >>> study = open_study().narrowed(plans=["b6"], frameworks=["kds"])
        >>> study.scope.plans, study.scope.frameworks
        (('b6',), ('kds',))
        >>> {gap.framework for gap in study.gaps()}
        {'kds'}
        """
        return self.within(scope_of(self.graph, **names))

    def find_policy(self, name: str) -> str:
        """Return the id of the framework or policy item that *name* means; see `policygraph.graph.lookup.find`."""
        return find(self.graph, name, self.graph.hierarchy.ids)

    @cached_property
    def _coverage(self) -> Coverage:
        return coverage(self.graph)

    def coverage(self) -> Coverage:
        """Return the coverage of every framework and item in the scope of the study; `narrowed` gives another scope."""
        return self._coverage

    @cached_property
    def _gaps(self) -> list[Gap]:
        from policygraph.graph.gaps import find_gaps

        settings = self.workspace.settings
        return find_gaps(self.graph, settings.thresholds, settings.balance)

    def gaps(
        self,
        *,
        kinds: str | Sequence[str] = (),
        framework: str | None = None,
        severity: str | None = None,
        group: str | None = None,
    ) -> list[Gap]:
        """Return the gaps of the study's scope that fit every given condition, as a worklist: what must be done first.

        Parameters
        ----------
        kinds
            Codes or names of kinds, such as ``G01`` or ``uncovered``.
        framework
            A framework or policy item (id or part of its title): gaps that are about it or what lies below it.
        severity
            The least severity: ``error``, ``warning`` or ``info``.
        group
            A group of the worklist: ``must``, ``can``, ``tasks``, ``proof`` or ``national``.

        Raises
        ------
        UnknownName
            For a name that nothing answers to, with the nearest ones.

        Examples
        --------
        >>> {gap.code for gap in open_study().gaps(kinds="weak", framework="kds")}
        {'G02'}
        """
        from policygraph.graph.gaps.selection import select_gaps

        root = self.find_policy(framework) if framework else None
        return select_gaps(self.graph, self._gaps, kinds=kinds, framework=root, severity=severity, group=group)

    def why(self, task: str, item: str) -> Connection:
        """Return how a task (or a plan that answers itself) and a policy item, ids or parts of titles, are connected.

        >>> open_study().why("b6-1-1", "aim-3-2").alignment.strength
        3
        """
        graph = self.graph
        policy_items = [name for name in graph.items if not graph.documents[graph.document_of(name)].is_plan]
        return connect(graph, find_subject(graph, task), find(graph, item, policy_items))

    def query(self, sparql: str) -> Any:
        """Run a SPARQL query over records and results and return pyoxigraph's result; see `run_query`.

        >>> bool(open_study().query("ASK { id:kds pg:coverageState 'partial' }"))
        True
        """
        from policygraph.ontology.query import run_query

        return run_query(self.published, sparql)

    def with_alignments(self, links: Iterable[Alignment]) -> Study:
        """Return this study with *links* added, those of the same task and item replaced; this one stays as it is.

        Raises `UnusableInput` with every error: an unknown id (with the nearest ones), a value out of range, a pair that
        persons have reviewed.

        >>> from policygraph import Alignment, Text
        >>> study = open_study()
        >>> more = study.with_alignments([Alignment("b6-1-1", "kds-5-b", 3, "confirmed", why=Text("예시"))])
        >>> more.coverage()["kds"].floor > study.coverage()["kds"].floor
        True
        """
        from policygraph.sources.alignment_changes import with_alignments

        links = tuple(links)
        pairs = {(link.task, link.item) for link in links}
        workspace = with_alignments(self.workspace, links)
        earlier = [link for link in self.unsaved if (link.task, link.item) not in pairs]
        new = [link for link in workspace.corpus.alignments if (link.task, link.item) in pairs]
        return Study(workspace, [*earlier, *new], self.scope)

    def save(self) -> list[str]:
        """Put the alignments of `with_alignments` into the files of the workspace, all or none; return changed files.

        What else was changed in the folder meanwhile is kept. Raises `UnusableInput` for the bundled data, which are
        read-only, and for whatever does not fit what is in the folder by now, and `NotWritten`.
        """
        from policygraph.sources.alignment_changes import save_alignments

        if self.workspace.root is None:
            raise UnusableInput(
                Text(
                    "내장 자료는 읽기 전용입니다. 작업 폴더를 만들어(policygraph init) 그 폴더를 열어 주세요.",
                    "the bundled data are read-only; start a workspace (policygraph init) and open that",
                )
            )
        names = save_alignments(self.workspace.root, self.unsaved)
        self.unsaved = ()
        return names

    def whatif(self, edits: str | Scenario | Iterable[Edit]) -> WhatIf:
        """Return what *edits* would do: a scenario of the workspace by its id, or edits. This study stays as it is.

        See `policygraph.graph.decide.whatif.what_if`.

        >>> from policygraph.records.scenario import Edit
        >>> found = open_study().whatif([Edit("without", task="b6-1-1")]).sure
        >>> {move.effect for move in found.items} <= {"none", "below", "single"}, found.freed
        (True, {})
        """
        from policygraph.graph.decide.whatif import what_if

        if isinstance(edits, str):
            edits = self.scenario(edits)
        return what_if(self, edits.edits if isinstance(edits, Scenario) else edits)

    def scenario(self, name: str) -> Scenario:
        """Return the scenario of the workspace with the id *name*; raises `UnknownName` with those there are."""
        known = {scenario.id: scenario for scenario in self.workspace.planning.scenarios}
        if name in known:
            return known[name]
        raise UnknownName(
            Text(
                f"'{name}'이라는 시나리오가 없습니다. 작업 폴더의 scenarios/{name}.yaml에 적어 주세요.",
                f"there is no scenario {name!r}; write one as scenarios/{name}.yaml in the workspace",
            ),
            nearest(name, known) or sorted(known),
        )

    def edited(self, edits: str | Scenario | Iterable[Edit]) -> Study:
        """Return the study that a scenario of the workspace (by its id) or *edits* would make; this one stays as it is.

        Tasks whose department is unknown stay. See `policygraph.graph.decide.edits.apply_edits`.

        >>> from policygraph.records.scenario import Edit
        >>> "b6-1-1" in open_study().edited([Edit("without", task="b6-1-1")]).graph.tasks
        False
        """
        from policygraph.graph.decide.edits import apply_edits, resolve

        if isinstance(edits, str):
            edits = self.scenario(edits)
        return apply_edits(self, resolve(self.graph, edits.edits if isinstance(edits, Scenario) else edits)).sure

    def compare(self, old: str, new: str | None = None) -> EditionComparison:
        """Return what separates two editions, named as in `policygraph.graph.compare.opening.open_editions`.

        >>> found = open_study().compare("bmg", "bmg9")
        >>> len(found.judgements), {judgement.fate for judgement in found.judgements}
        (259, {'retired'})
        """
        from policygraph.graph.compare.comparison import compare
        from policygraph.graph.compare.opening import open_editions
        from policygraph.graph.compare.versions import decided_in

        decided = decided_in(self)
        return compare(*open_editions(old, new, study=self, decided=decided), decided)

    def close(
        self, question: Question | None = None, *, candidates: Iterable[Candidate] | None = None, **asked: Any
    ) -> Closing:
        """Return what closes gaps at least cost; see `policygraph.graph.decide.closing.close`.

        The fields of `policygraph.graph.decide.question.Question` may be given by name instead of a *question*; *seconds*
        limits the search. *candidates* are those of the workspace unless given.

        >>> found = open_study().close(keep=True)
        >>> found.status, len(found.chosen) == found.bound
        ('proved', True)
        """
        from policygraph.graph.decide.closing import DEFAULT_SECONDS, close
        from policygraph.graph.decide.question import Question

        seconds = asked.pop("seconds", DEFAULT_SECONDS)
        known = self.workspace.planning.candidates if candidates is None else candidates
        return close(self, question or Question(**asked), candidates=known, seconds=seconds)

    def rank(
        self, what: str, *, criteria: Sequence[str] = (), marks: Iterable[Mark] | None = None, **narrowed: Any
    ) -> Ranking:
        """Return what comes first among ``tasks`` or ``gaps``, the most important of the *criteria* first.

        *kinds* chooses gaps as in `gaps`; *marks* are those of the workspace unless given; with *marked* tasks that
        nobody marked are left out. See `policygraph.graph.decide.ranking`.

        >>> found = open_study().rank("tasks")
        >>> found.criteria[:2], all(row.best <= row.rank <= row.worst for row in found.rows)
        (('must', 'gain'), True)
        """
        from policygraph.graph.decide.criteria import rank_study

        given = self.workspace.planning.marks if marks is None else marks
        return rank_study(self, what, criteria, marks=given, **narrowed)

    def network(self) -> nx.DiGraph[str]:
        """Return a new `networkx.DiGraph` of everything, with the results on its nodes; see `policygraph.graph.network`.

        >>> node = open_study().network().nodes["kds"]
        >>> node["kind"], node["state"]
        ('framework', 'partial')
        """
        from policygraph.graph.network import network

        return network(self.graph, self._coverage, self._gaps)

    def derived_quads(self) -> Iterator[Quad]:
        """Yield what is published beside the records; see `policygraph.graph.publishing.derived_quads`."""
        from policygraph.graph.publishing import derived_quads

        return derived_quads(self)

    @cached_property
    def published(self) -> Dataset:
        """The one published dataset: the records and `derived_quads`; queries, exports, service and stores hold it.

        >>> study = open_study()
        >>> len(study.published) == len(study.dataset) + len(set(study.derived_quads()))
        True
        """
        from policygraph.graph.publishing import published

        return published(self)
