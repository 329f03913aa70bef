"""Turns records into the RDF dataset.

Each ``_x_triples`` function yields the triples of one kind of record; the terms are those of ``policygraph.ttl``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache

from policygraph.ontology.dataset import Dataset
from policygraph.ontology.namespaces import (
    ALIGNMENTS_GRAPH,
    DCTERMS,
    DECISIONS_GRAPH,
    ORG,
    PG,
    PROV,
    RDF,
    SKOS,
    SSSOM,
    TECHNOLOGY,
    XSD,
    Names,
    encode,
)
from policygraph.ontology.provenance import provenance_quads
from policygraph.ontology.stated_links import StatedTargets
from policygraph.records.kinds import (
    STRENGTHS,
    TASK_LEVELS,
    Alignment,
    Assessment,
    Corpus,
    Decision,
    Document,
    Item,
    NoMatch,
    Number,
    Period,
    Review,
    Source,
    Text,
)
from policygraph.sources.formats.sssom.terms import JUSTIFICATIONS
from policygraph.sources.settings import DEFAULT_BASE
from pyoxigraph import Literal, NamedNode, Quad

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


@cache
def _term(iri: str) -> NamedNode:
    return NamedNode(iri)


def pg(name: str) -> NamedNode:
    """Return the term *name* of the policygraph vocabulary."""
    return _term(PG + name)


TYPE = _term(RDF + "type")
LABEL = _term(SKOS + "prefLabel")
IDENTIFIER = _term(DCTERMS + "identifier")
SOURCE = _term(DCTERMS + "source")
AUTHOR = _term(SSSOM + "author_label")
JUDGED_ON = _term(SSSOM + "mapping_date")
REVIEWED_ON = _term(SSSOM + "review_date")
REVIEWER = _term(SSSOM + "reviewer_label")
SCORE = _term(SSSOM + "similarity_score")
CONFIDENCE = _term(SSSOM + "confidence")
_DATE_TYPES = {4: _term(XSD + "gYear"), 7: _term(XSD + "gYearMonth"), 10: _term(XSD + "date")}
_MOMENT = _term(XSD + "dateTime")
_DECIMAL = _term(XSD + "decimal")
_URI = _term(XSD + "anyURI")


def build_dataset(corpus: Corpus, base: str = DEFAULT_BASE) -> Dataset:
    """Return *corpus* as an RDF dataset with IRIs under *base*; the same corpus always gives the same quads."""
    dataset = Dataset(base)
    dataset.add(corpus_quads(corpus, dataset.names))
    return dataset


def corpus_quads(corpus: Corpus, names: Names) -> Iterator[Quad]:
    """Yield every quad of *corpus*."""
    targets = StatedTargets(corpus.documents)
    for position, document in enumerate(corpus.documents):
        yield from _in_graph(names.graph(document.id), _document_triples(document, position, targets, names))
    yield from _in_graph(names.graph(ALIGNMENTS_GRAPH), _judgement_triples(corpus, names))
    yield from _in_graph(names.graph(DECISIONS_GRAPH), _decisions_triples(corpus.decisions, names))
    yield from _in_graph(names.graph(DECISIONS_GRAPH), _reviews_triples(corpus.reviews, names))
    yield from _in_graph(names.graph(DECISIONS_GRAPH), _no_match_triples(corpus, names))
    yield from provenance_quads(corpus, names)


def _in_graph(graph: str, triples: Iterable[Triple]) -> Iterator[Quad]:
    name = NamedNode(graph)
    return (Quad(subject, predicate, value, name) for subject, predicate, value in triples)


def text_triples(subject: NamedNode, predicate: NamedNode, text: Text | None) -> Iterator[Triple]:
    """Yield one triple for each language in *text*."""
    if text is not None and text.ko:
        yield subject, predicate, Literal(text.ko, language="ko")
    if text is not None and text.en:
        yield subject, predicate, Literal(text.en, language="en")


def _string(subject: NamedNode, predicate: NamedNode, value: str | None) -> Iterator[Triple]:
    if value:
        yield subject, predicate, Literal(value)


def _number(value: Number) -> Literal:
    return Literal(value) if isinstance(value, int) else Literal(format(Decimal(repr(value)), "f"), datatype=_DECIMAL)


def _share(subject: NamedNode, predicate: NamedNode, value: float | None) -> Iterator[Triple]:
    if value is not None:
        yield subject, predicate, _number(value)


def _date(subject: NamedNode, predicate: NamedNode, value: str | None) -> Iterator[Triple]:
    if value:
        kind = _DATE_TYPES.get(len(value))
        yield subject, predicate, Literal(value, datatype=kind) if kind else Literal(value)


def _years(subject: NamedNode, period: Period | None) -> Iterator[Triple]:
    if period is not None and period.start is not None:
        yield subject, pg("startYear"), Literal(period.start)
    if period is not None and period.end is not None:
        yield subject, pg("endYear"), Literal(period.end)


def _cited(subject: NamedNode, sources: Iterable[str], document: str, names: Names) -> Iterator[Triple]:
    for source in sources:
        yield subject, SOURCE, _term(names.part(document, "source", source))


def _document_triples(document: Document, position: int, targets: StatedTargets, names: Names) -> Iterator[Triple]:
    node = _term(names.record(document.id))
    yield node, TYPE, pg("Plan" if document.is_plan else "Framework")
    yield node, TYPE, _term(SKOS + "ConceptScheme")
    yield node, IDENTIFIER, Literal(document.id)
    yield node, pg("kind"), Literal(document.kind)
    yield node, pg("order"), Literal(position)
    yield from text_triples(node, LABEL, document.title)
    yield from text_triples(node, pg("issuer"), document.issuer)
    yield from text_triples(node, pg("vision"), document.vision)
    yield from _date(node, _term(DCTERMS + "issued"), document.published)
    yield from _years(node, document.period)
    yield from _string(node, pg("structure"), document.structure)
    for order, source in enumerate(document.sources.values()):
        yield from _source_triples(source, order, node, document.id, names)
    for order, item in enumerate(document.items):
        yield from _item_triples(item, order, document, targets, names)


def _source_triples(source: Source, order: int, document: NamedNode, name: str, names: Names) -> Iterator[Triple]:
    node = _term(names.part(name, "source", source.id))
    yield node, TYPE, pg("Source")
    yield node, TYPE, _term(PROV + "Entity")
    yield node, IDENTIFIER, Literal(source.id)
    yield node, pg("order"), Literal(order)
    yield node, _term(DCTERMS + "isPartOf"), document
    yield from _string(node, _term(DCTERMS + "title"), source.title)
    if source.url:
        yield node, pg("url"), Literal(source.url, datatype=_URI)
    yield from _string(node, pg("publisher"), source.publisher)
    yield from _string(node, _term(DCTERMS + "date"), source.date)
    yield node, pg("sourceKind"), Literal(source.kind)


def _item_class(item: Item, document: Document) -> str:
    if not document.is_plan:
        return "PolicyItem"
    return "ActionTask" if item.level in TASK_LEVELS else "PlanPart"


def _item_triples(item: Item, order: int, document: Document, targets: StatedTargets, names: Names) -> Iterator[Triple]:
    node = _term(names.record(item.id))
    yield node, TYPE, pg(_item_class(item, document))
    yield node, TYPE, _term(SKOS + "Concept")
    yield node, IDENTIFIER, Literal(item.id)
    yield node, _term(SKOS + "inScheme"), _term(names.record(document.id))
    for parent in item.parents:
        relation = "topConceptOf" if parent == document.id else "broader"
        yield node, _term(SKOS + relation), _term(names.record(parent))
    yield node, pg("order"), Literal(order)
    yield node, pg("level"), Literal(item.level)
    yield node, pg("status"), Literal(item.status)
    yield node, pg("importance"), _number(item.importance)
    yield from text_triples(node, LABEL, item.title)
    yield from _string(node, _term(SKOS + "notation"), item.code)
    yield from text_triples(node, _term(DCTERMS + "description"), item.summary)
    yield from _string(node, pg("englishTitle"), item.en_status)
    yield from _cited(node, item.sources, document.id, names)
    yield from text_triples(node, pg("lead"), item.lead)
    yield from _years(node, item.period)
    yield from _string(node, pg("phase"), item.phase)
    yield from _string(node, _term(SKOS + "editorialNote"), item.status_note)
    for technology in item.technologies:
        yield node, pg("technology"), _term(TECHNOLOGY + encode(technology))
    if item.department is not None:
        yield from _department_triples(node, item.department, names)
    yield from _target_triples(node, item, names)
    if item.budget is not None:
        budget = _term(names.part(item.id, "budget"))
        yield node, pg("budget"), budget
        yield budget, TYPE, pg("Budget")
        yield budget, pg("amountKRW"), Literal(item.budget.krw)
        yield from _string(budget, pg("scope"), item.budget.scope)
        yield from _cited(budget, item.budget.sources, document.id, names)
        notes = {note.year: note for note in item.budget.year_notes}
        for year, amount in item.budget.years:
            part = _term(names.part(item.id, "budget", str(year)))
            yield budget, _term(DCTERMS + "hasPart"), part
            yield part, TYPE, pg("Budget")
            yield part, pg("year"), Literal(year)
            yield part, pg("amountKRW"), Literal(amount)
            if year in notes:
                yield from _string(part, pg("scope"), notes[year].scope)
                yield from _cited(part, notes[year].sources, document.id, names)
    yield from _stated_triples(node, item, targets, names)


def _department_triples(node: NamedNode, title: Text, names: Names) -> Iterator[Triple]:
    department = _term(names.own("department", title.get("ko")))
    yield node, pg("department"), department
    yield department, TYPE, _term(ORG + "OrganizationalUnit")
    yield from text_triples(department, LABEL, title)


def _target_triples(node: NamedNode, item: Item, names: Names) -> Iterator[Triple]:
    for number, target in enumerate(item.targets, 1):
        part = _term(names.part(item.id, "target", str(number)))
        yield node, pg("target"), part
        yield part, TYPE, pg("Target")
        yield part, pg("order"), Literal(number)
        yield from text_triples(part, pg("metric"), target.metric)
        if target.value is not None:
            yield part, pg("value"), Literal(target.value) if isinstance(target.value, str) else _number(target.value)
        yield from _string(part, pg("unit"), target.unit)
        if target.year is not None:
            yield part, pg("year"), Literal(target.year)
        yield from _cited(part, target.sources, item.document, names)


def _stated_triples(node: NamedNode, item: Item, targets: StatedTargets, names: Names) -> Iterator[Triple]:
    for number, link in enumerate(item.stated_links, 1):
        part = _term(names.part(item.id, "stated", str(number)))
        yield node, pg("statedLink"), part
        yield part, TYPE, pg("StatedLink")
        yield part, pg("order"), Literal(number)
        yield part, pg("targetName"), Literal(link.target)
        yield from _string(part, pg("how"), link.how)
        yield from _cited(part, link.sources, item.document, names)
        resolved = targets.resolve(link.target)
        if resolved is not None:
            yield part, pg("resolvedTo"), _term(names.record(resolved))
            yield node, pg("statedToServe"), _term(names.record(resolved))


def _judgement_triples(corpus: Corpus, names: Names) -> Iterator[Triple]:
    for order, alignment in enumerate(corpus.alignments):
        yield from _alignment_triples(alignment, order, names)
    seen: dict[str, int] = {}
    for assessment in corpus.assessments:
        seen[assessment.plan] = seen.get(assessment.plan, 0) + 1
        yield from _assessment_triples(assessment, seen[assessment.plan], names)


def _alignment_triples(alignment: Alignment, order: int, names: Names) -> Iterator[Triple]:
    task, item = _term(names.record(alignment.task)), _term(names.record(alignment.item))
    iri = names.own("alignment", alignment.task, alignment.item)
    node = NamedNode(iri)
    yield node, TYPE, pg("Alignment")
    yield node, pg("order"), Literal(order)
    yield node, pg("task"), task
    yield node, pg("item"), item
    yield node, pg("strength"), Literal(alignment.strength)
    yield node, pg("state"), Literal(alignment.state)
    yield node, pg("method"), Literal(alignment.method)
    yield node, _term(SSSOM + "mapping_justification"), _term(JUSTIFICATIONS[alignment.method])
    yield from _share(node, CONFIDENCE, alignment.confidence)
    yield from _share(node, SCORE, alignment.score)
    yield from _string(node, pg("fingerprint"), alignment.fingerprint)
    for reviewer in alignment.reviewers:
        yield node, REVIEWER, Literal(reviewer)
    yield from _share(node, _term(SSSOM + "reviewer_agreement"), alignment.agreement)
    yield from text_triples(node, pg("rationale"), alignment.why)
    for evidence in alignment.evidence:
        yield node, pg("evidence"), Literal(evidence)
    yield from _authorship(node, alignment.by, alignment.date)
    for other in alignment.conflicts:
        yield node, pg("conflictsWith"), _term(names.record(other))
    if alignment.exclusive:
        yield node, pg("exclusive"), Literal(True)
    for number, strength in enumerate(alignment.readings, 1):
        reading = NamedNode(f"{iri}/reading/{number}")
        yield node, pg("reading"), reading
        yield reading, TYPE, pg("Reading")
        yield reading, pg("order"), Literal(number)
        yield reading, pg("strength"), Literal(strength)
    if alignment.state == "confirmed":
        yield task, pg(STRENGTHS[alignment.strength]), item
        yield task, pg("alignsWith"), item
    elif alignment.state == "proposed":
        yield task, pg("proposedToAlignWith"), item


def _assessment_triples(assessment: Assessment, number: int, names: Names) -> Iterator[Triple]:
    node = _term(names.own("assessment", assessment.plan, str(number)))
    yield node, TYPE, pg("Assessment")
    yield node, pg("plan"), _term(names.record(assessment.plan))
    for framework in assessment.frameworks:
        yield node, pg("framework"), _term(names.record(framework))
    if assessment.readings is not None:
        yield node, pg("readingCount"), Literal(assessment.readings)
    yield from _authorship(node, assessment.by, assessment.date)


def _decisions_triples(decisions: Iterable[Decision], names: Names) -> Iterator[Triple]:
    for decision in decisions:
        node = _term(names.own("decision", decision.item))
        yield node, TYPE, pg("NotApplicable")
        yield node, pg("item"), _term(names.record(decision.item))
        yield from text_triples(node, pg("reason"), decision.reason)
        yield from _authorship(node, decision.by, decision.date and decision.date[:10])
        if decision.date is not None and len(decision.date) > len("2026-01-01"):
            yield node, REVIEWED_ON, Literal(decision.date, datatype=_MOMENT)
        yield from _date(node, pg("expires"), decision.expires)


def _no_match_triples(corpus: Corpus, names: Names) -> Iterator[Triple]:
    plans = {document.id for document in corpus.documents if document.is_plan}
    for order, found in enumerate(corpus.no_matches):
        node = _term(names.own("no-match", found.record, found.document))
        yield node, TYPE, pg("NoMatch")
        yield node, pg("order"), Literal(order)
        for predicate, name in _ends(found, plans):
            yield node, pg(predicate), _term(names.record(name))
        yield from text_triples(node, pg("reason"), found.reason)
        yield from _authorship(node, found.by, found.date)


def _ends(found: NoMatch, plans: set[str]) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the property and id of both ends: an item and a plan, or a task or plan and a framework."""
    if found.document in plans:
        return ("item", found.record), ("plan", found.document)
    return ("plan" if found.record in plans else "task", found.record), ("framework", found.document)


