"""Writes the wide sheet of money as a workbook of its own, with totals that are formulas and the state it was made of."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policygraph.records.kinds import FUNDS, TASK_LEVELS, Corpus, Item, Language, Text
from policygraph.sources.formats.workbook.cells_in import MOST_WON
from policygraph.sources.formats.workbook.exported import exported_state, own_documents
from policygraph.sources.formats.workbook.incoming_tables import column_letter
from policygraph.sources.formats.workbook.new_workbook import FONT, new_workbook
from policygraph.sources.formats.workbook.schema import HEADER_ROWS
from policygraph.sources.formats.workbook.spellings import unit_name
from policygraph.sources.formats.workbook.writer import write_state
from policygraph.sources.formats.workbook.yearly_sheet import (
    TOTAL,
    YEARLY_TITLE,
    column_key,
    sheet_of,
    yearly_values,
)
from policygraph.sources.safe_cells import is_code_like

if TYPE_CHECKING:
    from policygraph.sources.settings import Settings

_UNITS = (10**6, 10**3, 1)
LETTERS_OF_A3 = 270  # that A3 landscape holds side by side at a readable size


def write_yearly(corpus: Corpus, settings: Settings, lang: Language = "ko") -> bytes:
    """Return a workbook with the money of every task by year and fund.

    Its headers name the largest of millions, thousands and single won in which every amount is whole. What no record says
    is an empty cell; sums that nobody typed are formulas.
    """
    plans = [document for document in corpus.documents if document.is_plan]
    items = [item for plan in plans for item in plan.items if item.level in TASK_LEVELS or item.budget]
    years = {year for plan in plans if plan.period for year in plan.period.years()}
    sheet, rows = sheet_of(items, years)
    amounts = [won for item in rows for won in yearly_values(item.budget).values()]
    known = [
        max(item.budget.total, item.budget.spread) for item in rows if item.budget
    ]  # no sum, either, that a bare number could not stand for
    unit = (
        1
        if max(known, default=0) > MOST_WON
        else next(unit for unit in _UNITS if all(won % unit == 0 for won in amounts))
    )
    target = io.BytesIO()
    book = new_workbook(target, settings.as_of, title=settings.title.get(lang), comments="policygraph")
    page = book.add_worksheet(YEARLY_TITLE.get(lang))
    _head(
        book, page, [column.title for column in sheet.columns[:2]], [column.title for column in sheet.columns[2:]], unit
    )
    _rows(book, page, [column.key for column in sheet.columns], rows, unit, lang)
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, column.width)
    page.freeze_panes(HEADER_ROWS, 2)
    page.repeat_rows(0, HEADER_ROWS - 1)
    page.repeat_columns(0, 1)
    page.set_paper(8)  # A3: a plan of five years has thirty columns
    page.set_landscape()
    page.print_across()  # the pages that hold the rest of the same rows follow each other
    page.fit_to_pages(math.ceil(sum(column.width for column in sheet.columns) / LETTERS_OF_A3), 0)
    write_state(book, exported_state(corpus, own_documents(corpus, settings)), lang)
    book.close()
    return target.getvalue()


def _head(book: Any, page: Any, names: Sequence[Text], money: Sequence[Text], unit: int) -> None:
    look = {"font_name": FONT, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "border": 1, "text_wrap": True}
    bold, small = book.add_format({**look, "bold": True, "font_size": 10}), book.add_format({**look, "font_size": 8})
    page.set_row(0, 30)
    for position, title in enumerate((*names, *money)):
        said = f"({unit_name(unit)})" if position >= len(names) else ""
        page.write_string(0, position, title.ko + said, bold)
        page.write_string(1, position, title.en, small)


def _rows(book: Any, page: Any, keys: Sequence[str], items: Sequence[Item], unit: int, lang: Language) -> None:
    text = {
        "font_name": FONT,
        "font_size": 10,
        "text_wrap": True,
        "valign": "top",
        "border": 1,
        "border_color": "#D9D9D9",
    }
    plain, quoted = book.add_format(text), book.add_format({**text, "quote_prefix": True})
    money = book.add_format({**text, "num_format": "#,##0"})
    sums = book.add_format({**text, "num_format": "#,##0", "bg_color": "#F2F2F2"})
    place = {key: position for position, key in enumerate(keys)}
    for number, item in enumerate(items, HEADER_ROWS):
        values = yearly_values(item.budget)
        for position, shown in enumerate((item.id, item.title.get(lang))):
            page.write_string(number, position, shown, quoted if is_code_like(shown) else plain)
        whole: list[str] = []
        total = 0
        for year in sorted({int(key[1:5]) for key in keys if key.startswith("y")}):
            funds = [key for fund in FUNDS if (key := column_key(year, fund)) in place]
            amounts = [values[key] for key in funds if key in values]
            for key in funds:
                _amount(page, number, place[key], values.get(key), unit, money)
            key = column_key(year)
            whole.append(f"{column_letter(place[key])}{number + 1}")
            total += values.get(key, sum(amounts))
            if key in values:
                _amount(page, number, place[key], values[key], unit, money)
                continue
            area = f"{column_letter(place[funds[0]])}{number + 1}:{column_letter(place[funds[-1]])}{number + 1}"
            shown_sum = sum(amounts) // unit if amounts else ""
            page.write_formula(number, place[key], f'=IF(COUNT({area})=0,"",SUM({area}))', sums, shown_sum)
        if TOTAL in values:
            _amount(page, number, place[TOTAL], values[TOTAL], unit, money)
        else:
            listed = ",".join(whole)
            said = total // unit if values else ""
            page.write_formula(number, place[TOTAL], f'=IF(COUNT({listed})=0,"",SUM({listed}))', sums, said)


def _amount(page: Any, row: int, column: int, won: int | None, unit: int, look: Any) -> None:
    if won is None:
        page.write_blank(row, column, None, look)
    else:
        page.write_number(row, column, won // unit, look)
