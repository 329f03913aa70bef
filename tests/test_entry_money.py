"""Money as officials write it: amounts with their units, and what each fund bears, by year."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from desk_data import workbook_of
from entry_data import city, codes, enter, fill, tasks
from policygraph.records.kinds import Budget
from policygraph.sources.importing import import_file
from policygraph.views.blocks import Paragraph
from policygraph.views.import_view import import_page


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return city(tmp_path / "garam")


def budget(root: Path, amount: object, title: str = "금액(원)") -> Budget | None:
    """Enter one amount and return the budget that comes of it."""
    path = workbook_of(root, root.parent / "budget.xlsx", spare=0)
    if title != "금액(원)":
        book = openpyxl.load_workbook(path)
        head = next(cell for cell in book["예산"][1] if cell.value == "금액(원)")
        head.value = title
        book.save(path)
    fill(path, {"이행과제": [{"공식 번호": "1", "제목": "가"}], "예산": [{"과제 id": "1", title: amount}]})
    result = import_file(path, root)
    assert result.errors == ()
    return tasks(root)["가"].budget


@pytest.mark.parametrize(
    ("amount", "title", "won"),
    [
        ("12억 3천만 원", "금액(원)", 1_230_000_000),
        (1230, "금액(백만원)", 1_230_000_000),
        ("1,230", "금액 (단위: 백만원)", 1_230_000_000),
        (1.5, "예산액(백만 원)", 1_500_000),
        (0.1, "금액(억원)", 10_000_000),
        (12300, "사업비(천원)", 12_300_000),
        ("12억 원", "금액(백만원)", 1_200_000_000),
        ("1,230백만원", "금액(천원)", 1_230_000_000),
        ("비예산", "금액(원)", 0),
        ("비예산", "금액(백만원)", 0),
    ],
)
def test_amounts_are_read_in_the_unit_that_is_written(root: Path, amount: object, title: str, won: int) -> None:
    found = budget(root, amount, title)
    assert found is not None
    assert found.krw == won


def test_a_dash_is_an_amount_that_nobody_knows(root: Path) -> None:
    assert budget(root, "-") is None


@pytest.mark.parametrize("amount", ["△500백만원", "-500000000", "▲ 5억", "(5,000,000)", -5_000_000])
def test_a_cut_is_refused_with_the_reason(root: Path, amount: object) -> None:
    result = enter(root, 이행과제=[{"공식 번호": "1", "제목": "가"}], 예산=[{"과제 id": "1", "금액(원)": amount}])
    [issue] = result.errors
    assert (issue.code, issue.where.sheet, issue.where.row, issue.where.column) == ("W66", "예산", 3, "D")
    assert "감액" in issue.message.ko


def test_amounts_below_a_million_won_are_questioned(root: Path) -> None:
    result = enter(
        root,
        이행과제=[{"공식 번호": "1", "제목": "가"}],
        예산=[{"과제 id": "1", "연도": year, "금액(원)": 350} for year in (2026, 2027, 2028)],
    )
    assert codes(result).count("W67") == 3
    assert result.written
    said = [
        block.text.ko for block in import_page(result).blocks if isinstance(block, Paragraph) and "W67" in block.text.ko
    ]
    assert said[0].startswith("[경고] garam.xlsx '예산' 시트 D3:D5(금액(원)), 3칸")
    assert len(said) == 1
    unedited = import_file(workbook_of(root, root.parent / "again.xlsx"), root)
    assert "W67" not in codes(unedited)


def test_rows_in_won_under_a_header_in_millions_are_refused(root: Path) -> None:
    assert budget(root, "12억 원") is not None
    path = workbook_of(root, root.parent / "mixed.xlsx", spare=0)
    book = openpyxl.load_workbook(path)
    next(cell for cell in book["예산"][1] if cell.value == "금액(원)").value = "금액(백만원)"
    book.save(path)
    assert [issue.code for issue in import_file(path, root).errors] == ["W69"]


def test_the_unit_of_a_column_of_funds_is_not_that_of_a_column_in_won(root: Path) -> None:
    assert enter(root, 이행과제=[{"공식 번호": number, "제목": number} for number in ("가", "나")]).errors == ()
    path = root.parent / "mixed.xlsx"
    rows = [{"과제 id": "가", "금액(원)": 500_000_000}, {"과제 id": "나", "연도": 2026, "국비(백만원)": 30, "시비": 20}]
    result = import_file(fill(workbook_of(root, path, spare=0), {"예산": rows}), root)
    assert result.errors == ()
    whole, split = (tasks(root)[name].budget for name in ("가", "나"))
    assert whole is not None
    assert whole.krw == 500_000_000
    assert split is not None
    assert split.years == ((2026, 50_000_000),)


def test_a_line_above_the_table_may_name_the_unit(root: Path) -> None:
    assert enter(root, 이행과제=[{"공식 번호": "1", "제목": "가"}]).errors == ()
    path = root.parent / "budget.csv"
    path.write_text(
        "연차별 예산,,\n,,(단위: 백만원)\n과제 id,연도,금액\n1,2026,300\n1,2027,비예산\n1,2028,-\n", encoding="utf-8"
    )
    result = import_file(path, root, sheet="예산")
    assert result.errors == ()
    assert "W68" in codes(result)
    found = tasks(root)["가"].budget
    assert found is not None
    assert found.years == ((2026, 300_000_000), (2027, 0))


_BY_FUND = [
    {"과제 id": "가", "연도": 2026, "국비(백만원)": 300, "시비": 200, "구군비": "-", "민자": "비예산"},
    {"과제 id": "가", "연도": 2027, "국비(백만원)": 100, "시비": 50},
]


def test_money_is_entered_by_fund_and_year(root: Path) -> None:
    result = enter(root, 이행과제=[{"제목": "가"}], 예산=_BY_FUND)
    assert result.errors == ()
    budget = tasks(root)["가"].budget
    assert budget is not None
    assert (budget.krw, budget.years) == (None, ((2026, 500_000_000), (2027, 150_000_000)))
    assert budget.by_fund() == {"national": 400_000_000, "city": 250_000_000, "private": 0}
    assert (budget.total, budget.funded_by) == (650_000_000, "public")
    again = import_file(workbook_of(root, root.parent / "again.xlsx"), root)
    assert again.changes == ()


def test_money_by_fund_may_have_no_year(root: Path) -> None:
    assert (
        enter(root, 이행과제=[{"제목": "가"}], 예산=[{"과제 id": "가", "국비": "3억 원", "도비": "1억 원"}]).errors
        == ()
    )
    budget = tasks(root)["가"].budget
    assert budget is not None
    assert (budget.krw, budget.total) == (None, 400_000_000)


def test_an_amount_that_its_funds_do_not_give_is_named(root: Path) -> None:
    rows = [{"과제 id": "가", "금액(원)": "5억 원", "국비": "3억 원", "시비": "1억 원"}]
    result = enter(root, 이행과제=[{"제목": "가"}], 예산=rows)
    assert "W78" in codes(result)
    budget = tasks(root)["가"].budget
    assert budget is not None
    assert budget.total == 500_000_000


def test_a_changed_fund_changes_the_amount_of_its_year(root: Path) -> None:
    enter(root, 이행과제=[{"제목": "가"}], 예산=_BY_FUND)
    path = workbook_of(root, root.parent / "again.xlsx")
    book = openpyxl.load_workbook(path)
    city = next(cell.column for cell in book["예산"][1] if cell.value == "시비")
    amounts = [book["예산"].cell(row, city) for row in (3, 4)]
    assert [cell.value for cell in amounts] == [200_000_000, 50_000_000]
    amounts[1].value = 70_000_000
    book.save(path)
    assert import_file(path, root).errors == ()
    budget = tasks(root)["가"].budget
    assert budget is not None
    assert budget.years[1] == (2027, 170_000_000)
