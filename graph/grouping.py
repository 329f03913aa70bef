"""Coverage by department, year, technology, domain or plan: the same definition with the alignments of those tasks only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import Coverage, coverage
from policygraph.ontology.technologies import technology_label
from policygraph.records.kinds import Item, Text
from policygraph.records.words import label

Grouping = Literal["department", "year", "technology", "domain", "plan"]
UNKNOWN = ""
UNKNOWN_TITLE = Text("알려지지 않음", "not known")


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The tasks that share a department, year, technology, domain or plan; *key* is empty where the sources do not say."""

    key: str
    title: Text
    tasks: tuple[str, ...]


def _departments(graph: AlignmentGraph, task: Item) -> list[tuple[str, Text]]:
    return [(task.department.get("ko"), task.department)] if task.department else []


def _years(graph: AlignmentGraph, task: Item) -> list[tuple[str, Text]]:
    years = task.period.years() if task.period else ()
    found = [(str(year), Text(f"{year}년", str(year))) for year in years]
    closed = task.period is not None and task.period.start is not None and task.period.end is not None
    return found if closed else [*found, (UNKNOWN, UNKNOWN_TITLE)]


def _technologies(graph: AlignmentGraph, task: Item) -> list[tuple[str, Text]]:
    return [(name, technology_label(name)) for name in task.technologies]


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
}
GROUPINGS: tuple[Grouping, ...] = tuple(_KEYS)


def group_tasks(graph: AlignmentGraph, by: Grouping) -> list[TaskGroup]:
    """Return the groups of all tasks, sorted by key, the unknown last.

    A task with several technologies or domains is in several groups. A task whose period is not closed is in the years that are
    certain and in the unknown group.

    >>> from policygraph import open_study
    >>> [group.key for group in group_tasks(open_study().graph, "plan")]
    ['b5', 'b6', 'bai', 'bdp']
    """
    titles: dict[str, Text] = {}
    members: dict[str, list[str]] = {}
    for task in graph.tasks.values():
        for key, title in _KEYS[by](graph, task) or [(UNKNOWN, UNKNOWN_TITLE)]:
            titles.setdefault(key, title)
            members.setdefault(key, []).append(task.id)
    keys = sorted(members, key=lambda key: (key == UNKNOWN, key))
    return [TaskGroup(key, titles[key], tuple(members[key])) for key in keys]


def coverage_by(graph: AlignmentGraph, by: Grouping) -> list[tuple[TaskGroup, Coverage]]:
    """Return each group of tasks with the coverage that its alignments alone give.

    A group's figures are ``not-assessed`` for a framework that was assessed for none of the plans of its tasks.
    """
    groups = group_tasks(graph, by)
    plans = [{graph.tasks[task].document for task in group.tasks} for group in groups]
    return [(group, coverage(graph, group.tasks, plans=known)) for group, known in zip(groups, plans, strict=True)]
