"""Reports: one figure is the same in all five forms, the first page is honest, and each file is what its format asks for."""

from __future__ import annotations

import html
import io
import itertools
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from defusedxml.ElementTree import fromstring
from desk_data import small_workspace
from html_pages import PageReader, Rows, html_tables
from policygraph import Study, open_study
from policygraph.cli import cli
from policygraph.records.issue import UnknownName
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from policygraph.views.reach_view import reach_table
from policygraph.views.render import escaped_markdown, shown
from policygraph.views.report import ENDINGS, Report, build_report, render_report
from policygraph.views.report.hangul_document import HangulWriter
from policygraph.views.report.tables import comparison_rows, coverage_table, first_page_notes
from workspaces import corpus, framework, item, link, plan, task

HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HH = "{http://www.hancom.co.kr/hwpml/2011/head}"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    root = small_workspace(tmp_path_factory.mktemp("report") / "ws")
    text = (root / "policygraph.toml").read_text(encoding="utf-8")
    notice = '[notice]\nko = "합성 자료이며 아무도 검토하지 않았습니다."\nen = "Synthetic; reviewed by nobody."\n'
    notice += '[incomplete.fw]\nko = "셋째 과제는 찾지 못했습니다."\nen = "The third task was not found."\n'
    (root / "policygraph.toml").write_text(text + notice, encoding="utf-8")
    return build_report(open_study(root), today="2026-11-24")


@pytest.fixture(scope="module")
def files(report: Report) -> dict[str, bytes]:
    return {ending: render_report(report, ending, "ko") for ending in ENDINGS}


