"""Writes one view as SVG, HTML or PNG."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from policygraph.sources.issue import UnusableInput
from policygraph.sources.records import Language, Text
from policygraph.views.figures.drawing import SOFT, Drawing
from policygraph.views.figures.flow_figure import draw_flow
from policygraph.views.figures.matrix_figure import draw_matrix
from policygraph.views.figures.roadmap_figure import draw_roadmap

if TYPE_CHECKING:
    from policygraph.graph.study import Study

FIGURES: dict[str, tuple[Text, Callable[..., None]]] = {
    "matrix": (Text("정책 항목 × 계획 대조표", "Policy items by plan"), draw_matrix),
    "flow": (Text("국가 정책 → 시 계획 → 시정 목표", "National policies → city plans → mayor's goals"), draw_flow),
    "roadmap": (Text("로드맵", "Roadmap"), draw_roadmap),
}
ENDINGS = (".svg", ".html", ".png")


def figure(name: str, study: Study, ending: str, lang: Language, **options: Any) -> bytes:
    """Return the figure *name* of `FIGURES` in the format of the file *ending*, with title and notice above it.

    Raises `UnusableInput` for another ending, and for PNG where the package that draws it is not installed.
    """
    heading, draw = FIGURES[name]
    title = f"{study.title.get(lang)}: {heading.get(lang)}"
    drawing = Drawing(960)
    drawing.text(24, 34, title, size=20, font_weight="bold")
    drawing.text(24, 56, study.workspace.settings.caveats.notice.get(lang), fill=SOFT)
    draw(study, drawing, 86, lang, **options)
    svg = drawing.svg(title)
    ending = ending.lower()
    if ending == ".svg":
        return svg.encode()
    if ending == ".html":
        return _page(title, svg, lang).encode()
    if ending == ".png":
        return _png(svg)
    raise UnusableInput(
        Text(
            f"파일 끝 이름 {ending!r}으로는 쓸 수 없습니다. 쓸 수 있는 것: {', '.join(ENDINGS)}",
            f"no figure can be written as {ending!r}; use one of {', '.join(ENDINGS)}",
        ),
        [],
    )


def _page(title: str, svg: str, lang: Language) -> str:
    policy = "default-src 'none'; img-src data:"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{escape(title)}</title></head>\n'
        f"<body>\n{svg}</body></html>\n"
    )


def _png(svg: str) -> bytes:
    try:
        import resvg_py
    except ImportError:
        raise UnusableInput(
            Text(
                "PNG로 쓰려면 resvg-py가 필요합니다: pip install 'policygraph[png]'. SVG(-o 파일.svg)는 그대로 쓸 수 있습니다.",
                "PNG needs resvg-py: pip install 'policygraph[png]'. SVG (-o FILE.svg) works without it.",
            ),
            [],
        ) from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=2))
