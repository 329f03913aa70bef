"""Writes query results as people open them: an Excel workbook or CSV with real numbers, and never a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from typing import Any

from policygraph.records.characters import without_forbidden
from policygraph.server.output import Output, TooMuch
from policygraph.sources.cells import harmless

_NUMBERS = {"integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"}
_MOST_ROWS = 1_048_575
_MOST_LETTERS = 32_767


def write_spreadsheet(solutions: Any, output: Output, most: int, names: Mapping[str, str]) -> None:
    """Write *solutions* to *output*; IRIs whose beginning is a key of *names* are shortened to its value.

    Raises `TooMuch` when there are more than *most* rows, or more than a sheet can hold.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("result")
    sheet.freeze_panes = "A2"
    variables = [variable.value for variable in solutions.variables]
    for number in range(len(variables)):
        sheet.column_dimensions[get_column_letter(number + 1)].width = 28
    heads = []
    for name in variables:
        cell = WriteOnlyCell(sheet, value=name)
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    for number, solution in enumerate(solutions):
        if number >= min(most, _MOST_ROWS):
            raise TooMuch("rows")
        sheet.append([_cell(WriteOnlyCell, sheet, value, names) for value in solution])
    with tempfile.SpooledTemporaryFile(max_size=1 << 20) as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(io.DEFAULT_BUFFER_SIZE * 8):
            output.write(piece)


def write_table(solutions: Any, output: Output, most: int) -> None:
    """Write *solutions* to *output* as CSV that Excel opens with Hangul intact and runs nothing of.

    Raises `TooMuch` when there are more than *most* rows.
    """
    output.write(b"\xef\xbb\xbf")
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow([variable.value for variable in solutions.variables])
    for number, solution in enumerate(solutions):
        if number >= most:
            raise TooMuch("rows")
        writer.writerow([_text(value) for value in solution])
        if page.tell() > io.DEFAULT_BUFFER_SIZE:
            output.write(page.getvalue().encode())
            page.seek(0)
            page.truncate()
    output.write(page.getvalue().encode())


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = str(value.value)
    return text if _is_number(value) else harmless(text)


def _is_number(value: Any) -> bool:
    datatype = getattr(value, "datatype", None)
    return datatype is not None and datatype.value.rpartition("#")[2] in _NUMBERS


def _cell(cell_class: Any, sheet: Any, value: Any, names: Mapping[str, str]) -> Any:
    if value is None:
        return None
    datatype = getattr(value, "datatype", None)
    if _is_number(value):
        try:
            number = float(value.value)
            return int(value.value) if number.is_integer() and abs(number) < 1e15 and "." not in value.value else number
        except ValueError:
            pass
    text = str(value.value)
    if datatype is None:
        text = next((short + text.removeprefix(long) for long, short in names.items() if text.startswith(long)), text)
    cell = cell_class(sheet, value=without_forbidden(text)[:_MOST_LETTERS])
    cell.data_type = "s"  # a text that begins with an equals sign is still a text
    return cell
