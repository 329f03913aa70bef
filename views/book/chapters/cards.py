"""Chapter 7: the card of each task (과제정의서), with its links to policy and the tasks that resemble it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from policygraph.graph.similar import similar_tasks
from policygraph.records.kinds import Item, Language, Text
from policygraph.views.book.book_blocks import Block, Grid, GridCell, GridRow
from policygraph.views.book.chapters.sources import Listed, numbers_of, source_table
from policygraph.views.book.outline import Numbered, Outline, outlines
from policygraph.views.cards.card import CardWriter
from policygraph.views.cards.grid import COLUMNS, card_grid, value_row
from policygraph.views.report.result import Report

TITLE = Text("과제정의서", "Task cards")
MOST_APART = 100
"""How many cards have a table each; more are put together by strategy."""


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield the card of each task in the order of the plan; its sources by their numbers in chapter 12."""
    yield from _cards(report, lang, report.sources, Text("(12장)", " (ch. 12)"))


def blocks_alone(report: Report, lang: Language) -> Iterator[Block]:
    """Yield the cards of a book without chapter 12 and, behind them, the sources that they name by number."""
    named = {(item.document, name) for item in _served(report) for name in item.sources[:1]}
    kept = ((document, [one for one in found if (document, one.id) in named]) for document, found in report.sources)
    listed = [(document, found) for document, found in kept if found]
    yield from _cards(report, lang, listed, Text("(아래 표)", " (below)"))
    yield from source_table(report, listed, lang)


def _served(report: Report) -> Iterator[Item]:
    """Yield the items that the tasks of the cards serve."""
    for name in report.graph.tasks_shown:
        for link in report.graph.serves[name]:
            yield report.graph.items[link.item]


def _cards(report: Report, lang: Language, listed: Listed, where: Text) -> Iterator[Block]:
    graph = report.graph
    found = outlines(graph)
    if not any(outline.tasks for outline in found):
        return
    settings = report.study.workspace.settings
    numbers = numbers_of(listed)
    writer = CardWriter(graph, settings, lang, similar_tasks(graph), (), numbers, where, report.frameworks)
    apart = sum(len(outline.tasks) for outline in found) <= MOST_APART
    for outline in found:
        if apart:
            for task in outline.tasks:
                yield _card(writer, task, report.own)
        else:
            yield from _by_strategy(writer, outline, report.own, lang)


def _card(writer: CardWriter, found: Numbered, own: Iterable[str]) -> Grid:
    """Return the card of a task, with the columns *own* of one's own as rows behind its texts."""
    grid = card_grid(writer.card(found.task, ""), number=found.number)
    said = found.own
    more = tuple(value_row(name, str(said[name])) for name in own if name in said)
    place = next((number for number, row in enumerate(grid.rows) if row.look), len(grid.rows))
    rows = (*grid.rows[:place], *more, *grid.rows[place:])
    return replace(grid, caption=f"{found.number} {grid.caption}", rows=rows)


def _by_strategy(writer: CardWriter, outline: Outline, own: Iterable[str], lang: Language) -> Iterator[Grid]:
    for strategy in outline.strategies:
        if not strategy.tasks:
            continue
        cards = [_card(writer, task, own) for task in strategy.tasks]
        rows = [
            row for card in cards for row in (GridRow((GridCell(card.caption, columns=COLUMNS),), "total"), *card.rows)
        ]
        title = f"{TITLE.get(lang)}: {strategy.title(lang)}"
        yield Grid(title, cards[0].columns, (), tuple(rows), short=TITLE.get(lang), loose=True)
