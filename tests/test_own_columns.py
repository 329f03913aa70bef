"""Columns that planners add: kept on every sheet, in every kind of row, with text as text and numbers as numbers."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from desk_data import edited, small_workspace, snapshot, workbook_of
from openpyxl.worksheet.worksheet import Worksheet
from policygraph.cli import cli
from policygraph.ontology.build import build_dataset
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Budget, Corpus, Department, Document, Item, Text, YearNote
from policygraph.sources.changes import find_changes
from policygraph.sources.formats.workbook import writer
from policygraph.sources.formats.workbook.csv_tables import write_table
from policygraph.sources.formats.workbook.exported import STATE_TITLE
from policygraph.sources.formats.workbook.package import open_package
from policygraph.sources.formats.workbook.schema import BY_KEY, SHEETS
from policygraph.sources.formats.workbook.sheet_cells import read_cells, read_texts
from policygraph.sources.formats.workbook.workbook_draft import read_draft
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.importing import import_file
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import read_unchecked

VALUES = ("홍길동", 12, "=1+1", "12", 0.5, "007", "두 줄로\n적음", "1-2", "_x005F_x000D_", "예", -3, "'인용")
FOREIGN = {
    "alignments": "부서명",
    "reviews": "부서명",
    "scenarios": "부서명",
    "served": "부서명",
}  # headers of other sheets; every other sheet gets one of the alignments


PLANNED = {
    "scenarios/less.yaml": "title: 덜\nedits: [{without: pl-1}, {cut: 20%}]",
    "scenarios/marks.yaml": "marks: [{record: pl-1, rater: 김검토, importance: 4}]",
    "plans/candidates.yaml": "candidates: [{id: new, title: 새 과제, plan: pl, serves: [{item: fw-1-1, strength: 2}]}]",
}


CONTENTS = "obliges: plan, required_contents: [{number: 1, title: {ko: 목표, en: goals}, sources: [s1]}], "
MILESTONES = "  milestones: [{title: {ko: 설계를 마침, en: designed}, date: 2026-06, sources: [s1]}]\n"


def full_workspace(root: Path) -> Path:
    """Write the small workspace into *root* with a record for every sheet that it leaves empty."""
    small_workspace(root)
    for name, text in PLANNED.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text + "\n", encoding="utf-8")
    plan, before = root / "plans/pl.yaml", "  technologies: [ai, data]\n"
    plan.write_text(plan.read_text(encoding="utf-8").replace(before, MILESTONES + before), encoding="utf-8")
    framework, before = root / "frameworks/fw.yaml", "sources: [s1], status: confirmed}\n"
    head, _, tail = framework.read_text(encoding="utf-8").rpartition(before)
    framework.write_text(f"{head}{CONTENTS}{before}{tail}", encoding="utf-8")
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return full_workspace(tmp_path / "ws")


def cells(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    pages = (page for page in book.worksheets if page.title not in ("안내", STATE_TITLE.ko))
    return {page.title: list(page.iter_rows(values_only=True)) for page in pages}


def records_on(page: Worksheet) -> list[int]:
    """Return the numbers of the rows that hold a record."""
    return [row for row in range(3, page.max_row + 1) if page.cell(row, 1).value is not None]


def put(page: Worksheet, row: int, column: int, value: Any) -> None:
    cell = page.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"


def with_columns(book: Any, key: str) -> None:
    """Add a column of one's own with a value in every row, and one headed as on another sheet with values in some."""
    page = book[BY_KEY[key].title.ko]
    first = max(cell.column for cell in page[1] if cell.value) + 1
    put(page, 1, first, "내 메모")
    put(page, 1, first + 1, FOREIGN.get(key, "강도"))
    rows = records_on(page)
    assert rows
    for place, row in enumerate(rows):
        put(page, row, first, VALUES[place % len(VALUES)])
        if place % 2 == 0:
            put(page, row, first + 1, VALUES[-1 - place % len(VALUES)])


