"""Types of options that the commands share: amounts of won, parts of a hundred, ``NAME=VALUE``."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import click
from policygraph.commands.usage import BadValue
from policygraph.records.amounts import parse_won
from policygraph.records.kinds import Text
from policygraph.sources.gate_settings import share_of


class PairType(click.ParamType):  # type: ignore[type-arg]
    """``NAME=VALUE``, with the value read by *read*."""

    def __init__(self, form: str, read: Callable[[str], Any], ko: str, en: str) -> None:
        self.name, self._read, self._expected = form, read, Text(f"{form}: {ko}", f"{form}: {en}")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the name and the value."""
        if isinstance(value, tuple):
            return value
        name, sign, text = value.rpartition("=")
        found = self._read(text.strip()) if sign and name.strip() else None
        if found is None:
            raise BadValue(self._expected, value, param, ctx)
        return name.strip(), found


def _won(text: str) -> int | None:
    return int(text) if text.isdecimal() else parse_won(text)


def names_in(typed: str | None) -> list[str]:
    """Return the names in a list that was typed with commas.

    >>> names_in("담당자, 내부번호"), names_in(None)
    (['담당자', '내부번호'], [])
    """
    return [name.strip() for name in (typed or "").split(",") if name.strip()]


def four_digits(text: str) -> int | None:
    """Return the year that *text* is, or ``None``."""
    return int(text) if text.isdecimal() and len(text) == 4 else None


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _share(text: str) -> Fraction | None:
    return share_of(text)


class Won(click.ParamType):  # type: ignore[type-arg]
    """An amount of won as people write it."""

    name = "WON"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the whole won."""
        found = value if isinstance(value, int) else _won(value.strip())
        if found is None:
            raise BadValue(
                Text("'3000000000', '30억'처럼 적어 주세요.", "Write 3000000000 or 30억."), value, param, ctx
            )
        return found


class Day(click.ParamType):  # type: ignore[type-arg]
    """A day, such as ``2026-06-30``."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the day."""
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(value.strip())
        except ValueError:
            raise BadValue(
                Text("날짜를 2026-06-30처럼 적어 주세요.", "Write a day such as 2026-06-30."), value, param, ctx
            ) from None


class Percent(click.ParamType):  # type: ignore[type-arg]
    """A part of a hundred, such as ``20%``."""

    name = "PERCENT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number before the sign."""
        try:
            number = float(str(value).strip().removesuffix("%"))
        except ValueError:
            number = -1.0
        if not 0 <= number <= 100:
            raise BadValue(
                Text("'20%'처럼 0에서 100까지 적어 주세요.", "Write a number from 0 to 100 such as 20%."),
                value,
                param,
                ctx,
            )
        return int(number) if number == int(number) else number


TASK_YEAR = PairType(
    "TASK=YEAR", four_digits, "과제=네 자리 연도로 적어 주세요.", "Write a task and a year, such as b6-2-1=2029."
)
TASK_WON = PairType("TASK=WON", _won, "과제=금액으로 적어 주세요.", "Write a task and an amount, such as b6-1-1=30억.")
YEAR_WON = PairType("YEAR=WON", _won, "연도=금액으로 적어 주세요.", "Write a year and an amount, such as 2027=10억.")
NAME_SHARE = PairType(
    "NAME=SHARE", _share, "이름=몫(0~1)으로 적어 주세요.", "Write a name and a share, such as dpg=0.6."
)
NAME_COUNT = PairType("NAME=N", _whole, "이름=정수로 적어 주세요.", "Write a name and a whole number, such as dpg=12.")
