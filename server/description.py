"""The SPARQL 1.1 service description: what the service can do and which graphs it holds, and VoID: how much, of what kind.

What is always the same stands in ``description.ttl``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.ontology.namespaces import (
    ALIGNMENTS_GRAPH,
    CODES_GRAPH,
    DECISIONS_GRAPH,
    DEPARTMENTS_GRAPH,
    RDF,
    RESULTS_GRAPH,
    SCENARIOS_GRAPH,
    Names,
)
from policygraph.ontology.workspace_graph import WORKSPACE_GRAPH
from policygraph.records.iris import record_space
from policygraph.records.kinds import Corpus

if TYPE_CHECKING:
    from pyoxigraph import Triple

VOID = "http://rdfs.org/ns/void#"
SD = "http://www.w3.org/ns/sparql-service-description#"


def graph_names(corpus: Corpus) -> Iterator[str]:
    """Yield the names of the graphs that a dataset of *corpus* can hold."""
    yield from (document.id for document in corpus.documents)
    yield from (ALIGNMENTS_GRAPH, DECISIONS_GRAPH, DEPARTMENTS_GRAPH, SCENARIOS_GRAPH)
    yield from (RESULTS_GRAPH, CODES_GRAPH, WORKSPACE_GRAPH)


def service_description(endpoint: str, corpus: Corpus, names: Names, form: str, size: int | None) -> bytes:
    """Return the description of the service at *endpoint* in the RDF format *form* (``ttl``, ``nt``, ``rdf``, ``jsonld``).

    *size* is the number of triples in all graphs, where it is known.
    """
    import pyoxigraph as ox

    node, dataset = ox.NamedNode, ox.NamedNode(f"{endpoint}#dataset")
    always = ox.parse(path=Path(__file__).with_name("description.ttl"), format=ox.RdfFormat.TURTLE, base_iri=endpoint)
    triples = [quad.triple for quad in always]
    if size is not None:
        triples.append(ox.Triple(dataset, node(VOID + "triples"), ox.Literal(size)))
    triples.append(ox.Triple(dataset, node(VOID + "uriSpace"), ox.Literal(record_space(names.base))))
    for document in corpus.documents[:1]:
        triples.append(ox.Triple(dataset, node(VOID + "exampleResource"), node(names.record(document.id))))
    for name in graph_names(corpus):
        entry = node(f"{endpoint}#graph-{name}")
        triples.append(ox.Triple(dataset, node(SD + "namedGraph"), entry))
        triples.append(ox.Triple(entry, node(RDF + "type"), node(SD + "NamedGraph")))
        triples.append(ox.Triple(entry, node(SD + "name"), node(names.graph(name))))
    return serialized(triples, form, {**names.prefixes, "sd": SD, "void": VOID})


def serialized(triples: Iterable[Triple], form: str, prefixes: dict[str, str] | None = None) -> bytes:
    """Return *triples* in the RDF format *form*, a key of `negotiation.GRAPH_FORMS`."""
    import pyoxigraph as ox

    return ox.serialize(triples, format=ox.RdfFormat.from_extension(form), prefixes=prefixes) or b""
