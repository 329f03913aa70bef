"""Where the boxes of the explorer stand, and where the text in them breaks.

Nothing here depends on fonts, chance or the machine: widths are estimated from a table, on the wide side, so that the
same study always gives the same picture. All lengths are pixels of the picture at scale 1; the origin is the top left
corner and y grows downwards. A box is given by its centre, as vis-network wants it.

The overview has fixed places. The outline of a document is stacked by the page, which knows what is unfolded; this
module gives it the measures (`GEOMETRY`), the depth of each row and the line breaks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policygraph.records.kinds import FRAMEWORK_KINDS, Document, Language, Text

GEOMETRY: dict[str, int] = {
    "width": 960,  # of the whole picture, overview and outline alike
    "framework": 430,  # width of a framework in the overview
    "plan": 330,
    "row": 570,  # width of an outline row at depth 0
    "side": 290,  # width of a box in the column beside the outline
    "indent": 22,
    "deepest": 8,  # deeper rows are not indented further
    "band": 12,  # the coloured strip at a box's left edge
    "pad": 10,
    "numbers": 184,  # room for the figures at a row's right edge
    "font": 15,
    "line": 20,
    "gap": 8,  # between two boxes
    "slot": 14,  # room for one connecting band at the side of an overview box
    "heading": 26,
}

_NARROW = frozenset("iljtfrI.,:;'`|!()[]{}·- /")
_BROAD = frozenset("mwMW%@&")
_BRACKETS_AT_END = re.compile(r"\s*\([^()]*\)\s*$")


@dataclass(frozen=True, slots=True)
class Place:
    """A box of the overview: its centre (*x*, *y*) and its size."""

    x: float
    y: float
    width: int
    height: int


def text_width(text: str, size: float) -> float:
    """Return the estimated width of *text* in pixels at font size *size*, rather too wide than too narrow.

    >>> text_width("연계", 10), text_width("ok", 10)
    (18.8, 11.6)
    """
    return round(sum(_ems(character) for character in text) * size, 2)


def fitting(text: str, width: float, size: float) -> int:
    """Return how many characters of *text*, from its start, are at most *width* wide at font size *size*.

    >>> fitting("데이터 통합", 30, 10), fitting("데이터", 100, 10), fitting("데", 1, 10)
    (3, 3, 0)
    """
    used = 0.0
    for count, character in enumerate(text):
        used += _ems(character) * size
        if round(used, 2) > width:
            return count
    return len(text)


def _ems(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 0.94
    if unicodedata.combining(character):
        return 0.0
    if character in _NARROW:
        return 0.36
    if character in _BROAD:
        return 0.9
    return 0.68 if character.isupper() else 0.58


def line_breaks(text: str, width: float, size: float) -> list[int]:
    """Return where the second and each later line of *text* begins, so that no line is wider than *width*.

    Lines break at spaces; a word too long for a line is broken inside.

    >>> line_breaks("데이터 통합 플랫폼", 60, 10), line_breaks("데이터", 60, 10), line_breaks("aaaaaaaaaa", 30, 10)
    ([7], [], [5])
    """
    breaks: list[int] = []
    start, used, index = 0, 0.0, 0
    while index < len(text):
        used += _ems(text[index]) * size
        if text[index] != " " and used > width and index > start:
            start = text.rfind(" ", start, index) + 1 or index
            breaks.append(start)
            used, index = 0.0, start
        else:
            index += 1
    return breaks


def short_title(title: str) -> str:
    """Return *title* without what follows a colon and without what stands in brackets at its end.

    >>> short_title("제6차 부산광역시 정보화 기본계획(2026~2030년)"), short_title("Busan AI plans: Strategy, WAVE")
    ('제6차 부산광역시 정보화 기본계획', 'Busan AI plans')
    >>> short_title("AI Strategy (earlier name: AI Plan)"), short_title("K(AI)")
    ('AI Strategy', 'K(AI)')
    """
    short = _BRACKETS_AT_END.sub("", _BRACKETS_AT_END.sub("", title).split(": ")[0]).strip()
    return short if len(short) > 3 else title


def short_titles(documents: Sequence[Document]) -> dict[str, Text]:
    """Return a short title for each document; where shortening would make two alike, both keep their full title."""
    short = {d.id: Text(short_title(d.title.get("ko")), short_title(d.title.get("en"))) for d in documents}
    seen: dict[Text, list[Document]] = {}
    for document in documents:
        seen.setdefault(short[document.id], []).append(document)
    full = {document.id: document.title for alike in seen.values() if len(alike) > 1 for document in alike}
    return short | full


def overview_title_width(*, plan: bool) -> int:
    """Return the room for a title in an overview box, in pixels."""
    return GEOMETRY["plan" if plan else "framework"] - GEOMETRY["band"] - 2 * GEOMETRY["pad"]


def row_title_width(depth: int) -> int:
    """Return the room for a title in an outline row at *depth* (0 is the document itself), in pixels."""
    indent = GEOMETRY["indent"] * min(depth, GEOMETRY["deepest"])
    return GEOMETRY["row"] - indent - GEOMETRY["band"] - 3 * GEOMETRY["pad"] - GEOMETRY["numbers"]


def side_title_width() -> int:
    """Return the room for a title in a box beside the outline, in pixels."""
    return GEOMETRY["side"] - GEOMETRY["band"] - 2 * GEOMETRY["pad"]


def overview(
    frameworks: Sequence[Document], plans: Sequence[Document], titles: Mapping[str, Text], lang: Language
) -> dict[str, Place]:
    """Return the place of each document in the overview as it looks in *lang*.

    Frameworks stand on the left, grouped by kind under a heading; plans on the right, spread over the same height.
    """
    places: dict[str, Place] = {}
    y = 0.0
    for kind in FRAMEWORK_KINDS:
        members = [framework for framework in frameworks if framework.kind == kind]
        y += GEOMETRY["heading"] if members else 0
        for framework in members:
            height = _overview_height(titles[framework.id].get(lang), len(plans), plan=False)
            places[framework.id] = Place(GEOMETRY["framework"] / 2, y + height / 2, GEOMETRY["framework"], height)
            y += height + GEOMETRY["gap"]
    heights = [_overview_height(titles[plan.id].get(lang), len(frameworks), plan=True) for plan in plans]
    room = max(float(GEOMETRY["gap"]), (y - GEOMETRY["heading"] - sum(heights)) / max(len(plans), 1))
    y = GEOMETRY["heading"] + (room / 2 if room > GEOMETRY["gap"] else 0)
    for plan, height in zip(plans, heights, strict=True):
        places[plan.id] = Place(GEOMETRY["width"] - GEOMETRY["plan"] / 2, y + height / 2, GEOMETRY["plan"], height)
        y += height + room
    return places


def _overview_height(title: str, slots: int, *, plan: bool) -> int:
    lines = 1 + len(line_breaks(title, overview_title_width(plan=plan), GEOMETRY["font"] + 1))
    return max((54 if plan else 39) + lines * GEOMETRY["line"], slots * GEOMETRY["slot"] + 4)


def depths(document: Document, children: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Return how deep each item of *document* lies below it, counted along the longest way."""
    found: dict[str, int] = {}
    level = [document.id]
    for depth in range(1, len(document.items) + 1):  # no way is longer than that, whatever the records say
        level = list(dict.fromkeys(child for parent in level for child in children.get(parent, ())))
        if not level:
            break
        found.update(dict.fromkeys(level, depth))
    return found
