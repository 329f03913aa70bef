"""Two people with one exported file: what each has edited survives, what both have edited differently is told, nothing is lost."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import Run
from desk_data import edited, small_workspace, snapshot, workbook_of
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from policygraph.records.kinds import Corpus, Review
from policygraph.sources.formats.workbook.exported import FOLDER, STATE_TITLE, exported_state, pieces, read_state
from policygraph.sources.formats.workbook.schema import MOST_LETTERS
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.review_log import append_reviews
from policygraph.sources.workspace import read_unchecked, read_workspace
from policygraph.views.issue_words import issue_paragraphs
from random_records import full_corpora

Edit = Callable[[Any], None]
FIRST = 3  # the first row below the headers


def column(page: Any, header: str) -> int:
    return int(next(cell.column for cell in page[1] if cell.value == header))


def setting(sheet: str, row: int, **values: Any) -> Edit:
    """An edit of cells in the record number *row* of a sheet, counted from 0, by the Korean header."""

    def edit(book: Any) -> None:
        for header, value in values.items():
            book[sheet].cell(FIRST + row, column(book[sheet], header.replace("_", " "))).value = value

    return edit


def clearing(sheet: str, row: int) -> Edit:
    def edit(book: Any) -> None:
        for cell in book[sheet][FIRST + row]:
            cell.value = None

    return edit


def adding(sheet: str, place: int, **values: Any) -> Edit:
    """An edit that fills the row *place* below the last record."""

    def edit(book: Any) -> None:
        page = book[sheet]
        last = max(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value)
        for header, value in values.items():
            page.cell(last + 1 + place, column(page, header.replace("_", " "))).value = value

    return edit


def both(*edits: Edit) -> Edit:
    def edit(book: Any) -> None:
        for each in edits:
            each(book)

    return edit


def bring(exported: Path, root: Path, edit: Edit, **rest: Any) -> ImportResult:
    return import_file(edited(exported, edit, exported.with_name("edited.xlsx")), root, **{"by": "박검토", **rest})


def codes(result: ImportResult) -> list[str]:
    return [issue.code for issue in result.issues]


def corpus(root: Path) -> Corpus:
    return read_unchecked(root)[1]


NEW_TASK = {"id": "pl-7", "계획": "pl", "수준": "과제", "상위": "pl", "제목": "새 과제", "출처": "s1"}
LINK = {"과제_id": "pl-2", "정책_항목_id": "fw-1-2", "강도": "1 기반 제공", "상태": "제안"}

# One cell of one record each, as two people may edit them: (sheet, record, header, values)
CELLS: Sequence[tuple[str, int, str, tuple[Any, ...]]] = (
    ("정책 체계", 0, "발행 기관", ("가 기관", "나 기관")),
    ("정책 항목", 1, "제목", ("고친 과제", "다시 고친 과제")),
    ("정책 항목", 1, "중요도", (2, 3)),
    ("계획", 0, "제목(영문)", ("Plan one", "Plan two")),
    ("이행과제", 0, "제목", ("인공지능 행정 서비스", "AI 행정")),
    ("이행과제", 0, "부서", ("가과", "나과")),
    ("이행과제", 0, "시작 연도", (2025, 2027)),
    ("이행과제", 0, "끝 연도", (2029, 2030)),
    ("이행과제", 1, "요약", ("요약 하나", None)),
    ("예산", 0, "금액(원)", (1500000000, 1600000000)),
    ("예산", 1, "금액(원)", (410000000, 420000000)),
    ("예산", 2, "금액(원)", (310000000, 320000000)),
    ("목표치", 0, "값", (60, 70)),
    ("목표치", 0, "연도", (2029, 2030)),
    ("목표치", 1, "값", (1300, 1400)),
    ("명시된 연계", 0, "어떻게", ("다르게 밝힘", "또 다르게")),
    ("연계", 1, "강도", ("2 강화", "3 직접 이행")),
    ("연계", 1, "까닭", ("다른 까닭", "또 다른 까닭")),
    ("연계", 1, "신뢰도", (0.7, 0.8)),
    ("결정", 0, "해당 없는 까닭", ("시 사무 아님", "국가만")),
    ("출처", 1, "제목", ("계획서 2판", "계획서 3판")),
)  # fmt: skip
ADDED = (adding("이행과제", 0, **NEW_TASK), adding("목표치", 0, 항목_id="pl-2", 지표="새 지표", 값=5),
         adding("예산", 0, 과제_id="pl-2", 연도=2027, **{"금액(원)": 5}), adding("연계", 0, **LINK))  # fmt: skip
OTHERS = (adding("이행과제", 1, **{**NEW_TASK, "id": "pl-8"}), adding("목표치", 1, 항목_id="pl-2", 지표="다른 지표"),
          adding("예산", 1, 과제_id="pl-2", 연도=2028, **{"금액(원)": 7}), adding("연계", 1, **{**LINK, "과제_id": "pl-1"}))  # fmt: skip


@st.composite
def two_people(draw: st.DrawFn) -> tuple[list[Edit], list[Edit]]:
    """Edits of two people in different cells, and rows that they add."""
    owners = draw(st.lists(st.sampled_from((0, 1, 2)), min_size=len(CELLS), max_size=len(CELLS)))
    people: tuple[list[Edit], list[Edit]] = ([], [])
    for (sheet, row, header, values), owner in zip(CELLS, owners, strict=True):
        if owner < 2:
            people[owner].append(setting(sheet, row, **{header: draw(st.sampled_from(values))}))
    for number, menu in enumerate((ADDED, OTHERS)):
        people[number].extend(draw(st.lists(st.sampled_from(menu), unique=True)))
    return people


@settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(people=two_people())
def test_disjoint_edits_of_two_people_survive_in_either_order(
    people: tuple[list[Edit], list[Edit]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("two")
    exported = workbook_of(small_workspace(folder / "start"), folder / "exported.xlsx")
    files = [edited(exported, both(*edits), folder / f"{number}.xlsx") for number, edits in enumerate(people)]
    union = edited(exported, both(*people[0], *people[1]), folder / "union.xlsx")
    found = []
    for name, order in (("one", files), ("other", files[::-1]), ("wanted", [union])):
        place = folder / name
        shutil.copytree(folder / "start", place)
        for path in order:
            assert import_file(path, place, by="박검토").errors == ()
        found.append(corpus(place))
    assert as_sets(found[0]) == as_sets(found[1])
    assert as_sets(unmarked(found[0])) == as_sets(unmarked(found[2]))


def unmarked(found: Corpus) -> Corpus:
    """The records without what new links remember of their ends, which is what their own author saw of them."""
    links = (replace(link, fingerprint=None) if link.item == "fw-1-2" else link for link in found.alignments)
    return replace(found, alignments=tuple(links))


def as_sets(found: Corpus) -> Any:
    """The records without their order and without how their parts are ordered, which is nobody's edit."""

    def item(each: Any) -> Any:
        return replace(each, targets=tuple(sorted(each.targets, key=repr)))

    documents = {
        each.id: (replace(each, items=()), {one.id: item(one) for one in each.items}) for each in found.documents
    }
    return documents, set(found.alignments), set(found.decisions), set(found.assessments), set(found.reviews)


