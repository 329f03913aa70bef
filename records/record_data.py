"""Records as the plain data of the YAML format: what a file says, key by key, with nothing that is not known.

>>> from policygraph.records.kinds import Alignment, Text
>>> plain(Alignment("a-1", "k-1", 3, "confirmed", why=Text("직접 이행")))
{'task': 'a-1', 'item': 'k-1', 'strength': 3, 'state': 'confirmed', 'method': 'curated', 'why': {'ko': '직접 이행'}}
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from policygraph.records.budget import YearNote
from policygraph.records.field import Field, fields_of
from policygraph.records.values import Period

Data = dict[str, Any]


def plain(record: Any) -> Data:
    """Return the mapping that stands for *record* in a file: known values by key, in the order of the fields.

    A document comes with its sources and without its items; a source comes without its id.
    """
    data = {}
    kind: type = type(record)
    for name, key, field, value_of in _plan(kind):
        value = getattr(record, name)
        if value is None or (value.__class__ is tuple and not value):
            continue
        value = value_of(record, field, value)
        if value or isinstance(value, int | float):  # a zero says something
            data[key] = value
    return data


_Plain = Callable[[Any, Field, Any], Any]


@cache
def _plan(record: type) -> tuple[tuple[str, str, Field, _Plain], ...]:
    fields = (field for field in fields_of(record) if field.key)
    return tuple((field.name, field.key, field, _PLAIN.get(field.takes, _itself)) for field in fields)


def _itself(_: Any, field: Field, value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _ids(_: Any, field: Field, value: tuple[str, ...]) -> str | list[str]:
    return value[0] if field.single and len(value) == 1 else list(value)


def _unless_usual(_: Any, field: Field, value: Any) -> Any:
    return None if value == field.default else value


def _text(_: Any, field: Field, value: Any) -> Data:
    return {lang: text for lang, text in (("ko", value.ko), ("en", value.en)) if text}


def period_data(value: Period) -> dict[str, int | None]:
    """Return a period as plain data; months stand there where they are known.

    >>> period_data(Period(2024, 2026, 3))
    {'start': 2024, 'end': 2026, 'start_month': 3}
    """
    months = {"start_month": value.start_month, "end_month": value.end_month}
    return {"start": value.start, "end": value.end, **{key: month for key, month in months.items() if month}}


def _part(_: Any, field: Field, value: Any) -> Data:
    return plain(value)


def _parts(_: Any, field: Field, value: Any) -> list[Data]:
    return [plain(part) for part in value]


def _keyed(_: Any, field: Field, value: Any) -> dict[str, Data]:
    return {name: plain(part) for name, part in value.items()}


def _amounts(record: Any, field: Field, value: Any) -> dict[int, Any]:
    notes: dict[int, YearNote] = {note.year: note for note in getattr(record, field.notes)}
    return {year: _amount(amount, notes[year]) if year in notes else amount for year, amount in value}


def _amount(amount: int, note: YearNote) -> Data:
    """Return amount and note of one year; an amount that is what its funds add up to is not stored."""
    said = plain(note)
    return said if note.funds and note.borne == amount else {"krw": amount, **said}


def _lists(_: Any, field: Field, value: Any) -> list[list[str]]:
    return [list(each) for each in value]


def _pairs(_: Any, field: Field, value: Any) -> Data:
    return dict(value)


def _extensions(_: Any, field: Field, value: Any) -> dict[str, Data]:
    return {name: {key: text for key, text in (("property", iri), ("type", kind)) if text} for name, iri, kind in value}


_PLAIN: dict[str, _Plain] = {
    "ids": _ids,
    "weight": _unless_usual,
    "flag": _unless_usual,
    "text": _text,
    "period": lambda _, field, value: period_data(value),
    "part": _part,
    "parts": _parts,
    "keyed": _keyed,
    "codes-readings": _lists,
    "amounts": _amounts,
    "funds": _pairs,
    "pairs": _pairs,
    "extra": _pairs,
    "extensions": _extensions,
}
