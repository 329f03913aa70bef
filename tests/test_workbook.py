"""Workbooks out and in: nothing is lost, one edited cell changes one statement, and cells are never code."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desk_data import edited, snapshot, workbook_of
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from policygraph.ontology.build import build_dataset
from policygraph.records.amounts import parse_won
from policygraph.records.characters import clean
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Alignment, Budget, Corpus, Document, Item, Target, Text
from policygraph.sources.formats.workbook import writer
from policygraph.sources.formats.workbook.csv_tables import write_table
from policygraph.sources.formats.workbook.incoming_tables import sheet_named
from policygraph.sources.formats.workbook.schema import SHEETS
from policygraph.sources.formats.workbook.workbook_draft import read_draft
from policygraph.sources.importing import import_file
from policygraph.sources.safe_cells import harmless, restored
from policygraph.sources.settings import Settings
from policygraph.sources.spelled import parse_number
from policygraph.sources.starter import start_workspace
from policygraph.sources.workspace import read_bundled, read_unchecked
from policygraph.views.blocks import won


def quads(corpus: Corpus) -> set[str]:
    return set(map(str, build_dataset(corpus).quads()))


def cells(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {page.title: list(page.iter_rows(values_only=True)) for page in book.worksheets}


def corpus_in(path: Path) -> Corpus:
    log = IssueLog()
    corpus = read_draft(path, log).corpus(Corpus(), log)
    assert log.issues == []
    return corpus


def test_the_bundled_records_come_back_from_a_workbook_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "bundled.xlsx"
    path.write_bytes(writer.write_workbook(read_bundled(), Settings()))
    assert corpus_in(path) == read_bundled()


def test_a_workbook_with_english_words_reads_back_too(root: Path, tmp_path: Path) -> None:
    result = import_file(workbook_of(root, tmp_path / "plan.xlsx", "en"), root)
    assert (result.changes, result.issues) == ((), ())


def test_out_in_out_gives_the_same_dataset_and_the_same_cells(root: Path, tmp_path: Path) -> None:
    first = workbook_of(root, tmp_path / "first.xlsx")
    other = tmp_path / "other"
    start_workspace(other, [])
    (other / "plans" / "plan.yaml").unlink()
    (other / "alignments" / "plan.yaml").unlink()
    result = import_file(first, other)
    assert result.written
    assert result.errors == ()
    assert quads(read_unchecked(other)[1]) == quads(read_unchecked(root)[1])
    second = workbook_of(other, tmp_path / "second.xlsx")
    before, after = cells(first), cells(second)
    of_each = ("안내", "설정")  # guide and settings are those of each workspace
    assert {name: rows for name, rows in before.items() if name not in of_each} == {
        name: rows for name, rows in after.items() if name not in of_each
    }


def test_the_bundled_workbook_fills_an_empty_workspace_with_the_same_dataset(tmp_path: Path) -> None:
    path = workbook_of(None, tmp_path / "busan.xlsx")
    other = tmp_path / "other"
    other.mkdir()
    assert import_file(path, other).errors == ()
    assert quads(read_unchecked(other)[1]) == quads(read_unchecked(None)[1])


def test_importing_an_unchanged_workbook_writes_nothing(root: Path, tmp_path: Path) -> None:
    before = snapshot(root)
    result = import_file(workbook_of(root, tmp_path / "plan.xlsx"), root)
    assert (result.changes, result.issues, result.files, result.written) == ((), (), (), False)
    assert snapshot(root) == before


def test_editing_one_cell_changes_only_that_statement(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["연계"]["E4"] = "2 강화"

    old = quads(read_unchecked(root)[1])
    before = (root / "alignments/pl.yaml").read_text(encoding="utf-8")
    result = import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root)
    assert [(change.name, change.fields) for change in result.changes] == [("pl-2 → fw-1-1", (("strength", 1, 2),))]
    new = quads(read_unchecked(root)[1])
    assert len(old - new) == len(new - old) == 2  # the strength, and the predicate that says it in SSSOM
    assert {quad.split()[1].rpartition("/")[2] for quad in new - old} == {"ns#strength>", "predicate_id>"}
    after = (root / "alignments/pl.yaml").read_text(encoding="utf-8")
    assert after == before.replace("  strength: 1\n", "  strength: 2\n")


def test_comments_and_unknown_keys_of_the_file_stay(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        page = book["이행과제"]
        headers = {cell.value: cell.column for cell in page[1]}
        page.cell(3, headers["제목"]).value = "인공지능 행정 전환"
        page.cell(3, headers["부서"]).value = None
        page.cell(5, headers["id"]).value = "pl-3"
        page.cell(5, headers["계획"]).value = "pl"
        page.cell(5, headers["수준"]).value = "세부과제"
        page.cell(5, headers["상위"]).value = "pl-2"
        page.cell(5, headers["제목"]).value = "새 과제"

    result = import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root)
    assert result.files == ("alignments/pl.yaml", "plans/pl.yaml")  # the alignment remembers what it was made against
    text = (root / "plans/pl.yaml").read_text(encoding="utf-8")
    for kept in ("# 사람이 적은 메모는 남는다", "# 첫 과제", "memo: 프로그램이 모르는 값", "technologies: [ai, data]"):
        assert kept in text
    assert "department" not in text
    items = {item.id: item for document in read_unchecked(root)[1].documents for item in document.items}
    assert (items["pl-1"].title.ko, items["pl-1"].department) == ("인공지능 행정 전환", None)
    assert (items["pl-3"].title.ko, items["pl-3"].parents) == ("새 과제", ("pl-2",))


def test_unknown_columns_are_kept(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        page = book["이행과제"]
        last = page.max_column + 1
        page.cell(1, last).value = "담당자"
        page.cell(3, last).value = "=김주무관"

    path = edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx")
    page = openpyxl.load_workbook(path)["이행과제"]
    assert page.cell(3, page.max_column).data_type == "f"
    book = openpyxl.load_workbook(path)
    book["이행과제"].cell(3, page.max_column).data_type = "s"
    book.save(path)
    result = import_file(path, root)
    assert [issue.code for issue in result.issues] == ["W15"]
    rows = cells(workbook_of(root, tmp_path / "c.xlsx"))["이행과제"]
    assert rows[0][-1] == "담당자"
    assert rows[2][-1] == "=김주무관"


def test_sorting_rows_in_excel_changes_nothing(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        for name in ("이행과제", "연계", "목표치"):
            page = book[name]
            for column in range(1, page.max_column + 1):
                page.cell(3, column).value, page.cell(4, column).value = (
                    page.cell(4, column).value,
                    page.cell(3, column).value,
                )

    assert import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root).changes == ()


def test_a_value_that_looks_like_code_is_stored_as_quoted_text(root: Path, tmp_path: Path) -> None:
    path = workbook_of(root, tmp_path / "plan.xlsx")
    page = openpyxl.load_workbook(path)["연계"]
    headers = {cell.value: cell.column for cell in page[1]}
    for header, text in (("까닭", "-데이터를 댐"), ("까닭(영문)", "@supplies data"), ("근거", "+첫 근거\n둘째 근거")):
        cell = page.cell(4, headers[header])
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    with zipfile.ZipFile(path) as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/"))
    assert all(formula.startswith(b"IF($") for formula in sheets.split(b"<f>")[1:])


def test_a_title_that_begins_with_a_digit_does_not_become_a_font_size(root: Path, tmp_path: Path) -> None:
    (root / "policygraph.toml").write_text('title = "6차 계획"\n', encoding="utf-8")
    with zipfile.ZipFile(workbook_of(root, tmp_path / "plan.xlsx")) as archive:
        assert "&amp;9 6차 계획" in archive.read("xl/worksheets/sheet2.xml").decode()


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp949"])
def test_every_table_goes_through_csv(root: Path, tmp_path: Path, ending: str, encoding: str) -> None:
    _, corpus = read_unchecked(root)
    before = snapshot(root)
    for sheet in SHEETS:
        content = write_table(corpus, sheet, delimiter="\t" if ending == ".tsv" else ",")
        path = tmp_path / f"{sheet.key}{ending}"
        path.write_bytes(content.decode("utf-8-sig").encode(encoding))
        result = import_file(path, root)
        assert result.errors == ()
        assert result.changes == ()
    assert snapshot(root) == before


def test_csv_shows_formulas_as_text_and_takes_them_back(root: Path) -> None:
    _, corpus = read_unchecked(root)
    text = write_table(corpus, sheet_named("연계")).decode("utf-8-sig")
    assert "'-데이터를 댐" in text
    assert "'@supplies data" in text
    assert '"\'+첫 근거\n둘째 근거"' in text


@given(st.text())
def test_harmless_text_reads_back_unchanged_and_never_begins_with_a_formula_sign(text: str) -> None:
    assert restored(harmless(text)) == text
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@settings(max_examples=300)
@given(st.integers(min_value=0, max_value=10**15))
def test_money_reads_back_as_it_is_shown(amount: int) -> None:
    assert parse_won(won(amount, "ko")) == amount
    assert parse_won(won(amount, "en")) == amount
    assert parse_won(f"{amount:,}원") == amount


@given(st.text(alphabet="0123456789조억만천백십원,. 약~-", max_size=12))
def test_money_is_read_exactly_or_not_at_all(text: str) -> None:
    amount = parse_won(text)
    assert amount is None or amount >= 0


texts = st.text(min_size=1, max_size=30).map(lambda text: clean(text.replace("\r", "\n"))).filter(bool)
awkward = st.sampled_from(
    ["=1+1", "'=1", "00123", "1-2", "TRUE", "• 가", "#N/A 아님", "https://example.org", "1e5", "😀 그림"]
)
amounts = (
    st.integers(0, 10**18) | st.floats(0, 1e12, allow_nan=False) | texts.filter(lambda text: parse_number(text) is None)
)


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(st.tuples(texts | awkward, texts | awkward, amounts, st.floats(0, 1)), min_size=1, max_size=6))
def test_any_text_and_number_comes_back_as_it_was(found: list[tuple[str, str, Any, float]]) -> None:
    items = tuple(
        Item(
            f"i-{number}", "fw", "task", ("fw",), Text(title, other), code=other, summary=Text(other), status_note=title,
            targets=(Target(Text(title), value),), importance=share + 0.1, extra=(("메모", title),),
        )
        for number, (title, other, value, share) in enumerate(found)
    )  # fmt: skip
    tasks = tuple(
        Item(f"t-{number}", "pl", "task", ("pl",), Text(title), budget=Budget(number * 10**14, other), department=Text(title, other))
        for number, (title, other, *_) in enumerate(found[:1])
    )  # fmt: skip
    links = tuple(
        Alignment("t-0", item.id, 3, "confirmed", confidence=share, why=Text(title, other), evidence=(title, f"{other}\n둘째 줄"))
        for item, (title, other, _, share) in zip(items, found, strict=True)
    )  # fmt: skip
    corpus = Corpus((Document("fw", "law", Text("법"), items), Document("pl", "city-plan", Text("계획"), tasks)), links)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "SPARE_ROWS", 1)
        path = Path(folder) / "any.xlsx"
        path.write_bytes(writer.write_workbook(corpus, Settings()))
        log = IssueLog()
        assert read_draft(path, log).corpus(Corpus(), log) == corpus
        assert [issue for issue in log.issues if issue.code != "W15"] == []


def test_levels_strengths_states_and_ids_are_chosen_from_lists(root: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook_of(root, tmp_path / "a.xlsx"))
    lists = {
        (page.title, page.cell(1, cells.min_col).value): rule
        for page in book
        for rule in page.data_validations.dataValidation
        if rule.type == "list"
        for cells in rule.sqref.ranges
    }
    for sheet, column, source in (
        ("이행과제", "수준", "'목록'!"),
        ("이행과제", "계획", "'계획'!$A$3"),
        ("이행과제", "부서", "'부서'!$A$3"),
        ("이행과제", "상위", "'이행과제'!$A$3"),
        ("연계", "과제 id", "'이행과제'!$A$3"),
        ("연계", "정책 항목 id", "'정책 항목'!$A$3"),
        ("연계", "강도", "'목록'!"),
        ("연계", "상태", "'목록'!"),
        ("연계", "상충 과제", "'이행과제'!$A$3"),
        ("예산", "과제 id", "'이행과제'!$A$3"),
        ("출처", "종류", "'목록'!"),
    ):
        assert lists[sheet, column].formula1.startswith(source), (sheet, column)
    assert lists["연계", "강도"].showErrorMessage
    assert not lists["이행과제", "상위"].showErrorMessage  # the document itself, or a second parent, may be typed
