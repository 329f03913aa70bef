"""Chapter 10: the tasks on the years of the plan, years under the stages that the plan names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.roadmap import Stage, stages_of
from policygraph.graph.scope import UNKNOWN_YEAR, years_of
from policygraph.records.kinds import Item, Language, Text
from policygraph.views.book.book_blocks import MOST_BESIDE, Block, Grid, GridCell, GridColumn, GridRow, head_cells
from policygraph.views.book.chapters.task_list import phase_title
from policygraph.views.book.outline import (
    Outline,
    bands,
    department_cell,
    outlines,
    period_cell,
    plan_caption,
    title_cell,
)
from policygraph.views.report.result import Report

TITLE = Text("단계별 로드맵", "Roadmap by stage")
RUNS, OPEN = "■", "□"
_NOTE = Text(
    f"{RUNS} 그 해에 추진, {OPEN} 기간의 한쪽만 알려진 과제의 알려진 해. 기간을 모르는 과제는 '미상'입니다.",
    f"{RUNS} runs in that year, {OPEN} the known year of a task of which only one end is known.",
)
_NO_STAGE = Text("연도", "year")


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield the roadmap of each plan of which a task has a period."""
    stages = stages_of(report.graph)
    for outline in outlines(report.graph):
        tasks = [found.task for found in outline.tasks]
        if any(task.period and task.period.years() for task in tasks):
            own = [stage for stage in stages if stage.plan == outline.plan.id]
            for years in bands(_years(outline, tasks), MOST_BESIDE):
                yield _grid(report, outline, years, own, lang)


def _years(outline: Outline, tasks: Sequence[Item]) -> list[int]:
    """Return the years of the plan; where it has no period, those in which a task is known to run."""
    period = outline.plan.period
    if period is not None and period.start is not None and period.end is not None:
        return list(period.years())
    years = [year for task in tasks if task.period for year in task.period.years()]
    return list(range(min(years), max(years) + 1))


def _grid(report: Report, outline: Outline, years: Sequence[int], stages: Sequence[Stage], lang: Language) -> Grid:
    graph = report.graph
    phased = any(found.task.phase for found in outline.tasks)
    first = [Text("번호", "no."), Text("전략 / 이행과제", "strategy / task")]
    last = [*([Text("시기", "stage")] if phased else []), Text("기간", "period"), Text("주관 부서", "department")]
    over = _over(graph, years, stages, lang)
    head = (
        GridRow((*head_cells([text.get(lang) for text in first], 2), *over, *head_cells((text.get(lang) for text in last), 2)), "head"),
        GridRow(head_cells([str(year) for year in years]), "head"),
    )  # fmt: skip
    columns = (
        GridColumn(16, "center"),
        GridColumn(80),
        *(GridColumn(max(9, min(20, 100 // len(years))), "center") for _ in years),
        *([GridColumn(16, "center")] if phased else []),
        GridColumn(37, "center"),
        GridColumn(32),
    )
    rows: list[GridRow] = []
    for strategy in outline.strategies:
        rows.append(GridRow((GridCell(strategy.title(lang), columns=len(columns)),), "group", strategy.own))
        for found in strategy.tasks:
            task = found.task
            rows.append(
                GridRow(
                    (
                        GridCell(found.number),
                        GridCell(title_cell(found, lang)),
                        *(GridCell(mark) for mark in _marks(task, years)),
                        *([GridCell(phase_title(report, task.phase, lang))] if phased else []),
                        GridCell(period_cell(task, lang)),
                        GridCell(department_cell(task, lang)),
                    ),
                    own=found.own,
                )
            )
    return Grid(
        plan_caption(graph, outline.plan, TITLE, lang),
        columns,
        head,
        tuple(rows),
        notes=(_NOTE.get(lang),),
        short=TITLE.get(lang),
    )


def _marks(task: Item, years: Sequence[int]) -> list[str]:
    """Return a mark for each of *years* in which *task* is known to run."""
    runs = years_of(task.period)
    mark = OPEN if UNKNOWN_YEAR in runs else RUNS
    return [mark if year in runs else "" for year in years]


def _over(graph: AlignmentGraph, years: Sequence[int], stages: Sequence[Stage], lang: Language) -> tuple[GridCell, ...]:
    """Return the cells over *years*: the stage that each lies in; of stages that overlap, the first."""
    owner = [next((stage for stage in stages if stage.start <= year <= stage.end), None) for year in years]
    cells: list[GridCell] = []
    start = 0
    for place in range(1, len(years) + 1):
        if place == len(years) or owner[place] is not owner[start]:
            stage = owner[start]
            words = graph.title(stage.part).get(lang) if stage else _NO_STAGE.get(lang)
            cells.append(GridCell(words, columns=place - start, align="center"))
            start = place
    return tuple(cells)
