"""The matrix as a picture: frameworks and their top items by plan, with the strongest alignment and the number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.graph.explorer.layout import short_titles
from policygraph.sources.records import Alignment, Language, Text
from policygraph.views.blocks import percent
from policygraph.views.figures.drawing import FLOOR, GAP, INK, LINE, SOFT, WASH, Drawing
from policygraph.views.words import COVERAGE_STATES

if TYPE_CHECKING:
    from policygraph.graph.coverage import NodeCoverage
    from policygraph.graph.study import Study

NAME, SHARE, CELL, ROW, MARGIN = 470, 90, 150, 26, 24
MARKS = {1: "○", 2: "◐", 3: "●"}


def draw_matrix(study: Study, drawing: Drawing, top: float, lang: Language) -> None:
    """Draw the matrix from *top* downwards and set the height of *drawing*."""
    graph = study.graph
    short = short_titles(list(graph.documents.values()))
    plans = [plan.id for plan in graph.plans]
    drawing.width = max(drawing.width, 2 * MARGIN + NAME + SHARE + CELL * len(plans))
    key = Text(
        "● 직접 이행 ◐ 강화 ○ 기반 제공 · 점선: 제안만", "● implements ◐ reinforces ○ enables · dashed: proposed only"
    )
    drawing.text(MARGIN, top, key.get(lang), fill=SOFT)
    y = top + 16
    for column, plan in enumerate(plans):
        x = MARGIN + NAME + SHARE + column * CELL
        drawing.text(x + 4, y + 16, short[plan].get(lang), room=CELL - 8, font_weight="bold")
    y += ROW
    for framework in graph.frameworks:
        for name in (framework.id, *graph.children[framework.id]):
            heading = name == framework.id
            if heading:
                drawing.box(MARGIN, y, NAME + SHARE + CELL * len(plans), ROW, fill=WASH)
            below = graph.below(name)
            links = [link for node in below if node in graph.serving for link in graph.serving[node]]
            if study.coverage()[name].ceiling == 0:
                drawing.box(MARGIN, y + 2, 5, ROW - 4, fill=GAP)
            code = "" if heading else (graph.items[name].code or "")
            title = short[name].get(lang) if heading else f"{code} {graph.title(name).get(lang)}".strip()
            indent = 10 if heading else 26
            weight = "bold" if heading else "normal"
            drawing.text(MARGIN + indent, y + 18, title, room=NAME - indent - 8, font_weight=weight)
            drawing.text(MARGIN + NAME, y + 18, _share(study.coverage()[name], lang), font_weight=weight)
            for column, plan in enumerate(plans):
                own = [link for link in links if graph.document_of(link.task) == plan]
                if own:
                    _cell(drawing, MARGIN + NAME + SHARE + column * CELL + 4, y + 3, own)
            y += ROW
            drawing.line(MARGIN, y, MARGIN + NAME + SHARE + CELL * len(plans), y, LINE)
    drawing.height = y + MARGIN


def _share(node: NodeCoverage, lang: Language) -> str:
    if node.floor is None or node.ceiling is None:
        return COVERAGE_STATES[node.state].get(lang)
    low, high = percent(node.floor), percent(node.ceiling)
    return low if low == high else f"{low.removesuffix('%')}–{high}"


def _cell(drawing: Drawing, x: float, y: float, links: list[Alignment]) -> None:
    strength = max(link.strength for link in links)
    confirmed = any(link.state == "confirmed" for link in links)
    fill = {1: "#fff", 2: "#cfe1f2", 3: FLOOR}[strength] if confirmed else "#fff"
    dashes: dict[str, Any] = {} if confirmed else {"stroke_dasharray": "4 3"}
    drawing.box(x, y, 64, ROW - 6, fill=fill, stroke=FLOOR, rx=3, **dashes)
    ink = "#fff" if confirmed and strength == 3 else INK
    drawing.text(x + 32, y + 15, f"{MARKS[strength]} {len(links)}", fill=ink, text_anchor="middle")