@pytest.mark.parametrize(("sheet", "row", "header", "values"), CELLS, ids=[f"{one[0]}-{one[2]}" for one in CELLS])
def test_a_cell_that_both_edit_differently_is_a_named_conflict_and_nothing_is_written(
    sheet: str, row: int, header: str, values: tuple[Any, ...], root: Path, exported: Path
) -> None:
    assert bring(exported, root, setting(sheet, row, **{header: values[0]})).written
    before = snapshot(root)
    result = bring(exported, root, setting(sheet, row, **{header: values[1]}))
    [issue] = [issue for issue in result.issues if issue.severity == "error"]
    assert (issue.code, issue.where.sheet, issue.where.row) == ("W83", sheet, FIRST + row)
    assert issue.where.path == header
    assert snapshot(root) == before
    alike = bring(exported, root, setting(sheet, row, **{header: values[0]}))
    assert (alike.errors, alike.changes) == ((), ())
    assert snapshot(root) == before


def test_the_conflict_names_the_three_values_and_who_has_judged(root: Path, exported: Path) -> None:
    bring(exported, root, setting("이행과제", 0, 부서="가과"))
    [issue] = bring(exported, root, setting("이행과제", 0, 부서="나과")).errors
    for word in ("내보낼 때 '디지털국'", "지금 작업 폴더 '가과'", "이 파일 '나과'"):
        assert word in issue.message.ko
    append_reviews(root, [Review("pl-2", "fw-1-1", "reject", None, "김동료", "2026-11-25T09:00:00+09:00")])
    [issue] = bring(exported, root, setting("연계", 1, 상태="확정")).errors
    assert (issue.code, issue.where.row) == ("W83", FIRST + 1)
    assert "지금 작업 폴더 '기각'(김동료), 이 파일 '확정'" in issue.message.ko
    assert "workspace now 'rejected' (김동료), this file 'confirmed'" in issue.message.en


