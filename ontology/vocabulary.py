"""The vocabulary: the terms, which stand in ``policygraph.ttl``, and the codes as concept schemes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

from policygraph.ontology.concept_schemes import concept_schemes_turtle
from policygraph.ontology.namespaces import CODES_GRAPH, Names

if TYPE_CHECKING:
    import pyoxigraph


def vocabulary_turtle() -> bytes:
    """Return the whole vocabulary as one Turtle document in UTF-8: the terms, then the concept schemes."""
    terms = (files("policygraph.ontology") / "policygraph.ttl").read_bytes()
    return terms + b"\n" + concept_schemes_turtle().encode()


def scheme_quads(names: Names) -> Iterator[pyoxigraph.Quad]:
    """Yield the concept schemes as the graph *codes* of a dataset, so that codes of the data join with their words."""
    import pyoxigraph

    graph = pyoxigraph.NamedNode(names.graph(CODES_GRAPH))
    for triple in pyoxigraph.parse(concept_schemes_turtle(), pyoxigraph.RdfFormat.TURTLE):
        yield pyoxigraph.Quad(triple.subject, triple.predicate, triple.object, graph)
