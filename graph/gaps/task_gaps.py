"""Gaps seen from the tasks: orphan tasks, missing owners, possible duplicates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from math import ceil

from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.gap import Gap
from policygraph.graph.gaps.sentence import Sentence
from policygraph.graph.gaps.wording import said
from policygraph.records.kinds import Alignment, Text

SHARED_ITEMS = 2
SHARED_PART = 0.5


def orphan_tasks(context: GapContext) -> Iterator[Gap]:
    """G05: a task with no alignment, or none to a mayor's goal, or none to a national policy.

    Alignments of a task's subtasks count for the task. Only frameworks that were assessed for the task's plan and are in
    force count; a task that serves goals of a term that has ended is not without any.
    """
    graph = context.graph
    kinds = {framework.id: framework.kind for framework in graph.frameworks}
    for task in graph.tasks.values():
        assessed = {
            kinds[name] for name, plans in graph.assessed.items() if task.document in plans and graph.in_force(name)
        }
        if not assessed:
            continue
        alignments = [link for name in graph.with_subtasks(task.id) for link in graph.serves[name]]
        reached = {kinds[graph.items[link.item].document] for link in alignments}
        if not alignments:
            stated = ", ".join(link.target for link in task.stated_links)
            name = "G05.none-stated" if stated else "G05.none"
            yield _orphan(task.id, "none", said(name, task=context.named(task.id), stated=stated))
            continue
        for kind, cause in (("mayoral-goals", "no-mayoral-goal"), ("national-policy", "no-national-policy")):
            if kind in assessed and kind not in reached:
                yield _orphan(task.id, cause, said(f"G05.{cause}", task=context.named(task.id)))


def ended_goals(context: GapContext) -> Iterator[Gap]:
    """G16: a task whose alignments to goals of the mayor all point to a term that has ended; its subtasks speak for it."""
    graph = context.graph
    goals = {framework.id for framework in graph.frameworks if framework.kind == "mayoral-goals"}
    for task in graph.tasks.values():
        links = [link for name in graph.with_subtasks(task.id) for link in graph.serves[name]]
        reached = sorted({graph.items[link.item].document for link in links} & goals)
        if reached and all(graph.terms[name] == "ended" for name in reached):
            yield Gap(
                "G16",
                "warning",
                None,
                (task.id, *reached),
                *said("G16", task=context.named(task.id), goals=tuple(context.named(name) for name in reached)),
                {"frameworks": reached},
            )


def _orphan(task: str, cause: str, words: tuple[Sentence, Text]) -> Gap:
    return Gap(
        "G05",
        "warning" if cause == "none" else "info",
        None,
        (task,),
        *words,
        {"alignments": 0},
        cause=cause,
    )


def owners(context: GapContext) -> Iterator[Gap]:
    """G10: a task that serves policy items and has no department."""
    for task in context.graph.tasks.values():
        items = sorted({link.item for link in context.graph.serves[task.id]})
        if items and task.department is None:
            yield Gap(
                "G10",
                "info",
                None,
                (task.id,),
                *said("G10", task=context.named(task.id), n=len(items)),
                {"items": len(items)},
            )


def duplicates(context: GapContext) -> Iterator[Gap]:
    """G14: two tasks of one city that serve the same items at the same strength with the same technologies.

    Both name the same technologies, share at least two items at equal strength, and what they share is at least half of
    what the two serve together. A task and its own subtask are not compared.
    """
    graph = context.graph
    served = {task.id: {(link.item, link.strength) for link in graph.serves[task.id]} for task in graph.tasks.values()}
    alike: dict[tuple[str | None, tuple[str, ...]], dict[str, set[tuple[str, int]]]] = {}
    for task in graph.tasks.values():
        if task.technologies:
            alike.setdefault((graph.city_of(task.id), task.technologies), {})[task.id] = served[task.id]
    pairs = (pair for group in alike.values() for pair in overlapping(group, SHARED_ITEMS, SHARED_PART))
    for first, second in sorted(pairs):
        if first in graph.below(second) or second in graph.below(first):
            continue
        shared = served[first] & served[second]
        items = sorted(item for item, _ in shared)
        part = len(shared) / len(served[first] | served[second])
        yield Gap(
            "G14",
            "warning",
            None,
            (first, second, *items),
            *said("G14", first=context.named(first), second=context.named(second), n=len(items)),
            {"shared_items": len(items), "shared_part": part, "technologies": list(graph.tasks[first].technologies)},
        )


def overlapping(sets: Mapping[str, Set[tuple[str, int]]], least: int, part: float) -> Iterator[tuple[str, str]]:
    """Yield the pairs of names whose *sets* share *least* members and that *part* of all members of the two.

    Parameters
    ----------
    sets
        The members by name.
    least
        Number of members that a pair shares, at least 1.
    part
        Share in 0..1 of the members in common among the members of either.

    Notes
    -----
    Two sets that share so much have one of their rarest members in common: only sets that meet there are compared.

    Examples
    --------
    >>> sets = {"a": {("x", 1), ("y", 1)}, "b": {("x", 1), ("y", 1), ("z", 1)}, "c": {("x", 1)}}
    >>> [*overlapping(sets, 2, 0.5)]
    [('a', 'b')]

    """
    holders = Counter(member for members in sets.values() for member in members)
    meeting: dict[tuple[str, int], list[str]] = {}
    for name in sorted(sets):
        members = sets[name]
        rarest_first = sorted(members, key=lambda member: (holders[member], member))
        wanted = max(least, ceil(part * len(members)))
        candidates: set[str] = set()
        for member in rarest_first[: max(len(members) - wanted + 1, 0)]:
            candidates.update(meeting.get(member, ()))
            meeting.setdefault(member, []).append(name)
        for other in sorted(candidates):
            shared = len(members & sets[other])
            if shared >= least and shared >= part * (len(members) + len(sets[other]) - shared):
                yield other, name


def conflicts(context: GapContext) -> Iterator[Gap]:
    """G13: alignments to one item that are marked as conflicting, or an exclusive claim beside other alignments."""
    for item, alignments in context.graph.serving.items():
        tasks = {link.task for link in alignments}
        pairs = {tuple(sorted((link.task, other))) for link in alignments for other in link.conflicts if other in tasks}
        for first, second in sorted(pairs):
            yield _conflict(context, item, (first, second), "marked")
        claims = [link for link in alignments if link.exclusive]
        if claims and len(tasks) > 1:
            yield _conflict(context, item, _claimants_first(claims, tasks), "exclusive")


def _claimants_first(claims: list[Alignment], tasks: set[str]) -> tuple[str, ...]:
    claimants = sorted({claim.task for claim in claims})
    return (*claimants, *sorted(tasks.difference(claimants)))


def _conflict(context: GapContext, item: str, tasks: tuple[str, ...], cause: str) -> Gap:
    named = tuple(context.named(task) for task in tasks)
    return Gap(
        "G13",
        "error",
        context.graph.items[item].document,
        (item, *tasks),
        *said(f"G13.{cause}", item=context.named(item), first=named[0], tasks=named),
        {"tasks": len(tasks)},
        cause=cause,
    )
