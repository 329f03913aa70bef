"""Money: what is known of it, where it goes, and on whom the tasks rest.

A sum is over a set of tasks, and each task's money is in it once. A subtask below a task of the set that has a budget adds
nothing where the sum of the one above holds it already. Only like is added to like: every sum is kept apart by whose money
it is (city, national, private, public and not split, mixed, not said), and no figure adds two of these. Money that the
sources give for a strategy or goal of a plan, but for none of its tasks, is shown at that strategy alone. Unknown is
unknown, never 0: tasks without a known budget are counted beside every sum. Page, report, questions, flow and gaps add up
by these functions and by no others.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.kinds import BUDGET_KINDS, Budget, Item, Text

UNSAID = "unsaid"
HELD = {
    "city": {"city"},
    "national": {"national"},
    "private": {"private"},
    "public": {"city", "national", "public"},
    "mixed": set(BUDGET_KINDS),
    UNSAID: set(BUDGET_KINDS),
}
"""Whose money a sum may hold, by its kind: a sum of public funds holds the city's part, never a private one."""


class Counted(NamedTuple):
    """What a task adds to a sum: the *kind* of money, and how much (KRW); 0 where a task above holds it."""

    kind: str
    won: int


class Amount(NamedTuple):
    """Money of one kind: how many *tasks* have a budget of it, and the *won* (KRW) that they add up to."""

    tasks: int
    won: int


@dataclass(frozen=True, slots=True)
class Sum:
    """*tasks* in the order of the records, what is known of them *by_kind* of money, and for how many nothing is known.

    *by_kind* follows the order of `BUDGET_KINDS`; what its parts add up to has no meaning.
    """

    tasks: tuple[str, ...]
    by_kind: dict[str, Amount]
    unknown: int

    def won(self, kind: str) -> int:
        """Return the known money (KRW) of *kind*; 0 where no task has a budget of it."""
        return self.by_kind[kind].won if kind in self.by_kind else 0


@dataclass(frozen=True, slots=True)
class FrameworkMoney:
    """The money behind a framework: of the tasks with a *confirmed* alignment to it, and of those with any (*ceiling*)."""

    confirmed: Sum
    ceiling: Sum


@dataclass(frozen=True, slots=True)
class PartMoney:
    """A part of a plan: the money *stated* for the part itself (``None``: unknown), and what its tasks add up to."""

    part: str
    stated: Counted | None
    tasks: Sum

    @property
    def rest(self) -> int | None:
        """The stated money that no task of its kind names (KRW); below 0 where the tasks' sum is larger."""
        return None if self.stated is None else self.stated.won - self.tasks.won(self.stated.kind)


