"""A card as a grid of merged cells, as documents and the book draw it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from policygraph.records.kinds import Text
from policygraph.sources.formats.cards.form import MARK, STAMP
from policygraph.views.book.book_blocks import PAGE, Grid, GridCell, GridColumn, GridRow
from policygraph.views.cards.card import Card, CardColumn, CardLine, CardListing, LabelledValue

COLUMNS = 20
WIDTH = 9.0
"""Millimetres of each column of a form: together as wide as a page that stands."""
_LABEL = 3
_ASKS = frozenset(("open", "remark"))
"""What only the form shows, not the book."""


def card_grid(card: Card, stamp: str = "", *, number: str = "") -> Grid:
    """Return *card* as a table: as a form under the name *stamp* of what it was made of, or (without) as the book shows it.

    The book gives the task its *number* and leaves out empty rows.
    """
    rows = list(_form(card, stamp) if stamp else _shown(card, number))
    named = 2 if stamp else 1  # rows that name form and task, said again where a card goes on behind a page
    columns = tuple(GridColumn(WIDTH) for _ in range(COLUMNS))
    title, short = card.task.title.get(card.lang), Text("과제정의서", "Card").get(card.lang)
    page = round(WIDTH * COLUMNS) if stamp else PAGE
    return Grid(title, columns, tuple(rows[:named]), tuple(rows[named:]), short=short, page=page, loose=True)


def _form(card: Card, stamp: str) -> Iterator[GridRow]:
    marks = (LabelledValue("", MARK.get(card.lang), card.task.id), LabelledValue("", STAMP.get(card.lang), stamp))
    yield _pairs(marks)
    for part in card.parts:
        if isinstance(part, CardLine):
            yield _pairs(part.pairs)
        else:
            yield from _table(part, part.rows)


def _shown(card: Card, number: str) -> Iterator[GridRow]:
    for part in card.parts:
        if isinstance(part, CardListing):
            rows = [
                row
                for row in part.rows
                if any(cell not in ("", None) for cell in row[1 if part.key == "money" else 0 :])
            ]
            if part.key == "money":
                rows = [_with_sum(row) for row in rows]
            if part.key == "milestones":
                rows = [(dotted(str(date)), *rest) for date, *rest in rows]
            if part.key not in _ASKS and rows:
                yield from _table(part, rows)
        elif part.pairs[0].key not in _ASKS and any(pair.value for pair in part.pairs):
            first, *rest = part.pairs
            named = LabelledValue(first.key, first.label, number) if first.key == "number" and number else first
            said = (named, *rest)
            yield _pairs(
                [replace(pair, value=dotted(pair.value)) if pair.key in ("start", "end") else pair for pair in said]
            )


def dotted(date: str) -> str:
    """Return a date as a plan writes it; the form keeps the hyphens, which cells of all programs leave as they are.

    >>> dotted("2026-03"), dotted("2026-03-15"), dotted("2026"), dotted("")
    ('2026.3.', '2026.3.15.', '2026', '')
    """
    parts = date.split("-")
    if len(parts) == 1 or not all(part.isdecimal() for part in parts):
        return date
    return "".join(f"{int(part)}." for part in parts)


def _with_sum(row: Sequence[object]) -> tuple[object, ...]:
    """Return a row of money with its sum where nobody typed one."""
    borne = [cell for cell in row[1:-1] if isinstance(cell, int | float)]
    return (*row[:-1], round(sum(borne), 6)) if row[-1] == "" and borne else tuple(row)


def _pairs(pairs: Sequence[LabelledValue]) -> GridRow:
    if len(pairs) == 1:
        return value_row(pairs[0].label, pairs[0].value)
    half = COLUMNS // 2 - _LABEL
    return GridRow(tuple(cell for pair in pairs for cell in (_label(pair.label), GridCell(pair.value, columns=half))))


def value_row(label: str, value: str) -> GridRow:
    """Return a row of a card that holds one label and its value."""
    return GridRow((_label(label), GridCell(value, columns=COLUMNS - _LABEL)))


def _label(text: str) -> GridCell:
    return GridCell(text, columns=_LABEL, align="center", bold=True)


def _table(part: CardListing, rows: Sequence[Sequence[object]]) -> Iterator[GridRow]:
    spans = spread([column.share for column in part.columns], COLUMNS)
    yield GridRow((GridCell(part.title, columns=COLUMNS),), "group")
    if any(column.title for column in part.columns):
        heads = zip(part.columns, spans, strict=True)
        yield GridRow(tuple(GridCell(each.title, columns=span, align="center") for each, span in heads), "subtotal")
    reaches = part.reaches if part.merged else (1,) * len(rows)
    for row, reach in zip(rows, reaches, strict=True):
        cells = [
            GridCell(cell_text(cell, column), columns=span, align="right" if _is_amount(cell, column) else None)
            for cell, column, span in zip(row, part.columns, spans, strict=True)
        ]
        yield GridRow((replace(cells[0], rows=reach), *cells[1:]) if reach else tuple(cells[1:]))
    if part.note:
        yield GridRow((GridCell(part.note, columns=COLUMNS),))


def _is_amount(cell: object, column: CardColumn) -> bool:
    return isinstance(cell, int | float) and not column.years


def cell_text(cell: object, column: CardColumn) -> str:
    """Return what stands in a cell of a document; years are no amounts.

    >>> amounts, years = CardColumn("목표값", 50), CardColumn("목표 연도", 50, years=True)
    >>> cell_text(1234.5, amounts), cell_text(2026, amounts), cell_text(2026, years), cell_text("", amounts)
    ('1,234.5', '2,026', '2026', '')
    """
    if _is_amount(cell, column):
        return f"{cell:,}"
    return "" if cell is None else str(cell)


def spread(shares: Sequence[int], columns: int) -> list[int]:
    """Return how many of *columns* each of *shares* takes, at least one.

    >>> spread([50, 30, 20], 20), spread([90, 5, 5], 10)
    ([10, 6, 4], [8, 1, 1])
    """
    whole = sum(shares)
    found = [max(1, share * columns // whole) for share in shares]
    while sum(found) != columns:
        step = 1 if sum(found) < columns else -1
        place = max(range(len(found)), key=lambda n: (step * (shares[n] / whole - found[n] / columns), -n))
        if step < 0 and found[place] == 1:
            place = max(range(len(found)), key=lambda n: found[n])
        found[place] += step
    return found
