"""The page's tab on changes: what `compare` answers, for documents that succeed each other or two editions that were chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from command_line import run_inside
from policygraph import Study
from policygraph.pages.explorer import render_explorer
from policygraph.pages.explorer.change_data import change_data
from workspaces import FRAMEWORK_YAML, study_of, write_workspace

REWORDED = FRAMEWORK_YAML.replace("하나의 하나", "하나의 하나 확대")


def test_the_tab_shows_what_succeeds_what_as_the_command_compares_it(bundled: Study) -> None:
    (found,) = change_data(bundled)["changes"]
    compared = bundled.compare("bmg", "bmg9")
    sizes = [len(table["rows"]) for table in found["tables"]]
    assert sizes[2:4] == [len(compared.matching.changed), len(compared.judgements)]
    assert [row[:2] for row in found["tables"][0]["rows"]] == [[["신설", "added"], "38"], [["삭제", "removed"], "130"]]
    assert any("2026-06-30" in line[0] for line in found["foot"])


def test_two_editions_may_be_chosen_and_nothing_to_compare_is_said(tmp_path: Path, pages: Callable[..., Any]) -> None:
    root = write_workspace(tmp_path / "w")
    (tmp_path / "next.yaml").write_text(REWORDED, encoding="utf-8")
    study = study_of(root)
    assert change_data(study) == {"changes": []}
    empty = pages(render_explorer(study, lang="ko"), "?view=changes")
    assert "explore --compare" in empty.page.inner_text("#changes")
    opened = pages(
        render_explorer(study, lang="ko", change=study.compare("f", str(tmp_path / "next.yaml"))), "?view=changes"
    )
    shown = opened.page.inner_text("#changes")
    for words in ("문구 변경", "하나의 하나 → 하나의 하나 확대 (제목)", "재검토 필요", "정책이 바뀐 몫 0"):
        assert words in shown, words
    opened.page.click("#changes td button >> text=p-1")
    assert opened.page.locator("h2 >> text=과제 하나").count() >= 1
    assert run_inside("explore", "--compare", "f", "next.yaml", "-w", "w", "-o", "e.html", cwd=tmp_path).code == 0
    assert "하나의 하나 확대" not in render_explorer(study, lang="ko")
