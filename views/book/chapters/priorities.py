"""Chapter 8: what people marked of each task, mean and spread; the ranking; importance by urgency as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.decide.criteria import HIGH, Marked, marks_of, stage_of
from policygraph.graph.decide.ranking import Ranked
from policygraph.records.counting import counted
from policygraph.records.kinds import Language, Text
from policygraph.records.scenario import MARKS, Mark
from policygraph.views.book.book_blocks import (
    BLANK,
    NOT_KNOWN,
    Block,
    Drawn,
    Grid,
    GridCell,
    GridColumn,
    GridRow,
    Line,
    head_cells,
    titled_grid,
)
from policygraph.views.book.chapters.task_list import phase_title
from policygraph.views.book.outline import Numbered, outlines
from policygraph.views.decide_words import CRITERIA
from policygraph.views.figures.quadrant_figure import QuadrantPoint, quadrant_picture
from policygraph.views.rank_view import QUADRANTS
from policygraph.views.report.result import Report

MARKED = Text("평가자들이 매긴 점수", "What raters marked")
RANKED = Text("과제 우선순위", "Tasks by priority")
PICTURE = Text("중요도와 시급성(3점부터 높음)", "Importance by urgency (high from 3 on)")
FIT = Text("정책 부합도(제안)", "policy fit (proposed)")
STAGE = Text("제안 시기", "stage proposed")
_RANKED = (
    (Text("순위", "rank"), GridColumn(18, "center")),
    (Text("순위의 폭", "range"), GridColumn(24, "center")),
    (Text("번호", "no."), GridColumn(18, "center")),
    (Text("이행과제", "task"), GridColumn(110)),
    (Text("자리", "quadrant"), GridColumn(34, "center")),
    (STAGE, GridColumn(28, "center")),
    (Text("정한 시기", "stage"), GridColumn(28, "center")),
)
_LACKING = Text(
    "아무도 매기지 않은 기준은 모르는 값이며, 순위에서는 가장 낮게 쳤습니다.",
    "What nobody marked of a task is not known; in the ranking it counts as the least.",
)
_FIT_CRITERIA = ("must", "gain", "frameworks")
_NOTES = (
    Text(
        "점수는 1(가장 낮음)에서 5(가장 높음)까지이며 평균과 폭(가장 높은 점수와 낮은 점수의 차)을 적었습니다. 폭이 2 이상이면 평가자들의 생각이 다릅니다.",
        "Marks go from 1 (least) to 5 (most): the mean and the spread (highest less lowest). From a spread of 2 on, raters disagree.",
    ),
    Text(
        "정책 부합도는 연계에서 프로그램이 셈한 제안입니다(해야 할 일에 답하는지, 정책 체계에 보태는 몫, 뒷받침하는 체계 수의 평균). 사람이 매긴 점수가 아닙니다.",
        "Policy fit is a proposal computed from the links (whether it answers what must be done, what it adds, how many frameworks it serves); nobody marked it.",
    ),
    Text(
        "순위는 점수를 매긴 과제끼리 견준 것이고, 순위의 폭은 기준의 차례를 지키는 어떤 가중치에서도 벗어나지 않는 자리입니다. 제안 시기는 중요도와 시급성에서 나온 제안이며, 정한 시기는 과제의 '시기'에 적힌 것입니다.",
        "Tasks that somebody marked are compared with each other alone. No weights in the order of the criteria move a task out of its range. The proposed stage follows from importance and urgency; the stage decided is the one on record for the task.",
    ),
)  # fmt: skip


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield nothing where nobody has marked a task of the scope, else the marks, the ranking and the picture."""
    marks = report.study.workspace.planning.marks
    by_task: dict[str, list[Mark]] = {}
    for mark in marks:
        by_task.setdefault(mark.record, []).append(mark)
    tasks = {found.task.id: found for outline in outlines(report.graph) for found in outline.tasks}
    given = {name: marks_of(by_task[name], name) for name in tasks if name in by_task}
    if not given:
        return
    rows = report.study.rank("tasks", criteria=[*MARKS, *_FIT_CRITERIA], marked=True).rows
    yield _marked(report.graph, rows, tasks, given, lang)
    yield _ranked(report, rows, tasks, given, lang)
    points = [
        QuadrantPoint(tasks[row.id].number, float(said["importance"].mean), float(said["urgency"].mean))
        for row in rows
        if {"importance", "urgency"} <= (said := given[row.id]).keys()
    ]
    if points:
        yield Drawn(quadrant_picture(PICTURE.get(lang), points, [QUADRANTS[key] for key in ((True, True), (True, False), (False, False), (False, True))], lang))  # fmt: skip
    left = len(tasks) - len(given)
    if left:
        yield Line(
            Text(
                f"아직 평가하지 않은 과제 {left}건은 싣지 않았습니다.",
                f"{counted(left, 'task without marks is', 'tasks without marks are')} not shown.",
            ).get(lang),
            "note",
        )


