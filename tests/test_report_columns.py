"""Columns of one's own, chosen into the tables of a report: in every form, each where the records have it."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from entry_data import city, enter
from policygraph import open_study
from policygraph.cli import cli
from policygraph.records.issue import UnusableInput
from policygraph.views.report import ENDINGS, build_report, render_report
from policygraph.views.report.tables import comparison_columns, comparison_rows, coverage_table, task_table


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = city(tmp_path / "naru")
    result = enter(
        root,
        **{"정책 체계": [{"제목": "시장 공약", "종류": "시정 목표·공약", "보고처": "기획관"}]},
        이행과제=[{"공식 번호": "1-1", "제목": "안심 조명", "담당자": "홍길동"}, {"제목": "길 안내"}],
        **{"정책 항목": [{"정책 체계": "시장 공약", "공식 번호": "가", "수준": "공약", "제목": "골목 조명", "담당자": "김시장"}]},
        연계=[{"과제 id": "1-1", "정책 항목 id": "가", "강도": "상", "상태": "확정"}],
        **{"검토 범위": [{"계획": "plan", "검토한 정책 체계": "시장 공약"}]},
    )  # fmt: skip
    assert result.errors == ()
    return root


def test_each_table_shows_the_columns_that_its_records_have(root: Path) -> None:
    report = build_report(open_study(root), today="2026-11-28", own=["담 당자", "보고처"])
    assert report.own == ("담당자", "보고처")
    tasks = task_table(report)
    assert [column.title.ko for column in tasks.columns][-2:] == ["대응 체계", "담당자"]
    assert [row[-1] for row in tasks.rows] == ["홍길동", ""]
    coverage = coverage_table(report)
    assert (coverage.columns[-1].title.ko, coverage.rows[0][-1]) == ("보고처", "기획관")
    assert [column.title.ko for column in comparison_columns(report)][8:] == ["담당자"]
    rows = [cells for _, cells in comparison_rows(report, report.comparisons[0], "ko")]
    assert [row[-1] for row in rows] == ["홍길동"]


def test_without_being_asked_no_table_shows_one(root: Path) -> None:
    report = build_report(open_study(root), today="2026-11-28")
    assert len(comparison_columns(report)) == 8
    assert "홍길동" not in render_report(report, ".md", "ko").decode()


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_form_of_the_report_has_them(root: Path, ending: str) -> None:
    report = build_report(open_study(root), today="2026-11-28", own=["담당자"])
    content = render_report(report, ending, "ko")
    assert "홍길동" in _text(content, ending)


def test_a_column_that_nothing_has_is_named_with_those_there_are(root: Path) -> None:
    with pytest.raises(UnusableInput, match="담당지"):
        build_report(open_study(root), own=["담당지"])
    told = str(
        CliRunner().invoke(cli, ["report", "-w", str(root), "--columns", "담당지", "-o", str(root / "r.md")]).exception
    )
    assert "담당자, 보고처" in told


def test_the_command_takes_several_columns(root: Path) -> None:
    target = root / "r.xlsx"
    result = CliRunner().invoke(cli, ["report", "-w", str(root), "--columns", "담당자, 보고처", "-o", str(target)])
    assert result.exit_code == 0, result.output
    page = openpyxl.load_workbook(target)["대조표"]
    assert page.cell(1, page.max_column).value == "담당자"


def _text(content: bytes, ending: str) -> str:
    if ending == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        return " ".join(str(cell) for page in book for row in page.iter_rows(values_only=True) for cell in row)
    if ending in (".docx", ".hwpx"):
        import zipfile

        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return " ".join(
                package.read(name).decode("utf-8", "replace") for name in package.namelist() if name.endswith(".xml")
            )
    return content.decode()
