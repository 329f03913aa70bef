"""Lays out a table as text as rich would, in time that grows with the rows: rich is slow for long tables, and for many.

Only what does not fit into its column, or has several lines, and what bears colour is put to rich, which is imported for
that alone.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

GUTTER = 2
"""The cells between two columns."""
_USUAL = re.compile(r"[ -~·가-힣]*")
_WIDE = re.compile(r"[가-힣]+")


@dataclass(frozen=True, slots=True)
class DrawnColumn:
    """A column as it is drawn: its *title*, the cells of its *width*, and what becomes of texts.

    They stand at the *right* or left side; a text that is too wide is folded (*fold*), cut, or, where it is *loose*,
    pushes what follows it to the right. A *gap* of some cells stands behind it.
    """

    title: str
    width: int
    right: bool = False
    fold: bool = False
    loose: bool = False
    gap: int = 0


def width_of(text: str) -> int:
    """Return the cells that *text* takes in a terminal.

    >>> width_of("A-1"), width_of("데이터")
    (3, 6)
    """
    if _USUAL.fullmatch(text):
        return len(text) + sum(map(len, _WIDE.findall(text)))
    from rich.cells import cell_len

    return cell_len(text)


class TextSheet:
    r"""What an answer is written on: *width* cells across, with or without *colour*.

    >>> paper = TextSheet(20)
    >>> paper.say("데이터")
    >>> paper.written
    '데이터\n'
    """

    def __init__(self, width: int, *, colour: bool = False) -> None:
        self.width, self.colour = width, colour
        self.file = io.StringIO()

    @property
    def written(self) -> str:
        """All that was written."""
        return self.file.getvalue()

    @cached_property
    def console(self) -> Console:
        """The same paper for rich."""
        from rich.console import Console

        return Console(
            file=self.file,
            width=self.width,
            force_terminal=self.colour,
            no_color=not self.colour,
            color_system="standard" if self.colour else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
            soft_wrap=False,
        )

    def say(self, text: str = "", style: str = "") -> None:
        """Write *text*, folded where it is wider than the paper, and a line break."""
        if self.colour or not text.isprintable() or width_of(text) > self.width:
            self.console.print(text, style=style, overflow="fold")
        else:
            self.file.write(f"{text}\n")


def draw(
    paper: TextSheet, places: Sequence[DrawnColumn], rows: Iterable[Sequence[str]], *, unicode: bool
) -> Iterator[str]:
    """Yield the lines of a table with these *rows* of texts, as wide as *paper* at most, each with its line break.

    Without *unicode* only ASCII is used for rules.
    """
    from rich.cells import set_cell_size

    divider = " " if unicode else "|"
    drawn = _narrowed(places, paper.width)
    whole = sum(place.width + place.gap + 1 for place in drawn) - 1
    titles = [_fitted(place.title, place) for place in drawn]
    if paper.colour or None in titles or not 0 <= whole <= paper.width:
        yield from _head(paper.console, places, unicode=unicode)
    else:
        yield divider.join(titles) + "\n"  # type: ignore[arg-type]
        yield ("─" * whole if unicode else "+".join("-" * (place.width + place.gap) for place in drawn)) + "\n"
    cut = whole > paper.width and not any(place.loose for place in drawn)
    for line in _body(paper, drawn, rows, divider):
        yield (set_cell_size(line, paper.width) if cut else line) + "\n"


def _body(
    paper: TextSheet, places: Sequence[DrawnColumn], rows: Iterable[Sequence[str]], divider: str
) -> Iterator[str]:
    for texts in rows if places else ():
        line = [_fitted(text, place) for text, place in zip(texts, places, strict=True)]
        if None not in line:
            yield divider.join(line)  # type: ignore[arg-type]
            continue
        folded = [
            _folded(paper.console, text, place) if piece is None else [piece]
            for piece, text, place in zip(line, texts, places, strict=True)
        ]
        for number in range(max(map(len, folded))):
            yield divider.join(
                lines[number] if number < len(lines) else " " * (place.width + place.gap)
                for lines, place in zip(folded, places, strict=True)
            )


def _narrowed(places: Sequence[DrawnColumn], most: int) -> list[DrawnColumn]:
    """Return *places* with the gaps behind them, evenly narrowed where they do not fit into *most* cells, as rich narrows the head."""
    found = [replace(place, gap=1) for place in places[:-1]] + list(places[-1:])
    most -= len(places) - 1
    widths = [min(max(place.width + place.gap, 1), most) for place in found]
    excess = sum(widths) - most
    if any(place.loose for place in places):
        return found
    for number, (place, width) in enumerate(zip(found, widths, strict=True)):
        less = max(min(width, round(excess / (len(places) - number))), 0)
        excess -= less
        gap = min(place.gap, width - less)
        found[number] = replace(place, width=width - less - gap, gap=gap)
    return found


def rich_grid(places: Sequence[DrawnColumn], *, unicode: bool) -> RichTable:
    """Return a table of rich with these columns and no row yet."""
    from rich import box
    from rich.table import Table

    grid = Table(box=box.SIMPLE_HEAD if unicode else box.ASCII2, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for place in places:
        grid.add_column(
            place.title,
            justify="right" if place.right else "left",
            overflow="fold" if place.fold else "ellipsis",
            no_wrap=not place.fold,
            width=place.width,
        )
    return grid


def _head(console: Console, places: Sequence[DrawnColumn], *, unicode: bool) -> Iterator[str]:
    if not places:
        yield "\n"
        return
    grid = rich_grid(places, unicode=unicode)
    grid.add_row()  # a rule is drawn above a row only
    with console.capture() as drawn:
        console.print(grid)
    yield from drawn.get().splitlines(keepends=True)[:-1]


def _fitted(text: str, place: DrawnColumn) -> str | None:
    """Return a text of one line, filled up to the width of its column and its gap, or ``None`` where it has to be folded or cut."""
    if not place.width and not place.loose:
        return " " * place.gap
    if not text.isprintable() or text[-1:] == " ":
        return None
    room = place.width - width_of(text)
    if room < 0 and not place.loose:
        return None
    return (" " * room + text if place.right else text + " " * room) + " " * place.gap


def _folded(console: Console, text: str, place: DrawnColumn) -> list[str]:
    """Return the lines of a text, each filled up to the width of its column and its gap."""
    from rich.text import Text

    lines = Text(text).wrap(
        console,
        max(map(width_of, text.splitlines()), default=0) if place.loose else place.width,
        justify="right" if place.right else "left",
        overflow="fold" if place.fold else "ellipsis",
        no_wrap=not place.fold,
    )
    return [line.plain + " " * (place.width - width_of(line.plain) + place.gap) for line in lines]