def test_each_conflict_of_a_column_tells_its_own_values(root: Path, exported: Path) -> None:
    bring(exported, root, both(setting("이행과제", 0, 제목="가 하나"), setting("이행과제", 1, 제목="가 둘")))
    result = bring(exported, root, both(setting("이행과제", 0, 제목="나 하나"), setting("이행과제", 1, 제목="나 둘")))
    said = "\n".join(paragraph.text.ko for paragraph in issue_paragraphs(result.issues))
    assert all(f"'{word}'" in said for word in ("가 하나", "가 둘", "나 하나", "나 둘"))


def test_the_conflict_names_the_author_of_a_decision_that_was_dated_anew(root: Path, exported: Path) -> None:
    bring(
        exported, root, setting("결정", 0, 해당_없는_까닭="시 사무가 아님", 결정한_이="김동료", 결정한_날="2026-11-26")
    )
    [issue, *_] = bring(exported, root, setting("결정", 0, 해당_없는_까닭="국가만 함")).errors
    assert (issue.code, "'시 사무가 아님'(김동료)" in issue.message.ko) == ("W83", True)


def test_keeping_going_leaves_the_row_of_a_conflict_as_the_workspace_has_it(root: Path, exported: Path) -> None:
    bring(exported, root, setting("이행과제", 0, 부서="가과"))
    result = bring(
        exported,
        root,
        both(setting("이행과제", 0, 부서="나과"), setting("이행과제", 1, 제목="새 제목")),
        keep_going=True,
    )
    assert result.written
    first, second = (item for document in corpus(root).documents if document.is_plan for item in document.items)
    assert first.department is not None
    assert (first.department.ko, second.title.ko) == ("가과", "새 제목")


def test_settings_are_compared_cell_by_cell_too(root: Path, exported: Path) -> None:
    def titled(korean: str, english: str) -> Edit:
        def edit(book: Any) -> None:
            page = book["설정"]
            row = next(cell.row for cell in page["A"] if cell.value == "제목")
            page.cell(row, 2).value, page.cell(row, 3).value = korean, english

        return edit

    was = "시험 작업 폴더", "Test workspace"
    assert bring(exported, root, titled("동료의 제목", was[1])).written
    assert bring(exported, root, ADDED[0]).errors == ()
    assert bring(exported, root, titled(was[0], "My title")).errors == ()
    title = read_unchecked(root)[0].title
    assert (title.ko, title.en) == ("동료의 제목", "My title")
    before = snapshot(root)
    [issue] = bring(exported, root, titled("나의 제목", was[1])).errors
    assert (issue.code, issue.where.sheet, issue.where.column) == ("W83", "설정", "B")
    assert "지금 작업 폴더 '동료의 제목', 이 파일 '나의 제목'" in issue.message.ko
    assert snapshot(root) == before


