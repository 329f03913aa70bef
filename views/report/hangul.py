"""The report as a Hangul document (HWPX): A4 landscape, tables whose header rows repeat on each page, page numbers.

python-hwpx makes the package, its styles and its fonts; the cells of a table are filled in its XML directly, because its
own cell interface is made for forms, not for tables of a thousand rows.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import policygraph.views.report.tables as tables
from policygraph.records.kinds import Language
from policygraph.sources.cells import cell_width
from policygraph.views.blocks import Table
from policygraph.views.reach_view import NOTE, reach_table
from policygraph.views.render import shown
from policygraph.views.report.figures import FIGURES, MM, report_pictures
from policygraph.views.report.result import Report
from policygraph.views.report.word import _WIDTHS as WIDTHS
from policygraph.views.report.word import reach_widths

if TYPE_CHECKING:
    from policygraph.views.figures import Picture

FONT = "맑은 고딕"
_UNIT = 7200 / 25.4  # HWPUNIT of a millimetre
_HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
_LINE = 1150  # HWPUNIT of a line of small print


class HangulWriter:
    """Writes one A4 document with the fonts, styles and tables of our reports, and numbers on its pages."""

    def __init__(self, lang: Language, *, landscape: bool = True) -> None:
        from hwpx import HwpxDocument

        self.lang = lang
        self.document = HwpxDocument.new()
        page = self.document.page
        page.setup(
            paper_size="A4", orientation="landscape" if landscape else "portrait", margin_left_mm=15, margin_right_mm=15, margin_top_mm=12,
            margin_bottom_mm=12, header_margin_mm=6, footer_margin_mm=8,
        )  # fmt: skip
        page.set_page_number(position="BOTTOM_CENTER")
        styles = self.document.styles
        run = styles.ensure_run
        self.text = run(font=FONT, size=10)
        self.small = run(font=FONT, size=8.5)
        self.small_bold = run(font=FONT, size=8.5, bold=True)
        self.head = run(font=FONT, size=8.5, bold=True, color="#FFFFFF")
        self.bold = run(font=FONT, size=10, bold=True)
        self.title = run(font=FONT, size=20, bold=True, color="#1F4E79")
        self.heading = run(font=FONT, size=15, bold=True, color="#1F4E79")
        self.subheading = run(font=FONT, size=12, bold=True, color="#1F4E79")
        fill = styles.ensure_border_fill
        self.fills = {
            colour: fill(fill_color=colour or None, border_color="#A6A6A6")
            for colour in ("", "#1F4E79", "#DEEBF7", "#FDEAEA")
        }

    def paragraph(self, text: str, run: Any, *, new_page: bool = False) -> None:
        """Add a paragraph in the look *run*."""
        attributes: dict[str, Any] = {"pageBreak": "1"} if new_page else {}
        self.document.add_paragraph(_printable(text), char_pr_id_ref=run, inherit_style=False, **attributes)

    def table(
        self, header: Sequence[str], rows: Sequence[tuple[Sequence[str], str, bool]], widths: Sequence[int]
    ) -> None:
        """Add a table: each row has its cells (lines apart by line breaks), its colour and whether it is bold."""
        total = round(sum(widths) * _UNIT)
        table = self.document.add_table(len(rows) + 1, len(header), width=total, border_fill_id_ref=self.fills[""])
        element = table.element
        element.set("repeatHeader", "1")
        element.set("pageBreak", "CELL")
        position = element.find(f"{_HP}pos")
        if position is not None:
            position.set("treatAsChar", "0")
        sizes = [round(width * _UNIT) for width in widths]
        lines = [(header, "#1F4E79", True), *rows]
        height = 0
        for number, (row, (cells, colour, bold)) in enumerate(zip(element.iter(f"{_HP}tr"), lines, strict=True)):
            tall = max(_lines(text, width) for text, width in zip(cells, widths, strict=True)) * _LINE + 300
            height += tall
            for cell, text, size in zip(row.iter(f"{_HP}tc"), cells, sizes, strict=True):
                cell.set("borderFillIDRef", str(self.fills[colour]))
                if number == 0:
                    cell.set("header", "1")
                run = next(cell.iter(f"{_HP}run"))
                look = self.head if number == 0 else self.small_bold if bold else self.small
                run.set("charPrIDRef", str(look))
                next(run.iter(f"{_HP}t")).text = _printable(text.partition("\n")[0])
                first = next(cell.iter(f"{_HP}p"))
                for line in reversed(text.split("\n")[1:]):
                    more = copy.deepcopy(first)
                    next(more.iter(f"{_HP}t")).text = _printable(line)
                    first.addnext(more)
                shape = next(cell.iter(f"{_HP}cellSz"))
                shape.set("width", str(size))
                shape.set("height", str(tall))
        size_element = element.find(f"{_HP}sz")
        if size_element is not None:
            size_element.set("width", str(sum(sizes)))
            size_element.set("height", str(height))
        table.mark_dirty()

    def picture(self, picture: Picture) -> None:
        """Add a picture with its description (개체 설명문) and its caption below it."""
        shape = self.document.add_picture(
            picture.png(), "png", width_mm=picture.width * MM, height_mm=picture.height * MM, align="CENTER"
        )
        next(shape.element.iter(f"{_HP}shapeComment")).text = _printable(picture.description)
        self.paragraph(picture.caption, self.bold)

    def shown_table(self, table: Table, widths: Sequence[int]) -> None:
        """Add *table* with its title; what it says where it is empty."""
        self.paragraph(table.title.get(self.lang), self.subheading)
        if not table.rows:
            self.paragraph(table.empty.get(self.lang), self.text)
            return
        rows = [
            ([shown(value, column, self.lang) for value, column in zip(row, table.columns, strict=True)], "", False)
            for row in table.rows
        ]
        self.table([column.title.get(self.lang) for column in table.columns], rows, widths)


def as_hwpx(report: Report, lang: Language) -> bytes:
    """Return *report* as an HWPX file."""
    writer = HangulWriter(lang)
    writer.paragraph(report.title.get(lang), writer.title)
    writer.paragraph(tables.imprint(report, lang), writer.text)
    for note in tables.first_page_notes(report, lang):
        writer.paragraph(note, writer.bold if note == report.notice.get(lang) else writer.small)
    writer.paragraph(tables.summary_sentence(report).get(lang), writer.text)
    writer.shown_table(tables.coverage_table(report), WIDTHS["coverage"])
    writer.shown_table(tables.short_gap_table(report), WIDTHS["gaps"])
    reached = reach_table(report.reach)
    writer.shown_table(reached, reach_widths(reached))
    writer.paragraph(NOTE.get(lang), writer.small)
    header = [column.title.get(lang) for column in tables.COMPARISON_COLUMNS]
    for number, picture in enumerate(report_pictures(report, lang)):
        if not number:
            writer.paragraph(FIGURES.get(lang), writer.heading, new_page=True)
        writer.picture(picture)
    for comparison in report.comparisons:
        writer.paragraph(tables.comparison_title(comparison, lang), writer.heading, new_page=True)
        if missing := tables.missing_note(report, comparison.framework, lang):
            writer.paragraph(missing, writer.small)
        rows = []
        for row, cells in tables.comparison_rows(comparison, lang):
            group = row.grouping and bool(cells[1])
            bare = comparison.assessed and not row.links and not row.grouping and not row.decided
            rows.append((cells, "#DEEBF7" if group else "#FDEAEA" if bare else "", group and not row.links))
        writer.table(header, rows, WIDTHS["comparison"])
    for _, title, found in report.chapters:
        writer.paragraph(title.get(lang), writer.heading, new_page=True)
        for table in found:
            writer.shown_table(table, WIDTHS["decisions"])
    if scopes := tables.scope_notes(report, lang):
        writer.paragraph(tables.SCOPE.get(lang), writer.heading, new_page=True)
        writer.paragraph(tables.SCOPE_HEAD.get(lang), writer.text)
        for name, text in scopes:
            writer.paragraph(name, writer.bold)
            writer.paragraph(text, writer.small)
    writer.paragraph(tables.SOURCES.get(lang), writer.heading, new_page=True)
    for name, _ in report.sources:
        writer.shown_table(tables.source_table(report, name), WIDTHS["sources"])
    return bytes(writer.document.to_bytes())


def _lines(text: str, width: float) -> int:
    """Return how many lines *text* takes in a cell of so many millimetres."""
    letters = [cell_width(line) for line in text.split("\n")]
    return sum(max(1, -(-count * 150 // round((width - 4) * 100))) for count in letters)


def _printable(text: str) -> str:
    return "".join(letter if letter >= " " else " " for letter in text)
