"""Why a task counts for an item: their alignment, or the shortest chain between the two, or what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.kinds import Alignment

Relation = Literal["broader", "narrower", "serves", "served-by"]


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step of a chain from *start* to *end*; *alignment* is set where the step is an alignment."""

    start: str
    end: str
    relation: Relation
    alignment: Alignment | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """How *task* and *item* are connected.

    *alignment* is their direct one (of any state), *chain* the shortest chain of hierarchy and alignments where there is
    no direct one, *assessed* whether the item's framework was assessed for the task's plan.
    """

    task: str
    item: str
    alignment: Alignment | None
    chain: tuple[ChainStep, ...]
    assessed: bool


def connect(graph: AlignmentGraph, task: str, item: str) -> Connection:
    """Return how *task*, a task or a plan that answers for itself, and *item* (ids) are connected.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> connect(graph, "b6-1-1", "aim-3-2").alignment.strength
    3
    >>> [step.relation for step in connect(graph, "b6-1-1", "aim-3").chain]
    ['serves', 'broader']
    """
    direct = next((link for link in graph.counting if (link.task, link.item) == (task, item)), None)
    known = graph.document_of(task) in graph.assessed.get(graph.document_of(item), ())
    chain = () if direct is not None else _shortest_chain(graph, task, item)
    return Connection(task, item, direct, chain, known)


def _shortest_chain(graph: AlignmentGraph, task: str, item: str) -> tuple[ChainStep, ...]:
    import networkx as nx
    from policygraph.graph.network import structure

    network = structure(graph)
    walk: nx.Graph[str] = nx.Graph()
    walk.add_nodes_from(network.nodes)
    walk.add_edges_from(sorted(network.edges()))
    try:
        path = nx.shortest_path(walk, task, item)
    except nx.NetworkXNoPath:
        return ()
    return tuple(_step(graph, start, end) for start, end in pairwise(path))


def _step(graph: AlignmentGraph, start: str, end: str) -> ChainStep:
    sides: tuple[tuple[Relation, str, str], ...] = (("serves", start, end), ("served-by", end, start))
    for relation, task, item in sides:
        for link in graph.links_of(task):
            if link.item == item:
                return ChainStep(start, end, relation, link)
    upward = start in graph.items and end in graph.items[start].parents
    return ChainStep(start, end, "broader" if upward else "narrower")
