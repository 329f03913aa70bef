"""Records as rows: the values of each column, and the record that a row of values stands for.

`document_values`, `item_values` and so on give what the writer puts into cells; the functions named after a record
build it from the values of one row. What is absent from the mapping is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policygraph.records.issue import Where
from policygraph.records.kinds import (
    NO_TEXT,
    Alignment,
    Assessment,
    Decision,
    Department,
    Document,
    Extra,
    Item,
    Period,
    Review,
    Source,
    StatedLink,
    Target,
    Text,
)
from policygraph.records.record_data import plain

Values = Mapping[str, Any]


def _split(values: dict[str, Any], key: str, text: Text | None) -> None:
    if text is not None:
        values[f"{key}_ko"], values[f"{key}_en"] = text.ko, text.en


def _joined(values: Values, key: str) -> Text:
    ko, en = values.get(f"{key}_ko", ""), values.get(f"{key}_en", "")
    return Text(ko, en) if ko or en else NO_TEXT


def _period(values: Values) -> Period | None:
    start, end = values.get("start"), values.get("end")
    return None if start is None and end is None else Period(start, end)


def _float(values: Values, key: str) -> float | None:
    number = values.get(key)
    return None if number is None else float(number)


def document_values(document: Document) -> dict[str, Any]:
    """Return the values of a framework or plan."""
    values: dict[str, Any] = {"id": document.id, "kind": document.kind, "published": document.published}
    _split(values, "title", document.title)
    _split(values, "issuer", document.issuer)
    _split(values, "vision", document.vision)
    if document.period is not None:
        values["start"], values["end"] = document.period.start, document.period.end
    values["structure"] = document.structure
    return values


def document(values: Values, kind: str, extra: Extra, where: Where) -> Document:
    """Return the document of a row, without items and sources."""
    return Document(
        id=values["id"],
        kind=kind,
        title=_joined(values, "title"),
        issuer=_joined(values, "issuer"),
        published=values.get("published"),
        period=_period(values),
        vision=_joined(values, "vision") or None,
        structure=values.get("structure", ""),
        extra=extra,
        where=where,
    )


def item_values(item: Item) -> dict[str, Any]:
    """Return the values of a policy item, action task or part of a plan."""
    values: dict[str, Any] = {
        "id": item.id,
        "document": item.document,
        "level": item.level,
        "parent": item.parents,
        "code": item.code,
        "en_status": item.en_status,
        "phase": item.phase,
        "technologies": item.technologies,
        "importance": None if item.importance == 1.0 else item.importance,
        "status": item.status,
        "sources": item.sources,
        "status_note": item.status_note,
        "department": item.department.get("ko") if item.department is not None else None,
    }
    _split(values, "title", item.title)
    _split(values, "summary", item.summary)
    _split(values, "lead", item.lead)
    if item.period is not None:
        values["start"], values["end"] = item.period.start, item.period.end
    return values


def item(values: Values, extra: Extra, where: Where) -> Item:
    """Return the item of a row, without targets, budget and stated links; its department has no English name yet."""
    importance = values.get("importance")
    department = values.get("department")
    return Item(
        id=values["id"],
        document=values["document"],
        level=values["level"],
        parents=values["parent"],
        title=_joined(values, "title"),
        code=values.get("code"),
        summary=_joined(values, "summary"),
        status=values.get("status", "single-source"),
        en_status=values.get("en_status"),
        sources=values.get("sources", ()),
        lead=_joined(values, "lead") or None,
        importance=1.0 if importance is None else float(importance),
        department=Text(department) if department else None,
        period=_period(values),
        phase=values.get("phase"),
        technologies=tuple(sorted(name.lower() for name in values.get("technologies", ()))),
        status_note=values.get("status_note"),
        extra=extra,
        where=where,
    )


def source_values(document: str, source: Source) -> dict[str, Any]:
    """Return the values of one source of a document."""
    return {
        "document": document,
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "date": source.date,
        "kind": source.kind,
        "url": source.url,
    }


def source(values: Values, extra: Extra) -> Source:
    """Return the source of a row."""
    return Source(
        id=values["id"],
        url=values.get("url", ""),
        title=values.get("title", ""),
        publisher=values.get("publisher", ""),
        date=values.get("date"),
        kind=values.get("kind", "reference"),
        extra=extra,
    )


def target_values(item: str, target: Target) -> dict[str, Any]:
    """Return the values of one target."""
    values: dict[str, Any] = {
        "item": item,
        "value": target.value,
        "unit": target.unit,
        "year": target.year,
        "sources": target.sources,
    }
    _split(values, "metric", target.metric)
    return values


def target(values: Values, extra: Extra) -> Target:
    """Return the target of a row."""
    metric = _joined(values, "metric")
    return Target(
        metric, values.get("value"), values.get("unit", ""), values.get("year"), values.get("sources", ()), extra
    )


def stated_values(item: str, link: StatedLink) -> dict[str, Any]:
    """Return the values of one stated link."""
    return {"item": item, "target": link.target, "how": link.how, "sources": link.sources}


def stated(values: Values, extra: Extra) -> StatedLink:
    """Return the stated link of a row."""
    return StatedLink(values["target"], values.get("how", ""), values.get("sources", ()), extra)


def alignment_values(alignment: Alignment) -> dict[str, Any]:
    """Return the values of one alignment."""
    values: dict[str, Any] = {
        "task": alignment.task,
        "item": alignment.item,
        "strength": alignment.strength,
        "state": alignment.state,
        "method": alignment.method,
        "confidence": alignment.confidence,
        "readings": alignment.readings,
        "evidence": alignment.evidence,
        "by": alignment.by,
        "date": alignment.date,
        "conflicts": alignment.conflicts,
        "exclusive": alignment.exclusive,
        "score": alignment.score,
        "reviewers": alignment.reviewers,
        "agreement": alignment.agreement,
        "fingerprint": alignment.fingerprint,
    }
    _split(values, "why", alignment.why)
    return values


def alignment(values: Values, extra: Extra, where: Where) -> Alignment:
    """Return the alignment of a row."""
    return Alignment(
        values["task"],
        values["item"],
        values["strength"],
        values["state"],
        values.get("method", "curated"),
        _float(values, "confidence"),
        values.get("readings", ()),
        _joined(values, "why"),
        values.get("evidence", ()),
        values.get("by"),
        values.get("date"),
        tuple(sorted(values.get("conflicts", ()))),
        values.get("exclusive", False),
        _float(values, "score"),
        values.get("fingerprint"),
        tuple(sorted(values.get("reviewers", ()))),
        _float(values, "agreement"),
        extra=extra,
        where=where,
    )


def assessment_values(assessment: Assessment) -> dict[str, Any]:
    """Return the values of one assessment."""
    return {
        "plan": assessment.plan,
        "frameworks": assessment.frameworks,
        "readings": assessment.readings,
        "by": assessment.by,
        "date": assessment.date,
    }


def assessment(values: Values, extra: Extra, where: Where) -> Assessment:
    """Return the assessment of a row."""
    frameworks = tuple(sorted(values.get("frameworks", ())))
    return Assessment(
        values["plan"], frameworks, values.get("readings"), values.get("by"), values.get("date"), extra, where
    )


def decision_values(decision: Decision) -> dict[str, Any]:
    """Return the values of one decision."""
    values: dict[str, Any] = {
        "item": decision.item,
        "by": decision.by,
        "date": decision.date,
        "expires": decision.expires,
    }
    _split(values, "reason", decision.reason)
    return values


def decision(values: Values, extra: Extra, where: Where) -> Decision:
    """Return the decision of a row."""
    reason = _joined(values, "reason")
    return Decision(values["item"], reason, values.get("by"), values.get("date"), values.get("expires"), extra, where)


def department_values(department: Department) -> dict[str, Any]:
    """Return the values of one department."""
    return {"name": department.key, "name_en": department.name.en if department.name.ko else ""}


def review_values(review: Review) -> dict[str, Any]:
    """Return the values of one review: those of its record, whose keys the columns are named after."""
    values = plain(review)
    values.pop("extra", None)
    return values


def review(values: Values, extra: Extra, where: Where) -> Review:
    """Return the review of a row."""
    return Review(
        values["task"],
        values["item"],
        values["verdict"],
        values.get("strength"),
        values.get("by"),
        values.get("date"),
        values.get("note", ""),
        values.get("instead"),
        values.get("method", "suggested"),
        _float(values, "score"),
        _float(values, "confidence"),
        values.get("fingerprint"),
        extra,
        where,
    )
