"""Reads records back out of an RDF dataset: the inverse of `build_dataset`.

Whatever lives in another store comes in here, so that data which arrive as RDF are worth as much as data which arrive as
files.

>>> from policygraph.ontology.build import build_dataset
>>> from policygraph.sources.workspace import read_workspace
>>> corpus = read_workspace().corpus
>>> read_corpus(build_dataset(corpus)) == corpus
True
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from policygraph.ontology.build import NODES
from policygraph.ontology.dataset import RdfTerm
from policygraph.ontology.namespaces import RESULTS_GRAPH, Names
from policygraph.ontology.record_reading import Reading, read_record
from policygraph.ontology.terms import TYPE, term
from policygraph.records.kinds import KIND_OF, Corpus, Document, Item
from pyoxigraph import NamedNode, Quad


class QuadSource(Protocol):
    """Where records are read from: the embedded dataset, or one in another store."""

    names: Names

    def quads(self) -> Iterable[Quad]:
        """Yield every quad."""


def read_corpus(dataset: QuadSource) -> Corpus:
    """Return the records that *dataset* holds; computed results are passed over.

    Every field of every record comes back but its place in a file, which no dataset holds.
    """
    names = dataset.names
    results = NamedNode(names.graph(RESULTS_GRAPH))
    properties: dict[str, dict[str, list[RdfTerm]]] = {}
    for subject, predicate, value, graph in dataset.quads():
        if graph != results:
            properties.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value)
    by_class: dict[str, list[str]] = {}
    for iri, found in properties.items():
        for kind in dict.fromkeys(value.value for value in found.get(TYPE.value, ())):
            by_class.setdefault(kind, []).append(iri)

    def nodes(*classes: str) -> list[str]:
        return [iri for name in classes for iri in by_class.get(term(name).value, ())]

    def by(name: str, iris: Iterable[str]) -> dict[str, list[str]]:
        grouped: dict[str, list[str]] = {}
        for iri in iris:
            for whole in properties[iri].get(term(name).value, ())[:1]:
                grouped.setdefault(whole.value, []).append(iri)
        return grouped

    reading = Reading(properties, names, by("dcterms:isPartOf", nodes("pg:Source")))
    items = by("skos:inScheme", nodes("pg:PolicyItem", "pg:PlanPart", "pg:ActionTask"))

    def document(iri: str) -> Any:
        name = names.record_id(iri)
        below = reading.ordered(items.get(iri, ()))
        return read_record(
            Document, iri, reading, items=tuple(read_record(Item, item, reading, document=name) for item in below)
        )

    records: dict[str, tuple[Any, ...]] = {
        KIND_OF[record].group: tuple(read_record(record, iri, reading) for iri in reading.ordered(nodes(rdf_class)))
        for record, (_, rdf_class, _) in NODES.items()
    }
    documents = tuple(map(document, reading.ordered(nodes("pg:Framework", "pg:Plan"))))
    return Corpus(documents=documents, **records)
