"""A figure as horizontal strips, so that it can be one tall picture or be cut where a page ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from policygraph.records.kinds import Text
from policygraph.views.figures.drawing import SOFT, Drawing

Draw = Callable[[Drawing, float], None]


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of a figure over its whole width; *draw* puts it at a height of a drawing.

    A *heading* is not left alone at the end of a page and is repeated where the strips below it go on.
    """

    height: float
    draw: Draw
    heading: bool = False


@dataclass(frozen=True, slots=True)
class FigureLayout:
    """Strips below a *head* that stands on each page, and a *foot* below the last one."""

    width: float
    head: Strip
    strips: tuple[Strip, ...]
    foot: Strip | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One view, ready to be drawn: what it is called, what it says to those who cannot see it, and how it is laid out."""

    name: str
    title: Text
    description: Text
    layouts: tuple[FigureLayout, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The room on one page, in pixels; ``None`` is as high as it takes."""

    width: float = 1240
    height: float | None = None


def title_strip(words: str, x: float, height: float) -> Strip:
    """Return a strip with *words* alone, over strips that stand apart from those before them."""
    return Strip(height, lambda drawing, y: drawing.text(x, y + height - 8, words, fill=SOFT, font_weight="bold"))


def draw_whole(layouts: Sequence[FigureLayout], drawing: Drawing, top: float, margin: float = 24) -> None:
    """Draw every layout below the other from *top* downwards and set the size of *drawing*."""
    for layout in layouts:
        drawing.width = max(drawing.width, layout.width)
        for strip in (layout.head, *layout.strips, *([layout.foot] if layout.foot else [])):
            strip.draw(drawing, top)
            top += strip.height
        top += margin
    drawing.height = top


def draw_pages(layouts: Sequence[FigureLayout], height: float, key: str) -> list[Drawing]:
    """Return the layouts cut into drawings of at most *height*; heads and headings are repeated."""
    return [
        _page(layout, strips, f"{key}{number}-{place}", foot=place == len(cut))
        for number, layout in enumerate(layouts, 1)
        for cut in [_cut(layout, height)]
        for place, strips in enumerate(cut, 1)
    ]


def _page(layout: FigureLayout, strips: Sequence[Strip], key: str, *, foot: bool) -> Drawing:
    drawing = Drawing(layout.width, key=key)
    y = 0.0
    for strip in (layout.head, *strips, *([layout.foot] if foot and layout.foot else [])):
        strip.draw(drawing, y)
        y += strip.height
    drawing.height = y + 4
    return drawing


def _cut(layout: FigureLayout, height: float) -> list[list[Strip]]:
    room = height - layout.head.height - (layout.foot.height if layout.foot else 0) - 4
    pages: list[list[Strip]] = [[]]
    heading: Strip | None = None
    used = 0.0
    for place, strip in enumerate(layout.strips):
        below = layout.strips[place + 1].height if strip.heading and place + 1 < len(layout.strips) else 0
        if pages[-1] and used + strip.height + below > room:
            pages.append([] if strip.heading or heading is None else [heading])
            used = sum(found.height for found in pages[-1])
        heading = strip if strip.heading else heading
        pages[-1].append(strip)
        used += strip.height
    return pages
