"""Shares as exact fractions, for whatever is compared: a third is a third here, and 2/3 is not below 2/3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache, cached_property
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from policygraph.graph.hierarchy import Hierarchy, MeanStep

if TYPE_CHECKING:
    from policygraph.records.kinds import Alignment


@cache
def fraction(number: float | str) -> Fraction:
    """Return *number* as people wrote it, as a fraction of whole numbers.

    A share written as a rounded third is that third: the threshold 2/3 arrives as a floating-point number.

    >>> fraction(0.1), fraction("0.6"), fraction(2 / 3), fraction(1.0)
    (Fraction(1, 10), Fraction(3, 5), Fraction(2, 3), Fraction(1, 1))
    """
    written = Fraction(str(number))
    near = written.limit_denominator(1000)
    return near if abs(near - written) < Fraction(1, 10**12) else written


def thirds_of(
    hierarchy: Hierarchy, alignments: Iterable[Alignment], states: Sequence[str] = ("confirmed",)
) -> list[int]:
    """Return the greatest strength (0..3) at each node of *hierarchy* among the *alignments* of these *states*."""
    found = [0] * len(hierarchy.ids)
    for link in alignments:
        if link.state in states:
            node = hierarchy.index[link.item]
            found[node] = max(found[node], link.strength)
    return found


def parts_in_mean(step: MeanStep) -> list[Fraction]:
    """Return the part that each child of *step* has in the mean; they add up to 1.

    >>> parts_in_mean(MeanStep(0, (1, 2), (1.0, 2.0), 3.0, commits=False))
    [Fraction(1, 3), Fraction(2, 3)]
    """
    if step.weights is None:
        return [_ratio(1, len(step.children))] * len(step.children)
    weights = [fraction(weight) for weight in step.weights]
    total = sum(weights, Fraction(0))
    return [weight / total for weight in weights]


def exact_shares(hierarchy: Hierarchy, thirds: Sequence[int]) -> list[Fraction]:
    """Return the share of every node by the definition of coverage, exactly; *thirds* are the strengths at the nodes.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> found = exact_shares(graph.hierarchy, thirds_of(graph.hierarchy, graph.counting))
    >>> round(float(found[graph.hierarchy.index["kds"]]), 9) == round(open_study().coverage()["kds"].floor, 9)
    True
    """
    shares = [_ratio(strength, 3) for strength in thirds]
    inner = frozenset([step.node for step in hierarchy.steps])
    for step in hierarchy.steps:
        if step.weights is None and inner.isdisjoint(step.children):
            mean = _ratio(sum([thirds[child] for child in step.children]), 3 * len(step.children))
        elif step.weights is None:
            mean = _sum(shares[child] for child in step.children) / len(step.children)
        else:
            parts = zip(parts_in_mean(step), step.children, strict=True)
            mean = sum((part * shares[child] for part, child in parts), Fraction(0))
        shares[step.node] = max(mean, shares[step.node]) if step.commits and thirds[step.node] else mean
    return shares


@cache
def _ratio(parts: int, size: int) -> Fraction:
    return Fraction(parts, size)


def _sum(shares: Iterable[Fraction]) -> Fraction:
    """Return the sum of *shares*, added as whole numbers where they are parts of one size."""
    found: dict[int, int] = {}
    for share in shares:
        parts, size = share.as_integer_ratio()
        if parts:
            found[size] = found.get(size, 0) + parts
    return sum((Fraction(parts, size) for size, parts in found.items()), Fraction(0))


class FewShares:
    """The shares of a hierarchy in which few nodes have a strength: only what lies above those is worked out.

    Notes
    -----
    O(nodes above those with a strength) for each call, after one pass over the hierarchy.

    Examples
    --------
    >>> from policygraph import open_study
    >>> hierarchy = open_study().graph.hierarchy
    >>> node = hierarchy.leaves[7]
    >>> found = FewShares(hierarchy).shares({node: 2})
    >>> whole = exact_shares(hierarchy, [2 if place == node else 0 for place in range(len(hierarchy.ids))])
    >>> all(found.get(place, 0) == share for place, share in enumerate(whole))
    True

    """

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._steps = hierarchy.steps

    @cached_property
    def _own_step(self) -> dict[int, int]:
        """The place among the steps of each inner node."""
        return {step.node: place for place, step in enumerate(self._steps)}

    @cached_property
    def _counted_in(self) -> dict[int, list[tuple[int, Fraction]]]:
        """Of each node the places of the steps that it counts in, with its part in each mean."""
        found: dict[int, list[tuple[int, Fraction]]] = {}
        for place, step in enumerate(self._steps):
            for child, part in zip(step.children, parts_in_mean(step), strict=True):
                found.setdefault(child, []).append((place, part))
        return found

    def shares(self, thirds: Mapping[int, int]) -> dict[int, Fraction]:
        """Return the share of each node that has one, given the strength (0..3) of some nodes."""
        shares: dict[int, Fraction] = {}
        means: dict[int, Fraction] = {}
        waiting: list[int] = []

        def hand_on(node: int, share: Fraction) -> None:
            shares[node] = share
            for place, part in self._counted_in.get(node, ()):
                if place not in means:
                    means[place] = Fraction(0)
                    heappush(waiting, place)
                means[place] += part * share

        for node, strength in thirds.items():
            place = self._own_step.get(node)
            if place is None:
                hand_on(node, Fraction(strength, 3))
            elif place not in means:
                means[place] = Fraction(0)
                heappush(waiting, place)
        while waiting:  # children stand before their parents
            place = heappop(waiting)
            step = self._steps[place]
            own = Fraction(thirds.get(step.node, 0), 3) if step.commits else Fraction(0)
            hand_on(step.node, max(means[place], own))
        return shares
