"""The settings of a workspace are set in Excel: the sheet of settings goes out and comes back. The city is made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from desk_data import workbook_of
from entry_data import city, fill, tasks
from policygraph import open_study
from policygraph.cli import cli
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import Alignment, PlanStudy, Text
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.settings import Thresholds
from policygraph.sources.workspace import read_unchecked, read_workspace
from policygraph.views.import_view import import_page


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return city(tmp_path / "garam", ["kds", "dpg"])


def edit(path: Path, **cells: Any) -> Path:
    """Write into the cells of values, by the title of the row; of two values the second is the English one."""
    book = openpyxl.load_workbook(path)
    rows = {row[0].value: row for row in book["설정"].iter_rows(min_row=3)}
    for title, value in cells.items():
        texts = value if isinstance(value, tuple) else (value,)
        for cell, text in zip(rows[title.replace("_", " ")][1:], texts, strict=False):
            cell.value = text
    book.save(path)
    return path


def bring(root: Path, **cells: Any) -> ImportResult:
    return import_file(edit(workbook_of(root, root.parent / "plan.xlsx"), **cells), root)


def test_title_city_and_notice_follow_from_excel(root: Path, tmp_path: Path) -> None:
    result = bring(
        root,
        제목=("가람시 디지털 계획", "Garam digital plan"),
        시_이름=("가람광역시", "Garam"),
        유의_문구="아직 검토 전입니다.",
        기준일="2027-01-31",
    )
    assert (result.errors, result.written, result.files) == ((), True, ("policygraph.toml",))
    assert set(result.settings) == {"title", "city", "notice", "as_of"}
    settings, _ = read_unchecked(root)
    assert settings.title == Text("가람시 디지털 계획", "Garam digital plan")
    assert settings.city == Text("가람광역시", "Garam")
    assert settings.caveats.notice == Text("아직 검토 전입니다.")
    assert read_workspace(root).day.isoformat() == "2027-01-31"
    report = tmp_path / "report.md"
    assert CliRunner().invoke(cli, ["report", "-w", str(root), "-o", str(report), "--lang", "ko"]).exit_code == 0
    page = report.read_text(encoding="utf-8")
    assert page.startswith("# 가람시 디지털 계획")
    assert "가람광역시 · 작성일" in page
    assert "아직 검토 전입니다." in page


def test_thresholds_stages_frameworks_and_language_too(root: Path) -> None:
    result = bring(
        root,
        미흡의_기준="50%",
        근거_미약의_기준=0.7,
        중복을_찾는_범위="도시",
        언어="영어",
        쓸_내장_정책_체계="kds, 이재명정부 123대 국정과제",
        **{"시기의 이름: 단기": "1단계(2026~2027)"},
    )
    assert result.errors == ()
    settings, corpus = read_unchecked(root)
    assert settings.thresholds == Thresholds(weak=0.5, confidence=0.7, duplicates="city")
    assert settings.lang == "en"
    assert settings.frameworks == ("kds", "nga")
    assert settings.stages == {"short": Text("1단계(2026~2027)")}
    assert '["1단계(2026~2027)","1단계(2026~2027)"]' in render_explorer(open_study(root), lite=True).replace(", ", ",")
    assert {document.id for document in corpus.documents} == {"kds", "nga", "plan"}
    path = fill(
        workbook_of(root, root.parent / "tasks.xlsx", "ko", spare=0),
        {"이행과제": [{"제목": "가", "시기": "1단계(2026~2027)"}]},
    )
    assert import_file(path, root).errors == ()
    assert tasks(root)["가"].phase == "short"
    shown = openpyxl.load_workbook(workbook_of(root, root.parent / "again.xlsx", "ko"))["이행과제"]
    assert "1단계(2026~2027)" in [cell.value for cell in shown[3]]
    assert bring(root, 미흡의_기준=None).settings == ("thresholds.weak",)
    assert bring(root, 중복을_찾는_범위=None).settings == ("thresholds.duplicates",)
    assert read_unchecked(root)[0].thresholds == Thresholds(confidence=0.7)


def test_comments_of_the_settings_file_stay(root: Path) -> None:
    before = (root / "policygraph.toml").read_text(encoding="utf-8")
    assert bring(root, 시_이름="나람시").written
    after = (root / "policygraph.toml").read_text(encoding="utf-8")
    assert [line for line in after.splitlines() if line.startswith("#")] == [
        line for line in before.splitlines() if line.startswith("#")
    ]


def test_an_unedited_sheet_changes_no_setting(root: Path) -> None:
    old = workbook_of(root, root.parent / "old.xlsx")
    assert bring(root, 시_이름="나람시").written
    result = import_file(old, root)
    assert (result.settings, result.written) == ((), False)
    assert read_unchecked(root)[0].city == Text("나람시")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"기준일": "내년"}, "2026-06-30"),
        ({"미흡의_기준": "130%"}, "100%"),
        ({"중복을_찾는_범위": "전국"}, "계획 또는 도시"),
        ({"언어": "불어"}, "한국어"),
        ({"쓸_내장_정책_체계": "kds, 없는것"}, "dpg"),
    ],
    ids=["day", "share", "reach", "language", "framework"],
)
def test_what_is_no_value_is_refused_with_its_cell(root: Path, cells: dict[str, Any], expected: str) -> None:
    result = bring(root, **cells)
    [issue] = result.errors
    assert (issue.code, issue.where.sheet, issue.where.column) == ("W71", "설정", "B")
    assert issue.where.row
    assert expected in issue.remedy.ko
    assert not result.written


def test_a_framework_that_own_links_serve_is_not_given_up(root: Path) -> None:
    study = open_study(root)
    plan = root / "plans" / "plan.yaml"
    plan.write_text(
        plan.read_text(encoding="utf-8").replace(
            "items: []", "items:\n- {id: t-1, level: task, parent: plan, title: {ko: 과제}}"
        ),
        encoding="utf-8",
    )
    item = study.graph.documents["dpg"].items[-1].id
    open_study(root).with_alignments([Alignment("t-1", item, 1, why=Text("지어낸 예"))]).save()
    assert [issue.code for issue in bring(root, 쓸_내장_정책_체계="kds").errors] == ["W72"]


def test_the_preview_names_the_settings(root: Path) -> None:
    path = edit(workbook_of(root, root.parent / "plan.xlsx"), 시_이름="나람시")
    result = import_file(path, root, dry_run=True)
    page = import_page(result, dry_run=True)
    assert page.document["settings"] == ["city"]
    assert any(getattr(block, "text", Text()).ko == "설정이 바뀝니다: 시 이름" for block in page.blocks)
    assert read_unchecked(root)[0].city == Text("가람시")


def plan_study(root: Path) -> PlanStudy | None:
    _, corpus = read_unchecked(root)
    return next(document.study for document in corpus.documents if document.is_plan)


def test_the_study_of_the_plan_is_written_on_the_sheet_of_settings(root: Path) -> None:
    result = bring(
        root, 용역_이름=("수립 연구", "study"), 용역_시작="'25.6", 용역_개월_수=5, **{"용역비(원)": "1억 7,500만원"}
    )
    assert (result.errors, result.settings) == ((), ())
    found = plan_study(root)
    assert found == PlanStudy(Text("수립 연구", "study"), "2025-06", months=5, cost=175_000_000)
    assert bring(root).changes == ()
    assert bring(root, 용역_개월_수=None).written
    assert plan_study(root) == PlanStudy(Text("수립 연구", "study"), "2025-06", cost=175_000_000)


def test_two_people_who_edit_the_study_are_told_where_they_differ(root: Path, tmp_path: Path) -> None:
    assert bring(root, 용역_이름="수립 연구", 용역사="가람연구소").written
    stale = workbook_of(root, tmp_path / "stale.xlsx")
    assert bring(root, 용역사="새 연구소").written
    assert import_file(edit(stale, 용역_주관="정보과"), root).errors == ()
    assert (plan_study(root) or PlanStudy(Text())).contractor == Text("새 연구소")
    [error] = import_file(edit(stale, 용역사="옛 연구소"), root).errors
    assert (error.code, error.where.sheet, error.where.column) == ("W83", "설정", "B")
    assert "새 연구소" in error.message.ko


def test_problems_of_the_study_name_their_cell_of_the_sheet_of_settings(root: Path) -> None:
    result = bring(root, 용역_이름="수립 연구", 용역_시작="2025-06", 용역_끝="2025-01", **{"용역비(원)": "많이"})
    assert {(error.code, error.where.sheet, error.where.path) for error in result.errors} == {
        ("R15", "설정", "용역 끝"),
        ("W26", "설정", "용역비(원)"),
    }
    [untitled] = bring(root, 용역사="가람연구소").errors
    assert (untitled.code, untitled.where.sheet, untitled.where.path) == ("W35", "설정", "용역 이름")


def test_a_sheet_of_plans_that_says_otherwise_of_the_study_is_told(root: Path) -> None:
    path = edit(workbook_of(root, root.parent / "plan.xlsx"), 용역_이름="수립 연구")
    book = openpyxl.load_workbook(path)
    page = book["계획"]
    last = page.max_column + 1
    page.cell(1, last, "용역 이름")
    page.cell(3, last, "다른 연구")
    book.save(path)
    [error] = import_file(path, root).errors
    assert (error.code, error.where.sheet) == ("W107", "설정")
    page.cell(3, last, "수립 연구")
    page.cell(3, 1).value = page.cell(3, 2).value = None
    book.save(path)
    assert "W109" in {issue.code for issue in import_file(path, root, dry_run=True).issues}
