"""Reads the two kinds of records that exchange with others brings: what has no counterpart, and whose mappings came in."""

from __future__ import annotations

from policygraph.records.kinds import MappingSource, NoMatch
from policygraph.sources.formats.yaml.fields import Record


def read_no_match(record: Record) -> NoMatch | None:
    """Return one entry of ``no_match``, or ``None`` where it lacks what it is about."""
    name, document = record.identifier("record"), record.identifier("document")
    found = NoMatch(
        record=name or "",
        document=document or "",
        reason=record.text("reason"),
        by=record.string("by"),
        date=record.date("date"),
        extra=record.extra(),
        where=record.where,
    )
    record.close()
    return found if name and document else None


def read_mapping_source(record: Record) -> MappingSource | None:
    """Return one entry of ``mapping_sets``, or ``None`` where it has no name."""
    name = record.string("id")
    if name is None:
        record.missing("id")
    found = MappingSource(
        id=name or "",
        prefixes=_pairs(record, "prefixes"),
        extensions=tuple(_extension(key, inner) for key, inner in record.keyed_records("extensions")),
        extra=record.extra(),
        where=record.where,
    )
    record.close()
    return found if name else None


def _extension(name: str, record: Record) -> tuple[str, str, str]:
    found = (name, record.string("property") or "", record.string("type") or "")
    record.close()
    return found


def _pairs(record: Record, field: str) -> tuple[tuple[str, str], ...]:
    inner = record.record(field)
    if inner is None:
        return ()
    return tuple((key, text) for key in inner.fields if (text := inner.string(key)) is not None)
