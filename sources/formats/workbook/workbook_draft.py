"""What a workbook says, row by row, and the records that follow from it together with those already there.

`read_draft` reads every table once and reports each cell that cannot be read. `Draft.corpus` lays the rows over the
records of the workspace: a sheet or column that the file does not have leaves its records as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from policygraph.records.catalogue import report
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import Corpus
from policygraph.sources.formats.workbook.assembly import Assembly
from policygraph.sources.formats.workbook.completion import complete
from policygraph.sources.formats.workbook.incoming_tables import Beside, Damaged, read_tables
from policygraph.sources.formats.workbook.row_reader import Key, Rows, read_rows
from policygraph.sources.formats.workbook.schema import OWNERS
from policygraph.sources.formats.workbook.study_block import PLANS, take_study_blocks


def read_draft(
    path: Path,
    log: IssueLog,
    *,
    only: str | None = None,
    progress: Callable[[int], None] | None = None,
    words: Mapping[str, str] | None = None,
) -> Draft:
    """Read the workbook or CSV file *path*; *progress* is told the number of rows read so far.

    *words* are names that the city has for codes, such as those of its stages.
    """
    draft = Draft()
    counted = 0
    beside = Beside()
    for table in read_tables(path, log, beside, only=only):
        try:
            found = read_rows(table, log, progress, counted, words)
        except Damaged as error:
            log.add(report("W04", Where(table.file, sheet=table.name), error))
            continue
        draft.sheets[table.sheet.key] = found
        draft.marks |= found.stamps
        counted += len(found.rows)
    if beside.settings and (plans := draft.sheets.get(PLANS)) is not None:
        take_study_blocks(beside.settings, beside.settings_title, plans, log)
    draft.state = next(iter(beside.states), "")
    return draft


@dataclass(slots=True)
class Draft:
    """The rows of every sheet that the file has, by the key of the sheet.

    *miscited* are the places (sheet title, row number) of rows that name a source which is not there. *state* is the
    exported state that a workbook carries, *marks* are the names of states in the rows of a table. A file is *whole*
    where what it does not list was taken out of it. *named* are the ids that rows without one were given.
    """

    sheets: dict[str, Rows] = field(default_factory=dict)
    miscited: set[tuple[str, int]] = field(default_factory=set)
    state: str = ""
    marks: set[str] = field(default_factory=set)
    whole: bool = True
    named: set[str] = field(default_factory=set)

    def drop(self, places: set[tuple[str, int]]) -> bool:
        """Take the rows at these places (sheet title, row number) out and hold what they stand for; whether any was."""
        dropped = False
        for found in self.sheets.values():
            name = found.table.name
            bad = [row for row in found.rows if (name, row.number) in places]
            if bad:
                found.rows = [row for row in found.rows if (name, row.number) not in places]
                for row in bad:
                    if found.table.sheet.identified_by:
                        found.held.add(found.key(row))
                    elif found.table.sheet.key in OWNERS:
                        found.held.add(row.values[OWNERS[found.table.sheet.key]])
                dropped = True
        return dropped

    def corpus(self, base: Corpus, log: IssueLog) -> Corpus:
        """Return the records of *base* as this draft changes them; what does not fit together goes to *log*."""
        self.named |= complete(self.sheets, base, log)
        return Assembly(self, base, log).corpus()

    def place(self, sheet: str, key: Key, column: str = "") -> Where | None:
        """Return the place of the row that stands for *key* on the sheet with this key, if there is one."""
        found = self.sheets.get(sheet)
        for row in found.rows if found else ():
            if found is not None and found.key(row) == key:
                return found.where(row, column)
        return None
