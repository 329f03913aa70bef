"""What would change: the records before and after, compared one by one and key by key.

>>> from policygraph.records.kinds import Alignment
>>> old = Corpus(alignments=(Alignment("t", "i", 2, "proposed"),))
>>> new = Corpus(alignments=(Alignment("t", "i", 3, "proposed"), Alignment("t", "j", 1, "proposed")))
>>> [(change.action, change.kind, change.name, change.fields) for change in find_changes(old, new)]
[('changed', 'alignment', 't → i', (('strength', 2, 3),)), ('added', 'alignment', 't → j', ())]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from policygraph.records.kinds import Corpus
from policygraph.records.record_data import (
    alignment_data,
    assessment_data,
    decision_data,
    department_data,
    document_data,
    item_data,
    mapping_source_data,
    no_match_data,
    review_data,
    source_data,
)

Action = Literal["added", "changed", "removed"]
RecordKind = Literal[
    "document",
    "source",
    "item",
    "alignment",
    "assessment",
    "decision",
    "review",
    "department",
    "no-match",
    "mapping-set",
]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One record that is added, changed or removed; *fields* are (name, before, after) of a changed one.

    *key* identifies the record among its kind; *document* is the framework or plan it belongs to (empty for judgements).
    """

    action: Action
    kind: RecordKind
    key: Key
    document: str
    fields: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def name(self) -> str:
        """The record as people call it."""
        if self.kind in ("alignment", "no-match"):
            return " → ".join(self.key)
        if self.kind == "review":
            return " ".join([" → ".join(self.key[:2]), *filter(None, self.key[2:])])
        return " ".join(self.key)


def find_changes(old: Corpus, new: Corpus) -> list[Change]:
    """Return every difference between two sets of records, by kind and in the order of *new*; order itself is none."""
    found: list[Change] = []
    for kind, records_of, data_of in _KINDS:
        before = dict(records_of(old))
        after = dict(records_of(new))
        for key, (document, record) in after.items():
            if key not in before:
                found.append(Change("added", kind, key, document))
            elif record is not before[key][1] and record != before[key][1]:
                fields = tuple(_differences(data_of(before[key][1]), data_of(record)))
                if fields:
                    found.append(Change("changed", kind, key, document, fields))
        found += [Change("removed", kind, key, before[key][0]) for key in before if key not in after]
    return found


def count_changes(changes: Iterable[Change]) -> dict[str, dict[str, int]]:
    """Return how many records of each kind are added, changed and removed."""
    counts = Counter((change.kind, change.action) for change in changes)
    return {
        kind: {action: counts[kind, action] for action in ("added", "changed", "removed")}
        for kind, *_ in _KINDS
        if any(counts[kind, action] for action in ("added", "changed", "removed"))
    }


def _differences(old: Mapping[str, Any], new: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any, Any]]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _differences(before, after, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", before, after


_Records = Callable[[Corpus], Iterator[tuple[Key, tuple[str, Any]]]]


def _documents(corpus: Corpus) -> Iterator[tuple[Key, tuple[str, Any]]]:
    for document in corpus.documents:
        yield (document.id,), (document.id, document)


def _document_itself(document: Any) -> dict[str, Any]:
    return {key: value for key, value in document_data(document).items() if key != "sources"}


def _sources(corpus: Corpus) -> Iterator[tuple[Key, tuple[str, Any]]]:
    for document in corpus.documents:
        for source in document.sources.values():
            yield (document.id, source.id), (document.id, source)


def _items(corpus: Corpus) -> Iterator[tuple[Key, tuple[str, Any]]]:
    for document in corpus.documents:
        for item in document.items:
            yield (item.id,), (document.id, item)


def _alignments(corpus: Corpus) -> Iterator[tuple[Key, tuple[str, Any]]]:
    for link in corpus.alignments:
        yield (link.task, link.item), ("", link)


def _assessments(corpus: Corpus) -> Iterator[tuple[Key, tuple[str, Any]]]:
    seen: Counter[str] = Counter()
    for found in corpus.assessments:
        seen[found.plan] += 1
        yield (found.plan, *([f"({seen[found.plan]})"] if seen[found.plan] > 1 else [])), ("", found)


def _decisions(corpus: Corpus) -> Iterator[tuple[Key, tuple[str, Any]]]:
    for found in corpus.decisions:
        yield (found.item,), ("", found)


def _reviews(corpus: Corpus) -> Iterator[tuple[Key, tuple[str, Any]]]:
    seen: Counter[Key] = Counter()
    for found in corpus.reviews:
        key = (found.task, found.item, found.by or "", found.date or "")
        seen[key] += 1
        yield (*key, *([f"({seen[key]})"] if seen[key] > 1 else [])), ("", found)


def _departments(corpus: Corpus) -> Iterator[tuple[Key, tuple[str, Any]]]:
    for found in corpus.departments:
        yield (found.key,), ("", found)


def _no_matches(corpus: Corpus) -> Iterator[tuple[Key, tuple[str, Any]]]:
    for found in corpus.no_matches:
        yield (found.record, found.document), ("", found)


def _mapping_sources(corpus: Corpus) -> Iterator[tuple[Key, tuple[str, Any]]]:
    for found in corpus.mapping_sources:
        yield (found.id,), ("", found)


_KINDS: tuple[tuple[RecordKind, _Records, Callable[[Any], dict[str, Any]]], ...] = (
    ("document", _documents, _document_itself),
    ("source", _sources, source_data),
    ("item", _items, item_data),
    ("alignment", _alignments, alignment_data),
    ("assessment", _assessments, assessment_data),
    ("decision", _decisions, decision_data),
    ("review", _reviews, review_data),
    ("department", _departments, department_data),
    ("no-match", _no_matches, no_match_data),
    ("mapping-set", _mapping_sources, mapping_source_data),
)
