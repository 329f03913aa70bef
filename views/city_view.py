"""The answer of ``policygraph coverage --by city``: a row for each city, a column for each framework or policy item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.city_matrix import CityMatrix
from policygraph.graph.grouping import TaskGroup
from policygraph.graph.hierarchy import FRAMEWORK_LEVEL
from policygraph.graph.layout import short_titles
from policygraph.records.kinds import Text
from policygraph.records.words import GROUPINGS
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.coverage_view import LEGEND, SCHEMA, node_json, select_nodes, terms_json
from policygraph.views.honesty import honesty_json, honesty_notes
from policygraph.views.term_words import apart_heading

UNSAID = Text("도시를 적지 않은 계획", "plans that say no city")


def city_rows(graph: AlignmentGraph, levels: Sequence[str] = (), depth: int | None = None) -> list[str]:
    """Return what to show of each city: every framework, or what is asked for by name, level or depth."""
    names = [name for name, _ in select_nodes(graph, levels, depth)]
    if levels or depth is not None:
        return names
    return [name for name in names if name in graph.roots or graph.level(name) == FRAMEWORK_LEVEL]


def city_page(graph: AlignmentGraph, matrix: CityMatrix, *, caveats: Caveats = NO_CAVEATS) -> Page:
    """Return the matrix: people see floor and ceiling by city, the JSON document holds every figure."""
    frameworks = [graph.document_of(name) for name in matrix.names]
    document = {
        "schema": SCHEMA,
        **honesty_json(graph, caveats, frameworks),
        "terms": terms_json(graph),
        "by": "city",
        "groups": [_group(graph, city) for city in matrix.cities],
        "nodes": [
            {**node_json(graph, name, found, found.addressed), "group": city.key}
            for city, name, found in matrix.figures()
        ],
    }
    blocks: list[Table | Paragraph] = []
    for standing in (True, False):
        names = [name for name in matrix.names if graph.in_force(name) is standing]
        if names:
            heading = {} if standing else {"title": apart_heading(graph, names)}
            blocks.append(Table(_columns(graph, names), _rows(matrix, names), **heading))
    blocks += [LEGEND, *honesty_notes(graph, caveats, frameworks)]
    return Page(document, blocks)


def _columns(graph: AlignmentGraph, names: Sequence[str]) -> list[Column]:
    short = short_titles(list(graph.documents.values()))
    heads = {name: short[name] if name in short else graph.title(name) for name in names}
    return [
        Column("city", Text("도시 번호", "city id")),
        Column("title", GROUPINGS["city"], wide=True),
        Column("group_tasks", Text("과제 수", "tasks in group"), "count"),
        *(Column(name, heads[name], "range") for name in names),
    ]


def _rows(matrix: CityMatrix, names: Sequence[str]) -> list[list[Any]]:
    rows = []
    for city in matrix.cities:
        found = [matrix.at(name, city.key) for name in names]
        title = city.title if city.key else UNSAID
        rows.append([city.key, title, len(city.tasks), *((one.floor, one.ceiling) for one in found)])
    return rows


def _group(graph: AlignmentGraph, city: TaskGroup) -> dict[str, Any]:
    known = graph.cities.get(city.key)
    return {
        "key": city.key,
        "title": in_both(city.title if city.key else UNSAID),
        "tasks": list(city.tasks),
        **({"region": in_both(known.region)} if known is not None and known.region else {}),
    }
