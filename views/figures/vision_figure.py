"""The vision chart of a plan (비전체계도) as one picture for a landscape page: vision, goals, strategies, tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policygraph.records.counting import counted
from policygraph.records.kinds import Language, Text
from policygraph.views.figures.drawing import FLOOR, INK, LINE, PLAN, SOFT, WASH, Drawing, fitted, two_lines
from policygraph.views.figures.figure import PAGE, Picture

MOST_ACROSS = 6  # strategies side by side
_SIDE, _GAP = 96, 10
_SIZES = (17.0, 15.5, 14.0, 12.5)  # of the titles of tasks: the first that has room
_BETWEEN = 0.35  # of a line, between two titles
_NAMES = (Text("비전", "Vision"), Text("목표", "Goals"), Text("전략과\n과제", "Strategies\nand tasks"))


@dataclass(frozen=True, slots=True)
class Pillar:
    """A strategy: its *title* and the titles of its *tasks*."""

    title: str
    tasks: tuple[str, ...]


def vision_picture(
    caption: str, visions: Sequence[str], goals: Sequence[str], pillars: Sequence[Pillar], lang: Language, key: str
) -> Picture:
    """Return the chart; what has no room is counted at the end of its box, never left out silently.

    *key* makes the names inside the drawing its own where several stand in one page.
    """
    height = PAGE.height or 0
    drawing = Drawing(PAGE.width, height, key=key)
    y = 6.0
    if visions:
        _name(drawing, y, 58, _NAMES[0], lang)
        _words(drawing, _SIDE, y, PAGE.width - _SIDE - 6, 58, " / ".join(visions), FLOOR, "#fff", 19)
        y += 58 + _GAP
    if goals:
        rows = -(-len(goals) // MOST_ACROSS)
        _name(drawing, y, 54 * rows + _GAP * (rows - 1), _NAMES[1], lang)
        for row in range(rows):
            _boxes(drawing, y, 54, goals[row * MOST_ACROSS : (row + 1) * MOST_ACROSS])
            y += 54 + _GAP
    if pillars:
        _name(drawing, y, height - y - 6, _NAMES[2], lang)
        rows = -(-len(pillars) // MOST_ACROSS)
        across = -(-len(pillars) // rows)
        tall = (height - 6 - y - _GAP * (rows - 1)) / rows
        for row in range(rows):
            found = pillars[row * across : (row + 1) * across]
            width = (PAGE.width - _SIDE - 6 - _GAP * (across - 1)) / across
            for place, pillar in enumerate(found):
                _pillar(drawing, _SIDE + place * (width + _GAP), y, width, tall, pillar, lang)
            y += tall + _GAP
    description = _description(visions, goals, pillars, lang)
    return Picture(key.strip("-"), drawing.svg(caption, description), drawing.width, height, caption, description)


def _name(drawing: Drawing, y: float, tall: float, name: Text, lang: Language) -> None:
    drawing.box(6, y, _SIDE - 6 - _GAP, tall, fill=WASH, stroke=LINE)
    lines = name.get(lang).split("\n")
    top = y + tall / 2 - (len(lines) - 1) * 9 + 5
    for place, line in enumerate(lines):
        drawing.text(
            6 + (_SIDE - 6 - _GAP) / 2, top + place * 18, line, size=14, font_weight="bold", text_anchor="middle"
        )


def _boxes(drawing: Drawing, y: float, tall: float, titles: Sequence[str]) -> None:
    width = (PAGE.width - _SIDE - 6 - _GAP * (len(titles) - 1)) / len(titles)
    for place, title in enumerate(titles):
        _words(drawing, _SIDE + place * (width + _GAP), y, width, tall, title, "#e3eef8", INK, 14)


def _words(
    drawing: Drawing, x: float, y: float, width: float, tall: float, words: str, fill: str, ink: str, size: float
) -> None:
    """Draw a box with one or two lines of *words* in its middle."""
    drawing.box(x, y, width, tall, fill=fill, stroke=LINE)
    lines = [line for line in two_lines(words, width - 16, size) if line]
    top = y + tall / 2 + size * 0.36 - (len(lines) - 1) * size * 0.65
    for place, line in enumerate(lines):
        drawing.text(
            x + width / 2, top + place * size * 1.3, line, size=size, fill=ink, font_weight="bold", text_anchor="middle"
        )


def _pillar(drawing: Drawing, x: float, y: float, width: float, tall: float, pillar: Pillar, lang: Language) -> None:
    head = 46.0
    drawing.box(x, y, width, tall, fill="#fff", stroke=LINE)
    _words(drawing, x, y, width, head, pillar.title, PLAN, "#fff", 15)
    size, told = _told(pillar.tasks, width - 30, tall - head - 14, lang)
    top = y + head + 8 + size
    for lines in told:
        drawing.text(x + 8, top, "·", fill=SOFT, size=size)
        for line in lines:
            drawing.text(x + 20, top, line, size=size)
            top += size * 1.25
        top += size * _BETWEEN


def _told(titles: Sequence[str], width: float, tall: float, lang: Language) -> tuple[float, list[list[str]]]:
    """Return the size of letters for *titles* in this room, and the lines of each; titles without room are counted."""
    for size in _SIZES:
        told = [[line for line in two_lines(title, width, size) if line] for title in titles]
        if sum((len(lines) * 1.25 + _BETWEEN) * size for lines in told) <= tall:
            return size, told
    room = int(tall / (size * (1.25 + _BETWEEN)))
    kept = [*titles] if len(titles) <= room else [*titles[: max(0, room - 1)]]
    told = [[fitted(title, width, size)] for title in kept]
    if more := len(titles) - len(kept):
        told.append([Text(f"외 {more:,}건", f"and {more:,} more").get(lang)])
    return size, told


def _description(visions: Sequence[str], goals: Sequence[str], pillars: Sequence[Pillar], lang: Language) -> str:
    parts = [*visions, *goals]
    parts += [
        Text(
            f"{pillar.title}: 과제 {len(pillar.tasks):,}건", f"{pillar.title}: {counted(len(pillar.tasks), 'task')}"
        ).get(lang)
        for pillar in pillars
    ]
    return "; ".join(parts)
