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
    """
    serves: dict[str, set[str]] = {}
    by: dict[str, list[str]] = {}
    for need in needs:
        for lever in need.by:
            if lever in levers:
                serves.setdefault(lever, set()).add(need.id)
                by.setdefault(need.id, []).append(lever)
    gone: set[str] = set()
    for name in sorted(serves, key=lambda lever: (len(serves[lever]), lever), reverse=True):
        rarest = min(serves[name], key=lambda need: (len(by[need]), need))
        own = levers[name]
        for other in by[rarest]:
            rival = levers[other]
            if other == name or other in gone or not serves[name] <= serves[other]:
                continue
            if rival.cost > own.cost or rival.effort > own.effort:
                continue
            alike = serves[name] == serves[other] and (rival.cost, rival.effort) == (own.cost, own.effort)
            if not alike or other < name:
                gone.add(name)
                break
    return frozenset(serves) - gone
