"""The answer of ``policygraph info``: what is loaded, and how the numbers may be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.study import Study
from policygraph.records.counting import counted
from policygraph.records.issue import SEVERITIES
from policygraph.records.kinds import STATES, Document, Text
from policygraph.records.words import ADDRESSEES, ALIGNMENT_STATES, KINDS, LEVELS, STATUSES, label
from policygraph.views.addressee_words import addressees_json
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.honesty import honesty_json
from policygraph.views.scope_words import scope_line
from policygraph.views.standing_facts import document_standing
from policygraph.views.term_words import apart_heading, term_years

SCHEMA = "policygraph/info/1"


def info_page(study: Study) -> Page:
    """Return what is loaded."""
    graph, settings = study.graph, study.workspace.settings
    states = Counter(alignment.state for alignment in graph.alignments)
    issues = Counter(issue.severity for issue in study.issues)
    sources = sum(len(found.sources) for found in graph.documents.values())
    document = {
        "schema": SCHEMA,
        "title": in_both(study.title),
        "city": in_both(settings.city),
        "workspace": str(study.workspace.root) if study.workspace.root else None,
        "base": settings.base,
        **honesty_json(graph, settings.caveats),
        "frameworks": [_document_json(study, framework) for framework in graph.frameworks],
        "plans": [_document_json(study, plan) for plan in graph.plans],
        "counts": {
            "documents": len(graph.documents),
            "items": len(graph.items),
            "tasks": len(graph.tasks),
            "sources": sources,
            "decisions": len(graph.not_applicable),
            "reviews": len(graph.corpus.reviews),
        },
        "alignments": {state: states[state] for state in STATES},
        "apart": {standing: {"items": items, "alignments": links} for standing, items, links in _apart_counts(graph)},
        "issues": {severity: issues[severity] for severity in SEVERITIES},
    }
    in_korean = ", ".join(f"{ALIGNMENT_STATES[state].ko} {states[state]:,}" for state in STATES)
    in_english = ", ".join(f"{ALIGNMENT_STATES[state].en} {states[state]:,}" for state in STATES)
    where = str(study.workspace.root) if study.workspace.root else ""
    blocks: list[Table | Paragraph] = [
        Paragraph(study.title, "heading"),
        *(
            [Paragraph(Text(f"도시: {settings.city.get('ko')}", f"city: {settings.city.get('en')}"))]
            if settings.city
            else []
        ),
        Paragraph(
            Text(
                f"작업 폴더: {where or '(내장 자료, 읽기 전용)'}", f"workspace: {where or '(bundled data, read-only)'}"
            )
        ),
        Paragraph(
            Text(
                f"정책 항목 {len(graph.items) - _plan_items(study):,} · 이행과제 {len(graph.tasks):,} · 연계 {len(graph.alignments):,}"
                f" ({in_korean}) · 출처 {sources:,}",
                f"{counted(len(graph.items) - _plan_items(study), 'policy item')} · {counted(len(graph.tasks), 'action task')} · "
                f"{counted(len(graph.alignments), 'alignment')} ({in_english}) · {counted(sources, 'source')}",
            )
        ),
        *_apart(study),
        Paragraph(scope_line(graph)),
        *_framework_tables(study),
        _table(study, graph.plans, Text("계획", "Plans")),
        Paragraph(Text("수치를 쓸 때", "How the numbers may be used"), "heading"),
    ]
    if settings.caveats.notice:
        blocks.append(Paragraph(settings.caveats.notice, "warning"))
    blocks += [Paragraph(text) for text in _usage()]
    incomplete = settings.caveats.incomplete
    blocks += [
        Paragraph(Text(f"{name}: {text.get('ko')}", f"{name}: {text.get('en')}"), "warning")
        for name, text in incomplete.items()
    ]
    return Page(document, blocks)


def _apart_counts(graph: AlignmentGraph) -> list[tuple[str, int, int]]:
    """Return how a framework stands that is not in force, with the policy items of all such and the alignments to them."""
    standings = {framework.id: graph.terms[framework.id] for framework in graph.frameworks}
    found: list[tuple[str, int, int]] = []
    for standing in sorted({*standings.values()} - {"in-force"}):
        names = {name for name, one in standings.items() if one == standing}
        items = sum(item.document in names for item in graph.items.values())
        links = sum(graph.items[link.item].document in names for link in graph.alignments)
        found.append((standing, items, links))
    return found


def _apart(study: Study) -> list[Paragraph]:
    return [
        Paragraph(
            Text(
                f"이 가운데 {label('standing', standing).ko}: 정책 항목 {items:,} · 연계 {links:,}",
                f"of these {label('standing', standing).en}: {counted(items, 'policy item')} · {counted(links, 'alignment')}",
            )
        )
        for standing, items, links in _apart_counts(study.graph)
    ]


def _plan_items(study: Study) -> int:
    return sum(len(plan.items) for plan in study.graph.plans)


def _usage() -> list[Text]:
    return [
        Text(
            "하한은 확정된 연계만 센 값이고, 상한은 제안까지 모두 확정될 때의 값입니다. 둘을 함께 밝히세요.",
            "The floor counts confirmed alignments only; the ceiling is reached if every proposal is confirmed. Quote both.",
        ),
        Text(
            "'미검토'와 '-'는 0%가 아니라 아직 알 수 없다는 뜻입니다. 예산과 부서도 모르면 모른다고 씁니다.",
            "'not assessed' and - mean unknown, not 0 %. Budgets and departments that are not known are shown as unknown.",
        ),
        Text(
            "원문 가운데 일부만 담긴 문서가 있습니다. 빠진 것으로 알려진 부분은 아래와 같고, 문서마다 담긴 범위는 policygraph show ID에 있습니다.",
            "Some texts are held in part only. What is known to be missing stands below; what each document holds: policygraph show ID.",
        ),
    ]


def _document_json(study: Study, document: Document) -> dict[str, Any]:
    graph = study.graph
    found: dict[str, Any] = {
        "id": document.id,
        "kind": document.kind,
        "title": in_both(document.title),
        "issuer": in_both(document.issuer),
        "published": document.published,
        "items": len(document.items),
        "levels": dict(Counter(item.level for item in document.items)),
        "statuses": dict(Counter(item.status for item in document.items)),
        "sources": len(document.sources),
        "structure": document.structure,
    }
    if document.is_plan:
        assessments = [found for found in graph.corpus.assessments if found.plan == document.id]
        found["tasks"] = sum(item.id in graph.tasks for item in document.items)
        found["assessed"] = [
            {"frameworks": list(a.frameworks), "readings": a.readings, "by": a.by, "date": a.date} for a in assessments
        ]
    else:
        found["assessed_for"] = list(graph.assessed[document.id])
        found["standing"] = graph.terms[document.id]
        found["addressees"] = addressees_json(study.coverage().addressed(document.id))
    return found | document_standing(document)


def _framework_tables(study: Study) -> list[Table]:
    """Return the frameworks in force, and apart from them those that have ended or are still to begin."""
    graph = study.graph
    now = [framework for framework in graph.frameworks if graph.in_force(framework.id)]
    apart = [framework for framework in graph.frameworks if not graph.in_force(framework.id)]
    tables = [_table(study, now, Text("정책 체계", "Frameworks"))] if now or not apart else []
    return [*tables, _table(study, apart, apart_heading(graph, [one.id for one in apart]))] if apart else tables


def _table(study: Study, documents: Sequence[Document], title: Text) -> Table:
    policies = any(not document.is_plan for document in documents)
    columns = (
        Column("id", Text("id", "id")),
        Column("title", Text("제목", "title"), wide=True),
        Column("kind", Text("종류", "kind"), extra=True),
        Column("published", Text("발표", "published"), extra=True),
        *((Column("term", Text("시행", "in force")),) if policies else ()),
        Column("levels", Text("수준별 항목", "items by level"), wide=True, fold=True),
        *(
            (Column("addressees", Text("대상별 약속 항목", "commitments by addressee"), wide=True, fold=True),)
            if policies
            else ()
        ),
        Column("statuses", Text("확인 상태", "status"), wide=True, fold=True, extra=True),
        Column("sources", Text("출처", "sources"), "count"),
    )
    rows = [
        [
            document.id,
            document.title,
            KINDS[document.kind],
            document.published,
            *((Text(term_years(document) or "-"),) if policies else ()),
            _counted([item.level for item in document.items], LEVELS),
            *((_addressed(study, document),) if policies else ()),
            _counted([item.status for item in document.items], STATUSES),
            len(document.sources),
        ]
        for document in documents
    ]
    return Table(columns, rows, title)


def _addressed(study: Study, document: Document) -> Text:
    """Return how many commitments of a framework address whom, in the order of the codes."""
    found = study.coverage().addressed(document.id)
    return _counted([name for name, one in found.items() for _ in range(one.commitments)], ADDRESSEES)


def _counted(codes: list[str], words: dict[str, Text]) -> Text:
    counts = Counter(codes)
    return Text(
        ", ".join(f"{words[code].ko} {counts[code]}" for code in words if counts[code]),
        ", ".join(f"{counts[code]} {words[code].en}" for code in words if counts[code]),
    )
