"""What stands in the header of a column: the names of known columns, and those of the columns planners add."""

from __future__ import annotations

from collections.abc import Iterable

from policygraph.records.characters import name_key
from policygraph.sources.formats.workbook.columns import SheetColumn
from policygraph.sources.formats.workbook.schema import Sheet

_MARK = "extra:"  # before the name of a note that is also the header of a known column of its sheet


def known_headers(sheet: Sheet) -> dict[str, str]:
    """Return the key of each column of *sheet* by every form of its header, folded."""
    return {
        name_key(word): column.key
        for column in sheet.columns
        for word in (column.title.en, column.title.ko, column.key, *_others(column))
    }


def _others(column: SheetColumn) -> Iterable[str]:
    """Return the further headers of a column of its own for each code."""
    return column.others or () if column.takes == "funds" else ()


def note_title(sheet: Sheet, name: str) -> str:
    """Return the header that the notes called *name* stand under; `note_name` is the inverse.

    >>> from policygraph.sources.formats.workbook.schema import BY_KEY
    >>> note_title(BY_KEY["departments"], "담당자"), note_title(BY_KEY["departments"], "부서명")
    ('담당자', 'extra:부서명')
    """
    return _MARK + name if name_key(name.removeprefix(_MARK)) in known_headers(sheet) else name


def note_name(sheet: Sheet, title: str) -> str:
    """Return the name of the notes under the header *title*."""
    rest = title.removeprefix(_MARK)
    return rest if rest != title and name_key(rest) in known_headers(sheet) else title
