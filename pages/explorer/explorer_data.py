"""What the page knows: a study as plain data, built on pyvis's network.

Every document, policy item, plan part and action task is a node of a `pyvis.network.Network`, every alignment that is
not rejected an edge; the records ride along as attributes of their own. A text is a pair ``[ko, en]`` in which an absent
language is the empty string, a year range a pair ``[first, last]`` in which ``null`` means unknown.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from policygraph.graph.layout import (
    GEOMETRY,
    depths,
    overview,
    short_titles,
)
from policygraph.graph.scope import Scope
from policygraph.ontology.stated_links import StatedTargets
from policygraph.pages.explorer.decide_data import decide_data
from policygraph.pages.explorer.gap_data import gap_data, plain_number, scope_gap_data
from policygraph.pages.explorer.record_nodes import (
    LANGUAGES,
    Json,
    document_breaks,
    document_node,
    filled,
    item_breaks,
    item_node,
    link_edge,
    pair,
)
from policygraph.records.kinds import Language
from policygraph.records.words import label, labels
from policygraph.views.scope_words import scope_choices

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.graph.compare.comparison import EditionComparison
    from policygraph.graph.coverage import NodeCoverage
    from policygraph.graph.study import Study
    from policygraph.records.kinds import Item
    from pyvis.network import Network

# What the page knows otherwise: how pyvis would draw, and children, which follow from parents.
_NODE_REPEATS = frozenset({"children", "label", "shape", "color", "x", "y"})
_PLACES = frozenset({"places", "wrap"})
_LINK_REPEATS = frozenset({"arrows", "width", "dashes", "color"})


def explorer_data(
    study: Study, *, lang: Language = "ko", lite: bool = False, change: EditionComparison | None = None
) -> Json:
    """Return everything that the page shows, as JSON-able data; *lang* is the language that it opens in.

    A page without charts (*lite*) needs no places and line breaks. *change* is what the tab on changes shows, where it was
    chosen.

    >>> import policygraph
    >>> data = explorer_data(policygraph.open_study())
    >>> sorted(data)[:4], data["lang"]
    (['asOf', 'assessed', 'assessments', 'balance'], 'ko')
    """
    from policygraph.pages.explorer.change_data import change_data

    graph = study.graph
    network = build_network(graph)
    caveats = study.workspace.settings.caveats
    return {
        "schema": "policygraph/explorer/1",
        "title": pair(study.title) or ["policygraph", ""],
        "notice": pair(caveats.notice),
        "lang": lang,
        "geometry": GEOMETRY,
        "frameworks": [document.id for document in graph.frameworks],
        "plans": [document.id for document in graph.plans],
        **_shared(
            "nodes", [_without(node, _NODE_REPEATS | _PLACES if lite else _NODE_REPEATS) for node in network.nodes]
        ),
        **_shared("links", [_without(edge, _LINK_REPEATS) for edge in network.edges]),
        "planLinks": [
            {**link_edge(link), "from": link.task, "to": link.item}
            for link in graph.plan_alignments
            if link.state != "rejected"
        ],
        "asOf": study.scope.as_of,
        "digest": graph.digest,
        "scopeWords": _scope_words(study),
        "standing": {name: standing for name, standing in graph.terms.items() if standing != "in-force"},
        "incomplete": {id_: pair(text) for id_, text in caveats.incomplete.items() if id_ in graph.documents},
        "assessed": {framework: list(plans) for framework, plans in graph.assessed.items()},
        "assessments": assessments_data(graph),
        "decisions": decisions_data(graph),
        "coverage": {name: coverage_row(node) for name, node in study.coverage().items()},
        **gap_data(study.gaps(), numbers=not lite),
        **scope_gap_data(study),
        **decide_data(study),
        **change_data(study, change),
        "balance": {framework: dict(wanted) for framework, wanted in study.workspace.settings.balance.items()},
        "technologies": technologies_data(graph.tasks.values()),
    }


def assessments_data(graph: AlignmentGraph) -> list[Json]:
    """Return who judged which plans against which frameworks."""
    return [
        filled(
            plan=assessment.plan,
            frameworks=list(assessment.frameworks),
            readings=assessment.readings,
            by=assessment.by,
            date=assessment.date,
        )
        for assessment in graph.corpus.assessments
    ]


def decisions_data(graph: AlignmentGraph) -> Json:
    """Return which items were decided to be no matter of the city, and why."""
    return {
        item: filled(
            reason=pair(decision.reason),
            by=decision.by,
            date=decision.date and decision.date[:10],
            expires=decision.expires,
        )
        for item, decision in graph.not_applicable.items()
    }


def coverage_row(node: NodeCoverage) -> list[Any]:
    """Return the figures of a policy node in the order in which the page reads them."""
    shares = (node.direct_floor, node.direct_ceiling, node.floor, node.ceiling)
    counts = (node.linked, node.linked_confirmed, node.commitments, node.tasks)
    return [*(None if share is None else plain_number(share, 9) for share in shares), node.state, *counts]


def technologies_data(items: Iterable[Item]) -> Json:
    """Return the names of the technologies that *items* use, by code."""
    return {
        code: pair(label("technology", code)) for code in sorted({code for item in items for code in item.technologies})
    }


def _scope_words(study: Study) -> Json:
    """Return what is said of each choice that the filters offer, by the field of the scope and its value."""
    tasks = study.graph.tasks.values()
    everything = Scope(
        plans=tuple(plan.id for plan in study.graph.plans),
        cities=tuple(study.graph.cities),
        regions=tuple(dict.fromkeys(city.region.get("ko") for city in study.graph.cities.values() if city.region)),
        departments=tuple(study.graph.departments),
        years=tuple(sorted({year for task in tasks if task.period for year in task.period.years()})),
        technologies=tuple(sorted({code for task in tasks for code in task.technologies})),
        domains=tuple(labels("domain")),
        addressees=tuple(labels("addressee")),
        frameworks=tuple(framework.id for framework in study.graph.frameworks),
        states=("confirmed", "proposed"),
    )
    said: Json = {}
    for field, value, words in scope_choices(study.within(everything).graph):
        said.setdefault(field, {})[value] = pair(words)
    return said


def build_network(graph: AlignmentGraph) -> Network:
    """Return the pyvis network of *graph*: documents with their place in the overview, items, tasks, alignments."""
    from pyvis.network import Network  # half a second of imports, needed only here

    network = Network(directed=True)
    titles = short_titles(list(graph.documents.values()))
    stated = StatedTargets(graph.documents.values())
    pictures = [overview(graph.frameworks, graph.plans, titles, lang) for lang in LANGUAGES]
    nodes: list[Json] = []
    for document in (*graph.frameworks, *graph.plans):
        places = [picture[document.id] for picture in pictures]
        nodes.append(
            {
                "x": places[0].x,
                "y": places[0].y,
                "places": [[place.x, place.y, place.width, place.height] for place in places],
                **document_node(document, titles[document.id], graph.children.get(document.id, ())),
                "wrap": document_breaks(document, titles[document.id]),
                "id": document.id,
                "label": titles[document.id].get("ko"),
                "shape": "box",
            }
        )
        depth = depths(document, graph.children)
        for item in document.items:
            nodes.append(
                {
                    **item_node(item, graph.children.get(item.id, ()), graph, stated),
                    "wrap": item_breaks(item, depth.get(item.id, 1)),
                    "id": item.id,
                    "label": item.title.get("ko") or item.id,
                    "shape": "box",
                }
            )
    # All at once: one by one, the network would look through what it holds for each of them.
    network.nodes, network.node_ids = nodes, [node["id"] for node in nodes]
    network.node_map = {node["id"]: node for node in nodes}
    network.edges = [
        {**link_edge(link), "from": link.task, "to": link.item, "arrows": "to"}
        for link in graph.alignments
        if link.state != "rejected"
    ]
    return network


def _shared(name: str, records: list[Json]) -> Json:
    """Return *records* without the values that many of them share, and those values as what holds unless said.

    A record that lacks such a field says ``null`` there, so that an absent field still means unknown.
    """
    usual: Json = {}
    for field in sorted({field for record in records for field in record} - {"id", "from", "to"}):
        values = Counter(json.dumps(record[field], ensure_ascii=False) for record in records if field in record)
        value, count = max(values.items(), key=lambda entry: (entry[1] * len(entry[0]), entry[0]))
        said = len(f'"{field}":')
        if count * (said + len(value)) > (len(records) - values.total()) * (said + len("null")) + said + len(value):
            usual[field] = json.loads(value)
    rest = [
        {
            **{key: value for key, value in record.items() if key not in usual or usual[key] != value},
            **{key: None for key in usual if key not in record},
        }
        for record in records
    ]
    return {name: rest, f"{name}Unless": usual}


def _without(record: Json, fields: frozenset[str]) -> Json:
    return {name: value for name, value in record.items() if name not in fields}
