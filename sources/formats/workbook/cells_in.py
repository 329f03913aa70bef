"""One cell in: the spellings that each kind of value is read from (`cells_out` writes them).

A parser takes what stands in the cell and returns the value, or raises `UnreadableCell` with the code of the problem.
Parsers are built once for each column and remember what they have read, since cells of a column repeat.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from policygraph.records.amounts import is_negative, is_no_money, parse_won, whole_won
from policygraph.records.characters import cleaned, name_key
from policygraph.records.kinds import Text
from policygraph.records.moments import moment_text
from policygraph.records.pair_lines import UnreadableLine, read_pair_lines
from policygraph.records.persons import person_name
from policygraph.records.words import STRENGTHS, other_words
from policygraph.sources.formats.workbook.columns import SheetColumn
from policygraph.sources.formats.workbook.grades import GRADES, graded
from policygraph.sources.formats.workbook.known_words import known_words
from policygraph.sources.formats.workbook.schema import MOST_LETTERS
from policygraph.sources.formats.workbook.sheet_cells import NoDate
from policygraph.sources.formats.workbook.spellings import YearSpan, bare_count, parse_span, why_no_date, why_no_span
from policygraph.sources.spelled import parse_date, parse_moment, parse_number, parse_year, whole_where_it_is

Cell = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta | NoDate | None
CellParser = Callable[[Any], Any]

ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
_ID = re.compile(r"[^\s/#?%<>\"'{}|\\^`\[\],;]+")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_INVISIBLE = re.compile(r"[\u200b-\u200d\u2060\ufeff]")
SEPARATORS = re.compile(r"[,;\n、，]+")
_DATED = re.compile(
    r"\d{1,2}\s?월\s?\d{1,2}\s?일|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{2}"
)  # what Excel makes of 1-2 in a CSV file
DASHES = ("-", "–")
UNKNOWN = (*DASHES, "―", "—")
"""What stands for an amount that nobody knows; a row of such an amount is none."""
MOST_WON = 10**13
"""What a bare number may stand for in the unit of a header; more is written in won."""
_DAY = len("2026-01-01")
_WIDE = re.compile(r"[\uff10-\uff19]")


class UnreadableCell(ValueError):  # noqa: N818 - the state of a cell
    """A cell that cannot be read as what its column takes; *code* is the code of the issue."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def unescaped(text: str) -> str:
    r"""Return *text* of a workbook with the escapes of the file format turned back into characters.

    >>> unescaped("가_x000D_나"), unescaped("_x005F_x000D_")
    ('가\r나', '_x000D_')
    """
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def tidy(text: str) -> tuple[str, str]:
    r"""Return *text* as it is kept, and the code of the notice that tidying gives (empty: none).

    `characters.cleaned` says how; W33 tells of characters that no file can hold.
    """
    kept, lost = cleaned(text)
    return kept, "W33" if lost else ""


