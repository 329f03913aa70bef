"""Reads what was judged: the scope of an assessment, alignments, decisions and reviews."""

from __future__ import annotations

from collections.abc import Iterable

from policygraph.records.catalogue import report
from policygraph.records.fingerprint import is_fingerprint
from policygraph.records.kinds import (
    METHODS,
    STATES,
    STRENGTHS,
    VERDICTS,
    Alignment,
    Assessment,
    Decision,
    Review,
)
from policygraph.sources.formats.yaml.fields import Record

NOT_APPLICABLE = "not-applicable"


def read_assessments(top: Record) -> Iterable[Assessment]:
    """Yield the entries of ``assessed``."""
    for record in top.records("assessed"):
        plan = record.identifier("plan")
        readings = record.number("readings")
        assessment = Assessment(
            plan=plan or "",
            frameworks=tuple(sorted(record.identifiers("frameworks"))),
            readings=int(readings) if readings is not None else None,
            by=record.string("by"),
            date=record.date("date"),
            extra=record.extra(),
            where=record.where,
        )
        record.close()
        if plan:
            yield assessment


def _strength(record: Record, *, required: bool = True) -> int | None:
    text = record.string("strength")
    if text is None:
        if required:
            record.missing("strength")
        return None
    named = {name: strength for strength, name in STRENGTHS.items()} | {str(number): number for number in STRENGTHS}
    strength = named.get(text.lower())
    if strength is None:
        record.log.add(report("R16", record.place("strength"), text))
    return strength


def _share(record: Record, field: str, *, least: int = 0) -> float | None:
    """Return the number in *field*, from *least* to 1; one outside is reported and ``None``."""
    number = record.number(field)
    if number is None:
        return None
    if not least <= number <= 1:
        record.log.add(report("R17", record.place(field), number, field=field, least=least))
        return None
    return float(number)


def _fingerprint(record: Record) -> str | None:
    text = record.string("fingerprint")
    if text is not None and not is_fingerprint(text):
        record.log.add(report("R48", record.place("fingerprint"), text))
        return None
    return text


def _readings(record: Record) -> tuple[int, ...]:
    texts = record.strings("readings", repeats=True)
    for text in texts:
        if text not in ("1", "2", "3"):
            record.log.add(report("R47", record.place("readings"), text))
    return tuple(int(text) for text in texts if text in ("1", "2", "3"))


def read_alignment(record: Record) -> Alignment | None:
    """Return one entry of ``alignments``, or ``None`` where it lacks what it needs."""
    task, item = record.identifier("task"), record.identifier("item")
    strength = _strength(record)
    state = record.choice("state", STATES)
    alignment = Alignment(
        task=task or "",
        item=item or "",
        strength=strength or 0,
        state=state or "",
        method=record.choice("method", METHODS, "curated") or "curated",
        confidence=_share(record, "confidence"),
        readings=_readings(record),
        why=record.text("why"),
        evidence=record.strings("evidence"),
        by=record.string("by"),
        date=record.date("date"),
        conflicts=tuple(sorted(record.identifiers("conflicts"))),
        exclusive=record.flag("exclusive"),
        score=_share(record, "score"),
        fingerprint=_fingerprint(record),
        reviewers=tuple(sorted(record.strings("reviewers"))),
        agreement=_share(record, "agreement", least=-1),
        extra=record.extra(),
        where=record.where,
    )
    record.close()
    return alignment if task and item and strength and state else None


def read_decision(record: Record) -> Decision | None:
    """Return one entry of ``decisions``, or ``None`` where it lacks what it needs."""
    item = record.identifier("item")
    record.choice("decision", (NOT_APPLICABLE,), NOT_APPLICABLE)
    reason = record.text("reason", required=True)
    decision = Decision(
        item=item or "",
        reason=reason,
        by=record.person("by"),
        date=record.moment("date"),
        expires=record.date("expires"),
        extra=record.extra(),
        where=record.where,
    )
    record.close()
    return decision if item and reason else None


def read_review(record: Record) -> Review | None:
    """Return one entry of ``reviews``, or ``None`` where it lacks what it needs."""
    task, item = record.identifier("task"), record.identifier("item")
    verdict = record.choice("verdict", VERDICTS)
    review = Review(
        task=task or "",
        item=item or "",
        verdict=verdict or "",
        strength=_strength(record, required=False),
        by=record.person("by"),
        date=record.moment("date"),
        note=record.string("note") or "",
        instead=record.identifier("instead") if "instead" in record.fields else None,
        method=record.choice("method", METHODS, "suggested") or "suggested",
        score=_share(record, "score"),
        confidence=_share(record, "confidence"),
        fingerprint=_fingerprint(record),
        extra=record.extra(),
        where=record.where,
    )
    record.close()
    return review if task and item and verdict else None