@dataclass(frozen=True, slots=True)
class DepartmentMoney:
    """A department (``None``: not known), its tasks, and the commitments that rest, in its city, on its tasks alone."""

    department: Text | None
    tasks: Sum
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """All figures of money and owners; *total* is over every task."""

    total: Sum
    frameworks: dict[str, FrameworkMoney]
    parts: tuple[PartMoney, ...]
    departments: tuple[DepartmentMoney, ...]


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Return *amount* cut into whole parts in proportion to *weights* (positive); the parts add up to it exactly.

    What does not divide goes to the largest remainders, the earlier one first.

    >>> split(100, [1, 1, 1]), split(7, [3, 1])
    ([34, 33, 33], [5, 2])
    """
    total = sum(weights)
    parts = [amount * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(amount * weights[place] % total))
    for place in by_remainder[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def kind_of(budget: Budget) -> str:
    """Return whose money *budget* is: what its record says, or the funds that bear all of it; else ``unsaid``."""
    return budget.funded_by or UNSAID


def counted_budgets(graph: AlignmentGraph, names: Iterable[str] | None = None) -> dict[str, Counted | None]:
    """Return what each of the tasks *names* (default: all of the scope) adds to the sum over them, ``None``: not known.

    That is its budget, or 0 where the budget of one above it among *names* holds it.
    """
    among = dict.fromkeys(graph.tasks if names is None else names)
    return {name: _counted(graph, graph.tasks[name], among) for name in among}


def _counted(graph: AlignmentGraph, task: Item, among: Container[str]) -> Counted | None:
    above = [parent for parent in task.parents if parent in graph.items]
    if task.budget is None and not above:
        return None
    kind = UNSAID if task.budget is None else kind_of(task.budget)
    for parent in above:
        theirs = graph.items[parent].budget
        if parent in among and theirs is not None and (kind == UNSAID or kind in HELD[kind_of(theirs)]):
            return Counted(kind if task.budget else kind_of(theirs), 0)
        above.extend(one for one in graph.items[parent].parents if one in graph.items and one not in above)
    return None if task.budget is None else Counted(kind, task.budget.total)


def add_up(graph: AlignmentGraph, names: Iterable[str]) -> Sum:
    """Return the sum over the tasks *names*, each once, in the order of the records.

    >>> from policygraph import open_study
    >>> add_up(open_study().graph, ["bdp-1-5", "b6-1-1", "b6-1-1"]).tasks
    ('b6-1-1', 'bdp-1-5')
    """
    chosen = set(names)
    known = counted_budgets(graph, (name for name in graph.tasks if name in chosen))
    amounts = [one for one in known.values() if one is not None]
    by_kind = {
        kind: Amount(sum(one.kind == kind for one in amounts), sum(one.won for one in amounts if one.kind == kind))
        for kind in BUDGET_KINDS
        if any(one.kind == kind for one in amounts)
    }
    return Sum(tuple(known), by_kind, len(known) - len(amounts))


def framework_money(graph: AlignmentGraph, framework: str) -> FrameworkMoney:
    """Return the money behind *framework* in the scope of *graph*: what of it is shown, where the scope says so.

    >>> from policygraph import open_study
    >>> found = framework_money(open_study().graph, "kds")
    >>> set(found.confirmed.tasks) <= set(found.ceiling.tasks), set(found.ceiling.by_kind) <= set(BUDGET_KINDS)
    (True, True)
    """
    items = [name for name in graph.below(framework) if name in graph.items]
    shown = [name for name in items if name in graph.shown] or items
    links = [link for name in shown for link in graph.serving[name]]
    return FrameworkMoney(
        add_up(graph, (link.task for link in links if link.state == "confirmed")),
        add_up(graph, (link.task for link in links)),
    )


def money(graph: AlignmentGraph) -> Money:
    """Return the figures of money and owners in the scope of *graph*.

    A task counts once under each framework that it serves, so that the frameworks' sums are not to be added up.

    >>> from policygraph import open_study
    >>> found = money(open_study().graph)
    >>> plans = [part.tasks for part in found.parts if part.part in ("b5", "b6", "bai", "bdp")]
    >>> all(found.total.won(kind) == sum(plan.won(kind) for plan in plans) for kind in BUDGET_KINDS)
    True
    """
    return Money(
        total=add_up(graph, graph.tasks),
        frameworks={framework.id: framework_money(graph, framework.id) for framework in graph.frameworks},
        parts=tuple(_parts(graph)),
        departments=tuple(_departments(graph)),
    )


def _parts(graph: AlignmentGraph) -> Iterable[PartMoney]:
    """Yield each plan and each of its parts that holds tasks or money."""
    for plan in graph.plans:
        for name in (plan.id, *(item.id for item in plan.items if item.id not in graph.tasks)):
            tasks = add_up(graph, graph.with_subtasks(name))
            budget = graph.items[name].budget if name in graph.items else None
            if name == plan.id or tasks.tasks or budget:
                stated = None if budget is None else Counted(kind_of(budget), budget.total)
                yield PartMoney(name, stated, tasks)


def _departments(graph: AlignmentGraph) -> Iterable[DepartmentMoney]:
    """Yield each department by name, the unknown last."""
    tasks: dict[str, list[str]] = {}
    for name in graph.tasks:
        tasks.setdefault(graph.department_of(name) or "", []).append(name)
    owner = {name: key for key, names in tasks.items() for name in names}
    alone: dict[str, list[str]] = {}
    for item, alignments in graph.serving.items():
        owners: dict[str | None, set[str]] = {}
        for link in alignments if not graph.children[item] else ():
            owners.setdefault(graph.city_of(link.task), set()).add(owner[link.task])
        for found in owners.values():
            if len(found) == 1 and "" not in found:
                alone.setdefault(found.pop(), []).append(item)
    for key in sorted(tasks, key=lambda key: (not key, key)):
        yield DepartmentMoney(graph.departments.get(key), add_up(graph, tasks[key]), tuple(alone.get(key, ())))
