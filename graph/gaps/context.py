"""What every gap rule looks at, computed once: the graph, its coverage, the commitments that count, the thresholds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from math import fsum

from policygraph.graph.addressee import FINDINGS, addressee_of
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import Coverage, NodeCoverage, coverage, roll_up
from policygraph.graph.gaps.sentence import Named
from policygraph.graph.hierarchy import MeanStep
from policygraph.graph.requirements import derived_requirements
from policygraph.records.kinds import ADDRESSEES, Alignment, Item
from policygraph.sources.settings import DEFAULT_THRESHOLDS, Thresholds

ServedSet = frozenset[int]
"""What a task serves: for each alignment its item and strength as one number (see `GapContext.served_item`)."""

NOISE = 1e-9
"""Shares that differ by less are equal: what lies below is the noise of sums in another order."""

_STRENGTHS = 4
_COUNTED_STATES = ("full", "partial", "none")


class GapContext:
    """The input of the gap rules.

    *balance* holds the shares wanted for the top items of a framework; without them the importance of the items counts.
    """

    def __init__(
        self,
        graph: AlignmentGraph,
        thresholds: Thresholds | None = None,
        balance: Mapping[str, Mapping[str, float]] | None = None,
    ) -> None:
        self.graph = graph
        self.thresholds = thresholds or DEFAULT_THRESHOLDS
        self.balance = balance or {}
        self.coverage: Coverage = coverage(graph)
        self._named: dict[str, Named] = {}
        self._served: dict[str, ServedSet] = {}

    def named(self, name: str) -> Named:
        """Return the record *name* as it stands in a sentence."""
        found = self._named.get(name)
        if found is None:
            found = self._named[name] = Named(name, self.graph.title(name))
        return found

    def known(self) -> Iterator[NodeCoverage]:
        """Yield the items whose figures are known."""
        for node in self.coverage.values():
            if node.state in _COUNTED_STATES and node.id in self.graph.items:
                yield node

    def commitments(self) -> Iterator[NodeCoverage]:
        """Yield the items that commit and whose figures are known."""
        for node in self.known():
            if self.graph.items[node.id].commits or not self.graph.children[node.id]:
                yield node

    def asking(self) -> Iterator[NodeCoverage]:
        """Yield the commitments that ask for an answer of their own: a finding that requirements derive from leaves it to them."""
        required = derived_requirements(self.graph)
        for node in self.commitments():
            if node.id not in required:
                yield node

    def supported(self) -> Iterator[tuple[NodeCoverage, tuple[Alignment, ...]]]:
        """Yield each commitment that asks for tasks and has alignments of its own, with them."""
        for node in self.commitments():
            alignments = self.graph.serving[node.id]
            if alignments and self.graph.items[node.id].obliges is None:
                yield node, alignments

    def served_by(self, task: str) -> ServedSet:
        """Return what *task* serves, as numbers that are compared fast."""
        found = self._served.get(task)
        if found is None:
            place = self.graph.hierarchy.index
            links = self.graph.serves[task]
            found = self._served[task] = frozenset([place[link.item] * _STRENGTHS + link.strength for link in links])
        return found

    def served_item(self, served: int) -> str:
        """Return the id of the item that the number *served* holds."""
        return self.graph.hierarchy.ids[served // _STRENGTHS]

    def tasks_of(self, alignments: tuple[Alignment, ...]) -> list[Item]:
        """Return the tasks of *alignments*, each once, in the order of their ids."""
        return [self.graph.tasks[name] for name in sorted({alignment.task for alignment in alignments})]

    @cached_property
    def counting(self) -> frozenset[str]:
        """The items whose figures are known."""
        return frozenset(node.id for node in self.known())

    @cached_property
    def _leaves(self) -> frozenset[str]:
        hierarchy = self.graph.hierarchy
        return frozenset(hierarchy.ids[leaf] for leaf in hierarchy.leaves)

    def addressee(self, name: str) -> str | None:
        """Return whom the framework or policy item *name* addresses; ``None`` where that has no meaning, as of findings.

        A node with items below it has no addressee of its own, unless its record says so: it asks the city where one of
        them does, else it is shared where one of them is, then national.
        """
        found = self._first(name, lambda item: addressee_of(self.graph, item))
        own = self.graph.documents[self.graph.document_of(name)].kind == FINDINGS
        return None if own and found == "unclear" and not self.graph.commits_alone(name) else found

    def concern(self, name: str) -> str:
        """Return the same as seen from the city: what names other regions alone concerns it as little as what is national.

        What the city found itself concerns it as what is asked of it.
        """
        return self._first(name, self._concern_of) or "local"

    def _concern_of(self, item: Item) -> str | None:
        elsewhere = item.addressee is not None and item.addressee.region == "other"
        return "national" if elsewhere else addressee_of(self.graph, item)

    def _first(self, name: str, of: Callable[[Item], str | None]) -> str | None:
        item = self.graph.items.get(name)
        if item is not None and (item.addressee is not None or not self.graph.children[name]):
            return of(item)
        found = {of(self.graph.items[leaf]) for leaf in self.graph.below(name) if leaf in self._leaves}
        return next((one for one in ADDRESSEES if one in found), None if None in found else "unclear")

    def deadline(self, name: str) -> int | None:
        """Return the year of the nearest target of *name* and what lies below it: the next, else the last one missed."""
        years = sorted({year for node in self.graph.below(name) for year in self._years.get(node, ())})
        return next((year for year in years if year >= self.now), years[-1] if years else None)

    @cached_property
    def _years(self) -> dict[str, list[int]]:
        """The years of the targets of each item that has some."""
        items = self.graph.items.items()
        found = {name: [target.year for target in item.targets if target.year is not None] for name, item in items}
        return {name: years for name, years in found.items() if years}

    @property
    def now(self) -> int:
        """The year of the day of the figures; 0 where they have none."""
        return int((self.graph.scope.as_of or "0")[:4])

    @cached_property
    def _floors(self) -> list[float]:
        return roll_up(self.graph.hierarchy, self.graph.direct).floor

    @cached_property
    def _steps(self) -> dict[int, tuple[int, MeanStep]]:
        """The mean of each inner node, with its place in the order from the bottom up."""
        return {step.node: (place, step) for place, step in enumerate(self.graph.hierarchy.steps)}

    def gain(self, name: str, value: float) -> float:
        """Return how much the framework's floor rises if that of the commitment *name* rose to *value* (0..1)."""
        hierarchy, floors = self.graph.hierarchy, self._floors
        framework = hierarchy.index[self.graph.document_of(name)]
        changed = {hierarchy.index[name]: value}
        for step in self._steps_above(name):
            shares = [changed.get(child, floors[child]) for child in step.children]
            if step.weights is not None:
                shares = [weight * share for weight, share in zip(step.weights, shares, strict=True)]
            mean = fsum(shares) / step.total
            changed[step.node] = max(mean, self.graph.direct.floor[step.node]) if step.commits else mean
        return changed[framework] - floors[framework]

    def _steps_above(self, name: str) -> list[MeanStep]:
        """Return the means that the share of *name* enters, from the bottom up."""
        found: dict[int, tuple[int, MeanStep]] = {}
        queue = list(self.graph.items[name].parents)
        for parent in queue:
            node = self.graph.hierarchy.index[parent]
            if node in self._steps and node not in found:
                found[node] = self._steps[node]
                if parent in self.graph.items:
                    queue.extend(self.graph.items[parent].parents)
        return [step for _, step in sorted(found.values(), key=lambda entry: entry[0])]
