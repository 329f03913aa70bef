"""Opens a workbook with openpyxl so that every text arrives as the file has it.

The file format writes a control character as ``_x000D_``, and a text that looks like that as ``_x005F_x000D_``. openpyxl
drops the ``x005F_`` wherever it stands, after which the two cannot be told apart; here texts keep their escapes until
`values.unescaped` reads them.
"""

from __future__ import annotations

from typing import IO, Any

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

_STRING = f"{{{SHEET_MAIN_NS}}}si"


def read_book(content: IO[bytes]) -> Any:
    """Return the read-only workbook in *content*, with the results of formulas and without outside links."""
    reader = _FaithfulReader(content, read_only=True, data_only=True, keep_links=False)
    reader.read()
    return reader.wb


class _FaithfulReader(ExcelReader):
    """Reads the table of shared texts letter by letter."""

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """Leave sheets out that are a chart alone: they hold no cells, and some of them make the library fail."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for _, node in iterparse(source):
                if node.tag == _STRING:
                    text = Text.from_tree(node)
                    self.shared_strings.append(text.content if text is not None else "")
                    node.clear()
