"""The comparison in words: a row for each alignment of the scope, by policy item or by task, as the records have them."""

from __future__ import annotations

import pytest
from browser import Opener, Watched
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer

ROWS = """() => {
    dispatchEvent(new Event("beforeprint"));
    const rows = [...document.querySelectorAll("#matrix tbody tr[data-id]")].map(row => [row.dataset.id,
        row.querySelector("[data-list]")?.dataset.list.split(",").map(decodeURIComponent).slice(1) ?? [], [...row.cells].map(cell => cell.textContent)]);
    dispatchEvent(new Event("afterprint"));
    return rows;
}"""


@pytest.fixture(scope="module")
def page(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data, opened once."""
    return pages(render_explorer(bundled, lang="ko"), "?view=matrix&form=policy")


@pytest.mark.parametrize(("plan", "framework"), [("", ""), ("b6", ""), ("b6", "kds"), ("", "bmg9")])
def test_every_alignment_of_the_scope_is_a_row(page: Watched, bundled: Study, plan: str, framework: str) -> None:
    study = bundled.narrowed(plans=[plan]) if plan else bundled
    graph = study.graph
    links = {(one.task, one.item) for one in graph.alignments if framework in ("", graph.document_of(one.item))}
    for form in ("policy", "task"):
        page.go(f"?view=matrix&form={form}&plan={plan}&framework={framework}")
        rows = page.page.evaluate(ROWS)
        shown = [tuple(ends) for _, ends, _ in rows if ends]
        assert len(shown) == len(set(shown))
        tasks = {ends for ends in shown if ends[0] in graph.tasks}
        assert tasks == {ends for ends in links if ends[0] in graph.tasks}
        if form == "policy":  # what plans answer themselves is there too
            assert set(shown) >= links
    assert page.complaints == []


def test_items_and_tasks_without_any_have_a_row_that_says_so(page: Watched, bundled: Study) -> None:
    graph = bundled.graph
    page.go("?view=matrix&form=policy&framework=kds")
    rows = page.page.evaluate(ROWS)
    order = list(dict.fromkeys(name for name, _, _ in rows))
    assert order == [item.id for item in graph.documents["kds"].items if item.id in set(order)]
    without = {name for name, ends, cells in rows if not ends and "연계된 과제가 없습니다" in cells}
    node = bundled.coverage()["kds"]
    assert len(without) == node.commitments - (node.linked or 0)
    page.go("?view=matrix&form=task")
    rows = page.page.evaluate(ROWS)
    assert {name for name, _, _ in rows} == set(graph.tasks)
    served = {one.task for one in graph.alignments}
    assert {name for name, ends, _ in rows if not ends} == set(graph.tasks) - served
    page.page.locator("#matrix tbody [data-list]").first.click()
    page.settle()
    assert page.page.locator("#panel .alignment").count() == 1


def test_a_long_table_sorts_by_its_heads_with_the_rows_that_are_not_in_the_page(page: Watched, bundled: Study) -> None:
    page.go("?view=matrix&form=policy")
    table = page.page.locator("#matrix .comparison")
    count = int(table.get_attribute("aria-rowcount") or 0) - 1
    names = lambda: page.page.eval_on_selector_all(  # noqa: E731
        "#matrix tbody tr:not(.room) td:nth-child(2)", "cells => cells.map(cell => cell.innerText)"
    )
    first = names()
    assert len(first) < count
    table.locator("thead button").nth(1).click()
    page.settle()
    assert table.locator("thead th").nth(1).get_attribute("aria-sort") == "ascending"
    page.page.evaluate("dispatchEvent(new Event('beforeprint'))")  # all rows, not only those near the window
    found = names()
    assert len(found) == count
    assert found == page.page.evaluate(
        "names => [...names].sort((a, b) => a.localeCompare(b, 'ko', {numeric: true}))", found
    )
    page.page.evaluate("dispatchEvent(new Event('afterprint'))")
    for _ in range(2):
        table.locator("thead button").nth(1).click()
    page.settle()
    assert names()[: len(first)] == first[: len(names())]


def test_columns_of_money_sort_by_their_won(page: Watched, bundled: Study) -> None:
    page.go("?view=money")
    column = page.page.eval_on_selector_all(
        "#money > table:nth-of-type(3) thead th", "heads => heads.findIndex(head => head.textContent.includes('예산'))"
    )
    table = page.page.locator("#money > table:nth-of-type(3)")
    assert column > 0
    amounts = f"""rows => rows.map(row => {{
        const found = [...row.cells[{column}].querySelectorAll("[data-won]")].map(each => Number(each.dataset.won));
        return found.length ? found.reduce((sum, each) => sum + each) : null;
    }})"""
    for turned in (False, True):
        table.locator("thead th").nth(column).locator("button").click()
        found = page.page.eval_on_selector_all("#money > table:nth-of-type(3) tbody tr", amounts)
        said = [won for won in found if won is not None]
        assert len(set(said)) > 3
        assert said == sorted(said, reverse=turned)
        assert found == [*said, *[None] * (len(found) - len(said))]  # what nobody knows stands last both ways
