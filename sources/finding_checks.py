"""Checks what records say of findings, of requirements, of the findings that strategies rest on, and of the study of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from policygraph.records.catalogue import field_label, report
from policygraph.records.field import fields_of
from policygraph.records.findings import BY_METHOD
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Document, Item, Observation, PlanStudy, Text
from policygraph.records.words import label
from policygraph.sources.spelled import runs_backwards

_FINDINGS = Text("진단 결과", "findings")
_REQUIREMENTS = Text("요구사항", "requirements")
_PLAN_ITEMS = Text("계획의 항목", "items of plans")
_PLANS = Text("계획", "plans")


def check_document(document: Document, log: IssueLog) -> None:
    """Report what *document* says of a method or a study where none is due, and findings without a method."""
    findings = [item for item in document.items if item.level == "finding"]
    if document.kind == "findings" and document.method is None and findings:
        log.add(report("R103", document.where, document.id, count=len(findings)))
    if document.method is not None and document.kind != "findings":
        _misplaced("method", document, label("document-kind", "findings"), log)
    study = document.study
    if study is not None and not document.is_plan:
        _misplaced("study", document, _PLANS, log)
    if study is not None and study.start and study.end:
        _check_span(document, study, study.start, study.end, log)


def _check_span(document: Document, study: PlanStudy, start: str, end: str, log: IssueLog) -> None:
    """Report a study that ends before it began, and one whose months are not those from its start to its end."""
    if runs_backwards(start, end):
        log.add(report("R15", document.where, f"{start}~{end}"))
    elif study.months is not None and len(start) >= len("2025-06") <= len(end):
        years = int(end[:4]) - int(start[:4])
        passed = years * 12 + int(end[5:7]) - int(start[5:7])
        if study.months not in (passed, passed + 1):  # the month in which it ends counted or not
            log.add(report("R113", document.where, study.months, span=f"{start}~{end}", months=passed + 1))


def check_evaluation(document: Document, documents: Iterable[Document], log: IssueLog) -> None:
    """Report evaluations whose year lies outside the plan that was evaluated: the document's own period, else plans that others succeed."""
    if document.method != "evaluation":
        return
    old = (other.period for other in documents if other.is_plan and other.succeeded_by is not None)
    periods = [document.period] if document.period is not None else [period for period in old if period is not None]
    for item in document.items:
        year = item.observation.year if item.observation is not None else None
        if year is not None and periods and not any(period.holds(year) for period in periods):
            told = ", ".join("~".join(period.ends()) for period in periods)
            field = field_label(Observation, "year")
            log.add(report("R111", item.where, year, name=item.id, field=field, period=told))


def check_item(item: Item, document: Document, items: Mapping[str, Item], log: IssueLog) -> Item:
    """Return *item* without names of what is no finding; what it says where it has no place is reported.

    *items* are all items by id; what is not among them is left to whoever looks for missing records.
    """
    places = (
        ("swot", item.level == "finding", _FINDINGS),
        ("observation", item.level == "finding", _FINDINGS),
        ("derives_from", item.level == "requirement" and not document.is_plan, _REQUIREMENTS),
        ("rests_on", document.is_plan, _PLAN_ITEMS),
    )
    for name, due, wanted in places:
        if getattr(item, name) and not due:
            _misplaced(name, item, wanted, log)
    if item.level == "finding" and document.method == "swot" and item.swot is None:
        log.add(report("R106", item.where, item.id))
    if item.level == "requirement" and not item.derives_from:
        log.add(report("R108", item.where, item.id))
    if item.observation is not None and item.level == "finding":
        _check_observation(item, item.observation, document.method, log)
    named = [name for name in ("derives_from", "rests_on") if getattr(item, name)]
    found: dict[str, Any] = {name: tuple(_findings(name, item, items, log)) for name in named}
    return item if all(getattr(item, name) == kept for name, kept in found.items()) else replace(item, **found)


def _misplaced(name: str, record: Item | Document, wanted: Text, log: IssueLog) -> None:
    log.add(report("R104", record.where, record.id, field=field_label(type(record), name), wanted=wanted))


def _findings(name: str, item: Item, items: Mapping[str, Item], log: IssueLog) -> Iterator[str]:
    """Yield what *item* names that is a finding or not there at all; other records are reported."""
    for other in getattr(item, name):
        if other not in items or items[other].level == "finding":
            yield other
        else:
            log.add(report("R107", item.where, other, field=field_label(Item, name)))


def _check_observation(item: Item, found: Observation, method: str | None, log: IssueLog) -> None:
    said = [field for field in fields_of(Observation) if getattr(found, field.name) not in (None, "", Text())]
    if method is not None:
        strange = [field.label for field in said if field.name not in BY_METHOD[method]]
        if strange:
            names = Text(", ".join(text.ko for text in strange), ", ".join(text.en for text in strange))
            log.add(report("R105", item.where, item.id, fields=names, method=label("finding-method", method)))
    estimates = [value for value in (found.low, found.value, found.high) if value is not None]
    numbers = [value for value in estimates if isinstance(value, int | float)]
    if (found.low is not None or found.high is not None) and (numbers != estimates or numbers != sorted(numbers)):
        log.add(report("R109", item.where, " ~ ".join(map(str, estimates)), name=item.id))
    if found.share is not None and 0 < found.share < 1:
        log.add(report("R110", item.where, found.share, name=item.id))
