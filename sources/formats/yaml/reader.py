"""Reads YAML record files into records, leniently, and reports every problem with its line.

The format is documented in docs/records.md. A file may hold a document with its items, alignments with the scope that was
assessed, decisions, reviews, notes on departments, candidates, marks, or several of these; which it is shows in its
top-level keys. A file of the folder ``scenarios`` without any of them is one scenario.

>>> from policygraph.records.issue import IssueLog
>>> log = IssueLog()
>>> corpus = read_text("decisions: [{item: kds-1, reason: 국가 사무, by: 홍길동, date: 2026-11-24}]", "d.yaml", log)
>>> corpus.decisions[0].item, log.issues
('kds-1', [])
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policygraph.records.catalogue import report
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import KINDS, Corpus, Document, Item
from policygraph.records.system_reasons import as_reasons
from policygraph.sources.decoding import decode
from policygraph.sources.formats.yaml.nodes import compose, is_null
from policygraph.sources.formats.yaml.record_reader import read_record, read_values
from policygraph.sources.formats.yaml.scenario_form import in_full
from policygraph.sources.formats.yaml.single_values import YamlRecord
from policygraph.sources.formats.yaml.usual import usual_corpus
from policygraph.sources.syntax_reasons import yaml_reason
from yaml import YAMLError
from yaml.nodes import MappingNode

_LISTS = tuple(kind for kind in KINDS if kind.record is not Document and not kind.within)
TOP_KEYS = frozenset({"document", *(kind.yaml for kind in _LISTS)})


def read_bytes(raw: bytes, name: str, log: IssueLog) -> Corpus:
    """Read the records in the file whose bytes are *raw*; *name* is how messages call it.

    What cannot be read is reported and left out.
    """
    text = decode(raw, name, log)
    return Corpus() if text is None else read_text(text, name, log)


def read_text(text: str, name: str, log: IssueLog) -> Corpus:
    """Read the records in *text*; *name* is the file that messages name."""
    usual = usual_corpus(text, name)
    if usual is not None:
        return usual
    node = compose_mapping(text, name, log)
    if node is None:
        return Corpus()
    record = YamlRecord(in_full(node, name, TOP_KEYS), name, log)
    found: dict[str, tuple[Any, ...]] = {"documents": tuple(_documents(record))}
    for kind in _LISTS:
        records = (read_record(kind.record, inner) for inner in record.records(kind.yaml))
        found[kind.group] = tuple(filter(None, records))
    if not TOP_KEYS & record.fields.keys():
        log.add(report("R21", Where(name, 1)))
    record.close()
    return Corpus(**found)


def compose_mapping(text: str, name: str, log: IssueLog) -> MappingNode | None:
    """Return the mapping that *text* is, or ``None`` with an issue where it is none."""
    try:
        node = compose(text)
    except (YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        log.add(report("R06", Where(name, line), **as_reasons(yaml_reason(error))))
        return None
    if node is None or is_null(node):
        log.add(report("R05", Where(name)))
        return None
    if not isinstance(node, MappingNode):
        log.add(report("R21", Where(name, node.start_mark.line + 1)))
        return None
    return node


def _documents(top: YamlRecord) -> Iterable[Document]:
    record = top.record("document")
    if record is None:
        if any(True for _ in top.records("items")):
            top.log.add(report("R24", top.place("items")))
        return
    values, complete = read_values(Document, record)
    sources, name = values.get("sources", {}), values.get("id", "")
    items = [read_record(Item, inner, sources, document=name) for inner in top.records("items")]
    if complete:
        yield Document(**values, items=tuple(filter(None, items)), where=record.where)
    else:
        top.log.refused.update(
            {refused: record.where for refused in (name, *(item.id for item in items if item)) if refused}
        )
