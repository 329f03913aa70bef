"""The charts of the explorer: they fit the window, say their figures, keep off the heads and stay readable without colours."""

from __future__ import annotations

import re

import pytest
from alike_cities import cities_of_provinces
from browser import Opener, Watched
from explorer_pages import study_of
from page_parts import cells
from policygraph.graph.flow import MOST_PLANS, flow
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import Period
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from policygraph.views.figures.flow_figure import flow_figure
from policygraph.views.figures.strips import Paper
from random_studies import study_from
from workspaces import corpus, framework, item, link, plan, task

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


# How light the letters of each cell of the matrix are, and the ground below them, from 0 to 1.
LIT = """() => [...document.querySelectorAll("#matrix .cell")].map(cell => {
    const light = colour => colour.match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765;
    const look = getComputedStyle(cell);
    return [light(look.color), light(look.backgroundColor)];
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


def test_a_curve_breaks_where_no_task_runs(pages: Opener) -> None:
    """Tasks run in 2024 and 2025 and in 2028 alone: the line of each framework ends, and begins anew."""
    runs = [Period(2024, 2025), Period(2028, 2028)]
    plans = plan(*(task(f"p-{number}", period=period) for number, period in enumerate(runs, 1)))
    frameworks = framework(item("f-1", "f"), item("f-2", "f"))
    study = study_of(frameworks, plans, alignments=(link("p-1", "f-1"), link("p-2", "f-2")))
    watched = pages(render_explorer(study, lang="ko"), "?view=roadmap")
    heads = watched.page.locator("#roadmap thead th").all_inner_texts()[1:]
    assert heads == ["2024", "2025", "2026", "2027", "2028"]
    points = [
        len((line.get_attribute("points") or "").split())
        for line in watched.page.locator("#roadmap [data-multiple=f] .line").all()
    ]
    assert points == [2, 1]
    row = watched.page.locator("#roadmap tr[data-curve=f] td").all_inner_texts()
    assert [words.strip() for words in row[2:4]] == ["–", "–"]


def test_policies_that_nobody_has_looked_at_are_never_said_to_be_served_by_none(pages: Opener) -> None:
    """A plan that was compared with its mayor's goals alone: neither the headline nor the flow says 0 of the national policies."""
    goals = framework(item("g-1", "g", document="g"), name="g", kind="mayoral-goals")
    documents = [framework(item("f-1", "f")), goals, plan(task("p-1"))]
    records = corpus(documents, [link("p-1", "g-1")], assessed={"p": ["g"]})
    study = Study(Workspace(None, Settings(), records, ()))
    watched = pages(render_explorer(study, lang="ko"), "?view=home")
    assert "국가 정책을" not in watched.page.inner_text("#home")
    assert "1건(100%)이 시장 공약·시정 목표를" in watched.page.inner_text("#home .headline")
    heads = watched.page.inner_text("#home [data-table=plans] thead")
    assert "시정 목표" in heads
    assert "국가 정책" not in heads
    watched.go("?view=flow")
    for lang, words in (("ko", "국가 정책 미검토"), ("en", "national policies not assessed")):
        watched.go(f"?view=flow&lang={lang}")
        assert words in re.sub(r"\s+", " ", watched.page.inner_text("#flow"))
        assert words in flow_figure(study, "ko", Paper()).description.get("ko" if lang == "ko" else "en")


def test_no_mayor_is_spoken_of_where_no_goals_of_one_are_loaded(pages: Opener) -> None:
    study = study_of(framework(item("f-1", "f")), plan(task("p-1")), alignments=(link("p-1", "f-1"),))
    watched = pages(render_explorer(study, lang="ko"), "?view=home")
    for tab in ("home", "gaps", "list", "matrix"):
        watched.go(f"?view={tab}")
        assert not re.search("시장|시정 목표", watched.page.inner_text(f"#{tab}")), tab
    watched.go("?view=home")
    assert "1건(100%)이 국가 정책을" in watched.page.inner_text("#home .headline")


def test_symbols_are_dark_on_a_light_ground(page: Watched) -> None:
    """White on navy, a full circle reads as an empty one."""
    page.go("?view=matrix&lang=ko")
    cells_lit = page.page.evaluate(LIT)
    assert len(cells_lit) > 20
    assert all(ink < 0.3 < 0.7 < ground for ink, ground in cells_lit)


def test_drawings_round_money(page: Watched) -> None:
    page.go("?view=flow&measure=money&lang=ko")
    said = page.page.locator("#flow svg text").all_text_contents()
    assert any("억원" in words for words in said)
    assert [words for words in said if re.search(r"\d원", words)] == []


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
