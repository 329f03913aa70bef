"""A workbook or CSV table on its way into a workspace: its rows, and where each problem and change stands in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from policygraph.records.catalogue import report
from policygraph.records.issue import Issue, IssueLog, Where
from policygraph.records.kinds import TASK_LEVELS, Corpus, Language, Pair
from policygraph.records.renumbering import renumbered
from policygraph.sources.changes import Change
from policygraph.sources.endowment import endowments
from policygraph.sources.formats.workbook.clashes import SHEETS_OF, clash
from policygraph.sources.formats.workbook.completion import complete
from policygraph.sources.formats.workbook.exported import Exported, kept_state, read_state
from policygraph.sources.formats.workbook.reviewed_rows import Judging, laid_back, shown_corpus
from policygraph.sources.formats.workbook.row_reader import Rows
from policygraph.sources.formats.workbook.schema import BY_KEY
from policygraph.sources.formats.workbook.successions import follow, forget, gone, read_successions
from policygraph.sources.formats.workbook.workbook_draft import Draft, read_draft
from policygraph.sources.inheritance import GONE, Carried, Succession, changed_since, inherited, moves, retired, without
from policygraph.sources.integrity import check_integrity
from policygraph.sources.merging import Conflict
from policygraph.sources.naming import RecordNames
from policygraph.sources.stamping import stamped
from policygraph.sources.three_way import bring_together, known_authors

_FOLLOWING = ("R33", "R34", "R40", "R44", "R86")
_COLUMNS = {
    "alignments": {"R33": "task", "R35": "task", "R34": "item", "R36": "item", "R37": "item", "R44": "conflicts", "R42": "item", "R69": "task"},
    "items": {"R30": "id", "R31": "parent", "R32": "parent", "R43": "parent", "R46": "status", "R68": "addressee_value", "R71": "addressee_value",
              "R109": "observation_value", "R110": "observation_share", "R111": "observation_year"},
    "tasks": {"R30": "id", "R31": "parent", "R32": "parent", "R43": "parent", "R46": "status"},
    "frameworks": {"R30": "id", "R67": "in_force_to"},
    "plans": {"R30": "id", "R67": "in_force_to", "R15": "study_end", "R38": "study_sources", "R113": "study_months"},
    "assessments": {"R39": "frameworks"},
    "decisions": {"R40": "item", "R36": "item", "R37": "item", "R41": "expires"},
    "scenarios": {"R80": "kind"},
    "candidates": {"R82": "id", "R83": "plan", "R84": "requires"},
    "served": {"R81": "item"},
}  # fmt: skip
_OF_TARGETS = {"R115": ("year",), "R117": ("value", "base", "reached")}
"""Problems of the targets of a task, and the columns of the sheet of targets that they may be in."""
_SHEETS_OF = {**SHEETS_OF, "review": ("alignments",)}


@dataclass(slots=True)
class WorkbookImport:
    """The rows of the workbook or CSV file called *file*; *origin* are the records it was exported from, if others than now.

    *successions* says which rows follow others, *gone* which records were taken out, *known* are the ids that records had; *before* are the records of the
    workspace under the ids that they have from now on. *takes* says what those that follow split and merged records take over. *lang* is the language of what is written beside proposals.
    """

    file: str
    draft: Draft
    judging: Judging = field(default=Judging())
    origin: Corpus | None = None
    successions: list[Succession] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    known: frozenset[str] = frozenset()
    before: Corpus = field(default=Corpus())
    takes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lang: Language = "ko"

    @classmethod
    def read(
        cls,
        path: Path,
        log: IssueLog,
        *,
        sheet: str | None = None,
        progress: Callable[[int], None] | None = None,
        judging: Judging | None = None,
        words: Mapping[str, str] | None = None,
    ) -> WorkbookImport | None:
        """Read the file *path*; ``None`` where it has no table that is known. *words* are the city's own names of codes."""
        draft = read_draft(path, log, only=sheet, progress=progress, words=words)
        return cls(path.name, draft, judging or Judging()) if draft.sheets else None

    @property
    def held(self) -> int:
        """How many rows could not be read."""
        return sum(len(rows.held) + rows.lost for rows in self.draft.sheets.values())

    @property
    def renamed(self) -> dict[str, str]:
        """The new id of each record that is renumbered, and of one whose id another record takes, by the former one."""
        found = {each.former[0]: each.new for each in self.successions if each.how == "renumbered"}
        return {**{name: name + GONE for name in found.values() if name in self.known and name not in found}, **found}

    @property
    def moves(self) -> tuple[Carried, ...]:
        """What goes along with records that are renumbered, split, merged or dropped."""
        names = {new: old for old, new in self.renamed.items()}
        found = moves(self.before, (self._as_before(each) for each in self.successions), self.gone, self.takes)
        return tuple(replace(each, former=tuple(names.get(name, name) for name in each.former)) for each in found)

    def _as_before(self, succession: Succession) -> Succession:
        """Return *succession* with the ids that its former records have from now on."""
        return replace(succession, former=tuple(self.renamed.get(name, name) for name in succession.former))

    @property
    def retired(self) -> dict[str, Any]:
        """What was judged about the records that are gone, as plain data."""
        return retired(self.before, self.gone)

    def compare(
        self, root: Path, now: Corpus, own: frozenset[str], log: IssueLog, *, read_only: Collection[str] = ()
    ) -> None:
        """Find the records that the file was exported from, so that its rows are compared with them.

        Where they are not known, nothing is removed and no state becomes a review. *now* are the records of the workspace
        *root*, *own* the documents that are its own: a file that was exported from another one has none of them. Of
        *read_only* documents no record may go.
        """
        self._find_origin(root, now, own, log)
        start = self.origin or now
        self.draft.named |= complete(self.draft.sheets, _with_newer(start, now), log)
        self.known = frozenset(item.id for document in start.documents for item in document.items)
        self.successions = read_successions(self.draft, start, now, log)
        follow(self.draft, self.renamed)
        start = renumbered(start, self.renamed)
        self.before = renumbered(now, self.renamed)
        self.gone = gone(self.draft, start, read_only)
        forget(self.draft, self.gone, shown_corpus(start))

    def _find_origin(self, root: Path, now: Corpus, own: frozenset[str], log: IssueLog) -> None:
        draft = self.draft
        if len(draft.marks) > 1:
            log.add(report("W82", Where(self.file), ", ".join(sorted(draft.marks))))
        state = draft.state or (kept_state(root, next(iter(draft.marks))) if len(draft.marks) == 1 else "")
        found = read_state(state, now) if state else None
        if found is not None and _is_of(found, now, own):
            self.origin = None if found.corpus == now else found.corpus
            return
        draft.whole = False
        self.judging = replace(self.judging, known=False)
        if own and len(draft.marks) < 2:  # a workspace that is filled for the first time has nothing to lose
            log.add(report("W80" if found is None else "W81", Where(self.file)))

    def corpus(self, base: Corpus, log: IssueLog) -> Corpus:
        """Return the records of *base* with what the file has changed since it was exported; conflicts go to *log*."""
        moved = renumbered(base, self.renamed)
        now = without(moved, self.gone)
        if self.origin is None:
            corpus = self._edited(now, log)
        else:
            corpus = self._brought_together(renumbered(self.origin, self.renamed), moved, now, log)
        successions = [self._as_before(each) for each in self.successions]
        self.takes = endowments(corpus, moved, successions)
        return inherited(corpus, moved, successions, self.lang)

    def _brought_together(self, origin: Corpus, moved: Corpus, now: Corpus, log: IssueLog) -> Corpus:
        """Return what the file and the workspace make of *origin*; *moved* is the workspace with the records that go."""
        start = without(origin, self.gone)
        edited = self._edited(start, log)
        merged = bring_together(start, now, edited, self._judged())
        names = RecordNames.of(origin, moved, edited)
        for found in merged.conflicts:
            log.add(clash(self.draft, self.file, found, names, known_authors(start, now, found)))
        there = {item.id: document.id for document in origin.documents for item in document.items}
        for name in sorted(self.gone):
            who = changed_since(origin, moved, name)
            if who is not None:
                plain = name.removesuffix(GONE)
                found = Conflict("item", there[name], (plain,), "", plain, plain, None)
                log.add(clash(self.draft, self.file, found, names, who))
        return merged.corpus

    def _edited(self, start: Corpus, log: IssueLog) -> Corpus:
        """Return the records of *start* as the rows say."""
        shown = shown_corpus(start)
        after = self.draft.corpus(shown, log)
        made = laid_back(self.draft, start, shown, after, self.judging, log)
        return stamped(start, made, self.judging.read_only)

    def _judged(self) -> set[Pair]:
        """Return the pairs on which the file gives a verdict."""
        rows = self.draft.sheets.get("alignments")
        said = (row.values for row in (rows.rows if rows else ()) if row.values.get("review_verdict"))
        return {(values["task"], values["item"]) for values in said}

    def check(self, corpus: Corpus, today: datetime.date) -> list[Issue]:
        """Check the records together; places get the column that the problem is in."""
        return _check(self.draft, corpus, self.file, today)

    def suspects(self, corpus: Corpus, issues: list[Issue]) -> set[tuple[str, int]]:
        """Return the rows that an issue about the whole table means."""
        return _swapped(self.draft, corpus) if any(issue.code == "W40" for issue in issues) else set()

    def concerns_rows(self, issue: Issue) -> bool:
        """Whether leaving rows out helps against *issue*."""
        return bool(issue.where.row) or issue.code == "W40"

    def drop(self, places: set[tuple[str, int]]) -> bool:
        """Take the rows at these places (sheet title, row number) out; whether there was one."""
        return self.draft.drop(places)

    def place(self, change: Change) -> Where | None:
        """Return the row that a change comes from."""
        return _place(self.draft, change)


