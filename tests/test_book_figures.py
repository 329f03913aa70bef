"""Every number of the book is the number that coverage, gaps and the sums of money give, in every scope."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from book_data import book_study
from policygraph import Study, open_study
from policygraph.graph.money import add_up, money
from policygraph.graph.year_money import BY_YEAR_ALONE, differs, of_budget, year_money
from policygraph.records.kinds import ANSWERLESS_SWOT, FUNDS, Budget, YearNote
from policygraph.records.words import label
from policygraph.views.book import build_book
from policygraph.views.book.book_blocks import Grid, GridCell, in_millions, placed
from policygraph.views.book.outline import outlines
from policygraph.views.report.result import build_report
from policygraph.views.report.tables import SYMBOLS
from workspaces import TODAY

STUDIES = ("made up", "example", "bundled", "b6", "b5", "bai", "digital department", "2026")


@pytest.fixture(scope="module")
def city(example_city: Path) -> Study:
    return open_study(example_city, today=TODAY)


@pytest.fixture(scope="module", params=STUDIES)
def study(request: pytest.FixtureRequest, city: Study) -> Study:
    bundled = open_study(today=TODAY)
    return {
        "example": lambda: city,
        "bundled": lambda: bundled,
        "made up": lambda: book_study(),
        "digital department": lambda: book_study().narrowed(departments=["디지털국"]),
        "2026": lambda: bundled.narrowed(years=[2026], frameworks=["kds", "aim"]),
    }.get(request.param, lambda: bundled.narrowed(plans=[request.param]))()  # type: ignore[no-any-return]


def tables(study: Study, chapter: int, caption: str) -> list[Grid]:
    book = build_book(study, "ko", chapters=[chapter], today=TODAY.isoformat())
    return [block for block in book.chapters[0].blocks if isinstance(block, Grid) and block.caption.startswith(caption)]


def columns(grid: Grid) -> Iterator[tuple[str, list[GridCell]]]:
    """Yield the look of each row and the cell that stands in each of its columns."""
    for row, found in zip(grid.rows, placed(grid.rows, len(grid.columns)), strict=True):
        yield row.look, [one.cell for one in found for _ in range(one.cell.columns)]


def count(text: str) -> int:
    """Return how many links the symbols of a cell stand for."""
    return sum(int(word[1:] or 1) for word in text.split() if word[0] in SYMBOLS.values())


def test_symbols_count_the_links_that_coverage_counts(study: Study) -> None:
    found = sum(
        count(cell.text)
        for grid in tables(study, 6, "과제별 상위계획 연계표")
        for row in grid.rows
        for cell in row.cells
    )
    report = build_report(study)
    documents = study.graph.documents
    assessed = {
        one.framework for one in report.comparisons if one.assessed and documents[one.framework].kind != "findings"
    }
    assert found == sum(study.graph.document_of(link.item) in assessed for link in report.links)


def test_items_without_a_task_are_those_that_coverage_leaves_without(study: Study) -> None:
    coverage, graph = study.coverage(), study.graph
    for comparison in build_report(study).comparisons:
        grids = tables(study, 6, f"대조표: {comparison.title.ko}")
        if not comparison.assessed:
            assert not grids
            continue
        [grid] = grids
        lacking = [cells[1].text for look, cells in columns(grid) if look == "lacking"]
        expected = [
            row.title.ko
            for row in comparison.rows
            if not row.grouping
            and not row.decided
            and not graph.links_to(row.item)
            and graph.items[row.item].swot not in ANSWERLESS_SWOT
        ]
        assert [text.split(" (")[0] for text in lacking] == [text.split(" (")[0] for text in expected]
        if not study.scope.frameworks or comparison.framework in study.scope.frameworks:
            linked = [row.item for row in comparison.rows if graph.commits_alone(row.item) and row.links]
            assert coverage[comparison.framework].linked == len(linked)
        uncovered = {gap.nodes[0] for gap in study.gaps(kinds="G01", framework=comparison.framework)}
        bare = {row.item for row in comparison.rows if not row.links}
        assert uncovered <= bare


def test_the_list_of_tasks_adds_up_as_the_sums_of_money_do(study: Study) -> None:
    for grid, plan in zip(tables(study, 5, "과제 총괄표"), _plans(study), strict=True):
        names = [task.id for task in study.graph.plans[plan].items if task.id in study.graph.tasks_shown]
        known = add_up(study.graph, names)
        [total] = [cells for look, cells in columns(grid) if look == "total"]
        told = dict(zip(total[-1].text.split("\n"), total[-2].text.split("\n"), strict=True))
        for kind, amount in known.by_kind.items():
            if amount.won:
                assert told[label("budget-kind", kind).ko] == in_millions(amount.won)
        if known.unknown:
            assert told[f"과제 {known.unknown:,}건"] == "미상"
        assert sum(look == "" for look, _ in columns(grid)) == len(names)


def _plans(study: Study) -> list[int]:
    shown = set(study.graph.tasks_shown)
    return [n for n, plan in enumerate(study.graph.plans) if any(item.id in shown for item in plan.items)]


def test_money_of_tasks_in_the_book_is_that_of_the_sums(study: Study) -> None:
    """What the rows of tasks say in total is, without what a task above holds, what `add_up` says over all kinds."""
    graph = study.graph
    names = [[item.id for item in plan.items if item.id in graph.tasks_shown] for plan in graph.plans]
    known = [found for found in names if any(graph.tasks[name].budget for name in found)]
    for grid, found in zip(tables(study, 9, "과제별 연차별 예산"), known, strict=True):
        told = sum(
            row.cells[2].amount or 0
            for row, places in zip(grid.rows, placed(grid.rows, len(grid.columns)), strict=True)
            if row.look == "" and not places[0].continued and "위 과제의 예산에 들어 있음" not in row.cells[0].text
        )
        assert told == sum(amount.won for amount in add_up(graph, found).by_kind.values())


def test_the_ranking_of_the_book_is_that_of_rank(city: Study) -> None:
    study = city.narrowed(plans=["h6"])
    criteria = ["importance", "urgency", "feasibility", "effect", "must", "gain", "frameworks"]
    number = {found.task.id: found.number for outline in outlines(study.graph) for found in outline.tasks}
    rows = study.rank("tasks", criteria=criteria).rows  # somebody marked every task
    [ranked] = tables(study, 8, "과제 우선순위")
    assert [[cell.text for cell in cells[:3]] for _, cells in columns(ranked)] == [
        [str(row.rank), f"{row.best}~{row.worst}", number[row.id]] for row in rows
    ]
    [marked] = tables(study, 8, "평가자들이 매긴 점수")
    told = {cells[0].text: [cells[place].text for place in (3, 5, 7, 9, 11)] for _, cells in columns(marked)}
    for row in rows:
        values = [float(row.values[name] or 0) for name in criteria]
        fit = sum(values[4:]) / 3
        assert told[number[row.id]] == [*(f"{1 + 4 * value:.1f}" for value in values[:4]), f"{fit:.2f}"]


def test_stated_money_is_that_of_the_parts_of_plans() -> None:
    study = open_study(today=TODAY).narrowed(plans=["b6"])
    [grid] = tables(study, 9, "전략에 명시된 예산")
    stated = [found.stated.won for found in money(study.graph).parts if found.stated is not None]
    assert [cells[2].amount for _, cells in columns(grid)] == [*stated, sum(stated)]
    assert sum(stated) == 373_000_000_000
    assert [(look, cells[0].text, cells[5].text) for look, cells in columns(grid)][-1] == ("total", "합계", "22")


def test_money_of_different_kinds_or_of_a_part_within_a_part_is_not_added_up() -> None:
    [grid] = tables(book_study(), 9, "전략에 명시된 예산")  # one strategy states public money, the other the city's
    assert {look for look, _ in columns(grid)} <= {"", "lacking"}
    study = open_study(today=TODAY).narrowed(plans=["b5"])
    [grid] = tables(study, 9, "전략에 명시된 예산")
    assert [cells[0].text[:2] for _, cells in columns(grid)] == [
        "C.",
        "O.",
        "R.",
        "E.",
        "합계",
    ]  # as the plan puts them


def test_money_by_year_adds_up_to_the_sums_of_money(study: Study) -> None:
    graph = study.graph
    for names in (graph.tasks, graph.tasks_shown, *(graph.with_subtasks(plan.id) for plan in graph.plans)):
        found, known = year_money(graph, names), add_up(graph, names)
        assert sum(row.total for row in found.classes.values()) == sum(amount.won for amount in known.by_kind.values())
        assert found.unknown == known.unknown
        assert sum(row.total for row in found.funds.values()) <= sum(row.total for row in found.classes.values())


def test_what_a_budget_says_by_fund_and_year_is_in_its_rows_once() -> None:
    """Of many budgets of every shape: classes hold the whole, funds what is said, nothing is above its total."""
    chance, seen = random.Random(7), set()
    for _ in range(2000):
        years = chance.sample(range(2026, 2031), chance.randrange(4))
        notes = tuple(
            YearNote(year, funds=tuple((fund, chance.randrange(9)) for fund in chance.sample(FUNDS, chance.randrange(3))))
            for year in years
        )  # fmt: skip
        amounts = tuple((note.year, note.borne + chance.choice((0, 0, 3))) for note in notes)
        spread = sum(won for _, won in amounts)
        typed = tuple((fund, chance.randrange(12)) for fund in chance.sample(FUNDS, chance.randrange(3)))
        budget = Budget(chance.choice((None, spread, spread + 5)), years=amounts, year_notes=notes, funds=typed, kind=chance.choice((None, "city", "public", "private", "mixed")))  # fmt: skip
        funds, classes = of_budget(budget)
        assert sum(row.total for row in classes.values()) == budget.total
        for name, row in itertools.chain(funds.items(), classes.items()):
            assert row.total >= 0
            assert row.undated >= 0 or name == BY_YEAR_ALONE
        if differs(budget):
            assert not funds
            assert not any(row.by_year for row in classes.values())
            continue
        by_year = {year: sum(row.by_year.get(year, 0) for row in classes.values()) for year, _ in amounts}
        assert by_year == dict(amounts)
        assert sum(row.undated for row in classes.values()) == budget.total - spread
        if alone := classes.get(BY_YEAR_ALONE):
            seen.add(len(classes))
            assert alone.total == 0
            assert sum(bool(row.undated) for row in classes.values()) > 2, "of one class, the years are of that class"
    assert seen == {3, 4}


def test_parts_that_exceed_their_total_are_named_and_not_used() -> None:
    budget = Budget(5, years=((2026, 9),))
    assert differs(budget)
    assert of_budget(budget)[1]["unsaid"].by_year == {}
