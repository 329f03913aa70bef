"""Statements "no counterpart" as tables and JSON: somebody looked for what answers to a record, and found nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.kinds import NoMatch, Text
from policygraph.views.blocks import Column, Table, in_both

NO_MATCH = Text("대응 없음(찾아보았으나 없었음)", "No counterpart (looked for, not found)")


def no_matches_of(graph: AlignmentGraph, name: str) -> list[NoMatch]:
    """Return what was said of the record *name*; of a document also what was not found in it.

    >>> from policygraph import open_study
    >>> no_matches_of(open_study().graph, "b6-1-1")
    []
    """
    return [found for found in graph.corpus.no_matches if name in (found.record, found.document)]


def no_matches_between(graph: AlignmentGraph, task: str, item: str) -> list[NoMatch]:
    """Return what was said of *task* and the item's framework, of its whole plan, or of *item* and the task's plan.

    >>> from policygraph import open_study
    >>> no_matches_between(open_study().graph, "b6-1-1", "bmg-ai2-3")
    []
    """
    plan, framework = graph.document_of(task), graph.document_of(item)
    asked = {(task, framework), (plan, framework), (item, plan)}
    return [found for found in graph.corpus.no_matches if (found.record, found.document) in asked]


def no_match_json(graph: AlignmentGraph, found: NoMatch) -> dict[str, Any]:
    """Return one statement with the titles of both ends."""
    return {
        "record": {"id": found.record, "title": in_both(graph.title(found.record))},
        "document": {"id": found.document, "title": in_both(graph.title(found.document))},
        "reason": in_both(found.reason),
        "by": found.by,
        "date": found.date,
    }


def no_match_table(graph: AlignmentGraph, found: Sequence[NoMatch]) -> Table:
    """Return the statements as a table."""
    columns = (
        Column("record", Text("기록", "record")),
        Column("record_title", Text("제목", "title"), wide=True),
        Column("document", Text("어디에", "where"), wide=True),
        Column("reason", Text("까닭", "reason"), wide=True, fold=True),
        Column("by", Text("찾아본 이", "by")),
        Column("date", Text("날짜", "date")),
    )
    rows = [
        [one.record, graph.title(one.record), graph.title(one.document), one.reason or Text("-"), one.by, one.date]
        for one in found
    ]
    return Table(columns, rows, NO_MATCH)
