"""Chapter 6: the tables of links, by task (columns of frameworks) and by policy item (the tasks that answer it)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from policygraph.graph.addressee import FINDINGS
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.layout import short_titles
from policygraph.records.kinds import Item, Language, Text
from policygraph.records.words import ADDRESSEES, ALIGNMENT_STATES, STANDINGS, STRENGTHS
from policygraph.sources.safe_cells import cell_width
from policygraph.views.book.book_blocks import (
    BLANK,
    UNIT,
    Block,
    Grid,
    GridCell,
    GridColumn,
    GridRow,
    Line,
    head_cells,
    known,
    titled_grid,
)
from policygraph.views.book.outline import (
    Numbered,
    Outline,
    bands,
    department_cell,
    outlines,
    period_cell,
    plan_caption,
    title_cell,
)
from policygraph.views.nouns import ITEM
from policygraph.views.report.own_columns import extra_of
from policygraph.views.report.result import ComparisonRow, ComparisonTable, Link, Report
from policygraph.views.report.tables import NOT_APPLICABLE, SYMBOLS
from policygraph.views.term_words import standing_words

MOST_FRAMEWORKS = 7
"""How many frameworks stand side by side, so that a column has room for their names."""
BY_TASK = Text("과제별 상위계획 연계표", "Links of each task to higher policy")
BY_ITEM = Text("대조표", "Comparison")
_NOT_ASSESSED = Text("아직 아무도 견주어 보지 않은 정책 체계", "Frameworks that nobody has assessed yet")
_WITHOUT = Text("견주었으나 연계된 과제가 없는 정책 체계", "Frameworks assessed to which no task is linked")
_APART = Text("시행 기간이 아니어서 표에 싣지 않은 정책 체계", "Frameworks not in force, which are in no table")


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield the task-first table of each plan, then the comparison of each framework."""
    graph = report.graph
    found = [outline for outline in outlines(graph) if outline.tasks]
    assessed = [one.framework for one in report.comparisons if one.assessed]
    served = {graph.document_of(link.item) for link in report.links}
    linked = [name for name in assessed if name in served]
    policies = [name for name in linked if graph.documents[name].kind != FINDINGS]
    if found and policies:
        for outline in found:
            own = {
                graph.document_of(link.item) for link in report.links if graph.document_of(link.task) == outline.plan.id
            }
            names = [name for name in policies if name in own]
            for part in bands(names, MOST_FRAMEWORKS):
                yield _by_task(report, outline, part, lang)
        yield Line(symbol_key(lang), "note")
    yield from _lines(report, assessed, linked, lang)
    for comparison in report.comparisons:
        if comparison.assessed and comparison.rows:
            yield _by_item(report, comparison, lang)


def _lines(report: Report, assessed: Sequence[str], linked: Sequence[str], lang: Language) -> Iterator[Line]:
    """Yield a line each for the frameworks that nobody assessed, to which nothing is linked, and that are not in force."""
    other = [one.framework for one in report.comparisons if not one.assessed]
    answered = {one.framework for one in report.comparisons if any(row.links for row in one.rows)}  # a law: by the plan
    without = [name for name in assessed if name not in linked and name not in answered]
    for text, names in ((_NOT_ASSESSED, other), (_WITHOUT, without)):
        if names:
            listed = ", ".join(report.graph.title(name).get(lang) for name in names)
            yield Line(f"{text.get(lang)}: {listed}")
    if report.apart:
        told = [(report.graph.title(name), standing_words(report.graph, name)) for name in report.apart]
        listed = ", ".join(f"{title.get(lang)} ({term.get(lang)})" for title, term in told)
        yield Line(f"{_APART.get(lang)}: {listed}")


def symbol_key(lang: Language) -> str:
    """Return the key to the symbols of strength and state.

    >>> symbol_key("ko").split(", ")[0]
    '● 직접 이행'
    """
    said = []
    for (strength, state), symbol in SYMBOLS.items():
        words = STRENGTHS[strength].get(lang)
        said.append(f"{symbol} {words}" + ("" if state == "confirmed" else f"({ALIGNMENT_STATES[state].get(lang)})"))
    counts = Text(
        "기호 뒤의 수는 그 강도로 연계된 정책 항목의 수(1은 적지 않음)",
        "the number behind a symbol: how many policy items are linked so (1 is not written)",
    )
    return f"{', '.join(said)}. {counts.get(lang)}."


def symbols(graph: AlignmentGraph, task: str, framework: str) -> str:
    """Return the symbols for the links of *task* to items of *framework*, the strongest first, with their number.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> symbols(graph, "b6-1-1", "aim"), symbols(graph, "b6-1-1", "legal")
    ('●', '◐ △')
    """
    counts = dict.fromkeys(SYMBOLS, 0)
    for link in graph.serves[task]:
        if link.item in graph.shown and graph.document_of(link.item) == framework:
            counts[link.strength, link.state] += 1
    return " ".join(SYMBOLS[key] + (str(count) if count > 1 else "") for key, count in counts.items() if count)


