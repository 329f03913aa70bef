"""A document of Hangul (HWPX) of paragraphs, tables and pictures, whose text is written straight into its section.

python-hwpx makes the shell: page, styles, fonts, pictures, package; it verifies the shell when that is saved. Tables of
thousands of rows are no matter for its interface, which is made for forms, nor for its own look at every cell. So the
shell holds a marked paragraph where paragraphs and tables of ours belong, and these are put in its place as text.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from policygraph.records.kinds import Language
from policygraph.sources.safe_cells import cell_width
from policygraph.views.blocks import Table
from policygraph.views.render import shown
from policygraph.views.report.hangul_shell import MARK, mark, new_shell, plain_shell
from policygraph.views.report.report_pictures import MM

if TYPE_CHECKING:
    from hwpx import HwpxDocument
    from policygraph.views.figures import Picture

PROGRAM = "policygraph"  # the author that the properties name
_UNIT = 7200 / 25.4  # HWPUNIT of a millimetre
_PIXEL = 75  # units of Hangul, 7200 to an inch, in a pixel of 96 to an inch
_HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
_LINE = 1150  # HWPUNIT of a line of small print
_TIGHT = 952  # and of one in a form, which is to fit its page
_SECTION = "Contents/section0.xml"
_PACKAGE = "Contents/content.hpf"
_MARKED = re.compile(rf"<hp:p (?:(?!<hp:p ).)*?<hp:t>{MARK}(\d+)</hp:t></hp:run></hp:p>", re.DOTALL)
_CHANCE = re.compile(r'\b(id|idRef|instid)="(\d{5,})"(?=[^<>]*>)')  # numbers that python-hwpx draws by lot
_FIRST_OF_SHELL = 4_000_000_000  # past those of our paragraphs
_NEVER = (1980, 1, 1, 0, 0, 0)
_UNPRINTABLE = dict.fromkeys(range(32), " ")


@dataclass(frozen=True, slots=True)
class HangulCell:
    """A cell that begins in *column* and takes so many *rows* and *columns*; its *text* may have several lines.

    One of the *head* is repeated on each page; on a *colour* it is white.
    """

    column: int
    text: str
    rows: int = 1
    columns: int = 1
    align: str = "left"
    colour: str = ""
    bold: bool = False
    head: bool = False


class HangulWriter:
    """Writes one A4 document with the fonts, styles and tables of our reports, and numbers on its pages.

    Parameters
    ----------
    lang
        Of the words in tables.
    title, day
        What the properties of the document say: its title, and the ISO day as of which it speaks.
    landscape
        Whether the page lies on its side.

    Notes
    -----
    Time and memory grow with the letters written. The same calls give the same bytes.

    """

    def __init__(self, lang: Language, *, title: str, day: str, landscape: bool = True) -> None:
        self.lang, self._landscape = lang, landscape
        self._properties = {"title": title, "day": day}
        self._plain_shell, looks = plain_shell(landscape=landscape)
        self._shell: HwpxDocument | None = None  # where there are pictures
        self.text, self.small, self.small_bold = (looks.runs[name] for name in ("text", "small", "small_bold"))
        self.bold, self.head, self.title = (looks.runs[name] for name in ("bold", "head", "title"))
        self.heading, self.subheading = looks.runs["heading"], looks.runs["subheading"]
        self._fills = looks.fills
        self._plain = 'paraPrIDRef="0" styleIDRef="0"'
        self._aligned = looks.shapes
        self._numbers = iter(range(1, _FIRST_OF_SHELL))
        self._written: list[list[bytes]] = [[]]

    def paragraph(self, text: str, run: Any, *, new_page: bool = False) -> None:
        """Add a paragraph in the look *run*."""
        shape = self._aligned["above"] if run in (self.title, self.heading, self.subheading) else self._plain
        self._write(
            f'<hp:p id="{next(self._numbers)}" {shape} pageBreak="{int(new_page)}" columnBreak="0" merged="0">'
            f'<hp:run charPrIDRef="{run}"><hp:t>{_printable(text)}</hp:t></hp:run></hp:p>'
        )

    def table(
        self, header: Sequence[str], rows: Sequence[tuple[Sequence[str], str, bool]], widths: Sequence[int]
    ) -> None:
        """Add a table: each row has its cells (lines apart by line breaks), its colour and whether it is bold."""
        sizes = [round(width * _UNIT) for width in widths]
        written, height = [], 0
        for number, (cells, colour, bold) in enumerate(chain([(header, "#1F4E79", True)], rows)):
            tall = max(map(_lines, cells, widths)) * _LINE + 300
            height += tall
            look = self.small_bold if bold else self.small
            written.append(self._row(number, cells, sizes, tall, self._fills[colour], look if number else self.head))
        self._put(written, sizes, height)

    def merged_table(
        self, rows: Sequence[Sequence[HangulCell]], columns: Sequence[int], *, tight: bool = False, page: int = 0
    ) -> None:
        """Add a table of cells that may reach over columns and rows; each row holds the cells that begin in it.

        *columns* are the widths of its columns in millimetres. Rows of the head repeat on each page.
        *tight* ones have less room between and around lines; so does one that fits on a *page* of so many millimetres
        by that alone.
        """
        sizes = [round(width * _UNIT) for width in columns]
        edges = list(accumulate(columns, initial=0))
        lines = [
            max((_lines(cell.text, edges[cell.column + cell.columns] - edges[cell.column]) for cell in row if cell.rows == 1), default=1)
            for row in rows
        ]  # fmt: skip
        close, wide = ([count * line + around for count in lines] for line, around in ((_TIGHT, 68), (_LINE, 300)))
        tight = tight or sum(close) <= page * _UNIT < sum(wide)
        talls = close if tight else wide
        written = []
        for number, row in enumerate(rows):
            parts = ["<hp:tr>"]
            for cell in row:
                size = sum(sizes[cell.column : cell.column + cell.columns])
                parts.append(self._cell(cell, number, size, sum(talls[number : number + cell.rows]), tight=tight))
            parts.append("</hp:tr>")
            written.append("".join(parts).encode())
        self._put(written, sizes, sum(talls))

    def _cell(self, cell: HangulCell, number: int, size: int, tall: int, *, tight: bool) -> str:
        look = self.head if cell.head and cell.colour else self.small_bold if cell.bold else self.small
        shape, margin = (f"tight {cell.align}", 34) if tight else (cell.align, 141)
        opening = f'<hp:p {self._aligned[shape]} pageBreak="0" columnBreak="0" merged="0" id="'
        lines = "".join(
            f'{opening}{next(self._numbers)}"><hp:run charPrIDRef="{look}"><hp:t>{_printable(line)}</hp:t></hp:run></hp:p>'
            for line in cell.text.split("\n")
        )
        return (
            f'<hp:tc name="" header="{int(cell.head)}" hasMargin="0" protect="0" editable="0" dirty="0" borderFillIDRef="{self._fills[cell.colour]}">'
            '<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="CENTER" linkListIDRef="0" '
            f'linkListNextIDRef="0" textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">{lines}</hp:subList>'
            f'<hp:cellAddr colAddr="{cell.column}" rowAddr="{number}"/><hp:cellSpan colSpan="{cell.columns}" rowSpan="{cell.rows}"/>'
            f'<hp:cellSz width="{size}" height="{tall}"/><hp:cellMargin left="510" right="510" top="{margin}" bottom="{margin}"/></hp:tc>'
        )

    def _put(self, written: list[bytes], sizes: Sequence[int], height: int) -> None:
        """Write a table of *written* rows whose columns have these *sizes*."""
        self._write(
            f'<hp:p id="{next(self._numbers)}" {self._plain} pageBreak="0" columnBreak="0" merged="0">'
            f'<hp:run charPrIDRef="0"><hp:tbl id="{next(self._numbers)}" zOrder="0" numberingType="TABLE" '
            'textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" pageBreak="CELL" repeatHeader="1" '
            f'rowCnt="{len(written)}" colCnt="{len(sizes)}" cellSpacing="0" borderFillIDRef="{self._fills[""]}" noAdjust="0">'
            f'<hp:sz width="{sum(sizes)}" widthRelTo="ABSOLUTE" height="{height}" heightRelTo="ABSOLUTE" protect="0"/>'
            '<hp:pos treatAsChar="0" affectLSpacing="0" flowWithText="1" allowOverlap="0" holdAnchorAndSO="0" vertRelTo="PARA" '
            'horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>'
            '<hp:outMargin left="0" right="0" top="0" bottom="0"/><hp:inMargin left="510" right="510" top="141" bottom="141"/>'
        )
        self._written[-1] += written
        self._write("</hp:tbl></hp:run></hp:p>")

    def picture(self, picture: Picture, caption: str | None = None, *, new_page: bool = False) -> None:
        """Add a picture with its description (개체 설명문) and a caption below it: its own unless another is given."""
        if self._shell is None:
            self._shell, _ = new_shell(landscape=self._landscape)
        drawn = picture.png()
        shape = self._shell.add_picture(
            drawn, "png", width_mm=picture.width * MM, height_mm=picture.height * MM, align="CENTER"
        )
        # what is shown of the picture is said in its own measure, not in that of the page: else a part of it is shown
        wide, tall = (str(pixels * _PIXEL) for pixels in struct.unpack(">II", drawn[16:24]))
        for name, found in (
            ("imgClip", {"right": wide, "bottom": tall}),
            ("imgDim", {"dimwidth": wide, "dimheight": tall}),
        ):
            next(shape.element.iter(f"{_HP}{name}")).attrib.update(found)
        next(shape.element.iter(f"{_HP}shapeComment")).text = picture.description.translate(_UNPRINTABLE)
        if new_page:
            shape.paragraph.element.set("pageBreak", "1")
        mark(self._shell, len(self._written))
        self._written.append([])
        self.paragraph(picture.caption if caption is None else caption, self.bold)

    def shown_table(self, table: Table, widths: Sequence[int]) -> None:
        """Add *table* with its title; what it says where it is empty."""
        self.paragraph(table.title.get(self.lang), self.subheading)
        if not table.rows:
            self.paragraph(table.empty.get(self.lang), self.text)
            return
        rows = [
            ([shown(value, column, self.lang) for value, column in zip(row, table.columns, strict=True)], "", False)
            for row in table.rows
        ]
        self.table([column.title.get(self.lang) for column in table.columns], rows, widths)

    def content(self) -> bytes:
        """Return the document as an HWPX file.

        Raises
        ------
        RuntimeError
            When what was written is no XML, which is a fault of the program.

        """
        target = io.BytesIO()
        package_of_shell = self._plain_shell if self._shell is None else self._shell.to_bytes()
        with (
            zipfile.ZipFile(io.BytesIO(package_of_shell)) as shell,
            zipfile.ZipFile(target, "w") as package,
        ):
            for entry in shell.infolist():
                fresh = zipfile.ZipInfo(entry.filename, _NEVER)
                fresh.compress_type, fresh.external_attr = entry.compress_type, entry.external_attr
                if entry.filename != _SECTION:
                    content = shell.read(entry)
                    package.writestr(fresh, self._described(content) if entry.filename == _PACKAGE else content)
                    continue
                parser = expat.ParserCreate()
                with package.open(fresh, "w", force_zip64=True) as section:
                    for piece in self._section(shell.read(entry).decode()):
                        try:
                            parser.Parse(piece)
                        except expat.ExpatError as error:
                            raise RuntimeError(f"The section is no XML: {error}") from error
                        section.write(piece)
                parser.Parse(b"", True)
        return target.getvalue()

    def _described(self, package: bytes) -> bytes:
        """Return the description of the *package* with our properties in place of those of the shell's model."""
        title, day = escape(self._properties["title"].translate(_UNPRINTABLE), quote=False), self._properties["day"]
        values = {
            "creator": PROGRAM, "lastsaveby": PROGRAM, "CreatedDate": f"{day}T00:00:00Z", "ModifiedDate": f"{day}T00:00:00Z", "date": day,
        }  # fmt: skip

        def described(found: re.Match[str]) -> str:
            return f"{found[1]}{values[found[2]]}</opf:meta>" if found[2] in values else found[0]

        text = re.sub(
            r"<opf:title ?/>|<opf:title>[^<]*</opf:title>",
            lambda _: f"<opf:title>{title}</opf:title>",
            package.decode(),
        )
        return re.sub(r'(<opf:meta name="(\w+)" content="text">)[^<]*</opf:meta>', described, text).encode()

    def _write(self, text: str) -> None:
        self._written[-1].append(text.encode())

    def _row(self, number: int, cells: Sequence[str], sizes: Sequence[int], tall: int, fill: Any, look: Any) -> bytes:
        before = (
            f'<hp:tc name="" header="{int(not number)}" hasMargin="0" protect="0" editable="0" dirty="0" borderFillIDRef="{fill}">'
            '<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="CENTER" linkListIDRef="0" '
            'linkListNextIDRef="0" textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">'
        )
        opening = f'<hp:p {self._aligned["left"]} pageBreak="0" columnBreak="0" merged="0" id="'
        inside = f'"><hp:run charPrIDRef="{look}"><hp:t>'
        parts = ["<hp:tr>"]
        for column, (text, size) in enumerate(zip(cells, sizes, strict=True)):
            parts.append(before)
            for line in text.split("\n"):
                parts += (opening, str(next(self._numbers)), inside, _printable(line), "</hp:t></hp:run></hp:p>")
            parts.append(
                f'</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{number}"/><hp:cellSpan colSpan="1" rowSpan="1"/>'
                f'<hp:cellSz width="{size}" height="{tall}"/><hp:cellMargin left="510" right="510" top="141" bottom="141"/></hp:tc>'
            )
        parts.append("</hp:tr>")
        return "".join(parts).encode()

    def _section(self, shell: str) -> Iterator[bytes]:
        """Yield the section of the *shell* with what was written in the marked places."""
        numbers: dict[str, int] = {}

        def counted(found: re.Match[str]) -> str:
            return f'{found[1]}="{numbers.setdefault(found[2], _FIRST_OF_SHELL + len(numbers))}"'

        pieces = _MARKED.split(_CHANCE.sub(counted, shell))
        yield pieces[0].encode()
        for place, after in zip(pieces[1::2], pieces[2::2], strict=True):
            yield from self._written[int(place)]
            yield after.encode()


def _lines(text: str, width: float) -> int:
    """Return how many lines *text* takes in a cell of so many millimetres."""
    room = round((width - 4) * 100)
    return sum(max(1, -(-cell_width(line) * 150 // room)) for line in text.split("\n"))


def _printable(text: str) -> str:
    return escape(text if text.isprintable() else text.translate(_UNPRINTABLE), quote=False)
