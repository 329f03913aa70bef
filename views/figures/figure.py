"""Writes one view as SVG, HTML or PNG, and gives reports their figures page by page."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from policygraph.graph.layout import text_width
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Language, Text
from policygraph.views.figures.drawing import INK, SOFT, Drawing, two_lines
from policygraph.views.figures.flow_figure import flow_figure
from policygraph.views.figures.matrix_figure import matrix_figure
from policygraph.views.figures.roadmap_figure import roadmap_figure
from policygraph.views.figures.strips import Figure, Paper, draw_pages, draw_whole
from policygraph.views.scope_words import scope_line

if TYPE_CHECKING:
    from policygraph.graph.study import Study

FIGURES: dict[str, Callable[..., Figure]] = {
    "matrix": matrix_figure,
    "flow": flow_figure,
    "roadmap": roadmap_figure,
}
ENDINGS = (".svg", ".html", ".png")
PAGE = Paper(1240, 690)  # a landscape page of A4 at 8 points for the usual letters


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawing of a figure: its *svg*, its size in pixels, its *caption*, and what it says in words."""

    name: str
    svg: str
    width: float
    height: float
    caption: str
    description: str

    def png(self) -> bytes:
        """Return the picture as PNG; raises `UnusableInput` where the package that draws it is not installed."""
        return _png(self.svg)


def can_draw_png() -> bool:
    """Return whether the package that draws pictures as PNG is installed."""
    return importlib.util.find_spec("resvg_py") is not None


def figure(name: str, study: Study, ending: str, lang: Language, **options: Any) -> bytes:
    """Return the figure *name* of `FIGURES` in the format of the file *ending*, with title and notice above it.

    What it counts, as of when and from which records, stands there in words.

    Raises `UnusableInput` for another ending, and for PNG where the package that draws it is not installed.
    """
    found = FIGURES[name](study, lang, Paper(), **options)
    title = f"{study.title.get(lang)}: {found.title.get(lang)}"
    lines = [
        study.workspace.settings.caveats.notice.get(lang),
        scope_line(study.graph).get(lang),
    ]
    drawing = Drawing(
        max(960.0, *(layout.width for layout in found.layouts), *(text_width(line, 14) + 48 for line in lines))
    )
    top = 34.0
    for line in filter(None, two_lines(title, drawing.width - 48, 21)):
        drawing.text(24, top, line, size=20, font_weight="bold")
        top += 24
    for line, fill, weight in zip(lines, (SOFT, INK), ("normal", "bold"), strict=True):
        if line:
            drawing.text(24, top - 2, line, fill=fill, font_weight=weight)
            top += 20
    draw_whole(found.layouts, drawing, top)
    svg = drawing.svg(title, found.description.get(lang))
    ending = ending.lower()
    if ending == ".svg":
        return svg.encode()
    if ending == ".html":
        return _page(title, svg, lang).encode()
    if ending == ".png":
        return _png(svg)
    raise UnusableInput(
        Text(
            f"파일 확장자 {ending!r}로는 쓸 수 없습니다. 쓸 수 있는 것: {', '.join(ENDINGS)}",
            f"no figure can be written as {ending!r}; use one of {', '.join(ENDINGS)}",
        ),
        [],
    )


def pictures(study: Study, lang: Language, *, cut: bool = True) -> list[Picture]:
    """Return every figure of *study*, numbered; each is *cut* into pictures that fit a landscape page, or one picture.

    The matrix has plans as columns, or the tasks where there is but one plan. A flow is left out where the root is
    neither a national policy nor a mayor's goal.
    """
    graph = study.graph
    plans = {graph.tasks[name].document for name in graph.tasks_shown}
    kinds = {graph.documents[graph.document_of(root)].kind for root in graph.roots}
    made = []
    for name, build in FIGURES.items():
        if name == "flow" and (kinds.isdisjoint(("national-policy", "mayoral-goals")) or not graph.tasks_shown):
            continue
        options = {"by": "task"} if name == "matrix" and len(plans) == 1 else {}
        made.append(build(study, lang, PAGE if cut else Paper(), **options))
    return [picture for number, found in enumerate(made, 1) for picture in _pictures(found, number, lang, cut=cut)]


def _pictures(found: Figure, number: int, lang: Language, *, cut: bool) -> list[Picture]:
    key = f"figure-{number}-"
    if cut:
        drawings = draw_pages(found.layouts, PAGE.height or 0, key)
    else:
        drawings = [Drawing(0, key=key)]
        draw_whole(found.layouts, drawings[0], 0)
    head = Text(f"그림 {number}. {found.title.ko}", f"Figure {number}. {found.title.en}").get(lang)
    captions = [
        head + (f" ({place}/{len(drawings)})" if len(drawings) > 1 else "") for place in range(1, len(drawings) + 1)
    ]
    description = found.description.get(lang)
    return [
        Picture(found.name, drawing.svg(caption, description), drawing.width, drawing.height, caption, description)
        for drawing, caption in zip(drawings, captions, strict=True)
    ]


def _page(title: str, svg: str, lang: Language) -> str:
    policy = "default-src 'none'; img-src data:"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{escape(title, quote=False)}</title></head>\n'
        f"<body>\n{svg}</body></html>\n"
    )


def _png(svg: str) -> bytes:
    try:
        import resvg_py
    except ImportError:
        raise UnusableInput(
            Text(
                '그림을 PNG로 만들려면 resvg-py가 필요합니다: pip install "policygraph[png]". '
                "SVG(-o 파일.svg)와 그림이 든 보고서(report --figures)의 .html, .md는 그대로 쓸 수 있습니다.",
                'PNG needs resvg-py: pip install "policygraph[png]". SVG (-o FILE.svg), and reports with figures as '
                ".html or .md, work without it.",
            ),
            [],
        ) from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=2))
