"""Addressees: whom the commitments of a framework ask, and how many of those are served.

Counts only, never shares: whom an item addresses orders, groups and colours, and changes no figure of coverage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from policygraph.graph.hierarchy import count_below
from policygraph.records.kinds import ADDRESSEES, Item

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph

OWN_GOALS = "mayoral-goals"
FINDINGS = "findings"
OWN_KINDS = (OWN_GOALS, FINDINGS)
"""Documents that are the city's own, whose items need not say whom they ask."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """How many *commitments* (without children) address somebody, and how many of them are linked.

    *linked_confirmed* have a confirmed alignment, *linked_proposed* proposed ones alone; both are ``None`` where nobody
    has assessed the framework yet.
    """

    commitments: int
    linked_confirmed: int | None
    linked_proposed: int | None

    @property
    def without(self) -> int | None:
        """How many have no alignment."""
        if self.linked_confirmed is None or self.linked_proposed is None:
            return None
        return self.commitments - self.linked_confirmed - self.linked_proposed


def addressee_of(graph: AlignmentGraph, item: Item) -> str | None:
    """Return whom *item* addresses: what its record says, else ``local`` for goals of the mayor, else ``unclear``.

    ``None`` for findings and requirements: they address nobody, the city found them itself.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> goal = next(item for item in graph.documents["bmg"].items if item.level == "goal" and item.addressee is None)
    >>> addressee_of(graph, goal)
    'local'
    """
    if item.addressee is not None:
        return item.addressee.value
    kind = graph.documents[item.document].kind
    return None if kind == FINDINGS else "local" if kind == OWN_GOALS else "unclear"


def unaddressed(graph: AlignmentGraph) -> list[str]:
    """Return the commitments (without children) of what is shown whose records do not say whom they address.

    The goals of the mayor and findings need not say it. What is unclear by a reading is said, and not among them.

    >>> from policygraph import open_study
    >>> unaddressed(open_study().graph)
    []
    """
    hierarchy = graph.hierarchy
    leaves = (hierarchy.ids[leaf] for leaf in hierarchy.leaves)
    return [
        name
        for name in leaves
        if name in graph.shown
        and graph.items[name].addressee is None
        and graph.documents[graph.items[name].document].kind not in OWN_KINDS
    ]


class Addressees:
    """Who is addressed at each node of *graph* and below; *floor* and *ceiling* are the direct shares that count."""

    def __init__(self, graph: AlignmentGraph, floor: Sequence[float], ceiling: Sequence[float]) -> None:
        self._graph, self._floor, self._ceiling = graph, floor, ceiling

    @cached_property
    def _counts(self) -> dict[str, tuple[list[int], list[int], list[int]]]:
        hierarchy, found = self._graph.hierarchy, {}
        leaves: dict[str, list[int]] = {name: [] for name in ADDRESSEES}
        for leaf in hierarchy.leaves:
            if (one := addressee_of(self._graph, self._graph.items[hierarchy.ids[leaf]])) is not None:
                leaves[one].append(leaf)
        for name, own in leaves.items():
            confirmed = [leaf for leaf in own if self._floor[leaf]]
            proposed = [leaf for leaf in own if self._ceiling[leaf] and not self._floor[leaf]]
            found[name] = (self._below(own), self._below(confirmed), self._below(proposed))
        return found

    def _below(self, leaves: Sequence[int]) -> list[int]:
        hierarchy = self._graph.hierarchy
        return count_below(hierarchy.descent, {leaf: (leaf,) for leaf in leaves}, len(hierarchy.ids))

    def at(self, node: int, *, known: bool) -> dict[str, Addressed]:
        """Return the counts at the index *node* of the hierarchy, by addressee; *known* says whether links are known."""
        return {
            name: Addressed(all_[node], confirmed[node] if known else None, proposed[node] if known else None)
            for name, (all_, confirmed, proposed) in self._counts.items()
        }
