"""Reads YAML record files into records, leniently, and reports every problem with its line.

The format is documented in docs/records.md. A file may hold a document with its items, alignments with the scope that was
assessed, decisions, reviews, notes on departments, or several of these; which it is shows in its top-level keys.

>>> from policygraph.records.issue import IssueLog
>>> log = IssueLog()
>>> corpus = read_text("decisions: [{item: kds-1, reason: 국가 사무, by: 홍길동, date: 2026-11-24}]", "d.yaml", log)
>>> corpus.decisions[0].item, log.issues
('kds-1', [])
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.records.catalogue import report
from policygraph.records.characters import cleaned, code_points, without_forbidden
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import (
    DOCUMENT_KINDS,
    LEVELS,
    PHASES,
    SOURCE_KINDS,
    STATUSES,
    Budget,
    Corpus,
    Department,
    Document,
    Item,
    Source,
    StatedLink,
    Target,
    YearNote,
)
from policygraph.sources.formats.yaml.exchange_records import read_mapping_source, read_no_match
from policygraph.sources.formats.yaml.fields import Record, is_null, parse_year
from policygraph.sources.formats.yaml.judgement_records import (
    read_alignment,
    read_assessments,
    read_decision,
    read_review,
)
from policygraph.sources.formats.yaml.nodes import compose
from yaml import YAMLError
from yaml.nodes import MappingNode

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

TOP_KEYS = frozenset(
    {"document", "assessed", "alignments", "decisions", "reviews", "departments", "no_match", "mapping_sets"}
)


def read_file(path: Path | Traversable, name: str, log: IssueLog) -> Corpus:
    """Read one file; *name* is how messages call it. What cannot be read is reported and left out."""
    text = read_bytes_as_text(path, name, log)
    return Corpus() if text is None else read_text(text, name, log)


def read_bytes_as_text(path: Path | Traversable, name: str, log: IssueLog) -> str | None:
    """Return the text of the file *path*, or ``None`` with an issue where it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        log.add(report("R02", Where(name), reason=error.strerror or type(error).__name__))
        return None
    return decode(raw, name, log)


def decode(raw: bytes, name: str, log: IssueLog) -> str | None:
    """Return the text that `decoded` gives without the characters that no file can hold, which are reported."""
    text = decoded(raw, name, log)
    kept = None if text is None else without_forbidden(text)
    if text is not None and kept is not None and kept != text:
        line = next(
            number
            for number, (old, new) in enumerate(zip(text.split("\n"), kept.split("\n"), strict=True), 1)
            if old != new
        )
        log.add(report("R25", Where(name, line), code_points(cleaned(text)[1])))
    return kept


