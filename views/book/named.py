"""Ids that texts of records mention in brackets: the book calls these records by their titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.kinds import Language
from policygraph.views.book.book_blocks import Block, Grid, GridCell, GridRow, Line

_MENTION = re.compile(r"\(([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\)")


def with_titles(text: str, graph: AlignmentGraph, lang: Language) -> str:
    """Return *text* with the title in place of each id of a record that stands in brackets.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> with_titles("이 계획(b6-1-1)과 (가-1)", graph, "ko"), with_titles("the task (b6-x-1)", graph, "en")
    ('이 계획(부산형 인공지능(AI) 에이전트 도입 확대)과 (가-1)', 'the task (b6-x-1)')
    """

    def called(found: re.Match[str]) -> str:
        return f"({graph.title(found[1]).get(lang)})" if found[1] in graph.items else found[0]

    return _MENTION.sub(called, text) if "(" in text else text


def blocks_with_titles(blocks: Iterable[Block], graph: AlignmentGraph, lang: Language) -> Iterable[Block]:
    """Yield *blocks* with the titles of the records that their texts mention by id."""
    for block in blocks:
        if isinstance(block, Grid):
            yield replace(block, rows=tuple(_row(row, graph, lang) for row in block.rows))
        elif isinstance(block, Line):
            yield replace(block, text=with_titles(block.text, graph, lang))
        else:
            yield block


def _row(row: GridRow, graph: AlignmentGraph, lang: Language) -> GridRow:
    if not any("(" in cell.text and _MENTION.search(cell.text) for cell in row.cells):
        return row
    return replace(row, cells=tuple(_cell(cell, graph, lang) for cell in row.cells))


def _cell(cell: GridCell, graph: AlignmentGraph, lang: Language) -> GridCell:
    return replace(cell, text=with_titles(cell.text, graph, lang))
