"""Gives alignments that remember nothing a fingerprint of their two ends, so that a later change of either one shows.

>>> from policygraph.records.kinds import Document, Item, Text
>>> item, task = Item("i", "f", "task", ("f",), Text("항목")), Item("t", "p", "task", ("p",), Text("과제"))
>>> documents = (Document("f", "law", Text("법"), (item,)), Document("p", "city-plan", Text("계획"), (task,)))
>>> [stamped] = with_fingerprints((Alignment("t", "i", 3),), documents)
>>> len(stamped.fingerprint)
61
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from policygraph.records.fingerprint import end_digest
from policygraph.records.issue import IssueLog, UnusableInput
from policygraph.records.kinds import Alignment, Corpus, Document, Pair, Text
from policygraph.sources.formats.yaml.writer import changed_files
from policygraph.sources.journal import write_as_one
from policygraph.sources.locking import locked
from policygraph.sources.workspace import read_parts


def with_fingerprints(alignments: Iterable[Alignment], documents: Iterable[Document]) -> tuple[Alignment, ...]:
    """Return *alignments*, those without a fingerprint with that of their ends as *documents* hold them.

    An alignment with an end that is not there stays as it is.
    """
    prints = Fingerprints(documents)
    return tuple(
        found if found.fingerprint is not None else replace(found, fingerprint=prints.of(found.task, found.item))
        for found in alignments
    )


class Fingerprints:
    """The fingerprints of pairs as *documents* hold them; each end is digested once."""

    def __init__(self, documents: Iterable[Document]) -> None:
        found = tuple(documents)
        self.items = {document.id: document.as_subject() for document in found if document.is_plan}
        self.items |= {item.id: item for document in found for item in document.items}
        self.titles = {document.id: document.title for document in found}
        self.titles |= {name: item.title for name, item in self.items.items()}
        self._digest = cache(self._end)

    def of(self, task: str, item: str) -> str | None:
        """Return the fingerprint of a pair, or ``None`` where an end is missing."""
        ends = self._digest(task), self._digest(item)
        return f"{ends[0]}-{ends[1]}" if all(ends) else None

    def _end(self, name: str) -> str | None:
        record = self.items.get(name)
        if record is None or any(parent not in self.titles for parent in record.parents):
            return None
        return end_digest(record, self.titles)


def stamped(base: Corpus, corpus: Corpus, read_only: Collection[Pair]) -> Corpus:
    """Return *corpus*, which an import makes of *base*, with fingerprints for what it makes or touches.

    A new alignment gets that of its ends, unless both of them are new too: then a whole was brought over, and nobody has
    judged anything here. One of the workspace's own that has none, and one of whose ends the import changes, gets that
    of its ends as they were, so that the change shows. *read_only* are the pairs that only change by reviews.
    """
    known = {(link.task, link.item) for link in base.alignments}
    before, after = Fingerprints(base.documents), Fingerprints(corpus.documents)
    links = []
    for link in corpus.alignments:
        pair = (link.task, link.item)
        if link.fingerprint is None and pair not in read_only:
            now, old = after.of(*pair), before.of(*pair)
            if pair not in known and not before.items.keys().isdisjoint(pair):
                link = replace(link, fingerprint=now)
            elif pair in known and old is not None and old != now:
                link = replace(link, fingerprint=old)
        links.append(link)
    return replace(corpus, alignments=tuple(links))


def stamp_workspace(root: Path | str) -> tuple[int, int]:
    """Give each of the workspace's own alignments without a fingerprint one of what stands now.

    Return how many got one, and how many bundled ones have none (those are read-only: a review gives them one). Raises
    `UnusableInput` when the workspace has errors, and `NotWritten`.
    """
    root = Path(root)
    with locked(root):
        log = IssueLog()
        parts = read_parts(root, log)
        if log.errors:
            raise UnusableInput(
                Text("작업 폴더의 자료에 오류가 있습니다.", "the records of the workspace have errors"), log.errors
            )
        links = with_fingerprints(parts.own.alignments, (*parts.own.documents, *parts.bundled.documents))
        new = sum(old != now for old, now in zip(parts.own.alignments, links, strict=True))
        if new:
            write_as_one(root, changed_files(root, parts.own, replace(parts.own, alignments=links)))
    return new, sum(link.fingerprint is None for link in parts.bundled.alignments)
