"""The answer of ``policygraph coverage``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policygraph.graph.addressee import Addressed
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import Coverage, Figures, NodeCoverage
from policygraph.graph.grouping import Grouping, TaskGroup
from policygraph.graph.hierarchy import FRAMEWORK_LEVEL
from policygraph.graph.reach import reach
from policygraph.graph.requirements import best_answer, derived_requirements
from policygraph.records.kinds import Item, Text
from policygraph.records.words import ADDRESSEES, COVERAGE_STATES, GROUPINGS, NODE_LEVELS
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.addressee_words import addressees_json, headline
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.finding_words import answered
from policygraph.views.honesty import honesty_json, honesty_notes
from policygraph.views.nouns import document_noun
from policygraph.views.reach_view import NOTE, reach_json, reach_table
from policygraph.views.term_words import apart_heading

SCHEMA = "policygraph/coverage/1"

LEGEND = Paragraph(
    Text(
        "대응률: 확정된 연계만 센 하한 ~ 제안까지 센 상한. 연계/항목: 확정(+제안)/약속 항목. - 는 알 수 없음(0%가 아님). "
        "* 는 약속 항목이 아니라 그 위 항목에만 걸린 연계.",
        "Coverage: floor (confirmed) ~ ceiling (with proposals). Linked: confirmed(+proposed)/commitments. - is unknown, "
        "not 0 %. * marks alignments that stand above the commitments only.",
    ),
    "note",
)

_COLUMNS = (
    Column("id", Text("id", "id")),
    Column("title", Text("항목", "item"), "tree", wide=True),
    Column("level", Text("수준", "level"), extra=True),
    Column("coverage", Text("대응률", "coverage"), "range"),
    Column("state", Text("상태", "state"), extra=True),
    Column("linked", Text("연계/항목", "linked/items"), "linked"),
    Column("local", ADDRESSEES["local"], "linked"),
    Column("tasks", Text("과제", "tasks"), "count"),
)


def node_json(graph: AlignmentGraph, name: str, found: Figures, addressed: Mapping[str, Addressed]) -> dict[str, Any]:
    """Return one node of the JSON contract: the framework or policy item *name* with the figures *found* there.

    *addressed* are its counts by addressee.
    """
    parents = graph.items[name].parents if name in graph.items else ()
    return {
        "id": name,
        "framework": graph.document_of(name),
        "parent": parents[0] if parents else None,
        "parents": list(parents),
        "level": graph.level(name),
        "title": in_both(graph.title(name)),
        "direct": {"floor": found.direct_floor, "ceiling": found.direct_ceiling},
        "floor": found.floor,
        "ceiling": found.ceiling,
        "state": found.state,
        "linked": found.linked,
        "linked_confirmed": found.linked_confirmed,
        "commitments": found.commitments,
        "tasks": found.tasks,
        "addressees": addressees_json(addressed, graph.scope.addressees),
    }


def terms_json(graph: AlignmentGraph) -> dict[str, str]:
    """Return the frameworks that are not in force on the day of the figures, for the JSON contract."""
    return {name: found for name, found in graph.terms.items() if found != "in-force"}


def _depths(graph: AlignmentGraph, names: Iterable[str]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for name in names:
        for node in graph.below(name):
            item = graph.items.get(node)
            depths[node] = 0 if node == name or item is None else 1 + min(depths.get(p, 0) for p in item.parents)
    return depths


def in_reading_order(graph: AlignmentGraph, root: str) -> list[str]:
    """Return *root* and everything below it, each node once, children right after their parent."""
    found: dict[str, None] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        if node not in found:
            found[node] = None
            stack.extend(reversed(graph.children[node]))
    return list(found)


def select_nodes(graph: AlignmentGraph, levels: Sequence[str], depth: int | None) -> list[tuple[str, int]]:
    """Return id and depth of the nodes to show: those that the scope shows, of some levels, down to a depth."""
    roots = graph.roots
    depths = _depths(graph, roots)
    addressing = graph.addressing(graph.scope.addressees) if graph.scope.addressees else None
    names = [name for start in roots for name in in_reading_order(graph, start)]
    return [
        (name, depths[name])
        for name in dict.fromkeys(names)
        if (not levels or graph.level(name) in levels)
        and (depth is None or depths[name] <= depth)
        and (addressing is None or name in addressing or name in graph.documents)
    ]


def coverage_page(
    graph: AlignmentGraph,
    result: Coverage,
    *,
    levels: Sequence[str] = (),
    depth: int | None = None,
    caveats: Caveats = NO_CAVEATS,
) -> Page:
    """Return the coverage of the chosen nodes.

    The JSON document always holds every node that *levels* and *depth* leave; people see the frameworks alone unless
    they name one or ask for levels or a depth.
    """
    nodes = select_nodes(graph, levels, depth)
    overview = not graph.scope.frameworks and not levels and depth is None
    required = derived_requirements(graph)
    rows: dict[bool, list[list[Any]]] = {True: [], False: []}
    for name, indent in nodes:
        if not overview or graph.level(name) == FRAMEWORK_LEVEL:
            rows[graph.in_force(name)].append(_row(graph, result, result[name], indent, required))
    frameworks = [result[name].framework for name, _ in nodes]
    blocks: list[Table | Paragraph] = []
    if rows[True] or not rows[False]:
        blocks.append(Table(_COLUMNS, rows[True]))
    if rows[False]:
        blocks.append(Table(_COLUMNS, rows[False], apart_heading(graph, [name for name, _ in nodes])))
    blocks += [*(Paragraph(text) for text in _headlines(graph, result)), LEGEND]
    if overview and (shown := rows[True] or rows[False]):
        name = shown[-1][0]
        blocks.append(
            Paragraph(
                Text(
                    f"체계 하나를 펼쳐 보려면: policygraph coverage {name} (항목이나 과제 하나는: policygraph show ID)",
                    f"To open one framework: policygraph coverage {name} (one item or task: policygraph show ID)",
                ),
                "note",
            )
        )
    blocks += honesty_notes(graph, caveats, frameworks)
    return Page(
        lambda: {
            "schema": SCHEMA,
            **honesty_json(graph, caveats, frameworks),
            "terms": terms_json(graph),
            "nodes": [node_json(graph, name, result[name], result.addressed(name)) for name, _ in nodes],
        },
        blocks,
    )


def _headlines(graph: AlignmentGraph, result: Coverage) -> list[Text]:
    """Return the counts by addressee of what was asked for by name; the table of all frameworks has them in a column."""
    found = []
    for name in graph.scope.frameworks:
        title, counts = graph.title(name), headline(result.addressed(name), graph.scope.addressees)
        if counts:
            found.append(Text(f"{title.get('ko')}: {counts.ko}", f"{title.get('en')}: {counts.en}"))
    return found


def _row(
    graph: AlignmentGraph, result: Coverage, node: NodeCoverage, indent: int, required: Mapping[str, Sequence[Item]]
) -> list[Any]:
    return [
        node.id,
        (indent, node.title),
        document_noun(graph.documents[node.id]) if node.level == FRAMEWORK_LEVEL else NODE_LEVELS[node.level],
        (node.floor, node.ceiling),
        _state(graph, node, required),
        *_counts(result, node),
    ]


def _state(graph: AlignmentGraph, node: NodeCoverage, required: Mapping[str, Sequence[Item]]) -> Text:
    """Return the state of *node*; of a finding without alignments of its own also how its requirements are answered."""
    state = COVERAGE_STATES[node.state]
    if node.linked or node.id not in required:
        return state
    answer, through = best_answer(graph, graph.items[node.id], required[node.id])
    if not through:
        return state
    words = answered(answer, through=True)
    return Text(f"{state.ko} · {words.ko}", f"{state.en} · {words.en}")


def _counts(result: Coverage, node: NodeCoverage) -> list[Any]:
    return [_linked(node), _local(result.addressed(node.id)), node.tasks]


def _figures(result: Coverage, node: NodeCoverage) -> list[Any]:
    return [(node.floor, node.ceiling), *_counts(result, node)]


def _local(found: Mapping[str, Addressed]) -> tuple[int | None, int | None, int, bool]:
    """Return what addresses the city: linked by a confirmed alignment, by any, and all."""
    one = found["local"]
    linked = None if one.without is None or not one.commitments else one.commitments - one.without
    return one.linked_confirmed, linked, one.commitments, False


def _linked(node: NodeCoverage) -> tuple[int | None, int | None, int, bool]:
    return node.linked_confirmed, node.linked, node.commitments, bool(node.ceiling) and node.linked == 0


def grouped_page(
    graph: AlignmentGraph,
    by: Grouping,
    groups: Sequence[tuple[TaskGroup, Coverage]],
    *,
    levels: Sequence[str] = (),
    depth: int | None = None,
    caveats: Caveats = NO_CAVEATS,
) -> Page:
    """Return the coverage that each group of tasks gives alone; people see one row for each group and framework."""
    nodes = select_nodes(graph, levels, depth)
    overview = not levels and depth is None
    shown = [name for name, _ in nodes if not overview or name in graph.roots or graph.level(name) == FRAMEWORK_LEVEL]
    columns = (
        Column("group", GROUPINGS[by], wide=True),
        Column("group_tasks", Text("과제 수", "tasks in group"), "count"),
        *(column for column in _COLUMNS if column.key not in ("title", "level", "state")),
    )
    rows: dict[bool, list[list[Any]]] = {True: [], False: []}
    for group, result in groups:
        for name in shown:
            if result[name].tasks or len(shown) == 1:
                row = [group.title, len(group.tasks), name, *_figures(result, result[name])]
                rows[graph.in_force(name)].append(row)
    blocks: list[Table | Paragraph] = [Table(columns, rows[True])] if rows[True] or not rows[False] else []
    blocks += [Table(columns, rows[False], apart_heading(graph, shown))] if rows[False] else []
    blocks.append(LEGEND)
    cells = reach(graph) if by == "domain" else None
    if cells is not None:
        blocks += [reach_table(cells), Paragraph(NOTE, "note")]
    frameworks = [graph.document_of(name) for name in shown]
    blocks += honesty_notes(graph, caveats, frameworks)
    return Page(
        lambda: {
            "schema": SCHEMA,
            **honesty_json(graph, caveats, frameworks),
            "terms": terms_json(graph),
            "by": by,
            "groups": [
                {"key": group.key, "title": in_both(group.title), "tasks": list(group.tasks)} for group, _ in groups
            ],
            "nodes": [
                {**node_json(graph, name, result[name], result.addressed(name)), "group": group.key}
                for group, result in groups
                for name, _ in nodes
            ],
            **({} if cells is None else {"reach": reach_json(cells)}),
        },
        blocks,
    )
