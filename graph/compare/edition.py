"""An edition: one side of a comparison, which is a study and, where one document is compared, that document in it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Literal

from policygraph.graph.study import Study
from policygraph.records.digest import corpus_digest
from policygraph.records.kinds import Corpus, Document, Text

EditionKind = Literal["document", "workspace", "file", "revision"]


@dataclass(frozen=True)
class Edition:
    """One side of a comparison.

    *name* is what the user called it, *study* what its figures are figures of, *document* the id of the one document that
    is compared (``None``: all of them). *own_judgements* says whether its alignments were judged apart from those of the
    other side; two documents of one study share theirs.
    """

    name: str
    kind: EditionKind
    study: Study
    document: str | None = None
    own_judgements: bool = True

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that are compared."""
        known = self.study.graph.documents
        return tuple(known.values()) if self.document is None else (known[self.document],)

    @property
    def title(self) -> Text:
        """What people call it: the title of the document, or of the workspace."""
        return self.study.title if self.document is None else self.study.graph.documents[self.document].title

    @property
    def day(self) -> str:
        """The day of its figures."""
        return self.study.scope.as_of or ""

    @property
    def digest(self) -> str:
        """The digest of what is compared: of the document, or of all records."""
        if self.document is None:
            return self.study.graph.digest
        return corpus_digest(Corpus(self.documents))


def edition_of_document(study: Study, document: str, *, name: str = "", kind: EditionKind = "document") -> Edition:
    """Return *document* (an id) of *study* as an edition: what is shown is the framework, what counts are the plan's tasks.

    A framework whose term has ended by the day of the study is taken as of its last day, since later it has no figures.

    >>> from policygraph import open_study
    >>> edition = edition_of_document(open_study(), "bmg")
    >>> edition.day, edition.study.scope.frameworks
    ('2026-06-30', ('bmg',))
    """
    found = study.graph.documents[document]
    last = last_day(study, document)
    if last is not None:
        study = Study(replace(study.workspace, day=last), study.unsaved, study.scope)
    scope = study.scope
    scope = replace(scope, plans=(document,)) if found.is_plan else replace(scope, frameworks=(document,))
    return Edition(name or document, kind, study.within(scope), document, kind in ("workspace", "revision"))


def last_day(study: Study, document: str) -> datetime.date | None:
    """Return the last day of the term of a framework that has ended by the day of *study*, else ``None``."""
    found = study.graph.documents[document]
    until = found.in_force.until if found.in_force is not None and not found.is_plan else None
    if until is None or len(until) != 10 or until >= study.workspace.day.isoformat():
        return None
    return datetime.date.fromisoformat(until)