def test_a_colleagues_new_task_and_newer_values_stay(root: Path, exported: Path) -> None:
    assert bring(exported, root, both(ADDED[0], setting("예산", 0, **{"금액(원)": 9000000000}))).written
    result = bring(exported, root, setting("이행과제", 1, 제목="새 제목"))
    assert [(change.name, [field for field, *_ in change.fields]) for change in result.changes if change.kind == "item"] == [
        ("pl-2", ["title.ko"])
    ]  # fmt: skip
    items = {item.id: item for document in corpus(root).documents for item in document.items}
    assert "pl-7" in items
    budget = items["pl-1"].budget
    assert budget is not None
    assert budget.krw == 9000000000


def test_a_deleted_row_deletes_what_was_exported_and_has_not_changed_since(root: Path, exported: Path) -> None:
    whole = snapshot(root)
    gone = clearing("정책 항목", 2)
    bring(exported, root, ADDED[0])
    assert bring(exported, root, gone).written
    ids = {item.id for document in corpus(root).documents for item in document.items}
    assert ids == {"fw-1", "fw-1-1", "pl-1", "pl-2", "pl-7"}
    for name, content in whole.items():
        (root / name).write_bytes(content)
    assert bring(exported, root, setting("정책 항목", 2, 제목="고친 제목")).written
    before = snapshot(root)
    assert codes(bring(exported, root, gone)) == ["W84"]
    assert snapshot(root) == before
    for name, content in whole.items():
        (root / name).write_bytes(content)
    assert bring(exported, root, gone).written
    assert "W85" in codes(bring(exported, root, setting("정책 항목", 2, 제목="고친 제목")))


def test_a_row_is_not_taken_out_while_a_colleague_has_just_judged_it(root: Path, exported: Path) -> None:
    append_reviews(root, [Review("pl-2", "fw-1-1", "accept", 1, "김동료", "2026-11-25T09:00:00+09:00")])
    before = snapshot(root)
    [issue] = bring(exported, root, clearing("연계", 1)).errors
    assert (issue.code, "김동료" in issue.message.ko) == ("W84", True)
    assert snapshot(root) == before


def test_a_colleagues_verdict_stays_and_nobody_judges_who_touched_no_verdict(root: Path, exported: Path) -> None:
    for pair, verdict in ((("pl-1", "fw-1-1"), "reject"), (("pl-2", "fw-1-1"), "accept")):
        append_reviews(root, [Review(*pair, verdict, 1, "김동료", "2026-11-25T09:00:00+09:00")])
    before = corpus(root).reviews
    assert bring(exported, root, setting("연계", 0, 까닭="다른 까닭")).written
    assert corpus(root).reviews == before
    states = {link.task: link.state for link in read_workspace(root).corpus.alignments}
    assert states == {"pl-1": "proposed", "pl-2": "confirmed"}
    result = bring(exported, root, setting("연계", 1, 검토_판단="기각"))
    assert (result.written, codes(result)) == (True, [])
    assert [(review.by, review.verdict) for review in corpus(root).reviews if review not in before] == [
        ("박검토", "reject")
    ]


def test_a_new_link_remembers_the_item_as_its_author_saw_it(root: Path, exported: Path) -> None:
    assert bring(exported, root, setting("정책 항목", 2, 제목="뜻이 달라진 과제")).written
    assert bring(exported, root, ADDED[3]).written
    [link] = [link for link in corpus(root).alignments if (link.task, link.item) == ("pl-2", "fw-1-2")]
    other = small_workspace(root.parent / "other")
    bring(exported, other, ADDED[3])
    [wanted] = [link for link in corpus(other).alignments if (link.task, link.item) == ("pl-2", "fw-1-2")]
    assert link.fingerprint == wanted.fingerprint


