r"""What other people's libraries say in English, in words of ours: a table of patterns with what each means.

>>> book = Phrases([(r"expected (?P<sign>\S+)", "'{sign}'이(가) 없습니다", "{sign!r} is missing")])
>>> book.said("expected ]").ko
"']'이(가) 없습니다"
>>> book.said("beyond words")
Text(ko='원문: "beyond words"', en='in its own words: "beyond words"')
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from policygraph.records.kinds import Text


class Phrases:
    """The *rows* of a table: a pattern of the whole saying, and its meaning in Korean and English with the pattern's names."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._rows = tuple(rows)

    def find(self, said: str) -> Text | None:
        """Return what *said* means, ``None`` where the table does not know it."""
        for pattern, ko, en in self._rows:
            found = re.fullmatch(pattern, said, re.DOTALL)
            if found:
                named = found.groupdict("")
                return Text(ko.format(**named), en.format(**named))
        return None

    def said(self, said: str) -> Text:
        """Return what *said* means; what the table does not know is quoted, and called the original."""
        found = self.find(said)
        return Text(f'원문: "{said}"', f'in its own words: "{said}"') if found is None else found
