"""A good set of levers at once, and a cost that none goes below: what is known before any search begins."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from fractions import Fraction

from policygraph.graph.decide.problem import Lever, Need


def greedy(levers: Mapping[str, Lever], needs: Iterable[Need]) -> frozenset[str] | None:
    """Return levers that meet all *needs*, each of which any one of its levers meets; ``None`` where that cannot be.

    At most 1 + ln(n) times the least cost, where n is the most needs that one lever meets.

    >>> levers = {name: Lever(name, "task", 1) for name in "abc"}
    >>> sorted(greedy(levers, [Need("1", frozenset("ab")), Need("2", frozenset("bc")), Need("3", frozenset("b"))]))
    ['b']
    """
    serves: dict[str, set[str]] = {}
    by: dict[str, frozenset[str]] = {}
    for need in needs:
        if not need.by:
            return None
        by[need.id] = need.by
        for lever in need.by:
            serves.setdefault(lever, set()).add(need.id)
    left = {name: set(found) for name, found in serves.items()}

    def price(name: str) -> tuple[Fraction, Fraction, str]:
        count = len(left[name])
        return Fraction(levers[name].cost, count), Fraction(levers[name].effort, count), name

    waiting = [price(name) for name in sorted(left)]
    heapq.heapify(waiting)
    chosen: list[str] = []
    while waiting:
        *_, name = was = heapq.heappop(waiting)
        if not left[name]:
            continue
        now = price(name)
        if now != was:
            heapq.heappush(waiting, now)
            continue
        chosen.append(name)
        for met in list(left[name]):
            for other in by[met]:
                left[other].discard(met)
    return _without_superfluous(chosen, levers, serves)


def _without_superfluous(
    chosen: list[str], levers: Mapping[str, Lever], serves: Mapping[str, set[str]]
) -> frozenset[str]:
    """Return *chosen* without levers all of whose needs others meet too, the dearest first."""
    times: dict[str, int] = {}
    for name in chosen:
        for need in serves[name]:
            times[need] = times.get(need, 0) + 1
    kept = set(chosen)
    for name in sorted(chosen, key=lambda lever: (-levers[lever].cost, -levers[lever].effort, lever)):
        if all(times[need] > 1 for need in serves[name]):
            kept.remove(name)
            for need in serves[name]:
                times[need] -= 1
    return frozenset(kept)


_PARTS = 10**6


def least_cost(levers: Mapping[str, Lever], needs: Iterable[Need]) -> int:
    """Return a cost that no set of *levers* goes below that meets all *needs*; each need has a lever.

    Each need is given a price such that no lever costs less than the prices of all that it meets; then any set that meets
    every need costs at least the sum of the prices. A need first gets the least even share of the cost of its levers, then
    what is left of them.

    >>> levers = {name: Lever(name, "task", 2) for name in "ab"}
    >>> least_cost(levers, [Need("1", frozenset("a")), Need("2", frozenset("b"))])
    4
    """
    listed = sorted(needs, key=lambda need: need.id)
    counts: dict[str, int] = {}
    for need in listed:
        for lever in need.by:
            counts[lever] = counts.get(lever, 0) + 1
    left = {lever: levers[lever].cost * _PARTS for lever in counts}
    total = 0
    for evenly in (True, False):
        for need in listed:
            shares = (levers[lever].cost * _PARTS // counts[lever] if evenly else left[lever] for lever in need.by)
            price = min(shares)
            total += price
            for lever in need.by:
                left[lever] -= price
    return -(-total // _PARTS)
