"""The book as Markdown: merged cells stand in their first place, heads of several rows in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from policygraph.views.book.book_blocks import Block, Drawn, Grid, GridCell, GridRow, placed
from policygraph.views.book.plan_book import CONTENTS, Book, figure_caption, table_caption, unit_line
from policygraph.views.render import escaped_markdown as escaped
from policygraph.views.report.report_pictures import picture_file

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
        yield from _runs(block) if block.loose else (_grid(block),)
        yield from (f"※ {escaped(note)}" for note in block.notes)
    else:
        yield f"### {escaped(block.text)}" if block.look == "heading" else escaped(block.text)


def _runs(grid: Grid) -> Iterator[str]:
    """Yield a loose grid in parts: a table of the rows in a row that have the same widths, what heads them as a line."""
    run: list[GridRow] = []
    rows = (*grid.head, *grid.rows)
    for bare, found in zip(rows, placed(rows, len(grid.columns)), strict=True):
        row = replace(bare, cells=tuple(replace(one.cell, text="") if one.continued else one.cell for one in found))
        widths = [cell.columns for cell in row.cells]
        if run and (widths != [cell.columns for cell in run[-1].cells] or row.look == "subtotal"):
            yield _run(run)
            run = []
        if len(widths) == 1 and row.look:
            yield f"**{escaped(row.cells[0].shown)}**"
        else:
            run.append(row)
    if run:
        yield _run(run)


def _run(rows: list[GridRow]) -> str:
    """Return *rows* as a table, headed by the first where that names columns."""
    first, *others = rows
    titled = first.look == "subtotal"
    width = len(first.cells)
    head = _line([cell.shown for cell in first.cells] if titled else [""] * width)
    marks = ["---:" if titled and any(row.cells[n].align == "right" for row in others) else "---" for n in range(width)]
    cells = ([_shown(cell, strong=cell.bold) for cell in row.cells] for row in (others if titled else rows))
    return "\n".join([head, f"|{'|'.join(marks)}|", *(f"| {' | '.join(found)} |" for found in cells)])


def _shown(cell: GridCell, *, strong: bool) -> str:
    text = "<br>".join(escaped(line) for line in cell.shown.split("\n"))
    return f"**{text}**" if text and strong else text


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
                cells[one.column] = _shown(one.cell, strong=one.cell.bold or row.look in ("group", "total"))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"
