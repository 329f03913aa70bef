"""The report as a Word document: A4 landscape, real tables whose header rows repeat, page numbers, Korean fonts by name.

python-docx makes the document; tables are put into its text as text, because a tree of ten thousand rows takes a minute and
a gigabyte, and its own cell by cell interface a hundred times longer still.
"""

from __future__ import annotations

import datetime
import io
import re
import struct
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import escape
from itertools import repeat
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import policygraph.views.report.tables as tables
from policygraph.records.kinds import Language
from policygraph.views.blocks import Table
from policygraph.views.reach_view import NOTE, reach_table
from policygraph.views.render import shown
from policygraph.views.report.own_columns import own_widths
from policygraph.views.report.report_pictures import FIGURES, MM, report_pictures
from policygraph.views.report.result import Report

FONT = "맑은 고딕"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BODY = "word/document.xml"
MARK = "\uf8ffpolicygraph:table:"
"""Begins the text of a paragraph that a table takes the place of; its name follows (`spliced`)."""
_MARKED = re.compile(rf"<w:p>(?:(?!<w:p>|</w:p>).)*{MARK}([\d-]+)</w:t></w:r></w:p>", re.DOTALL)
_RIGHT = '<w:jc w:val="right"/>'
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f]")
_NO_TIME = b"\0\0\x21\0"  # the first that a package can say
_PAGE_MM = 267  # between the margins
_WIDTHS = {
    "coverage": (16, 98, 16, 16, 24, 24, 16, 22, 13, 22),
    "gaps": (28, 18, 30, 28, 163),
    "decisions": (30, 20, 26, 191),
    "reach": (30, 14, 21, 44, 14, 21, 44, 14, 21, 44),
    "reach+": (27, 11, 17, 33, 11, 17, 33, 11, 17, 33, 11, 17, 29),
    "comparison": (14, 56, 54, 22, 25, 22, 31, 43),
    "sources": (14, 16, 90, 40, 24, 83),
}


def as_docx(report: Report, lang: Language) -> bytes:
    """Return *report* as a DOCX file."""
    from docx.shared import Mm, Pt

    document = new_document(tables.property_title(report, lang), report.date, lang)
    drawn: list[str] = []  # the tables, as XML
    _heading(document, report.title.get(lang), 0).paragraph_format.space_after = Pt(6)
    document.add_paragraph(tables.imprint(report, lang)).paragraph_format.space_after = Pt(2)
    for note in tables.first_page_notes(report, lang):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(4)
        run = paragraph.add_run(note)
        run.bold = note == report.notice.get(lang)
        run.font.size = Pt(8)
        paragraph.paragraph_format.space_after = Pt(1)
    document.add_paragraph(tables.summary_sentence(report).get(lang))
    for name, table in (("coverage", tables.coverage_table(report)), ("gaps", tables.short_gap_table(report))):
        _add_table(document, drawn, table, fitting(name, len(table.columns)), lang)
    _figures(document, report, lang)
    reached = reach_table(report.reach)
    if reached.rows:
        _add_table(document, drawn, reached, reach_widths(reached), lang)
        document.add_paragraph(NOTE.get(lang))
    widths = fitting("comparison", len(tables.comparison_columns(report)))
    for comparison in report.comparisons:
        header = [column.title.get(lang) for column in tables.comparison_columns(report, comparison)]
        _heading(document, tables.comparison_title(comparison, lang), 1).paragraph_format.page_break_before = True
        if missing := tables.missing_note(report, comparison.framework, lang):
            document.add_paragraph().add_run(missing).font.size = Pt(8.5)
        rows = []
        for row, cells in tables.comparison_rows(report, comparison, lang):
            colour = "DEEBF7" if row.grouping and cells[1] else "FDEAEA" if comparison.lacks(row) else ""
            heads = row.grouping and not row.links
            rows.append(table_row(cells, widths, colour=colour, bold=heads, with_next=heads))
        _put_table(document, drawn, table_with_head(header, rows, widths))
    for _, title, found in report.chapters:
        _heading(document, title.get(lang), 1).paragraph_format.page_break_before = True
        for table in found:
            _add_table(document, drawn, table, _WIDTHS["decisions"], lang)
    if scopes := tables.scope_notes(report, lang):
        _heading(document, tables.SCOPE.get(lang), 1).paragraph_format.page_break_before = True
        document.add_paragraph(tables.SCOPE_HEAD.get(lang))
        for name, text in scopes:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{name}  ").bold = True
            paragraph.add_run(text).font.size = Pt(9)
    _heading(document, tables.SOURCES.get(lang), 1).paragraph_format.page_break_before = True
    for name, _ in report.sources:
        sources = tables.source_table(report, name)
        _add_table(document, drawn, sources, fitting("sources", len(sources.columns)), lang)
    document.add_paragraph().paragraph_format.space_after = 0  # Word wants one behind the last table
    return spliced(packed(document), lambda name: [drawn[int(name)]])


