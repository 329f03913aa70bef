"""What an alignment was judged against: a digest of both ends, so that a later change of either one shows.

A fingerprint holds a short digest of each field in `FIELDS`, first for the task and then for the policy item. It rests
on texts alone: ids and official numbers take no part, so that renumbering changes nothing, and neither do differences
in blanks. With 24 bits for each field, a change goes unnoticed once in 17 million.

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
from typing import Any, Literal

from policygraph.records.kinds import Item, Text

End = Literal["task", "item"]
FIELDS = ("title", "summary", "targets", "period", "parent")
_LETTERS = 6
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

    period = record.period
    values: tuple[Any, ...] = (
        _plain(record.title),
        _plain(record.summary),
        sorted(
            [*_plain(target.metric), _number(target.value), _clean(target.unit), str(target.year)]
            for target in record.targets
        ),
        [period.start, period.end] if period is not None else None,
        sorted(_plain(titles[parent]) for parent in record.parents),
    )
    return "".join(sha256(json.dumps(value).encode()).hexdigest()[:_LETTERS] for value in values)


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _plain(text: Text) -> list[str]:
    return [_clean(text.ko), _clean(text.en)]


def _number(value: float | str | None) -> str:
    return _clean(value) if isinstance(value, str) else str(None if value is None else float(value))
