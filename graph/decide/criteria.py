"""The values by which tasks and gaps are ranked, each on a fixed scale in 0..1; unknown is ``None``, never a guess.

================  =====================================================================================================
must              1 where it serves (a gap: concerns) an item of the worklist's group must, 1/2 for can, else 0
gain              tasks: the greatest share of a framework that its confirmed links alone reach; gaps: what closing it adds
slack             1 where the nearest target is due before the task ends (a gap: now), 0 where it is ten years or more off
frameworks        how many frameworks it serves, of ten
fragility         tasks: how many items rest on it alone, of ten; gaps: 1 where one task or none serves the item
money             1 where its budget is known; gaps: where that of a task which serves the item is
importance ...    the mean of what people marked, from 1 to 5 (importance, urgency, feasibility, effect)
================  =====================================================================================================

What serves a framework whose term has ended, or has not begun, counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from policygraph.graph.decide.exact import FewShares, fraction
from policygraph.graph.decide.needs import first_groups, gap_name, gaps_of
from policygraph.graph.decide.ranking import Entry, Ranking, ranked
from policygraph.graph.gaps import GAP_KINDS
from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.worklist import place_of
from policygraph.records.issue import UnknownName, nearest
from policygraph.records.kinds import Item, Text
from policygraph.records.scenario import MARKS, Mark

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.graph.gaps import Gap
    from policygraph.graph.study import Study

RANKED = ("tasks", "gaps")
TASK_CRITERIA = ("must", "gain", "slack", "frameworks", "fragility", "money", *MARKS)
GAP_CRITERIA = ("must", "gain", "slack", "fragility", "money", *MARKS)
DEFAULT_TASKS = ("must", "gain", "slack", "frameworks", "money")
DEFAULT_GAPS = ("must", "gain", "slack", "fragility", "money")
_DUTY = {"must": Fraction(1), "can": Fraction(1, 2)}
_YEARS = 10
_COUNT = 10
HIGH = 3
"""From which mean of marks on something is high."""


@dataclass(frozen=True, slots=True)
class Marked:
    """What people marked: the *mean* and the *spread* (largest less smallest) from 1 to 5, by *raters* people."""

    mean: Fraction
    spread: int
    raters: int


def chosen_criteria(names: Sequence[str], known: Sequence[str], default: Sequence[str]) -> tuple[str, ...]:
    """Return *names*, or *default* where there are none; raises `UnknownName` for one that is not *known*."""
    for name in names:
        if name not in known:
            listed = ", ".join(known)
            raise UnknownName(
                Text(
                    f"'{name}'이라는 기준은 없습니다. 기준: {listed}",
                    f"there is no criterion {name!r}; known: {listed}",
                ),
                nearest(name, known),
            )
    return tuple(dict.fromkeys(names)) or tuple(default)


def rank_study(
    study: Study,
    what: str,
    criteria: Sequence[str] = (),
    *,
    marks: Iterable[Mark] = (),
    kinds: Sequence[str] = (),
    year: int | None = None,
    marked: bool = False,
) -> Ranking:
    """Return the ranking of the ``tasks`` or ``gaps`` in the scope of *study*; with *marked* of the tasks alone that people marked.

    *kinds* chooses gaps by kinds or groups of the worklist (default: ``must``, and where there is no such gap ``can``).
    Their deadlines count from *year*, by default that of the day of the figures.
    """
    graph = study.graph
    if what not in RANKED:
        raise UnknownName(
            Text(
                f"'{what}'의 순위는 낼 수 없습니다. tasks(과제)나 gaps(공백)를 적어 주세요.",
                f"there is no ranking of {what!r}; tasks and gaps can be ranked",
            ),
            nearest(what, RANKED) or RANKED,
        )
    if what == "tasks":
        names = chosen_criteria(criteria, TASK_CRITERIA, DEFAULT_TASKS)
        given = list(marks)
        records = {mark.record for mark in given}
        tasks = [name for name in graph.tasks_shown if name in records or not marked]
        return ranked(task_entries(graph, tasks, given), names)
    names = chosen_criteria(criteria, GAP_CRITERIA, DEFAULT_GAPS)
    chosen = first_groups(study, kinds, GAP_KINDS)
    found = ranked(gap_entries(graph, gaps_of(study, chosen), year or study.workspace.day.year, marks), names)
    return replace(found, kinds=chosen)


def marks_of(marks: Iterable[Mark], record: str) -> dict[str, Marked]:
    """Return what people marked of *record*, by criterion.

    >>> found = marks_of([Mark("t", "kim", importance=5), Mark("t", "lee", importance=4)], "t")
    >>> found["importance"].mean, found["importance"].spread
    (Fraction(9, 2), 1)
    """
    found: dict[str, Marked] = {}
    theirs = [mark for mark in marks if mark.record == record]
    for name in MARKS:
        given = [value for mark in theirs if (value := getattr(mark, name)) is not None]
        if given:
            found[name] = Marked(Fraction(sum(given), len(given)), max(given) - min(given), len(given))
    return found


def stage_of(marked: Mapping[str, Marked]) -> str | None:
    """Return the phase that importance and urgency propose (3 of 5 or more is high), ``None`` where one of them is not marked.

    Urgent tasks come in the short term, important ones that are not urgent in the middle, others in the long term.

    >>> stage_of({"importance": Marked(Fraction(4), 0, 1), "urgency": Marked(Fraction(2), 0, 1)}), stage_of({})
    ('mid', None)
    """
    if not {"importance", "urgency"} <= marked.keys():
        return None
    important, urgent = (marked[name].mean >= HIGH for name in ("importance", "urgency"))
    return "short" if urgent else "mid" if important else "long"


def _marked(marks: Sequence[Mark], record: str) -> dict[str, Fraction | None]:
    found = marks_of(marks, record)
    return {name: (found[name].mean - 1) / 4 if name in found else None for name in MARKS}


def task_entries(graph: AlignmentGraph, tasks: Iterable[str], marks: Iterable[Mark] = ()) -> list[Entry]:
    """Return the values of *tasks*; those of one task rest on its own links, but for fragility."""
    given, context, few = _by_record(marks), GapContext(graph), FewShares(graph.hierarchy)
    return [
        Entry(name, {**_of_task(context, few, graph.tasks[name]), **_marked(given.get(name, ()), name)})
        for name in tasks
    ]


def _by_record(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.record, []).append(mark)
    return found


def _of_task(context: GapContext, few: FewShares, task: Item) -> dict[str, Fraction | None]:
    graph = context.graph
    links = [link.item for link in graph.serves[task.id]]
    items = [item for item in links if item not in graph.no_matter and graph.in_force(item)]
    frameworks = {graph.document_of(item) for item in items}
    alone = [item for item in items if all(link.task == task.id for link in graph.serving[item])]
    return {
        "must": max((_duty(context, item) for item in items), default=Fraction(0)),
        "gain": _reached(graph, few, task.id),
        "slack": _slack(graph, items, task.period.end if task.period else None),
        "frameworks": Fraction(min(len(frameworks), _COUNT), _COUNT),
        "fragility": Fraction(min(len(alone), _COUNT), _COUNT),
        "money": Fraction(int(task.budget is not None)),
    }


def _duty(context: GapContext, item: str) -> Fraction:
    group, _, _ = place_of(context, item)
    return _DUTY.get(group or "", Fraction(0))


def _reached(graph: AlignmentGraph, few: FewShares, task: str) -> Fraction:
    """Return the greatest floor of a framework from the confirmed links of *task* alone."""
    hierarchy = graph.hierarchy
    thirds: dict[int, int] = {}
    for link in graph.serves[task]:
        if link.state == "confirmed":
            node = hierarchy.index[link.item]
            thirds[node] = max(thirds.get(node, 0), link.strength)
    if not thirds:
        return Fraction(0)
    shares = few.shares(thirds)
    known = (
        shares.get(hierarchy.index[document.id], Fraction(0))
        for document in graph.frameworks
        if hierarchy.commitments[hierarchy.index[document.id]]
        and graph.assessed[document.id]
        and graph.in_force(document.id)
    )
    return max(known, default=Fraction(0))


def _slack(graph: AlignmentGraph, items: Iterable[str], year: int | None) -> Fraction | None:
    """Return how near the nearest target of *items* is to *year*: 1 when it is due by then, 0 from ten years on."""
    due = [target.year for item in items for target in graph.items[item].targets if target.year is not None]
    if not due or year is None:
        return None
    return 1 - Fraction(min(max(min(due) - year, 0), _YEARS), _YEARS)


def gap_entries(graph: AlignmentGraph, gaps: Iterable[Gap], year: int, marks: Iterable[Mark] = ()) -> list[Entry]:
    """Return the values of *gaps* in the given *year*."""
    given, context = _by_record(marks), GapContext(graph)
    named = ((gap, gap_name(gap)) for gap in gaps)
    return [Entry(name, {**_of_gap(context, gap, year), **_marked(given.get(name, ()), name)}) for gap, name in named]


def _of_gap(context: GapContext, gap: Gap, year: int) -> dict[str, Fraction | None]:
    graph = context.graph
    items = [name for name in gap.nodes if name in graph.serving]
    tasks = {link.task for item in items[:1] for link in graph.serving[item]} or {
        name for name in gap.nodes if name in graph.tasks
    }
    return {
        "must": max((_duty(context, item) for item in items), default=Fraction(0)),
        "gain": fraction(gap.gain),
        "slack": _slack(graph, items[:1], year),
        "fragility": Fraction(int(len(tasks) <= 1)),
        "money": Fraction(int(any(graph.tasks[name].budget is not None for name in tasks))),
    }
