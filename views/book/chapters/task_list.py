"""Chapter 5: every task of a plan by strategy, with departments, period, stage and money."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from policygraph.graph.money import Sum, add_up, counted_budgets, kind_of
from policygraph.records.counting import counted
from policygraph.records.kinds import Item, Language, Number, Text
from policygraph.records.words import label
from policygraph.views.book.book_blocks import (
    NO_BUDGET,
    NOT_KNOWN,
    UNIT,
    Grid,
    GridCell,
    GridColumn,
    GridRow,
    Look,
    in_millions,
    known,
    titled_grid,
)
from policygraph.views.book.outline import (
    Numbered,
    Outline,
    department_cell,
    outlines,
    period_cell,
    plan_caption,
    task_count,
    title_cell,
)
from policygraph.views.report.result import Report

TITLE = Text("과제 총괄표", "List of tasks")
_HEAD = (
    ("number", Text("번호", "no."), GridColumn(16, "center")),
    ("title", Text("이행과제", "task"), GridColumn(80)),
    ("department", Text("주관 부서", "lead department"), GridColumn(36)),
    ("helping", Text("협조 부서", "co-operating"), GridColumn(36)),
    ("period", Text("기간", "period"), GridColumn(38, "center")),
    ("phase", Text("시기", "stage"), GridColumn(15, "center")),
    ("budget", Text("예산", "budget"), GridColumn(26, "right")),
    ("kind", Text("예산 구분", "whose money"), GridColumn(26, "center")),
)  # fmt: skip
_OPTIONAL: dict[str, Callable[[Item], object]] = {
    "helping": lambda task: task.co_departments,
    "phase": lambda task: task.phase,
}
_HELD = Text(
    "괄호 안은 위 과제의 예산에 들어 있는 금액으로, 소계와 합계에 더하지 않았습니다.",
    "Amounts in brackets are part of the budget of the task above and are in no sum.",
)
_KINDS = Text(
    "누구의 돈인지가 다른 금액은 서로 더하지 않고 줄을 나누었습니다. 미상은 0이 아니라 알려지지 않은 예산입니다.",
    "Money of different kinds is not added up but stands in lines of its own. Unknown does not mean none.",
)


def blocks(report: Report, lang: Language) -> Iterator[Grid]:
    """Yield the list of tasks of each plan."""
    for outline in outlines(report.graph):
        if outline.tasks:
            yield _grid(report, outline, lang)


def _grid(report: Report, outline: Outline, lang: Language) -> Grid:
    graph = report.graph
    tasks = [found.task for found in outline.tasks]
    budgets = counted_budgets(graph, [task.id for task in tasks])
    shown = [name for name, said in _OPTIONAL.items() if any(said(task) for task in tasks)]
    heads = [(text, column) for name, text, column in _HEAD if name not in _OPTIONAL or name in shown]
    before = len(heads) - 2
    rows: list[GridRow] = []
    held = False
    for strategy in outline.strategies:
        title = GridCell(f"{strategy.title(lang)} ({task_count(len(strategy.tasks), lang)})", columns=before)
        rows.append(_sum_row(title, add_up(graph, strategy.names), "group", lang, strategy.own))
        for found in strategy.tasks:
            one = budgets[found.task.id]
            budget = found.task.budget
            inside = budget is not None and one is not None and one.won != budget.total
            held = held or inside
            rows.append(_task(report, found, shown, inside=inside, lang=lang))
    whole = add_up(graph, [task.id for task in tasks])
    whole_title = Text(f"합계 {len(tasks):,}건", f"total: {counted(len(tasks), 'task')}").get(lang)
    rows.append(_sum_row(GridCell(whole_title, columns=before, align="center"), whole, "total", lang))
    return titled_grid(
        plan_caption(graph, outline.plan, TITLE, lang), heads, rows, lang,
        short=TITLE.get(lang), unit=UNIT, notes=[*([_HELD] if held else []), _KINDS],
    )  # fmt: skip


def _sum_row(
    title: GridCell, found: Sum, look: Look, lang: Language, own: Mapping[str, str | Number] | None = None
) -> GridRow:
    amounts, kinds = sum_lines(found, lang)
    return GridRow((title, GridCell(amounts, align="right"), GridCell(kinds, align="center")), look, own)


def sum_lines(found: Sum, lang: Language) -> tuple[str, str]:
    r"""Return the amounts of a sum and whose money each is, a line for each kind; how many budgets are unknown comes last.

    >>> from policygraph.graph.money import Amount
    >>> sum_lines(Sum(("a", "b", "c"), {"city": Amount(1, 5_000_000)}, 2), "ko")
    ('5\n미상', '시비\n과제 2건')
    """
    some = {kind: amount.won for kind, amount in found.by_kind.items() if amount.won}
    amounts = [in_millions(won) for won in some.values()]
    kinds = [label("budget-kind", kind).get(lang) for kind in some]
    if found.by_kind and not some:
        amounts.append(NO_BUDGET.get(lang))
        kinds.append("")
    if found.unknown:
        amounts.append(NOT_KNOWN.get(lang))
        kinds.append(task_count(found.unknown, lang))
    return "\n".join(amounts), "\n".join(kinds)


def _task(report: Report, found: Numbered, shown: Collection[str], *, inside: bool, lang: Language) -> GridRow:
    task = found.task
    budget = task.budget
    money = known(budget.total if budget else None, lang)
    if inside and budget is not None:
        money = GridCell(f"({in_millions(budget.total)})", align="right")
    return GridRow(
        (
            GridCell(found.number),
            GridCell(title_cell(found, lang)),
            GridCell(department_cell(task, lang)),
            *([GridCell("\n".join(task.co_departments))] if "helping" in shown else []),
            GridCell(period_cell(task, lang)),
            *([GridCell(phase_title(report, task.phase, lang))] if "phase" in shown else []),
            money,
            GridCell(label("budget-kind", kind_of(budget)).get(lang) if budget else ""),
        ),
        own=found.own,
    )


def phase_title(report: Report, phase: str | None, lang: Language) -> str:
    """Return how the workspace calls a stage; nothing where none is said."""
    if phase is None:
        return ""
    own = report.study.workspace.settings.stages.get(phase)
    return (own or label("phase", phase)).get(lang)
