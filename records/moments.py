"""Times as records keep them: with their offset from UTC, in the one form that XML Schema calls canonical.

>>> from datetime import timedelta, timezone
>>> noon = datetime.datetime(2026, 11, 24, 12, 0, 0, 500_000, timezone(timedelta(hours=9)))
>>> moment_text(noon), moment_text(noon.replace(microsecond=0, tzinfo=datetime.UTC))
('2026-11-24T12:00:00.5+09:00', '2026-11-24T12:00:00Z')
"""

from __future__ import annotations

import datetime
import re


def moment_text(moment: datetime.datetime) -> str:
    """Return *moment* as text, exact to what it holds, without zeros at the end of a fraction."""
    text = re.sub(r"(\.\d*?)0+(?=$|[+-])", r"\1", moment.isoformat())
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def moment_from(text: str) -> datetime.datetime:
    """Return the moment that a time or a date (year, month, day) names; without an offset it is taken as UTC."""
    moment = datetime.datetime.fromisoformat(text + "-01-01"[len(text) - 4 :])
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
