"""The service's page about a record shows the panel of the explorer: the same words in the same order, from a part of the data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import PATIENCE, Opener, Watched
from policygraph import Study, open_study
from policygraph.pages.explorer import render_explorer
from policygraph.pages.explorer.panel_data import PanelData
from policygraph.records.kinds import Language
from policygraph.server import Service
from services import ask, running
from workspaces import TODAY

EXAMPLE = ("h6", "h6-1", "h6-1-1", "h6-1-2", "h6-3-1", "h5-1", "hr", "hr-1", "hfs-w1", "hfq-1", "hfe-1", "hm", "hn")
BUNDLED = ("b6", "b6-1-1", "bdp-1-5", "kds", "kds-3-3", "legal", "legal-3-a", "m8", "nga")


@pytest.fixture(scope="module")
def example(example_city: Path) -> Iterator[Service]:
    with running(example_city) as service:
        yield service


def shown(watched: Watched, service: Service, name: str, lang: Language) -> str:
    """Return the words of the panel on the page about the record *name*."""
    page = watched.page
    page.goto(f"{service.url.rstrip('/')}/id/{quote(name)}?lang={lang}")
    page.wait_for_selector("html[data-ready=true]", timeout=PATIENCE)
    return page.locator("#panel").text_content() or ""


def expected(explorer: Watched, name: str, lang: Language) -> str:
    explorer.go(f"{name}?view=list&lang={lang}")
    return explorer.page.locator("#panel").text_content() or ""


@pytest.fixture(scope="module")
def online(pages: Opener) -> Watched:
    """A page in a browser that may speak to the service."""
    watched = pages("<title>x</title><script>performance.mark('painted')</script>")
    watched.page.context.set_offline(False)
    return watched


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_of_a_record_shows_the_panel_of_the_explorer(
    online: Watched,
    pages: Opener,
    example: Service,
    service: Service,
    example_city: Path,
    bundled: Study,
    lang: Language,
) -> None:
    for served, study, names in (
        (example, open_study(example_city, today=TODAY), EXAMPLE),
        (service, bundled, BUNDLED),
    ):
        explorer = pages(render_explorer(study, lang=lang, lite=True), "?view=list")
        for name in [name for name in names if PanelData(study).has(name)][:: 1 if lang == "ko" else 3]:
            assert shown(online, served, name, lang) == expected(explorer, name, lang), name
        assert explorer.complaints == []
    assert online.complaints == []
    assert {url.split("/")[2] for url in online.requests if url.startswith("http")} == {
        one.url.split("/")[2] for one in (example, service)
    }


def test_ways_lead_to_pages_of_records_and_numbers_to_the_explorer(online: Watched, example: Service) -> None:
    shown(online, example, "hr-1", "ko")
    page = online.page
    page.get_by_role("link", name="약점1 부서마다 다른 민원 서식").click()
    page.wait_for_selector("html[data-ready=true]", timeout=PATIENCE)
    assert page.url.endswith("/id/hfs-w1?lang=ko")
    page.locator("#panel .number").first.click()
    page.wait_for_url("**/explorer?lang=ko#hfs-w1/**", timeout=PATIENCE)
    assert page.inner_text("#panel h2") != ""


def test_without_scripts_the_page_says_the_statements(example: Service) -> None:
    answer = ask(example.url, "/id/h6-1-1?lang=ko", headers={"Accept": "text/html"})
    assert "<h1>하나로 민원 서식</h1>" in answer.text
    assert '<details class="statements" open>' in answer.text
    assert "부서마다 서식이 달라 같은 것을 두 번 적는다." in answer.text
    page = ask(example.url, "/id/department/%EB%AF%BC%EC%9B%90%EA%B3%BC?lang=ko", headers={"Accept": "text/html"})
    assert 'id="panel"' not in page.text  # the explorer has no panel about it
    assert page.status == 200


def test_the_data_of_a_panel_are_a_part_of_those_of_the_explorer(bundled: Study) -> None:
    panels = PanelData(bundled)
    sizes = {name: len(panels.blocks(name, "ko")["data"]) for name in bundled.graph.items}
    assert max(sizes.values()) < 100_000
