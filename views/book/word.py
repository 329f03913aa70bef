"""The book as a Word document: A4 landscape, merged cells, heads that repeat, captions with numbers, page numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from policygraph.views.book.book_blocks import PAGE, Drawn, Grid, Look, Placed, placed
from policygraph.views.book.chapter import Written
from policygraph.views.book.plan_book import CONTENTS, Book, begins_page, figure_caption, table_caption, unit_line
from policygraph.views.report.report_pictures import MM
from policygraph.views.report.tables import MOST_OF_A_PROPERTY
from policygraph.views.report.word import MARK, new_document, packed, runs, spliced, table_xml, twips

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
COLOURS: dict[Look, str] = {"head": "1F4E79", "group": "DEEBF7", "subtotal": "F2F2F2", "total": "D9E2F0", "lacking": "FDEAEA", "": ""}  # fmt: skip
BOLD = ("head", "group", "total")


def as_docx(book: Book) -> bytes:
    """Return *book* as a DOCX file."""
    from docx.shared import Pt

    document = new_document(book.title[:MOST_OF_A_PROPERTY], book.date, book.lang)
    document.add_heading(book.title, 0).paragraph_format.space_after = Pt(6)
    document.add_paragraph(book.imprint).paragraph_format.space_after = Pt(2)
    for note in book.notes:
        document.add_paragraph().add_run(note).font.size = Pt(8.5)
    if len(book.chapters) > 1:
        _contents(document, book)
    for chapter in book.chapters:
        _chapter(document, chapter, book)
    grids = {block.number: block for chapter in book.chapters for block in chapter.blocks if isinstance(block, Grid)}
    return spliced(packed(document), lambda name: [table_xml(list(_rows(grids[name])), grids[name].widths)])


def _contents(document: Any, book: Book) -> None:
    """Add the list of chapters with the numbers of their pages, which Word and LibreOffice fill in."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.oxml import parse_xml
    from docx.shared import Mm, Pt

    document.add_heading(CONTENTS.get(book.lang), 2)
    for chapter in book.chapters:
        paragraph = document.add_paragraph(f"{chapter.heading}\t")
        paragraph.paragraph_format.space_after = Pt(3)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(PAGE), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        field = f"PAGEREF chapter{chapter.number} \\h"
        paragraph._p.append(
            parse_xml(f'<w:fldSimple {_W} w:instr="{field}" w:dirty="true"><w:r><w:t></w:t></w:r></w:fldSimple>')
        )


def _chapter(document: Any, chapter: Written, book: Book) -> None:
    from docx.oxml import parse_xml
    from docx.shared import Pt

    heading = document.add_heading("", 1)
    heading.paragraph_format.page_break_before = chapter.on_a_page and len(book.chapters) > 1
    name = f"chapter{chapter.number}"
    heading._p.append(parse_xml(f'<w:bookmarkStart {_W} w:id="{chapter.number}" w:name="{name}"/>'))
    heading.add_run(chapter.heading)
    heading._p.append(parse_xml(f'<w:bookmarkEnd {_W} w:id="{chapter.number}"/>'))
    for block in chapter.blocks:
        if isinstance(block, Grid):
            _grid(document, block, book)
        elif isinstance(block, Drawn):
            _picture(document, block, book)
        elif block.look == "heading":
            document.add_heading(block.text, 2)
        else:
            paragraph = document.add_paragraph()
            paragraph.add_run(block.text).font.size = Pt(8.5 if block.look == "note" else 10)


def _grid(document: Any, grid: Grid, book: Book) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm, Pt

    caption = document.add_heading(table_caption(grid, book.lang), 2)
    caption.paragraph_format.page_break_before = begins_page(grid)
    if unit := unit_line(grid, book.lang):
        caption.paragraph_format.tab_stops.add_tab_stop(Mm(sum(grid.widths)), WD_TAB_ALIGNMENT.RIGHT)
        run = caption.add_run(f"\t{unit}")
        run.bold, run.font.size = False, Pt(9)
    document.add_paragraph(f"{MARK}{grid.number}")
    for note in grid.notes:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"※ {note}").font.size = Pt(8.5)
        paragraph.paragraph_format.space_after = Pt(1)
    if not grid.notes:
        document.add_paragraph().paragraph_format.space_after = Pt(0)


def append_grid(document: Any, grid: Grid) -> None:
    """Add the table of *grid* to *document*, without its caption and notes."""
    from docx.oxml import parse_xml

    table = parse_xml(table_xml(list(_rows(grid)), grid.widths))
    document.element.body.insert(len(document.element.body) - 1, table)


def _rows(grid: Grid) -> Iterator[str]:
    """Yield the rows of *grid*, those of its head first, which repeat on each page."""
    for repeated, rows in ((True, grid.head), (False, grid.rows)):
        for row, found in zip(rows, placed(rows, len(grid.columns)), strict=True):
            yield _row(found, grid, row.look, repeated=repeated)


def _row(found: Sequence[Placed], grid: Grid, look: Look, *, repeated: bool) -> str:
    widths, colour = grid.widths, COLOURS[look]
    size, line = (17, 220) if grid.page == PAGE else (16, 200)  # half points, twentieths: a form is to fit its page
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>' if colour else ""
    parts = []
    for one in found:
        cell = one.cell
        span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
        merge = "" if cell.rows == 1 else "<w:vMerge/>" if one.continued else '<w:vMerge w:val="restart"/>'
        width = twips(sum(widths[one.column : one.column + cell.columns]))
        bold = "<w:b/>" if cell.bold or look in BOLD else ""
        ink = '<w:color w:val="FFFFFF"/>' if look == "head" else ""
        style = f'{bold}{ink}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        # a cell that reaches over rows stays with them, and a heading with what it heads
        keep = (
            "<w:keepNext/>"
            if look in ("group", "head")
            or (grid.loose and look in ("subtotal", "total"))
            or (cell.rows > 1 and one.left > 1)
            else ""
        )
        align = f'<w:jc w:val="{grid.align(cell, one.column)}"/>'
        text = "" if one.continued else runs(cell.shown, style)
        parts.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{shade}<w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr>{keep}<w:spacing w:before="10" w:after="10" w:line="{line}" w:lineRule="exact"/>{align}</w:pPr>{text}</w:p></w:tc>'
        )
    kind = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if repeated else "") + "</w:trPr>"
    return f"<w:tr>{kind}{''.join(parts)}</w:tr>"


def _picture(document: Any, drawn: Drawn, book: Book) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    picture = drawn.picture
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.page_break_before = begins_page(drawn)
    paragraph.paragraph_format.space_after = Pt(2)
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.png()), width=Mm(picture.width * MM))
    shape._inline.docPr.set("descr", picture.description)
    shape._inline.docPr.set("title", picture.caption)
    caption = document.add_paragraph(figure_caption(drawn, book.lang), style="Caption")
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.space_after = Pt(10)
