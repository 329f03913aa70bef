"""Rows out of CSV and TSV files: their encoding, their separator, and quotes that are left open.

Excel and others save such files in several ways. What separates the cells is not guessed from the data: it is what makes
headers of the workbook out of the first rows.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from policygraph.records.catalogue import report
from policygraph.records.issue import IssueLog, Where
from policygraph.sources.decoding import decoded, read_raw
from policygraph.sources.safe_cells import restored

Row = tuple[int, Sequence[Any]]
SEPARATORS = (",", "\t", ";", "|")


def read_text_rows(path: Path, log: IssueLog, known: Callable[[Sequence[Row]], int], most: int) -> list[Row] | None:
    """Return the rows of the CSV or TSV file *path*, numbered as Excel would, or ``None`` with the reason in *log*.

    *known* counts the headers among the first *most* rows that the workbook knows.
    """
    raw = read_raw(path, path.name, log)
    text = None if raw is None else decoded(raw, path.name, log)
    if text is None:
        return None
    if not text.strip():
        log.add(report("R05", Where(path.name)))
        return None
    first = "\t" if path.suffix.lower() == ".tsv" else ","
    order = sorted(SEPARATORS, key=lambda sign: sign != first)
    best = max(order, key=lambda sign: known(_first_rows(text, sign, most)))  # the first of equals
    return _rows(text, best, path.name, log)


def _first_rows(text: str, separator: str, most: int) -> list[Row]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return list(enumerate(itertools.islice(reader, most), 1))
    except csv.Error:
        return []


def _rows(text: str, separator: str, name: str, log: IssueLog) -> list[Row] | None:
    """Return all rows; a quote that is never closed would swallow the rest of the file, so it is an error."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            rows.append((len(rows) + 1, [restored(cell) or None for cell in cells]))
            line = reader.line_num + 1
    except csv.Error:
        log.add(report("W55", Where(name, line), line))
        return None
    return rows
