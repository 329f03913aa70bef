"""The book as Markdown: merged cells stand in their first place, heads of several rows in one."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from policygraph.views.book.blocks import Block, Drawn, Grid, placed
from policygraph.views.book.book import CONTENTS, Book, figure_caption, table_caption, unit_line
from policygraph.views.render import escaped_markdown as escaped
from policygraph.views.report.figures import picture_file

_MARKS = {"left": "---", "right": "---:", "center": ":---:"}


def as_markdown(book: Book, stem: str) -> str:
    """Return *book* as Markdown; its figures are files beside it whose names begin with *stem*."""
    parts = [f"# {escaped(book.title)}", escaped(book.imprint)]
    parts += [f"> {escaped(note)}" for note in book.notes]
    if len(book.chapters) > 1:
        parts.append(f"## {CONTENTS.get(book.lang)}")
        parts.append("\n".join(f"- {escaped(chapter.heading)}" for chapter in book.chapters))
    for chapter in book.chapters:
        parts.append(f"## {escaped(chapter.heading)}")
        for block in chapter.blocks:
            parts += _block(block, book, stem)
    return "\n\n".join(parts) + "\n"


def files_beside(book: Book, stem: str) -> dict[str, bytes]:
    """Return the figures that belong beside a book in Markdown, by name."""
    return {
        picture_file(stem, block.picture): block.picture.svg.encode()
        for chapter in book.chapters
        for block in chapter.blocks
        if isinstance(block, Drawn)
    }


def _block(block: Block, book: Book, stem: str) -> Iterable[str]:
    if isinstance(block, Drawn):
        file = quote(picture_file(stem, block.picture))
        yield f"![{escaped(block.picture.description)}]({file})"
        yield f"*{escaped(figure_caption(block, book.lang))}*"
    elif isinstance(block, Grid):
        unit = unit_line(block, book.lang)
        yield f"**{escaped(table_caption(block, book.lang))}**" + (f" {escaped(unit)}" if unit else "")
        yield _grid(block)
        yield from (f"※ {escaped(note)}" for note in block.notes)
    else:
        yield f"### {escaped(block.text)}" if block.look == "heading" else escaped(block.text)


def _grid(grid: Grid) -> str:
    width = len(grid.columns)
    heads: list[dict[str, None]] = [{} for _ in range(width)]
    for found in placed(grid.head, width):
        for one in found:
            for column in range(one.column, one.column + one.cell.columns):
                heads[column][one.cell.shown] = None
    lines = [_line([" / ".join(words) for words in heads])]
    lines.append("|" + "|".join(_MARKS[column.align] for column in grid.columns) + "|")
    for row, found in zip(grid.rows, placed(grid.rows, width), strict=True):
        cells = [""] * width
        for one in found:
            if not one.continued:
                text = "<br>".join(escaped(line) for line in one.cell.shown.split("\n"))
                strong = text and (one.cell.bold or row.look in ("group", "total"))
                cells[one.column] = f"**{text}**" if strong else text
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"
