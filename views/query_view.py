"""The answer of ``policygraph query``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policygraph.ontology.dataset import Dataset
from policygraph.sources.records import Text
from policygraph.views.blocks import Column, Page, Paragraph, Table

SCHEMA = "policygraph/query/1"


def query_page(dataset: Dataset, result: Any) -> Page:
    """Return a pyoxigraph result of a query on *dataset*; the JSON document is the SPARQL 1.1 results format with a ``schema`` field."""
    import pyoxigraph

    if isinstance(result, pyoxigraph.QueryBoolean):
        answer = bool(result)
        document = {"schema": SCHEMA, "head": {}, "boolean": answer}
        return Page(document, [Paragraph(Text("예", "yes") if answer else Text("아니오", "no"))])
    if isinstance(result, pyoxigraph.QueryTriples):
        turtle = dataset.serialize(sorted(result, key=str), pyoxigraph.RdfFormat.TURTLE).decode()
        return Page({"schema": SCHEMA, "turtle": turtle}, [Paragraph(Text(turtle.rstrip("\n")))])
    names = [variable.value for variable in result.variables]
    found = list(result)
    prefixes = dataset.names.prefixes
    rows = [[_short(value, prefixes) for value in solution] for solution in found]
    columns = [Column(name, Text(name, name), wide=True) for name in names]
    bindings = [
        {name: _term(value) for name, value in zip(names, solution, strict=True) if value is not None}
        for solution in found
    ]
    document = {"schema": SCHEMA, "head": {"vars": names}, "results": {"bindings": bindings}}
    summary = Paragraph(Text(f"{len(rows):,}행", f"{len(rows):,} row(s)"), "note")
    return Page(document, [Table(columns, rows, empty=Text("결과가 없습니다.", "No result.")), summary])


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
