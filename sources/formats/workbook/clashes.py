"""A conflict as the problem of a cell: where it stands in the file, and the three values in the words of the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from policygraph.records.catalogue import report
from policygraph.records.field import fields_by_name
from policygraph.records.issue import Issue, Where
from policygraph.records.kinds import Item, Text
from policygraph.sources.formats.workbook.cells_in import as_text
from policygraph.sources.formats.workbook.cells_out import to_cell
from policygraph.sources.formats.workbook.columns import SheetColumn
from policygraph.sources.formats.workbook.incoming_tables import column_letter
from policygraph.sources.formats.workbook.row_reader import Rows, SheetRow
from policygraph.sources.formats.workbook.schema import BY_KEY, LISTED, NOTHING, OWNERS
from policygraph.sources.formats.workbook.workbook_draft import Draft
from policygraph.sources.merging import Conflict
from policygraph.sources.naming import RecordNames

SHEETS_OF = {"item": ("tasks", "items"), "document": ("plans", "frameworks"), "alignment": ("alignments",),
             "source": ("sources",), "decision": ("decisions",), "department": ("departments",), "review": ("reviews",),
             "assessment": ("assessments",), "scenario": ("scenarios",), "candidate": ("candidates",),
             "mark": ("marks",)}  # fmt: skip
"""The sheets on which records of a kind stand."""
_PARTS = {
    **{fields_by_name(Item)[name].key: sheet for name, sheet in LISTED.items()},
    "edits": "scenarios",
    "serves": "served",
}


def clash(draft: Draft, file: str, found: Conflict, names: RecordNames, who: Sequence[str]) -> Issue:
    """Return the problem that the conflict *found* is; *names* says what people call records, *who* has changed it."""
    said = {"who_ko": f"({', '.join(who)})" if who else "", "who_en": f" ({', '.join(who)})" if who else ""}
    called = names.named(found.key)
    sheet, column, row = _cell(draft, found)
    where = _where(draft, file, found, sheet, column, row)
    if found.theirs is None and _is_record(found):
        return report("W84", where, **called, **said)
    if found.ours is None and _is_record(found):
        return report("W85", where, **called)
    words = {
        f"{side}_{lang}": _word(column, value, lang)
        for side, value in (("base", found.base), ("ours", found.ours), ("theirs", found.theirs))
        for lang in ("ko", "en")
    }
    return report("W83", where, called["value"], **words, **said)


def _is_record(found: Conflict) -> bool:
    """Whether a whole row is gone on one side: a record, or a part of one."""
    field, _, rest = found.field.partition(".")
    return not field or (field in _PARTS and "." not in rest) or found.field == "budget"


def _cell(draft: Draft, found: Conflict) -> tuple[str, SheetColumn | None, SheetRow | None]:
    """Return sheet, column and row that a conflict is about, as far as the file has them."""
    field, _, rest = found.field.partition(".")
    if field in _PARTS:
        sheet, path = _PARTS[field], rest.partition(".")[2]
        column = BY_KEY[sheet].by_path.get(path)
        return sheet, column, _part_row(draft, sheet, found, column)
    if field == "budget" and found.kind == "item":
        year, _, path = rest.removeprefix("years.").partition(".") if rest.startswith("years.") else ("", "", rest)
        column = BY_KEY["budgets"].by_path.get(path or "krw")
        rows = (row for row in _rows_of(draft, "budgets", found.key[0]) if str(row.values.get("year") or "") == year)
        return "budgets", column, next(rows, None)
    key = found.key if len(found.key) > 1 else found.key[0]
    for sheet in SHEETS_OF.get(found.kind, ()):
        rows_of = draft.sheets.get(sheet)
        if rows_of is None or not BY_KEY[sheet].identified_by:
            continue
        row = next((row for row in rows_of.rows if rows_of.key(row) == key), None)
        if row is not None:
            paths = BY_KEY[sheet].by_path
            return sheet, paths.get(found.field) or (paths.get(field) if rest else None), row
    known = [sheet for sheet in SHEETS_OF.get(found.kind, ()) if sheet in draft.sheets]
    return (known[0] if known else ""), None, None


def _rows_of(draft: Draft, sheet: str, item: str) -> Iterator[SheetRow]:
    found = draft.sheets.get(sheet)
    return (row for row in (found.rows if found else ()) if row.values.get(OWNERS[sheet]) == item)


def _part_row(draft: Draft, sheet: str, found: Conflict, column: SheetColumn | None) -> SheetRow | None:
    """Return the row of a part: the one that has the value of the file, or the first of its item."""
    rows = list(_rows_of(draft, sheet, found.key[0]))
    fitting = [row for row in rows if column is not None and row.values.get(column.key) == found.theirs]
    return next(iter(fitting or rows), None)


def _where(
    draft: Draft, file: str, found: Conflict, sheet: str, column: SheetColumn | None, row: SheetRow | None
) -> Where:
    rows: Rows | None = draft.sheets.get(sheet)
    if rows is None:
        return Where(file)
    table = rows.table
    if row is None:
        return Where(table.file, sheet=table.name)
    _, _, own = found.field.rpartition("extra.")
    if column is None and own in table.unknown:
        return Where(table.file, None, own, table.name, row.number, column_letter(table.unknown[own]))
    return rows.where(row, column.key if column is not None else "")


def _word(column: SheetColumn | None, value: Any, lang: str) -> str:
    """Return *value* as the sheet shows it."""
    if column is not None and column.kind == "won" and isinstance(value, int):
        return f"{value:,}" + Text("원", " won").get("en" if lang == "en" else "ko")
    one_of_pairs = column is not None and column.kind == "pairs" and isinstance(value, str)
    shown = value if column is None or one_of_pairs else to_cell(column, value, lang)
    return as_text(shown) if shown not in (None, "", ()) else NOTHING.get("en" if lang == "en" else "ko")
