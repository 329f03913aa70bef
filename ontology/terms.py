"""Terms and literals: what everything that writes or reads RDF here shares.

>>> term("pg:order").value
'https://w3id.org/policygraph/ns#order'
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from policygraph.ontology.namespaces import PREFIXES
from policygraph.records.kinds import Number, Text
from pyoxigraph import Literal, NamedNode

DERIVED = "prov:wasDerivedFrom"
Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


@cache
def term(name: str) -> NamedNode:
    """Return the term with this CURIE or IRI, as in ``pg:order``."""
    prefix, _, rest = name.partition(":")
    return NamedNode(PREFIXES[prefix] + rest if prefix in PREFIXES else name)


def pg(name: str) -> NamedNode:
    """Return the term *name* of the policygraph vocabulary."""
    return term(f"pg:{name}")


TYPE = term("rdf:type")
ORDER = term("pg:order")
LABEL = term("skos:prefLabel")
_DECIMAL = term("xsd:decimal")


def text_triples(subject: NamedNode, predicate: NamedNode, text: Text | None) -> Iterator[Triple]:
    """Yield one triple for each language in *text*."""
    if text is not None and text.ko:
        yield subject, predicate, Literal(text.ko, language="ko")
    if text is not None and text.en:
        yield subject, predicate, Literal(text.en, language="en")


def number_literal(value: Number) -> Literal:
    """Return a number as an integer or a decimal."""
    return Literal(value) if isinstance(value, int) else Literal(format(Decimal(repr(value)), "f"), datatype=_DECIMAL)


def plain_number(value: Literal) -> Number | str:
    """Return what a literal says: a number where its type is one, else text."""
    kind = value.datatype.value.rpartition("#")[2]
    if kind == "integer":
        return int(value.value)
    return float(value.value) if kind in ("decimal", "double") else value.value


EXTENSION_ROW = ("sssom:slot_name", "sssom:property", "sssom:type_hint")
MONTHS = ("pg:startMonth", "pg:endMonth")
END_ROW = ("pg:task", "pg:item", "pg:plan", "pg:framework")