def decoded(raw: bytes, name: str, log: IssueLog) -> str | None:
    """Return the text of *raw*: UTF-8 with or without BOM, else CP949 with a warning, else ``None`` with an error."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = error.start + 1
    with contextlib.suppress(UnicodeDecodeError):
        return raw.decode("utf-8-sig", "surrogatepass")
    try:
        text = raw.decode("cp949")
    except UnicodeDecodeError:
        log.add(report("R03", Where(name), offset=offset))
        return None
    log.add(report("R04", Where(name)))
    return text


def read_text(text: str, name: str, log: IssueLog) -> Corpus:
    """Read the records in *text*; *name* is the file that messages name."""
    node = _compose(text, name, log)
    if node is None:
        return Corpus()
    record = Record(node, name, log)
    documents = tuple(_documents(record))
    assessments = tuple(read_assessments(record))
    alignments = tuple(filter(None, map(read_alignment, record.records("alignments"))))
    decisions = tuple(filter(None, map(read_decision, record.records("decisions"))))
    reviews = tuple(filter(None, map(read_review, record.records("reviews"))))
    departments = tuple(filter(None, map(_department, record.records("departments"))))
    no_matches = tuple(filter(None, map(read_no_match, record.records("no_match"))))
    mapping_sources = tuple(filter(None, map(read_mapping_source, record.records("mapping_sets"))))
    if not TOP_KEYS & record.fields.keys():
        log.add(report("R21", Where(name, 1)))
    record.close()
    return Corpus(documents, alignments, assessments, decisions, reviews, no_matches, mapping_sources, departments)


def _compose(text: str, name: str, log: IssueLog) -> MappingNode | None:
    try:
        node = compose(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        log.add(report("R06", Where(name, line), reason=getattr(error, "problem", None) or str(error).splitlines()[0]))
        return None
    except RecursionError:
        log.add(report("R06", Where(name), reason="nested too deeply"))
        return None
    if node is None or is_null(node):
        log.add(report("R05", Where(name)))
        return None
    if not isinstance(node, MappingNode):
        log.add(report("R21", Where(name, node.start_mark.line + 1)))
        return None
    return node


def _documents(top: Record) -> Iterable[Document]:
    record = top.record("document")
    if record is None:
        if any(True for _ in top.records("items")):
            top.log.add(report("R24", top.place("items")))
        return
    identifier = record.identifier("id")
    kind = record.choice("kind", DOCUMENT_KINDS)
    sources = {key: _source(key, inner) for key, inner in record.keyed_records("sources")}
    document = Document(
        id=identifier or "",
        kind=kind or "",
        title=record.text("title", required=True),
        issuer=record.text("issuer"),
        published=record.date("published"),
        period=record.period("period"),
        vision=record.optional_text("vision"),
        structure=record.string("structure") or "",
        sources=sources,
        extra=record.extra(),
        where=record.where,
    )
    record.close()
    items = [item for inner in top.records("items") if (item := _item(inner, document)) is not None]
    if identifier and kind:
        yield replace(document, items=tuple(items))


def _source(key: str, record: Record) -> Source:
    source = Source(
        id=key,
        url=record.string("url") or "",
        title=record.string("title") or "",
        publisher=record.string("publisher") or "",
        date=record.string("date"),
        kind=record.choice("kind", SOURCE_KINDS, "reference") or "reference",
        extra=record.extra(),
    )
    record.close()
    return source


def _known_sources(record: Record, document: Document) -> tuple[str, ...]:
    """Return the sources that a record names, in the order of the document; unknown ones are reported."""
    from policygraph.records.catalogue import did_you_mean

    named = set(record.strings("sources"))
    for name in sorted(named - document.sources.keys()):
        record.log.add(report("R38", record.place("sources"), name, **did_you_mean(name, list(document.sources))))
    return tuple(key for key in document.sources if key in named)


def _item(record: Record, document: Document) -> Item | None:
    identifier = record.identifier("id")
    record.name = identifier or record.name
    level = record.choice("level", LEVELS)
    parents = record.identifiers("parent")
    if not parents:
        record.missing("parent")
    title = record.text("title", required=True)
    importance = record.number("importance")
    if importance is not None and importance <= 0:
        record.log.add(report("R20", record.place("importance"), importance))
        importance = None
    item = Item(
        id=identifier or "",
        document=document.id,
        level=level or "",
        parents=parents,
        title=title,
        code=record.string("code"),
        summary=record.text("summary"),
        status=record.choice("status", STATUSES, "single-source") or "single-source",
        en_status=record.optional_choice("en_status", ("official", "translated")),
        sources=_known_sources(record, document),
        targets=tuple(_target(inner, document) for inner in record.records("targets")),
        lead=record.optional_text("lead"),
        importance=1.0 if importance is None else float(importance),
        department=record.optional_text("department"),
        period=record.period("period"),
        phase=record.optional_choice("phase", PHASES),
        budget=_budget(record.record("budget"), document),
        technologies=tuple(sorted(name.lower() for name in record.identifiers("technologies"))),
        status_note=record.string("status_note"),
        stated_links=tuple(
            link for inner in record.records("published_links") if (link := _stated_link(inner, document)) is not None
        ),
        extra=record.extra(),
        where=record.where,
    )
    record.close()
    return item if identifier and level and parents and title else None


def _target(record: Record, document: Document) -> Target:
    target = Target(
        metric=record.text("metric", required=True),
        value=record.value("value"),
        unit=record.string("unit") or "",
        year=record.year("year"),
        sources=_known_sources(record, document),
        extra=record.extra(),
    )
    record.close()
    return target


def _budget(record: Record | None, document: Document) -> Budget | None:
    if record is None:
        return None
    amount = record.value("krw")
    budget = None
    if isinstance(amount, int | float) and amount >= 0 and amount == int(amount):
        years, notes = _yearly(record, document)
        budget = Budget(
            int(amount),
            record.string("scope") or "",
            _known_sources(record, document),
            years,
            record.extra(),
            notes,
        )
    elif amount is None:
        record.missing("krw")
    else:
        record.log.add(report("R18", record.place("krw"), amount))
    record.close(("krw", "scope", "sources", "years", "extra"))
    return budget


def _yearly(record: Record, document: Document) -> tuple[tuple[tuple[int, int], ...], tuple[YearNote, ...]]:
    """Return the amounts by year under ``years`` and what is noted about them.

    An amount stands alone or as ``{krw, scope, sources, extra}``. A year or amount that cannot be read is reported and
    left out.
    """
    inner = record.record("years")
    amounts: dict[int, int] = {}
    notes: dict[int, YearNote] = {}
    for key, (_, node) in inner.fields.items() if inner is not None else ():
        entry = inner.record(key) if inner is not None and isinstance(node, MappingNode) else None
        amount = entry.value("krw") if entry is not None else inner.value(key) if inner is not None else None
        year = parse_year(key)
        if year is None:
            record.log.add(report("R12", record.place("years"), key, field="years"))
        elif isinstance(amount, int) and amount >= 0:
            amounts[year] = amount
            if entry is not None:
                note = YearNote(year, entry.string("scope") or "", _known_sources(entry, document), entry.extra())
                notes.update({year: note} if note != YearNote(year) else {})
                entry.close()
        elif amount is not None:
            record.log.add(report("R18", record.place("years"), amount))
        elif entry is not None:
            entry.missing("krw")
    return tuple(sorted(amounts.items())), tuple(notes[year] for year in sorted(notes))


def _stated_link(record: Record, document: Document) -> StatedLink | None:
    target = record.string("target")
    if target is None:
        record.missing("target")
    link = StatedLink(target or "", record.string("how") or "", _known_sources(record, document), record.extra())
    record.close()
    return link if target else None


def _department(record: Record) -> Department | None:
    name = record.text("name", required=True)
    department = Department(name, record.extra(), record.where)
    record.close()
    return department if name else None


def merge(corpora: Iterable[Corpus]) -> Corpus:
    """Return one corpus that holds the records of all *corpora*, in their order."""
    found = list(corpora)
    return Corpus(
        tuple(document for corpus in found for document in corpus.documents),
        tuple(alignment for corpus in found for alignment in corpus.alignments),
        tuple(assessment for corpus in found for assessment in corpus.assessments),
        tuple(decision for corpus in found for decision in corpus.decisions),
        tuple(review for corpus in found for review in corpus.reviews),
        tuple(nothing for corpus in found for nothing in corpus.no_matches),
        tuple(source for corpus in found for source in corpus.mapping_sources),
        tuple(department for corpus in found for department in corpus.departments),
    )
