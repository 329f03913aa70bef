"""What was put on record since a review began: by other pages, in other terminals, by an import.

The answer to a verdict that a page sends carries it, and a terminal looks before each case, so that nobody is asked what
others have settled meanwhile. Only files of the folder ``decisions`` that have changed are read again; what cannot be
read is left for the next time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Corpus, Decision, Review
from policygraph.sources.decoding import decode
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.formats.yaml.writer import review_key

FOLDER = "decisions"
Said = Review | Decision
Stamp = tuple[int, int, int]


class News:
    """The reviews and decisions of the workspace *root*, in the order in which this process came to know them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._stamps: dict[Path, Stamp] = {}
        self._sizes: dict[Path, int] = {}
        self._said: dict[tuple[str, ...], Said] = {}

    def place(self) -> int:
        """Return how much is known now: what a page knows that is made from here on."""
        with self._lock:
            self._read()
            return len(self._said)

    def since(self, place: int, but: Iterable[Said]) -> tuple[list[Said], int]:
        """Return what came after *place*, without *but*, which the one who asks has just put on record; and the new place."""
        own = {said_key(said) for said in but}
        with self._lock:
            self._read()
            known = list(self._said.items())
        return [said for key, said in known[max(place, 0) :] if key not in own], len(known)

    def _read(self) -> None:
        for path in sorted((self.root / FOLDER).glob("*.y*ml")):
            stamp = _stamp(path)
            if stamp is None or self._stamps.get(path) == stamp:
                continue
            try:
                found = self._read_file(path)
            except OSError:
                found = None
            if found is None:
                continue
            self._stamps[path] = stamp
            said: list[Said] = [*found.reviews, *found.decisions]
            for one in said:
                self._said.setdefault(said_key(one), one)

    def _read_file(self, path: Path) -> Corpus | None:
        """Return what has come to *path*: entries behind those that were there, or else all of it."""
        raw, before = path.read_bytes(), self._sizes.get(path, 0)
        found = None
        if before and raw[before:].startswith(b"- "):
            found = _records(b"reviews:\n" + raw[before:], path.name)
        found = found or _records(raw, path.name)
        if found is not None:
            self._sizes[path] = len(raw)
        return found


def _records(raw: bytes, name: str) -> Corpus | None:
    log = IssueLog()
    text = decode(raw, name, log)
    found = read_text(text, name, log) if text is not None else None
    return None if log.errors else found


def said_key(said: Said) -> tuple[str, ...]:
    """Return what tells a review or a decision from others."""
    if isinstance(said, Review):
        return review_key(said)
    return said.item, said.by or "", said.date or ""


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
