"""The pages in Firefox: every tab of the explorer and the review page open, answer and complain about nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from firefox import FIREFOX, Firefox
from materials import needs
from page_parts import AXE, TABS
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from policygraph.pages.review import render_review_page
from policygraph.server import Service
from review_data import data_of, reviewable, write_half_reviewed

pytestmark = needs(FIREFOX)

PAINTED = """const done = arguments[arguments.length - 1];
const look = () => performance.getEntriesByName("painted").length ? done(true) : setTimeout(look, 20);
look();"""
THERE = """const [place, done] = arguments;
const look = () => document.querySelector(place) ? done(true) : setTimeout(look, 20);
look();"""
OPENED = """return [document.body.innerText, document.documentElement.scrollWidth <= innerWidth,
    performance.getEntriesByType("resource").map(one => one.name)];"""
FOLLOW = """const [place, done] = arguments;
addEventListener("hashchange", () => setTimeout(() => requestAnimationFrame(() => done(true))), { once: true });
if (location.hash === place) done(true);
location.hash = place;"""
# What a tab shows, and whether the page is wider than its window.
SHOWN = """const view = document.getElementById(arguments[0]);
return [getComputedStyle(view).display !== "none" && !view.hidden, view.textContent.trim().length + view.querySelectorAll("canvas").length,
    document.documentElement.scrollWidth <= innerWidth];"""
RUN_AXE = """const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    done(violations.map(found => [found.id, found.nodes[0].html])), (error) => done(String(error)));"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    browser = Firefox(tmp_path_factory.mktemp("firefox"))
    yield browser
    browser.close()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_tab_of_the_explorer_works(firefox: Firefox, bundled: Study, lang: str) -> None:
    path = firefox.folder / f"explorer-{lang}.html"
    path.write_text(render_explorer(bundled, lang=lang), encoding="utf-8", newline="\n")  # type: ignore[arg-type]
    firefox.open(path.as_uri())
    firefox.later(PAINTED)
    for tab in TABS:
        firefox.later(FOLLOW, f"#?view={tab}&lang={lang}")
        seen, letters, fits = firefox.run(SHOWN, tab)
        assert seen, tab
        assert letters, tab
        assert fits, tab
    firefox.later(FOLLOW, f"#kds-3-3?view=list&lang={lang}")
    assert bundled.graph.title("kds-3-3").get(lang) in firefox.run(
        "return document.querySelector('#panel').textContent"
    )  # type: ignore[arg-type]
    requested = firefox.run("return performance.getEntriesByType('resource').map(one => one.name)")
    assert [name for name in requested if not name.startswith(("data:", "blob:"))] == []
    assert firefox.complaints() == []


def test_axe_finds_nothing_in_firefox(firefox: Firefox, bundled: Study) -> None:
    if not AXE.exists():
        pytest.fail("this test needs axe-core: npm install --prefix build/npm axe-core@4 (dev.sh check does it)")
    path = firefox.folder / "axe.html"
    path.write_text(render_explorer(bundled, lang="ko"), encoding="utf-8", newline="\n")
    firefox.open(path.as_uri())
    firefox.later(PAINTED)
    for place in ("#?view=home", "#?view=flow", "#?view=roadmap"):
        firefox.later(FOLLOW, place)
        firefox.run(AXE.read_text("utf-8"))
        assert firefox.later(RUN_AXE) == [], place


@pytest.mark.parametrize(
    ("path", "ready", "said"),
    [
        ("/?lang=ko", "#rows tbody tr", "체계별 대응률"),
        ("/id/kds-3-3?lang=en", "html[data-ready] #panel h2", "Alignments and evidence"),
        ("/review?lang=ko", ".case-row[aria-current]", "이행과제"),
        ("/nothing?lang=en", ".ways a", "There is nothing"),
    ],
)
def test_the_pages_of_the_service_work(firefox: Firefox, service: Service, path: str, ready: str, said: str) -> None:
    firefox.open(service.url.rstrip("/") + path)
    firefox.later(THERE, ready)
    text, fits, asked = firefox.run(OPENED)
    assert said in text
    assert fits
    assert [name for name in asked if not name.startswith(service.url)] == []
    assert firefox.complaints() == []


def test_the_review_page_takes_a_verdict(firefox: Firefox) -> None:
    root = write_half_reviewed(firefox.folder / "w")
    path = firefox.folder / "review.html"
    path.write_text(render_review_page(data_of(reviewable(root))), encoding="utf-8", newline="\n")
    firefox.open(path.as_uri())
    firefox.later(PAINTED)
    firefox.run("document.getElementById('name').value = '김검토'; document.getElementById('name-begin').click();")
    before = firefox.run("return document.getElementById('progress').getAttribute('aria-valuenow')")
    firefox.run("document.getElementById('accept-2').click();")
    after = firefox.run("return document.getElementById('progress').getAttribute('aria-valuenow')")
    assert int(after) == int(before) + 1
    assert "내 판단대로면" in firefox.run("return document.querySelector('#last .effect').textContent")
    assert firefox.complaints() == []
