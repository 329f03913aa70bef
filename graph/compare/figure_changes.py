"""Why coverage moved: the policy changed, the plan changed, the judgements changed; parts that add up exactly.

A figure is a function of three things: the framework, the plan's tasks, and the judgements. Each of the three is old or
new, so there are eight figures. The part of one thing is what its change from old to new does, averaged over the six orders
in which the three can change (the Shapley value); the parts of the three add up to the whole change. Shares are fractions
here. Old judgements speak about a new framework through the items that were matched one to one, and the other way round.
Where the new edition has no judgements of its own (two documents of one study, a file read into a workspace), they go with
what is compared, and no part of the change is put down to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Literal

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.compare.edition import Edition
from policygraph.graph.compare.matching import Matching
from policygraph.graph.decide.exact import exact_shares
from policygraph.graph.hierarchy import Hierarchy, build_hierarchy

FigureName = Literal["floor", "ceiling", "linked_confirmed", "linked", "commitments"]
Cause = Literal["policy", "plan", "judgements"]
FIGURES: tuple[FigureName, ...] = ("floor", "ceiling", "linked_confirmed", "linked", "commitments")
CAUSES: tuple[Cause, ...] = ("policy", "plan", "judgements")
_Sides = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Moved:
    """One figure before and after (``None``: unknown or undefined); *parts* of the change by cause add up to it exactly."""

    old: Fraction | None
    new: Fraction | None
    parts: Mapping[Cause, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class Common:
    """The commitments without children that are in both editions, one to one: how many, and their figures old and new.

    *floor* and *ceiling* are means over them (``None`` where there is none), *linked* and *linked_confirmed* counts.
    """

    items: int
    floor: tuple[Fraction | None, Fraction | None]
    ceiling: tuple[Fraction | None, Fraction | None]
    linked: tuple[int, int]
    linked_confirmed: tuple[int, int]


@dataclass(frozen=True, slots=True)
class FrameworkChange:
    """A framework before and after: ids (``None`` on a side that lacks it), its figures, and those of the common items."""

    old: str | None
    new: str | None
    figures: Mapping[FigureName, Moved]
    common: Common


def shapley(values: Mapping[_Sides, Fraction]) -> dict[Cause, Fraction]:
    """Return the part of each cause in the change of *values* from (0, 0, 0) to (1, 1, 1).

    >>> found = shapley({sides: Fraction(sum(sides) > 1) for sides in product((0, 1), repeat=3)})
    >>> found["policy"], sum(found.values())
    (Fraction(1, 3), Fraction(1, 1))
    """
    parts: dict[Cause, Fraction] = {}
    for place, cause in enumerate(CAUSES):
        part = Fraction(0)
        for others in product((0, 1), repeat=2):
            without = [*others[:place], 0, *others[place:]]
            with_it = [*others[:place], 1, *others[place:]]
            weight = Fraction(1, 6) if sum(others) == 1 else Fraction(1, 3)
            part += weight * (values[_key(with_it)] - values[_key(without)])
        parts[cause] = part
    return parts


def _key(sides: Iterable[int]) -> _Sides:
    one, two, three = sides
    return one, two, three


def framework_changes(old: Edition, new: Edition, matching: Matching) -> tuple[FrameworkChange, ...]:
    """Return the figures of each framework that is compared or, where plans are, of every framework that is shown."""
    return tuple(_FigureChanges(old, new, matching).changes())


class _FigureChanges:
    def __init__(self, old: Edition, new: Edition, matching: Matching) -> None:
        self.editions = old, new
        self.graphs = old.study.graph, new.study.graph
        self.matching = matching
        self._shares: dict[tuple[_Sides, str], list[Fraction]] = {}
        self._thirds: dict[tuple[_Sides, str], list[int]] = {}

    def pairs(self) -> Iterable[tuple[str | None, str | None]]:
        """Yield the frameworks to show: those compared, or all where the compared document is a plan."""
        one, other = self.editions[0].document, self.editions[1].document
        if one is not None and other is not None and not self.graphs[0].documents[one].is_plan:
            yield one, other
            return
        shown = [dict.fromkeys(map(graph.document_of, graph.roots)) for graph in self.graphs]
        forward = {a: b for a, b in self.matching.documents if a is not None and b is not None}
        reached = set()
        for name in shown[0]:
            counterpart = forward.get(name, name)
            found = counterpart if counterpart in shown[1] else None
            reached.add(found)
            yield name, found
        for name in shown[1]:
            if name not in reached:
                yield None, name

    def changes(self) -> Iterable[FrameworkChange]:
        for old, new in self.pairs():
            sides = [self._state(0, old), self._state(1, new)]
            figures: dict[FigureName, Moved] = {}
            for figure in FIGURES:
                if old is None or new is None or None in sides or (sides[0] != sides[1] and figure != "commitments"):
                    figures[figure] = Moved(self._known(0, old, figure), self._known(1, new, figure))
                    continue
                values = {
                    _key(at): self._value(_key(at), (old, new)[at[0]], figure) for at in product((0, 1), repeat=3)
                }
                if any(value is None for value in values.values()):
                    figures[figure] = Moved(values[0, 0, 0], values[1, 1, 1])
                    continue
                known = {at: value for at, value in values.items() if value is not None}
                figures[figure] = Moved(known[0, 0, 0], known[1, 1, 1], shapley(known))
            yield FrameworkChange(old, new, figures, self._common(old, new))

    def _state(self, side: int, name: str | None) -> str | None:
        """Return whether a framework is ``assessed`` on its side, ``None`` where it is not there."""
        if name is None:
            return None
        return "assessed" if self.graphs[side].assessed[name] else "not-assessed"

    def _known(self, side: int, name: str | None, figure: FigureName) -> Fraction | None:
        if name is None or (figure != "commitments" and self._state(side, name) != "assessed"):
            return None
        return self._value((side, side, side), name, figure)

    # one figure of the eight

    def _value(self, sides: _Sides, name: str, figure: FigureName) -> Fraction | None:
        """Return a *figure* of the framework *name* with policy, plan and judgements of these *sides*."""
        sides = self._with_judgements(sides)
        hierarchy = self._hierarchy(sides[0], sides[2])
        node = hierarchy.index[name]
        if figure == "commitments":
            return Fraction(hierarchy.commitments[node])
        if not hierarchy.commitments[node]:
            return None if figure in ("floor", "ceiling") else Fraction(0)
        if figure in ("floor", "ceiling"):
            return self._shares_at(sides, figure)[node]
        thirds = self._thirds_at(sides, "floor" if figure == "linked_confirmed" else "ceiling")
        graph = self.graphs[sides[0]]
        return Fraction(
            sum(bool(thirds[leaf]) for leaf in hierarchy.leaves if graph.document_of(hierarchy.ids[leaf]) == name)
        )

    def _with_judgements(self, sides: _Sides) -> _Sides:
        """Return *sides* with the judgements that go with what is compared, where none are the edition's own."""
        if all(edition.own_judgements for edition in self.editions):
            return sides
        document = self.editions[0].document
        of_plan = document is not None and self.graphs[0].documents[document].is_plan
        return sides[0], sides[1], sides[1] if of_plan else sides[0]

    def _shares_at(self, sides: _Sides, figure: str) -> list[Fraction]:
        if (sides, figure) not in self._shares:
            found = exact_shares(self._hierarchy(sides[0], sides[2]), self._thirds_at(sides, figure))
            self._shares[sides, figure] = found
        return self._shares[sides, figure]

    def _thirds_at(self, sides: _Sides, figure: str) -> list[int]:
        """Return the greatest strength at each node, of the judgements of one side about the policy and plan of others."""
        if (sides, figure) in self._thirds:
            return self._thirds[sides, figure]
        policy, plan, judged = sides
        hierarchy = self._hierarchy(policy, judged)
        states = ("confirmed",) if figure == "floor" else ("confirmed", "proposed")
        found = [0] * len(hierarchy.ids)
        for link in self.graphs[judged].counting:
            if link.state not in states:
                continue
            item = self._there(link.item, judged, policy)
            if item in hierarchy.index and self._holds(plan, self._there(link.task, judged, plan)):
                node = hierarchy.index[item]
                found[node] = max(found[node], link.strength)
        self._thirds[sides, figure] = found
        return found

    def _there(self, name: str, here: int, there: int) -> str:
        """Return what the record *name* of one side is called on another, if it is there; empty where it has no one counterpart."""
        if here == there:
            return name
        known = self.matching.forward if here == 0 else self.matching.backward
        if name in known:
            return known[name]
        in_matching = self.matching.by_old if here == 0 else self.matching.by_new
        return "" if name in in_matching else name

    def _holds(self, plan: int, task: str) -> bool:
        graph = self.graphs[plan]
        return task in graph.tasks or task in self._plans[plan]

    @cached_property
    def _plans(self) -> tuple[frozenset[str], frozenset[str]]:
        one, other = (frozenset(plan.id for plan in graph.plans) for graph in self.graphs)
        return one, other

    def _hierarchy(self, policy: int, judged: int) -> Hierarchy:
        """Return the hierarchy of one side's policy with what the judgements of a side decided to be not applicable."""
        graph = self.graphs[policy]
        if policy == judged:
            return graph.hierarchy
        decided = frozenset(self._there(name, judged, policy) for name in self.graphs[judged].not_applicable) - {""}
        if decided == frozenset(graph.not_applicable):
            return graph.hierarchy
        key = policy, decided
        if key not in self._hierarchies:
            self._hierarchies[key] = build_hierarchy(graph.frameworks, graph.children, decided)
        return self._hierarchies[key]

    @cached_property
    def _hierarchies(self) -> dict[tuple[int, frozenset[str]], Hierarchy]:
        return {}

    # common items

    def _common(self, old: str | None, new: str | None) -> Common:
        before, after = (graph.hierarchy for graph in self.graphs)
        leaves = {after.ids[leaf] for leaf in after.leaves}
        pairs = []
        for leaf in before.leaves:
            name = before.ids[leaf]
            there = self._there(name, 0, 1)
            if self._document(0, name) == old and there in leaves and self._document(1, there) == new:
                pairs.append((leaf, after.index[there]))
        found = {}
        for figure in ("floor", "ceiling"):
            thirds = self._thirds_at((0, 0, 0), figure), self._thirds_at((1, 1, 1), figure)
            found[figure] = (
                [thirds[0][one] for one, _ in pairs],
                [thirds[1][other] for _, other in pairs],
            )
        return Common(
            len(pairs),
            _means(found["floor"]),
            _means(found["ceiling"]),
            (sum(map(bool, found["ceiling"][0])), sum(map(bool, found["ceiling"][1]))),
            (sum(map(bool, found["floor"][0])), sum(map(bool, found["floor"][1]))),
        )

    def _document(self, side: int, name: str) -> str | None:
        graph: AlignmentGraph = self.graphs[side]
        return graph.document_of(name)


def _means(thirds: tuple[list[int], list[int]]) -> tuple[Fraction | None, Fraction | None]:
    one, other = (Fraction(sum(side), 3 * len(side)) if side else None for side in thirds)
    return one, other
