"""Periods and units of money as officials write them in the cells and headers of a table.

>>> parse_years("'24.3~'26.12"), parse_years("24년 3월"), parse_years("2026~2030"), parse_years("2026.3.~")
((2024, 2026), (2024, None), (2026, 2030), (2026, None))
"""

from __future__ import annotations

import re
import unicodedata

from policygraph.sources.formats.yaml.fields import parse_date

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
_TO = re.compile(r"\s*(?:[~∼〜～–]|부터)\s*")
_YEARS = re.compile(r"(\d{4})\s*[-/]\s*(\d{4})")
_SHORT = re.compile(r"\d\d[./]\d{1,2}\.?")
_MONTH = re.compile(r"(\d{1,2})\s*(?:월|\.)?")
_UNIT = re.compile(r"[(\[]?\s*(?:단위\s*[:：]?\s*)?((?:[천백십]?[조억만]|[천백]|십억|천만|백만)?\s*원)\s*[)\]]?\s*$")


def parse_years(text: str) -> tuple[int, int | None] | None:
    """Return the first and the last year that *text* names, the last one ``None`` where it does not say; ``None`` if it is no period.

    Years of two digits need an apostrophe or 년, or a month on both sides.

    >>> parse_years("'26.3~12월"), parse_years("24.3~26.12"), parse_years("2026 - 2028"), parse_years("26.3"), parse_years("곧")
    ((2026, 2026), (2024, 2026), (2026, 2028), None, None)
    """
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("까지").strip()
    if years := _YEARS.fullmatch(plain):
        return _ordered(int(years[1]), int(years[2]))
    sides = _TO.split(plain)
    if len(sides) > 2:
        return None
    if len(sides) == 2 and all(_SHORT.fullmatch(side) for side in sides):
        sides = [f"'{side}" for side in sides]
    first = _year_of(sides[0])
    if first is None or len(sides) == 1 or not sides[1]:
        return None if first is None else (first, None)
    month = _MONTH.fullmatch(sides[1])
    last = first if month and 1 <= int(month[1]) <= 12 else _year_of(sides[1])
    return None if last is None else _ordered(first, last)


def _year_of(text: str) -> int | None:
    date = parse_date(text)
    return int(date[:4]) if date is not None and 1900 <= int(date[:4]) <= 2200 else None


def _ordered(first: int, last: int) -> tuple[int, int] | None:
    return (first, last) if 1900 <= first <= last <= 2200 else None


def names_month(text: str) -> bool:
    """Whether *text*, a period or a date, says more than years.

    >>> names_month("'24.3~'26.12"), names_month("2026년"), names_month("2026~2030")
    (True, False, False)
    """
    return len(re.findall(r"\d+", text)) > len(re.findall(r"\d{4}|['‘’`′]\d\d|\d\d\s*년", text))


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
