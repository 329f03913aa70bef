"""What the fields of records say in RDF: one function for each type of value, led by the tables of the records.

What a field is called in RDF stands with the field itself (`policygraph.records.field`).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from policygraph.ontology.namespaces import TECHNOLOGY, Names, encode
from policygraph.ontology.terms import (
    DERIVED,
    EXTENSION_ROW,
    LABEL,
    MONTHS,
    ORDER,
    TYPE,
    Triple,
    number_literal,
    term,
    text_triples,
)
from policygraph.records.budget import Budget, YearNote
from policygraph.records.documents import City, Item, department_key
from policygraph.records.field import ByType, Field, fields_of
from policygraph.records.values import Text
from policygraph.sources.spelled import parse_date
from pyoxigraph import Literal, NamedNode

_DATE_TYPES = {4: term("xsd:gYear"), 7: term("xsd:gYearMonth"), 10: term("xsd:date")}
_MOMENT = term("xsd:dateTime")
_DAY = len("2026-01-01")


@dataclass(frozen=True, slots=True)
class Writing:
    """What writing needs to know beside a value.

    *document* is the one that cited sources belong to, *plans* are the ids of all plans, *ambiguous* the departments (by
    key) that the records call by more than one name, *departments* those that some record calls by name; *cities* are the
    ids of their cities by document, as far as they say one.
    """

    names: Names
    document: str = ""
    plans: frozenset[str] = frozenset()
    cities: Mapping[str, str] = dataclasses.field(default_factory=dict)
    ambiguous: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()


_Writer = Callable[[NamedNode, Field, Any, Any, Writing], Iterator[Triple]]
WRITERS: ByType[_Writer] = ByType()
"""What writes a value, by the type of the field or by its ``rdf_as``."""


def record_triples(record: Any, node: NamedNode, writing: Writing) -> Iterator[Triple]:
    """Yield what the fields of *record* say of its *node*, in the order of the table."""
    kind: type = type(record)
    sequences: dict[str, list[str]] = {}
    for field, write in _plan(kind):
        value = getattr(record, field.name)
        if value is None or value == () or value == "":
            continue
        yield from write(node, field, value, record, writing)
        if field.takes in ("ids", "strings") and list(value) != _natural(field, record, value):
            sequences[field.key] = list(value)
    if sequences:
        yield node, term("pg:sequence"), Literal(json.dumps(sequences, ensure_ascii=False))


@cache
def _plan(kind: type) -> tuple[tuple[Field, _Writer], ...]:
    return tuple((field, WRITERS[field.rdf_as or field.takes]) for field in fields_of(kind) if field.rdf)


def _natural(field: Field, record: Any, value: tuple[str, ...]) -> list[str]:
    """Return the order in which values are read when nothing else is said."""
    first = record.document if field.rdf_as == "hierarchy" else ""
    return sorted(set(value), key=lambda name: (name != first, name))


def _one(node: NamedNode, field: Field, value: NamedNode | Literal) -> Iterator[Triple]:
    yield node, term(field.rdf), value


@WRITERS.of("string", "person", "choice", "fingerprint", "outside", "strength", "year", "count", "won", "total")
def _literal(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    return _one(node, field, Literal(value))


@WRITERS.of("address")
def _address(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    return _one(node, field, Literal(value, datatype=term("xsd:anyURI")))


@WRITERS.of("weight", "share")
def _number(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    return _one(node, field, number_literal(value))


@WRITERS.of("percent", "value")
def _value(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    return _one(node, field, Literal(value) if isinstance(value, str) else number_literal(value))


@WRITERS.of("flag")
def _flag(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    return _one(node, field, Literal(True)) if value else iter(())


@WRITERS.of("text")
def _text(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    return text_triples(node, term(field.rdf), value)


@WRITERS.of("strings", "codes")
def _strings(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    for text in value:
        yield from _one(node, field, Literal(text))


@WRITERS.of("date", "moment")
def _moment(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    day = value[:_DAY] if field.moment_rdf else value
    yield from _one(node, field, Literal(day, datatype=_DATE_TYPES.get(len(day), _MOMENT)))
    if field.moment_rdf and len(value) > _DAY:
        yield node, term(field.moment_rdf), Literal(value, datatype=_MOMENT)


@WRITERS.of("printed-date")
def _printed_date(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    """Write a date as it was printed: typed where it is one, text where it is something else, such as 2026 상반기."""
    typed = _DATE_TYPES.get(len(value)) if parse_date(value) == value else None
    return _one(node, field, Literal(value, datatype=typed) if typed else Literal(value))


@WRITERS.of("period")
def _period(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    numbers = (value.start, value.end, value.start_month, value.end_month)
    for name, number in zip((*field.rdf.split(), *MONTHS), numbers, strict=True):
        if number is not None:
            yield node, term(name), Literal(number)


@WRITERS.of("id")
def _id(node: NamedNode, field: Field, value: Any, record: Any, writing: Writing) -> Iterator[Triple]:
    if field.name == "id":
        return _one(node, field, Literal(value))
    return _one(node, field, term(writing.names.record(value)))


@WRITERS.of("ids")
def _ids(node: NamedNode, field: Field, value: Any, record: Any, writing: Writing) -> Iterator[Triple]:
    for name in value:
        yield from _one(node, field, term(writing.names.record(name)))


@WRITERS.of("hierarchy")
def _hierarchy(node: NamedNode, field: Field, value: Any, record: Any, writing: Writing) -> Iterator[Triple]:
    for parent in value:
        relation = "skos:topConceptOf" if parent == record.document else field.rdf
        yield node, term(relation), term(writing.names.record(parent))


@WRITERS.of("technology")
def _technology(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    for name in value:
        yield from _one(node, field, term(TECHNOLOGY + encode(name)))


def _unit(key: str, city: str | None, writing: Writing) -> tuple[NamedNode, list[Triple]]:
    """Return the node of the department *key*, and what is said of it wherever it is named, but for its name."""
    unit = term(writing.names.own("department", key))
    said: list[Triple] = [(unit, TYPE, term("org:OrganizationalUnit"))]
    if city:
        said.append((unit, term("org:unitOf"), term(writing.names.own("city", city))))
    return unit, said


@WRITERS.of("department")
def _department(node: NamedNode, field: Field, value: Any, record: Any, writing: Writing) -> Iterator[Triple]:
    city = writing.cities.get(record.document if isinstance(record, Item) else record.plan or "")
    key = department_key(value, city)
    unit, said = _unit(key, city, writing)
    yield node, term(field.rdf), unit
    yield from said
    yield from text_triples(unit, LABEL, value)
    if key in writing.ambiguous:
        yield from text_triples(node, term("pg:departmentName"), value)


@WRITERS.of("city")
def _city(node: NamedNode, field: Field, value: City, record: Any, writing: Writing) -> Iterator[Triple]:
    """Say the city of a document: one node for all documents of the city, which say the same of it."""
    city = term(writing.names.own("city", value.id))
    yield node, term(field.rdf), city
    yield city, TYPE, term("pg:City")
    yield from record_triples(value, city, writing)


@WRITERS.of("city-id")
def _city_id(node: NamedNode, field: Field, value: str, record: Any, writing: Writing) -> Iterator[Triple]:
    city = term(writing.names.own("city", value))
    yield node, term(field.rdf), city
    yield city, TYPE, term("pg:City")
    yield city, term("dcterms:identifier"), Literal(value)


@WRITERS.of("departments")
def _departments(node: NamedNode, field: Field, value: Any, record: Any, writing: Writing) -> Iterator[Triple]:
    """Name several departments by their keys; those that no record calls by name get that as their label."""
    city = writing.cities.get(record.document)
    for name in value:
        key = department_key(Text(name), city)
        unit, said = _unit(key, city, writing)
        yield node, term(field.rdf), unit
        yield from said
        if key not in writing.departments:
            yield from text_triples(unit, LABEL, Text(name))


def _below(
    node: NamedNode, name: str, path: str, kind: str, number: int | None = None
) -> tuple[NamedNode, list[Triple]]:
    """Return the node at *path* below *node*, and what is said of it first: who names it, its class, its place."""
    part = NamedNode(f"{node.value}/{path}")
    said: list[Triple] = [(node, term(name), part), (part, TYPE, term(kind))]
    return part, said if number is None else [*said, (part, ORDER, Literal(number))]


@WRITERS.of("funds")
def _funds(node: NamedNode, field: Field, value: Any, record: Any, writing: Writing) -> Iterator[Triple]:
    """Say how much each fund bears; of a budget that nothing else gives, they are the total."""
    derived = isinstance(record, Budget) and record.krw is None and not record.years
    for fund, amount in value:
        part, said = _below(node, field.rdf, f"fund/{fund}", "pg:FundShare")
        yield from said
        yield part, term("pg:fundSource"), Literal(fund)
        yield part, term("pg:amountKRW"), Literal(amount)
        if derived:
            yield node, term(DERIVED), part
    if derived:
        yield node, term("pg:amountKRW"), Literal(record.total)


@WRITERS.of("cited")
def _cited(node: NamedNode, field: Field, value: Any, record: Any, writing: Writing) -> Iterator[Triple]:
    for source in value:
        yield node, term(field.rdf), term(writing.names.part(writing.document, "source", source))


@WRITERS.of("strengths", "code-readings", "codes-readings")
def _readings(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    """Say what each reading gave: one value, or several codes."""
    name, what = field.rdf.split()
    for number, given in enumerate(value, 1):
        reading, said = _below(node, name, f"reading/{number}", "pg:Reading", number)
        yield from said
        for each in given if isinstance(given, tuple) else (given,):
            yield reading, term(what), Literal(each)


@WRITERS.of("part")
def _part(node: NamedNode, field: Field, value: Any, record: Any, writing: Writing) -> Iterator[Triple]:
    segment, kind = field.node
    part, said = _below(node, field.rdf, segment, kind)
    yield from said
    yield from record_triples(value, part, writing)


@WRITERS.of("parts")
def _parts(node: NamedNode, field: Field, value: Any, record: Any, writing: Writing) -> Iterator[Triple]:
    segment, kind = field.node
    for number, each in enumerate(value, 1):
        part, said = _below(node, field.rdf, f"{segment}/{number}", kind, number)
        yield from said
        yield from record_triples(each, part, writing)


@WRITERS.of("keyed")
def _keyed(node: NamedNode, field: Field, value: Any, *rest: Any) -> Iterator[Triple]:
    """Say each source of a document; it is the source that names its document."""
    *_, writing = rest
    for order, source in enumerate(value.values()):
        part = NamedNode(f"{node.value}/source/{encode(source.id)}")
        yield part, TYPE, term("pg:Source")
        yield part, TYPE, term("prov:Entity")
        yield part, ORDER, Literal(order)
        yield part, term(field.rdf), node
        yield from record_triples(source, part, writing)


@WRITERS.of("amounts")
def _amounts(node: NamedNode, field: Field, value: Any, record: Any, writing: Writing) -> Iterator[Triple]:
    notes: dict[int, YearNote] = {note.year: note for note in getattr(record, field.notes)}
    for year, amount in value:
        part, said = _below(node, field.rdf, str(year), "pg:Budget")
        yield from said
        yield part, term("pg:year"), Literal(year)
        yield part, term("pg:amountKRW"), Literal(amount)
        if record.krw is None:
            yield node, term(DERIVED), part
        if year in notes:
            yield from record_triples(notes[year], part, writing)
    if record.krw is None:
        yield node, term("pg:amountKRW"), Literal(record.total)


@WRITERS.of("extra")
def _extra(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    for number, (name, held) in enumerate(value, 1):
        column, said = _below(node, field.rdf, f"column/{number}", "pg:OwnColumn", number)
        yield from said
        yield column, term("pg:columnName"), Literal(name)
        yield column, term("pg:columnValue"), Literal(held) if isinstance(held, str) else number_literal(held)


def _rows(node: NamedNode, name: str, value: Any, segment: str, kind: str, ends: tuple[str, ...]) -> Iterator[Triple]:
    for number, row in enumerate(value, 1):
        part, said = _below(node, name, f"{segment}/{number}", kind, number)
        yield from said
        for end, text in zip(ends, row, strict=True):
            if text:
                yield part, term(end), Literal(text)


@WRITERS.of("pairs")
def _pairs(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    name, *ends = field.rdf.split()
    return _rows(node, name, value, *field.node, tuple(ends))


@WRITERS.of("extensions")
def _extensions(node: NamedNode, field: Field, value: Any, *_: Any) -> Iterator[Triple]:
    return _rows(node, field.rdf, value, "extension", "sssom:ExtensionDefinition", EXTENSION_ROW)


@WRITERS.of("name")
def _name(node: NamedNode, field: Field, value: Any, record: Any, writing: Writing) -> Iterator[Triple]:
    yield from text_triples(node, term(field.rdf), value)
    if record.key in writing.ambiguous:
        yield from text_triples(node, term("pg:departmentName"), value)


@WRITERS.of("end")
def _end(node: NamedNode, field: Field, value: Any, record: Any, writing: Writing) -> Iterator[Triple]:
    """Say both ends of what has no counterpart: an item and a plan, or a task or plan and a framework."""
    if field.name == "document":
        name = "pg:plan" if value in writing.plans else "pg:framework"
    elif record.document in writing.plans:
        name = "pg:item"
    else:
        name = "pg:plan" if value in writing.plans else "pg:task"
    yield node, term(name), term(writing.names.record(value))
