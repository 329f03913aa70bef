"""Cards as a workbook: a sheet for each task that prints on one page, cells to fill in, lists, and the state on a hidden sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from policygraph.records.kinds import Language, Text
from policygraph.sources.formats.cards.form import MARK, STAMP, STATE_TITLE
from policygraph.sources.formats.workbook.exported import pieces
from policygraph.sources.formats.workbook.new_workbook import CellFormats, new_workbook
from policygraph.sources.safe_cells import cell_width, is_code_like
from policygraph.views.cards.card import Card, CardLine, CardListing, LabelledValue
from policygraph.views.cards.grid import COLUMNS, spread
from policygraph.views.letter.files import unused
from policygraph.views.report.spreadsheet import held

_LABEL = 3
_WIDE = 4.6
_SMALL = 1.12
"""How many letters of the size of cells stand where one of the usual size does, with some to spare."""
_FIRST_LINES = 2
_LINE = 13
"""Points that a line takes."""
_MOST_OF_A_PAGE = 980
"""Points of rows that are put on one page: a quarter more than stand on it at full size."""
_NOTE = Text(
    "이 시트는 고치지 마세요. 회신에 무엇을 적었는지 알아보는 데 씁니다.",
    "Do not edit this sheet: it tells what was filled in.",
)
_HINT = Text(
    "노란 칸을 채우거나 고쳐 이 파일째로 돌려주세요. 예산은 백만원, 시점은 2026.3. 또는 2026-03-15처럼 적습니다. 줄이 모자라면 표 안에 줄을 끼워 넣습니다.",
    "Fill in or correct the yellow cells and send this file back. Money in KRW million, dates as 2026-03 or 2026-03-15; insert rows where a table is short.",
)
_UNFIT = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")


def cards_xlsx(cards: Sequence[Card], stamp: str, state: str, title: str, day: str, lang: Language) -> bytes:
    """Return *cards* as one workbook called *title*, as of *day*, that carries *state*, which is called *stamp*."""
    target = io.BytesIO()
    book = new_workbook(target, date.fromisoformat(day), title=title, author="policygraph")
    drawing = _CardDrawing(book, stamp, lang)
    used: set[str] = set()
    for card in cards:
        drawing.card(book.add_worksheet(_sheet_name(card, used)), card)
    hidden = book.add_worksheet(STATE_TITLE.get(lang))
    hidden.hide()
    hidden.write_string(0, 0, _NOTE.get(lang))
    for number, piece in enumerate(pieces(state), 1):
        hidden.write_string(number, 0, piece)
    book.close()
    return target.getvalue()


def _sheet_name(card: Card, used: set[str]) -> str:
    """Return number and title of the task as a spreadsheet takes them for a sheet, another name for each."""
    plain = (
        f"{card.task.code or ''} {card.task.title.get(card.lang)}".translate(_UNFIT).strip()[:28].strip()
        or card.task.id[:28]
    )
    return unused(plain, used, 27)


class _CardDrawing:
    def __init__(self, book: Any, stamp: str, lang: Language) -> None:
        self.book, self.stamp, self.lang = book, stamp, lang
        self.look = CellFormats(book, font_size=9, border=1, border_color="#A6A6A6", text_wrap=True, valign="vcenter")
        self.height = 0.0  # of the rows of the card that is drawn, in points

    def card(self, page: Any, card: Card) -> None:
        page.set_column(0, COLUMNS - 1, _WIDE)
        page.set_paper(9)
        page.set_portrait()
        page.center_horizontally()
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        page.hide_gridlines(2)
        title = self.look(bold=True, font_size=14, border=0, align="center", font_color="#1F4E79")
        page.merge_range(0, 0, 0, COLUMNS - 1, card.heading, title)
        page.merge_range(
            1, 0, 1, COLUMNS - 1, _HINT.get(self.lang), self.look(border=0, font_size=8, font_color="#444444")
        )
        page.set_row(1, 24)
        marks = (
            LabelledValue("", MARK.get(self.lang), card.task.id, False),
            LabelledValue("", STAMP.get(self.lang), self.stamp, False),
        )
        self.height = 0.0
        row = self._pairs(page, 2, CardLine(marks))
        for part in card.parts:
            row = self._pairs(page, row, part) if isinstance(part, CardLine) else self._listing(page, row, part)
        # a long card goes on behind the page, under the rows that name it, before its letters get too small to read
        page.repeat_rows(2, 3)
        page.fit_to_pages(1, 1 if self.height <= _MOST_OF_A_PAGE else 0)

    def _pairs(self, page: Any, row: int, part: CardLine) -> int:
        wide = COLUMNS // len(part.pairs)
        lines = 1
        for place, pair in enumerate(part.pairs):
            left = place * wide
            page.merge_range(
                row, left, row, left + _LABEL - 1, pair.label, self.look(bold=True, bg_color="#DEEBF7", align="center")
            )
            self._cell(page, row, left + _LABEL, wide - _LABEL, pair.value, asked=pair.asked)
            if pair.choices:
                page.data_validation(
                    row,
                    left + _LABEL,
                    row,
                    left + _LABEL,
                    {"validate": "list", "source": list(pair.choices), "error_type": "warning"},
                )
            lines = max(lines, _lines(pair.value, wide - _LABEL))
        self._high(page, row, max(lines, _FIRST_LINES if part.long else 1))
        return row + 1

    def _high(self, page: Any, row: int, lines: int) -> None:
        """Make *row* as high as so many lines are."""
        self.height += _LINE * lines
        page.set_row(row, _LINE * lines)

    def _listing(self, page: Any, row: int, part: CardListing) -> int:
        spans = spread([column.share for column in part.columns], COLUMNS)
        heading = self.look(bold=True, bg_color="#1F4E79", font_color="#FFFFFF")
        page.merge_range(row, 0, row, COLUMNS - 1, part.title, heading)
        self._high(page, row, 1)
        row += 1
        if any(column.title for column in part.columns):
            self._row(page, row, [column.title for column in part.columns], spans, part, head=True)
            row += 1
        for cells, reach in zip(part.rows, part.reaches, strict=True):
            self._row(page, row, cells, spans, part, reach=reach)
            row += 1
        if part.note:
            self._cell(page, row, 0, COLUMNS, part.note, asked=False)
            self._high(page, row, _lines(part.note, COLUMNS))
            row += 1
        return row

    def _row(
        self,
        page: Any,
        row: int,
        cells: Sequence[object],
        spans: Sequence[int],
        part: CardListing,
        *,
        head: bool = False,
        reach: int = 1,
    ) -> None:
        """Draw a row whose first cell takes *reach* rows: none where it began above."""
        left, lines = 0, 1
        for number, (cell, span, column) in enumerate(zip(cells, spans, part.columns, strict=True)):
            down = 1 if number else reach
            if down:
                asked = part.asked and not head
                self._cell(page, row, left, span, cell, asked=asked, head=head, years=column.years, down=down)
                lines = max(lines, -(-_lines(str(cell), span) // down))
            left += span
        self._high(page, row, lines)

    def _cell(
        self,
        page: Any,
        row: int,
        left: int,
        span: int,
        value: object,
        *,
        asked: bool,
        head: bool = False,
        years: bool = False,
        down: int = 1,
    ) -> None:
        more: dict[str, Any] = {"bg_color": "#FFF2CC"} if asked else {}
        if head:
            more = {"bg_color": "#F2F2F2", "bold": True, "align": "center"}
        if isinstance(value, int | float) and not years:
            more |= {"num_format": "#,##0.######" if isinstance(value, float) else "#,##0", "align": "right"}
        if isinstance(value, str) and is_code_like(value):
            more["quote_prefix"] = True
        look = self.look(**more)
        if span > 1 or down > 1:
            page.merge_range(row, left, row + down - 1, left + span - 1, "", look)
        if isinstance(value, int | float):
            page.write_number(row, left, value, look)
        elif value:
            page.write_string(row, left, held(str(value)), look)
        else:
            page.write_blank(row, left, None, look)


def _lines(text: str, span: int) -> int:
    """Return how many lines *text* takes in a cell of so many columns."""
    room = max(1, int(span * (_WIDE + 0.7) * _SMALL))
    return sum(max(1, -(-cell_width(line) // room)) for line in text.split("\n"))
