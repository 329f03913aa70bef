"""Chapters 7 and 8 of the book: cards of tasks, marks of raters, the ranking and its picture."""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from book_data import book_study
from cards_data import moonlight
from command_line import Run
from policygraph import Study, open_study
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Text
from policygraph.sources.formats.cards.grids import read_grids
from policygraph.sources.safe_cells import cell_width
from policygraph.views.book import build_book, render_book
from policygraph.views.book.book_blocks import Drawn, Grid, Line
from policygraph.views.book.chapters import cards
from policygraph.views.cards.card import CardListing
from policygraph.views.cards.files import card_writer, make_cards
from policygraph.views.figures.quadrant_figure import QuadrantPoint, quadrant_picture
from workspaces import TODAY

MARKS = """marks:
- {record: dal-1, rater: 김합성, importance: 5, urgency: 4, feasibility: 3, effect: 4}
- {record: dal-1, rater: 이합성, importance: 3, urgency: 4, feasibility: 3, effect: 5}
- {record: dal-2, rater: 김합성, importance: 4, urgency: 2, feasibility: 4, effect: 2}
- {record: dal-3, rater: 김합성, importance: 2, effect: 1}
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    root = moonlight(tmp_path / "ws")
    (root / "scenarios").mkdir()
    (root / "scenarios" / "marks.yaml").write_text(MARKS, encoding="utf-8")
    found = open_study(root, today=TODAY)
    found.require_sound()
    return found


def grids(study: Study, chapter: int, lang: str = "ko") -> list[Grid]:
    [found] = build_book(study, lang, chapters=[chapter]).chapters  # type: ignore[arg-type]
    return [block for block in found.blocks if isinstance(block, Grid)]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.shown for cell in row.cells] for row in (*grid.head, *grid.rows)]


def test_the_book_has_the_card_of_each_task_without_empty_fields(study: Study) -> None:
    found = grids(study, 7)
    assert [grid.caption for grid in found] == [
        "1-1 민원 안내 도우미", "1-2 민원 안내 도우미 확대", "1-3 어르신 배움터", "1-4 아무도 맡지 않은 일", "자료의 출처",
    ]  # fmt: skip
    rows = texts(found[0])
    assert ["과제번호", "1-1", "과제명", "민원 안내 도우미"] in rows
    assert ["주요 내용", "민원 서식을 쉬운 말로 안내한다."] in rows
    assert ["2026", "100", "", "50", "", "", "", "150"] in rows
    assert ["시작", "2026.3.", "끝", "2027"] in rows
    assert ["정책", "항목", "강도", "상태", "출처(아래 표)"] in rows
    link = next(row for row in rows if row[:4] == ["합성 전략", "1 민원을 편하게", "직접 이행", "확정"])
    listed = {row[0]: row[2] for row in texts(found[-1])[1:] if len(row) > 2}
    assert listed[link[4]] == "합성 전략 본문"
    shown = {cell for row in rows for cell in row}
    assert not shown & {"추진 배경", "확인할 것", "부서 의견", "관리번호"}


def test_a_card_in_markdown_is_a_few_narrow_tables(study: Study) -> None:
    text = render_book(build_book(study, "ko", chapters=[7]), ".md")[0].decode()
    card = text.split("&lt;표 7-")[1]
    assert "| **과제번호** | 1-1 | **과제명** | 민원 안내 도우미 |" in card
    assert "| 연도 | 국비 | 도비 | 시비 | 구·군비 | 민자 | 기타 재원 | 계 |" in card
    assert "| 2026 | 100 |  | 50 |  |  |  | 150 |" in card
    assert "**상위계획 연계**\n\n| 정책 | 항목 | 강도 | 상태 | 출처(아래 표) |" in card
    assert max(line.count("|") for line in card.split("\n")) == 9


@pytest.mark.parametrize("chapters", [[7], [7, 12]])
def test_cards_name_the_sources_by_their_numbers_in_the_book_at_hand(bundled: Study, chapters: list[int]) -> None:
    """The chapter alone lists what it names and nothing else; each link has a number, also where a framework has ended."""
    book = build_book(bundled.narrowed(plans=["b6"]), "ko", chapters=chapters)
    *found, listed = [block for chapter in book.chapters for block in chapter.blocks if isinstance(block, Grid)]
    named = []
    for grid in found:
        links = [row.cells[0].text for row in grid.rows].index("상위계획 연계")
        rows = grid.rows[links + 2 :]
        until = next(place for place, row in enumerate(rows) if row.look == "group")
        named += [row.cells[-1].text for row in rows[:until]]
    numbers = [row.cells[0].text for row in listed.rows if len(row.cells) > 1]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert all(named)
    assert set(named) <= set(numbers)
    assert (set(named) == set(numbers)) == (chapters == [7])


def test_each_card_begins_a_page(study: Study) -> None:
    book = build_book(study, "ko", chapters=[7])
    captions = [f"<표 7-{number}>" for number in (2, 3, 4)]
    broken = [
        paragraph.text.split()[0:2]
        for paragraph in docx.Document(io.BytesIO(render_book(book, ".docx")[0])).paragraphs
        if paragraph.paragraph_format.page_break_before
    ]
    assert [" ".join(words) for words in broken] == captions
    with zipfile.ZipFile(io.BytesIO(render_book(book, ".hwpx")[0])) as package:
        section = package.read("Contents/section0.xml").decode()
    found = re.findall(r'pageBreak="1"[^>]*><hp:run [^>]*><hp:t>([^<]*)</hp:t>', section)
    assert [html.unescape(text)[:7] for text in found] == captions
    assert render_book(book, ".html")[0].decode().count('<section class="page">') == len(captions)


def test_the_first_row_of_a_card_in_hangul_is_no_white_on_white(study: Study) -> None:
    """It is repeated as heads of tables are, which are white on blue; it stands on nothing."""
    found = {}
    for chapter, content in (
        (5, render_book(build_book(study, "ko", chapters=[5]), ".hwpx")[0]),
        (7, render_book(build_book(study, "ko", chapters=[7]), ".hwpx")[0]),
        ("form", make_cards(study, "hwpx", "ko", day=TODAY.isoformat()).files[0].content),
    ):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            section = package.read("Contents/section0.xml").decode().split("자료의 출처")[0]
            header = package.read("Contents/header.xml").decode()
        white = set(re.findall(r'<hh:charPr [^>]*textColor="#FFFFFF"[^>]* id="(\d+)"', header))
        cells = re.findall(r'<hp:tc name="" header="1".*?</hp:tc>', section, re.DOTALL)
        found[chapter] = {name in white for cell in cells for name in re.findall(r'charPrIDRef="(\d+)"', cell)}
    assert found == {5: {True}, 7: {False}, "form": {False}}


def test_a_table_that_almost_fits_a_page_in_hangul_is_set_closer(bundled: Study) -> None:
    heights = []
    for chapter in (4, 12):
        content, _ = render_book(build_book(bundled.narrowed(plans=["b6"]), "ko", chapters=[chapter]), ".hwpx")
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            text = package.read("Contents/section0.xml").decode()
        heights += [int(found) * 25.4 / 7200 for found in re.findall(r'<hp:tbl .*?<hp:sz [^>]*height="(\d+)"', text)]
        assert ('top="34"' in text) == (chapter == 4)
    assert heights[0] < 148 < heights[1]


def test_a_high_figure_begins_a_page_in_hangul() -> None:
    content, _ = render_book(build_book(book_study(), "ko", chapters=[4]), ".hwpx")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        section = package.read("Contents/section0.xml").decode()
    before = section.split("<hp:pic ")[0]
    assert before[before.rindex("<hp:p ") :].split(">")[0].count('pageBreak="1"') == 1


def test_many_cards_stand_together_by_strategy(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "MOST_APART", 3)
    [grid, _] = grids(study, 7)
    assert next(row.cells[0].text for row in grid.rows if row.look == "total") == "1-1 민원 안내 도우미"


def test_marks_are_shown_with_mean_and_spread(study: Study) -> None:
    marked, ranked = grids(study, 8)
    rows = {row[0]: row for row in texts(marked)[2:]}
    assert rows["1-1"][2:11] == ["2", "4.0", "2", "4.0", "0", "3.0", "0", "4.5", "1"]
    assert rows["1-3"][3:11] == ["2.0", "–", "–", "–", "–", "–", "1.0", "–"]
    assert set(rows) == {"1-1", "1-2", "1-3"}
    assert any("제안" in note for note in marked.notes)
    criteria = ["importance", "urgency", "feasibility", "effect", "must", "gain", "frameworks"]
    order = study.rank("tasks", criteria=criteria, marked=True)
    number = {"dal-1": "1-1", "dal-2": "1-2", "dal-3": "1-3"}  # nobody marked the fourth
    expected = [[str(row.rank), f"{row.best}~{row.worst}", number[row.id]] for row in order.rows]
    assert [row[:3] for row in texts(ranked)[1:]] == expected
    assert all(row.worst <= 3 for row in order.rows)
    assert [row.id for row in study.rank("tasks", criteria=criteria).rows if row.id in number] == [row.id for row in order.rows]  # fmt: skip
    assert "아무도 매기지 않은 기준은 모르는 값이며, 순위에서는 가장 낮게 쳤습니다." in ranked.notes
    first = {row[2]: row for row in texts(ranked)}
    assert first["1-1"][4:] == ["먼저 할 일", "1단계", "–"]
    assert first["1-2"][4:] == ["계획할 일", "중기", "1단계"]
    assert first["1-3"][4:6] == ["–", "–"]


def test_policy_fit_is_the_mean_that_the_ranking_gives_or_not_known(study: Study) -> None:
    order = study.rank("tasks", criteria=["must", "gain", "frameworks"], marked=True)
    values = {row.id: sum(map(float, row.values.values())) / 3 for row in order.rows}  # type: ignore[arg-type]
    assert [row[-1] for row in texts(grids(study, 8)[0])[2:]] == [f"{values[f'dal-{n}']:.2f}" for n in (1, 2, 3)]
    nobody = Study(replace(study.workspace, corpus=replace(study.corpus, assessments=())))
    assert {row[-1] for row in texts(grids(nobody, 8)[0])[2:]} == {"미상"}


def test_the_picture_places_tasks_by_importance_and_urgency(study: Study) -> None:
    [chapter] = build_book(study, "ko", chapters=[8]).chapters
    [drawn] = [block for block in chapter.blocks if isinstance(block, Drawn)]
    assert drawn.picture.description == "1-1: 중요도 4.0, 시급성 4.0; 1-2: 중요도 4.0, 시급성 2.0"
    assert "먼저 할 일" in drawn.picture.svg
    notes = [block.text for block in chapter.blocks if isinstance(block, Line)]
    assert notes == ["아직 평가하지 않은 과제 1건은 싣지 않았습니다."]


def test_names_in_the_picture_do_not_run_into_each_other() -> None:
    points = [
        QuadrantPoint(f"{row}-{number}", row, 1 + column / 2)
        for row in (1, 3, 5)
        for column in range(9)
        for number in range(20)
    ]
    picture = quadrant_picture("가", points, [Text("나")] * 4, "ko")
    texts = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>(\d[^<]*건)</text>', picture.svg)
    assert len(texts) == 27
    for y in {y for _, y, _ in texts}:
        row = sorted((float(x), 6.6 * cell_width(words) / 2) for x, at, words in texts if at == y)
        assert all(left + half <= right - other for (left, half), (right, other) in pairwise(row))
        assert row[-1][0] + row[-1][1] <= picture.width


@pytest.mark.parametrize("ending", [".xlsx", ".docx", ".hwpx", ".md", ".html"])
def test_both_chapters_come_in_every_form(study: Study, ending: str) -> None:
    content, _ = render_book(build_book(study, "ko", chapters=[7, 8]), ending)
    assert len(content) > 1000


def test_neither_chapter_shows_ids_or_english(study: Study) -> None:
    shown = " ".join(
        cell for chapter in (7, 8) for grid in grids(study, chapter) for row in texts(grid) for cell in row
    )
    assert not re.search(r"dal-\d|fw-\d", shown)
    assert not re.search(r"[a-zA-Z]{3,}", shown)


def test_a_picture_in_hangul_is_shown_whole(study: Study) -> None:
    """What is shown of a picture is said in units of its own pixels, 75 to each, as Hangul writes it."""
    content, _ = render_book(build_book(study, "ko", chapters=[8]), ".hwpx")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        section = package.read("Contents/section0.xml").decode()
        [name] = [name for name in package.namelist() if name.startswith("BinData/")]
        wide, tall = struct.unpack(">II", package.read(name)[16:24])
    assert f'<hp:imgClip left="0" right="{wide * 75}" top="0" bottom="{tall * 75}"/>' in section
    assert f'<hp:imgDim dimwidth="{wide * 75}" dimheight="{tall * 75}"/>' in section


def test_without_marks_the_chapter_says_where_they_go(tmp_path: Path) -> None:
    [chapter] = build_book(open_study(moonlight(tmp_path / "ws"), today=TODAY), "ko", chapters=[8]).chapters
    assert [block.text for block in chapter.blocks if isinstance(block, Line)] == [
        "실을 우선순위 평가가 아직 없습니다. '우선순위' 시트에 적어 주세요."
    ]


def test_stages_that_marks_propose_go_back_into_tasks_without_one(study: Study, run: Callable[..., Run]) -> None:
    root = study.workspace.root
    assert root is not None
    done = run("rank", "tasks", "--stages", "-w", str(root), "--lang", "ko")
    assert done.code == 0, done.err
    assert "시기를 적은 과제 1건(이미 시기가 있는 과제 1건은 그대로)." in done.err
    phases = {name: task.phase for name, task in open_study(root, today=TODAY).graph.tasks.items()}
    assert phases == {"dal-1": "short", "dal-2": "short", "dal-3": None, "dal-4": None}
    assert "시기를 적은 과제 0건" in run("rank", "tasks", "--stages", "-w", str(root), "--lang", "ko").err
    assert run("rank", "gaps", "--stages", "-w", str(root)).code == 2
    assert run("rank", "tasks", "--stages").code == 2


def test_cards_in_word_and_hangul_are_as_wide_as_their_page(study: Study) -> None:
    for form in ("docx", "hwpx"):
        content = make_cards(study, form, "ko", day=TODAY.isoformat()).files[0].content  # type: ignore[arg-type]
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            name = "word/document.xml" if form == "docx" else "Contents/section0.xml"
            text = package.read(name).decode()
        if form == "docx":
            section = docx.Document(io.BytesIO(content)).sections[0]
            room = (section.page_width - section.left_margin - section.right_margin) // 635  # type: ignore[operator]
            [wide, *_] = map(int, re.findall(r'<w:tblW w:w="(\d+)"', text))
        else:
            [found] = re.findall(r'<hp:pagePr [^>]*width="(\d+)".*?<hp:margin [^>]*left="(\d+)" right="(\d+)"', text)
            page, left, right = map(int, found)
            room = page - left - right
            [wide, *_] = map(int, re.findall(r'<hp:tbl .*?<hp:sz width="(\d+)"', text, re.DOTALL))
        assert 0.95 * room < wide <= room, form
        assert text.count("<w:tblHeader/>" if form == "docx" else 'header="1"') >= 2


def test_links_to_one_framework_stand_together_and_each_source_is_listed_once(bundled: Study) -> None:
    study = bundled.narrowed(plans=["b6"])
    writer = card_writer(study, "ko")
    for task in study.graph.tasks.values():
        card = writer.card(task, "")
        [links] = [part for part in card.parts if isinstance(part, CardListing) and part.key == "links"]
        policies = [row[0] for row, reach in zip(links.rows, links.reaches, strict=True) if reach]
        assert len(policies) == len(set(policies)), task.id
        numbers = {str(row[4]) for row in links.rows if row[4]}
        assert numbers == {str(number) for number in range(1, len(numbers) + 1)}
        assert all(links.note.count(f"({number}) ") == 1 for number in numbers), task.id
        doubts = [text for part in card.parts if isinstance(part, CardListing) and part.key == "open"
                  for [text] in part.rows if str(text).startswith("근거가 약한 연계")]  # fmt: skip
        assert len(doubts) <= 1


def test_a_card_in_hangul_with_a_policy_called_like_a_field_is_read_whole(tmp_path: Path) -> None:
    """Cells that began in a row above are no part of a row in Hangul: what follows them is not the first."""
    path = tmp_path / "card.hwpx"
    cell = '<tc><p><t>{}</t></p><cellAddr colAddr="{}" rowAddr="0"/></tc>'
    rows = "".join(f"<tr>{cell.format('기대 효과', n)}{cell.format('확정', n + 1)}</tr>" for n in (0, 5))
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("Contents/section0.xml", f"<sec><tbl>{rows}</tbl></sec>")
    [grid], _ = read_grids(path, IssueLog())
    assert [cells for _, cells in grid.rows] == [["기대 효과", "확정"], [None, "기대 효과", "확정"]]


def test_cards_in_hangul_of_the_sixth_plan_are_no_taller_than_their_page(bundled: Study) -> None:
    for file in make_cards(bundled.narrowed(plans=["b6"]), "hwpx", "ko", day=TODAY.isoformat()).files:
        with zipfile.ZipFile(io.BytesIO(file.content)) as package:
            text = package.read("Contents/section0.xml").decode()
        heights = [int(found) * 25.4 / 7200 for found in re.findall(r'<hp:tbl .*?<hp:sz [^>]*height="(\d+)"', text)]
        assert len(heights) == len(file.tasks)
        assert max(heights) < 243  # millimetres: A4 without margins, number, heading and hint
