"""Reviews through the workbook: what is judged beside an alignment goes on record, and all else stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import Run
from desk_data import edited, snapshot, workbook_of
from policygraph.graph.review import build_queue, review_agreement
from policygraph.graph.study import Study
from policygraph.pages.review import review_page_data
from policygraph.records.kinds import Review
from policygraph.sources.formats.workbook.csv_tables import write_table
from policygraph.sources.formats.workbook.schema import BY_KEY
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.review_log import append_reviews
from policygraph.sources.reviewing import with_first_voices
from policygraph.sources.workspace import read_unchecked, read_workspace
from policygraph.views.why_view import why_page

SHEET = "연계"
MY_FILE = "decisions/reviews-박검토.yaml"


def setting(pair: tuple[str, str], **values: Any) -> Callable[[Any], None]:
    """Return an edit that fills cells of the alignment *pair*, by the Korean header."""

    def edit(book: Any) -> None:
        page = book[SHEET]
        headers = {cell.value: cell.column for cell in page[1]}
        for row in range(3, page.max_row + 1):
            if (page.cell(row, headers["과제 id"]).value, page.cell(row, headers["정책 항목 id"]).value) == pair:
                for header, value in values.items():
                    page.cell(row, headers[header.replace("_", " ")]).value = value
                return
        raise AssertionError(pair)

    return edit


def brought(root: Path, edit: Callable[[Any], None], **rest: Any) -> ImportResult:
    path = edited(workbook_of(root, root.parent / "a.xlsx"), edit, root.parent / "b.xlsx")
    return import_file(path, root, **{"by": "박검토", **rest})


def fresh(root: Path) -> list[tuple[str, str, int | None, str | None, str]]:
    """Return the reviews that came in: all but the two of the workspace."""
    return [
        (r.task, r.verdict, r.strength, r.by, r.note) for r in read_workspace(root).corpus.reviews if r.by != "시험자"
    ]


def state(root: Path, task: str, item: str = "fw-1-1") -> tuple[str, int]:
    [found] = [a for a in read_workspace(root).corpus.alignments if (a.task, a.item) == (task, item)]
    return found.state, found.strength


def codes(result: ImportResult) -> list[tuple[str, str]]:
    return [(issue.code, issue.where.path) for issue in result.errors]


PL2 = ("pl-2", "fw-1-1")
PL1 = ("pl-1", "fw-1-1")


@pytest.mark.parametrize(
    ("cells", "said", "left"),
    [
        ({"검토_판단": "수락"}, ("accept", 1, "박검토", ""), ("confirmed", 1)),
        ({"검토_판단": "수락", "검토_강도": "2 강화", "검토자": "이 검토", "검토_메모": "쪽 3"}, ("accept", 2, "이 검토", "쪽 3"), ("confirmed", 2)),
        ({"검토_판단": "기각", "검토_메모": "다른 일"}, ("reject", None, "박검토", "다른 일"), ("rejected", 1)),
        ({"검토_판단": "unsure"}, ("unsure", None, "박검토", ""), ("proposed", 1)),
        ({"검토_판단": "수락", "강도": "3 직접 이행"}, ("accept", 3, "박검토", ""), ("confirmed", 3)),
    ],
)  # fmt: skip
def test_a_verdict_typed_beside_an_alignment_goes_on_record(
    root: Path, cells: dict[str, Any], said: tuple[Any, ...], left: tuple[str, int]
) -> None:
    before = snapshot(root)
    result = brought(root, setting(PL2, **cells))
    assert result.issues == ()
    assert fresh(root) == [("pl-2", *said)]
    assert state(root, "pl-2") == left
    after = snapshot(root)
    [new] = after.keys() - before.keys()
    assert new.startswith("decisions/reviews-")
    assert {name for name in before if before[name] != after[name]} <= (
        {"alignments/pl.yaml"} if "강도" in cells else set()
    )
    [review] = [review for review in read_workspace(root).corpus.reviews if review.by != "시험자"]
    assert review.fingerprint is not None
    assert (review.method, review.confidence, review.score) == ("curated", 0.5, 0.25)
    again = openpyxl.load_workbook(workbook_of(root, root.parent / "c.xlsx"))[SHEET]
    headers = {cell.value: cell.column for cell in again[1]}
    assert all(again.cell(row, headers["검토 판단"]).value is None for row in range(3, again.max_row + 1))
    assert import_file(root.parent / "c.xlsx", root).changes == ()


def test_the_sheet_shows_what_the_reviews_leave(root: Path) -> None:
    append_reviews(root, [Review(*PL2, "accept", 2, "박검토", "2026-11-24T10:00:00+09:00", "확인")])
    page = openpyxl.load_workbook(workbook_of(root, root.parent / "a.xlsx"))
    row = {cell.value: page[SHEET].cell(4, cell.column).value for cell in page[SHEET][1]}
    assert (row["상태"], row["강도"], row["검토한 이"], row["동의 정도"]) == ("확정", "2 강화", "박검토\n시험자", 0.5)
    reviews = {row[6].value: row for row in page["검토 기록"].iter_rows(min_row=3) if row[8].value != "원문에 없음"}
    mine = reviews["박검토"]
    assert [mine[place].value for place in (0, 2, 4, 5, 8)] == [*PL2, "수락", "2 강화", "확인"]
    assert (reviews["시험자"][8].value, reviews["시험자"][8].data_type) == ("=확인", "s")


def test_a_new_state_of_what_people_have_judged_is_a_review(root: Path) -> None:
    before = snapshot(root)
    assert brought(root, setting(PL1, 상태="기각")).issues == ()
    assert fresh(root) == [("pl-1", "reject", None, "박검토", "")]
    assert state(root, "pl-1") == ("proposed", 3)  # one accepts, one rejects: for a third to look at
    after = snapshot(root)
    assert {name for name in after if after[name] != before.get(name)} == {MY_FILE}


def test_a_new_strength_of_what_people_have_judged_is_a_review(root: Path) -> None:
    brought(root, setting(PL1, 강도="2 강화"))
    assert fresh(root) == [("pl-1", "accept", 2, "박검토", "")]
    assert state(root, "pl-1") == ("confirmed", 2)


def test_other_cells_of_a_reviewed_alignment_change_the_record_alone(root: Path) -> None:
    before = snapshot(root)
    result = brought(root, setting(PL1, 까닭="다른 까닭"))
    assert [(c.kind, c.name, c.fields) for c in result.changes] == [
        ("alignment", "pl-1 → fw-1-1", (("why.ko", "같은 일", "다른 까닭"),))
    ]
    assert fresh(root) == []
    after = snapshot(root)
    assert after["alignments/pl.yaml"].decode() == before["alignments/pl.yaml"].decode().replace("같은 일", "다른 까닭")


def test_state_and_strength_of_ones_own_alignment_are_edited_in_place(root: Path) -> None:
    brought(root, setting(PL2, 상태="확정", 강도="2 강화"))  # somebody was unsure: nothing is decided
    assert fresh(root) == []
    assert "strength: 2" in (root / "alignments/pl.yaml").read_text(encoding="utf-8")
    assert state(root, "pl-2") == ("confirmed", 2)


def test_one_other_person_does_not_overturn_what_was_confirmed_in_a_workbook(root: Path) -> None:
    brought(root, setting(PL2, 상태="확정"))
    [link] = [a for a in read_workspace(root).corpus.alignments if (a.task, a.item) == PL2]
    assert (link.state, link.by) == ("confirmed", "박검토")

    def rejects(by: str) -> None:
        append_reviews(root, [Review(*PL2, "reject", None, by, "2026-11-26T09:00:00+09:00", "근거 없음")])

    rejects("최검토")
    assert state(root, "pl-2")[0] == "proposed"
    study = Study(read_workspace(root))
    [case] = [case for case in build_queue(study, "정검토").cases if case.pair == PL2]
    assert (case.kind, {said.by: said.verdict for said in case.said}) == (
        "disagreement",
        {"시험자": "unsure", "박검토": "accept", "최검토": "reject"},
    )
    on_page = review_page_data(study)
    assert {said["by"] for said in on_page["reviewed"] if (said["task"], said["item"]) == PL2} == {
        "시험자",
        "박검토",
        "최검토",
    }
    kinds = [
        case["kind"] for shown in on_page["tasks"] for case in shown["cases"] if (shown["id"], case["item"]) == PL2
    ]
    assert kinds == ["disagreement"]
    found = review_agreement(with_first_voices(study.corpus)).disagreements
    assert [(pair.task, pair.item) for pair in found] == [PL2]
    said = why_page(study.graph, study.why(*PL2)).document["reviews"]
    assert {one["by"] for one in said} == {"시험자", "박검토", "최검토"}
    brought(root, lambda book: None)  # the voice is no review of its own: nothing more is put on record
    assert [said[3] for said in fresh(root)] == ["최검토"]
    rejects("정검토")
    assert state(root, "pl-2")[0] == "rejected"


@pytest.mark.parametrize(
    ("pair", "cells", "code", "column"),
    [
        (PL2, {"검토_메모": "판단은 없음"}, "V12", "검토 판단"),
        (PL2, {"검토_강도": "2"}, "V12", "검토 판단"),
        (PL2, {"검토_판단": "글쎄"}, "W21", "검토 판단"),
        (PL1, {"검토_판단": "수락", "상태": "기각"}, "V13", "검토 판단"),
        (PL1, {"상태": "제안"}, "V14", "상태"),
    ],
)
def test_what_cannot_be_a_review_is_reported_and_nothing_written(
    root: Path, pair: tuple[str, str], cells: dict[str, Any], code: str, column: str
) -> None:
    before = snapshot(root)
    result = brought(root, setting(pair, **cells))
    assert codes(result) == [(code, column)]
    assert snapshot(root) == before


def test_a_name_alone_says_nothing(root: Path) -> None:
    assert brought(root, setting(PL2, 검토자="박검토")).changes == ()


def test_what_people_have_judged_does_not_go_away_with_its_row(root: Path) -> None:
    def clear(book: Any) -> None:
        for column in range(1, book[SHEET].max_column + 1):
            book[SHEET].cell(3, column).value = None

    assert codes(brought(root, clear)) == [("V15", "")]


def test_reviews_on_record_are_only_ever_added(root: Path) -> None:
    def change(book: Any) -> None:
        book["검토 기록"]["I3"] = "다른 말"

    assert codes(brought(root, change)) == [("V16", "")]

    def remove(book: Any) -> None:
        book["검토 기록"].delete_rows(4)

    result = brought(root, remove)
    assert [(issue.code, issue.severity) for issue in result.issues] == [("V17", "warning")]
    assert (result.changes, result.written) == ((), False)

    def add(book: Any) -> None:
        page = book["검토 기록"]
        for column, value in {1: "pl-2", 3: "fw-1-1", 5: "기각", 7: "이검토", 8: "2026-11-24"}.items():
            page.cell(5, column).value = value

    assert brought(root, add).issues == ()
    assert fresh(root) == [("pl-2", "reject", None, "이검토", "")]

    def unknown(book: Any) -> None:
        add(book)
        book["검토 기록"]["C5"], book["검토 기록"]["G5"] = "fw-1-9", "최검토"

    assert ("V04", "정책 항목 id") in codes(brought(root, unknown))


def test_reviews_go_through_csv(root: Path) -> None:
    _, corpus = read_unchecked(root)
    table = root.parent / "reviews.csv"
    table.write_bytes(write_table(corpus, BY_KEY["reviews"]))
    assert import_file(table, root, sheet="검토 기록").changes == ()
    links = root.parent / "links.csv"
    text = write_table(corpus, BY_KEY["alignments"]).decode("utf-8-sig").splitlines()
    position = text[0].split(",").index("검토 판단")
    cells = text[2].split(",")
    cells[position] = "기각"
    links.write_text("\r\n".join([text[0], text[1], ",".join(cells), *text[3:]]) + "\r\n", encoding="utf-8-sig")
    assert import_file(links, root, by="박검토").errors == ()
    assert fresh(root) == [("pl-2", "reject", None, "박검토", "")]


def test_an_import_that_changes_an_end_makes_the_alignment_suspect(root: Path) -> None:
    def rename(book: Any) -> None:
        page = book["이행과제"]
        headers = {cell.value: cell.column for cell in page[1]}
        page.cell(4, headers["제목"]).value = "데이터 폐쇄"

    result = brought(root, rename)
    assert ("changed", "alignment", "pl-2 → fw-1-1") in [(c.action, c.kind, c.name) for c in result.changes]
    suspects = [gap.nodes for gap in Study(read_workspace(root)).gaps() if gap.code == "G12"]
    assert suspects == [PL2]
    accept = setting(PL2, 검토_판단="수락")
    assert codes(brought(root, accept)) == [("V08", "검토 메모")]
    assert brought(root, setting(PL2, 검토_판단="수락", 검토_메모="이름이 바뀌어도 같은 일")).errors == ()
    assert [gap for gap in Study(read_workspace(root)).gaps() if gap.code == "G12"] == []


def test_a_new_alignment_remembers_what_it_was_made_against(root: Path) -> None:
    def add(book: Any) -> None:
        page = book[SHEET]
        headers = {cell.value: cell.column for cell in page[1]}
        for header, value in {
            "과제 id": "pl-1",
            "정책 항목 id": "fw-1",
            "강도": "1",
            "상태": "제안",
            "검토 판단": "수락",
        }.items():
            page.cell(5, headers[header]).value = value

    assert brought(root, add).errors == ()
    [link] = [a for a in read_unchecked(root)[1].alignments if a.item == "fw-1"]
    assert (link.state, link.fingerprint is not None) == ("proposed", True)
    assert state(root, "pl-1", "fw-1") == ("confirmed", 1)


def test_bundled_alignments_are_judged_and_never_changed(tmp_path: Path) -> None:
    root = tmp_path / "ws"
    root.mkdir()
    settings = 'title = "시험"\nframeworks = ["kds", "bmg"]\nplans = ["b6"]\n'
    (root / "policygraph.toml").write_text(settings, encoding="utf-8")
    links = {(a.task, a.item): a for a in read_workspace(root).corpus.alignments}
    one, two = [pair for pair, link in links.items() if link.state == "proposed"][:2]

    def edit(book: Any) -> None:
        setting(one, 상태="확정")(book)
        setting(two, 상태="기각")(book)

    path = edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx")
    result = import_file(path, root, by="박검토")
    assert result.errors == ()
    assert result.files == (MY_FILE,)
    after = {(a.task, a.item): a for a in read_workspace(root).corpus.alignments}
    assert (after[one].state, after[one].strength, after[two].state) == ("confirmed", links[one].strength, "rejected")
    other = brought(root, setting(one, 까닭="내장 자료의 글"))
    assert codes(other) == [("W43", "까닭")]


def test_the_reviewer_is_who_imports(root: Path, run: Callable[..., Run]) -> None:
    edited(workbook_of(root, root.parent / "a.xlsx"), setting(PL2, 검토_판단="기각"), root.parent / "b.xlsx")
    assert run("import", "b.xlsx", "-w", "ws", "--by", "최검토").code == 0
    assert fresh(root) == [("pl-2", "reject", None, "최검토", "")]
