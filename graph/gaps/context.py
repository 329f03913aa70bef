"""What every gap rule looks at, computed once: the graph, its coverage, the commitments that count, the thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import Coverage, NodeCoverage, coverage, roll_up
from policygraph.sources.records import COMMITMENT_LEVELS, Alignment, Item, Language
from policygraph.sources.workspace import DEFAULT_THRESHOLDS, Thresholds

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

    def quoted(self, name: str, lang: Language) -> str:
        """Return the title of *name* in quotation marks."""
        return f"'{self.graph.title(name).get(lang)}'"

    def known(self) -> Iterator[NodeCoverage]:
        """Yield the items whose figures are known."""
        for node in self.coverage.values():
            if node.state in _COUNTED_STATES and node.id in self.graph.items:
                yield node

    def commitments(self) -> Iterator[NodeCoverage]:
        """Yield the items that commit and whose figures are known."""
        for node in self.known():
            if node.level in COMMITMENT_LEVELS or not self.graph.children[node.id]:
                yield node

    def supported(self) -> Iterator[tuple[NodeCoverage, tuple[Alignment, ...]]]:
        """Yield each commitment that has alignments of its own, with them."""
        for node in self.commitments():
            alignments = self.graph.serving[node.id]
            if alignments:
                yield node, alignments

    def tasks_of(self, alignments: tuple[Alignment, ...]) -> list[Item]:
        """Return the tasks of *alignments*, each once, in the order of their ids."""
        return [self.graph.tasks[name] for name in sorted({alignment.task for alignment in alignments})]

    @cached_property
    def _floors(self) -> list[float | None]:
        return roll_up(self.graph).floor

    def gain(self, name: str, value: float) -> float:
        """Return how much the framework's floor rises if the direct floor of *name* became *value* (0..1)."""
        graph, hierarchy = self.graph, self.graph.hierarchy
        framework = graph.document_of(name)
        node = self.coverage[name]
        before = self.coverage[framework].floor
        if before is None or node.floor is None or value <= node.floor:
            return 0.0
        changed: dict[str, float] = {name: value}
        queue = list(graph.items[name].parents)
        ancestors: dict[str, None] = {}
        for parent in queue:
            ancestors[parent] = None
            if parent in graph.items:
                queue.extend(graph.items[parent].parents)
        position = {node: rank for rank, node in enumerate(hierarchy.order)}
        for parent in sorted(ancestors, key=lambda ancestor: position[hierarchy.index[ancestor]]):
            if self.coverage[parent].state == "not-applicable":
                continue
            total = weight_sum = 0.0
            for child in graph.children[parent]:
                floor = changed.get(child, self._floors[hierarchy.index[child]])
                if floor is not None:
                    weight = graph.items[child].importance
                    total += weight * floor
                    weight_sum += weight
            if weight_sum == 0:
                continue
            mean = total / weight_sum
            commits = graph.level(parent) in COMMITMENT_LEVELS
            changed[parent] = max(mean, self.coverage[parent].direct_floor or 0.0) if commits else mean
        return max(0.0, changed.get(framework, before) - before)
