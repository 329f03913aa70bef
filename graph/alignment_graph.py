"""The alignment graph: frameworks and plans, their hierarchies, and the alignments between tasks and items.

`AlignmentGraph` is built from the records and answers structural questions through plain dictionaries;
`policygraph.graph.network` gives the same graph as a `networkx.DiGraph`. Figures are computed over integer indices
(`Hierarchy`), a compiled view of it: walking a networkx graph node by node is slower, and importing networkx takes longer
than all figures of a city.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from policygraph.graph.addressee import addressee_of
from policygraph.graph.hierarchy import FRAMEWORK_LEVEL, Hierarchy, build_hierarchy, no_matter_of
from policygraph.graph.in_force import Standing, terms
from policygraph.graph.scope import EVERYTHING, Scope
from policygraph.records.digest import corpus_digest
from policygraph.records.kinds import Alignment, City, Corpus, Decision, Document, Item, Text, department_key, in_city
from policygraph.sources.cache import remembered
from policygraph.sources.integrity import is_task

if TYPE_CHECKING:
    from policygraph.ontology.corpus_reader import QuadSource

PLAN_LEVEL = "plan"


@dataclass(frozen=True, slots=True)
class Direct:
    """What stands at each node itself, by index of the hierarchy: best shares in 0..1, and the tasks where there are any."""

    floor: list[float]
    ceiling: list[float]
    tasks: dict[int, set[str]]


class AlignmentGraph:
    """Everything that coverage, gaps and pages ask about one set of records, in one scope.

    *tasks*, *plans*, *alignments* and what was *assessed* are those of the scope; *documents*, *items* and *frameworks*
    are all, whatever the scope. *plan_alignments* are those of a plan itself, to items that oblige the plan. *entry* names
    in the cache what follows from the records alone.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> graph.children["kds"][:2], graph.items["kds-1-2"].parents
    (('kds-0', 'kds-1'), ('kds-1',))
    >>> [alignment.task for alignment in graph.serving["kds-3-3"]][:2]
    ['b5-t1', 'b6-3-2']
    """

    def __init__(self, corpus: Corpus, scope: Scope = EVERYTHING, entry: str | None = None) -> None:
        self.corpus, self.scope, self.entry = corpus, scope, entry
        self.documents: dict[str, Document] = {document.id: document for document in corpus.documents}
        self.frameworks = tuple(document for document in corpus.documents if not document.is_plan)
        plans = (document for document in corpus.documents if document.is_plan)
        self.plans = tuple(plan for plan in plans if scope.holds_plan(plan))
        self.items: dict[str, Item] = {item.id: item for document in corpus.documents for item in document.items}
        tasks = (item for item in self.items.values() if is_task(item, self.documents))
        self.tasks = {item.id: item for item in tasks if scope.holds(item, self.documents[item.document])}
        self.alignments = tuple(
            alignment for alignment in corpus.alignments if alignment.task in self.tasks and scope.counts(alignment)
        )
        themselves = {plan.id for plan in self.plans if scope.holds_itself(plan)}
        self.plan_alignments = tuple(
            alignment for alignment in corpus.alignments if alignment.task in themselves and scope.counts(alignment)
        )
        self.not_applicable: dict[str, Decision] = {decision.item: decision for decision in corpus.decisions}
        self.children = self._children()
        self.serving: dict[str, tuple[Alignment, ...]] = {}
        self.serves: dict[str, tuple[Alignment, ...]] = {}
        self._index_alignments()
        self.assessed: dict[str, tuple[str, ...]] = self._assessed()

    def within(self, scope: Scope) -> AlignmentGraph:
        """Return the graph of the same records in *scope*, with what no scope changes taken over."""
        found = AlignmentGraph(self.corpus, scope, self.entry)
        found.hierarchy = self.hierarchy
        return found

    @classmethod
    def from_dataset(cls, dataset: QuadSource) -> AlignmentGraph:
        """Build the graph from an RDF *dataset*, such as one that lives in another store."""
        from policygraph.ontology.corpus_reader import read_corpus

        return cls(read_corpus(dataset))

    def __repr__(self) -> str:
        return (
            f"<AlignmentGraph: {len(self.frameworks)} frameworks, {len(self.plans)} plans, {len(self.tasks)} tasks, "
            f"{len(self.alignments)} alignments>"
        )

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
        plans = {plan.id for plan in self.plans}
        if self.scope.chooses_within_plans:
            plans &= {task.document for task in self.tasks.values()}
        for assessment in self.corpus.assessments:
            for framework in assessment.frameworks:
                if framework in found and assessment.plan in plans:
                    found[framework][assessment.plan] = None
        return {framework: tuple(plans) for framework, plans in found.items()}

    def title(self, name: str) -> Text:
        """Return the title of a document or item."""
        record = self.items.get(name) or self.documents[name]
        return record.title

    def subject(self, name: str) -> Item:
        """Return the task *name*, or the plan *name* as it stands where a task stands; any other item too."""
        return self.items[name] if name in self.items else self.documents[name].as_subject()

    def level(self, name: str) -> str:
        """Return the level of an item, or ``framework`` or ``plan`` for a document."""
        if name in self.items:
            return self.items[name].level
        return PLAN_LEVEL if self.documents[name].is_plan else FRAMEWORK_LEVEL

    def document_of(self, name: str) -> str:
        """Return the id of the document that *name* belongs to (a document belongs to itself)."""
        return self.items[name].document if name in self.items else name

    @cached_property
    def counting(self) -> tuple[Alignment, ...]:
        """The alignments that coverage counts: those of tasks, and those of a plan itself."""
        return (*self.alignments, *self.plan_alignments)

    @cached_property
    def answered(self) -> dict[str, tuple[Alignment, ...]]:
        """The alignments of plans themselves that are not rejected, by the item that a plan answers."""
        found: dict[str, list[Alignment]] = {}
        for link in self.plan_alignments:
            if link.state != "rejected":
                found.setdefault(link.item, []).append(link)
        return {name: tuple(links) for name, links in found.items()}

    def links_to(self, item: str) -> tuple[Alignment, ...]:
        """Return the alignments to *item* that are not rejected: of tasks, then of plans themselves."""
        return (*self.serving.get(item, ()), *self.answered.get(item, ()))

    def links_of(self, subject: str) -> tuple[Alignment, ...]:
        """Return the alignments of the task or plan *subject* that are not rejected."""
        own = (link for link in self.plan_alignments if link.task == subject and link.state != "rejected")
        return self.serves[subject] if subject in self.serves else tuple(own)

    @cached_property
    def terms(self) -> dict[str, Standing]:
        """How each framework stands on the day of the figures: ``in-force``, ``ended`` or ``future``."""
        return terms(self)

    def in_force(self, name: str) -> bool:
        """Return whether the framework that *name* is or belongs to is in force on the day of the figures."""
        return self.terms.get(self.document_of(name), "in-force") == "in-force"

    def addressing(self, addressees: Collection[str]) -> frozenset[str]:
        """Return the policy items that address one of *addressees*: commitments, and what stands above them."""
        leaves = (self.items[self.hierarchy.ids[leaf]] for leaf in self.hierarchy.leaves)
        found = {item.id: None for item in leaves if addressee_of(self, item) in addressees}
        for name in (queue := list(found)):
            for parent in self.items[name].parents:
                if parent in self.items and parent not in found:
                    found[parent] = None
                    queue.append(parent)
        return frozenset(found)

    def city_of(self, task: str) -> str | None:
        """Return the id of the city whose task (or plan) *task* is, ``None`` where its plan says none."""
        return self.documents[self.document_of(task)].city_id

    def department_of(self, task: str) -> str | None:
        """Return the key of the department of *task*, ``None`` where it is not known."""
        name = self.items[task].department
        return department_key(name, self.city_of(task)) if name else None

    @cached_property
    def cities(self) -> dict[str, City]:
        """The cities of the plans in the scope, by id in order."""
        found = {plan.city.id: plan.city for plan in self.plans if plan.city}
        return dict(sorted(found.items()))

    @cached_property
    def departments(self) -> dict[str, Text]:
        """The departments of the tasks, by key in their order; with the city where the tasks are of several cities."""
        found: dict[str, Text] = {}
        for name, task in self.tasks.items():
            if task.department and (key := self.department_of(name)) is not None and key not in found:
                city = self.documents[task.document].city if len(self.cities) > 1 else None
                found[key] = in_city(task.department, city)
        return found

    def commits_alone(self, name: str) -> bool:
        """Return whether *name* is a commitment without children that takes part: what addressees are counted of."""
        place = self.hierarchy.index.get(name)
        return place is not None and place in self._leaves

    @cached_property
    def _leaves(self) -> frozenset[int]:
        return frozenset(self.hierarchy.leaves)

    @property
    def roots(self) -> tuple[str, ...]:
        """The frameworks or policy items that are shown: those of the scope, or every framework, those in force first."""
        return self.scope.frameworks or tuple(
            sorted((document.id for document in self.frameworks), key=lambda name: not self.in_force(name))
        )

    @cached_property
    def shown(self) -> frozenset[str]:
        """The roots and everything below them."""
        return frozenset(name for root in self.roots for name in self.below(root))

    @cached_property
    def tasks_shown(self) -> tuple[str, ...]:
        """The tasks that serve what is shown, in their order; all of the scope where every framework is."""
        if not self.scope.frameworks:
            return tuple(self.tasks)
        return tuple(name for name in self.tasks if any(link.item in self.shown for link in self.serves[name]))

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
        """The frameworks and their items as integers, with what coverage needs of their structure."""
        return build_hierarchy(self.frameworks, self.children, self.not_applicable)

    @cached_property
    def digest(self) -> str:
        """The digest of the records; see `policygraph.records.digest`."""
        return remembered("digests", self.entry, lambda: corpus_digest(self.corpus).encode()).decode()

    @cached_property
    def no_matter(self) -> frozenset[str]:
        """The policy items that take no part: those of `not_applicable`, and what has no other parent than these."""
        return no_matter_of(self.hierarchy)

    def no_matter_with(self, decided: Collection[str]) -> frozenset[str]:
        """Return what `no_matter` were if the items *decided* and no others had been decided not applicable."""
        return no_matter_of(build_hierarchy(self.frameworks, self.children, decided))

    @cached_property
    def direct(self) -> Direct:
        """The direct shares and tasks of every policy item, from the alignments that count."""
        size, index = len(self.hierarchy.ids), self.hierarchy.index
        found = Direct([0.0] * size, [0.0] * size, {})
        for alignment in self.counting:
            if alignment.state == "rejected":
                continue
            node, share = index[alignment.item], alignment.strength / 3
            found.ceiling[node] = max(found.ceiling[node], share)
            if alignment.state == "confirmed":
                found.floor[node] = max(found.floor[node], share)
            found.tasks.setdefault(node, set()).add(alignment.task)
        return found
