"""The book of a plan: its chapters, and that every form holds the same tables with heads that repeat."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from book_data import book_study, empty_study, large_study
from book_forms import HP, W, grids, hangul_section, hangul_tables, rows_of, sheet_tables, word_tables
from click.testing import CliRunner
from html_pages import html_tables
from policygraph import Study
from policygraph.cli import cli
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import Assessment, Text
from policygraph.views.book import CHAPTERS, Book, build_book, render_book, spreadsheet
from policygraph.views.book.book_blocks import Grid, GridCell, GridColumn, GridRow, Line, placed
from policygraph.views.book.plan_book import table_caption
from policygraph.views.report import ENDINGS
from workspaces import link

DAY = "2026-11-24"


@pytest.fixture(scope="module")
def study() -> Study:
    return book_study()


@pytest.fixture(scope="module")
def book(study: Study) -> Book:
    return build_book(study, "ko", today=DAY)


def grid(book: Book, caption: str) -> Grid:
    [found] = [one for one in grids(book) if one.caption == caption]
    return found


def test_every_form_holds_the_same_tables(book: Book) -> None:
    expected = [rows_of(found) for found in grids(book)]
    assert len(expected) >= 8
    files = {ending: render_book(book, ending)[0] for ending in ENDINGS}
    assert word_tables(files[".docx"]) == expected
    assert hangul_tables(files[".hwpx"]) == expected
    assert html_tables(files[".html"]) == expected
    assert sheet_tables(files[".xlsx"], book) == expected
    text = files[".md"].decode()
    assert [text.count(f"**{table_caption(found, 'ko')}".replace("<", "&lt;").replace(">", "\\>")) for found in grids(book)] == [1] * len(expected)  # fmt: skip


def test_the_same_book_has_the_same_bytes(study: Study) -> None:
    for ending in (".xlsx", ".docx", ".hwpx", ".html", ".md"):
        first, again = (render_book(build_book(study, "ko", today=DAY), ending) for _ in range(2))
        assert first == again


def test_heads_repeat_on_each_page(book: Book) -> None:
    heads = [len(found.head) for found in grids(book)]
    body = docx.Document(io.BytesIO(render_book(book, ".docx")[0])).element.body
    assert [len(list(table.iter(f"{W}tblHeader"))) for table in body.iter(f"{W}tbl")] == heads
    section = hangul_section(render_book(book, ".hwpx")[0])
    tables = list(section.iter(f"{HP}tbl"))  # type: ignore[attr-defined]
    assert {table.get("repeatHeader") for table in tables} == {"1"}
    told = [sum(any(cell.get("header") == "1" for cell in row) for row in table.iter(f"{HP}tr")) for table in tables]
    assert told == heads
    sheets = openpyxl.load_workbook(io.BytesIO(render_book(book, ".xlsx")[0])).worksheets[1:]
    assert all(sheet.print_title_rows for sheet in sheets if not sheet.title.startswith("그림"))


def test_cells_reach_over_the_same_columns_and_rows_in_each_form(book: Book) -> None:
    """Hangul names where each cell stands: these places and sizes fill each table exactly once."""
    section = hangul_section(render_book(book, ".hwpx")[0])
    for table in section.iter(f"{HP}tbl"):  # type: ignore[attr-defined]
        taken = set()
        for cell in table.iter(f"{HP}tc"):
            place, span = cell.find(f"{HP}cellAddr"), cell.find(f"{HP}cellSpan")
            row, column = int(place.get("rowAddr")), int(place.get("colAddr"))
            here = {(row + r, column + c) for r in range(int(span.get("rowSpan"))) for c in range(int(span.get("colSpan")))}  # fmt: skip
            assert not here & taken
            taken |= here
        assert len(taken) == int(table.get("rowCnt")) * int(table.get("colCnt"))


def test_the_korean_book_shows_no_ids_and_no_codes(book: Book, study: Study) -> None:
    names = [*study.graph.items, *study.graph.documents]
    told = [text for found in grids(book) for row in rows_of(found) for text in row]
    told += [block.text for chapter in book.chapters for block in chapter.blocks if isinstance(block, Line)]
    assert not [text for text in told for name in names if re.search(rf"\b{re.escape(name)}\b", text)]
    codes = r"confirmed|proposed|G\d\d|city-plan|national|unsaid|short|synthetic dept"
    titles = {text.get("ko") for text in (record.title for record in study.graph.items.values())}
    assert not [text for text in told if re.search(codes, text) and text not in titles]


def test_the_task_first_table_has_symbols_under_frameworks(book: Book) -> None:
    found = rows_of(grid(book, "과제별 상위계획 연계표"))
    assert found[0] == ["번호", "전략 / 이행과제", "연계된 상위 정책", "주관 부서", "기간", "예산"]
    assert found[1] == ["상위 계획", "시정 목표"]
    assert ["1-1", "민원 자동 안내", "●2 △", "", "디지털국", "2026.3.~2028", "650"] in found
    assert ["2-2", "관제실 통합", "", "", "미상", "2028~2029", "40"] in found  # a rejected link stays out
    lines = [block.text for chapter in book.chapters if chapter.number == 6 for block in chapter.blocks if isinstance(block, Line)]  # fmt: skip
    assert "아직 아무도 견주어 보지 않은 정책 체계: 아무도 안 본 계획" in lines
    [apart] = [line for line in lines if line.startswith("시행 기간이 아니어서")]
    assert "지난 시정 (지난 임기" in apart


def test_the_list_of_tasks_keeps_kinds_of_money_apart(book: Book) -> None:
    found = rows_of(grid(book, "과제 총괄표"))
    assert found[0] == ["번호", "이행과제", "주관 부서", "협조 부서", "기간", "시기", "예산", "예산 구분"]
    assert ["1-1", "민원 자동 안내", "디지털국", "민원과\n정보과", "2026.3.~2028", "1단계", "650", "공공"] in found
    assert ["1-1-1", "· 민원 자료 정비", "미상", "", "2026", "", "(40)", "시비"] in found
    assert ["1. 열린 행정 (과제 3건)", "750", "공공"] in found
    assert found[-1][0] == "합계 6건"


def test_money_by_year_shows_funds_and_what_nobody_split(book: Book) -> None:
    found = rows_of(grid(book, "전략별 연차별 예산"))
    assert found[0] == ["전략", "재원", "계", "2026년", "2027년", "2028년", "2029년", "2030년", "연도 미구분"]
    assert ["1. 열린 행정", "국비", "400", "300", "100", "–", "–", "–", "–"] in found
    assert ["재원 미구분", "100", "–", "60", "40", "–", "–", "–"] in found
    assert ["공공 소계", "750", "500", "210", "40", "–", "–", "–"] in found
    tasks = rows_of(grid(book, "과제별 연차별 예산"))
    assert ["2-1 하천 수위 감시", "시비", "120", "–", "–", "–", "–", "–", "120"] in tasks
    assert ["1-1-1 민원 자료 정비\n(위 과제의 예산에 들어 있음)", "시비", "40", "–", "–", "–", "–", "–", "40"] in tasks
    assert ["1 홀로 선 과제", "", "미상", "–", "–", "–", "–", "–", "–"] in tasks
    stated = rows_of(grid(book, "전략에 명시된 예산과 과제 예산의 대조"))
    assert ["2. 안전한 도시", "시비", "100", "120", "△20", "2", "0"] in stated


def test_the_roadmap_puts_years_under_the_stages_of_the_plan(book: Book) -> None:
    found = rows_of(grid(book, "단계별 로드맵"))
    assert found[0][2:4] == ["기반 다지기", "널리 펴기"]
    assert found[1] == ["2026", "2027", "2028", "2029", "2030"]
    assert ["2-1", "하천 수위 감시", "□", "", "", "", "", "", "2026~", "안전국"] in found
    assert ["2-2", "관제실 통합", "", "", "■", "■", "", "", "2028~2029", "미상"] in found


def test_the_vision_chart_is_a_table_and_one_figure(book: Book) -> None:
    found = rows_of(grid(book, "비전체계도"))
    assert ["비전", "모두의 도시"] in found
    assert ["전략", "3. 아직 과제가 없는 전략 (과제 0건)"] in found
    _, beside = render_book(book, ".md", "가온")
    [(name, svg)] = beside.items()
    assert name == "가온-vision-1.svg"
    assert "민원 자동 안내" in svg.decode()


def test_tables_are_numbered_within_their_chapters(book: Book, study: Study) -> None:
    numbers = [found.number for found in grids(book)]
    assert len(set(numbers)) == len(numbers)
    assert [number for number in numbers if number.startswith("9-")] == ["9-1", "9-2", "9-3"]
    alone = build_book(study, "ko", chapters=[9], today=DAY)
    assert [rows_of(one) for one in grids(alone)] == [rows_of(one) for one in grids(book) if one.number.startswith("9-")]  # fmt: skip


def test_the_english_book_is_english(study: Study) -> None:
    book = build_book(study, "en", today=DAY)
    assert [chapter.heading for chapter in book.chapters][4:6] == ["5. List of tasks", "6. Links to higher policy"]
    assert table_caption(grids(book)[1], "en") == "<Table 5-1> List of tasks"
    heads = [cell.shown for found in grids(book) for row in found.head for cell in row.cells]
    own = {"기반 다지기", "상위 계획", "시정 목표"}
    assert not [text for text in heads if re.search("[가-힣]", text) and not any(title in text for title in ("지난", *own))]  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_plan_has_a_line_for_each_chapter(ending: str) -> None:
    book = build_book(empty_study(), "ko", today=DAY)
    assert len(book.chapters) == len(CHAPTERS) == 12
    assert all(len(chapter.blocks) == 1 and isinstance(chapter.blocks[0], Line) for chapter in book.chapters)
    assert render_book(book, ending)[0]


def test_cells_that_do_not_fill_their_columns_are_a_fault() -> None:
    for cells in (
        (GridCell("가"),),
        (GridCell("가"), GridCell("나"), GridCell("다")),
        (GridCell("가"), GridCell("나", columns=2)),
    ):
        with pytest.raises(ValueError, match="columns"):
            list(placed([GridRow(cells)], 2))
    assert Grid("가", (GridColumn(400), GridColumn(200)), (), ()).widths == (178, 89)


def test_an_unknown_ending_is_named(book: Book) -> None:
    with pytest.raises(UnknownName, match=r"\.pdf"):
        render_book(book, ".pdf")


def test_the_command_writes_chapters_and_refuses_what_does_not_go_together(tmp_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(cli, ["report", *arguments, "-o", str(tmp_path / "b.md"), "--lang", "ko"])
        return result.exit_code, result.output

    assert run("--book", "--plan", "b6", "--chapter", "5", "--chapter", "12")[0] == 0
    text = (tmp_path / "b.md").read_text(encoding="utf-8").replace("\\", "")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["차례", "5. 과제 총괄표", "12. 출처"]
    code, said = run("--chapter", "5")
    assert code == 2
    assert "--chapter goes with --book" in said
    code, said = run("--book", "--figures")
    assert code == 2
    assert "--book does not go with --figures" in said
    assert run("--book", "--chapter", "13")[0] == 2
    assert "계획이 여럿이라" in run("--book", "--chapter", "10")[1]


@pytest.fixture(scope="module")
def large() -> Book:
    return build_book(large_study(2000), "ko", chapters=[5, 6, 9, 10], today=DAY)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_plan_of_two_thousand_tasks_is_whole_in_each_form(large: Book, ending: str) -> None:
    content = render_book(large, ending)[0]
    expected = [rows_of(found) for found in grids(large)]
    assert [len(found) for found in expected][:2] == [1 + 10 + 2000 + 1, 2 + 10 + 2000]
    if ending == ".md":
        assert content.decode().count("과제 1999 ") == len(expected) - 1  # that of strategies names no task
    else:
        read = {".docx": word_tables, ".hwpx": hangul_tables, ".html": html_tables, ".xlsx": lambda c: sheet_tables(c, large)}  # fmt: skip
        assert read[ending](content) == expected


def test_a_workbook_of_more_sheets_than_files_may_be_open_is_the_same(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_STREAMED", 0)
    assert sheet_tables(render_book(book, ".xlsx")[0], book) == [rows_of(found) for found in grids(book)]


def test_findings_are_no_columns_of_higher_policy_and_strengths_lack_no_task() -> None:
    records = book_study().corpus
    found = replace(records.documents[0].items[1], id="zw1", document="w", parents=("w",), title=Text("튼튼한 통신망"), level="finding", swot="strength")  # fmt: skip
    weak = replace(found, id="zw2", title=Text("낡은 장비"), swot="weakness")
    document = replace(records.documents[0], id="w", kind="findings", title=Text("진단"), items=(found, weak))
    told = Assessment("zp", ("w", *records.assessments[0].frameworks))
    study = book_study(
        replace(
            records,
            documents=(*records.documents, document),
            alignments=(*records.alignments, link("zt5", "zw2", 2)),
            assessments=(told,),
        )
    )
    book = build_book(study, "ko", chapters=[6], today=DAY)
    assert rows_of(grid(book, "과제별 상위계획 연계표"))[1] == ["상위 계획", "시정 목표"]
    [strength] = [row for row in grid(book, "대조표: 진단").rows if row.cells[1].text.startswith("튼튼한")]
    assert (strength.look, strength.cells[2].text) == ("", "–")
