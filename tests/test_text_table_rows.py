"""Rows of tables are laid out as rich would do it, in time that grows with the rows, whatever their texts."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policygraph.records.kinds import Text
from policygraph.views import text_table
from policygraph.views.blocks import Column, Page, Table
from policygraph.views.render import Terminal, render
from policygraph.views.text_table import DrawnColumn, TextSheet, draw, rich_grid, width_of
from rich.console import Console
from rich.text import Text as RichText

texts = st.text(alphabet="가나다라 AB·()1\u0301\U0001f600|…-\n\t", max_size=60)
places = st.lists(
    st.builds(
        DrawnColumn,
        st.sampled_from(("제목", "title", "", "긴 제목 (won)")),
        st.integers(0, 50),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


def console(width: int) -> Console:
    return Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False)


def drawn_by_rich(places: list[DrawnColumn], rows: list[list[str]], width: int, *, unicode: bool) -> list[str]:
    grid = rich_grid(places, unicode=unicode)
    for row in rows:
        grid.add_row(*map(RichText, row))
    target = console(width)
    target.print(grid)
    return [line.rstrip() for line in target.file.getvalue().splitlines()]  # type: ignore[attr-defined]


@settings(deadline=None, max_examples=300)
@given(st.data(), places, st.integers(10, 120), st.booleans())
def test_rows_look_as_rich_draws_them(data: Any, places: list[DrawnColumn], width: int, unicode: bool) -> None:
    row = st.lists(texts, min_size=len(places), max_size=len(places))
    rows = data.draw(st.lists(row, min_size=1, max_size=5))
    lines = "".join(draw(TextSheet(width), places, rows, unicode=unicode)).splitlines()
    assert [line.rstrip() for line in lines] == drawn_by_rich(places, rows, width, unicode=unicode)


@settings(deadline=None, max_examples=200)
@given(texts, st.integers(10, 120))
def test_a_sentence_stands_as_rich_prints_it(text: str, width: int) -> None:
    paper, target = TextSheet(width), console(width)
    paper.say(text)
    target.print(text, overflow="fold")
    lines = [line.rstrip() for line in paper.written.splitlines()]
    assert lines == [line.rstrip() for line in target.file.getvalue().splitlines()]  # type: ignore[attr-defined]


@given(texts)
def test_the_width_of_a_text_is_that_of_rich(text: str) -> None:
    assert width_of(text) == RichText(text).cell_len


def long_page(long: str, rows: int = 20_000) -> Page:
    columns = tuple(Column(name, Text(name, name), wide=True) for name in "abc")
    return Page({}, [Table(columns, [[f"항목 {number}", long if number % 5_000 == 7 else "값", "끝"] for number in range(rows)])])  # fmt: skip


@pytest.mark.parametrize("width", [None, 80])
def test_only_what_does_not_fit_is_put_to_rich(monkeypatch: pytest.MonkeyPatch, width: int | None) -> None:
    put: list[str] = []
    folded = text_table._folded
    monkeypatch.setattr(
        text_table, "_folded", lambda console, text, place: put.append(text) or folded(console, text, place)
    )
    drawn = render(long_page("긴 글 " * 1_000), "table", "ko", Terminal(width))
    assert drawn.count("\n") == 20_000 + 2
    assert len(put) <= 4


def test_one_long_text_does_not_widen_every_row_of_a_long_table() -> None:
    long = "긴글" * 1_000
    drawn = render(long_page(long), "table", "ko", Terminal())
    lines = drawn.splitlines()
    assert len(drawn) < 20_000 * 150
    assert [line.split() for line in lines if long in line] == [
        ["항목", str(number), long, "끝"] for number in range(7, 20_000, 5_000)
    ]
    assert len({width_of(line) for line in lines[2:] if long not in line}) == 1
    assert "\n".join(render(long_page(long, 900), "table", "ko", Terminal()).splitlines()[-1:]).endswith(
        " " * 900 + "끝"
    )


def test_a_long_text_of_several_lines_stays_whole_in_a_long_table() -> None:
    long = "첫 줄 " * 100 + "\n둘째 줄"
    drawn = render(long_page(long), "table", "ko", Terminal())
    assert drawn.count("둘째 줄") == 4
    assert drawn.count("첫 줄 " * 99 + "첫 줄") == 4
    assert drawn.count("끝") == 20_000
