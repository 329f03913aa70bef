"""What the page about one IRI of the data shows: its properties and what refers to it, named as people name them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from policygraph.ontology.namespaces import DCTERMS, PREFIXES, RDFS, SKOS, Names, decode
from policygraph.ontology.vocabulary import vocabulary_turtle
from policygraph.pages.embedding import read_file
from policygraph.records.kinds import Language, Text

_MOST_MENTIONS = 200  # of one kind
Binding = dict[str, dict[str, str]]


def _iri(term: str) -> str:
    prefix, _, name = term.partition(":")
    return PREFIXES[prefix] + name


@cache
def _terms() -> dict[str, Any]:
    found = tomllib.loads(read_file("policygraph.pages.service", "terms.toml"))
    return {
        "titles": [_iri(term) for term in found["titles"]],
        "place": {_iri(term): place for place, term in enumerate(found["first"])},
        "hidden": {_iri(term) for term in found["hidden"]},
        "labels": {_iri(term): Text(**label) for term, label in found["labels"].items()},
    }


@cache
def vocabulary_labels() -> dict[str, Text]:
    """Return the labels of the terms that the data use, by IRI.

    >>> vocabulary_labels()["https://w3id.org/policygraph/ns#floor"].en, vocabulary_labels()[SKOS + "broader"].ko
    ('floor', '상위 항목')
    """
    import pyoxigraph as ox

    found: dict[str, dict[str, str]] = {}
    for quad in ox.parse(vocabulary_turtle(), format=ox.RdfFormat.TURTLE):
        if quad.predicate.value in (f"{RDFS}label", f"{SKOS}prefLabel") and isinstance(quad.object, ox.Literal):
            found.setdefault(quad.subject.value, {})[quad.object.language or ""] = quad.object.value
    own = {iri: Text(texts.get("ko", ""), texts.get("en", "")) for iri, texts in found.items()}
    return {**own, **_terms()["labels"]}


@dataclass(frozen=True, slots=True)
class PageValue:
    """One value on the page: its text, and where it leads, if anywhere; *away* links leave the service."""

    text: str
    href: str = ""
    away: bool = False


def resource_values(
    iri: str, outgoing: Iterable[Binding], incoming: Iterable[Binding], lang: Language, names: Names
) -> dict[str, Any]:
    """Return the variables of the template ``resource``.

    Parameters
    ----------
    iri
        What the page is about.
    outgoing, incoming
        Rows of a query for the statements about it and those that refer to it, in the form of the SPARQL results in JSON:
        property ``p``, the other end ``x`` and its titles ``ko`` and ``en``.
    lang
        Language of the page.
    names
        The addresses of the data.

    >>> row = {"p": {"type": "uri", "value": SKOS + "prefLabel"}, "x": {"type": "literal", "value": "목표", "xml:lang": "ko"}}
    >>> values = resource_values("https://example.org/id/a", [row], [], "ko", Names("https://example.org/"))
    >>> values["heading"], values["path"], values["facts"]
    ('목표', '/id/a', [('제목', [PageValue(text='목표', href='', away=True)])])
    """
    shower = _Shower(names, lang)
    own = list(outgoing)
    return {
        "iri": iri,
        "heading": shower.title(own) or vocabulary_labels().get(iri, Text()).get(lang) or shower.short(iri),
        "identifier": next((row["x"]["value"] for row in own if row["p"]["value"] == f"{DCTERMS}identifier"), ""),
        "path": shower.local(iri),
        "facts": shower.grouped(own),
        "mentions": shower.grouped(incoming, most=_MOST_MENTIONS),
    }


class _Shower:
    """Writes terms as people read them."""

    def __init__(self, names: Names, lang: Language) -> None:
        self.base, self.prefixes, self.lang = names.base, names.prefixes, lang

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
            if kind in _terms()["titles"] and (row["x"].get("xml:lang", "") in (self.lang, "") or kind not in found):
                found[kind] = row["x"]["value"]
        return next((found[kind] for kind in _terms()["titles"] if kind in found), "")

    def grouped(self, rows: Iterable[Binding], most: int | None = None) -> list[tuple[str, list[PageValue]]]:
        """Return the values of each property under its name, texts of the other language left out where there is one."""
        found: dict[str, list[Binding]] = {}
        for row in rows:
            if row["p"]["value"] not in _terms()["hidden"]:
                found.setdefault(row["p"]["value"], []).append(row)
        place = _terms()["place"]
        labelled = []
        for predicate, members in sorted(found.items(), key=lambda pair: (place.get(pair[0], len(place)), pair[0])):
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
