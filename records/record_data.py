"""Records as the plain data of the YAML format: what a file says, key by key, with nothing that is not known.

>>> from policygraph.records.kinds import Alignment, Text
>>> alignment_data(Alignment("a-1", "k-1", 3, "confirmed", why=Text("직접 이행")))
{'task': 'a-1', 'item': 'k-1', 'strength': 3, 'state': 'confirmed', 'method': 'curated', 'why': {'ko': '직접 이행'}}
"""

from __future__ import annotations

from typing import Any

from policygraph.records.kinds import (
    Alignment,
    Assessment,
    Budget,
    Decision,
    Department,
    Document,
    Item,
    MappingSource,
    NoMatch,
    Period,
    Review,
    Source,
    StatedLink,
    Target,
    Text,
    YearNote,
)

Data = dict[str, Any]


def _text(text: Text | None) -> Data | None:
    return {lang: value for lang, value in (("ko", text.ko), ("en", text.en)) if value} if text else None


def _period(period: Period | None) -> Data | None:
    return {"start": period.start, "end": period.end} if period is not None else None


def _known(data: Data) -> Data:
    return {key: value for key, value in data.items() if value is not None and value not in ("", [], {}, ())}


def document_data(document: Document) -> Data:
    """Return the mapping under ``document``, with its sources and without items."""
    return _known(
        {
            "id": document.id,
            "kind": document.kind,
            "title": _text(document.title),
            "issuer": _text(document.issuer),
            "published": document.published,
            "period": _period(document.period),
            "vision": _text(document.vision),
            "structure": document.structure,
            "sources": {name: source_data(source) for name, source in document.sources.items()},
            "extra": dict(document.extra),
        }
    )


def source_data(source: Source) -> Data:
    """Return one source, without its id."""
    return _known(
        {
            "url": source.url,
            "title": source.title,
            "publisher": source.publisher,
            "date": source.date,
            "kind": source.kind,
            "extra": dict(source.extra),
        }
    )


def item_data(item: Item) -> Data:
    """Return one entry of ``items``."""
    return _known(
        {
            "id": item.id,
            "level": item.level,
            "parent": item.parents[0] if len(item.parents) == 1 else list(item.parents),
            "code": item.code,
            "title": _text(item.title),
            "en_status": item.en_status,
            "summary": _text(item.summary),
            "targets": [_target(target) for target in item.targets],
            "lead": _text(item.lead),
            "importance": None if item.importance == 1.0 else item.importance,
            "sources": list(item.sources),
            "status": item.status,
            "department": _text(item.department),
            "period": _period(item.period),
            "phase": item.phase,
            "budget": _budget(item.budget),
            "technologies": list(item.technologies),
            "status_note": item.status_note,
            "published_links": [_stated_link(link) for link in item.stated_links],
            "extra": dict(item.extra),
        }
    )


def _target(target: Target) -> Data:
    return _known(
        {
            "metric": _text(target.metric),
            "value": target.value,
            "unit": target.unit,
            "year": target.year,
            "sources": list(target.sources),
            "extra": dict(target.extra),
        }
    )


def _budget(budget: Budget | None) -> Data | None:
    if budget is None:
        return None
    return _known(
        {
            "krw": budget.krw,
            "scope": budget.scope,
            "sources": list(budget.sources),
            "years": _years(budget),
            "extra": dict(budget.extra),
        }
    )


def _years(budget: Budget) -> dict[int, Any]:
    notes = {note.year: note for note in budget.year_notes}
    return {year: _year(amount, notes[year]) if year in notes else amount for year, amount in budget.years}


def _year(amount: int, note: YearNote) -> Data:
    return {
        "krw": amount,
        **_known({"scope": note.scope, "sources": list(note.sources), "extra": dict(note.extra)}),
    }


def _stated_link(link: StatedLink) -> Data:
    return _known({"target": link.target, "how": link.how, "sources": list(link.sources), "extra": dict(link.extra)})


def alignment_data(alignment: Alignment) -> Data:
    """Return one entry of ``alignments``."""
    return _known(
        {
            "task": alignment.task,
            "item": alignment.item,
            "strength": alignment.strength,
            "state": alignment.state,
            "method": alignment.method,
            "confidence": alignment.confidence,
            "readings": list(alignment.readings),
            "why": _text(alignment.why),
            "evidence": list(alignment.evidence),
            "by": alignment.by,
            "date": alignment.date,
            "conflicts": list(alignment.conflicts),
            "exclusive": alignment.exclusive or None,
            "score": alignment.score,
            "fingerprint": alignment.fingerprint,
            "reviewers": list(alignment.reviewers),
            "agreement": alignment.agreement,
            "extra": dict(alignment.extra),
        }
    )


def assessment_data(assessment: Assessment) -> Data:
    """Return one entry of ``assessed``."""
    return _known(
        {
            "plan": assessment.plan,
            "frameworks": list(assessment.frameworks),
            "readings": assessment.readings,
            "by": assessment.by,
            "date": assessment.date,
            "extra": dict(assessment.extra),
        }
    )


def decision_data(decision: Decision) -> Data:
    """Return one entry of ``decisions``."""
    return _known(
        {
            "item": decision.item,
            "decision": "not-applicable",
            "reason": _text(decision.reason),
            "by": decision.by,
            "date": decision.date,
            "expires": decision.expires,
            "extra": dict(decision.extra),
        }
    )


def review_data(review: Review) -> Data:
    """Return one entry of ``reviews``."""
    return _known(
        {
            "task": review.task,
            "item": review.item,
            "verdict": review.verdict,
            "strength": review.strength,
            "by": review.by,
            "date": review.date,
            "note": review.note,
            "instead": review.instead,
            "method": review.method,
            "score": review.score,
            "confidence": review.confidence,
            "fingerprint": review.fingerprint,
            "extra": dict(review.extra),
        }
    )


def department_data(department: Department) -> Data:
    """Return one entry of ``departments``."""
    return _known({"name": _text(department.name), "extra": dict(department.extra)})


def no_match_data(found: NoMatch) -> Data:
    """Return one entry of ``no_match``."""
    return _known(
        {
            "record": found.record,
            "document": found.document,
            "reason": _text(found.reason),
            "by": found.by,
            "date": found.date,
            "extra": dict(found.extra),
        }
    )


def mapping_source_data(source: MappingSource) -> Data:
    """Return one entry of ``mapping_sets``."""
    return _known(
        {
            "id": source.id,
            "prefixes": dict(source.prefixes),
            "extensions": {
                name: _known({"property": iri, "type": kind or None}) for name, iri, kind in source.extensions
            },
            "extra": dict(source.extra),
        }
    )
