"""The charts of the explorer: they fit the window, say their figures, keep off the heads and stay readable without colours."""

from __future__ import annotations

import re

import pytest
from alike_cities import cities_of_provinces
from browser import Opener, Watched
from page_parts import cells
from policygraph.graph.flow import MOST_PLANS, flow
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from random_studies import study_from

# What of the drawing lies below the window's end, or beside it.
BEYOND = """() => {
    const frame = document.querySelector("#flow").getBoundingClientRect();
    const drawing = document.querySelector("#flow svg").getBoundingClientRect();
    return [drawing.bottom - frame.bottom, drawing.right - frame.right];
}"""
# Names that lie on each other, or outside of the drawing.
CROWDED = """() => {
    const frame = document.querySelector("#flow svg").getBoundingClientRect();
    const boxes = [...document.querySelectorAll("#flow text")].map(one => [one.textContent, one.getBoundingClientRect()]);
    const outside = boxes.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
    const lying = boxes.flatMap(([words, a], at) => boxes.slice(at + 1).filter(([, b]) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6).map(([other]) => [words, other]));
    return [outside.map(([words]) => words), lying];
}"""
# What is seen at the middle of each head of a table after its frame was scrolled: the head, or what paints over it.
OVER_HEADS = """([frame, by]) => {
    document.querySelector(frame).scrollTop = by;
    document.querySelector(frame).scrollLeft = 60;
    return [...document.querySelectorAll(`${frame} thead th`)].flatMap(head => {
        const { left, top, width, height } = head.getBoundingClientRect();
        const [x, y] = [left + width / 2, top + height / 2];
        const edge = document.querySelector(frame).getBoundingClientRect();
        const seen = document.elementFromPoint(x, y);
        return x < edge.left || x > edge.right || y < edge.top || y > edge.bottom || seen?.closest("thead") ? [] : [head.textContent + ": " + seen?.outerHTML.slice(0, 80)];
    });
}"""
# Whether two colours differ: that of a part of a bar and that of the ground below it.
INK_OF_BARS = """() => [...document.querySelectorAll("#home .bar .floor, #home .bar .ceiling")].slice(0, 12).map(part => {
    const look = getComputedStyle(part);
    return look.backgroundImage !== "none" || look.backgroundColor !== getComputedStyle(document.body).backgroundColor;
})"""


