"""Numbers that officials give as 상, 중 or 하: the importance of an item, and marks from 1 to 5."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from policygraph.sources.formats.workbook.columns import SheetColumn

GRADES = ("상", "중", "하")
_NUMBERS: dict[str, dict[str, int | float]] = {
    "weight": dict(zip(GRADES, (2, 1, 0.5), strict=True)),
    "mark": dict(zip(GRADES, (5, 3, 1), strict=True)),
}


def graded(column: SheetColumn, one: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the parser *one* of a number of *column* that also takes 상, 중 and 하.

    >>> from policygraph.sources.formats.workbook.schema import BY_KEY
    >>> graded(BY_KEY["tasks"].by_key["importance"], float)(" 하"), graded(BY_KEY["marks"].by_key["urgency"], int)("상")
    (0.5, 5)
    """
    numbers = _NUMBERS.get(column.takes if column.most is None else "mark", {})

    def parse(value: Any) -> Any:
        grade = numbers.get(value.strip()) if isinstance(value, str) else None
        return one(value) if grade is None else grade

    return parse
