"""A milestone of a task: what is done by when."""

from __future__ import annotations

from dataclasses import dataclass, field

from policygraph.records.field import CITED, EXTRA, Layout, essential, told
from policygraph.records.values import Extra, Text


# fmt: off
@dataclass(frozen=True, slots=True)
class Milestone:
    """What of a task is done by a day, month or year; *sources* are ids of the document's sources.

    >>> Milestone(Text("설계를 마침"), "2026-06").date
    '2026-06'
    """

    title: Text = field(metadata=essential("text", ("한 일", "milestone"),
        ("그때까지 마치는 일", "what is done by then"), rdf="dcterms:title", column=Layout(40, place=1)))
    date: str | None = field(default=None, metadata=told("date", ("시점", "date"),
        ("마치는 날, 달 또는 해. 정하지 않았으면 비움", "day, month or year; leave it out where it is not decided"), rdf="dcterms:date",
        column=Layout()))
    sources: tuple[str, ...] = field(default=(), metadata=CITED)
    extra: Extra = field(default=(), metadata=EXTRA)
# fmt: on
