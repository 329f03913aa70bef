"""What comes first, and how sure that order is: criteria on fixed scales, an order of importance, no invented weights.

Each criterion gives a value in 0..1 on a scale that does not depend on what else is in the list, so that dropping an entry
or adding a copy of one never reorders the rest. The user says which criterion matters more, not by how much: all weights
``w1 >= w2 >= ... >= 0`` that add up to 1 fit that order. They form a simplex whose corners weigh the first 1, 2, 3 ...
criteria alike. One entry is ahead of another under all of these weights exactly where it is ahead at every corner, that is
where each sum of its first values is larger; it is ahead under some exactly where it is at one. Values are compared as
fractions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import accumulate

POINTS = 10_000
_BLOCK = 250  # rows at a time, which bounds the memory
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23)

Values = Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is ranked: its *id* and its value (0..1) for each criterion; ``None`` is unknown and counts as the least."""

    id: str
    values: Values


@dataclass(frozen=True, slots=True)
class Ranked:
    """One entry with its place.

    *rank* is its place under the mean of all weights that fit (the rank-order centroid); entries alike share one. As many
    entries as *best* says, less one, are ahead of it under all weights that fit, and as many as *worst* says, less one,
    under some: no fitting weights place it before *best* or behind *worst*. *first_share* (0..1) is the part of 10,000 fixed weights,
    evenly spread, under which nothing is ahead of it.
    """

    id: str
    rank: int
    best: int
    worst: int
    first_share: float
    values: Values


@dataclass(frozen=True, slots=True)
class Ranking:
    """All entries by rank, then id; *criteria* from the most to the least important.

    *kinds* are the kinds of gaps and groups of the worklist that are ranked, by their codes; empty for tasks.
    """

    criteria: tuple[str, ...]
    rows: tuple[Ranked, ...]
    kinds: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Ranking of {len(self.rows)} by {', '.join(self.criteria)}>"


def centroid(count: int) -> tuple[Fraction, ...]:
    """Return the mean of all weights of *count* criteria in order of importance: the mean of the corners.

    >>> centroid(2), sum(centroid(5))
    ((Fraction(3, 4), Fraction(1, 4)), Fraction(1, 1))
    """
    return tuple(
        sum((Fraction(1, k) for k in range(place, count + 1)), Fraction(0)) / count for place in range(1, count + 1)
    )


def ranked(entries: Iterable[Entry], criteria: Sequence[str]) -> Ranking:
    """Return the *entries* in order, given the *criteria* from the most important on.

    Cost: O(n log n) fractions for n entries, one comparison of whole numbers for each two rows that differ, and 10,000 n
    additions for each criterion.

    >>> half, whole = Fraction(1, 2), Fraction(1)
    >>> found = ranked([Entry("a", {"x": half, "y": whole}), Entry("b", {"x": whole, "y": half})], ["x", "y"])
    >>> [(row.id, row.rank, row.best, row.worst) for row in found.rows]
    [('b', 1, 1, 1), ('a', 2, 1, 2)]
    """
    listed = sorted(entries, key=lambda entry: entry.id)
    numbers = [[entry.values.get(name) or Fraction(0) for name in criteria] for entry in listed]
    weights = centroid(len(criteria))
    scores = [sum((w * value for w, value in zip(weights, row, strict=True)), Fraction(0)) for row in numbers]
    in_order = sorted(scores)
    under_all, under_some = _ahead([tuple(accumulate(row)) for row in numbers])
    shares = _first_shares(numbers)
    rows = [
        Ranked(
            entry.id,
            1 + len(in_order) - bisect_right(in_order, scores[place]),
            1 + under_all[place],
            1 + under_some[place],
            shares[place],
            {name: entry.values.get(name) for name in criteria},
        )
        for place, entry in enumerate(listed)
    ]
    return Ranking(tuple(criteria), tuple(sorted(rows, key=lambda row: (row.rank, row.id))))


def _ahead(corners: Sequence[Sequence[Fraction]]) -> tuple[list[int], list[int]]:
    """Return for each row how many others are ahead of it at every corner, and how many at some.

    Rows alike are compared once, by the places of their values among all values at that corner.
    """
    import numpy as np

    if not corners or not corners[0]:
        return [0] * len(corners), [0] * len(corners)
    columns = []
    for values in zip(*corners, strict=True):
        places = {value: place for place, value in enumerate(sorted(set(values)))}
        columns.append([places[value] for value in values])
    rows, alike, counts = np.unique(
        np.array(columns, dtype=np.int32).T, axis=0, return_inverse=True, return_counts=True
    )
    everywhere, somewhere = (np.zeros(len(rows), dtype=np.int64) for _ in range(2))
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        ahead = [rows[:, place] > block[:, place, None] for place in range(rows.shape[1])]
        everywhere[start : start + _BLOCK] = np.logical_and.reduce(ahead) @ counts
        somewhere[start : start + _BLOCK] = np.logical_or.reduce(ahead) @ counts
    alike = alike.reshape(-1)
    return everywhere[alike].tolist(), somewhere[alike].tolist()


def _first_shares(numbers: Sequence[Sequence[Fraction]]) -> list[float]:
    """Return, for each row of values, the part of the fixed weights under which no other row is ahead."""
    import numpy as np

    if not numbers or not numbers[0]:
        return [1.0] * len(numbers)
    values = np.array([[float(value) for value in row] for row in numbers])
    weights = np.array(fixed_weights(values.shape[1]))
    first = np.zeros(len(values), dtype=np.int64)
    for start in range(0, POINTS, _BLOCK):
        scores = weights[start : start + _BLOCK] @ values.T
        first += (scores >= scores.max(axis=1, keepdims=True) - 1e-12).sum(axis=0)
    return [float(share) for share in first / POINTS]


@cache
def fixed_weights(count: int) -> tuple[tuple[float, ...], ...]:
    """Return 10,000 weights of *count* criteria in order of importance, the same on every machine.

    They are the corners of the simplex in proportions that the gaps between the numbers of a Halton sequence give, and so
    spread evenly.

    >>> first = fixed_weights(3)[0]
    >>> len(fixed_weights(3)), list(first) == sorted(first, reverse=True), round(sum(first), 9)
    (10000, True, 1.0)
    """
    points = []
    for number in range(1, POINTS + 1):
        cuts = sorted(_radical(number, prime) for prime in _PRIMES[: count - 1])
        gaps = [right - left for left, right in zip([0.0, *cuts], [*cuts, 1.0], strict=True)]
        each = [gap / size for size, gap in enumerate(gaps, 1)]
        points.append(tuple(accumulate(reversed(each)))[::-1])
    return tuple(points)


def _radical(number: int, base: int) -> float:
    """Return the digits of *number* to *base*, mirrored behind the point."""
    value, part = 0, 1
    while number:
        number, digit = divmod(number, base)
        value, part = value * base + digit, part * base
    return value / part
