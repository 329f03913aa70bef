"""Which file ending gives which form of the book."""

from __future__ import annotations

from policygraph.views.book.book import Book
from policygraph.views.book.hangul import as_hwpx
from policygraph.views.book.markdown import as_markdown, files_beside
from policygraph.views.book.spreadsheet import as_xlsx
from policygraph.views.book.webpage import as_html
from policygraph.views.book.word import as_docx
from policygraph.views.report.forms import unknown_ending


def render_book(book: Book, ending: str, stem: str = "book") -> tuple[bytes, dict[str, bytes]]:
    """Return *book* as a file with this *ending* (its name without it being *stem*), and the files beside it by name.

    Raises `UnknownName` for an ending that is not known.
    """
    ending = ending.lower()
    if ending == ".md":
        return as_markdown(book, stem).encode(), files_beside(book, stem)
    if ending in (".html", ".htm"):
        return as_html(book).encode(), {}
    made = {".xlsx": as_xlsx, ".docx": as_docx, ".hwpx": as_hwpx}.get(ending)
    if made is None:
        raise unknown_ending(ending)
    return made(book), {}
