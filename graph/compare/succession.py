"""The succession of plans: what became of each task of the old plan, with what it had promised beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.compare.edition import Edition
from policygraph.graph.compare.matching import Match, Matching
from policygraph.graph.money import UNSAID
from policygraph.records.kinds import Target

Course = Literal["continued", "grown", "shrunk", "split", "merged", "dropped", "new"]
COURSES: tuple[Course, ...] = ("continued", "grown", "shrunk", "split", "merged", "dropped", "new")


@dataclass(frozen=True, slots=True)
class Successor:
    """What became of tasks: *old* and *new* ids, the *course*, known money (KRW) of either side, results of the old plan.

    Money is ``None`` where it is not known of every task of either side, or not of one kind; *note* is what the records say
    of the progress. *targets* are those of the old plan, planned and reached; *spent* is what was spent of its money (KRW),
    ``None`` where it is not known of every task.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    course: Course
    score: float | None
    krw: tuple[int | None, int | None]
    spent: int | None
    targets: tuple[tuple[str, Target], ...]
    note: tuple[tuple[str, str], ...]


def succession(old: Edition, new: Edition, matching: Matching) -> tuple[Successor, ...]:
    """Return what became of each task of the plans that are compared, in the order of the old plan, new tasks last.

    A task has *grown* or *shrunk* where its money of one kind is known in both plans and differs; otherwise it is *continued*.
    """
    graphs = old.study.graph, new.study.graph
    order = {name: place for place, name in enumerate(graphs[0].tasks)}
    found = [
        successor
        for match in matching.matches
        if _about_tasks(match, *graphs) and (successor := _successor(match, *graphs)) is not None
    ]
    return tuple(
        sorted(found, key=lambda one: min((order.get(name, len(order)) for name in one.old), default=len(order)))
    )


def _about_tasks(match: Match, old: AlignmentGraph, new: AlignmentGraph) -> bool:
    return any(name in old.tasks for name in match.old) or any(name in new.tasks for name in match.new)


def _successor(match: Match, old: AlignmentGraph, new: AlignmentGraph) -> Successor:
    before, after = _money(old, match.old), _money(new, match.new)
    course: Course
    if match.kind in ("split", "merged"):
        course = "split" if match.kind == "split" else "merged"
    elif not match.new:
        course = "dropped"
    elif not match.old:
        course = "new"
    elif before is None or after is None or before[1] != after[1] or before == after:
        course = "continued"
    else:
        course = "grown" if after > before else "shrunk"
    items = [old.items[name] for name in match.old]
    return Successor(
        match.old,
        match.new,
        course,
        match.score,
        (before and before[0], after and after[0]),
        _spent(old, match.old),
        tuple((item.id, target) for item in items for target in item.targets),
        tuple((item.id, item.status_note) for item in items if item.status_note),
    )


def _spent(graph: AlignmentGraph, names: Iterable[str]) -> int | None:
    """Return what was spent on all of *names* (KRW), ``None`` where it is not known of each."""
    budgets = [graph.items[name].budget for name in names]
    known = [budget.spent for budget in budgets if budget is not None and budget.spent is not None]
    return sum(known) if known and len(known) == len(budgets) else None


def _money(graph: AlignmentGraph, names: Iterable[str]) -> tuple[int, str] | None:
    """Return the money of all of *names* and its kind, ``None`` where it is not known of each or not of one kind."""
    budgets = [graph.items[name].budget for name in names]
    known = [budget for budget in budgets if budget is not None]
    kinds = {budget.kind or UNSAID for budget in known}
    if len(known) != len(budgets) or len(kinds) != 1:
        return None
    return sum(budget.total for budget in known), kinds.pop()
