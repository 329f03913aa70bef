"""Reads the cells of a sheet as plain values: texts as the file has them, numbers as Excel shows them, dates as dates.

The file format writes a control character as ``_x000D_``, and a text that looks like that as ``_x005F_x000D_``; texts keep
their escapes until `values.unescaped` reads them. Numbers have the 15 digits that Excel keeps, so that the noise of a
computation (0.30000000000000004) is no change.
"""

from __future__ import annotations

import datetime
import io
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policygraph.sources.formats.workbook.package import Package, local_name

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet of Excel
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?\d+")


@dataclass(frozen=True, slots=True)
class NoDate:
    """A number that stands in a cell whose format is that of a date, but that is no date."""

    number: float
    form: str

    def __str__(self) -> str:
        return str(int(self.number)) if self.number.is_integer() else str(self.number)


def read_texts(package: Package) -> list[str]:
    """Return the shared texts of a workbook in their order."""
    if package.strings not in package.parts:
        return []
    found = []
    for _, element in ET.iterparse(io.BytesIO(package.parts.read(package.strings))):  # noqa: S314 - checked before
        if local_name(element.tag) == "si":
            found.append(_text_of(element))
            element.clear()
    return found


def _text_of(element: ET.Element) -> str:
    """Return the text in *element* without the readings that stand above it in East Asian texts."""
    parts = []
    for child in element:
        name = local_name(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [inner.text or "" for inner in child if local_name(inner.tag) == "t"]
    return "".join(parts)


def read_cells(package: Package, part: str, texts: list[str]) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows of the sheet in *part*: the number of the row and its cells from the first column on.

    Rows that the file leaves out are there without cells. Raises one of `package.DAMAGE`.
    """
    reader = _CellReader(package, texts)
    last = 0
    for _, element in ET.iterparse(io.BytesIO(package.parts.read(part))):  # noqa: S314 - checked before
        if local_name(element.tag) != "row":
            continue
        given = element.get("r")
        number = last + 1 if given is None else int(float(given))
        if not 0 < number <= MOST_ROWS:
            raise ValueError(given)
        for missing in range(last + 1, number):
            yield missing, []
        cells: list[Any] = []
        for child in element:
            if local_name(child.tag) == "c":
                column = _column(child.get("r"), len(cells))
                cells += [None] * (column + 1 - len(cells))
                cells[column] = reader.value(child)
        element.clear()
        last = max(last, number)
        yield number, cells


def _column(reference: str | None, following: int) -> int:
    """Return the position of a cell, counted from 0; one without a reference follows the cell before it."""
    if not reference:
        return following
    match = _REFERENCE.fullmatch(reference)
    position = 0
    for letter in match[1].upper() if match else "":
        position = position * 26 + ord(letter) - 64
    if not 0 < position <= MOST_COLUMNS:
        raise ValueError(reference)
    return position - 1


class _CellReader:
    def __init__(self, package: Package, texts: list[str]) -> None:
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

        self.texts, self.dates = texts, package.dates
        self.epoch = MAC_EPOCH if package.since_1904 else WINDOWS_EPOCH

    def value(self, cell: ET.Element) -> Any:
        """Return what stands in *cell*, the stored result of a formula included; ``None`` where nothing does."""
        kind = cell.get("t", "n")
        text = ""
        for child in cell:
            name = local_name(child.tag)
            if name == "v" and kind != "inlineStr":
                text = child.text or ""
            elif name == "is" and kind == "inlineStr":
                text = _text_of(child)
        if not text:
            return None
        if kind == "s":
            return self.texts[int(text)] or None
        if kind == "b":
            return bool(int(text))
        if kind == "d":
            return _day(text)
        return self._number(text, cell.get("s")) if kind == "n" else text

    def _number(self, text: str, look: str | None) -> Any:
        from openpyxl.styles.numbers import is_timedelta_format
        from openpyxl.utils.datetime import from_excel

        number: int | float = float(text) if set(text) & set(".eEnN") else int(text)
        if isinstance(number, float):
            if not math.isfinite(number):
                return text
            number = float(f"{number:.15G}")
        form = self.dates.get(int(look), "") if look and look.isdecimal() else ""
        if not form:
            return number
        try:
            return from_excel(number, self.epoch, timedelta=is_timedelta_format(form))
        except (OverflowError, ValueError):
            return NoDate(float(number), form)


def _day(text: str) -> Any:
    try:
        found = datetime.datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return text
    return found.replace(tzinfo=None)
