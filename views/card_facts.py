"""What the card of a task says beyond its period, money and departments: why, what, to what effect, after what, by when."""

from __future__ import annotations

from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.catalogue import field_label
from policygraph.records.kinds import Item, Language, Milestone, Text
from policygraph.records.narrative import NARRATIVE
from policygraph.records.words import label
from policygraph.views.blocks import in_both


def card_json(item: Item) -> dict[str, Any]:
    """Return what is known of the card of *item* as JSON; what nobody wrote has no key.

    >>> card_json(Item("t", "p", "task", ("p",), Text("과제"), kind="new", effect=Text("빨라짐")))
    {'task_kind': 'new', 'effect': {'ko': '빨라짐', 'en': ''}}
    """
    found: dict[str, Any] = {
        "task_kind": item.kind,
        **{field.name: in_both(getattr(item, field.name) or None) for field in NARRATIVE},
        "predecessors": list(item.predecessors),
        "milestones": [
            {"title": in_both(each.title), "date": each.date, "sources": list(each.sources)} for each in item.milestones
        ],
    }
    return {name: value for name, value in found.items() if value}


def card_facts(graph: AlignmentGraph, item: Item) -> list[tuple[Text, Text]]:
    """Return what is known of the card of *item* in words."""
    facts = [] if item.kind is None else [(field_label(Item, "kind"), label("task-kind", item.kind))]
    facts += [(field.label, text) for field in NARRATIVE if (text := getattr(item, field.name))]
    if item.predecessors:
        titles = [graph.title(name) for name in item.predecessors]
        said = (", ".join(title.get(lang) for title in titles) for lang in _LANGUAGES)
        facts.append((field_label(Item, "predecessors"), Text(*said)))
    if item.milestones:
        said = ("; ".join(milestone_text(each, lang) for each in item.milestones) for lang in _LANGUAGES)
        facts.append((field_label(Item, "milestones"), Text(*said)))
    return facts


def milestone_text(milestone: Milestone, lang: Language) -> str:
    """Return a milestone in one line, its date first as it is known.

    >>> milestone_text(Milestone(Text("설계를 마침"), "2026-06"), "ko"), milestone_text(Milestone(Text("완공")), "ko")
    ('2026-06 설계를 마침', '완공')
    """
    return f"{milestone.date or ''} {milestone.title.get(lang)}".strip()


_LANGUAGES: tuple[Language, Language] = ("ko", "en")
