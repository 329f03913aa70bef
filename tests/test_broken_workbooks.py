"""What planners really send: thirty broken workbooks, each with its exact messages, and nothing written for an error.

The messages stand in ``golden/broken-workbooks.txt``; ``--update-golden`` writes them anew, to be read before
they are kept.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from desk_data import edited, small_workspace, snapshot, workbook_of
from openpyxl.styles import Font
from policygraph.sources.importing import ImportResult, import_file
from policygraph.views.issue_words import issue_lines

GOLDEN = Path(__file__).parent / "golden" / "broken-workbooks.txt"
Edit = Callable[[Any], Any]


def put(sheet: str, **cells: Any) -> Edit:
    """Return an edit that sets cells of a sheet."""

    def edit(book: Any) -> None:
        for reference, value in cells.items():
            book[sheet][reference] = value

    return edit


def fill(sheet: str, row: int, **cells: Any) -> Edit:
    """Return an edit that sets the cells of a row by the English header of their column."""

    def edit(book: Any) -> None:
        page = book[sheet]
        headers = {cell.value: cell.column for cell in page[2]}
        for header, value in cells.items():
            page.cell(row, headers[header.replace("_", " ")]).value = value

    return edit


def merged(book: Any) -> None:
    book["이행과제"].merge_cells("B3:B4")


def renamed(book: Any) -> None:
    book["이행과제"]["G1"], book["이행과제"]["G2"] = "과제제목", "name of it"


def swapped_headers(book: Any) -> None:
    page = book["연계"]
    for row in (1, 2):
        page.cell(row, 1).value, page.cell(row, 3).value = page.cell(row, 3).value, page.cell(row, 1).value


def swapped_columns(book: Any) -> None:
    page = book["연계"]
    for row in range(1, 5):
        page.cell(row, 5).value, page.cell(row, 6).value = page.cell(row, 6).value, page.cell(row, 5).value


def duplicate(book: Any) -> None:
    book["이행과제"]["A4"] = "pl-1"


def cycle(book: Any) -> None:
    book["정책 항목"]["D3"] = "fw-1-1"


def hidden(book: Any) -> None:
    book["연계"].sheet_state = "hidden"


def without_sheet(book: Any) -> None:
    del book["출처"]


def empty_rows(book: Any) -> None:
    page = book["결정"]
    page["A6"], page["C6"] = "fw-1-1", "다른 부처의 일"


def note_below(book: Any) -> None:
    book["연계"]["A7"] = "※ 2026년 11월 현재 작성"
    book["연계"]["A7"].font = Font(italic=True)


def merged_header(book: Any) -> None:
    page = book["이행과제"]
    for column in "ABCDEFGH":
        page.merge_cells(f"{column}1:{column}2")


def other_unit(book: Any) -> None:
    book["예산"]["D1"], book["예산"]["D3"] = "금액(백만원)", 1230


def other_unit_everywhere(book: Any) -> None:
    other_unit(book)
    book["예산"]["D2"] = None


def headers_disagree(book: Any) -> None:
    page = book["이행과제"]
    page["V1"] = "담당자"  # over the English header of the notes on status


def copied_sheet(book: Any) -> None:
    book.copy_worksheet(book["연계"]).title = "연계 (2)"


def chart_sheet(book: Any) -> None:
    book.create_chartsheet("차트")


def totals(book: Any) -> None:
    book["예산"]["A6"], book["예산"]["D6"] = "합계", "=SUM(D3:D5)"


CASES: dict[str, Edit] = {
    "01 merged cells": merged,
    "02 full-width digits": fill("이행과제", 3, first_year="２０２６"),
    "03 blank id": put("이행과제", A4=None),
    "04 duplicate id": duplicate,
    "05 id with trailing space": put("이행과제", A4="pl-2 "),
    "06 unknown parent": put("정책 항목", D4="fw-9"),
    "07 cycle": cycle,
    "08 unknown framework": put("정책 항목", B4="fww"),
    "09 renamed header": renamed,
    "10 swapped columns": swapped_columns,
    "10b swapped headers": swapped_headers,
    "11 missing sheet": without_sheet,
    "12 hidden sheet": hidden,
    "13 date as text": put("연계", R3="2026. 11. 23."),
    "13b no date at all": put("연계", R3="작년 가을"),
    "14 number as text with comma and 원": put("예산", D3="1,230,000,000원"),
    "15 units 억원 and 백만원": put("예산", D3="12억3천만원", D4="400백만원"),
    "15b money that is not certain": put("예산", D3="약 12억원"),
    "16 year range backwards": fill("이행과제", 3, first_year=2030, last_year=2026),
    "17 strength out of range": put("연계", E3=5),
    "19 formula without cached value": put("예산", D4="=D3/3"),
    "20 empty rows between": empty_rows,
    "21 notes below the table": note_below,
    "23 line breaks in a cell": put("연계", A3="pl-1\n", C4="fw-1\n-1", N3="같은 일\n"),
    "24 control characters": put("연계", N3="같은 _x0007_일"),
    "31 another unit in the header of amounts": other_unit,
    "31b another unit in the only header of amounts": other_unit_everywhere,
    "31c another unit in the English header of amounts": put("예산", D2="amount (million won)"),
    "32 two headers of a column disagree": headers_disagree,
    "33 headers merged over both rows": merged_header,
    "34 a copied sheet": copied_sheet,
    "35 a sheet that is a chart": chart_sheet,
    "36 a row of totals": totals,
    "37 a percentage as text": put("연계", L3="90%", L4="50 %"),
    "41 a decision twice": put("결정", A4="fw-1-2", C4="다시"),
    "42 a task in the place of the item of a reviewed alignment": put("연계", C3="pl-2"),
    "43 a source of a document that is not there": put("출처", A3="fww"),
    "40 a department renamed on its own sheet alone": put("부서", A3="미래국"),
    "38 sources without commas": put("이행과제", U3="s1 s2", U4="s1~s2"),
}


def formula_error(path: Path, to: Path) -> Path:
    """Put a formula with the stored error #REF! into the amount of a budget."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if b"<v>400000000</v>" in content:
                start = content.index(b'<c r="D4"')
                end = content.index(b"</c>", start) + 4
                content = content[:start] + b'<c r="D4" t="e"><f>#REF!*2</f><v>#REF!</v></c>' + content[end:]
            new.writestr(name, content)
    return to


