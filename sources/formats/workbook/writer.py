"""Writes the workbook: one sheet for each kind of record, with drop-downs, colours, formulas and a guide.

xlsxwriter keeps text as text: a value that begins with a formula sign is stored as a string and marked as quoted, so
that neither opening nor editing the cell makes it run.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from policygraph.records.catalogue import report
from policygraph.records.issue import Issue, UnusableInput, Where
from policygraph.records.kinds import Corpus, Language, Text
from policygraph.sources.formats.workbook.cells_out import to_cell
from policygraph.sources.formats.workbook.columns import SEVERAL_CODES, SheetColumn
from policygraph.sources.formats.workbook.contents import extra_columns, sheet_records, used_columns
from policygraph.sources.formats.workbook.exported import STATE_TITLE, exported_state, own_documents, pieces
from policygraph.sources.formats.workbook.guide_sheet import GuideSheet
from policygraph.sources.formats.workbook.headers import note_title
from policygraph.sources.formats.workbook.incoming_tables import column_letter
from policygraph.sources.formats.workbook.new_workbook import FONT, CellFormats, new_workbook
from policygraph.sources.formats.workbook.reviewed_rows import shown_corpus
from policygraph.sources.formats.workbook.schema import (
    BY_KEY,
    GUIDE_TITLE,
    HEADER_ROWS,
    LISTS_TITLE,
    MOST_LETTERS,
    SETTINGS_TITLE,
    SHEETS,
    Sheet,
)
from policygraph.sources.formats.workbook.settings_sheet import ROWS as SETTING_ROWS
from policygraph.sources.formats.workbook.settings_sheet import stage_named, write_settings_sheet
from policygraph.sources.formats.workbook.study_block import is_of_study, plans_with_block, write_study_blocks
from policygraph.sources.safe_cells import cell_width, is_code_like

if TYPE_CHECKING:
    from policygraph.sources.settings import Settings

_LINE, _TALLEST = 14.5, 409  # points; no row of Excel is taller
LONG_TEXT = 30  # letters: wider columns hold sentences, which older versions of Excel show as #### in the format Text
SPARE_ROWS = 300  # below the records, already with drop-downs and formulas
LETTERS_OF_A_PAGE = 190  # that A4 landscape holds side by side at a readable size
_TABS = {"frameworks": "#1F4E79", "items": "#1F4E79", "plans": "#375623", "tasks": "#375623", "budgets": "#375623",
         "departments": "#375623", "alignments": "#7F6000", "scenarios": "#7030A0", "candidates": "#7030A0",
         "served": "#7030A0", "marks": "#7030A0", "reviews": "#7F6000", "assessments": "#7F6000", "decisions": "#7F6000"}  # fmt: skip
_COLOURS = {"confirmed": "#E2EFDA", "proposed": "#FFF2CC", "rejected": "#D9D9D9"}
_STRENGTH_COLOURS = {"3": "#9DC3E6", "2": "#BDD7EE", "1": "#DEEBF7"}


def write_workbook(corpus: Corpus, settings: Settings, lang: Language = "ko") -> bytes:
    """Return the workbook that holds every record of *corpus*; words in cells are in *lang*.

    It carries *corpus* as it is, so that an import can tell what was edited. Raises `UnusableInput` when a text does not
    fit into a cell.
    """
    state = exported_state(corpus, own_documents(corpus, settings))
    corpus = shown_corpus(corpus)
    target = io.BytesIO()
    book = new_workbook(target, settings.as_of, title=settings.title.get(lang), comments="policygraph")
    _WorkbookWriter(book, corpus, settings, lang).write(state)
    book.close()
    return target.getvalue()


class _WorkbookWriter:
    def __init__(self, book: Any, corpus: Corpus, settings: Settings, lang: Language) -> None:
        self.book, self.corpus, self.settings, self.lang = book, corpus, settings, lang
        self.records = {sheet.key: sheet_records(sheet, corpus) for sheet in SHEETS}
        self.columns = {
            sheet.key: [
                stage_named(column, settings)
                for column in used_columns(sheet, self.records[sheet.key])
                if not is_of_study(column)  # it stands on the sheet of settings
            ]
            for sheet in SHEETS
        }
        self.titles = {document.id: document.title for document in corpus.documents}
        self.titles |= {item.id: item.title for document in corpus.documents for item in document.items}
        self.titles |= {one.id: one.title for one in corpus.candidates if one.title}
        self.lists: dict[str, str] = {}
        self.issues: list[Issue] = []
        self.format = CellFormats(book, valign="top")

    def name(self, sheet: Sheet) -> str:
        return sheet.title.get(self.lang)

    def write(self, state: str) -> None:
        pages = {GUIDE_TITLE.ko: self.book.add_worksheet(GUIDE_TITLE.get(self.lang))}
        for sheet in SHEETS:
            pages[sheet.key] = self.book.add_worksheet(self.name(sheet))
        settings = self.book.add_worksheet(SETTINGS_TITLE.get(self.lang))  # behind the records, whose places stay
        self._settings(settings)
        self._lists(self.book.add_worksheet(LISTS_TITLE.get(self.lang)))
        self._state(self.book.add_worksheet(STATE_TITLE.get(self.lang)), state)
        self._guide(pages[GUIDE_TITLE.ko])
        for sheet in SHEETS:
            self._sheet(pages[sheet.key], sheet)
        if self.issues:
            raise UnusableInput(
                Text(
                    "엑셀 칸에 들어가지 않는 글이 있어 워크북을 쓰지 않았습니다.",
                    "the workbook was not written: some text does not fit into a cell",
                ),
                self.issues,
            )

    def _lists(self, page: Any) -> None:
        """Write the words that drop-downs offer, on a hidden sheet."""
        page.hide()
        position = 0
        for sheet in SHEETS:
            for column in self.columns[sheet.key]:
                if column.choices and (words := tuple(text.get(self.lang) for text in column.choices.values())):
                    key = "|".join(words)
                    if key not in self.lists:
                        page.write_column(0, position, words)
                        letter = column_letter(position)
                        self.lists[key] = f"='{LISTS_TITLE.get(self.lang)}'!${letter}$1:${letter}${len(words)}"
                        position += 1

    def _settings(self, page: Any) -> None:
        write_settings_sheet(page, self.format, self.settings, self.lang)
        plans = plans_with_block(self.corpus, own_documents(self.corpus, self.settings))
        last = write_study_blocks(page, self.format, plans, HEADER_ROWS + len(SETTING_ROWS), self.lang)
        page.set_tab_color("#7F7F7F")
        page.print_area(0, 0, last - 1, 3)
        self._paper(page, LETTERS_OF_A_PAGE)

    def _state(self, page: Any, state: str) -> None:
        """Write the state that the workbook is made of, on a hidden sheet."""
        fill_state(page, state, self.lang)

    def _guide(self, page: Any) -> None:
        counts = {key: len(records) for key, records in self.records.items()}
        settings = self.settings
        GuideSheet(page, self.format, self.lang).write(settings.title, settings.caveats, counts, self.corpus.documents)
        self._paper(page, 99)
        page.set_portrait()

    def _sheet(self, page: Any, sheet: Sheet) -> None:
        columns, records = self.columns[sheet.key], self.records[sheet.key]
        extra = extra_columns(records)
        self._head(page, columns, [note_title(sheet, name) for name in extra])
        styles = [self._style(column) for column in columns]
        quoted = [self._style(column, quote_prefix=True) for column in columns]
        last = HEADER_ROWS + len(records) + SPARE_ROWS
        for number, (values, notes) in enumerate(records, HEADER_ROWS):
            for position, column in enumerate(columns):
                if column.kind == "looked-up":
                    shown = self._looked_up(values.get(column.of))
                    page.write_formula(
                        number, position, self._formula(column, columns, number), styles[position], shown
                    )
                    continue
                cell = to_cell(column, values.get(column.key), self.lang)
                if cell is None:
                    page.write_blank(number, position, None, styles[position])
                elif isinstance(cell, str):
                    self._string(page, number, position, cell, styles[position], quoted[position], sheet, values)
                else:
                    page.write_number(number, position, cell, styles[position])
            lines = max((_lines(self._shown(column, values), column.width) for column in columns), default=1)
            for position, name in enumerate(extra, len(columns)):
                note = dict(notes).get(name)
                if isinstance(note, int | float):
                    page.write_number(number, position, note, self.format(locked=False, num_format="General"))
                elif note is not None:
                    lines = max(lines, _lines(note, 16))
                    plain, prefixed = self._free(), self._free(quote_prefix=True)
                    self._string(page, number, position, note, plain, prefixed, sheet, values)
            page.set_row(number, min(lines * _LINE, _TALLEST))
        for position, column in enumerate(columns):
            if column.kind == "looked-up":
                for number in range(HEADER_ROWS + len(records), last):
                    page.write_formula(number, position, self._formula(column, columns, number), styles[position], "")
            self._validate(page, column, position, last)
        self._colour(page, columns, last)
        page.freeze_panes(HEADER_ROWS, 1)
        page.autofilter(
            HEADER_ROWS - 1, 0, max(HEADER_ROWS - 1 + len(records), HEADER_ROWS), len(columns) + len(extra) - 1
        )
        if any(column.kind == "looked-up" for column in columns):
            page.protect("", _ALLOWED)
        page.set_tab_color(_TABS.get(sheet.key, "#7F7F7F"))
        page.hide_gridlines(0)  # they are printed too
        page.repeat_rows(0, HEADER_ROWS - 1)
        page.repeat_columns(0)
        page.print_area(0, 0, max(HEADER_ROWS + len(records) - 1, HEADER_ROWS), len(columns) + len(extra) - 1)
        self._paper(page, sum(column.width for column in columns) + 16 * len(extra))

    def _string(
        self,
        page: Any,
        number: int,
        position: int,
        cell: str,
        style: Any,
        quoted: Any,
        sheet: Sheet,
        values: Mapping[str, Any],
    ) -> None:
        if len(cell) > MOST_LETTERS:
            name = " ".join(str(value) for value in list(values.values())[:2])
            self.issues.append(
                report(
                    "W45",
                    Where(sheet=self.name(sheet), row=number + 1, column=column_letter(position)),
                    name,
                    count=f"{len(cell):,}",
                )
            )
            return
        page.write_string(number, position, cell, quoted if is_code_like(cell) else style)

    def _head(self, page: Any, columns: Sequence[SheetColumn], extra: Sequence[str]) -> None:
        page.set_row(0, 20)
        page.set_row(1, 26)
        for position, column in enumerate(columns):
            colour = "#A6A6A6" if column.kind == "looked-up" else "#1F4E79" if column.required else "#5B9BD5"
            look = {
                "bg_color": colour,
                "font_color": "#FFFFFF",
                "border": 1,
                "border_color": "#FFFFFF",
                "text_wrap": True,
            }
            page.set_column(position, position, column.width, self._style(column))
            page.write_string(0, position, column.title.ko, self.format(bold=True, valign="vcenter", **look))
            page.write_string(1, position, column.title.en, self.format(font_size=8, valign="vcenter", **look))
        for position, name in enumerate(extra, len(columns)):
            page.set_column(position, position, 16, self._free())
            page.write_string(0, position, name, self.format(bold=True, bg_color="#EDEDED", border=1, text_wrap=True))
            page.write_string(1, position, "", self.format(bg_color="#EDEDED", border=1))
        page.set_column(len(columns) + len(extra), len(columns) + len(extra) + 20, 12, self._free())

    def _free(self, **more: Any) -> Any:
        return self.format(locked=False, text_wrap=True, num_format="@", **more)

    def _style(self, column: SheetColumn, **more: Any) -> Any:
        if column.kind == "looked-up":
            return self.format(font_color="#7F7F7F", bg_color="#F2F2F2", text_wrap=True)
        look: dict[str, Any] = {"locked": False, "text_wrap": True}
        if column.kind == "won":
            look |= {"num_format": "#,##0", "align": "right", "indent": 1}
        elif column.kind == "year":
            look |= {"num_format": "0", "align": "center"}
        elif column.kind in ("number", "percent", "value", "count"):
            look |= {"num_format": "General", "align": "center"}
        elif column.kind not in ("text", "person") or column.width < LONG_TEXT:
            look["num_format"] = "@"
        return self.format(**look, **more)

    def _looked_up(self, name: Any) -> str:
        first = name[0] if isinstance(name, tuple) and name else name
        title = self.titles.get(first) if isinstance(first, str) else None
        return title.get(self.lang) if title else ""

    def _shown(self, column: SheetColumn, values: Mapping[str, Any]) -> str:
        if column.kind == "looked-up":
            return self._looked_up(values.get(column.of))
        cell = to_cell(column, values.get(column.key), self.lang)
        return cell if isinstance(cell, str) else ""

    def _area(self, key: str, column: str) -> str | None:
        columns = [found.key for found in self.columns[key]]
        if column not in columns:
            return None
        letter = column_letter(columns.index(column))
        last = HEADER_ROWS + len(self.records[key]) + SPARE_ROWS
        return f"'{self.name(BY_KEY[key])}'!${letter}${HEADER_ROWS + 1}:${letter}${last}"

    def _formula(self, column: SheetColumn, columns: Sequence[SheetColumn], number: int) -> str:
        """Return the formula that shows the title of the id in the same row."""
        cell = f"${column_letter([found.key for found in columns].index(column.of))}{number + 1}"
        shown = '""'
        for key in reversed(column.looks_up):
            ids, titles = self._area(key, "id"), self._area(key, f"title_{self.lang}")
            shown = f"IFERROR(INDEX({titles},MATCH({cell},{ids},0)),{shown})"
        return f'=IF({cell}="","",{shown})'

    def _validate(self, page: Any, column: SheetColumn, position: int, last: int) -> None:
        rule: dict[str, Any] = {}
        if column.choices:
            rule = {
                "validate": "list",
                "source": self.lists["|".join(text.get(self.lang) for text in column.choices.values())],
            }
            if column.kind in SEVERAL_CODES:
                rule["show_error"] = False
        elif column.kind in ("id", "text") and len(column.looks_up) >= 1 and column.key != "id":
            key = "tasks" if column.looks_up[0] == "tasks" else column.looks_up[0]
            area = self._area(key, "name" if key == "departments" else "id")
            rule = {
                "validate": "list",
                "source": f"={area}",
                "error_type": "warning" if column.kind == "text" or len(column.looks_up) > 1 else "stop",
            }
        elif column.kind == "ids" and column.looks_up:  # several ids, or that of the document, may be typed as well
            rule = {"validate": "list", "source": f"={self._area(column.looks_up[0], 'id')}", "show_error": False}
        elif column.kind == "year":
            rule = {
                "validate": "integer",
                "criteria": "between",
                "minimum": 1900,
                "maximum": 2200,
                "error_type": "warning",
            }
            if column.takes == "period":  # '24.3 and '24.3~'26.12 are read as well
                rule["show_error"] = False
        elif column.most is not None:
            rule = {
                "validate": "integer",
                "criteria": "between",
                "minimum": column.least,
                "maximum": column.most,
            }
        elif column.key == "confidence":
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
        elif column.note:
            rule = {"validate": "any"}
        if not rule:
            return
        if rule["validate"] != "any":
            rule.setdefault("error_type", "stop")
            rule["error_title"] = Text("쓸 수 없는 값", "not a value of this column").get(self.lang)[:32]
            rule["error_message"] = Text(
                "목록에 있는 값이나 알맞은 수를 적어 주세요.", "Use a value of the list, or a number that fits."
            ).get(self.lang)
        if column.note:
            rule["input_title"] = column.title.get(self.lang)[:32]
            rule["input_message"] = column.note.get(self.lang)[:255]
        page.data_validation(HEADER_ROWS, position, last - 1, position, rule)

    def _colour(self, page: Any, columns: Sequence[SheetColumn], last: int) -> None:
        for position, column in enumerate(columns):
            if column.key == "state":
                found = {words: _COLOURS[code] for code, words in _words(column, self.lang).items() if code in _COLOURS}
            elif column.kind == "strength":
                found = {words: _STRENGTH_COLOURS[code] for code, words in _words(column, self.lang).items()}
            elif column.key == "status":
                found = {
                    _words(column, self.lang)["inferred"]: "#F8CBAD",
                    _words(column, self.lang)["single-source"]: "#FFF2CC",
                }
            else:
                continue
            for words, colour in found.items():
                rule = {
                    "type": "cell",
                    "criteria": "==",
                    "value": f'"{words}"',
                    "format": self.book.add_format({"bg_color": colour}),
                }
                page.conditional_format(HEADER_ROWS, position, last - 1, position, rule)

    def _paper(self, page: Any, letters: float) -> None:
        page.set_paper(9)
        page.set_landscape()
        page.print_across()  # the pages that hold the rest of the same rows follow each other
        page.fit_to_pages(max(1, math.ceil(letters / LETTERS_OF_A_PAGE)), 0)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.set_header(f'&L&"{FONT}"&9 {_escaped(self.settings.title.get(self.lang))}&R&"{FONT}"&9&A')
        page.set_footer(f'&C&"{FONT}"&9&P / &N')


def write_state(book: Any, state: str, lang: Language) -> None:
    """Add a hidden sheet to *book* with the *state* that it is made of."""
    fill_state(book.add_worksheet(STATE_TITLE.get(lang)), state, lang)


def fill_state(page: Any, state: str, lang: Language) -> None:
    """Hide *page* and write the *state* on it that the workbook is made of."""
    page.hide()
    page.protect()
    page.write_string(0, 0, _STATE_NOTE.get(lang))
    for number, piece in enumerate(pieces(state), 1):
        page.write_string(number, 0, piece)


_STATE_NOTE = Text(
    "이 시트는 그대로 두세요. 가져올 때 어느 칸을 고쳤는지 여기서 알아냅니다.",
    "Leave this sheet as it is: an import learns from it which cells were edited.",
)
_ALLOWED = {
    "format_cells": True, "format_columns": True, "format_rows": True, "insert_columns": True, "insert_rows": True,
    "insert_hyperlinks": True, "delete_columns": True, "delete_rows": True, "sort": True, "autofilter": True,
}  # fmt: skip


def _words(column: SheetColumn, lang: Language) -> dict[str, str]:
    return {code: text.get(lang) for code, text in (column.choices or {}).items()}


def _escaped(text: str) -> str:
    return text.replace("&", "&&")[:120]


def _lines(text: str, width: int) -> int:
    """Return how many lines *text* takes in a column of *width* letters; a little too many rather than too few."""
    return sum(max(1, math.ceil(cell_width(line) * 1.08 / max(width - 1, 1))) for line in text.split("\n"))
