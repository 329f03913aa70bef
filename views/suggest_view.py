"""The answer of ``policygraph suggest``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.suggest.suggestion import Reason, Suggestion
from policygraph.records.kinds import Language, Text
from policygraph.records.words import ALIGNMENT_STATES, COVERAGE_STATES, METHODS, STRENGTHS
from policygraph.sources.formats.workbook.schema import BY_KEY
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.honesty import honesty_json
from policygraph.views.scope_words import scope_line

SCHEMA = "policygraph/suggestions/1"
LANGUAGES: tuple[Language, Language] = ("ko", "en")

_NOTE = Text(
    "확신도: 검토된 연계로 교차 검증해 맞춘 값(0.3이면 열 건에 세 건꼴로 확정됨). 강도는 제안일 뿐이며, 아무것도 기록되지 않았습니다. "
    "판단은 사람이 합니다. 얼마나 맞는지: policygraph evaluate-suggestions",
    "confidence: calibrated on reviewed alignments (of ten with 0.3, some three were confirmed). The strength is a proposal and nothing "
    "was recorded: a person decides. How good this is: policygraph evaluate-suggestions",
)
_NO_HISTORY = Text(
    "{} 체계에는 아직 검토된 연계가 거의 없어 글과 다른 체계의 연계만으로 골랐습니다. 연계를 검토해 갈수록 나아집니다.",
    "There are hardly any reviewed alignments to {} yet: these rest on the texts and on other frameworks, and get better as you review.",
)
_NO_TASKS = Text(
    "과제가 없습니다. 계획에 과제를 넣은 뒤 다시 실행해 주세요(policygraph workbook으로 엑셀에서 넣을 수 있습니다).",
    "There are no tasks. Put some into the plan and run again (policygraph workbook writes a table for Excel).",
)
_NO_ITEMS = Text(
    "정책 체계가 없습니다. policygraph.toml의 frameworks에 내장 체계를 적거나 frameworks 폴더에 자료를 넣어 주세요.",
    "There is no framework. Name bundled ones under frameworks in policygraph.toml, or put records into the frameworks folder.",
)
_NONE_LEFT = Text(
    "제안할 것이 없습니다. 조건에 맞는 쌍은 이미 결정되었거나 검토를 기다리고 있습니다(--all로 볼 수 있음).",
    "Nothing to suggest: the pairs in question are decided or wait for review (--all shows them).",
)


def suggest_page(
    graph: AlignmentGraph,
    found: Sequence[Suggestion],
    *,
    by_item: bool = False,
    new: Sequence[str] = (),
    caveats: Caveats = NO_CAVEATS,
) -> Page:
    """Return the suggestions, in one table for each task (for each item, *by_item*).

    *new* names frameworks in question that have hardly any history.
    """
    frameworks = [framework.id for framework in graph.frameworks if any(s.framework == framework.id for s in found)]

    def document() -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            **honesty_json(graph, caveats, frameworks),
            "suggestions": [suggestion_json(graph, suggestion) for suggestion in found],
        }

    blocks: list[Table | Paragraph] = []
    groups: dict[str, list[Suggestion]] = {}
    for suggestion in found:
        groups.setdefault(suggestion.item if by_item else suggestion.task, []).append(suggestion)
    for name, suggestions in groups.items():
        blocks.append(_table(graph, name, suggestions, by_item=by_item))
    if not found:
        blocks.append(Paragraph(_why_nothing(graph)))
        return Page(document, blocks)
    blocks.append(Paragraph(_NOTE, "note"))
    blocks.append(Paragraph(scope_line(graph), "note"))
    if new:
        titles = Text(
            ", ".join(graph.title(name).get("ko") for name in new),
            ", ".join(graph.title(name).get("en") for name in new),
        )
        blocks.append(Paragraph(Text(_NO_HISTORY.ko.format(titles.ko), _NO_HISTORY.en.format(titles.en)), "note"))
    return Page(document, blocks)


def _why_nothing(graph: AlignmentGraph) -> Text:
    if not graph.tasks:
        return _NO_TASKS
    return _NONE_LEFT if any(framework.items for framework in graph.frameworks) else _NO_ITEMS


def suggestion_json(graph: AlignmentGraph, suggestion: Suggestion) -> dict[str, Any]:
    """Return one suggestion of the JSON contract."""
    return {
        "task": suggestion.task,
        "task_title": in_both(graph.title(suggestion.task)),
        "item": suggestion.item,
        "item_title": in_both(graph.title(suggestion.item)),
        "framework": suggestion.framework,
        "score": suggestion.score,
        "confidence": suggestion.confidence,
        "strength": suggestion.strength,
        "state": suggestion.state,
        "reasons": [_reason_json(reason) for reason in suggestion.reasons],
    }


def _reason_json(reason: Reason) -> dict[str, Any]:
    return {
        "kind": reason.kind,
        "text": in_both(reason.text),
        "weight": reason.weight,
        "terms": [{"term": term, "weight": weight} for term, weight in reason.terms],
        "task": reason.task,
        "item": reason.item,
    }


def _table(graph: AlignmentGraph, name: str, found: Sequence[Suggestion], *, by_item: bool) -> Table:
    columns = [
        Column("task", Text("과제", "task"), extra=not by_item),
        Column("item", Text("항목", "item"), extra=by_item),
        Column("title", Text("과제 제목" if by_item else "항목 제목", "title"), wide=True, fold=True),
        Column("framework", Text("체계", "framework"), extra=True),
        Column("confidence", Text("확신도", "confidence"), "share"),
        Column("strength", Text("강도(제안)", "strength")),
        Column("reasons", Text("까닭", "reasons"), wide=True, fold=True),
    ]
    shown = any(suggestion.state for suggestion in found)
    if shown:
        columns.insert(6, Column("state", Text("상태", "state")))
    rows = []
    for suggestion in found:
        row: list[Any] = [
            suggestion.task,
            suggestion.item,
            graph.title(suggestion.task if by_item else suggestion.item),
            suggestion.framework,
            suggestion.confidence,
            STRENGTHS[suggestion.strength],
        ]
        if shown:
            row.append(_state(suggestion.state))
        row.append(_reasons(graph, suggestion))
        rows.append(row)
    title = graph.title(name)
    return Table(columns, rows, Text(f"{title.get('ko')} ({name})", f"{title.get('en')} ({name})"))


def suggestion_table(graph: AlignmentGraph, found: Sequence[Suggestion], lang: Language) -> Table:
    """Return *found* as one table of alignments, which ``import`` takes as proposals; the reasons are in *lang*."""
    columns = [
        Column(key, BY_KEY["alignments"].by_key[key].title, wide=key in ("task_title", "item_title", f"why_{lang}"))
        for key in (
            "task", "task_title", "item", "item_title", "strength", "state", "method", "confidence", f"why_{lang}",
        )
    ]  # fmt: skip
    rows = [
        [
            pair.task,
            graph.title(pair.task),
            pair.item,
            graph.title(pair.item),
            pair.strength,
            _state(pair.state) or ALIGNMENT_STATES["proposed"],
            METHODS["suggested"],
            pair.confidence,
            _reasons(graph, pair),
        ]
        for pair in found
    ]
    return Table(columns, rows)


def _state(state: str | None) -> Text | None:
    return None if state is None else ALIGNMENT_STATES.get(state) or COVERAGE_STATES[state]


def _reasons(graph: AlignmentGraph, suggestion: Suggestion) -> Text:
    """Return the reasons as a person reads them in a table: words in the language of the table, and the nearest place.

    The JSON contract carries all of them.
    """
    return Text(*(_in_language(graph, suggestion, lang) for lang in LANGUAGES))


def _in_language(graph: AlignmentGraph, suggestion: Suggestion, lang: Language) -> str:
    kinds = {reason.kind for reason in suggestion.reasons}
    own, other = f"terms-{lang}", "terms-en" if lang == "ko" else "terms-ko"
    left_out = {other} if own in kinds else set()
    parts = [r.text.get(lang) for r in suggestion.reasons if r.kind not in left_out and r.kind != "hierarchy"]
    parts.append(_place(graph, suggestion).get(lang))
    return "; ".join(parts)


def _place(graph: AlignmentGraph, suggestion: Suggestion) -> Text:
    above = graph.title(graph.items[suggestion.item].parents[0])
    near = next((reason.item for reason in suggestion.reasons if reason.kind == "hierarchy"), None)
    text = Text(f"상위: {above.get('ko')}", f"under: {above.get('en')}")
    if near is None:
        return text
    return Text(f"{text.ko}(이 과제는 가까운 {near}에 이미 연계)", f"{text.en} (the task is aligned to {near} near it)")
