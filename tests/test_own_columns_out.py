"""Columns of one's own leave the program in each export that holds whole records."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from desk_data import edited, small_workspace, workbook_of
from policygraph import open_study
from policygraph.graph.export import EXPORTS, RECORD_EXPORTS, export
from policygraph.graph.study import Study
from policygraph.sources.importing import import_file


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A workspace in which a task and an alignment have a column of their own each."""
    folder = tmp_path_factory.mktemp("own")
    root = small_workspace(folder / "ws")

    def edit(book: openpyxl.Workbook) -> None:
        for sheet, name in (("이행과제", "담당자"), ("연계", "검토 회의")):
            page = book[sheet]
            place = max(cell.column for cell in page[1] if cell.value) + 1
            page.cell(1, place).value, page.cell(3, place).value = name, f"{name} 값"

    path = edited(workbook_of(root, folder / "a.xlsx"), edit, folder / "b.xlsx")
    assert import_file(path, root).errors == ()
    return open_study(root)


@pytest.mark.parametrize("ending", ["ttl", "trig", "nq", "jsonld"])
def test_rdf_holds_own_columns_of_every_record(ending: str, study: Study) -> None:
    text = export(study, ending).decode("utf-8")
    assert "담당자 값" in text
    assert "검토 회의 값" in text


def test_a_workbook_holds_own_columns_on_their_sheets(study: Study) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(study, "xlsx")))
    for sheet, name in (("이행과제", "담당자"), ("연계", "검토 회의")):
        heads = {cell.value: cell.column for cell in book[sheet][1]}
        assert book[sheet].cell(3, heads[name]).value == f"{name} 값"


def test_a_mapping_set_holds_own_columns_of_alignments(study: Study) -> None:
    text = export(study, "sssom.tsv").decode("utf-8")
    assert "검토 회의 값" in text
    assert "담당자 값" not in text


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
def test_formats_of_graph_tools_hold_kinds_and_titles_alone(ending: str, study: Study) -> None:
    assert "담당자 값" not in export(study, ending).decode("utf-8")


def test_each_ending_is_told_of() -> None:
    told = {"ttl", "trig", "nq", "jsonld", "xlsx", "sssom.tsv", "graphml", "gexf"}
    assert {*EXPORTS, *RECORD_EXPORTS} == told
    page = (Path(__file__).parent.parent / "docs" / "workbook.md").read_text(encoding="utf-8")
    chapter = page.partition("### 내가 더한 열")[2].partition("\n### ")[0]
    assert all(f"`{ending}`" in chapter for ending in told)
