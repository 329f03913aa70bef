"""Two replies about one table of a card, each in its language: rows that say the same become one, in both languages.

A row is known by the row that was sent, and a new one by what it says in numbers. What both changed in different ways is
a contradiction, which a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from policygraph.records.kinds import Milestone, Target, Text
from policygraph.records.units import unit_words

Row = TypeVar("Row", Target, Milestone)
Traced = Sequence[tuple[int | None, Row]]
"""Rows as edited, each with the place of the row that was sent; ``None``: it is new."""


def combined(sent: Sequence[Row], first: Traced[Row], second: Traced[Row]) -> tuple[Row, ...] | None:
    """Return the rows of both replies to the rows *sent*, those of the *first* in its order; ``None`` where they contradict each other.

    >>> old = (Milestone(Text("설계", "design"), "2026-03"),)
    >>> ko = [(0, Milestone(Text("설계", "design"), "2026-04")), (None, Milestone(Text("개통"), "2027-01"))]
    >>> en = [(0, Milestone(Text("설계", "plan"), "2026-03")), (None, Milestone(Text(en="opening"), "2027-01"))]
    >>> [(one.title.ko, one.title.en, one.date) for one in combined(old, ko, en)]
    [('설계', 'plan', '2026-04'), ('개통', 'opening', '2027-01')]
    >>> combined(old, ko, [(0, Milestone(Text("설계", "design"), "2026-05"))]) is None
    True
    """
    theirs = {place: row for place, row in second if place is not None}
    fresh = [row for place, row in second if place is None]
    ours = {place for place, _ in first}
    found: list[Row] = []
    for place, row in first:
        if place is None:
            same = next((other for other in fresh if _merged(None, row, other) is not None), None)
            if same is None:
                return None
            fresh.remove(same)
            merged = _merged(None, row, same)
        elif place in theirs:
            merged = _merged(sent[place], row, theirs[place])
        elif row == sent[place]:
            continue  # the other reply took it out
        else:
            return None
        if merged is None:
            return None
        found.append(merged)
    if fresh or any(row != sent[place] for place, row in theirs.items() if place not in ours):
        return None
    return tuple(found)


def _merged(sent: Row | None, first: Row, second: Row) -> Row | None:
    """Return the row that both make of the one *sent*; a new one of both says the same but for its words."""
    changed: dict[str, Any] = {}
    for field in fields(first):
        one, other = getattr(first, field.name), getattr(second, field.name)
        base = _CLASH if sent is None else getattr(sent, field.name)
        if isinstance(one, Text):
            before = Text() if sent is None else base
            ko, en = (_value(getattr(before, lang), getattr(one, lang), getattr(other, lang)) for lang in ("ko", "en"))
            changed[field.name] = _CLASH if _CLASH in (ko, en) else Text(ko, en)
        elif field.name == "unit" and unit_words(one) == unit_words(other):
            changed[field.name] = one  # 명 and people are one unit
        else:
            changed[field.name] = _value(base, one, other)
    return None if _CLASH in changed.values() else replace(first, **changed)


_CLASH: Any = object()


def _value(base: Any, one: Any, other: Any) -> Any:
    """Return what both make of a value: the one that changed it, or what both say."""
    if one == other or other == base:
        return one
    return other if one == base else _CLASH
