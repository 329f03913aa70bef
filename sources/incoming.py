"""What every file on its way into a workspace answers, whatever its form: workbook, table, mapping set or vocabulary."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from policygraph.records.issue import Issue, IssueLog, Where
from policygraph.records.kinds import Corpus
from policygraph.sources.changes import Change
from policygraph.sources.inheritance import Carried


class Incoming(Protocol):
    """What a file brings: rows that become records, row by row or not at all."""

    @property
    def held(self) -> int:
        """How many rows could not be read."""

    def corpus(self, base: Corpus, log: IssueLog) -> Corpus:
        """Return the records of *base* as the file changes them; what does not fit together goes to *log*."""

    def check(self, corpus: Corpus, today: datetime.date) -> list[Issue]:
        """Check the records together; places get the column that the problem is in."""

    def suspects(self, corpus: Corpus, issues: list[Issue]) -> set[tuple[str, int]]:
        """Return the rows that an issue about the whole table means."""

    def concerns_rows(self, issue: Issue) -> bool:
        """Whether leaving rows out helps against *issue*."""

    def drop(self, places: set[tuple[str, int]]) -> bool:
        """Take the rows at these places (sheet, number of the row or line) out; whether there was one."""

    def place(self, change: Change) -> Where | None:
        """Return the row that a change comes from."""

    @property
    def renamed(self) -> Mapping[str, str]:
        """The new id of each record that is renumbered, by the former one."""

    @property
    def moves(self) -> tuple[Carried, ...]:
        """What goes along with records that are renumbered, split, merged or dropped."""

    @property
    def retired(self) -> Mapping[str, Any]:
        """What was judged about records that are dropped, as plain data."""


@dataclass(slots=True)
class ComesWhole:
    """What is the same for imports that come in whole or not at all, and so have no rows to leave out."""

    held: int = field(default=0, init=False)
    renamed: Mapping[str, str] = field(default_factory=dict, init=False)
    moves: tuple[Carried, ...] = field(default=(), init=False)
    retired: Mapping[str, Any] = field(default_factory=dict, init=False)

    def suspects(self, corpus: Corpus, issues: list[Issue]) -> set[tuple[str, int]]:
        """Return no rows."""
        return set()

    def concerns_rows(self, issue: Issue) -> bool:
        """Whether leaving rows out helps: never."""
        return False

    def drop(self, places: set[tuple[str, int]]) -> bool:
        """Take rows out: there are none."""
        return False
