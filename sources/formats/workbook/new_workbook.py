"""A workbook to write into, and the looks of its cells."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlsxwriter

FONT = "맑은 고딕"  # on every Windows PC in Korea


def new_workbook(
    target: io.BytesIO, day: datetime.date | None = None, *, streamed: bool = False, **properties: str
) -> xlsxwriter.Workbook:
    """Return a workbook that is written to *target* when it is closed; no text in it becomes a formula or a link.

    Its properties (title, author ...) name the *day* it is of (today), not the second, so that the same records give the
    same bytes. *streamed*: rows leave the memory as they are written, in order; each sheet then has a file that is open
    until the end.

    >>> import zipfile
    >>> target = io.BytesIO()
    >>> new_workbook(target, datetime.date(2026, 7, 1), title="계획").close()
    >>> b">2026-07-01T00:00:00Z<" in zipfile.ZipFile(target).read("docProps/core.xml")
    True
    """
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options | {"constant_memory" if streamed else "in_memory": True})
    created = datetime.datetime.combine(day or datetime.date.today(), datetime.time())
    book.set_properties({**properties, "created": created})
    return book


class CellFormats:
    """The formats of the cells of *book*, each made once; *usual* is what they share beside the font.

    >>> book = new_workbook(io.BytesIO())
    >>> format = CellFormats(book, valign="top")
    >>> format(bold=True) is format(bold=True), format() is format(bold=True), format(bold=True).font_size
    (True, False, 10)
    """

    def __init__(self, book: Any, **usual: Any) -> None:
        self._book, self._usual = book, {"font_name": FONT, "font_size": 10, **usual}
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **look: Any) -> Any:
        """Return the format of cells that look like *look*, in the words of xlsxwriter."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**self._usual, **look})
        return self._made[key]
