"""Dominance: needs that another need implies, and levers that another lever replaces at no higher cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policygraph.graph.decide.problem import Lever, Need


def needed_needs(needs: Iterable[Need]) -> list[Need]:
    """Return *needs* without those that are met whenever another one is; the sets of levers that do stay the same.

    >>> found = needed_needs([Need("a", frozenset("xy")), Need("b", frozenset("x")), Need("c", frozenset("x"))])
    >>> [need.id for need in found]
    ['b']
    """
    listed = sorted(needs, key=lambda need: (len(need.by), need.id))
    kept: list[Need] = []
    using: dict[str, list[frozenset[str]]] = {}
    for need in listed:
        if need.node is None:
            implied = any(other <= need.by for lever in need.by for other in using.get(lever, ()))
            if implied:
                continue
            if need.by:
                # whoever holds this set holds its first lever too
                using.setdefault(min(need.by), []).append(need.by)
        kept.append(need)
    return sorted(kept, key=lambda need: need.id)


def useful_levers(levers: Mapping[str, Lever], needs: Iterable[Need]) -> frozenset[str]:
    """Return the levers without those that another one replaces: it meets as much and is no dearer.

    Of levers alike the first by id stays. Some cheapest set is left, though not every one. Only for needs that are met
    by any one of their levers.

    >>> levers = {name: Lever(name, "task", cost) for name, cost in {"a": 1, "b": 1, "c": 2, "d": 1}.items()}
    >>> needs = [Need("1", frozenset("abcd")), Need("2", frozenset("abc")), Need("3", frozenset("c"))]
    >>> sorted(useful_levers(levers, needs))  # b is like a, and d does less than a for as much
    ['a', 'c']
    """
    serves: dict[str, set[str]] = {}
    by: dict[str, list[str]] = {}
    for need in needs:
        for lever in need.by:
            serves.setdefault(lever, set()).add(need.id)
            by.setdefault(need.id, []).append(lever)

    def replaces(other: str, name: str) -> bool:
        rival, own = levers[other], levers[name]
        if rival.cost > own.cost or rival.effort > own.effort or not serves[name] <= serves[other]:
            return False
        alike = (rival.cost, rival.effort) == (own.cost, own.effort) and serves[name] == serves[other]
        return other < name if alike else True

    def rivals(name: str) -> Iterable[str]:
        return min((by[need] for need in serves[name]), key=len)

    return frozenset(name for name in serves if not any(replaces(other, name) for other in rivals(name)))
