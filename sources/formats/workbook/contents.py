"""The rows of every sheet for a set of records: what the workbook and the CSV tables show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from policygraph.records.kinds import KIND_OF, Budget, Corpus, Department, Extra, Item, YearNote
from policygraph.sources.formats.workbook.columns import SheetColumn
from policygraph.sources.formats.workbook.planning_rows import candidate_rows, scenario_rows, served_rows
from policygraph.sources.formats.workbook.rows import NOTHING, values_of
from policygraph.sources.formats.workbook.schema import LISTED, Sheet

Record = tuple[Mapping[str, Any], Extra]


def sheet_records(sheet: Sheet, corpus: Corpus) -> list[Record]:
    """Return the values and private notes of each row of *sheet*, in the order of the records."""
    special = _SPECIAL.get(sheet.key)
    if special is not None:
        return list(special(corpus))
    return [(values_of(record), record.extra) for record in getattr(corpus, KIND_OF[sheet.record].group)]


def used_columns(sheet: Sheet, records: list[Record]) -> list[SheetColumn]:
    """Return the columns of *sheet* that are written: all but the optional ones that no record needs."""
    return [
        column
        for column in sheet.columns
        if not column.optional or any(values.get(column.key) not in NOTHING for values, _ in records)
    ]


def extra_columns(records: list[Record]) -> list[str]:
    """Return the names of all private notes, in the order of their first use."""
    return list(dict.fromkeys(name for _, extra in records for name, _ in extra))


def _documents(corpus: Corpus, *, plan: bool) -> Iterator[Record]:
    return ((values_of(document), document.extra) for document in corpus.documents if document.is_plan == plan)


def _items_of(corpus: Corpus, *, plan: bool) -> Iterator[Item]:
    return (item for document in corpus.documents if document.is_plan == plan for item in document.items)


def _items(corpus: Corpus, *, plan: bool) -> Iterator[Record]:
    return ((values_of(item), item.extra) for item in _items_of(corpus, plan=plan))


def _all_items(corpus: Corpus) -> Iterator[Item]:
    yield from _items_of(corpus, plan=True)
    yield from _items_of(corpus, plan=False)


def _budgets(corpus: Corpus) -> Iterator[Record]:
    for item in _all_items(corpus):
        budget = item.budget
        if budget is not None:
            named = {name for note in budget.year_notes for name in note.sources}
            if budget != Budget(
                sources=tuple(sorted(named, key=budget.sources.index)) if named <= set(budget.sources) else (),
                years=budget.years,
                year_notes=budget.year_notes,
            ):
                yield {"item": item.id, **values_of(budget)}, budget.extra
            notes = {note.year: note for note in budget.year_notes}
            for year, amount in budget.years:
                note = notes.get(year, YearNote(year))
                typed = {} if note.funds and note.borne == amount else {"krw": amount}
                yield {"item": item.id, "year": year, **typed, **values_of(note)}, note.extra


def department_names(corpus: Corpus) -> dict[str, str]:
    """Return the English name (or nothing) of each department that a task or a record names, sorted by its key."""
    found: dict[str, str] = {}
    for name in (*(item.department for item in _all_items(corpus)), *(record.name for record in corpus.departments)):
        if name:
            found[name.get("ko")] = found.get(name.get("ko")) or (name.en if name.ko else "")
    return dict(sorted(found.items()))


def _departments(corpus: Corpus) -> Iterator[Record]:
    """Yield a row for each department: one for each city that has a record of it."""
    noted: dict[str, list[Department]] = {}
    for record in corpus.departments:
        noted.setdefault(record.name.get("ko"), []).append(record)
    for name, english in department_names(corpus).items():
        row = {"name": name, "name_en": english}
        for record in noted.get(name, ()):
            yield {**row, **({"city": record.city} if record.city else {})}, record.extra
        if name not in noted:
            yield row, ()


def _parts(corpus: Corpus, name: str) -> Iterator[Record]:
    return (
        ({"item": item.id, **values_of(part)}, part.extra)
        for item in _all_items(corpus)
        for part in getattr(item, name)
    )


def _alignments(corpus: Corpus) -> Iterator[Record]:
    """Yield the alignments; one to a provision names each content that it asks for, for the planner to say where it is."""
    asked = {item.id: item.required_contents for item in _items_of(corpus, plan=False) if item.required_contents}
    for link in corpus.alignments:
        values = values_of(link)
        unsaid = {content.number: "" for content in asked.get(link.item, ())}
        if unsaid.keys() >= dict(link.content_places).keys():
            values["content_places"] = tuple({**unsaid, **dict(link.content_places)}.items())
        yield values, link.extra


def _sources(corpus: Corpus) -> Iterator[Record]:
    for document in corpus.documents:
        for source in document.sources.values():
            yield {"document": document.id, **values_of(source)}, source.extra


_SPECIAL: Mapping[str, Callable[[Corpus], Iterator[Record]]] = {
    "frameworks": lambda corpus: _documents(corpus, plan=False),
    "items": lambda corpus: _items(corpus, plan=False),
    "plans": lambda corpus: _documents(corpus, plan=True),
    "tasks": lambda corpus: _items(corpus, plan=True),
    "budgets": _budgets,
    "departments": _departments,
    "alignments": _alignments,
    "sources": _sources,
    "scenarios": scenario_rows,
    "candidates": candidate_rows,
    "served": served_rows,
    **{sheet: partial(_parts, name=name) for name, sheet in LISTED.items()},
}
