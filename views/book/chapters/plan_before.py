"""Chapter 2: what the plan before aimed at and reached, as far as the records hold it."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.graph.requirements import finding_documents
from policygraph.records.kinds import Item, Language, Number, Text
from policygraph.records.units import unit_words
from policygraph.views.book.book_blocks import BLANK, Block, GridCell, GridColumn, GridRow, titled_grid
from policygraph.views.report.result import Report

EVALUATED = Text("성과와 한계", "Achievements and limits")
REACHED = Text("지난 계획의 목표와 실적", "Targets of the plan before and what was reached")
_HEAD = (
    (Text("내용", "what"), GridColumn(96)),
    (Text("지표", "metric"), GridColumn(56)),
    (Text("단위", "unit"), GridColumn(20, "center")),
    (Text("연도", "year"), GridColumn(18, "center")),
    (Text("계획", "planned"), GridColumn(27, "right")),
    (Text("실적", "reached"), GridColumn(27, "right")),
    (Text("달성률", "rate"), GridColumn(23, "right")),
)
Value = Number | str | None


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield what evaluations found, then the targets of earlier plans of which it is known what was reached."""
    graph = report.graph
    evaluated = [
        _row(item, found.metric.get(lang), found.unit, found.year, found.planned, found.reached, lang)
        for document in finding_documents(graph)
        for item in document.items
        if document.method == "evaluation" and item.level == "finding" and (found := item.observation) is not None
    ]
    if evaluated:
        yield titled_grid(EVALUATED.get(lang), _HEAD, evaluated, lang)
    shown = {plan.id for plan in graph.plans}
    before = [plan for plan in graph.documents.values() if plan.is_plan and plan.succeeded_by in shown]
    reached = [
        _row(item, target.metric.get(lang), target.unit, target.year, target.value, target.reached, lang)
        for plan in before
        for item in plan.items
        for target in item.targets
        if target.reached is not None
    ]
    if reached:
        yield titled_grid(REACHED.get(lang), _HEAD, reached, lang)


def _row(
    item: Item, metric: str, unit: str, year: int | None, planned: Value, reached: Value, lang: Language
) -> GridRow:
    figures = (_shown(planned), _shown(reached), rate(planned, reached))
    texts = (item.title.get(lang), metric or BLANK, unit_words(unit).get(lang), str(year or ""), *figures)
    return GridRow(tuple(map(GridCell, texts)), own=dict(item.extra))


def _shown(value: Value) -> str:
    return BLANK if value is None else f"{value:,}" if isinstance(value, int | float) else value


def rate(planned: Value, reached: Value) -> str:
    """Return how much of what was planned was reached, in percent; a dash where the two cannot be divided.

    >>> rate(10000, 6400), rate(0, 5), rate("많이", 3)
    ('64%', '–', '–')
    """
    if isinstance(planned, int | float) and isinstance(reached, int | float) and planned > 0:
        return f"{reached / planned:.0%}"
    return BLANK
