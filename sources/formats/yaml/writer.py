"""Puts changed records back into the YAML files of a workspace, touching nothing else in them.

A changed value is replaced in the text of its file, so that comments, order and unknown keys stay. Each edited text is
read again and compared with the records it should hold; a text that cannot be edited in place is written anew, with the
comment at its head and the unknown keys of its records.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from policygraph.records.issue import IssueLog
from policygraph.records.kinds import (
    Alignment,
    Assessment,
    Corpus,
    Decision,
    Department,
    Document,
    MappingSource,
    NoMatch,
    Review,
)
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
)
from policygraph.sources.formats.yaml.edit import NotEditable, YamlText, dumped
from policygraph.sources.formats.yaml.reader import decode, read_text
from yaml.nodes import MappingNode

Data = dict[str, Any]
_LONGEST_NAME = 60


@dataclass(slots=True)
class FileRecords:
    """The records that one file holds."""

    documents: list[Document] = field(default_factory=list)
    alignments: list[Alignment] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    no_matches: list[NoMatch] = field(default_factory=list)
    mapping_sources: list[MappingSource] = field(default_factory=list)
    departments: list[Department] = field(default_factory=list)

    @classmethod
    def of(cls, corpus: Corpus) -> FileRecords:
        """Return the records of *corpus*."""
        return cls(**{each.name: list(getattr(corpus, each.name)) for each in fields(cls)})

    def __bool__(self) -> bool:
        return self.corpus() != Corpus()

    def corpus(self) -> Corpus:
        """Return the records as a corpus."""
        return Corpus(
            tuple(self.documents),
            tuple(self.alignments),
            tuple(self.assessments),
            tuple(self.decisions),
            tuple(self.reviews),
            tuple(self.no_matches),
            tuple(self.mapping_sources),
            tuple(self.departments),
        )


def changed_files(root: Path, before: Corpus, after: Corpus) -> dict[Path, bytes | None]:
    """Return the new content of each file of the workspace *root* that changes; ``None`` where a file goes.

    *before* are the workspace's own records as they were read, *after* as they shall be.
    """
    old = _by_file(before, {})
    new = _by_file(after, _homes(before, after))
    files: dict[Path, bytes | None] = {}
    for name in sorted({*old, *new}):
        was, shall = old.get(name, FileRecords()), new.get(name, FileRecords())
        if was.corpus() == shall.corpus():
            continue
        path = root / name
        files[path] = _content(path, name, was, shall) if shall else None
    return files


def _key(record: Any) -> tuple[str, ...]:
    if isinstance(record, Document):
        return ("document", record.id)
    if isinstance(record, Alignment):
        return ("alignment", record.task, record.item)
    if isinstance(record, Assessment):
        return ("assessment", record.plan)
    if isinstance(record, Review):
        return ("review", *review_key(record))
    if isinstance(record, Department):
        return ("department", record.key)
    if isinstance(record, NoMatch):
        return ("no match", record.record, record.document)
    if isinstance(record, MappingSource):
        return ("mapping set", record.id)
    return ("decision", record.item)


def review_key(review: Review) -> tuple[str, ...]:
    """Return what tells *review* from others of the same pair."""
    return review.task, review.item, review.by or "", review.date or "", review.verdict


def review_file(by: str | None) -> str:
    """Return the file of a workspace that takes the reviews of one person.

    >>> review_file("홍 길동"), review_file("a/b"), review_file(None)
    ('decisions/reviews-홍-길동.yaml', 'decisions/reviews-a-b.yaml', 'decisions/reviews.yaml')
    """
    name = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", by or "")).strip("-")[:_LONGEST_NAME]
    return f"decisions/reviews-{name}.yaml" if name else "decisions/reviews.yaml"


def _homes(before: Corpus, after: Corpus) -> dict[tuple[str, ...], str]:
    """Return the file of each record of *after*: where it was, or where its like are."""
    homes: dict[tuple[str, ...], str] = {}
    known: list[Any] = [
        *before.documents,
        *before.alignments,
        *before.assessments,
        *before.decisions,
        *before.reviews,
        *before.departments,
        *before.no_matches,
        *before.mapping_sources,
    ]
    for record in known:
        homes.setdefault(_key(record), record.where.file)
    homes.update(_document_homes(before, after))
    plan_of = {item.id: document.id for document in after.documents for item in document.items}
    counts: dict[str, Counter[str]] = {}
    for link in before.alignments:
        counts.setdefault(plan_of.get(link.task, ""), Counter())[link.where.file] += 1
    plan_files = {assessment.plan: assessment.where.file for assessment in before.assessments}
    plan_files |= {plan: found.most_common(1)[0][0] for plan, found in counts.items()}
    runs = list(_runs(plan_of.get(link.task) or link.task.partition("-")[0] for link in after.alignments))
    split = bool(plan_files) or runs == sorted(set(runs))
    for link in after.alignments:
        plan = plan_of.get(link.task) or link.task.partition("-")[0]
        homes.setdefault(_key(link), plan_files.get(plan) or f"alignments/{plan if split else 'alignments'}.yaml")
    for assessment in after.assessments:
        plan = assessment.plan
        homes.setdefault(_key(assessment), plan_files.get(plan) or f"alignments/{plan if split else 'alignments'}.yaml")
    decisions = before.decisions[0].where.file if before.decisions else "decisions/decisions.yaml"
    for decision in after.decisions:
        homes.setdefault(_key(decision), decisions)
    for review in after.reviews:
        homes.setdefault(_key(review), review_file(review.by))
    departments = before.departments[0].where.file if before.departments else "plans/departments.yaml"
    for department in after.departments:
        homes.setdefault(_key(department), departments)
    for nothing in after.no_matches:
        homes.setdefault(_key(nothing), "decisions/no-match.yaml")
    for source in after.mapping_sources:
        homes.setdefault(_key(source), "alignments/mapping-sets.yaml")
    return homes


def _document_homes(before: Corpus, after: Corpus) -> dict[tuple[str, ...], str]:
    """Return a file for each new document; numbers in front keep an order that the ids would not give."""
    known = {document.id for document in before.documents}
    homes: dict[tuple[str, ...], str] = {}
    for folder, plan in (("frameworks", False), ("plans", True)):
        new = [document.id for document in after.documents if document.is_plan == plan and document.id not in known]
        fresh = not any(document.is_plan == plan for document in before.documents)
        numbered = fresh and new != sorted(new)
        for number, name in enumerate(new, 1):
            homes["document", name] = f"{folder}/{f'{number:02d}-' if numbered else ''}{name}.yaml"
    return homes


def _runs(names: Iterable[str]) -> Iterable[str]:
    last = None
    for name in names:
        if name != last:
            yield name
        last = name


def _by_file(corpus: Corpus, homes: Mapping[tuple[str, ...], str]) -> dict[str, FileRecords]:
    files: dict[str, FileRecords] = {}
    groups: tuple[tuple[str, Sequence[Any]], ...] = (
        ("documents", corpus.documents),
        ("alignments", corpus.alignments),
        ("assessments", corpus.assessments),
        ("decisions", corpus.decisions),
        ("reviews", corpus.reviews),
        ("departments", corpus.departments),
        ("no_matches", corpus.no_matches),
        ("mapping_sources", corpus.mapping_sources),
    )
    for group, records in groups:
        for record in records:
            name = homes.get(_key(record)) or record.where.file
            getattr(files.setdefault(name, FileRecords()), group).append(record)
    return files


def _content(path: Path, name: str, was: FileRecords, shall: FileRecords) -> bytes:
    if not path.exists():
        return dumped(_whole(shall)).encode()
    return content_with(path.read_bytes(), name, was, shall)


def content_with(raw: bytes, name: str, was: FileRecords, shall: FileRecords) -> bytes:
    """Return the file *raw*, which holds the records *was*, so that it holds *shall*; *name* is how messages call it."""
    text = decode(raw, name, IssueLog()) or ""
    try:
        edited = _edited(text, was, shall)
    except (NotEditable, ValueError):
        edited = None
    if edited is None or not _holds(edited, name, shall):
        edited = _anew(text, shall)
    return (b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b"") + edited.encode()


def _holds(text: str, name: str, shall: FileRecords) -> bool:
    log = IssueLog()
    return read_text(text, name, log) == shall.corpus() and not log.errors


def _whole(records: FileRecords) -> Data:
    """Return the records of a file as the data of a new file."""
    data: Data = {}
    for document in records.documents[:1]:
        data["document"] = document_data(document)
        data["items"] = [item_data(item) for item in document.items]
    assessed = [assessment_data(found) for found in records.assessments]
    if assessed:
        data["assessed"] = assessed[0] if len(assessed) == 1 else assessed
    if records.alignments:
        data["alignments"] = [alignment_data(link) for link in records.alignments]
    if records.decisions:
        data["decisions"] = [decision_data(found) for found in records.decisions]
    if records.reviews:
        data["reviews"] = [review_data(found) for found in records.reviews]
    if records.departments:
        data["departments"] = [department_data(found) for found in records.departments]
    if records.no_matches:
        data["no_match"] = [no_match_data(found) for found in records.no_matches]
    if records.mapping_sources:
        data["mapping_sets"] = [mapping_source_data(source) for source in records.mapping_sources]
    return data


def _edited(text: str, was: FileRecords, shall: FileRecords) -> str:
    yaml_text = YamlText(text)
    if [document.id for document in was.documents] != [document.id for document in shall.documents]:
        raise NotEditable
    for old, new in zip(was.documents, shall.documents, strict=True):
        yaml_text.change(yaml_text.mapping("document"), document_data(old), document_data(new))
        _edit_list(yaml_text, "items", old.items, new.items, lambda item: item.id, item_data)
    _edit_list(yaml_text, "assessed", was.assessments, shall.assessments, lambda found: found.plan, assessment_data)
    _edit_list(
        yaml_text, "alignments", was.alignments, shall.alignments, lambda link: (link.task, link.item), alignment_data
    )
    _edit_list(yaml_text, "decisions", was.decisions, shall.decisions, lambda found: found.item, decision_data)
    _edit_list(yaml_text, "reviews", was.reviews, shall.reviews, review_key, review_data)
    _edit_list(yaml_text, "departments", was.departments, shall.departments, lambda found: found.key, department_data)
    _edit_list(yaml_text, "no_match", was.no_matches, shall.no_matches, _key, no_match_data)
    _edit_list(
        yaml_text,
        "mapping_sets",
        was.mapping_sources,
        shall.mapping_sources,
        lambda found: found.id,
        mapping_source_data,
    )
    return yaml_text.result()


def _edit_list(
    text: YamlText,
    name: str,
    was: Sequence[Any],
    shall: Sequence[Any],
    key_of: Callable[[Any], Any],
    data_of: Callable[[Any], Data],
) -> None:
    if list(was) == list(shall):
        return
    entries = text.entries(name)
    if len(entries) != len(was) or len({key_of(record) for record in was}) != len(was):
        raise NotEditable
    nodes = {key_of(record): node for record, node in zip(was, entries, strict=True)}
    before = {key_of(record): record for record in was}
    wanted = {key_of(record) for record in shall}
    kept = [key for key in before if key in wanted]
    if kept != [key for record in shall if (key := key_of(record)) in before]:
        raise NotEditable
    for record in shall:
        key = key_of(record)
        if key in before and before[key] != record:
            text.change(nodes[key], data_of(before[key]), data_of(record))
    gone = [node for key, node in nodes.items() if key not in wanted]
    if gone and len(gone) == len(nodes) and len(wanted):
        raise NotEditable
    if gone:
        text.remove(name, gone)
    last: MappingNode | None = None
    waiting: list[Data] = []
    for record in (*shall, None):
        key = key_of(record) if record is not None else None
        if record is None or key in before:
            if waiting:
                text.append(name, waiting, last)
                waiting = []
            last = nodes.get(key)
        else:
            waiting.append(data_of(record))


def _anew(text: str, shall: FileRecords) -> str:
    """Return the whole file written again: the comment at its head, the records, and their unknown keys."""
    import yaml

    head = []
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            break
        head.append(line)
    known = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - the safe loader, in C
    data = _whole(shall)
    if isinstance(known, dict):
        _keep_unknown(known, data)
    start = "\n".join(head).rstrip()
    return (start + "\n" if start else "") + dumped(data)


_NAMES = {"items": ("id",), "alignments": ("task", "item"), "decisions": ("item",), "assessed": ("plan",),
          "reviews": ("task", "item", "by", "date", "verdict"), "no_match": ("record", "document"),
          "mapping_sets": ("id",)}  # fmt: skip
_KNOWN = frozenset(
    {
        "id", "kind", "title", "issuer", "published", "period", "vision", "structure", "sources", "extra", "level",
        "parent", "code", "en_status", "summary", "targets", "lead", "importance", "status", "department", "phase",
        "budget", "technologies", "status_note", "published_links", "task", "item", "strength", "state", "method",
        "confidence", "readings", "why", "evidence", "by", "date", "conflicts", "exclusive", "plan", "frameworks",
        "decision", "reason", "expires", "document", "items", "alignments", "assessed", "decisions", "score",
        "fingerprint", "reviewers", "agreement", "verdict", "note", "instead", "reviews", "departments", "name",
        "record", "no_match", "mapping_sets", "prefixes", "extensions"
    }
)  # fmt: skip


def _keep_unknown(old: Data, new: Data) -> None:
    new.update({key: value for key, value in old.items() if key not in _KNOWN})
    if isinstance(old.get("document"), dict) and "document" in new:
        new["document"].update({key: value for key, value in old["document"].items() if key not in _KNOWN})
    for name, keys in _NAMES.items():
        entries = old.get(name)
        found = [entry for entry in (entries if isinstance(entries, list) else [entries]) if isinstance(entry, dict)]
        by_key = {tuple(str(entry.get(key)) for key in keys): entry for entry in found}
        records = new.get(name, [])
        for record in records if isinstance(records, list) else [records]:
            before = by_key.get(tuple(str(record.get(key)) for key in keys), {})
            record.update({key: value for key, value in before.items() if key not in _KNOWN})