def word_tables(content: bytes) -> list[Rows]:
    document = docx.Document(io.BytesIO(content))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def hangul_tables(content: bytes) -> list[Rows]:
    """Read the tables with nothing but zip and XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = fromstring(archive.read("Contents/section0.xml"))
    return [
        [
            ["".join(text.text or "" for text in cell.iter(f"{HP}t")) for cell in row.iter(f"{HP}tc")]
            for row in table.iter(f"{HP}tr")
        ]
        for table in root.iter(f"{HP}tbl")
    ]


def markdown_tables(content: bytes) -> list[Rows]:
    tables: list[Rows] = []
    inside = False
    for line in content.decode().splitlines():
        if line.startswith(("|---", "| ---")):
            continue
        if line.startswith("|"):
            if not inside:
                tables.append([])
            cells = line.replace("\\|", "\0").strip("|").split("|")
            plain = [cell.strip().removeprefix("**").removesuffix("**").replace("\0", "|") for cell in cells]
            tables[-1].append([cell.replace("\\", "").replace("&lt;", "<") for cell in plain])
        inside = line.startswith("|")
    return tables


def expected_coverage(report: Report) -> Rows:
    table = coverage_table(report)
    rows = [[shown(v, c, "ko") for v, c in zip(row, table.columns, strict=True)] for row in table.rows]
    return [[column.title.ko for column in table.columns], *rows]


def spreadsheet_coverage(content: bytes) -> Rows:
    """Read the coverage sheet with its stored numbers, and show them as the other forms do."""
    page = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["정책 체계별 대응률"]
    rows: Rows = []
    for row in page.iter_rows(max_col=10, values_only=True):
        if row[0] is None:
            break
        rows.append(
            [f"{v:.0%}" if isinstance(v, float) or (i in (2, 3) and v in (0, 1)) else str(v) for i, v in enumerate(row)]
        )
    return rows


def test_every_form_shows_the_same_coverage(report: Report, files: dict[str, bytes]) -> None:
    wanted = expected_coverage(report)
    assert len(wanted) == 2
    assert word_tables(files[".docx"])[0] == wanted
    assert hangul_tables(files[".hwpx"])[0] == wanted
    assert markdown_tables(files[".md"])[0] == wanted
    assert html_tables(files[".html"])[0] == wanted
    assert spreadsheet_coverage(files[".xlsx"]) == wanted


def test_every_form_shows_the_same_comparison(report: Report, files: dict[str, bytes]) -> None:
    wanted = [cells for _, cells in comparison_rows(report, report.comparisons[0], "ko")]
    assert [
        "1-1",
        "첫째 과제",
        "인공지능 행정 [pl-1]",
        "직접 이행",
        "디지털국",
        "2026~2028",
        "12억 3,000만 원",
        "같은 일",
    ] in wanted
    assert ["", "", "데이터 개방 [pl-2]", "기반 제공 (제안)", "미상", "미상", "미상", "-데이터를 댐"] in wanted
    assert ["1-2", "둘째 과제", "해당 없음", "", "", "", "", ""] in wanted
    assert word_tables(files[".docx"])[3][1:] == wanted
    assert hangul_tables(files[".hwpx"])[3][1:] == wanted
    assert markdown_tables(files[".md"])[3][1:] == wanted
    assert html_tables(files[".html"])[3][1:] == wanted
    page = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]), data_only=True)["대조표"]
    assert [[str(v or "") for v in row[1:]] for row in page.iter_rows(min_row=2, values_only=True)] == wanted


def test_the_real_figures_are_the_same_in_every_form_too() -> None:
    report = build_report(open_study().narrowed(frameworks=["kds"], plans=["b6"]), today="2026-11-24")
    wanted = expected_coverage(report)
    comparison = [cells for _, cells in comparison_rows(report, report.comparisons[0], "ko")]
    table = reach_table(report.reach)
    assert any(str(cell) == "0" for row in table.rows for cell in row)  # what is not reached is said
    for ending, read in ((".docx", word_tables), (".hwpx", hangul_tables), (".html", html_tables)):
        tables = read(render_report(report, ending, "ko"))
        assert tables[0] == wanted
        assert tables[3][1:] == comparison
        reached = [[shown(v, c, "ko") for v, c in zip(row, table.columns, strict=True)] for row in table.rows]
        assert tables[2][1:] == reached
    book = render_report(report, ".xlsx", "ko")
    assert spreadsheet_coverage(book) == wanted
    page = openpyxl.load_workbook(io.BytesIO(book), data_only=True)["기술 × 영역"]
    assert [[str(v) for v in row] for row in page.iter_rows(min_row=2, values_only=True)] == reached


def test_the_first_page_says_who_has_not_reviewed_this_and_what_is_missing(
    report: Report, files: dict[str, bytes]
) -> None:
    notes = first_page_notes(report, "ko")
    assert notes[0].startswith("합성 자료이며 아무도 검토하지 않았습니다.")
    assert notes[1] == "빠진 것으로 알려진 부분: [시험 정책] 셋째 과제는 찾지 못했습니다."
    word = [paragraph.text for paragraph in docx.Document(io.BytesIO(files[".docx"])).paragraphs]
    page = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))["표지"]
    cover = [cell.value for row in page.iter_rows() for cell in row]
    with zipfile.ZipFile(io.BytesIO(files[".hwpx"])) as archive:
        hangul = archive.read("Contents/section0.xml").decode()
    for note in notes:
        assert note in word[:8]
        assert note in cover
        assert note in hangul[: hangul.index("<hp:tbl")]
        assert escaped_markdown(note) in files[".md"].decode()[: files[".md"].decode().index("## ")]
        assert note in html.unescape(files[".html"].decode()[: files[".html"].decode().index("<h2")])
    for form in (files[".md"].decode(), files[".html"].decode(), hangul, "\n".join(word)):
        assert form.count("셋째 과제는 찾지 못했습니다.") == 2  # on the first page and under the title of its table
        assert form.index("담긴 범위와 빠진 부분") < form.index("시험을 위해 만든 자료이다.")
    scope = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))["담긴 범위와 빠진 부분"]
    assert [cell.value for cell in scope[2]] == ["시험 정책 (fw)", "시험을 위해 만든 자료이다."]


def test_each_sheet_of_figures_holds_one_table_under_its_own_repeated_header(files: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))
    assert book["정책 체계별 대응률"].max_row == 3  # header, one framework, the sum
    levels = book["수준별 대응률"]
    assert [cell.value for cell in levels[1]] == [
        "id", "정책 체계", "수준", "항목", "연계 있음", "확정 연계 있음", "평균 하한", "평균 상한",
    ]  # fmt: skip
    assert levels.print_title_rows == "$1:$1"
    assert [levels.cell(2, column).value for column in (1, 3)] == ["fw", "전략"]


def test_the_bundled_notice_stands_on_the_first_page_in_both_languages() -> None:
    report = build_report(open_study().narrowed(frameworks=["aicm"], plans=["b5"]), today="2026-11-24")
    for lang, words in (("ko", "부산광역시의 검토를 받지 않았습니다"), ("en", "the city has not reviewed them")):
        text = render_report(report, ".md", lang).decode()  # type: ignore[arg-type]
        assert words in text[: text.index("## ")]


def test_a_hangul_document_has_the_structure_of_its_package(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files[".hwpx"])) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"application/hwp+zip"
        names = set(archive.namelist())
        parsed = {name: fromstring(archive.read(name)) for name in names if name.endswith((".xml", ".hpf", ".rdf"))}
    container = parsed["META-INF/container.xml"]
    roots = [node.get("full-path") for node in container.iter() if node.tag.endswith("rootfile")]
    assert roots
    assert set(roots) <= names
    package = parsed["Contents/content.hpf"]
    manifest = {node.get("id"): node.get("href") for node in package.iter() if node.tag.endswith("}item")}
    assert all(href in names or f"Contents/{href}" in names for href in manifest.values())
    spine = [node.get("idref") for node in package.iter() if node.tag.endswith("}itemref")]
    assert spine
    assert set(spine) <= set(manifest)
    header, section = parsed["Contents/header.xml"], parsed["Contents/section0.xml"]
    for attribute, tag in (
        ("charPrIDRef", "charPr"),
        ("paraPrIDRef", "paraPr"),
        ("styleIDRef", "style"),
        ("borderFillIDRef", "borderFill"),
    ):
        known = {node.get("id") for node in header.iter(f"{HH}{tag}")}
        used = {node.get(attribute) for node in section.iter() if node.get(attribute) is not None}
        assert used <= known, attribute
    for table in section.iter(f"{HP}tbl"):
        assert table.get("repeatHeader") == "1"
        rows = list(table.iter(f"{HP}tr"))
        assert len(rows) == int(table.get("rowCnt", 0))
        assert {cell.get("header") for cell in rows[0].iter(f"{HP}tc")} == {"1"}
    faces = {node.get("face") for node in header.iter(f"{HH}font")}
    assert "맑은 고딕" in faces


def test_the_hangul_document_reads_back_through_its_own_library(files: dict[str, bytes]) -> None:
    from hwpx import HwpxDocument

    document = HwpxDocument.open(io.BytesIO(files[".hwpx"]))
    assert not document.validate().issues
    assert "첫째 과제" in document.text.plain() or any("첫째 과제" in str(row) for row in hangul_tables(files[".hwpx"]))


def test_what_is_written_as_text_into_a_hangul_document_is_opened_by_its_library_and_says_the_same() -> None:
    from hwpx.tools.package_validator import validate_editor_open_safety

    rows = [
        (["<&>\"'", "한 줄\n\n\t셋째 줄", ""], "#FDEAEA", True),
        (['id="123456"', "policygraph:0", "]]> &amp;"], "", False),
    ]
    writer = HangulWriter("ko", title="보고서", day="2026-11-24")
    writer.paragraph("제목 <b>&\n둘", writer.title, new_page=True)
    writer.table(["가", "나", "다"], rows, [20, 30, 40])
    content = writer.content()
    assert validate_editor_open_safety(content).ok
    assert hangul_tables(content) == [
        [["가", "나", "다"], *([cell.replace("\n", "").replace("\t", " ") for cell in cells] for cells, *_ in rows)]
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        section = fromstring(archive.read("Contents/section0.xml"))
    said = ["".join(text.text or "" for text in found.iter(f"{HP}t")) for found in section.findall(f"{HP}p")]
    assert "제목 <b>& 둘" in said
    assert not any(text.startswith("policygraph:") for text in said)
    cell = list(section.iter(f"{HP}tc"))[4]
    assert len(cell.findall(f"{HP}subList/{HP}p")) == 3
    numbers = [node.get("id") for node in section.iter(f"{HP}p")]
    assert len(set(numbers)) == len(numbers) - 1  # the footer stands there twice


def test_the_same_report_gives_the_same_hangul_document(report: Report, files: dict[str, bytes]) -> None:
    assert render_report(report, ".hwpx", "ko") == files[".hwpx"]


def test_word_tables_repeat_their_header_and_fonts_are_korean(files: dict[str, bytes]) -> None:
    document = docx.Document(io.BytesIO(files[".docx"]))
    for table in document.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
    comparison = document.tables[3]
    kept = [row.cells[1].text for row in comparison.rows if "w:keepNext" in row._tr.xml]
    assert kept == ["첫째 전략"]  # a heading stays with the rows below it
    bodies = list(document.element.body.iterchildren())
    last = [child.tag.rpartition("}")[2] for child in bodies[-3:]]
    assert last == ["tbl", "p", "sectPr"]
    assert not any(
        before.tag.endswith("}tbl") and after.tag.endswith("}p") and not after.findall(f"{W}r")
        for before, after in itertools.pairwise(bodies[:-2])
    )  # an empty paragraph behind a table would open an empty page where the table fills one
    normal: Any = document.styles["Normal"]
    assert normal.font.name == "맑은 고딕"
    footer = document.sections[0].footer.paragraphs[0]._p.xml
    assert 'w:instr="PAGE"' in footer


def test_the_web_page_is_one_file_that_asks_for_nothing(files: dict[str, bytes]) -> None:
    parser = PageReader()
    parser.feed(files[".html"].decode())
    assert all(link.startswith("#") for link in parser.links)
    assert "default-src 'none'" in files[".html"].decode()


def test_text_that_looks_like_code_stays_text_in_the_spreadsheet(files: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))
    cells = [cell for row in book["대조표"].iter_rows() for cell in row if cell.value == "-데이터를 댐"]
    assert cells
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
    formulas = [cell.value for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas
    assert all(formula.startswith(("=SUM(", "=IF(AND(ISNUMBER(")) for formula in formulas)


def test_a_report_is_narrowed_by_framework_plan_and_department() -> None:
    study = open_study()
    whole = build_report(study, today="2026-11-24")
    narrow = build_report(study.narrowed(frameworks=["dpg-2"], plans=["bdp"]), today="2026-11-24")
    assert narrow.frameworks == ("dpg",)
    assert {row.item.split("-")[1] for row in narrow.comparisons[0].rows} == {"2"}
    assert {found.task.document for found in narrow.tasks} == {"bdp"}
    assert [row[0] for row in coverage_table(narrow).rows] == ["dpg-2"]  # not the figures of the whole framework
    assert coverage_table(narrow).rows[0][2] == study.narrowed(plans=["bdp"]).coverage()["dpg-2"].floor
    assert narrow.scope.ko.startswith("범위: 정책 항목과 그 아래: ")
    department = next(found.task.department for found in whole.tasks if found.task.department)
    assert department is not None
    own = build_report(study.narrowed(departments=[department.ko]), today="2026-11-24")
    assert {found.task.department for found in own.tasks} == {department}
    assert 0 < len(own.links) < len(whole.links)
    served = {link.item for link in own.links}
    listed = [row for found in own.comparisons for row in found.rows]
    assert {row.item for row in listed if row.links} == served
    assert {row.item for row in listed} == {row.item for found in whole.comparisons for row in found.rows}
    for found in own.coverage.values():
        whole_floor = whole.coverage[found.id].floor
        assert found.floor is None or whole_floor is None or found.floor <= whole_floor + 1e-9
    with pytest.raises(UnknownName):
        study.narrowed(departments=["없는 부서"])


def test_the_command_writes_by_ending(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "ws")
    for ending in ENDINGS:
        target = tmp_path / f"report{ending}"
        answer = CliRunner().invoke(cli, ["report", "-w", str(root), "-o", str(target), "-q"], catch_exceptions=False)
        assert answer.exit_code == 0
        assert target.stat().st_size > 1000
    with pytest.raises(UnknownName):
        CliRunner().invoke(cli, ["report", "-w", str(root), "-o", str(tmp_path / "r.pdf")], catch_exceptions=False)


def test_an_item_without_a_task_is_said_to_lack_one_of_those_it_was_asked_for() -> None:
    study = open_study()
    for plans, words in (
        ([], "대응 과제 없음"),
        (["b5"], "이 계획의 과제 없음"),
        (["b5", "b6"], "이 계획들의 과제 없음"),
    ):
        report = build_report(study.narrowed(frameworks=["aicm"], plans=plans), today="2026-11-24")
        assert words in [cells[2] for _, cells in comparison_rows(report, report.comparisons[0], "ko")]


def test_the_command_says_what_the_report_was_narrowed_to(tmp_path: Path) -> None:
    target = str(tmp_path / "report.md")
    answer = CliRunner().invoke(
        cli, ["report", "--framework", "전국민 AI 활용역량 강화 및 일상화 방안", "-o", target, "--lang", "ko"]
    )
    assert answer.exit_code == 0
    assert "정책 체계: 전국민 AI 활용역량 강화 및 일상화 방안" in answer.stderr


def test_a_task_counts_once_behind_a_framework_however_many_of_its_items_it_serves() -> None:
    tasks = [task("t-1", budget=1_000), task("t-2", budget=70), task("t-3")]
    links = [link(name, item_id) for name in ("t-1", "t-3") for item_id in ("a", "b", "c")] + [
        link("t-2", "b", 1, "proposed")
    ]
    records = corpus([framework(item("a", "f"), item("b", "f"), item("c", "f")), plan(*tasks)], links)
    study = Study(Workspace(None, Settings(), records, ()))
    report = build_report(study)
    page = openpyxl.load_workbook(io.BytesIO(render_report(report, ".xlsx", "ko")))["체계별 예산"]
    assert [[cell.value for cell in row][2:7] for row in page.iter_rows(min_row=2, max_row=3)] == [
        ["밝히지 않음", 1, 1_000, 2, 1_070],
        ["예산 미상", 1, "미상", 1, "미상"],
    ]


def test_the_properties_of_a_hangul_document_are_those_of_the_report(files: dict[str, bytes], report: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(files[".hwpx"])) as archive:
        text = archive.read("Contents/content.hpf").decode()
    found = dict(re.findall(r'<opf:meta name="(\w+)" content="text">([^<]*)</opf:meta>', text))
    assert (found["creator"], found["lastsaveby"], found["date"]) == ("policygraph", "policygraph", report.date)
    assert found["CreatedDate"] == found["ModifiedDate"] == f"{report.date}T00:00:00Z"
    assert f"<opf:title>{report.title.ko}</opf:title>" in text


def test_words_in_cells_of_a_hangul_document_stand_to_the_left(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files[".hwpx"])) as archive:
        head, section = (archive.read(f"Contents/{name}.xml").decode() for name in ("header", "section0"))
    cell = section.index("<hp:tc ")
    [shape] = re.findall(r'paraPrIDRef="(\d+)"', section[cell : section.index("<hp:run ", cell)])
    look = re.search(rf'<hh:paraPr [^>]*\bid="{shape}".*?<hh:align [^>]*horizontal="(\w+)"', head, re.DOTALL)
    assert look
    assert look[1] == "LEFT"
