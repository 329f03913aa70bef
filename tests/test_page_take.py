"""Tables and lists of the page as files and on the clipboard: numbers stay numbers, with scope, day and notice above."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import openpyxl
import pytest
from browser import Opener, Watched
from policygraph.graph.money import money
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import BUDGET_KINDS
from policygraph.records.words import label

READ = """async () => {
    const found = {};
    for (const item of await navigator.clipboard.read())
        for (const type of item.types) found[type] = await (await item.getType(type)).text();
    return found;
}"""


@pytest.fixture(scope="module")
def page(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data, opened once; what it copies can be read."""
    watched = pages(render_explorer(bundled, lang="ko"), "?view=home")
    watched.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return watched


def taken(page: Watched, place: str, words: str, folder: Path) -> Path:
    """Press the words *words* beside the caption of a table or list, and return the file that was saved."""
    with page.page.expect_download() as waiting:
        page.page.locator(f"{place} .take").get_by_text(words, exact=True).first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_a_workbook_of_a_table_holds_numbers_with_scope_day_and_notice(
    page: Watched, bundled: Study, tmp_path: Path
) -> None:
    page.go("?view=home&plan=b6")
    scope = page.page.inner_text("#scope")
    path = taken(page, "#home table[data-table=frameworks]", "엑셀 파일", tmp_path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[1][0] == bundled.title.ko
    assert lines[2][0] == scope
    assert lines[3][0] == bundled.workspace.settings.caveats.notice.ko
    heads = lines[5]
    assert heads[:5] == ["정책 체계", "하한(확정)–상한(제안 포함)", "연계", "약속 항목", "연계 없는 약속 항목"]
    narrowed = bundled.narrowed(plans=["b6"]).coverage()
    shown = {row[0]: row for row in lines[6:] if row[0]}
    compared = 0
    for document in bundled.graph.frameworks:
        node = narrowed[document.id]
        if not bundled.graph.in_force(document.id) or node.linked is None:
            continue
        [row] = [
            row for name, row in shown.items() if str(name)[:4] == document.title.ko[:4] and row[3] == node.commitments
        ]
        assert [row[2], row[4]] == [node.linked, node.commitments - node.linked]
        compared += 1
    assert compared == 10
    done = subprocess.run(
        [
            "soffice",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
            "--outdir",
            tmp_path / "office",
            path,
        ],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    office = next((tmp_path / "office").glob("*.csv")).read_text("utf-8")
    assert scope in office, done.stderr


def test_csv_opens_in_excel_with_hangul_and_no_formula(page: Watched, tmp_path: Path) -> None:
    page.go("?view=gaps&group=must")
    data = taken(page, "#gaps", "CSV", tmp_path).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    count = int(page.page.inner_text("#gaps .options strong").split()[1].rstrip("건"))
    assert len([line for line in lines if len(line) > 3]) == count + 2  # with the heads and the row of the group
    assert all(not cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


@pytest.mark.parametrize(
    ("words", "cell"),
    [("1,234", 1234), ("12%", {"share": 0.12}), ("18–23%", "18–23%"), ("6 / 9", "6 / 9"), ("=A1", "=A1"), ("–", "–"), ("", "")],
)  # fmt: skip
def test_what_a_cell_is(page: Watched, words: str, cell: object) -> None:
    assert page.page.evaluate("words => policygraph.cellOf(words)", words) == cell


def test_what_programs_would_take_for_a_day_or_a_formula_stays_text(page: Watched) -> None:
    sheet = {
        "title": "표",
        "about": ["범위"],
        "heads": ["가"],
        "rows": [["6 / 9"], ["=1+1"], ["2026-11-28"], [3], [{"share": 0.5}]],
    }
    found = page.page.evaluate("sheet => policygraph.csvOf(sheet)", sheet)
    assert found == "\ufeff표\r\n범위\r\n\r\n가\r\n'6 / 9\r\n'=1+1\r\n'2026-11-28\r\n3\r\n50%\r\n"


def test_the_clipboard_holds_a_table_for_excel(page: Watched) -> None:
    page.go("?view=home")
    page.page.locator("#home table[data-table=plans] .take").get_by_text("엑셀용 복사").click()
    assert "복사했습니다" in page.page.inner_text("#home table[data-table=plans] .take")
    found = page.page.evaluate(READ)
    assert "<table>" in found["text/html"]
    assert (
        len(found["text/plain"].splitlines()) == 6 + page.page.locator("#home table[data-table=plans] tbody tr").count()
    )


def test_a_list_of_the_panel_is_taken_along_whole(page: Watched, tmp_path: Path) -> None:
    page.go("kds/unlinked,kds?view=list")
    count = page.page.locator("#panel > .links > li").count()
    path = taken(page, "#panel", "CSV", tmp_path)
    lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert len(lines) == count + 6
    assert json.dumps(page.complaints) == "[]"


@pytest.mark.parametrize(
    ("words", "rank"),
    [("1,234", 1234), ("18–23%", 18), ("<1%", 1), ("+3%p", 3), ("5 +4 / 12", 5), ("–", None), ("", None),
     ("공공·민간 합계 2조 411억원", 2_041_100_000_000), ("밝히지 않음 87억 원", 8_700_000_000), ("KRW 1,234 billion", 1_234e9),
     ("2026-11-24", "2026-11-24"), ("1-10 과제", "1-10 과제"), ("AI 인재 100만 명 양성", "AI 인재 100만 명 양성")],
)  # fmt: skip
def test_by_what_a_cell_stands_in_an_order(page: Watched, words: str, rank: object) -> None:
    assert page.page.evaluate("words => policygraph.rankOf(words)", words) == rank


def test_a_table_sorts_by_its_heads_and_back(page: Watched) -> None:
    page.go("?view=sources")
    table = page.page.locator("#sources table").first
    days = lambda: table.locator("tbody tr td:nth-child(3)").all_inner_texts()  # noqa: E731
    first = days()
    table.locator("thead button").nth(2).click()
    assert [day for day in days() if day != "–"] == sorted(day for day in first if day != "–")
    table.locator("thead button").nth(2).click()
    table.locator("thead button").nth(2).click()
    assert days() == first


def test_cells_of_money_sort_by_all_their_amounts(page: Watched, bundled: Study) -> None:
    """Not by the first amount, nor by their words: departments have money of several kinds."""
    page.go("?view=money")
    table = page.page.locator("#money > table:nth-of-type(3)")
    column = table.locator("thead th").all_inner_texts().index("알려진 예산")
    sums = {
        one.department.ko if one.department else "부서 미상": sum(amount.won for amount in one.tasks.by_kind.values())
        for one in money(bundled.graph).departments
        if one.tasks.by_kind
    }
    assert max(len(one.tasks.by_kind) for one in money(bundled.graph).departments) > 1
    for down in (False, True):
        table.locator("thead th").nth(column).locator("button").click()
        shown = [name for name in table.locator("tbody th").all_inner_texts() if name in sums]
        assert [sums[name] for name in shown] == sorted(sums.values(), reverse=down)


def test_money_is_taken_along_in_whole_won_a_column_for_each_kind(
    page: Watched, bundled: Study, tmp_path: Path
) -> None:
    page.go("?view=money")
    path = taken(page, "#money > table:nth-of-type(3)", "엑셀 파일", tmp_path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = lines[5]
    kinds = {kind: f"알려진 예산 · {label('budget-kind', kind).ko}(원)" for kind in BUDGET_KINDS}
    shown = {kind: heads.index(head) for kind, head in kinds.items() if head in heads}
    assert len(shown) > 1
    rows = {line[0]: line for line in lines[6:]}
    for one in money(bundled.graph).departments:
        row = rows[one.department.ko if one.department else "부서 미상"]
        found = {kind: row[at] for kind, at in shown.items() if row[at] is not None}
        assert found == {kind: amount.won for kind, amount in one.tasks.by_kind.items()}
        assert row[heads.index("과제")] == len(one.tasks.tasks)
    page.go("/money,all,,?view=money")
    lines = list(csv.reader(io.StringIO(taken(page, "#panel", "CSV", tmp_path).read_text("utf-8-sig"))))
    national = lines[5].index("상세 정보 1 · 국비(원)")
    total = sum(int(line[national]) for line in lines[6:] if line[national])
    assert total == money(bundled.graph).total.by_kind["national"].won
