"""Scenarios, candidates and marks in the workbook: out and back in, problems at their cells, and what others did meanwhile."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from documentation import example_study, written_files
from policygraph import Study
from policygraph.records.kinds import Text
from policygraph.records.scenario import Edit, Mark, Served
from policygraph.sources.formats.workbook.schema import BY_KEY, HEADER_ROWS
from policygraph.sources.formats.workbook.writer import write_workbook
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.workspace import read_unchecked, read_workspace
from workspaces import TODAY

Book = Any
SCENARIOS, CANDIDATES, SERVED, MARKS = (BY_KEY[key] for key in ("scenarios", "candidates", "served", "marks"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example of docs/records.md with the files that docs/decide.md shows."""
    example_study(tmp_path, written_files("docs/records.md") | written_files("docs/decide.md"))
    return tmp_path


def study(folder: Path) -> Study:
    return Study(read_workspace(folder, today=TODAY))


def exported(folder: Path, lang: Any = "ko") -> Book:
    settings, corpus = read_unchecked(folder)
    return openpyxl.load_workbook(io.BytesIO(write_workbook(corpus, settings, lang)))


def column(page: Any, sheet: Any, key: str) -> int:
    titles = [cell.value for cell in page[1]]
    return titles.index(sheet.by_key[key].title.ko) + 1


def write(book: Book, sheet: Any, row: int, **values: Any) -> None:
    """Write *values* by the key of the column into the record row *row* (from 1) of *sheet*."""
    page = book[sheet.title.ko]
    for key, value in values.items():
        page.cell(HEADER_ROWS + row, column(page, sheet, key)).value = value


def brought(folder: Path, book: Book, **options: Any) -> ImportResult:
    path = folder.parent / "back.xlsx"
    book.save(path)
    return import_file(path, folder, today=TODAY, **options)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_what_is_planned_comes_back_as_it_was(folder: Path, lang: str) -> None:
    found = brought(folder, exported(folder, lang))
    assert {issue.code for issue in found.issues} <= {"W15"}  # columns of their own are kept
    assert (found.changes, found.files) == ((), ())


def test_what_is_edited_in_the_sheets_is_in_the_files(folder: Path) -> None:
    book = exported(folder)
    write(book, SCENARIOS, 3, year=2032)
    write(
        book,
        SCENARIOS,
        8,
        scenario="more",
        scenario_title_ko="더",
        kind="예산을 바꿈",
        task="gp-1",
        krw="40억 원",
        why_ko="국비",
    )
    write(book, SCENARIOS, 9, scenario="more", kind="늦춤", task="gp-2", year=2033)
    write(book, CANDIDATES, 2, size="L", requires="gp-3, gp-1", budget=None)
    write(book, CANDIDATES, 5, id="kiosk", title_ko="키오스크", least=5_000_000, most="2천만 원", lock="꼭 뺌")
    write(book, SERVED, 6, candidate="kiosk", item="gns-1-2", strength="2 강화")
    write(book, MARKS, 4, record="gp-3", rater="이가온", importance=4, effect=2)
    found = brought(folder, book)
    assert [issue for issue in found.issues if issue.severity != "info"] == []
    assert found.written
    planned = study(folder).workspace.planning
    less, more = planned.scenarios
    assert less.edits[2] == Edit("delay", task="gp-2", year=2032)
    assert (more.id, more.title) == ("more", Text("더"))
    assert more.edits == (
        Edit("budget", task="gp-1", krw=4_000_000_000, why=Text("국비")),
        Edit("delay", task="gp-2", year=2033),
    )
    assert "- delay: gp-2\n  to: 2033\n" in (folder / "scenarios" / "more.yaml").read_text(encoding="utf-8")
    named = {candidate.id: candidate for candidate in planned.candidates}
    assert (named["portal"].size, named["portal"].requires) == ("L", ("gp-1", "gp-3"))
    assert named["open-data"].budget is not None
    assert named["open-data"].budget.years == ((2027, 120_000_000), (2028, 80_000_000))
    assert (named["kiosk"].range, named["kiosk"].lock, named["kiosk"].serves) == (
        (5_000_000, 20_000_000), "out", (Served("gns-1-2", 2),),
    )  # fmt: skip
    assert planned.marks[-1] == Mark("gp-3", "이가온", importance=4, effect=2)
    assert study(folder).whatif("more").sure.freed != {}