def _reviews_triples(reviews: Iterable[Review], names: Names) -> Iterator[Triple]:
    seen: dict[tuple[str, str], int] = {}
    for order, review in enumerate(reviews):
        pair = (review.task, review.item)
        seen[pair] = seen.get(pair, 0) + 1
        node = _term(names.own("review", *pair, str(seen[pair])))
        yield node, TYPE, pg("Review")
        yield node, pg("order"), Literal(order)
        yield node, pg("task"), _term(names.record(review.task))
        yield node, pg("item"), _term(names.record(review.item))
        yield node, pg("verdict"), Literal(review.verdict)
        if review.strength is not None:
            yield node, pg("strength"), Literal(review.strength)
        yield from _string(node, REVIEWER, review.by)
        if review.date:
            kind = _DATE_TYPES.get(len(review.date), _MOMENT)
            yield node, REVIEWED_ON, Literal(review.date, datatype=kind)
        yield from _string(node, pg("note"), review.note)
        if review.instead is not None:
            yield node, pg("insteadItem"), _term(names.record(review.instead))
        yield node, pg("method"), Literal(review.method)
        yield from _share(node, SCORE, review.score)
        yield from _share(node, CONFIDENCE, review.confidence)
        yield from _string(node, pg("fingerprint"), review.fingerprint)


def _authorship(node: NamedNode, by: str | None, date: str | None) -> Iterator[Triple]:
    yield from _string(node, AUTHOR, by)
    yield from _date(node, JUDGED_ON, date)