@pytest.fixture(scope="module")
def page(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data, opened once."""
    return pages(render_explorer(bundled, lang="ko"), "?view=home")


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("size", [(1280, 800), (1366, 768), (1920, 1080)], ids=str)
def test_the_flow_fits_the_window(page: Watched, size: tuple[int, int], lang: str) -> None:
    page.page.set_viewport_size({"width": size[0], "height": size[1]})
    for choice in ("", "&measure=money", "&plan=b6"):
        page.go(f"?view=flow&lang={lang}{choice}")
        below, beside = page.page.evaluate(BEYOND)
        assert (below <= 0, beside <= 0) == (True, True), choice
        outside, lying = page.page.evaluate(CROWDED)
        assert (outside, lying) == ([], []), choice


def test_the_flow_follows_the_window(page: Watched) -> None:
    page.page.set_viewport_size({"width": 1280, "height": 1000})
    page.go("?view=flow&lang=ko")
    page.page.set_viewport_size({"width": 1366, "height": 768})
    page.settle()
    assert page.page.evaluate(BEYOND)[0] <= 0


def test_the_ends_of_the_flow_count_whole_tasks(page: Watched, bundled: Study) -> None:
    page.page.set_viewport_size({"width": 1366, "height": 768})
    page.go("?view=flow&lang=ko")
    said = page.page.eval_on_selector_all(
        "#flow text[data-end] title", "titles => titles.map(title => title.textContent)"
    )
    found = flow(bundled.graph, "tasks")
    ends = [
        *({task for band in found.into if band.source == end for task in band.tasks} for end in _ends(found.into, 0)),
        *({task for band in found.into if band.target == end for task in band.tasks} for end in _ends(found.into, 1)),
        *({task for band in found.out if band.target == end for task in band.tasks} for end in _ends(found.out, 1)),
    ]
    assert sorted(int(re.findall(r"(\d+)건$", words)[0]) for words in said) == sorted(len(tasks) for tasks in ends)


def _ends(bands: tuple[object, ...], side: int) -> set[str]:
    return {getattr(band, ("source", "target")[side]) for band in bands}


def test_provinces_stand_for_plans_that_are_too_many_to_tell_apart(pages: Opener) -> None:
    study = study_from(cities_of_provinces(MOST_PLANS + 2))
    opened = pages(render_explorer(study, lang="en"), "?view=flow")
    found = flow(study.graph)
    shown = cells(opened, "#flow tbody tr")
    assert [row[0] for row in shown] == [f"{band.source}>{band.target}" for band in (*found.into, *found.out)]
    assert {row[1].partition(" → ")[2] for row in shown[:2]} == {"Na", "Ga"}
    assert "Province" in (opened.page.text_content("#flow svg") or "")
    opened.go("?view=flow&region=나도")
    assert len(cells(opened, "#flow tbody tr")) == 2 * 14


def test_the_ends_of_mayors_stand_under_their_documents(page: Watched, bundled: Study) -> None:
    page.go("?view=flow&lang=ko")
    groups = page.page.eval_on_selector_all("#flow [data-group]", "ones => ones.map(one => one.dataset.group)")
    kinds = {identifier: document.kind for identifier, document in bundled.graph.documents.items()}
    assert groups
    assert {kinds[group] for group in groups} == {"mayoral-goals"}


def test_each_framework_has_its_curve_and_says_its_share_of_this_year(page: Watched) -> None:
    page.go("?view=roadmap&lang=ko")
    year = page.page.evaluate("document.querySelector('#scope').textContent.match(/기준일 (\\d{4})/)[1]")
    heads = page.page.locator("#roadmap thead th").all_inner_texts()
    rows = page.page.eval_on_selector_all(
        "#roadmap tr[data-curve]",
        "rows => rows.map(row => [row.dataset.curve, ...[...row.cells].map(c => c.innerText)])",
    )
    shown = page.page.eval_on_selector_all(
        "#roadmap [data-multiple]",
        "ones => ones.map(one => [one.dataset.multiple, one.querySelector('.value').textContent, one.textContent])",
    )
    table = {row[0]: row[1 + heads.index(year)].strip() for row in rows}
    assert len(shown) > 5
    for identifier, value, words in shown:
        assert value == table[identifier]
        assert f"지금 {year}" in words


def test_a_curve_breaks_where_no_task_runs(page: Watched, bundled: Study) -> None:
    page.go("?view=roadmap&department=미래기술전략국&lang=ko")
    tasks = [
        task for task in bundled.graph.tasks.values() if task.department and task.department.ko == "미래기술전략국"
    ]
    years = {year for task in tasks if task.period for year in task.period.years()}
    heads = page.page.locator("#roadmap thead th").all_inner_texts()[1:]
    lines = page.page.locator("#roadmap [data-multiple] .line").all()
    points = {len((line.get_attribute("points") or "").split()) for line in lines}
    assert len(years) < len(heads)
    assert max(points) <= len(years)


def test_nothing_paints_over_heads_that_stay(page: Watched) -> None:
    page.page.set_viewport_size({"width": 1366, "height": 768})
    for view, by in (("roadmap", 900), ("roadmap", 1507), ("matrix", 203), ("list", 333)):
        page.go(f"?view={view}")
        assert page.page.evaluate(OVER_HEADS, [f"#{view}", by]) == [], (view, by)
    page.go("?view=matrix&by=year")
    assert page.page.evaluate(OVER_HEADS, ["#matrix", 120]) == []


def test_years_stand_in_columns_of_their_own(page: Watched) -> None:
    page.go("?view=roadmap&lang=ko")
    heads = page.page.locator("#roadmap thead th").all_inner_texts()[1:]
    assert heads == sorted(set(heads))
    assert all(re.fullmatch(r"\d{4}", head) for head in heads)
    totals = [row for row in cells(page, "#roadmap tbody tr.top-row") if len(row) == 3]
    spans = page.page.eval_on_selector_all("#roadmap tr.top-row td", "cells => cells.map(cell => cell.colSpan)")
    assert totals
    assert set(spans) == {len(heads)}  # the number of a plan's tasks stands over all years, under none of them


def test_bars_and_charts_keep_their_ink_in_the_colours_of_the_system(page: Watched) -> None:
    page.page.emulate_media(forced_colors="active")
    try:
        page.go("?view=home")
        assert set(page.page.evaluate(INK_OF_BARS)) == {True}
        page.go("?view=roadmap&lang=ko")
        span = "one => getComputedStyle(one).backgroundColor"
        assert page.page.locator("#roadmap .span.task").first.evaluate(span) != page.page.evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        ink = "one => getComputedStyle(one).stroke"
        assert page.page.locator("#roadmap .line").first.evaluate(ink) == page.page.evaluate(
            "getComputedStyle(document.body).color"
        )
    finally:
        page.page.emulate_media(forced_colors="none")
