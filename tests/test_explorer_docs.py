"""The page of documentation about the explorer names every tab, filter, button and box that the page has, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from policygraph import pages
from policygraph.pages.explorer import explorer_page
from policygraph.pages.page_words import page_words

DOCS = (Path(__file__).parents[1] / "docs" / "explorer.md").read_text("utf-8")
EXPLORER = Path(pages.__file__).parent / "explorer"
TEMPLATE = (EXPLORER / "explorer.html.j2").read_text("utf-8")
SCRIPTS = "\n".join(path.read_text("utf-8") for path in sorted(EXPLORER.glob("*.js")))
FILTERS = re.findall(r'"(\w+)"', re.search(r"for name in \[(.*?)\]", TEMPLATE).group(1))  # type: ignore[union-attr]
CONTROLS = {
    *explorer_page.VIEWS,
    *FILTERS,
    *re.findall(r'<button [^>]*data-(?:text|label)="(\w+)"', TEMPLATE.partition("<dialog")[0]),
    *(f"option_{name}" for name in re.findall(r'\boptionBox\("(\w+)"', SCRIPTS)),
    *(f"tool_{name}" for name in re.findall(r'\btool\("(\w+)"', SCRIPTS)),
    *("choose", "chooseAll", "search", "foldPanel", "unfold", "fold", "copyTable", "xlsx"),  # whose words scripts write
}


def test_the_controls_were_found() -> None:
    assert {"technology", "addressee", "option_by", "tool_swap", "pngSlide", "copyLink", "decide"} <= CONTROLS


@pytest.mark.parametrize("name", sorted(CONTROLS))
def test_every_control_is_named(name: str) -> None:
    korean, english = page_words("explorer")["texts"][name]
    assert korean in DOCS
    assert english in DOCS


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_stands_in_the_table_of_filters(name: str) -> None:
    table = DOCS.partition('<a id="filters"></a>')[2].partition("\n## ")[2].partition("\n## ")[0]
    korean, english = page_words("explorer")["texts"][name]
    assert f"\n| {korean} · {english} |" in table
