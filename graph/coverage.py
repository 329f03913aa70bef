"""Coverage: how far the policy items are served by action tasks.

The definition, for a node *n* and the alignments that count::

    direct(n) = max over alignments of n of strength / 3            (0 when there is none)
    c(n)      = direct(n)                                            commitment without children
    c(n)      = max(direct(n), weighted mean of c over children)     commitment with children
    c(n)      = weighted mean of c over children                     grouping node

The *floor* counts confirmed alignments, the *ceiling* confirmed and proposed ones. Levels task, subtask, pledge,
finding and requirement commit; vision, strategy, area and goal group. A grouping node without children is a commitment, except a vision.
A strength or an opportunity among findings is there to be used, not to be answered: it is no commitment either.
Nodes decided to be not applicable take no part: neither they, nor what lies under them alone. Children without any
commitment take no part in a mean. Where nobody has assessed a framework yet, its figures are unknown, not 0.

Four things that are not the same: a share of 0 (state ``none``), ``not-applicable``, ``undefined`` (nothing committed
below) and ``not-assessed``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from math import fsum
from typing import Any, Literal

from policygraph.graph.addressee import Addressed, Addressees
from policygraph.graph.alignment_graph import AlignmentGraph, Direct
from policygraph.graph.hierarchy import FRAMEWORK_LEVEL, Hierarchy, count_below
from policygraph.graph.lookup import unknown_id
from policygraph.records.kinds import Text

State = Literal["full", "partial", "none", "not-applicable", "undefined", "not-assessed"]
STATES: tuple[State, ...] = ("full", "partial", "none", "not-applicable", "undefined", "not-assessed")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures at one framework or policy item; shares lie in 0..1 and are ``None`` where unknown or undefined.

    *commitments* counts the commitments without children at or below the node, *linked* those with a confirmed or
    proposed alignment, *linked_confirmed* those with a confirmed one, *tasks* the distinct tasks aligned to the node or
    to anything below it.
    """

    state: State
    floor: float | None
    ceiling: float | None
    direct_floor: float | None
    direct_ceiling: float | None
    linked: int | None
    linked_confirmed: int | None
    commitments: int
    tasks: int | None


_FIGURES = tuple(field.name for field in fields(Figures))