def _with_newer(start: Corpus, now: Corpus) -> Corpus:
    """Return *start* with the documents, items and tasks that only *now* has: a new row takes no id of theirs."""
    if start is now:
        return start
    newer = {document.id: document for document in now.documents}
    ids = {item.id for document in start.documents for item in document.items}
    documents = []
    for document in start.documents:
        later = newer.pop(document.id, None)
        more = tuple(item for item in later.items if item.id not in ids) if later is not None else ()
        documents.append(replace(document, items=(*document.items, *more)))
    return replace(start, documents=(*documents, *newer.values()))


def _is_of(found: Exported, now: Corpus, own: frozenset[str]) -> bool:
    """Whether a state was exported from the workspace that holds *now*: by its own documents, or by all if none is its own."""
    if own or found.own:
        return bool(own & found.own)
    ids = [{document.id for document in corpus.documents} for corpus in (found.corpus, now)]
    return bool(ids[0] & ids[1])


def _check(draft: Draft, corpus: Corpus, file: str, today: datetime.date) -> list[Issue]:
    """Check the records together; places get the column that the problem is in."""
    log = IssueLog()
    swapped = _swapped(draft, corpus)
    rows = draft.sheets.get("alignments")
    if rows is not None and len(swapped) * 2 > len(rows.rows):
        log.add(report("W40", Where(file, sheet=rows.table.name), count=len(swapped)))
        places = {row for _, row in swapped}
        corpus = replace(corpus, alignments=tuple(a for a in corpus.alignments if a.where.row not in places))
    check_integrity(corpus, log, today)
    tables = {found.table.name: found.table for found in draft.sheets.values()}
    reported = _ids_in(draft, corpus)
    placed = []
    for issue in log.issues:
        where = issue.where
        if issue.code in _FOLLOWING and issue.value in reported:
            continue  # its own row has been reported; that others name it is no problem of theirs
        if issue.code == "R46" and (where.sheet, where.row or 0) in draft.miscited:
            continue  # that too few sources are left follows from the one that is not there
        table = tables.get(where.sheet) if where.file == file else None
        key = _COLUMNS.get(table.sheet.key, {}).get(issue.code, "") if table else ""
        if table is not None and where.row and issue.code in _OF_TARGETS:
            placed.append(_at_target(draft, table.sheet.key, issue))
            continue
        if table is not None and not key and issue.code in ("R81", "R85"):
            key = _holding(draft.sheets[table.sheet.key], where.row, issue.value)
        if table is not None and where.row and key:
            rows = draft.sheets[table.sheet.key]
            row = next((row for row in rows.rows if row.number == where.row), None)
            issue = replace(issue, where=rows.where(row, key) if row else table.where(where.row, key))
        placed.append(issue)
    return placed


