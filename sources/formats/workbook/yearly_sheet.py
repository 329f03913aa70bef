"""The wide sheet of money (연차별 예산): a row for each task, a column for each year and fund, and totals that follow.

Its columns are those that its header names, so that a table which somebody made without the program is read too: the
year before or behind the fund (``2026년 국비``, ``국비 2026``), or years over funds in two rows. A total that nobody typed
is derived: a cell that says what its parts add up to is not stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from policygraph.records.characters import name_key
from policygraph.records.kinds import FUNDS, Budget, Item, Text, YearNote
from policygraph.records.words import label
from policygraph.sources.formats.workbook.cells_in import as_text
from policygraph.sources.formats.workbook.columns import SheetColumn, columns_of
from policygraph.sources.formats.workbook.package import SheetFacts
from policygraph.sources.formats.workbook.schema import BY_KEY, YEARLY, Sheet
from policygraph.sources.formats.workbook.spellings import unit_of
from policygraph.sources.formats.workbook.text_tables import Row

YEARLY_TITLE = Text("연차별 예산", "Money by year")
_TITLES = frozenset(map(name_key, (YEARLY_TITLE.ko, YEARLY_TITLE.en, YEARLY)))
TOTAL = "total"
_TOTAL_TITLE = Text("합계", "total")
_WHOLE = frozenset(map(name_key, ("합계", "총계", "총액", "총사업비", "계", "total", "sum")))
_OF_A_YEAR = frozenset(map(name_key, ("", "계", "소계", "금액", "예산", "사업비", "합계", "total", "amount")))
_YEAR = re.compile(r"(?<!\d)(?:(20\d\d)\s*(?:년도?)?|['’](\d\d)\s*년?|(\d\d)\s*년)(?!\d)")
_MOST_ABOVE = 10  # rows in which the header is looked for


def is_yearly(title: str) -> bool:
    """Return whether *title* is that of the wide sheet; capitals, blanks and hyphens do not matter.

    >>> is_yearly("연차별예산"), is_yearly("Money-by-year"), is_yearly("예산")
    (True, True, False)
    """
    return name_key(title.replace("-", " ")) in _TITLES


def _fund_names() -> dict[str, str]:
    found = {name_key(word): fund for fund in FUNDS for word in (label("fund", fund).ko, label("fund", fund).en, fund)}
    for column in columns_of(Budget, "budgets"):
        if column.takes == "funds":
            fund = column.key.removeprefix("funds_")
            found |= {name_key(word): fund for word in (column.title.ko, column.title.en, *(column.others or ()))}
    return found


_FUNDS = _fund_names()


def column_key(year: int, fund: str = "") -> str:
    """Return the key of the column of a *fund* in a *year*, or of the whole year."""
    return f"y{year}_{fund}" if fund else f"y{year}"


def column_title(year: int, fund: str = "") -> Text:
    """Return the header of the column of a *fund* in a *year*, or of the whole year."""
    name = label("fund", fund) if fund else Text("계", "total")
    return Text(f"{year}년 {name.ko}", f"{year} {name.en}")


def year_and_fund(header: str) -> tuple[int, str] | None:
    """Return the year that *header* names and its fund (empty: the whole year), ``None`` where it names none.

    >>> year_and_fund("2026년 국비(백만원)"), year_and_fund("구·군비 '27"), year_and_fund("2028"), year_and_fund("2026 메모")
    ((2026, 'national'), (2027, 'district'), (2028, ''), None)
    """
    bare = unit_of(header)[0]
    found = _YEAR.search(bare)
    if found is None:
        return None
    year = int(found[1] or f"20{found[2] or found[3]}")
    rest = name_key(f"{bare[: found.start()]} {bare[found.end() :]}")
    if rest in _OF_A_YEAR:
        return year, ""
    return (year, _FUNDS[rest]) if rest in _FUNDS else None


def yearly_sheet(headers: Iterable[str]) -> Sheet:
    """Return the sheet with a column for each of *headers* that names a year, or the total."""
    columns: dict[str, SheetColumn] = {column.key: column for column in _owner()}
    for header in headers:
        bare = unit_of(header)[0]
        found = year_and_fund(header)
        if found is not None:
            title = column_title(*found)
            own = header if unit_of(header)[1] is None else bare
            columns.setdefault(column_key(*found), SheetColumn(column_key(*found), Text(own, title.en), "won", 14))
        elif name_key(bare) in _WHOLE:
            columns.setdefault(TOTAL, SheetColumn(TOTAL, Text(bare, _TOTAL_TITLE.en), "won", 16))
    row = Text("과제 하나의 해마다의 금액", "the money of one task by year")
    return Sheet(YEARLY, YEARLY_TITLE, row, Budget, tuple(columns.values()))


def _owner() -> tuple[SheetColumn, ...]:
    return tuple(column for column in BY_KEY["budgets"].columns if column.key in ("item", "item_title"))


def yearly_table(rows: Iterator[Row], facts: SheetFacts) -> tuple[Sheet, Iterator[Row], SheetFacts]:
    """Return the sheet that the first of *rows* head, the rows with a header in one row, and the facts that still hold.

    Formulas of totals may be without a value: what they say follows from the rest.
    """
    first = [row for _, row in zip(range(_MOST_ABOVE), rows, strict=False)]
    first, merged = _flattened(first, facts.merged)
    headers = [as_text(cell) for _, cells in first for cell in cells if cell is not None]
    sheet = yearly_sheet(headers)
    totals = {
        place
        for _, cells in first
        for place, cell in enumerate(cells)
        if cell is not None and (((found := year_and_fund(as_text(cell))) and not found[1]) or name_key(unit_of(as_text(cell))[0]) in _WHOLE)
    }  # fmt: skip
    uncomputed = frozenset(name for name in facts.uncomputed if _position(name) not in totals)
    return sheet, chain(iter(first), rows), replace(facts, merged=merged, uncomputed=uncomputed)


def _position(reference: str) -> int:
    place = 0
    for letter in reference.rstrip("0123456789"):
        place = place * 26 + ord(letter) - 64
    return place - 1


def _flattened(first: list[Row], merged: tuple[str, ...]) -> tuple[list[Row], tuple[str, ...]]:
    """Return the first rows with years that stand over funds put together with these, and the other merged areas."""
    for place in range(len(first) - 1):
        (number, years), (below, funds) = first[place], first[place + 1]
        named = [_only_year(cell) for cell in years]
        under = [name_key(unit_of(as_text(cell))[0]) if cell is not None else "" for cell in funds]
        if not any(named) or not any(word in _FUNDS for word in under):
            continue
        cells: list[Any] = []
        year: int | None = None
        for column in range(max(len(years), len(funds))):
            above = years[column] if column < len(years) else None
            cell = funds[column] if column < len(funds) else None
            if above is not None:
                year = _only_year(above)
            cells.append(above if cell is None else cell if year is None else f"{year}년 {as_text(cell)}")
        rest = tuple(area for area in merged if not _within(area, number, below))
        return [*first[:place], (below, cells), *first[place + 2 :]], rest
    return first, merged


def _only_year(cell: Any) -> int | None:
    found = year_and_fund(as_text(cell)) if cell is not None else None
    return found[0] if found and not found[1] else None


def _within(area: str, first: int, last: int) -> bool:
    rows = [int(re.sub(r"\D", "", part) or 0) for part in area.split(":")]
    return all(first <= row <= last for row in rows)


def yearly_values(budget: Budget | None) -> dict[str, int]:
    """Return what the sheet shows of *budget* by column; totals that nobody typed are left out.

    >>> yearly_values(Budget(9, years=((2026, 5),), year_notes=(YearNote(2026, funds=(("city", 5),)),)))
    {'y2026_city': 5, 'total': 9}
    """
    if budget is None:
        return {}
    notes = {note.year: note for note in budget.year_notes}
    found: dict[str, int] = {}
    for year, won in budget.years:
        note = notes.get(year, YearNote(year))
        found |= {column_key(year, fund): amount for fund, amount in note.funds}
        if not note.funds or note.borne != won:
            found[column_key(year)] = won
    if budget.krw is not None:
        found[TOTAL] = budget.krw
    elif not budget.years:
        found[TOTAL] = budget.total  # its funds over all years give it
    return found


def sheet_of(items: Sequence[Item], years: Iterable[int]) -> tuple[Sheet, list[Item]]:
    """Return the sheet to be written for *items*: its columns for *years* and those that have money, every usual fund."""
    budgets = [item.budget for item in items if item.budget]
    used = {fund for budget in budgets for note in budget.year_notes for fund, _ in note.funds}
    shown = [fund for fund in FUNDS if fund in used or fund in ("national", "city", "district", "private")]
    found = sorted({*years, *(year for budget in budgets for year, _ in budget.years)})
    columns = list(_owner())
    columns += [
        SheetColumn(column_key(year, fund), column_title(year, fund), "won", 13)
        for year in found
        for fund in (*shown, "")
    ]
    columns.append(SheetColumn(TOTAL, _TOTAL_TITLE, "won", 16))
    row = Text("과제 하나의 해마다의 금액", "the money of one task by year")
    return Sheet(YEARLY, YEARLY_TITLE, row, Budget, tuple(columns)), list(items)
