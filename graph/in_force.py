"""Terms: which frameworks are in force on the day of the figures, which have ended and which are still to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from policygraph.records.kinds import Document

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph

Standing = Literal["in-force", "ended", "future"]


def standing(document: Document, day: str | None) -> Standing:
    """Return how *document* stands on *day* (``2026-11-28``); one without a term, or without a day, is in force.

    The first and the last day of a term belong to it, and so do those of a month or year that a term names.

    >>> from policygraph.records.kinds import Term, Text
    >>> goals = Document("g", "mayoral-goals", Text("목표"), in_force=Term("2022-07-01", "2026-06-30"))
    >>> [standing(goals, day) for day in ("2022-06-30", "2022-07-01", "2026-06-30", "2026-07-01", None)]
    ['future', 'in-force', 'in-force', 'ended', 'in-force']
    """
    term = document.in_force
    if term is None or day is None:
        return "in-force"
    if term.until is not None and term.until < day[: len(term.until)]:
        return "ended"
    if term.since is not None and term.since > day[: len(term.since)]:
        return "future"
    return "in-force"


def terms(graph: AlignmentGraph, as_of: str | None = None) -> dict[str, Standing]:
    """Return how each framework of *graph* stands on the day *as_of*, by default the day of the graph's scope.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> [(found["bmg"], found["bmg9"]) for found in (terms(graph, "2026-06-30"), terms(graph, "2026-07-01"))]
    [('in-force', 'future'), ('ended', 'in-force')]
    """
    day = as_of or graph.scope.as_of
    return {framework.id: standing(framework, day) for framework in graph.frameworks}
