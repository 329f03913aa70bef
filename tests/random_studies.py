"""Seeded random studies for the laws of decisions: quick to make in hundreds, the same on every run."""

from __future__ import annotations

import random
from dataclasses import replace

from policygraph import Study
from policygraph.records.kinds import Corpus, Item, Period, Target
from policygraph.records.scenario import Edit
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from workspaces import corpus, framework, item, link, plan, task, text

DEPARTMENTS = ("가과", "나과", None)


def study_from(records: Corpus) -> Study:
    return Study(Workspace(None, Settings(title=text("study")), records, ()))


def random_records(chance: random.Random, *, most_items: int = 12, most_tasks: int = 8) -> Corpus:
    """Return frameworks of two or three levels, tasks and parts of tasks, and links in every state."""
    documents = []
    for name in ("f", "g")[: chance.randint(1, 2)]:
        items: list[Item] = []
        for number in range(chance.randint(1, most_items)):
            above = [name, *(found.id for found in items)]
            parents = tuple(sorted(set(chance.choices(above, k=chance.choice((1, 1, 2))))))
            targets = (Target(text("metric"), 1, "", chance.choice((2026, 2028))),) if chance.random() < 0.2 else ()
            items.append(
                item(
                    f"{name}{number}", parents, chance.choice(("strategy", "goal", "task", "task", "subtask")),
                    document=name, targets=targets, importance=chance.choice((0.5, 1.0, 1.0, 3.0)),
                )
            )  # fmt: skip
        documents.append(framework(*items, name=name))
    tasks: list[Item] = []
    for number in range(chance.randint(1, most_tasks)):
        parent = chance.choice(["p", "p", *(found.id for found in tasks)])
        tasks.append(
            task(
                f"t{number}", parent, "task" if parent == "p" else "subtask", department=chance.choice(DEPARTMENTS),
                period=chance.choice((None, Period(2026, 2027), Period(2026, 2029))),
                budget=chance.choice((None, 7_000_000, 25_000_000)),
            )
        )  # fmt: skip
    pairs = [(one.id, two.id) for one in tasks for document in documents for two in document.items]
    links = [
        link(
            *pair, chance.choice((1, 2, 3)), chance.choice(("confirmed", "confirmed", "proposed", "rejected")),
            exclusive=chance.random() < 0.1,
            conflicts=(chance.choice(tasks).id,) if chance.random() < 0.1 else (),
        )
        for pair in chance.sample(pairs, min(len(pairs), chance.randint(0, 20)))
    ]  # fmt: skip
    links = [replace(one, conflicts=tuple(other for other in one.conflicts if other != one.task)) for one in links]
    return corpus([*documents, plan(*tasks)], links)


def random_edits(chance: random.Random, records: Corpus) -> list[Edit]:
    """Return edits of every kind that fit *records* and do not contradict each other."""
    tasks = records.documents[-1].items
    items = [found for document in records.documents[:-1] for found in document.items]
    owners = sorted({found.department.ko for found in tasks if found.department})
    found: dict[tuple[object, ...], Edit] = {}
    for kind in chance.choices(("without", "without-department", "delay", "confirm", "add", "budget", "cut"), k=4):
        one, two = chance.choice(tasks), chance.choice(items)
        proposals = [alignment for alignment in records.alignments if alignment.state == "proposed"]
        if kind == "without":
            edit = Edit(kind, task=one.id)
        elif kind == "without-department" and owners:
            edit = Edit(kind, department=chance.choice(owners))
        elif kind == "delay":
            edit = Edit(kind, task=one.id, year=chance.choice((2029, 2031)))
        elif kind == "confirm" and proposals:
            chosen = chance.choice(proposals)
            edit = Edit(kind, task=chosen.task, item=chosen.item)
        elif kind == "add":
            edit = Edit(kind, task=one.id, item=two.id, strength=chance.choice((1, 2, 3)))
        elif kind == "budget":
            edit = Edit(kind, task=one.id, krw=chance.choice((0, 3_000_000)))
        elif kind == "cut":
            edit = Edit(kind, percent=chance.choice((20, 12.5)))
        else:
            continue
        found.setdefault((edit.kind, edit.task, edit.item, edit.department), edit)
    return list(found.values())
