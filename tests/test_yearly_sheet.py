"""The wide sheet of money: out and back without a change, edits by year and fund, tables that others made, derived totals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from entry_data import TASKS, city, codes, enter, tasks
from policygraph.records.kinds import Budget, YearNote
from policygraph.sources.formats.workbook.yearly_sheet import year_and_fund
from policygraph.sources.formats.workbook.yearly_writer import write_yearly
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.workspace import read_workspace

M = 1_000_000
NAME = "연차별 예산"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A city with four tasks: money by fund and year, a total above its years, a total alone, none."""
    folder = city(tmp_path / "ws")
    rows: list[dict[str, Any]] = [
        {"과제 id": TASKS[0], "연도": 2026, "국비": 300 * M, "시비": 200 * M},
        {"과제 id": TASKS[0], "연도": 2027, "시비": 50 * M, "금액의 범위": "잠정"},
        {"과제 id": TASKS[1], "금액(원)": 100 * M, "금액의 범위": "총사업비", "예산 구분": "시비"},
        {"과제 id": TASKS[1], "연도": 2026, "금액(원)": 40 * M},
        {"과제 id": TASKS[2], "금액(원)": 70 * M},
    ]
    done = enter(folder, 이행과제=[{"제목": name} for name in TASKS[:4]], 예산=rows)
    assert done.errors == ()
    return folder


def written(root: Path, name: str = "money.xlsx") -> Path:
    found = read_workspace(root)
    path = root.parent / name
    path.write_bytes(write_yearly(found.corpus, found.settings))
    return path


def edited(path: Path, cells: dict[tuple[str, str], Any]) -> Path:
    """Write *cells*, by title of the task and header (without its unit), as a planner would."""
    book = openpyxl.load_workbook(path)
    page = book[NAME]
    columns = {str(cell.value).split("(")[0]: cell.column for cell in page[1]}
    rows = {row[1].value: row[1].row for row in page.iter_rows(min_row=3)}
    for (task, header), value in cells.items():
        page.cell(rows[task], columns[header]).value = value
    book.save(path)
    return path


def budgets(root: Path) -> dict[str, Budget | None]:
    return {title: item.budget for title, item in tasks(root).items()}


def test_out_and_back_changes_nothing(root: Path) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    done = import_file(written(root), root)
    assert done.errors == ()
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


def test_the_sheet_counts_in_millions_and_derives_totals(root: Path) -> None:
    page = openpyxl.load_workbook(written(root), data_only=True)[NAME]
    heads = [cell.value for cell in page[1]]
    assert heads[:2] == ["과제 id", "과제명"]
    assert heads[2:6] == ["2026년 국비(백만원)", "2026년 시비(백만원)", "2026년 구·군비(백만원)", "2026년 민자(백만원)"]
    rows = {row[1]: dict(zip(heads, row, strict=True)) for row in page.iter_rows(min_row=3, values_only=True)}
    assert rows[TASKS[0]]["2026년 계(백만원)"] == 500
    assert rows[TASKS[0]]["합계(백만원)"] == 550
    assert rows[TASKS[1]]["합계(백만원)"] == 100
    assert not rows[TASKS[3]]["합계(백만원)"]  # unknown is empty, not 0


def test_edits_by_year_and_fund_come_back_and_the_rest_stays(root: Path) -> None:
    path = edited(
        written(root),
        {
            (TASKS[0], "2026년 국비"): 350,
            (TASKS[1], "2027년 시비"): 60,
            (TASKS[3], "2026년 민자"): "비예산",
            (TASKS[3], "2027년 시비"): "-",
        },
    )
    done = import_file(path, root)
    assert done.errors == ()
    found = budgets(root)
    assert found[TASKS[0]] == Budget(
        years=((2026, 550 * M), (2027, 50 * M)),
        year_notes=(
            YearNote(2026, funds=(("national", 350 * M), ("city", 200 * M))),
            YearNote(2027, "잠정", funds=(("city", 50 * M),)),
        ),
    )
    second = found[TASKS[1]]
    assert second is not None
    assert (second.krw, second.kind, second.scope) == (100 * M, "city", "총사업비")
    assert second.years == ((2026, 40 * M), (2027, 60 * M))
    assert found[TASKS[3]] == Budget(years=((2026, 0),), year_notes=(YearNote(2026, funds=(("private", 0),)),))


def test_a_total_that_follows_is_not_stored_and_one_that_differs_is_named(root: Path) -> None:
    path = edited(written(root), {(TASKS[3], "2026년 시비"): 10, (TASKS[3], "합계"): 10})
    assert import_file(path, root).errors == ()
    third = budgets(root)[TASKS[3]]
    assert third is not None
    assert third.krw is None
    assert third.total == 10 * M
    done = import_file(edited(written(root), {(TASKS[3], "합계"): 25}), root)
    assert "W104" in codes(done)
    done = import_file(edited(written(root), {(TASKS[3], "합계"): 5}), root)
    assert "W41" in codes(done)
    done = import_file(edited(written(root), {(TASKS[3], "2026년 계"): 90}), root)
    assert "W78" in codes(done)


