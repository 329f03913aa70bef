"""Chapter 4: the vision chart of a plan (비전체계도), as a table and as one figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policygraph.records.kinds import Item, Language, Number, Text
from policygraph.views.book.book_blocks import Block, Drawn, Grid, GridCell, GridColumn, GridRow, titled_grid
from policygraph.views.book.outline import Outline, outlines, plan_caption, task_count
from policygraph.views.figures.vision_figure import Pillar, vision_picture
from policygraph.views.report.result import Report

TITLE = Text("비전체계도", "Vision chart")
VISION, GOAL, STRATEGY = Text("비전", "vision"), Text("목표", "goal"), Text("전략", "strategy")
_OTHER = {"area": Text("분야", "area"), "goal": GOAL}
_LEVEL = Text("구분", "level")
_WORDS = Text("비전·목표·전략과 이행과제", "vision, goals, strategies and tasks")

Titled = tuple[str, Mapping[str, str | Number]]
"""A title and the columns of one's own of its record."""


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield table and figure for each plan that has a vision, goals or strategies."""
    for place, outline in enumerate(outlines(report.graph), 1):
        visions, goals = _visions(outline, lang), _goals(outline, lang)
        if visions or goals or any(strategy.part for strategy in outline.strategies):
            caption = plan_caption(report.graph, outline.plan, TITLE, lang)
            pillars = [
                Pillar(strategy.title(lang), tuple(found.task.title.get(lang) for found in strategy.tasks))
                for strategy in outline.strategies
            ]
            yield _grid(caption, outline, visions, goals, lang)
            heads, aims = ([title for title, _ in found] for found in (visions, goals))
            yield Drawn(vision_picture(caption, heads, aims, pillars, lang, f"vision-{place}-"))


def _visions(outline: Outline, lang: Language) -> list[Titled]:
    """Return the vision of the plan: that of its items, else the one of the document."""
    found: list[Titled] = [
        (item.title.get(lang), dict(item.extra)) for item in outline.plan.items if item.level == "vision"
    ]
    return found or ([(outline.plan.vision.get(lang), {})] if outline.plan.vision else [])


def _goals(outline: Outline, lang: Language) -> list[Titled]:
    grouping = {strategy.part.id for strategy in outline.strategies if strategy.part}
    return [
        (f"{item.title.get(lang)}{_span(item)}", dict(item.extra))
        for item in outline.plan.items
        if item.level == "goal" and item.id not in grouping
    ]


def _span(item: Item) -> str:
    """Return the years of a goal in brackets, where it says any."""
    start, end = item.period.ends() if item.period else ("", "")
    if not start and not end:
        return ""
    return f" ({start})" if start == end else f" ({start}~{end})"


def _grid(caption: str, outline: Outline, visions: list[Titled], goals: list[Titled], lang: Language) -> Grid:
    rows: list[GridRow] = []
    for name, titles in ((VISION, visions), (GOAL, goals)):
        for place, (title, own) in enumerate(titles):
            first = [GridCell(name.get(lang), rows=len(titles), align="center", bold=True)] if place == 0 else []
            rows.append(GridRow((*first, GridCell(title, bold=name is VISION)), own=own))
    for strategy in outline.strategies:
        name = STRATEGY if strategy.part is None or strategy.part.level == "strategy" else _OTHER[strategy.part.level]
        count = task_count(len(strategy.tasks), lang)
        rows.append(
            GridRow(
                (GridCell(name.get(lang), align="center"), GridCell(f"{strategy.title(lang)} ({count})")),
                "group",
                strategy.own,
            )
        )
        rows += [
            GridRow((GridCell(found.number, align="center"), GridCell(found.task.title.get(lang))), own=found.own)
            for found in strategy.tasks
        ]
    head = ((_LEVEL, GridColumn(30)), (_WORDS, GridColumn(237)))
    return titled_grid(caption, head, rows, lang, short=TITLE.get(lang))
