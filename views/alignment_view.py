"""How one alignment, one source and one gap look in every answer that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.gaps import GAP_KINDS, Gap
from policygraph.graph.suspicion import FIELD_WORDS, changes_of
from policygraph.records.kinds import NO_TEXT, Alignment, Review, Text
from policygraph.records.kinds import STRENGTHS as RELATIONS
from policygraph.records.readings import confidence_said
from policygraph.records.words import ALIGNMENT_STATES, METHODS, SOURCE_KINDS, STRENGTHS, VERDICTS
from policygraph.sources.reviewing import moment_of
from policygraph.views.blocks import Column, Table, in_both
from policygraph.views.content_words import place_facts, places_json


def alignment_json(graph: AlignmentGraph, alignment: Alignment) -> dict[str, Any]:
    """Return one alignment of the JSON contract."""
    return {
        "task": alignment.task,
        "task_title": in_both(graph.title(alignment.task)),
        "item": alignment.item,
        "item_title": in_both(graph.title(alignment.item)),
        "framework": graph.document_of(alignment.item),
        "strength": alignment.strength,
        "relation": RELATIONS[alignment.strength],
        "state": alignment.state,
        "method": alignment.method,
        "confidence": alignment.confidence,
        "readings": list(alignment.readings),
        "why": in_both(alignment.why),
        "evidence": list(alignment.evidence),
        **places_json(alignment),
        "by": judged_by(graph, alignment),
        "date": alignment.date,
        "conflicts": list(alignment.conflicts),
        "exclusive": alignment.exclusive,
        "score": alignment.score,
        "reviewers": list(alignment.reviewers),
        "agreement": alignment.agreement,
        "changed": [f"{end}.{field}" for end, field in changes_of(graph, alignment)],
    }


def alignment_table(graph: AlignmentGraph, alignments: Iterable[Alignment], title: Text, *, of_task: bool) -> Table:
    """Return alignments as a table seen from their task (*of_task*) or from their item."""
    columns = (
        Column("item" if of_task else "task", Text("항목", "item") if of_task else Text("과제", "task")),
        Column("title", Text("제목", "title"), wide=True),
        Column("strength", Text("연계", "alignment")),
        Column("state", Text("상태", "state")),
        Column("confidence", Text("신뢰도", "confidence"), extra=True),
        *(() if of_task else (Column("item", Text("대상 항목", "item")),)),
        Column("why", Text("까닭", "why"), wide=True, fold=True),
    )
    rows = []
    for link in sorted(alignments, key=lambda link: (-link.strength, link.state, link.item, link.task)):
        other = link.item if of_task else link.task
        rows.append(
            [
                other,
                graph.title(other),
                STRENGTHS[link.strength],
                ALIGNMENT_STATES[link.state],
                confidence_said(link.confidence, link.readings),
                *(() if of_task else (link.item,)),
                link.why,
            ]
        )
    return Table(columns, rows, title, Text("연계가 없습니다.", "There is no alignment."))


def alignment_facts(graph: AlignmentGraph, alignment: Alignment) -> list[tuple[Text, Text]]:
    """Return what is known of one alignment as labelled facts."""
    readings = ", ".join(map(str, alignment.readings)) or "-"
    judge = judged_by(graph, alignment)
    return [
        (Text("연계 강도", "strength"), _joined(str(alignment.strength), STRENGTHS[alignment.strength])),
        (Text("상태", "state"), ALIGNMENT_STATES[alignment.state]),
        (Text("방법", "method"), METHODS[alignment.method]),
        (Text("신뢰도", "confidence"), confidence_said(alignment.confidence, alignment.readings) or Text("-")),
        (Text("독립 판독", "readings"), Text(readings)),
        (Text("까닭", "why"), alignment.why or Text("-")),
        *((Text("근거", "evidence"), Text(evidence)) for evidence in alignment.evidence),
        *place_facts(alignment),
        (Text("판단한 이", "judged by"), Text(judge or "-")),
        (Text("날짜", "date"), Text(alignment.date or "-")),
        *_later_facts(graph, alignment),
    ]


def _later_facts(graph: AlignmentGraph, alignment: Alignment) -> Iterator[tuple[Text, Text]]:
    """Yield what stands beside the judgement, where there is anything: the program's score, reviews, changes since."""
    if alignment.score is not None:
        yield Text("프로그램 점수", "score of the program"), Text(f"{alignment.score:.2f}")
    if alignment.reviewers:
        yield Text("검토한 이", "reviewed by"), Text(", ".join(alignment.reviewers))
    if alignment.agreement is not None:
        yield Text("검토자 일치도(-1~1)", "agreement of reviewers (-1..1)"), Text(f"{alignment.agreement:.2f}")
    changes = changes_of(graph, alignment)
    if changes:
        ends = {"task": Text("과제", "task"), "item": Text("항목", "item")}
        said = [(ends[end], FIELD_WORDS[field]) for end, field in changes]
        yield (
            Text("판단한 뒤 바뀐 것", "changed since judged"),
            Text(
                ", ".join(f"{end.ko} {field.ko}" for end, field in said),
                ", ".join(f"{field.en} of the {end.en}" for end, field in said),
            ),
        )


