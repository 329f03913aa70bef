"""Hypothesis strategies for synthetic corpora: any hierarchy (two parents allowed), weights, alignments, decisions."""

from __future__ import annotations

from hypothesis import strategies as st
from policygraph.records.kinds import Alignment, Corpus, Decision, Item, Text
from workspaces import corpus, framework, item, link, plan, task

LEVELS = ("vision", "strategy", "area", "goal", "task", "subtask", "pledge", "finding", "requirement")


@st.composite
def corpora(draw: st.DrawFn, most_items: int = 14, most_tasks: int = 5) -> Corpus:
    items: list[Item] = []
    for number in range(draw(st.integers(0, most_items))):
        above = ["f", *(found.id for found in items)]
        parents = tuple(draw(st.lists(st.sampled_from(above), min_size=1, max_size=2, unique=True)))
        items.append(
            item(
                f"i{number}",
                parents,
                draw(st.sampled_from(LEVELS)),
                importance=draw(st.sampled_from((0.5, 1.0, 2.0, 3.7))),
                swot=draw(st.sampled_from((None, "strength", "threat"))),
            )
        )
    tasks = [task(f"t{number}") for number in range(draw(st.integers(0, most_tasks)))]
    pairs = [(t.id, i.id) for t in tasks for i in items]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=12, unique=True)) if pairs else []
    alignments = [draw(alignment(*pair)) for pair in chosen]
    away = draw(st.lists(st.sampled_from([i.id for i in items]), max_size=2, unique=True)) if items else []
    decisions = [
        Decision(name, Text("국가 사무", "not a matter of the city"), "test", "2026-11-01T09:30:00.5+09:00")
        for name in away
    ]
    return corpus([framework(*items), plan(*tasks)], alignments, decisions)


@st.composite
def alignment(draw: st.DrawFn, task_id: str, item_id: str) -> Alignment:
    state = draw(st.sampled_from(("confirmed", "proposed", "rejected")))
    return link(task_id, item_id, draw(st.sampled_from((1, 2, 3))), state)