def very_long(path: Path, to: Path) -> Path:
    """Put a text into a cell that is longer than Excel allows, as another program might."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/sharedStrings.xml":
                content = content.replace("같은 일".encode(), ("가" * 32_768).encode())
            new.writestr(name, content)
    return to


def old_xls(path: Path, to: Path) -> Path:
    to.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 1000 + "Workbook".encode("utf-16-le") + b"\0" * 500)
    return to


def hangul_document(path: Path, to: Path) -> Path:
    to.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 1000 + "FileHeader".encode("utf-16-le") + b"\0" * 500)
    return to


def strict(path: Path, to: Path) -> Path:
    """Write the workbook as Excel's "Strict Open XML Spreadsheet", whose names differ."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            usual, other = (
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            new.writestr(name, old.read(name).replace(usual, other))
    return to


def password(path: Path, to: Path) -> Path:
    to.write_bytes(
        bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500
    )
    return to


def truncated(path: Path, to: Path) -> Path:
    to.write_bytes(path.read_bytes()[:-4000])
    return to


def broken_sheet(path: Path, to: Path) -> Path:
    """Cut the XML of one sheet short inside a package that is otherwise whole."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[: len(content) // 2] if name == "xl/worksheets/sheet5.xml" else content)
    return to


def bomb(path: Path, to: Path) -> Path:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/worksheets/sheet100.xml", b" " * (30 * 2**20))
    return to


def entities(path: Path, to: Path) -> Path:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/sharedStrings.xml":
                head, _, rest = content.partition(b"?>")
                content = head + b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + rest
            new.writestr(name, content)
    return to


FILES: dict[str, Callable[[Path, Path], Path]] = {
    "18 formula with a cached error": formula_error,
    "22 very long text": very_long,
    "25 an .xls renamed .xlsx": old_xls,
    "26 a password-protected file": password,
    "27 a truncated zip": truncated,
    "27b a sheet with broken XML": broken_sheet,
    "28 a zip bomb": bomb,
    "29 an XML with external entities": entities,
    "39 a Hangul document": hangul_document,
    "44 strict Open XML": strict,
}
ALL = [*CASES, *FILES, "30 a file open in Excel (locked)", "30b a file open in Excel (readable)"]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    return workbook_of(small_workspace(folder / "ws"), folder / "plan.xlsx")


def imported(name: str, good: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[ImportResult, bool]:
    """Import the broken workbook *name* into a fresh workspace; return the result and whether any file changed."""
    root = small_workspace(folder / "ws")
    before = snapshot(root)
    path = folder / "plan.xlsx"
    if name in CASES:
        edited(good, CASES[name], path)
    elif name in FILES:
        FILES[name](good, path)
    else:
        path.write_bytes(good.read_bytes())
        if "locked" in name:
            opened = Path.open

            def locked(self: Path, *how: Any, **more: Any) -> Any:
                if self == path:
                    raise PermissionError(13, "Permission denied")
                return opened(self, *how, **more)

            monkeypatch.setattr(Path, "open", locked)
        else:
            (folder / "~$plan.xlsx").write_bytes(b"owner")
    result = import_file(path, root)
    monkeypatch.undo()
    return result, snapshot(root) != before


def golden() -> dict[str, str]:
    parts = GOLDEN.read_text(encoding="utf-8").split("\n## ") if GOLDEN.exists() else []
    return dict(part.split("\n", 1) for part in parts[1:])


@pytest.mark.parametrize("name", ALL)
def test_a_broken_workbook_gives_its_exact_messages(
    name: str, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    result, touched = imported(name, good, tmp_path, monkeypatch)
    lines = [text for issue in result.issues for text in (issue_lines(issue).ko, issue_lines(issue).en)]
    lines.append(f"errors {len(result.errors)}, changes {len(result.changes)}, written {result.written}")
    shown = "\n".join(lines)
    if request.config.getoption("--update-golden"):
        known = golden() | {name: shown + "\n"}
        GOLDEN.write_text("".join(f"\n## {key}\n{known[key]}" for key in ALL if key in known), encoding="utf-8")
    assert golden()[name].strip() == shown
    if result.errors:
        assert not touched
        assert not result.written
        assert not result.files
        for issue in result.errors:
            assert issue.where.file == "plan.xlsx"
            assert issue.message.ko
            assert issue.message.en
            assert issue.remedy.ko
            assert issue.remedy.en


def test_the_thirty_kinds_that_were_promised_are_among_them() -> None:
    assert {name[:2] for name in ALL} >= {f"{number:02}" for number in range(1, 31)}


@pytest.mark.parametrize("seed", range(30))
def test_damage_anywhere_is_reported_and_never_a_fault(seed: int, good: Path, tmp_path: Path) -> None:
    chance = random.Random(seed)
    root = small_workspace(tmp_path / "ws")
    before = snapshot(root)
    path = tmp_path / "plan.xlsx"
    if seed % 2:
        raw = bytearray(good.read_bytes())
        for _ in range(chance.randint(1, 6)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        path.write_bytes(bytes(raw))
    else:
        with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w") as new:
            hurt = chance.choice(old.namelist())
            for name in old.namelist():
                content = bytearray(old.read(name))
                if name == hurt:
                    place = chance.randrange(len(content))
                    del content[place : place + chance.randint(1, 30)]
                new.writestr(name, bytes(content))
    result = import_file(path, root, dry_run=True)
    assert not result.written
    assert snapshot(root) == before
