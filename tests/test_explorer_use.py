"""Using the explorer: filters and search change what is counted, links, keys and clicks lead around."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from explorer_pages import Show, shown_share
from policygraph.graph.scope import Scope
from policygraph.graph.study import Study
from policygraph.records.kinds import (
    Document,
    Item,
)
from policygraph.records.words import label

if TYPE_CHECKING:
    from browser import Watched


@pytest.fixture
def study(bundled: Study) -> Study:
    return bundled


def expected_counts(study: Study, **chosen: str) -> tuple[int, int, int]:
    """Count tasks, policy items and alignments straight from the records."""
    graph = study.graph

    def task_fits(name: str) -> bool:
        task = graph.tasks[name]
        years = task.period.years() if task.period else ()
        return (
            chosen.get("plan") in (None, task.document)
            and chosen.get("department") in (None, task.department.ko if task.department else "-")
            and ("year" not in chosen or (not years if chosen["year"] == "-" else int(chosen["year"]) in years))
        )

    links = [
        a
        for a in graph.alignments
        if a.state == chosen.get("link", a.state) and a.state != "rejected" and task_fits(a.task)
    ]
    items = {item.id for framework in graph.frameworks for item in framework.items}
    if "framework" in chosen:
        items = {name for name in items if graph.items[name].document == chosen["framework"]}
    if "coverage" in chosen:
        items = {name for name in items if study.coverage()[name].state == chosen["coverage"]}
    links = [link for link in links if link.item in items]
    tasks = {name for name in graph.tasks if task_fits(name)}
    if {"framework", "coverage"} & set(chosen):
        tasks &= {link.task for link in links}
    return len(tasks), len(items), len(links)


FILTERS: list[dict[str, str]] = [
    {},
    {"framework": "kds"},
    {"plan": "b6"},
    {"department": "부산항만공사"},
    {"department": "-"},
    {"year": "2027"},
    {"year": "-"},
    {"link": "proposed"},
    {"link": "confirmed"},
    {"coverage": "none"},
    {"coverage": "not-assessed"},
    {"framework": "bmg", "plan": "bdp", "year": "2026"},
]


def test_filters_change_the_counts(show: Show, study: Study) -> None:
    watched = show(study)
    watched.open_choices()
    for chosen in FILTERS:
        for name, value in chosen.items():
            watched.page.select_option(f"#filter-{name}", value)
            watched.settle()
        assert watched.counts() == expected_counts(study, **chosen), chosen
        assert watched.page.is_visible("#reset") == bool(chosen)
        if chosen:
            watched.page.click("#reset")
            watched.settle()
            assert watched.counts() == expected_counts(study), chosen


@pytest.mark.parametrize("chosen", [{"plan": "b6"}, {"plan": "b5"}, {"year": "2027"}, {"department": "-"}])
def test_filtering_tasks_recomputes_coverage_by_the_same_definition(
    show: Show, study: Study, chosen: dict[str, str]
) -> None:
    graph = study.graph
    scopes = {
        "plan": Scope(plans=(chosen.get("plan", ""),)),
        "year": Scope(years=(2027,)),
        "department": Scope(departments=("",)),
    }
    expected = study.within(scopes[next(iter(chosen))]).coverage()
    watched = show(study)
    query = "&".join(f"{name}={value}" for name, value in chosen.items())
    seen = 0
    for framework in graph.frameworks:
        watched.go(f"{framework.id}?view=list&{query}")
        rows = watched.page.eval_on_selector_all(
            "#list tr[data-id]",
            "rows => rows.map(row => [row.dataset.id, row.cells[3].innerText.trim(), row.cells[4].innerText.trim()])",
        )
        for name, share, linked in rows:
            node = expected[name]
            assert share == shown_share(node.floor, node.ceiling, node.state), name
            assert linked == ("–" if node.linked is None else f"{node.linked} / {node.commitments}"), name
            seen += 1
    assert seen > 20


ASIDE = r"[\s()\[\]{}<>〈〉《》「」『』‘’“”'\"·ㆍ․・]+"  # what is written now this way, now that


def searched(watched: Watched, query: str) -> list[str]:
    """Type *query* and return the titles that are found."""
    watched.page.fill("#query", query)
    watched.page.focus("#query")
    watched.settle()
    return watched.page.locator("#results [role=option] span:nth-child(2)").all_inner_texts()


def test_search_takes_initials_other_spellings_and_near_misses(show: Show, study: Study) -> None:
    watched = show(study)
    title = study.graph.items["kds-1"].title.ko
    first = re.sub(ASIDE, "", title)[:6]
    initials = "".join(
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"[(ord(letter) - 0xAC00) // 588] if "가" <= letter <= "힣" else letter
        for letter in first
    )
    assert all("ㄱ" <= letter <= "ㅎ" for letter in initials)
    assert any(title in found for found in searched(watched, initials))
    assert any(title in found for found in searched(watched, f"「{title.replace(' ', '')}」"))
    assert any(title in found for found in searched(watched, title[:-1] + "홧"))
    assert "혹시" in watched.page.inner_text("#hit-count")
    source = next(iter(study.graph.documents["kds"].sources.values()))
    assert searched(watched, source.title)


@pytest.mark.parametrize(
    "query", ["데이터", "인공지능 행정", "platform", "kds-1-1", "b6-3-2", "디지털플랫폼", "없는낱말입니다"]
)
def test_search_counts_what_holds_every_word(show: Show, study: Study, query: str) -> None:
    watched = show(study)
    watched.page.keyboard.press("/")
    watched.page.keyboard.insert_text(unicodedata.normalize("NFD", query))
    expected = set()
    records: dict[str, Document | Item] = {**study.graph.documents, **study.graph.items}
    for name, record in records.items():
        texts = [name, record.title.ko, record.title.en]
        if isinstance(record, Item):
            texts += [
                record.code or "",
                record.summary.ko,
                record.summary.en,
                *([record.department.ko, record.department.en] if record.department else []),
                *(
                    words
                    for code in record.technologies
                    for words in (code, label("technology", code).ko, label("technology", code).en)
                ),
                *(
                    words or ""
                    for name_ in record.sources
                    for source in [study.graph.documents[record.document].sources[name_]]
                    for words in (source.title, source.publisher)
                ),
            ]
        hay = unicodedata.normalize("NFC", " \n".join(texts)).lower()
        words = query.lower().split()
        if all(word in hay for word in words) or "".join(words) in re.sub(ASIDE, "", hay):
            expected.add(name)
    shown = watched.page.inner_text("#hit-count")
    if not expected:
        assert "맞는 것이 없습니다" in shown
        return
    numbers = list(map(int, re.findall(r"\d+", shown)))
    tasks = len(expected & set(study.graph.tasks))
    items = len(
        [
            name
            for name in expected
            if name in study.graph.items and not study.graph.documents[study.graph.items[name].document].is_plan
        ]
    )
    assert numbers == [len(expected), items, tasks]
    assert watched.page.locator("#results [role=option]").count() == min(200, len(expected))


# Moving around


def test_a_link_opens_its_node_and_back_returns(show: Show, study: Study) -> None:
    watched = show(study, "kds-1-1")
    title = study.graph.items["kds-1-1"].title.ko
    assert title in watched.heading()
    assert watched.box("kds-1-1")["selected"]
    watched.click_picture(watched.box("kds-1"))
    assert watched.page.url.endswith("#kds-1")
    watched.page.go_back()
    assert title in watched.heading()


def test_an_unknown_link_says_so(show: Show, study: Study) -> None:
    watched = show(study, "kds-99")
    assert "kds-99" in watched.page.inner_text("#lead")
    watched.go("kds-99?view=graph")
    assert len(watched.scene()["boxes"]) == len(study.graph.documents)


def test_a_click_opens_a_box_and_a_band(show: Show, study: Study) -> None:
    watched = show(study)
    bands = watched.scene()["bands"]
    band = min(bands, key=lambda band: abs(band["from"]["y"] - band["to"]["y"]))  # almost straight
    watched.click_picture({"x": band["from"]["x"] + 30, "y": band["from"]["y"] + 1})
    assert watched.heading().endswith(str(band["count"]))
    watched.click_picture(watched.box("kds"))
    assert watched.heading() == study.graph.documents["kds"].title.ko
    assert {"kds-1", "kds-2"} <= {box["id"] for box in watched.scene()["boxes"]}


def test_the_language_switches_without_reload(show: Show, study: Study) -> None:
    watched = show(study, "kds")
    before = watched.page.inner_text("body")
    watched.page.click("#language")
    after = watched.page.inner_text("body")
    assert watched.page.get_attribute("html", "lang") == "en"
    assert "정책항목" in before
    assert "Policy items" in after
    assert "정책항목" not in after
    assert watched.heading() == study.graph.documents["kds"].title.en
    assert watched.box("kds-1")["lines"][0].startswith("1 World")
    watched.page.click("#language")
    assert watched.page.inner_text("body") == before
    assert watched.requests == [watched.address]


def test_everything_can_be_reached_by_keyboard(show: Show, study: Study) -> None:
    watched = show(study)
    keys = watched.page.keyboard
    keys.press("/")
    keys.insert_text("kds-1-1")
    keys.press("ArrowDown")
    keys.press("Enter")
    assert study.graph.items["kds-1-1"].title.ko in watched.heading()
    watched.page.evaluate("document.activeElement.blur()")
    for expected in (study.graph.items["kds-1"].title.ko, study.graph.documents["kds"].title.ko):
        keys.press("Escape")
        assert expected in watched.heading()
    keys.press("Escape")
    watched.settle()
    assert not watched.page.is_visible("#side")
    watched.page.evaluate("document.activeElement.blur()")
    watched.open_choices()
    watched.page.evaluate("document.activeElement.blur()")
    focused = []
    for _ in range(60):
        keys.press("Tab")
        focused.append(watched.page.evaluate("document.activeElement.id || document.activeElement.className"))
        if {"query", "canvas"} <= set(focused):
            break
    while focused[-1] != "canvas":
        keys.press("Tab")
        focused.append(watched.page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"query", "png", "language", "filter-framework", "filter-coverage", "tab-graph", "canvas"} <= set(focused)
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    assert watched.page.inner_text("#live")
    keys.press("ArrowRight")
    keys.press("Enter")
    assert watched.heading() in {plan.title.ko for plan in study.graph.plans}
    keys.press("?")
    assert watched.page.is_visible("#help-text")
    keys.press("Escape")
    assert not watched.page.is_visible("#help-text")


def test_arrow_keys_walk_a_list(show: Show, study: Study) -> None:
    watched = show(study, "/tasks")
    watched.page.focus("#panel .links button")
    for _ in range(3):
        watched.page.keyboard.press("ArrowDown")
    watched.page.keyboard.press("Enter")
    assert watched.heading() == study.graph.tasks[list(study.graph.tasks)[3]].title.ko


# What a person reads
