"""Money by strategy, year and fund on the page is what the book of the plan prints, in every scope, and leaves the page as numbers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from book_data import M, book_study, years
from browser import Opener, Watched
from page_parts import cells
from policygraph import Study
from policygraph.graph.money import money
from policygraph.graph.year_money import year_money
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import Budget, Corpus, Item, Text
from policygraph.views.book import build_book
from policygraph.views.book.book_blocks import Grid, in_millions, placed
from workspaces import TODAY, plan

SCOPES = {
    "": {},
    "plan=zp": {"plans": ["zp"]},
    "plan=zq": {"plans": ["zq"]},
    "department=디지털국": {"departments": ["디지털국"]},
    "year=2028": {"years": [2028]},
    "framework=f": {"frameworks": ["f"]},
    "framework=h&year=2026": {"frameworks": ["h"], "years": [2026]},
}


def second_plan() -> tuple[Item, ...]:
    """Return a plan whose strategies stand out of order, one without a number, with money of every class."""

    def item(name: str, parent: str, level: str, code: str | None = None, **rest: Budget) -> Item:
        return Item(name, "zq", level, (parent,), Text(f"둘째 {name}"), code=code, sources=("s1",), **rest)  # type: ignore[arg-type]

    return (
        item("q0", "zq", "strategy"),
        item("q10", "zq", "strategy", "1-10"),
        item("q2", "zq", "strategy", "1-2"),
        item("qg", "zq", "goal", "목표"),
        item("q0a", "q0", "task", budget=Budget(300_000, kind="mixed")),
        item("q10a", "q10", "task", budget=Budget(5 * M)),
        item("q10b", "q10", "task", budget=years((2031, {"other": 7, "district": 2}))),
        item(
            "q10c",
            "q10",
            "task",
            budget=Budget(years=((2027, 8 * M),), funds=(("national", 5 * M), ("private", 3 * M))),
        ),
        item(
            "q2c", "q2", "task", budget=Budget(9 * M, kind="public", years=((2027, 9 * M),), funds=(("city", 4 * M),))
        ),
        item("q2a", "q2", "task", budget=Budget(9 * M, years=((2026, 20 * M),))),
        item("q2b", "q2", "task", budget=Budget(0, kind="city")),
        item("q2d", "q2", "task", budget=years((2026, {"national": 0}))),
        item("qga", "qg", "task", budget=years((2026, {"private": 3}), krw=11 * M)),
    )


@pytest.fixture(scope="module")
def study() -> Study:
    records = book_study().corpus
    return book_study(
        Corpus((*records.documents, plan(*second_plan(), name="zq")), records.alignments, records.assessments)
    )


@pytest.fixture(scope="module")
def page(pages: Opener, study: Study) -> Watched:
    return pages(render_explorer(study, lang="ko"), "?view=money")


def printed(study: Study) -> list[list[str]]:
    """Return the rows of the book's table of strategies, each plan behind the other, titles without what stands below them."""
    book = build_book(study, "ko", chapters=[9], today=TODAY.isoformat())
    rows = []
    for block in book.chapters[0].blocks:
        if isinstance(block, Grid) and block.caption.startswith("전략별"):
            for found in placed(block.rows, len(block.columns)):
                said = [one.cell for one in found]
                texts = [in_millions(cell.amount) if cell.amount is not None else cell.text for cell in said]
                rows.append([texts[0].split("\n")[0], *texts[1:]])
    return rows


@pytest.mark.parametrize("scope", SCOPES)
def test_the_table_is_that_of_the_book(page: Watched, study: Study, scope: str) -> None:
    narrowed = study.narrowed(**SCOPES[scope])  # type: ignore[arg-type]
    page.go(f"?view=money{f'&{scope}' if scope else ''}")
    rows = cells(page, "#money .year-money tr:not(thead tr)")
    assert [row[1:-1] for row in rows] == printed(narrowed)
    unknown = sum(int(row[-1] or 0) for row in rows if row[1] == "합계")
    assert unknown == sum(
        found.unknown
        for one in narrowed.graph.plans
        if (found := year_money(narrowed.graph, [t for t in narrowed.graph.tasks_shown if narrowed.graph.document_of(t) == one.id])).classes
    )  # fmt: skip


def test_money_told_by_fund_and_apart_from_that_by_year_is_taken_off_once(page: Watched) -> None:
    page.go("?view=money&plan=zq")
    rows = {(row[1], row[2]): row[3:] for row in cells(page, "#money .year-money tr:not(thead tr)")}
    titles = {title for title, _ in rows}
    years = [title for title in page.page.locator("#money .year-money thead th").all_inner_texts() if title.isdigit()]
    told = {
        words: rows["합계", words]
        for words in ("국비", "시비", "재원 미구분", "공공 소계", "민자", "구분 없이 연도별로만")
    }
    in_2027, undated = years.index("2027") + 1, len(years) + 1
    assert len(titles) > 3
    assert rows["1-2. 둘째 q2", "국비"][0] == "비예산", "none is known, not untold"
    assert {words: (row[0], row[in_2027], row[undated]) for words, row in told.items()} == {
        "국비": ("5", "–", "5"),
        "시비": ("4", "–", "4"),
        "재원 미구분": ("5", "9", "△4"),
        "공공 소계": ("16", "9", "5"),
        "민자": ("6", "–", "3"),
        "구분 없이 연도별로만": ("–", "8", "△8"),
    }
    assert "△는 같은 돈이" in page.page.inner_text("#money")
    page.page.locator("#money .year-money tfoot tr", has_text="구분 없이 연도별로만").locator("button").first.click()
    page.settle()
    assert "8,000,000원" in page.page.inner_text("#panel .sum-line")
    page.go("?view=money&plan=zp")
    assert "△는" not in page.page.inner_text("#money")


def test_stated_amounts_stand_against_those_of_the_tasks(page: Watched, study: Study) -> None:
    page.go("?view=money")
    script = "rows => Object.fromEntries(rows.map(row => [row.dataset.id, [4, 5].map(at => row.cells[at].querySelector('[data-won]')?.dataset.won)]))"
    caption = "table:has(caption:text('계획·전략별 예산')) tbody tr"
    shown = page.page.locator(f"#money {caption}").evaluate_all(script)
    stated = {part.part: part for part in money(study.graph).parts if part.stated}
    assert set(stated) == {"zs1", "zs2"}
    for name, part in stated.items():
        assert part.stated
        assert shown[name] == [str(part.stated.won), str(part.rest)], name


def test_each_total_opens_the_tasks_behind_it_and_leaves_the_page_as_a_number(
    page: Watched, study: Study, tmp_path: Path
) -> None:
    page.go("?view=money&plan=zp")
    page.page.locator("#money .year-money tfoot tr", has_text="공공 소계").locator("button").first.click()
    page.settle()
    graph = study.narrowed(plans=["zp"]).graph
    whole = year_money(graph, graph.tasks).classes["public"].total
    assert f"{whole:,}원" in page.page.inner_text("#panel .sum-line")
    with page.page.expect_download() as waiting:
        page.page.locator(".year-money .take").get_by_text("CSV", exact=True).click()
    path = tmp_path / "money.csv"
    waiting.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    total = next(line for line in lines if line[:2] == ["합계", "공공 소계"])
    assert float(total[2]) * M == whole
    assert page.complaints == []
