"""The vocabulary and the SHACL shapes as graphs, and the check of a dataset against the shapes.

``validate_shapes`` answers as values in both languages, whatever is wrong with the data:

>>> import rdflib
>>> graph = example()
>>> validate_shapes(graph)
()
>>> task = rdflib.URIRef("https://example.org/id/demo-1-1")
>>> graph.add((task, rdflib.URIRef(PG + "level"), rdflib.Literal("chapter"))) is graph
True
>>> [(result.code, result.severity, result.value) for result in validate_shapes(graph)]
[('S24', 'error', None), ('S24', 'error', 'chapter')]
>>> validate_shapes(graph)[0].remedy.en
'Use one of vision, strategy, area, goal, task, subtask, pledge, finding.'

rdflib and pyshacl are imported by the functions that need them, so that importing this module costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from policygraph.records.issue import SEVERITIES, Severity
from policygraph.records.kinds import Text

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

PG = "https://w3id.org/policygraph/ns#"

_SEVERITIES: dict[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "info"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One code of the shapes: what is wrong (*message*), what to do (*remedy*), and data that breaks it (*example*)."""

    code: str
    severity: Severity
    message: Text
    remedy: Text
    example: str = ""


@dataclass(frozen=True, slots=True)
class ShapeResult:
    """One place where the data breaks a rule of the shapes.

    *focus* is the IRI of the node, *path* the IRI of the property to look at (of a longer path its first step;
    ``None`` where the node itself is wrong), *value* the offending IRI or the text of the offending literal (``None``
    where something is missing).
    """

    code: str
    severity: Severity
    focus: str
    path: str | None
    value: str | None
    message: Text
    remedy: Text


def vocabulary() -> Graph:
    """Return the vocabulary: classes, properties, metrics and the concept schemes of all codes, in ko and en."""
    return _load("policygraph.ttl", "schemes.ttl")


def shapes() -> Graph:
    """Return the SHACL shapes."""
    return _load("shapes/policygraph-shapes.ttl")


def example() -> Graph:
    """Return a small invented dataset that uses every class and property and conforms to the shapes."""
    return _load("examples/complete.ttl")


def shape_rules(graph: Graph | None = None) -> dict[str, Rule]:
    """Return the rules of the shapes in *graph* (default: the bundled shapes) by code, in the order of the codes.

    Examples
    --------
    >>> shape_rules()["S06"].message
    Text(ko='기간이 거꾸로입니다.', en='The period runs backwards.')

    """
    from rdflib.namespace import SH

    graph = _cached_shapes() if graph is None else graph
    rules = (_rule(graph, shape) for shape in set(graph.subjects(SH.message)))
    return {rule.code: rule for rule in sorted(rules, key=lambda rule: (rule.code, rule.example))}


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
    return _results(report, rules, text)


@cache
def _cached_shapes() -> Graph:
    return shapes()


def _load(*names: str) -> Graph:
    from rdflib import Graph

    graph, folder = Graph(), resources.files("policygraph.ontology")
    for name in names:
        graph.parse(data=folder.joinpath(name).read_text(encoding="utf-8"), format="turtle")
    return graph


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


def _results(report: object, rules: Graph, text: str) -> tuple[ShapeResult, ...]:
    from rdflib import Graph
    from rdflib.namespace import SH

    if not isinstance(report, Graph):
        raise RuntimeError(f"The shapes cannot be evaluated: {text}")
    known: dict[Node, Rule] = {}
    found: set[ShapeResult] = set()
    for result in report.objects(None, SH.result):
        shape = report.value(result, SH.sourceShape)
        if shape is None:
            continue
        if shape not in known:
            known[shape] = _rule(rules, shape)
        rule = known[shape]
        path = _first_step(rules, rules.value(shape, SH.path))
        value = report.value(result, SH.value) if path is not None else None
        found.add(
            ShapeResult(
                rule.code,
                rule.severity,
                str(report.value(result, SH.focusNode)),
                None if path is None else str(path),
                None if value is None else str(value),
                rule.message,
                rule.remedy,
            )
        )
    return tuple(
        sorted(found, key=lambda r: (SEVERITIES.index(r.severity), r.code, r.focus, r.path or "", r.value or ""))
    )


def _rule(graph: Graph, shape: Node) -> Rule:
    from rdflib.namespace import SH, SKOS

    told = _text(graph, shape, SH.message)
    (code, ko), (_, en) = told.ko.split(" ", 1), told.en.split(" ", 1)
    (message_ko, remedy_ko), (message_en, remedy_en) = ko.split(". ", 1), en.split(". ", 1)
    return Rule(
        code,
        _SEVERITIES[str(graph.value(shape, SH.severity)).removeprefix(str(SH))],
        Text(f"{message_ko}.", f"{message_en}."),
        Text(remedy_ko, remedy_en),
        str(graph.value(shape, SKOS.example) or ""),
    )


def _first_step(graph: Graph, path: Node | None) -> Node | None:
    from rdflib import URIRef
    from rdflib.namespace import RDF, SH

    while path is not None and not isinstance(path, URIRef):
        path = graph.value(path, RDF.first) or graph.value(path, SH.alternativePath)
    return path


def _text(graph: Graph, subject: Node, predicate: Node) -> Text:
    from rdflib import Literal

    found = {text.language: str(text) for text in graph.objects(subject, predicate) if isinstance(text, Literal)}
    return Text(found.get("ko", ""), found.get("en", ""))
