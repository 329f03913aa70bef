"""Whom the commitments of a framework address, in words and as plain data; and what is called ended or not begun."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from policygraph.graph.addressee import Addressed
from policygraph.records.kinds import Text
from policygraph.records.words import ADDRESSEES

TERMS = {
    "in-force": Text("시행 중", "in force"),
    "ended": Text("지난 임기", "term ended"),
    "future": Text("아직 시작 전", "not begun yet"),
}


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
    '지방에 요구 9건: 확정 6, 제안 1, 없음 2 · 국가 사무 2건: 미검토'
    """
    parts = [
        _counts(ADDRESSEES[name], one)
        for name, one in found.items()
        if one.commitments and (not chosen or name in chosen)
    ]
    return Text(" · ".join(part.ko for part in parts), " · ".join(part.en for part in parts))


def _counts(title: Text, one: Addressed) -> Text:
    ko, en = f"{title.ko} {one.commitments:,}건", f"{title.en} {one.commitments:,}"
    if one.without is None:
        return Text(f"{ko}: 미검토", f"{en}: not assessed")
    confirmed, proposed = one.linked_confirmed, one.linked_proposed
    return Text(
        f"{ko}: 확정 {confirmed:,}, 제안 {proposed:,}, 없음 {one.without:,}",
        f"{en}: {confirmed:,} confirmed, {proposed:,} proposed, {one.without:,} none",
    )
