"""What a command answers, before anybody decides how it looks: a JSON document, and blocks of tables and sentences.

A `Page` holds both. `policygraph.views.render` prints it as a table for people, as JSON, CSV or Markdown. Cells keep raw
values; the column's *kind* says how they are shown, so that CSV and JSON carry the same exact number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from policygraph.records.kinds import NO_TEXT, Language, Text

Cell = str | int | float | None | Text
CellKind = Literal["text", "tree", "share", "range", "linked", "count", "won"]

NOTHING = Text("해당하는 것이 없습니다.", "There is nothing to show.")
UNKNOWN = Text("미상", "unknown")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: *key* names it in CSV, *title* heads it for people.

    A ``range`` column holds two shares (floor, ceiling) in one cell as a pair and is drawn as a bar; a ``linked`` column
    holds how many commitments are linked by a confirmed alignment, by any, how many there are, and whether an alignment
    stands above them only; a ``tree`` column holds a depth and a text. When a terminal is narrow, a *wide* column gives way (a
    *fold* one by more lines, others by an ellipsis), then an *extra* one is left out.
    """

    key: str
    title: Text
    kind: CellKind = "text"
    wide: bool = False
    extra: bool = False
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of raw cells under columns; *title* stands above."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    title: Text = NO_TEXT
    empty: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or more sentences; *emphasis* marks a heading, a note or a problem."""

    text: Text
    emphasis: Literal["", "heading", "note", "error", "warning"] = ""


class Page:
    """The answer of one command: *document* is its JSON contract, or what makes it once it is asked for; *blocks* are for people.

    >>> Page(lambda: {"schema": "example/1"}).document
    {'schema': 'example/1'}
    """

    def __init__(
        self,
        document: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
        blocks: Sequence[Table | Paragraph] = (),
    ) -> None:
        self._document, self.blocks = document, blocks

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """The JSON contract of the answer."""
        return self._document() if callable(self._document) else self._document


def in_both(text: Text | None) -> dict[str, str] | None:
    """Return *text* as JSON: ``{"ko": ..., "en": ...}``, or ``None``."""
    return None if text is None else {"ko": text.ko, "en": text.en}


def percent(share: float | None, *, digits: int = 0) -> str:
    """Return a share as a percentage; an unknown one as a dash; only 0 is shown as 0 %, only 1 as 100 %.

    >>> percent(2 / 3), percent(0.0), percent(0.001), percent(0.999), percent(None)
    ('67%', '0%', '<1%', '>99%', '-')
    """
    if share is None:
        return "-"
    text = f"{share * 100:.{digits}f}%"
    if share > 0 and text == f"{0:.{digits}f}%":
        return f"<{10**-digits:.{digits}f}%"
    if share < 1 and text == f"{100:.{digits}f}%":
        return f">{100 - 10**-digits:.{digits}f}%"
    return text


def won(amount: int | None, lang: Language) -> str:
    """Return an amount of won as people write it, exactly; an unknown one as such.

    >>> won(12_300_000_000, "ko"), won(12_300_000_000, "en"), won(None, "ko")
    ('123억 원', 'KRW 12,300,000,000', '미상')
    """
    if amount is None:
        return UNKNOWN.get(lang)
    if lang == "en":
        return f"KRW {amount:,}"
    parts = []
    for unit, name in ((10**12, "조"), (10**8, "억"), (10**4, "만")):
        if amount >= unit:
            parts.append(f"{amount // unit:,}{name}")
            amount %= unit
    if amount or not parts:
        parts.append(f"{amount:,}")
    return " ".join(parts) + " 원"