@pytest.mark.parametrize(("unit", "won"), [("원", 1), ("천원", 10**3), ("억원", 10**8)])
def test_the_unit_of_the_header_is_obeyed(root: Path, unit: str, won: int) -> None:
    path = edited(written(root), {(TASKS[3], "2026년 시비"): 7, (TASKS[3], "2027년 시비"): "3백만원"})
    book = openpyxl.load_workbook(path)
    for cell in book[NAME][1]:
        cell.value = str(cell.value).replace("백만원", unit)
    book.save(path)
    found = import_file(path, root, dry_run=True)
    [city_money] = [fields for change in found.changes if change.name == "plan-n4" for fields in change.fields]
    assert city_money == (
        "budget",
        None,
        {"years": {2026: {"funds": {"city": 7 * won}}, 2027: {"funds": {"city": 3 * M}}}},
    )


def test_an_amount_beyond_what_a_bare_number_may_be_is_written_in_won(root: Path) -> None:
    path = edited(written(root), {(TASKS[3], "2026년 시비"): "25조 7,106억 2,637만 278원"})
    assert import_file(path, root).errors == ()
    before = budgets(root)
    again = written(root)
    assert openpyxl.load_workbook(again)[NAME]["C1"].value == "2026년 국비(원)"
    assert import_file(again, root).errors == ()
    assert budgets(root) == before


def test_a_negative_amount_is_refused_with_its_cell(root: Path) -> None:
    before = budgets(root)
    done = import_file(edited(written(root), {(TASKS[0], "2027년 시비"): "△50"}), root)
    [problem] = done.errors
    assert (problem.where.sheet, problem.where.path) == (NAME, "2027년 시비")
    assert problem.value == "△50"
    assert budgets(root) == before


def test_a_cleared_row_takes_the_budget_away_and_what_was_noted_of_it_is_told(root: Path) -> None:
    done = import_file(edited(written(root), {(TASKS[2], "합계"): None, (TASKS[0], "2027년 시비"): None}), root)
    assert [issue.message.ko.split(": ")[1] for issue in done.issues if issue.code == "W116"] == ["잠정"]
    assert budgets(root)[TASKS[2]] is None
    first = budgets(root)[TASKS[0]]
    assert first is not None
    assert dict(first.years) == {2026: 500 * M}


def test_what_others_changed_meanwhile_stays(root: Path) -> None:
    path = edited(written(root), {(TASKS[2], "합계"): 80})
    assert import_file(edited(written(root, "other.xlsx"), {(TASKS[0], "2027년 시비"): 55}), root).errors == ()
    assert import_file(path, root).errors == ()
    found = budgets(root)
    first, last = found[TASKS[0]], found[TASKS[2]]
    assert first is not None
    assert last is not None
    assert (dict(first.years)[2027], last.total) == (55 * M, 80 * M)


def test_a_table_with_years_over_funds_in_two_rows_is_read(root: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = NAME
    page.append(["가람시 연차별 소요예산"])
    page.append([None, None, None, None, None, None, "(단위: 천원)"])
    page.append(["과제 id", "과제명", "2026년", None, "2027년", None, "합계"])
    page.append([None, None, "국비", "시비", "국비", "시비", None])
    page.append([TASKS[3], TASKS[3], 1000, 2000, None, 3000, 6000])
    for area in ("A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:G4"):
        page.merge_cells(area)
    path = tmp_path / "theirs.xlsx"
    book.save(path)
    done = import_file(path, root)
    assert done.errors == ()
    found = budgets(root)[TASKS[3]]
    assert found is not None
    assert found.krw is None
    assert found.years == ((2026, 3 * M), (2027, 3 * M))
    assert found.by_fund() == {"national": M, "city": 5 * M}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("2026년 국비", (2026, "national")), ("국비 2026(천원)", (2026, "national")), ("'27 시비", (2027, "city")),
        ("2028", (2028, "")), ("2028년 계", (2028, "")), ("26년 구군비", (2026, "district")), ("2026 national", (2026, "national")),
        ("2026 담당자", None), ("연도", None), ("예산", None),
    ],
)  # fmt: skip
def test_headers_name_years_and_funds(header: str, expected: tuple[int, str] | None) -> None:
    assert year_and_fund(header) == expected


def test_an_unknown_task_and_a_second_row_are_named(root: Path) -> None:
    path = written(root)
    book = openpyxl.load_workbook(path)
    page = book[NAME]
    page.append(["없는과제", "", 5])
    page.append([page.cell(3, 1).value, "", 7])
    book.save(path)
    done = import_file(path, root)
    assert len(done.errors) == 2
    assert "W42" in codes(done)
    assert isinstance(done, ImportResult)