def packed(document: Any) -> bytes:
    """Return *document* as the bytes of its file, the same each time: python-docx notes when it wrote each part."""
    target = io.BytesIO()
    document.save(target)
    found = bytearray(target.getvalue())
    with ZipFile(target) as package:
        places = [info.header_offset + 10 for info in package.infolist()]
        place = package.start_dir
    for _ in range(len(places)):
        places.append(place + 12)
        place += 46 + sum(struct.unpack_from("<HHH", found, place + 28))
    for place in places:
        found[place : place + 4] = _NO_TIME
    return bytes(found)


def spliced(content: bytes, table: Callable[[str], Iterable[str]]) -> bytes:
    """Return the document *content* with tables in the place of the paragraphs that stand for them.

    *table* gives the XML of a table by its name, in pieces.
    """
    target = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as shell, ZipFile(target, "w", ZIP_DEFLATED) as package:
        for entry in shell.infolist():
            part = shell.read(entry)
            if entry.filename != _BODY:
                package.writestr(entry, part)
                continue
            pieces = _MARKED.split(part.decode())
            fresh = ZipInfo(_BODY, entry.date_time)
            fresh.compress_type = ZIP_DEFLATED
            with package.open(fresh, "w", force_zip64=True) as body:
                body.write(pieces[0].encode())
                for name, after in zip(pieces[1::2], pieces[2::2], strict=True):
                    for piece in table(name):
                        body.write(piece.encode())
                    body.write(after.encode())
    return target.getvalue()


def new_document(title: str, day: str, lang: Language, *, landscape: bool = True) -> Any:
    """Return an empty A4 document with the fonts and styles of our reports, and numbers on its pages.

    Its properties say *title* and *day*, not those of the template.
    """
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt, RGBColor

    document = Document()
    section = document.sections[0]
    long, short = Mm(297), Mm(210)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(12)
    for name, size in (("Normal", 10), ("Title", 17), ("Heading 1", 15), ("Heading 2", 12), ("Caption", 9)):
        style: Any = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("eastAsia", "ascii", "hAnsi", "cs"):
            fonts.set(f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{attribute}", FONT)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{theme}", None)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1F, 0x4E, 0x79)
    normal: Any = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(4)
    heading: Any = document.styles["Heading 2"]
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(6), Pt(2)
    made = datetime.datetime.fromisoformat(day)
    document.core_properties.created = document.core_properties.modified = made
    document.core_properties.title = title
    document.core_properties.author = document.core_properties.comments = "policygraph"
    document.core_properties.language = "ko-KR" if lang == "ko" else "en-GB"
    page_numbers(section.footer.paragraphs[0])
    return document


def fitting(name: str, columns: int) -> tuple[int, ...]:
    """Return the widths of so many *columns* of the table *name* (millimetres), those of one's own included.

    >>> sum(fitting("comparison", 10)) <= sum(fitting("comparison", 8)), len(fitting("comparison", 10))
    (True, 10)
    """
    return own_widths(_WIDTHS[name], columns - len(_WIDTHS[name]))


def reach_widths(table: Table) -> Sequence[int]:
    """Return the widths of the table of technologies by domain: narrower where some domains are not known."""
    return _WIDTHS["reach" if len(table.columns) == len(_WIDTHS["reach"]) else "reach+"]


def _figures(document: Any, report: Report, lang: Language) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    for number, picture in enumerate(report_pictures(report, lang)):
        if not number:
            _heading(document, FIGURES.get(lang), 1).paragraph_format.page_break_before = True
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.png()), width=Mm(picture.width * MM))
        shape._inline.docPr.set("descr", picture.description)
        shape._inline.docPr.set("title", picture.caption)
        caption = _styled(document, picture.caption, "Caption")
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER


