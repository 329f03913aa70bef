"""The book as a Hangul document (HWPX): A4 landscape, merged cells, heads that repeat, page numbers."""

from __future__ import annotations

from policygraph.views.book.book_blocks import PAGE, Drawn, Grid, placed
from policygraph.views.book.plan_book import CONTENTS, Book, begins_page, figure_caption, table_caption, unit_line
from policygraph.views.book.word import BOLD, COLOURS
from policygraph.views.report.hangul_document import HangulCell, HangulWriter

_ROOM = 148  # millimetres of a landscape page below the headings of a chapter and a table


def as_hwpx(book: Book) -> bytes:
    """Return *book* as an HWPX file."""
    writer = HangulWriter(book.lang, title=book.title, day=book.date)
    writer.paragraph(book.title, writer.title)
    writer.paragraph(book.imprint, writer.text)
    for note in book.notes:
        writer.paragraph(note, writer.small)
    alone = len(book.chapters) == 1
    if not alone:
        writer.paragraph(CONTENTS.get(book.lang), writer.subheading)
        for chapter in book.chapters:
            writer.paragraph(chapter.heading, writer.text)
    for chapter in book.chapters:
        writer.paragraph(chapter.heading, writer.heading, new_page=chapter.on_a_page and not alone)
        for block in chapter.blocks:
            if isinstance(block, Grid):
                _grid(writer, block, book)
            elif isinstance(block, Drawn):
                writer.picture(block.picture, figure_caption(block, book.lang), new_page=begins_page(block))
            else:
                looks = {"heading": writer.subheading, "note": writer.small, "": writer.text}
                writer.paragraph(block.text, looks[block.look])
    return writer.content()


def _grid(writer: HangulWriter, grid: Grid, book: Book) -> None:
    unit = unit_line(grid, book.lang)
    writer.paragraph(
        table_caption(grid, book.lang) + (f"  {unit}" if unit else ""), writer.subheading, new_page=begins_page(grid)
    )
    write_grid(writer, grid)
    for note in grid.notes:
        writer.paragraph(f"※ {note}", writer.small)


def write_grid(writer: HangulWriter, grid: Grid) -> None:
    """Write the table of *grid*, without its caption and notes."""
    rows = []
    for repeated, listed in ((True, grid.head), (False, grid.rows)):
        for row, found in zip(listed, placed(listed, len(grid.columns)), strict=True):
            colour = f"#{COLOURS[row.look]}" if COLOURS[row.look] else ""
            rows.append(
                [
                    HangulCell(
                        one.column, one.cell.shown, one.cell.rows, one.cell.columns, grid.align(one.cell, one.column),
                        colour, one.cell.bold or row.look in BOLD, repeated,
                    )
                    for one in found
                    if not one.continued
                ]
            )  # fmt: skip
    writer.merged_table(rows, grid.widths, tight=grid.page != PAGE, page=_ROOM)
