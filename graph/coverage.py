"""Coverage: how far the policy items are served by action tasks.

The definition, for a node *n* and the alignments that count::

    direct(n) = max over alignments of n of strength / 3            (0 when there is none)
    c(n)      = direct(n)                                            commitment without children
    c(n)      = max(direct(n), weighted mean of c over children)     commitment with children
    c(n)      = weighted mean of c over children                     grouping node

The *floor* counts confirmed alignments, the *ceiling* confirmed and proposed ones. Levels task, subtask, pledge and
finding commit; vision, strategy, area and goal group. A grouping node without children is a commitment, except a vision.
Nodes decided to be not applicable take no part: neither they, nor what lies under them alone. Children without any
commitment take no part in a mean. Where nobody has assessed a framework yet, its figures are unknown, not 0.

Four things that are not the same: a share of 0 (state ``none``), ``not-applicable``, ``undefined`` (nothing committed
below) and ``not-assessed``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Literal

from policygraph.graph.alignment_graph import FRAMEWORK_LEVEL, AlignmentGraph
from policygraph.sources.records import COMMITMENT_LEVELS, Text

State = Literal["full", "partial", "none", "not-applicable", "undefined", "not-assessed"]
STATES: tuple[State, ...] = ("full", "partial", "none", "not-applicable", "undefined", "not-assessed")


@dataclass(frozen=True, slots=True)
class NodeCoverage:
    """The figures of one framework or policy item; shares lie in 0..1 and are ``None`` where unknown or undefined.

    *commitments* counts the commitments without children at or below the node, *linked* those with a confirmed or
    proposed alignment, *linked_confirmed* those with a confirmed one, *tasks* the distinct tasks aligned to the node or
    to anything below it. *level* is ``framework`` for the document itself.
    """

    id: str
    framework: str
    parent: str | None
    level: str
    title: Text
    direct_floor: float | None
    direct_ceiling: float | None
    floor: float | None
    ceiling: float | None
    state: State
    linked: int | None
    linked_confirmed: int | None
    commitments: int
    tasks: int | None


class Coverage(Mapping[str, NodeCoverage]):
    """The coverage of every framework and policy item by id, in official order."""

    def __init__(self, nodes: Mapping[str, NodeCoverage]) -> None:
        self._nodes = dict(nodes)

    def __getitem__(self, name: str) -> NodeCoverage:
        return self._nodes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


@dataclass(frozen=True, slots=True)
class Shares:
    """The figures of all nodes as lists by index of `AlignmentGraph.hierarchy`; bit masks hold sets.

    In *leaves*, *linked* and *linked_confirmed* bit *i* stands for the commitment with index *i*; in *tasks* bit *j*
    stands for the *j*-th task of the graph.
    """

    applies: list[bool]
    direct_floor: list[float]
    direct_ceiling: list[float]
    floor: list[float | None]
    ceiling: list[float | None]
    leaves: list[int]
    linked: list[int]
    linked_confirmed: list[int]
    tasks: list[int]


def applicable(graph: AlignmentGraph) -> list[bool]:
    """Return, by index, whether a node takes part: it is not decided away, and neither are all of its parents."""
    hierarchy = graph.hierarchy
    rooted = [name in graph.documents for name in hierarchy.ids]
    applies = [False] * len(hierarchy.ids)
    for node in reversed(hierarchy.order):
        if rooted[node] and hierarchy.ids[node] not in graph.not_applicable:
            applies[node] = True
            for child in hierarchy.children[node]:
                rooted[child] = True
    return applies


def roll_up(graph: AlignmentGraph, tasks: Collection[str] | None = None) -> Shares:
    """Compute all figures in one pass from the leaves up; O(V + E) plus the width of the bit masks.

    *tasks* restricts the alignments to those of the named tasks; ``None`` takes all.
    """
    hierarchy = graph.hierarchy
    size = len(hierarchy.ids)
    applies = applicable(graph)
    shares = Shares(
        applies,
        [0.0] * size,
        [0.0] * size,
        [None] * size,
        [None] * size,
        [0] * size,
        [0] * size,
        [0] * size,
        [0] * size,
    )
    _take_alignments(graph, shares, tasks)
    grouping, vision = _roles(graph)
    weights = _weights(graph)
    floor, ceiling = shares.floor, shares.ceiling
    for node in hierarchy.order:
        if not applies[node]:
            continue
        children = hierarchy.children[node]
        counted = [child for child in children if applies[child] and floor[child] is not None]
        if not counted:
            if not (grouping[node] and (children or vision[node])):
                floor[node], ceiling[node] = shares.direct_floor[node], shares.direct_ceiling[node]
                shares.leaves[node] = 1 << node
                shares.linked[node] = 1 << node if shares.direct_ceiling[node] > 0 else 0
                shares.linked_confirmed[node] = 1 << node if shares.direct_floor[node] > 0 else 0
        else:
            total = fsum(weights[child] for child in counted)
            low = fsum(weights[child] * (floor[child] or 0.0) for child in counted) / total
            high = fsum(weights[child] * (ceiling[child] or 0.0) for child in counted) / total
            if not grouping[node]:
                low, high = max(low, shares.direct_floor[node]), max(high, shares.direct_ceiling[node])
            floor[node], ceiling[node] = min(low, 1.0), min(high, 1.0)
        for child in children:
            if applies[child]:
                shares.leaves[node] |= shares.leaves[child]
                shares.linked[node] |= shares.linked[child]
                shares.linked_confirmed[node] |= shares.linked_confirmed[child]
                shares.tasks[node] |= shares.tasks[child]
    return shares


def _take_alignments(graph: AlignmentGraph, shares: Shares, tasks: Collection[str] | None) -> None:
    positions = {name: 1 << position for position, name in enumerate(graph.tasks)}
    wanted = None if tasks is None else frozenset(tasks)
    index = graph.hierarchy.index
    for alignment in graph.alignments:
        if alignment.state == "rejected" or (wanted is not None and alignment.task not in wanted):
            continue
        node = index[alignment.item]
        share = alignment.strength / 3
        shares.direct_ceiling[node] = max(share, shares.direct_ceiling[node])
        if alignment.state == "confirmed":
            shares.direct_floor[node] = max(share, shares.direct_floor[node])
        shares.tasks[node] |= positions[alignment.task]


def _roles(graph: AlignmentGraph) -> tuple[list[bool], list[bool]]:
    levels = [graph.level(name) for name in graph.hierarchy.ids]
    return [level not in COMMITMENT_LEVELS for level in levels], [
        level in ("vision", FRAMEWORK_LEVEL) for level in levels
    ]


def _weights(graph: AlignmentGraph) -> list[float]:
    return [graph.items[name].importance if name in graph.items else 1.0 for name in graph.hierarchy.ids]


def coverage(
    graph: AlignmentGraph, tasks: Collection[str] | None = None, *, plans: Collection[str] | None = None
) -> Coverage:
    """Return the coverage of every framework and policy item.

    Parameters
    ----------
    graph
        The alignment graph.
    tasks
        Count only the alignments of these tasks; ``None`` counts all.
    plans
        The plans whose assessment the figures rest on; ``None`` means every plan. A framework that none of them has
        been assessed for is ``not-assessed``.

    Returns
    -------
    Coverage
        One `NodeCoverage` for each framework and each of its items; 0 <= floor <= ceiling <= 1 wherever they are known.

    Examples
    --------
    >>> from policygraph import open_study
    >>> result = coverage(open_study().graph)
    >>> result["legal"].state, result["legal"].floor
    ('not-assessed', None)
    """
    shares = roll_up(graph, tasks)
    assessed = {
        framework: any(plans is None or plan in plans for plan in known) for framework, known in graph.assessed.items()
    }
    nodes = {}
    for document in graph.frameworks:
        known = assessed[document.id]
        for name in (document.id, *(item.id for item in document.items)):
            nodes[name] = _node(graph, shares, name, document.id, known)
    return Coverage(nodes)


def _node(graph: AlignmentGraph, shares: Shares, name: str, framework: str, known: bool) -> NodeCoverage:
    node = graph.hierarchy.index[name]
    item = graph.items.get(name)
    commitments = shares.leaves[node].bit_count()
    linked, confirmed = shares.linked[node].bit_count(), shares.linked_confirmed[node].bit_count()
    if not shares.applies[node]:
        state: State = "not-applicable"
    elif commitments == 0:
        state = "undefined"
    elif not known:
        state = "not-assessed"
    else:
        state = "full" if linked == commitments else "partial" if linked else "none"
    numbers = state in ("full", "partial", "none")
    direct = known and state != "not-applicable"
    return NodeCoverage(
        id=name,
        framework=framework,
        parent=item.parents[0] if item else None,
        level=graph.level(name),
        title=graph.title(name),
        direct_floor=shares.direct_floor[node] if direct else None,
        direct_ceiling=shares.direct_ceiling[node] if direct else None,
        floor=shares.floor[node] if numbers else None,
        ceiling=shares.ceiling[node] if numbers else None,
        state=state,
        linked=linked if numbers else None,
        linked_confirmed=confirmed if numbers else None,
        commitments=commitments,
        tasks=shares.tasks[node].bit_count() if direct else None,
    )