def _marked(
    graph: AlignmentGraph, rows: Sequence[Ranked], tasks: Mapping[str, Numbered], given: Mapping[str, Mapping[str, Marked]], lang: Language
) -> Grid:  # fmt: skip
    head = (
        GridRow((*head_cells([Text("번호", "no.").get(lang), Text("이행과제", "task").get(lang), Text("평가자", "raters").get(lang)], 2),
                 *(GridCell(CRITERIA[name].get(lang), columns=2, align="center") for name in MARKS), *head_cells([FIT.get(lang)], 2)), "head"),
        GridRow(head_cells([Text(*pair).get(lang) for _ in MARKS for pair in (("평균", "mean"), ("폭", "spread"))]), "head"),
    )  # fmt: skip
    columns = (GridColumn(16, "center"), GridColumn(90), GridColumn(18, "center"), *(GridColumn(15, "center") for _ in range(2 * len(MARKS))), GridColumn(30, "center"))  # fmt: skip
    listed = []
    order = {name: place for place, name in enumerate(tasks)}
    for row in sorted(rows, key=lambda row: order[row.id]):
        said = given[row.id]
        cells = [
            GridCell(tasks[row.id].number),
            GridCell(tasks[row.id].task.title.get(lang)),
            GridCell(str(max(one.raters for one in said.values()))),
        ]
        for name in MARKS:
            one = said.get(name)
            cells += [
                GridCell(f"{float(one.mean):.1f}" if one else BLANK),
                GridCell(str(one.spread) if one and one.raters > 1 else BLANK),
            ]
        found = policy_fit(graph, row)
        cells.append(GridCell(NOT_KNOWN.get(lang) if found is None else f"{float(found):.2f}"))
        listed.append(GridRow(tuple(cells), own=tasks[row.id].own))
    notes = tuple(note.get(lang) for note in _NOTES[:2])
    return Grid(MARKED.get(lang), columns, head, tuple(listed), notes=notes, short=MARKED.get(lang))


def policy_fit(graph: AlignmentGraph, row: Ranked) -> Fraction | None:
    """Return the mean (0..1) of what is computed from the links of a task, ``None`` where that is not known.

    It is not known where one of the values is not, or where nobody has assessed a framework for the plan of the task.
    """
    plan = graph.tasks[row.id].document
    values = [value for name in _FIT_CRITERIA if (value := row.values[name]) is not None]
    if len(values) < len(_FIT_CRITERIA) or not any(plan in graph.assessed[one.id] for one in graph.frameworks):
        return None
    return sum(values, Fraction(0)) / len(values)


def _ranked(
    report: Report, rows: Sequence[Ranked], tasks: Mapping[str, Numbered], given: Mapping[str, Mapping[str, Marked]], lang: Language
) -> Grid:  # fmt: skip
    listed = []
    for row in rows:
        said = given[row.id]
        task = tasks[row.id].task
        where = None
        if {"importance", "urgency"} <= said.keys():
            where = (said["importance"].mean >= HIGH, said["urgency"].mean >= HIGH)
        listed.append(GridRow((
            GridCell(str(row.rank)), GridCell(f"{row.best}~{row.worst}"), GridCell(tasks[row.id].number), GridCell(task.title.get(lang)),
            GridCell(QUADRANTS[where].get(lang) if where else BLANK),
            GridCell(phase_title(report, stage_of(said), lang) if where else BLANK),
            GridCell(phase_title(report, task.phase, lang) if task.phase else BLANK),
        ), own=tasks[row.id].own))  # fmt: skip
    order = ", ".join(CRITERIA[name].get(lang) for name in MARKS)
    sequence = Text(f"중요한 차례: {order}, 그다음 정책 부합도", f"In order of importance: {order}, then policy fit")
    lacking = any(given[row.id].keys() != set(MARKS) for row in rows)
    return titled_grid(
        RANKED.get(lang), _RANKED, listed, lang, notes=[sequence, _NOTES[2], *([_LACKING] if lacking else [])]
    )
