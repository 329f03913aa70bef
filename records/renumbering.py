"""Records under other ids: every field that names an item or task by its id follows.

>>> from policygraph.records.kinds import Alignment, Review
>>> corpus = Corpus(alignments=(Alignment("t-1", "k-1", 2),), reviews=(Review("t-1", "k-1", "accept", 2, "홍길동"),))
>>> moved = renumbered(corpus, {"t-1": "t-9"})
>>> moved.alignments[0].task, moved.reviews[0].task
('t-9', 't-9')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Any, TypeVar

from policygraph.records.field import Field, fields_of
from policygraph.records.kinds import Corpus, Document

R = TypeVar("R")


def renumbered(corpus: Corpus, ids: Mapping[str, str]) -> Corpus:
    """Return *corpus* in which each id that is a key of *ids* is the value instead, all at once.

    Numbers may move up in a row (``{"t-1": "t-2", "t-2": "t-3"}``). Texts and fingerprints stay. Cost O(records).
    """
    if not ids:
        return corpus
    groups: dict[str, Any] = {
        group.name: tuple(renumbered_record(record, ids) for record in getattr(corpus, group.name))
        for group in fields(corpus)
    }
    return Corpus(**groups)


def renumbered_record(record: R, ids: Mapping[str, str]) -> R:
    """Return *record* under the new ids; a document with its items. One that names none of *ids* is returned itself."""
    changed: dict[str, Any] = {}
    kind: type = type(record)
    for field in _naming(kind):
        value = getattr(record, field.name)
        new = _value(field, value, ids)
        if new != value:
            changed[field.name] = new
    if isinstance(record, Document):
        name = ids.get(record.id, record.id)
        items = tuple(renumbered_record(item, ids) for item in record.items)
        if name != record.id:
            items = tuple(replace(item, document=name) for item in items)
        changed |= {"items": items} if items != record.items else {}
    return replace(record, **changed) if changed else record  # type: ignore[type-var]


@cache
def _naming(kind: type) -> tuple[Field, ...]:
    """Return the fields of a record class that name records by their ids, or hold parts that may."""
    return tuple(field for field in fields_of(kind) if field.takes in ("id", "ids", "part", "parts") or _says(field))


def _says(field: Field) -> bool:
    """Whether a text names a task, alone or in the name of a gap."""
    return field.takes == "string" and field.column is not None and "tasks" in field.column.looks_up


def _value(field: Field, value: Any, ids: Mapping[str, str]) -> Any:
    if value is None:
        return None
    if field.takes == "id":
        return ids.get(value, value)
    if field.takes == "ids":
        found = tuple(ids.get(name, name) for name in value)
        return tuple(sorted(found)) if field.sorted else found
    if field.takes == "string":
        return " ".join(ids.get(word, word) for word in value.split(" "))
    if field.takes == "part":
        return renumbered_record(value, ids)
    return tuple(renumbered_record(part, ids) for part in value)
