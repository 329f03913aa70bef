"""The SHACL shapes compiled: what each asks of which nodes, and what it says where that does not hold.

The shapes file is the one description of the rules. It is read into `Shape` values here, which
`policygraph.ontology.shape_check` puts to statements; pyshacl is given the same file (`policygraph.ontology.shacl`). A part
of SHACL that is not known here is refused when the shapes are read, never passed over.

>>> next(shape.rule.message for shape in bundled_shapes() if shape.rule.code == "S06")
Text(ko='기간이 거꾸로입니다.', en='The period runs backwards.')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from policygraph.ontology.terms import term
from policygraph.records.issue import Severity
from policygraph.records.kinds import Text
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

Node = NamedNode | BlankNode
Value = NamedNode | BlankNode | Literal

SHAPES_FILE = "shapes/policygraph-shapes.ttl"
_SH = "http://www.w3.org/ns/shacl#"
_SEVERITIES: Mapping[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "info"}
_BESIDE = frozenset(("message", "severity", "path", "targetClass", "targetSubjectsOf"))
_COUNTS = frozenset(("minCount", "maxCount", "uniqueLang", "qualifiedMinCount", "qualifiedValueShape"))
_PAIRS = frozenset(("equals", "disjoint", "lessThanOrEquals"))
_NUMBERS = frozenset(("minInclusive", "maxInclusive", "minExclusive"))
_VALUES = frozenset(("class", "datatype", "nodeKind", "in", "languageIn", "minLength", "pattern", "or")) | _NUMBERS


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


@dataclass(frozen=True, slots=True)
class ValueTest:
    """What each value must be: *kind* is the name of the constraint in SHACL, *wanted* what it names."""

    kind: str
    wanted: frozenset[Value] = frozenset()
    number: float = 0
    pattern: re.Pattern[str] | None = None
    either: tuple[tuple[ValueTest, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: its nodes are those of *classes* and the subjects of *subjects_of*, the values of one lie on *path*.

    Each step of a path is a set of properties, any of which leads on; a shape without a path looks at the node itself. *pairs* compare the values with those of another property.
    """

    iri: str
    rule: Rule
    classes: frozenset[NamedNode]
    subjects_of: frozenset[NamedNode]
    path: tuple[frozenset[NamedNode], ...]
    first_step: str | None
    tests: tuple[ValueTest, ...] = ()
    pairs: tuple[tuple[str, NamedNode], ...] = ()
    at_least: int = 0
    at_most: int | None = None
    unique_language: bool = False
    qualified: tuple[int, tuple[ValueTest, ...]] = field(default=(0, ()))


@cache
def bundled_shapes() -> tuple[Shape, ...]:
    """Return the shapes of the package, by their IRI."""
    text = resources.files("policygraph.ontology").joinpath(SHAPES_FILE).read_text(encoding="utf-8")
    return compiled_shapes(text)


def compiled_shapes(turtle: str) -> tuple[Shape, ...]:
    r"""Return the shapes that *turtle* describes, by their IRI.

    Raises
    ------
    ValueError
        Where a shape uses a part of SHACL that is not known here.

    Examples
    --------
    >>> head = "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> sh:message 'S01 왜. 할 일'@ko , 'S01 Why. Do'@en ; "
    >>> compiled_shapes(head + "sh:severity sh:Info ; sh:path <urn:p> ; sh:minCount 2 .")[0].at_least
    2
    >>> compiled_shapes(head + "sh:severity sh:Info ; sh:path <urn:p> ; sh:maxLength 2 .")
    Traceback (most recent call last):
    ValueError: urn:s uses sh:maxLength, which is not known here

    """
    said: dict[Node, dict[str, list[Value]]] = {}
    for quad in parse(turtle, format=RdfFormat.TURTLE):
        if isinstance(quad.subject, Node):
            of_subject = said.setdefault(quad.subject, {})
            of_subject.setdefault(quad.predicate.value, []).append(quad.object)
    graph = _Shapes(said)
    named = [node for node, found in said.items() if isinstance(node, NamedNode) and f"{_SH}message" in found]
    return tuple(graph.shape(node) for node in sorted(named, key=lambda node: node.value))