def test_new_rows_of_two_people_without_an_id_are_two_tasks_and_come_in_once(root: Path, exported: Path) -> None:
    row = {"계획": "pl", "수준": "과제", "상위": "pl", "출처": "s1"}
    for title in ("가 과제", "나 과제"):
        assert bring(exported, root, adding("이행과제", 0, **{"id": None, "제목": title, **row})).written
    titles = {item.title.ko: item.id for document in corpus(root).documents for item in document.items}
    assert len({titles["가 과제"], titles["나 과제"]}) == 2
    again = bring(exported, root, adding("이행과제", 0, **{"id": None, "제목": "나 과제", **row}))
    assert (again.errors, again.changes) == ((), ())


def without_state(book: Any) -> None:
    del book[STATE_TITLE.ko]


def test_a_workbook_without_its_state_says_so_removes_nothing_and_judges_nothing(root: Path, exported: Path) -> None:
    append_reviews(root, [Review("pl-1", "fw-1-1", "reject", None, "김동료", "2026-11-25T09:00:00+09:00")])
    bring(exported, root, both(*ADDED))
    before = corpus(root)
    result = bring(exported, root, both(without_state, setting("이행과제", 1, 제목="새 제목")))
    assert codes(result) == ["W86", "W80"]
    assert [(change.action, change.name) for change in result.changes if change.kind != "alignment"] == [
        ("changed", "pl-2")
    ]
    assert corpus(root).reviews == before.reviews
    assert len(corpus(root).alignments) == len(before.alignments)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(found=full_corpora(), other=full_corpora())
def test_the_state_that_travels_along_is_exactly_what_was_exported(found: Corpus, other: Corpus) -> None:
    state = exported_state(found, ["d"])
    assert state.isascii()
    for now in (Corpus(), found, other):
        read = read_state(state, now)
        assert read is not None
        assert read.corpus == found
    assert "".join(pieces(state)) == state
    assert all(len(piece) <= MOST_LETTERS for piece in pieces(state))
    assert read_state(state[:-9], found) is None


@pytest.mark.parametrize("damage", ["지움", "반만", "다른 글"])
def test_a_damaged_state_is_no_state(damage: str, root: Path, exported: Path) -> None:
    def edit(book: Any) -> None:
        cell = book[STATE_TITLE.ko].cell(2, 1)
        cell.value = {"지움": None, "반만": cell.value[: len(cell.value) // 2], "다른 글": "=1+1 가"}[damage]

    result = bring(exported, root, edit)
    assert (codes(result), result.changes) == (["W80"], ())


def test_a_workbook_of_another_workspace_says_so(root: Path, tmp_path: Path) -> None:
    other = small_workspace(tmp_path / "other")
    for path in (other / "plans/pl.yaml", other / "alignments/pl.yaml", other / "decisions/reviews-시험자.yaml"):
        path.write_text(path.read_text("utf-8").replace("pl-", "qq-").replace(": pl", ": qq"), "utf-8")
    for path in (other / "frameworks/fw.yaml", other / "alignments/pl.yaml", other / "decisions/reviews-시험자.yaml",
                 other / "decisions/decisions.yaml"):  # fmt: skip
        path.write_text(path.read_text("utf-8").replace("fw", "gw"), "utf-8")
    result = import_file(workbook_of(other, tmp_path / "other.xlsx"), root, dry_run=True)
    assert "W81" in codes(result)
    assert {change.action for change in result.changes if change.kind in ("item", "document", "alignment")} == {"added"}


def test_sorting_filtering_and_another_name_change_nothing(root: Path, exported: Path, tmp_path: Path) -> None:
    bring(exported, root, both(*ADDED))

    def edit(book: Any) -> None:
        page = book["정책 항목"]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=FIRST, max_row=FIRST + 2)]
        for number, row in enumerate(reversed(rows)):
            for place, value in enumerate(row, 1):
                page.cell(FIRST + number, place).value = value
        page.auto_filter.add_filter_column(0, ["fw-1"])
        page.row_dimensions[FIRST].hidden = True

    path = edited(exported, edit, tmp_path / "최종_진짜최종(2).xlsx")
    result = import_file(path, root)
    assert (result.changes, codes(result)) == ((), [])


