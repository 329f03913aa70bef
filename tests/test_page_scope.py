"""The page in every scope: coverage, gaps, money and service are those of the study in the same scope."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from alike_cities import several_cities
from browser import Opener, Watched
from plan_service import plan_service
from policygraph import open_study
from policygraph.graph.gaps.selection import select_gaps
from policygraph.graph.money import Sum, add_up, framework_money
from policygraph.graph.reach import reach
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import ADDRESSEES, Language
from policygraph.views.scope_words import scope_line
from random_studies import study_from
from scopes import city_in, random_city
from workspaces import TODAY

FIGURES = "filter => JSON.stringify(policygraph.figures(filter))"
Filter = dict[str, str]
Names = dict[str, list[Any]]


@pytest.fixture(scope="module")
def page(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data, opened once."""
    return pages(render_explorer(bundled, lang="ko"), "?view=graph")


def choices(study: Study) -> Iterator[tuple[Filter, Names]]:
    """Yield each choice as the page's filters and as the study's scope say it."""
    graph = study.graph
    tasks = graph.tasks.values()
    some = "b6" if "b6" in graph.documents else graph.plans[0].id
    for plan in graph.plans:
        yield {"plan": plan.id}, {"plans": [plan.id]}
        for framework in graph.frameworks:
            yield (
                {"plan": plan.id, "framework": framework.id},
                {"plans": [plan.id], "frameworks": [framework.id]},
            )
    for framework in graph.frameworks:
        yield {"framework": framework.id}, {"frameworks": [framework.id]}
    for name in sorted({task.department.get("ko") for task in tasks if task.department}):
        yield {"department": name}, {"departments": [name]}
    for year in sorted({year for task in tasks if task.period for year in task.period.years()}):
        yield {"year": str(year)}, {"years": [year]}
    for code in sorted({code for task in tasks for code in task.technologies}):
        yield {"technology": code}, {"technologies": [code]}
    for code in sorted({code for task in tasks if task.domain for code in task.domain.value}):
        yield {"domain": code}, {"domains": [code]}
    for code in ADDRESSEES:
        yield {"addressee": code}, {"addressees": [code]}
        yield {"addressee": code, "plan": some}, {"addressees": [code], "plans": [some]}
    for state in ("confirmed", "proposed"):
        yield {"link": state}, {"states": [state]}
    yield (
        {"plan": some, "year": "2027", "link": "confirmed"},
        {"plans": [some], "years": [2027], "states": ["confirmed"]},
    )


def coverage_of(found: dict[str, Any], study: Study) -> Iterator[str]:
    """Yield what differs between the page's coverage and that of *study*."""
    coverage = study.coverage()
    for name, node in found.items():
        mine = coverage[name]
        shares = (mine.floor, mine.ceiling, mine.direct_floor, mine.direct_ceiling)
        for field, share in zip(("floor", "ceiling", "directFloor", "directCeiling"), shares, strict=True):
            theirs = node[field]
            if (theirs is None) != (share is None) or (share is not None and abs(theirs - share) > 1e-8):
                yield f"{name} {field}: {theirs}, not {share}"
        counts = (mine.state, mine.linked, mine.linked_confirmed, mine.commitments, mine.tasks)
        if tuple(node[field] for field in ("state", "linked", "confirmed", "commitments", "tasks")) != counts:
            yield f"{name}: {node}, not {counts}"


def gains(gaps: list[dict[str, Any]]) -> dict[tuple[Any, ...], float]:
    """Return how much closing each gap of the page gives, by everything that is said of it."""
    fields = ("code", "severity", "framework", "message", "step")
    return {(*(gap.get(field) for field in fields), *gap["nodes"]): gap["gain"] for gap in gaps}


def plain(found: Sum) -> dict[str, Any]:
    """Return a sum as the page gives it: by kind of money how many tasks have a budget of it, and the won."""
    amounts = {kind: [*amount] for kind, amount in found.by_kind.items()}
    return {"tasks": len(found.tasks), "unknown": found.unknown, "amounts": amounts}


def assert_page_agrees(page: Watched, whole: Study, chosen: Filter, names: Names) -> None:
    """Compare every figure of the page in the scope *chosen* with those of the study in it."""
    found = json.loads(page.page.evaluate(FIGURES, chosen))
    study = whole.narrowed(**names)
    graph = study.graph
    assert set(names.get("frameworks", ())) <= set(found["coverage"])
    assert [*coverage_of(found["coverage"], study)] == [], chosen
    shown, expected = (
        gains(found["gaps"]),
        {
            (gap.code, gap.severity, gap.framework, gap.message.ko, gap.next.ko, *gap.nodes): gap.gain
            for gap in select_gaps(graph, study.gaps())
        },
    )
    assert shown.keys() == expected.keys(), chosen
    assert [name for name, gain in expected.items() if abs(gain - shown[name]) > 1e-4] == [], chosen
    assert len(found["gaps"]) == len(shown)
    fields = ("code", "nodes", "group", "addressee", "deadline", "folded")
    work = [tuple(gap[field] for field in fields) for gap in found["gaps"]]
    listed = select_gaps(graph, study.gaps())
    assert work == [(gap.code, [*gap.nodes], gap.group, gap.addressee, gap.deadline, gap.folded) for gap in listed], (
        chosen
    )
    total = add_up(graph, graph.tasks)
    assert found["money"] == plain(total), chosen
    for row in found["frameworks"]:
        money = framework_money(graph, row["id"])
        assert (row["confirmed"], row["ceiling"]) == (plain(money.confirmed), plain(money.ceiling)), (
            chosen,
            row["id"],
        )
    for framework, counts in found["addressees"].items():
        known = study.coverage().addressed(framework)
        mine = {name: [one.commitments, one.linked_confirmed, one.linked_proposed] for name, one in known.items()}
        assert counts == mine, (chosen, framework)
    assert found["reach"] == [
        {
            "technology": cell.technology,
            "domain": cell.domain or "-",
            "confirmed": cell.confirmed,
            "proposed": cell.proposed,
            **plain(cell.money),
        }
        for cell in reach(graph)
    ], chosen
    service = plan_service(graph)
    parts = [(plan.tasks, plan.national, plan.mayoral, plan.both) for plan in service]
    assert found["service"] == [sum(map(len, part)) for part in zip(*parts, strict=True)], chosen


