"""One year, and departments beside each other: what the page shows is what the study says of that scope."""

from __future__ import annotations

import re

import pytest
from browser import Opener, Watched
from explorer_pages import shown_share
from page_parts import cells, whole
from policygraph.graph.roadmap import roadmap
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from policygraph.views.target_words import amount_text


@pytest.fixture(scope="module")
def page(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data, opened once."""
    return pages(render_explorer(bundled, lang="ko"), "?view=roadmap")


def packed(target: tuple[str, str, str]) -> tuple[str, str, str]:
    """Return an item, a metric and its value, without the blanks in the value."""
    return *target[:2], re.sub(r"\s", "", target[2])


@pytest.mark.parametrize("plan", ["", "b6"])
@pytest.mark.parametrize("year", [2026, 2027, 2030])
def test_a_year_has_what_runs_and_what_is_due_in_it(page: Watched, bundled: Study, year: int, plan: str) -> None:
    study = bundled.narrowed(years=[year], plans=[plan] if plan else [])
    expected = roadmap(study)
    coverage = study.coverage()
    page.go(f"?view=roadmap&year={year}{f'&plan={plan}' if plan else ''}")
    running = cells(page, "#roadmap [data-table=year-tasks] tbody tr")
    assert sorted(row[0] for row in running) == sorted(study.graph.tasks)
    served = {row[0]: whole(row[-1]) for row in running}
    assert served == {
        task: sum(link.state != "rejected" for link in study.graph.alignments if link.task == task)
        for task in study.graph.tasks
    }
    due = [one for one in expected.deadlines if one.year == year]
    rows = {row[0]: row for row in cells(page, "#roadmap [data-table=year-frameworks] tbody tr")}
    assert set(rows) == {framework.id for framework in bundled.graph.frameworks}
    for name, row in rows.items():
        node = coverage[name]
        assert row[2] == shown_share(node.floor, node.ceiling, node.state)
        own = [one for one in due if bundled.graph.document_of(one.item) == name]
        assert [whole(text) for text in row[4:]] == [
            len({one.item for one in own}),
            len({one.item for one in own if one.late}),
        ]
    targets = cells(page, "#roadmap [data-table=year-targets] tbody tr")
    items = bundled.graph.items
    wanted = [
        (item, target.metric.ko, amount_text(target.value, target.unit, "ko"))
        for item in dict.fromkeys(
            one.item for one in due if bundled.graph.in_force(bundled.graph.document_of(one.item))
        )
        for target in items[item].targets
        if target.year == year
    ]
    said = [(row[0], row[3], row[4].removesuffix("–")) for row in targets]
    assert sorted(map(packed, said)) == sorted(map(packed, wanted))
    late = {one.item for one in due if one.late}
    assert {row[0] for row in targets if "늦음" in row[5]} == {item for item, *_ in wanted if item in late}


def test_a_year_is_chosen_in_the_tab_and_left_again(page: Watched) -> None:
    page.go("?view=roadmap")
    assert page.page.locator("#roadmap [data-table=year-tasks]").count() == 0
    page.page.select_option("#option-year", "2027")
    page.settle()
    assert page.page.inner_text("#chosen").split("\n")[0] == "2027"
    assert page.page.locator(
        "#roadmap .options button", has_text="슬라이드"
    ).is_visible()  # the year's tasks as a picture
    assert "2027년: 추진하는 과제" in page.page.inner_text("#roadmap .answer")
    for number in page.page.locator("#roadmap .answer button").all():
        said = number.inner_text()
        number.click()
        page.settle()
        assert page.page.inner_text("#panel h2").endswith(f" {said}")
    page.page.select_option("#option-year", "")
    page.settle()
    assert page.page.locator("#roadmap [data-table=year-tasks]").count() == 0
    assert page.complaints == []


@pytest.mark.parametrize("chosen", [{}, {"plans": ["bdp"]}, {"years": [2027]}], ids=["all", "bdp", "2027"])
def test_departments_stand_beside_each_other(page: Watched, bundled: Study, chosen: dict[str, list[str]]) -> None:
    study = bundled.narrowed(**chosen)
    page.go("?view=list" + "".join(f"&{name[:-1]}={values[0]}" for name, values in chosen.items()))
    rows = {row[0]: row for row in cells(page, "#list [data-table=departments] tbody tr")}
    names = {task.department.ko for task in study.graph.tasks.values() if task.department}
    assert set(rows) - {"-"} == names
    frameworks = [one.id for one in bundled.graph.frameworks if bundled.graph.in_force(one.id)]
    for name in names:
        own = bundled.narrowed(**chosen, departments=[name])
        coverage = own.coverage()
        assert whole(rows[name][2]) == len(own.graph.tasks)
        linked = {
            item
            for item in {link.item for link in own.graph.alignments if link.state != "rejected"}
            if coverage[item].commitments == 1
            and not own.graph.children.get(item)
            and bundled.graph.in_force(own.graph.document_of(item))
        }
        assert whole(rows[name][3]) == len(linked)
        assert rows[name][4:] == [
            shown_share(coverage[one].floor, coverage[one].ceiling, coverage[one].state) for one in frameworks
        ]


def test_units_are_said_in_the_language_of_the_page(page: Watched, bundled: Study) -> None:
    for name, korean, english in (
        ("aicm-2-1", "33,000,000명", "33,000,000 people"),
        ("bai-1-4-1", "2,000명/년", "2,000 people a year"),
        ("aiap-1-2-12", "3위", "rank 3"),
    ):
        for lang, words in (("ko", korean), ("en", english)):
            page.go(f"{name}?view=home&lang={lang}")
            assert words in page.page.inner_text("#panel")
            targets = bundled.graph.items[name].targets
            assert words in [
                amount_text(target.value, target.unit, "ko" if lang == "ko" else "en") for target in targets
            ]
