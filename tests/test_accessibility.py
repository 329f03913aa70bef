"""What the self-check of accessibility says, checked: skip links, keys that can be turned off, sizes, help, axe on all pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import FOLLOW, SETTLED, Opener, Watched, load, new_context
from page_parts import AXE, RUN_AXE, TABS
from policygraph.graph.study import Study
from policygraph.ontology.question_files import read_questions
from policygraph.pages.explorer import render_explorer
from policygraph.pages.review import render_review_page
from policygraph.server import Service
from review_data import data_of, reviewable, write_half_reviewed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGE = (Path(__file__).parents[1] / "docs" / "accessibility.md").read_text("utf-8")
PARTS = {"5": 9, "6": 15, "7": 7, "8": 2}  # how many items each principle of KWCAG 2.2 has
LEAST = 6 * 96 / 25.4  # CSS pixels of 6 mm
# Controls and links whose diagonal is under 6 mm.
SMALL = """least => [...document.querySelectorAll("button, select, input, textarea, summary, a[href]")].flatMap(one => {
    const { width, height } = one.getBoundingClientRect();
    if (!one.checkVisibility({ visibilityProperty: true }) || one.closest(".unseen, canvas") || !width) return [];
    return Math.hypot(width, height) >= least ? [] : [one.outerHTML.slice(0, 120)];
})"""
ACTIVE = "[document.activeElement.id, document.activeElement.tagName]"
SERVED = ("/?lang={}", "/questions/who-serves?item=kds-3-3&lang={}", "/id/b6-1-1?lang={}", "/id/kds?lang={}", "/nothing?lang={}", "/explorer?lang={}", "/review?lang={}")  # fmt: skip


def test_all_items_of_the_guidelines_are_answered() -> None:
    rows = re.findall(r"^\| (\d\.\d\.\d) \| ([^|]+) \| (지킴|해당 없음|예외 있음) \| ([^|]+) \|$", PAGE, re.MULTILINE)
    numbers = [number for number, *_ in rows]
    assert numbers == sorted(set(numbers))
    assert {part: sum(number.startswith(part) for number in numbers) for part in PARTS} == PARTS
    assert len(re.findall(r"^\d\. \*\*", PAGE, re.MULTILINE)) >= sum(result == "예외 있음" for *_, result, _ in rows)


@pytest.fixture(scope="module")
def explorer(pages: Opener, bundled: Study) -> Watched:
    return pages(render_explorer(bundled, lang="ko"), "?view=home")


@pytest.fixture(scope="module")
def review(pages: Opener, tmp_path_factory: pytest.TempPathFactory) -> Page:
    root = write_half_reviewed(tmp_path_factory.mktemp("review") / "w")
    page = pages(render_review_page(data_of(reviewable(root)))).page
    page.fill("#name", "김검토")
    page.click("#name-begin")
    return page


@pytest.fixture
def served(browser: Browser, service: Service) -> Iterator[Callable[[str], Page]]:
    """Opens pages of the service; none of them may ask anybody else for anything, nor complain."""
    context = new_context(browser, bypass_csp=True, viewport={"width": 1280, "height": 800})
    strangers: list[str] = []
    complaints: list[str] = []

    def visit(path: str) -> Page:
        page = context.new_page()
        page.on(
            "request",
            lambda sent: (
                strangers.append(sent.url) if not sent.url.startswith((service.url, "data:", "blob:")) else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(f"{path}: {error}"))
        if not path.startswith("/nothing"):  # the browser itself reports the 404 that was meant
            page.on("console", lambda said: complaints.append(f"{path}: {said.text}") if said.type == "error" else None)
        address = service.url.rstrip("/") + path
        if path.startswith(("/explorer", "/review")):
            load(page, address)
        else:
            page.goto(address)
        return page

    yield visit
    context.close()
    assert strangers == []
    assert complaints == []


def test_the_first_stop_of_the_keyboard_leads_past_the_bar(explorer: Watched, review: Page) -> None:
    explorer.open("?view=gaps")
    for page in (explorer.page, review):
        address = page.url
        assert (
            page.evaluate("document.querySelector('a[href], button, input, select, textarea, [tabindex]').id") == "skip"
        )
        page.focus("#skip")
        assert page.locator("#skip").bounding_box()["y"] >= 0  # type: ignore[index]
        page.keyboard.press("Enter")
        assert page.evaluate(ACTIVE) == ["content", "MAIN"]
        assert page.url == address


@pytest.mark.parametrize("path", SERVED[:3])
def test_the_pages_of_the_service_have_the_same_way_past_the_bar(served: Callable[[str], Page], path: str) -> None:
    page = served(path.format("ko"))
    page.wait_for_selector("#skip", state="attached")
    page.keyboard.press("Tab")
    assert page.evaluate(ACTIVE) == ["skip", "A"]


def test_single_keys_can_be_turned_off_for_good(explorer: Watched) -> None:
    page = explorer.open("?view=home")
    page.keyboard.press("?")
    page.uncheck("#shortcuts-on")
    page.keyboard.press("Escape")
    for key in ("?", "/"):
        page.keyboard.press(key)
        assert not page.is_visible("#help-text")
        assert page.evaluate("document.activeElement.id") != "query"
    page = explorer.open("?view=home")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "query"
    page.click("#help")
    page.check("#shortcuts-on")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "query"


def test_controls_are_large_enough(explorer: Watched, review: Page) -> None:
    for tab in TABS:
        explorer.go(f"?view={tab}")
        assert explorer.page.evaluate(SMALL, LEAST) == [], tab
    explorer.go("kds?view=home")  # the panel is open
    assert explorer.page.evaluate(SMALL, LEAST) == []
    assert review.evaluate(SMALL, LEAST) == []


@pytest.mark.parametrize("path", SERVED[:5])
def test_controls_of_the_service_are_large_enough(served: Callable[[str], Page], path: str) -> None:
    page = served(path.format("ko"))
    if path.startswith(("/?", "/questions")):
        page.wait_for_selector("#rows tbody tr")
    assert page.evaluate(SMALL, LEAST) == []


def test_bars_of_review_and_service_keep_their_ink_in_the_colours_of_the_system(
    review: Page, served: Callable[[str], Page]
) -> None:
    home = served("/?lang=ko")
    home.wait_for_selector("#rows .share rect")
    for page, part, ink in ((review, "#done", "backgroundColor"), (home, "#rows .share rect", "fill")):
        page.emulate_media(forced_colors="active")
        colour = f"one => getComputedStyle(one).{ink}"
        text = page.evaluate("getComputedStyle(document.body).color")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert page.locator(part).first.evaluate(colour) == text != ground
        page.emulate_media(forced_colors="none")


def test_help_stands_in_the_bar_of_every_page_with_the_same_glossary(
    explorer: Watched, review: Page, served: Callable[[str], Page]
) -> None:
    explorer.open("?view=home")
    home = served("/?lang=ko")
    home.wait_for_selector("html[data-ready]", state="attached")
    said = set()
    for page in (explorer.page, review, home):
        page.click(".top #help")
        said.add(page.inner_text("#glossary"))
        page.keyboard.press("Escape")
    assert len(said) == 1
    assert "연계" in said.pop()
    record = served("/id/b6-1-1?lang=ko")
    record.click(".top #help")
    record.wait_for_selector("#help-text[open]")


def test_every_first_screen_says_how_far_as_of_when_and_what_to_do(
    explorer: Watched, review: Page, served: Callable[[str], Page]
) -> None:
    """What a person sees who has never been there: the figures, their day, and what can be pressed next."""
    explorer.open("?view=home")
    home = served("/?lang=ko")
    home.wait_for_selector("#rows tbody tr")
    for page, place, figures, press in (
        (explorer.page, "#scope", r"약속 항목 \d+개 가운데 \d+개에 과제가 있고", "해야 할 일"),
        (review, "#stated", r"판단 \d+ / 전체 \d+건", "수락"),
        (home, "#stated", r"\d+%", "답 보기"),
    ):
        text = page.inner_text("body")
        assert re.search(figures, text)
        assert press in text
        assert re.search(r"범위: .*기준일 \d{4}-\d\d-\d\d", page.inner_text(place))
        box, height = page.locator(place).bounding_box(), page.evaluate("innerHeight")
        assert box is not None
        assert box["y"] + box["height"] <= height


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("path", SERVED)
def test_axe_finds_nothing_on_the_pages_of_the_service(served: Callable[[str], Page], path: str, lang: str) -> None:
    _need_axe()
    page = served(path.format(lang))
    if path.startswith(("/?", "/questions")):
        page.wait_for_selector("#rows tbody tr")
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(RUN_AXE, True) == []
    if path.startswith("/?"):
        page.click("#help")
        assert page.evaluate(RUN_AXE, True) == []
        page.keyboard.press("Escape")
        page.fill("#find", "AI")
        assert page.evaluate(RUN_AXE, True) == []


def test_axe_finds_nothing_in_the_colours_of_the_english_explorer(pages: Opener, bundled: Study) -> None:
    _need_axe()
    path = pages.folder / "axe-en.html"
    path.write_text(render_explorer(bundled, lang="en"), encoding="utf-8", newline="\n")
    context = new_context(pages.browser, offline=True, bypass_csp=True, viewport={"width": 1366, "height": 768})
    pages.contexts.append(context)
    page = context.new_page()
    load(page, path.as_uri())
    page.evaluate(AXE.read_text("utf-8"))
    for tab in ("home", "flow", "roadmap", "gaps", "decide", "changes"):
        page.evaluate(FOLLOW, f"?view={tab}&lang=en&plan=b6")
        page.evaluate(SETTLED)
        assert page.evaluate(RUN_AXE, True) == [], tab
    page.click("#help")
    assert page.evaluate(RUN_AXE, True) == []


def _need_axe() -> None:
    if not AXE.exists():
        pytest.fail("this test needs axe-core: npm install --prefix build/npm axe-core@4 (dev.sh check does it)")


def test_the_bar_of_the_service_fits_a_narrow_window(served: Callable[[str], Page]) -> None:
    """In English too, where the titles are long: the name of the study stands in lines, not in letters."""
    for path in SERVED[:4]:
        page = served(path.format("en"))
        page.set_viewport_size({"width": 400, "height": 860})
        assert page.evaluate("document.querySelector('.top').getBoundingClientRect().height") < 140
        assert page.evaluate("document.documentElement.scrollWidth") <= 400


@pytest.mark.parametrize(("lang", "words"), [("ko", "없습니다"), ("en", "There is nothing")])
def test_a_refusal_is_said_in_the_language_of_the_address(served: Callable[[str], Page], lang: str, words: str) -> None:
    assert words in served(f"/nothing?lang={lang}").inner_text("h1")


def test_a_bar_of_the_page_of_a_record_is_painted(served: Callable[[str], Page]) -> None:
    page = served("/id/kds?lang=ko")
    page.wait_for_selector(".big .bar .floor", state="attached")
    ink = "parts => parts.map(one => getComputedStyle(one)).map(one => `${one.backgroundColor} ${one.backgroundImage}`)"
    assert len(set(page.eval_on_selector_all(".big .bar, .big .bar .floor, .big .bar .ceiling", ink))) == 3


def test_ways_lead_from_every_served_page_to_the_others(served: Callable[[str], Page]) -> None:
    found: dict[str, Any] = {}
    for path in ("/?lang=en", "/explorer?lang=en", "/review?lang=en", "/id/kds?lang=en", "/nothing?lang=en"):
        page = served(path)
        page.wait_for_selector(".ways a")
        found[path] = page.eval_on_selector_all(".ways a", "ways => ways.map(way => way.getAttribute('href'))")
        current = page.eval_on_selector_all(".ways [aria-current]", "ways => ways.map(way => way.getAttribute('href'))")
        assert current == ([path] if path not in ("/id/kds?lang=en", "/nothing?lang=en") else [])
    assert {tuple(ways) for ways in found.values()} == {("/explorer?lang=en", "/review?lang=en", "/?lang=en")}


def test_a_case_of_the_served_review_leads_to_both_records_in_the_explorer(served: Callable[[str], Page]) -> None:
    page = served("/review?lang=en")
    page.wait_for_selector(".end a[href^='/explorer']")
    places = page.eval_on_selector_all(".end a[href^='/explorer']", "ways => ways.map(way => way.getAttribute('href'))")
    shown = str(page.get_attribute(".case-row[aria-current]", "data-focus")).split(" ")
    assert places == [f"/explorer?lang=en#{identifier}" for identifier in shown]
    page.click(".end.item a[href^='/explorer']")
    page.wait_for_selector("#panel h2")


def test_pages_in_files_have_no_ways_that_lead_nowhere(explorer: Watched, review: Page) -> None:
    assert explorer.page.locator(".ways").count() == 0
    assert review.locator(".ways, .end a[href^='/explorer']").count() == 0


def test_what_a_page_of_the_service_finds_leads_to_records_and_to_the_explorer(served: Callable[[str], Page]) -> None:
    page = served("/?lang=ko")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.fill("#find", "(지능형)인공지능 행정혁신")
    assert page.locator("#questions .records a[href^='/id/b6-1?']").count() == 1
    page.fill("#find", "ㅈㄴㅎ")
    assert page.locator("#questions .records a[href^='/id/']").count() > 0
    page.fill("#find", "블록체인")
    page.click("#questions .records a[href^='/explorer']")
    page.wait_for_selector("#results li")
    assert page.input_value("#query") == "블록체인"


def test_questions_stand_in_groups(served: Callable[[str], Page]) -> None:
    page = served("/?lang=ko")
    page.wait_for_selector("html[data-ready]", state="attached")
    heads = page.locator("#questions h2").all_inner_texts()
    assert heads[:3] == ["대응", "공백", "조사·진단과 요구사항"]
    assert "작업 폴더의 질문" not in heads
    names = page.eval_on_selector_all("#questions button", "ones => ones.map(one => one.dataset.name)")
    assert sorted(names) == sorted(read_questions())
