"""Finds the framework or policy item that a published statement names, only where the name matches beyond doubt.

A name matches when, apart from spaces, quotation marks and brackets, it *equals* the Korean or English title of exactly
one framework, or else of exactly one policy item. Anything less (part of a title, two candidates) stays unresolved.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from policygraph.records.kinds import Document, Text

_IGNORED = re.compile(r"[\s\"'‘’“”「」『』《》〈〉\[\]]+")


def folded(name: str) -> str:
    """Return *name* without what does not distinguish names.

    >>> folded("『국가 AI 전략』 정책방향") == folded("국가 AI전략 정책방향")
    True
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", name)).casefold()


class StatedTargets:
    """The titles of all frameworks and their items."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._frameworks: dict[str, set[str]] = {}
        self._items: dict[str, set[str]] = {}
        for document in documents:
            if document.is_plan:
                continue
            self._add(self._frameworks, document.title, document.id)
            for item in document.items:
                self._add(self._items, item.title, item.id)

    @staticmethod
    def _add(index: dict[str, set[str]], title: Text, identifier: str) -> None:
        for name in (title.ko, title.en):
            if name:
                index.setdefault(folded(name), set()).add(identifier)

    def resolve(self, name: str) -> str | None:
        """Return the id of the one framework or item that *name* is the title of, else ``None``."""
        for index in (self._frameworks, self._items):
            found = index.get(folded(name), set())
            if len(found) == 1:
                return next(iter(found))
        return None
