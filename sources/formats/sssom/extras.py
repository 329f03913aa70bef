"""What the records do not know: slots of the standard and extensions of others, kept as the private notes of a record.

A note is a name and a text or number. Identifiers stand in it as full IRIs, several values with ``|`` between them, so
that it means the same without the file it came from. What a slot would not take (any note that a person made, and each
that is a number) travels in one slot of ours as JSON.

>>> notes_of({"author_id": ("https://orcid.org/1", "https://orcid.org/2")}, {})
{'author_id': 'https://orcid.org/1|https://orcid.org/2'}
>>> slots_of({"confidence": "0.9", "ext_a": "=1", "비고": "x", "author_id": "홍길동"}, set(), {})
{'confidence': 0.9, 'ext_a': '=1', 'ext_pg_extra': '{"author_id": "홍길동", "비고": "x"}'}
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from policygraph.records.characters import clean
from policygraph.sources.formats.sssom.curies import NAME, is_iri
from policygraph.sources.formats.sssom.equivalents import EXTENSIONS
from policygraph.sources.formats.sssom.mapping_set import Extension, Slots, Value
from policygraph.sources.formats.sssom.slot_values import UnreadableSlot, read_value, slot_of, split, written
from policygraph.sources.formats.sssom.slots import CURIE_MAP, MAPPING_SLOTS, SET_SLOTS, Slot
from policygraph.sources.formats.sssom.slots import EXTENSIONS as DEFINITIONS
from policygraph.sources.spelled import parse_date

REST = "ext_pg_extra"
Note = str | int | float


def slots_of(
    notes: Mapping[str, Note],
    owned: Collection[str],
    extensions: Mapping[str, Extension],
    known: Mapping[str, Slot] = MAPPING_SLOTS,
) -> dict[str, Value]:
    """Return private notes as slots; *owned* are slots that the record itself fills, *known* those of the standard."""
    slots: dict[str, Value] = {}
    rest: dict[str, Note] = {}
    for name, text in notes.items():
        kept = name in owned or name in EXTENSIONS or not isinstance(text, str)
        value = None if kept else _value(name, str(text), extensions, known)
        if value is None:
            rest[name] = text
        else:
            slots[name] = value
    if rest:
        slots[REST] = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    return slots


def _value(name: str, text: str, extensions: Mapping[str, Extension], known: Mapping[str, Slot]) -> Value | None:
    """Return *text* as the value of the slot *name*, or ``None`` where it would not come back as this text."""
    if name not in known and (name in MAPPING_SLOTS or name in SET_SLOTS or name in (CURIE_MAP, DEFINITIONS)):
        return None
    if name not in known and not (NAME.fullmatch(name) and name.isascii()):
        return None
    slot = slot_of(name, extensions)
    parts = split(text) if slot.many else (text,)
    values = []
    for part in parts:
        if (slot.kind == "entity" and not is_iri(part)) or (slot.kind == "date" and parse_date(part) != part):
            return None
        try:
            values.append(part if slot.kind == "entity" else read_value(slot, part, {}, lambda *_: None))
        except UnreadableSlot:
            return None
    value: Value | None = tuple(map(str, values)) if slot.many else values[0] if values else None
    return value if value not in (None, ()) and note_in(slot, value) == text else None


def note_in(slot: Slot, value: Value | None) -> str:
    """Return *value* of *slot* as the text of a private note."""
    return "" if value is None else written(slot, value, str)


def notes_of(slots: Slots, extensions: Mapping[str, Extension]) -> dict[str, Note]:
    """Return slots as private notes; the inverse of `slots_of`. Raises `ValueError` where the slot of ours is no JSON."""
    notes: dict[str, Note] = {
        name: note_in(slot_of(name, extensions), value) for name, value in slots.items() if name != REST
    }
    if REST in slots:
        rest = json.loads(str(slots[REST]))
        if not isinstance(rest, dict):
            raise ValueError(REST)
        notes |= {clean(str(name)): plain(text) for name, text in rest.items()}
    return notes


def plain(value: object) -> Note:
    """Return a value out of JSON as a note: numbers as they are, all else as text."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else clean(str(value))