def page_numbers(paragraph: Any) -> None:
    """Put the number of the page and of all pages into *paragraph*."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in ("PAGE", "/", "NUMPAGES"):
        if part == "/":
            paragraph.add_run(" / ")
        else:
            paragraph._p.append(parse_xml(f'<w:fldSimple {_W} w:instr="{part}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


def _heading(document: Any, text: str, level: int) -> Any:
    """Add a heading of the *level*, 0 for the title, and return its paragraph."""
    return _styled(document, text, f"Heading{level}" if level else "Title")


def _styled(document: Any, text: str, style: str) -> Any:
    """Add a paragraph by the id of its *style*; by its name python-docx would look for it among all styles each time."""
    paragraph = document.add_paragraph(text)
    paragraph._p.style = style
    return paragraph


def _add_table(document: Any, drawn: list[str], table: Table, widths: Sequence[int], lang: Language) -> None:
    _heading(document, table.title.get(lang), 2)
    if not table.rows:
        document.add_paragraph(table.empty.get(lang))
        return
    right = [column.kind in ("count", "won", "share") for column in table.columns]
    rows = [
        table_row(
            [shown(value, column, lang) for value, column in zip(row, table.columns, strict=True)], widths, right=right
        )
        for row in table.rows
    ]
    header = [column.title.get(lang) for column in table.columns]
    _put_table(document, drawn, table_with_head(header, rows, widths))


def _put_table(document: Any, drawn: list[str], table: str) -> None:
    """Add a paragraph for *table*, which is the next of the *drawn*."""
    document.add_paragraph(f"{MARK}{len(drawn)}")
    drawn.append(table)


def append_table(document: Any, header: Sequence[str], rows: Sequence[str], widths: Sequence[int]) -> None:
    """Add a small table; see `table_with_head`."""
    from docx.oxml import parse_xml

    body = document.element.body
    body.insert(len(body) - 1, parse_xml(table_with_head(header, rows, widths)))


def table_with_head(header: Sequence[str], rows: Sequence[str], widths: Sequence[int]) -> str:
    """Return as XML a table whose header row repeats on each page; *rows* are those of `table_row`, *widths* millimetres."""
    head = table_row(header, widths, colour="1F4E79", bold=True, header=True)
    return table_xml([head, *rows], widths)


def table_xml(rows: Sequence[str], widths: Sequence[int]) -> str:
    """Return a table of *rows* as XML, those of its head among them; *widths* are millimetres."""
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="A6A6A6"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:tblBorders>{border}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def table_row(
    cells: Sequence[str], widths: Sequence[int], *, colour: str = "", bold: bool = False, header: bool = False,
    right: Sequence[bool] = (), with_next: bool = False,
) -> str:  # fmt: skip
    """Return a row of a table as XML; a cell may have several lines."""
    look = (
        ("<w:b/>" if bold else "")
        + ('<w:color w:val="FFFFFF"/>' if header else "")
        + '<w:sz w:val="17"/><w:szCs w:val="17"/>'
    )
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>' if colour else ""
    keep = "<w:keepNext/>" if with_next else ""
    parts = [
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{shade}</w:tcPr><w:p><w:pPr>{keep}'
        f'<w:spacing w:before="10" w:after="10" w:line="220" w:lineRule="exact"/>{_RIGHT if to_right else ""}</w:pPr>'
        f"{runs(cell, look)}</w:p></w:tc>"
        for cell, width, to_right in zip(cells, widths, right or repeat(False, len(cells)), strict=True)
    ]
    kind = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if header else "") + "</w:trPr>"
    return f"<w:tr>{kind}{''.join(parts)}</w:tr>"


def runs(text: str, look: str) -> str:
    """Return *text* as runs in the XML *look*, its lines apart by breaks."""
    begin = f"<w:r><w:rPr>{look}</w:rPr>"
    lines = escape(text if text.isprintable() else _UNPRINTABLE.sub("", text), quote=False).split("\n")
    between = f'</w:t></w:r>{begin}<w:br/><w:t xml:space="preserve">'
    return f'{begin}<w:t xml:space="preserve">{between.join(lines)}</w:t></w:r>'


@cache
def twips(mm: float) -> int:
    """Return so many millimetres in the unit of Word."""
    return round(mm * 1440 / 25.4)
