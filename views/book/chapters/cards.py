"""Chapter 7: the card of each task (과제정의서), with its links to policy and the tasks that resemble it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from policygraph.graph.similar import similar_tasks
from policygraph.records.kinds import Language, Text
from policygraph.views.book.blocks import Block, Grid, GridCell, GridColumn, GridRow
from policygraph.views.book.outline import Numbered, Outline, outlines
from policygraph.views.cards.card import CardWriter
from policygraph.views.cards.grid import COLUMNS, card_grid
from policygraph.views.report.result import Report

TITLE = Text("과제정의서", "Task cards")
MOST_APART = 100
"""How many cards have a table each; more are put together by strategy."""
_WIDTH = 13.0


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield the card of each task in the order of the plan."""
    graph = report.graph
    found = outlines(graph)
    if not any(outline.tasks for outline in found):
        return
    settings = report.study.workspace.settings
    writer = CardWriter(graph, settings, lang, similar_tasks(graph), ())
    apart = sum(len(outline.tasks) for outline in found) <= MOST_APART
    for outline in found:
        if apart:
            for task in outline.tasks:
                yield _card(writer, task)
        else:
            yield from _by_strategy(writer, outline, lang)


def _card(writer: CardWriter, found: Numbered) -> Grid:
    grid = card_grid(writer.card(found.task, ""), number=found.number)
    return replace(
        grid, columns=tuple(GridColumn(_WIDTH) for _ in range(COLUMNS)), caption=f"{found.number} {grid.caption}"
    )


def _by_strategy(writer: CardWriter, outline: Outline, lang: Language) -> Iterator[Grid]:
    for strategy in outline.strategies:
        if not strategy.tasks:
            continue
        cards = [_card(writer, task) for task in strategy.tasks]
        rows = [
            row for card in cards for row in (GridRow((GridCell(card.caption, columns=COLUMNS),), "total"), *card.rows)
        ]
        columns = tuple(GridColumn(_WIDTH) for _ in range(COLUMNS))
        yield Grid(f"{TITLE.get(lang)}: {strategy.title(lang)}", columns, (), tuple(rows), short=TITLE.get(lang))
