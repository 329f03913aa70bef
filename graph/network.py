"""The alignment graph as everybody sees it: a `networkx.DiGraph` with the records and, on its nodes, the results.

Nodes are the ids of documents and items, edges point upward and outward:

=====================  ==============================================================================================
node                   what it says
=====================  ==============================================================================================
``kind``               framework, plan, item (of a framework), part, task (of a plan)
``level``              level of an item; framework or plan for a document
``document``           id of the document that it belongs to
``label_ko``           title in Korean (``label_en`` in English); in the other language where there is none
``importance``         weight of a policy item among its siblings (> 0)
``swot``               of a finding: strength, weakness, opportunity, threat; absent elsewhere
``assessed``           of a framework: whether it has been assessed for a plan
``not_applicable``     true where an item was decided to be no matter of the city; absent elsewhere
=====================  ==============================================================================================

An edge says its ``relation``: *broader* from child to parent; *implements*, *reinforces* or *enables* from task to item,
with ``strength`` (3, 2, 1) and ``state`` (confirmed, proposed). Rejected alignments, and those outside the scope of the
study, are left out. Every value is a text,
a number or a truth value, so that the graph can be written in any format of networkx; what is unknown is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx
from policygraph.graph.alignment_graph import PLAN_LEVEL, AlignmentGraph
from policygraph.graph.coverage import NodeCoverage
from policygraph.graph.gaps.gap import Gap
from policygraph.graph.hierarchy import FRAMEWORK_LEVEL
from policygraph.records.kinds import STRENGTHS, Document, Item
from policygraph.sources.integrity import is_task

BROADER = "broader"


def structure(graph: AlignmentGraph) -> nx.DiGraph[str]:
    """Return nodes, hierarchy and alignments of *graph*, without results.

    >>> from policygraph import open_study
    >>> found = structure(open_study().graph)
    >>> found.nodes["kds"]["kind"], found.edges["b6-1-1", "aim-3-2"]["relation"]
    ('framework', 'implements')
    """
    network: nx.DiGraph[str] = nx.DiGraph()
    for document in graph.corpus.documents:
        network.add_node(document.id, **_document_attributes(graph, document))
        for item in document.items:
            network.add_node(item.id, **_item_attributes(graph, item, document))
            for parent in item.parents:
                network.add_edge(item.id, parent, relation=BROADER)
    for link in graph.counting:
        if link.state != "rejected":
            relation = STRENGTHS[link.strength]
            network.add_edge(link.task, link.item, relation=relation, strength=link.strength, state=link.state)
    return network


def network(graph: AlignmentGraph, coverage: Mapping[str, NodeCoverage], gaps: Iterable[Gap]) -> nx.DiGraph[str]:
    """Return the network of *graph* with the results on its nodes.

    Frameworks and policy items get the figures of `NodeCoverage` under their names there (``floor``, ``ceiling``,
    ``direct_floor``, ``direct_ceiling``, ``state``, ``linked``, ``linked_confirmed``, ``commitments``, ``tasks``), as far
    as they are known. Every node gets ``gaps``: the codes of the gaps that are about it, each once, with spaces between.
    """
    found = structure(graph)
    for name, node in coverage.items():
        found.nodes[name].update(node.figures())
    codes: dict[str, set[str]] = {}
    for gap in gaps:
        for name in gap.nodes:
            codes.setdefault(name, set()).add(gap.code)
    for name, attributes in found.nodes(data=True):
        attributes["gaps"] = " ".join(sorted(codes.get(name, ())))
    return found


def _document_attributes(graph: AlignmentGraph, document: Document) -> dict[str, Any]:
    kind = PLAN_LEVEL if document.is_plan else FRAMEWORK_LEVEL
    attributes = {"kind": kind, **_attributes(graph, document.id)}
    if not document.is_plan:
        attributes["assessed"] = bool(graph.assessed[document.id])
    return attributes


def _item_attributes(graph: AlignmentGraph, item: Item, document: Document) -> dict[str, Any]:
    kind = ("task" if is_task(item, graph.documents) else "part") if document.is_plan else "item"
    attributes = {"kind": kind, **_attributes(graph, item.id)}
    if kind == "item":
        attributes["importance"] = item.weight
        if item.swot is not None:
            attributes["swot"] = item.swot
        if item.id in graph.not_applicable:
            attributes["not_applicable"] = True
    return attributes


def _attributes(graph: AlignmentGraph, name: str) -> dict[str, Any]:
    title = graph.title(name)
    return {
        "level": graph.level(name),
        "document": graph.document_of(name),
        "label_ko": title.get("ko"),
        "label_en": title.get("en"),
    }
