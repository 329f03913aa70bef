"""The frameworks and their items as integers, and everything about coverage that depends on structure alone.

Which nodes take part, which of them are commitments without children, and which children count in a mean does not depend
on any alignment. It is worked out once for a graph; coverage then is one short pass over the inner nodes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import fsum

from policygraph.records.kinds import Document, Item

FRAMEWORK_LEVEL = "framework"


@dataclass(frozen=True, slots=True)
class MeanStep:
    """How one inner node gets its share: the weighted mean of *children*; *weights* is ``None`` where all are equal.

    *total* is the sum of the weights, or the number of children where they are equal.
    A node that *commits* takes its own direct share where that is better.
    """

    node: int
    children: tuple[int, ...]
    weights: tuple[float, ...] | None
    total: float
    commits: bool


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Frameworks and policy items by index; *order* lists children before their parents.

    *applies* says whether a node takes part, *leaves* are the commitments without children, *commitments* counts those
    at or below a node (0 where there is none: its coverage is undefined), *steps* are the inner nodes from the bottom
    up, *descent* the children that take part of every node that has some, from the bottom up too.
    """

    ids: tuple[str, ...]
    index: Mapping[str, int]
    children: tuple[tuple[int, ...], ...]
    order: tuple[int, ...]
    applies: tuple[bool, ...]
    leaves: tuple[int, ...]
    commitments: tuple[int, ...]
    steps: tuple[MeanStep, ...]
    descent: tuple[tuple[int, tuple[int, ...]], ...]


def build_hierarchy(
    frameworks: Collection[Document], children_of: Mapping[str, tuple[str, ...]], decided_away: Collection[str]
) -> Hierarchy:
    """Return the hierarchy of *frameworks*; *decided_away* are the items decided to be no matter of the city."""
    items: dict[str, Item] = {item.id: item for document in frameworks for item in document.items}
    ids = (*(document.id for document in frameworks), *items)
    index = {name: position for position, name in enumerate(ids)}
    children = tuple(tuple(index[child] for child in children_of[name]) for name in ids)
    order = _bottom_up(children)
    applies = _applicable(ids, children, order, set(decided_away), len(frameworks))
    committed = [False] * len(ids)
    leaves: list[int] = []
    steps: list[MeanStep] = []
    descent: list[tuple[int, tuple[int, ...]]] = []
    for node in order:
        if not applies[node]:
            continue
        below = tuple(child for child in children[node] if applies[child])
        counted = tuple(child for child in below if committed[child])
        item = items.get(ids[node])
        commits = item is not None and item.commits
        if counted:
            committed[node] = True
            shares = tuple(items[ids[child]].weight for child in counted)
            equal = len(set(shares)) == 1
            total = float(len(shares)) if equal else fsum(shares)
            steps.append(MeanStep(node, counted, None if equal else shares, total, commits))
        elif commits or (item is not None and item.asks and not children[node]):
            committed[node] = True
            leaves.append(node)
        if below:
            descent.append((node, below))
    counts = count_below(descent, {leaf: (leaf,) for leaf in leaves}, len(ids))
    return Hierarchy(ids, index, children, order, applies, tuple(leaves), tuple(counts), tuple(steps), tuple(descent))


def count_below(
    descent: Iterable[tuple[int, tuple[int, ...]]], own: Mapping[int, Collection[object]], size: int
) -> list[int]:
    """Return how many distinct things of *own* stand at each of *size* nodes or below it, along *descent*.

    What is below a node is handed on to its last parent, the smaller set into the larger: the memory is that of the
    things themselves, not of things times nodes.

    >>> count_below([(1, (2,)), (0, (1, 3))], {1: "b", 2: "ab", 3: "c"}, 5)
    [3, 2, 2, 1, 0]
    """
    descent = tuple(descent)
    waiting: dict[int, int] = {}
    for _, below in descent:
        for child in below:
            waiting[child] = waiting.get(child, 0) + 1
    counts = [0] * size
    for node, things in own.items():
        counts[node] = len(set(things))
    gathered: dict[int, set[object]] = {}
    for node, below in descent:
        found = set(own.get(node, ()))
        for child in below:
            waiting[child] -= 1
            if child not in gathered:
                found.update(own.get(child, ()))
                continue
            theirs = gathered[child] if waiting[child] else gathered.pop(child)
            if not waiting[child] and len(theirs) > len(found):
                found, theirs = theirs, found
            found |= theirs
        gathered[node] = found
        counts[node] = len(found)
    return counts


def _bottom_up(children: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    waiting = [0] * len(children)
    for below in children:
        for child in below:
            waiting[child] += 1
    order = [node for node, count in enumerate(waiting) if count == 0]
    for node in order:
        for child in children[node]:
            waiting[child] -= 1
            if waiting[child] == 0:
                order.append(child)
    return tuple(reversed(order))


def no_matter_of(hierarchy: Hierarchy) -> frozenset[str]:
    """Return the ids of the nodes of *hierarchy* that take no part."""
    return frozenset(name for name, applies in zip(hierarchy.ids, hierarchy.applies, strict=True) if not applies)


def _applicable(
    ids: tuple[str, ...],
    children: tuple[tuple[int, ...], ...],
    order: tuple[int, ...],
    decided_away: set[str],
    roots: int,
) -> tuple[bool, ...]:
    """Return whether each node takes part: it is not decided away, and neither are all of its parents."""
    reached = [node < roots for node in range(len(ids))]
    applies = [False] * len(ids)
    for node in reversed(order):
        if reached[node] and ids[node] not in decided_away:
            applies[node] = True
            for child in children[node]:
                reached[child] = True
    return tuple(applies)
