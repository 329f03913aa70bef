"""Which file ending gives which form of the book."""

from __future__ import annotations

from dataclasses import replace

from policygraph.views.book.book_blocks import Drawn
from policygraph.views.book.hangul import as_hwpx
from policygraph.views.book.markdown import as_markdown, files_beside
from policygraph.views.book.plan_book import Book
from policygraph.views.book.spreadsheet import as_xlsx
from policygraph.views.book.webpage import as_html
from policygraph.views.book.word import as_docx
from policygraph.views.figures.figure import can_draw_png
from policygraph.views.report.forms import unknown_ending


def render_book(book: Book, ending: str, stem: str = "book") -> tuple[bytes, dict[str, bytes]]:
    """Return *book* as a file with this *ending* (its name without it being *stem*), and the files beside it by name.

    Where its figures cannot be drawn for the ending (see `figures_left_out`), it is written without them: each shows what
    stands in a table too. Raises `UnknownName` for an ending that is not known.
    """
    ending = ending.lower()
    if ending == ".md":
        return as_markdown(book, stem).encode(), files_beside(book, stem)
    if ending in (".html", ".htm"):
        return as_html(book).encode(), {}
    made = {".xlsx": as_xlsx, ".docx": as_docx, ".hwpx": as_hwpx}.get(ending)
    if made is None:
        raise unknown_ending(ending)
    return made(_without_figures(book) if figures_left_out(book, ending) else book), {}


def figures_left_out(book: Book, ending: str) -> int:
    """Return how many figures of *book* a file with this *ending* has to do without.

    Office files hold figures as PNG; without the package that draws those, they have none.
    """
    if ending.lower() in (".md", ".html", ".htm") or can_draw_png():
        return 0
    return sum(isinstance(block, Drawn) for chapter in book.chapters for block in chapter.blocks)


def _without_figures(book: Book) -> Book:
    chapters = (
        replace(chapter, blocks=tuple(block for block in chapter.blocks if not isinstance(block, Drawn)))
        for chapter in book.chapters
    )
    return replace(book, chapters=tuple(chapters))
