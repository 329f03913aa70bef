"""Chapter 12: where it was read, document by document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from policygraph.records.kinds import Language, Source, Text
from policygraph.records.words import SOURCE_KINDS
from policygraph.views.book.book_blocks import Block, GridCell, GridColumn, GridRow, titled_grid
from policygraph.views.report.result import Report

TITLE = Text("자료의 출처", "Sources of the records")
_HEAD = (
    (Text("번호", "no."), GridColumn(14, "center")),
    (Text("종류", "kind"), GridColumn(18, "center")),
    (Text("제목", "title"), GridColumn(82)),
    (Text("발행", "publisher"), GridColumn(38)),
    (Text("날짜", "date"), GridColumn(25, "center")),
    (Text("주소", "address"), GridColumn(90)),
)


Listed = Sequence[tuple[str, Sequence[Source]]]
"""Sources by document, in the order of their numbers."""


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield one table: each document heads the sources that its records shown rest on."""
    return source_table(report, report.sources, lang)


def source_table(report: Report, listed: Listed, lang: Language) -> Iterator[Block]:
    """Yield the table of the sources *listed*, where there are some."""
    rows: list[GridRow] = []
    numbers = numbers_of(listed)
    head = _HEAD if any(source.url for _, found in listed for source in found) else _HEAD[:-1]
    for name, found in listed:
        rows.append(GridRow((GridCell(report.graph.title(name).get(lang), columns=len(head)),), "group"))
        for source in found:
            cells = (
                GridCell(str(numbers[name, source.id])),
                GridCell(SOURCE_KINDS[source.kind].get(lang)),
                GridCell(source.title),
                GridCell(source.publisher),
                GridCell(source.date or ""),
                GridCell(readable(source.url)),
            )
            rows.append(GridRow(cells[: len(head)], own=dict(source.extra)))
    if rows:
        yield titled_grid(TITLE.get(lang), head, rows, lang)


def numbers_of(listed: Listed) -> dict[tuple[str, str], int]:
    """Return the number that each source has in the table of those *listed*, by its document and id."""
    keys = ((name, source.id) for name, found in listed for source in found)
    return {key: number for number, key in enumerate(keys, 1)}


def readable(address: str) -> str:
    """Return *address* with its letters in place of percent signs and numbers, where it stays one word.

    >>> readable("https://example.org/%EB%B2%95_(%EC%A0%9C1%ED%98%B8)"), readable("https://example.org/%20x"), readable("https://example.org/%FF")
    ('https://example.org/법_(제1호)', 'https://example.org/%20x', 'https://example.org/%FF')
    """
    try:
        found = unquote(address, errors="strict")
    except UnicodeDecodeError:
        return address
    return found if found.isprintable() and not any(letter.isspace() for letter in found) else address
