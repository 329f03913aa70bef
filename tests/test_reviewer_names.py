"""One person is one reviewer: names are folded at every door, and one that resembles another is asked about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Run, run_inside
from desk_data import edited, small_workspace, workbook_of
from policygraph.records.kinds import Review
from policygraph.sources.importing import import_file
from policygraph.sources.workspace import read_unchecked
from terminals import Terminal

ALIKE = ["시험자\u200d", "시험자\u3164", "\u2067시험자", "시\u00ad험자", "시험자\ufe0f"]
RESEMBLING = ["시 험 자", "시험자(정책과)", "시험자 주무관"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_workspace(tmp_path / "ws")


def latest(root: Path) -> Review:
    return max(read_unchecked(root)[1].reviews, key=lambda review: review.date or "")


def decide(root: Path, by: str, *more: str) -> Run:
    return run_inside("review", "-w", str(root), "--by", by, "--decide", "reject", "pl-2", "fw-1-1", *more, cwd=root)


def decisions(root: Path, by: str, *more: str) -> Run:
    review = {"task": "pl-2", "item": "fw-1-1", "verdict": "reject", "by": by, "date": "2026-11-26T09:00:00+09:00"}
    path = root.parent / "d.json"
    path.write_text(json.dumps({"schema": "policygraph/review-decisions/1", "reviews": [review]}), "utf-8")
    return run_inside("import", str(path), "-w", str(root), "--lang", "ko", *more, cwd=root)


def workbook(root: Path, by: str, *more: str) -> Run:
    def judged(book: object) -> None:
        page = book["연계"]  # type: ignore[index]
        headers = {cell.value: cell.column for cell in page[1]}
        for header, value in (("검토 판단", "기각"), ("검토자", by)):
            page.cell(4, headers[header]).value = value

    path = edited(workbook_of(root, root.parent / "good.xlsx"), judged, root.parent / "judged.xlsx")
    return run_inside("import", str(path), "-w", str(root), "--lang", "ko", *more, cwd=root)


DOORS = {"review": decide, "decisions": decisions, "workbook": workbook}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("by", ALIKE, ids=ascii)
def test_the_same_name_is_the_same_reviewer(root: Path, door: str, by: str) -> None:
    done = DOORS[door](root, by)
    assert done.code == 0, done.err + done.out
    assert (latest(root).by, latest(root).verdict) == ("시험자", "reject")
    assert [path.name for path in (root / "decisions").glob("reviews-*")] == ["reviews-시험자.yaml"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("by", RESEMBLING)
def test_a_resembling_name_stops_where_nobody_can_answer(root: Path, door: str, by: str) -> None:
    before = read_unchecked(root)[1].reviews
    done = DOORS[door](root, by)
    assert done.code == 2
    said = done.err + done.out
    assert "'시험자'" in said
    assert "--new-reviewer" in said
    assert read_unchecked(root)[1].reviews == before
    confirmed = DOORS[door](root, by, "--new-reviewer")
    assert confirmed.code == 0, confirmed.err + confirmed.out
    assert latest(root).by == by


@pytest.mark.parametrize(("answer", "by"), [("y", "시험자"), ("n", "시 험 자")])
def test_a_resembling_name_is_asked_about_on_a_terminal(root: Path, answer: str, by: str) -> None:
    terminal = Terminal("review", "-w", str(root), "--by", "시 험 자", "--lang", "ko",
                        "--decide", "reject", "pl-2", "fw-1-1", cwd=root)  # fmt: skip
    assert "'시험자'" in terminal.until("같은 사람입니까?")
    terminal.line(answer)
    terminal.close()
    assert terminal.code == 0
    assert latest(root).by == by


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 2)])
def test_an_import_asks_on_a_terminal(root: Path, tmp_path: Path, answer: str, code: int) -> None:
    decisions(root, "시 험 자", "--dry-run")
    terminal = Terminal("import", str(tmp_path / "d.json"), "-w", str(root), "--lang", "ko", cwd=root)
    terminal.until("다른 사람이 맞습니까?")
    terminal.line(answer)
    terminal.close()
    assert terminal.code == code
    assert (latest(root).by == "시 험 자") == (code == 0)


def test_a_name_in_a_file_of_reviews_is_folded_too(root: Path) -> None:
    path = root / "decisions/reviews-시험자.yaml"
    path.write_text(path.read_text("utf-8").replace("by: 시험자", "by: 시험자\u200d", 1), "utf-8")
    assert {review.by for review in read_unchecked(root)[1].reviews} == {"시험자"}


def test_who_decided_about_an_item_is_folded_too(root: Path) -> None:
    path = root / "decisions/decisions.yaml"
    path.write_text(path.read_text("utf-8").replace("by: 시험자", 'by: "시험\\t 자\\u200d"'), "utf-8")
    assert [decision.by for decision in read_unchecked(root)[1].decisions] == ["시험 자"]
    again = import_file(workbook_of(root, root.parent / "plan.xlsx"), root, dry_run=True)
    assert again.changes == ()
