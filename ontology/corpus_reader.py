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

from collections.abc import Iterable, Mapping
from typing import Protocol, cast

from policygraph.ontology.dataset import Term
from policygraph.ontology.namespaces import (
    DCTERMS,
    PG,
    RDF,
    RESULTS_GRAPH,
    SKOS,
    SSSOM,
    TECHNOLOGY,
    Names,
    decode,
)
from policygraph.records.kinds import (
    Alignment,
    Assessment,
    Budget,
    Corpus,
    Decision,
    Document,
    Item,
    NoMatch,
    Number,
    Period,
    Review,
    Source,
    StatedLink,
    Target,
    Text,
    YearNote,
)
from pyoxigraph import Literal, NamedNode, Quad

Properties = Mapping[str, list[Term]]
_NO_PROPERTIES: Properties = {}


class QuadSource(Protocol):
    """Where records are read from: the embedded dataset, or one in another store."""

    names: Names

    def quads(self) -> Iterable[Quad]:
        """Yield every quad."""


def read_corpus(dataset: QuadSource) -> Corpus:
    """Return the records that *dataset* holds; computed results are passed over."""
    return _CorpusReader(dataset).read()


class _CorpusReader:
    def __init__(self, dataset: QuadSource) -> None:
        self.names: Names = dataset.names
        self.properties: dict[str, dict[str, list[Term]]] = {}
        results = NamedNode(self.names.graph(RESULTS_GRAPH))
        properties = self.properties
        for subject, predicate, value, graph in dataset.quads():
            if graph != results:
                properties.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value)
        self.sources: dict[str, list[str]] = {}
        self.by_class: dict[str, list[str]] = {}
        for iri, found in properties.items():
            for kind in found.get(RDF + "type", ()):
                self.by_class.setdefault(kind.value, []).append(iri)

    def read(self) -> Corpus:
        items: dict[str, list[str]] = {}
        for kind in ("PolicyItem", "PlanPart", "ActionTask"):
            for iri in self._all(kind):
                items.setdefault(self._one(iri, SKOS + "inScheme").value, []).append(iri)
        for iri in self._all("Source"):
            self.sources.setdefault(self._one(iri, DCTERMS + "isPartOf").value, []).append(iri)
        documents = self._ordered([*self._all("Framework"), *self._all("Plan")])
        return Corpus(
            tuple(self._document(iri, items.get(iri, [])) for iri in documents),
            tuple(self._alignment(iri) for iri in self._ordered(self._all("Alignment"))),
            tuple(self._assessment(iri) for iri in sorted(self._all("Assessment"))),
            tuple(self._decision(iri) for iri in sorted(self._all("NotApplicable"))),
            tuple(self._review(iri) for iri in self._ordered(self._all("Review"))),
            tuple(self._no_match(iri) for iri in self._ordered(self._all("NoMatch"))),
        )

    def _all(self, kind: str) -> list[str]:
        return self.by_class.get(PG + kind, [])

    def _of(self, iri: str) -> Properties:
        return self.properties.get(iri, _NO_PROPERTIES)

    def _one(self, iri: str, predicate: str) -> Term:
        values = self._of(iri).get(predicate)
        return values[0] if values else None

    def _string(self, iri: str, predicate: str) -> str | None:
        value = self._one(iri, predicate)
        return None if value is None else cast(str, value.value)

    def _strings(self, iri: str, predicate: str) -> tuple[str, ...]:
        return tuple(sorted(value.value for value in self._of(iri).get(predicate, ())))

    def _integer(self, iri: str, predicate: str) -> int | None:
        value = self._string(iri, predicate)
        return None if value is None else int(value)

    def _float(self, iri: str, predicate: str) -> float | None:
        value = self._string(iri, predicate)
        return None if value is None else float(value)

    def _text(self, iri: str, predicate: str) -> Text:
        found = {value.language: value.value for value in self._of(iri).get(predicate, ())}
        return Text(found.get("ko", ""), found.get("en", ""))

    def _optional_text(self, iri: str, predicate: str) -> Text | None:
        return self._text(iri, predicate) or None

    def _period(self, iri: str) -> Period | None:
        start, end = self._integer(iri, PG + "startYear"), self._integer(iri, PG + "endYear")
        return None if start is None and end is None else Period(start, end)

    def _ids(self, iri: str, predicate: str) -> tuple[str, ...]:
        return tuple(sorted(self.names.record_id(value.value) for value in self._of(iri).get(predicate, ())))

    def _ordered(self, iris: Iterable[str]) -> list[str]:
        return sorted(iris, key=lambda iri: (self._integer(iri, PG + "order") or 0, iri))

    def _parts(self, iri: str, predicate: str) -> list[str]:
        return self._ordered(value.value for value in self._of(iri).get(predicate, ()))

    def _sources(self, iri: str) -> tuple[str, ...]:
        cited = self._ordered(value.value for value in self._of(iri).get(DCTERMS + "source", ()))
        return tuple(self._string(source, DCTERMS + "identifier") or "" for source in cited)

    def _document(self, iri: str, items: list[str]) -> Document:
        name = self.names.record_id(iri)
        return Document(
            id=name,
            kind=self._string(iri, PG + "kind") or "",
            title=self._text(iri, SKOS + "prefLabel"),
            items=tuple(self._item(item, name) for item in self._ordered(items)),
            issuer=self._text(iri, PG + "issuer"),
            published=self._string(iri, DCTERMS + "issued"),
            period=self._period(iri),
            vision=self._optional_text(iri, PG + "vision"),
            structure=self._string(iri, PG + "structure") or "",
            sources={source.id: source for source in map(self._source, self._ordered(self.sources.get(iri, ())))},
        )

    def _source(self, iri: str) -> Source:
        return Source(
            id=self._string(iri, DCTERMS + "identifier") or "",
            url=self._string(iri, PG + "url") or "",
            title=self._string(iri, DCTERMS + "title") or "",
            publisher=self._string(iri, PG + "publisher") or "",
            date=self._string(iri, DCTERMS + "date"),
            kind=self._string(iri, PG + "sourceKind") or "reference",
        )

    def _item(self, iri: str, document: str) -> Item:
        parents = (*self._ids(iri, SKOS + "topConceptOf"), *self._ids(iri, SKOS + "broader"))
        department = self._one(iri, PG + "department")
        technologies = self._of(iri).get(PG + "technology", ())
        return Item(
            id=self.names.record_id(iri),
            document=document,
            level=self._string(iri, PG + "level") or "",
            parents=parents,
            title=self._text(iri, SKOS + "prefLabel"),
            code=self._string(iri, SKOS + "notation"),
            summary=self._text(iri, DCTERMS + "description"),
            status=self._string(iri, PG + "status") or "single-source",
            en_status=self._string(iri, PG + "englishTitle"),
            sources=self._sources(iri),
            targets=tuple(map(self._target, self._parts(iri, PG + "target"))),
            lead=self._optional_text(iri, PG + "lead"),
            importance=float(self._string(iri, PG + "importance") or 1),
            department=None if department is None else self._text(department.value, SKOS + "prefLabel"),
            period=self._period(iri),
            phase=self._string(iri, PG + "phase"),
            budget=self._budget(self._one(iri, PG + "budget")),
            technologies=tuple(sorted(decode(value.value.removeprefix(TECHNOLOGY)) for value in technologies)),
            status_note=self._string(iri, SKOS + "editorialNote"),
            stated_links=tuple(map(self._stated_link, self._parts(iri, PG + "statedLink"))),
        )

    def _target(self, iri: str) -> Target:
        value = self._one(iri, PG + "value")
        return Target(
            metric=self._text(iri, PG + "metric"),
            value=None if value is None else _plain(value),
            unit=self._string(iri, PG + "unit") or "",
            year=self._integer(iri, PG + "year"),
            sources=self._sources(iri),
        )

    def _budget(self, node: Term) -> Budget | None:
        if node is None:
            return None
        amount = self._integer(node.value, PG + "amountKRW") or 0
        parts = [part.value for part in self._of(node.value).get(DCTERMS + "hasPart", ())]
        years = ((self._integer(part, PG + "year") or 0, self._integer(part, PG + "amountKRW") or 0) for part in parts)
        notes = (
            YearNote(self._integer(part, PG + "year") or 0, self._string(part, PG + "scope") or "", self._sources(part))
            for part in parts
        )
        return Budget(
            amount,
            self._string(node.value, PG + "scope") or "",
            self._sources(node.value),
            tuple(sorted(years)),
            year_notes=tuple(
                sorted((note for note in notes if note.scope or note.sources), key=lambda note: note.year)
            ),
        )

    def _stated_link(self, iri: str) -> StatedLink:
        return StatedLink(
            self._string(iri, PG + "targetName") or "", self._string(iri, PG + "how") or "", self._sources(iri)
        )

    def _alignment(self, iri: str) -> Alignment:
        readings = (self._integer(reading, PG + "strength") for reading in self._parts(iri, PG + "reading"))
        return Alignment(
            task=self._ids(iri, PG + "task")[0],
            item=self._ids(iri, PG + "item")[0],
            strength=self._integer(iri, PG + "strength") or 0,
            state=self._string(iri, PG + "state") or "",
            method=self._string(iri, PG + "method") or "",
            confidence=self._float(iri, SSSOM + "confidence"),
            readings=tuple(strength for strength in readings if strength is not None),
            why=self._text(iri, PG + "rationale"),
            evidence=self._strings(iri, PG + "evidence"),
            by=self._string(iri, SSSOM + "author_label"),
            date=self._string(iri, SSSOM + "mapping_date"),
            conflicts=self._ids(iri, PG + "conflictsWith"),
            exclusive=self._string(iri, PG + "exclusive") == "true",
            score=self._float(iri, SSSOM + "similarity_score"),
            fingerprint=self._string(iri, PG + "fingerprint"),
            reviewers=self._strings(iri, SSSOM + "reviewer_label"),
            agreement=self._float(iri, SSSOM + "reviewer_agreement"),
        )

    def _assessment(self, iri: str) -> Assessment:
        return Assessment(
            plan=self._ids(iri, PG + "plan")[0],
            frameworks=self._ids(iri, PG + "framework"),
            readings=self._integer(iri, PG + "readingCount"),
            by=self._string(iri, SSSOM + "author_label"),
            date=self._string(iri, SSSOM + "mapping_date"),
        )

    def _decision(self, iri: str) -> Decision:
        return Decision(
            item=self._ids(iri, PG + "item")[0],
            reason=self._text(iri, PG + "reason"),
            by=self._string(iri, SSSOM + "author_label"),
            date=self._string(iri, SSSOM + "review_date") or self._string(iri, SSSOM + "mapping_date"),
            expires=self._string(iri, PG + "expires"),
        )

    def _no_match(self, iri: str) -> NoMatch:
        framework = self._ids(iri, PG + "framework")
        ends = (*self._ids(iri, PG + "task"), *self._ids(iri, PG + "item"), *self._ids(iri, PG + "plan"), *framework)
        return NoMatch(
            record=ends[0],
            document=ends[1],
            reason=self._text(iri, PG + "reason"),
            by=self._string(iri, SSSOM + "author_label"),
            date=self._string(iri, SSSOM + "mapping_date"),
        )

    def _review(self, iri: str) -> Review:
        instead = self._ids(iri, PG + "insteadItem")
        return Review(
            task=self._ids(iri, PG + "task")[0],
            item=self._ids(iri, PG + "item")[0],
            verdict=self._string(iri, PG + "verdict") or "",
            strength=self._integer(iri, PG + "strength"),
            by=self._string(iri, SSSOM + "reviewer_label"),
            date=self._string(iri, SSSOM + "review_date"),
            note=self._string(iri, PG + "note") or "",
            instead=instead[0] if instead else None,
            method=self._string(iri, PG + "method") or "",
            score=self._float(iri, SSSOM + "similarity_score"),
            confidence=self._float(iri, SSSOM + "confidence"),
            fingerprint=self._string(iri, PG + "fingerprint"),
        )


def _plain(value: Literal) -> Number | str:
    kind = value.datatype.value.rpartition("#")[2]
    if kind == "integer":
        return int(value.value)
    return float(value.value) if kind in ("decimal", "double") else value.value
