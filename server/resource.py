"""The IRIs of the data as paths of the service, and the queries behind what is known of one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from policygraph.ontology.namespaces import DCTERMS, PG, SKOS
from policygraph.records.iris import encode

_MOST = 500  # values of one property, and mentions, on a page


@dataclass(frozen=True, slots=True)
class ResourceQueries:
    """The queries about one IRI; *description* gives triples, the others rows."""

    exists: str
    description: str
    outgoing: str
    incoming: str


def written_path(raw: str) -> str:
    """Return the path *raw* as the IRIs of the data write it; raises `ValueError` where it is not UTF-8.

    Clients write percent escapes in capitals or not, or leave them out, a full stop's too; some decompose Hangul.

    >>> written_path("id/%ea%b0%80") == written_path("id/가") == written_path("id/%E1%84%80%E1%85%A1") == "id/%EA%B0%80"
    True
    >>> written_path("id/agent/Example Co.")
    'id/agent/Example%20Co%2E'
    """
    segments = (unquote(segment, errors="strict") for segment in raw.split("/"))
    return "/".join(encode(unicodedata.normalize("NFC", segment)) for segment in segments)


def resource_queries(iri: str, *, is_graph: bool = False) -> ResourceQueries:
    """Return the queries about *iri*; raises `ValueError` when it is none.

    >>> resource_queries("https://example.org/id/x").exists
    'ASK { { <https://example.org/id/x> ?p ?o } UNION { ?s ?q <https://example.org/id/x> } }'
    """
    from pyoxigraph import NamedNode

    node = str(NamedNode(iri))
    if is_graph:
        inside = f"GRAPH {node} {{ ?s ?p ?o }}"
        return ResourceQueries(f"ASK {{ {inside} }}", f"CONSTRUCT {{ ?s ?p ?o }} {{ {inside} }}", "", "")
    label = f"<{SKOS}prefLabel>|<{PG}metric>|<{PG}message>|<{DCTERMS}title>"
    labels = f"OPTIONAL {{ ?x {label} ?ko FILTER(LANG(?ko) != 'en') }} OPTIONAL {{ ?x {label} ?en FILTER(LANG(?en) = 'en') }}"
    return ResourceQueries(
        f"ASK {{ {{ {node} ?p ?o }} UNION {{ ?s ?q {node} }} }}",
        f"CONSTRUCT {{ {node} ?p ?o . ?s ?q {node} }} {{ {{ {node} ?p ?o }} UNION {{ ?s ?q {node} }} }}",
        f"SELECT DISTINCT ?p ?x ?ko ?en {{ {node} ?p ?x . {labels} }} ORDER BY ?p ?x LIMIT {_MOST}",
        f"SELECT DISTINCT ?p ?x ?ko ?en {{ ?x ?p {node} . {labels} }} ORDER BY ?p ?x LIMIT {_MOST}",
    )
