"""Finds the framework or policy item that a published statement names, only where the name matches beyond doubt.

A name matches when, apart from spaces, marks and brackets (`name_key`), it *equals* the Korean or English title of exactly
one framework, or else of exactly one policy item. Anything less (part of a title, two candidates) stays unresolved.
"""

from __future__ import annotations

from collections.abc import Iterable

from policygraph.records.characters import name_key
from policygraph.records.kinds import Document, Text


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
                index.setdefault(name_key(name), set()).add(identifier)

    def resolve(self, name: str) -> str | None:
        """Return the id of the one framework or item that *name* is the title of, else ``None``."""
        for index in (self._frameworks, self._items):
            found = index.get(name_key(name), set())
            if len(found) == 1:
                return next(iter(found))
        return None
