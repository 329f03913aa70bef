"""Importance by urgency as people marked them: one picture with four quadrants, each task as its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from policygraph.records.kinds import Language, Text
from policygraph.sources.safe_cells import cell_width
from policygraph.views.figures.drawing import FLOOR, LINE, SOFT, WASH, Drawing
from policygraph.views.figures.figure import PAGE, Picture

IMPORTANCE, URGENCY = Text("중요도", "importance"), Text("시급성", "urgency")
_LEFT, _TOP, _BELOW = 70.0, 12.0, 44.0
_LEAST, _MIDDLE, _MOST = 1, 3, 5
_ROUND = 12.0
_SIDE, _ABOVE, _UNDER = (
    56.0,
    50.0,
    34.0,
)  # between the frame and the least and most marks: room for the names of quadrants
_LETTER = 6.6  # pixels of a letter; those of Hangul take two
_ROOM = 150.0  # pixels of what stands above a point, at most


class QuadrantPoint(NamedTuple):
    """A task: the *number* that stands in the picture, and its means from 1 to 5."""

    number: str
    importance: float
    urgency: float


def quadrant_picture(caption: str, points: Sequence[QuadrantPoint], names: Sequence[Text], lang: Language) -> Picture:
    """Return the picture; *names* are those of its quadrants from the top right against the clock.

    Tasks of the same place share a point, which names them.
    """
    height = PAGE.height or 0
    width = PAGE.width
    drawing = Drawing(width, height, key="quadrant-")
    right, bottom = width - 12, height - _BELOW

    def across(value: float) -> float:
        return _LEFT + _SIDE + (right - _LEFT - 2 * _SIDE) * (value - _LEAST) / (_MOST - _LEAST)

    def down(value: float) -> float:
        return bottom - _UNDER - (bottom - _TOP - _ABOVE - _UNDER) * (value - _LEAST) / (_MOST - _LEAST)

    drawing.box(_LEFT, _TOP, right - _LEFT, bottom - _TOP, fill="#fff", stroke=LINE)
    drawing.box(across(_MIDDLE), _TOP, right - across(_MIDDLE), down(_MIDDLE) - _TOP, fill=WASH)
    drawing.line(across(_MIDDLE), _TOP, across(_MIDDLE), bottom)
    drawing.line(_LEFT, down(_MIDDLE), right, down(_MIDDLE))
    corners = ((right - 10, _TOP + 20, "end"), (_LEFT + 10, _TOP + 20, "start"), (_LEFT + 10, bottom - 10, "start"), (right - 10, bottom - 10, "end"))  # fmt: skip
    for text, (x, y, anchor) in zip(names, corners, strict=True):
        drawing.text(x, y, text.get(lang), size=14, fill=SOFT, text_anchor=anchor, font_weight="bold")
    for value in range(_LEAST, _MOST + 1):
        drawing.text(across(value), bottom + 18, str(value), size=12, fill=SOFT, text_anchor="middle")
        drawing.text(_LEFT - 12, down(value) + 4, str(value), size=12, fill=SOFT, text_anchor="end")
    drawing.text((_LEFT + right) / 2, bottom + 36, f"{URGENCY.get(lang)} →", size=14, text_anchor="middle")
    middle = (_TOP + bottom) / 2
    drawing.text(
        18, middle, f"{IMPORTANCE.get(lang)} →", size=14, text_anchor="middle", transform=f"rotate(-90 18 {middle:.0f})"
    )
    placed: dict[tuple[float, float], list[str]] = {}
    for point in points:
        placed.setdefault((point.urgency, point.importance), []).append(point.number)
    rows: dict[float, list[float]] = {}
    for urgency, importance in sorted(placed):
        rows.setdefault(importance, []).append(urgency)
    for (urgency, importance), numbers in sorted(placed.items()):
        x, y = across(urgency), down(importance)
        apart = min((abs(across(other) - x) for other in rows[importance] if other != urgency), default=_ROOM)
        drawing.mark("circle", cx=round(x, 1), cy=round(y, 1), r=4, fill=FLOOR)
        drawing.text(x, y - 8, _listed(numbers, min(apart, _ROOM), lang), size=_ROUND, text_anchor="middle")
    said = "; ".join(
        f"{point.number}: {IMPORTANCE.get(lang)} {point.importance:.1f}, {URGENCY.get(lang)} {point.urgency:.1f}"
        for point in points
    )
    return Picture("quadrant", drawing.svg(caption, said), width, height, caption, said)


def _listed(numbers: Sequence[str], room: float, lang: Language) -> str:
    """Return what stands above a point: the numbers of its tasks that fit into *room* pixels, and how many more there are.

    >>> _listed(["1-1", "1-2"], 150, "ko"), _listed([str(number) for number in range(1, 21)], 90, "ko"), _listed(["1-1", "1-2"], 9, "en")
    ('1-1, 1-2', '1, 2 외 18건', '1-1 +1')
    """
    for count in range(len(numbers), 0, -1):
        more = len(numbers) - count
        text = ", ".join(numbers[:count]) + (Text(f" 외 {more:,}건", f" +{more:,}").get(lang) if more else "")
        if count == 1 or _LETTER * cell_width(text) <= room:
            return text
    return ""
