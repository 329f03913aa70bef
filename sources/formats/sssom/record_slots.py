"""Fields of records in the slots that their table names: values out, and back.

What follows from other slots (state, method) is not here. A list stands in one slot with ``|`` between its values, unless
the slot itself takes many; a text stands in a slot for each language and one that tells a Korean text from an English one
where both are the same; a date that is no day stands in full beside its day; several authors are one text in a record.

>>> from policygraph.records.kinds import Alignment, Text
>>> why = Text("까닭", "reason")
>>> slots = field_slots(Alignment("t", "i", 3, "confirmed", readings=(3, 2), why=why, date="2026-11", reviewers=("가", "나")))
>>> slots["ext_pg_readings"], slots["reviewer_label"], slots["comment"], slots["ext_pg_why_en"], slots["ext_pg_date"]
('3|2', ('가', '나'), '까닭', 'reason', '2026-11')
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from itertools import starmap
from typing import Any

from policygraph.records.field import Field, fields_of
from policygraph.records.fingerprint import is_fingerprint
from policygraph.records.kinds import STRENGTHS, Text
from policygraph.records.pair_lines import pair_line, read_pair_lines
from policygraph.sources.formats.sssom.mapping_set import Slots, Value
from policygraph.sources.formats.sssom.slot_values import joined, split
from policygraph.sources.formats.sssom.slots import MAPPING_SLOTS
from policygraph.sources.spelled import parse_date, parse_moment

# State and method are the two fields that no table of slots can describe: a row does not hold them, it implies them. The state
# follows from `predicate_modifier` (a negated row is a rejection, whatever else it says) and, where the row is silent, from the
# record that is there; the method from `mapping_justification`, which tells of more kinds of work than there are methods, so
# that its own slot is written only where reading the justification back would give another. `from_records` and `to_records`
# say this once each, beside the slots that it depends on.
_FOLLOWING = frozenset({"ext_pg_state", "ext_pg_method"})
_LISTS = ("ids", "strings", "strengths", "pairs")
_DAY = len("2026-01-01")


@cache
def slot_fields(record: type) -> tuple[Field, ...]:
    """Return the fields of a record class that slots of their own say."""
    return tuple(field for field in fields_of(record) if field.slot and field.slot not in _FOLLOWING)


def slots_of_fields(record: type) -> frozenset[str]:
    """Return the names of the slots of `slot_fields`."""
    return frozenset(name for field in slot_fields(record) for name in field.slots)


def field_slots(record: Any) -> dict[str, Value]:
    """Return what the fields of *record* say in slots of their own, by slot; without the names of `as_they_came`."""
    kind: type = type(record)
    came = as_they_came(record)
    slots: dict[str, Value] = {}
    for field in slot_fields(kind):
        value = getattr(record, field.name)
        if value and field.slot not in came:
            slots |= _slots(field, value)
        elif value == 0 and value is not False:
            slots[field.slot] = value
    return slots


def as_they_came(record: Any) -> frozenset[str]:
    """Return the slots whose several names *record* still holds apart, in a private note, and as one text in its field."""
    kind: type = type(record)
    notes = dict(record.extra)
    found = set()
    for field in filter(_is_name, slot_fields(kind)):
        names = split(str(notes.get(field.slot, "")))
        if len(names) > 1 and one_name(names) == getattr(record, field.name):
            found.add(field.slot)
    return frozenset(found)


def one_name(labels: Iterable[str]) -> str:
    """Return several names as the one text that a record has for them."""
    return "; ".join(labels)


def _slots(field: Field, value: Any) -> dict[str, Value]:
    first = field.slots[0]
    if field.takes == "text":
        said = (value.get("ko"), value.en, value.ko if value.ko == value.en else "")
        return {name: text for name, text in zip(field.slots, said, strict=True) if text}
    if len(field.slots) > 1:
        days = {first: value[:_DAY]} if len(value) >= _DAY else {}
        return days if len(value) == _DAY else {**days, field.slots[1]: value}
    if field.takes in _LISTS:
        texts = tuple(starmap(pair_line, value)) if field.takes == "pairs" else tuple(map(str, value))
        return {first: texts if _takes_many(field) else joined(texts)}
    if _is_name(field):
        return {first: (value,)}
    return {first: "true" if value is True else value}


def field_value(field: Field, slots: Slots, columns: Collection[str], old: Any) -> Any:
    """Return the value of *field* that the *slots* of a row say.

    A slot that is none of the *columns* of the file says nothing: of a text, the *old* one stays in that language. Raises
    `ValueError` where the last of the slots holds no value of the field.
    """
    value = slots.get(field.slots[0])
    if field.takes == "text":
        return _text(field.slots, slots, columns, old)
    if len(field.slots) > 1:
        whole = slots.get(field.slots[1])
        date = None if whole is None else _date(field, whole)
        return date if value is None or (date or "").startswith(f"{value}T") else str(value)
    if value is None:
        return field.default
    if field.takes in _LISTS:
        texts = many(value) if isinstance(value, tuple) else split(str(value))
        texts = tuple(sorted(texts)) if field.sorted else texts
        return _SEVERAL[field.takes](texts) if field.takes in _SEVERAL else texts
    if field.takes == "flag":
        return _known(str(value).lower(), ("true", "false")) == "true"
    if field.takes == "fingerprint" and not is_fingerprint(str(value)):
        raise ValueError(value)
    if field.takes == "date":
        return _date(field, value)
    return (one_name(many(value)) or None) if _is_name(field) else value


def many(value: Value | None) -> tuple[str, ...]:
    """Return the values of a slot that takes many."""
    return value if isinstance(value, tuple) else () if value is None else (str(value),)


def _text(names: tuple[str, ...], slots: Slots, columns: Collection[str], old: Text) -> Text:
    korean, english, same = names
    ko = str(slots.get(korean, "")) if korean in columns else old.ko
    en = str(slots.get(english, "")) if english in columns else old.en
    english_alone = korean in columns and english in columns and ko == en and same not in slots
    return Text("" if english_alone else ko, en)


def _date(field: Field, value: Value) -> str:
    date = parse_moment(str(value)) if field.takes == "moment" else parse_date(str(value))
    if date is None:
        raise ValueError(value)
    return date


def _is_name(field: Field) -> bool:
    return field.takes in ("string", "person") and _takes_many(field)


def _takes_many(field: Field) -> bool:
    return field.slot in MAPPING_SLOTS and MAPPING_SLOTS[field.slot].many


def _known(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise ValueError(text)
    return text


def _strength(text: str) -> int:
    return int(_known(text, tuple(map(str, STRENGTHS))))


def _strengths(texts: Iterable[str]) -> tuple[int, ...]:
    return tuple(map(_strength, texts))


_SEVERAL: Mapping[str, Callable[[Iterable[str]], tuple[Any, ...]]] = {"strengths": _strengths, "pairs": read_pair_lines}
"""How the texts of a list are read, where they are not the values themselves."""
