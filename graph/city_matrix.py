"""Coverage of every city at once: frameworks and policy items by cities, as arrays.

The definition is that of `policygraph.graph.coverage` with the alignments of each city's tasks and plans alone. All cities
go up the hierarchy together: one product of a sparse matrix of weights with the shares of all cities for each height of
inner nodes, so that hundreds of cities cost little more than one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.addressee import Addressed, addressee_of
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import Figures, figures_of
from policygraph.graph.grouping import TaskGroup, group_tasks
from policygraph.graph.hierarchy import Hierarchy, MeanStep
from policygraph.records.kinds import ADDRESSEES, Alignment
from scipy import sparse

ByCity = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CityFigures(Figures):
    """The figures of one framework or policy item in one city: those of `NodeCoverage` when the scope is that city.

    *addressed* counts the commitments at or below the node by whom they address.
    """

    addressed: dict[str, Addressed]


class CityMatrix:
    """The figures of *names* (frameworks or policy items of *graph*) in every city of its plans.

    *cities* are the groups of tasks by city, in order; the last has an empty key where plans say no city.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> found = CityMatrix(graph, ["kds"])
    >>> [city.key for city in found.cities], found.at("kds", "").linked == open_study().coverage()["kds"].linked
    ([''], True)
    """

    def __init__(self, graph: AlignmentGraph, names: Sequence[str]) -> None:
        self._graph, self.names = graph, tuple(names)
        self.cities = _cities(graph)
        self._column = {city.key: column for column, city in enumerate(self.cities)}
        self._row = {name: row for row, name in enumerate(self.names)}
        links = [link for link in graph.counting if link.state != "rejected" and self._city(link) in self._column]
        floor, ceiling = self._direct(links)
        reached = _reached(graph.hierarchy, [graph.hierarchy.index[name] for name in self.names])
        self._tasks = self._distinct_tasks(links, reached)
        served = {"confirmed": floor > 0, "any": ceiling > 0}
        self._served = {
            code: tuple(self._leaves(reached, leaves, linked) for linked in served.values())
            for code, leaves in self._leaves_by_addressee().items()
        }
        self._count = {
            code: np.asarray(reached[:, leaves].sum(axis=1)).ravel()
            for code, leaves in self._leaves_by_addressee().items()
        }
        rows = [graph.hierarchy.index[name] for name in self.names]
        self._direct_floor, self._direct_ceiling = floor[rows], ceiling[rows]
        self._floor, self._ceiling = (_rolled_up(graph.hierarchy, direct)[rows] for direct in (floor, ceiling))

    def _city(self, link: Alignment) -> str:
        return self._graph.city_of(link.task) or ""

    def _direct(self, links: Sequence[Alignment]) -> tuple[ByCity, ByCity]:
        """Return the direct shares of every node in every city: confirmed alignments alone, and all."""
        nodes = np.fromiter((self._graph.hierarchy.index[link.item] for link in links), np.int64, len(links))
        columns = np.fromiter((self._column[self._city(link)] for link in links), np.int64, len(links))
        shares = np.fromiter((link.strength / 3 for link in links), np.float64, len(links))
        confirmed = np.fromiter((link.state == "confirmed" for link in links), np.bool_, len(links))
        floor, ceiling = (np.zeros((len(self._graph.hierarchy.ids), len(self.cities))) for _ in range(2))
        np.maximum.at(ceiling, (nodes, columns), shares)
        np.maximum.at(floor, (nodes[confirmed], columns[confirmed]), shares[confirmed])
        return floor, ceiling

    def _leaves_by_addressee(self) -> dict[str, list[int]]:
        graph, found = self._graph, {code: list[int]() for code in ADDRESSEES}
        for leaf in graph.hierarchy.leaves:
            if (one := addressee_of(graph, graph.items[graph.hierarchy.ids[leaf]])) is not None:
                found[one].append(leaf)
        return found

    def _leaves(self, reached: sparse.csr_array, leaves: list[int], linked: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return how many of *leaves* at or below each node are linked in each city."""
        return np.asarray(reached[:, leaves] @ linked[leaves].astype(np.int64))

    def _distinct_tasks(self, links: Sequence[Alignment], reached: sparse.csr_array) -> NDArray[np.int64]:
        """Return how many tasks of each city are aligned to each node or to anything below it."""
        subjects = {name: number for number, name in enumerate(dict.fromkeys(link.task for link in links))}
        places = (
            [self._graph.hierarchy.index[link.item] for link in links],
            [subjects[link.task] for link in links],
        )
        shape = (reached.shape[1], len(subjects))
        aligned = sparse.csr_array((np.ones(len(links), np.int64), places), shape=shape)
        whose = [self._column[self._graph.city_of(name) or ""] for name in subjects]
        owned = sparse.csr_array(
            (np.ones(len(whose), np.int64), (range(len(whose)), whose)), shape=(len(whose), len(self.cities))
        )
        return np.asarray((((reached @ aligned) > 0).astype(np.int64) @ owned).todense())

    def at(self, name: str, city: str) -> CityFigures:
        """Return the figures of the framework or policy item *name* in the city with the id *city*."""
        graph, row, column = self._graph, self._row[name], self._column[city]
        node = graph.hierarchy.index[name]
        assessed = any(
            (graph.documents[plan].city_id or "") == city for plan in graph.assessed[graph.document_of(name)]
        )
        confirmed, linked = (sum(int(served[at][row, column]) for served in self._served.values()) for at in (0, 1))
        figures = figures_of(
            applies=graph.hierarchy.applies[node],
            assessed=assessed,
            direct=(float(self._direct_floor[row, column]), float(self._direct_ceiling[row, column])),
            shares=(float(self._floor[row, column]), float(self._ceiling[row, column])),
            linked=linked,
            linked_confirmed=confirmed,
            commitments=graph.hierarchy.commitments[node],
            tasks=int(self._tasks[row, column]),
        )
        known = figures["linked"] is not None
        addressed = {code: self._addressed(code, row, column, known=known) for code in ADDRESSEES}
        return CityFigures(**figures, addressed=addressed)

    def _addressed(self, code: str, row: int, column: int, *, known: bool) -> Addressed:
        confirmed, linked = (int(served[row, column]) for served in self._served[code])
        return Addressed(
            int(self._count[code][row]), confirmed if known else None, linked - confirmed if known else None
        )

    def figures(self) -> Iterator[tuple[TaskGroup, str, CityFigures]]:
        """Yield the figures of every city and name, city by city."""
        for city in self.cities:
            for name in self.names:
                yield city, name, self.at(name, city.key)


