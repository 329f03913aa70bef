"""Columns of one's own in the book: chosen once, they stand in every table whose rows are records, in every form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from book_forms import grids, hangul_tables, rows_of, sheet_tables, word_tables
from command_line import Run
from html_pages import html_tables
from policygraph import Study, open_study
from policygraph.records.kinds import Document, Item, Source
from policygraph.views.book import Book, build_book, render_book
from policygraph.views.book.book_blocks import Grid, placed
from policygraph.views.report import ENDINGS
from workspaces import TODAY

OWN = "담당자"
WITHOUT = ("3-1", "11-1")
"""Tables whose rows are no records: the table of two by two, and the departments."""


def told(record: Item | Source) -> str:
    """Return what the column of one's own says of *record*."""
    return f"맡은 이 {record.title.get('ko') if isinstance(record, Item) else record.title}"


def with_extras(document: Document) -> Document:
    items = (replace(item, extra=((OWN, told(item)),)) for item in document.items)
    sources = {name: replace(source, extra=((OWN, told(source)),)) for name, source in document.sources.items()}
    return replace(document, items=tuple(items), sources=sources)


@pytest.fixture(scope="module")
def study(example_city: Path) -> Study:
    workspace = open_study(example_city, today=TODAY).workspace
    documents = tuple(map(with_extras, workspace.corpus.documents))
    return Study(replace(workspace, corpus=replace(workspace.corpus, documents=documents))).narrowed(plans=["h6"])


@pytest.fixture(scope="module")
def book(study: Study) -> Book:
    return build_book(study, "ko", own=[OWN], today=TODAY.isoformat())


def said(grid: Grid) -> list[tuple[str, str]]:
    """Return the texts of each row of *grid* before its last column, and what stands in that."""
    found = []
    for places in placed(grid.rows, len(grid.columns)):
        *before, last = [one.cell.shown for one in places]
        found.append((" ".join(before), last))
    return found


def test_each_table_of_records_has_the_column_and_no_other_table(book: Book) -> None:
    assert {chapter.number for chapter in book.chapters} == set(range(1, 13))
    heads = {
        grid.number: [cell.text for cell in grid.head[0].cells][-1] for grid in grids(book) if grid.number[:2] != "7-"
    }
    assert {number for number, head in heads.items() if head != OWN} == set(WITHOUT)
    cards = [grid for grid in grids(book) if grid.number.startswith("7-")]
    assert all(any(row.cells[0].text == OWN for row in grid.rows) for grid in cards)
    assert len(cards) == 7


def test_the_column_says_what_the_record_of_the_row_says(book: Book, study: Study) -> None:
    """Wherever the title of a task stands alone, its own column stands behind it."""
    for caption in (
        "비전체계도",
        "과제 총괄표",
        "과제별 상위계획 연계표",
        "평가자들이 매긴 점수",
        "과제 우선순위",
        "과제별 연차별 예산",
        "단계별 로드맵",
    ):
        [grid] = [one for one in grids(book) if one.caption == caption]
        rows = said(grid)
        for name in study.graph.tasks_shown:
            task = study.graph.tasks[name]
            found = {own for before, own in rows if task.title.ko in before and own.startswith("맡은 이")}
            assert found == {told(task)}, caption
    strategies = said(next(one for one in grids(book) if one.caption == "전략별 연차별 예산"))
    assert {own for before, own in strategies if before.startswith("1. ")} == {"맡은 이 가까운 행정"}


def test_every_form_holds_the_tables_with_the_column(book: Book) -> None:
    expected = [rows_of(found) for found in grids(book)]
    read = {".docx": word_tables, ".hwpx": hangul_tables, ".html": html_tables, ".xlsx": lambda content: sheet_tables(content, book)}  # fmt: skip
    for ending in ENDINGS:
        content = render_book(book, ending)[0]
        if ending == ".md":
            assert content.decode().count(f"| {OWN} |") == len(expected) - len(WITHOUT) - 7
        else:
            assert read[ending](content) == expected, ending


def test_a_column_that_nobody_chose_is_in_no_table(study: Study) -> None:
    plain = build_book(study, "ko", today=TODAY.isoformat(), chapters=[5])
    rows = [row for grid in grids(plain) for row in grid.rows]
    assert any(row.own for row in rows)
    assert not [cell for row in rows for cell in row.cells if cell.text.startswith("맡은 이")]


def test_without_the_drawing_package_office_books_have_all_but_their_figures(
    study: Study, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("policygraph.views.book.forms.can_draw_png", lambda: False)
    book = build_book(study, "ko", today=TODAY.isoformat(), chapters=[1, 4, 8])
    assert word_tables(render_book(book, ".docx")[0]) == [rows_of(found) for found in grids(book)]
    assert hangul_tables(render_book(book, ".hwpx")[0]) == [rows_of(found) for found in grids(book)]
    assert b"<svg" in render_book(book, ".html")[0]
    assert len(render_book(book, ".md")[1]) == 3
    done = run("report", "--book", "--plan", "b6", "--chapter", "4", "-o", str(tmp_path / "b.docx"), "--lang", "ko")
    assert done.code == 0, done.err
    assert "알림: 그림 1개를 뺐습니다" in done.err
    assert "policygraph[png]" in done.err
    assert (tmp_path / "b.docx").stat().st_size > 1000
    done = run("report", "--book", "--plan", "b6", "--chapter", "4", "-o", str(tmp_path / "b.html"), "--lang", "ko")
    assert "그림" not in done.err
