"""The answer of ``policygraph cards``: which files were written for whom."""

from __future__ import annotations

from policygraph.graph.study import Study
from policygraph.records.kinds import Text
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.cards.files import CardSet
from policygraph.views.honesty import honesty_json, honesty_notes

SCHEMA = "policygraph/cards/1"


def cards_page(study: Study, made: CardSet, folder: str) -> Page:
    """Return what was written into *folder*."""
    graph, caveats = study.graph, study.workspace.settings.caveats
    document = {
        "schema": SCHEMA,
        **honesty_json(graph, caveats),
        "folder": folder,
        "form": made.stamp,
        "files": [
            {"department": in_both(file.department), "file": file.name, "tasks": list(file.tasks)}
            for file in made.files
        ],
    }
    columns = (
        Column("department", Text("부서", "department"), wide=True),
        Column("file", Text("과제정의서", "task cards"), wide=True),
        Column("tasks", Text("과제", "tasks"), "count"),
    )
    rows = [[file.department, file.name, len(file.tasks)] for file in made.files]
    back = Text(
        "회신이 오면 한 폴더에 모아: policygraph import 폴더 -w 작업폴더 (먼저 --dry-run)",
        "When answers are in, put them into one folder: policygraph import FOLDER -w DIR (try --dry-run first)",
    )
    nothing = Text("범위에 드는 과제가 없습니다.", "There is no task in the scope.")
    blocks: list[Table | Paragraph] = [
        Table(columns, rows, Text("과제정의서", "Task cards"), empty=nothing),
        Paragraph(back, "note"),
        *honesty_notes(graph, caveats),
    ]
    return Page(document, blocks)