def _cities(graph: AlignmentGraph) -> tuple[TaskGroup, ...]:
    """Return the cities of the plans in the scope with their tasks, also those without any."""
    groups = {group.key: group for group in group_tasks(graph, "city")}
    empty = {key: TaskGroup(key, city.title, ()) for key, city in graph.cities.items()}
    return tuple((empty | groups)[key] for key in sorted(empty | groups, key=lambda key: (not key, key)))


def _reached(hierarchy: Hierarchy, nodes: Sequence[int]) -> sparse.csr_array:
    """Return which nodes (columns) stand at or below each of *nodes* (rows), each once, among those that take part."""
    below = dict(hierarchy.descent)
    places: tuple[list[int], list[int]] = ([], [])
    for row, node in enumerate(nodes):
        found = {node: None}
        queue = [node]
        for one in queue:
            for child in below.get(one, ()):
                if child not in found:
                    found[child] = None
                    queue.append(child)
        places[0].extend([row] * len(found))
        places[1].extend(found)
    return sparse.csr_array((np.ones(len(places[0]), np.int64), places), shape=(len(nodes), len(hierarchy.ids)))


def _rolled_up(hierarchy: Hierarchy, direct: ByCity) -> ByCity:
    """Return the shares of all nodes in all cities, from the bottom up."""
    shares = direct.copy()
    for steps in _by_height(hierarchy):
        weights: list[float] = []
        places: tuple[list[int], list[int]] = ([], [])
        for row, step in enumerate(steps):
            places[0].extend([row] * len(step.children))
            places[1].extend(step.children)
            weights.extend(weight / step.total for weight in step.weights or (1.0,) * len(step.children))
        means = sparse.csr_array((weights, places), shape=(len(steps), len(shares))) @ shares
        nodes = [step.node for step in steps]
        commits = np.array([step.commits for step in steps])[:, np.newaxis]
        shares[nodes] = np.minimum(np.where(commits, np.maximum(means, direct[nodes]), means), 1.0)
    return shares


def _by_height(hierarchy: Hierarchy) -> list[list[MeanStep]]:
    """Return the inner nodes by their height: the children of one height are all lower."""
    height: dict[int, int] = {}
    found: list[list[MeanStep]] = []
    for step in hierarchy.steps:
        height[step.node] = level = 1 + max(height.get(child, 0) for child in step.children)
        if level > len(found):
            found.append([])
        found[level - 1].append(step)
    return found
