"""Columns of one's own in the tables of a report: chosen by their names, each where the records of a table have it.

>>> own_widths((100, 167), 1)
(89, 150, 27)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from policygraph.records.catalogue import did_you_mean
from policygraph.records.characters import name_key
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Extra, Number, Text
from policygraph.views.blocks import Cell, Column, Table

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph

WIDTH = 27  # millimetres of one column of one's own on paper


def chosen_columns(graph: AlignmentGraph, names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of one's own that *names* mean, as the records call them; raise `UnusableInput` for others.

    Capitals, blanks and the form of Korean letters do not matter. Columns that stand in no table of a report (such as
    those of reviews) are not known.

    >>> from policygraph import open_study
    >>> chosen_columns(open_study().graph, [])
    ()
    """
    known: dict[str, str] = {}
    for extra in _all(graph):
        for name, _ in extra:
            known.setdefault(name_key(name), name)
    found: dict[str, None] = {}
    for name in names:
        column = known.get(name_key(name))
        if column is None:
            raise UnusableInput(_unknown(name, sorted(known.values())))
        found[column] = None
    return tuple(found)


def _all(graph: AlignmentGraph) -> Iterable[Extra]:
    for document in graph.documents.values():
        yield document.extra
        yield from (item.extra for item in document.items)
        yield from (source.extra for source in document.sources.values())


def _unknown(name: str, known: Sequence[str]) -> Text:
    if not known:
        return Text(
            f"더한 열 {name!r}이(가) 없습니다. 이 자료에는 더한 열이 하나도 없습니다. 엑셀의 빈 열에 제목을 적고 가져오세요.",
            f"there is no own column {name!r}; these records have none. Head a free column in Excel and import it",
        )
    hint = did_you_mean(name, list(known))
    return Text(
        f"더한 열 {name!r}이(가) 없습니다.{hint['hint_ko']} 있는 열: {', '.join(known)}",
        f"there is no own column {name!r}.{hint['hint_en']} There are: {', '.join(known)}",
    )


def extra_of(graph: AlignmentGraph, name: str) -> Mapping[str, str | Number]:
    """Return the columns of one's own of the item, task or document *name*."""
    record = graph.items.get(name) or graph.documents.get(name)
    return dict(record.extra) if record is not None else {}


def used(names: Iterable[str], records: Iterable[Mapping[str, str | Number]]) -> tuple[str, ...]:
    """Return those of *names* that some of *records* have."""
    said = {name for record in records for name in record}
    return tuple(name for name in names if name in said)


def own_heads(names: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns that stand for *names* in a table."""
    return tuple(Column(f"own:{name}", Text(name, name)) for name in names)


def with_own(table: Table, names: Iterable[str], records: Sequence[Mapping[str, str | Number]]) -> Table:
    """Return *table* with those of *names* that its rows have; *records* says what the record of each row has."""
    shown = used(names, records)
    if not shown:
        return table
    rows: list[Sequence[Cell]] = [
        [*row, *(str(record.get(name, "")) for name in shown)] for row, record in zip(table.rows, records, strict=True)
    ]
    return Table((*table.columns, *own_heads(shown)), rows, table.title)


def own_widths(widths: Sequence[int], columns: int) -> tuple[int, ...]:
    """Return *widths* (millimetres) narrowed so that *columns* of one's own stand beside them; together no wider than before."""
    whole = sum(widths)
    own = min(WIDTH, whole // (2 * columns)) if columns else 0
    rest = whole - own * columns
    return (*(width * rest // whole for width in widths), *(own for _ in range(columns)))
