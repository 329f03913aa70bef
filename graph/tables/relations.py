"""The tables: one row for each document, item, alignment and figure, with what SQL needs to join them.

=================  ====================================================================================================
table              a row for each
=================  ====================================================================================================
``documents``      framework or plan, with its city
``items``          policy item, task or part of a plan; ``leaf`` says that it is a commitment without children
``below``          policy item or framework and each item at or below it
``alignments``     alignment of a task (or plan), with the city of its plan
``sources``        source that an item cites
``coverage``       framework and policy item: its figures
``city_coverage``  framework and city: the figures of that city alone
``gaps``           gap of the worklist, in its order
=================  ====================================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policygraph.graph.addressee import addressee_of
from policygraph.graph.study import Study

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class SqlTable:
    """A table: its *name*, the SQL type of each column by name, and its *rows*."""

    name: str
    columns: Mapping[str, str]
    rows: tuple[Row, ...]


_FIGURES = {"floor": "DOUBLE", "ceiling": "DOUBLE", "state": "VARCHAR", "linked": "INTEGER", "linked_confirmed": "INTEGER",
            "commitments": "INTEGER", "tasks": "INTEGER"}  # fmt: skip
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "documents": dict.fromkeys(
        ("id", "kind", "title_ko", "title_en", "city", "city_ko", "city_en", "region_ko", "region_en"), "VARCHAR"
    ),
    "items": {
        **dict.fromkeys(("id", "document", "level", "code", "title_ko", "title_en", "addressee"), "VARCHAR"),
        "leaf": "BOOLEAN",
        "task": "BOOLEAN",
        "department": "VARCHAR",
    },
    "below": {"node": "VARCHAR", "item": "VARCHAR"},
    "alignments": {
        **dict.fromkeys(("task", "item", "city"), "VARCHAR"),
        "strength": "INTEGER",
        "state": "VARCHAR",
        "confidence": "DOUBLE",
    },
    "sources": dict.fromkeys(("item", "source", "title", "url"), "VARCHAR"),
    "coverage": {"id": "VARCHAR", "framework": "VARCHAR", **_FIGURES},
    "city_coverage": {"city": "VARCHAR", "framework": "VARCHAR", **_FIGURES},
    "gaps": {"place": "INTEGER", **dict.fromkeys(("code", "worklist", "severity", "framework", "message_ko", "message_en"), "VARCHAR")},
}  # fmt: skip


def relations(study: Study) -> Iterator[SqlTable]:
    """Yield every table of *study*, in its scope.

    >>> from policygraph import open_study
    >>> [(table.name, len(table.rows)) for table in relations(open_study())][:2]
    [('documents', 15), ('items', 960)]
    """
    for name, columns in COLUMNS.items():
        yield SqlTable(name, columns, tuple(_ROWS[name](study)))


def _documents(study: Study) -> Iterator[Row]:
    for one in study.corpus.documents:
        city = one.city
        titles = (city.title.ko, city.title.en, city.region.ko, city.region.en) if city else (None,) * 4
        yield one.id, one.kind, one.title.ko, one.title.en, one.city_id, *titles


def _items(study: Study) -> Iterator[Row]:
    graph = study.graph
    for item in graph.items.values():
        policy = not graph.documents[item.document].is_plan
        yield (
            item.id, item.document, item.level, item.code, item.title.ko, item.title.en,
            addressee_of(graph, item) if policy else None, policy and graph.commits_alone(item.id), item.id in graph.tasks,
            graph.department_of(item.id),
        )  # fmt: skip


def _below(study: Study) -> Iterator[Row]:
    graph = study.graph
    for name in graph.hierarchy.ids:
        for below in graph.below(name):
            yield name, below


def _alignments(study: Study) -> Iterator[Row]:
    graph = study.graph
    for link in graph.counting:
        if link.state != "rejected":
            yield link.task, link.item, graph.city_of(link.task), link.strength, link.state, link.confidence


def _sources(study: Study) -> Iterator[Row]:
    for document in study.corpus.documents:
        for item in document.items:
            for name in item.sources:
                if name in document.sources:
                    source = document.sources[name]
                    yield item.id, f"{document.id}/{name}", source.title, source.url


def _numbers(found: Any) -> Row:
    return tuple(getattr(found, name) for name in _FIGURES)


def _coverage(study: Study) -> Iterator[Row]:
    for node in study.coverage().values():
        yield node.id, node.framework, *_numbers(node)


def _city_coverage(study: Study) -> Iterable[Row]:
    graph = study.graph
    if not graph.cities:
        return
    from policygraph.graph.city_matrix import CityMatrix  # brings scipy along

    matrix = CityMatrix(graph, [framework.id for framework in graph.frameworks])
    for city, name, found in matrix.figures():
        yield city.key or None, name, *_numbers(found)


def _gaps(study: Study) -> Iterator[Row]:
    for place, gap in enumerate(study.gaps(), 1):
        yield place, gap.code, gap.group, gap.severity, gap.framework, gap.message.ko, gap.message.en


_ROWS = {
    "documents": _documents,
    "items": _items,
    "below": _below,
    "alignments": _alignments,
    "sources": _sources,
    "coverage": _coverage,
    "city_coverage": _city_coverage,
    "gaps": _gaps,
}
