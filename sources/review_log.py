"""Adds reviews to the files of a workspace: what `append_reviews` has returned from is on disk and stays there.

Each reviewer has a file of their own, ``decisions/reviews-NAME.yaml``. Entries are only ever added behind what is there,
whose text stays letter for letter. A file is replaced whole, so that a program that is killed leaves either the old or
the new one, and a lock keeps two programs from writing at once.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from policygraph.records.issue import Issue, IssueLog, PolicyGraphError
from policygraph.records.kinds import Corpus, Decision, Review, Text
from policygraph.records.record_data import plain
from policygraph.sources.atomic import NotWritten
from policygraph.sources.decoding import decode
from policygraph.sources.formats.yaml.edit import dumped
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.formats.yaml.writer import changed_files, content_with, review_file, review_key
from policygraph.sources.integrity import has_expired
from policygraph.sources.journal import write_as_one
from policygraph.sources.locking import locked
from policygraph.sources.version_maps import VersionDecision, decided_maps
from policygraph.sources.workspace import Parts, read_parts

BOM = b"\xef\xbb\xbf"
Key = tuple[str, ...]
Owned = tuple[str, str]
"""An item and a person: the decision of that person about the item."""


class AlreadyDecided(PolicyGraphError):  # noqa: N818 - the state of the item
    """Somebody else has decided about the item before; that decision stays, and nothing was written."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of a file that has been read once: its *digest*, and the keys of the reviews in it."""

    digest: bytes
    keys: frozenset[Key]


_seen: dict[Path, _Seen] = {}


def append_reviews(
    root: Path | str,
    reviews: Iterable[Review],
    decisions: Iterable[Decision] = (),
    removed: Collection[Owned] = (),
    versions: Sequence[VersionDecision] = (),
) -> None:
    """Put *reviews*, *decisions* and what *versions* say of version maps on record in the workspace *root*; when this returns, they are on disk.

    Each review goes behind those in the file of its reviewer; one that is there already (same pair, person, time and
    verdict) is not written twice. A decision takes the place of an older one of the same person about the same item, or
    of one that has expired. Those that *removed* names, an item and its person, are taken back; one of somebody else
    stays. Everything is written, or nothing. Raises `AlreadyDecided` where a decision of another person stands, and
    `NotWritten`, also when a file that should be added to cannot be read.
    """
    root = Path(root)
    with locked(root):
        keys: dict[Path, frozenset[Key]] = {}
        contents = _contents(root, reviews, list(decisions), removed, versions, keys)
        if contents:
            write_as_one(root, contents)
        for path, known in keys.items():
            written = contents.get(path)
            if written is not None:
                _seen[path] = _Seen(sha256(written).digest(), known)


def files_to_append(
    root: Path | str,
    reviews: Iterable[Review],
    decisions: Iterable[Decision] = (),
    removed: Collection[Owned] = (),
    versions: Sequence[VersionDecision] = (),
) -> dict[Path, bytes | None]:
    """Return the new content of each file that `append_reviews` would change, without writing anything."""
    return _contents(Path(root), reviews, list(decisions), removed, versions, {})


def _contents(
    root: Path,
    reviews: Iterable[Review],
    decisions: Sequence[Decision],
    removed: Collection[Owned],
    versions: Sequence[VersionDecision],
    keys: dict[Path, frozenset[Key]],
) -> dict[Path, bytes | None]:
    """Return the new files, and in *keys* the reviews that each of them then holds."""
    by_file: dict[str, list[Review]] = {}
    for review in reviews:
        by_file.setdefault(review_file(review.by), []).append(review)
    contents: dict[Path, bytes | None] = {}
    for name, found in by_file.items():
        path = root / name
        content, keys[path] = _with_reviews(path, name, found)
        if content is not None:
            contents[path] = content
    if decisions or removed:
        contents.update(_with_decisions(root, decisions, removed))
    if versions:
        contents.update(decided_maps(root, _read(root).settings.base, versions))
    return contents


