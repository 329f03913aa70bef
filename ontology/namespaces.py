"""The namespaces and the IRIs of the records: stable, ASCII, built from ids under a base IRI that a workspace can set."""

from __future__ import annotations

from dataclasses import dataclass

from policygraph.records.iris import decode as decode
from policygraph.records.iris import encode as encode
from policygraph.records.iris import record_iri, record_space

BASE = "https://w3id.org/policygraph/"
PG = BASE + "ns#"
TECHNOLOGY = BASE + "technology/"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
DQV = "http://www.w3.org/ns/dqv#"
ORG = "http://www.w3.org/ns/org#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SEMAPV = "https://w3id.org/semapv/vocab/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SSSOM = "https://w3id.org/sssom/"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: dict[str, str] = {
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "dqv": DQV,
    "org": ORG,
    "pg": PG,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "semapv": SEMAPV,
    "skos": SKOS,
    "sssom": SSSOM,
    "xsd": XSD,
}


@dataclass(frozen=True, slots=True)
class Names:
    """Builds every IRI of a dataset under *base*.

    >>> names = Names("https://example.org/plan/")
    >>> names.record("kds-1-2"), names.graph("kds")
    ('https://example.org/plan/id/kds-1-2', 'https://example.org/plan/graph/kds')
    >>> names.record_id("https://example.org/plan/id/kds-1-2")
    'kds-1-2'
    """

    base: str

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that queries and exports know: the vocabularies, and ``id:`` for the records themselves."""
        return {"id": record_space(self.base), **PREFIXES}

    def record(self, identifier: str) -> str:
        """Return the IRI of a document, policy item or action task."""
        return record_iri(self.base, identifier)

    def part(self, identifier: str, kind: str, *names: str) -> str:
        """Return the IRI of a part of the record *identifier*, such as its second target."""
        return "/".join([self.record(identifier), kind, *map(encode, names)])

    def own(self, kind: str, *names: str) -> str:
        """Return the IRI of something that stands beside the records, such as a department or an alignment."""
        return "/".join([f"{self.base}id/{kind}", *map(encode, names)])

    def graph(self, name: str) -> str:
        """Return the IRI of a named graph: a document's id, ``alignments``, ``decisions``, ``results`` or ``codes``."""
        return f"{self.base}graph/{encode(name)}"

    def record_id(self, iri: str) -> str:
        """Return the id of the record with this IRI."""
        return decode(iri.removeprefix(record_space(self.base)))


ALIGNMENTS_GRAPH, DECISIONS_GRAPH = "alignments", "decisions"
DEPARTMENTS_GRAPH, SCENARIOS_GRAPH = "departments", "scenarios"
RESULTS_GRAPH, CODES_GRAPH = "results", "codes"
