"""Sums of money in words and as data: each kind of money apart, and the tasks of unknown budget beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policygraph.graph.money import Sum
from policygraph.records.kinds import Language, Text
from policygraph.records.words import label
from policygraph.views.blocks import UNKNOWN, won


def sum_text(found: Sum) -> Text:
    """Return what is known of *found* by kind of money, and of how many tasks nothing is.

    >>> from policygraph.graph.money import Amount
    >>> sum_text(Sum(("a", "b", "c"), {"city": Amount(1, 500_000_000), "private": Amount(1, 0)}, 1)).ko
    '시비 5억 원, 민간 0 원, 예산 미상 과제 1건'
    >>> sum_text(Sum((), {}, 0)).en
    'unknown'
    """
    unknown = found.unknown
    ko, en = ([f"{name}{amount}" for name, amount in _amounts(found, lang)] for lang in ("ko", "en"))
    if unknown:
        ko.append(f"예산 미상 과제 {unknown}건")
        en.append(f"budget of {unknown} task{'s' if unknown > 1 else ''} unknown")
    return Text(", ".join(ko) or UNKNOWN.ko, ", ".join(en) or UNKNOWN.en)


def _amounts(found: Sum, lang: Language) -> list[tuple[str, str]]:
    between = " " if lang == "ko" else ": "
    return [
        (label("budget-kind", kind).get(lang) + between, won(amount.won, lang))
        for kind, amount in found.by_kind.items()
    ]


def freed_text(freed: Mapping[str, int]) -> Text:
    """Return by kind of money what is no longer planned, and what is planned in addition.

    >>> freed_text({"city": 100, "private": -5}).ko, freed_text({"city": 100}).en, freed_text({}).ko
    ('시비 100 원 감소, 민간 5 원 증가', 'city funds: KRW 100 less', '변화 없음')
    """
    names = {kind: label("budget-kind", kind) for kind in freed}
    ko = [f"{names[kind].ko} {won(abs(by), 'ko')} {'감소' if by > 0 else '증가'}" for kind, by in freed.items()]
    en = [f"{names[kind].en}: {won(abs(by), 'en')} {'less' if by > 0 else 'more'}" for kind, by in freed.items()]
    return Text(", ".join(ko) or "변화 없음", ", ".join(en) or "no change")


def sum_json(found: Sum) -> dict[str, Any]:
    """Return a sum as JSON documents hold it.

    >>> sum_json(Sum(("a",), {}, 1))
    {'by_kind': {}, 'tasks': 1, 'unknown': 1}
    """
    return {
        "by_kind": {kind: {"won": amount.won, "tasks": amount.tasks} for kind, amount in found.by_kind.items()},
        "tasks": len(found.tasks),
        "unknown": found.unknown,
    }
