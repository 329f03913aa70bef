"""Brings the decisions of the offline review page into a workspace: a JSON file, all of it or nothing.

The file is ``{"schema": "policygraph/review-decisions/1", "workspace": ..., "reviews": [...], "decisions": [...]}``; the
entries have the keys of docs/records.md. What is on record already is recognised and not written twice, so that a file
may be read again after more has been decided on the page.
"""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.characters import clean, cleaned_data, code_points
from policygraph.records.issue import Issue, IssueLog, Where
from policygraph.records.kinds import TASK_LEVELS, Alignment, Corpus, Decision, Review
from policygraph.records.moments import moment_from, moment_text
from policygraph.records.persons import person_name
from policygraph.records.system_reasons import as_reasons
from policygraph.sources.changes import find_changes
from policygraph.sources.decoding import read_decoded
from policygraph.sources.formats.yaml.edit import dumped
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.formats.yaml.writer import review_key
from policygraph.sources.importing import ImportResult, existing_file, read_sound_workspace, unsure_reviewers
from policygraph.sources.locking import locked
from policygraph.sources.naming import RecordNames
from policygraph.sources.review_log import append_reviews, files_to_append, stands_against
from policygraph.sources.reviewing import Signed, apply_reviews
from policygraph.sources.settings import Settings
from policygraph.sources.stamping import Fingerprints
from policygraph.sources.syntax_reasons import json_reason
from policygraph.sources.version_maps import STATES, VersionDecision, VersionMap, read_version_maps

SCHEMA = "policygraph/review-decisions/1"
_KEYS = ("schema", "workspace", "reviews", "decisions", "versions", "retract", "by", "date", "new_reviewers")


@dataclass(frozen=True, slots=True)
class DecisionsFile:
    """What the file says: the workspace it was made from, the reviews and the decisions on items.

    *versions* decides pairs of version maps. *retracted* are the items about which the person *by* takes the own decision back. The *new_reviewers* are no one on
    record, though their names resemble one.
    """

    workspace: str
    reviews: tuple[Review, ...]
    decisions: tuple[Decision, ...]
    retracted: tuple[str, ...] = ()
    versions: tuple[VersionDecision, ...] = ()
    by: str = ""
    new_reviewers: tuple[str, ...] = ()


def read_decisions(path: Path, log: IssueLog) -> DecisionsFile | None:
    """Read the file *path*; every problem goes to *log*. ``None`` where it is no such file at all."""
    text = read_decoded(path, path.name, log)
    return None if text is None else parse_decisions(text, path.name, log)


def names_nobody(path: Path | str) -> bool:
    """Return whether an entry of the file *path* does not say whose it is."""
    found = read_decisions(Path(path), IssueLog())
    entries: list[Signed] = [] if found is None else [*found.reviews, *found.decisions, *found.versions]
    return not all(entry.by for entry in entries)


