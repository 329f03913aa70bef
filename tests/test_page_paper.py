"""The page on paper: every sheet says what it shows, its scope and day and its number; nothing there only works on a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from browser import MARGINS, Opener, Watched
from page_parts import TABS
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from policygraph.records.values import Text

SEEN_BUTTONS = """() => [...document.querySelectorAll("button, a[href^='#'], input")]
    .filter(one => one.checkVisibility() && !one.textContent.trim().match(/./u))
    .map(one => one.outerHTML)"""


@pytest.fixture(scope="module")
def page(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data, opened once and shown as on paper."""
    watched = pages(render_explorer(bundled, lang="ko"), "?view=home")
    watched.page.emulate_media(media="print")
    return watched


@pytest.mark.parametrize("tab", TABS)
def test_every_sheet_says_its_scope_its_day_and_its_number(page: Watched, tab: str) -> None:
    page.go(f"?view={tab}&plan=b6")
    margins = page.page.evaluate(MARGINS)
    said = page.page.evaluate("() => document.getElementById('scope').textContent")
    plain = margins.replace("\\", "")
    assert "counter(page)" in margins
    assert said.split(": ", 1)[1].split(" (")[0].split("(")[0] in plain
    assert page.page.inner_text("#view-title").split(":")[0] in plain
    assert page.page.evaluate(SEEN_BUTTONS) == []  # no sign that can only be pressed
    for gone in (".search", ".tools", ".tabs", ".take", ".gap-actions"):
        assert page.page.locator(gone).locator("visible=true").count() == 0


def test_heads_of_columns_are_no_buttons_on_paper(page: Watched) -> None:
    page.go("?view=home")
    shown = "found => found.map(one => getComputedStyle(one).display)"
    assert set(page.page.eval_on_selector_all("#home thead .sort", shown)) == {"contents"}


def test_a_source_shows_its_address_on_paper(page: Watched) -> None:
    page.go("kds/links,kds?view=list")
    link = page.page.locator("#panel .card a[href^=http]").first
    content = link.evaluate("one => getComputedStyle(one, '::after').content")
    assert content == f'" <{link.get_attribute("href")}>"'


def test_a_title_cannot_break_out_of_the_margin(open_page: Opener, bundled: Study) -> None:
    hostile = 'a"; } body { display: none } /* \\ \n </style> @import url(http://example.org/x)'
    study = Study(replace(bundled.workspace, settings=replace(bundled.workspace.settings, title=Text(hostile, ""))))
    watched = open_page(render_explorer(study, lang="ko"), "?view=home")
    rules = watched.page.evaluate(
        "() => document.adoptedStyleSheets.flatMap(one => [...one.cssRules]).map(one => one.constructor.name)"
    )
    assert rules == ["CSSPageRule"]
    assert watched.page.is_visible("#home")
    assert watched.complaints == []
