"""The book as a workbook: a cover with contents, and each table on a sheet of its own, ready to print."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

from policygraph.records.kinds import Text
from policygraph.sources.formats.workbook.new_workbook import CellFormats, new_workbook
from policygraph.sources.safe_cells import is_code_like
from policygraph.views.book.book_blocks import MILLION, Drawn, Grid, GridCell, GridRow, Line, placed
from policygraph.views.book.plan_book import CONTENTS, Book, figure_caption, table_caption, unit_line
from policygraph.views.book.word import BOLD, COLOURS
from policygraph.views.report.spreadsheet import held, lines_of, on_paper
from policygraph.views.report.tables import MOST_OF_A_PROPERTY

COVER = Text("표지", "Cover")
_MM = 0.52  # letters of a column for each millimetre on paper
_NAME = re.compile(r"[\[\]:*?/\\']")
_MOST_OF_A_NAME = 31
MOST_STREAMED = 200
"""Sheets of a workbook whose rows are kept on disk while it is written."""


def as_xlsx(book: Book) -> bytes:
    """Return *book* as an XLSX file."""
    target = io.BytesIO()
    sheets = 1 + sum(not isinstance(block, Line) for chapter in book.chapters for block in chapter.blocks)
    day = datetime.date.fromisoformat(book.date)
    title = book.title[:MOST_OF_A_PROPERTY]
    content = new_workbook(target, day, streamed=sheets <= MOST_STREAMED, title=title, author="policygraph")
    _BookWriter(content, book).write()
    content.close()
    return target.getvalue()


class _BookWriter:
    def __init__(self, content: Any, book: Book) -> None:
        self.content, self.book = content, book
        self.format = CellFormats(content)
        self._looks: dict[tuple[str, bool, str, str, bool], Any] = {}
        self._listed: list[tuple[str, str]] = []  # sheet (or nothing) and what it holds

    def write(self) -> None:
        cover = self.content.add_worksheet(COVER.get(self.book.lang))
        for chapter in self.book.chapters:
            self._listed.append(("", chapter.heading))
            waiting: list[str] = []
            page: Any = None
            row = 0
            for block in chapter.blocks:
                if isinstance(block, Grid):
                    page, row = self._grid(block, waiting)
                    waiting = []
                elif isinstance(block, Drawn):
                    page, row = None, 0
                    self._picture(block)
                elif page is None:
                    waiting.append(block.text)
                else:
                    row = self._line(page, row, block.text)
            for text in waiting:
                self._listed.append(("", f"   {text}"))
        self._cover(cover)

    def _page(self, name: str) -> Any:
        return on_paper(self.content.add_worksheet(name), self.book.title)

    def _name(self, number: str, short: str) -> str:
        return _NAME.sub(" ", f"{number} {short}")[:_MOST_OF_A_NAME].strip()

    def _line(self, page: Any, row: int, text: str) -> int:
        page.write_string(row, 0, held(text), self.format(font_color="#444444"))
        return row + 1

    def _grid(self, grid: Grid, before: list[str]) -> tuple[Any, int]:
        """Write *grid* on a sheet of its own, lines *before* it above; return the sheet and the row behind."""
        lang = self.book.lang
        name = self._name(grid.number, grid.short or grid.caption)
        self._listed.append((name, table_caption(grid, lang)))
        page = self._page(name)
        widths = [max(5.0, width * _MM) for width in grid.widths]
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        row = 0
        for text in before:
            row = self._line(page, row, text)
        page.write_string(
            row, 0, held(table_caption(grid, lang)), self.format(bold=True, font_size=12, font_color="#1F4E79")
        )
        if unit := unit_line(grid, lang):
            page.write_string(row + 1, len(widths) - 1, unit, self.format(align="right", font_color="#444444"))
        start = row + 2
        row = self._rows(page, grid, grid.head, start, widths)
        if grid.head:
            page.repeat_rows(start, row - 1)
        page.freeze_panes(row, 2 if len(widths) > 6 else 0)
        row = self._rows(page, grid, grid.rows, row, widths)
        for note in grid.notes:
            row = self._line(page, row, f"※ {note}")
        return page, row

    def _rows(self, page: Any, grid: Grid, rows: tuple[GridRow, ...], start: int, widths: list[float]) -> int:
        """Write *rows* from row *start* on, each whole before the next, and return the row behind them."""
        looks: dict[int, Any] = {}
        for number, (row, found) in enumerate(zip(rows, placed(rows, len(grid.columns)), strict=True), start):
            lines = 1
            for one in found:
                cell, column = one.cell, one.column
                behind = range(column + (not one.continued), column + cell.columns)
                if not one.continued:
                    looks[column] = self._look(cell, row, grid.align(cell, column))
                    self._value(page, number, column, cell, looks[column])
                    last = (number + cell.rows - 1, column + cell.columns - 1)
                    if last != (number, column):
                        page.merge.append([number, column, *last])  # merge_range would write rows to come
                    if cell.rows == 1:
                        lines = max(lines, lines_of(cell.shown, sum(widths[column : column + cell.columns])))
                for covered in behind:
                    page.write_blank(number, covered, None, looks[column])
            page.set_row(number, min(409, 14.5 * lines))
        return start + len(rows)

    def _look(self, cell: GridCell, row: GridRow, align: str) -> Any:
        """Return the format of *cell* in *row*."""
        head, bold = row.look == "head", row.look in BOLD or cell.bold
        number = "" if cell.amount is None else "#,##0"
        if cell.amount is not None and cell.amount % MILLION and cell.amount < MILLION:
            number = "#,##0.######"
        quoted = cell.amount is None and is_code_like(cell.text)
        key = (row.look, bold, align, number, quoted)
        if key not in self._looks:
            look: dict[str, Any] = {
                "border": 1,
                "border_color": "#A6A6A6",
                "text_wrap": True,
                "valign": "vcenter",
                "align": align,
            }
            if bold:
                look["bold"] = True
            if head:
                look["font_color"] = "#FFFFFF"
            if COLOURS[row.look]:
                look["bg_color"] = f"#{COLOURS[row.look]}"
            if number:
                look["num_format"] = number
            if quoted:
                look["quote_prefix"] = True
            self._looks[key] = self.format(**look)
        return self._looks[key]

    def _value(self, page: Any, row: int, column: int, cell: GridCell, look: Any) -> None:
        if cell.amount is not None:
            page.write_number(row, column, cell.amount / MILLION, look)
        elif cell.text:
            page.write_string(row, column, held(cell.text), look)
        else:
            page.write_blank(row, column, None, look)

    def _picture(self, drawn: Drawn) -> None:
        name = self._name(Text("그림", "Figure").get(self.book.lang), drawn.number)
        self._listed.append((name, figure_caption(drawn, self.book.lang)))
        page = self._page(name)
        page.fit_to_pages(1, 1)
        page.write_string(0, 0, figure_caption(drawn, self.book.lang), self.format(bold=True, font_size=12))
        look = {
            "image_data": io.BytesIO(drawn.picture.png()),
            "x_scale": 0.5,  # drawn twice as fine as it is shown
            "y_scale": 0.5,
            "description": drawn.picture.description,
        }
        page.insert_image(1, 0, f"{drawn.picture.name}.png", look)

    def _cover(self, page: Any) -> None:
        page.hide_gridlines(2)
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_column(0, 0, 100)
        page.write_string(
            0, 0, held(self.book.title), self.format(bold=True, font_size=20, font_color="#1F4E79", text_wrap=True)
        )
        page.set_row(0, 28 * lines_of(self.book.title, 50))
        row = 1
        for text in (self.book.imprint, *self.book.notes):
            look = self.format(text_wrap=True, font_color="#444444", valign="top")
            page.write_string(row, 0, held(text), look)
            page.set_row(row, min(409, 15 * lines_of(text, 90)))
            row += 1
        row += 1
        page.write_string(row, 0, CONTENTS.get(self.book.lang), self.format(bold=True, font_size=12))
        for name, text in self._listed:
            row += 1
            if name:
                link = self.format(font_color="#0563C1", underline=1, indent=2)
                page.write_url(row, 0, f"internal:'{name}'!A1", link, held(text))
            else:
                page.write_string(row, 0, held(text), self.format(bold=not text.startswith(" ")))
        page.activate()
