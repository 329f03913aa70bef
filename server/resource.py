"""What is known of one IRI of the data: a page for people, the queries behind it and behind its RDF forms."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from policygraph.ontology.namespaces import DCTERMS, PG, RDF, RDFS, SKOS, decode
from policygraph.ontology.vocabulary import vocabulary_turtle
from policygraph.records.iris import SAFE
from policygraph.records.kinds import Language, Text
from policygraph.server.message import Reply
from policygraph.server.pages import page_reply

if TYPE_CHECKING:
    from policygraph.server.data import DataState

_MOST = 500
_TITLES = (f"{SKOS}prefLabel", "http://purl.org/dc/terms/title", f"{PG}message", f"{PG}metric", f"{PG}targetName")
_FIRST = (
    f"{RDF}type",
    f"{DCTERMS}description",
    f"{PG}message",
    f"{PG}nextStep",
    f"{PG}rationale",
    f"{PG}task",
    f"{PG}item",
    f"{PG}strength",
    f"{PG}state",
    f"{SKOS}inScheme",
    f"{SKOS}broader",
    f"{SKOS}topConceptOf",
    f"{PG}level",
    f"{SKOS}notation",
    f"{PG}coverageState",
    f"{PG}floor",
    f"{PG}ceiling",
    f"{PG}department",
    f"{PG}budget",
    f"{PG}startYear",
    f"{PG}endYear",
    f"{PG}implements",
    f"{PG}reinforces",
    f"{PG}enables",
    f"{PG}alignsWith",
    f"{PG}proposedToAlignWith",
)
_ORDER = {predicate: position for position, predicate in enumerate(_FIRST)}
_HIDDEN = {f"{PG}order", f"{PG}numbers"}


@dataclass(frozen=True, slots=True)
class ResourceQueries:
    """The queries about one IRI; *description* gives triples, the others rows."""

    exists: str
    description: str
    outgoing: str
    incoming: str


def written_path(raw: str) -> str:
    """Return the path *raw* as the IRIs of the data write it; raises `ValueError` where it is not UTF-8.

    Clients write percent escapes in capitals or not, or leave them out; some decompose Hangul.

    >>> written_path("id/%ea%b0%80") == written_path("id/가") == written_path("id/%E1%84%80%E1%85%A1") == "id/%EA%B0%80"
    True
    """
    segments = (unquote(segment, errors="strict") for segment in raw.split("/"))
    return "/".join(quote(unicodedata.normalize("NFC", segment), safe=SAFE) for segment in segments)


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


@cache
def vocabulary_labels() -> dict[str, Text]:
    """Return the labels of the vocabulary's terms by IRI."""
    import pyoxigraph as ox

    found: dict[str, dict[str, str]] = {}
    for quad in ox.parse(vocabulary_turtle(), format=ox.RdfFormat.TURTLE):
        if quad.predicate.value in (f"{RDFS}label", f"{SKOS}prefLabel") and isinstance(quad.object, ox.Literal):
            found.setdefault(str(getattr(quad.subject, "value", "")), {})[quad.object.language or ""] = (
                quad.object.value
            )
    return {iri: Text(texts.get("ko", ""), texts.get("en", "")) for iri, texts in found.items()} | _KNOWN


_KNOWN = {
    f"{RDF}type": Text("종류", "type"),
    f"{SKOS}prefLabel": Text("제목", "title"),
    f"{SKOS}broader": Text("상위 항목", "broader"),
    f"{SKOS}inScheme": Text("문서", "in document"),
    f"{SKOS}topConceptOf": Text("바로 위 문서", "top level of"),
    f"{SKOS}notation": Text("공식 번호", "official number"),
    f"{SKOS}editorialNote": Text("비고", "note"),
    f"{SKOS}Concept": Text("항목", "concept"),
    f"{SKOS}ConceptScheme": Text("문서", "document"),
    "http://purl.org/dc/terms/identifier": Text("id", "id"),
    "http://purl.org/dc/terms/title": Text("제목", "title"),
    "http://purl.org/dc/terms/description": Text("요약", "summary"),
    "http://purl.org/dc/terms/source": Text("출처", "source"),
    "http://purl.org/dc/terms/isPartOf": Text("문서", "part of"),
    "http://purl.org/dc/terms/issued": Text("발표일", "issued"),
    "http://purl.org/dc/terms/date": Text("날짜", "date"),
    "http://www.w3.org/ns/dqv#computedOn": Text("측정 대상", "computed on"),
    "http://www.w3.org/ns/dqv#isMeasurementOf": Text("지표", "metric"),
    "http://www.w3.org/ns/dqv#value": Text("값", "value"),
    "http://www.w3.org/ns/dqv#QualityMeasurement": Text("측정값", "measurement"),
    "http://www.w3.org/ns/org#OrganizationalUnit": Text("부서", "department"),
    "https://w3id.org/sssom/confidence": Text("신뢰도", "confidence"),
    "https://w3id.org/sssom/mapping_date": Text("판단한 날", "judged on"),
    "https://w3id.org/sssom/author_label": Text("판단한 이", "judged by"),
    "https://w3id.org/sssom/mapping_justification": Text("판단 방법(SSSOM)", "justification"),
}


