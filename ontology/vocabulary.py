"""The vocabulary as files: the terms in ``policygraph.ttl``, the codes as concept schemes in ``schemes.ttl``.

The Turtle files are the truth. Since a program that only prints words must not parse RDF, ``records/words.json`` holds the
same schemes as a plain table; ``tests/scheme_table.py`` makes it, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

from policygraph.ontology.namespaces import CODES_GRAPH, Names

if TYPE_CHECKING:
    import pyoxigraph


def vocabulary_turtle() -> bytes:
    """Return the whole vocabulary as one Turtle document in UTF-8: the terms, then the concept schemes."""
    folder = files("policygraph.ontology")
    return b"\n".join((folder / name).read_bytes() for name in ("policygraph.ttl", "schemes.ttl"))


def scheme_quads(names: Names) -> Iterator[pyoxigraph.Quad]:
    """Yield the concept schemes as the graph *codes* of a dataset, so that codes of the data join with their words."""
    import pyoxigraph

    graph = pyoxigraph.NamedNode(names.graph(CODES_GRAPH))
    text = (files("policygraph.ontology") / "schemes.ttl").read_bytes()
    for triple in pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE):
        yield pyoxigraph.Quad(triple.subject, triple.predicate, triple.object, graph)
