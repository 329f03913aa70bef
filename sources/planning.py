"""Checks scenarios, candidates and marks against the records; what does not hold together is reported and left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from policygraph.records.catalogue import did_you_mean, field_label, report
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Document
from policygraph.records.scenario import MARKS, Candidate, Edit, Mark, Planning, Scenario
from policygraph.records.words import label

NEEDED: Mapping[str, tuple[str, ...]] = {
    "without": ("task",),
    "without-department": ("department",),
    "delay": ("task", "year"),
    "confirm": ("task", "item"),
    "add": ("task", "item", "strength"),
    "budget": ("task", "krw"),
    "cut": ("percent",),
}
"""What an edit of each kind has to say."""


def sound_planning(found: Planning, documents: Iterable[Document], log: IssueLog) -> Planning:
    """Return *found* without what does not hold together with the records of *documents*; each is reported to *log*."""
    known_documents = tuple(documents)
    items = {item.id for document in known_documents if not document.is_plan for item in document.items}
    tasks = {item.id for document in known_documents if document.is_plan for item in document.items}
    plans = [document.id for document in known_documents if document.is_plan]
    scenarios = tuple(_once(found.scenarios, lambda scenario: scenario.id, log))
    candidates = list(_once(found.candidates, lambda candidate: candidate.id, log))
    known = {candidate.id for candidate in candidates}
    return Planning(
        tuple(scenario for scenario in scenarios if _sound_scenario(scenario, items, tasks, log)),
        tuple(filter(None, (_sound_candidate(one, items, tasks, plans, known, log) for one in candidates))),
        tuple(filter(None, (_sound_mark(mark, log) for mark in found.marks))),
    )


def _once(records: Iterable[Any], key: Callable[[Any], str], log: IssueLog) -> Iterable[Any]:
    first: dict[str, Any] = {}
    for record in records:
        known = first.setdefault(key(record), record)
        if known is record:
            yield record
        else:
            log.add(report("R82", record.where, key(record), first=known.where))


def _sound_scenario(scenario: Scenario, items: set[str], tasks: set[str], log: IssueLog) -> bool:
    """Return whether *scenario* can be used; names that are not there are told, and refused when it is used."""
    whole = True
    for edit in scenario.edits:
        for name in NEEDED[edit.kind]:
            if getattr(edit, name) is None:
                log.add(
                    report("R80", edit.where, edit.kind, said=label("edit", edit.kind), field=field_label(Edit, name))
                )
                whole = False
        for named, among in ((edit.task, tasks), (edit.item, items)):
            if named is not None and named not in among:
                log.add(report("R81", edit.where, named, **did_you_mean(named, sorted(among))))
    return whole


def _sound_candidate(
    candidate: Candidate, items: set[str], tasks: set[str], plans: list[str], known: set[str], log: IssueLog
) -> Candidate | None:
    serves = []
    for served in candidate.serves:
        if served.item in items:
            serves.append(served)
        else:
            log.add(report("R81", served.where, served.item, **did_you_mean(served.item, sorted(items))))
    if candidate.id not in tasks and candidate.plan not in plans and not (candidate.plan is None and len(plans) == 1):
        log.add(report("R83", candidate.where, candidate.plan or "", id=candidate.id, known=", ".join(plans)))
        return None
    missing = [name for name in candidate.requires if name not in known and name not in tasks]
    for name in missing:
        log.add(report("R84", candidate.where, name, id=candidate.id))
    if missing:
        return None
    return replace(candidate, serves=tuple(serves))


def _sound_mark(mark: Mark, log: IssueLog) -> Mark | None:
    wrong = [name for name in MARKS if getattr(mark, name) is not None and not 1 <= getattr(mark, name) <= 5]
    for name in wrong:
        log.add(report("R85", mark.where, getattr(mark, name), field=field_label(Mark, name)))
    kept: dict[str, Any] = dict.fromkeys(wrong)
    return replace(mark, **kept)
