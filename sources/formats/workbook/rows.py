"""Records as rows: the values of each column, and the record that a row of values stands for.

Both follow the table of the record class. What is absent from the values is not known.

>>> from policygraph.records.kinds import Decision
>>> values = values_of(Decision("k-1", Text("국가 사무"), date="2026-06-02"))
>>> values
{'item': 'k-1', 'reason_ko': '국가 사무', 'reason_en': '', 'date': '2026-06-02'}
>>> record_of(Decision, values) == Decision("k-1", Text("국가 사무"), date="2026-06-02")
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from policygraph.records.field import Field
from policygraph.records.kinds import NO_TEXT, Period, Text
from policygraph.sources.formats.workbook.columns import MONTHS, YEARS, column_key, shown_fields

R = TypeVar("R")
Values = Mapping[str, Any]
NOTHING: tuple[Any, ...] = (None, "", ())
_ABSENT: Mapping[str, Any] = {"text": NO_TEXT, "ids": (), "strings": ()}  # of attributes without a default


def values_of(record: Any, before: str = "") -> dict[str, Any]:
    """Return the values of *record* by the key of the column; *before* stands before the keys of a part."""
    values: dict[str, Any] = {}
    kind: type = type(record)
    for field, layout in shown_fields(kind):
        value = getattr(record, field.name)
        key = before + column_key(field)
        if value is None or (field.takes in ("weight", "flag") and value == field.default):
            continue
        if field.takes == "part":
            values |= values_of(value, f"{key}_")
        elif field.takes == "period":
            values |= {f"{before}{name}": getattr(value, name) for name, _ in (*YEARS, *MONTHS)}
        elif field.takes == "funds":
            values |= {f"{key}_{fund}": amount for fund, amount in value}
        elif field.takes == "text" and layout.name:
            values[key] = value.get("ko")
        elif field.takes == "text":
            values[f"{key}_ko"], values[f"{key}_en"] = value.ko, value.en
        else:
            values[key] = value
    return values


def record_of(kind: type[R], values: Values, before: str = "", /, **given: Any) -> R:
    """Return the record of class *kind* that *values* stand for; *given* are attributes that have no column."""
    found: dict[str, Any] = {}
    names: type = kind
    for field, layout in shown_fields(names):
        if field.name in given:
            continue
        value = _value(field, values, before, name=layout.name)
        if value is not None:
            found[field.name] = value
        elif not field.has_default:
            found[field.name] = _ABSENT[field.takes]
    return kind(**found, **given)


def _value(field: Field, values: Values, before: str, *, name: bool) -> Any:
    """Return the value of one attribute, or ``None`` where the row does not say."""
    key = before + column_key(field)
    if field.takes == "part" and field.record is not None:
        said = any(each.startswith(f"{key}_") and value not in NOTHING for each, value in values.items())
        return record_of(field.record, values, f"{key}_") if said else None
    if field.takes == "period":
        years = [values.get(before + end) for end, _ in YEARS]
        return None if years == [None, None] else Period(*years, *(values.get(before + end) for end, _ in MONTHS))
    if field.takes == "funds":
        return tuple((fund, values[f"{key}_{fund}"]) for fund in field.choices if f"{key}_{fund}" in values) or None
    if field.takes == "text":
        texts = (values.get(key, ""),) if name else (values.get(f"{key}_ko", ""), values.get(f"{key}_en", ""))
        return Text(*texts) or None
    value = values.get(key)
    if value is None:
        return None
    if field.takes in ("weight", "share"):
        return float(value)
    if isinstance(value, tuple) and (field.folded or field.sorted):
        value = tuple(each.lower() if field.folded else each for each in value)
        return tuple(sorted(value)) if field.sorted else value
    return value


def in_old_order(old: Iterable[Any], new: Mapping[Any, Any]) -> list[Any]:
    """Return the keys of *new*: known ones in the order of *old*, each new one after the one it follows.

    >>> in_old_order(["a", "b", "c"], dict.fromkeys(["c", "a", "x", "b"]))
    ['a', 'x', 'b', 'c']
    """
    following: dict[Any, list[Any]] = {}
    known = dict.fromkeys(old)
    last: Any = None
    for key in new:
        if key in known:
            last = key
        else:
            following.setdefault(last, []).append(key)
    ordered = list(following.get(None, ()))
    for key in known:
        if key in new:
            ordered.append(key)
            ordered += following.get(key, ())
    return ordered
