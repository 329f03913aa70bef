"""Frameworks that are not in force on the day of the figures, in words: they are shown apart from the rest."""

from __future__ import annotations

from collections.abc import Iterable

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.kinds import Document, Text
from policygraph.records.words import STANDINGS


def apart_heading(graph: AlignmentGraph, names: Iterable[str]) -> Text:
    """Return the heading over those of *names* that are not in force: what they are, as of when.

    >>> import datetime
    >>> from policygraph import open_study
    >>> apart_heading(open_study(today=datetime.date(2026, 11, 28)).graph, ["kds", "bmg"]).ko
    '지난 임기 (2026-11-28 기준)'
    """
    states = dict.fromkeys(graph.terms[graph.document_of(name)] for name in names if not graph.in_force(name))
    day = graph.scope.as_of
    return Text(
        f"{' · '.join(STANDINGS[state].ko for state in states)} ({day} 기준)",
        f"{' · '.join(STANDINGS[state].en for state in states)} (as of {day})",
    )


def term_years(document: Document) -> str:
    """Return from when to when *document* is in force, as ``2022-07-01~2026-06-30``; empty where it is not known."""
    term = document.in_force
    return f"{term.since or ''}~{term.until or ''}" if term else ""


def standing_words(graph: AlignmentGraph, name: str) -> Text:
    """Return how the framework *name* stands on the day of the figures, with its term where that is known.

    >>> import datetime
    >>> from policygraph import open_study
    >>> standing_words(open_study(today=datetime.date(2026, 11, 28)).graph, "bmg").en
    'term ended (2022-07-01~2026-06-30)'
    """
    word, years = STANDINGS[graph.terms[name]], term_years(graph.documents[name])
    return Text(f"{word.ko} ({years})", f"{word.en} ({years})") if years else word
