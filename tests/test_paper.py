"""The tabs on A4: printed by the browser, read back as text with the place of every word."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import Opener, Watched
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TABS = ("home", "graph", "list", "matrix", "flow", "roadmap", "money", "gaps", "sources")
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)</word>')
SHEET = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
MARGIN = 30  # points; the page's margin of 12 mm is 34


@pytest.fixture(scope="module")
def page(browser: Browser, bundled: Study, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """The page of the bundled data, opened once."""
    if not shutil.which("pdftotext"):
        pytest.fail("these tests need pdftotext: apt-get install poppler-utils")
    opener = Opener(browser, tmp_path_factory.mktemp("paper"))
    yield opener(render_explorer(bundled, lang="ko"), "?view=home")
    for context in opener.contexts:
        context.close()


def printed(watched: Watched, folder: Path, fragment: str) -> list[tuple[float, list[tuple[float, float, str]]]]:
    """Return the printed sheets of a tab: their width, and each word with its left and right edge, in points."""
    watched.go(fragment)
    path = folder / "tab.pdf"
    watched.page.pdf(path=str(path), prefer_css_page_size=True)
    done = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True, encoding="utf-8")
    return [
        (float(width), [(float(left), float(right), html.unescape(word)) for left, right, word in WORD.findall(words)])
        for width, _, words in SHEET.findall(done.stdout)
    ]


# Boxes to tick do not come onto paper, nor does the head over them.
HEADS = """tab => [...document.querySelectorAll(`#${tab} thead th:not(.worklist :first-child), #${tab} caption`)].filter(one => one.checkVisibility()).map(one => {
    const copy = one.cloneNode(true);
    copy.querySelector(".take")?.remove();
    return copy.textContent;
})"""


def tight(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("tab", TABS)
def test_a_printed_tab_says_what_it_is_and_nothing_is_cut(
    page: Watched, bundled: Study, tmp_path: Path, tab: str
) -> None:
    sheets = printed(page, tmp_path, f"?view={tab}")
    first = tight("".join(word for _, _, word in sheets[0][1]))
    counts = page.page.inner_text("#counts")
    for expected in (
        bundled.title.ko,
        page.page.inner_text(f"#tab-{tab}"),
        bundled.workspace.settings.caveats.notice.ko,
        counts,
    ):
        assert tight(expected) in first
    assert len(first) > 300 or tab in ("graph", "flow")
    everything = tight("".join(word for _, words in sheets for _, _, word in words))
    heads = page.page.evaluate(HEADS, tab)  # as they stand on the screen: a head that is not printed is missed
    assert heads or tab == "graph"
    for head in heads:
        assert [
            word for word in re.split(r"[\s·]+", head) if word not in everything
        ] == []  # heads beside each other break over lines
    for width, words in sheets:
        assert all(left >= MARGIN and right <= width - MARGIN for left, right, _ in words)


def test_a_wide_matrix_goes_on_as_many_tables_as_it_needs(page: Watched, bundled: Study, tmp_path: Path) -> None:
    sheets = printed(page, tmp_path, "kds?view=matrix&by=task&framework=kds")
    text = tight("".join(word for _, words in sheets for _, _, word in words))
    assert text.count(tight("정책 항목 × 과제별")) > 1
    for width, words in sheets:
        assert all(left >= MARGIN and right <= width - MARGIN for left, right, _ in words)
    assert page.page.locator("#matrix table").count() == 1
    serving = {link.task for name in bundled.graph.below("kds") for link in bundled.graph.serving.get(name, ())}
    page.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    heads = page.page.locator("#matrix .upright span").evaluate_all("all => all.map(one => one.title)")
    page.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert len(heads) == len(serving)
    assert all(any(head.endswith(bundled.graph.title(name).ko) for head in heads) for name in serving)


def test_rows_outside_the_window_are_printed_too(page: Watched, bundled: Study, tmp_path: Path) -> None:
    sheets = printed(page, tmp_path, "?view=matrix&unfold=1&by=year&framework=aiap")
    text = tight("".join(word for _, words in sheets for _, _, word in words))
    for name in bundled.graph.below("aiap"):
        assert tight(bundled.graph.title(name).ko)[:8] in text or name == "aiap"


def test_the_graph_is_drawn_on_the_sheets(page: Watched, bundled: Study, tmp_path: Path) -> None:
    sheets = printed(page, tmp_path, "dpg?view=graph&unfold=1")
    words = {word for _, found in sheets for _, _, word in found}
    items = [bundled.graph.items[name] for name in bundled.graph.below("dpg")[1:]]
    drawn = [item for item in items if item.title.ko.split()[0] in words]
    assert len(drawn) == len(items)
    assert len(sheets) > 2