def test_a_scenario_a_candidate_and_a_mark_go_with_their_rows(folder: Path) -> None:
    book = exported(folder)
    for sheet in (SCENARIOS, CANDIDATES, SERVED, MARKS):
        page = book[sheet.title.ko]
        page.delete_rows(HEADER_ROWS + 1, 40)
    found = brought(folder, book)
    assert found.errors == ()
    planned = study(folder).workspace.planning
    assert (planned.scenarios, planned.candidates, planned.marks) == ((), (), ())
    assert not (folder / "scenarios" / "less-money.yaml").exists()


@pytest.mark.parametrize(
    ("sheet", "row", "values", "code", "key"),
    [
        (SCENARIOS, 1, {"task": "gp-9"}, "R81", "task"),
        (SCENARIOS, 4, {"item": "gns-9"}, "R81", "item"),
        (SCENARIOS, 1, {"kind": None}, "W35", "kind"),
        (SCENARIOS, 1, {"kind": "지우기"}, "W21", "kind"),
        (SCENARIOS, 1, {"task": None}, "R80", "kind"),
        (CANDIDATES, 2, {"requires": "nobody"}, "R84", "requires"),
        (CANDIDATES, 1, {"plan": "gns"}, "R83", "plan"),
        (CANDIDATES, 1, {"most": "약 3억"}, "W26", "most"),
        (SERVED, 1, {"item": "gns-9"}, "R81", "item"),
        (SERVED, 1, {"candidate": "nobody"}, "W39", "candidate"),
        (MARKS, 1, {"importance": 7}, "R85", "importance"),
        (MARKS, 1, {"rater": None}, "W35", "rater"),
    ],
)  # fmt: skip
def test_a_problem_names_sheet_row_and_column(
    folder: Path, sheet: Any, row: int, values: dict[str, Any], code: str, key: str
) -> None:
    book = exported(folder)
    write(book, sheet, row, **values)
    found = brought(folder, book)
    assert code in {issue.code for issue in found.issues}
    issue = next(issue for issue in found.issues if issue.code == code)
    assert (issue.where.sheet, issue.where.row) == (sheet.title.ko, HEADER_ROWS + row)
    letter = openpyxl.utils.get_column_letter(column(book[sheet.title.ko], sheet, key))
    assert issue.where.column == letter
    assert found.written == (issue.severity != "error")


def changed(folder: Path, name: str, change: Callable[[str], str]) -> None:
    path = folder / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_what_colleagues_changed_meanwhile_stays(folder: Path) -> None:
    book = exported(folder)
    changed(folder, "scenarios/less-money.yaml", lambda text: text.replace("to: 2031", "to: 2035"))
    changed(folder, "scenarios/marks.yaml", lambda text: text + "- {record: gp-3, rater: 박가온, urgency: 5}\n")
    write(book, SCENARIOS, 7, percent=30)
    write(book, MARKS, 1, importance=2)
    found = brought(folder, book)
    assert found.errors == ()
    planned = study(folder).workspace.planning
    assert [(edit.kind, edit.year or edit.percent) for edit in planned.scenarios[0].edits if edit.year or edit.percent] == [
        ("delay", 2035), ("cut", 30),
    ]  # fmt: skip
    assert {(mark.record, mark.rater): mark.importance for mark in planned.marks}["gp-1", "김가온"] == 2
    assert any(mark.rater == "박가온" for mark in planned.marks)


def test_a_cell_that_both_sides_changed_is_a_conflict_at_its_place(folder: Path) -> None:
    book = exported(folder)
    changed(folder, "scenarios/marks.yaml", lambda text: text.replace("importance: 5", "importance: 4"))
    write(book, MARKS, 1, importance=1)
    found = brought(folder, book)
    (issue,) = found.errors
    assert (issue.code, issue.where.sheet, issue.where.row) == ("W83", MARKS.title.ko, HEADER_ROWS + 1)
    assert not found.written


def test_the_sheets_offer_lists_and_bounds(folder: Path) -> None:
    book = exported(folder)
    for sheet, key in (
        (SCENARIOS, "kind"),
        (SCENARIOS, "task"),
        (CANDIDATES, "lock"),
        (SERVED, "candidate"),
        (MARKS, "importance"),
    ):
        page = book[sheet.title.ko]
        letter = openpyxl.utils.get_column_letter(column(page, sheet, key))
        rules = [
            rule for rule in page.data_validations.dataValidation if f"{letter}{HEADER_ROWS + 1}" in str(rule.sqref)
        ]
        assert [rule.type for rule in rules] == ["whole" if sheet is MARKS else "list"]
    (bounds,) = [rule for rule in book[MARKS.title.ko].data_validations.dataValidation if rule.type == "whole"][:1]
    assert (bounds.formula1, bounds.formula2) == ("1", "5")
