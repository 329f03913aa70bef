"""A vocabulary on its way into a workspace: what `policygraph.sources.importing` asks of every file."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path

from policygraph.records.issue import NOWHERE, Issue, IssueLog, Where
from policygraph.records.kinds import Corpus
from policygraph.sources.changes import Change
from policygraph.sources.formats.skos.framework import SkosWishes, read_skos
from policygraph.sources.incoming import ComesWhole
from policygraph.sources.integrity import check_integrity


@dataclass(slots=True)
class SkosImport(ComesWhole):
    """The frameworks of one vocabulary; a framework that the workspace has by this id is replaced."""

    file: str
    found: Corpus

    @classmethod
    def read(cls, path: Path, log: IssueLog, wishes: SkosWishes) -> SkosImport | None:
        """Read the file *path*; ``None``, with the reason in *log*, where it holds no vocabulary."""
        found, _ = read_skos(path, path.name, log, wishes)
        return cls(path.name, found) if found.documents else None

    def corpus(self, base: Corpus, log: IssueLog) -> Corpus:
        """Return the records of *base* with those of the vocabulary."""
        files = {document.id: document.where for document in base.documents}
        own = {one.id: replace(one, where=files.get(one.id, NOWHERE)) for one in self.found.documents}
        kept = tuple(own.pop(document.id, document) for document in base.documents)
        return replace(base, documents=(*kept, *own.values()))

    def check(self, corpus: Corpus, today: datetime.date) -> list[Issue]:
        """Check the records together."""
        log = IssueLog()
        placed = {one.id for one in self.found.documents}
        check_integrity(
            replace(
                corpus,
                documents=tuple(
                    replace(one, where=Where(self.file)) if one.id in placed else one for one in corpus.documents
                ),
            ),
            log,
            today,
        )
        return list(log.issues)

    def place(self, change: Change) -> Where | None:
        """Return the place that a change comes from."""
        return Where(self.file)
