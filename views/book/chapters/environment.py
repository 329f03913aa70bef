"""Chapter 1: what was found, study by study, and how it led to requirements and tasks."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.requirements import Answer, best_answer, derived_requirements, finding_documents, traces
from policygraph.records.kinds import Document, Item, Language, Text
from policygraph.records.words import label
from policygraph.views.book.book_blocks import (
    BLANK,
    Block,
    Drawn,
    Grid,
    GridCell,
    GridColumn,
    GridRow,
    Look,
    titled_grid,
)
from policygraph.views.book.outline import outlines
from policygraph.views.figures.survey_figure import SurveyBar, survey_pictures
from policygraph.views.finding_words import ANSWER_WORDS, answered, observation_words
from policygraph.views.report.result import Report

_ELSEWHERE = ("swot", "evaluation")  # chapters 3 and 2
_TITLE = Text("진단 결과", "Findings")
_HEAD = (
    (Text("번호", "no."), GridColumn(16, "center")),
    (Text("진단 결과", "finding"), GridColumn(100)),
    (Text("조사 내용", "what stands behind it"), GridColumn(111)),
    (Text("과제의 답", "answered"), GridColumn(40, "center")),
)
_SURVEY = (
    (Text("번호", "no."), GridColumn(16, "center")),
    (Text("답변", "answer"), GridColumn(141)),
    (Text("응답 비율", "share"), GridColumn(25, "right")),
    (Text("응답자", "respondents"), GridColumn(30, "right")),
    (Text("과제의 답", "answered"), GridColumn(40, "center")),
)
TRACE = Text("요구사항 추적표", "From findings to requirements to tasks")
_TRACE = (
    (Text("진단 결과", "finding"), GridColumn(86)),
    (Text("요구사항", "requirement"), GridColumn(74)),
    (Text("답하는 과제", "tasks that answer"), GridColumn(82)),
    (Text("상태", "state"), GridColumn(25, "center")),
)
_LOOKS: dict[Answer, Look] = {"none": "lacking"}


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield a table for each study, a survey with its shares as bars too, then the trace of requirements."""
    graph = report.graph
    surveys = 0
    for document in finding_documents(graph):
        items = [item for item in document.items if item.level == "finding"]
        if items and document.method not in _ELSEWHERE:
            if document.method == "survey":
                surveys += 1
                yield from _survey(graph, document, items, f"survey-{surveys}-", lang)
            else:
                yield _study(graph, document, items, lang)
    if found := _trace(graph, lang):
        yield found


def _caption(document: Document, lang: Language) -> str:
    title = document.title.get(lang)
    return f"{title} ({label('finding-method', document.method).get(lang)})" if document.method else title


def _study(graph: AlignmentGraph, document: Document, items: list[Item], lang: Language) -> Grid:
    rows, derived = [], derived_requirements(graph)
    for number, item in enumerate(items, 1):
        answer, through = best_answer(graph, item, derived.get(item.id, ()))
        said = observation_words(item.observation, lang) if item.observation else item.summary.get(lang)
        cells = (str(number), item.title.get(lang), said or BLANK, answered(answer, through=through).get(lang))
        rows.append(GridRow(tuple(map(GridCell, cells)), own=dict(item.extra)))
    return titled_grid(_caption(document, lang), _HEAD, rows, lang)


def _survey(graph: AlignmentGraph, document: Document, items: list[Item], key: str, lang: Language) -> Iterator[Block]:
    """Yield the answers to each question, the largest share first, those that no task answers marked; then their bars."""
    rows, number, derived = [], 0, derived_requirements(graph)
    bars: list[tuple[str, list[SurveyBar]]] = []
    questions: dict[str, list[Item]] = {}
    for item in items:
        questions.setdefault(item.observation.question.get(lang) if item.observation else "", []).append(item)
    for question, answers in questions.items():
        bars.append((question, []))
        if question:
            rows.append(GridRow((GridCell(question, columns=len(_SURVEY)),), "group"))
        for item in sorted(answers, key=lambda one: -_share_of(one)):
            number += 1
            found = item.observation
            people = "" if found is None or found.respondents is None else f"{found.respondents:,}"
            share = None if found is None else found.share
            answer, through = best_answer(graph, item, derived.get(item.id, ()))
            said = BLANK if share is None else f"{share}%"
            if share is not None:
                bars[-1][1].append(SurveyBar(str(number), item.title.get(lang), share, answer))
            cells = (str(number), item.title.get(lang), said, people, answered(answer, through=through).get(lang))
            rows.append(GridRow(tuple(map(GridCell, cells)), _LOOKS.get(answer, ""), dict(item.extra)))
    caption = _caption(document, lang)
    yield titled_grid(caption, _SURVEY, rows, lang)
    yield from map(Drawn, survey_pictures(caption, bars, lang, key))


def _share_of(item: Item) -> float:
    return float(item.observation.share) if item.observation and item.observation.share is not None else -1.0


def _trace(graph: AlignmentGraph, lang: Language) -> Grid | None:
    numbers = {found.task.id: found.number for outline in outlines(graph) for found in outline.tasks}
    rows = []
    for trace in traces(graph):
        tasks = [
            f"{numbers.get(link.task, '')} {graph.title(link.task).get(lang)}".strip()
            + ("" if link.state == "confirmed" else f" ({label('state', link.state).get(lang)})")
            for link in trace.links
        ]
        cells = (
            trace.finding.title.get(lang) if trace.finding else BLANK,
            trace.requirement.title.get(lang) if trace.requirement else BLANK,
            "\n".join(tasks) or BLANK,
            ANSWER_WORDS[trace.answer].get(lang),
        )
        own = {name: told for item in (trace.finding, trace.requirement) if item for name, told in item.extra}
        rows.append(GridRow(tuple(map(GridCell, cells)), _LOOKS.get(trace.answer, ""), own))
    return titled_grid(TRACE.get(lang), _TRACE, rows, lang) if rows else None
