"""Which parts of a list are the same part on two sides: a row that somebody has edited, moved, taken out or added.

Parts of a record (its targets, its stated links) have no name of their own. An equal part is the same one; of the rest,
those that are most alike are, as long as they have something in common.

>>> from policygraph.records.kinds import Target, Text
>>> first, second = Target(Text("보급률"), 50, "%"), Target(Text("건수"), 7)
>>> theirs, left = matched([first, second], [second, Target(Text("보급률"), 60, "%")])
>>> [(target.metric.ko, target.value) for target in theirs if target], left
([('보급률', 60), ('건수', 7)], [])
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policygraph.records.field import fields_of


def matched(base: Sequence[Any], side: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return the counterpart in *side* of each part of *base* (``None`` where it is gone), and the parts that are new.

    Parameters
    ----------
    base, side : sequence of records of one class
        The parts as they were, and as one side has left them, in any order.

    Notes
    -----
    Cost O(n²) in the parts that are not equal; a record has few.
    """
    rest = list(side)
    found: list[Any] = [None] * len(base)
    for place, part in enumerate(base):
        if part in rest:
            found[place] = rest.pop(rest.index(part))
    open_places = [place for place, part in enumerate(found) if part is None]
    pairs = sorted(
        (-share, place, number)
        for place in open_places
        for number, part in enumerate(rest)
        if (share := _alike(base[place], part)) > 0
    )
    taken: set[int] = set()
    for _, place, number in pairs:
        if found[place] is None and number not in taken:
            found[place] = rest[number]
            taken.add(number)
    return found, [part for number, part in enumerate(rest) if number not in taken]


def _alike(one: Any, other: Any) -> float:
    """Return the share, 0..1, of the fields in which two parts say the same, among those in which one says something."""
    kind: type = type(one)
    pairs = [(getattr(one, field.name), getattr(other, field.name), field.default) for field in fields_of(kind)]
    said = [(left, right) for left, right, nothing in pairs if left != nothing or right != nothing]
    return sum(left == right for left, right in said) / len(said) if said else 0.0
