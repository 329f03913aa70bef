"""Fields of records that stand in one slot each, as their table names it: values out, and back.

What several slots say together (author and date, texts in two languages), and what follows from other slots (state,
method), is not here. Lists stand in one slot with ``|`` between them, unless the slot itself takes many.

>>> from policygraph.records.kinds import Alignment
>>> slots = field_slots(Alignment("t", "i", 3, "confirmed", readings=(3, 2), exclusive=True, reviewers=("가", "나")))
>>> slots["ext_pg_readings"], slots["ext_pg_exclusive"], slots["reviewer_label"]
('3|2', 'true', ('가', '나'))
"""

from __future__ import annotations

from functools import cache
from typing import Any

from policygraph.records.field import Field, fields_of
from policygraph.records.fingerprint import is_fingerprint
from policygraph.records.kinds import STRENGTHS
from policygraph.sources.formats.sssom.mapping_set import Value
from policygraph.sources.formats.sssom.slots import MAPPING_SLOTS
from policygraph.sources.formats.sssom.values import joined, split
from policygraph.sources.formats.yaml.fields import parse_date

_TOGETHER = frozenset({"author_label", "mapping_date", "comment", "ext_pg_state", "ext_pg_method"})
_LISTS = ("ids", "strings", "strengths")


@cache
def slot_fields(record: type) -> tuple[Field, ...]:
    """Return the fields of a record class that stand in one slot each."""
    return tuple(field for field in fields_of(record) if field.slot and field.slot not in _TOGETHER)


def slots_of_fields(record: type) -> frozenset[str]:
    """Return the names of the slots of `slot_fields`."""
    return frozenset(field.slot for field in slot_fields(record))


def field_slots(record: Any) -> dict[str, Value]:
    """Return what the fields of *record* say in slots of their own, by slot."""
    kind: type = type(record)
    slots: dict[str, Value] = {}
    for field in slot_fields(kind):
        value = getattr(record, field.name)
        if value is not None and value is not False and value not in ((), ""):
            slots[field.slot] = _slot(field, value)
    return slots


def _slot(field: Field, value: Any) -> Value:
    if field.takes in _LISTS:
        texts = tuple(map(str, value))
        return texts if _takes_many(field) else joined(texts)
    return "true" if value is True else value


def field_value(field: Field, value: Value) -> Any:
    """Return the value of *field* that stands in its slot. Raises `ValueError` where it is none."""
    if field.takes in _LISTS:
        texts = value if isinstance(value, tuple) else split(str(value))
        texts = tuple(sorted(texts)) if field.sorted else texts
        return tuple(map(_strength, texts)) if field.takes == "strengths" else texts
    if field.takes == "flag":
        return _known(str(value).lower(), ("true", "false")) == "true"
    if field.takes == "fingerprint" and not is_fingerprint(str(value)):
        raise ValueError(value)
    if field.takes == "date":
        date = parse_date(str(value))
        if date is None:
            raise ValueError(value)
        return date
    return value


def _takes_many(field: Field) -> bool:
    return field.slot in MAPPING_SLOTS and MAPPING_SLOTS[field.slot].many


def _known(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise ValueError(text)
    return text


def _strength(text: str) -> int:
    return int(_known(text, tuple(map(str, STRENGTHS))))
