"""No look, part name or noise of a computation makes a workbook unreadable or changes a record."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from desk_data import small_workspace, workbook_of
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.workspace import read_unchecked

Change = Callable[[str, bytes], bytes]
Rename = Callable[[str], str]
STYLES, STRINGS, BOOK, RELATIONS = (
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    return workbook_of(small_workspace(folder / "ws"), folder / "plan.xlsx")


def changed(good: Path, to: Path, change: Change = lambda part, body: body, rename: Rename = lambda part: part) -> Path:
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(to, "w") as new:
        for part in old.namelist():
            new.writestr(rename(part), change(part, old.read(part)))
    return to


def brought(path: Path, folder: Path) -> ImportResult:
    return import_file(path, small_workspace(folder / "ws"), dry_run=True)


def sub(name: str, pattern: str, new: str, count: int = 0) -> Change:
    def change(part: str, body: bytes) -> bytes:
        if not re.fullmatch(name, part):
            return body
        text, times = re.subn(pattern, new, body.decode(), count=count, flags=re.DOTALL)
        assert times or name == SHEETS, pattern
        return text.encode()

    return change


def also(*changes: Change) -> Change:
    def change(part: str, body: bytes) -> bytes:
        for one in changes:
            body = one(part, body)
        return body

    return change


SHEETS = r"xl/worksheets/sheet\d+\.xml"
LOOKS: dict[str, Change] = {
    "font family 49": sub(STYLES, r'<family val="\d+"/>', '<family val="49"/>'),
    "font family that is no number": sub(STYLES, r'<family val="\d+"/>', '<family val="로만"/>'),
    "font size that is no number": sub(STYLES, r'<sz val="[^"]*"/>', '<sz val="크게"/>'),
    "colour of two digits": sub(STYLES, r'<color rgb="[0-9A-F]+"/>', '<color rgb="12"/>'),
    "colour with a hash": sub(STYLES, r'<color rgb="[0-9A-F]+"/>', '<color rgb="#FF0000"/>'),
    "colour by an unknown name": sub(STYLES, r'<color rgb="[0-9A-F]+"/>', '<color system="pink"/>'),
    "fill pattern of another program": sub(STYLES, r'patternType="solid"', 'patternType="gradientish"'),
    "border style of another program": sub(STYLES, r"<borders count", '<borders extra="1" count'),
    "alignment of another program": sub(STYLES, r'vertical="top"', 'vertical="distributedish"'),
    "underline of another program": sub(STYLES, r"<font>", '<font><u val="wavy"/><vertAlign val="up"/><scheme val="none"/>'),
    "no fonts": sub(STYLES, r"<fonts.*?</fonts>", ""),
    "no styles of cells": sub(STYLES, r"<cellStyles.*?</cellStyles>", ""),
    "a style of a cell without a name": sub(STYLES, r'<cellStyle name="[^"]*"', "<cellStyle"),
    "styles cut short": lambda part, body: body[: len(body) // 3] if part == STYLES else body,
    "styles empty": lambda part, body: b"" if part == STYLES else body,
    "a look that is not there": sub(SHEETS, r' s="\d+"', ' s="9999"'),
    "a look that is no number": sub(SHEETS, r' s="\d+"', ' s="bold"'),
    "no looks": sub(SHEETS, r' s="\d+"', ""),
    "no dimension": sub(SHEETS, r'<dimension ref="[^"]*"/>', ""),
    "a wrong dimension": sub(SHEETS, r'<dimension ref="[^"]*"/>', '<dimension ref="A1"/>'),
    "no references of cells": sub("xl/worksheets/sheet1.xml", r"", "", 0),
    "small letters in references": sub(SHEETS, r'<c r="([A-Z]+)(\d+)"', lambda m: f'<c r="{m[1].lower()}{m[2]}"'),  # type: ignore[arg-type]
    "no numbers of rows": sub(SHEETS, r'<row r="\d+"', "<row"),
    "widths of nothing": sub(SHEETS, r"<cols>.*?</cols>", '<cols><col min="x" max="y" width="-1"/></cols>'),
    "validations of another program": sub(SHEETS, r"<dataValidation ", '<dataValidation imeMode="hangulish" '),
    "margins without a number": sub(SHEETS, r"<pageMargins[^>]*/>", '<pageMargins left="좁게"/>'),
    "a page of another size": sub(SHEETS, r"<pageSetup[^>]*/>", '<pageSetup paperSize="huge" orientation="diagonal"/>'),
    "views of another program": sub(SHEETS, r"<sheetView ", '<sheetView view="floating" zoomScale="99999" '),
    "prefixes for the name space": also(
        sub(SHEETS, r'<worksheet xmlns="([^"]*)"', r'<x:worksheet xmlns:x="\1"'),
        sub(SHEETS, r"<(/?)(?!x:|\?)(\w+)(?=[\s/>])", r"<\1x:\2"),
    ),
    "rich text": sub(STRINGS, "<t>인공지능 행정</t>", '<r><rPr><b/></rPr><t>인공</t></r><r><t xml:space="preserve">지능 행정</t></r>'),
    "readings above the text": sub(STRINGS, "<t>인공지능 행정</t>", '<t>인공지능 행정</t><rPh sb="0" eb="2"><t>AI</t></rPh><phoneticPr fontId="9"/>'),
    "defined names that are broken": sub(BOOK, r"<definedNames>", '<definedNames><definedName name="x">#REF!</definedName>'),
    "an unknown kind of calculation": sub(BOOK, r"<calcPr[^>]*/>", '<calcPr calcMode="sometimes" calcId="x"/>'),
    "views of a window far away": sub(BOOK, r"<workbookView [^>]*/>", '<workbookView xWindow="far" activeTab="99"/>'),
    "properties of another program": lambda part, body: b"<x/>" if part.startswith("docProps/") else body,
    "a theme that is none": lambda part, body: b"no XML at all" if "theme" in part else body,
}  # fmt: skip
del LOOKS["no references of cells"]
NAMES: dict[str, tuple[Change, Rename]] = {
    "capitals in the table of texts": (lambda part, body: body, lambda part: part.replace("/sharedStrings", "/SharedStrings")),
    "capitals everywhere": (lambda part, body: body, str.upper),
    "small letters everywhere": (lambda part, body: body, str.lower),
    "backslashes": (lambda part, body: body, lambda part: part.replace("/", "\\")),
    "another name of the workbook": (
        sub(r"_rels/\.rels", "xl/workbook.xml", "xl/workbook2.xml"),
        lambda part: part.replace("workbook.xml", "workbook2.xml"),
    ),
    "another folder": (
        sub(r"_rels/\.rels", "xl/workbook.xml", "자료/workbook.xml"),
        lambda part: re.sub("^xl/", "자료/", part),
    ),
    "relations from the root": (sub(RELATIONS, r'Target="(\w)', r'Target="/xl/\1'), lambda part: part),
    "relations with dots": (sub(RELATIONS, r'Target="(\w)', r'Target="./../xl/./\1'), lambda part: part),
    "blanks in names": (
        sub(RELATIONS, r'Target="worksheets/sheet', 'Target="worksheets/sheet%20'),
        lambda part: part.replace("worksheets/sheet", "worksheets/sheet "),
    ),
    "other names of sheets": (
        sub(RELATIONS, r"worksheets/sheet(\d+)\.xml", r"worksheets/표\1.xml"),
        lambda part: re.sub(r"worksheets/sheet(\d+)\.xml", r"worksheets/표\1.xml", part),
    ),
    "sheets that end otherwise": (
        sub(RELATIONS, r"worksheets/sheet(\d+)\.xml", r"worksheets/sheet\1.part"),
        lambda part: re.sub(r"worksheets/sheet(\d+)\.xml$", r"worksheets/sheet\1.part", part),
    ),
    "another name of the texts": (sub(RELATIONS, "sharedStrings.xml", "texts.bin"), lambda part: part.replace("sharedStrings.xml", "texts.bin")),
    "no list of types": (lambda part, body: b"<Types/>" if part == "[Content_Types].xml" else body, lambda part: part),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOKS)
def test_looks_change_nothing(good: Path, tmp_path: Path, name: str) -> None:
    result = brought(changed(good, tmp_path / "plan.xlsx", LOOKS[name]), tmp_path)
    assert [issue.message.ko for issue in result.errors] == []
    assert result.changes == ()


@pytest.mark.parametrize("name", NAMES)
def test_names_of_parts_change_nothing(good: Path, tmp_path: Path, name: str) -> None:
    result = brought(changed(good, tmp_path / "plan.xlsx", *NAMES[name]), tmp_path)
    assert [issue.message.ko for issue in result.errors] == []
    assert result.changes == ()


def cell(sheet: str, reference: str, xml: str) -> Change:
    return sub(f"xl/worksheets/{sheet}.xml", rf'<c r="{reference}"[^>]*?(?:/>|>.*?</c>)', xml)


@pytest.mark.parametrize(
    ("stored", "krw"),
    [
        ("1210000000.0000002", 1_210_000_000),
        ("1229999999.9999998", 1_230_000_000),
        ("1.23E9", 1_230_000_000),
        ("1230000000.0", 1_230_000_000),
        ("999999999999999", 999_999_999_999_999),
    ],
)
def test_an_amount_is_what_excel_shows(good: Path, tmp_path: Path, stored: str, krw: int) -> None:
    change = cell("sheet6", "D3", f'<c r="D3"><f>1*1</f><v>{stored}</v></c>')
    root = small_workspace(tmp_path / "ws")
    assert not import_file(changed(good, tmp_path / "plan.xlsx", change), root).errors
    budget = read_unchecked(root)[1].documents[1].items[0].budget
    assert budget is not None
    assert budget.krw == krw


@pytest.mark.parametrize(
    ("stored", "confidence"),
    [
        ("0.30000000000000004", 0.3),
        ("1.0000000000000002", 1.0),
        ("0.89999999999999991", 0.9),
        ("9E-1", 0.9),
        ("1e-17", 1e-17),
    ],
)
def test_a_share_is_what_excel_shows(good: Path, tmp_path: Path, stored: str, confidence: float) -> None:
    change = cell("sheet10", "L3", f'<c r="L3"><f>0.1*3</f><v>{stored}</v></c>')
    root = small_workspace(tmp_path / "ws")
    assert not import_file(changed(good, tmp_path / "plan.xlsx", change), root).errors
    assert read_unchecked(root)[1].alignments[0].confidence == confidence


FORMATS = ["m/d/yyyy", 'yyyy"년" m"월" d"일"', "yyyy-mm-dd;@", "[$-412]yyyy.mm.dd", "h:mm:ss", "[h]:mm"]


@pytest.mark.parametrize("form", [*FORMATS, "#14", "#31", "#57"])
@pytest.mark.parametrize("stored", ["1300000000", "45000", "-5", "0.5"])
def test_an_amount_in_a_cell_formatted_as_a_date_is_one_message(
    good: Path, tmp_path: Path, form: str, stored: str, recwarn: pytest.WarningsRecorder
) -> None:
    number = form[1:] if form.startswith("#") else "200"
    quoted = form.replace('"', "&quot;")
    change = also(
        sub(STYLES, r"<numFmts[^>]*>", f'\\g<0><numFmt numFmtId="200" formatCode="{quoted}"/>', 1),
        sub(STYLES, r"(<cellXfs[^>]*><xf numFmtId=)\"\d+\"", f'\\g<1>"{number}"', 1),
        cell("sheet6", "D3", f'<c r="D3" s="0"><v>{stored}</v></c>'),
    )
    result = brought(changed(good, tmp_path / "plan.xlsx", change), tmp_path)
    assert len(result.errors) == 1
    assert str(result.errors[0].where) == "plan.xlsx [예산!D3]"
    assert result.errors[0].code in ("W24", "W58")
    assert "날짜" in result.errors[0].message.ko
    assert "수식" not in result.errors[0].message.ko
    assert len(recwarn) == 0


@pytest.mark.parametrize(
    "form", ["General", "#,##0", '#,##0"원"', "[Red]#,##0", "_-* #,##0_-", '0.0"month"', "[파랑]0;[빨강]-0"]
)
def test_other_formats_are_no_dates(good: Path, tmp_path: Path, form: str) -> None:
    quoted = form.replace('"', "&quot;")
    change = also(
        sub(STYLES, r"<numFmts[^>]*>", f'\\g<0><numFmt numFmtId="200" formatCode="{quoted}"/>', 1),
        sub(STYLES, r"(<cellXfs[^>]*><xf numFmtId=)\"\d+\"", '\\g<1>"200"', 1),
        cell("sheet6", "D3", '<c r="D3" s="0"><v>1230000000</v></c>'),
    )
    assert brought(changed(good, tmp_path / "plan.xlsx", change), tmp_path).changes == ()


def test_days_are_counted_as_the_workbook_counts_them(good: Path, tmp_path: Path) -> None:
    for attribute, serial in (("", "46349"), (' date1904="1"', "44887")):
        change = also(
            sub(BOOK, r"<workbookPr[^>]*/>", f"<workbookPr{attribute}/>"),
            sub(STYLES, r"(<cellXfs[^>]*><xf numFmtId=)\"\d+\"", '\\g<1>"14"', 1),
            cell("sheet10", "R3", f'<c r="R3" s="0"><v>{serial}</v></c>'),
        )
        root = small_workspace(tmp_path / f"ws{serial}")
        assert not import_file(changed(good, tmp_path / "plan.xlsx", change), root).errors
        assert read_unchecked(root)[1].alignments[0].date == "2026-11-23"


@pytest.mark.parametrize(
    "change",
    [
        cell("sheet5", "A3", '<c r="A3" t="s"><v>99999</v></c>'),
        cell("sheet5", "A3", '<c r="A3" t="s"><v>x</v></c>'),
        cell("sheet5", "A3", '<c r="ABCD3" t="s"><v>1</v></c>'),
        cell("sheet5", "A3", '<c r="3A" t="s"><v>1</v></c>'),
        sub("xl/worksheets/sheet5.xml", '<row r="3"', '<row r="99999999999"'),
        sub("xl/worksheets/sheet5.xml", '<row r="3"', '<row r="zwei"'),
        sub("xl/worksheets/sheet5.xml", "</sheetData>", ""),
        lambda part, body: b"" if part == "xl/worksheets/sheet5.xml" else body,
        lambda part, body: b"" if part == STRINGS else body,
        sub(RELATIONS, r'Id="rId5"', 'Id="other"'),
    ],
)
def test_what_is_really_damaged_is_told_and_writes_nothing(good: Path, tmp_path: Path, change: Change) -> None:
    result = brought(changed(good, tmp_path / "plan.xlsx", change), tmp_path)
    assert "W04" in {issue.code for issue in result.errors}
