"""The columns that planners add for themselves: their cells in and out, kept as they are and never interpreted.

A number stays a number, so that a sum over the column still works; everything else is text. A text file has no types,
and a column that a file does not have says nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from policygraph.records.kinds import Extra, Number
from policygraph.sources.formats.workbook.cells_in import Cell, as_text, tidy, unescaped
from policygraph.sources.formats.workbook.incoming_tables import SheetTable
from policygraph.sources.formats.workbook.sheet_cells import NoDate


def read_note(cell: Cell, *, escaped: bool) -> tuple[str | Number, str]:
    """Return what a cell says and the code of the notice that tidying gives; an empty text says nothing.

    Numbers keep the 15 digits that a spreadsheet shows.

    >>> read_note(3.0, escaped=True), read_note(" 007 ", escaped=True), read_note(0.1 + 0.2, escaped=True)
    ((3, ''), ('007', ''), (0.3, ''))
    """
    if isinstance(cell, NoDate):
        cell = cell.number
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = float(f"{cell:.15G}")
        return (int(number) if number.is_integer() and abs(number) < 1e15 else number), ""
    text = as_text(cell)
    return tidy(unescaped(text) if escaped else text)


def kept_notes(table: SheetTable, new: Extra, old: Extra) -> Extra:
    """Return the notes *new* of a row in the order of *old*, with those of *old* whose column the file does not have."""
    given = dict(new)
    kept: dict[str, str | Number] = {}
    for name, value in old:
        if name in given:
            found = given.pop(name)
            kept[name] = value if not table.typed and as_text(value) == as_text(found) else found
        elif name not in table.unknown:
            kept[name] = value
    return (*kept.items(), *given.items())


def with_notes(table: SheetTable, record: Any, old: Iterable[Any]) -> Any:
    """Return *record* with the notes of the equal one among *old* that the file does not speak of."""
    plain = replace(record, extra=())
    twin = next((before for before in old if before.extra and replace(before, extra=()) == plain), None)
    return record if twin is None else replace(record, extra=kept_notes(table, record.extra, twin.extra))
