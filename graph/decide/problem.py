"""What a decision is about, in numbers: levers that can be pulled, needs to be met, and named rows that limit them.

A `Model` knows no titles and no files. It judges a set of levers exactly; finding the best one is the work of
`policygraph.graph.decide.optimum`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

from policygraph.graph.decide.exact import exact_shares
from policygraph.graph.hierarchy import Hierarchy

LeverKind = Literal["task", "confirm", "link", "suggested"]


@dataclass(frozen=True, slots=True)
class Lever:
    """Something the city can do: a task to take up or keep, a proposal to confirm, a link to make.

    *cost* is in the unit of the question (tasks or million won), *effort* counts links that a person has to review.
    *links* are the items that it serves, with the strength (1..3). *task* is the task it belongs to.
    """

    id: str
    kind: LeverKind
    cost: int = 0
    effort: int = 0
    links: tuple[tuple[str, int], ...] = ()
    task: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """Something to be met: by any one of the levers *by*, or by the share of *node* reaching *value* (0..1)."""

    id: str
    by: frozenset[str] = frozenset()
    node: int | None = None
    value: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class NamedLimit:
    """A named limit: the sum of coefficient times lever is at most *most*."""

    name: str
    terms: tuple[tuple[str, int], ...]
    most: int


@dataclass(frozen=True)
class Model:
    """Levers, needs and rows, each in the order of their names, and the hierarchy with the strengths that are there.

    *base* holds the strength (0..3) at each node of *hierarchy* before any lever is pulled.
    """

    levers: tuple[Lever, ...]
    needs: tuple[Need, ...]
    rows: tuple[NamedLimit, ...] = ()
    hierarchy: Hierarchy | None = None
    base: tuple[int, ...] = field(default=())

    @cached_property
    def by_id(self) -> Mapping[str, Lever]:
        """The levers by their ids."""
        return {lever.id: lever for lever in self.levers}

    @cached_property
    def at(self) -> Mapping[int, tuple[tuple[str, int], ...]]:
        """By node: which levers raise its own strength above what is there, and to what."""
        found: dict[int, list[tuple[str, int]]] = {}
        for lever in self.levers:
            for item, strength in lever.links:
                node = self.hierarchy.index.get(item) if self.hierarchy else None
                if node is not None and strength > self.base[node]:
                    found.setdefault(node, []).append((lever.id, strength))
        return {node: tuple(raising) for node, raising in found.items()}

    @cached_property
    def parts(self) -> Mapping[int, tuple[int, ...]]:
        """The children that count in the mean of each inner node."""
        return {step.node: step.children for step in self.hierarchy.steps} if self.hierarchy else {}

    @cached_property
    def frameworks(self) -> tuple[int, ...]:
        """The nodes below no other that have commitments."""
        if self.hierarchy is None:
            return ()
        below = {child for children in self.hierarchy.children for child in children}
        return tuple(node for node, count in enumerate(self.hierarchy.commitments) if count and node not in below)

    def below(self, node: int) -> list[int]:
        """Return *node* and every node that its share rests on."""
        found = {node: None}
        queue = [node]
        for one in queue:
            for child in self.parts.get(one, ()):
                if child not in found:
                    found[child] = None
                    queue.append(child)
        return queue

    def movers(self, need: Need) -> frozenset[str]:
        """Return the levers that *need* depends on."""
        if need.node is None:
            return need.by
        return frozenset(lever for node in self.below(need.node) for lever, _ in self.at.get(node, ()))

    def shares(self, chosen: Collection[str]) -> list[Fraction]:
        """Return the exact share of every node once the levers *chosen* are pulled."""
        assert self.hierarchy is not None  # noqa: S101 - asked for only where there is one
        thirds = list(self.base)
        for node, raising in self.at.items():
            thirds[node] = max([thirds[node], *(strength for lever, strength in raising if lever in chosen)])
        return exact_shares(self.hierarchy, thirds)

    def unmet(self, chosen: Collection[str], needs: Collection[Need] | None = None) -> list[Need]:
        """Return which of *needs* (by default, of all) the levers *chosen* leave open, judged exactly."""
        asked = self.needs if needs is None else needs
        shares = self.shares(chosen) if any(need.node is not None for need in asked) else []
        return [
            need
            for need in asked
            if (need.by.isdisjoint(chosen) if need.node is None else shares[need.node] < need.value)
        ]
