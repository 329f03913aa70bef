"""The side panel says everything that the records say of a task's card, of findings and of a plan's study, with ways to both ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Opener, Watched
from policygraph import Study, open_study
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import Item, Language
from policygraph.records.words import label
from policygraph.views.finding_words import observation_facts, study_facts
from workspaces import TODAY


@pytest.fixture(scope="module")
def study(example_city: Path) -> Study:
    return open_study(example_city, today=TODAY)


@pytest.fixture(scope="module")
def page(pages: Opener, study: Study) -> Watched:
    """The page of the synthetic city, opened once."""
    return pages(render_explorer(study, lang="ko"), "?view=list")


def told(study: Study, item: Item, lang: Language) -> Iterator[str]:
    """Yield what the panel of *item* must say."""
    yield from (text.get(lang) for text in (item.background, item.content, item.effect) if text)
    if item.kind is not None:
        yield label("task-kind", item.kind).get(lang)
    if item.swot is not None:
        yield label("swot", item.swot).get(lang)
    for each in item.milestones:
        yield f"{each.date or ''} {each.title.get(lang)}".strip()
    for target in item.targets:
        yield target.metric.get(lang)
        for number in (target.base, target.value, target.reached):
            if isinstance(number, int | float):
                yield f"{number:,}"
    if item.observation is not None:
        for name, text in observation_facts(item.observation):
            yield from (words.get(lang).lower() for words in (name, text))
    for name in (*item.predecessors, *item.derives_from, *item.rests_on):
        yield study.graph.title(name).get(lang)
    yield from item.co_departments
    if item.period is not None and item.period.start_month:
        yield f"{item.period.start}-{item.period.start_month:02}"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_panel_says_what_the_records_say(page: Watched, study: Study, lang: Language) -> None:
    said = 0
    for item in study.graph.items.values():
        wanted = list(told(study, item, lang))
        if not wanted:
            continue
        page.go(f"{item.id}?view=list&lang={lang}")
        words = page.page.locator("#panel").text_content() or ""
        missing = [text for text in wanted if text.lower() not in words.lower()]
        assert missing == [], item.id
        said += len(wanted)
    assert said > 100
    page.go(f"h6?view=list&lang={lang}")
    words = (page.page.locator("#panel").text_content() or "").lower()
    found = study.graph.documents["h6"].study
    assert found
    for name, text in study_facts(found):
        assert name.get(lang).lower() in words
        assert text.get(lang).lower() in words
    assert page.complaints == []


def test_each_record_leads_to_those_that_name_it(page: Watched, study: Study) -> None:
    ends = [
        (item, name)
        for item in study.graph.items.values()
        for name in (*item.predecessors, *item.derives_from, *item.rests_on)
    ]
    assert len(ends) > 15
    for item, name in ends:
        page.go(f"{name}?view=list&lang=ko")
        buttons = page.page.locator("#panel .link").all_text_contents()
        assert any(item.title.ko in text for text in buttons), (item.id, name)
    page.go("h6-1-2?view=list&lang=ko")
    page.page.click("#panel section:has(h3:text-is('선행 과제')) .link")
    assert page.heading() == "1-1 하나로 민원 서식"


def test_an_indicator_says_base_years_and_what_was_reached(page: Watched) -> None:
    page.go("h6-1-1?view=list&lang=ko")
    assert "온라인 민원 비율 기준값 52% (2025) → 65% (~2027) → 80% (~2029)" in page.page.inner_text("#panel")
    page.go("h5-1?view=list&lang=en")
    assert "Base value 30% (2020) → 70% (~2025) · Reached 52%" in page.page.inner_text("#panel")