def _with_reviews(path: Path, name: str, new: Sequence[Review]) -> tuple[bytes | None, frozenset[Key]]:
    """Return the content of a file with *new* behind its reviews (``None`` where all are there), and all their keys."""
    raw = path.read_bytes() if path.exists() else b""
    known = _seen.get(path)
    if known is None or known.digest != sha256(raw).digest():
        known = None
    text = _text(raw, name)
    was = None if known else _records(text, name)
    there = known.keys if known else frozenset(review_key(review) for review in was.reviews) if was else frozenset()
    fresh = {review_key(review): review for review in new if review_key(review) not in there}
    keys = there | fresh.keys()
    if not fresh:
        _seen[path] = _Seen(sha256(raw).digest(), keys)
        return None, keys
    added = _appended(text, list(fresh.values()))
    if added is not None and was is not None:
        log = IssueLog()
        shall = replace(was, reviews=(*was.reviews, *fresh.values()))
        if read_text(added, name, log) != shall or log.errors:
            added = None
    if added is None:
        was = was or _records(text, name)
        shall = replace(was, reviews=(*was.reviews, *fresh.values()))
        return content_with(raw, name, was, shall), keys
    return (BOM if raw.startswith(BOM) else b"") + added.encode(), keys


def _text(raw: bytes, name: str) -> str:
    log = IssueLog()
    text = decode(raw, name, log)
    if text is None:
        raise _unreadable(name, log.errors)
    return text


def _records(text: str, name: str) -> Corpus:
    if _says_nothing(text):
        return Corpus()
    log = IssueLog()
    found = read_text(text, name, log)
    if log.errors:
        raise _unreadable(name, log.errors)
    return found


def _says_nothing(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def _unreadable(name: str, errors: Sequence[Issue]) -> NotWritten:
    first = errors[0]
    return NotWritten(
        Text(
            f"'{name}' 파일에 오류가 있어 판단을 적지 않았습니다({first.where}: {first.message.ko}). "
            "policygraph check로 확인하고 고친 뒤 다시 해 주세요.",
            f"nothing was written, because {name!r} has errors ({first.where}: {first.message.en}). "
            "See policygraph check, correct the file and try again.",
        )
    )


def _appended(text: str, reviews: Sequence[Review]) -> str | None:
    """Return *text* with *reviews* behind its last line, or ``None`` where the list of reviews does not end there."""
    newline = "\r\n" if "\r\n" in text else "\n"
    block = dumped([plain(review) for review in reviews]).replace("\n", newline)
    start = text + ("" if not text or text.endswith("\n") else newline)
    if _says_nothing(text):
        return f"{start}reviews:{newline}{block}"
    tops = re.findall(r"(?m)^[^\s#-].*$", text)
    last = tops[-1].rstrip() if tops else ""
    if last != "reviews:" or not re.search(r"(?m)^reviews:\s*\n(?:[ \t]*(?:#.*)?\r?\n)*- ", text):
        return None
    return start + block


def _read(root: Path) -> Parts:
    log = IssueLog()
    parts = read_parts(root, log)
    if log.errors:
        raise _unreadable(log.errors[0].where.file, log.errors)
    return parts


def _with_decisions(root: Path, decisions: Sequence[Decision], removed: Collection[Owned]) -> dict[Path, bytes | None]:
    parts = _read(root)
    new = {decision.item: decision for decision in decisions}
    for old in (*parts.bundled.decisions, *parts.own.decisions):
        if old.item in new and stands_against(old, new[old.item]):
            raise AlreadyDecided(_already_decided(old))
    gone = set(removed)
    there = [found for found in parts.own.decisions if (found.item, found.by or "") not in gone]
    kept = [new.pop(found.item, found) for found in there]
    return changed_files(root, parts.own, replace(parts.own, decisions=(*kept, *new.values())))


def stands_against(old: Decision, new: Decision) -> bool:
    """Whether *old* is a decision of somebody else than *new* and has not expired."""
    expired = old.expires is not None and has_expired(old.expires, datetime.datetime.now().astimezone().date())
    return (old.by or "") != (new.by or "") and not expired


def _already_decided(old: Decision) -> Text:
    """Say who has decided about the item of *old*, and how that is changed."""
    by, day = old.by or "?", (old.date or "?")[:10]
    return Text(
        f"'{old.item}' 항목은 {by}({day})의 결정으로 이미 '해당 없음'입니다(까닭: {old.reason.get('ko')}). 그 결정은 그대로 두었습니다. "
        "바꾸려면 그 사람이 되돌리거나(policygraph review --undo), 워크북의 '결정' 시트에서 고쳐 주세요.",
        f"{old.item!r} is not applicable already, by a decision of {by} ({day}; reason: {old.reason.get('en')}), which stays. "
        "To change it, that person takes it back (policygraph review --undo), or edit the sheet of decisions in the workbook.",
    )
