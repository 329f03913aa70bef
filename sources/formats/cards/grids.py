"""The rows of a reply in any of its forms: the sheets of a workbook, the tables of a Word or Hangul document."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policygraph.records.catalogue import report
from policygraph.records.characters import name_key
from policygraph.records.issue import IssueLog, Where
from policygraph.sources.decoding import read_raw
from policygraph.sources.formats.cards.form import STATE_TITLE
from policygraph.sources.formats.workbook.cells_in import as_text
from policygraph.sources.formats.workbook.incoming_tables import column_letter, split_reference
from policygraph.sources.formats.workbook.package import DAMAGE, PackageParts, is_harmless, local_name, open_package
from policygraph.sources.formats.workbook.sheet_cells import read_cells, read_texts

WORKBOOKS, DOCUMENTS = (".xlsx", ".xlsm"), (".docx", ".hwpx")
ENDINGS = (*WORKBOOKS, *DOCUMENTS)
OLD = (".hwp", ".doc", ".xls")
"""Endings of older forms that office programs can save anew."""
_TEXT = {".docx": re.compile(r"word/document\.xml"), ".hwpx": re.compile(r"Contents/section\d+\.xml")}
_STATE = frozenset(map(name_key, (STATE_TITLE.ko, STATE_TITLE.en)))


@dataclass(slots=True)
class CardRows:
    """Rows that belong together: number and cells. *typed* cells hold the escapes of a workbook; *sheet* is its title.

    *ends* are the last positions of merged cells by row and first position; rows of a document count from *first*.
    """

    file: str
    sheet: str
    rows: list[tuple[int, list[Any]]] = field(default_factory=list)
    typed: bool = False
    ends: Mapping[tuple[int, int], int] = field(default_factory=dict)
    first: int = 1

    def where(self, row: int, position: int | None = None, name: str = "") -> Where:
        """Return the place of a row, or of the cell at *position* in it; in documents the row of the card, and the *name* beside it."""
        if not self.typed:
            return Where(self.file, None, "", " · ".join(filter(None, (self.sheet, name))), row - self.first + 1)
        return Where(self.file, None, "", self.sheet, row, "" if position is None else column_letter(position))

    def behind(self, row: int, position: int) -> int:
        """Return the position of the cell to the right of the one at *position*, which may be merged."""
        return self.ends.get((row, position), position) + 1


def read_grids(path: Path, log: IssueLog) -> tuple[list[CardRows], str]:
    """Return the grids of the file *path* and the state that it carries (empty: none); problems go to *log*."""
    if path.suffix.lower() in WORKBOOKS:
        return _of_workbook(path, log)
    return _of_document(path, log), ""


def carries_state(path: Path) -> bool:
    """Whether the workbook *path* has the sheet that carries the state of cards; what cannot be read has none."""
    package = open_package(path, path.name, IssueLog())
    return package is not None and any(name_key(title) in _STATE for title in package.sheets)


def _of_workbook(path: Path, log: IssueLog) -> tuple[list[CardRows], str]:
    package = open_package(path, path.name, log)
    if package is None:
        return [], ""
    grids, state = [], ""
    try:
        texts = read_texts(package)
        for title, facts in package.sheets.items():
            rows = list(read_cells(package, facts.part, texts))
            if name_key(title) in _STATE:
                state = "".join(as_text(cells[0]) for _, cells in rows[1:] if cells)
            elif not facts.hidden:
                grids.append(CardRows(path.name, title, rows, typed=True, ends=_ends(facts.merged)))
                for cell in sorted(facts.uncomputed):
                    column = cell.rstrip("0123456789")
                    log.add(report("W34", Where(path.name, None, "", title, int(cell[len(column) :]), column)))
    except DAMAGE as error:
        log.add(report("W04", Where(path.name), type(error).__name__))
        return [], ""
    return grids, state


def _ends(merged: Iterable[str]) -> dict[tuple[int, int], int]:
    """Return the last position of each of the *merged* areas (such as ``J4:L4``) by the row and position of its first cell."""
    areas = ([split_reference(corner) for corner in area.split(":")] for area in merged)
    return {(row, left): area[-1][0] for area in areas for left, row in area[:1]}


def _of_document(path: Path, log: IssueLog) -> list[CardRows]:
    where = Where(path.name)
    raw = read_raw(path, path.name, log)
    if raw is None:
        return []
    if not raw.startswith(b"PK"):
        log.add(report("R05" if not raw else "W93", where, path.name))
        return []
    grid = CardRows(path.name, "")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if not is_harmless(archive, where, log):
                return []
            names = sorted(name for name in archive.namelist() if _TEXT[path.suffix.lower()].fullmatch(name))
            if not names:
                log.add(report("W93", where, path.name))
            parts = PackageParts(archive)
            for name in names:
                for row in _rows(parts.tree(name)):
                    grid.rows.append((len(grid.rows) + 1, row))
    except DAMAGE as error:
        log.add(report("W04", where, type(error).__name__))
        return []
    return [grid]


def _rows(element: Any) -> Iterator[list[Any]]:
    """Yield the cells of the rows of all tables; a table inside a cell is text of that cell."""
    for child in element:
        if local_name(child.tag) == "tr":
            cells = [cell for cell in child if local_name(cell.tag) == "tc"]
            reached = [None] if cells and _is_inside(cells[0]) else []  # Hangul leaves out cells that began above
            yield [*reached, *(_paragraphs(cell) or None for cell in cells)]
        else:
            yield from _rows(child)


def _is_inside(cell: Any) -> bool:
    """Whether a cell of Hangul says that it stands behind the first column."""
    return any(local_name(each.tag) == "cellAddr" and each.get("colAddr", "0") != "0" for each in cell)


def _paragraphs(cell: Any) -> str:
    found = ["".join(_letters(each)) for each in cell.iter() if local_name(each.tag) == "p"]
    return "\n".join(found).strip()


def _letters(element: Any) -> Iterator[str]:
    for child in element:
        name = local_name(child.tag)
        if name == "t":
            yield child.text or ""
            for inner in child:  # Hangul keeps breaks and tabs inside the text
                yield _sign(local_name(inner.tag))
                yield inner.tail or ""
        elif name in ("br", "tab", "cr", "lineBreak"):
            yield _sign(name)
        elif name not in ("p", "del"):
            yield from _letters(child)


def _sign(name: str) -> str:
    return {"br": "\n", "cr": "\n", "lineBreak": "\n", "tab": "\t"}.get(name, "")