class _Shapes:
    """The statements of a shapes file by subject and property."""

    def __init__(self, said: Mapping[Node, Mapping[str, list[Value]]]) -> None:
        self.said = said

    def shape(self, node: NamedNode) -> Shape:
        parts = self._parts(node)
        if unknown := parts.keys() - _BESIDE - _COUNTS - _PAIRS - _VALUES:
            raise ValueError(f"{node.value} uses sh:{min(unknown)}, which is not known here")
        path = self._path(parts["path"][0]) if "path" in parts else ()
        return Shape(
            node.value,
            self._rule(node, parts),
            _named(parts.get("targetClass", [])),
            _named(parts.get("targetSubjectsOf", [])),
            tuple(frozenset(step) for step in path),
            path[0][0].value if path else None,
            self._tests(node, parts),
            tuple((kind, other) for kind in sorted(_PAIRS & parts.keys()) for other in sorted(_named(parts[kind]), key=str)),
            int(_only(parts.get("minCount")) or 0),
            None if "maxCount" not in parts else int(_only(parts["maxCount"])),
            _only(parts.get("uniqueLang")) == "true",
            (
                int(_only(parts.get("qualifiedMinCount")) or 0),
                tuple(
                    test for other in parts.get("qualifiedValueShape", []) for test in self._tests(node, self._parts(other))
                ),
            ),
        )  # fmt: skip

    def _parts(self, node: Value) -> dict[str, list[Value]]:
        found = self.said.get(node, {}) if isinstance(node, Node) else {}
        return {name.removeprefix(_SH): values for name, values in found.items() if name.startswith(_SH)}

    def _rule(self, node: NamedNode, parts: Mapping[str, list[Value]]) -> Rule:
        told = {text.language: text.value for text in parts["message"] if isinstance(text, Literal)}
        (code, ko), (_, en) = told["ko"].split(" ", 1), told["en"].split(" ", 1)
        (message_ko, remedy_ko), (message_en, remedy_en) = ko.split(". ", 1), en.split(". ", 1)
        severity = _SEVERITIES[_only(parts["severity"]).removeprefix(_SH)]
        example = _only(self.said[node].get(term("skos:example").value))
        return Rule(code, severity, Text(f"{message_ko}.", f"{message_en}."), Text(remedy_ko, remedy_en), example)

    def _path(self, path: Value) -> list[list[NamedNode]]:
        if isinstance(path, NamedNode):
            return [[path]]
        either = self._parts(path).get("alternativePath")
        if either is None:
            return [step for part in self._items(path) for step in self._path(part)]
        steps = [self._path(part) for part in self._items(either[0])]
        if any(len(step) != 1 for step in steps):
            raise ValueError("sh:alternativePath of longer paths is not known here")
        return [[name for step in steps for name in step[0]]]

    def _items(self, head: Value) -> Iterator[Value]:
        first, rest = term("rdf:first").value, term("rdf:rest").value
        while isinstance(head, BlankNode):
            yield self.said[head][first][0]
            head = self.said[head][rest][0]

    def _tests(self, node: NamedNode, parts: Mapping[str, list[Value]]) -> tuple[ValueTest, ...]:
        """Return the tests of single values among the *parts* of a shape."""
        found = []
        for kind in sorted(_VALUES & parts.keys()):
            for value in parts[kind]:
                text = value.value
                if kind in ("class", "datatype", "nodeKind"):
                    test = ValueTest(kind, frozenset((value,)))
                elif kind in ("in", "languageIn"):
                    test = ValueTest(kind, frozenset(self._items(value)))
                elif kind == "pattern":
                    test = ValueTest(kind, pattern=re.compile(text))
                elif kind == "or":
                    either = tuple(self._tests(node, self._alternative(node, part)) for part in self._items(value))
                    test = ValueTest(kind, either=either)
                else:
                    test = ValueTest(kind, number=float(text))
                found.append(test)
        return tuple(found)

    def _alternative(self, node: NamedNode, part: Value) -> dict[str, list[Value]]:
        parts = self._parts(part)
        if unknown := parts.keys() - _VALUES:
            raise ValueError(f"{node.value} uses sh:{min(unknown)} in sh:or, which is not known here")
        return parts


def _named(values: list[Value]) -> frozenset[NamedNode]:
    return frozenset(value for value in values if isinstance(value, NamedNode))


def _only(values: list[Value] | None) -> str:
    return values[0].value if values else ""
