"""Reads one record of any kind out of a YAML mapping: field by field, as the table of its class says.

A value that cannot be read is reported and counts as absent; an absent value takes the default of its attribute. Without
an essential one there is no record.

>>> from policygraph.records.issue import IssueLog
>>> from policygraph.records.kinds import Decision
>>> from policygraph.sources.formats.yaml.nodes import compose
>>> log = IssueLog()
>>> read_record(Decision, YamlRecord(compose("{item: kds-1, date: 2026-11-24}"), "d.yaml", log)), log.issues[0].code
(None, 'R10')
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.field import ByType, Field, fields_by_name, fields_of
from policygraph.records.fingerprint import is_fingerprint
from policygraph.records.kinds import NO_TEXT, STRENGTHS, Budget, Item, Number, Period, Source, Text, usual_status
from policygraph.records.record_data import plain
from policygraph.sources.formats.yaml.single_values import YamlRecord
from policygraph.sources.spelled import parse_year
from yaml.nodes import MappingNode

R = TypeVar("R")
Sources = Mapping[str, Source]
_Reader = Callable[[YamlRecord, Field, Sources], Any]
READERS: ByType[_Reader] = ByType()
"""What reads a value, by the type of its field."""
NO_SOURCES: Sources = {}
_STRENGTHS = {name: number for number, name in STRENGTHS.items()} | {str(number): number for number in STRENGTHS}


def read_record(kind: type[R], record: YamlRecord, sources: Sources = NO_SOURCES, **given: Any) -> R | None:
    """Return the record of class *kind* that the mapping *record* holds, or ``None`` where it lacks what it needs.

    *sources* are those of the document, *given* the attributes that do not stand in the mapping.
    """
    values, complete = read_values(kind, record, sources)
    names: type = kind
    if not complete:
        if names is Item and "id" in values:
            record.log.refused.setdefault(values["id"], record.where)
        return None
    if names is Budget and "krw" not in values and not values.get("years") and not values.get("funds"):
        if not record.fields.keys() & {"krw", "years"}:
            record.missing("krw")
        return None
    if "where" in fields_by_name(names):
        values["where"] = record.where
    if names is Item and "status" not in values:
        values["status"] = usual_status(values.get("sources", ()), sources)
    return kind(**values, **given)


def read_values(kind: type, record: YamlRecord, sources: Sources = NO_SOURCES) -> tuple[dict[str, Any], bool]:
    """Return the values of the mapping *record* by attribute, and whether everything essential is among them."""
    values: dict[str, Any] = {}
    complete = True
    for field, read in _plan(kind):
        value = None
        if field.key in record.fields:
            value = read(record, field, sources)
        elif field.required:
            record.missing(field.key)
        if value is None or value == ():
            if field.essential:
                complete = False
            elif not field.has_default:
                values[field.name] = _ABSENT[field.takes]
            continue
        if field.takes == "keyed":
            sources = value  # a document has its own, and what follows cites them
        if field.notes:
            value, values[field.notes] = value
        elif field.name == "id" and kind is Item:
            record.name = value  # messages call an item by its id
        values[field.name] = value
    record.close(_keys(kind))
    return values, complete


@cache
def _plan(kind: type) -> tuple[tuple[Field, _Reader], ...]:
    return tuple((field, READERS[field.takes]) for field in fields_of(kind) if field.key)


@cache
def _keys(kind: type) -> frozenset[str]:
    return frozenset(field.key for field in fields_of(kind) if field.key)


@READERS.of("id")
def _id(record: YamlRecord, field: Field, _: Sources) -> str | None:
    return record.identifier(field.key)


@READERS.of("ids")
def _ids(record: YamlRecord, field: Field, _: Sources) -> tuple[str, ...]:
    found = record.identifiers(field.key)
    if field.required and not found:
        record.missing(field.key)
    if field.folded:
        found = tuple(name.lower() for name in found)
    return tuple(sorted(found)) if field.sorted else found


@READERS.of("string")
def _string(record: YamlRecord, field: Field, _: Sources) -> str | None:
    text = record.string(field.key)
    if text is None and field.required:
        record.missing(field.key)
    return text


@READERS.of("person")
def _person(record: YamlRecord, field: Field, _: Sources) -> str | None:
    return record.person(field.key)


@READERS.of("strings")
def _strings(record: YamlRecord, field: Field, _: Sources) -> tuple[str, ...]:
    found = tuple(text for text in record.strings(field.key) if text.strip())  # a blank says as little as nothing
    return tuple(sorted(found)) if field.sorted else found


@READERS.of("text")
def _text(record: YamlRecord, field: Field, _: Sources) -> Text | None:
    return record.text(field.key, required=field.required, label=field.label) or None


@READERS.of("choice")
def _choice(record: YamlRecord, field: Field, _: Sources) -> str | None:
    return record.choice(field.key, field.choices, required=field.required)


@READERS.of("codes")
def _codes(record: YamlRecord, field: Field, _: Sources) -> tuple[str, ...]:
    return _known_codes(record, field, record.strings(field.key))


@READERS.of("code-readings")
def _code_readings(record: YamlRecord, field: Field, _: Sources) -> tuple[str, ...]:
    found = record.strings(field.key, repeats=True)
    known = _known_codes(record, field, found)
    return tuple(code.lower() for code in found if code.lower() in known)


@READERS.of("codes-readings")
def _codes_readings(record: YamlRecord, field: Field, _: Sources) -> tuple[tuple[str, ...], ...]:
    return tuple(_known_codes(record, field, found) for found in record.lists(field.key))


def _known_codes(record: YamlRecord, field: Field, found: tuple[str, ...]) -> tuple[str, ...]:
    """Return the codes among *found*, each once, in the order of the choices; others are reported."""
    for text in found:
        if text.lower() not in field.choices:
            near = did_you_mean(text, list(field.choices))
            known = ", ".join(field.choices)
            record.log.add(report("R11", record.place(field.key), text, field=field.key, known=known, **near))
    given = {text.lower() for text in found}
    return tuple(code for code in field.choices if code in given)


@READERS.of("strength")
def _strength(record: YamlRecord, field: Field, _: Sources) -> int | None:
    text = _string(record, field, _)
    if text is None:
        return None
    strength = _STRENGTHS.get(text.lower())
    if strength is None:
        record.log.add(report("R16", record.place(field.key), text))
    return strength


@READERS.of("strengths")
def _strengths(record: YamlRecord, field: Field, _: Sources) -> tuple[int, ...]:
    texts = record.strings(field.key, repeats=True)
    for text in texts:
        if text not in ("1", "2", "3"):
            record.log.add(report("R47", record.place(field.key), text))
    return tuple(int(text) for text in texts if text in ("1", "2", "3"))


@READERS.of("year")
def _year(record: YamlRecord, field: Field, _: Sources) -> int | None:
    return record.year(field.key)


@READERS.of("count")
def _count(record: YamlRecord, field: Field, _: Sources) -> int | None:
    number = record.number(field.key)
    return None if number is None else int(number)


@READERS.of("weight")
def _weight(record: YamlRecord, field: Field, _: Sources) -> float | None:
    number = record.number(field.key)
    if number is not None and number <= 0:
        record.log.add(report("R20", record.place(field.key), number))
        return None
    return None if number is None else float(number)


@READERS.of("share")
def _share(record: YamlRecord, field: Field, _: Sources) -> float | None:
    number = record.number(field.key)
    if number is not None and not field.least <= number <= 1:
        record.log.add(report("R17", record.place(field.key), number, field=field.key, least=field.least))
        return None
    return None if number is None else float(number)


@READERS.of("percent")
def _percent(record: YamlRecord, field: Field, _: Sources) -> Number | None:
    number = record.percent(field.key)
    if number is not None and not 0 <= number <= 100:
        record.log.add(report("R102", record.place(field.key), number, field=field.label))
        return None
    return number


@READERS.of("value")
def _value(record: YamlRecord, field: Field, _: Sources) -> Number | str | None:
    return record.value(field.key)


@READERS.of("won")
def _won(record: YamlRecord, field: Field, _: Sources) -> int | None:
    amount = record.value(field.key)
    if amount is None:
        record.missing(field.key)
    elif isinstance(amount, int | float) and amount >= 0 and amount == int(amount):
        return int(amount)
    else:
        record.log.add(report("R18", record.place(field.key), amount))
    return None


@READERS.of("date")
def _date(record: YamlRecord, field: Field, _: Sources) -> str | None:
    return record.date(field.key)


@READERS.of("moment")
def _moment(record: YamlRecord, field: Field, _: Sources) -> str | None:
    return record.moment(field.key)


@READERS.of("flag")
def _flag(record: YamlRecord, field: Field, _: Sources) -> bool:
    return record.flag(field.key)


@READERS.of("fingerprint")
def _fingerprint(record: YamlRecord, field: Field, _: Sources) -> str | None:
    text = record.string(field.key)
    if text is not None and not is_fingerprint(text):
        record.log.add(report("R48", record.place(field.key), text))
        return None
    return text


@READERS.of("period")
def _period(record: YamlRecord, field: Field, _: Sources) -> Period | None:
    return record.period(field.key)


@READERS.of("cited")
def _cited(record: YamlRecord, field: Field, sources: Sources) -> tuple[str, ...]:
    """Return the sources that a record names, in the order of the document; unknown ones are reported."""
    named = set(record.strings(field.key))
    for name in sorted(named - sources.keys()):
        record.log.add(report("R38", record.place(field.key), name, **did_you_mean(name, list(sources))))
    return tuple(key for key in sources if key in named)


@READERS.of("part")
def _part(record: YamlRecord, field: Field, sources: Sources) -> Any:
    inner = record.record(field.key)
    found = None if inner is None else read_record(_class(field), inner, sources)
    return found if found is not None and plain(found) else None


@READERS.of("parts")
def _parts(record: YamlRecord, field: Field, sources: Sources) -> tuple[Any, ...]:
    found = (read_record(_class(field), inner, sources) for inner in record.records(field.key))
    return tuple(part for part in found if part is not None)


@READERS.of("keyed")
def _keyed(record: YamlRecord, field: Field, sources: Sources) -> dict[str, Any]:
    found = {key: read_record(_class(field), inner, sources, id=key) for key, inner in record.keyed_records(field.key)}
    return {key: part for key, part in found.items() if part is not None}


def _class(field: Field) -> type[Any]:
    return cast(type[Any], field.record)


@READERS.of("amounts")
def _amounts(record: YamlRecord, field: Field, sources: Sources) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return the amounts by year and what is noted about them.

    An amount stands alone or as ``{krw, scope, sources, extra}``. A year or amount that cannot be read is reported and
    left out.
    """
    inner = record.record(field.key)
    amounts: dict[int, int] = {}
    notes: dict[int, Any] = {}
    kind = _class(field)
    for key, (_, node) in inner.fields.items() if inner is not None else ():
        entry = inner.record(key) if inner is not None and isinstance(node, MappingNode) else None
        amount = entry.value("krw") if entry is not None else inner.value(key) if inner is not None else None
        year = parse_year(key)
        if year is None:
            record.log.add(report("R12", record.place(field.key), key, field=field.key))
        elif amount is not None and not (isinstance(amount, int) and amount >= 0):
            record.log.add(report("R18", record.place(field.key), amount))
        elif amount is not None or entry is not None:
            note: Any = kind(year) if entry is None else read_record(kind, entry, sources, year=year)
            if amount is None and entry is not None and not note.funds:
                entry.missing("krw")
                continue
            amounts[year] = note.borne if amount is None else amount
            notes.update({year: note} if note != kind(year) else {})
    return tuple(sorted(amounts.items())), tuple(notes[year] for year in sorted(notes))