def test_libreoffice_saves_the_state_along(root: Path, exported: Path, tmp_path: Path) -> None:
    bring(exported, root, both(*ADDED))
    out = tmp_path / "saved"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx", "--outdir", out, exported],
        check=True,
        capture_output=True,
        timeout=240,
    )  # fmt: skip
    saved = out / exported.name
    assert openpyxl.load_workbook(saved)[STATE_TITLE.ko].sheet_state == "hidden"
    result = import_file(saved, root)
    assert ([code for code in codes(result) if code[0] == "W"], result.changes) == ([], ())
    assert bring(saved, root, setting("이행과제", 1, 제목="새 제목")).written
    assert "pl-7" in {item.id for document in corpus(root).documents for item in document.items}


# CSV


def table_of(run: Callable[..., Run], root: Path, path: Path, sheet: str) -> list[list[str]]:
    assert run("workbook", "-w", root, "-o", path, "--sheet", sheet).code == 0
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def saved(path: Path, rows: list[list[str]]) -> Path:
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    path.write_text(target.getvalue(), "utf-8-sig")
    return path


def test_a_table_of_csv_names_its_state_in_every_row(run: Callable[..., Run], root: Path, tmp_path: Path) -> None:
    rows = table_of(run, root, tmp_path / "t.csv", "이행과제")
    assert rows[0][-1] == STATE_TITLE.ko
    assert len({row[-1] for row in rows[1:]}) == 1
    assert (root / FOLDER / rows[1][-1]).is_file()
    before = snapshot(root)
    result = import_file(tmp_path / "t.csv", root)
    assert (result.changes, result.issues) == ((), ())
    assert snapshot(root) == before


def test_two_people_with_one_table_lose_nothing(run: Callable[..., Run], root: Path, tmp_path: Path) -> None:
    rows = table_of(run, root, tmp_path / "t.csv", "이행과제")
    title, summary = rows[0].index("제목"), rows[0].index("요약")
    mine, other = [list(row) for row in rows], [list(row) for row in rows]
    mine[1][title] = "내가 고친 제목"
    other[1][summary] = "동료가 적은 요약"
    new = ["pl-7", "pl", "과제", "pl", *[""] * (len(rows[0]) - 4)]
    new[title], new[rows[0].index("출처")] = "동료의 새 과제", "s1"
    other.append(new)
    assert import_file(saved(tmp_path / "other.csv", other), root).written
    assert import_file(saved(tmp_path / "mine.csv", [mine[0], *reversed(mine[1:])]), root).written
    items = {item.id: item for document in corpus(root).documents for item in document.items if document.is_plan}
    assert set(items) == {"pl-1", "pl-2", "pl-7"}
    assert (items["pl-1"].title.ko, items["pl-1"].summary.ko) == ("내가 고친 제목", "동료가 적은 요약")
    other[1][title] = "동료가 고친 제목"
    before = snapshot(root)
    [issue] = import_file(saved(tmp_path / "other.csv", other), root).errors
    assert (issue.code, issue.where.row, issue.where.path) == ("W83", 2, "제목")
    assert snapshot(root) == before


def test_tables_of_two_exports_are_not_mixed_and_one_without_its_state_says_so(
    run: Callable[..., Run], root: Path, tmp_path: Path
) -> None:
    rows = table_of(run, root, tmp_path / "t.csv", "연계")
    mixed = [*rows[:-1], [*rows[-1][:-1], "pg-0123456789ab"]]
    assert codes(import_file(saved(tmp_path / "mixed.csv", mixed), root)) == ["W82"]
    bare = [row[:-1] for row in rows[:-1]]
    result = import_file(saved(tmp_path / "bare.csv", bare), root)
    assert (codes(result), result.changes) == (["W80"], ())
    shutil.rmtree(root / FOLDER)
    assert codes(import_file(tmp_path / "t.csv", root)) == ["W80"]
