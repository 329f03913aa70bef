"""Chapter 9: money by year and fund, of each strategy and of each task, and against what is stated for strategies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.money import UNSAID, Counted, PartMoney, add_up, counted_budgets, money
from policygraph.graph.year_money import (
    BY_YEAR_ALONE,
    MoneyRow,
    YearMoney,
    class_of_fund,
    of_budget,
    overfull,
    year_money,
)
from policygraph.records.counting import counted
from policygraph.records.kinds import Language, Number, Text
from policygraph.records.words import label
from policygraph.views.book.book_blocks import (
    BLANK,
    MOST_BESIDE,
    NOT_KNOWN,
    UNIT,
    Block,
    Grid,
    GridCell,
    GridColumn,
    GridRow,
    Line,
    Look,
    in_millions,
    known,
    part,
    titled_grid,
)
from policygraph.views.book.outline import Numbered, Outline, bands, outlines, plan_caption
from policygraph.views.report.result import Report

BY_STRATEGY = Text("전략별 연차별 예산", "Money of strategies by year")
BY_TASK = Text("과제별 연차별 예산", "Money of tasks by year")
STATED = Text("전략에 명시된 예산과 과제 예산의 대조", "Money stated for strategies against that of their tasks")
_CLASS_TITLES = {
    "public": Text("공공 소계", "public, subtotal"),
    "private": Text("민자", "private"),
    "other": Text("기타 재원", "other funds"),
    "mixed": Text("공공·민간 미구분", "public and private, not split"),
    UNSAID: Text("구분 미상", "not said whose"),
    BY_YEAR_ALONE: Text("구분 없이 연도별로만", "by year alone"),
}
_UNSPLIT = Text("재원 미구분", "fund not said")
_HELD = Text("위 과제의 예산에 들어 있음", "part of the task above")
_ALONE = Text("계", "total")
_MINUS = "△"
_NOTES = (
    Text(
        "공공의 돈과 민자는 서로 더하지 않았습니다. –는 0이 아니라 나누어 알려지지 않은 금액이며, 안쪽 칸의 합이 계보다 적으면 그만큼은 연도나 재원을 나누어 밝히지 않은 금액입니다.",
        "Public and private money is not added up. A dash is not 0 but money not known apart; where inner figures add up to less than their total, the rest was not split by year or fund.",
    ),
    Text(
        "백만원 아래는 반올림하여 안쪽 칸의 합이 계와 1~2 다를 수 있습니다.",
        "Amounts are rounded to millions, so that sums of what is shown may be off by one or two.",
    ),
)
_TAKEN_OFF = Text(
    "△는 같은 돈이 재원별로 한 번, 연도별로 한 번 나뉘어 적혀 두 번 보이는 것을 한 번 뺀 금액입니다.",
    "△ takes off once what is seen twice, since the same money is told by fund and, apart from that, by year.",
)
_OVER = Text(
    "적힌 총액보다 연도별·재원별 금액의 합이 커서 총액만 실은 과제",
    "Tasks whose parts add up to more than their typed total, shown with that alone",
)


_STATED = (
    (Text("전략", "strategy"), GridColumn(100)),
    (Text("예산 구분", "whose money"), GridColumn(32, "center")),
    (Text("명시된 예산", "stated"), GridColumn(32, "right")),
    (Text("과제 예산의 합", "sum of tasks"), GridColumn(32, "right")),
    (Text("차이", "difference"), GridColumn(31, "right")),
    (Text("과제", "tasks"), GridColumn(18, "right")),
    (Text("예산 미상 과제", "of unknown budget"), GridColumn(22, "right")),
)
_DIFFERENCE = Text(
    "차이는 명시된 예산에서 같은 구분의 과제 예산을 뺀 것으로, △이면 과제의 합이 더 큽니다.",
    "The difference is what is stated less the tasks' money of the same kind; with △ the tasks' sum is larger.",
)


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield for each plan the table of strategies, the check against stated amounts, and the table of tasks."""
    graph = report.graph
    parts = {found.part: found for found in money(graph).parts if found.stated is not None}
    for outline in outlines(graph):
        names = [found.task.id for found in outline.tasks]
        known_of = [name for name in names if graph.tasks[name].budget is not None]
        if known_of:
            yield from _by_strategy(graph, outline, lang)
        stated = [parts[item.id] for item in outline.plan.items if item.id in parts]
        if stated and not graph.scope.chooses_within_plans:
            yield _against(graph, outline, stated, lang)
        if known_of:
            yield from _by_task(graph, outline, lang)
        if over := list(overfull(graph, names)):
            listed = ", ".join(graph.title(name).get(lang) for name in over)
            yield Line(f"{_OVER.get(lang)}: {listed}")