@READERS.of("funds")
def _funds(record: YamlRecord, field: Field, sources: Sources) -> tuple[tuple[str, int], ...]:
    """Return what each fund bears, in the order of the choices."""
    inner = record.record(field.key)
    found: dict[str, int] = {}
    for key in inner.fields if inner is not None else ():
        amount = inner.value(key) if inner is not None else None
        if key not in field.choices:
            known = ", ".join(field.choices)
            hint = did_you_mean(key, list(field.choices))
            record.log.add(report("R11", record.place(field.key), key, field=field.key, known=known, **hint))
        elif isinstance(amount, int) and amount >= 0:
            found[key] = amount
        elif amount is not None:
            record.log.add(report("R18", record.place(field.key), amount))
    return tuple((code, found[code]) for code in field.choices if code in found)


@READERS.of("pairs")
def _pairs(record: YamlRecord, field: Field, _: Sources) -> tuple[tuple[str, str], ...]:
    inner = record.record(field.key)
    if inner is None:
        return ()
    return tuple((key, text) for key in inner.fields if (text := inner.string(key)) is not None)


@READERS.of("extensions")
def _extensions(record: YamlRecord, field: Field, _: Sources) -> tuple[tuple[str, str, str], ...]:
    found = []
    for name, inner in record.keyed_records(field.key):
        found.append((name, inner.string("property") or "", inner.string("type") or ""))
        inner.close()
    return tuple(found)


@READERS.of("extra")
def _extra(record: YamlRecord, field: Field, _: Sources) -> tuple[tuple[str, str | Number], ...]:
    return record.extra()


_ABSENT: dict[str, Any] = {"text": NO_TEXT, "ids": ()}
