"""The answer form of a letter: one sheet of alignments with columns for the verdict, which ``policygraph import`` takes.

It carries the records that its rows were made of, so that an import changes nothing but what was filled in. Rows that
are not on record yet come in as proposals.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.kinds import Alignment, Language, Text
from policygraph.sources.formats.workbook.cells_out import to_cell
from policygraph.sources.formats.workbook.columns import SheetColumn
from policygraph.sources.formats.workbook.exported import STATE_TITLE, exported_state, own_documents, pieces
from policygraph.sources.formats.workbook.incoming_tables import column_letter
from policygraph.sources.formats.workbook.new_workbook import FONT, new_workbook
from policygraph.sources.formats.workbook.schema import BY_KEY, HEADER_ROWS, LISTS_TITLE
from policygraph.sources.settings import Settings

SPARE_ROWS = 40
_KEYS = (
    *("task", "task_title", "item", "item_title", "strength", "state"),
    *("review_verdict", "review_strength", "review_by", "review_note"),
)
_ASKED = {"review_verdict", "review_strength", "review_by", "review_note"}
_WIDTHS = {"task_title": 34, "item_title": 34, "review_note": 34}
_NOTE = Text(
    "이 시트는 고치지 마세요. 회신을 되가져올 때 무엇을 적었는지 알아보는 데 씁니다.",
    "Do not edit this sheet: it tells what was filled in when the answer comes back.",
)


def answer_form(graph: AlignmentGraph, pairs: Sequence[Alignment], settings: Settings, lang: Language = "ko") -> bytes:
    """Return the workbook that asks about *pairs*, of which those in the records of *graph* are as on record."""
    target = io.BytesIO()
    book = new_workbook(target, settings.as_of)
    sheet = BY_KEY["alignments"]
    columns = [column for key in _KEYS for column in sheet.columns if column.key == key]
    page = book.add_worksheet(sheet.title.get(lang))
    lists = book.add_worksheet(LISTS_TITLE.get(lang))
    state = book.add_worksheet(STATE_TITLE.get(lang))
    _head(book, page, columns)
    for number, link in enumerate(pairs, HEADER_ROWS):
        _row(book, page, number, link, columns, graph, lang)
    _choices(page, lists, columns, HEADER_ROWS + len(pairs) + SPARE_ROWS, lang)
    page.freeze_panes(HEADER_ROWS, 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, HEADER_ROWS - 1)
    state.hide()
    state.write_string(0, 0, _NOTE.get(lang))
    for number, piece in enumerate(pieces(_state(graph, pairs, settings)), 1):
        state.write_string(number, 0, piece)
    book.close()
    return target.getvalue()


def _state(graph: AlignmentGraph, pairs: Sequence[Alignment], settings: Settings) -> str:
    """Return what of the records the rows were made of: the documents of their ends, and the alignments on record.

    A form without rows names the plans, so that it is known as this workspace's when rows were added to it.
    """
    corpus = graph.corpus
    asked = {(link.task, link.item) for link in pairs}
    ends = {graph.document_of(name) for pair in asked for name in pair} or {plan.id for plan in graph.plans}
    kept = replace(
        corpus,
        documents=tuple(document for document in corpus.documents if document.id in ends),
        alignments=tuple(link for link in corpus.alignments if (link.task, link.item) in asked),
        assessments=(),
        decisions=(),
        reviews=tuple(review for review in corpus.reviews if (review.task, review.item) in asked),
        no_matches=(),
        mapping_sources=(),
        departments=(),
    )
    return exported_state(kept, own_documents(kept, settings))


def _head(book: Any, page: Any, columns: Sequence[SheetColumn]) -> None:
    for position, column in enumerate(columns):
        colour = "#C55A11" if column.key in _ASKED else "#1F4E79"
        look = {"bg_color": colour, "font_color": "#FFFFFF", "border": 1, "font_name": FONT, "text_wrap": True}
        page.set_column(position, position, _WIDTHS.get(column.key, max(column.width, 12)))
        page.write_string(0, position, column.title.ko, book.add_format({**look, "bold": True}))
        page.write_string(1, position, column.title.en, book.add_format({**look, "font_size": 8}))


def _row(
    book: Any,
    page: Any,
    number: int,
    link: Alignment,
    columns: Sequence[SheetColumn],
    graph: AlignmentGraph,
    lang: Language,
) -> None:
    titles = {"task_title": graph.title(link.task).get(lang), "item_title": graph.title(link.item).get(lang)}
    for position, column in enumerate(columns):
        look = {"font_name": FONT, "border": 1, "text_wrap": True, "valign": "top"}
        if column.key in _ASKED:
            look["bg_color"] = "#FFF2CC"
        style = book.add_format(look)
        cell: object = titles.get(column.key)
        if cell is None and column.key not in _ASKED:
            cell = to_cell(column, getattr(link, column.key), lang)
        if isinstance(cell, str) and cell:
            page.write_string(number, position, cell, style)
        else:
            page.write_blank(number, position, None, style)


def _choices(page: Any, lists: Any, columns: Sequence[SheetColumn], last: int, lang: Language) -> None:
    lists.hide()
    for position, column in enumerate(columns):
        if not column.choices:
            continue
        words = [text.get(lang) for text in column.choices.values()]
        lists.write_column(0, position, words)
        letter = column_letter(position)
        area = f"='{LISTS_TITLE.get(lang)}'!${letter}$1:${letter}${len(words)}"
        page.data_validation(HEADER_ROWS, position, last, position, {"validate": "list", "source": area})
