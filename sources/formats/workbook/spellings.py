"""Periods and units of money as officials write them in the cells and headers of a table.

>>> parse_span("'24.3~'26.12"), parse_span("24년 3월"), parse_span("2026~2030")
(YearSpan(start=2024, end=2026, start_month=3, end_month=12, days=False), YearSpan(start=2024, end=None, start_month=3, end_month=None, days=False), YearSpan(start=2026, end=2030, start_month=None, end_month=None, days=False))
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from policygraph.records.kinds import Period
from policygraph.sources.spelled import misses_calendar, parse_date

UNITS = {
    "원": 1,
    "천원": 10**3,
    "만원": 10**4,
    "백만원": 10**6,
    "천만원": 10**7,
    "억원": 10**8,
    "십억원": 10**9,
    "조원": 10**12,
}
_MONTHLY = len("2024-03")
_TO = re.compile(r"\s*(?:[~∼〜～–]|부터)\s*")
_YEARS = re.compile(r"(\d{4})\s*[-/]\s*(\d{4})")
_SHORT = re.compile(r"\d\d[./]\d{1,2}\.?")
_MONTH = re.compile(r"(\d{1,2})\s*(?:월|\.)?")
_UNIT = re.compile(r"[(\[]?\s*(?:단위\s*[:：]?\s*)?((?:[천백십]?[조억만]|[천백]|십억|천만|백만)?\s*원)\s*[)\]]?\s*$")


class YearSpan(NamedTuple):
    """A period as one cell says it; *end* is ``None`` where it names one date. *days* says whether it names days, too."""

    start: int
    end: int | None = None
    start_month: int | None = None
    end_month: int | None = None
    days: bool = False


def parse_span(text: str) -> YearSpan | None:
    """Return the years and months that *text* names; ``None`` if it is no period, or one that runs backwards.

    Years of two digits need an apostrophe or 년, or a month on both sides.

    >>> parse_span("'26.3~12월")[:4], parse_span("24.3~26.12")[:4], parse_span("2026 - 2028")[:2], parse_span("26.3"), parse_span("곧")
    ((2026, 2026, 3, 12), (2024, 2026, 3, 12), (2026, 2028), None, None)
    >>> parse_span("2026.3.~")[:4], parse_span("2026.11.25.(수)").days
    ((2026, None, 3, None), True)
    """
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("까지").strip()
    if years := _YEARS.fullmatch(plain):
        return _ordered(YearSpan(int(years[1]), int(years[2])))
    sides = _TO.split(plain)
    if len(sides) > 2:
        return None
    if len(sides) == 2 and all(_SHORT.fullmatch(side) for side in sides):
        sides = [f"'{side}" for side in sides]
    first = _date(sides[0])
    if first is None:
        return None
    span = YearSpan(int(first[:4]), None, _month(first), None, len(first) > _MONTHLY)
    if len(sides) == 1 or not sides[1]:
        return span
    month = _MONTH.fullmatch(sides[1])
    last = f"{first[:4]}-{int(month[1]):02}" if month and 1 <= int(month[1]) <= 12 else _date(sides[1])
    if last is None:
        return None
    days = span.days or len(last) > _MONTHLY
    return _ordered(span._replace(end=int(last[:4]), end_month=_month(last), days=days))


def why_no_date(text: str) -> str:
    """Return the code of the problem of *text*, which is no date: no such day, or nothing that could be one.

    >>> why_no_date("2026-02-30"), why_no_date("soon")
    ('W106', 'W25')
    """
    return "W106" if misses_calendar(text) else "W25"


def why_no_span(text: str) -> str:
    """Return the code of the problem of *text*, which is no period: no such month, one that runs backwards, or no year at all.

    >>> why_no_span("2026-13"), why_no_span("2027~2025"), why_no_span("soon")
    ('W106', 'W48', 'W22')
    """
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("까지").strip()
    sides = list(filter(None, _YEARS.fullmatch(plain).groups() if _YEARS.fullmatch(plain) else _TO.split(plain)))  # type: ignore[union-attr]
    if any(map(misses_calendar, sides)):
        return "W106"
    return "W48" if len(sides) == 2 and all(map(_date, sides)) else "W22"


def _date(text: str) -> str | None:
    date = parse_date(text)
    return date if date is not None and 1900 <= int(date[:4]) <= 2200 else None


def _month(date: str) -> int | None:
    return int(date[5:7]) if len(date) >= _MONTHLY else None


def _ordered(span: YearSpan) -> YearSpan | None:
    known = span.end is not None and 1900 <= span.start <= span.end <= 2200
    return span if known and not Period(*span[:4]).backwards else None


def unit_of(title: str) -> tuple[str, int | None]:
    """Return the header *title* without the unit of money that it names, and that unit in won (``None``: it names none).

    >>> unit_of("금액(백만원)"), unit_of("사업비 (단위: 천 원)"), unit_of("금액"), unit_of("금액(원)"), unit_of("(단위: 억원)")
    (('금액', 1000000), ('사업비', 1000), ('금액', None), ('금액', 1), ('', 100000000))
    """
    found = _UNIT.search(unicodedata.normalize("NFKC", title))
    unit = UNITS.get(re.sub(r"\s+", "", found[1])) if found else None
    if found is None or unit is None or (found.start() and found[0][0] not in "([ "):
        return title, None
    return unicodedata.normalize("NFKC", title)[: found.start()].strip(), unit


def unit_name(unit: int) -> str:
    """Return what *unit* (won) is called.

    >>> unit_name(1_000_000)
    '백만원'
    """
    return next(name for name, won in UNITS.items() if won == unit)


_COUNTED = re.compile(r"\s*(?:명|인|건|개월|개|회|곳)$")


def bare_count(text: str) -> str:
    """Return *text* without the word that officials put behind a count.

    >>> bare_count("1,200명"), bare_count("5 개월"), bare_count("많이")
    ('1,200', '5', '많이')
    """
    return _COUNTED.sub("", text.strip())