def _years(outline: Outline, found: YearMoney) -> list[int]:
    """Return the years of the plan, and others in which there is money."""
    period = outline.plan.period
    return sorted({*(period.years() if period else ()), *found.years})


def _by_strategy(graph: AlignmentGraph, outline: Outline, lang: Language) -> Iterator[Grid]:
    whole = year_money(graph, [found.task.id for found in outline.tasks])
    served = [strategy for strategy in outline.strategies if strategy.tasks]
    sums = [(strategy, year_money(graph, strategy.names)) for strategy in served]
    for years in bands(_years(outline, whole), MOST_BESIDE):
        rows = [
            row
            for strategy, found in sums
            for row in _sum_rows(strategy.title(lang), found, years, "", lang, strategy.own)
        ]
        rows += _sum_rows(Text("합계", "total").get(lang), whole, years, "total", lang)
        yield _grid(
            plan_caption(graph, outline.plan, BY_STRATEGY, lang),
            Text("전략", "strategy"),
            years,
            rows,
            BY_STRATEGY,
            lang,
        )


def _grid(caption: str, first: Text, years: Sequence[int], rows: list[GridRow], short: Text, lang: Language) -> Grid:
    shown = [_ALONE, *(Text(f"{year}년", str(year)) for year in years), Text("연도 미구분", "no year said")]
    width = min(24, (PAGE_LEFT - 40) // len(shown))
    head = (
        (first, GridColumn(PAGE_LEFT + 40 - width * len(shown))),
        (Text("재원", "fund"), GridColumn(34)),
        *((text, GridColumn(width, "right")) for text in shown),
    )
    taken_off = any(cell.text.startswith(_MINUS) for row in rows for cell in row.cells)
    notes = (*_NOTES, _TAKEN_OFF) if taken_off else _NOTES
    return titled_grid(caption, head, rows, lang, short=short.get(lang), unit=UNIT, notes=notes)


PAGE_LEFT = 193  # millimetres of a page beside the two columns that name a row, of which the first keeps 40 at least


def _sum_rows(
    title: str, found: YearMoney, years: Sequence[int], look: Look, lang: Language,
    own: Mapping[str, str | Number] | None = None,
) -> list[GridRow]:  # fmt: skip
    """Return the rows of a sum: each fund, what has none, and a subtotal for each class of money."""
    lines: list[tuple[str, MoneyRow, Look]] = []
    for name, row in found.classes.items():
        if name == "public":
            funds = [fund for fund in found.funds if class_of_fund(fund) == name]
            lines += [(label("fund", fund).get(lang), found.funds[fund], look) for fund in funds]
            rest = found.unsplit()
            if funds and rest.total:
                lines.append((_UNSPLIT.get(lang), rest, look))
        lines.append((_CLASS_TITLES[name].get(lang), row, look or "subtotal" if name == "public" else look))
    if found.unknown:
        count = Text(f"과제 {len(found.tasks):,}건 가운데 예산 미상 {found.unknown:,}건", f"budget of {found.unknown:,} of {counted(len(found.tasks), 'task')} unknown")  # fmt: skip
        title = f"{title}\n({count.get(lang)})"
    if not lines:
        cells = (
            GridCell(title),
            GridCell(),
            known(None, lang),
            *(GridCell(BLANK, align="center") for _ in range(len(years) + 1)),
        )
        return [GridRow(cells, look, own)]
    rows = []
    for place, (name, row, style) in enumerate(lines):
        head = (GridCell(title, rows=len(lines)),) if place == 0 else ()
        rows.append(GridRow((*head, GridCell(name), *_amounts(row, years, lang)), style, own if place == 0 else None))
    return rows


def _amounts(row: MoneyRow, years: Sequence[int], lang: Language) -> tuple[GridCell, ...]:
    return (
        part(None) if not row.total and row.undated < 0 else known(row.total, lang),
        *(part(row.by_year.get(year)) for year in years),
        _difference(row.undated) if row.undated else part(None),
    )


def _by_task(graph: AlignmentGraph, outline: Outline, lang: Language) -> Iterator[Grid]:
    whole = year_money(graph, [found.task.id for found in outline.tasks])
    counted = counted_budgets(graph, whole.tasks)
    for years in bands(_years(outline, whole), MOST_BESIDE):
        rows: list[GridRow] = []
        for strategy in outline.strategies:
            if not strategy.tasks:
                continue
            rows.append(GridRow((GridCell(strategy.title(lang), columns=len(years) + 4),), "group", strategy.own))
            for found in strategy.tasks:
                title = f"{found.number} {found.task.title.get(lang)}"
                budget, one = found.task.budget, counted[found.task.id]
                if budget is not None and one is not None and one.won != budget.total:
                    title += f"\n({_HELD.get(lang)})"
                rows += _task_rows(title, found, years, lang)
        yield _grid(
            plan_caption(graph, outline.plan, BY_TASK, lang), Text("이행과제", "task"), years, rows, BY_TASK, lang
        )


def _task_rows(title: str, found: Numbered, years: Sequence[int], lang: Language) -> list[GridRow]:
    """Return the rows of a task: its total, and each fund that is said."""
    budget = found.task.budget
    if budget is None:
        blank = (GridCell(BLANK, align="center") for _ in range(len(years) + 1))
        cells = (GridCell(title), GridCell(), GridCell(NOT_KNOWN.get(lang), align="center"), *blank)
        return [GridRow(cells, own=found.own)]
    funds, classes = of_budget(budget)
    whole = MoneyRow()
    for row in classes.values():
        whole.add(row)
    alone = next(iter(funds)) if len(funds) == 1 and next(iter(funds.values())).total == whole.total else None
    lines = [] if alone else [(label("fund", fund).get(lang), row) for fund, row in funds.items()]
    if alone:
        name = label("fund", alone).get(lang)
    elif len(classes) == 1 and not funds:
        name = label("budget-kind", next(iter(classes))).get(lang)
    else:
        name = _ALONE.get(lang)
    rows = [(name, whole), *lines]
    return [
        GridRow(
            (*((GridCell(title, rows=len(rows)),) if place == 0 else ()), GridCell(words), *_amounts(row, years, lang)),
            own=found.own if place == 0 else None,
        )
        for place, (words, row) in enumerate(rows)
    ]


def _against(graph: AlignmentGraph, outline: Outline, found: Sequence[PartMoney], lang: Language) -> Grid:
    """Return the table of what is stated for parts of a plan beside what their tasks add up to."""
    titles = {strategy.part.id: strategy.title(lang) for strategy in outline.strategies if strategy.part}
    places = {name: place for place, name in enumerate(titles)}
    rows = []
    for one in sorted(found, key=lambda one: places.get(one.part, len(places))):
        if one.stated is not None:
            title = titles.get(one.part) or graph.title(one.part).get(lang)
            rows.append(_beside(title, one, lang, dict(graph.items[one.part].extra)))
    rows += [_beside(Text("합계", "total").get(lang), one, lang, look="total") for one in _stated_sums(graph, found)]
    return titled_grid(
        plan_caption(graph, outline.plan, STATED, lang), _STATED, rows, lang,
        short=Text("명시 예산 대조", "stated money").get(lang), unit=UNIT, notes=[_DIFFERENCE],
    )  # fmt: skip


def _beside(
    title: str, one: PartMoney, lang: Language, own: Mapping[str, str | Number] | None = None, look: Look = ""
) -> GridRow:
    """Return the row of what is stated for a part beside what its tasks add up to."""
    stated, rest = one.stated or Counted(UNSAID, 0), one.rest
    told = stated.kind in one.tasks.by_kind
    cells = (
        GridCell(title),
        GridCell(label("budget-kind", stated.kind).get(lang)),
        GridCell(amount=stated.won),
        GridCell(amount=one.tasks.won(stated.kind)) if told else known(None, lang),
        _difference(rest) if told and rest is not None else GridCell(BLANK, align="center"),
        GridCell(f"{len(one.tasks.tasks):,}"),
        GridCell(f"{one.tasks.unknown:,}"),
    )
    return GridRow(cells, look or ("lacking" if told and rest is not None and rest < 0 else ""), own)


def _stated_sums(graph: AlignmentGraph, found: Sequence[PartMoney]) -> Iterator[PartMoney]:
    """Yield the sum of what is stated of each kind of money; none of a kind that one part alone has, or a part and one below it."""
    kinds = dict.fromkeys(one.stated.kind for one in found if one.stated)
    for kind in kinds:
        parts = [one for one in found if one.stated and one.stated.kind == kind]
        names = {one.part for one in parts}
        if len(parts) > 1 and not any(names & set(_above(graph, one.part)) for one in parts):
            whole = sum(one.stated.won for one in parts if one.stated)
            tasks = add_up(graph, [name for one in parts for name in one.tasks.tasks])
            yield PartMoney("", Counted(kind, whole), tasks)


def _above(graph: AlignmentGraph, name: str) -> Iterator[str]:
    """Yield the parts of the plan that the part called *name* stands in, each at least once."""
    for parent in graph.items[name].parents:
        if parent in graph.items:
            yield parent
            yield from _above(graph, parent)


def _difference(won: int) -> GridCell:
    if won >= 0:
        return GridCell(amount=won)
    return GridCell(f"{_MINUS}{in_millions(-won)}", align="right")
