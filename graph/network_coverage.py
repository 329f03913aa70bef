"""Coverage of any `networkx.DiGraph` that carries the attributes of `policygraph.graph.network`: one pass, bottom up.

The same definition as `policygraph.graph.coverage`, which computes over arrays; a test holds both to the same figures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from math import fsum, isfinite
from typing import Any

import networkx as nx
from policygraph.graph.coverage import Coverage, NodeCoverage, figures_of
from policygraph.graph.network import BROADER
from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import ANSWERLESS_SWOT, COMMITMENT_LEVELS, LEVELS, STRENGTHS, Text

_STATES = ("confirmed", "proposed")
_POLICY = ("framework", "item")
_KINDS = (*_POLICY, "plan", "part", "task")
_MOST_TOLD = 5


class UnusableGraph(PolicyGraphError):  # noqa: N818 - reads as what it is: a graph that cannot be used
    """A graph from outside lacks what coverage needs; *problems* says each thing, naming the node."""

    def __init__(self, problems: Collection[Text]) -> None:
        self.problems = tuple(problems)
        told, rest = self.problems[:_MOST_TOLD], len(self.problems) - _MOST_TOLD
        ko, en = ("\n".join(getattr(one, lang) for one in told) for lang in ("ko", "en"))
        if rest > 0:
            ko, en = f"{ko}\n그 밖에 {rest}건", f"{en}\nand {rest} more"
        super().__init__(Text(ko, en))


@dataclass(frozen=True, slots=True)
class _RolledUp:
    """Shares of one node, ``None`` where nothing is committed below it, and what stands at it or below it."""

    direct: tuple[float, float]
    shares: tuple[float, float] | None
    leaves: frozenset[str]
    linked: frozenset[str]
    confirmed: frozenset[str]
    tasks: frozenset[str]


_NOTHING = _RolledUp((0.0, 0.0), None, frozenset(), frozenset(), frozenset(), frozenset())


def coverage_of(graph: nx.DiGraph[str]) -> Coverage:
    """Return the coverage of every framework and policy item of *graph*.

    Parameters
    ----------
    graph
        A `networkx.DiGraph` with the attributes that `policygraph.graph.network` lists. Needed are ``kind`` on nodes,
        ``level`` on policy items, ``relation`` on edges, ``strength`` and ``state`` on alignments; absent others mean:
        ``importance`` 1, ``swot`` none, ``assessed`` true, ``not_applicable`` false, ``document`` that of the first parent, titles the
        id. Alignments may come from nodes of the kinds task and plan.

    Returns
    -------
    Coverage
        One `NodeCoverage` for each framework and item, in the order of the nodes.

    Raises
    ------
    UnusableGraph
        Where an attribute is missing or wrong, an item hangs on no framework, or the hierarchy has a cycle.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph()
    >>> graph.add_node("law", kind="framework")
    >>> graph.add_node("a1", kind="item", level="task")
    >>> graph.add_node("a2", kind="item", level="task")
    >>> graph.add_node("t", kind="task")
    >>> graph.add_edges_from([("a1", "law"), ("a2", "law")], relation="broader")
    >>> graph.add_edge("t", "a1", relation="implements", strength=3, state="confirmed")
    >>> coverage_of(graph)["law"].floor
    0.5
    """
    problems = list(_problems(graph))
    if problems:
        raise UnusableGraph(problems)
    tree = _policy_tree(graph)
    order = _bottom_up(tree)
    document = _documents(graph, tree, order)
    applying = _applying(graph, tree)
    figures: dict[str, _RolledUp] = {}
    for name in order:
        if name in applying:
            figures[name] = _figures(graph, tree, name, figures)
    nodes = {name: _node(graph, tree, name, document[name], figures.get(name)) for name in graph if name in tree}
    return Coverage(nodes, nodes.__getitem__)


def _problems(graph: Any) -> Iterator[Text]:
    if not isinstance(graph, nx.DiGraph) or graph.is_multigraph():
        yield Text(
            f"networkx.DiGraph가 필요한데 {type(graph).__name__}을(를) 받았습니다. networkx.DiGraph(graph)로 바꿔 주세요.",
            f"a networkx.DiGraph is needed, not {type(graph).__name__}; convert it with networkx.DiGraph(graph)",
        )
        return
    for name, data in graph.nodes(data=True):
        yield from _node_problems(graph, name, data)
    for start, end, data in graph.edges(data=True):
        yield from _edge_problems(graph, start, end, data)


def _node_problems(graph: nx.DiGraph[str], name: str, data: dict[str, Any]) -> Iterator[Text]:
    if not isinstance(name, str):
        yield Text(
            f"노드 {name!r}: 노드의 이름은 글자여야 합니다.", f"node {name!r}: the name of a node must be a text"
        )
    if data.get("kind") not in _KINDS:
        yield _wrong(f"노드 {name!r}", f"node {name!r}", "kind", data, _KINDS)
    if data.get("kind") != "item":
        return
    if data.get("level") not in LEVELS:
        yield _wrong(f"노드 {name!r}", f"node {name!r}", "level", data, LEVELS)
    weight = data.get("importance", 1)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not isfinite(weight) or weight <= 0:
        yield Text(
            f"노드 {name!r}: importance는 0보다 큰 수여야 하는데 {weight!r}입니다.",
            f"node {name!r}: importance must be a number above 0, not {weight!r}",
        )
    if not any(graph.edges[name, above].get("relation") == BROADER for above in graph.successors(name)):
        yield Text(
            f"노드 {name!r}: 위에 아무것도 없습니다. 상위 항목이나 정책 체계로 가는 relation='broader' 선을 더해 주세요.",
            f"node {name!r}: nothing is above it; add an edge with relation='broader' to its parent or framework",
        )


def _edge_problems(graph: nx.DiGraph[str], start: str, end: str, data: dict[str, Any]) -> Iterator[Text]:
    ko, en = f"선 {start!r} → {end!r}", f"edge {start!r} → {end!r}"
    kinds = graph.nodes[start].get("kind"), graph.nodes[end].get("kind")
    if data.get("relation") == BROADER:
        if (kinds[0] in _POLICY) != (kinds[1] in _POLICY) or kinds[0] == "framework":
            yield Text(
                f"{ko}: broader 선은 같은 정책 체계나 계획 안에서 아래에서 위로 가야 합니다({kinds[0]} → {kinds[1]}).",
                f"{en}: broader must lead upward inside one framework or plan, not from {kinds[0]} to {kinds[1]}",
            )
        return
    if data.get("relation") not in STRENGTHS.values():
        yield _wrong(ko, en, "relation", data, (BROADER, *STRENGTHS.values()))
        return
    if kinds[0] not in ("task", "plan") or kinds[1] not in _POLICY:
        yield Text(
            f"{ko}: 연계는 과제에서 정책 항목으로 가야 합니다({kinds[0]} → {kinds[1]}).",
            f"{en}: an alignment must lead from a task to a policy item, not from {kinds[0]} to {kinds[1]}",
        )
    if STRENGTHS.get(data.get("strength", 0)) != data["relation"]:
        yield _wrong(ko, en, "strength", data, [key for key, name in STRENGTHS.items() if name == data["relation"]])
    if data.get("state") not in (*_STATES, "rejected"):
        yield _wrong(ko, en, "state", data, (*_STATES, "rejected"))


def _wrong(ko: str, en: str, key: str, data: dict[str, Any], known: Collection[object]) -> Text:
    listed = ", ".join(map(str, known))
    if key not in data:
        return Text(
            f"{ko}: '{key}'이(가) 없습니다. 쓸 수 있는 값: {listed}", f"{en}: {key} is missing; one of {listed}"
        )
    return Text(
        f"{ko}: {key} 값 {data[key]!r}은(는) 쓸 수 없습니다. 쓸 수 있는 값: {listed}",
        f"{en}: {key} cannot be {data[key]!r}; one of {listed}",
    )


def _policy_tree(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    tree: nx.DiGraph[str] = nx.DiGraph()
    tree.add_nodes_from(name for name, data in graph.nodes(data=True) if data["kind"] in _POLICY)
    tree.add_edges_from(
        (start, end) for start, end, data in graph.edges(data=True) if data["relation"] == BROADER and start in tree
    )
    return tree


def _bottom_up(tree: nx.DiGraph[str]) -> list[str]:
    try:
        return list(nx.topological_sort(tree))
    except nx.NetworkXUnfeasible:
        edges = nx.find_cycle(tree)
        members = " → ".join([*(edge[0] for edge in edges), edges[0][0]])
        raise UnusableGraph(
            [Text(f"상위 항목이 돌고 돕니다: {members}", f"the hierarchy has a cycle: {members}")]
        ) from None


def _documents(graph: nx.DiGraph[str], tree: nx.DiGraph[str], order: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in reversed(order):
        data = graph.nodes[name]
        itself = name if data["kind"] == "framework" else found[next(tree.successors(name))]
        found[name] = data.get("document", itself)
    lost = [name for name, framework in found.items() if graph.nodes.get(framework, {}).get("kind") != "framework"]
    if lost:
        raise UnusableGraph(
            [
                Text(
                    f"노드 {name!r}: document가 가리키는 {found[name]!r}이(가) 정책 체계가 아닙니다.",
                    f"node {name!r}: its document {found[name]!r} is no framework of this graph",
                )
                for name in lost
            ]
        )
    return found


def _applying(graph: nx.DiGraph[str], tree: nx.DiGraph[str]) -> set[str]:
    """Return what takes part: frameworks, and what hangs on one by a way without items that were decided away."""
    kept = tree.subgraph([name for name in tree if not graph.nodes[name].get("not_applicable")])
    roots = [name for name in kept if graph.nodes[name]["kind"] == "framework"]
    return {*roots}.union(*(nx.ancestors(kept, root) for root in roots))


def _figures(graph: nx.DiGraph[str], tree: nx.DiGraph[str], name: str, known: dict[str, _RolledUp]) -> _RolledUp:
    links = {
        task: data
        for task, _, data in graph.in_edges(name, data=True)
        if data["relation"] != BROADER and data["state"] in _STATES
    }
    sure = [data["strength"] / 3 for data in links.values() if data["state"] == "confirmed"]
    direct = max(sure, default=0.0), max((data["strength"] / 3 for data in links.values()), default=0.0)
    below = [child for child in tree.predecessors(name) if child in known]
    tasks = frozenset(links).union(*(known[child].tasks for child in below))
    data = graph.nodes[name]
    asks = data["kind"] == "item" and data["level"] != "vision"
    asks = asks and not (data["level"] == "finding" and data.get("swot") in ANSWERLESS_SWOT)
    commits = asks and data["level"] in COMMITMENT_LEVELS
    parts = [(graph.nodes[child].get("importance", 1), shares) for child in below if (shares := known[child].shares)]
    if parts:
        if len({weight for weight, _ in parts}) == 1:
            parts = [(1, shares) for _, shares in parts]  # a mean of equals rounds once
        total = fsum(weight for weight, _ in parts)
        low, high = (fsum(weight * shares[side] for weight, shares in parts) / total for side in (0, 1))
        shares = (max(low, direct[0]), max(high, direct[1])) if commits else (low, high)
        leaves, linked, confirmed = (
            frozenset[str]().union(*(getattr(known[child], kind) for child in below))
            for kind in ("leaves", "linked", "confirmed")
        )
        return _RolledUp(direct, shares, leaves, linked, confirmed, tasks)
    if not commits and not (asks and tree.in_degree(name) == 0):
        return replace(_NOTHING, direct=direct, tasks=tasks)
    itself, nothing = frozenset([name]), frozenset[str]()
    return _RolledUp(direct, direct, itself, itself if direct[1] else nothing, itself if direct[0] else nothing, tasks)


def _node(
    graph: nx.DiGraph[str], tree: nx.DiGraph[str], name: str, framework: str, found: _RolledUp | None
) -> NodeCoverage:
    data = graph.nodes[name]
    itself = found or _NOTHING
    return NodeCoverage(
        id=name,
        framework=framework,
        parent=next(tree.successors(name), None),
        level=data.get("level", data["kind"]),
        title=Text(data.get("label_ko", name), data.get("label_en", name)),
        **figures_of(
            applies=found is not None,
            assessed=graph.nodes[framework].get("assessed", True),
            direct=itself.direct,
            shares=itself.shares or itself.direct,
            linked=len(itself.linked),
            linked_confirmed=len(itself.confirmed),
            commitments=len(itself.leaves),
            tasks=len(itself.tasks),
        ),
    )
