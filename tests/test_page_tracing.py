"""The tables of findings on the page, from findings to tasks and SWOT with its strategies, are those of the study in each scope."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Opener, Watched
from explorer_pages import small_study
from policygraph import Study, open_study
from policygraph.graph.requirements import swot_table, traces
from policygraph.pages.explorer import render_explorer
from policygraph.records.words import label
from policygraph.views.finding_words import ANSWER_WORDS
from workspaces import TODAY

SCOPES = {
    "": {},
    "plan=h5": {"plans": ["h5"]},
    "department=민원과": {"departments": ["민원과"]},
    "framework=hfs": {"frameworks": ["hfs"]},
    "link=confirmed": {"states": ["confirmed"]},
}


@pytest.fixture(scope="module")
def study(example_city: Path) -> Study:
    return open_study(example_city, today=TODAY)


@pytest.fixture(scope="module")
def page(pages: Opener, study: Study) -> Watched:
    return pages(render_explorer(study, lang="ko"), "?view=matrix&form=trace")


@pytest.mark.parametrize("scope", SCOPES)
def test_the_trace_is_that_of_the_study(page: Watched, study: Study, scope: str) -> None:
    graph = study.narrowed(**SCOPES[scope]).graph  # type: ignore[arg-type]
    page.go(f"?view=matrix&form=trace&{scope}")
    script = (
        "rows => rows.map(row => [...row.cells].map(cell => [...cell.querySelectorAll('.link:not([data-list])')].map(one => one.textContent)"
        ".concat(cell.cellIndex === 3 ? [cell.textContent] : [])))"
    )
    shown = page.page.locator("#matrix .trace tbody tr[data-id]").evaluate_all(script)

    def name(item: str) -> str:
        return f"{graph.items[item].code or ''} {graph.title(item).ko}".strip()

    assert shown == [
        [
            [name(trace.finding.id)] if trace.finding else [],
            [name(trace.requirement.id)] if trace.requirement else [],
            [name(link.task) for link in trace.links],
            [ANSWER_WORDS[trace.answer].ko],
        ]
        for trace in traces(graph)
        if not graph.scope.frameworks
        or graph.document_of((trace.finding or trace.requirement).id) in graph.scope.frameworks  # type: ignore[union-attr]
    ]


@pytest.mark.parametrize("scope", [one for one in SCOPES if not one.startswith(("link", "department"))])
def test_the_table_of_swot_is_that_of_the_study(page: Watched, study: Study, scope: str) -> None:
    graph = study.narrowed(**SCOPES[scope]).graph  # type: ignore[arg-type]
    found = swot_table(graph)
    page.go(f"?view=matrix&form=swot&{scope}")
    table = page.page.locator("#matrix .swot-table")
    heads = table.locator("th.swot").evaluate_all(
        "heads => Object.fromEntries(heads.map(head => [head.querySelector('strong').textContent, head.querySelectorAll('.link').length]))"
    )
    assert heads == {label("swot", kind).ko: len(items) for kind, items in found.findings.items()}
    cells = table.locator("[data-pair]").evaluate_all(
        "cells => cells.map(cell => [cell.dataset.pair.split(' '), cell.querySelectorAll('.link').length])"
    )
    assert {tuple(pair): count for pair, count in cells if count} == {
        pair: len(items) for pair, items in found.strategies.items()
    }
    assert page.page.locator("#matrix .swot-alone .link").count() == len(found.outside)
    assert page.page.evaluate("document.querySelector('#matrix').lastChild.textContent") != "false"
    assert page.complaints == []


def test_what_was_found_out_is_no_framework_with_money_and_heads_say_what_stands_below(
    page: Watched, study: Study
) -> None:
    frameworks = study.graph.frameworks
    asking = [one.id for one in frameworks if one.kind != "findings"]
    assert 0 < len(asking) < len(frameworks)
    page.go("?view=money")
    first = page.page.locator("#money table").first
    assert first.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)") == asking
    page.go("?view=list")
    table = page.page.locator("#list table").first
    assert table.locator("tbody tr").count() == len(frameworks)
    assert table.locator("thead th").first.inner_text().startswith("정책 체계·조사 결과")


def test_a_study_without_findings_offers_neither(pages: Opener) -> None:
    page = pages(render_explorer(small_study(), lang="ko", lite=True), "?view=matrix").page
    assert page.locator("#option-form option").count() == 3
