"""The roadmap as a picture: coverage and deadlines by year, stages, and the periods of tasks on one axis."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from policygraph.graph.layout import short_titles, text_width
from policygraph.graph.roadmap import roadmap
from policygraph.records.counting import counted, noun
from policygraph.records.kinds import Language, Text
from policygraph.records.words import COVERAGE_STATES
from policygraph.views.blocks import percent
from policygraph.views.figures.drawing import FLOOR, GAP, INK, LINE, PLAN, SOFT, WASH, Drawing
from policygraph.views.figures.strips import Figure, FigureLayout, Paper, Strip, title_strip
from policygraph.views.term_words import apart_heading

if TYPE_CHECKING:
    from policygraph.graph.study import Study

NAME, YEAR, ROW, SHARES, MARGIN = 380, 78, 24, 32, 24
SLIDE, WIDEST = 960, 120  # pixels that a picture of its own fills, and the most of a year
NO_YEARS = Text(
    "기간을 아는 과제나 계획이 없어 연도가 없습니다.", "There are no years: no task or plan has a known period."
)
LABELLED = 56  # pixels of a year that hold a share and the deadlines


def roadmap_figure(study: Study, lang: Language, paper: Paper) -> Figure:
    """Return the roadmap of the policies that are shown, and of the tasks that serve them."""
    drawn = _RoadmapPicture(study, lang, paper)
    found = drawn.found
    late = sum(deadline.late for deadline in found.deadlines)
    years = f"{found.years[0]}~{found.years[-1]}" if found.years else "–"
    return Figure(
        "roadmap",
        Text("로드맵", "Roadmap"),
        Text(
            f"가로축은 {years}년입니다. 위에는 정책 체계마다 그 해에 추진하는 과제만으로 계산한 대응률과 목표 기한, 아래에는 과제의 "
            f"기간이 있습니다. 기간을 아는 과제 {len(found.dated)}건, 모르는 과제 {len(found.undated)}건, 늦은 목표 기한 {late}건.",
            f"The axis runs over {years}. Above: coverage of each framework by the tasks of that year, and targets due; "
            f"below: the periods of tasks. {counted(len(found.dated), 'task')} of known period, {len(found.undated)} of unknown "
            f"period, {counted(late, 'late target')}.",
        ),
        (drawn.layout(),),
    )


class _RoadmapPicture:
    def __init__(self, study: Study, lang: Language, paper: Paper) -> None:
        self.graph, self.coverage, self.lang = study.graph, study.coverage(), lang
        self.found = roadmap(study)
        self.short = short_titles(list(study.graph.documents.values()))
        count = max(len(self.found.years), 1)
        room = (paper.width if paper.height else SLIDE) - 2 * MARGIN - NAME
        self.year = min(max(YEAR, room / count), (paper.width - 2 * MARGIN - NAME) / count, WIDEST)
        self.width = 2 * MARGIN + NAME + self.year * count

    def layout(self) -> FigureLayout:
        undated = len(self.found.undated)
        missing = Text(
            f"기간을 모르는 과제 {undated}건은 그리지 않았습니다. ",
            f"{counted(undated, 'task')} of unknown period {noun(undated, 'is', 'are')} not drawn. ",
        )
        key = Text(
            "%: 그 해에 추진하는 과제만의 대응률(하한), 막대의 빗금은 상한까지. ◆ 목표 기한, ▲ 늦은 목표. 빗금 기간: 시작이나 끝을 모름.",
            "%: coverage (floor) by the tasks of that year, the hatching up to the ceiling. ◆ targets due, ▲ late. "
            "Hatched periods: start or end unknown.",
        )
        note = (missing.get(self.lang) if undated else "") + key.get(self.lang)
        if not self.found.years:
            note = NO_YEARS.get(self.lang)
        foot = Strip(32, lambda drawing, y: drawing.text(MARGIN, y + 22, note))
        width = max(self.width, text_width(note, 13) + 2 * MARGIN)
        return FigureLayout(width, Strip(24, self._years), tuple(self._strips()), foot)

    def _years(self, drawing: Drawing, y: float) -> None:
        step = math.ceil(36 / self.year)
        for place, year in enumerate(self.found.years):
            if place % step == 0:
                x = MARGIN + NAME + (place + 0.5) * self.year
                drawing.text(x, y + 14, str(year), font_weight="bold", text_anchor="middle")

    def _strips(self) -> Iterator[Strip]:
        graph = self.graph
        apart = next((root for root in graph.roots if not graph.in_force(root)), None)
        for root in graph.roots:
            if root == apart:
                yield title_strip(apart_heading(graph, graph.roots).get(self.lang), MARGIN + 6, ROW + 8)
            yield Strip(SHARES, lambda drawing, y, root=root: self._shares(drawing, y, root))  # type: ignore[misc]
        for plan in graph.plans:
            stages = [stage for stage in self.found.stages if stage.plan == plan.id]
            tasks = [name for name in self.found.dated if graph.tasks[name].document == plan.id]
            if not any(graph.tasks[name].document == plan.id for name in self.graph.tasks_shown):
                continue
            title = self.short[plan.id].get(self.lang)
            yield Strip(ROW, lambda drawing, y, title=title: self._heading(drawing, y, title), heading=True)  # type: ignore[misc]
            for stage in stages:
                years = str(stage.start) if stage.start == stage.end else f"{stage.start}–{stage.end}"
                label = f"{years} {graph.title(stage.part).get(self.lang)}"
                yield self._bar(label, (stage.start, stage.end), "#fff4cc")
            for name in tasks:
                period = graph.tasks[name].period
                span = period.years() if period else ()
                closed = period is not None and period.start is not None and period.end is not None
                fill = PLAN if closed else "url(#unknown)"
                yield self._bar(graph.title(name).get(self.lang), (span[0], span[-1]), fill)

    def _heading(self, drawing: Drawing, y: float, title: str) -> None:
        drawing.box(MARGIN, y, self.width - 2 * MARGIN, ROW, fill=WASH)
        drawing.text(MARGIN + 6, y + 17, title, room=NAME - 10, font_weight="bold")

    def _shares(self, drawing: Drawing, y: float, root: str) -> None:
        found, year_width = self.found, self.year
        shares = {share.year: share for share in found.curve if share.framework == root}
        own = set(self.graph.below(root))
        due = [deadline for deadline in found.deadlines if deadline.item in own]
        title = self.short.get(root) or self.graph.title(root)
        drawing.text(MARGIN + 6, y + 17, title.get(self.lang), room=NAME - 10)
        for place, year in enumerate(found.years):
            x = MARGIN + NAME + place * year_width
            share = shares.get(year)
            node = self.coverage[root]
            if node.floor is None and year_width >= LABELLED:
                drawing.text(x + 4, y + 15, COVERAGE_STATES[node.state].get(self.lang), size=12, fill=SOFT)
            if share and share.floor is not None and share.ceiling is not None:
                drawing.box(x + 4, y + 20, year_width - 8, 5, fill="#fff", stroke=LINE)
                drawing.box(x + 4, y + 20, (year_width - 8) * share.ceiling, 5, fill="url(#unknown)")
                drawing.box(x + 4, y + 20, (year_width - 8) * share.floor, 5, fill=FLOOR)
                if year_width >= LABELLED:
                    drawing.text(x + 4, y + 15, percent(share.floor), size=12)
            now = [deadline for deadline in due if deadline.year == year]
            if now:
                late = any(deadline.late for deadline in now)
                words = (f"◆{len(now)}" if year_width >= LABELLED else "◆") + ("▲" if late else "")
                drawing.text(x + year_width - 4, y + 15, words, size=12, text_anchor="end", fill=GAP if late else INK)
        drawing.line(MARGIN, y + 30, self.width - MARGIN, y + 30)

    def _bar(self, title: str, span: tuple[int, int], fill: str) -> Strip:
        first, last = self.found.years[0], self.found.years[-1]
        start, end = (max(first, min(year, last)) for year in span)
        x, width = MARGIN + NAME + (start - first) * self.year, (end - start + 1) * self.year

        def draw(drawing: Drawing, y: float) -> None:
            drawing.text(MARGIN + 18, y + 17, title, room=NAME - 24)
            drawing.box(x + 2, y + 4, width - 4, ROW - 8, fill=fill, stroke=PLAN, rx=3)

        return Strip(ROW, draw)
