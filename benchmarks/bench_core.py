"""Times start-up, coverage and the dataset against the plain way, in one run, and prints the ratios as JSON.

Run it on a quiet machine:  python benchmarks/bench_core.py
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import networkx as nx
import rdflib

sys.path.insert(0, str(Path(__file__).resolve().parent))
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import coverage
from policygraph.graph.gaps import find_gaps
from policygraph.graph.network import structure
from policygraph.ontology.build import build_dataset
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.ontology.dataset import Dataset
from policygraph.records.kinds import COMMITMENT_LEVELS
from synthetic import synthetic_city
from timing import seconds

QUERIES = {
    "uncovered items": "SELECT ?i { ?i a pg:PolicyItem ; pg:level 'task' FILTER NOT EXISTS { ?t pg:alignsWith ?i } }",
    "tasks per item, top 20": "SELECT ?i (COUNT(?t) AS ?n) { ?t pg:alignsWith ?i } GROUP BY ?i ORDER BY DESC(?n) ?i LIMIT 20",
    "coverage per strategy": "SELECT ?s (AVG(?x) AS ?c) { ?s pg:level 'strategy' . ?i skos:broader+ ?s OPTIONAL { ?a pg:item ?i ; pg:strength ?x } } GROUP BY ?s",
    "budget per framework": "SELECT ?f (SUM(?k) AS ?won) { { SELECT DISTINCT ?f ?t { ?t pg:alignsWith/skos:inScheme ?f } } ?t pg:budget/pg:amountKRW ?k } GROUP BY ?f",
    "Korean label search": "SELECT ?i { ?i a pg:PolicyItem ; skos:prefLabel ?l FILTER(CONTAINS(?l, '해양')) }",
    "one item's tasks": "SELECT ?t { ?t pg:alignsWith id:f1-100 }",
}  # fmt: skip


def cold_start(runs: int = 7) -> dict[str, float]:
    """Return the ratio of a cold ``policygraph coverage`` to importing rdflib, networkx and click, run in turn."""
    ours, plain = [], []
    commands = (
        (ours, [sys.executable, "-m", "policygraph", "coverage"]),
        (plain, [sys.executable, "-c", "import rdflib, networkx, click"]),
    )
    for _ in range(runs + 1):
        for times, command in commands:
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - start)
    pairs = sorted(a / b for a, b in zip(ours[1:], plain[1:], strict=True))
    return {
        "ours_s": statistics.median(ours[1:]),
        "plain_s": statistics.median(plain[1:]),
        "ratio": statistics.median(pairs),
        "goal": 2.0,
    }


def ancestors_per_node(graph: AlignmentGraph) -> dict[str, tuple[float, float, int, int, int]]:
    """Compute the same figures the plain way: everything that points to a node, node by node, in networkx."""
    tree: Any = nx.DiGraph()
    whole = structure(graph)
    tree.add_nodes_from(graph.hierarchy.ids)
    tree.add_edges_from((a, b) for a, b, data in whole.edges(data=True) if data["relation"] == "broader" and a in tree)
    direct: dict[str, list[float]] = {name: [0.0, 0.0] for name in tree}
    for _, item, data in whole.edges(data=True):
        if data["relation"] != "broader":
            share = data["strength"] / 3
            direct[item][1] = max(direct[item][1], share)
            if data["state"] == "confirmed":
                direct[item][0] = max(direct[item][0], share)
    figures: dict[str, tuple[float, float, int, int, int]] = {}

    def share(name: str, side: int) -> float:
        children = list(tree.predecessors(name))
        if not children:
            return direct[name][side]
        mean = sum(share(child, side) for child in children) / len(children)
        return max(mean, direct[name][side]) if graph.level(name) in COMMITMENT_LEVELS else mean

    for name in tree:
        below = nx.ancestors(whole, name) | {name}
        leaves = [node for node in below if node in tree and tree.in_degree(node) == 0]
        linked = sum(direct[leaf][1] > 0 for leaf in leaves)
        tasks = sum(whole.nodes[node]["kind"] == "task" for node in below)
        figures[name] = (share(name, 0), share(name, 1), linked, len(leaves), tasks)
    return figures


def roll_up() -> dict[str, Any]:
    """Return the ratio of the plain networkx way to ours at 2,000 tasks and 2,000 items, from a built graph."""
    graph = AlignmentGraph(synthetic_city(2_000, 2_000, 10_240))
    plain_figures, ours = ancestors_per_node(graph), coverage(graph)
    for name, (low, high, linked, commitments, tasks) in plain_figures.items():
        node = ours[name]
        assert abs((node.floor or 0) - low) < 1e-9
        assert abs((node.ceiling or 0) - high) < 1e-9
        assert (node.linked, node.commitments, node.tasks) == (linked, commitments, tasks)
    fast, plain = seconds(lambda: [*coverage(graph).values()], 15), seconds(lambda: ancestors_per_node(graph), 3)
    gaps = seconds(lambda: find_gaps(graph), 3)
    return {
        "ours_ms": fast * 1000,
        "networkx_ms": plain * 1000,
        "ratio": plain / fast,
        "goal": 50,
        "gaps_ms": gaps * 1000,
    }


def dataset() -> dict[str, Any]:
    """Return the ratios of rdflib's memory store to ours for loading and for each query at 100,000 triples."""
    built = build_dataset(synthetic_city(2_000, 2_000, 3_200))
    text = "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in built.quads()).encode()

    def ours() -> Dataset:
        import pyoxigraph

        found = Dataset()
        found.store.load(text, format=pyoxigraph.RdfFormat.N_TRIPLES)
        return found

    start = time.perf_counter()
    plain = rdflib.Graph()
    plain.parse(data=text, format="nt")
    plain_load = time.perf_counter() - start
    load = seconds(ours, 3)
    fast, ratios = ours(), {}
    for name, query in QUERIES.items():
        ours_rows = len(fast.select(query))
        start = time.perf_counter()
        rows = len(list(plain.query(query, initNs=fast.names.prefixes)))
        slow = time.perf_counter() - start
        assert rows == ours_rows, name
        ratios[name] = slow / seconds(lambda query=query: fast.select(query), 5)  # type: ignore[misc]
    back = seconds(lambda: read_corpus(fast), 2)
    return {"triples": len(fast), "load_ratio": plain_load / load, "query_ratios": ratios,
            "query_ratio_median": statistics.median(ratios.values()), "goal": 10, "records_back_s": back}  # fmt: skip


if __name__ == "__main__":
    results = {"cold start": cold_start(), "roll-up": roll_up(), "dataset": dataset()}
    print(json.dumps(results, ensure_ascii=False, indent=1))
