"""Chapter 12: where it was read, document by document."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.records.kinds import Language, Text
from policygraph.records.words import SOURCE_KINDS
from policygraph.views.book.blocks import Block, Grid, GridCell, GridColumn, GridRow, head_cells
from policygraph.views.report.own_columns import used
from policygraph.views.report.result import Report

TITLE = Text("자료의 출처", "Sources of the records")
_HEAD = (
    (Text("번호", "no."), GridColumn(14, "center")),
    (Text("종류", "kind"), GridColumn(18, "center")),
    (Text("제목", "title"), GridColumn(94)),
    (Text("발행", "publisher"), GridColumn(42)),
    (Text("날짜", "date"), GridColumn(25, "center")),
    (Text("주소", "address"), GridColumn(74)),
)


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield one table: each document heads the sources that its records shown rest on."""
    own = used(report.own, [dict(source.extra) for _, found in report.sources for source in found])
    rows: list[GridRow] = []
    number = 0
    for name, found in report.sources:
        rows.append(GridRow((GridCell(report.graph.title(name).get(lang), columns=len(_HEAD) + len(own)),), "group"))
        for source in found:
            number += 1
            said = dict(source.extra)
            cells = (
                GridCell(str(number)),
                GridCell(SOURCE_KINDS[source.kind].get(lang)),
                GridCell(source.title),
                GridCell(source.publisher),
                GridCell(source.date or ""),
                GridCell(source.url),
                *(GridCell(str(said.get(key, ""))) for key in own),
            )
            rows.append(GridRow(cells))
    if rows:
        columns = (*(column for _, column in _HEAD), *(GridColumn(26) for _ in own))
        head = (GridRow(head_cells([*(text.get(lang) for text, _ in _HEAD), *own]), "head"),)
        yield Grid(TITLE.get(lang), columns, head, tuple(rows), short=TITLE.get(lang))