def stripped(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows without the empty cells and rows at their end."""
    found = []
    for row in rows:
        length = max((place for place, cell in enumerate(row, 1) if cell not in (None, "")), default=0)
        found.append(tuple(None if cell == "" else cell for cell in row[:length]))
    while found and not found[-1]:
        found.pop()
    return found


@pytest.mark.parametrize("key", [sheet.key for sheet in SHEETS])
def test_an_unknown_column_survives_on_every_sheet(key: str, root: Path, tmp_path: Path) -> None:
    path = edited(workbook_of(root, tmp_path / "a.xlsx"), lambda book: with_columns(book, key), tmp_path / "b.xlsx")
    result = import_file(path, root)
    assert result.errors == ()
    assert {issue.code for issue in result.issues} <= {"W15", "W19"}
    assert result.written
    again = workbook_of(root, tmp_path / "c.xlsx")
    wanted, found = cells(path), cells(again)
    assert {name: stripped(rows) for name, rows in found.items()} == {
        name: stripped(rows) for name, rows in wanted.items()
    }
    before = snapshot(root)
    assert import_file(again, root).changes == ()
    table = tmp_path / "table.csv"
    table.write_bytes(write_table(read_unchecked(root)[1], BY_KEY[key]))
    assert import_file(table, root, sheet=key).changes == ()
    assert snapshot(root) == before


def test_all_sheets_at_once_fill_an_empty_workspace_with_the_same_cells(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        for sheet in SHEETS:
            with_columns(book, sheet.key)

    path = edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx")
    other = tmp_path / "other"
    other.mkdir()
    assert import_file(path, other).written
    assert import_file(path, root).written
    wanted, found = cells(path), cells(workbook_of(other, tmp_path / "c.xlsx"))
    del wanted["설정"], found["설정"]  # settings that nobody edited stay those of each workspace
    assert {name: stripped(rows) for name, rows in found.items()} == {
        name: stripped(rows) for name, rows in wanted.items()
    }
    assert set(map(str, build_dataset(read_unchecked(other)[1]).quads())) == set(
        map(str, build_dataset(read_unchecked(root)[1]).quads())
    )


def test_a_csv_brings_columns_too(root: Path, tmp_path: Path) -> None:
    _, corpus = read_unchecked(root)
    text = write_table(corpus, BY_KEY["departments"]).decode("utf-8-sig")
    path = tmp_path / "departments.csv"
    path.write_text(text.replace("\r\n", ",전화\r\n", 1).replace("Bureau\r\n", "Bureau,'=051\r\n"), encoding="cp949")
    result = import_file(path, root)
    assert [(change.action, change.kind, change.name) for change in result.changes] == [
        ("added", "department", "디지털국")
    ]
    assert read_unchecked(root)[1].departments == (Department(Text("디지털국", "Digital Bureau"), (("전화", "=051"),)),)


def test_a_table_without_the_column_leaves_it_alone(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        for sheet in SHEETS:
            with_columns(book, sheet.key)

    import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root)
    plain = workbook_of(full_workspace(tmp_path / "plain"), tmp_path / "plain.xlsx")
    assert import_file(plain, root).changes == ()


def test_one_note_changes_one_statement_and_comments_stay(root: Path, tmp_path: Path) -> None:
    (root / "plans/departments.yaml").write_text(
        "# 부서 목록\ndepartments:\n- name: {ko: 디지털국, en: Digital Bureau}  # 총괄\n  extra: {전화: 051}\n"
        "- name: 새 부서   # 아직 과제 없음\n",
        encoding="utf-8",
    )
    before = snapshot(root)

    def edit(book: Any) -> None:
        page = book["부서"]
        assert [cell.value for cell in page[1]] == ["부서명", "부서명(영문)", "전화"]
        assert [page.cell(row, 1).value for row in (3, 4)] == ["디지털국", "새 부서"]
        put(page, 3, 3, "052")
        budgets = book["예산"]
        budgets["G1"] = "집행률"
        put(budgets, 4, 7, 0.25)

    path = edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx")
    shown = CliRunner().invoke(cli, ["import", str(path), "-w", str(root), "--dry-run", "-f", "json", "-q"])
    assert [(c["kind"], c["name"], c["fields"]) for c in json.loads(shown.stdout)["changes"]] == [
        (
            "item", "pl-1",
            [{"field": "budget.years.2026", "before": 400000000, "after": {"krw": 400000000, "extra": {"집행률": 0.25}}}],
        ),
        ("department", "디지털국", [{"field": "extra.전화", "before": "051", "after": "052"}]),
    ]  # fmt: skip
    assert "부서" in CliRunner().invoke(cli, ["import", str(path), "-w", str(root), "--dry-run"]).stdout
    assert snapshot(root) == before
    assert import_file(path, root).files == ("plans/departments.yaml", "plans/pl.yaml")
    after = snapshot(root)
    assert after["plans/departments.yaml"].decode() == before["plans/departments.yaml"].decode().replace("051", '"052"')
    assert after["plans/pl.yaml"].decode() == before["plans/pl.yaml"].decode().replace(
        "2026: 400000000", "2026: {krw: 400000000, extra: {집행률: 0.25}}"
    )

    def undo(book: Any) -> None:
        book["예산"].cell(4, 7).value = None

    import_file(edited(workbook_of(root, tmp_path / "c.xlsx"), undo, tmp_path / "d.xlsx"), root)
    assert snapshot(root)["plans/pl.yaml"] == before["plans/pl.yaml"]


def test_a_new_department_is_kept_before_any_task_names_it(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["부서"]["A4"], book["부서"]["B4"] = "인공지능과", "AI division"

    result = import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root)
    assert [(change.action, change.name) for change in result.changes] == [("added", "인공지능과")]
    rows = cells(workbook_of(root, tmp_path / "c.xlsx"))["부서"]
    assert rows[2:4] == [("디지털국", "Digital Bureau"), ("인공지능과", "AI division")]

    def away(book: Any) -> None:
        book["부서"]["A3"], book["부서"]["B3"] = "인공지능과", "AI division"
        book["부서"]["A4"], book["부서"]["B4"] = "디지털국", "Digital Bureau"
        for row in (3, 4):
            if book["부서"].cell(row, 1).value == "인공지능과":
                book["부서"].cell(row, 1).value = book["부서"].cell(row, 2).value = None

    result = import_file(edited(tmp_path / "c.xlsx", away, tmp_path / "d.xlsx"), root)
    assert [(change.action, change.name) for change in result.changes] == [("removed", "인공지능과")]
    assert not (root / "plans/departments.yaml").exists()


def test_taking_a_department_from_its_task_is_no_statement_about_the_department(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        page = book["이행과제"]
        column = next(cell.column for cell in page[1] if cell.value == "부서")
        page.cell(3, column).value = None

    result = import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root)
    assert [(change.kind, change.name) for change in result.changes] == [("item", "pl-1")]


def test_departments_that_differ_in_english_stay_as_they_were_written(root: Path, tmp_path: Path) -> None:
    path = root / "plans/pl.yaml"
    text = path.read_text(encoding="utf-8")
    text += "- {id: pl-3, level: task, parent: pl, title: 셋째, department: {ko: 디지털국}, sources: [s1], status: confirmed}\n"
    text += "- {id: pl-4, level: task, parent: pl, title: 넷째, department: {en: Fire Office}, sources: [s1], status: confirmed}\n"
    path.write_text(text, encoding="utf-8")
    assert import_file(workbook_of(root, tmp_path / "a.xlsx"), root).changes == ()

    def edit(book: Any) -> None:
        assert [book["부서"].cell(row, 1).value for row in (3, 4)] == ["Fire Office", "디지털국"]
        book["부서"]["B4"] = "Digital Office"

    result = import_file(edited(tmp_path / "a.xlsx", edit, tmp_path / "b.xlsx"), root)
    assert [(change.name, change.fields) for change in result.changes] == [
        ("pl-1", (("department.en", "Digital Bureau", "Digital Office"),)),
        ("pl-3", (("department.en", None, "Digital Office"),)),
    ]


def test_what_is_said_of_one_year_stays_with_that_year(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        page = book["예산"]
        page["E4"], page["F4"] = "국비만", "s2, s1"

    import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root)
    _, corpus = read_unchecked(root)
    budget = next(item.budget for document in corpus.documents for item in document.items if item.id == "pl-1")
    assert budget is not None
    assert budget.year_notes == (YearNote(2026, "국비만", ("s1", "s2")),)
    assert budget.years == ((2026, 400000000), (2027, 830000000))
    assert cells(workbook_of(root, tmp_path / "c.xlsx"))["예산"][3][4:6] == ("국비만", "s1, s2")
    again = next(i for d in read_corpus(build_dataset(corpus)).documents for i in d.items if i.id == "pl-1")
    assert again.budget == budget


def test_years_alone_are_summed_and_keep_their_own_notes(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        page = book["예산"]
        page["G1"] = "메모"
        for column in "ACDEF":
            page[f"{column}3"] = None
        page["F4"], page["F5"], page["G5"] = "s1", "s2", "확정 전"

    result = import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root)
    assert result.errors == ()
    items = {item.id: item for document in read_unchecked(root)[1].documents for item in document.items}
    assert items["pl-1"].budget == Budget(
        None,
        "",
        ("s1", "s2"),
        ((2026, 400000000), (2027, 830000000)),
        year_notes=(YearNote(2026, "", ("s1",)), YearNote(2027, "", ("s2",), (("메모", "확정 전"),))),
    )


@pytest.mark.parametrize(("sheet", "cell"), [("예산", "F3"), ("목표치", "H3"), ("명시된 연계", "E3")])
def test_a_source_that_the_document_does_not_have_is_reported(
    sheet: str, cell: str, root: Path, tmp_path: Path
) -> None:
    def edit(book: Any) -> None:
        book[sheet][cell] = "s1, s9"

    before = snapshot(root)
    result = import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root)
    assert [(issue.code, issue.where.sheet, issue.where.row, issue.value) for issue in result.errors] == [
        ("R38", sheet, 3, "s9")
    ]
    assert snapshot(root) == before


def test_two_columns_with_one_name_stop_the_import(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        page = book["부서"]
        page["C1"], page["D1"], page["C3"], page["D3"] = "메모", "메모", "첫째", "둘째"

    result = import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root)
    assert [(issue.code, issue.where.column) for issue in result.errors] == [("W17", "D")]


def test_what_stands_beside_the_table_without_a_header_is_reported(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        page = book["부서"]
        page["D1"], page["D3"] = "메모", "적음"
        page["C3"], page["F3"] = "제목 없는 열", "표 밖"

    result = import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root)
    found = [(issue.code, issue.where.sheet, issue.where.row, issue.where.column) for issue in result.issues]
    assert found == [("W50", "부서", 3, "C"), ("W50", "부서", 3, "F"), ("W15", "부서", 1, "D")]
    assert result.written


def test_a_department_on_two_rows_is_an_error(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["부서"]["A4"] = "디지털국"

    result = import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root)
    assert [(issue.code, issue.where.row) for issue in result.errors] == [("R59", 4)]


def test_a_note_with_the_name_of_a_known_column_goes_out_and_in(root: Path, tmp_path: Path) -> None:
    path = root / "plans/pl.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "memo: 프로그램이 모르는 값", 'extra: {제목: 다른 뜻, 번호: 007, 값: 3, 몫: "3"}'
    )
    path.write_text(text, encoding="utf-8")
    book = workbook_of(root, tmp_path / "a.xlsx")
    rows = cells(book)["이행과제"]
    assert rows[0][-4:] == ("extra:제목", "번호", "값", "몫")
    assert rows[2][-4:] == ("다른 뜻", "007", 3, "3")
    assert import_file(book, root).changes == ()
    assert path.read_text(encoding="utf-8") == text


LITERAL = ("_x000D_", "_x005F_", "x005F_", "가_x0041_나", "_xD83D_", "__x0009__")


@pytest.mark.parametrize("text", LITERAL)
def test_a_text_that_looks_like_an_escape_comes_back_as_it_was(text: str, tmp_path: Path) -> None:
    item = Item("i", "fw", "task", ("fw",), Text(text), code=text, extra=((text, text),))
    corpus = Corpus((Document("fw", "law", Text(text), (item,)),))
    path = tmp_path / "any.xlsx"
    path.write_bytes(writer.write_workbook(corpus, Settings()))
    log = IssueLog()
    assert read_draft(path, log).corpus(Corpus(), log) == corpus
    table = tmp_path / "items.csv"
    table.write_bytes(write_table(corpus, BY_KEY["items"]))
    assert find_changes(read_draft(table, log).corpus(corpus, log), corpus) == []


def test_an_escape_of_the_format_is_read_as_excel_reads_it(root: Path, tmp_path: Path) -> None:
    path, changed = workbook_of(root, tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("같은 일".encode(), "같은_x000A__x005F_x000D_ _xAC00_".encode()))
    import_file(changed, root)
    assert read_unchecked(root)[1].alignments[0].why.ko == "같은\n_x000D_ 가"
    package = open_package(changed, changed.name, IssueLog())
    assert package is not None
    texts = [
        cell for _, cells in read_cells(package, package.sheets["연계"].part, read_texts(package)) for cell in cells
    ]
    assert "같은_x000A__x005F_x000D_ _xAC00_" in texts


def test_departments_are_read_leniently() -> None:
    log = IssueLog()
    corpus = read_text("departments: {name: 소방본부, extra: {인원: 120, 비고: }}", "d.yaml", log)
    assert (corpus.departments, log.issues) == ((Department(Text("소방본부"), (("인원", 120),)),), [])
    read_text("departments: [{extra: {인원: 120}, nmae: 소방본부}]", "d.yaml", log)
    assert [issue.code for issue in log.issues] == ["R10", "R08"]