def figures_of(
    *,
    applies: bool,
    assessed: bool,
    direct: tuple[float, float],
    shares: tuple[float, float],
    linked: int,
    linked_confirmed: int,
    commitments: int,
    tasks: int,
) -> dict[str, Any]:
    """Return the `Figures` of a node by name: what was counted, as far as it has a meaning there.

    *direct* and *shares* are floor and ceiling of the alignments to the node itself, and of the node. Nothing is known of
    a node that takes no part (*applies*), nor of one that nobody has *assessed*; a share needs commitments.

    >>> counted = {"direct": (0, 0), "shares": (0, 1 / 3), "linked": 1, "linked_confirmed": 0, "commitments": 2, "tasks": 1}
    >>> found = figures_of(applies=True, assessed=True, **counted)
    >>> found["state"], found["linked"], figures_of(applies=True, assessed=False, **counted)["linked"]
    ('partial', 1, None)
    """
    if not applies:
        state: State = "not-applicable"
    elif not commitments:
        state = "undefined"
    elif not assessed:
        state = "not-assessed"
    else:
        state = "full" if linked == commitments else "partial" if linked else "none"
    counts, itself = state in ("full", "partial", "none"), applies and assessed
    return {
        "state": state,
        "floor": shares[0] if counts else None,
        "ceiling": shares[1] if counts else None,
        "direct_floor": direct[0] if itself else None,
        "direct_ceiling": direct[1] if itself else None,
        "linked": linked if counts else None,
        "linked_confirmed": linked_confirmed if counts else None,
        "commitments": commitments,
        "tasks": tasks if itself else None,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCoverage(Figures):
    """The figures of one framework or policy item; *level* is ``framework`` for the document itself."""

    id: str
    framework: str
    parent: str | None
    level: str
    title: Text

    def __repr__(self) -> str:
        shares = "" if self.floor is None else f", floor {self.floor:.3f}, ceiling {self.ceiling:.3f}"
        linked = "" if self.linked is None else f", {self.linked} of {self.commitments} linked"
        return f"<NodeCoverage {self.id} ({self.level}): {self.state}{shares}{linked}>"

    def figures(self) -> dict[str, Any]:
        """Return the state, the shares and the counts by name, without those that are unknown."""
        return {name: value for name in _FIGURES if (value := getattr(self, name)) is not None}

    def to_record(self) -> dict[str, Any]:
        """Return every field by name, flat: the title as ``title_ko`` and ``title_en``, what is unknown as ``None``."""
        return {
            "id": self.id,
            "framework": self.framework,
            "parent": self.parent,
            "level": self.level,
            "title_ko": self.title.get("ko"),
            "title_en": self.title.get("en"),
            **{name: getattr(self, name) for name in _FIGURES},
        }


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of all nodes by index of the hierarchy; a share has a meaning only where the node has commitments."""

    floor: list[float]
    ceiling: list[float]


def roll_up(hierarchy: Hierarchy, direct: Direct) -> Shares:
    """Return the shares of all nodes: one pass over the inner nodes, O(V + E).

    Sums are exactly rounded (`math.fsum`), so that the order of children changes nothing and no mean is above 1.
    """
    floor, ceiling = direct.floor.copy(), direct.ceiling.copy()
    for step in hierarchy.steps:
        children, weights, total = step.children, step.weights, step.total
        if weights is None:
            low = fsum([floor[child] for child in children]) / total
            high = fsum([ceiling[child] for child in children]) / total
        else:
            low = fsum([weight * floor[child] for weight, child in zip(weights, children, strict=True)]) / total
            high = fsum([weight * ceiling[child] for weight, child in zip(weights, children, strict=True)]) / total
        node = step.node
        if step.commits:
            low, high = max(low, floor[node]), max(high, ceiling[node])
        floor[node], ceiling[node] = low, high
    return Shares(floor, ceiling)


class Coverage(Mapping[str, NodeCoverage]):
    """The coverage of every framework and policy item by id, framework by framework, in official order.

    The `NodeCoverage` of a node is made by *make* when it is first asked for. An id that is not there raises `UnknownId`
    with the nearest ones.

    >>> from policygraph import open_study
    >>> found = open_study().coverage()
    >>> found["kds"].state, [row["id"] for row in found.to_records()][:2]
    ('partial', ['aiap', 'aiap-0'])
    """

    def __init__(
        self,
        ids: Iterable[str],
        make: Callable[[str], NodeCoverage],
        addressed: Callable[[NodeCoverage], dict[str, Addressed]] = lambda _: {},
    ) -> None:
        self._ids = dict.fromkeys(ids)
        self._make, self._addressed = make, addressed
        self._nodes: dict[str, NodeCoverage] = {}

    def __getitem__(self, name: str) -> NodeCoverage:
        if name not in self._nodes:
            if name not in self._ids:
                raise unknown_id(name, self._ids)
            self._nodes[name] = self._make(name)
        return self._nodes[name]

    def __contains__(self, name: object) -> bool:
        return name in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __repr__(self) -> str:
        frameworks = sum(node.level == FRAMEWORK_LEVEL for node in self.values())
        return f"<Coverage of {len(self) - frameworks} items in {frameworks} frameworks>"

    def addressed(self, name: str) -> dict[str, Addressed]:
        """Return the counts of the commitments at or below *name* by whom they address; raises `UnknownId`.

        Empty where the coverage is of a graph that says nothing of addressees.

        >>> from policygraph import open_study
        >>> found = open_study().coverage()
        >>> sum(one.commitments for one in found.addressed("kds").values()) == found["kds"].commitments
        True
        """
        return self._addressed(self[name])

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat dictionary for each node, in order, as a data frame takes them.

        The keys are the fields of `NodeCoverage`, with ``title_ko`` and ``title_en`` in place of the title; what is
        unknown is ``None``.
        """
        return [node.to_record() for node in self.values()]


class _NodeFigures:
    """What makes each `NodeCoverage` of *graph* from its direct shares."""

    def __init__(self, graph: AlignmentGraph) -> None:
        self._graph, self._direct = graph, graph.direct
        self._shares = roll_up(graph.hierarchy, graph.direct)
        self._addressees = Addressees(graph, graph.direct.floor, graph.direct.ceiling)

    @cached_property
    def _linked(self) -> list[int]:
        return self._leaves_with(self._direct.ceiling)

    @cached_property
    def _confirmed(self) -> list[int]:
        return self._leaves_with(self._direct.floor)

    def _leaves_with(self, share: list[float]) -> list[int]:
        hierarchy = self._graph.hierarchy
        own = {leaf: (leaf,) for leaf in hierarchy.leaves if share[leaf]}
        return count_below(hierarchy.descent, own, len(hierarchy.ids))

    @cached_property
    def _tasks(self) -> list[int]:
        hierarchy = self._graph.hierarchy
        return count_below(hierarchy.descent, self._direct.tasks, len(hierarchy.ids))

    def addressed(self, node: NodeCoverage) -> dict[str, Addressed]:
        """Return the counts at one framework or item by whom its commitments address."""
        return self._addressees.at(self._graph.hierarchy.index[node.id], known=node.linked is not None)

    def node(self, name: str) -> NodeCoverage:
        """Return the figures of one framework or item."""
        hierarchy, direct, shares = self._graph.hierarchy, self._direct, self._shares
        node, framework = hierarchy.index[name], self._graph.document_of(name)
        item = self._graph.items.get(name)
        return NodeCoverage(
            id=name,
            framework=framework,
            parent=item.parents[0] if item else None,
            level=self._graph.level(name),
            title=self._graph.title(name),
            **figures_of(
                applies=hierarchy.applies[node],
                assessed=bool(self._graph.assessed[framework]),
                direct=(direct.floor[node], direct.ceiling[node]),
                shares=(shares.floor[node], shares.ceiling[node]),
                linked=self._linked[node],
                linked_confirmed=self._confirmed[node],
                commitments=hierarchy.commitments[node],
                tasks=self._tasks[node],
            ),
        )


def coverage(graph: AlignmentGraph) -> Coverage:
    """Return the coverage of every framework and policy item.

    Parameters
    ----------
    graph
        The alignment graph, whose scope says what counts. A framework that was assessed for none of its plans is
        ``not-assessed``.

    Returns
    -------
    Coverage
        One `NodeCoverage` for each framework and each of its items; 0 <= floor <= ceiling <= 1 wherever they are known.

    Examples
    --------
    >>> from policygraph import open_study
    >>> result = coverage(open_study().graph)
    >>> result["legal"].state, 0 < result["legal"].floor < result["legal"].ceiling < 1
    ('partial', True)
    >>> coverage(open_study().narrowed(plans=["b6"]).graph)["legal"].linked <= result["legal"].linked
    True
    """
    figures = _NodeFigures(graph)
    return Coverage(_in_order(graph), figures.node, figures.addressed)


def _in_order(graph: AlignmentGraph) -> Iterator[str]:
    for document in graph.frameworks:
        yield document.id
        for item in document.items:
            yield item.id
