"""What the page's tab on changes shows: each document beside the one that takes its place, or two editions that were chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policygraph.graph.compare.comparison import EditionComparison, compare
from policygraph.graph.compare.edition import edition_of_document
from policygraph.graph.compare.versions import decided_in
from policygraph.records.kinds import Text
from policygraph.views.blocks import Column, Table
from policygraph.views.compare_tables import class_table, fate_table
from policygraph.views.compare_view import headline
from policygraph.views.compare_words import foot
from policygraph.views.render import shown
from policygraph.views.report.edition_changes import change_tables

if TYPE_CHECKING:
    from policygraph.graph.study import Study

Json = dict[str, Any]
_ITEMS = Text("달라진 항목", "Items that are not as they were")


def change_data(study: Study, chosen: EditionComparison | None = None) -> Json:
    """Return the comparisons of the page as JSON-able data, under the key ``changes``: *chosen*, or what succeeds what.

    >>> from policygraph import open_study
    >>> found = change_data(open_study())["changes"]
    >>> len(found), found[0]["title"][1][:44]
    (1, 'Vision, city goals and pledges of the 8th po')
    """
    return {"changes": [_comparison(found) for found in ([chosen] if chosen else _successions(study))]}


def _successions(study: Study) -> Iterator[EditionComparison]:
    """Yield the comparison of each document of *study* with the one that it says succeeds it."""
    documents = study.graph.documents
    for document in documents.values():
        successor = documents.get(document.succeeded_by or "")
        if successor is not None and successor.is_plan == document.is_plan and document.items and successor.items:
            old, new = (edition_of_document(study, one.id) for one in (document, successor))
            yield compare(old, new, decided_in(study))


def _comparison(found: EditionComparison) -> Json:
    items, *others = change_tables(found)
    tables = (class_table(found), fate_table(found), replace(items, title=_ITEMS), *others)
    return {
        "title": _pair(headline(found)),
        "foot": [_pair(line) for line in foot(found)],
        "tables": [_table(table) for table in tables],
    }


def _table(table: Table) -> Json:
    return {
        "title": _pair(table.title),
        "empty": _pair(table.empty),
        "heads": [_pair(column.title) for column in table.columns],
        "rows": [
            [_cell(value, column) for value, column in zip(row, table.columns, strict=True)] for row in table.rows
        ],
    }


def _cell(value: Any, column: Column) -> Any:
    """Return a cell as the page takes it: a pair of texts, or one text that may be an id."""
    if isinstance(value, Text):
        return _pair(value)
    return "" if value is None else shown(value, column, "ko")


def _pair(text: Text) -> list[str]:
    return [text.get("ko"), text.get("en")]
