"""Checks the schedules of tasks: which tasks must be finished first, and whether milestones lie within the period.

Months count where they are known; what the years alone leave open is no problem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from policygraph.records.catalogue import did_you_mean, field_label, report
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import TASK_LEVELS, Document, Item, Milestone, Period, Text
from policygraph.sources.cycles import find_cycles

_YEAR, _MONTH = len("2026"), len("2026-01")
_Month = tuple[int, int]


def check_schedules(documents: Sequence[Document], log: IssueLog) -> list[Document]:
    """Return *documents* whose tasks wait for tasks that are there, and never in a circle; problems go to *log*."""
    tasks = {item.id: item for document in documents if document.is_plan for item in document.items
             if item.level in TASK_LEVELS}  # fmt: skip
    named = {name: _known(item, tasks, log) for name, item in tasks.items() if item.predecessors}
    for members in find_cycles(named):
        places = [tasks[name].where for name in members]
        place = next((place for place in places if place.row), places[0])  # that of what is just being brought in
        log.add(report("R99", place, members[0], members=_circle([tasks[name] for name in members])))
        named[members[0]] = ()
    for document in documents:
        for item in document.items:
            _check_order(item, [tasks[name] for name in named.get(item.id, ())], log)
            for milestone in item.milestones:
                _check_milestone(item, milestone, log)
    return [_with(document, named) for document in documents]


def _known(item: Item, tasks: Mapping[str, Item], log: IssueLog) -> tuple[str, ...]:
    """Return the predecessors of *item* that are other tasks; one that is none is reported."""
    found = []
    for name in item.predecessors:
        if name == item.id:
            log.add(report("R112", item.where, name, name=_called(item)))
        elif name in tasks:
            found.append(name)
        else:
            near = did_you_mean(name, [other for other in tasks if other != item.id])
            log.add(report("R66", item.where, name, field=field_label(Item, "predecessors"), **near))
    return tuple(found)


def _called(task: Item) -> Text:
    """Return what people call *task*: its title with the id behind."""
    return Text(f"{task.title.get('ko')} ({task.id})", f"{task.title.get('en')} ({task.id})")


def _circle(members: Sequence[Item]) -> Text:
    """Return the names of tasks that wait for each other, the first one again at the end."""
    names = [_called(task) for task in (*members, members[0])]
    return Text(" → ".join(name.ko for name in names), " → ".join(name.en for name in names))


def _with(document: Document, named: Mapping[str, tuple[str, ...]]) -> Document:
    """Return *document* with the predecessors that are *named*, none where they say nothing of an item."""
    items = tuple(
        item if item.predecessors == (kept := named.get(item.id, ())) else replace(item, predecessors=kept)
        for item in document.items
    )
    return document if items == document.items else replace(document, items=items)


def _check_order(item: Item, before: Sequence[Item], log: IssueLog) -> None:
    """Report each task that certainly ends after *item*, which waits for it, has started."""
    starts = _latest(item.period.start, item.period.start_month) if item.period else None
    for other in before if starts else ():
        ends = _earliest(other.period.end, other.period.end_month) if other.period else None
        if item.period and other.period and starts and ends and ends > starts:
            start, end = item.period.ends()[0], other.period.ends()[1]
            log.add(report("R100", item.where, item.id, before=other.id, start=start, end=end))


def _check_milestone(item: Item, milestone: Milestone, log: IssueLog) -> None:
    """Report a milestone that certainly lies before or after the period of its task."""
    if milestone.date is None or item.period is None or item.period.backwards:
        return
    year = int(milestone.date[:_YEAR])
    month = int(milestone.date[_YEAR + 1 : _MONTH]) if len(milestone.date) >= _MONTH else None
    if not within(item.period, year, month):
        own = "~".join(item.period.ends())
        title = milestone.title
        log.add(report("R101", item.where, milestone.date, title=title, own=own))


def within(period: Period, year: int, month: int | None) -> bool:
    """Whether a *month* (or only the *year*) may lie within *period*; an end that is not known is no bound.

    >>> within(Period(2026, 2028, 3), 2026, 2), within(Period(2026, 2028, 3), 2026, None), within(Period(2026), 2099, 1)
    (False, True, True)
    """
    start, end = _earliest(period.start, period.start_month), _latest(period.end, period.end_month)
    early = start is not None and (year, month or 12) < start
    late = end is not None and (year, month or 1) > end
    return not early and not late


def _earliest(year: int | None, month: int | None) -> _Month | None:
    return None if year is None else (year, month or 1)


def _latest(year: int | None, month: int | None) -> _Month | None:
    return None if year is None else (year, month or 12)
