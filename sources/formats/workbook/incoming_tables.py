"""Tables out of files: the sheets of a workbook or the rows of a CSV file, with their headers understood.

`SheetTable` holds which column of the file carries which known column, and which ones are not known; its rows stay the plain
tuples that the library yields, so that a large workbook costs little more than reading it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.characters import name_key
from policygraph.records.issue import IssueLog, UnusableInput, Where
from policygraph.records.kinds import Text
from policygraph.sources.formats.workbook.cells_in import as_text, tidy, unescaped
from policygraph.sources.formats.workbook.columns import SheetColumn
from policygraph.sources.formats.workbook.exported import STATE_TITLE
from policygraph.sources.formats.workbook.headers import known_headers, note_name
from policygraph.sources.formats.workbook.package import DAMAGE, Package, SheetFacts, open_package
from policygraph.sources.formats.workbook.schema import (
    GUIDE_TITLE,
    HEADER_ROWS,
    LISTS_TITLE,
    SETTINGS_TITLE,
    SHEETS,
    Sheet,
)
from policygraph.sources.formats.workbook.sheet_cells import read_cells, read_texts
from policygraph.sources.formats.workbook.spellings import unit_name, unit_of
from policygraph.sources.formats.workbook.text_tables import Row, read_text_rows
from policygraph.sources.formats.workbook.yearly_sheet import is_yearly, yearly_table

MOST_HEADER_ROWS = 10
_AMOUNTS = frozenset(map(name_key, ("금액", "예산", "예산액", "소요예산", "사업비", "총사업비", "amount")))
_COPY = re.compile(r"\s*\(\d+\)$")  # what Excel puts behind the name of a copied sheet
_UNIT = re.compile(
    r"[조억만천백]\s*원|[(:]\s*(?:백만|천만|십억|[천만억조])\b|\b(?:bn|billion|million|thousand)\b", re.IGNORECASE
)


_STATE = frozenset(map(name_key, (STATE_TITLE.ko, STATE_TITLE.en)))
_SETTINGS = frozenset(map(name_key, (SETTINGS_TITLE.ko, SETTINGS_TITLE.en)))


class Damaged(Exception):  # noqa: N818 - the state of a sheet
    """The file breaks off or is damaged inside a sheet."""


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One table of a file: *columns* maps the key of a known column to its position, *unknown* a header to its position.

    *name* is the title of the sheet in the file (empty for CSV); *rows* yields row numbers and cells. *untitled* are the
    positions before *width* that have no header. *typed* says whether cells have types, as those of a workbook do (their
    texts hold the escapes of its format). *stamp* is the position of the column that names the exported state, *units* what bare numbers of a column of
    money count in, where that is not won.
    """

    sheet: Sheet
    file: str
    name: str
    columns: dict[str, int]
    unknown: dict[str, int]
    rows: Iterable[Row]
    facts: SheetFacts
    typed: bool = True
    width: int = 0
    untitled: tuple[int, ...] = ()
    stamp: int | None = None
    units: Mapping[str, int] = field(default_factory=dict)

    def where(self, row: int, key: str = "") -> Where:
        """Return the place of a row, or of its cell in the column *key*."""
        position = self.columns.get(key)
        column = "" if position is None else column_letter(position)
        title = self.sheet.by_key[key].title.ko if key in self.columns else ""
        return Where(self.file, None, title, self.name, row, column)


