"""The answer of ``policygraph publish``."""

from __future__ import annotations

from collections.abc import Sequence

from policygraph.ontology.publication import PublishedGraph
from policygraph.records.counting import counted
from policygraph.records.kinds import Text
from policygraph.views.blocks import Column, Page, Paragraph, Table

SCHEMA = "policygraph/publish/1"
_DONE = {"written": Text("올림", "written"), "removed": Text("지움", "removed")}


def publish_page(endpoint: str, graphs: Sequence[PublishedGraph]) -> Page:
    """Return what was done to each graph of the store."""
    document = {
        "schema": SCHEMA,
        "endpoint": endpoint,
        "graphs": [{"graph": graph.name, "triples": graph.triples, "done": graph.what} for graph in graphs],
    }
    columns = (
        Column("graph", Text("그래프", "graph"), wide=True),
        Column("triples", Text("트리플", "triples"), "count"),
        Column("done", Text("한 일", "done")),
    )
    rows = [[graph.name, graph.triples, _DONE[graph.what]] for graph in graphs]
    total = sum(graph.triples for graph in graphs)
    note = Text(
        f"{endpoint} 에 모두 {total:,}건을 올렸습니다.",
        f"{counted(total, 'triple is', 'triples are')} now at {endpoint}",
    )
    return Page(document, [Table(columns, rows), Paragraph(note, "note")])
