"""The answer of ``policygraph query``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

from policygraph.ontology.namespaces import Names
from policygraph.ontology.saved_question import SavedQuestion
from policygraph.records.counting import counted
from policygraph.records.kinds import Text
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both

SCHEMA = "policygraph/query/1"
LIST_SCHEMA = "policygraph/questions/1"


class Serializer(Protocol):
    """A dataset as far as showing results needs it."""

    names: Names

    def serialize(self, statements: Any, form: Any) -> bytes:
        """Return triples in an RDF format."""


def question_page(questions: Mapping[str, SavedQuestion]) -> Page:
    """Return the list of saved questions with their parameters."""
    rows = []
    for question in questions.values():
        parameters = " ".join(
            f"{parameter.name}={parameter.default or '…'}"
            if parameter.required or parameter.default
            else f"[{parameter.name}=…]"
            for parameter in question.parameters
            if parameter.kind != "language"
        )
        rows.append([question.name, question.title, parameters])
    columns = (
        Column("name", Text("이름", "name")),
        Column("title", Text("질문", "question"), wide=True),
        Column("parameters", Text("매개변수", "parameters"), wide=True),
    )
    hint = Paragraph(
        Text(
            "묻는 법: policygraph query <이름> --param 매개변수=값 (대괄호 안은 없어도 됩니다)",
            "To ask: policygraph query NAME --param parameter=value (those in brackets may be left out)",
        ),
        "note",
    )
    listed = [question_json(question) for question in questions.values()]
    return Page({"schema": LIST_SCHEMA, "questions": listed}, [Table(columns, rows), hint])


def question_json(question: SavedQuestion) -> dict[str, Any]:
    """Return a saved question as the JSON contracts say it: of the command, and (with its text) of the service."""
    return {
        "name": question.name,
        "title": in_both(question.title),
        "description": in_both(question.description),
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.kind,
                "title": in_both(parameter.title),
                "default": parameter.default,
                "required": parameter.required,
                "choices": list(parameter.choices),
            }
            for parameter in question.parameters
        ],
    }


def query_page(dataset: Serializer, result: Any, said: Mapping[str, Any] = MappingProxyType({})) -> Page:
    """Return a pyoxigraph result of a query on *dataset*.

    The JSON document is the SPARQL 1.1 results format with a ``schema`` field, and what is *said* of the dataset: scope
    and digest.
    """
    import pyoxigraph

    if isinstance(result, pyoxigraph.QueryBoolean):
        answer = bool(result)
        document = {"schema": SCHEMA, **said, "head": {}, "boolean": answer}
        return Page(document, [Paragraph(Text("예", "yes") if answer else Text("아니오", "no"))])
    if not isinstance(result, pyoxigraph.QuerySolutions):
        turtle = dataset.serialize(sorted(result, key=str), pyoxigraph.RdfFormat.TURTLE).decode()
        return Page({"schema": SCHEMA, **said, "turtle": turtle}, [Paragraph(Text(turtle.rstrip("\n")))])
    names = [variable.value for variable in result.variables]
    found = list(result)
    prefixes = dataset.names.prefixes
    rows = [[_short(value, prefixes) for value in solution] for solution in found]
    columns = [Column(name, Text(name, name), wide=True) for name in names]

    def contract() -> dict[str, Any]:
        bindings = [
            {name: _term(value) for name, value in zip(names, solution, strict=True) if value is not None}
            for solution in found
        ]
        return {"schema": SCHEMA, **said, "head": {"vars": names}, "results": {"bindings": bindings}}

    summary = Paragraph(Text(f"{len(rows):,}행", counted(len(rows), "row")), "note")
    return Page(contract, [Table(columns, rows, empty=Text("결과가 없습니다.", "No result.")), summary])


def _short(value: Any, prefixes: Mapping[str, str]) -> str | None:
    """Return a term as people read it: an IRI with its prefix, a literal without type or language."""
    import pyoxigraph

    if value is None:
        return None
    if isinstance(value, pyoxigraph.NamedNode):
        for prefix, iri in prefixes.items():
            if value.value.startswith(iri):
                return f"{prefix}:{value.value.removeprefix(iri)}"
        return value.value
    return str(value.value)


def _term(value: Any) -> dict[str, str]:
    import pyoxigraph

    if isinstance(value, pyoxigraph.NamedNode):
        return {"type": "uri", "value": value.value}
    if isinstance(value, pyoxigraph.BlankNode):
        return {"type": "bnode", "value": value.value}
    found = {"type": "literal", "value": value.value}
    if value.language:
        return found | {"xml:lang": value.language}
    string = "http://www.w3.org/2001/XMLSchema#string"
    return found if value.datatype.value == string else found | {"datatype": value.datatype.value}
