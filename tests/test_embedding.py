"""What may stand in a page: no text of the records and no script can end its element, nothing else may run."""

from __future__ import annotations

import json
from typing import Any

import pytest
from policygraph.graph.study import open_study
from policygraph.pages import embedding
from policygraph.pages.explorer import explorer_page, render_explorer
from policygraph.pages.review import render_review_page, review_page, review_page_data

ENDS = ["</script>", "</SCRIPT >", "<!--"]


@pytest.mark.parametrize("end", ENDS)
def test_no_text_ends_its_block(end: str) -> None:
    text = embedding.embedded_json({"title": f"{end}\u2028<b>&"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text)["title"] == f"{end}\u2028<b>&"


@pytest.mark.parametrize("end", ENDS)
def test_no_script_of_the_explorer_ends_its_element(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer_page, "link", lambda _: f"const title = '{end}';")
    with pytest.raises(ValueError, match="would end its element early"):
        render_explorer(open_study(), lite=True)


@pytest.mark.parametrize("end", ENDS)
def test_no_script_of_the_review_page_ends_its_element(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_page, "link", lambda _: f"const title = '{end}';")
    with pytest.raises(ValueError, match="would end its element early"):
        render_review_page(review_page_data(open_study(), tasks=["b6-1-2"]))


def test_no_style_sheet_ends_its_element(monkeypatch: pytest.MonkeyPatch) -> None:
    read: Any = embedding.read_file
    styled = lambda package, name: "p::after { content: '</style>' }" if name.endswith(".css") else read(package, name)  # noqa: E731
    monkeypatch.setattr(explorer_page, "read_file", styled)
    with pytest.raises(ValueError, match="style sheet holds '</style'"):
        render_explorer(open_study(), lite=True)