def column_letter(position: int) -> str:
    """Return the letter of the column at *position*, counted from 0.

    >>> column_letter(0), column_letter(26)
    ('A', 'AA')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def split_reference(reference: str) -> tuple[int, int]:
    """Return the position of the column (from 0) and the row number of a cell reference.

    >>> split_reference("AA12"), split_reference("$B$3")
    ((26, 12), (1, 3))
    """
    plain = reference.replace("$", "")
    letters = plain.rstrip("0123456789")
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - 64
    return position - 1, int(plain[len(letters) :] or 0)


@dataclass(slots=True)
class Beside:
    """What a workbook holds beside its tables: the exported *states* that it carries, the rows of its sheet of *settings*."""

    states: list[str] = field(default_factory=list)
    settings: list[Row] = field(default_factory=list)
    settings_title: str = ""


def read_tables(path: Path, log: IssueLog, beside: Beside, *, only: str | None = None) -> Iterator[SheetTable]:
    """Yield the tables of the workbook or CSV file *path*; *only* names the sheet that a CSV file is.

    The rows of a table must be used up before the next table is asked for. Problems go to *log*, what a workbook holds
    beside its tables to *beside*.
    """
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        table = _csv_table(path, log, only)
        if table is not None:
            yield table
        return
    yield from _workbook_tables(path, log, beside)


def _workbook_tables(path: Path, log: IssueLog, beside: Beside) -> Iterator[SheetTable]:
    package = open_package(path, path.name, log)
    if package is None:
        return
    try:
        texts = read_texts(package)
    except DAMAGE as error:
        log.add(report("W04", Where(path.name), type(error).__name__))
        return
    found: dict[str, str] = {}
    titles = {name_key(word): sheet for sheet in SHEETS for word in (sheet.title.ko, sheet.title.en, sheet.key)}
    skipped = {name_key(word) for text in (GUIDE_TITLE, LISTS_TITLE) for word in (text.ko, text.en)}
    for title, facts in package.sheets.items():
        rows = _guarded(package, facts.part, texts)
        sheet = titles.get(name_key(title))
        if is_yearly(title):
            try:
                sheet, rows, facts = yearly_table(rows, facts)
            except Damaged as error:
                log.add(report("W04", Where(path.name, sheet=title), error))
                continue
        if name_key(title) in _STATE:
            beside.states.append(_state(package, facts, texts))
            continue
        if name_key(title) in _SETTINGS:
            beside.settings_title, beside.settings = title, _rows_of(package, facts, texts)
            continue
        if sheet is None:
            if name_key(title) not in skipped:
                names = [word for known in SHEETS for word in (known.title.ko, known.title.en)]
                near = did_you_mean(_COPY.sub("", title), names)
                code = "W54" if near["hint_ko"] else "W10"
                log.add(report(code, Where(path.name, sheet=title), title, **near))
            continue
        if sheet.key in found:
            log.add(report("W16", Where(path.name, sheet=title), title, first=found[sheet.key]))
            continue
        found[sheet.key] = title
        try:
            table = _understand(sheet, path.name, title, rows, facts, log)
            if table is not None:
                yield table
        except Damaged as error:
            log.add(report("W04", Where(path.name, sheet=title), error))
    if not found:
        known = ", ".join(sheet.title.ko for sheet in SHEETS)
        log.add(report("W09", Where(path.name), path.name, known=known, known_en=", ".join(s.title.en for s in SHEETS)))
        return
    for sheet in (
        SHEETS if len(found) > 1 else ()
    ):  # one sheet alone is a table of its own, such as the answer to a letter
        if sheet.key not in found:
            log.add(report("W11", Where(path.name, sheet=sheet.title.ko), sheet.title.ko, title_en=sheet.title.en))


def _state(package: Package, facts: SheetFacts, texts: list[str]) -> str:
    """Return the state on the hidden sheet; what is damaged there is no state."""
    return "".join(as_text(cells[0]) for _, cells in _rows_of(package, facts, texts)[1:] if cells)


def _rows_of(package: Package, facts: SheetFacts, texts: list[str]) -> list[Row]:
    """Return the rows of a sheet that is no table; none of a damaged one."""
    try:
        return list(read_cells(package, facts.part, texts))
    except DAMAGE:
        return []


def _guarded(package: Package, part: str, texts: list[str]) -> Iterator[Row]:
    """Yield the rows of a sheet; what a damaged one makes readers raise becomes `Damaged`."""
    try:
        yield from read_cells(package, part, texts)
    except DAMAGE as error:
        raise Damaged(type(error).__name__) from error


def _csv_table(path: Path, log: IssueLog, only: str | None) -> SheetTable | None:
    rows = read_text_rows(path, log, _count_known, MOST_HEADER_ROWS)
    if rows is None:
        return None
    sheet = sheet_named(only) if only else _best_sheet(rows)
    if sheet is None:
        log.add(report("W12", Where(path.name, 1), path.name, known=", ".join(sheet.title.ko for sheet in SHEETS)))
        return None
    return _understand(sheet, path.name, "", iter(rows), SheetFacts(), log, typed=False)


def _count_known(rows: Sequence[Row]) -> int:
    """Return how many headers of one sheet stand in one of *rows*."""
    found = 0
    for sheet in SHEETS:
        known = known_headers(sheet)
        found = max((found, *(len(_keys(known, cells)) for _, cells in rows)))
    return found


def _keys(known: Mapping[str, str], cells: Sequence[Any]) -> set[str]:
    """Return the keys of the columns that *cells* name."""
    titles = (name_key(as_text(cell)) for cell in cells if cell is not None)
    return {known[title] for title in titles if title in known}


def sheet_named(name: str) -> Sheet:
    """Return the sheet called *name* (Korean or English title, or key); raises `UnusableInput` with the known ones."""
    for sheet in SHEETS:
        if name_key(name) in (name_key(sheet.key), name_key(sheet.title.ko), name_key(sheet.title.en)):
            return sheet
    known = ", ".join(f"{sheet.title.ko}({sheet.key})" for sheet in SHEETS)
    raise UnusableInput(
        Text(f"'{name}'이라는 표는 없습니다. 쓸 수 있는 이름: {known}", f"there is no table {name!r}; known: {known}")
    )


def _best_sheet(rows: Sequence[Row]) -> Sheet | None:
    """Return the sheet that most headers of the first rows belong to, if all of its required columns are there."""
    best: tuple[int, Sheet | None] = (0, None)
    for sheet in SHEETS:
        known = known_headers(sheet)
        for _, cells in rows[:MOST_HEADER_ROWS]:
            keys = _keys(known, cells)
            required = {column.key for column in sheet.columns if column.required}
            if required <= keys and len(keys) > best[0]:
                best = (len(keys), sheet)
    return best[1]


def _understand(
    sheet: Sheet, file: str, name: str, rows: Iterator[Row], facts: SheetFacts, log: IssueLog, *, typed: bool = True
) -> SheetTable | None:
    """Find the header among the first rows and return the table below it, or ``None`` with the reason in *log*."""
    known = known_headers(sheet)
    first = list(itertools.islice(rows, MOST_HEADER_ROWS))
    scores = [sum(cell is not None and name_key(as_text(cell)) in known for cell in cells) for _, cells in first]
    best = max(range(len(first)), key=lambda index: scores[index], default=-1)
    if best < 0 or scores[best] < min(2, len(sheet.columns)):
        shown = " | ".join(column.title.ko for column in sheet.columns)
        shown_en = " | ".join(column.title.en for column in sheet.columns)
        log.add(report("W13", Where(file, None, "", name, 1), name or file, known=shown, known_en=shown_en))
        return None
    header_row, header = first[best]
    head = [first[best]]
    if best + 1 < len(first) and scores[best + 1] >= 2:
        head.append(first[best + 1])
    elif best and scores[best - 1] >= 2:
        head.insert(0, first[best - 1])
    columns: dict[str, int] = {}
    unknown: dict[str, int] = {}
    untitled: list[int] = []
    stamp: int | None = None
    sound = _headers_agree(sheet, known, head, file, name, log)
    for position, cell in enumerate(header):
        title = _title(cell, typed=typed)
        if not title:
            untitled.append(position)
            continue
        if name_key(title) in _STATE:
            stamp = position
            continue
        key = _key_of(sheet, known, title)
        place = Where(file, None, title, name, header_row, column_letter(position))
        own = note_name(sheet, title)
        if key is None and own in unknown:
            log.add(report("W17", place, title, first=column_letter(unknown[own])))
            sound = False
        elif key is None:
            unknown[own] = position
        elif key in columns:
            log.add(report("W17", place, title, first=column_letter(columns[key])))
            sound = False
        else:
            columns[key] = position
    missing = [column for column in sheet.columns if column.required and column.key not in columns]
    for column in missing:
        near = did_you_mean(column.title.ko, list(unknown))
        place = Where(file, None, "", name, header_row)
        other = next((title for title in unknown if _other_unit(column, title)), None)
        if other is not None:
            place = Where(file, None, other, name, header_row, column_letter(unknown[other]))
            log.add(report("W53", place, other))
        else:
            log.add(report("W14", place, column.title.ko, title_en=column.title.en, **near))
        sound = False
    absent = [column.title.ko for column in sheet.columns if column.key not in columns and column.kind != "looked-up"]
    for title, position in unknown.items():
        near = did_you_mean(title, absent)
        place = Where(file, None, title, name, header_row, column_letter(position))
        if not missing:
            log.add(report("W19" if near["hint_ko"] else "W15", place, title, **near))
    if not sound:
        return None
    last = max(head[-1][0], _check_merged(facts, head, file, name, log))
    rest = [row for row in first[best + 1 :] if row[0] > last]
    read = itertools.chain(rest, rows)
    units = _units(sheet, columns, first[: best + 2], [cells for _, cells in head])
    for key, unit in itertools.islice(units.items(), 1):
        title = sheet.by_key[key].title.ko
        log.add(report("W68", Where(file, None, title, name, header_row, column_letter(columns[key])), unit_name(unit)))
    return SheetTable(
        sheet, file, name, columns, unknown, read, facts, typed, len(header), tuple(untitled), stamp, units
    )


def _title(cell: Any, *, typed: bool) -> str:
    return tidy(unescaped(as_text(cell)) if typed else as_text(cell))[0]


def _key_of(sheet: Sheet, known: Mapping[str, str], title: str) -> str | None:
    """Return the key of the column that *title* heads; amounts may be headed in other words and with another unit."""
    key = known.get(name_key(title))
    if key is None and any(column.kind == "won" for column in sheet.columns):
        bare, unit = unit_of(title)
        if name_key(bare) in _AMOUNTS and "krw" in sheet.by_key:
            return "krw"
        fund = known.get(name_key(bare)) if unit is not None else None
        return fund if fund is not None and sheet.by_key[fund].kind == "won" else None
    return key


def _units(
    sheet: Sheet, columns: Mapping[str, int], above: Sequence[Row], head: Sequence[Sequence[Any]]
) -> dict[str, int]:
    """Return what bare numbers of money count in by column, where that is not won.

    A header says it for its column, a line above the table such as (단위: 백만원) for all of them, and a header for those
    whose own header names no unit. The header that every workbook has from the start (금액(원)) says nothing against the
    line.
    """
    money = [column for column in sheet.columns if column.kind == "won" and column.key in columns]
    usual = {name_key(word) for column in money for word in (column.title.ko, column.title.en)}
    own: dict[str, int] = {}
    standard: dict[str, int] = {}
    for column in money:
        place = columns[column.key]
        for title in (as_text(cells[place]) for cells in head if place < len(cells)):
            if (unit := unit_of(title)[1]) is not None:
                (standard if name_key(title) in usual else own).setdefault(column.key, unit)
    lines = (as_text(cell) for _, cells in above for cell in cells if isinstance(cell, str) and "단위" in cell)
    line = next((unit for text in lines if not (bare := unit_of(text))[0] and (unit := bare[1])), None)
    rest = line or next(iter(own.values()), 1)
    found = {key: own.get(key) or line or standard.get(key, rest) for key in (column.key for column in money)}
    return {key: unit for key, unit in found.items() if unit != 1}


def _other_unit(column: SheetColumn, title: str) -> bool:
    """Whether *title* heads amounts in a unit that is not known."""
    return column.kind == "won" and unit_of(title)[1] is None and _UNIT.search(title) is not None


def _headers_agree(
    sheet: Sheet, known: Mapping[str, str], head: Sequence[Row], file: str, name: str, log: IssueLog
) -> bool:
    """Report columns whose two headers, one in each language, name different things: which is meant is not guessed."""
    if len(head) < 2:
        return True
    (row, upper), (_, lower) = head
    agree = True
    for position, (above, below) in enumerate(zip(upper, lower, strict=False)):
        title, other = (_title(cell, typed=True) for cell in (above, below))
        upper_key, key = _key_of(sheet, known, title), _key_of(sheet, known, other)
        place = Where(file, None, title, name, row, column_letter(position))
        named = key or upper_key
        unit = next((text for text in (title, other) if named and _other_unit(sheet.by_key[named], text)), None)
        if unit is not None:
            log.add(report("W53", place, unit))
        elif title and key is not None and upper_key != key:
            log.add(report("W52", place, title, other=other, title_ko=sheet.by_key[key].title.ko))
        else:
            continue
        agree = False
    return agree


def _check_merged(facts: SheetFacts, head: Sequence[Row], file: str, name: str, log: IssueLog) -> int:
    """Report merged cells and return the last row of the header: a header over both of its rows hides nothing."""
    top, last = head[0][0], head[-1][0]
    for area in facts.merged:
        (left, first), (right, end) = (split_reference(part) for part in (area.split(":") * 2)[:2])
        if first < top:
            continue
        if first == top and end <= top + HEADER_ROWS - 1 and left == right:
            last = max(last, end)
        else:
            log.add(report("W18", Where(file, None, "", name, first, column_letter(left)), area))
    return last
