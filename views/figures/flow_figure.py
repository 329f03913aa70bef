"""The flow as a picture: national policies, plans, mayor's goals, and bands as wide as the tasks or won in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policygraph.graph.explorer.layout import short_titles
from policygraph.graph.flow import NONE, TASK, Band, Flow, Measure, flow, official_ranks
from policygraph.sources.records import Language, Text
from policygraph.views.blocks import won
from policygraph.views.figures.drawing import FLOOR, PLAN, SOFT, Drawing

if TYPE_CHECKING:
    from policygraph.graph.study import Study

WIDTH, LABEL, NODE, HIGH, GAP, MARGIN, UNKNOWN = 1240, 290, 14, 620, 8, 24, 0.9
LEAST = 32


@dataclass
class _Node:
    y: float
    height: float
    amount: int
    unknown: int
    into: float = 0
    out: float = 0


def draw_flow(study: Study, drawing: Drawing, top: float, lang: Language, measure: Measure = "tasks") -> None:
    """Draw the flow from *top* downwards and set the height of *drawing*."""
    found = flow(study.graph, measure)
    scale = HIGH / max(found.total, 1)
    start = top + 18
    rank = official_ranks(study.graph)
    columns = (
        _column(found, rank, scale, start, [(found.into, "source")]),
        _column(found, rank, scale, start, [(found.into, "target"), (found.out, "source")]),
        _column(found, rank, scale, start, [(found.out, "target")]),
    )
    xs = (LABEL, WIDTH / 2, WIDTH - LABEL - NODE)
    heads = (Text("국가 정책", "National policies"), Text("시 계획", "City plans"), Text("시정 목표", "Mayor's goals"))
    for x, head, anchor in zip(xs, heads, ("end", "start", "start"), strict=True):
        drawing.text(x, top, head.get(lang), size=14, font_weight="bold", fill=SOFT, text_anchor=anchor)
    for side, bands in enumerate((found.into, found.out)):
        for band in bands:
            source, target = columns[side][band.source], columns[side + 1][band.target]
            known, unknown = _thickness(found, band, scale)
            colour = "#c9ced6" if NONE in (band.source, band.target) else ("#6fa3d0", "#5aa895")[side]
            for width, fill in ((known, colour), (unknown, "url(#unknown)")):
                if width:
                    _ribbon(
                        drawing,
                        xs[side] + NODE,
                        source.y + source.out,
                        xs[side + 1],
                        target.y + target.into,
                        width,
                        fill,
                    )
                    source.out += width
                    target.into += width
    titles = short_titles(list(study.graph.documents.values()))
    for place, (x, column) in enumerate(zip(xs, columns, strict=True)):
        for name, node in column.items():
            none = (
                Text("국가 정책 연계 없음", "serves no national policy")
                if place == 0
                else Text("시정 목표 연계 없음", "serves no mayor's goal")
            )
            title = none if name == NONE else titles.get(name) or study.graph.title(name)
            drawing.box(x, node.y, NODE, node.height, fill=(FLOOR, "#3d4a58", PLAN)[place] if name else "#8494a6")
            label, anchor = (x - 6, "end") if place == 0 else (x + NODE + 6, "start")
            middle = node.y + max(node.height / 2, 12)
            rim: dict[str, Any] = {
                "stroke": "#fff",
                "stroke_width": 3.5,
                "paint_order": "stroke",
                "text_anchor": anchor,
            }
            drawing.text(label, middle - 2, title.get(lang), room=LABEL - 12, **rim)
            drawing.text(label, middle + 13, _figure(found, node, lang), font_weight="bold", **rim)
    drawing.width = max(drawing.width, WIDTH)
    drawing.height = max(node.y + max(node.height, LEAST) for column in columns for node in column.values()) + MARGIN


def _thickness(found: Flow, band: Band, scale: float) -> tuple[float, float]:
    return band.amount * scale, len(band.unknown) * UNKNOWN if found.measure == "money" else 0


def _column(
    found: Flow, rank: Mapping[str, int], scale: float, top: float, sides: Sequence[tuple[tuple[Band, ...], str]]
) -> dict[str, _Node]:
    names = {getattr(band, end) for bands, end in sides for band in bands}
    column: dict[str, _Node] = {}
    y = top
    for name in sorted(names, key=lambda name: rank.get(name, len(rank))):
        own = [[band for band in bands if getattr(band, end) == name] for bands, end in sides]
        height = max(2.0, *(sum(sum(_thickness(found, band, scale)) for band in bands) for bands in own))
        unknown = len({task for band in own[0] for task in band.unknown})
        column[name] = _Node(y, height, sum(band.amount for band in own[0]), unknown)
        y += max(height, LEAST) + GAP
    return column


def _figure(found: Flow, node: _Node, lang: Language) -> str:
    if found.measure == "tasks":
        return f"{node.amount / TASK:,.1f}".removesuffix(".0") + ("건" if lang == "ko" else "")
    unknown = Text(f"미상 {node.unknown}건", f"unknown: {node.unknown}").get(lang)
    if not node.unknown:
        return won(node.amount, lang)
    return f"{won(node.amount, lang)} + {unknown}" if node.amount else unknown


def _ribbon(drawing: Drawing, x1: float, y1: float, x2: float, y2: float, width: float, fill: str) -> None:
    middle = (x1 + x2) / 2
    drawing.mark(
        "path",
        d=f"M{x1:.1f},{y1:.1f} C{middle:.1f},{y1:.1f} {middle:.1f},{y2:.1f} {x2:.1f},{y2:.1f} "
        f"L{x2:.1f},{y2 + width:.1f} C{middle:.1f},{y2 + width:.1f} {middle:.1f},{y1 + width:.1f} {x1:.1f},{y1 + width:.1f} Z",
        fill=fill,
        fill_opacity=0.6,
        stroke="#fff",
        stroke_width=0.5,
    )
