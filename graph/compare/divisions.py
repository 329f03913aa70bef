"""Splits and merges: an item whose text is now in several, and several whose text is now in one. A person decides.

A part belongs to a whole when `PART` of its rare pairs of characters are in the whole; parts make a whole up when
together they hold `WHOLE` of its pairs, and each adds `ADDS` that no part before it had.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from policygraph.graph.compare.likeness import Likeness
    from policygraph.graph.suggest.vectors import Sparse

PART, WHOLE, ADDS = 0.6, 0.6, 0.12


@dataclass(frozen=True, slots=True)
class Group:
    """The places of the items *old* that became the items *new*; *score* is how much of the whole the parts make up."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    score: float | None
    by: Literal["decided", "text"] = "text"


def find_divisions(
    likeness: Likeness,
    loose: Mapping[int, int],
    rest_old: Sequence[int],
    rest_new: Sequence[int],
    different: Collection[tuple[int, int]],
) -> list[Group]:
    """Return the splits and merges among what has no match (*rest_old*, *rest_new*) and the *loose* pairs old: new.

    A pair whose texts differ may turn out to be a part of a split or merge; one of the two sides of every group has one
    item. Each item is in one group at most, the groups that are made up best first.
    """
    back = {new: old for old, new in loose.items()}
    found = [
        Group((whole,), parts, score)
        for whole, parts, score in _divided(
            likeness, likeness.old, likeness.new, [*rest_old, *loose], [*rest_new, *back], loose, different
        )
    ]
    mirrored = {(new, old) for old, new in different}
    found += [
        Group(parts, (whole,), score)
        for whole, parts, score in _divided(
            likeness, likeness.new, likeness.old, [*rest_new, *back], [*rest_old, *loose], back, mirrored
        )
    ]
    kept: list[Group] = []
    busy_old: set[int] = set()
    busy_new: set[int] = set()
    for group in sorted(found, key=lambda group: (-(group.score or 0), sorted((group.old, group.new)))):
        if busy_old.isdisjoint(group.old) and busy_new.isdisjoint(group.new):
            kept.append(group)
            busy_old.update(group.old)
            busy_new.update(group.new)
    return kept


def _divided(
    likeness: Likeness,
    wholes: Sparse,
    parts: Sparse,
    whole_places: Sequence[int],
    part_places: Sequence[int],
    loose: Mapping[int, int],
    different: Collection[tuple[int, int]],
) -> list[tuple[int, tuple[int, ...], float]]:
    """Return whole, parts and score of each item of one side that several items of the other make up."""
    matched = {other: one for one, other in loose.items()}
    found = []
    for whole, shares in likeness.contained(parts, wholes, part_places, whole_places, PART).items():
        fitting = [
            (-share, place)
            for place, share in shares
            if matched.get(place, whole) == whole and (whole, place) not in different
        ]
        chosen: list[int] = []
        covered = 0.0
        for _, place in sorted(fitting):
            more = likeness.share_covered(wholes[whole], parts[[*chosen, place]])
            if more - covered >= ADDS:
                chosen.append(place)
                covered = more
        if len(chosen) > 1 and covered >= WHOLE and loose.get(whole, chosen[0]) in chosen:
            found.append((whole, tuple(sorted(chosen)), round(covered, 4)))
    return found
