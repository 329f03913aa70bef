r"""Reads records that are as records usually are quickly; whatever is odd is left to the reading that tells problems.

Nearly every file of records is in order: plain forms of YAML (`policygraph.sources.formats.yaml.plain_form`), known keys,
values that need no remark. `usual_corpus` makes such records straight from the data. Where it meets anything else (an
unknown key, a value that cannot be read, a missing one) it gives up, and `policygraph.sources.formats.yaml.reader` reads
the file from its nodes and says what is wrong. So there is one place that decides what a value means: a type of value
without a quick way here goes through `policygraph.sources.formats.yaml.record_reader` on its own. What single values
come to is remembered, since they are the same few states, dates and numbers over and over.

>>> usual_corpus("decisions:\n- {item: kds-1, reason: 국가 사무, date: 2026.11.24}", "d.yaml").decisions[0].date
'2026-11-24'
>>> usual_corpus("decisions:\n- {item: kds-1, reason: 국가 사무, datum: 2026}", "d.yaml") is None
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from sys import intern
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from policygraph.records.characters import cleaned
from policygraph.records.field import ByType, Field, fields_by_name, fields_of
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import KINDS, Budget, Corpus, Document, Item, Scenario, Text, usual_status
from policygraph.records.record_data import plain
from policygraph.sources.formats.yaml.nodes import NULL_TAG, TEXT_TAG
from policygraph.sources.formats.yaml.plain_form import BlockMapping, Quoted, plain_form
from policygraph.sources.formats.yaml.record_reader import NO_SOURCES, READERS, Sources
from policygraph.sources.formats.yaml.single_values import YamlRecord, is_id
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_Quick = Callable[[Any, Sources], Any]
_QUICK: ByType[Callable[[Field], _Quick]] = ByType()
ODD: Any = object()
"""Stands for what is not as usual."""
_MOST = 4096  # values of one field that are remembered
_LISTS = {kind.yaml: kind for kind in KINDS if not kind.within and kind.record not in (Document, Scenario)}
_MONEY = frozenset(("krw", "years", "funds"))


def usual_corpus(text: str, name: str) -> Corpus | None:
    """Return the records in *text*, the file *name*, or ``None`` where anything about them is not as usual."""
    data = plain_form(text)
    if data is None:
        return None
    found: dict[str, tuple[Any, ...]] = {}
    head = data.pop("document", None)
    if head is not None:
        document = _document(head, data.pop("items", None), name)
        if document is ODD:
            return None
        found["documents"] = (document,)
    elif not data:
        return None
    for key, entries in data.items():
        kind = _LISTS.get(key)
        records = ODD if kind is None else _records(kind.record, entries, name, key)
        if kind is None or records is ODD:
            return None
        found[kind.group] = records
    return Corpus(**found)


def _document(head: Any, items: Any, name: str) -> Any:
    """Return the document that *head* describes with its *items*, or `ODD`."""
    if not isinstance(head, BlockMapping) or "id" not in head:
        return ODD
    readers = _plan(Document).readers
    sources = readers["sources"].read(head["sources"], NO_SOURCES) if "sources" in head else NO_SOURCES
    document = readers["id"].read(head["id"], NO_SOURCES)
    if sources is ODD or document is ODD:
        return ODD
    found = _records(Item, items, name, "items", sources, document=document)
    return found if found is ODD else usual_record(Document, head, name, "document", sources, items=found)


def _records(kind: type, entries: Any, file: str, key: str, sources: Sources = NO_SOURCES, **given: Any) -> Any:
    """Return the records of class *kind* in the list *entries* under *key*, or `ODD`; one alone counts as a list of one."""
    found = []
    for number, entry in enumerate(entries if entries.__class__ is list else [entries], 1):
        if entry is None:
            continue
        record = (
            usual_record(kind, entry, file, f"{key}[{number}]", sources, **given)
            if isinstance(entry, BlockMapping)
            else ODD
        )
        if record is ODD:
            return ODD
        found.append(record)
    return tuple(found)


class _QuickReader(NamedTuple):
    """How the value under one key is read: for which attribute, for which other one its notes, by what."""

    attribute: str
    notes: str
    read: _Quick


class _Plan(NamedTuple):
    """How records of one class are read: what each key is, which attributes there must be, whether they have a place."""

    readers: Mapping[str, _QuickReader]
    required: frozenset[str]
    placed: bool


def usual_record(kind: type, data: dict[str, Any], file: str, name: str, sources: Sources, **given: Any) -> Any:
    """Return the record of class *kind* that *data* of *file* stand for, or `ODD`.

    *name* is how messages call its place in the file, *sources* are those of the document, *given* the attributes that
    do not stand in the data.
    """
    readers, required, placed = _plan(kind)
    values: dict[str, Any] = {}
    for key, said in data.items():
        way = readers.get(key)
        if way is None:
            return ODD
        attribute, notes, read = way
        value = read(said, sources)
        if value is ODD:
            return ODD
        if value is None or (value.__class__ is tuple and not value):
            continue
        if notes:
            value, given[notes] = value
        values[attribute] = value
    if not required <= values.keys():
        return ODD
    if placed:
        line = getattr(data, "line", None)
        if line is None:  # it stands within a line, in braces: where, the careful reading knows
            return ODD
        values["where"] = Where(file, line, values["id"] if kind is Item else name)
    if kind is Item:
        if "status" not in values:
            values["status"] = usual_status(values.get("sources", ()), sources)
    elif kind is Budget and not (values.keys() & _MONEY):
        return ODD
    return kind(**values, **given)


@cache
def _plan(kind: type) -> _Plan:
    fields = [field for field in fields_of(kind) if field.key]
    return _Plan(
        {field.key: _QuickReader(field.name, field.notes, _quick(field)) for field in fields},
        frozenset(field.name for field in fields if field.required or not field.has_default),
        "where" in fields_by_name(kind),
    )


def _quick(field: Field) -> _Quick:
    if field.record is not None and "where" in fields_by_name(field.record):
        return lambda said, sources: ODD  # a part with a place of its own, which the data do not know
    return _QUICK.get(field.takes, _remembered)(field)


_LINE: Any = SimpleNamespace(line=0)


def _node(data: Any) -> Node:
    """Return *data* as the nodes that a text with them would have, but for their places."""
    if isinstance(data, str):
        return ScalarNode(TEXT_TAG, data, _LINE, _LINE, "'" if isinstance(data, Quoted) else "")
    if isinstance(data, dict):
        pairs = [(_node(key), _node(value)) for key, value in data.items()]
        return MappingNode("tag:yaml.org,2002:map", pairs, _LINE, _LINE)
    if data is None:
        return ScalarNode(NULL_TAG, "", _LINE, _LINE, "")
    return SequenceNode("tag:yaml.org,2002:seq", [_node(value) for value in data], _LINE, _LINE)


@_QUICK.of("codes-readings", "pairs", "extensions", "extra")
def _careful(field: Field) -> _Quick:
    """Return what reads a value as the reading with messages does; one that it would say something about is odd."""
    read = READERS[field.takes]

    def careful(said: Any, sources: Sources) -> Any:
        log = IssueLog()
        value = read(YamlRecord.of_one(field.key, _node(said), log), field, sources)
        return ODD if log.issues else value

    return careful


def _mark(said: Any) -> Any:
    """Return what *said* rests on, where that is text alone: a text, or the texts of a flat mapping or list; else ``None``.

    Whether a text stood in quotes is part of it, since a reader may ask for that.
    """
    if isinstance(said, str):
        return said.__class__, said
    if isinstance(said, dict):
        if all(isinstance(value, str) for value in said.values()):
            return tuple((key.__class__, key, value.__class__, value) for key, value in said.items())
    elif isinstance(said, list) and all(isinstance(each, str) for each in said):
        return tuple((each.__class__, each) for each in said)
    return None


def _remembered(field: Field) -> _Quick:
    """Return what `_careful` does, and remembers what values came to that rest on their texts alone."""
    known: dict[Any, Any] = {}
    careful = _careful(field)

    def remembered(said: Any, sources: Sources) -> Any:
        mark = _mark(said)
        if not mark:
            return careful(said, sources)
        value = known.get(mark, ODD)
        if value is ODD:
            value = careful(said, sources)
            if value is not ODD and len(known) < _MOST:
                known[mark] = value
        return value

    return remembered


@_QUICK.of("id")
def _id(field: Field) -> _Quick:
    careful = _careful(field)

    def read(said: Any, sources: Sources) -> Any:
        if isinstance(said, str):
            text, lost = cleaned(said)
            if not lost and is_id(text):
                return intern(text)  # every link names two of them again
        return careful(said, sources)

    return read


@_QUICK.of("string")
def _string(field: Field) -> _Quick:
    careful = _careful(field)

    def read(said: Any, sources: Sources) -> Any:
        if isinstance(said, str):
            text, lost = cleaned(said)
            if text and not lost:
                return text
        return careful(said, sources)

    return read


@_QUICK.of("text")
def _text(field: Field) -> _Quick:
    careful = _careful(field)

    def read(said: Any, sources: Sources) -> Any:
        if isinstance(said, dict) and isinstance(raw := said.get("ko"), str):
            ko, lost = cleaned(raw)
            if ko and not lost and len(said) == 1:
                return Text(ko)
            if ko and not lost and len(said) == 2 and isinstance(raw := said.get("en"), str):
                en, lost = cleaned(raw)
                if not lost:
                    return Text(ko, en)
        return careful(said, sources)

    return read


@_QUICK.of("strings")
def _strings(field: Field) -> _Quick:
    careful = _careful(field)

    def read(said: Any, sources: Sources) -> Any:
        found: list[str] = []
        for raw in said if said.__class__ is list else [said]:
            text, lost = cleaned(raw) if isinstance(raw, str) else ("", "")
            if not text or lost or text in found:
                return careful(said, sources)
            found.append(text)
        return tuple(sorted(found) if field.sorted else found)

    return read


@_QUICK.of("cited")
def _cited(field: Field) -> _Quick:
    careful = _careful(field)

    def read(said: Any, sources: Sources) -> Any:
        if said.__class__ is list and all(isinstance(name, str) and name in sources for name in said):
            named = set(said)
            if len(named) == len(said):
                return tuple([key for key in sources if key in named])
        return careful(said, sources)

    return read


@_QUICK.of("part")
def _part(field: Field) -> _Quick:
    careful, kind = _careful(field), cast(type, field.record)
    never_empty = kind is Budget or bool(_plan(kind).required)

    def read(said: Any, sources: Sources) -> Any:
        if not isinstance(said, dict):
            return careful(said, sources)
        found = usual_record(kind, said, "", "", sources)
        return found if found is ODD or never_empty or plain(found) else None

    return read


@_QUICK.of("parts")
def _parts(field: Field) -> _Quick:
    careful, kind = _careful(field), cast(type, field.record)

    def read(said: Any, sources: Sources) -> Any:
        entries = said if said.__class__ is list else [said]
        if not all(isinstance(each, dict) for each in entries):
            return careful(said, sources)
        found = [usual_record(kind, each, "", "", sources) for each in entries]
        return ODD if any(each is ODD for each in found) else tuple(found)

    return read


@_QUICK.of("keyed")
def _keyed(field: Field) -> _Quick:
    careful, kind = _careful(field), cast(type, field.record)

    def read(said: Any, sources: Sources) -> Any:
        if not isinstance(said, dict):
            return careful(said, sources)
        found = {}
        for key, data in said.items():
            usual = isinstance(data, dict) and is_id(key)
            record = usual_record(kind, data, "", "", sources, id=key) if usual else ODD
            if record is ODD:
                return careful(said, sources)
            found[key] = record
        return found

    return read
