"""Chapter 8: what people marked of each task, mean and spread; the ranking; importance by urgency as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from policygraph.graph.decide.criteria import HIGH, Marked, marks_of, stage_of
from policygraph.graph.decide.ranking import Ranked
from policygraph.records.kinds import Language, Text
from policygraph.records.scenario import MARKS, Mark
from policygraph.views.book.blocks import BLANK, Block, Drawn, Grid, GridCell, GridColumn, GridRow, Line, head_cells
from policygraph.views.book.chapters.task_list import phase_title
from policygraph.views.book.outline import Numbered, outlines
from policygraph.views.decide_words import CRITERIA
from policygraph.views.figures.quadrant_figure import QuadrantPoint, quadrant_picture
from policygraph.views.rank_view import QUADRANTS
from policygraph.views.report.result import Report

MARKED = Text("평가자들이 매긴 점수", "What raters marked")
RANKED = Text("과제 우선순위", "Tasks by priority")
PICTURE = Text("중요도와 시급성", "Importance by urgency")
FIT = Text("정책 부합도(제안)", "policy fit (proposed)")
STAGE = Text("제안 시기", "stage proposed")
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
        "순위의 폭은 기준의 차례를 지키는 어떤 가중치에서도 벗어나지 않는 자리입니다. 제안 시기는 중요도와 시급성에서 나온 제안이며, 정한 시기는 과제의 '시기'에 적힌 것입니다.",
        "No weights in the order of the criteria move a task out of its range. The proposed stage follows from importance and urgency; the stage decided is the one on record for the task.",
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
    ranking = report.study.rank("tasks", criteria=[*MARKS, *_FIT_CRITERIA])
    rows = [row for row in ranking.rows if row.id in given]
    yield _marked(rows, tasks, given, lang)
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
                f"아직 평가하지 않은 과제 {left}건은 싣지 않았습니다.", f"{left} task(s) without marks are not shown."
            ).get(lang),
            "note",
        )


def _marked(
    rows: Sequence[Ranked], tasks: Mapping[str, Numbered], given: Mapping[str, Mapping[str, Marked]], lang: Language
) -> Grid:
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
        listed.append(GridRow((*cells, GridCell(f"{_fit(row):.2f}"))))
    notes = tuple(note.get(lang) for note in _NOTES[:2])
    return Grid(MARKED.get(lang), columns, head, tuple(listed), notes=notes, short=MARKED.get(lang))


def _fit(row: Ranked) -> float:
    """Return the mean of what is computed from the links, in 0..1; unknown counts as none."""
    return sum(float(row.values[name] or 0) for name in _FIT_CRITERIA) / len(_FIT_CRITERIA)


def _ranked(
    report: Report, rows: Sequence[Ranked], tasks: Mapping[str, Numbered], given: Mapping[str, Mapping[str, Marked]], lang: Language
) -> Grid:  # fmt: skip
    titles = (
        Text("순위", "rank"),
        Text("순위의 폭", "range"),
        Text("번호", "no."),
        Text("이행과제", "task"),
        Text("자리", "quadrant"),
        STAGE,
        Text("정한 시기", "stage"),
    )
    widths = (18, 24, 18, 110, 34, 28, 28)
    listed = []
    for place, row in enumerate(sorted(rows, key=lambda row: (row.rank, row.id)), 1):
        said = given[row.id]
        task = tasks[row.id].task
        where = None
        if {"importance", "urgency"} <= said.keys():
            where = (said["importance"].mean >= HIGH, said["urgency"].mean >= HIGH)
        listed.append(GridRow((
            GridCell(str(place)), GridCell(f"{row.best}~{row.worst}"), GridCell(tasks[row.id].number), GridCell(task.title.get(lang)),
            GridCell(QUADRANTS[where].get(lang) if where else BLANK),
            GridCell(phase_title(report, stage_of(said), lang) if where else BLANK),
            GridCell(phase_title(report, task.phase, lang) if task.phase else BLANK),
        )))  # fmt: skip
    columns = tuple(GridColumn(width, "left" if place == 3 else "center") for place, width in enumerate(widths))
    head = (GridRow(head_cells([title.get(lang) for title in titles]), "head"),)
    order = ", ".join(CRITERIA[name].get(lang) for name in MARKS)
    sequence = Text(f"중요한 차례: {order}, 그다음 정책 부합도", f"In order of importance: {order}, then policy fit")
    return Grid(
        RANKED.get(lang),
        columns,
        head,
        tuple(listed),
        notes=(sequence.get(lang), _NOTES[2].get(lang)),
        short=RANKED.get(lang),
    )
