"""A chapter of the book as it is registered, and as it stands in a book."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from policygraph.records.kinds import Language, Text
from policygraph.views.book.book_blocks import Block, Line
from policygraph.views.report.result import Report


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its *number* (1 to 12), its *title*, the function that gives its *blocks*, what it says when there are none.

    *blocks* takes the result that all reports show and the language, and yields nothing where no record speaks of it.
    *empty* is one line that says what to record. *without_sources* gives the blocks where the book has no chapter of sources.
    """

    number: int
    title: Text
    empty: Text
    blocks: Callable[[Report, Language], Iterable[Block]]
    without_sources: Callable[[Report, Language], Iterable[Block]] | None = None

    def heading(self, lang: Language) -> str:
        """Return number and title."""
        return f"{self.number}. {self.title.get(lang)}"


@dataclass(frozen=True, slots=True)
class Written:
    """A chapter with its blocks, tables and figures numbered."""

    number: int
    heading: str
    blocks: tuple[Block, ...]

    @property
    def on_a_page(self) -> bool:
        """Whether the chapter begins a page: it has a table or a figure, not one line alone."""
        return any(not isinstance(block, Line) for block in self.blocks)
