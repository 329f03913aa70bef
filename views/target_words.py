"""The targets of items in words: metric, value with its unit, year, and what was reached."""

from __future__ import annotations

from policygraph.records.kinds import Language, Target
from policygraph.records.units import with_unit
from policygraph.views.blocks import won

_MONEY = {"KRW million": 10**6, "KRW billion": 10**9, "KRW trillion": 10**12}


def amount_text(value: object, unit: str, lang: Language) -> str:
    """Return *value* with its *unit*; money in the words of the language, nothing for a milestone or where there is no value.

    >>> amount_text(84.2, "KRW billion", "ko"), amount_text(10000, "people", "ko"), amount_text(1, "milestone", "ko")
    ('842억 원', '10,000명', '')
    """
    if value is None or unit == "milestone":
        return ""
    if unit in _MONEY and isinstance(value, int | float):
        return won(round(value * _MONEY[unit]), lang)
    number = f"{value:,}" if isinstance(value, int | float) else str(value)
    return with_unit(number, unit).get(lang)


def target_text(target: Target, lang: Language) -> str:
    """Return *target* in one line.

    >>> from policygraph.records.kinds import Text
    >>> target_text(Target(Text("교육 인원"), 100, "명", 2025, reached=80), "ko")
    '교육 인원 100명 (2025) 실적 80명'
    """
    parts = [target.metric.get(lang), amount_text(target.value, target.unit, lang)]
    if target.year is not None:
        parts.append(f"({target.year})")
    if target.reached is not None:
        parts.append(f"{'실적' if lang == 'ko' else 'reached'} {amount_text(target.reached, target.unit, lang)}")
    return " ".join(part for part in parts if part)
