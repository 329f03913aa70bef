"""What an alignment was judged against: a digest of both ends, so that a later change of either one shows.

A fingerprint holds a short digest of each field in `FIELDS` (those that say so in the table of items), first for the
task and then for the policy item. It rests on texts alone: ids and official numbers take no part, so that renumbering
changes nothing, and neither do differences in blanks. With 24 bits for each field, a change goes unnoticed once in 17
million.

>>> from policygraph.records.kinds import Item, Text
>>> task = Item("t", "plan", "task", ("plan",), Text("AI 상담"))
>>> item = Item("i", "law", "task", ("law",), Text("AI 행정"))
>>> titles = {"plan": Text("계획"), "law": Text("법")}
>>> old = fingerprint(task, item, titles)
>>> len(old), is_fingerprint(old), changes_since(old, task, item, titles)
(61, True, ())
>>> changes_since(old, task, Item("i-9", "law", "task", ("law",), Text("AI 기본법"), code="9"), titles)
(('item', 'title'),)
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from policygraph.records.field import Field, fields_of
from policygraph.records.kinds import Item, Text

End = Literal["task", "item"]
_LETTERS = 6


@cache
def _counting(record: type) -> tuple[Field, ...]:
    """Return the fields of a record class that a digest holds, in its order."""
    counting = [(field.fingerprint, field) for field in fields_of(record) if field.fingerprint is not None]
    return tuple(field for _, field in sorted(counting, key=lambda entry: entry[0]))


FIELDS = tuple(field.key for field in _counting(Item))
_FORM = re.compile(rf"[0-9a-f]{{{_LETTERS * len(FIELDS)}}}-[0-9a-f]{{{_LETTERS * len(FIELDS)}}}")


def is_fingerprint(text: str) -> bool:
    """Whether *text* has the form that `fingerprint` gives."""
    return _FORM.fullmatch(text) is not None


def fingerprint(task: Item, item: Item, titles: Mapping[str, Text]) -> str:
    """Return the fingerprint of *task* and *item*; *titles* gives the title of each of their parents by id."""
    return f"{end_digest(task, titles)}-{end_digest(item, titles)}"


def changes_since(old: str, task: Item, item: Item, titles: Mapping[str, Text]) -> tuple[tuple[End, str], ...]:
    """Return the fields of *task* and *item* that are not what they were when *old* was taken: (end, field)."""
    return digest_changes(old, end_digest(task, titles), end_digest(item, titles))


def digest_changes(old: str, task: str, item: str) -> tuple[tuple[End, str], ...]:
    """Return what `changes_since` returns, from the digests of both ends."""
    found: list[tuple[End, str]] = []
    ends: tuple[End, End] = ("task", "item")
    for end, before, now in zip(ends, old.split("-"), (task, item), strict=True):
        for position, field in enumerate(FIELDS):
            part = slice(position * _LETTERS, (position + 1) * _LETTERS)
            if before[part] != now[part]:
                found.append((end, field))
    return tuple(found)


def end_digest(record: Item, titles: Mapping[str, Text]) -> str:
    """Return the digest of one end: `_LETTERS` hexadecimal letters for each of `FIELDS`."""
    from hashlib import sha256

    values = (_digested(field, getattr(record, field.name), titles) for field in _counting(Item))
    return "".join(sha256(json.dumps(value).encode()).hexdigest()[:_LETTERS] for value in values)


def _digested(field: Field, value: Any, titles: Mapping[str, Text]) -> Any:
    """Return what of a value counts, as plain data."""
    if field.takes == "text":
        return [_clean(value.ko), _clean(value.en)]
    if field.takes == "ids":
        return sorted([_clean(titles[name].ko), _clean(titles[name].en)] for name in value)
    if field.takes == "period":
        return [value.start, value.end] if value is not None else None
    if field.takes == "parts":
        return sorted(_flat(part) for part in value)
    if field.takes == "value":
        return _clean(value) if isinstance(value, str) else str(None if value is None else float(value))
    return _clean(str(value))


def _flat(part: Any) -> list[str]:
    found: list[str] = []
    kind: type = type(part)
    for field in _counting(kind):
        value = _digested(field, getattr(part, field.name), {})
        found += value if isinstance(value, list) else [value]
    return found


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
