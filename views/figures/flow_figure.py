"""The flow as a picture: national policies, plans, mayor's goals, and bands as wide as the tasks or won in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policygraph.graph.flow import NONE, Band, Flow, Measure, flow, flow_ranks
from policygraph.graph.layout import short_titles, text_width
from policygraph.records.kinds import NO_TEXT, Language, Text
from policygraph.records.words import label
from policygraph.views.blocks import UNKNOWN, won
from policygraph.views.figures.drawing import FLOOR, PLAN, SOFT, Drawing, two_lines
from policygraph.views.figures.strips import Figure, FigureLayout, Paper, Strip

if TYPE_CHECKING:
    from policygraph.graph.study import Study

WIDTH, LABEL, NODE, HIGH, UNKNOWN_BAND, THICKEST = 1240, 330, 14, 620, 0.9, 12
LEAST, GAP, LINE = 32, 8, 15  # pixels of a node with its name above its figure, between nodes, and of one more line
LEAST_SHORT, GAP_SHORT = 17, 4  # the same with the name on one line
PROVINCES = Text("시·도", "Provinces")
HEADS = (Text("국가 정책", "National policies"), Text("시 계획", "City plans"), Text("시정 목표", "Mayor's goals"))
KEYS: Mapping[Measure, Text] = {
    "tasks": Text(
        "띠의 너비: 과제 수(한 과제는 한 번만 세고 연계 강도에 따라 나눔) · 이름 옆: 거기에 닿는 과제 수",
        "Widths: number of tasks, each counted once and split by the strength of its alignments; beside names: tasks that reach them",
    ),
    "money": Text(
        "띠의 너비와 수: 알려진 예산({kind}; 한 번만 세고 연계 강도에 따라 나눔) · 빗금: 예산 미상 과제(너비는 건수)",
        "Widths and figures: known budget ({kind}), counted once and split by strength; hatched: tasks of unknown budget (by number)",
    ),
}
NO_TASKS = Text("그릴 것이 없습니다: 여기에 드는 과제가 없습니다.", "Nothing to draw: no task belongs here.")
NOT_ASSESSED = {
    0: ("national-policy", Text("국가 정책 미검토", "national policies not assessed")),
    2: ("mayoral-goals", Text("시정 목표 미검토", "mayor's goals not assessed")),
}
SERVES_NONE = (
    Text("국가 정책 연계 없음", "serves no national policy"),
    Text("", ""),
    Text("시정 목표 연계 없음", "serves no mayor's goal"),
)


@dataclass
class _FlowNode:
    y: float
    height: float
    amount: int
    unknown: int
    tasks: int
    into: float = 0
    out: float = 0


def flow_figure(
    study: Study, lang: Language, paper: Paper, measure: Measure = "tasks", kind: str | None = None
) -> Figure:
    """Return the flow of the tasks that serve what is shown, by number of tasks or by known money of one *kind*."""
    found = flow(study.graph, measure, kind)
    drawn = _FlowPicture(study, found, lang, paper)
    unit = Text("과제 수", "number of tasks")
    beside = Text(" 이름 옆은 거기에 닿는 과제 수입니다.", " Beside names: the tasks that reach them.")
    if measure == "money":
        beside = NO_TEXT
        whose = _whose(found)
        unit = Text(f"알려진 예산({whose.ko})", f"known budget ({whose.en})")
    said = {
        lang: "; ".join(f"{HEADS[side].get(lang)}: {drawn.listed(side, lang)}" for side in (0, 1, 2))
        for lang in ("ko", "en")
    }
    return Figure(
        "flow",
        Text("국가 정책 → 시 계획 → 시정 목표", "National policies → city plans → mayor's goals"),
        Text(
            f"띠의 너비는 {unit.ko}입니다. 한 과제는 연계 강도에 따라 나뉘어 한 번만 셉니다.{beside.ko} {said['ko']}.",
            f"Bands are as wide as the {unit.en}; a task is split by strength and counted once.{beside.en} {said['en']}.",
        ),
        (drawn.layout(),),
    )


def _whose(found: Flow) -> Text:
    """Return whose money flows, and how many tasks are left out since their money is of other kinds."""
    if found.kind is None:
        return UNKNOWN
    whose = label("budget-kind", found.kind)
    if not found.others:
        return whose
    return Text(
        f"{whose.ko}, 구분이 다른 과제 {found.others}건 제외",
        f"{whose.en}, without {found.others} task{'s' if found.others > 1 else ''} with money of other kinds",
    )


class _FlowPicture:
    def __init__(self, study: Study, found: Flow, lang: Language, paper: Paper) -> None:
        self.graph, self.found, self.lang = study.graph, found, lang
        self.short = short_titles(list(study.graph.documents.values()))
        self.rank = flow_ranks(study.graph, found.provinces)
        self.least, self.gap = (LEAST_SHORT, GAP_SHORT) if paper.height else (LEAST, GAP)
        self.top = 24.0
        unknown = len({task for band in found.into for task in band.unknown})
        self.each = UNKNOWN_BAND if found.total or not unknown else min(THICKEST, HIGH / unknown)
        self.columns, self.scale = self._fitted(paper)
        self.height = self._bottom(self.columns) + 6

    def layout(self) -> FigureLayout:
        head = Strip(0, lambda drawing, y: None)
        if not self.found.into:
            return FigureLayout(
                WIDTH, head, (Strip(40, lambda drawing, y: drawing.text(24, y + 24, NO_TASKS.get(self.lang))),)
            )
        key = KEYS[self.found.measure].get(self.lang).format(kind=_whose(self.found).get(self.lang))
        foot = Strip(28, lambda drawing, y: drawing.text(24, y + 20, key, fill=SOFT))
        return FigureLayout(WIDTH, head, (Strip(self.height, self._draw),), foot)

    def listed(self, side: int, lang: Language) -> str:
        """Return the nodes of a column with their figures, in words."""
        return ", ".join(
            f"{self._title(side, name).get(lang)} {self._figure(node, lang)}"
            for name, node in self.columns[side].items()
        )

    def _fitted(self, paper: Paper) -> tuple[tuple[dict[str, _FlowNode], ...], float]:
        """Return the columns and the pixels of a unit: the usual ones, or the most that the paper has room for."""
        high = HIGH
        while True:
            scale = high / max(self.found.total, 1)
            columns = self._columns(scale)
            if not paper.height or self._bottom(columns) <= paper.height - 40 or high < 60:
                return columns, scale
            high -= 20

    def _columns(self, scale: float) -> tuple[dict[str, _FlowNode], ...]:
        into, out = self.found.into, self.found.out
        sides: Sequence[Sequence[tuple[tuple[Band, ...], str]]] = (
            [(into, "source")], [(into, "target"), (out, "source")], [(out, "target")],
        )  # fmt: skip
        return tuple(self._column(scale, side, place) for place, side in enumerate(sides))

    def _bottom(self, columns: tuple[dict[str, _FlowNode], ...]) -> float:
        return max(
            node.y + max(node.height, self._least(side, name))
            for side, column in enumerate(columns)
            for name, node in column.items()
        )

    def _least(self, side: int, name: str) -> float:
        """Return the least height of a node, so that its label has room."""
        return self.least + (LINE if self.least == LEAST and self._lines(side, name)[1] else 0)

    def _lines(self, side: int, name: str) -> tuple[str, str]:
        room = (LABEL if side != 1 else WIDTH / 2 - LABEL - NODE) - 24
        return two_lines(self._title(side, name).get(self.lang), room, 13)

    def _column(self, scale: float, sides: Sequence[tuple[tuple[Band, ...], str]], side: int) -> dict[str, _FlowNode]:
        names = {getattr(band, end) for bands, end in sides for band in bands}
        column: dict[str, _FlowNode] = {}
        y = self.top
        for name in sorted(names, key=lambda name: self.rank.get(name, len(self.rank))):
            own = [[band for band in bands if getattr(band, end) == name] for bands, end in sides]
            height = max(2.0, *(sum(sum(self._thickness(band, scale)) for band in bands) for bands in own))
            unknown, tasks = (
                len({task for band in own[0] for task in getattr(band, part)}) for part in ("unknown", "tasks")
            )
            column[name] = _FlowNode(y, height, sum(band.amount for band in own[0]), unknown, tasks)
            y += max(height, self._least(side, name)) + self.gap
        return column or {NONE: _FlowNode(y, 2.0, 0, 0, 0)}

    def _thickness(self, band: Band, scale: float) -> tuple[float, float]:
        return band.amount * scale, len(band.unknown) * self.each if self.found.measure == "money" else 0

    def _title(self, side: int, name: str) -> Text:
        if name != NONE:
            return self.found.provinces.get(name) or self.short.get(name) or self.graph.title(name)
        kind, unlooked = NOT_ASSESSED.get(side, ("", NO_TEXT))
        return SERVES_NONE[side] if not kind or self._looked_at(kind) else unlooked

    def _looked_at(self, kind: str) -> bool:
        """Whether a framework of *kind* that is in force was assessed for any plan: else nobody knows that none is served."""
        graph = self.graph
        return any(
            found.kind == kind and graph.in_force(found.id) and graph.assessed[found.id] for found in graph.frameworks
        )

    def _draw(self, drawing: Drawing, y: float) -> None:
        columns = tuple(
            {
                name: _FlowNode(node.y + y, node.height, node.amount, node.unknown, node.tasks)
                for name, node in column.items()
            }
            for column in self.columns
        )
        xs = (LABEL, WIDTH / 2, WIDTH - LABEL - NODE)
        heads = (HEADS[0], PROVINCES if self.found.provinces else HEADS[1], HEADS[2])
        for x, head, anchor in zip(xs, heads, ("end", "start", "start"), strict=True):
            at = x + (NODE if anchor == "end" else 0)
            drawing.text(at, y + 14, head.get(self.lang), size=14, font_weight="bold", fill=SOFT, text_anchor=anchor)
        for side, bands in enumerate((self.found.into, self.found.out)):
            for band in bands:
                source, target = columns[side][band.source], columns[side + 1][band.target]
                known, unknown = self._thickness(band, self.scale)
                colour = "#c9ced6" if NONE in (band.source, band.target) else ("#6fa3d0", "#5aa895")[side]
                for width, fill in ((known, colour), (unknown, "url(#unknown)")):
                    if width:
                        start, end = source.y + source.out, target.y + target.into
                        _ribbon(drawing, (xs[side] + NODE, start), (xs[side + 1], end), width, fill)
                        source.out += width
                        target.into += width
        for side, (x, column) in enumerate(zip(xs, columns, strict=True)):
            for name, node in column.items():
                colours: Mapping[int, str] = {0: FLOOR, 1: "#3d4a58", 2: PLAN}
                drawing.box(x, node.y, NODE, node.height, fill=colours[side] if name else "#8494a6")
        for side, (x, column) in enumerate(zip(xs, columns, strict=True)):
            for name, node in column.items():
                self._label(drawing, x, node, name, side)

    def _label(self, drawing: Drawing, x: float, node: _FlowNode, name: str, side: int) -> None:
        left = side == 0
        at, anchor = (x - 6, "end") if left else (x + NODE + 6, "start")
        figure, room = self._figure(node, self.lang), (LABEL if side != 1 else WIDTH / 2 - LABEL - NODE) - 24
        rim: dict[str, Any] = {"stroke": "#fff", "stroke_width": 3.5, "paint_order": "stroke", "text_anchor": anchor}
        if self.least == LEAST_SHORT:
            middle = node.y + max(node.height / 2, 8)
            wide = text_width(figure, 14) + 8
            drawing.text(at, middle + 5, figure, font_weight="bold", **rim)
            title = self._title(side, name).get(self.lang)
            drawing.text(at - wide if left else at + wide, middle + 5, title, room=room - wide, **rim)
            return
        lines = [line for line in self._lines(side, name) if line]
        y = node.y + max(11, node.height / 2 + 4 - LINE * len(lines) / 2)
        for place, line in enumerate(lines):
            drawing.text(at, y + LINE * place, line, **rim)
        drawing.text(at, y + LINE * len(lines), figure, font_weight="bold", **rim)

    def _figure(self, node: _FlowNode, lang: Language) -> str:
        if self.found.measure == "tasks":
            return f"{node.tasks:,}" + ("건" if lang == "ko" else "")
        unknown = Text(f"미상 {node.unknown}건", f"unknown: {node.unknown}").get(lang)
        if not node.unknown:
            return won(node.amount, lang)
        return f"{won(node.amount, lang)} + {unknown}" if node.amount else unknown


def _ribbon(drawing: Drawing, start: tuple[float, float], end: tuple[float, float], width: float, fill: str) -> None:
    (x1, y1), (x2, y2) = start, end
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