def as_text(value: Cell) -> str:
    """Return what stands in a cell as text, as a person reads it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return "" if value is None else str(value)


def _text(value: Cell) -> str:
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        raise UnreadableCell("W24")
    return as_text(value)


def _person(value: Cell) -> str:
    return person_name(_text(value))


def is_identifier(text: str) -> bool:
    """Whether *text* may be an id."""
    return _ID.fullmatch(text) is not None


def _identifier(value: Cell) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _text(value))).strip()
    if not is_identifier(text):
        raise UnreadableCell("W20")
    return text


def _identifiers(value: Cell, words: Mapping[str, str]) -> tuple[str, ...]:
    parts = (part.strip() for part in SEPARATORS.split(_text(value)))
    return tuple(dict.fromkeys(words.get(name_key(part)) or _identifier(part) for part in parts if part))


def _reference(value: Cell) -> str:
    """Return what names a record that is elsewhere: its id, or (found later) its number or title."""
    text = _text(value)
    try:
        return _identifier(text)
    except UnreadableCell:
        return text


def _references(value: Cell) -> tuple[str, ...]:
    """Return what names several records; what is no list of ids may be one title, and stays whole."""
    try:
        return _identifiers(value, {})
    except UnreadableCell:
        return (_text(value),)


def _lines(value: Cell) -> tuple[str, ...]:
    text = _text(value)
    if text.startswith("• "):
        return tuple(dict.fromkeys(part.strip() for part in text[2:].split("\n• ") if part.strip()))
    return tuple(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))


def _pairs(value: Cell) -> tuple[tuple[str, str], ...]:
    try:
        return read_pair_lines(_lines(value))
    except UnreadableLine as found:
        raise UnreadableCell("W121" if found.twice else "W120", line=found.line, number=found.twice) from None


def _year(value: Cell) -> int:
    if isinstance(value, datetime.date):
        raise UnreadableCell("W24")
    year = parse_year(re.sub(r"\s*년도\s*$", "", as_text(value)))
    if year is None:
        raise UnreadableCell("W22")
    return year


def _period_year(value: Cell) -> int | YearSpan:
    """Return the year in one of the two cells of a period; a cell that says more (a month, both ends) gives all of it."""
    if isinstance(value, datetime.date):
        value = value.isoformat()[:_DAY]
    if isinstance(value, float) and not value.is_integer():
        value = repr(value)
        if len(value.rpartition(".")[2]) == 1 and value.endswith("1"):
            raise UnreadableCell("W75")
    text = re.sub(r"\s*년도\s*$", "", as_text(value))
    found = parse_span(text)
    if found is None:
        raise UnreadableCell(why_no_span(text))
    return found.start if found == YearSpan(found.start) else found


def _month(value: Cell) -> int:
    text = re.sub(r"\s*월\s*$", "", as_text(value))
    if not text.isdecimal() or int(text) not in range(1, 13):
        raise UnreadableCell("W76")
    return int(text)


def _number(value: Cell) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = _text(value)
    share = text.removesuffix("%")
    number = parse_number(share.strip())
    if number is None:
        raise UnreadableCell("W23")
    return number if share == text else float(Decimal(str(number)) / 100)


def _count(value: Cell) -> int:
    number = _number(bare_count(value) if isinstance(value, str) else value)
    if number != int(number) or number < 0:
        raise UnreadableCell("W23")
    return int(number)


def _value(value: Cell) -> int | float | str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = _text(value)
    number = parse_number(text)
    return text if number is None else number


def _date(value: Cell) -> str:
    if isinstance(value, datetime.date):
        return (value.date() if isinstance(value, datetime.datetime) else value).isoformat()
    date = parse_date(_text(value))
    if date is None:
        raise UnreadableCell(why_no_date(as_text(value)))
    return date


def _moment(value: Cell) -> str:
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        return moment_text(value)
    if isinstance(value, datetime.date):
        return _date(value)
    moment = parse_moment(_text(value))
    if moment is None:
        raise UnreadableCell(why_no_date(as_text(value)))
    return moment


def _won(value: Cell, unit: int = 1) -> int:
    """Return whole won; a bare number counts in *unit*, an amount that names its own unit in that."""
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        raise UnreadableCell("W24")
    if isinstance(value, bool):
        raise UnreadableCell("W26")
    text = unicodedata.normalize("NFKC", as_text(value)).strip()
    if is_no_money(text):
        return 0
    if is_negative(text):
        raise UnreadableCell("W66")
    number = value if isinstance(value, int | float) else parse_number(text)
    amount = parse_won(text) if number is None else whole_won(number, unit)
    if amount is None:
        raise UnreadableCell("W26")
    if number is not None and unit != 1 and amount > MOST_WON:
        raise UnreadableCell("W69", amount=f"{amount:,}")
    return amount


def _flag(value: Cell) -> bool:
    if isinstance(value, bool):
        return value
    text = as_text(value).strip().lower()
    if text in ("예", "yes", "true", "o", "y", "1"):
        return True
    if text in ("아니오", "아니요", "no", "false", "x", "n", "0"):
        return False
    raise UnreadableCell("W28")


def _codes(column: SheetColumn) -> CellParser:
    """Return the parser of several different codes, which come in the order of the choices."""
    several = _each(_choice(column))

    def parse(value: Cell) -> tuple[str, ...]:
        found = several(value)
        return tuple(code for code in column.choices or {} if code in found)

    return parse


def _each(one: CellParser) -> CellParser:
    """Return the parser of one value for each reading, repeats allowed."""

    def parse(value: Cell) -> tuple[Any, ...]:
        parts = (part.strip() for part in SEPARATORS.split(_text(value)))
        return tuple(one(part) for part in parts if part)

    return parse


def _codes_readings(column: SheetColumn) -> CellParser:
    """Return the parser of a line of codes for each reading; a dash stands for none."""
    several = _codes(column)

    def parse(value: Cell) -> tuple[tuple[str, ...], ...]:
        lines = (line.strip() for line in _text(value).split("\n"))
        return tuple(() if line in DASHES else several(line) for line in lines if line)

    return parse


def _choice(column: SheetColumn) -> CellParser:
    words: dict[str, str] = {}
    choices: Mapping[str, Text] = column.choices or {}
    for code, text in choices.items():
        for word in (code, text.ko, text.en):
            words[name_key(word)] = code
    for other, code in (column.others or {}).items():
        if code in choices:
            words.setdefault(name_key(other), code)

    def parse(value: Cell) -> str:
        code = words.get(name_key(as_text(value)))
        if code is None:
            raise UnreadableCell("W21", known_ko=", ".join(text.ko for text in choices.values()),
                             known_en=", ".join(text.en for text in choices.values()))  # fmt: skip
        return code

    return parse


def _strength(column: SheetColumn) -> CellParser:
    words = {name_key(form): code for code, text in STRENGTHS.items()
             for form in (str(code), text.ko, text.en, f"{code} {text.ko}", f"{code} {text.en}")}  # fmt: skip
    words |= {name_key(other): int(code) for other, code in other_words("strength").items()}

    def parse(value: Cell) -> int:
        strength = words.get(name_key(as_text(value)))
        if strength is None:
            raise UnreadableCell("W27")
        return strength

    return parse


_PARSERS: dict[str, Callable[[SheetColumn], CellParser]] = {
    "id": lambda column: _reference if column.looks_up else _identifier,
    "ids": lambda column: _references if column.looks_up else partial(_identifiers, words=known_words(column.key)),
    "text": lambda column: _text,
    "person": lambda column: _person,
    "lines": lambda column: _lines,
    "pairs": lambda column: _pairs,
    "choice": _choice,
    "codes": _codes,
    "code-readings": lambda column: _each(_choice(column)),
    "codes-readings": _codes_readings,
    "strength": _strength,
    "strengths": lambda column: _each(_strength(column)),
    "year": lambda column: _period_year if column.takes == "period" else _year,
    "month": lambda column: _month,
    "count": lambda column: graded(column, _count),
    "number": lambda column: graded(column, _number),
    "percent": lambda column: lambda value: whole_where_it_is(_number(as_text(value).strip().removesuffix("%"))),
    "value": lambda column: _value,
    "date": lambda column: _date,
    "moment": lambda column: _moment,
    "won": lambda column: _won,
    "flag": lambda column: _flag,
}
_BLANKS_MATTER = ("id", "ids")
_DIGITS_MATTER = ("year", "month", "count", "number", "percent", "won", "date", "strength", "strengths", "value")


def parser(column: SheetColumn, *, escaped: bool, unit: int = 1) -> Callable[[Cell], tuple[Any, str]]:
    """Return the function that reads a cell of *column*: the value, and the code of a notice (empty: none).

    *escaped* texts hold the escapes of the workbook format. Bare numbers of a column of money count in *unit* (won). An empty cell is ``None``. The function raises `UnreadableCell`.
    """
    parse = _PARSERS[column.kind](column) if unit == 1 or column.kind != "won" else partial(_won, unit=unit)
    seen: dict[Any, tuple[Any, str]] = {}
    plain = column.kind == "text"
    numbered = column.key == "code"

    def read(cell: Cell) -> tuple[Any, str]:
        key = (cell, type(cell)) if type(cell) is not str else cell
        found = seen.get(key)
        if found is None:
            found = _read(cell)
            seen[key] = found
        return found

    def _read(cell: Cell) -> tuple[Any, str]:
        if isinstance(cell, NoDate):
            raise UnreadableCell("W58", form=cell.form)
        if not isinstance(cell, str):
            value = parse(cell)
            return value, ("W65" if isinstance(value, YearSpan) and value.days else "")
        if cell in ERRORS:
            raise UnreadableCell("W29")
        if len(cell) > MOST_LETTERS:
            raise UnreadableCell("W32", count=f"{len(cell):,}")
        text, notice = tidy(unescaped(cell) if escaped else cell)
        if not text:
            return None, notice
        if numbered and _DATED.fullmatch(text):
            raise UnreadableCell("W24")
        if plain:
            return text, notice
        if column.kind == "won" and text in UNKNOWN:
            return None, notice
        value = parse(text)
        notice = notice or ("W65" if isinstance(value, YearSpan) and value.days else "")
        if not notice and column.kind in ("count", "number") and text in GRADES:
            notice = "W79"
        if not notice and column.kind in _BLANKS_MATTER and _has_stray_blank(cell):
            notice = "W30"
        if not notice and column.kind in _DIGITS_MATTER and _WIDE.search(text) and value != text:
            notice = "W31"
        return value, notice

    return read


def _has_stray_blank(cell: str) -> bool:
    """Whether an id stands between blanks or holds invisible letters: nobody sees them, and they are not kept."""
    return cell != cell.strip() or _INVISIBLE.search(cell) is not None
