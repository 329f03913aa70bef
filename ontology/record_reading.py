"""What the nodes of a dataset say about records: one function for each type of value, led by the tables of the records.

The inverse of `policygraph.ontology.record_writing`, value by value.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, cast

from policygraph.ontology.dataset import RdfTerm
from policygraph.ontology.namespaces import TECHNOLOGY, Names, decode
from policygraph.ontology.terms import DERIVED, END_ROW, EXTENSION_ROW, MONTHS, plain_number, term
from policygraph.records.field import ByType, Field, fields_of
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Number, Period, Text

Properties = Mapping[str, list[RdfTerm]]
NO_PROPERTIES: Properties = {}


class Reading:
    """The properties of every node, and what they say; *sources* are the nodes of the sources of each document."""

    def __init__(self, properties: Mapping[str, Properties], names: Names, sources: Mapping[str, list[str]]) -> None:
        self.properties, self.names, self.sources = properties, names, sources

    def of(self, iri: str) -> Properties:
        """Return the properties of a node."""
        return self.properties.get(iri, NO_PROPERTIES)

    def values(self, iri: str, name: str) -> list[Any]:
        """Return the values of the property *name* of a node, as they come."""
        return self.of(iri).get(term(name).value, [])

    def string(self, iri: str, name: str) -> str | None:
        """Return the one value of a property as text, or ``None``."""
        values = self.values(iri, name)
        return cast(str, values[0].value) if values else None

    def integer(self, iri: str, name: str) -> int | None:
        """Return the one value of a property as a whole number, or ``None``."""
        text = self.string(iri, name)
        return None if text is None else int(text)

    def text(self, iri: str, name: str) -> Text | None:
        """Return the values of a property in both languages, or ``None`` where there is none."""
        found = {value.language: value.value for value in self.values(iri, name)}
        return Text(found.get("ko", ""), found.get("en", "")) or None

    def ids(self, iri: str, name: str) -> list[str]:
        """Return the ids of the records that a property names, in the order of the alphabet."""
        return sorted(self.names.record_id(value.value) for value in self.values(iri, name))

    def ordered(self, iris: Iterable[str]) -> list[str]:
        """Return nodes by their order, those without a usable one in front, by address."""

        def place(iri: str) -> tuple[int, str]:
            order = self.string(iri, "pg:order") or ""
            return int(order) if order.isdecimal() else 0, iri

        return sorted(iris, key=place)

    def parts(self, iri: str, name: str) -> list[str]:
        """Return the nodes that a property names, in their order."""
        return self.ordered(value.value for value in self.values(iri, name))

    def sequence(self, iri: str, key: str, found: list[str]) -> tuple[str, ...]:
        """Return *found* in the order (and as often) as the record said, where it said another than that of *found*."""
        text = self.string(iri, "pg:sequence")
        said = json.loads(text).get(key, []) if text else []
        return tuple(said) if set(said) == set(found) else tuple(found)


_Reader = Callable[[str, Field, Reading], Any]
READERS: ByType[_Reader] = ByType()
"""What reads a value, by the type of the field or by its ``rdf_as``."""


def read_record(kind: type[Any], iri: str, reading: Reading, **given: Any) -> Any:
    """Return the record of class *kind* that the node *iri* stands for; *given* are the attributes that it does not say.

    What is missing though a record needs it is empty, so that the checks of records can report it. Raises
    `UnusableInput` where a value is not of the type that its property takes.
    """
    values: dict[str, Any] = {}
    names: type = kind
    for field, read in _plan(names):
        try:
            value = read(iri, field, reading)
        except (AttributeError, TypeError, ValueError) as error:
            raise _unusable(iri, field) from error
        if value is not None and value != ():
            if field.notes:
                value, values[field.notes] = value
            values[field.name] = value
    values |= given
    for field in fields_of(names):
        if field.name not in values and not field.has_default:
            values[field.name] = _ABSENT[field.takes]
    return kind(**values)


def _unusable(iri: str, field: Field) -> UnusableInput:
    return UnusableInput(
        Text(
            f"RDF 자료의 <{iri}>에서 '{field.label.ko}'({field.rdf})의 값을 읽을 수 없습니다. 값의 유형을 어휘(docs/vocabulary.md)대로 고쳐 주세요.",
            f"the value of {field.rdf} ({field.label.en}) of <{iri}> cannot be read; write it with the type that docs/vocabulary.md gives",
        )
    )


@cache
def _plan(kind: type) -> tuple[tuple[Field, _Reader], ...]:
    return tuple((field, READERS[field.rdf_as or field.takes]) for field in fields_of(kind) if field.rdf)


def _class(field: Field) -> type[Any]:
    return cast(type[Any], field.record)


@READERS.of("string", "person", "choice", "fingerprint", "outside", "address", "printed-date")
def _string(iri: str, field: Field, reading: Reading) -> str | None:
    return reading.string(iri, field.rdf)


@READERS.of("strength", "year", "count", "won")
def _integer(iri: str, field: Field, reading: Reading) -> int | None:
    return reading.integer(iri, field.rdf)


@READERS.of("weight", "share")
def _number(iri: str, field: Field, reading: Reading) -> float | None:
    text = reading.string(iri, field.rdf)
    return None if text is None else float(text)


@READERS.of("percent", "value")
def _value(iri: str, field: Field, reading: Reading) -> Number | str | None:
    values = reading.values(iri, field.rdf)
    return plain_number(values[0]) if values else None


@READERS.of("flag")
def _flag(iri: str, field: Field, reading: Reading) -> bool:
    return reading.string(iri, field.rdf) in ("true", "1")


@READERS.of("text")
def _text(iri: str, field: Field, reading: Reading) -> Text | None:
    return reading.text(iri, field.rdf)


@READERS.of("strings")
def _strings(iri: str, field: Field, reading: Reading) -> tuple[str, ...]:
    return reading.sequence(iri, field.key, sorted(value.value for value in reading.values(iri, field.rdf)))


@READERS.of("date", "moment")
def _moment(iri: str, field: Field, reading: Reading) -> str | None:
    moment = reading.string(iri, field.moment_rdf) if field.moment_rdf else None
    return moment or reading.string(iri, field.rdf)


@READERS.of("period")
def _period(iri: str, field: Field, reading: Reading) -> Period | None:
    start, end, *months = (reading.integer(iri, name) for name in (*field.rdf.split(), *MONTHS))
    return None if start is None and end is None else Period(start, end, *months)


@READERS.of("id")
def _id(iri: str, field: Field, reading: Reading) -> str | None:
    if field.name == "id":
        return reading.names.record_id(iri)
    return next(iter(reading.ids(iri, field.rdf)), None)


@READERS.of("ids")
def _ids(iri: str, field: Field, reading: Reading) -> tuple[str, ...]:
    return reading.sequence(iri, field.key, reading.ids(iri, field.rdf))


@READERS.of("hierarchy")
def _hierarchy(iri: str, field: Field, reading: Reading) -> tuple[str, ...]:
    above = [*reading.ids(iri, "skos:topConceptOf"), *reading.ids(iri, field.rdf)]
    return reading.sequence(iri, field.key, above)


@READERS.of("technology")
def _technology(iri: str, field: Field, reading: Reading) -> tuple[str, ...]:
    found = sorted(decode(value.value.removeprefix(TECHNOLOGY)) for value in reading.values(iri, field.rdf))
    return reading.sequence(iri, field.key, found)


@READERS.of("department")
def _department(iri: str, field: Field, reading: Reading) -> Text | None:
    departments = reading.values(iri, field.rdf)
    if not departments:
        return None
    return reading.text(iri, "pg:departmentName") or reading.text(departments[0].value, "skos:prefLabel")


@READERS.of("city")
def _city(iri: str, field: Field, reading: Reading) -> Any:
    cities = reading.values(iri, field.rdf)
    return read_record(_class(field), cities[0].value, reading) if cities else None


@READERS.of("city-id")
def _city_id(iri: str, field: Field, reading: Reading) -> str | None:
    cities = reading.values(iri, field.rdf)
    return reading.string(cities[0].value, "dcterms:identifier") if cities else None


@READERS.of("departments")
def _departments(iri: str, field: Field, reading: Reading) -> tuple[str, ...]:
    named = (reading.text(value.value, "skos:prefLabel") for value in reading.values(iri, field.rdf))
    return reading.sequence(iri, field.key, sorted(name.get("ko") for name in named if name is not None))


@READERS.of("funds")
def _funds(iri: str, field: Field, reading: Reading) -> tuple[tuple[str, int], ...]:
    found = {reading.string(part, "pg:fundSource"): part for part in reading.parts(iri, field.rdf)}
    return tuple((fund, reading.integer(found[fund], "pg:amountKRW") or 0) for fund in field.choices if fund in found)


@READERS.of("cited")
def _cited(iri: str, field: Field, reading: Reading) -> tuple[str, ...]:
    return tuple(reading.string(source, "dcterms:identifier") or "" for source in reading.parts(iri, field.rdf))


@READERS.of("strengths")
def _strengths(iri: str, field: Field, reading: Reading) -> tuple[int, ...]:
    name, what = field.rdf.split()
    found = (reading.integer(part, what) for part in reading.parts(iri, name))
    return tuple(strength for strength in found if strength is not None)


@READERS.of("codes")
def _codes(iri: str, field: Field, reading: Reading) -> tuple[str, ...]:
    return _in_order(field, reading, iri, field.rdf)


@READERS.of("code-readings")
def _code_readings(iri: str, field: Field, reading: Reading) -> tuple[str, ...]:
    name, what = field.rdf.split()
    found = (reading.string(part, what) for part in reading.parts(iri, name))
    return tuple(code for code in found if code is not None)


@READERS.of("codes-readings")
def _codes_readings(iri: str, field: Field, reading: Reading) -> tuple[tuple[str, ...], ...]:
    name, what = field.rdf.split()
    return tuple(_in_order(field, reading, part, what) for part in reading.parts(iri, name))


def _in_order(field: Field, reading: Reading, iri: str, name: str) -> tuple[str, ...]:
    """Return the codes that a node names, in the order of the choices, unknown ones last."""
    found = {value.value for value in reading.values(iri, name)}
    return (*(code for code in field.choices if code in found), *sorted(found.difference(field.choices)))


@READERS.of("part")
def _part(iri: str, field: Field, reading: Reading) -> Any:
    return next((read_record(_class(field), part, reading) for part in reading.parts(iri, field.rdf)), None)


@READERS.of("parts")
def _parts(iri: str, field: Field, reading: Reading) -> tuple[Any, ...]:
    return tuple(read_record(_class(field), part, reading) for part in reading.parts(iri, field.rdf))


@READERS.of("amounts")
def _amounts(iri: str, field: Field, reading: Reading) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    kind = _class(field)
    amounts: dict[int, int] = {}
    notes: dict[int, Any] = {}
    for part in reading.parts(iri, field.rdf):
        year = reading.integer(part, "pg:year") or 0
        amounts[year] = reading.integer(part, "pg:amountKRW") or 0
        note = read_record(kind, part, reading, year=year)
        notes |= {year: note} if note != kind(year) else {}
    return tuple(sorted(amounts.items())), tuple(notes[year] for year in sorted(notes))


@READERS.of("total")
def _total(iri: str, field: Field, reading: Reading) -> int | None:
    """Return the total of a budget that somebody typed, ``None`` where it is the sum of its years."""
    return None if reading.values(iri, DERIVED) else _integer(iri, field, reading)


@READERS.of("extra")
def _extra(iri: str, field: Field, reading: Reading) -> tuple[tuple[str, Any], ...]:
    found = []
    for column in reading.parts(iri, field.rdf):
        said = reading.values(column, "pg:columnValue")
        found += [(reading.string(column, "pg:columnName") or "", plain_number(value)) for value in said[:1]]
    return tuple(found)


def _rows(iri: str, name: str, reading: Reading, ends: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(reading.string(part, end) or "" for end in ends) for part in reading.parts(iri, name))


@READERS.of("pairs")
def _pairs(iri: str, field: Field, reading: Reading) -> tuple[tuple[str, ...], ...]:
    name, *ends = field.rdf.split()
    return _rows(iri, name, reading, ends)


@READERS.of("extensions")
def _extensions(iri: str, field: Field, reading: Reading) -> tuple[tuple[str, ...], ...]:
    return _rows(iri, field.rdf, reading, EXTENSION_ROW)


@READERS.of("name")
def _name(iri: str, field: Field, reading: Reading) -> Text | None:
    return reading.text(iri, "pg:departmentName") or reading.text(iri, field.rdf)


@READERS.of("keyed")
def _keyed(iri: str, field: Field, reading: Reading) -> dict[str, Any]:
    found = (read_record(_class(field), part, reading) for part in reading.ordered(reading.sources.get(iri, ())))
    return {part.id: part for part in found}


@READERS.of("end")
def _end(iri: str, field: Field, reading: Reading) -> str | None:
    ends = [name for row in END_ROW for name in reading.ids(iri, row)]
    place = 0 if field.name == "record" else 1
    return ends[place] if len(ends) > place else None


_ABSENT: Mapping[str, Any] = {
    "id": "",
    "ids": (),
    "string": "",
    "text": Text(),
    "choice": "",
    "strength": 0,
    "won": 0,
    "outside": "",
}