def _by_task(report: Report, outline: Outline, names: Sequence[str], lang: Language) -> Grid:
    graph = report.graph
    titles = short_titles([graph.documents[name] for name in names])
    heads = [titles[name].get(lang) + _standing(graph, name, lang) for name in names]
    columns = (
        GridColumn(15, "center"),
        GridColumn(62),
        *(GridColumn(max(14, 130 // max(1, len(names))), "center") for _ in names),
        GridColumn(28),
        GridColumn(36, "center"),
        GridColumn(20, "right"),
    )
    policy = Text("연계된 상위 정책", "higher policy").get(lang)
    first, last = (
        [Text(*pair).get(lang) for pair in pairs]
        for pairs in (
            (("번호", "no."), ("전략 / 이행과제", "strategy / task")),
            (("주관 부서", "department"), ("기간", "period"), ("예산", "budget")),
        )
    )
    many = len(names) > 0
    head = [GridRow((*head_cells(first, 2), *((GridCell(policy, columns=len(names), align="center"),) if many else ()), *head_cells(last, 2)), "head")]  # fmt: skip
    head.append(GridRow(head_cells(heads), "head"))
    rows: list[GridRow] = []
    for strategy in outline.strategies:
        rows.append(GridRow((GridCell(strategy.title(lang), columns=len(columns)),), "group", strategy.own))
        rows += [_task(report, found, names, lang) for found in strategy.tasks]
    if not many:
        head = [GridRow(head_cells([*first, *last]), "head")]
    return Grid(
        plan_caption(graph, outline.plan, BY_TASK, lang),
        columns,
        tuple(head),
        tuple(rows),
        unit=UNIT.get(lang),
        short=BY_TASK.get(lang),
    )


def _standing(graph: AlignmentGraph, name: str, lang: Language) -> str:
    """Return in brackets how a framework stands that was asked for and is not in force."""
    return "" if graph.in_force(name) else f"\n({STANDINGS[graph.terms[name]].get(lang)})"


def _task(report: Report, found: Numbered, names: Sequence[str], lang: Language) -> GridRow:
    task = found.task
    lacking = not any(link.item in report.graph.shown for link in report.graph.serves[task.id])
    return GridRow(
        (
            GridCell(found.number),
            GridCell(title_cell(found, lang)),
            *(GridCell(symbols(report.graph, task.id, name)) for name in names),
            GridCell(department_cell(task, lang)),
            GridCell(period_cell(task, lang)),
            known(task.budget.total if task.budget else None, lang),
        ),
        "lacking" if lacking else "",
        found.own,
    )


_SHORT_NUMBER = 8  # half-width letters that a narrow column of numbers holds on one line
_COMPARED = (
    (Text("번호", "no."), GridColumn(16, "center")),
    (ITEM, GridColumn(74)),
    (Text("우리 과제", "our task"), GridColumn(60)),
    (Text("연계", "link"), GridColumn(25, "center")),
    (Text("주관 부서", "department"), GridColumn(28)),
    (Text("기간", "period"), GridColumn(36, "center")),
    (Text("예산", "budget"), GridColumn(22, "right")),
)


def _by_item(report: Report, comparison: ComparisonTable, lang: Language) -> Grid:
    graph = report.graph
    rows = (row for found in comparison.rows for row in _item(report, comparison, found, lang))
    wide = max(cell_width(row.number) for row in comparison.rows) > _SHORT_NUMBER
    head = [
        (comparison.noun if text == ITEM else text, GridColumn(26, "center") if wide and place == 0 else column)
        for place, (text, column) in enumerate(_COMPARED)
    ]
    missing = dict(report.missing).get(comparison.framework)
    short = short_titles([graph.documents[comparison.framework]])[comparison.framework]
    return titled_grid(
        f"{BY_ITEM.get(lang)}: {comparison.title.get(lang)}", head, rows, lang,
        short=f"{BY_ITEM.get(lang)} {short.get(lang)}", unit=UNIT, notes=[missing] if missing else [],
    )  # fmt: skip


def _item(report: Report, comparison: ComparisonTable, row: ComparisonRow, lang: Language) -> Iterator[GridRow]:
    asked = f" ({ADDRESSEES[row.addressee].get(lang)})" if row.addressee else ""
    height = max(1, len(row.links))
    head = (GridCell(row.number, rows=height), GridCell(row.title.get(lang) + asked, rows=height))
    of_item = extra_of(report.graph, row.item)
    if not row.links:
        if row.grouping:
            yield GridRow((GridCell(row.number), GridCell(row.title.get(lang), columns=6)), "group", of_item)
            return
        words = comparison.absent.get(lang) if row.asks else NOT_APPLICABLE.get(lang) if row.decided else BLANK
        yield GridRow((*head, GridCell(words, columns=5)), "lacking" if row.asks else "", of_item)
        return
    for place, link in enumerate(row.links):
        before, said = (head, of_item) if place == 0 else ((), {})
        cells = (*before, *_link(link, report.graph.tasks, lang))
        yield GridRow(cells, own={**said, **extra_of(report.graph, link.task)})


def _link(link: Link, tasks: Mapping[str, Item], lang: Language) -> tuple[GridCell, ...]:
    strength = STRENGTHS[link.strength].get(lang)
    if link.state != "confirmed":
        strength += f" ({ALIGNMENT_STATES[link.state].get(lang)})"
    return (
        GridCell(link.title.get(lang)),
        GridCell(strength),
        *(_ours(link, tasks[link.task], lang) if link.task in tasks else (GridCell(BLANK, align="center"),) * 3),
    )


def _ours(link: Link, task: Item, lang: Language) -> tuple[GridCell, ...]:
    return (
        GridCell(department_cell(task, lang)),
        GridCell(period_cell(task, lang)),
        known(link.budget, lang),
    )
