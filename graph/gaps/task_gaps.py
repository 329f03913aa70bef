"""Gaps seen from the tasks: orphan tasks, missing owners, possible duplicates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.model import Gap
from policygraph.graph.gaps.sentence import Sentence
from policygraph.records.kinds import NO_TEXT, Alignment, Text

SHARED_ITEMS = 2
SHARED_PART = 0.5


def orphan_tasks(context: GapContext) -> Iterator[Gap]:
    """G05: a task with no alignment, or none to a mayor's goal, or none to a national policy.

    Alignments of a task's subtasks count for the task. Only frameworks that were assessed for the task's plan count.
    """
    graph = context.graph
    kinds = {framework.id: framework.kind for framework in graph.frameworks}
    for task in graph.tasks.values():
        assessed = {kinds[name] for name, plans in graph.assessed.items() if task.document in plans}
        if not assessed:
            continue
        alignments = [link for name in graph.with_subtasks(task.id) for link in graph.serves[name]]
        reached = {kinds[graph.items[link.item].document] for link in alignments}
        if not alignments:
            stated = ", ".join(link.target for link in task.stated_links)
            said = Text(f" (출처는 {stated}에 따른 과제라고 밝힘)", f" (a source states that it carries out {stated})")
            yield _orphan(
                task.id,
                "none",
                Sentence(
                    "과제 {task:은/는} 어떤 정책 항목과도 연계되어 있지 않습니다{said}.",
                    "Task {task} is aligned to no policy item{said}.",
                    {"task": context.named(task.id), "said": said if stated else NO_TEXT},
                ),
            )
            continue
        for kind, cause, what in (
            ("mayoral-goals", "no-mayoral-goal", Text("시장 공약·시정 목표", "mayor's goal")),
            ("national-policy", "no-national-policy", Text("국가 정책", "national policy")),
        ):
            if kind in assessed and kind not in reached:
                yield _orphan(
                    task.id,
                    cause,
                    Sentence(
                        "과제 {task:은/는} {what:과/와}는 연계되어 있지 않습니다.",
                        "Task {task} is aligned to no {what}.",
                        {"task": context.named(task.id), "what": what},
                    ),
                )


def _orphan(task: str, cause: str, sentence: Sentence) -> Gap:
    return Gap(
        "G05",
        "warning" if cause == "none" else "info",
        None,
        (task,),
        sentence,
        Text(
            "과제가 뒷받침하는 항목을 찾아 연계하거나, 과제를 둔 까닭을 계획에 밝히세요.",
            "Align it to what it serves, or say in the plan why it is there.",
        ),
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
                Sentence(
                    "과제 {task:은/는} 정책 항목 {n}건에 연계되지만 담당 부서가 알려져 있지 않습니다.",
                    "Task {task} serves {n} policy items, but its department is not known.",
                    {"task": context.named(task.id), "n": len(items)},
                ),
                Text("담당 부서를 정해 과제에 적으세요.", "Name the department in charge of the task."),
                {"items": len(items)},
            )


def duplicates(context: GapContext) -> Iterator[Gap]:
    """G14: two tasks that serve the same items at the same strength with the same technologies.

    Both name the same technologies, share at least two items at equal strength, and what they share is at least half of
    what the two serve together. A task and its own subtask are not compared.
    """
    graph = context.graph
    served = {task.id: {(link.item, link.strength) for link in graph.serves[task.id]} for task in graph.tasks.values()}
    users: dict[tuple[tuple[str, ...], str, int], list[str]] = {}
    for name in sorted(served):
        means = graph.tasks[name].technologies
        for item, strength in served[name] if means else ():
            users.setdefault((means, item, strength), []).append(name)
    shared_by = Counter(pair for names in users.values() for pair in combinations(names, 2))
    for (first, second), count in sorted(shared_by.items()):
        shared = served[first] & served[second]
        part = count / len(served[first] | served[second])
        related = first in graph.below(second) or second in graph.below(first)
        if count < SHARED_ITEMS or part < SHARED_PART or related:
            continue
        items = sorted(item for item, _ in shared)
        yield Gap(
            "G14",
            "warning",
            None,
            (first, second, *items),
            Sentence(
                "과제 {first:과/와} {second:은/는} 같은 기술로 같은 항목 {n}건을 뒷받침합니다. 중복 투자일 수 있습니다.",
                "Tasks {first} and {second} serve the same {n} items by the same technologies: possibly a duplicate investment.",
                {"first": context.named(first), "second": context.named(second), "n": len(items)},
            ),
            Text("두 과제의 범위를 견주어 나누거나 합치세요.", "Compare their scope, then divide or merge them."),
            {"shared_items": len(items), "shared_part": part, "technologies": list(graph.tasks[first].technologies)},
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
    if cause == "marked":
        ko = "{item}에 대한 과제 {tasks}의 연계가 서로 어긋난다고 표시되어 있습니다."
        en = "The alignments of {tasks} to {item} are marked as conflicting."
    else:
        ko = "{item:을/를} 과제 {first}만 맡는다고 되어 있으나 다른 과제도 연계되어 있습니다: {tasks}."
        en = "{first} claims {item} for itself alone, but other tasks are aligned too: {tasks}."
    named = tuple(context.named(task) for task in tasks)
    return Gap(
        "G13",
        "error",
        context.graph.items[item].document,
        (item, *tasks),
        Sentence(ko, en, {"item": context.named(item), "first": named[0], "tasks": named}),
        Text("담당을 조정하고 표시를 지우세요.", "Settle who does what, then remove the mark."),
        {"tasks": len(tasks)},
        cause=cause,
    )
