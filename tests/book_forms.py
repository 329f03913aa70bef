"""Reads the tables of a book back out of each form, as the texts of the cells that begin in each row."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import openpyxl
from defusedxml.ElementTree import fromstring
from html_pages import Rows
from policygraph.views.book import Book
from policygraph.views.book.book_blocks import MILLION, Grid, in_millions, placed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"


def grids(book: Book) -> list[Grid]:
    return [block for chapter in book.chapters for block in chapter.blocks if isinstance(block, Grid)]


def rows_of(grid: Grid) -> Rows:
    """Return the texts of the cells that begin in each row, head first."""
    return [[cell.shown for cell in row.cells] for row in (*grid.head, *grid.rows)]


def word_tables(content: bytes) -> list[Rows]:
    body = docx.Document(io.BytesIO(content)).element.body
    return [
        [
            ["\n".join("".join(t.text or "" for t in run.iter(f"{W}t")) for run in cell.iter(f"{W}r")) for cell in row.iter(f"{W}tc") if not _continued(cell)]
            for row in table.iter(f"{W}tr")
        ]
        for table in body.iter(f"{W}tbl")
    ]  # fmt: skip


def _continued(cell: object) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")  # type: ignore[attr-defined]
    return merge is not None and merge.get(f"{W}val") != "restart"


def hangul_section(content: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return fromstring(archive.read("Contents/section0.xml"))


def hangul_tables(content: bytes) -> list[Rows]:
    return [
        [
            ["\n".join("".join(t.text or "" for t in p.iter(f"{HP}t")) for p in cell.iter(f"{HP}p")) for cell in row.iter(f"{HP}tc")]
            for row in table.iter(f"{HP}tr")
        ]
        for table in hangul_section(content).iter(f"{HP}tbl")  # type: ignore[attr-defined]
    ]  # fmt: skip


def sheet_tables(content: bytes, book: Book) -> list[Rows]:
    found = []
    sheets = [sheet for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets if re.match(r"\d+-\d+ ", sheet.title)]  # fmt: skip
    for sheet, expected in zip(sheets, grids(book), strict=True):
        start = int(sheet.print_title_rows.split(":")[0].strip("$"))
        rows = []
        listed = (*expected.head, *expected.rows)
        for number, places in enumerate(placed(listed, len(expected.columns)), start):
            values = [sheet.cell(number, one.column + 1).value for one in places if not one.continued]
            rows.append(
                [in_millions(round(v * MILLION)) if isinstance(v, int | float) else str(v or "") for v in values]
            )
        found.append(rows)
    return found
