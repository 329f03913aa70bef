"""What the columns 이전 id and 나뉨/합침 say: which rows are renumbered, split or merged, and which records are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Corpus
from policygraph.sources.formats.workbook.row_reader import Rows, SheetRow
from policygraph.sources.formats.workbook.schema import PARTS
from policygraph.sources.formats.workbook.workbook_draft import Draft
from policygraph.sources.inheritance import Succession
from policygraph.sources.naming import RecordNames

RECORDS = ("tasks", "items")
"""The sheets whose rows may follow others."""
DOCUMENTS = ("plans", "frameworks")
"""The sheets whose rows may take another id."""


def read_successions(draft: Draft, start: Corpus, now: Corpus, log: IssueLog) -> list[Succession]:
    """Return what follows what among the rows of *draft*, which was exported from *start*; *now* is the workspace.

    A row that says something that cannot be goes to *log* and is left out.
    """
    found: list[Succession] = []
    there = {item.id for document in now.documents for item in document.items} | {each.id for each in now.documents}
    names = RecordNames.of(start)
    for sheet in (*DOCUMENTS, *RECORDS):
        rows = draft.sheets.get(sheet)
        if rows is None:
            continue
        documents = [each for each in start.documents if each.is_plan == (sheet in ("tasks", "plans"))]
        known = {each.id for each in documents}
        if sheet in RECORDS:
            known = {item.id for each in documents for item in each.items}
        claimed = Counter(name for row in rows.rows if "succession" not in row.values for name in _former(row))
        standing = {row.values["id"] for row in rows.rows if not _former(row)}
        bad: set[tuple[str, int]] = set()
        for row in rows.rows:
            succession = _succession(rows, row, known, claimed, standing, log)
            lost = [name for name in succession.former if name not in there] if succession is not None else []
            for name in lost:
                log.add(report("W85", rows.where(row, "former"), **names.named((name,))))
            if succession is not None and not lost:
                found.append(succession)
            elif _former(row) or "succession" in row.values:
                bad.add((rows.table.name, row.number))
        draft.drop(bad)
    return found


def _former(row: SheetRow) -> tuple[str, ...]:
    former: tuple[str, ...] = row.values.get("former", ())
    return tuple(name for name in former if name != row.values["id"])


def _succession(
    rows: Rows,
    row: SheetRow,
    known: Collection[str],
    claimed: Mapping[str, int],
    standing: Collection[str],
    log: IssueLog,
) -> Succession | None:
    """Return what a row follows; ``None`` where it follows nothing, or where that is reported."""
    former = _former(row)
    how = row.values.get("succession") or ("merged" if len(former) > 1 else "renumbered")
    where = rows.where(row, "former")
    if not former:
        if "succession" in row.values:
            log.add(report("W90", where))
        return None
    if len(former) > 1 and rows.table.sheet.key in DOCUMENTS:
        log.add(report("W91", where, ", ".join(former)))
        return None
    for name in former:
        if name not in known:
            log.add(report("W87", where, name, **did_you_mean(name, list(known))))
            return None
        if how == "renumbered" and name in standing:
            log.add(report("W88", where, name))
            return None
        if how == "renumbered" and claimed[name] > 1:
            log.add(report("W89", where, name))
            return None
    return Succession(row.values["id"], former, how)


def gone(draft: Draft, start: Corpus, read_only: Collection[str]) -> set[str]:
    """Return the ids of the records of *start* whose rows were taken out; *read_only* are documents that lose none."""
    found: set[str] = set()
    for sheet in RECORDS:
        rows = draft.sheets.get(sheet)
        if rows is None or rows.lost or not draft.whole:
            continue
        ids = [row.values["id"] for row in rows.rows]
        if len(set(ids)) < len(ids):
            continue  # one of two rows with the same id may be the one that seems to be missing
        listed = {*ids} | rows.held
        found |= {
            item.id
            for each in start.documents
            if each.is_plan == (sheet == "tasks") and each.id not in read_only
            for item in each.items
            if item.id not in listed
        }
    return found


def follow(draft: Draft, ids: Mapping[str, str]) -> None:
    """Let the rows of *draft* that name records by their former *ids* name them by the new ones."""
    for rows, row, key, value in list(_named(draft)) if ids else ():
        if not (rows.table.sheet.key in (*DOCUMENTS, *RECORDS) and key in ("id", "former")):
            row.values[key] = ids.get(value, value) if isinstance(value, str) else tuple(ids.get(n, n) for n in value)


def forget(draft: Draft, names: Collection[str], start: Corpus) -> None:
    """Take out the rows of *draft* that say something about records that are gone, as *start* had it."""
    links = {(link.task, link.item) for link in start.alignments} | {(each.task, each.item) for each in start.reviews}
    decided = {decision.item for decision in start.decisions}
    for sheet, rows in draft.sheets.items():
        if sheet in PARTS:
            rows.rows = [row for row in rows.rows if row.values["item"] not in names]
        elif sheet in ("alignments", "reviews"):
            rows.rows = [row for row in rows.rows if not (_pair(row) in links and set(_pair(row)) & set(names))]
        elif sheet == "decisions":
            rows.rows = [row for row in rows.rows if row.values["item"] not in decided.intersection(names)]
    for rows, row, key, value in list(_named(draft)) if names else ():
        if key in ("conflicts", "same_as", "predecessors"):
            row.values[key] = tuple(name for name in value if name not in names)
        elif key == "instead" and value in names and rows.table.sheet.key == "reviews":
            del row.values[key]


def _pair(row: SheetRow) -> tuple[str, str]:
    return row.values["task"], row.values["item"]


def _named(draft: Draft) -> Iterator[tuple[Rows, SheetRow, str, Any]]:
    """Yield each cell that names records: rows, row, key of the column, value."""
    for rows in draft.sheets.values():
        keys = [column.key for column in rows.table.sheet.columns
                if (column.kind in ("id", "ids") and {*column.looks_up} & {*DOCUMENTS, *RECORDS}) or column.key == "former"]  # fmt: skip
        for row in rows.rows:
            for key in keys:
                if key in row.values:
                    yield rows, row, key, row.values[key]