@dataclass(frozen=True, slots=True)
class PageValue:
    """One value on the page: its text, and where it leads, if anywhere; *away* links leave the service."""

    text: str
    href: str = ""
    away: bool = False


Binding = dict[str, dict[str, str]]


def resource_page(
    iri: str,
    outgoing: Iterable[Binding],
    incoming: Iterable[Binding],
    lang: Language,
    state: DataState,
    problem: Text | None = None,
) -> Reply:
    """Return the page about *iri*: its properties, what refers to it, and why the data are not those of now, if so."""
    names = state.study.names
    shower = _Shower(names.base, names.prefixes, lang)
    own = list(outgoing)
    facts = shower.grouped(own)
    title = shower.title(own) or (vocabulary_labels().get(iri, Text()).get(lang)) or shower.short(iri)
    identifier = next((row["x"]["value"] for row in own if row["p"]["value"].endswith("/identifier")), "")
    in_explorer = identifier in state.study.graph.items or identifier in state.study.graph.documents
    return page_reply(
        "resource",
        lang,
        state,
        iri=iri,
        heading=title,
        identifier=identifier if in_explorer else "",
        path=shower.local(iri),
        facts=facts,
        mentions=shower.grouped(incoming, most=200),
        problem=problem,
    )


class _Shower:
    """Writes terms as people read them."""

    def __init__(self, base: str, prefixes: dict[str, str], lang: Language) -> None:
        self.base, self.prefixes, self.lang = base, prefixes, lang

    def short(self, iri: str) -> str:
        if iri.startswith(f"{self.base}id/"):
            return decode(iri.removeprefix(f"{self.base}id/"))
        for prefix, long in self.prefixes.items():
            if iri.startswith(long):
                return f"{prefix}:{decode(iri.removeprefix(long))}"
        return iri

    def local(self, iri: str) -> str:
        """Return where the service shows *iri*, or the empty string when it does not."""
        for root in ("id/", "graph/", "technology/"):
            if iri.startswith(self.base + root):
                return "/" + quote(iri.removeprefix(self.base), safe="/%:@!$&'()*+,;=~-._")
        return ""

    def title(self, rows: Iterable[Binding]) -> str:
        found: dict[str, str] = {}
        for row in rows:
            kind = row["p"]["value"]
            if kind in _TITLES:
                key = row["x"].get("xml:lang", "")
                if key in (self.lang, "") or kind not in found:
                    found[kind] = row["x"]["value"]
        return next((found[kind] for kind in _TITLES if kind in found), "")

    def grouped(self, rows: Iterable[Binding], most: int = _MOST) -> list[tuple[str, list[PageValue]]]:
        """Return the values of each property under its name, texts of the other language left out where there is one."""
        found: dict[str, list[Binding]] = {}
        for row in rows:
            if row["p"]["value"] not in _HIDDEN:
                found.setdefault(row["p"]["value"], []).append(row)
        labelled = []
        for predicate, members in sorted(found.items(), key=lambda pair: (_ORDER.get(pair[0], len(_ORDER)), pair[0])):
            spoken = [row for row in members if row["x"].get("xml:lang") == self.lang]
            shown = [row for row in members if not row["x"].get("xml:lang")] + spoken if spoken else members
            name = vocabulary_labels().get(predicate, Text()).get(self.lang) or self.short(predicate)
            labelled.append((name, [self.value(row) for row in shown[:most]]))
        return labelled

    def value(self, row: Binding) -> PageValue:
        term = row["x"]
        if term["type"] != "uri":
            link = term["value"] if term.get("datatype", "").endswith("#anyURI") else ""
            safe = link if link.startswith(("http://", "https://")) else ""
            return PageValue(term["value"], safe, away=True)
        iri = term["value"]
        label = row.get(self.lang) or row.get("ko") or row.get("en")
        known = vocabulary_labels().get(iri)
        text = known.get(self.lang) if known else self.short(iri)
        if label:
            text = f"{label['value']} ({text})" if not known else label["value"]
        return PageValue(text, self.local(iri))
