"""The order of items that came without an id: among their siblings by official number, as people count (1-2 before 1-10)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from policygraph.records.kinds import Item

_PIECES = re.compile(r"\d+|\D+")


def number_key(code: str) -> tuple[tuple[int, int, str], ...]:
    """Return what official numbers are ordered by.

    >>> sorted(["1-10", "1-2", "2", "1", "가-1"], key=number_key)
    ['1', '1-2', '1-10', '2', '가-1']
    """
    pieces = _PIECES.findall(code)
    return tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces)


def by_number(items: Sequence[Item], placed: Collection[str]) -> list[Item]:
    """Return *items* with those to be *placed* (ids) in the order of their official numbers.

    Siblings change places among themselves where one of them is to be placed and each has a number; everything else
    stays.
    """
    families: dict[tuple[str, ...], list[int]] = {}
    for position, item in enumerate(items):
        families.setdefault((item.document, *item.parents), []).append(position)
    ordered = list(items)
    for places in families.values():
        family = [items[place] for place in places]
        if all(item.code for item in family) and any(item.id in placed for item in family):
            family.sort(key=lambda item: number_key(item.code or ""))
            for place, item in zip(places, family, strict=True):
                ordered[place] = item
    return ordered