def review_table(reviews: Iterable[Review]) -> Table:
    """Return what people said about one pair, in the order in which they did."""
    columns = (
        Column("date", Text("때", "when")),
        Column("by", Text("검토한 이", "by")),
        Column("verdict", Text("판단", "verdict")),
        Column("strength", Text("강도", "strength")),
        Column("note", Text("메모", "note"), wide=True, fold=True),
        Column("instead", Text("대신 고른 항목", "instead"), extra=True),
    )
    rows = [
        [
            _moment(review.date),
            review.by or "-",
            VERDICTS[review.verdict],
            STRENGTHS[review.strength] if review.strength else "-",
            review.note or "-",
            review.instead or "-",
        ]
        for review in sorted(reviews, key=moment_of)
    ]
    return Table(columns, rows, Text("검토 기록", "Reviews"))


def _moment(date: str | None) -> str:
    """Return the day and the minute of *date*, as people read them."""
    return (date or "-")[:16].replace("T", " ")


def _joined(prefix: str, text: Text) -> Text:
    return Text(f"{prefix} {text.ko}", f"{prefix} {text.en}")


def judged_by(graph: AlignmentGraph, alignment: Alignment) -> str | None:
    """Return who judged *alignment*: as it says itself, else as the assessment of its plan says."""
    if alignment.by:
        return alignment.by
    plan = graph.document_of(alignment.task)
    return next((found.by for found in graph.corpus.assessments if found.plan == plan), None)


def facts_table(facts: Iterable[tuple[Text, Text]], title: Text = NO_TEXT) -> Table:
    """Return labelled facts as a table of two columns."""
    columns = (Column("field", Text("항목", "field")), Column("value", Text("내용", "value"), wide=True, fold=True))
    return Table(columns, [[label, value] for label, value in facts], title)


def source_table(graph: AlignmentGraph, document: str, names: Iterable[str]) -> Table:
    """Return the sources *names* of a document, with their addresses in full."""
    columns = (
        Column("source", Text("출처", "source")),
        Column("kind", Text("종류", "kind")),
        Column("date", Text("날짜", "date"), extra=True),
        Column("title", Text("제목", "title"), wide=True),
        Column("publisher", Text("발행", "publisher"), wide=True, extra=True),
        Column("url", Text("주소", "address"), wide=True, fold=True),
    )
    sources = [graph.documents[document].sources[name] for name in names]
    rows = [[s.id, SOURCE_KINDS[s.kind], s.date, s.title, s.publisher, s.url] for s in sources]
    return Table(columns, rows, Text("출처", "Sources"), Text("출처가 없습니다.", "No source is given."))


def source_json(graph: AlignmentGraph, document: str, names: Iterable[str]) -> list[dict[str, Any]]:
    """Return the sources *names* of a document for the JSON contract."""
    sources = (graph.documents[document].sources[name] for name in names)
    return [
        {"id": s.id, "kind": s.kind, "title": s.title, "publisher": s.publisher, "date": s.date, "url": s.url}
        for s in sources
    ]


def gap_json(gap: Gap) -> dict[str, Any]:
    """Return one gap of the JSON contract."""
    return {
        "code": gap.code,
        "kind": gap.kind,
        "kind_title": in_both(GAP_KINDS[gap.code].title),
        "cause": gap.cause or None,
        "group": gap.group,
        "severity": gap.severity,
        "addressee": gap.addressee,
        "deadline": gap.deadline,
        "folded": gap.folded,
        "framework": gap.framework,
        "nodes": list(gap.nodes),
        "message": in_both(gap.message),
        "rule": in_both(gap.rule),
        "numbers": gap.figures,
        "next": in_both(gap.next),
    }
