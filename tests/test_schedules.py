"""What the card of a task says: kinds, texts, what must be finished first, milestones; through every door and checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run
from desk_data import workbook_of
from entry_data import city, codes, enter, tasks
from policygraph.records.kinds import Corpus, Item, Milestone, Text
from policygraph.sources.importing import import_file
from policygraph.sources.workspace import read_workspace
from workspaces import PLAN_YAML, TODAY, write_workspace

FIRST, SECOND = "p-1", "p-2"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return city(tmp_path / "garam")


def read(folder: Path, first: str, second: str = "") -> tuple[Corpus, list[tuple[str, object]]]:
    """Return the corpus of two tasks that say *first* and *second*, and the problems."""
    head = PLAN_YAML[: PLAN_YAML.index("items:")]
    both = "".join(
        f"- {{id: {name}, level: task, parent: p, title: {{ko: 과제 {name}, en: task}}, en_status: translated, sources: [s1]{said}}}\n"
        for name, said in ((FIRST, first), (SECOND, second))
    )
    workspace = read_workspace(
        write_workspace(
            folder, plan=f"{head}items:\n{both}", alignments="assessed: {plan: p, frameworks: [f]}\nalignments: []\n"
        ),
        today=TODAY,
    )
    return workspace.corpus, [(issue.code, issue.value) for issue in workspace.issues]


@pytest.mark.parametrize(
    ("first", "second", "problems"),
    [
        ("", ", kind: new, predecessors: [p-1]", []),
        ("", ", kind: old", [("R11", "old")]),
        ("", ", predecessors: [p-2]", [("R112", "p-2")]),
        ("", ", predecessors: [p-9]", [("R66", "p-9")]),
        ("", ", predecessors: [p]", [("R66", "p")]),
        (", predecessors: [p-2]", ", predecessors: [p-1]", [("R99", "p-1")]),
        (", period: {start: 2026, end: 2028}", ", period: {start: 2027}, predecessors: [p-1]", [("R100", "p-2")]),
        (", period: {end: 2027-06}", ", period: {start: 2027-05}, predecessors: [p-1]", [("R100", "p-2")]),
        (", period: {end: 2027-05}", ", period: {start: 2027-05}, predecessors: [p-1]", []),
        (", period: {end: 2027}", ", period: {start: 2027}, predecessors: [p-1]", []),
        (", period: {end: 2027}", ", predecessors: [p-1]", []),
        (", period: {start: 2026, end: 2027}, milestones: [{title: 끝, date: 2028-01}]", "", [("R101", "2028-01")]),
        (", period: {start: 2026-03, end: 2027}, milestones: [{title: 앞, date: 2026-02-28}]", "", [("R101", "2026-02-28")]),
        (", period: {start: 2026-03, end: 2027}, milestones: [{title: 그해, date: 2026}, {title: 언젠가}]", "", []),
        (", milestones: [{title: 언제나, date: 1999}]", "", []),
    ],
)  # fmt: skip
def test_schedules_are_checked(tmp_path: Path, first: str, second: str, problems: list[tuple[str, object]]) -> None:
    assert read(tmp_path, first, second)[1] == problems


def test_tasks_that_wait_for_each_other_wait_no_more(tmp_path: Path) -> None:
    corpus, _ = read(tmp_path, ", predecessors: [p-2]", ", predecessors: [p-1]")
    assert [item.predecessors for item in corpus.documents[-1].items] == [(), (FIRST,)]


ROWS = [
    {"제목": "가", "공식 번호": "1"},
    {
        "제목": "나",
        "공식 번호": "2",
        "과제 구분": "계속사업",
        "추진 배경": "불편",
        "주요 내용": "고침",
        "기대 효과": "편함",
        "선행 과제": "가",
    },
]
WHEN = [
    {"과제 id": "나", "시점": "2026.3.", "한 일": "설계"},
    {"과제 id": "2", "시점": "2027-05-01", "한 일": "완공", "한 일(영문)": "done"},
]


def entered(folder: Path) -> Item:
    result = enter(folder, 이행과제=ROWS, **{"추진 일정": WHEN, "목표치": [{"항목 id": "나", "지표": "만족도", "값": 80, "연도": 2027, "기준값": 60, "기준 연도": 2025}]})  # fmt: skip
    assert result.errors == ()
    return tasks(folder)["나"]


def test_the_card_of_a_task_is_entered_in_excel_and_comes_out_again(root: Path) -> None:
    task = entered(root)
    assert (task.kind, task.background, task.content.ko, task.effect.ko) == ("continued", Text("불편"), "고침", "편함")
    assert task.predecessors == (tasks(root)["가"].id,)
    assert task.milestones == (Milestone(Text("설계"), "2026-03"), Milestone(Text("완공", "done"), "2027-05-01"))
    assert (task.targets[0].base, task.targets[0].base_year) == (60, 2025)
    again = import_file(workbook_of(root, root.parent / "again.xlsx"), root)
    assert again.changes == ()


def test_show_says_the_card_of_a_task(root: Path, run: Callable[..., Run]) -> None:
    task = entered(root)
    shown = run("show", task.id, "-w", str(root), "--lang", "ko").out
    for words in ("계속", "불편", "고침", "편함", "2026-03 설계; 2027-05-01 완공"):
        assert words in shown
    said = json.loads(run("show", task.id, "-w", str(root), "-f", "json").out)["record"]
    assert said["task_kind"] == "continued"
    assert said["predecessors"] == [tasks(root)["가"].id]
    assert said["milestones"][1] == {"title": {"ko": "완공", "en": "done"}, "date": "2027-05-01", "sources": []}


def test_a_milestone_without_a_task_is_named(root: Path) -> None:
    result = enter(root, 이행과제=ROWS[:1], **{"추진 일정": [{"과제 id": "없음", "한 일": "설계"}]})
    assert "W39" in codes(result)
