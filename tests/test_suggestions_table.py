"""Suggestions as a table that comes back, own columns that show, files of other programs. City and plan are made up."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from entry_data import TASKS, city, enter
from policygraph import open_study
from policygraph.cli import cli
from policygraph.pages.explorer.explorer_data import explorer_data
from policygraph.sources.importing import import_file
from policygraph.sources.workspace import read_workspace


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = city(tmp_path_factory.mktemp("table") / "garam", ["kds"])
    rows = [
        {"공식 번호": str(number), "제목": title, "담당자": f"담당 {number}"} for number, title in enumerate(TASKS, 1)
    ]
    assert enter(folder, 이행과제=rows).errors == ()
    return folder


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_suggestions_of_several_tasks_are_one_table_that_import_takes_as_proposals(
    root: Path, tmp_path: Path, lang: str
) -> None:
    path = tmp_path / "candidates.csv"
    words = ["suggest", "plan-1", "plan-3", "-w", str(root), "--top", "2", "-f", "csv", "-o", str(path), "--lang", lang]
    assert CliRunner().invoke(cli, words, catch_exceptions=False).exit_code == 0
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 5
    assert TASKS[0] in lines[1]
    assert TASKS[2] in lines[4]
    result = import_file(path, root, dry_run=True)
    assert result.errors == ()
    assert {(change.action, change.kind) for change in result.changes} == {("added", "alignment")}
    assert len(result.changes) == 4
    assert not {issue.code for issue in result.issues} - {
        "W80",
        "R42",
    }  # no state comes along; the framework is not assessed as a whole


def test_imported_suggestions_are_proposals_with_their_reasons(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "candidates.csv"
    words = ["suggest", "plan-2", "-w", str(root), "--top", "1", "-f", "csv", "-o", str(path), "--lang", "ko"]
    CliRunner().invoke(cli, words, catch_exceptions=False)
    assert import_file(path, root).written
    [link] = [link for link in read_workspace(root).corpus.alignments if link.task == "plan-2"]
    assert (link.state, link.method) == ("proposed", "suggested")
    assert link.confidence is not None
    assert link.why.ko


def test_own_columns_show_in_show_and_in_the_panel(root: Path) -> None:
    told = CliRunner().invoke(cli, ["show", "plan-1", "-w", str(root), "--lang", "ko"], catch_exceptions=False).stdout
    assert "담당자" in told
    assert "담당 1" in told
    data = json.loads(
        CliRunner().invoke(cli, ["show", "plan-1", "-w", str(root), "-f", "json"], catch_exceptions=False).stdout
    )
    assert "담당 1" in json.dumps(data, ensure_ascii=False)
    assert '"own": [["담당자", "담당 1"]]' in json.dumps(explorer_data(open_study(root)), ensure_ascii=False)


def test_an_opendocument_file_is_refused_for_what_it_is(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office/>")
    result = import_file(path, root)
    assert [issue.code for issue in result.errors] == ["W73"]
    assert ".ods" in result.errors[0].message.ko
