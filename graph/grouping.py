"""Coverage by department, year, technology, domain, plan or city: each group is a scope of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import Coverage, coverage
from policygraph.graph.scope import CHOICES, UNKNOWN, UNKNOWN_YEAR, Scope, years_of
from policygraph.records.kinds import Item, Text
from policygraph.records.words import label

Grouping = Literal["department", "year", "technology", "domain", "plan", "city"]
UNKNOWN_TITLE = Text("알려지지 않음", "not known")


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The tasks that share a department, year, technology, domain, plan or city; *key* is empty where the sources do not say."""

    key: str
    title: Text
    tasks: tuple[str, ...]


def _departments(graph: AlignmentGraph, task: Item) -> list[tuple[str, Text]]:
    key = graph.department_of(task.id)
    return [(key, graph.departments[key])] if key else []


def _cities(graph: AlignmentGraph, task: Item) -> list[tuple[str, Text]]:
    city = graph.documents[task.document].city
    return [(city.id, city.title)] if city else []


def _years(graph: AlignmentGraph, task: Item) -> list[tuple[str, Text]]:
    return [
        (str(year), Text(f"{year}년", str(year))) if year else (UNKNOWN, UNKNOWN_TITLE)
        for year in years_of(task.period)
    ]


def _technologies(graph: AlignmentGraph, task: Item) -> list[tuple[str, Text]]:
    return [(name, label("technology", name)) for name in task.technologies]


def _domains(graph: AlignmentGraph, task: Item) -> list[tuple[str, Text]]:
    return [(name, label("domain", name)) for name in (task.domain.value if task.domain else ())]


def _plans(graph: AlignmentGraph, task: Item) -> list[tuple[str, Text]]:
    return [(task.document, graph.title(task.document))]


_KEYS: Mapping[Grouping, Callable[[AlignmentGraph, Item], list[tuple[str, Text]]]] = {
    "department": _departments,
    "year": _years,
    "technology": _technologies,
    "domain": _domains,
    "plan": _plans,
    "city": _cities,
}
GROUPINGS: tuple[Grouping, ...] = tuple(_KEYS)


def group_tasks(graph: AlignmentGraph, by: Grouping) -> list[TaskGroup]:
    """Return the groups of all tasks, sorted by key, the unknown last.

    A task with several technologies or domains is in several groups. A task whose period is not closed is in the years that are
    certain and in the unknown group. Where the scope chooses among the groups, there are those alone.

    >>> from policygraph import open_study
    >>> [group.key for group in group_tasks(open_study().graph, "plan")]
    ['b5', 'b6', 'bai', 'bdp']
    >>> graph = open_study().graph
    >>> [group.key for group in group_tasks(graph.within(group_scope(graph.scope, "year", "")), "year")]
    ['']
    """
    chosen = {UNKNOWN if value == UNKNOWN_YEAR else str(value) for value in getattr(graph.scope, CHOICES[by])}
    titles: dict[str, Text] = {}
    members: dict[str, list[str]] = {}
    for task in graph.tasks.values():
        for key, title in _KEYS[by](graph, task) or [(UNKNOWN, UNKNOWN_TITLE)]:
            if chosen and key not in chosen:
                continue  # tasks of the scope that are in another group as well
            titles.setdefault(key, title)
            members.setdefault(key, []).append(task.id)
    keys = sorted(members, key=lambda key: (key == UNKNOWN, key))
    return [TaskGroup(key, titles[key], tuple(members[key])) for key in keys]


def coverage_by(graph: AlignmentGraph, by: Grouping) -> list[tuple[TaskGroup, Coverage]]:
    """Return each group of tasks with the coverage in its scope (`group_scope`)."""
    return [
        (group, coverage(graph.within(group_scope(graph.scope, by, group.key)))) for group in group_tasks(graph, by)
    ]


def group_scope(scope: Scope, by: Grouping, key: str) -> Scope:
    """Return the part of *scope* that the group *key* is: its figures are those of this scope at every other door.

    >>> group_scope(Scope(plans=("b6",)), "year", "2027").document()
    {'plans': ['b6'], 'years': [2027]}
    """
    chosen: dict[str, Any] = {CHOICES[by]: (int(key or UNKNOWN_YEAR) if by == "year" else key,)}
    return replace(scope, **chosen)
