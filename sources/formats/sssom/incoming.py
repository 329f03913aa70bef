"""An SSSOM file on its way into a workspace: what `policygraph.sources.importing` asks of every file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policygraph.records.issue import Issue, IssueLog, Where
from policygraph.records.kinds import Corpus
from policygraph.sources.changes import Change
from policygraph.sources.formats.sssom.mapping_draft import MappingDraft, read_mapping_draft
from policygraph.sources.inheritance import Carried
from policygraph.sources.integrity import check_integrity
from policygraph.sources.settings import Settings

_COLUMNS = {"strength": "predicate_id", "state": "ext_pg_state", "method": "mapping_justification", "score": "similarity_score",
            "why": "comment", "reason": "comment", "by": "author_label", "date": "mapping_date", "readings": "ext_pg_readings",
            "evidence": "ext_pg_evidence", "conflicts": "ext_pg_conflicts", "exclusive": "ext_pg_exclusive",
            "reviewers": "reviewer_label", "agreement": "reviewer_agreement", "fingerprint": "ext_pg_fingerprint",
            "expires": "ext_pg_expires", "content_places": "ext_pg_content_places"}  # fmt: skip


@dataclass(slots=True)
class MappingImport:
    """The rows of one SSSOM file, judged somewhere, and perhaps on another edition: nothing of it gets a fingerprint here."""

    draft: MappingDraft
    renamed: Mapping[str, str] = field(default_factory=dict, init=False)  # a mapping set moves no records
    moves: tuple[Carried, ...] = field(default=(), init=False)
    retired: Mapping[str, Any] = field(default_factory=dict, init=False)

    @classmethod
    def read(cls, path: Path, log: IssueLog, settings: Settings) -> MappingImport | None:
        """Read the file *path* for the workspace with these *settings*; ``None`` where it has no table."""
        draft = read_mapping_draft(path, log, settings)
        return None if draft is None else cls(draft)

    @property
    def held(self) -> int:
        """How many rows could not be read."""
        return self.draft.held

    def corpus(self, base: Corpus, log: IssueLog) -> Corpus:
        """Return the records of *base* with those of the mapping set."""
        return self.draft.corpus(base, log)

    def check(self, corpus: Corpus, today: datetime.date) -> list[Issue]:
        """Check the records together; places get the column that the problem is in."""
        log = IssueLog()
        check_integrity(corpus, log, today)
        return [self.draft.placed(issue) for issue in log.issues]

    def suspects(self, corpus: Corpus, issues: list[Issue]) -> set[tuple[str, int]]:
        """Return the rows that an issue about the whole table means: no issue of a mapping set does."""
        return set()

    def concerns_rows(self, issue: Issue) -> bool:
        """Whether leaving rows out helps against *issue*: not where it is about the metadata."""
        return issue.where.line in self.draft.lines

    def drop(self, places: set[tuple[str, int]]) -> bool:
        """Take the rows on these lines out; whether there was one."""
        return self.draft.drop(places)

    def place(self, change: Change) -> Where | None:
        """Return the row that a change comes from, with the column of its first field."""
        field = change.fields[0][0].partition(".") if change.fields else ("", "", "")
        column = (
            "ext_pg_why_en" if field[0] in ("why", "reason") and field[2] == "en" else _COLUMNS.get(field[0], field[0])
        )
        return self.draft.place(change.kind, *change.key, column=column)
