"""Whom the commitments of a framework address, in words and as plain data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from policygraph.graph.addressee import Addressed
from policygraph.records.kinds import Text
from policygraph.records.words import ADDRESSEES, ALIGNMENT_STATES, COVERAGE_STATES, SCHEMES

NOT_ASSESSED = COVERAGE_STATES["not-assessed"]
NO_ALIGNMENT = SCHEMES["coverage-state"]["none"].short


def addressees_json(found: Mapping[str, Addressed], chosen: Collection[str] = ()) -> dict[str, Any]:
    """Return the counts by addressee for the JSON contract; of those *chosen* alone where any are."""
    return {
        name: {
            "commitments": one.commitments,
            "linked_confirmed": one.linked_confirmed,
            "linked_proposed": one.linked_proposed,
        }
        for name, one in found.items()
        if not chosen or name in chosen
    }


def headline(found: Mapping[str, Addressed], chosen: Collection[str] = ()) -> Text:
    """Return the counts by addressee in words: what a framework asks of the city first; nothing that is not there.

    >>> headline({"local": Addressed(9, 6, 1), "shared": Addressed(0, 0, 0), "national": Addressed(2, None, None)}).ko
    '지방에 요구된 9건: 확정 6, 제안 1, 없음 2 · 국가 사무 2건: 미검토'
    """
    parts = [_counts(name, one) for name, one in found.items() if one.commitments and (not chosen or name in chosen)]
    return Text(" · ".join(part.ko for part in parts), " · ".join(part.en for part in parts))


def _counts(name: str, one: Addressed) -> Text:
    title = ADDRESSEES[name]
    asked = "된" if name == "local" else ""  # what is asked of the city, where the others name a kind of matter
    ko, en = f"{title.ko}{asked} {one.commitments:,}건", f"{title.en} {one.commitments:,}"
    if one.without is None:
        return Text(f"{ko}: {NOT_ASSESSED.ko}", f"{en}: {NOT_ASSESSED.en}")
    confirmed, proposed = one.linked_confirmed, one.linked_proposed
    sure, maybe, none = ALIGNMENT_STATES["confirmed"], ALIGNMENT_STATES["proposed"], NO_ALIGNMENT
    return Text(
        f"{ko}: {sure.ko} {confirmed:,}, {maybe.ko} {proposed:,}, {none.ko} {one.without:,}",
        f"{en}: {confirmed:,} {sure.en}, {proposed:,} {maybe.en}, {one.without:,} {none.en}",
    )


def local_cell(found: Mapping[str, Addressed]) -> str:
    """Return what asks the city as a table writes it: linked by confirmed (+ proposed) alignments of all.

    >>> local_cell({"local": Addressed(9, 6, 1)}), local_cell({"local": Addressed(0, 0, 0)}), local_cell({})
    ('6(+1)/9', '–', '–')
    """
    one = found.get("local")
    if one is None or not one.commitments:
        return "–"
    if one.linked_confirmed is None:
        return f"–/{one.commitments}"
    return f"{one.linked_confirmed}{f'(+{one.linked_proposed})' if one.linked_proposed else ''}/{one.commitments}"
