"""One number, every door: workbook, commands, book and page say the same of the invented city, in three scopes."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from book_forms import grids
from browser import Opener, Watched
from command_line import Run
from policygraph import Study, open_study
from policygraph.graph.gaps.selection import select_gaps
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import FUNDS
from policygraph.records.words import label
from policygraph.sources.formats.workbook.writer import write_workbook
from policygraph.views.book import build_book
from policygraph.views.book.book_blocks import MILLION, Grid, GridCell, placed
from policygraph.views.decide_words import CRITERIA as CRITERIA_WORDS
from workspaces import TODAY

SCOPES: dict[str, tuple[dict[str, str], list[str]]] = {
    "plan": ({"plan": "h6"}, ["--plan", "h6"]),
    "department": ({"department": "민원과", "plan": "h6"}, ["--department", "민원과", "--plan", "h6"]),
    "year": ({"year": "2028", "plan": "h6"}, ["--year", "2028", "--plan", "h6"]),
}
FIGURES = "filter => JSON.stringify(policygraph.figures(filter))"
CRITERIA = ["importance", "urgency", "feasibility", "effect", "must", "gain", "frameworks"]
MARKS = CRITERIA[:4]
FUND_NAMES = [label("fund", fund).ko for fund in FUNDS]


@pytest.fixture(scope="module")
def city(example_city: Path) -> Study:
    return open_study(example_city, today=TODAY)


@pytest.fixture(scope="module")
def page(pages: Opener, city: Study) -> Watched:
    return pages(render_explorer(city, lang="ko"), "?view=list")


@pytest.fixture(scope="module")
def workbook(city: Study) -> dict[str, list[dict[str, Any]]]:
    """The rows of the sheets of money and of marks, by the names of their columns."""
    content = write_workbook(city.corpus, city.workspace.settings)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    found = {}
    for sheet in ("예산", "우선순위"):
        names, _, *rows = book[sheet].iter_rows(values_only=True)
        found[sheet] = [dict(zip(names, row, strict=True)) for row in rows if row[0]]
    return found


@pytest.fixture(scope="module", params=SCOPES)
def scope(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def study(city: Study, scope: str) -> Study:
    chosen = SCOPES[scope][0]
    return city.narrowed(
        plans=[chosen["plan"]],
        departments=[chosen["department"]] if "department" in chosen else [],
        years=[int(chosen["year"])] if "year" in chosen else [],
    )


@pytest.fixture(scope="module")
def tables(study: Study) -> dict[str, Grid]:
    return {grid.caption: grid for grid in grids(build_book(study, "ko", today=TODAY.isoformat()))}


@pytest.fixture
def asked(example_city: Path, scope: str, run: Callable[..., Run]) -> Callable[..., Any]:
    """Return what a command says in JSON, in the scope."""

    def answer(*words: str) -> Any:
        found = run(
            *words, "-w", str(example_city), "--as-of", TODAY.isoformat(), *SCOPES[scope][1], "-f", "json", "-q"
        )
        assert found.code == 0, found.err
        return json.loads(found.out)

    return answer


def columns(grid: Grid) -> list[tuple[str, list[GridCell]]]:
    """Return the look of each row and the cell that stands in each of its columns."""
    rows = zip(grid.rows, placed(grid.rows, len(grid.columns)), strict=True)
    return [(row.look, [one.cell for one in found for _ in range(one.cell.columns)]) for row, found in rows]


def test_coverage_is_one(
    page: Watched, study: Study, scope: str, tables: dict[str, Grid], asked: Callable[..., Any]
) -> None:
    said = {node["id"]: node for node in asked("coverage")["nodes"]}
    shown = json.loads(page.page.evaluate(FIGURES, SCOPES[scope][0]))["coverage"]
    compared = 0
    for framework in study.graph.frameworks:
        one, other = said[framework.id], shown[framework.id]
        assert (one["linked"], one["linked_confirmed"], one["commitments"], one["tasks"], one["state"]) == (
            other["linked"], other["confirmed"], other["commitments"], other["tasks"], other["state"],
        )  # fmt: skip
        assert one["floor"] == pytest.approx(other["floor"], abs=1e-8)
        assert one["ceiling"] == pytest.approx(other["ceiling"], abs=1e-8)
        if grid := tables.get(f"대조표: {framework.title.ko}"):
            lacking = [cells[1].text for look, cells in columns(grid) if look == "lacking"]
            assert len(lacking) == one["commitments"] - one["linked"]
            compared += 1
    assert compared >= 2


def test_gaps_are_one(page: Watched, study: Study, scope: str, asked: Callable[..., Any]) -> None:
    listed = sorted((gap["code"], *gap["nodes"]) for gap in asked("gaps", "--all")["gaps"])
    shown = json.loads(page.page.evaluate(FIGURES, SCOPES[scope][0]))["gaps"]
    assert listed == sorted((gap["code"], *gap["nodes"]) for gap in shown)
    assert listed == sorted((gap.code, *gap.nodes) for gap in select_gaps(study.graph, study.gaps()))


def test_money_is_one(
    page: Watched, study: Study, scope: str, tables: dict[str, Grid], workbook: dict[str, list[dict[str, Any]]]
) -> None:
    tasks = study.graph.tasks_shown
    typed: dict[tuple[str, str], int] = defaultdict(int)
    for row in workbook["예산"]:
        if row["과제 id"] in tasks:
            borne = {name: row[name] for name in FUND_NAMES if row.get(name)}
            for name, won in (borne or {"재원 미구분": row["금액(원)"] or 0}).items():
                typed[name, str(row["연도"] or "")] += won
    head, *_ = tables["전략별 연차별 예산"].head
    years = [cell.text.removesuffix("년") for cell in head.cells]
    printed = {
        (cells[1].text, year): cell.amount
        for look, cells in columns(tables["전략별 연차별 예산"])
        for year, cell in zip(years, cells, strict=True)
        if look == "total" and year.isdecimal() and cell.amount and not cells[1].text.endswith("소계")
    }
    assert printed
    assert printed == {key: won for key, won in typed.items() if key[1] and won}
    shown = json.loads(page.page.evaluate(FIGURES, SCOPES[scope][0]))["money"]
    [total] = [cells for look, cells in columns(tables["과제 총괄표"]) if look == "total"]
    told = dict(zip(total[-1].text.split("\n"), total[-2].text.split("\n"), strict=True))
    for kind, (_, won) in shown["amounts"].items():
        if won:
            assert told[label("budget-kind", kind).ko] == f"{won // MILLION:,}"
    assert told.get(f"과제 {shown['unknown']:,}건", "미상") == "미상"


def test_ranks_are_one(
    study: Study, tables: dict[str, Grid], workbook: dict[str, list[dict[str, Any]]], asked: Callable[..., Any]
) -> None:
    said = asked("rank", "tasks", "--top", "0", *(word for name in CRITERIA for word in ("--by", name)))["rows"]
    number = {cells[1].text: cells[0].text for _, cells in columns(tables["평가자들이 매긴 점수"])}
    assert [[cell.text for cell in cells[:4]] for _, cells in columns(tables["과제 우선순위"])] == [
        [str(row["rank"]), f"{row['best']}~{row['worst']}", number[row["title"]["ko"]], row["title"]["ko"]]
        for row in said
    ]
    means = {
        cells[1].text: [cells[place].text for place in (3, 5, 7, 9)]
        for _, cells in columns(tables["평가자들이 매긴 점수"])
    }
    for row in said:
        marks = [mark for mark in workbook["우선순위"] if mark["대상"] == row["id"]]
        typed = [Fraction(sum(mark[CRITERIA_WORDS[name].ko] for mark in marks), len(marks)) for name in MARKS]
        assert [row["marks"][name]["mean"] for name in MARKS] == pytest.approx([float(mean) for mean in typed])
        assert means[row["title"]["ko"]] == [f"{float(mean):.1f}" for mean in typed]
