"""A card as a grid of merged cells, as documents and the book draw it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policygraph.records.kinds import Text
from policygraph.sources.formats.cards.form import MARK, STAMP
from policygraph.views.book.blocks import Grid, GridCell, GridColumn, GridRow
from policygraph.views.cards.card import Card, CardLine, CardListing, LabelledValue

COLUMNS = 20
WIDTH = 9.0
"""Millimetres of each column: together as wide as a page that stands."""
_LABEL = 3
_ASKS = frozenset(("open", "remark"))
"""What only the form shows, not the book."""


def card_grid(card: Card, stamp: str = "", *, number: str = "") -> Grid:
    """Return *card* as a table: as a form under the name *stamp* of what it was made of, or (without) as the book shows it.

    The book gives the task its *number* and leaves out empty rows.
    """
    rows = list(_form(card, stamp) if stamp else _shown(card, number))
    columns = tuple(GridColumn(WIDTH) for _ in range(COLUMNS))
    return Grid(
        card.task.title.get(card.lang), columns, (), tuple(rows), short=Text("과제정의서", "Card").get(card.lang)
    )


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
            if part.key not in _ASKS and rows:
                yield from _table(part, rows)
        elif part.pairs[0].key not in _ASKS and any(pair.value for pair in part.pairs):
            first, *rest = part.pairs
            named = LabelledValue(first.key, first.label, number) if first.key == "number" and number else first
            yield _pairs((named, *rest))


def _with_sum(row: Sequence[object]) -> tuple[object, ...]:
    """Return a row of money with its sum where nobody typed one."""
    borne = [cell for cell in row[1:-1] if isinstance(cell, int | float)]
    return (*row[:-1], round(sum(borne), 6)) if row[-1] == "" and borne else tuple(row)


def _pairs(pairs: Sequence[LabelledValue]) -> GridRow:
    if len(pairs) == 1:
        [pair] = pairs
        return GridRow((_label(pair.label), GridCell(pair.value, columns=COLUMNS - _LABEL)))
    half = COLUMNS // 2 - _LABEL
    return GridRow(tuple(cell for pair in pairs for cell in (_label(pair.label), GridCell(pair.value, columns=half))))


def _label(text: str) -> GridCell:
    return GridCell(text, columns=_LABEL, align="center", bold=True)


def _table(part: CardListing, rows: Sequence[Sequence[object]]) -> Iterator[GridRow]:
    spans = spread([share for _, share in part.columns], COLUMNS)
    yield GridRow((GridCell(part.title, columns=COLUMNS),), "group")
    if any(title for title, _ in part.columns):
        yield GridRow(
            tuple(GridCell(title, columns=span, align="center") for (title, _), span in zip(part.columns, spans, strict=True)), "subtotal"
        )  # fmt: skip
    for row in rows:
        yield GridRow(
            tuple(
                GridCell(cell_text(cell), columns=span, align="right" if isinstance(cell, int | float) and part.key == "money" and place else None)
                for place, (cell, span) in enumerate(zip(row, spans, strict=True))
            )
        )  # fmt: skip


def cell_text(cell: object) -> str:
    """Return what stands in a cell of a document; years are no amounts.

    >>> cell_text(1234.5), cell_text(2026), cell_text(12000), cell_text("")
    ('1,234.5', '2026', '12,000', '')
    """
    if isinstance(cell, int | float) and not (isinstance(cell, int) and 1900 <= cell <= 2200):
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
