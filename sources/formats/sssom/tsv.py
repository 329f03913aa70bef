"""The table of an SSSOM file, cell by cell with the line that each row began on; and the table as text.

Cells that a spreadsheet could run are written with an apostrophe before them, as in every table of this package.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from policygraph.sources.safe_cells import harmless, restored

_SPECIAL = ('"', "\t", "\n", "\r")


class OpenQuote(ValueError):  # noqa: N818 - the state of a table
    """A quotation mark was opened on *line* and never closed, or a cell there is too large to be one."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def read_table(text: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    r"""Yield the line on which each row begins, and its cells; empty rows are passed over. Raises `OpenQuote`.

    >>> list(read_table('a\tb\n"x\n1"\t\'=2\n\n', 5))
    [(5, ['a', 'b']), (6, ['x\n1', '=2'])]
    """
    _require_closed(text, first_line)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    line = first_line
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [restored(cell) for cell in cells]
            line = first_line + reader.line_num
    except csv.Error as error:  # a cell beyond what the csv module takes
        raise OpenQuote(line) from error


def _require_closed(text: str, first_line: int) -> None:
    if '"' not in text:
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
    line = first_line
    while True:
        try:
            next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error) or "field larger" in str(error):
                raise OpenQuote(line) from error
        line = first_line + reader.line_num


def table_line(cells: Sequence[str], numbers: Iterable[bool]) -> str:
    r"""Return one line of a table; cells that *numbers* marks are numbers, which no spreadsheet runs.

    >>> table_line(["-0.5", "=1", 'a "b" c'], [True, False, False])
    '-0.5\t\'=1\t"a ""b"" c"\n'
    """
    return (
        "\t".join(_quoted(cell if number else harmless(cell)) for cell, number in zip(cells, numbers, strict=True))
        + "\n"
    )


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in _SPECIAL) else cell
