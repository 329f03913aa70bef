"""The report as a workbook: cover, coverage, matrix, gaps, comparison, tasks, budgets, sources.

Figures that a reader would expect to follow from others (sums, shares of linked items) are live formulas whose stored
results are the figures of the report.
"""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

import policygraph.views.report.tables as tables
from policygraph.records.kinds import Alignment, Language, Text
from policygraph.records.words import ALIGNMENT_STATES, STRENGTHS
from policygraph.sources.formats.workbook.new_workbook import FONT, CellFormats, new_workbook
from policygraph.sources.formats.workbook.schema import MOST_LETTERS
from policygraph.sources.safe_cells import cell_width, is_code_like
from policygraph.views.blocks import Column, Table
from policygraph.views.reach_view import reach_table
from policygraph.views.report.figure_sheet import write_pictures
from policygraph.views.report.report_pictures import FIGURES, report_pictures
from policygraph.views.report.result import Report

MATRIX_TITLE = Text("연계 매트릭스", "Matrix")
COVER = Text("표지", "Cover")
TASKS_OF_A_PAGE = 30  # columns of the matrix that A4 landscape holds at a readable size
_WIDE = {
    "message": 60,
    "next": 50,
    "title": 46,
    "url": 60,
    "item": 40,
    "task": 40,
    "note": 40,
    "publisher": 24,
    "framework": 46,
}
_STRENGTH_COLOURS = {3: "#2E75B6", 2: "#9DC3E6", 1: "#DEEBF7"}


def as_xlsx(report: Report, lang: Language) -> bytes:
    """Return *report* as an XLSX file."""
    target = io.BytesIO()
    day = datetime.date.fromisoformat(report.date)
    book = new_workbook(target, day, title=tables.property_title(report, lang), author="policygraph")
    _ReportWriter(book, report, lang).write()
    book.close()
    return target.getvalue()


