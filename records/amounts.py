"""Korean money as people write it, read exactly or not at all.

>>> parse_won("12억 3천만 원"), parse_won("1,230백만원"), parse_won("1.23조"), parse_won("약 12억")
(1230000000, 1230000000, 1230000000000, None)
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal

_BIG = {"조": 10**12, "억": 10**8, "만": 10**4, "": 1}
_SMALL = {"천": 1000, "백": 100, "십": 10, "": 1}
_AMOUNT = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_NO_MONEY = ("비예산", "무예산", "예산비수반", "비예산사업")
_NEGATIVE = re.compile(r"(?:[△▲▵∆▽▼−–-]|마이너스|minus\b)\s*\d|\(\s*\d[\d,.]*\s*\)$", re.IGNORECASE)
_PART = re.compile(rf"({_AMOUNT})(천|백|십)?")
_SEGMENT = re.compile(rf"((?:{_AMOUNT}[천백십]?)+)(조|억|만|$)")


def parse_won(text: str) -> int | None:
    """Return the whole won that *text* stands for, or ``None`` where it is not certain.

    Units (조, 억, 만, with 천, 백 or 십 before them) must come in falling order; a fraction is allowed in the last part
    only, and the sum must be whole won. Blanks, full-width digits, ``원``, ``￦``, ``KRW`` and thousands separators are
    understood. Words such as 약 (about) or 이상 (or more), signs, ranges, and the spoken "12억 3천" (3천만 or 3천원?)
    are not: nothing is guessed.

    >>> parse_won("1,230,000원"), parse_won("1억 2천3백만"), parse_won("０원"), parse_won("KRW 5,000")
    (1230000, 123000000, 0, 5000)
    >>> [parse_won(text) for text in ("3억 2조", "1.5", "12,30", "3~5억", "-1억", "억", "", "1억 2억", "12억 3천")]
    [None, None, None, None, None, None, None, None, None]
    """
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    folded = folded.removeprefix("₩").removeprefix("\\").removeprefix("KRW").removesuffix("KRW").removesuffix("정")
    folded = folded.removeprefix("금")
    named = folded.endswith("원")
    folded = folded.removesuffix("원")
    total, position, last = Decimal(0), 0, math.inf
    fraction = False
    for match in _SEGMENT.finditer(folded):
        big = _BIG[match[2]]
        amount = _segment(match[1])
        if match.start() != position or fraction or big >= last or amount is None or amount * big >= last:
            return None
        if big == 1 and match[1][-1] in _SMALL and (position or not named):
            return None
        fraction = "." in match[1]
        total += amount * big
        position, last = match.end(), big
    if position == 0 or position != len(folded) or total != total.to_integral_value():
        return None
    return int(total)


def is_no_money(text: str) -> bool:
    """Return whether *text* says that there is no money, which is an amount of none and not an unknown one.

    >>> is_no_money("비 예산"), is_no_money("-")
    (True, False)
    """
    return text.replace(" ", "") in _NO_MONEY


def is_negative(text: str) -> bool:
    """Return whether *text* is an amount below zero, as accounts write it.

    >>> is_negative("△1,200"), is_negative("(300)"), is_negative("−5억"), is_negative("300(잠정)"), is_negative("-")
    (True, True, True, False, False)
    """
    return _NEGATIVE.match(text) is not None


def whole_won(number: float, unit: int) -> int | None:
    """Return *number* of a *unit* (won) as whole won, exactly; ``None`` where it is a part of one.

    >>> whole_won(70.5, 1_000_000), whole_won(0.5, 1)
    (70500000, None)
    """
    amount = Decimal(repr(number)) * unit
    return int(amount) if amount == amount.to_integral_value() else None


def _segment(text: str) -> Decimal | None:
    """Return the number before a big unit, such as 2천3백 or 1,230."""
    total, last = Decimal(0), math.inf
    for number, small in _PART.findall(text):
        unit, value = _SMALL[small], Decimal(number.replace(",", ""))
        if unit >= last or value * unit >= last or (total and value == 0):
            return None
        total += value * unit
        last = unit
    return total
