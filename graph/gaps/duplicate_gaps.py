"""Gaps between tasks that do alike: possible duplicates within a city, and what several cities could share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import chain, combinations
from math import ceil
from typing import Any

from policygraph.graph.gaps.context import NOISE, GapContext, ServedSet
from policygraph.graph.gaps.gap import Gap
from policygraph.graph.gaps.wording import said
from policygraph.records.kinds import Item, Text

SHARED_ITEMS = 2
SHARED_PART = 0.5
NAMED_CITIES = 5
_SMALL = 12  # members of a set whose first ones make at most 28 twos


def duplicates(context: GapContext) -> Iterator[Gap]:
    """G14: two tasks of one plan that serve the same items at the same strength with the same technologies.

    Both name the same technologies, share at least two items at equal strength, and what they share is at least half of
    what the two serve together. A task and its own subtask are not compared. Where the workspace asks for it
    (``thresholds.duplicates = "city"``), tasks of all plans of one city are compared.
    """
    graph = context.graph
    whole_city = context.thresholds.duplicates == "city"
    alike: dict[tuple[str | None, tuple[str, ...]], dict[str, ServedSet]] = {}
    for task, served in _with_means(context):
        place = graph.city_of(task.id) if whole_city else task.document
        alike.setdefault((place, task.technologies), {})[task.id] = served
    found = (
        (first, second, group)
        for group in alike.values()
        if len(group) > 1
        for first, second in overlapping(group, SHARED_ITEMS, SHARED_PART)
    )
    for first, second, served_by in found:
        if first in graph.below(second) or second in graph.below(first):
            continue
        shared = served_by[first] & served_by[second]
        items = sorted(context.served_item(one) for one in shared)
        part = len(shared) / len(served_by[first] | served_by[second])
        yield Gap(
            "G14",
            "warning",
            None,
            (first, second, *items),
            *said("G14", first=context.named(first), second=context.named(second), n=len(items)),
            {"shared_items": len(items), "shared_part": part, "technologies": list(graph.tasks[first].technologies)},
        )


def shareable(context: GapContext) -> Iterator[Gap]:
    """G17: tasks of several cities that serve the same items at the same strength with the same technologies.

    Two tasks of different cities are alike as two of one plan are for G14; tasks that are joined by such pairs are one
    finding. Its items are those that at least two of its cities serve at the same strength. Plans that say no city take
    no part.
    """
    graph = context.graph
    if len(graph.cities) < 2:
        return
    alike: dict[tuple[str, ...], dict[ServedSet, list[str]]] = {}
    for task, served in _with_means(context):
        if graph.city_of(task.id) is not None:
            alike.setdefault(task.technologies, {}).setdefault(served, []).append(task.id)
    for same in alike.values():
        for tasks in _joined(context, same):
            yield _shared(context, tasks)


def _with_means(context: GapContext) -> Iterator[tuple[Item, ServedSet]]:
    """Yield the tasks that name technologies and serve enough to share, with what they serve."""
    for task in context.graph.tasks.values():
        if task.technologies and len(context.graph.serves[task.id]) >= SHARED_ITEMS:
            yield task, context.served_by(task.id)


def _joined(context: GapContext, same: Mapping[ServedSet, list[str]]) -> Iterator[list[str]]:
    """Yield the groups of tasks that alike pairs of different cities join; *same* holds the tasks that serve the same."""
    city_of = context.graph.city_of
    names = {tasks[0]: served for served, tasks in same.items()}
    cities = {name: {city_of(task) for task in same[served]} for name, served in names.items()}
    joined: dict[str, list[str]] = {name: [] for name in names}
    for first, second in overlapping(names, SHARED_ITEMS, SHARED_PART) if len(names) > 1 else ():
        if len(cities[first] | cities[second]) > 1:
            joined[first].append(second)
            joined[second].append(first)
    left = dict.fromkeys(names)
    while left:
        group = [left.popitem()[0]]
        for name in group:
            for other in joined[name]:
                if other in left:
                    del left[other]
                    group.append(other)
        if len(set().union(*(cities[name] for name in group))) > 1:
            yield sorted(task for name in group for task in same[names[name]])


def _shared(context: GapContext, tasks: list[str]) -> Gap:
    graph = context.graph
    by_city: dict[str, set[int]] = {}
    for task in tasks:
        by_city.setdefault(graph.city_of(task) or "", set()).update(context.served_by(task))
    holders = Counter(one for served in by_city.values() for one in served)
    items = sorted({context.served_item(one) for one, cities in holders.items() if cities > 1})
    cities = [city for city in graph.cities if city in by_city]
    return Gap(
        "G17",
        "info",
        None,
        (*tasks, *items),
        *said(
            "G17",
            cities=len(cities),
            places=tuple(_places(graph.cities[city].title for city in cities)),
            n=len(tasks),
            first=context.named(tasks[0]),
            items=len(items),
        ),
        {
            "cities": cities,
            "tasks": len(tasks),
            "shared_items": len(items),
            "technologies": list(graph.tasks[tasks[0]].technologies),
        },
    )


def _places(titles: Iterable[Text]) -> Iterator[Text]:
    """Yield the first *titles*, and a mark where there are more."""
    for number, title in enumerate(titles):
        if number == NAMED_CITIES:
            yield Text("…", "…")
            return
        yield title


def overlapping(sets: Mapping[str, Set[Any]], least: int, part: float) -> Iterator[tuple[str, str]]:
    """Yield the pairs of names whose *sets* share *least* members and that *part* of all members of the two.

    Parameters
    ----------
    sets
        The members by name; members of all sets can be ordered among each other.
    least
        Number of members that a pair shares, at least 1.
    part
        Share in 0..1 of the members in common among the members of either.

    Notes
    -----
    Members in the order from the rarest on, the first that two such sets share stand early in either. So only sets that
    meet there are compared: small ones at two members, others at one, since they have too many twos. Sets come in by size,
    and wait for the larger ones only at members that are early enough for these.

    Examples
    --------
    >>> sets = {"a": {("x", 1), ("y", 1)}, "b": {("x", 1), ("y", 1), ("z", 1)}, "c": {("x", 1)}}
    >>> [*overlapping(sets, 2, 0.5)]
    [('a', 'b')]

    """
    holders: Counter[Any] = Counter(chain.from_iterable(sets.values()))
    held_twice = {member: count for member, count in holders.items() if count > 1}
    order = sorted(held_twice, key=lambda member: (held_twice[member], member))
    rarity = {member: place for place, member in enumerate(order)}
    largest = max(map(len, sets.values()), default=0)
    meeting: dict[Any, list[str]] = {}
    for name in sorted(sets, key=lambda name: (len(sets[name]), name)):
        members = sets[name]
        common = sorted([rarity[member] for member in members if member in rarity])
        with_smaller, with_larger = part, 2 * part / (1 + part)  # the least shares of its members that are in both
        spare, spare_later = (
            len(common) - max(least, ceil(share * len(members) - NOISE)) for share in (with_smaller, with_larger)
        )
        twos = least > 1 and len(members) <= _SMALL
        found = {other for place in _meeting_places(common, spare, twos=twos) for other in meeting.get(place, ())}
        for other in sorted(found):
            shared = len(members & sets[other])
            if shared >= least and shared >= part * (len(members) + len(sets[other]) - shared):
                yield (name, other) if name < other else (other, name)
        for place in _meeting_places(common, spare_later, twos=twos):
            meeting.setdefault(place, []).append(name)
        if twos and largest > _SMALL:
            for place in _meeting_places(common, spare_later, twos=False):
                meeting.setdefault(place, []).append(name)


def _meeting_places(common: list[int], spare: int, *, twos: bool) -> Iterable[Any]:
    """Return where a set meets another that has all but *spare* of its *common* members, the rarest first."""
    if spare < 0:
        return ()
    return combinations(common[: spare + 2], 2) if twos else common[: spare + 1]
