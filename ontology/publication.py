"""Loads a dataset into another SPARQL 1.1 store: graph by graph, each whole or not at all, safe to repeat.

A graph is first written under a name of its own beside the published ones, counted, and then moved into place in one
step (``MOVE``), so that nobody who asks the store meanwhile sees a part of it. When something fails, what was there
before stays, and the half-written graph is dropped.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from policygraph.ontology.endpoint import Endpoint, EndpointFailed
from policygraph.ontology.namespaces import Names
from policygraph.records.counting import counted
from policygraph.records.kinds import Text
from pyoxigraph import Quad, Triple

_MOST_TRIPLES = 500
_MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class PublishedGraph:
    """One graph as the store now holds it; *what* is ``written``, ``removed`` or ``kept``."""

    name: str
    triples: int
    what: str


def publish(
    quads: Iterable[Quad], names: Names, endpoint: Endpoint, tell: Callable[[PublishedGraph], None] | None = None
) -> list[PublishedGraph]:
    """Put every graph of *quads* into the store, and remove graphs of the same dataset that are no longer in it.

    Returns what was done to each graph. Raises `EndpointFailed`; graphs done before that stay done, the one that failed
    is as it was.
    """
    graphs: dict[str, list[Quad]] = {}
    for quad in quads:
        graphs.setdefault(str(getattr(quad.graph_name, "value", "")), []).append(quad)
    for leftover in endpoint.graphs(_staging(names)):
        endpoint.update(f"DROP SILENT GRAPH <{leftover}>")
    done = []
    for graph, members in sorted(graphs.items()):
        done.append(_publish_graph(graph, members, names, endpoint))
        if tell:
            tell(done[-1])
    for graph in endpoint.graphs(names.graph("")):
        if graph not in graphs:
            endpoint.update(f"DROP SILENT GRAPH <{graph}>")
            done.append(PublishedGraph(graph, 0, "removed"))
            if tell:
                tell(done[-1])
    return done


def _staging(names: Names) -> str:
    return f"{names.base}staging/"


def _publish_graph(graph: str, quads: list[Quad], names: Names, endpoint: Endpoint) -> PublishedGraph:
    staging = f"{_staging(names)}{uuid.uuid4().hex}"
    expected = len({quad.triple for quad in quads})
    try:
        for batch in _batches(quads):
            endpoint.update(f"INSERT DATA {{ GRAPH <{staging}> {{\n{batch}}} }}")
        arrived = endpoint.count(staging)
        if arrived != expected:
            raise EndpointFailed(
                Text(
                    f"<{graph}>의 {expected:,}건 가운데 {arrived:,}건만 저장되어 바꾸지 않았습니다.",
                    f"<{graph}> was not replaced: only {arrived:,} of its {counted(expected, 'triple')} arrived",
                )
            )
        endpoint.update(f"MOVE GRAPH <{staging}> TO GRAPH <{graph}>")
        arrived = endpoint.count(graph)
    except BaseException:
        _drop(endpoint, staging)
        raise
    if arrived != expected:
        raise EndpointFailed(
            Text(
                f"<{graph}>에 {expected:,}건이 있어야 하는데 {arrived:,}건이 있습니다. publish를 다시 실행해 주세요.",
                f"<{graph}> holds {counted(arrived, 'triple')} instead of {expected:,}; please run publish again",
            )
        )
    return PublishedGraph(graph, expected, "written")


def _drop(endpoint: Endpoint, graph: str) -> None:
    try:
        endpoint.update(f"DROP SILENT GRAPH <{graph}>")
    except EndpointFailed:
        return  # the next publication removes what is left over


def _batches(quads: list[Quad]) -> Iterator[str]:
    lines: list[str] = []
    size = 0
    for quad in quads:
        line = _statement(quad.triple)
        if lines and (len(lines) >= _MOST_TRIPLES or size + len(line) > _MOST_BYTES):
            yield "".join(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield "".join(lines)


def _statement(triple: Triple) -> str:
    return f"{triple.subject} {triple.predicate} {triple.object} .\n"