def _at_target(draft: Draft, sheet: str, issue: Issue) -> Issue:
    """Return *issue* about a target of a task with the place of the cell on the sheet of targets, if the file has it."""
    task = next((row.values["id"] for row in draft.sheets[sheet].rows if row.number == issue.where.row), None)
    targets = draft.sheets.get("targets")
    for row in targets.rows if targets else ():
        key = next((key for key in _OF_TARGETS[issue.code] if str(row.values.get(key)) == str(issue.value)), "")
        if targets is not None and key and row.values["item"] == task:
            return replace(issue, where=targets.where(row, key))
    return issue


def _holding(rows: Rows, number: int | None, value: object) -> str:
    """Return the key of the column that holds *value* in the row with this number; empty where none does."""
    found = (
        key for row in rows.rows if row.number == number for key, said in row.values.items() if str(said) == str(value)
    )
    return next(found, "")


def _ids_in(draft: Draft, corpus: Corpus) -> set[str]:
    """Return the ids of every item and task that is there or stands on a row that could not be taken."""
    ids = {item.id for document in corpus.documents for item in document.items}
    for key in ("items", "tasks"):
        if key in draft.sheets:
            ids.update(name for name in draft.sheets[key].held if isinstance(name, str))
    return ids


def _swapped(draft: Draft, corpus: Corpus) -> set[tuple[str, int]]:
    """Return the rows of alignments whose task is a policy item and whose item is a task."""
    rows = draft.sheets.get("alignments")
    if rows is None:
        return set()
    tasks = {i.id for d in corpus.documents if d.is_plan for i in d.items if i.level in TASK_LEVELS}
    items = {i.id for d in corpus.documents if not d.is_plan for i in d.items}
    return {
        (rows.table.name, row.number)
        for row in rows.rows
        if row.values["task"] in items and row.values["item"] in tasks
    }


def _place(draft: Draft, change: Change) -> Where | None:
    key = change.key if len(change.key) > 1 else change.key[0]
    for sheet in _SHEETS_OF.get(change.kind, ()):
        where = draft.place(sheet, key, _column_of(sheet, change.fields[0][0]) if change.fields else "")
        if where is not None:
            return where
    return None


def _column_of(sheet: str, field: str) -> str:
    """Return the key of the column that shows the field of a record, as far as one column does."""
    known = BY_KEY[sheet].by_path
    return known[field].key if field in known else field