def test_every_scope_has_the_figures_of_the_study(page: Watched, bundled: Study) -> None:
    for chosen, names in choices(bundled):
        assert_page_agrees(page, bundled, chosen, names)


@pytest.mark.parametrize("seed", range(3))
def test_every_scope_of_a_random_workspace_has_the_figures_of_the_study(
    pages: Opener, tmp_path: Path, seed: int
) -> None:
    study = open_study(city_in(tmp_path / "city", random_city(seed)), today=TODAY)
    found = pages(render_explorer(study, lang="ko"), "?view=graph")
    for chosen, names in choices(study):
        assert_page_agrees(found, study, chosen, names)
    assert found.complaints == []


def test_the_filters_ask_for_that_scope(page: Watched, bundled: Study) -> None:
    study = bundled.narrowed(plans=["b6"], frameworks=["kds"])
    gaps = [gap for gap in select_gaps(study.graph, study.gaps()) if not gap.folded]
    page.go("?view=gaps")
    page.page.click("#choose")
    assert page.page.evaluate("document.activeElement.id") == "filter-framework"
    for name, value in (("plan", "b6"), ("framework", "kds")):
        page.page.select_option(f"#filter-{name}", value)
        page.settle()
    assert page.page.inner_text("#gaps .options strong") == f"공백 {len(gaps)}건"
    kinds = page.page.locator("#option-kind option").all_inner_texts()
    uncovered = sum(gap.code == "G01" for gap in gaps)
    assert uncovered > 0
    assert f"G01 미대응 ({uncovered})" in kinds


def test_a_framework_that_is_chosen_changes_no_figure_of_the_tasks(page: Watched) -> None:
    seen = []
    for chosen in ("", "&framework=bmg", "&framework=kds"):
        page.go(f"?view=home&plan=b6{chosen}")
        served = page.page.inner_text("#home .headline p:nth-of-type(3)")
        seen.append((served, page.page.locator("#home table[data-table=plans] tbody tr").all_inner_texts()))
        page.go(f"?view=money&plan=b6{chosen}")
        seen[-1] += (page.page.eval_on_selector("#money tfoot tr", "row => row.innerText"),)
    assert seen[0] == seen[1] == seen[2]


def test_no_policy_item_leaves_with_the_tasks_or_the_proposals(page: Watched, bundled: Study) -> None:
    below = len(bundled.graph.below("kds"))
    for chosen in ("plan=b6", "year=2027", "technology=ai", "link=confirmed"):
        page.go(f"?view=matrix&unfold=1&framework=kds&{chosen}")
        assert page.page.get_attribute("#matrix table", "aria-rowcount") in (None, str(below + 1))
        page.go(f"?view=home&{chosen}")
        rows = page.page.locator("#home table[data-table=frameworks] tbody tr").all_inner_texts()
        kds = next(row for row in rows if "디지털 전략" in row or "디지털전략" in row)
        assert re.search(rf"/ {bundled.coverage()['kds'].commitments}\b", kds)
    assert page.complaints == []


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_says_scope_day_and_digest_as_every_answer_does(page: Watched, bundled: Study, lang: Language) -> None:
    for chosen, names in choices(bundled):
        if chosen.get("framework", "kds") != "kds":
            continue  # as many as there are plans times frameworks: one of them stands for the others
        query = "&".join(f"{name}={quote(value)}" for name, value in chosen.items())
        page.go(f"?view=gaps&{query}&lang={lang}")
        assert page.page.inner_text("#scope") == scope_line(bundled.narrowed(**names).graph).get(lang)
    page.go("?view=gaps&lang=ko")
    assert page.page.inner_text("#scope") == scope_line(bundled.graph).ko


def test_cities_and_regions_are_scopes_of_the_page(pages: Opener) -> None:
    study = study_from(several_cities(1))
    assert {gap.code for gap in study.gaps()} >= {"G14", "G17"}
    page = pages(render_explorer(study, lang="ko"), "?view=gaps")
    page.page.click("#choose")
    assert page.page.locator("label:has(#filter-city) span").inner_text() == "도시"
    assert page.page.locator("#filter-region option").all_inner_texts() == ["전체", "가람도", "나래도"]
    for chosen, names in (
        ({"city": "c2"}, {"cities": ["c2"]}),
        ({"region": "가람도"}, {"regions": ["가람도"]}),
        ({"region": "가람도", "technology": "ai"}, {"regions": ["가람도"], "technologies": ["ai"]}),
        ({"region": "가람도", "city": "c1"}, {"regions": ["가람도"], "cities": ["c1"]}),
        ({"link": "confirmed"}, {"states": ["confirmed"]}),
        ({"technology": "ai"}, {"technologies": ["ai"]}),
    ):
        assert_page_agrees(page, study, chosen, names)
    page.page.select_option("#filter-region", "나래도")
    page.settle()
    assert "시·도: 나래도의 계획만" in page.page.inner_text("#scope")
    assert page.complaints == []


def test_without_cities_there_is_no_filter_of_them(page: Watched) -> None:
    page.go("?view=gaps")
    assert page.page.locator("#filter-city").is_hidden()
    assert page.page.locator("#filter-region").is_hidden()
