"""Prints a `Page` as a table for people, as JSON, CSV or Markdown.

The double width of Korean letters is counted (`policygraph.views.text_table`). Colour only underlines what letters and marks
say already, so that nothing is lost in a pipe, under NO_COLOR, or on a console that knows CP949 only.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from policygraph.records.characters import safe_to_show
from policygraph.records.kinds import Language, Text
from policygraph.sources.safe_cells import harmless
from policygraph.views.blocks import Cell, Column, Page, Paragraph, Table, percent, won
from policygraph.views.json_text import json_text
from policygraph.views.text_table import GUTTER, DrawnColumn, TextSheet, draw, width_of

Format = Literal["table", "json", "csv", "md"]

_BAR_CELLS = 10
_LEAST_WIDE = 16
_LONG = 1_000  # rows of a table that is not folded to a terminal: from here on one long text widens no column
_MOST_PADDED = 100
_STYLES = {"heading": "bold", "note": "dim", "error": "bold red", "warning": "yellow", "": ""}


@dataclass(frozen=True, slots=True)
class Terminal:
    """What the output can show: its *width* in columns (``None``: as wide as needed), colour, and its encoding."""

    width: int | None = None
    colour: bool = False
    encoding: str = "utf-8"

    @property
    def unicode(self) -> bool:
        """Whether block characters can be shown."""
        return self.encoding.lower().replace("-", "").replace("_", "") in ("utf8", "utf16", "utf32", "cp65001")


def render(page: Page, form: Format, lang: Language, terminal: Terminal | None = None) -> str:
    """Return *page* in the wanted form, ending in a line break."""
    return _FORMS[form](page, lang, terminal or Terminal())


def bar(low: float | None, high: float | None, *, unicode: bool = True) -> str:
    """Return a bar of ten cells: solid to the floor, shaded to the ceiling, dotted beyond; blank when unknown.

    >>> bar(0.5, 0.8), bar(0.5, 0.8, unicode=False), bar(None, None)
    ('█████▒▒▒··', '#####==>..', '          ')
    """
    if low is None or high is None:
        return " " * _BAR_CELLS
    solid, shaded = _cells(low), max(_cells(high) - _cells(low), 0)
    if unicode:
        return "█" * solid + "▒" * shaded + "·" * (_BAR_CELLS - solid - shaded)
    arrow = "=" * (shaded - 1) + ">" if shaded else ""
    return "#" * solid + arrow + "." * (_BAR_CELLS - solid - shaded)


def _cells(share: float) -> int:
    """Return the cells of a bar: none for 0, all only for 1, at least one for anything above 0."""
    if 0 < share < 1:
        return min(max(round(share * _BAR_CELLS), 1), _BAR_CELLS - 1)
    return round(share * _BAR_CELLS)


def shown(value: Any, column: Column, lang: Language) -> str:
    """Return one cell as people read it."""
    if column.kind == "range":
        low, high = value
        text = percent(low)
        return text if low is None or percent(high) == text else f"{text}~{percent(high)}"
    if column.kind == "linked":
        confirmed, linked, commitments, above = value
        if linked is None:
            return f"-/{commitments}" if commitments else "-"
        proposed = f"(+{linked - confirmed})" if linked > confirmed else ""
        return f"{confirmed}{proposed}/{commitments}{'*' if above else ''}"
    if column.kind == "tree":
        depth, text = value
        return f"{'  ' * depth}{text.get(lang)}"
    if column.kind == "share":
        return percent(value)
    if column.kind == "won":
        return won(value, lang)
    if value is None:
        return "-"
    if isinstance(value, Text):
        return str(value.get(lang))
    return f"{value:,}" if column.kind == "count" else str(value)


def _as_table(page: Page, lang: Language, terminal: Terminal) -> str:
    paper = TextSheet(terminal.width or 10_000, colour=terminal.colour)
    for position, block in enumerate(page.blocks):
        if isinstance(block, Paragraph):
            if block.emphasis == "heading" and position:
                paper.say()
            paper.say(safe_to_show(block.text.get(lang)), _STYLES[block.emphasis])
        else:
            _print_table(paper, block, lang, terminal, spaced=position > 0)
    return "\n".join(line.rstrip() for line in paper.written.splitlines()) + "\n"


def _print_table(paper: TextSheet, table: Table, lang: Language, terminal: Terminal, *, spaced: bool) -> None:
    if table.title:
        if spaced:
            paper.say()
        paper.say(safe_to_show(table.title.get(lang)), "bold")
    if not table.rows:
        paper.say(safe_to_show(table.empty.get(lang)), "dim")
        return
    cells = [
        [safe_to_show(shown(value, column, lang)) for column, value in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]
    widths = _fitting(table, _needed(table, cells, lang), terminal)
    loose = terminal.width is None and len(cells) > _LONG
    places = []
    for column, width in zip(table.columns, widths, strict=True):
        if width is None:
            continue
        title, right = safe_to_show(column.title.get(lang)), column.kind in ("count", "won", "share")
        places.append(DrawnColumn(title, min(width, _MOST_PADDED) if loose else width, right, column.fold, loose))
        if column.kind == "range":
            places.append(DrawnColumn("", _BAR_CELLS))
    rows = (_line(table, row, texts, widths, terminal) for row, texts in zip(table.rows, cells, strict=True))
    paper.file.writelines(draw(paper, places, rows, unicode=terminal.unicode))


def _line(
    table: Table, row: Sequence[Any], texts: Sequence[str], widths: Sequence[int | None], terminal: Terminal
) -> list[str]:
    """Return the texts of a row in the columns that are drawn, with their bars."""
    line = []
    for column, value, text, width in zip(table.columns, row, texts, widths, strict=True):
        if width is not None:
            line.append(text)
            if column.kind == "range":
                line.append(bar(*value, unicode=terminal.unicode))
    return line


def _needed(table: Table, cells: Sequence[Sequence[str]], lang: Language) -> list[int]:
    """Return the width that the texts of each column need."""
    return [
        max(width_of(column.title.get(lang)), *(width_of(texts[place]) for texts in cells))
        for place, column in enumerate(table.columns)
    ]


def _fitting(table: Table, needed: Sequence[int], terminal: Terminal) -> list[int | None]:
    """Return the width of each column, ``None`` for those left out: as many extra ones, from the right, as a narrow terminal demands."""
    left = list(range(len(table.columns)))
    while True:
        columns = [table.columns[place] for place in left]
        widths, room = _widths(columns, [needed[place] for place in left], terminal)
        extra = [place for place in left if table.columns[place].extra]
        if terminal.width is None or sum(widths) <= room or not extra:
            found = dict(zip(left, widths, strict=True))
            return [found.get(place) for place in range(len(table.columns))]
        left.remove(extra[-1])


def _widths(columns: Sequence[Column], needed: Sequence[int], terminal: Terminal) -> tuple[list[int], int]:
    """Return the width of each column, where wide ones share what is left of a narrow terminal, and the room for all."""
    widths = list(needed)
    bars = sum(column.kind == "range" for column in columns)
    room = (terminal.width or 0) - bars * (_BAR_CELLS + GUTTER) - (len(columns) - 1) * GUTTER
    wide = [place for place, column in enumerate(columns) if column.wide]
    if terminal.width is None or not wide:
        return widths, room
    left = room - sum(width for place, width in enumerate(widths) if place not in wide)
    for count, place in zip(range(len(wide), 0, -1), sorted(wide, key=lambda place: widths[place]), strict=True):
        widths[place] = max(min(widths[place], left // count), min(widths[place], _LEAST_WIDE))
        left -= widths[place]
    return widths, room


def _as_json(page: Page, lang: Language, terminal: Terminal) -> str:
    return json_text(page.document)


_CSV_PARTS = {"range": ["floor", "ceiling"], "linked": ["linked_confirmed", "linked", "commitments"]}


def _raw(value: Cell, lang: Language) -> str:
    if isinstance(value, Text):
        return harmless(value.get(lang))
    if isinstance(value, str):
        return harmless(value)
    return "" if value is None else repr(value)


def _csv_cells(column: Column, value: Any, lang: Language) -> list[str]:
    if column.kind in _CSV_PARTS:
        return [_raw(part, lang) for part in value[: len(_CSV_PARTS[column.kind])]]
    return [_raw(value[1] if column.kind == "tree" else value, lang)]


def _csv_names(column: Column) -> list[str]:
    """Return the names of a column's parts; those of a second count of links have the column's key before them."""
    parts = _CSV_PARTS.get(column.kind, [column.key])
    return [f"{column.key}_{part}" for part in parts] if column.kind == "linked" != column.key else parts


def _as_csv(page: Page, lang: Language, terminal: Terminal) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    tables = [block for block in page.blocks if isinstance(block, Table)]
    for position, table in enumerate(tables):
        if position:
            target.write("\r\n")
        header: list[str] = []
        for column in table.columns:
            header += _csv_names(column)
        writer.writerow(header)
        for row in table.rows:
            cells = zip(table.columns, row, strict=True)
            writer.writerow([text for column, value in cells for text in _csv_cells(column, value, lang)])
    if not tables:  # an answer that is one sentence, such as yes or no
        writer.writerows([_raw(block.text, lang)] for block in page.blocks if isinstance(block, Paragraph))
    return target.getvalue()


def _as_markdown(page: Page, lang: Language, terminal: Terminal) -> str:
    parts = []
    for block in page.blocks:
        if isinstance(block, Paragraph):
            text = escaped_markdown(block.text.get(lang))
            parts.append(f"## {text}" if block.emphasis == "heading" else f"> {text}" if block.emphasis else text)
            continue
        lines = [f"### {escaped_markdown(block.title.get(lang))}\n"] if block.title else []
        if not block.rows:
            lines.append(escaped_markdown(block.empty.get(lang)))
        else:
            lines.append("| " + " | ".join(escaped_markdown(column.title.get(lang)) for column in block.columns) + " |")
            right = ("count", "won", "share")
            lines.append("|" + "|".join("---:" if column.kind in right else "---" for column in block.columns) + "|")
            for row in block.rows:
                cells = (markdown_cell(value, column, lang) for column, value in zip(block.columns, row, strict=True))
                lines.append("| " + " | ".join(cells) + " |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


_MARKS = re.compile(r"[\\`*_\[\]|#>$]|!(?=\[)")
_BEGINNING = re.compile(r"(?:[-+](?=\s|$)|-(?=--)|\d{1,9}(?=[.)](?:\s|$)))")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_ADDRESS = re.compile(r"https?://[^\s<>|\\]+")


def escaped_markdown(text: str) -> str:
    r"""Return *text* so that Markdown shows it as it is, in one line: no image, link, emphasis, list or HTML comes of it.

    >>> escaped_markdown("![x](http://example.org) 2026~30 <b>"), escaped_markdown("1. a_b &lt;"), escaped_markdown("- x | y")
    ('\\!\\[x\\](http://example.org) 2026~30 &lt;b\\>', '1\\. a\\_b &amp;lt;', '\\- x \\| y')
    """
    line = _ENTITY.sub("&amp;", " ".join(text.split()))
    line = _MARKS.sub(r"\\\g<0>", line).replace("<", "&lt;")
    if line.count("~") > 1:  # two strike out what stands between them
        line = line.replace("~", "\\~")
    start = _BEGINNING.match(line)
    if start is None:
        return line
    end = start.end()
    return f"\\{line}" if line[0] in "-+" else f"{line[:end]}\\{line[end:]}"


def markdown_cell(value: Any, column: Column, lang: Language) -> str:
    """Return one cell of a Markdown table; addresses of sources stay links whatever letters they hold."""
    text = shown(value, column, lang)
    if text == "-":  # nothing is known; only at the start of a line it would begin a list
        return text
    return f"<{text}>" if column.key == "url" and _ADDRESS.fullmatch(text) else escaped_markdown(text)


_FORMS: Mapping[Format, Callable[[Page, Language, Terminal], str]] = {
    "table": _as_table,
    "json": _as_json,
    "csv": _as_csv,
    "md": _as_markdown,
}
FORMATS: tuple[Format, ...] = tuple(_FORMS)
