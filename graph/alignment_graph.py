"""The alignment graph: frameworks and plans, their hierarchies, and the alignments between tasks and items.

`AlignmentGraph` is built from the RDF dataset and answers structural questions through plain dictionaries; `networkx`
gives the same graph as a `networkx.MultiDiGraph` for paths, components and exports. Figures are computed over integer
indices (`Hierarchy`), because walking a networkx graph node by node is some fifty times slower at city size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from policygraph.sources.integrity import is_task
from policygraph.sources.records import STRENGTHS, Alignment, Corpus, Decision, Document, Item, Text

if TYPE_CHECKING:
    import networkx as nx
    from policygraph.ontology.dataset import Dataset

FRAMEWORK_LEVEL = "framework"
PLAN_LEVEL = "plan"


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Frameworks and policy items as integers, parents before children.

    *ids* maps an index to its id, *children* an index to the indices of its children; *order* lists every index so that
    children come before their parents.
    """

    ids: tuple[str, ...]
    index: Mapping[str, int]
    children: tuple[tuple[int, ...], ...]
    order: tuple[int, ...]


class AlignmentGraph:
    """Everything that coverage, gaps and pages ask about one set of records.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> graph.children["kds"][:2], graph.items["kds-1-2"].parents
    (('kds-0', 'kds-1'), ('kds-1',))
    >>> [alignment.task for alignment in graph.serving["kds-3-3"]][:2]
    ['b5-t1', 'b6-3-2']
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.documents: dict[str, Document] = {document.id: document for document in corpus.documents}
        self.frameworks = tuple(document for document in corpus.documents if not document.is_plan)
        self.plans = tuple(document for document in corpus.documents if document.is_plan)
        self.items: dict[str, Item] = {item.id: item for document in corpus.documents for item in document.items}
        self.tasks = {item.id: item for item in self.items.values() if is_task(item, self.documents)}
        self.alignments = corpus.alignments
        self.not_applicable: dict[str, Decision] = {decision.item: decision for decision in corpus.decisions}
        self.children = self._children()
        self.serving: dict[str, tuple[Alignment, ...]] = {}
        self.serves: dict[str, tuple[Alignment, ...]] = {}
        self._index_alignments()
        self.assessed: dict[str, tuple[str, ...]] = self._assessed()

    @classmethod
    def from_dataset(cls, dataset: Dataset) -> AlignmentGraph:
        """Build the graph from the RDF *dataset*."""
        from policygraph.ontology.corpus_reader import read_corpus

        return cls(read_corpus(dataset))

    def _children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {name: [] for name in (*self.documents, *self.items)}
        for item in self.items.values():
            for parent in item.parents:
                found[parent].append(item.id)
        return {name: tuple(children) for name, children in found.items()}

    def _index_alignments(self) -> None:
        serving: dict[str, list[Alignment]] = {}
        serves: dict[str, list[Alignment]] = {}
        for alignment in self.alignments:
            if alignment.state != "rejected":
                serving.setdefault(alignment.item, []).append(alignment)
                serves.setdefault(alignment.task, []).append(alignment)
        self.serving = {name: tuple(serving.get(name, ())) for name in self.items}
        self.serves = {name: tuple(serves.get(name, ())) for name in self.tasks}

    def _assessed(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {document.id: {} for document in self.frameworks}
        for assessment in self.corpus.assessments:
            for framework in assessment.frameworks:
                if framework in found:
                    found[framework][assessment.plan] = None
        return {framework: tuple(plans) for framework, plans in found.items()}

    def title(self, name: str) -> Text:
        """Return the title of a document or item."""
        record = self.items.get(name) or self.documents[name]
        return record.title

    def level(self, name: str) -> str:
        """Return the level of an item, or ``framework`` or ``plan`` for a document."""
        if name in self.items:
            return self.items[name].level
        return PLAN_LEVEL if self.documents[name].is_plan else FRAMEWORK_LEVEL

    def document_of(self, name: str) -> str:
        """Return the id of the document that *name* belongs to (a document belongs to itself)."""
        return self.items[name].document if name in self.items else name

    def below(self, name: str) -> list[str]:
        """Return *name* and everything below it, each once, parents first."""
        found = {name: None}
        queue = [name]
        for node in queue:
            for child in self.children[node]:
                if child not in found:
                    found[child] = None
                    queue.append(child)
        return list(found)

    def with_subtasks(self, task: str) -> list[str]:
        """Return *task* and the action tasks below it."""
        return [name for name in self.below(task) if name in self.tasks]

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The frameworks and their items as integers."""
        ids = [document.id for document in self.frameworks]
        ids += [item.id for document in self.frameworks for item in document.items]
        index = {name: position for position, name in enumerate(ids)}
        children = tuple(tuple(index[child] for child in self.children[name]) for name in ids)
        waiting = [0] * len(ids)
        for kids in children:
            for child in kids:
                waiting[child] += 1
        order = [position for position, count in enumerate(waiting) if count == 0]
        for node in order:
            for child in children[node]:
                waiting[child] -= 1
                if waiting[child] == 0:
                    order.append(child)
        return Hierarchy(tuple(ids), index, children, tuple(reversed(order)))

    @cached_property
    def networkx(self) -> nx.MultiDiGraph[str]:
        """The whole graph for networkx: edges ``broader`` from child to parent, and alignments from task to item.

        Node attributes: ``kind`` (framework, plan, item, part, task), ``level``, ``document``, ``label_ko``,
        ``label_en``. Alignment edges carry ``relation`` (implements, reinforces, enables), ``strength``, ``state``.
        Rejected alignments are left out.
        """
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for document in self.corpus.documents:
            kind = PLAN_LEVEL if document.is_plan else FRAMEWORK_LEVEL
            graph.add_node(document.id, kind=kind, **self._attributes(document.id))
            for item in document.items:
                kind = ("task" if item.id in self.tasks else "part") if document.is_plan else "item"
                graph.add_node(item.id, kind=kind, **self._attributes(item.id))
                for parent in item.parents:
                    graph.add_edge(item.id, parent, relation="broader")
        for alignment in self.alignments:
            if alignment.state != "rejected":
                graph.add_edge(
                    alignment.task,
                    alignment.item,
                    relation=STRENGTHS[alignment.strength],
                    strength=alignment.strength,
                    state=alignment.state,
                )
        return graph

    def _attributes(self, name: str) -> dict[str, Any]:
        title = self.title(name)
        return {
            "level": self.level(name),
            "document": self.document_of(name),
            "label_ko": title.get("ko"),
            "label_en": title.get("en"),
        }
