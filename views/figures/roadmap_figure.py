"""The roadmap as a picture: coverage and deadlines by year, stages, and the periods of tasks on one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policygraph.graph.explorer.layout import short_titles
from policygraph.graph.roadmap import Roadmap, roadmap
from policygraph.sources.records import Language, Text
from policygraph.views.blocks import percent
from policygraph.views.figures.drawing import FLOOR, GAP, INK, LINE, PLAN, WASH, Drawing

if TYPE_CHECKING:
    from policygraph.graph.study import Study

NAME, YEAR, ROW, MARGIN = 420, 78, 24, 24


def draw_roadmap(study: Study, drawing: Drawing, top: float, lang: Language) -> None:
    """Draw the roadmap from *top* downwards and set the height of *drawing*."""
    found = roadmap(study)
    graph, short = study.graph, short_titles(list(study.graph.documents.values()))
    wide = NAME + YEAR * len(found.years)
    drawing.width = max(drawing.width, 2 * MARGIN + wide)
    left = MARGIN + NAME
    for place, year in enumerate(found.years):
        drawing.text(left + place * YEAR + YEAR / 2, top + 12, str(year), font_weight="bold", text_anchor="middle")
    y = top + 20
    for framework in graph.frameworks:
        y = _framework_row(study, found, drawing, y, framework.id, short[framework.id].get(lang))
    for plan in graph.plans:
        drawing.box(MARGIN, y, wide, ROW, fill=WASH)
        drawing.text(MARGIN + 6, y + 17, short[plan.id].get(lang), room=NAME - 10, font_weight="bold")
        y += ROW
        for stage in (stage for stage in found.stages if stage.plan == plan.id):
            label = f"{stage.start}–{stage.end} {graph.title(stage.part).get(lang)}"
            y = _bar(found, drawing, y, "", (stage.start, stage.end), "#fff4cc", label)
        for name in (name for name in found.dated if graph.tasks[name].document == plan.id):
            period = graph.tasks[name].period
            years = period.years() if period else ()
            closed = period is not None and period.start is not None and period.end is not None
            fill = PLAN if closed else "url(#unknown)"
            y = _bar(found, drawing, y, graph.title(name).get(lang), (years[0], years[-1]), fill, "")
    note = Text(
        f"기간을 모르는 과제 {len(found.undated)}건은 그리지 않았습니다. 빗금: 시작이나 끝을 모름. ◆ 목표 기한, ▲ 늦은 목표.",
        f"{len(found.undated)} tasks of unknown period are not drawn. Hatched: start or end unknown. ◆ targets due, ▲ late.",
    )
    drawing.text(MARGIN, y + 22, note.get(lang))
    drawing.height = y + 22 + MARGIN


def _framework_row(study: Study, found: Roadmap, drawing: Drawing, y: float, framework: str, title: str) -> float:
    shares = {share.year: share for share in found.curve if share.framework == framework}
    due = [deadline for deadline in found.deadlines if study.graph.document_of(deadline.item) == framework]
    drawing.text(MARGIN + 6, y + 17, title, room=NAME - 10)
    for place, year in enumerate(found.years):
        x = MARGIN + NAME + place * YEAR
        share = shares.get(year)
        if share and share.floor is not None and share.ceiling is not None:
            drawing.box(x + 4, y + 20, (YEAR - 8), 5, fill="#fff", stroke=LINE)
            drawing.box(x + 4, y + 20, (YEAR - 8) * share.ceiling, 5, fill="url(#unknown)")
            drawing.box(x + 4, y + 20, (YEAR - 8) * share.floor, 5, fill=FLOOR)
            drawing.text(x + 4, y + 15, percent(share.floor), size=12)
        now = [deadline for deadline in due if deadline.year == year]
        if now:
            late = any(deadline.late for deadline in now)
            mark = f"◆{len(now)}" + ("▲" if late else "")
            drawing.text(x + YEAR - 4, y + 15, mark, size=12, text_anchor="end", fill=GAP if late else INK)
    drawing.line(MARGIN, y + 30, drawing.width - MARGIN, y + 30)
    return y + 32


def _bar(found: Roadmap, drawing: Drawing, y: float, title: str, span: tuple[int, int], fill: str, label: str) -> float:
    first, last = found.years[0], found.years[-1]
    start, end = (max(first, min(year, last)) for year in span)
    x, width = MARGIN + NAME + (start - first) * YEAR, (end - start + 1) * YEAR
    drawing.text(MARGIN + 18, y + 17, title, room=NAME - 24)
    drawing.box(x + 2, y + 4, width - 4, ROW - 8, fill=fill, stroke=PLAN, rx=3)
    if label:
        drawing.text(x + 8, y + 17, label, size=12, room=width - 12)
    return y + ROW
