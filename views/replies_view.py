"""What came back of task cards: from whom, how much was filled in, what was left empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policygraph.records.kinds import Text
from policygraph.sources.formats.cards.form import BLOCK, ENTRY
from policygraph.sources.formats.cards.incoming import DepartmentAnswer
from policygraph.views.blocks import Column, Paragraph, Table


def answers_json(answers: Sequence[DepartmentAnswer]) -> list[dict[str, Any]]:
    """Return what came back from each department as JSON."""
    return [
        {
            "department": one.department,
            "files": list(one.files),
            "tasks": one.tasks,
            "returned": one.returned,
            "edited": one.edited,
            "empty": dict(one.empty),
        }
        for one in answers
    ]


def answers_blocks(answers: Sequence[DepartmentAnswer]) -> list[Table | Paragraph]:
    """Return what came back from each department, and who has not answered."""
    if not answers:
        return []
    columns = (
        Column("department", Text("부서", "department"), wide=True),
        Column("files", Text("회신", "replies"), wide=True),
        Column("tasks", Text("보낸 과제", "tasks sent"), "count"),
        Column("returned", Text("돌아온 과제", "returned"), "count"),
        Column("edited", Text("채운 과제", "filled in"), "count"),
        Column("empty", Text("빈 칸(과제 수)", "left empty (tasks)"), wide=True, fold=True),
    )
    rows = [
        [one.department, ", ".join(one.files) or "-", one.tasks, one.returned, one.edited, _empty(one)]
        for one in answers
    ]
    blocks: list[Table | Paragraph] = [Table(columns, rows, Text("회신 현황", "Replies"))]
    silent = [one for one in answers if not one.returned]
    blank = [one.department for one in answers if one.returned and not one.answered]
    partly = [f"{one.department}({one.tasks - one.returned})" for one in answers if 0 < one.returned < one.tasks]
    for names, words in (
        ([one.department for one in silent], Text("회신하지 않은 부서", "No reply from")),
        (blank, Text("돌려보냈지만 아무 칸도 고치지 않은 부서", "Returned with nothing filled in")),
        (partly, Text("과제정의서가 빠진 부서(과제 수)", "Cards missing (tasks)")),
    ):
        if names:
            listed = ", ".join(names)
            blocks.append(Paragraph(Text(f"{words.ko}: {listed}", f"{words.en}: {listed}"), "warning"))
    return blocks


def _empty(one: DepartmentAnswer) -> Text:
    titles = {name: ENTRY[name].label if name in ENTRY else BLOCK[name].title for name in one.empty}
    ko = ", ".join(f"{titles[name].ko} {count}" for name, count in one.empty.items())
    en = ", ".join(f"{titles[name].en} {count}" for name, count in one.empty.items())
    return Text(ko or "-", en or "-")
