"""Reads the rows of one table: every cell once, every problem with its place, nothing kept that was not asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from policygraph.records.catalogue import report
from policygraph.records.fingerprint import is_fingerprint
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import Extra, Period
from policygraph.sources.formats.workbook.cells_in import UnreadableCell, as_text, parser
from policygraph.sources.formats.workbook.columns import MONTHS, YEARS, SheetColumn
from policygraph.sources.formats.workbook.incoming_tables import SheetTable, column_letter, split_reference
from policygraph.sources.formats.workbook.notes import read_note
from policygraph.sources.formats.workbook.schema import MOST_LETTERS, OWNERS
from policygraph.sources.formats.workbook.spellings import YearSpan

Key = Hashable
_TOTALS = frozenset({"합계", "소계", "총계", "총합계", "계", "누계", "total", "subtotal", "sum"})
_NOTE_SIGNS = ("※", "*", "주)", "주:", "비고", "[")


@dataclass(slots=True)
class SheetRow:
    """One row that could be read: its number, the values of its cells by column, and its unknown columns.

    *elsewhere* are the places of values that stand on another sheet.
    """

    number: int
    values: dict[str, Any]
    extra: Extra = ()
    elsewhere: dict[str, Where] = field(default_factory=dict)


@dataclass(slots=True)
class Rows:
    """The rows of one sheet; *held* are the keys of rows that could not be read, *lost* counts those without a key.

    *stamps* are the names of exported states that rows carry.
    """

    table: SheetTable
    rows: list[SheetRow] = field(default_factory=list)
    held: set[Key] = field(default_factory=set)
    lost: int = 0
    stamps: set[str] = field(default_factory=set)

    def key(self, row: SheetRow) -> Key:
        """Return what makes a row one of its kind, or what it is a part of."""
        sheet = self.table.sheet
        names = sheet.identified_by or (OWNERS[sheet.key],)
        return tuple(row.values[name] for name in names) if len(names) > 1 else row.values[names[0]]

    def where(self, row: SheetRow, key: str = "") -> Where:
        """Return the place of a row, or of one of its cells."""
        return row.elsewhere.get(key) or self.table.where(row.number, key)


def read_rows(
    table: SheetTable,
    log: IssueLog,
    progress: Callable[[int], None] | None = None,
    counted: int = 0,
    words: Mapping[str, str] | None = None,
) -> Rows:
    """Read every row of *table*; *progress* is told how many rows have been read, *counted* of other tables included.

    *words* are further names of codes, which the column that takes the code understands.
    """
    found = Rows(table)
    readers = [
        (
            position,
            key,
            parser(_with_words(table.sheet.by_key[key], words), escaped=table.typed, unit=table.units.get(key, 1)),
        )
        for key, position in table.columns.items()
        if table.sheet.by_key[key].kind != "looked-up"
    ]
    required = [
        (column.key, f"{column.key.removesuffix('_ko')}_en" if column.takes == "text" else column.key)
        for column in table.sheet.columns
        if column.required
    ]
    checks = _checks(table)
    unknown = list(table.unknown.items())
    uncomputed = _uncomputed_rows(table)
    gaps = bool(table.untitled)
    beside: dict[int, int] = {}
    once = bool(table.sheet.identified_by) or table.sheet.key == "budgets"  # a row that is there twice is there once
    known: dict[str, int] = {}
    blanks = skipped = 0
    loose: list[tuple[int, str]] = []  # below a blank row and not enough for a record: a remark, if no record follows
    for number, cells in table.rows:
        count = len(cells)
        values: dict[str, Any] = {}
        unknown_amount = False
        problems: list[tuple[str, str, Any, dict[str, Any]]] = []
        for position, key, read in readers:
            if position < count and (cell := cells[position]) is not None:
                try:
                    value, notice = read(cell)
                except UnreadableCell as error:
                    problems.append((key, error.code, cell, error.details))
                    continue
                if notice:
                    log.add(report(notice, table.where(number, key), as_text(cell)))
                if value is not None:
                    values[key] = value
                elif key == "krw":
                    unknown_amount = True
        problems += _spread(values)
        extra: Extra = _notes(table, unknown, number, cells, log) if unknown else ()
        if table.stamp is not None and table.stamp < count and (mark := as_text(cells[table.stamp]).strip()):
            found.stamps.add(mark)
        if count > table.width or gaps:
            beside.update(
                (position, number)
                for position in (*table.untitled, *range(table.width, count))
                if position < count and position not in beside and cells[position] is not None
            )
        if uncomputed and number in uncomputed:
            problems += [(key, "W34", "", {}) for key in uncomputed[number] if key not in values]
        if not values and not problems:
            if extra:
                log.add(report("W36", table.where(number), as_text(extra[0][1])))
            else:
                blanks += 1
            continue
        if unknown_amount and "krw" not in values and not problems:
            continue
        if (name := _total(table, values)) is not None:
            log.add(report("W36", table.where(number), name))
            continue
        if len(values) + len(problems) == 1 and not extra:
            text = _only_text(values, problems)
            enough = values and all(key in values or twin in values for key, twin in required)
            if text.lstrip().startswith(_NOTE_SIGNS):
                log.add(report("W36", table.where(number), text))
                continue
            if blanks and text and not enough:
                loose.append((number, text))
                continue
        for place, text in loose:
            log.add(report("W63", table.where(place), text))
            found.lost += 1
        loose.clear()
        skipped += blanks
        blanks = 0
        for key, code, cell, details in problems:
            log.add(report(code, table.where(number, key), as_text(cell), **details))
        sound = not problems
        troubled = {key for key, *_ in problems}
        for key, twin in required:
            if key == "krw" and ("year" not in values or any(name.startswith("funds_") for name in values)):
                continue  # the years, in rows of their own, give the total; the funds beside it give an amount
            if key not in values and twin not in values and key not in troubled:
                sound = False
                if not _in_merged(table, number, key):
                    title = table.sheet.by_key[key].title
                    log.add(report("W35", table.where(number, key), title.ko, title_en=title.en))
        row = SheetRow(number, values, extra)
        if sound and all(check(row, log) for check in checks):
            first = known.setdefault(repr((sorted(values.items()), extra)), number) if once else number
            if first == number:
                found.rows.append(row)
            else:
                log.add(report("W59", table.where(number), first=first))
        else:
            names = table.sheet.identified_by
            if names and all(name in values for name in names):
                found.held.add(found.key(row))
            else:
                found.lost += 1
        if progress is not None and number % 1000 == 0:
            progress(counted + number)
    for place, text in loose:
        log.add(report("W36", table.where(place), text))
    if skipped:
        log.add(report("W37", Where(table.file, sheet=table.name), count=skipped))
    if table.facts.hidden:
        log.add(report("W38", Where(table.file, sheet=table.name), table.name))
    for position, number in sorted(beside.items()):
        letter = column_letter(position)
        log.add(report("W50", Where(table.file, None, "", table.name, number, letter), letter))
    return found


def _with_words(column: SheetColumn, words: Mapping[str, str] | None) -> SheetColumn:
    return replace(column, others={**(column.others or {}), **words}) if words and column.choices else column


def _spread(values: dict[str, Any]) -> list[tuple[str, str, Any, dict[str, Any]]]:
    """Give the cells of a period what stands in one of them; return a problem where another one says otherwise."""
    problems: list[tuple[str, str, Any, dict[str, Any]]] = []
    for key, span in [(key, value) for key, value in values.items() if isinstance(value, YearSpan)]:
        end = "end" if key.endswith("end") else "start"
        before = key.removesuffix(end)
        said: dict[str, int | None] = span._asdict()
        if span.end is None:
            said = {end: span.start, f"{end}_month": span.start_month}
        for name, _ in (*YEARS, *MONTHS):
            number, other = said.get(name), values.get(before + name)
            if number is None:
                continue
            if isinstance(other, int) and other != number:
                problems.append((key, "W64", "~".join(Period(*span[:4]).ends()).rstrip("~"), {"other": other}))
            values[before + name] = number
    return problems


def _notes(
    table: SheetTable, unknown: Sequence[tuple[str, int]], number: int, cells: Sequence[Any], log: IssueLog
) -> Extra:
    """Return what a row says in the columns that the program does not know."""
    found = []
    for name, position in unknown:
        if position < len(cells) and cells[position] is not None:
            value, notice = read_note(cells[position], escaped=table.typed)
            place = Where(table.file, None, name, table.name, number, column_letter(position))
            if notice:
                log.add(report(notice, place, name))
            if isinstance(value, str) and len(value) > MOST_LETTERS:
                log.add(report("W32", place, name, count=f"{len(value):,}"))
            if value != "":
                found.append((name, value))
    return tuple(found)


def _uncomputed_rows(table: SheetTable) -> dict[int, list[str]]:
    letters = {
        column_letter(position): key
        for key, position in table.columns.items()
        if table.sheet.by_key[key].kind != "looked-up"
    }
    found: dict[int, list[str]] = {}
    for reference in table.facts.uncomputed:
        column = reference.rstrip("0123456789")
        if column in letters:
            found.setdefault(int(reference[len(column) :]), []).append(letters[column])
    return found


def _in_merged(table: SheetTable, number: int, key: str) -> bool:
    """Whether a cell lies in a merged area, which has been reported already."""
    position = table.columns.get(key, -1)
    for area in table.facts.merged:
        (left, top), (right, bottom) = (split_reference(part) for part in (area.split(":") * 2)[:2])
        if top <= number <= bottom and left <= position <= right:
            return True
    return False


def _total(table: SheetTable, values: Mapping[str, Any]) -> str | None:
    """Return the word in the place of the id that makes a row one of totals, which is no record."""
    column = table.sheet.columns[0]
    name = values.get(column.key)
    return name if column.kind == "id" and isinstance(name, str) and name.lower() in _TOTALS else None


def _only_text(values: Mapping[str, Any], problems: list[Any]) -> str:
    """Return the text in the only filled cell of a row; empty where it is no text."""
    value = next(iter(values.values())) if values else problems[0][2]
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value if isinstance(value, str) else ""


def _checks(table: SheetTable) -> list[Callable[[SheetRow, IssueLog], bool]]:
    """Return the checks of what the cells of one row say, each for itself and together."""
    columns = [column for column in table.sheet.columns if column.key in table.columns]
    checks: list[Callable[[SheetRow, IssueLog], bool]] = [partial(_is_period, table)]
    checks += [partial(_CHECKS[column.takes], table, column) for column in columns if column.takes in _CHECKS]
    return [*checks, *(partial(_is_part, table, column) for column in table.sheet.columns if column.part)]


def _is_part(table: SheetTable, column: SheetColumn, row: SheetRow, log: IssueLog) -> bool:
    """Whether a part of a record, of which some columns speak, has what it needs."""
    if column.key in row.values or not any(key.startswith(f"{column.part}_") for key in row.values):
        return True
    log.add(report("W35", table.where(row.number, column.key), column.title.ko, title_en=column.title.en))
    return False


def _is_period(table: SheetTable, row: SheetRow, log: IssueLog) -> bool:
    period = Period(*(row.values.get(name) for name, _ in (*YEARS, *MONTHS)))
    for (year, _), (month, title) in zip(YEARS, MONTHS, strict=True):
        if month in row.values and year not in row.values:
            log.add(report("W77", table.where(row.number, month), title.ko, title_en=title.en))
            return False
    if not period.backwards:
        return True
    log.add(report("W48", table.where(row.number, "end"), "~".join(period.ends())))
    return False


def _is_share(table: SheetTable, column: SheetColumn, row: SheetRow, log: IssueLog) -> bool:
    number = row.values.get(column.key)
    if number is None or column.least <= number <= 1:
        return True
    place = table.where(row.number, column.key)
    if column.key == "confidence":
        log.add(report("W47", place, number))
    else:
        expected = {
            "expected_ko": f"{column.least}과 1 사이의 수를",
            "expected_en": f"a number from {column.least} to 1",
        }
        log.add(report("V05", place, number, field=column.title, **expected))
    return False


def _is_percent(table: SheetTable, column: SheetColumn, row: SheetRow, log: IssueLog) -> bool:
    number = row.values.get(column.key)
    if number is None or 0 <= number <= 100:
        return True
    log.add(report("R102", table.where(row.number, column.key), number, field=column.title))
    return False


def _is_weight(table: SheetTable, column: SheetColumn, row: SheetRow, log: IssueLog) -> bool:
    number = row.values.get(column.key)
    if number is None or number > 0:
        return True
    log.add(report("W49", table.where(row.number, column.key), number))
    return False


def _is_fingerprint(table: SheetTable, column: SheetColumn, row: SheetRow, log: IssueLog) -> bool:
    text = row.values.get(column.key)
    if text is None or is_fingerprint(text):
        return True
    log.add(report("R48", table.where(row.number, column.key), text))
    return False


_CHECKS = {"share": _is_share, "percent": _is_percent, "weight": _is_weight, "fingerprint": _is_fingerprint}
