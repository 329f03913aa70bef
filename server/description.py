"""The SPARQL 1.1 service description: what the service can do and which graphs it holds, and VoID: how much, of what kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
FORMATS = "http://www.w3.org/ns/formats/"
_VOCABULARIES = ("pg", "skos", "dcterms", "dcat", "dqv", "prov", "sssom", "org")
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


def graph_names(corpus: Corpus) -> Iterator[str]:
    """Yield the names of the graphs that a dataset of *corpus* can hold."""
    yield from (document.id for document in corpus.documents)
    yield from (ALIGNMENTS_GRAPH, DECISIONS_GRAPH, DEPARTMENTS_GRAPH, SCENARIOS_GRAPH)
    yield from (RESULTS_GRAPH, CODES_GRAPH, WORKSPACE_GRAPH)


def service_description(endpoint: str, corpus: Corpus, names: Names, form: str, size: int) -> bytes:
    """Return the description of the service at *endpoint* in the RDF format *form* (``ttl``, ``nt``, ``rdf``, ``jsonld``).

    *size* is the number of triples in all graphs.
    """
    import pyoxigraph as ox

    def void(name: str) -> ox.NamedNode:
        return ox.NamedNode(VOID + name)

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(SD + name)

    kind, service = ox.NamedNode(RDF + "type"), ox.NamedNode(endpoint)
    dataset, default = ox.NamedNode(f"{endpoint}#dataset"), ox.NamedNode(f"{endpoint}#default-graph")
    triples = [
        ox.Triple(service, kind, sd("Service")),
        ox.Triple(service, sd("endpoint"), service),
        ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        ox.Triple(service, sd("feature"), sd("UnionDefaultGraph")),
        *(ox.Triple(service, sd("resultFormat"), ox.NamedNode(FORMATS + name)) for name in _RESULT_FORMATS),
        ox.Triple(service, sd("defaultDataset"), dataset),
        ox.Triple(dataset, kind, sd("Dataset")),
        ox.Triple(dataset, sd("defaultGraph"), default),
        ox.Triple(default, kind, sd("Graph")),
        ox.Triple(dataset, kind, void("Dataset")),
        ox.Triple(dataset, void("sparqlEndpoint"), service),
        ox.Triple(dataset, void("triples"), ox.Literal(size)),
        ox.Triple(dataset, void("uriSpace"), ox.Literal(record_space(names.base))),
        *(ox.Triple(dataset, void("vocabulary"), ox.NamedNode(names.prefixes[prefix])) for prefix in _VOCABULARIES),
        *(
            ox.Triple(dataset, void("exampleResource"), ox.NamedNode(names.record(document.id)))
            for document in corpus.documents[:1]
        ),
    ]
    for name in graph_names(corpus):
        graph = ox.NamedNode(names.graph(name))
        entry = ox.NamedNode(f"{endpoint}#graph-{name}")
        triples += [
            ox.Triple(dataset, sd("namedGraph"), entry),
            ox.Triple(entry, kind, sd("NamedGraph")),
            ox.Triple(entry, sd("name"), graph),
        ]
    return serialized(triples, form, {**names.prefixes, "sd": SD, "void": VOID})


def serialized(triples: Iterable[Triple], form: str, prefixes: dict[str, str] | None = None) -> bytes:
    """Return *triples* in the RDF format *form*, a key of `negotiation.GRAPH_FORMS`."""
    import pyoxigraph as ox

    return ox.serialize(triples, format=ox.RdfFormat.from_extension(form), prefixes=prefixes) or b""
