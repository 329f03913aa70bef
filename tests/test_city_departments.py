"""Departments of several cities stand on the sheet of departments with their city, and come back from it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from desk_data import small_workspace, workbook_of
from policygraph.sources.importing import import_file
from policygraph.sources.workspace import read_unchecked

NOTED = """departments:
  - {name: {ko: 새벽과, en: Dawn}, city: a, extra: {전화: 1}}
  - {name: {ko: 새벽과, en: Dawn}, city: b, extra: {전화: 2}}
  - {name: 노을과}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = small_workspace(tmp_path / "ws")
    (root / "plans" / "departments.yaml").write_text(NOTED, encoding="utf-8")
    return root


def test_departments_of_two_cities_come_back_as_they_were(root: Path, tmp_path: Path) -> None:
    before = read_unchecked(root)[1].departments
    path = workbook_of(root, tmp_path / "out.xlsx")
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["부서"].iter_rows()]
    assert {"도시 번호", "전화"} <= set(rows[0])
    result = import_file(path, root)
    assert (result.errors, result.changes, result.files) == ((), (), ())
    assert read_unchecked(root)[1].departments == before


def test_a_sheet_without_the_column_of_cities_takes_no_city_away(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "departments.csv"
    path.write_text("부서명,부서명(영문),전화\n노을과,,7\n", encoding="utf-8")
    before = {department.key: department.extra for department in read_unchecked(root)[1].departments}
    assert import_file(path, root, sheet="부서").errors == ()
    after = {department.key: department.extra for department in read_unchecked(root)[1].departments}
    assert after == {**before, "노을과": (("전화", "7"),)}


def test_a_city_is_given_to_a_department_in_its_cell(root: Path, tmp_path: Path) -> None:
    path = workbook_of(root, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(path)
    page = book["부서"]
    heads = {cell.value: cell.column for cell in page[1]}
    row = next(cells[0].row for cells in page.iter_rows() if cells[0].value == "노을과")
    page.cell(row, heads["도시 번호"]).value = "c"
    book.save(path)
    assert import_file(path, root).errors == ()
    assert "c/노을과" in {department.key for department in read_unchecked(root)[1].departments}
