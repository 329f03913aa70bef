"""Columns of one's own in the tables of the book: behind the others, wherever rows are about records that have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policygraph.views.book.book_blocks import Grid, GridCell, GridColumn, GridRow, head_cells, placed
from policygraph.views.report.own_columns import used

WIDTH = 26
"""Millimetres of a column of one's own, before the columns of a table are fitted to the page."""


def with_own(grid: Grid, names: Sequence[str]) -> Grid:
    """Return *grid* with those of the columns *names* that its rows have.

    >>> rows = [GridRow((GridCell("전략", columns=2),), "group"), GridRow((GridCell("1"), GridCell("가")), own={"담당자": "나"})]
    >>> grid = Grid("과제", (GridColumn(10), GridColumn(90)), (GridRow(head_cells(["번호", "과제"]), "head"),), tuple(rows))
    >>> found = with_own(grid, ["담당자", "비고"])
    >>> [[cell.text for cell in row.cells] for row in (*found.head, *found.rows)], found.rows[0].cells[0].columns
    ([['번호', '과제', '담당자'], ['전략'], ['1', '가', '나']], 3)
    """
    shown = used(names, (row.own for row in grid.rows if row.own))
    if not shown or not grid.head:
        return grid
    first, *others = grid.head
    head = replace(first, cells=(*first.cells, *head_cells(shown, len(grid.head))))
    columns = (*grid.columns, *(GridColumn(WIDTH) for _ in shown))
    return replace(grid, columns=columns, head=(head, *others), rows=tuple(_rows(grid, shown)))


def _rows(grid: Grid, shown: Sequence[str]) -> list[GridRow]:
    """Return the rows of *grid* with the cells of *shown*, which reach over as many rows as the record does."""
    width = len(grid.columns)
    heights: list[int] = []  # of the record of each row, 0 where it began in a row above
    start = 0
    for number, (row, found) in enumerate(zip(grid.rows, placed(grid.rows, width), strict=True)):
        if row.own is None and found[0].continued:
            heights[start] += 1
            heights.append(0)
        else:
            start = number
            heights.append(1)
    return [_row(row, height, width, shown) for row, height in zip(grid.rows, heights, strict=True)]


def _row(row: GridRow, height: int, width: int, shown: Sequence[str]) -> GridRow:
    if not height:
        return row
    said = row.own or {}
    if len(row.cells) == 1 and row.cells[0].columns == width and not any(name in said for name in shown):
        return replace(row, cells=(replace(row.cells[0], columns=width + len(shown)),))
    return replace(row, cells=(*row.cells, *(GridCell(str(said.get(name, "")), rows=height) for name in shown)))