class _ReportWriter:
    def __init__(self, book: Any, report: Report, lang: Language) -> None:
        self.book, self.report, self.lang = book, report, lang
        self.format = CellFormats(book, valign="top")

    def write(self) -> None:
        report = self.report
        cover = self.book.add_worksheet(COVER.get(self.lang))
        coverage = self._page(tables.COVERAGE)
        self._share_formulas(coverage, rows := self._table(coverage, tables.coverage_table(report), 0))
        self._chart(coverage, rows)
        self._sheet(tables.level_table(report))
        if report.reach:
            self._sheet(reach_table(report.reach))
        self._matrix()
        pictures = report_pictures(report, self.lang)
        if pictures:
            write_pictures(self._page(FIGURES), pictures, self.format(bold=True, font_size=11))
        self._sheet(tables.gap_table(report))
        self._comparison()
        self._sheet(tables.task_table(report))
        self._budgets()
        for _, title, found in report.chapters:
            self._chapter(self._page(title), found)
        self._scope()
        self._sources()
        self._cover(cover)

    def _page(self, title: Text) -> Any:
        return on_paper(self.book.add_worksheet(title.get(self.lang)), self.report.title.get(self.lang), "&R&9&A")

    def _cover(self, page: Any) -> None:
        report, lang = self.report, self.lang
        page.hide_gridlines(2)
        page.set_paper(9)
        page.fit_to_pages(1, 1)
        page.set_column(0, 0, 26)
        page.set_column(1, 1, 74)
        page.merge_range(
            0,
            0,
            0,
            1,
            held(report.title.get(lang)),
            self.format(bold=True, font_size=20, font_color="#1F4E79", text_wrap=True, valign="vcenter"),
        )
        page.set_row(0, 56)
        page.merge_range(1, 0, 1, 1, held(tables.imprint(report, lang)), self.format(font_color="#595959"))
        row = 2
        for note in tables.first_page_notes(report, lang):
            look = self.format(
                text_wrap=True,
                bold=note == report.notice.get(lang),
                bg_color="#FFF2CC",
                border=1,
                border_color="#BF8F00",
                valign="vcenter",
            )
            page.merge_range(row, 0, row, 1, held(note), look)
            page.set_row(row, 16 * lines_of(note, 100) + 4)
            row += 1
        sentence = tables.summary_sentence(report).get(lang)
        page.merge_range(row + 1, 0, row + 1, 1, sentence, self.format(text_wrap=True, font_size=11))
        page.set_row(row + 1, 18 * lines_of(sentence, 90))
        row += 3
        contents = (
            (tables.COVERAGE, Text("체계마다 하한·상한, 연계된 항목 수", "floor, ceiling and linked items of each framework")),
            (tables.LEVEL_COVERAGE, Text("체계의 수준(전략, 과제 등)마다 항목 수와 평균", "items and means of each level of a framework")),
            (MATRIX_TITLE, Text("정책 항목과 과제가 만나는 칸의 기호로 연계의 강도와 상태를 봅니다", "strength and state where an item meets a task")),
            *([(FIGURES, Text("대조표, 흐름, 로드맵", "matrix, flow and roadmap"))] if report.with_figures else []),
            (Text("공백 목록", "Gaps"), Text("필터로 종류, 심각도, 체계를 골라 봅니다", "filter by kind, severity and framework")),
            (tables.COMPARISON, Text("계획서에 붙이는 대조표", "the table to paste into a plan")),
            (Text("이행과제", "Action tasks"), Text("과제마다 부서, 기간, 예산, 연계 수", "department, period, budget and alignments of each task")),
            (Text("체계별 예산", "Budgets by framework"), Text("체계에 연계된 과제의 알려진 예산(과제는 한 번씩)", "known budgets of the tasks aligned to a framework")),
            *([(tables.SCOPE, tables.SCOPE_HEAD)] if report.incomplete else []),
            (tables.SOURCES, Text("자료를 읽은 곳", "where it was read")),
        )  # fmt: skip
        for title, what in contents:
            name = title.get(lang)
            page.write_url(row, 0, f"internal:'{name}'!A1", self.format(font_color="#0563C1", underline=1), name)
            page.write_string(row, 1, what.get(lang), self.format(text_wrap=True))
            row += 1
        row += 1
        page.write_string(row, 0, tables.SYMBOLS_HEAD.get(lang), self.format(bold=True))
        row += 1
        for (strength, state), symbol in tables.SYMBOLS.items():
            words = f"{symbol}  {STRENGTHS[strength].get(lang)} ({ALIGNMENT_STATES[state].get(lang)})"
            page.write_string(row, 0, words, self.format())
            row += 1
        page.activate()

    def _style(self, column: Column) -> dict[str, Any]:
        if column.kind == "share":
            return {"num_format": "0%", "align": "right", "indent": 1}
        if column.kind in ("count", "won"):
            return {"num_format": "#,##0", "align": "right", "indent": 1}
        return {"text_wrap": True}

    def _table(self, page: Any, table: Table, start: int, widths: Sequence[float] = ()) -> int:
        """Write a table with its header in row *start* and return the row behind its last one.

        Its columns get the widths that fit it, unless they have *widths* already.
        """
        lang = self.lang
        head = self.format(
            bold=True, bg_color="#1F4E79", font_color="#FFFFFF", border=1, text_wrap=True, valign="vcenter"
        )
        wide = widths or [self._width(table, position) for position in range(len(table.columns))]
        for position, column in enumerate(table.columns):
            page.write_string(start, position, column.title.get(lang), head)
            if not widths:
                page.set_column(position, position, wide[position])
        for number, row in enumerate(table.rows, start + 1):
            lines = 1
            for position, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                look = {"border": 1, "border_color": "#D9D9D9", **self._style(column)}
                if isinstance(value, Text):
                    value = value.get(lang)
                if value is None:
                    unknown = "–" if column.kind != "won" else Text("미상", "unknown").get(lang)
                    page.write_string(number, position, unknown, self.format(**look))
                elif isinstance(value, str):
                    if is_code_like(value):
                        look["quote_prefix"] = True
                    page.write_string(number, position, held(value), self.format(**look))
                    lines = max(lines, lines_of(value, wide[position]))
                else:
                    page.write_number(number, position, value, self.format(**look))
            page.set_row(number, min(409, 14.5 * lines))
        return start + 1 + len(table.rows)

    def _width(self, table: Table, position: int) -> float:
        column = table.columns[position]
        texts = [column.title.get(self.lang)]
        for row in table.rows:
            value = row[position] if column.kind != "share" else None
            text = (
                value.get(self.lang)
                if isinstance(value, Text)
                else f"{value:,}"
                if isinstance(value, int)
                else str(value)
            )
            texts.append(text)
        return max(
            9, min(_WIDE.get(column.key, 22), max(cell_width(line) for text in texts for line in text.split("\n")) + 3)
        )

    def _sheet(self, table: Table) -> None:
        page = self._page(table.title)
        last = self._table(page, table, 0)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.autofilter(0, 0, max(last - 1, 1), len(table.columns) - 1)

    def _share_formulas(self, page: Any, last: int) -> None:
        """Add the share of linked items beside the coverage table, and a sum below it."""
        lang = self.lang
        head = self.format(
            bold=True, bg_color="#7F7F7F", font_color="#FFFFFF", border=1, text_wrap=True, valign="vcenter"
        )
        page.write_string(0, 10, Text("연계 비율", "share linked").get(lang), head)
        page.set_column(10, 10, 11)
        share = self.format(num_format="0%", align="right", indent=1, border=1, border_color="#D9D9D9")
        total = [0, 0, 0]
        for number, name in enumerate(self.report.roots, 1):
            node = self.report.coverage[name]
            known = node.linked is not None and node.commitments
            value = (node.linked or 0) / node.commitments if known else "–"
            page.write_formula(
                number,
                10,
                f'=IF(AND(ISNUMBER(G{number + 1}),H{number + 1}>0),G{number + 1}/H{number + 1},"–")',
                share,
                value,
            )
            for index, figure in enumerate((node.linked_confirmed, node.linked, node.commitments)):
                total[index] += figure or 0
        bold = self.format(bold=True, num_format="#,##0", align="right", indent=1, top=2)
        page.write_string(last, 1, Text("합계", "total").get(lang), self.format(bold=True, top=2))
        for index, letter in enumerate("FGH"):
            page.write_formula(last, 5 + index, f"=SUM({letter}2:{letter}{last})", bold, total[index])
        page.freeze_panes(1, 0)
        page.repeat_rows(0)

    def _chart(self, page: Any, last: int) -> None:
        chart = self.book.add_chart({"type": "bar"})
        name = tables.COVERAGE.get(self.lang)
        for column, colour in ((2, "#1F4E79"), (3, "#9DC3E6")):
            chart.add_series(
                {
                    "name": [name, 0, column],
                    "categories": [name, 1, 0, last - 1, 0],
                    "values": [name, 1, column, last - 1, column],
                    "fill": {"color": colour},
                }
            )
        chart.set_title({"name": name, "name_font": {"name": FONT, "size": 11}})
        chart.set_x_axis({"num_format": "0%", "min": 0, "max": 1, "num_font": {"name": FONT}})
        chart.set_y_axis({"reverse": True, "num_font": {"name": FONT}})
        chart.set_legend({"position": "bottom", "font": {"name": FONT}})
        chart.set_size({"width": 760, "height": 340})
        page.insert_chart(last + 2, 1, chart)

    def _matrix(self) -> None:
        report, lang = self.report, self.lang
        page = self._page(MATRIX_TITLE)
        linked = {link.task for link in report.links}
        tasks = [found.task for found in report.tasks if found.task.id in linked]
        white_on_blue: dict[str, Any] = {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "border": 1}
        head = self.format(**white_on_blue, text_wrap=True)
        upright = self.format(**white_on_blue, rotation=90, valign="bottom", font_size=8, text_wrap=True)
        for position, title in enumerate(("id", Text("정책 항목", "policy item").get(lang))):
            page.write_string(0, position, title, head)
        for position, task in enumerate(tasks, 2):
            page.write_string(0, position, f"{task.id} {_cut(task.title.get(lang), 34)}", upright)
        page.set_row(0, 190)
        page.set_column(0, 0, 12)
        page.set_column(1, 1, 46)
        page.set_column(2, max(2, len(tasks) + 1), 3.6)
        columns = {task.id: position for position, task in enumerate(tasks, 2)}
        links: dict[str, list[Alignment]] = {}
        for each in report.links:
            if each.task in columns:
                links.setdefault(each.item, []).append(each)
        row = 0
        for comparison in report.comparisons:
            row += 1
            page.write_string(row, 0, comparison.framework, self.format(bold=True, bg_color="#BDD7EE"))
            page.write_string(row, 1, held(comparison.title.get(lang)), self.format(bold=True, bg_color="#BDD7EE"))
            for found in comparison.rows:
                if found.grouping and not found.links:
                    continue
                row += 1
                page.write_string(row, 0, found.item, self.format(border=1, border_color="#D9D9D9"))
                page.write_string(
                    row, 1, _cut(found.title.get(lang), 60), self.format(border=1, border_color="#D9D9D9")
                )
                for link in sorted(links.get(found.item, ()), key=lambda link: columns[link.task]):
                    confirmed = link.state == "confirmed"
                    look: dict[str, Any] = {"align": "center", "border": 1, "border_color": "#D9D9D9"}
                    look["bg_color"] = _STRENGTH_COLOURS[link.strength] if confirmed else "#FFF2CC"
                    if confirmed and link.strength == 3:
                        look["font_color"] = "#FFFFFF"
                    page.write_string(
                        row, columns[link.task], tables.SYMBOLS[link.strength, link.state], self.format(**look)
                    )
        thin = self.book.add_format({"border": 1, "border_color": "#E7E6E6"})
        if row and tasks:
            page.conditional_format(1, 2, row, len(tasks) + 1, {"type": "blanks", "format": thin})
        page.freeze_panes(1, 2)
        page.repeat_rows(0)
        page.repeat_columns(0, 1)
        page.fit_to_pages(max(1, math.ceil(len(tasks) / TASKS_OF_A_PAGE)), 0)

    def _comparison(self) -> None:
        lang = self.lang
        page = self._page(tables.COMPARISON)
        columns = (Column("framework", Text("체계", "framework")), *tables.comparison_columns(self.report))
        widths = (10, 10, 40, 40, 15, 16, 13, 18, 40, *(20 for _ in columns[9:]))
        head = self.format(bold=True, bg_color="#1F4E79", font_color="#FFFFFF", border=1, text_wrap=True)
        for position, (column, width) in enumerate(zip(columns, widths, strict=True)):
            page.set_column(position, position, width)
            page.write_string(0, position, column.title.get(lang), head)
        number = 0
        breaks = []
        for comparison in self.report.comparisons:
            if number:
                breaks.append(number + 1)
            for row, cells in tables.comparison_rows(self.report, comparison, lang):
                number += 1
                look: dict[str, Any] = {"text_wrap": True, "border": 1, "border_color": "#D9D9D9"}
                if row.grouping and cells[1]:
                    look |= {"bold": True, "bg_color": "#DEEBF7"}
                elif comparison.lacks(row):
                    look |= {"bg_color": "#FDEAEA"}
                texts = [comparison.framework, *cells]
                for position, text in enumerate(texts):
                    quoted = {"quote_prefix": True} if is_code_like(text) else {}
                    page.write_string(number, position, held(text), self.format(**look, **quoted))
                lines = max(lines_of(text, width) for text, width in zip(texts, widths, strict=True))
                page.set_row(number, min(409, 14.5 * lines))
        page.set_h_pagebreaks(breaks)
        page.freeze_panes(1, 3)
        page.repeat_rows(0)
        page.autofilter(0, 0, max(number, 1), len(columns) - 1)

    def _budgets(self) -> None:
        table = tables.budget_table(self.report)
        page = self._page(table.title)
        page.set_portrait()
        self._table(page, table, 0)
        page.set_column(4, 4, 22)
        page.set_column(6, 6, 26)
        note = Text(
            "한 과제가 여러 체계에 연계되면 체계마다 셉니다. 그래서 합계를 내지 않습니다. 예산을 모르는 과제는 0이 아니라 '예산 미상'입니다. 위 과제의 예산에 든 세부과제의 예산은 더하지 않고, 예산 구분이 다른 돈도 더하지 않습니다.",
            "A task aligned to several frameworks counts under each, so there is no total. Unknown budgets are not zero. The budget of a subtask is part of that of its task. Money of different kinds is never added up.",
        )
        row = len(table.rows) + 2
        page.merge_range(row, 0, row, 4, note.get(self.lang), self.format(text_wrap=True, font_color="#595959"))
        page.set_row(row, 34)

    def _chapter(self, page: Any, found: Iterable[Table], row: int = 0) -> None:
        page.set_column(0, 3, 40)
        for table in found:
            page.write_string(row, 0, table.title.get(self.lang), self.format(bold=True, font_size=11))
            row = self._table(page, table, row + 1, (40,) * 4) + 1

    def _scope(self) -> None:
        notes = tables.scope_notes(self.report, self.lang)
        if not notes:
            return
        page = self._page(tables.SCOPE)
        page.set_column(0, 0, 40)
        page.set_column(1, 1, 110)
        page.write_string(0, 0, tables.SCOPE_HEAD.get(self.lang), self.format(font_color="#595959"))
        bold, text = self.format(bold=True, text_wrap=True), self.format(text_wrap=True)
        for row, (name, note) in enumerate(notes, 1):
            page.write_string(row, 0, name, bold)
            page.write_string(row, 1, held(note), text)
            page.set_row(row, min(409, 14.5 * max(lines_of(name, 40), lines_of(note, 110)) + 6))

    def _sources(self) -> None:
        page, row, lang = self._page(tables.SOURCES), 0, self.lang
        widths = (9, 9, 56, 24, 12, 60)
        for position, width in enumerate(widths):
            page.set_column(position, position, width)
        for name, _ in self.report.sources:
            table = tables.source_table(self.report, name)
            page.write_string(row, 0, held(f"{name}  {table.title.get(lang)}"), self.format(bold=True, font_size=12))
            row = self._table(page, table, row + 1, widths) + 1


def lines_of(text: str, width: float) -> int:
    """Return how many lines *text* takes in a column that is so many letters wide."""
    return sum(max(1, math.ceil(cell_width(line) / max(width - 1, 1))) for line in text.split("\n"))


def on_paper(page: Any, title: str, more: str = "") -> Any:
    """Return *page* as it is printed: across A4, as wide as the paper, with *title* (and *more* of its codes) above."""
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.set_header(f'&L&"{FONT}"&9 {title[:100].replace("&", "&&")}{more}')
    page.set_footer(f'&C&"{FONT}"&9&P / &N')
    return page


def held(text: str) -> str:
    """Return *text* as far as a cell of Excel holds it; more would leave the cell empty."""
    return _cut(text, MOST_LETTERS)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
