"""The vocabulary and the SHACL shapes as graphs, and the check of a graph against the shapes by a SHACL engine of others.

``validate_shapes`` answers as values in both languages, whatever is wrong with the data. It is the reference:
`policygraph.ontology.shape_check` finds the same, many times faster.

>>> import rdflib
>>> from policygraph.ontology.namespaces import PG
>>> graph = rdflib.Graph()
>>> validate_shapes(graph)
()
>>> task = rdflib.URIRef("https://example.org/id/demo-1-1")
>>> graph.add((task, rdflib.URIRef(PG + "level"), rdflib.Literal("chapter"))) is graph
True
>>> [(result.code, result.severity, result.value) for result in validate_shapes(graph)]
[('S19', 'error', None)]
>>> validate_shapes(graph)[0].remedy.en
'Write skos:Concept and one of pg:PolicyItem, pg:ActionTask, pg:PlanPart.'

rdflib and pyshacl are imported by the functions that need them, so that importing this module costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from itertools import islice
from typing import TYPE_CHECKING

from policygraph.ontology.namespaces import XSD
from policygraph.ontology.shape_check import Value, sorted_results
from policygraph.ontology.shape_rules import SHAPES_FILE, ShapeResult, bundled_shapes
from policygraph.ontology.vocabulary import vocabulary_turtle

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


def vocabulary() -> Graph:
    """Return the vocabulary: classes, properties, metrics and the concept schemes of all codes, in ko and en."""
    return _parsed(vocabulary_turtle().decode())


def shapes() -> Graph:
    """Return the SHACL shapes."""
    return _parsed(resources.files("policygraph.ontology").joinpath(SHAPES_FILE).read_text(encoding="utf-8"))


def validate_shapes(graph: Graph) -> tuple[ShapeResult, ...]:
    """Check *graph* against the shapes.

    Parameters
    ----------
    graph
        All data together: documents, alignments, decisions and, where they exist, results. A dataset, or a graph on
        another store than rdflib's memory, is copied into memory first, because that is many times faster to check.

    Returns
    -------
    tuple of ShapeResult
        Each result once, by severity, code, focus, path and value; empty when the data conforms. The same data gives
        the same tuple. *graph* is not changed.

    Raises
    ------
    RuntimeError
        When the shapes themselves cannot be evaluated, which is a fault of the program and not of the data.

    Notes
    -----
    Cost grows with nodes times shapes of their class; nothing is fetched and no rule joins more than two steps.

    """
    import pyshacl

    rules = _cached_shapes()
    _, report, text = pyshacl.validate(
        _prepared(graph),
        shacl_graph=rules,
        inference="none",
        advanced=False,
        js=False,
        meta_shacl=False,
        do_owl_imports=False,
        inplace=True,
    )
    return _results(report, text)


def graph_of(statements: Iterable[Iterable[Value]]) -> Graph:
    """Return triples or quads of pyoxigraph as one rdflib graph in memory, each literal letter by letter as it was.

    >>> from pyoxigraph import parse, RdfFormat
    >>> found = graph_of(parse("<urn:t> <urn:p> 01.50 .", format=RdfFormat.TURTLE))
    >>> [str(value) for value in found.objects()]
    ['01.50']
    """
    from pyoxigraph import BlankNode, Literal
    from rdflib import BNode, Graph, URIRef
    from rdflib import Literal as Plain

    graph, known = Graph(), dict[Value, "Node"]()
    for statement in statements:
        triple = []
        for value in islice(statement, 3):
            if value not in known:
                if isinstance(value, Literal):
                    typed = None if value.language or value.datatype.value == XSD + "string" else value.datatype.value
                    known[value] = Plain(
                        value.value,
                        lang=value.language,
                        datatype=None if typed is None else URIRef(typed),
                        normalize=False,
                    )
                else:
                    known[value] = BNode(value.value) if isinstance(value, BlankNode) else URIRef(value.value)
            triple.append(known[value])
        graph.add((triple[0], triple[1], triple[2]))
    return graph


@cache
def _cached_shapes() -> Graph:
    return shapes()


def _parsed(turtle: str) -> Graph:
    from rdflib import Graph

    return Graph().parse(data=turtle, format="turtle")


def _prepared(graph: Graph) -> Graph:
    """Return *graph* in memory, in the form that pyshacl can compare: strings written one way, no blank nodes."""
    from rdflib import XSD, BNode, Dataset, Graph, Literal, URIRef
    from rdflib.plugins.stores.memory import Memory

    def plain(node: Node) -> Node:
        if isinstance(node, BNode):
            return URIRef(f"_:{node}")
        return Literal(str(node)) if isinstance(node, Literal) and node.datatype == XSD.string else node

    in_memory = not isinstance(graph, Dataset) and isinstance(graph.store, Memory)
    if in_memory and all(plain(node) is node for triple in graph for node in triple):
        return graph
    copy = Graph()
    for subject, predicate, value, *_ in graph.quads() if isinstance(graph, Dataset) else graph:
        copy.add((plain(subject), predicate, plain(value)))
    return copy


def _results(report: object, text: str) -> tuple[ShapeResult, ...]:
    from rdflib import Graph
    from rdflib.namespace import SH

    if not isinstance(report, Graph):
        raise RuntimeError(f"The shapes cannot be evaluated: {text}")
    known = {shape.iri: shape for shape in bundled_shapes()}
    found: set[ShapeResult] = set()
    for result in report.objects(None, SH.result):
        shape = known.get(str(report.value(result, SH.sourceShape)))
        if shape is None:  # an alternative within a shape
            continue
        value = report.value(result, SH.value) if shape.path else None
        found.add(
            ShapeResult(
                shape.rule.code,
                shape.rule.severity,
                str(report.value(result, SH.focusNode)),
                shape.first_step,
                None if value is None else str(value),
                shape.rule.message,
                shape.rule.remedy,
            )
        )
    return sorted_results(found)
