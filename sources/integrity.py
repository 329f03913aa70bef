"""Checks records against each other: ids, parents, cycles, ends of alignments, scope of assessment.

`check_integrity` reports every problem and returns the records that hold together, so that a caller who goes on in
spite of problems never meets a dangling id.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import (
    TASK_LEVELS,
    Alignment,
    Assessment,
    Corpus,
    Decision,
    Department,
    Document,
    Item,
    NoMatch,
    Review,
    department_key,
)
from policygraph.records.scenario import Planning
from policygraph.sources.cycles import find_cycles
from policygraph.sources.planning import sound_planning
from policygraph.sources.required_contents import with_sound_places
from policygraph.sources.schedules import check_schedules
from policygraph.sources.statements import check_statements

Key = TypeVar("Key", str, tuple[str, str])
Kept = TypeVar("Kept", Document | Item, Department, Alignment, Decision, NoMatch)


def check_integrity(corpus: Corpus, log: IssueLog, today: datetime.date) -> Corpus:
    """Return *corpus* without the records that do not hold together; each one left out is reported to *log*.

    *today* decides which decisions have expired (they are reported and left out).
    """
    documents = _unique_documents(corpus.documents, log)
    items = {item.id: item for document in documents for item in document.items}
    known_documents = {document.id: document for document in documents}
    documents = [_with_sound_hierarchy(document, items, known_documents, log) for document in documents]
    documents = check_schedules(check_statements(documents, log), log)
    items = {item.id: item for document in documents for item in document.items}
    _check_statuses(documents, log)
    tasks = {item.id for item in items.values() if is_task(item, known_documents)}
    alignments = _sound_alignments(corpus.alignments, items, tasks, known_documents, log)
    assessments = _sound_assessments(corpus.assessments, known_documents, log)
    _check_scope(alignments, assessments, items, log)
    decisions = _sound_decisions(corpus.decisions, items, known_documents, log, today)
    policies = {item.id for item in items.values() if not known_documents[item.document].is_plan}
    answering = {(link.task, link.item) for link in alignments if link.task in known_documents}
    reviews = tuple(_sound_reviews(corpus.reviews, tasks, policies, answering, log))
    departments = _unique_departments(corpus.departments, log)
    _check_department_names(documents, departments, log)
    planned = sound_planning(Planning(corpus.scenarios, corpus.candidates, corpus.marks), documents, log)
    nothing = tuple(_sound_no_matches(corpus.no_matches, items, tasks, known_documents, alignments, log))
    return Corpus(
        tuple(documents),
        tuple(alignments),
        tuple(assessments),
        tuple(decisions),
        reviews,
        nothing,
        corpus.mapping_sources,
        tuple(departments),
        planned.scenarios,
        planned.candidates,
        planned.marks,
    )


def is_task(item: Item, documents: Mapping[str, Document]) -> bool:
    """Whether *item* is an action task: a task or subtask of a plan."""
    return item.level in TASK_LEVELS and documents[item.document].is_plan


def _missing(log: IssueLog, code: str, where: Where, name: str, known: Iterable[str]) -> None:
    """Report by *code* that *name* does not exist, with the nearest of *known*; or that its record was refused (R86)."""
    if name in log.refused:
        log.add(report("R86", where, name, first=log.refused[name]))
    else:
        log.add(report(code, where, name, **did_you_mean(name, list(known))))


def _unique_documents(documents: Iterable[Document], log: IssueLog) -> list[Document]:
    first: dict[str, Document | Item] = {}
    kept = [document for document in documents if _is_first(first, document.id, document, log, "R30")]
    unique = []
    for document in kept:
        items = tuple(item for item in document.items if _is_first(first, item.id, item, log, "R30"))
        unique.append(replace(document, items=items))
    return unique


def _unique_departments(departments: Iterable[Department], log: IssueLog) -> list[Department]:
    first: dict[str, Department] = {}
    return [found for found in departments if _is_first(first, found.key, found, log, "R59")]


def _check_department_names(documents: Iterable[Document], departments: Iterable[Department], log: IssueLog) -> None:
    """Report departments of a city that have two English names: they would be one organisation with two labels."""
    items = ((document.city_id, item) for document in documents for item in document.items)
    named = [
        *((item.department, city, item.where) for city, item in items if item.department),
        *((department.name, department.city, department.where) for department in departments),
    ]
    first: dict[str, tuple[str, Where]] = {}
    for title, city, where in named:
        if title.ko and title.en:
            name, place = first.setdefault(department_key(title, city), (title.en, where))
            if name != title.en:
                log.add(report("R89", where, title.ko, first=place, names=f"{name}, {title.en}"))


def _is_first(first: dict[Key, Kept], key: Key, record: Kept, log: IssueLog, code: str) -> bool:
    """Whether *record* is the first with this *key*; one that says the same again is noticed, another is reported by *code*."""
    known = first.setdefault(key, record)
    if known is not record:
        name = " → ".join(key) if isinstance(key, tuple) else str(key)
        log.add(report("R73" if known == record else code, record.where, name, first=known.where))
    return known is record


def _with_sound_hierarchy(
    document: Document, items: Mapping[str, Item], documents: Mapping[str, Document], log: IssueLog
) -> Document:
    kept: dict[str, Item] = {}
    for item in document.items:
        parents = []
        for parent in item.parents:
            if parent == document.id or (parent in items and items[parent].document == document.id):
                parents.append(parent)
            elif parent in items or parent in documents:
                log.add(report("R43", item.where, parent))
            else:
                _missing(
                    log,
                    "R31",
                    item.where,
                    parent,
                    [document.id, *(other.id for other in document.items if other is not item)],
                )
        kept[item.id] = item if len(parents) == len(item.parents) else replace(item, parents=tuple(parents))
    rooted = _reachable(kept, document.id)
    if len(rooted) == len(kept) and all(len(item.parents) == 1 for item in kept.values()):
        return replace(document, items=tuple(kept.values()))  # a tree has no cycles
    for members in find_cycles({item.id: item.parents for item in kept.values()}):
        log.add(report("R32", kept[members[0]].where, members[0], members=" → ".join([*members, members[0]])))
        kept[members[0]] = replace(kept[members[0]], parents=())
    rooted = _reachable(kept, document.id)
    log.refused.update({item.id: item.where for item in kept.values() if item.id not in rooted})
    return replace(document, items=tuple(item for item in kept.values() if item.id in rooted))


def _reachable(items: Mapping[str, Item], root: str) -> set[str]:
    children: dict[str, list[str]] = {}
    for item in items.values():
        for parent in item.parents:
            children.setdefault(parent, []).append(item.id)
    found: set[str] = set()
    queue = [root]
    while queue:
        for child in children.get(queue.pop(), ()):
            if child not in found:
                found.add(child)
                queue.append(child)
    return found


def _check_statuses(documents: Iterable[Document], log: IssueLog) -> None:
    for document in documents:
        for item in document.items:
            kinds = [document.sources[source].kind for source in item.sources if source in document.sources]
            if item.status == "confirmed" and "official" not in kinds and len(kinds) < 2:
                log.add(report("R46", item.where, item.id, count=len(kinds)))


def _sound_alignments(
    alignments: Iterable[Alignment],
    items: Mapping[str, Item],
    tasks: set[str],
    documents: Mapping[str, Document],
    log: IssueLog,
) -> list[Alignment]:
    first: dict[tuple[str, str], Alignment] = {}
    kept = []
    policy_items = [item.id for item in items.values() if not documents[item.document].is_plan]
    for alignment in alignments:
        where, sound = alignment.where, True
        if alignment.task in documents and documents[alignment.task].is_plan:
            if alignment.item in items and items[alignment.item].obliges is None:
                log.add(report("R69", where, alignment.task, item=alignment.item))
                sound = False
        elif alignment.task not in items:
            _missing(log, "R33", where, alignment.task, tasks)
            sound = False
        elif alignment.task not in tasks:
            log.add(report("R35", where, alignment.task))
            sound = False
        if alignment.item not in items:
            _missing(log, "R34", where, alignment.item, policy_items)
            sound = False
        elif documents[items[alignment.item].document].is_plan:
            log.add(report("R36", where, alignment.item))
            sound = False
        pair = (alignment.task, alignment.item)
        sound = _is_first(first, pair, alignment, log, "R37") and sound
        for other in alignment.conflicts:
            if other not in tasks:
                _missing(log, "R44", where, other, tasks)
        if sound and alignment.conflicts:
            alignment = replace(alignment, conflicts=tuple(task for task in alignment.conflicts if task in tasks))
        if sound:
            kept.append(with_sound_places(alignment, items, log))
    return kept


def _sound_assessments(
    assessments: Iterable[Assessment], documents: Mapping[str, Document], log: IssueLog
) -> list[Assessment]:
    plans = [document.id for document in documents.values() if document.is_plan]
    frameworks = [document.id for document in documents.values() if not document.is_plan]
    kept = []
    for assessment in assessments:
        if assessment.readings is not None and assessment.readings < 1:
            log.add(report("R90", assessment.where, assessment.readings))
        if assessment.plan not in plans:
            _missing(log, "R39", assessment.where, assessment.plan, plans)
            continue
        for framework in assessment.frameworks:
            if framework not in frameworks:
                _missing(log, "R39", assessment.where, framework, frameworks)
        known = tuple(framework for framework in assessment.frameworks if framework in frameworks)
        kept.append(replace(assessment, frameworks=known))
    return kept


def _check_scope(
    alignments: Iterable[Alignment], assessments: Iterable[Assessment], items: Mapping[str, Item], log: IssueLog
) -> None:
    assessed = {(assessment.plan, name) for assessment in assessments for name in assessment.frameworks}
    reported: set[tuple[str, str]] = set()
    for alignment in alignments:
        scope = (_plan_of(alignment.task, items), items[alignment.item].document)
        if alignment.state != "rejected" and scope not in assessed and scope not in reported:
            reported.add(scope)
            log.add(report("R42", alignment.where, scope[1], plan=scope[0]))


def _plan_of(subject: str, items: Mapping[str, Item]) -> str:
    """Return the plan of the task *subject*, or the plan that it is itself."""
    return items[subject].document if subject in items else subject


def _sound_decisions(
    decisions: Iterable[Decision],
    items: Mapping[str, Item],
    documents: Mapping[str, Document],
    log: IssueLog,
    today: datetime.date,
) -> list[Decision]:
    kept: dict[str, Decision] = {}
    for decision in decisions:
        item = items.get(decision.item)
        if item is None:
            _missing(log, "R40", decision.where, decision.item, items)
        elif documents[item.document].is_plan:
            log.add(report("R36", decision.where, decision.item))
        elif decision.item in kept:
            _is_first(kept, decision.item, decision, log, "R37")
        elif decision.expires is not None and has_expired(decision.expires, today):
            log.add(report("R41", decision.where, f"{decision.item} ({decision.expires})"))
        else:
            kept[decision.item] = decision
    return list(kept.values())


def _sound_reviews(
    reviews: Iterable[Review], tasks: set[str], policies: set[str], answering: set[tuple[str, str]], log: IssueLog
) -> Iterable[Review]:
    """Yield the reviews of pairs that are there; *answering* are the pairs in which a plan itself stands for a task."""
    for review in reviews:
        subjects = {*tasks, review.task} if (review.task, review.item) in answering else tasks
        ends = ((review.task, subjects), (review.item, policies), (review.instead, policies))
        lost = [(name, known) for name, known in ends if name is not None and name not in known]
        for name, known in lost:
            _missing(log, "R49", review.where, name, known)
        if not lost:
            yield review


def _sound_no_matches(
    found: Collection[NoMatch],
    items: Mapping[str, Item],
    tasks: set[str],
    documents: Mapping[str, Document],
    alignments: Iterable[Alignment],
    log: IssueLog,
) -> Iterable[NoMatch]:
    if not found:
        return
    linked = {
        pair: link
        for link in alignments
        if link.state != "rejected"
        for pair in ((link.task, items[link.item].document), (link.item, _plan_of(link.task, items)))
    }
    first: dict[tuple[str, str], NoMatch] = {}
    for nothing in found:
        document, item = documents.get(nothing.record), items.get(nothing.record)
        of_plan = nothing.record in tasks or (document is not None and document.is_plan)
        of_policy = item is not None and not documents[item.document].is_plan
        pair = (nothing.record, nothing.document)
        if not of_plan and not of_policy:
            known = [*tasks, *(name for name, other in items.items() if not documents[other.document].is_plan)]
            _missing(log, "R56", nothing.where, nothing.record, known)
        elif nothing.document not in documents or documents[nothing.document].is_plan == of_plan:
            wanted = [name for name, other in documents.items() if other.is_plan != of_plan]
            _missing(log, "R57", nothing.where, nothing.document, wanted)
        elif _is_first(first, pair, nothing, log, "R37"):
            if pair in linked:
                link = linked[pair]
                log.add(report("R58", nothing.where, " → ".join(pair), first=f"{link.task} → {link.item}"))
            yield nothing


def has_expired(date: str, today: datetime.date) -> bool:
    """Whether the day, month or year *date* has ended before *today*.

    >>> has_expired("2026-11", datetime.date(2026, 11, 30)), has_expired("2026-11", datetime.date(2026, 12, 1))
    (False, True)
    """
    return date < today.isoformat()[: len(date)]
