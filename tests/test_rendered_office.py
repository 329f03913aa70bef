"""What LibreOffice shows: the workbook and the reports open, compute, and print without anything cut off."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from desk_data import small_workspace, workbook_of
from policygraph import open_study
from policygraph.views.report import build_report, render_report

FORMAT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def office(folder: Path, form: str, *files: Path) -> None:
    """Convert *files* with one call of LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice is missing; install it: apt-get install libreoffice-calc libreoffice-writer")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", form, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def text_of(path: Path, *arguments: str) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.fail("pdftotext is missing; install it: apt-get install poppler-utils")
    return subprocess.run(
        [program, "-layout", *arguments, str(path), "-"], check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    root = small_workspace(folder / "ws")
    workbook_of(root, folder / "workbook.xlsx")
    report = build_report(open_study().narrowed(frameworks=["aicm"], plans=["b6"]), today="2026-11-24")
    drawn = build_report(open_study().narrowed(frameworks=["aicm"], plans=["b6"]), today="2026-11-24", figures=True)
    (folder / "sheet.xlsx").write_bytes(render_report(report, ".xlsx", "ko"))
    (folder / "word.docx").write_bytes(render_report(drawn, ".docx", "ko"))
    office(folder, "pdf", folder / "workbook.xlsx", folder / "sheet.xlsx", folder / "word.docx")
    for name in ("workbook", "sheet"):  # openpyxl drops the stored results, so that LibreOffice must compute them
        openpyxl.load_workbook(folder / f"{name}.xlsx").save(folder / f"{name}-bare.xlsx")
    office(folder, FORMAT, folder / "workbook-bare.xlsx", folder / "sheet-bare.xlsx")
    return folder


@pytest.mark.parametrize("name", ["workbook", "sheet", "word"])
def test_nothing_is_cut_off_or_wrong(folder: Path, name: str) -> None:
    text = text_of(folder / f"{name}.pdf")
    for bad in ("###", "Err:", "#REF!", "#NAME?", "#VALUE!", "#N/A"):
        assert bad not in text
    assert sum("가" <= letter <= "힣" for letter in text) > 300


@pytest.mark.parametrize("name", ["sheet", "word"])
def test_the_first_page_is_honest_and_pages_are_numbered(folder: Path, name: str) -> None:
    # a line may end within the sentence
    first = " ".join(text_of(folder / f"{name}.pdf", "-f", "1", "-l", "1").split())
    assert "부산광역시의 검토를 받지 않았습니다" in first
    assert re.search(r"^ *2 */ *\d+ *$", text_of(folder / f"{name}.pdf", "-f", "2", "-l", "2"), re.MULTILINE)


def test_header_rows_repeat_on_every_page_of_a_table(folder: Path) -> None:
    pages = text_of(folder / "word.pdf").split("\f")
    table = [page for page in pages if "우리 과제" in page]
    assert table
    assert all("정책 항목" in page and "비고" in page for page in table)


def test_no_page_is_empty(folder: Path) -> None:
    pages = text_of(folder / "word.pdf").split("\f")[:-1]
    assert all(re.search("[가-힣]", page) for page in pages)


def rows(folder: Path, name: str) -> list[list[str]]:
    (path,) = folder.glob(f"*-{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_libreoffice_computes_the_titles_beside_the_ids(folder: Path) -> None:
    header, _, first, second, *_ = rows(folder, "연계")
    place = {title: position for position, title in enumerate(header)}
    assert (first[place["과제 id"]], first[place["과제명"]], first[place["정책 항목명"]]) == (
        "pl-1",
        "인공지능 행정",
        "첫째 과제",
    )
    assert second[place["까닭"]] == "-데이터를 댐"
    assert second[place["근거"]] == "+첫 근거\n둘째 근거"


def test_libreoffice_computes_the_sums_that_were_stored(folder: Path) -> None:
    stored = openpyxl.load_workbook(folder / "sheet.xlsx", data_only=True)["정책 체계별 대응률"]
    computed = rows(folder, "정책 체계별 대응률")
    assert computed[2][1] == "합계"
    assert [int(cell.replace(",", "")) for cell in computed[2][5:8]] == [
        stored.cell(3, column).value for column in (6, 7, 8)
    ]
    assert float(computed[1][10].rstrip("%")) == pytest.approx(stored.cell(2, 11).value * 100)


def test_every_figure_stands_on_the_page_of_its_caption(folder: Path) -> None:
    program = shutil.which("pdfimages")
    if program is None:
        pytest.fail("pdfimages is missing; install it: apt-get install poppler-utils")
    listed = subprocess.run([program, "-list", str(folder / "word.pdf")], check=True, capture_output=True, text=True)
    drawn = [int(line.split()[0]) for line in listed.stdout.splitlines()[2:] if line.split()[2] == "image"]
    pages = text_of(folder / "word.pdf").split("\f")
    captions = [number for number, page in enumerate(pages, 1) for _ in re.findall(r"그림 \d\. ", page)]
    assert captions
    assert drawn == captions
