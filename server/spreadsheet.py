"""Writes query results as people open them: an Excel workbook or CSV with real numbers, and never a formula."""

from __future__ import annotations

import codecs
import contextlib
import csv
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from policygraph.records.characters import without_forbidden
from policygraph.sources.safe_cells import harmless

_NUMBERS = {"integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"}
MOST_ROWS = 1_048_575
_MOST_LETTERS = 32_767


def write_spreadsheet(
    variables: Sequence[str], solutions: Iterable[Any], output: IO[bytes], names: Mapping[str, str]
) -> None:
    """Write *solutions* to *output*; IRIs whose beginning is a key of *names* are shortened to its value."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("result")
    sheet.freeze_panes = "A2"
    heads = []
    for number, name in enumerate(variables, 1):
        sheet.column_dimensions[get_column_letter(number)].width = 28
        heads.append(WriteOnlyCell(sheet, value=name))
        heads[-1].font = Font(bold=True)
    sheet.append(heads)
    with contextlib.closing(sheet):
        for solution in solutions:
            sheet.append([_cell(WriteOnlyCell, sheet, value, names) for value in solution])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        shutil.copyfileobj(file, output)


def write_table(variables: Sequence[str], solutions: Iterable[Any], output: IO[bytes]) -> None:
    """Write *solutions* to *output* as CSV that Excel opens with Hangul intact and runs nothing of."""
    writer = csv.writer(codecs.getwriter("utf-8-sig")(output))
    writer.writerow(variables)
    for solution in solutions:
        writer.writerow([None if value is None else _text(value) for value in solution])


def _text(value: Any) -> str:
    text = str(value.value)
    return text if _is_number(value) else harmless(text)


def _is_number(value: Any) -> bool:
    datatype = getattr(value, "datatype", None)
    return datatype is not None and datatype.value.rpartition("#")[2] in _NUMBERS


def _cell(cell_class: Any, sheet: Any, value: Any, names: Mapping[str, str]) -> Any:
    if value is None:
        return None
    if _is_number(value):
        with contextlib.suppress(ValueError):
            return float(value.value)
    text = str(value.value)
    if not hasattr(value, "datatype"):
        text = next((short + text.removeprefix(long) for long, short in names.items() if text.startswith(long)), text)
    cell = cell_class(sheet, value=without_forbidden(text)[:_MOST_LETTERS])
    cell.data_type = "s"  # a text that begins with an equals sign is still a text
    return cell
