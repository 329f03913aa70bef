"""How answers look: widths of Korean letters, bars, CSV that runs nothing, Markdown that breaks nothing."""

from __future__ import annotations

import csv
import io
import json
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policygraph.records.kinds import Text
from policygraph.views.blocks import Column, Page, Paragraph, Table, percent, won
from policygraph.views.json_text import json_text
from policygraph.views.render import Terminal, bar, render
from rich.cells import cell_len

shares = st.floats(0, 1)
korean = st.text(alphabet="가나다라마바사 AB·()1", max_size=40)


def page(*rows: tuple[str, float | None, float | None]) -> Page:
    columns = (
        Column("id", Text("번호", "id")),
        Column("title", Text("제목", "title"), wide=True),
        Column("coverage", Text("대응률", "coverage"), "range"),
    )
    return Page(
        {"schema": "test/1"}, [Table(columns, [[name[:8], Text(name * 3), (low, high)] for name, low, high in rows])]
    )


@settings(deadline=None)
@given(st.lists(st.tuples(korean, shares, shares), min_size=1, max_size=6), st.integers(60, 200))
def test_every_column_starts_at_the_same_cell_whatever_the_letters(
    rows: list[tuple[str, float, float]], width: int
) -> None:
    drawn = render(page(*((name, min(a, b), max(a, b)) for name, a, b in rows)), "table", "ko", Terminal(width))
    lines = [line for line in drawn.splitlines() if any(mark in line[-10:] for mark in "█▒·")]
    starts = {cell_len(line) for line in lines}
    assert len(lines) == len(rows)
    assert len(starts) == 1
    assert max(starts) <= width


@given(shares, shares)
def test_a_bar_has_ten_cells_and_never_claims_all_or_nothing_wrongly(one: float, other: float) -> None:
    low, high = sorted((one, other))
    for unicode, full in ((True, "█"), (False, "#")):
        drawn = bar(low, high, unicode=unicode)
        assert len(drawn) == 10
        assert (drawn == full * 10) == (low == 1)
        assert (full in drawn) == (low > 0)


@given(shares)
def test_only_nothing_is_shown_as_zero_and_only_all_as_hundred(share: float) -> None:
    assert (percent(share) == "0%") == (share == 0)
    assert (percent(share) == "100%") == (share == 1)


@given(st.integers(0, 10**15))
def test_won_is_shown_to_the_last_won(amount: int) -> None:
    units = {"조": 10**12, "억": 10**8, "만": 10**4}
    total = 0
    for part in won(amount, "ko").removesuffix(" 원").split(" "):
        number = int("".join(letter for letter in part if letter.isdigit()))
        total += number * units.get(part[-1], 1)
    assert total == amount
    assert int("".join(letter for letter in won(amount, "en") if letter.isdigit())) == amount


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "=cmd|' /C calc'!A0"])
def test_csv_cells_are_not_code(cell: str) -> None:
    table = Table((Column("a", Text("가")),), [[cell]])
    rows = list(csv.reader(io.StringIO(render(Page({}, [table]), "csv", "ko"))))
    assert rows[1][0] == "'" + cell


@given(st.text(alphabet=string.printable + "가나|<>`*", max_size=30))
def test_a_markdown_table_keeps_its_columns(cell: str) -> None:
    table = Table((Column("a", Text("가")), Column("b", Text("나"))), [[cell, "끝"]])
    drawn = render(Page({}, [table]), "md", "ko").splitlines()
    row = drawn[2]
    assert len(drawn) == 3
    assert row.replace("\\|", "").count("|") == 3
    assert "<" not in row.replace("&lt;", "")


def test_an_empty_table_says_so_in_both_languages() -> None:
    empty = Page({}, [Table((Column("a", Text("가")),), [])])
    assert render(empty, "table", "ko").strip() == "해당하는 것이 없습니다."
    assert render(empty, "table", "en").strip() == "There is nothing to show."


def test_text_cannot_steer_the_terminal() -> None:
    evil = Page(
        {},
        [Paragraph(Text("앞\x1b[31m뒤\x07")), Table((Column("a", Text("가")),), [["\x1b]0;x\x07[bold]굵게[/bold]"]])],
    )
    drawn = render(evil, "table", "ko", Terminal(80, colour=True))
    assert "\x1b[31m" not in drawn
    assert "\x1b]0" not in drawn
    assert "[bold]굵게[/bold]" in drawn


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.text(), inner)
            | st.dictionaries(st.integers(), inner)
            | st.tuples(inner)
        ),
        max_leaves=12,
    )
)
def test_json_is_what_the_standard_library_writes(document: object) -> None:
    assert json_text(document) == json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def test_json_has_no_nan_and_sorted_keys() -> None:
    with pytest.raises(ValueError, match="JSON"):
        render(Page({"x": float("nan")}), "json", "ko")
    assert list(json.loads(render(Page({"b": 1, "a": 2}), "json", "ko"))) == ["a", "b"]


def test_extra_columns_go_first_when_the_terminal_is_narrow() -> None:
    columns = (Column("a", Text("가")), Column("t", Text("제목"), wide=True), Column("x", Text("덤"), extra=True))
    table = Page({}, [Table(columns, [["가" * 10, "나" * 40, "다" * 10]])])
    assert "덤" in render(table, "table", "ko", Terminal(120))
    narrow = render(table, "table", "ko", Terminal(50))
    assert "덤" not in narrow
    assert "제목" in narrow
