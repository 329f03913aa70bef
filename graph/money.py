"""Money: what is known of it, where it goes, and on whom the tasks rest.

A task's money counts once. A subtask whose parent task has a budget adds nothing, since the parent's sum holds it already.
Money that the sources give for a strategy or goal of a plan, but for none of its tasks, is shown at that strategy alone.
Unknown is unknown, never 0: tasks without a known budget are counted beside every sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.gaps.balance_gaps import Balance, balances
from policygraph.graph.gaps.context import GapContext
from policygraph.records.kinds import Item, Text


@dataclass(frozen=True, slots=True)
class Sum:
    """*tasks* in the order of the records, the *won* known of them (KRW), and for how many no budget is known."""

    tasks: tuple[str, ...]
    won: int
    unknown: int


@dataclass(frozen=True, slots=True)
class PartMoney:
    """A part of a plan: the money stated for the part itself (``None``: unknown), and what its tasks add up to.

    *rest* is what is stated for the part and for none of its tasks; below 0 where the tasks' sums are larger.
    """

    part: str
    stated: int | None
    tasks: Sum

    @property
    def rest(self) -> int | None:
        """The stated money that no task names."""
        return None if self.stated is None else self.stated - self.tasks.won


@dataclass(frozen=True, slots=True)
class DepartmentMoney:
    """A department (``None``: not known), its tasks, and the commitments that rest on its tasks alone."""

    department: Text | None
    tasks: Sum
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """All figures of money and owners; *total* is over every task."""

    total: Sum
    frameworks: dict[str, Sum]
    parts: tuple[PartMoney, ...]
    departments: tuple[DepartmentMoney, ...]
    balances: tuple[Balance, ...]


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


def counted_budgets(graph: AlignmentGraph) -> dict[str, int | None]:
    """Return what each task adds to a sum in KRW: its budget, 0 where a parent task's holds it, ``None`` if unknown."""
    return {name: _counted(graph, task) for name, task in graph.tasks.items()}


def _counted(graph: AlignmentGraph, task: Item) -> int | None:
    above = list(task.parents)
    for parent in above:
        if parent in graph.tasks:
            if graph.tasks[parent].budget is not None:
                return 0
            above.extend(one for one in graph.tasks[parent].parents if one not in above)
    return None if task.budget is None else task.budget.krw


def add_up(names: Iterable[str], budgets: Mapping[str, int | None]) -> Sum:
    """Return the sum over the tasks *names*, each once.

    >>> add_up(["a", "b", "a"], {"a": 5, "b": None})
    Sum(tasks=('a', 'b'), won=5, unknown=1)
    """
    tasks = tuple(dict.fromkeys(names))
    known = [budgets[name] for name in tasks]
    return Sum(tasks, sum(won for won in known if won is not None), sum(won is None for won in known))


def money(graph: AlignmentGraph, balance: Mapping[str, Mapping[str, float]] | None = None) -> Money:
    """Return the figures of money and owners; *balance* holds the shares wanted, as in ``policygraph.toml``.

    A task counts once under each framework that it serves, so that the frameworks' sums are not to be added up.

    >>> from policygraph import open_study
    >>> found = money(open_study().graph)
    >>> found.total.won == sum(part.tasks.won for part in found.parts if part.part in ("b5", "b6", "bai", "bdp"))
    True
    """
    budgets = counted_budgets(graph)
    order = list(graph.tasks)
    serving = {
        framework.id: {link.task for item in framework.items for link in graph.serving[item.id]}
        for framework in graph.frameworks
    }
    return Money(
        total=add_up(order, budgets),
        frameworks={
            framework: add_up((name for name in order if name in tasks), budgets)
            for framework, tasks in serving.items()
        },
        parts=tuple(_parts(graph, budgets)),
        departments=tuple(_departments(graph, budgets)),
        balances=tuple(balances(GapContext(graph, None, balance))),
    )


def _parts(graph: AlignmentGraph, budgets: Mapping[str, int | None]) -> Iterable[PartMoney]:
    """Yield each plan and each of its parts that holds tasks or money."""
    for plan in graph.plans:
        for name in (plan.id, *(item.id for item in plan.items if item.id not in graph.tasks)):
            tasks = add_up(graph.with_subtasks(name), budgets)
            budget = graph.items[name].budget if name in graph.items else None
            if name == plan.id or tasks.tasks or budget:
                yield PartMoney(name, None if budget is None else budget.krw, tasks)


def _departments(graph: AlignmentGraph, budgets: Mapping[str, int | None]) -> Iterable[DepartmentMoney]:
    """Yield each department by name, the unknown last."""
    titles: dict[str, Text] = {}
    tasks: dict[str, list[str]] = {}
    for name, task in graph.tasks.items():
        key = task.department.get("ko") if task.department else ""
        if task.department:
            titles.setdefault(key, task.department)
        tasks.setdefault(key, []).append(name)
    owner = {name: key for key, names in tasks.items() for name in names}
    alone: dict[str, list[str]] = {}
    for item, alignments in graph.serving.items():
        owners = {owner[link.task] for link in alignments}
        if len(owners) == 1 and "" not in owners and not graph.children[item]:
            alone.setdefault(owners.pop(), []).append(item)
    for key in sorted(tasks, key=lambda key: (not key, key)):
        yield DepartmentMoney(titles.get(key), add_up(tasks[key], budgets), tuple(alone.get(key, ())))
