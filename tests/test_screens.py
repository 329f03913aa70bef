"""Every tab in both languages and three widths: nothing overflows, overlaps, complains or asks for anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import Opener, Watched
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from policygraph.records.words import labels

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TABS = ("home", "graph", "list", "matrix", "flow", "roadmap", "money", "gaps", "sources")
SIZES = {400: 860, 1280: 800, 1920: 1080}
# Controls that are seen, cut to what scrolls or clips them, and the pairs of them that lie on each other by more than
# a hair. What scrolls under a row of heads that stays is no fault.
OVERLAPS = """() => {
    const seen = [];
    for (const node of document.querySelectorAll("button, select, input, a[href], summary, h1, #counts, #lead")) {
        if (!node.checkVisibility({ visibilityProperty: true }) || node.closest("thead, .matrix tbody th, .more")) continue;
        let { left, top, right, bottom } = node.getBoundingClientRect();
        for (let up = node.parentElement; up; up = up.parentElement) {
            if (getComputedStyle(up).overflow === "visible") continue;
            const frame = up.getBoundingClientRect();
            [left, top] = [Math.max(left, frame.left), Math.max(top, frame.top)];
            [right, bottom] = [Math.min(right, frame.right), Math.min(bottom, frame.bottom)];
        }
        if (right - left > 2 && bottom - top > 2) seen.push({ node, left, top, right, bottom });
    }
    const name = ({ node }) => `${node.tagName} ${node.id} ${node.textContent.slice(0, 30)}`;
    const found = [];
    for (const [place, one] of seen.entries()) {
        for (const other of seen.slice(place + 1)) {
            const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
            const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
            if (wide > 3 && high > 3 && !one.node.contains(other.node)) found.push([name(one), name(other)]);
        }
    }
    return [seen.length, found];
}"""


# In how many rows the controls stand.
ROWS = "all => new Set(all.map(one => Math.round(one.getBoundingClientRect().top))).size"
# How many lines of the heading there are, and the boxes of the picture that the marker of more to come lies on.
HEADING = "one => Math.round(one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight))"
COVERED = """() => {
    const frame = document.querySelector("#graph").getBoundingClientRect();
    const more = document.querySelector("#graph .more").getBoundingClientRect();
    const across = x => policygraph.place({ x, y: 0 }).x + frame.left;
    return policygraph.scene().boxes.filter(({ x, w }) => across(x - w / 2) < more.right && across(x + w / 2) > more.left).map(({ id }) => id);
}"""


@pytest.fixture(scope="module")
def pages(browser: Browser, bundled: Study, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Watched]]:
    """The page of the bundled data in Korean and in English."""
    opener = Opener(browser, tmp_path_factory.mktemp("screens"))
    yield {lang: opener(render_explorer(bundled, lang=lang), "?view=home") for lang in ("ko", "en")}
    for context in opener.contexts:
        context.close()


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_tab_fits_its_window(pages: dict[str, Watched], tmp_path: Path, lang: str, width: int) -> None:
    watched = pages[lang]
    watched.page.set_viewport_size({"width": width, "height": SIZES[width]})
    shots = set()
    for tab in TABS:
        watched.go(f"?view={tab}")
        watched.page.evaluate("scrollTo(0, 0)")
        shot = watched.page.screenshot(path=str(tmp_path / f"{tab}-{lang}-{width}.jpeg"), type="jpeg", quality=70)
        assert len(shot) > 20_000
        shots.add(shot)
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= width, tab
        seen, overlapping = watched.page.evaluate(OVERLAPS)
        assert overlapping == [], tab
        assert seen > 20
        assert watched.page.locator("#title").evaluate("one => one.scrollHeight <= one.clientHeight + 2"), tab
        assert watched.page.locator("#tabs button").evaluate_all(ROWS) <= (2 if width == 400 else 1), tab
    assert len(shots) == len(TABS)
    assert watched.complaints == []
    assert set(watched.requests) == {watched.address}


@pytest.mark.parametrize("tab", TABS)
def test_no_language_is_left_over(pages: dict[str, Watched], tab: str) -> None:
    english, korean = pages["en"], pages["ko"]
    for watched in (english, korean):
        watched.page.set_viewport_size({"width": 1280, "height": 800})
        watched.go(f"?view={tab}")
    own = "header, .filters, #tabs, #lead, #view-tools, #graph-tools, .legend, #panel h3, #panel dt, thead th, caption, main h3"
    script = "(own) => [...document.querySelectorAll(own)].filter(one => one.checkVisibility()).map(one => one.innerText).join('\\n')"
    titles = {"list", "matrix", "home", "sources"}  # their heads hold titles of records
    said = english.page.evaluate(script, own)
    assert "한국어" in said
    left = [line for line in said.replace("한국어", "").splitlines() if any("가" <= letter <= "힣" for letter in line)]
    assert left == [] or tab in titles
    words = korean.page.evaluate(script, own)
    for code in labels("technology").values():
        words = words.replace(code.ko, "")  # one of them holds an abbreviation
    known = {"English", "id", "PNG", "CSV", "Enter", "Esc", "Tab", "AI", "AX", "Core", "HHI"}
    foreign = [
        word
        for line in words.splitlines()
        for word in "".join(letter if letter.isascii() and letter.isalpha() else " " for letter in line).split()
        if len(word) > 2 and word not in known
    ]
    assert foreign == [] or tab in titles


def test_the_heading_keeps_its_room_beside_the_panel(pages: dict[str, Watched]) -> None:
    for watched in pages.values():
        watched.page.set_viewport_size({"width": 1280, "height": 800})
        watched.go("b6?view=graph")
        assert watched.page.locator("#view-title").evaluate(HEADING) <= 2


def test_the_marker_of_more_to_come_lies_on_no_box(pages: dict[str, Watched]) -> None:
    watched = pages["ko"]
    watched.page.set_viewport_size({"width": 1280, "height": 800})
    watched.go("?view=graph")
    assert watched.page.locator("#graph .more").is_visible()
    assert watched.page.evaluate(COVERED) == []


def test_controls_that_lie_on_each_other_are_found(pages: dict[str, Watched]) -> None:
    watched = pages["ko"]
    watched.go("?view=home")
    watched.page.evaluate("document.querySelector('#print').style.translate = '40px 0'")
    _, overlapping = watched.page.evaluate(OVERLAPS)
    watched.page.evaluate("document.querySelector('#print').style.translate = ''")
    assert overlapping


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_three_quarters_of_an_office_laptop_are_content(pages: dict[str, Watched], lang: str) -> None:
    """Between bar and tabs above and the line below; title, scope and lead taken off too, seven tenths are left."""
    page = pages[lang].page
    page.set_viewport_size({"width": 1366, "height": 768})
    heads = []
    for tab in (*TABS, "decide", "changes"):
        pages[lang].go(f"?view={tab}")
        heads.append(page.inner_text("#view-title"))
        main, view = (page.locator(place).bounding_box() for place in ("main", f"#{tab}"))
        assert main is not None
        assert view is not None
        assert main["height"] >= 0.75 * 768, tab
        assert view["height"] >= 0.7 * 768, tab
    assert len(set(heads)) == len(heads)
    assert sum("Overview" in head or "한눈에" in head for head in heads) == 1


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_card_of_evidence_fits_one_screen(pages: dict[str, Watched], bundled: Study, lang: str) -> None:
    """Those of the tasks whose alignments say most, beside the table on an office laptop."""
    page = pages[lang].page
    page.set_viewport_size({"width": 1366, "height": 768})
    most = sorted(bundled.graph.alignments, key=lambda link: -len(link.why.get(lang) + "".join(link.evidence)))  # type: ignore[arg-type]
    for name in list(dict.fromkeys(link.task for link in most))[:4]:
        pages[lang].go(f"{name}?view=list")
        heights = page.locator("#panel .alignment").evaluate_all("cards => cards.map(card => card.offsetHeight)")
        assert len(heights) == len(bundled.graph.serves[name])
        judged = page.locator("#panel .alignment").all_inner_texts()
        assert all("판단: " in words or "Judged by: " in words for words in judged)
        assert max(heights) <= page.evaluate("document.querySelector('#panel').clientHeight"), name
