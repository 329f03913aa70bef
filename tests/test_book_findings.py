"""Chapters 1, 2, 3 and 11 of the book: findings, results of the plan before, SWOT, departments and the legal checklist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from documentation import example_study, written_files
from policygraph import Study
from policygraph.graph.requirements import provisions, swot_table, traces
from policygraph.ontology.query import run_query
from policygraph.ontology.question_files import find_question
from policygraph.views.blocks import Table
from policygraph.views.book import build_book
from policygraph.views.book.book_blocks import Grid
from policygraph.views.coverage_view import coverage_page

FILES = written_files("docs/findings.md")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return example_study(tmp_path / "ws", FILES)


def tables(study: Study, chapter: int, lang: str = "ko") -> list[tuple[str, list[list[str]]]]:
    [written] = build_book(study, lang, chapters=[chapter]).chapters  # type: ignore[arg-type]
    return [
        (block.caption, [[cell.text for cell in row.cells] for row in block.rows])
        for block in written.blocks
        if isinstance(block, Grid)
    ]


def test_the_trace_goes_from_finding_to_requirement_to_task_with_the_unanswered_first(study: Study) -> None:
    found = [
        (trace.finding.id if trace.finding else "", trace.requirement.id if trace.requirement else "", trace.answer)
        for trace in traces(study.graph)
    ]
    assert sorted(found) == sorted(
        [
            ("gold-1", "", "none"),
            ("gint-1", "greq-2", "none"),
            ("gswot-w", "greq-2", "none"),
            ("gswot-t", "", "proposed"),
            ("gsur-1", "greq-1", "confirmed"),
            ("gsur-2", "", "confirmed"),
            ("gsur-2", "greq-1", "confirmed"),
            ("gfor-1", "greq-1", "confirmed"),
            ("gswot-s", "", "not-asked"),
            ("gswot-o", "", "not-asked"),
        ]
    )
    order = ["none", "proposed", "confirmed", "not-asked"]
    assert [answer for *_, answer in found] == sorted((answer for *_, answer in found), key=order.index)


def test_the_trace_agrees_with_the_gaps(study: Study) -> None:
    unanswered = {(trace.requirement or trace.finding).id for trace in traces(study.graph) if trace.answer == "none"}  # type: ignore[union-attr]
    assert unanswered == {gap.nodes[0] for gap in study.gaps() if gap.code == "G01"}


def test_what_is_no_matter_or_not_looked_at_yet_is_not_called_unanswered(tmp_path: Path) -> None:
    decided = "decisions:\n- {item: gold-1, reason: {ko: 끝난 일, en: done}, by: 홍길동, date: 2026-06-01}\n"
    answers = FILES["alignments/answers.yaml"].replace("gint, gfor, gold, greq]", "gint, gfor, gold]")
    study = example_study(tmp_path / "ws", FILES | {"decisions/d.yaml": decided, "alignments/answers.yaml": answers})
    found = {(trace.requirement or trace.finding).id: trace.answer for trace in traces(study.graph)}  # type: ignore[union-attr]
    assert (found["gold-1"], found["greq-2"], found["greq-1"]) == ("not-asked", "not-assessed", "confirmed")
    assert "none" not in found.values()
    assert not [gap for gap in study.gaps() if gap.code == "G01"]
    assert [cells[3] for cells in tables(study, 1)[-1][1][:3]] != ["–", "–", "–"]
    assert {cells[3] for cells in tables(study, 1)[-1][1]} == {"미검토", "제안", "확정", "해당 없음"}


def asked(study: Study, name: str, **given: str) -> list[list[str | None]]:
    """Return the rows of a saved question; ``None`` where a column is empty."""
    solutions = run_query(study.published, find_question(name).bind(given, study.names))
    return [[row[place].value if row[place] else None for place in range(len(row))] for row in solutions]


def test_the_saved_questions_give_the_trace_and_the_swot_table_of_the_book(study: Study) -> None:
    rows = asked(study, "requirement-trace", lang="ko")
    wanted = [
        (
            trace.finding.title.ko if trace.finding else None,
            trace.requirement.title.ko if trace.requirement else None,
            trace.answer,
            study.graph.title(link.task).ko if link else None,
        )
        for trace in traces(study.graph)
        for link in trace.links or (None,)
    ]
    assert [(row[1], row[3], row[4], row[6]) for row in rows] == wanted
    table = swot_table(study.graph)
    rests = {(kind, item.id) for kind, items in table.findings.items() for item in items}
    rows = asked(study, "swot-strategies", plan="gs")
    assert {(row[0], row[1]) for row in rows} == rests
    assert [(row[1], row[3]) for row in rows if row[3]] == [
        ("gswot-s", "gs-1"), ("gsur-1", "gs-1"), ("gswot-w", "gs-1"), ("gswot-o", "gs-2"), ("gswot-t", "gs-2")
    ]  # fmt: skip


def test_a_strategy_stands_in_the_cells_whose_two_sides_it_rests_on(study: Study) -> None:
    table = swot_table(study.graph)
    assert {kind: [item.id for item in items] for kind, items in table.findings.items()} == {
        "strength": ["gswot-s"],
        "weakness": ["gsur-1", "gsur-2", "gswot-w"],
        "opportunity": ["gswot-o"],
        "threat": ["gswot-t"],
    }
    assert table.strategies == {}
    assert [item.id for item in table.outside] == ["gs-1", "gs-2"]


def test_a_strategy_of_two_sides_is_in_one_cell_of_the_table(tmp_path: Path) -> None:
    plan = FILES["plans/gs.yaml"].replace("[gswot-o, gswot-t]", "[gswot-s, gswot-t]")
    changed = example_study(tmp_path / "ws", FILES | {"plans/gs.yaml": plan})
    assert {pair: [item.id for item in found] for pair, found in swot_table(changed.graph).strategies.items()} == {
        ("strength", "threat"): ["gs-2"]
    }
    [(_, rows)] = tables(changed, 3)
    assert rows[2][1] == "[강점·위협 전략]\n· 든든한 보안"


def test_the_survey_shows_its_shares_and_what_no_task_answers(study: Study) -> None:
    captions = dict(tables(study, 1))
    rows = captions["시민 설문조사(지어낸 예) (설문조사)"]
    assert rows[0] == ["시 누리집에서 가장 불편한 것은"]
    assert rows[1] == ["1", "온라인 신청이 어렵다", "62%", "1,200", "확정(요구사항)"]
    narrowed = study.narrowed(frameworks=["gsur"])
    page = coverage_page(narrowed.graph, narrowed.coverage())
    [table] = [block for block in page.blocks if isinstance(block, Table) and block.columns[0].key == "id"]
    states = {row[0]: row[4].ko for row in table.rows}
    assert states["gsur-1"] == "연계 없음 · 확정(요구사항)"
    assert not any("SWOT" in caption for caption in captions)


def test_the_results_of_the_plan_before_have_a_rate(study: Study) -> None:
    assert tables(study, 2) == [
        ("성과와 한계", [["디지털 교육은 목표를 채우지 못했다", "교육 이수자", "명", "2025", "10,000", "6,400", "64%"]])
    ]


def test_the_legal_checklist_holds_what_obliges_the_plan_and_where_it_answers(bundled: Study) -> None:
    study = bundled.narrowed(plans=["b6"])
    obliging = list(provisions(study.graph))
    assert all(item.obliges == "plan" for item, _ in obliging)
    caption, rows = tables(study, 11)[-1]
    assert caption == "법정 사항 점검표"
    checked = [row for row in rows if len(row) == 5]
    assert [row[0] for row in checked] == [item.code for item, _ in obliging]
    assert [row[3] in ("확정", "제안") for row in checked] == [bool(links) for _, links in obliging]
    assert [row[4] != "–" for row in checked] == [bool(links) for _, links in obliging]
    [written] = build_book(study, "ko", chapters=[11]).chapters
    notes = [note for note in written.blocks[-1].notes if "조항" in note]  # type: ignore[union-attr]
    assert len(notes) == 1
    assert "열 가지" not in notes[0]
    assert ["제4조", "정보화기본계획의 수립"] in [row[:2] for row in checked if row[3] == "제안"]


def test_the_first_page_names_the_study(bundled: Study) -> None:
    book = build_book(bundled.narrowed(plans=["b6"]), "en", chapters=[12])
    assert any("C&L Consulting" in note and "2019-2025" in note for note in book.notes)
    book = build_book(bundled.narrowed(plans=["b6"]), "ko", chapters=[12])
    assert any("용역비: 1억 7,500만 원;" in note for note in book.notes)


def test_a_record_that_a_text_mentions_by_id_is_called_by_its_title(bundled: Study) -> None:
    [written] = build_book(bundled.narrowed(plans=["b6"]), "ko", chapters=[11]).chapters
    told = [
        cell.text for block in written.blocks if isinstance(block, Grid) for row in block.rows for cell in row.cells
    ]
    assert any("2026년 계획(2026년 부산광역시 인공지능행정 추진계획)이" in text for text in told)
    assert not [text for text in told if "bai-2" in text]


@pytest.mark.parametrize("chapter", [1, 2, 3])
def test_a_study_without_findings_says_so_in_one_line(bundled: Study, chapter: int) -> None:
    [written] = build_book(bundled.narrowed(plans=["b6"]), "ko", chapters=[chapter]).chapters
    assert len(written.blocks) == 1
    assert not written.on_a_page


@pytest.mark.parametrize("chapter", [1, 2, 3, 11])
def test_the_english_chapters_are_in_english(study: Study, chapter: int) -> None:
    said = " ".join(f"{caption} {rows}" for caption, rows in tables(study, chapter, "en"))
    assert said
    assert set(re.findall("[가-힣]+", said)) <= {
        "만",
        "건",
        "명",
        *"제조장절쪽",
    }  # units, articles and places in a plan are written once, in the words of the source
