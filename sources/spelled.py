"""Years, numbers, dates and times as people spell them: the value that a text stands for, or ``None`` where it is none."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from typing import cast

from policygraph.records.kinds import Number
from policygraph.records.moments import moment_text

_INTEGER = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def parse_year(raw: str) -> int | None:
    """Return the year that *raw* stands for (1900..2200, full-width digits allowed), or ``None``.

    >>> parse_year("２０２６"), parse_year("2026년"), parse_year("2O26")
    (2026, 2026, None)
    """
    text = unicodedata.normalize("NFKC", raw).strip().removesuffix("년").strip()
    return int(text) if re.fullmatch(r"\d{4}", text) and 1900 <= int(text) <= 2200 else None


def parse_number(raw: str) -> Number | None:
    """Return the number in *raw* (an `int` where it is whole and written so), or ``None``.

    >>> parse_number("12,300"), parse_number("9.9"), parse_number("about 3"), parse_number("1e400")
    (12300, 9.9, None, None)
    """
    text = unicodedata.normalize("NFKC", raw).strip()
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    if _INTEGER.fullmatch(text):
        return int(text)
    number = float(text) if _DECIMAL.fullmatch(text) else None
    return None if number is None or math.isinf(number) else number


def parse_percent(raw: str) -> Number | None:
    """Return the number in *raw*, with or without a percent sign (an `int` where it is whole), or ``None``.

    >>> parse_percent("62%"), parse_percent("62.5 %"), parse_percent("62.0"), parse_percent("most")
    (62, 62.5, 62, None)
    """
    number = parse_number(unicodedata.normalize("NFKC", raw).strip().removesuffix("%"))
    return None if number is None else whole_where_it_is(number)


def whole_where_it_is(number: Number) -> Number:
    """Return *number* as an `int` where it is whole.

    >>> whole_where_it_is(62.0), whole_where_it_is(0.5)
    (62, 0.5)
    """
    return int(number) if number == int(number) else number


def plain_number(raw: str) -> Number | None:
    """Return the number that *raw* is the usual spelling of, or ``None`` where a number would show otherwise.

    >>> plain_number("12"), plain_number("0.5"), plain_number("007"), plain_number("1.50"), plain_number("1e5")
    (12, 0.5, None, None, None)
    """
    number = parse_number(raw) if raw.isascii() else None
    return number if number is not None and raw in (repr(number), repr(number).replace("e", ".0e")) else None


def parse_date(raw: str) -> str | None:
    """Return *raw* as ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``, as precise as it is; ``None`` if it is no date.

    A year of two digits is one of this century where an apostrophe or 년 marks it. A day of the week behind the date is taken off where it is that of the date, a midnight that a spreadsheet has added
    too.

    >>> parse_date("2026-2-5"), parse_date("2022-09"), parse_date("2026-02-30")
    ('2026-02-05', '2022-09', None)
    >>> parse_date("2026.11.25.(수)"), parse_date("2026년 11월 25일(수요일)"), parse_date("'26. 11. 25."), parse_date("2026.11.25.(목)")
    ('2026-11-25', '2026-11-25', '2026-11-25', None)
    >>> parse_date("20261125"), parse_date("2026.11.25.수"), parse_date("20261325")
    ('2026-11-25', '2026-11-25', None)
    >>> parse_date("'24.3"), parse_date("24년 3월"), parse_date("'26"), parse_date("24.3")
    ('2024-03', '2024-03', '2026', None)
    """
    found = _spelled_date(raw)
    if found is None:
        return None
    (year, month, day), weekday = found
    try:
        date = datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    if weekday is not None and (day is None or date.weekday() != weekday):
        return None
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")


def misses_calendar(raw: str) -> bool:
    """Return whether *raw* is spelled as a date, but the calendar has no such month or day.

    >>> misses_calendar("2026-13"), misses_calendar("2026.2.30."), misses_calendar("2026-02"), misses_calendar("next year")
    (True, True, False, False)
    """
    found = _spelled_date(raw)
    if found is None:
        return False
    year, month, day = found[0]
    try:
        datetime.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return year > 0
    return False


def _spelled_date(raw: str) -> tuple[tuple[int, int | None, int | None], int | None] | None:
    """Return year, month and day that *raw* spells, whether or not there are such, and the day of the week behind them."""
    text = _DASH.sub("-", unicodedata.normalize("NFKC", raw).strip())
    named = _WEEKDAY.search(text)
    if named:
        text = text[: named.start()]
    text = _EIGHT_DIGITS.sub(r"\1-\2-\3", text)
    text = _YEAR_OF_TWO.sub(r"20\1년", text)
    text = re.sub(r"\s*[년월]\s*", ".", _MIDNIGHT.sub("", text)).replace(" ", "").rstrip(".")
    text = _DAY.sub(r"\1", text)
    if short := _SHORT_YEAR.fullmatch(text):
        text = f"20{short[1]}"
    match = _DATE.fullmatch(text.replace(".", "-").replace("/", "-"))
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    weekday = _WEEKDAYS[(named[1] or named[2] or named[3]).lower()] if named else None
    return (cast(int, year), month, day), weekday


_WEEKDAYS = {
    name: number
    for number, names in enumerate(("월 mon", "화 tue", "수 wed", "목 thu", "금 fri", "토 sat", "일 sun"))
    for name in names.split()
}
_WEEKDAY = re.compile(
    r"\.?\s*[(\[](월|화|수|목|금|토|일|mon|tue|wed|thu|fri|sat|sun)(?:요일|[a-z]*day)?[)\]]\.?$"
    r"|(?<=[\d일.\s])\s*(월|화|수|목|금|토|일)요일$"
    r"|(?<=\d\.)\s*(월|화|수|목|금|토|일)$",
    re.IGNORECASE,
)
_EIGHT_DIGITS = re.compile(r"^(\d{4})(\d\d)(\d\d)(?!\d)")
_DASH = re.compile("[\u2010-\u2015\u2212]")
_MIDNIGHT = re.compile(r"(?<=\d)[T\s]+0{1,2}:00(:00(\.0+)?)?$")
_DAY = re.compile(r"([./-]\d{1,2})일$")
_SHORT_YEAR = re.compile("['‘’`′](\\d\\d(?:[./-]\\d{1,2}){0,2})")
_YEAR_OF_TWO = re.compile("^['‘’`′]?(\\d\\d)\\s*년")


def parse_moment(raw: str) -> str | None:
    """Return *raw* as a time with its offset from UTC, or as a date as `parse_date` does; ``None`` if it is neither.

    >>> parse_moment("2026-11-24 10:32:05+0900"), parse_moment("2026-11-24"), parse_moment("10:32")
    ('2026-11-24T10:32:05+09:00', '2026-11-24', None)
    """
    text = unicodedata.normalize("NFKC", raw).strip()
    if len(text) > len("2026-11-24"):
        try:
            return moment_text(datetime.datetime.fromisoformat(text))
        except ValueError:
            pass
    return parse_date(raw)


def runs_backwards(first: str, last: str) -> bool:
    """Return whether the day, month or year *last* ends before *first* begins, as far as both are precise.

    >>> runs_backwards("2026-07-01", "2026"), runs_backwards("2026-07", "2026-06-30")
    (False, True)
    """
    precise = min(len(first), len(last))
    return last[:precise] < first[:precise]
