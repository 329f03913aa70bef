"""Lays out the instruction sheet: how to use the workbook, what each sheet holds, what is known to be missing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from policygraph.records.kinds import Document, Language, Text
from policygraph.sources.formats.workbook import guide
from policygraph.sources.formats.workbook.schema import GUIDE_TITLE, MOST_LETTERS, SHEETS, Sheet
from policygraph.sources.safe_cells import cell_width
from policygraph.sources.settings import Caveats

CellFormat = Callable[..., Any]


class GuideSheet:
    """The sheet *page*, written from its top; *style* gives the formats of the workbook."""

    def __init__(self, page: Any, style: CellFormat, lang: Language) -> None:
        self.page, self.style, self.lang = page, style, lang
        self.row = 0
        self.bold = style(bold=True, font_size=12, bottom=1)
        self.text = style(text_wrap=True)
        self.small = style(text_wrap=True, font_color="#595959", font_size=9)

    def write(self, title: Text, caveats: Caveats, counts: Mapping[str, int], documents: tuple[Document, ...]) -> None:
        """Write everything: *counts* are the rows of each sheet by its key."""
        page, lang = self.page, self.lang
        page.hide_gridlines(2)
        page.set_column(0, 0, 20)
        page.set_column(1, 1, 70)
        page.set_column(2, 2, 9)
        page.set_row(0, 30)
        head = self.style(bold=True, font_size=18, valign="vcenter")
        page.write_string(0, 0, title.get(lang) or GUIDE_TITLE.get(lang), head)
        self.row = 1
        if caveats.notice:
            warned = self.style(text_wrap=True, bold=True, bg_color="#FFF2CC", border=1)
            page.merge_range(self.row, 0, self.row, 2, caveats.notice.get(lang), warned)
            page.set_row(self.row, 32)
            self.row += 1
        self.row += 1
        self._steps()
        self.row += 2
        for position, words in enumerate((guide.SHEETS_TITLE, guide.ROW_TITLE, guide.COUNT_TITLE)):
            page.write_string(self.row, position, words.get(lang), self.bold)
        for sheet in SHEETS:
            self._sheet(sheet, counts[sheet.key])
        self._scope(documents, caveats)

    def _steps(self) -> None:
        page, lang = self.page, self.lang
        page.merge_range(self.row, 0, self.row, 2, guide.HOW_TITLE.get(lang), self.bold)
        for number, step in enumerate(guide.STEPS, 1):
            self.row += 1
            other = step.en if lang == "ko" else step.ko
            page.merge_range(self.row, 0, self.row, 2, "", self.text)
            first = f"{number}. {step.get(lang)}\n"
            page.write_rich_string(self.row, 0, self.style(), first, self.small, other, self.text)
            page.set_row(self.row, 15 * (1 + math.ceil(cell_width(step.get(lang)) / 96)))

    def _sheet(self, sheet: Sheet, count: int) -> None:
        self.row += 1
        name = sheet.title.get(self.lang)
        linked = self.style(font_color="#0563C1", underline=1)
        self.page.write_url(self.row, 0, f"internal:'{name}'!A1", linked, name)
        self.page.write_string(self.row, 1, f"{sheet.row.ko} / {sheet.row.en}", self.text)
        self.page.write_number(self.row, 2, count, self.style(num_format="#,##0"))

    def _scope(self, documents: tuple[Document, ...], caveats: Caveats) -> None:
        """Say what is known to be missing from each document, and below that what was noted when it was gathered."""
        page, lang = self.page, self.lang
        known = [found for found in documents if found.structure or found.id in caveats.incomplete]
        if not known:
            return
        self.row += 2
        page.set_h_pagebreaks([self.row])
        page.merge_range(self.row, 0, self.row, 2, guide.SCOPE_TITLE.get(lang), self.bold)
        for document in known:
            self.row += 1
            title = f"{document.id}\n{document.title.get(lang)}"
            missing = caveats.incomplete.get(document.id, Text()).get(lang)
            lines = max(2, math.ceil(cell_width(document.title.get(lang)) / 18) + 1)
            page.write_string(self.row, 0, title, self.text)
            if missing:
                page.merge_range(self.row, 1, self.row, 2, missing, self.text)
                page.set_row(self.row, 14.5 * max(lines, math.ceil(cell_width(missing) / 76)))
                self.row, lines = self.row + 1, 1
            if document.structure or not missing:
                page.merge_range(self.row, 1, self.row, 2, document.structure[:MOST_LETTERS], self.small)
                lines = max(lines, math.ceil(cell_width(document.structure) / 92))
                page.set_row(self.row, min(400, 12.5 * lines + 4))