def parse_decisions(text: str, name: str, log: IssueLog) -> DecisionsFile | None:
    """Return what *text* decides, or ``None`` where it is no such document; *log* takes every problem of *name*."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        log.add(report("V02", Where(name, line), **as_reasons(json_reason(error))))
        return None
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA:
        log.add(report("V03", Where(name), schema if isinstance(schema, str) else "?", known=SCHEMA))
        return None
    for key in data:
        if key not in _KEYS:
            log.add(report("V10", Where(name), key, **did_you_mean(key, _KEYS)))
    reviews = _entries(data, "reviews", name, log)
    decisions = _entries(data, "decisions", name, log)
    workspace = data.get("workspace")
    return DecisionsFile(
        clean(workspace) if isinstance(workspace, str) else "",
        tuple(review for entry in reviews for review in _corpus_of("reviews", entry, name, log).reviews),
        tuple(found for entry in decisions for found in _corpus_of("decisions", entry, name, log).decisions),
        tuple(item for _, item in _entries(data, "retract", name, log) if isinstance(item, str)),
        tuple(_versions(data, name, log)),
        person_name(data["by"]) if isinstance(data.get("by"), str) else "",
        tuple(person_name(new) for _, new in _entries(data, "new_reviewers", name, log) if isinstance(new, str)),
    )


def _entries(data: Mapping[str, Any], name: str, file: str, log: IssueLog) -> list[tuple[int, Any]]:
    found = data.get(name, [])
    if not isinstance(found, list):
        expected = {"expected_ko": "목록으로", "expected_en": "a list"}
        log.add(report("V05", Where(file, None, name), type(found).__name__, field=name, **expected))
        return []
    entries = []
    for number, entry in enumerate(found, 1):
        value, lost = cleaned_data(entry)
        if lost:
            log.add(report("R25", Where(file, None, f"{name}[{number}]"), code_points(lost)))
        entries.append((number, value))
    return entries


def _versions(data: Mapping[str, Any], file: str, log: IssueLog) -> Iterator[VersionDecision]:
    """Yield what is decided about pairs of version maps."""
    for number, value in _entries(data, "versions", file, log):
        where = Where(file, None, f"versions[{number}]")
        said = value if isinstance(value, dict) else {}
        texts = {key: said.get(key, "") for key in ("map", "old", "new", "state", "by", "date", "note")}
        if not all(isinstance(text, str) for text in texts.values()) or texts["state"] not in STATES:
            log.add(report("V20", where, str(texts["state"])))
            continue
        try:
            moment_from(texts["date"] or "2026")
        except ValueError:
            log.add(report("V20", where, texts["date"]))
            continue
        yield VersionDecision(**{**texts, "by": person_name(texts["by"])}, where=where)


def _corpus_of(name: str, entry: tuple[int, Any], file: str, log: IssueLog) -> Corpus:
    """Read one entry as the reader of records would, with its number in the place of the line."""
    number, value = entry
    inner = IssueLog()
    where = Where(file, None, f"{name}[{number}]")
    if not isinstance(value, dict):
        expected = {"expected_ko": "{이름: 값} 꼴로", "expected_en": "an object"}
        log.add(report("V05", where, type(value).__name__, field=name, **expected))
        return Corpus()
    known = {key: inside for key, inside in value.items() if inside is not None}
    corpus = read_text(dumped({name: [known]}), file, inner)
    for issue in inner.issues:
        field = issue.where.path.rpartition(".")[2] if "." in issue.where.path else ""
        log.add(replace(issue, where=replace(where, path=f"{where.path}.{field}" if field else where.path)))
    return Corpus(
        reviews=tuple(replace(review, where=where) for review in corpus.reviews),
        decisions=tuple(replace(decision, where=where) for decision in corpus.decisions),
    )


def import_decisions(
    path: Path | str,
    root: Path | str,
    *,
    dry_run: bool = False,
    by: str | None = None,
    new_reviewer: bool = False,
    now: datetime.datetime | None = None,
) -> ImportResult:
    """Bring the decisions file *path* into the workspace *root*: all of it, or nothing where anything is wrong.

    *by* is the reviewer of entries that name none, *now* their time; *new_reviewer* says that names which resemble one
    on record are other people. With *dry_run* nothing is written. Raises
    `UnusableInput` when the workspace itself has errors, and `NotWritten`.
    """
    path, root = existing_file(path), Path(root)
    log = IssueLog()
    with contextlib.nullcontext() if dry_run else locked(root):
        parts = read_sound_workspace(root)
        found = read_decisions(path, log)
        if found is None:
            return ImportResult(path.name, (), tuple(log.sorted()), (), written=False)
        base = Corpus.of([parts.bundled, parts.own])
        reviews = tuple(_completed(review, by, now) for review in found.reviews)
        decisions = tuple(_dated(decision, by, now) for decision in found.decisions)
        log.extend(
            check_decisions(replace(found, reviews=reviews, decisions=decisions), base, parts.settings, path.name)
        )
        maps = read_version_maps(root, parts.settings.base) if found.versions else ()
        versions = tuple(
            replace(said, by=said.by or person_name(by or ""), date=said.date or _now(now)) for said in found.versions
        )
        log.extend(unknown_pairs(versions, maps))
        if not new_reviewer:
            log.extend(unsure_reviewers((*reviews, *decisions, *versions), base, found.new_reviewers))
        prints = Fingerprints(base.documents)
        reviews = tuple(
            replace(review, fingerprint=review.fingerprint or prints.of(review.task, review.item)) for review in reviews
        )
        there = {review_key(review) for review in base.reviews}
        fresh = {review_key(review): review for review in reviews if review_key(review) not in there}
        standing = {decision.item: decision for decision in base.decisions}
        new, against = [], 0
        for decision in decisions:
            old = standing.get(decision.item)
            if old is not None and stands_against(old, decision):
                against += 1
                log.add(report("V18", decision.where, old.item, by=old.by or "?", day=(old.date or "?")[:10]))
            elif old != decision:
                new.append(decision)
        person = found.by or person_name(by or "")
        removed = [
            (item, person) for item in found.retracted if item in standing and (standing[item].by or "") == person
        ]
        said = [
            said
            for said in versions
            if any(said.decides(pair) for each in maps if each.name == said.map for pair in each.pairs)
        ]
        known = len(reviews) + len(decisions) + len(versions) - len(fresh) - len(new) - len(said) - against
        if known:
            log.add(report("V07", Where(path.name), count=known))
        if log.errors:
            return ImportResult(path.name, (), tuple(log.sorted()), (), written=False)
        files = files_to_append(root, fresh.values(), new, removed, said)
        if files and not dry_run:
            append_reviews(root, fresh.values(), new, removed, said)
    kept = {name: decision for name, decision in standing.items() if (name, decision.by or "") not in removed}
    after = replace(
        base,
        reviews=(*base.reviews, *fresh.values()),
        decisions=tuple({**kept, **{decision.item: decision for decision in new}}.values()),
    )
    names = tuple(sorted(file.relative_to(root).as_posix() for file in files))
    changes = tuple(find_changes(base, after))
    return ImportResult(
        path.name, changes, tuple(log.sorted()), names, bool(files) and not dry_run, complete=True,
        names=RecordNames.of(base),
    )  # fmt: skip


def unknown_pairs(versions: Iterable[VersionDecision], maps: Iterable[VersionMap]) -> Iterator[Issue]:
    """Yield an issue (V21) for each of *versions* that is about no pair of *maps*."""
    known = {(found.name, pair.old, pair.new) for found in maps for pair in found.pairs}
    for said in versions:
        if (said.map, said.old, said.new) not in known:
            yield report("V21", said.where, f"{said.old} → {said.new}", map=said.map)


def _completed(review: Review, by: str | None, now: datetime.datetime | None) -> Review:
    return replace(review, by=person_name(review.by or by or "") or None, date=review.date or _now(now))


def _dated(decision: Decision, by: str | None, now: datetime.datetime | None) -> Decision:
    return replace(decision, by=person_name(decision.by or by or "") or None, date=decision.date or _now(now))


def _now(now: datetime.datetime | None) -> str:
    moment = now or datetime.datetime.now().astimezone()
    return moment_text(moment.replace(microsecond=moment.microsecond // 1000 * 1000))


def check_decisions(found: DecisionsFile, base: Corpus, settings: Settings, file: str) -> list[Issue]:
    """Return what in *found* does not fit the records that are there."""
    log = IssueLog()
    workspace, reviews, decisions = found.workspace, found.reviews, found.decisions
    plans = {document.id for document in base.documents if document.is_plan}
    items = {item.id: item for document in base.documents for item in document.items}
    tasks = {name for name, item in items.items() if item.document in plans and item.level in TASK_LEVELS}
    tasks |= {link.task for link in base.alignments if link.task in plans}  # plans that answer for themselves
    policies = {name for name, item in items.items() if item.document not in plans}
    if workspace and workspace not in (settings.base, settings.title.ko, settings.title.en):
        log.add(report("V06", Where(file), workspace))
    links = {(link.task, link.item): link for link in apply_reviews(_sound(base, tasks, policies)).alignments}
    prints = Fingerprints(base.documents)
    there = {review_key(review) for review in base.reviews}
    names = RecordNames.of(base)
    for review in reviews:
        ends = (("task", review.task, tasks), ("item", review.item, policies), ("instead", review.instead, policies))
        lost = [(field, name, known) for field, name, known in ends if name is not None and name not in known]
        for field, name, known in lost:
            log.add(_unknown(review.where, field, name or "", known))
        if lost or review_key(review) in there or review.verdict != "accept":
            continue
        link = links.get((review.task, review.item))
        now = prints.of(review.task, review.item)
        if link is None and review.strength is None:
            log.add(report("V11", review.where, **names.named((review.task, review.item))))
        elif link is not None and review.note == "" and _clears(review, link, now):
            log.add(report("V08", review.where, **names.named((review.task, review.item))))
    for decision in decisions:
        if decision.item not in policies:
            log.add(_unknown(decision.where, "item", decision.item, policies))
    return log.issues


def _clears(review: Review, link: Alignment, now: str | None) -> bool:
    """Whether accepting clears a suspicion: what was looked at is what stands now, not what stood before the change."""
    changed = link.fingerprint not in (None, now) and link.state != "rejected"
    return changed and review.fingerprint in (None, now)


def _sound(base: Corpus, tasks: set[str], policies: set[str]) -> Corpus:
    reviews = (review for review in base.reviews if review.task in tasks and review.item in policies)
    return Corpus(alignments=base.alignments, reviews=tuple(reviews))


def _unknown(where: Where, field: str, name: str, known: set[str]) -> Issue:
    kind = {"kind_ko": "과제", "kind_en": "action task"} if field == "task" else {}
    kind = kind or {"kind_ko": "정책 항목", "kind_en": "policy item"}
    place = replace(where, path=f"{where.path}.{field}")
    return report("V04", place, name, **kind, **did_you_mean(name, known))
