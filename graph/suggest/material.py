"""What suggestions are computed from: the tasks and items to match, and the history of reviewed alignments.

The history of a workspace is its own alignments and, beside them, the bundled reviewed alignments of plans that it does
not use; where both judge the same pair, the workspace wins. A confirmed alignment counts 1, a proposed one half. What a
program proposed and nobody has confirmed yet (method ``suggested``) counts nothing, so that the program never learns from
itself; a rejected pair counts nothing either, and is not suggested again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.suggest.vectors import Sparse
from policygraph.records.kinds import Alignment, Corpus, Item, Text
from scipy import sparse

WEIGHTS = {"confirmed": 1.0, "proposed": 0.5, "rejected": 0.0}


@dataclass(frozen=True)
class Material:
    """Tasks and items, the workspace's own first (*own_tasks*, *own_items* of them), and the alignments among them.

    *titles* names items and documents by id: all of the graph, and of the others what stands above them.
    """

    tasks: tuple[Item, ...]
    items: tuple[Item, ...]
    own_tasks: int
    own_items: int
    alignments: tuple[Alignment, ...]
    titles: Mapping[str, Text]

    @cached_property
    def task_index(self) -> dict[str, int]:
        """The place of each task."""
        return {task.id: place for place, task in enumerate(self.tasks)}

    @cached_property
    def item_index(self) -> dict[str, int]:
        """The place of each item."""
        return {item.id: place for place, item in enumerate(self.items)}

    @cached_property
    def frameworks(self) -> NDArray[np.int32]:
        """The number of each item's framework."""
        names = {name: number for number, name in enumerate(dict.fromkeys(item.document for item in self.items))}
        return np.asarray([names[item.document] for item in self.items], np.int32)

    @cached_property
    def labels(self) -> Labels:
        """The whole history."""
        return labels_of(self, self.alignments)


@dataclass(frozen=True)
class Labels:
    """What is known of which task serves which item.

    *weight* (tasks by items) holds how much each alignment counts, *strengths* the same split by strength 1, 2, 3;
    *tasks* are the places of tasks with any, *counts* the weight on each item.
    """

    weight: Sparse
    strengths: tuple[Sparse, Sparse, Sparse]
    tasks: NDArray[np.int32]
    counts: NDArray[np.float32]

    @cached_property
    def by_item(self) -> Sparse:
        """The weight on each item (rows), of *tasks* only (columns)."""
        return self.weight[self.tasks].T.tocsr()

    @cached_property
    def strengths_by_item(self) -> tuple[Sparse, ...]:
        """`by_item` split by strength 1, 2, 3."""
        return tuple(matrix[self.tasks].T.tocsr() for matrix in self.strengths)

    def without_tasks(self, hidden: Iterable[int]) -> Labels:
        """Return the labels without those of the tasks at the places *hidden*."""
        keep = np.ones(self.weight.shape[0], np.float32)
        keep[list(hidden)] = 0
        return self._scaled(_diagonal(keep), None)

    def without_items(self, hidden: NDArray[np.bool_]) -> Labels:
        """Return the labels without those of the items where *hidden* is true."""
        return self._scaled(None, _diagonal(np.where(hidden, 0, 1).astype(np.float32)))

    def _scaled(self, left: Any, right: Any) -> Labels:
        def scaled(matrix: Sparse) -> Sparse:
            found = matrix if left is None else left @ matrix
            found = sparse.csr_matrix(found if right is None else found @ right)
            found.eliminate_zeros()
            return found

        first, second, third = (scaled(matrix) for matrix in self.strengths)
        return _labels(scaled(self.weight), (first, second, third))


def _diagonal(values: NDArray[np.float32]) -> Sparse:
    places = np.arange(len(values))
    return sparse.csr_matrix((values, (places, places)), shape=(len(values), len(values)))


def _labels(weight: Sparse, strengths: tuple[Sparse, Sparse, Sparse]) -> Labels:
    tasks = np.flatnonzero(np.diff(weight.indptr)).astype(np.int32)
    return Labels(weight, strengths, tasks, np.asarray(weight.sum(axis=0), np.float32).ravel())


def labels_of(material: Material, alignments: Iterable[Alignment]) -> Labels:
    """Return what *alignments* say about the tasks and items of *material*."""
    shape = (len(material.tasks), len(material.items))
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    strengths: list[int] = []
    for link in alignments:
        own_idea = link.method == "suggested" and link.state == "proposed"
        if WEIGHTS[link.state] and not own_idea:
            rows.append(material.task_index[link.task])
            columns.append(material.item_index[link.item])
            values.append(WEIGHTS[link.state])
            strengths.append(link.strength)
    parts = np.asarray(values, np.float32), np.asarray(rows, np.int32), np.asarray(columns, np.int32)
    kinds = np.asarray(strengths, np.int32)

    def matrix(chosen: NDArray[np.bool_]) -> Sparse:
        weights, places, others = (part[chosen] for part in parts)
        return sparse.csr_matrix((weights, (places, others)), shape=shape, dtype=np.float32)

    whole = matrix(np.ones(len(kinds), bool))
    return _labels(whole, (matrix(kinds == 1), matrix(kinds == 2), matrix(kinds == 3)))


def material_of(graph: AlignmentGraph, bundled: Corpus | None = None) -> Material:
    """Return the tasks and items of *graph* with its alignments, and those of *bundled* that it does not hold itself."""
    own = [item for framework in graph.frameworks for item in framework.items]
    tasks, items = dict(graph.tasks), {item.id: item for item in own}
    titles = {name: graph.title(name) for name in (*graph.documents, *graph.items)}
    own_tasks, own_items = len(tasks), len(items)
    links = {(link.task, link.item): link for link in graph.alignments}
    for link in _history(bundled, graph) if bundled is not None else ():
        links.setdefault((link.task, link.item), link)
    if bundled is not None:
        _add_ends(bundled, links, tasks, items, titles)
    return Material(tuple(tasks.values()), tuple(items.values()), own_tasks, own_items, tuple(links.values()), titles)


def _history(bundled: Corpus, graph: AlignmentGraph) -> list[Alignment]:
    """Return the bundled alignments of the tasks of plans that the workspace does not use.

    An id that the workspace gives to something else speaks for nothing.
    """
    plans = [document for document in bundled.documents if document.is_plan and document.id not in graph.documents]
    tasks = {item.id for plan in plans for item in plan.items if item.id not in graph.items}
    documents = {item.id: document.id for document in bundled.documents for item in document.items}

    def same(name: str) -> bool:
        return name not in graph.items or graph.items[name].document == documents[name]

    return [link for link in bundled.alignments if link.task in tasks and same(link.item)]


def _add_ends(
    bundled: Corpus,
    links: Mapping[tuple[str, str], Alignment],
    tasks: dict[str, Item],
    items: dict[str, Item],
    titles: dict[str, Text],
) -> None:
    """Add the tasks and items that alignments of the history speak of."""
    documents = {document.id: document for document in bundled.documents}
    records = {item.id: item for document in bundled.documents for item in document.items}
    for task, item in links:
        if task not in tasks:
            tasks[task] = records[task]
        if item not in items:
            items[item] = records[item]
    for record in (*tasks.values(), *items.values()):
        for name in (*record.parents, record.document):
            if name not in titles:
                titles[name] = records[name].title if name in records else documents[name].title
