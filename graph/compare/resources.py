"""Tasks, money and departments before and after; sums are those of `policygraph.graph.money`, kinds of money apart."""

from __future__ import annotations

from dataclasses import dataclass

from policygraph.graph.compare.edition import Edition
from policygraph.graph.money import Sum, add_up
from policygraph.records.kinds import Text


@dataclass(frozen=True, slots=True)
class DepartmentChange:
    """The tasks and money of one department (``None``: not known) before and after."""

    department: Text | None
    old: Sum
    new: Sum


@dataclass(frozen=True, slots=True)
class Resources:
    """The tasks that count before and after, and by department; departments by name, the unknown last."""

    old: Sum
    new: Sum
    departments: tuple[DepartmentChange, ...]


def resources(old: Edition, new: Edition) -> Resources:
    """Return money and departments of both editions: of the tasks of a plan or workspace, or of those that serve a framework."""
    sides = [tasks_of(edition) for edition in (old, new)]
    graphs = old.study.graph, new.study.graph
    names: dict[str, Text | None] = {}
    by_department: list[dict[str, list[str]]] = [{}, {}]
    for side, (graph, tasks) in enumerate(zip(graphs, sides, strict=True)):
        for name in tasks:
            key = graph.department_of(name) or ""
            names.setdefault(key, graph.departments.get(key))
            by_department[side].setdefault(key, []).append(name)
    return Resources(
        add_up(graphs[0], sides[0]),
        add_up(graphs[1], sides[1]),
        tuple(
            DepartmentChange(
                names[key],
                add_up(graphs[0], by_department[0].get(key, ())),
                add_up(graphs[1], by_department[1].get(key, ())),
            )
            for key in sorted(names, key=lambda key: (not key, key))
        ),
    )


def tasks_of(edition: Edition) -> list[str]:
    """Return the tasks that an edition is about: of its plan or all, or those that serve its framework."""
    graph, document = edition.study.graph, edition.document
    if document is None or graph.documents[document].is_plan:
        return list(graph.tasks)
    items = {item.id for item in graph.documents[document].items}
    return [name for name in graph.tasks if any(link.item in items for link in graph.serves[name])]
