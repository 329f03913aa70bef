"""Records of YAML files, kept in the cache as JSON by what the file holds: an unchanged file is not parsed again.

What a file says rests on its name, its bytes and the program alone, so these name the entry. It holds the records and
every problem that reading told, so that a run with the cache says the same as one without. Records are rows of their
values in the order of the attributes of their class, without those that are the default; how a value stands in JSON follows
from the type in the table of the class (`policygraph.records.field`).

>>> from policygraph.records.kinds import Alignment, Text
>>> rows = rows_of(Corpus(alignments=(Alignment("a-1", "k-1", 3, why=Text("직접 이행")),)), "a.yaml")
>>> corpus_of(rows, "a.yaml").alignments[0].why.ko
'직접 이행'
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any

from policygraph.records.budget import YearNote
from policygraph.records.documents import Item
from policygraph.records.field import Field, fields_of
from policygraph.records.issue import NOWHERE, Issue, IssueLog, Where
from policygraph.records.kinds import KINDS, Corpus, Period, Text
from policygraph.sources.cache import cache_in_use
from policygraph.sources.decoding import read_raw

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

KIND = "records"
_GROUPS = {kind.group: kind.record for kind in KINDS if not kind.within}
_OUTSIDE: dict[str, tuple[str, type | None]] = {"items": ("parts", Item), "year_notes": ("parts", YearNote)}
_AGAIN = frozenset(("id", "person", "choice", "date"))
_PLAIN = frozenset((*("string", "strength", "year", "count", "weight", "share", "percent", "value", "won"),
                    *("moment", "flag", "fingerprint")))  # fmt: skip
_ROWS = frozenset(("codes-readings", "amounts", "funds", "pairs", "extensions", "extra"))
_Convert = Callable[[Any, str], Any]
_Put = Callable[[Any, Any], None]
_NEW = object.__new__


def read_file(path: Path | Traversable, name: str, log: IssueLog) -> tuple[Corpus, str]:
    """Return the records of one file, called *name* in messages, and the digest of its bytes; problems go to *log*.

    What cannot be read is reported and left out; without any bytes the digest is empty.
    """
    raw = read_raw(path, name, log)
    if raw is None:
        return Corpus(), ""
    digest = _digest(raw)
    kept = cache_in_use()
    found = None if kept is None else kept.get(KIND, f"{name}\n{digest}")
    if found is not None:
        return corpus_in(found, name, log), digest
    corpus, told = _parsed(raw, name)
    _tell(told, log)
    if kept is not None:
        keep(_packed(corpus, told, name), name, digest)
    return corpus, digest


def read_kept(path: Path | Traversable, name: str, log: IssueLog) -> tuple[Corpus, str] | None:
    """Return what `read_file` does where the cache in use has it, else ``None``, having told *log* nothing."""
    kept, raw = cache_in_use(), read_raw(path, name, IssueLog())
    if kept is None or raw is None:
        return None
    digest = _digest(raw)
    found = kept.get(KIND, f"{name}\n{digest}")
    return None if found is None else (corpus_in(found, name, log), digest)


def packed_file(path: Path, name: str) -> tuple[str, bytes] | None:
    """Return the digest of the bytes of a file, and its records and problems as the cache keeps them.

    ``None`` stands for a file that cannot be read; why, `read_file` says.
    """
    raw = read_raw(path, name, IssueLog())
    return None if raw is None else (_digest(raw), _packed(*_parsed(raw, name), name))


def keep(packed: bytes, name: str, digest: str) -> None:
    """Keep *packed* in the cache in use, if there is one, as what the file *name* with this *digest* holds."""
    kept = cache_in_use()
    if kept is not None:
        kept.put(KIND, f"{name}\n{digest}", packed)


def corpus_in(packed: bytes, name: str, log: IssueLog) -> Corpus:
    """Return the records of the file *name* out of what `packed_file` gave, and tell *log* its problems."""
    document = json.loads(packed)
    told = IssueLog([_issue(row, name) for row in document["issues"]])
    told.refused.update({refused: _where_of(place, name) for refused, place in document["refused"].items()})
    _tell(told, log)
    return corpus_of(document["records"], name)


def _digest(raw: bytes) -> str:
    return blake2b(raw, digest_size=20).hexdigest()


def _parsed(raw: bytes, name: str) -> tuple[Corpus, IssueLog]:
    from policygraph.sources.formats.yaml.reader import read_bytes

    told = IssueLog()
    return read_bytes(raw, name, told), told


def _tell(told: IssueLog, log: IssueLog) -> None:
    log.extend(told.issues)
    for refused, place in told.refused.items():
        log.refused.setdefault(refused, place)


def _packed(corpus: Corpus, told: IssueLog, name: str) -> bytes:
    document = {
        "issues": [_issue_row(issue, name) for issue in told.issues],
        "refused": {refused: _where_row(place, name) for refused, place in told.refused.items()},
        "records": rows_of(corpus, name),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def rows_of(corpus: Corpus, name: str) -> dict[str, list[Any]]:
    """Return the records of the file *name* as JSON can hold them."""
    found = {}
    for group, record in _GROUPS.items():
        if records := getattr(corpus, group):
            found[group] = [_row(each, record, name) for each in records]
    return found


def corpus_of(rows: dict[str, list[Any]], name: str) -> Corpus:
    """Return what `rows_of` was given."""
    return Corpus(**{group: tuple(_records(found, name, _GROUPS[group])) for group, found in rows.items()})


def _row(record: Any, kind: type, name: str) -> list[Any]:
    """Return the values of *record* that are not those of its class by default; the last one says which ones they are."""
    row: list[Any] = []
    said = 0
    for bit, (attribute, default, write, _) in enumerate(_plan(kind)):
        value = getattr(record, attribute)
        if type(value) is type(default) and value == default:
            continue
        said |= 1 << bit
        row.append(value if value is None or write is None else write(value, name))
    return [*row, said]


def _records(rows: list[Any], name: str, kind: type) -> list[Any]:
    """Return the records of class *kind* that *rows* are; the rows are used up."""
    found = []
    for row in rows:
        readers, given, absent = _reading(kind, row.pop())
        for place, read in readers:
            if row[place] is not None:
                row[place] = read(row[place], name)
        record: Any = _NEW(kind)
        for put, value in zip(given, row, strict=True):
            put(record, value)
        for put, value in absent:
            put(record, value)
        found.append(record)
    return found


@cache
def _reading(
    kind: type, said: int
) -> tuple[tuple[tuple[int, _Convert], ...], tuple[_Put, ...], tuple[tuple[_Put, Any], ...]]:
    """Return what a row of *kind* takes that *said* which values it has.

    What reads those that are not as JSON has them, by place; what puts each into a record; the other values, by default.
    Records are frozen: to make one by its class costs a call for each attribute by name, five times as much as its slots.
    """
    plan = list(enumerate(_plan(kind)))
    here = [found for bit, found in plan if said >> bit & 1]
    readers = tuple((place, read) for place, (_, _, _, read) in enumerate(here) if read is not None)
    absent = tuple((_put(kind, attribute), value) for bit, (attribute, value, _, _) in plan if not said >> bit & 1)
    return readers, tuple(_put(kind, attribute) for attribute, _, _, _ in here), absent


def _put(kind: type, attribute: str) -> _Put:
    """Return what puts a value into the slot *attribute* of a record of the class *kind*."""
    put: _Put = getattr(kind, attribute).__set__
    return put


@cache
def _plan(kind: type) -> tuple[tuple[str, Any, _Convert | None, _Convert | None], ...]:
    """Return, for each attribute of *kind*, its default, and how its value becomes JSON and comes back (``None``: as it is)."""
    defaults = {field.name: field.default for field in fields(kind)}
    return tuple((field.name, defaults[field.name], *_ways(field)) for field in fields_of(kind))


def _ways(field: Field) -> tuple[_Convert | None, _Convert | None]:
    takes, record = _OUTSIDE.get(field.name, (field.takes, field.record))
    if takes in _PLAIN:
        return None, None
    if takes in _AGAIN:
        return None, lambda value, _: intern(value)  # the same few over and over: held once, and found quicker
    if takes == "outside":
        return (_where_row, _where_of) if isinstance(field.default, Where) else (None, None)
    if takes == "text":
        return (lambda value, _: [value.ko, value.en]), _text_of
    if takes == "period":
        return (lambda value, _: [getattr(value, name) for name in Period.__slots__]), (lambda value, _: Period(*value))
    if record is None or takes == "amounts":
        inner: Callable[[Any], Any] = tuple
        return (
            lambda value, _: value,
            (lambda value, _: tuple(map(inner, value))) if takes in _ROWS else lambda value, _: tuple(value),
        )
    if takes == "part":
        return partial(_part_row, record), partial(_part_of, record)
    if takes == "parts":
        return partial(_part_rows, record), partial(_parts_of, record)
    return partial(_keyed_rows, record), partial(_keyed_of, record)


def _text_of(value: list[str], _name: str) -> Text:
    text = _NEW(Text)
    _PUT_KO(text, value[0])
    _PUT_EN(text, value[1])
    return text


_PUT_KO, _PUT_EN = (_put(Text, attribute) for attribute in ("ko", "en"))


def _part_row(record: type, value: Any, name: str) -> list[Any]:
    return _row(value, record, name)


def _part_of(record: type, value: list[Any], name: str) -> Any:
    return _records([value], name, record)[0]


def _part_rows(record: type, value: Any, name: str) -> list[Any]:
    return [_row(each, record, name) for each in value]


def _parts_of(record: type, value: list[Any], name: str) -> Any:
    return tuple(_records(value, name, record)) if value else ()


def _keyed_rows(record: type, value: Any, name: str) -> dict[str, Any]:
    return {key: _row(each, record, name) for key, each in value.items()}


def _keyed_of(record: type, value: dict[str, Any], name: str) -> Any:
    return dict(zip(value, _records(list(value.values()), name, record), strict=True))


def _where_row(where: Where, name: str) -> list[Any]:
    """Return the place of a record in the file *name*; the name itself is not repeated."""
    if where == NOWHERE:
        return []
    return [where.line, where.path, *([where.file] if where.file != name else [])]


def _where_of(row: list[Any], name: str) -> Where:
    if not row:
        return NOWHERE
    where = _NEW(Where)
    for put, value in zip(_PUT_WHERE, (row[2] if len(row) > 2 else name, row[0], row[1], "", None, ""), strict=True):
        put(where, value)
    return where


_PUT_WHERE = tuple(_put(Where, attribute) for attribute in ("file", "line", "path", "sheet", "row", "column"))


def _issue_row(issue: Issue, name: str) -> list[Any]:
    message, remedy = issue.message, issue.remedy
    words = [message.ko, message.en, remedy.ko, remedy.en]
    return [issue.code, issue.severity, _where_row(issue.where, name), issue.value, *words]


def _issue(row: list[Any], name: str) -> Issue:
    code, severity, where, value, *words = row
    return Issue(code, severity, _where_of(where, name), value, Text(*words[:2]), Text(*words[2:]))
