"""One cell out: how each kind of value is written, so that `values` reads it back."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import starmap
from typing import Any

from policygraph.records.pair_lines import pair_line
from policygraph.sources.formats.workbook.cells_in import DASHES
from policygraph.sources.formats.workbook.columns import SheetColumn


def to_cell(column: SheetColumn, value: Any, lang: str) -> str | int | float | None:
    """Return *value* as it is put into a cell of *column* (`parser` reads it back); ``None`` leaves the cell empty."""
    if value is None or value in ("", ()):
        return None
    kind = column.kind
    if kind in ("choice", "strength"):
        return _worded(column, (str(value),), lang)
    if kind == "codes-readings":
        return "\n".join(_worded(column, codes, lang) or DASHES[0] for codes in value)
    if kind in ("codes", "code-readings"):
        return _worded(column, value, lang)
    if kind == "ids":
        return ", ".join(value)
    if kind == "strengths":
        return ", ".join(map(str, value))
    if kind in ("lines", "pairs"):
        value = tuple(starmap(pair_line, value)) if kind == "pairs" else value
        plain = all("\n" not in line and not line.startswith("• ") for line in value)
        return "\n".join(value if plain else (f"• {line}" for line in value))
    if kind == "flag":
        return ("yes" if lang == "en" else "예") if value else None
    if isinstance(value, float):
        if float(f"{value:.15G}") != value or (kind == "value" and value.is_integer()):
            return repr(value)  # as text, so that not a digit is lost and 50.0 stays a decimal number
        return int(value) if value.is_integer() else value
    if isinstance(value, int) and abs(value) >= 10**15:
        return str(value)
    return value  # type: ignore[no-any-return]


def _worded(column: SheetColumn, codes: Iterable[str], lang: str) -> str:
    """Return what *codes* are called in *lang*, with commas; a code that the column does not know stays as it is."""
    words = column.choices or {}
    return ", ".join(words[code].get("en" if lang == "en" else "ko") if code in words else code for code in codes)
