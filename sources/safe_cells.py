"""Cells are not code: text that a spreadsheet could run is written so that it is shown, and reads back unchanged.

A text file has no cell types, so CSV and TSV put an apostrophe before a dangerous first character (and before an
apostrophe that would otherwise be taken for one of ours). In XLSX text is stored as text and the cell is marked as
quoted, so that editing it does not turn it into a formula.
"""

from __future__ import annotations

import re

CODE_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_WIDE = re.compile("[\u1101-\U0010ffff]+")


def is_code_like(text: str) -> bool:
    """Whether a spreadsheet could take *text* for a formula or command when it reads it from a text file.

    >>> is_code_like("=1+1"), is_code_like("1-2"), is_code_like("-")
    (True, False, True)
    """
    return text.startswith(CODE_SIGNS)


def harmless(text: str) -> str:
    """Return *text* so that a spreadsheet shows it and never runs it; `restored` is the inverse.

    >>> harmless("=1+1"), harmless("행정"), harmless("'=1"), harmless("'인용'")
    ("'=1+1", '행정', "''=1", "'인용'")
    """
    return "'" + text if is_code_like(text.lstrip("'")) else text


def restored(cell: str) -> str:
    """Return the text that `harmless` turned into *cell*.

    >>> restored("'=1+1"), restored("'인용'"), restored("''=1")
    ('=1+1', "'인용'", "'=1")
    """
    return cell[1:] if cell.startswith("'") and is_code_like(cell.lstrip("'")) else cell


def cell_width(text: str) -> int:
    """Return the width of *text* in half-width letters.

    >>> cell_width("AI 행정")
    7
    """
    return len(text) if text.isascii() else 2 * len(text) - len(_WIDE.sub("", text))
