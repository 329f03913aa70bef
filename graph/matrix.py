"""The matrix: frameworks and their top items against plans, tasks, departments, years, technologies or domains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.flow import official_ranks
from policygraph.graph.grouping import TaskGroup, group_tasks

Columns = Literal["plan", "task", "department", "year", "technology", "domain"]
COLUMNS: tuple[Columns, ...] = ("plan", "task", "department", "year", "technology", "domain")


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How the tasks of a column serve an item or what lies below it: the strongest of so many *links*.

    *confirmed* says whether one of them at least is confirmed.
    """

    strength: int
    confirmed: bool
    links: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A framework (or the item that stands for it, *heading*), or an item right below it, with its cells by column."""

    name: str
    heading: bool
    cells: Mapping[str, MatrixCell]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows in official order and the *columns* that have a cell; *empty* are the columns without any."""

    by: Columns
    columns: tuple[TaskGroup, ...]
    rows: tuple[MatrixRow, ...]
    empty: tuple[TaskGroup, ...]


def matrix(graph: AlignmentGraph, by: Columns = "plan") -> Matrix:
    """Return the matrix of what the scope of *graph* shows.

    A task with several technologies or years is in several columns; one whose period is not closed is in the years
    that are certain and in the unknown column.

    >>> from policygraph import open_study
    >>> found = matrix(open_study().graph)
    >>> [group.key for group in found.columns], found.rows[0].name, found.rows[0].cells["b6"]
    (['b5', 'b6', 'bai', 'bdp'], 'aiap', MatrixCell(strength=3, confirmed=True, links=30))
    """
    groups = _groups(graph, by)
    columns_of: dict[str, list[str]] = {}
    for group in groups:
        for task in group.tasks:
            columns_of.setdefault(task, []).append(group.key)
    rows = tuple(
        MatrixRow(name, name == root, _cells(graph, name, columns_of))
        for root in graph.roots
        for name in (root, *graph.children[root])
    )
    used = {key for row in rows for key in row.cells}
    return Matrix(
        by,
        tuple(group for group in groups if group.key in used),
        rows,
        tuple(group for group in groups if group.key not in used),
    )


def _groups(graph: AlignmentGraph, by: Columns) -> list[TaskGroup]:
    if by == "task":
        rank = official_ranks(graph)
        return [TaskGroup(name, graph.title(name), (name,)) for name in sorted(graph.tasks, key=rank.__getitem__)]
    return group_tasks(graph, by)


def _cells(graph: AlignmentGraph, name: str, columns_of: Mapping[str, list[str]]) -> dict[str, MatrixCell]:
    cells: dict[str, MatrixCell] = {}
    for item in graph.below(name):
        for link in graph.serving.get(item, ()):
            for key in columns_of[link.task]:
                was = cells.get(key, MatrixCell(0, confirmed=False, links=0))
                strength = max(was.strength, link.strength)
                cells[key] = MatrixCell(strength, was.confirmed or link.state == "confirmed", was.links + 1)
    return cells
