"""How the tasks of a plan are ordered in the book: by strategy, in the order of official numbers, each task once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.counting import counted
from policygraph.records.kinds import Document, Item, Language, Number, Text
from policygraph.views.book.book_blocks import NOT_KNOWN

ALL_TASKS = Text("이행과제", "Tasks")
NO_STRATEGY = Text("전략에 들지 않은 과제", "Tasks of no strategy")
_GROUPS = ("strategy", "area", "goal")
Name = TypeVar("Name", str, int)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A task with the *number* that the book gives it; *depth* 1 is a subtask."""

    number: str
    task: Item
    depth: int

    @property
    def own(self) -> Mapping[str, str | Number]:
        """The columns of one's own of the task."""
        return dict(self.task.extra)


@dataclass(frozen=True, slots=True)
class Strategy:
    """A strategy of a plan (``None``: tasks that stand below none, *alone* where the plan has none) with its *number* and its tasks."""

    number: str
    part: Item | None
    tasks: tuple[Numbered, ...]
    alone: bool = False

    @property
    def names(self) -> list[str]:
        """The ids of its tasks."""
        return [found.task.id for found in self.tasks]

    @property
    def own(self) -> Mapping[str, str | Number]:
        """The columns of one's own of the strategy."""
        return dict(self.part.extra) if self.part else {}

    def title(self, lang: Language) -> str:
        """Return number and title."""
        if self.part is None:
            return (ALL_TASKS if self.alone else NO_STRATEGY).get(lang)
        return f"{self.number}. {self.part.title.get(lang)}"


@dataclass(frozen=True, slots=True)
class Outline:
    """A plan and its tasks by strategy; a strategy without tasks of the scope is among them."""

    plan: Document
    strategies: tuple[Strategy, ...]

    @property
    def tasks(self) -> list[Numbered]:
        """All tasks in order."""
        return [found for strategy in self.strategies for found in strategy.tasks]


def outlines(graph: AlignmentGraph) -> list[Outline]:
    """Return the outline of each plan of the scope; one without tasks is among them.

    >>> from policygraph import open_study
    >>> [found] = outlines(open_study().narrowed(plans=["b6"]).graph)
    >>> [(strategy.number, len(strategy.tasks)) for strategy in found.strategies][:2]
    [('1', 4), ('2', 5)]
    >>> found.tasks[0].number
    '1-1'
    """
    return [_outline(graph, plan) for plan in graph.plans]


def _outline(graph: AlignmentGraph, plan: Document) -> Outline:
    shown = set(graph.tasks_shown)
    tasks = [item for item in plan.items if item.id in shown]
    above = {item.id: _strategy_of(graph, item) for item in tasks}
    whole = not graph.scope.chooses_within_plans and not graph.scope.frameworks
    used = set(above.values())
    parts = [
        item
        for item in plan.items
        if item.id in used or (whole and item.level == "strategy" and not graph.children[item.id])
    ]
    parts.sort(key=_official)
    found = []
    for number, part in enumerate(parts, 1):
        own = [task for task in tasks if above[task.id] == part.id]
        found.append(Strategy(part.code or str(number), part, tuple(_numbered(own, part.code or str(number)))))
    if rest := [task for task in tasks if above[task.id] is None]:
        found.append(Strategy("", None, tuple(_numbered(rest, "")), alone=not found))
    return Outline(plan, tuple(found))


def _strategy_of(graph: AlignmentGraph, item: Item) -> str | None:
    """Return the strategy that *item* stands below: the nearest one, else the nearest part that groups."""
    nearest: str | None = None
    queue = list(item.parents)
    for name in queue:
        part = graph.items.get(name)
        if part is None:
            continue
        if part.level == "strategy":
            return name
        if nearest is None and part.level in _GROUPS:
            nearest = name
        queue.extend(parent for parent in part.parents if parent not in queue)
    return nearest


def _official(item: Item) -> tuple[bool, list[tuple[int, int, str]]]:
    """Return what sorts official numbers as people count, 1-2 before 1-10; what is called by letters alone keeps its place.

    >>> [_official(Item("a", "p", "task", (), Text("가"), code=code)) for code in ("나", "1-2")]
    [(True, []), (False, [(0, 1, ''), (1, 0, '-'), (0, 2, '')])]
    """
    code = item.code or ""
    if not any(letter.isdecimal() for letter in code):
        return (True, [])
    parts = re.findall(r"\d+|\D+", code)
    return (False, [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts])


def _numbered(tasks: list[Item], prefix: str) -> Iterator[Numbered]:
    """Yield *tasks* with their subtasks behind them: official numbers, else counted on from *prefix*."""
    names = {task.id for task in tasks}
    below: dict[str, list[Item]] = {}
    tops = []
    for task in sorted(tasks, key=_official):
        parent = next((name for name in task.parents if name in names), None)
        if parent is None:
            tops.append(task)
        else:
            below.setdefault(parent, []).append(task)
    stack = [(task, 0, prefix, place) for place, task in reversed([*enumerate(tops, 1)])]
    while stack:
        task, depth, before, place = stack.pop()
        number = task.code or (f"{before}-{place}" if before else str(place))
        yield Numbered(number, task, min(depth, 1))
        stack += [(one, depth + 1, number, at) for at, one in reversed([*enumerate(below.get(task.id, ()), 1)])]


def task_count(count: int, lang: Language) -> str:
    """Return how many tasks these are, in words.

    >>> task_count(1, "en"), task_count(1200, "en"), task_count(2, "ko")
    ('1 task', '1,200 tasks', '과제 2건')
    """
    return Text(f"과제 {count:,}건", counted(count, "task")).get(lang)


def department_cell(task: Item, lang: Language) -> str:
    """Return the department of *task*, or that it is not known."""
    return task.department.get(lang) if task.department else NOT_KNOWN.get(lang)


def period_cell(task: Item, lang: Language) -> str:
    """Return the period of *task* as a plan writes it, or that it is not known.

    >>> from policygraph.records.kinds import Period
    >>> period_cell(Item("a", "p", "task", (), Text("가"), period=Period(2026, 2028, 3)), "ko")
    '2026.3.~2028'
    """
    if task.period is None:
        return NOT_KNOWN.get(lang)
    period = task.period
    start, end = (
        "" if year is None else f"{year}.{month}." if month else str(year)
        for year, month in ((period.start, period.start_month), (period.end, period.end_month))
    )
    return start if start == end else f"{start}~{end}"


def title_cell(found: Numbered, lang: Language) -> str:
    """Return the title of a task; a subtask stands further in."""
    return ("· " if found.depth else "") + found.task.title.get(lang)


def plan_caption(graph: AlignmentGraph, plan: Document, words: Text, lang: Language) -> str:
    """Return the caption of a table about *plan*: with its title where the book is about several."""
    title = words.get(lang)
    return f"{title}: {plan.title.get(lang)}" if len(graph.plans) > 1 else title


def bands(names: Iterable[Name], most: int) -> list[list[Name]]:
    """Return *names* in parts of at most *most*, as even as they can be; one empty part where there are none.

    >>> bands(range(11), 10), bands([], 10)
    ([[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10]], [[]])
    """
    listed = list(names)
    count = max(1, -(-len(listed) // most))
    size, more = divmod(len(listed), count)
    found, start = [], 0
    for place in range(count):
        end = start + size + (place < more)
        found.append(listed[start:end])
        start = end
    return found
