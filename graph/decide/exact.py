"""Shares as exact fractions, for whatever is compared: a third is a third here, and 2/3 is not below 2/3."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from policygraph.graph.hierarchy import Hierarchy

if TYPE_CHECKING:
    from policygraph.records.kinds import Alignment


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


def exact_shares(hierarchy: Hierarchy, thirds: Sequence[int]) -> list[Fraction]:
    """Return the share of every node by the definition of coverage, exactly; *thirds* are the strengths at the nodes.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> found = exact_shares(graph.hierarchy, thirds_of(graph.hierarchy, graph.counting))
    >>> round(float(found[graph.hierarchy.index["kds"]]), 9) == round(open_study().coverage()["kds"].floor, 9)
    True
    """
    shares = [Fraction(strength, 3) for strength in thirds]
    for step in hierarchy.steps:
        if step.weights is None:
            mean = sum((shares[child] for child in step.children), Fraction(0)) / len(step.children)
        else:
            weights = [fraction(weight) for weight in step.weights]
            parts = (weight * shares[child] for weight, child in zip(weights, step.children, strict=True))
            mean = sum(parts, Fraction(0)) / sum(weights)
        shares[step.node] = max(mean, shares[step.node]) if step.commits else mean
    return shares
