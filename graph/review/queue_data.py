"""The queue as plain data: the JSON contract ``policygraph/review-queue/1`` for pages and for ``review --list``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.graph.review.cases import Case, Queue, SuggestedReason
from policygraph.records.kinds import Item, Text
from policygraph.records.readings import agreement_of
from policygraph.records.record_data import period_data, plain
from policygraph.sources.version_maps import waiting_pairs

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.graph.study import Study

SCHEMA = "policygraph/review-queue/1"
Data = dict[str, Any]


def queue_data(queue: Queue, study: Study, *, choices: bool = True) -> Data:
    """Return *queue* with everything that a reviewer reads, in both languages.

    With *choices* all policy items come along, for whoever wants to change the item of a case.
    """
    graph = study.graph
    return {
        "schema": SCHEMA,
        "workspace": {"title": text_data(study.title), "base": study.workspace.settings.base},
        "by": queue.by,
        "hidden": None
        if queue.hidden is None
        else {"below": queue.hidden.below, "beyond": queue.hidden.beyond, "least": queue.hidden.least},
        "versions": waiting_pairs(study.workspace.root, study.workspace.settings.base),
        "progress": {"decided": queue.progress.decided, "total": queue.progress.total},
        "tasks": [
            {**_task(graph, task), "cases": [case_data(graph, case) for case in cases]} for task, cases in queue.tasks
        ],
        "items": [_choice(graph, item) for framework in graph.frameworks for item in framework.items]
        if choices
        else [],
    }


def text_data(text: Text | None) -> Data | None:
    """Return both languages of *text*."""
    return None if text is None else {"ko": text.ko, "en": text.en}


def case_data(graph: AlignmentGraph, case: Case) -> Data:
    """Return one case with the texts of its item."""
    item = graph.items[case.item]
    return {
        "item": case.item,
        "title": text_data(item.title),
        "code": item.code,
        "level": item.level,
        "summary": text_data(item.summary),
        "targets": _targets(item),
        "framework": case.framework,
        "framework_title": text_data(graph.title(case.framework)),
        "path": [text_data(title) for title in path_of(graph, case.item)],
        "sources": _sources(graph, item),
        "kind": case.kind,
        "strength": case.strength,
        "confidence": case.confidence,
        "reading_agreement": agreement_of(case.readings),
        "score": case.score,
        "method": case.method,
        "why": text_data(case.why),
        "evidence": list(case.evidence),
        "reasons": [_reason(reason) for reason in case.reasons],
        "changes": [{"end": end, "field": field} for end, field in case.changes],
        "said": [plain(review) for review in case.said],
        "history": case.history,
    }


def _reason(reason: SuggestedReason) -> Data:
    terms = [[term, share] for term, share in getattr(reason, "terms", ())]
    said = {"kind": reason.kind, "text": text_data(reason.text), "weight": reason.weight}
    return {**said, "terms": terms} if terms else said


def path_of(graph: AlignmentGraph, name: str) -> list[Text]:
    """Return the titles above *name*, from its document down; of several parents the first."""
    found = []
    while name in graph.items:
        name = graph.items[name].parents[0]
        found.append(graph.title(name))
    return found[::-1]


def _task(graph: AlignmentGraph, name: str) -> Data:
    task = graph.subject(name)
    period = task.period
    return {
        "id": name,
        "title": text_data(task.title),
        "summary": text_data(task.summary),
        "targets": _targets(task),
        "department": text_data(task.department),
        "period": period_data(period) if period is not None else None,
        "plan": task.document,
        "plan_title": text_data(graph.title(task.document)),
        "path": [text_data(title) for title in path_of(graph, name)],
        "sources": _sources(graph, task),
    }


def _targets(item: Item) -> list[Data]:
    return [
        {"metric": text_data(target.metric), "value": target.value, "unit": target.unit, "year": target.year}
        for target in item.targets
    ]


def _sources(graph: AlignmentGraph, item: Item) -> list[Data]:
    known = graph.documents[item.document].sources
    found = (known[name] for name in item.sources if name in known)
    return [{"title": source.title, "publisher": source.publisher, "url": source.url} for source in found]


def _choice(graph: AlignmentGraph, item: Item) -> Data:
    return {
        "id": item.id,
        "title": text_data(item.title),
        "code": item.code,
        "level": item.level,
        "framework": item.document,
        "not_applicable": item.id in graph.no_matter,
    }
