"""A preview speaks the language of the workbook: its columns, its choices, whole amounts; no key and no Python shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from desk_data import edited, small_workspace, workbook_of
from policygraph.records.kinds import Alignment, Text
from policygraph.sources.changes import Change
from policygraph.sources.importing import import_file
from policygraph.sources.inheritance import Carried
from policygraph.sources.naming import RecordNames
from policygraph.views.blocks import Page, Paragraph, Table
from policygraph.views.change_preview import changes_blocks, moves_blocks
from policygraph.views.change_words import change_name, change_text
from policygraph.views.import_view import import_page

TARGET = {"metric": {"ko": "보급률", "en": "coverage"}, "value": 50.0, "unit": "%", "year": 2027, "sources": ["s1"]}


@pytest.mark.parametrize(
    ("kind", "field", "ko", "en"),
    [
        pytest.param("alignment", ("state", "proposed", "confirmed"), "상태: 제안 → 확정", "state: proposed → confirmed", id="choice"),
        pytest.param("alignment", ("strength", 1, 3), "강도: 1 기반 제공 → 3 직접 이행", "strength: 1 enables → 3 implements", id="strength"),
        pytest.param("alignment", ("why.en", "a", None), "까닭(영문): a → –", "why (English): a → –", id="language"),
        pytest.param("alignment", ("exclusive", None, True), "단독 담당: – → 예", "exclusive: – → yes", id="flag"),
        pytest.param("alignment", ("fingerprint", None, "caec955e253a-fbb17"), "판단할 때의 내용을 적어 둠: 그 뒤에 바뀌면 '재검토 필요'", "remembers what it was judged on: 'suspect' once that changes", id="fingerprint"),
        pytest.param("item", ("period", None, {"start": 2027, "end": None}), "시작 연도: – → 2027", "first year: – → 2027", id="mapping"),
        pytest.param("item", ("sources", ["s2"], ["s1", "s2"]), "출처: +s1", "sources: +s1", id="list"),
        pytest.param("item", ("sources", ["s1"], None), "출처: -s1", "sources: -s1", id="list-gone"),
        pytest.param("item", ("parent", "a", ["a", "b"]), "상위: +b", "parent: +b", id="second-parent"),
        pytest.param("item", ("targets", None, [TARGET]), "목표치: +(보급률 coverage 50.0 % 2027)", "targets: +(보급률 coverage 50.0 % 2027)", id="parts"),
        pytest.param("item", ("budget.krw", 1_230_000_000, 1_234_567_891), "총액: 12억 3,000만 원 → 12억 3,456만 7,891 원", "total: KRW 1,230,000,000 → KRW 1,234,567,891", id="won"),
        pytest.param("item", ("budget.years.2028", None, 300_000_000), "2028년 예산: – → 3억 원", "budget 2028: – → KRW 300,000,000", id="year"),
        pytest.param("item", ("budget.years.2028", 1, {"krw": 1, "scope": "국비"}), "2028년 금액의 범위: – → 국비", "what the sum stands for 2028: – → 국비", id="scope-of-year"),
        pytest.param("item", ("extra", None, {"담당자": "홍길동"}), "담당자: – → 홍길동", "담당자: – → 홍길동", id="own-column"),
        pytest.param("item", ("department.ko", "가", "나"), "부서: 가 → 나", "department: 가 → 나", id="department"),
        pytest.param("document", ("published", "2026", "2027-03"), "발표일: 2026 → 2027-03", "published: 2026 → 2027-03", id="document"),
        pytest.param("no-match", ("reason.ko", "가", "나"), "까닭: 가 → 나", "reason: 가 → 나", id="no-column"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(kind: str, field: tuple[str, Any, Any], ko: str, en: str) -> None:
    found = change_text(Change("changed", kind, ("x",), "d", (field,)))
    assert (found.ko, found.en) == (ko, en)


def test_a_second_assessment_of_a_plan_is_called_by_the_plan_and_its_number() -> None:
    names = RecordNames({"pl": Text("우리 계획", "our plan")})
    second = Change("added", "assessment", ("pl", "(2)"), "")
    assert change_name(second, names, "ko") == "우리 계획 (pl), 2번째"
    assert change_name(second, names, "en") == "our plan (pl), no. 2"
    assert change_name(replace(second, key=("pl",)), names, "ko") == "우리 계획 (pl)"


def test_cells_changed_in_a_workbook_are_named_as_its_headers_name_them(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "ws")

    def edit(book: Any) -> None:
        page = book["이행과제"]
        page["G3"], page["J3"], page["O3"], page["R3"], page["T3"] = "새 제목", "새 요약", 2027, "ai, iot", "추정"
        book["예산"]["D3"] = "20억 원"

    path = edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx")
    changes = [found for found in import_file(path, root, dry_run=True).changes if found.kind == "item"]
    assert [change_text(found).ko for found in changes] == [
        "제목: 인공지능 행정 → 새 제목; 확인 상태: 확인됨 → 추정; 시작 연도: 2026 → 2027; "
        "총액: 12억 3,000만 원 → 20억 원; 기술: -data +iot; 요약: – → 새 요약"
    ]


def test_a_preview_names_records_by_their_titles_and_tells_what_they_say(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "ws")

    def edit(book: Any) -> None:
        tasks, links = book["이행과제"], book["연계"]
        heads = {cell.value: cell.column for cell in links[1]}
        links.cell(4, heads["검토 판단"]).value = "수락"
        row = {"과제 id": "pl-2", "정책 항목 id": "fw-1-2", "강도": "2 강화", "상태": "제안", "까닭": "같은 목적"}
        for head, value in row.items():
            links.cell(5, heads[head]).value = value
        heads = {cell.value: cell.column for cell in tasks[1]}
        for number in (3, 4):
            tasks.cell(number, heads["끝 연도"]).value = 2031
            tasks.cell(number, heads["시작 연도"]).value = 2030

    path = edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx")
    page = import_page(import_file(path, root, dry_run=True, by="박검토"), dry_run=True)
    said = {lang: render_table(page, lang) for lang in ("ko", "en")}
    for words in ("데이터 개방 → 둘째 과제 (pl-2 → fw-1-2)", "강도: 2 강화; 상태: 제안; 까닭: 같은 목적",
                  "데이터 개방 → 첫째 과제 (pl-2 → fw-1-1), 박검토", "판단: 수락; 강도: 1 기반 제공"):  # fmt: skip
        assert words in said["ko"]
    for words in (
        "Open data → 둘째 과제 (pl-2 → fw-1-2)",
        "strength: 2 reinforces; state: proposed",
        "verdict: accept",
    ):
        assert words in said["en"]


def render_table(page: Page, lang: Any) -> str:
    """The cells of a page as one text."""
    cells = [cell for block in page.blocks if isinstance(block, Table) for row in block.rows for cell in row]
    return "\n".join(cell.get(lang) if isinstance(cell, Text) else str(cell) for cell in cells)


def test_what_changes_alike_stands_in_one_row_and_many_links_are_counted_task_by_task() -> None:
    names = RecordNames({f"t-{number}": Text(f"과제 {number}", f"Task {number}") for number in range(5)})
    field = ("department.ko", None, "디지털국")
    changes = [Change("changed", "item", (f"t-{number}",), "p", (field,)) for number in range(5)]
    [table] = changes_blocks(changes, names)
    assert [[cell.ko for cell in row] for row in table.rows] == [
        ["변경", "항목·과제", "과제 0 (t-0), 과제 1 (t-1), 과제 2 (t-2) 외 2건", "부서: – → 디지털국"]
    ]
    links = [Alignment(f"t-{number % 2}", f"k-{number}", 3 - number % 2) for number in range(30)]
    added = [Change("added", "alignment", (link.task, link.item), "", record=link) for link in links]
    [table] = changes_blocks(added, names)
    assert [[cell.ko for cell in row[2:]] for row in table.rows] == [
        ["과제 0 (t-0)", "15건 (직접 이행 15)"],
        ["과제 1 (t-1)", "15건 (강화 15)"],
    ]
    assert [row[3].en for row in table.rows] == ["15 (implements 15)", "15 (reinforces 15)"]


def test_what_goes_along_and_what_goes_away_is_told_with_its_money() -> None:
    names = RecordNames({"t-9": Text("데이터 개방", "Open data"), "t-2": Text("인공지능 행정", "AI administration")})
    moves = [Carried("renumbered", "t-9", ("t-1",), 3, 2, None), Carried("dropped", "", ("t-2",), 1, 4, 1_200_000_000)]
    carried, dropped, told = moves_blocks(moves, names)
    assert isinstance(carried, Table)
    assert [cell.ko if isinstance(cell, Text) else cell for cell in carried.rows[0]] == [
        "번호 바뀜", "데이터 개방 (t-1 → t-9)", 3, 2, None, "모두 그대로",
    ]  # fmt: skip
    assert isinstance(dropped, Table)
    assert (dropped.title.ko, dropped.rows[0][0].en) == ("함께 사라지는 것", "AI administration (t-2)")
    assert isinstance(told, Paragraph)
    assert told.text.ko.startswith("함께 사라지는 것: 연계 1건, 검토 4건, 예산 12억 원.")
    assert list(moves_blocks([], names)) == []
