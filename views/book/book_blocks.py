"""What a chapter of the book is made of: grids with merged cells, lines of text, pictures. Every form draws these alone.

A `Grid` lists its cells as HTML does: each row holds the cells that begin in it, and a cell says how many rows and columns
it takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from policygraph.graph.money import split
from policygraph.records.counting import counted
from policygraph.records.kinds import Language, Number, Text
from policygraph.views.figures import Picture

Align = Literal["left", "center", "right"]
Look = Literal["", "head", "group", "subtotal", "total", "lacking"]
PAGE = 267  # millimetres between the margins of a landscape page
MOST_BESIDE = 10  # columns of one kind (frameworks, years) that a page holds side by side
MILLION = 10**6
UNIT = Text("백만원", "KRW million")
NOT_KNOWN = Text("미상", "unknown")
NO_BUDGET = Text("비예산", "none")
BLANK = "–"


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its *text* (lines apart by line breaks), or an *amount* of won, which is shown in millions."""

    text: str = ""
    amount: int | None = None
    rows: int = 1
    columns: int = 1
    align: Align | None = None
    bold: bool = False

    @property
    def shown(self) -> str:
        """The text of the cell as people read it."""
        return self.text if self.amount is None else in_millions(self.amount)


@dataclass(frozen=True, slots=True)
class GridRow:
    """The cells that begin in a row, and how the row looks.

    *own* are the columns of one's own of the record that the row is about. ``None``: it is about no record, or, where its
    first cell reaches down to it, about that of the row above.
    """

    cells: tuple[GridCell, ...]
    look: Look = ""
    own: Mapping[str, str | Number] | None = None


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column: its *width* (millimetres on paper) and how its cells are set."""

    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: *head* rows that repeat on each page, *rows*, the *unit* of its amounts, *notes* below it.

    *number* is given by the book, such as ``6-1``; *short* names its sheet in a workbook; *page* is how many millimetres
    a page has between its margins. The rows of a *loose* one share no columns, as those of a card: only their widths say
    what stands below what.
    """

    caption: str
    columns: tuple[GridColumn, ...]
    head: tuple[GridRow, ...]
    rows: tuple[GridRow, ...]
    unit: str = ""
    notes: tuple[str, ...] = ()
    short: str = ""
    number: str = ""
    page: int = PAGE
    loose: bool = False

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of the columns (whole millimetres), together as wide as the page."""
        return tuple(split(self.page, [round(column.width * 10) for column in self.columns])) if self.columns else ()

    def align(self, cell: GridCell, column: int) -> Align:
        """Return how *cell* is set that begins in *column*."""
        if cell.align is not None:
            return cell.align
        if cell.amount is not None:
            return "right"
        return self.columns[column].align if cell.columns == 1 else "left"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; a *heading* heads what follows, a *note* is in small print."""

    text: str
    look: Literal["", "heading", "note"] = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture with its *number*, given by the book."""

    picture: Picture
    number: str = ""


Block = Grid | Line | Drawn


@dataclass(slots=True)
class Placed:
    """Where a cell stands: its *column*, and whether it began in a row above (*continued*)."""

    column: int
    cell: GridCell
    continued: bool = False
    left: int = field(default=1)


def placed(rows: Sequence[GridRow], columns: int) -> Iterator[list[Placed]]:
    """Yield for each row what stands in it, by column: cells that begin in it, and cells of rows above that reach into it.

    Raises `ValueError` where cells do not fill the columns exactly, which is a fault of the program.

    >>> rows = [GridRow((GridCell("가", rows=2), GridCell("나"))), GridRow((GridCell("다"),))]
    >>> [[(one.column, one.cell.text, one.continued) for one in found] for found in placed(rows, 2)]
    [[(0, '가', False), (1, '나', False)], [(0, '가', True), (1, '다', False)]]
    """
    reaching: dict[int, Placed] = {}
    for row in rows:
        found: list[Placed] = []
        waiting = iter(row.cells)
        column = 0
        while column < columns:
            above = reaching.pop(column, None)
            if above is None:
                cell = next(waiting, None)
                if cell is None:
                    raise ValueError(f"a row of {counted(columns, 'column')} ends behind {column}")
                one = Placed(column, cell, left=cell.rows)
            else:
                one = Placed(column, above.cell, continued=True, left=above.left)
            found.append(one)
            if one.left > 1:
                one.left -= 1
                reaching[column] = one
            column += one.cell.columns
        if column != columns or next(waiting, None) is not None:
            raise ValueError(f"the cells of a row do not fill {counted(columns, 'column')}")
        yield found


def in_millions(won: int) -> str:
    """Return an amount of won in whole millions, halves upwards; an amount that rounds to none keeps what it has.

    >>> in_millions(1_234_500_000), in_millions(300_000), in_millions(0)
    ('1,235', '0.3', '0')
    """
    whole = (won + MILLION // 2) // MILLION
    if whole or not won:
        return f"{whole:,}"
    return f"{won / MILLION:.6f}".rstrip("0")


def known(amount: int | None, lang: Language) -> GridCell:
    """Return the cell of a total: unknown is said as such, and so is an amount of none."""
    if amount is None:
        return GridCell(NOT_KNOWN.get(lang), align="center")
    return GridCell(NO_BUDGET.get(lang), align="center") if amount == 0 else GridCell(amount=amount)


def part(amount: int | None) -> GridCell:
    """Return the cell of an amount that is part of a total; a dash where nobody says it."""
    return GridCell(BLANK, align="center") if amount is None else GridCell(amount=amount)


def titled_grid(
    caption: str,
    head: Iterable[tuple[Text, GridColumn]],
    rows: Iterable[GridRow],
    lang: Language,
    *,
    short: str = "",
    unit: Text | None = None,
    notes: Iterable[Text] = (),
) -> Grid:
    """Return a table whose head is one row of titles; *short* (default: the caption) names its sheet in a workbook.

    >>> found = titled_grid("과제", [(Text("번호"), GridColumn(10))], [GridRow((GridCell("1"),))], "ko")
    >>> found.short, found.head[0].cells[0].text, found.widths
    ('과제', '번호', (267,))
    """
    listed = list(head)
    return Grid(
        caption,
        tuple(column for _, column in listed),
        (GridRow(head_cells(title.get(lang) for title, _ in listed), "head"),),
        tuple(rows),
        unit=unit.get(lang) if unit else "",
        notes=tuple(note.get(lang) for note in notes),
        short=short or caption,
    )


def head_cells(titles: Iterable[str], rows: int = 1) -> tuple[GridCell, ...]:
    """Return the cells of a head, each over so many *rows*."""
    return tuple(GridCell(title, rows=rows, align="center") for title in titles)
