"""Gaps seen from the tasks: orphan tasks, ended goals, missing owners, conflicts."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.gap import Gap
from policygraph.graph.gaps.sentence import Sentence
from policygraph.graph.gaps.wording import said
from policygraph.records.kinds import Alignment, Text


def orphan_tasks(context: GapContext) -> Iterator[Gap]:
    """G05: a task with no alignment, or none to a mayor's goal, or none to a national policy.

    Alignments of a task's subtasks count for the task. Only frameworks that were assessed for the task's plan and are in
    force count; a task that serves goals of a term that has ended is not without any.
    """
    graph = context.graph
    kinds = {framework.id: framework.kind for framework in graph.frameworks}
    assessed_for: dict[str, set[str]] = {}
    for name, plans in graph.assessed.items():
        for plan in plans if graph.in_force(name) else ():
            assessed_for.setdefault(plan, set()).add(kinds[name])
    for task in graph.tasks.values():
        assessed = assessed_for.get(task.document)
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
