"""The check of statements against the compiled shapes, many times faster than a general engine.

Statements are sorted by property. What is asked of single values is asked once of each distinct value, and only where one
fails are the nodes that have it looked up; counts are looked at where a property is repeated or missing. pyshacl, given
the same shapes file, finds the same (`policygraph.ontology.shacl.validate_shapes`).

>>> from pyoxigraph import parse, RdfFormat
>>> data = '<urn:t> <https://w3id.org/policygraph/ns#basis> "guessed" .'
>>> [(found.code, found.focus, found.value) for found in check_statements(parse(data, format=RdfFormat.TURTLE))]
[('S83', 'urn:t', 'guessed')]
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from decimal import Decimal, InvalidOperation
from functools import cached_property
from math import nan

from policygraph.ontology.namespaces import RDF, XSD
from policygraph.ontology.shape_rules import Shape, ShapeResult, ValueTest, bundled_shapes
from policygraph.ontology.terms import TYPE, term
from policygraph.records.issue import SEVERITIES
from pyoxigraph import BlankNode, Literal, NamedNode

Value = NamedNode | BlankNode | Literal
Found = tuple[Value, Value | None]

_NONE: frozenset[Value] = frozenset()
_SUBCLASS = term("rdfs:subClassOf")
_NODE_KINDS: Mapping[str, tuple[type, ...]] = {
    "IRI": (NamedNode, BlankNode),
    "Literal": (Literal,),
    "BlankNodeOrIRI": (NamedNode, BlankNode),
    "IRIOrLiteral": (NamedNode, BlankNode, Literal),
}
"""A blank node is taken as a node whose name is its label, here as in the reference."""
_NUMBER_TYPES = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_IN_ORDER = frozenset(XSD + name for name in ("boolean", "date", "dateTime", "gYearMonth", "gYear"))
_MONTH, _YEAR = re.compile(r"-?\d{4,}-(0[1-9]|1[0-2])"), re.compile(r"-?\d{4,}")


def check_statements(
    statements: Iterable[Iterable[Value]], shapes: Iterable[Shape] | None = None
) -> tuple[ShapeResult, ...]:
    """Check *statements* (triples or quads: subject, property, value, and what follows) against *shapes*.

    Parameters
    ----------
    statements
        All data together. One that is said twice counts once.
    shapes
        Default: the bundled shapes.

    Returns
    -------
    tuple of ShapeResult
        Each result once, by severity, code, focus, path and value; empty when the data conforms.

    Notes
    -----
    O(statements + shapes + what is wrong); memory for the statements of the properties that shapes name.

    """
    shapes = bundled_shapes() if shapes is None else tuple(shapes)
    index = _StatementsByProperty(statements)
    found = {
        ShapeResult(
            shape.rule.code,
            shape.rule.severity,
            _text(focus),
            shape.first_step,
            None if value is None or shape.first_step is None else _text(value),
            shape.rule.message,
            shape.rule.remedy,
        )
        for shape in shapes
        for focus, value in _broken(shape, index)
    }
    return sorted_results(found)


def sorted_results(found: Iterable[ShapeResult]) -> tuple[ShapeResult, ...]:
    """Return *found* by severity, code, focus, path and value."""
    return tuple(
        sorted(found, key=lambda r: (SEVERITIES.index(r.severity), r.code, r.focus, r.path or "", r.value or ""))
    )


class _StatementsByProperty:
    """Statements by property."""

    def __init__(self, statements: Iterable[Iterable[Value]]) -> None:
        pairs: defaultdict[Value, tuple[list[Value], list[Value]]] = defaultdict(lambda: ([], []))
        for subject, predicate, value, *_ in statements:
            subjects, values = pairs[predicate]
            subjects.append(subject)
            values.append(value)
        self._pairs = pairs
        self._paths: dict[object, _Path] = {}

    def path(self, path: tuple[frozenset[NamedNode], ...]) -> _Path:
        """Return what lies on *path*."""
        if path not in self._paths:
            found = self._step(path[0])
            for step in path[1:]:
                onward = self._step(step).values
                pairs = [
                    (subject, value)
                    for subject, middle in zip(found.subjects, found.objects, strict=True)
                    for value in onward.get(middle, ())
                ]
                found = _Path([subject for subject, _ in pairs], [value for _, value in pairs])
            self._paths[path] = found
        return self._paths[path]

    def _step(self, step: Iterable[NamedNode]) -> _Path:
        found = [self._pairs[name] for name in step if name in self._pairs]
        if len(found) == 1:
            return _Path(*found[0])
        return _Path(
            [each for subjects, _ in found for each in subjects], [each for _, values in found for each in values]
        )

    def property(self, name: NamedNode) -> _Path:
        return self.path((frozenset((name,)),))

    @cached_property
    def _instances(self) -> dict[Value, set[Value]]:
        found: defaultdict[Value, set[Value]] = defaultdict(set)
        for subject, kind in zip(*self._pairs.get(TYPE, ((), ())), strict=True):
            found[kind].add(subject)
        return found

    def instances(self, kind: Value) -> Set[Value]:
        """Return the nodes of the class *kind* and of the classes below it."""
        kinds, waiting = {kind}, [kind]
        below = tuple(zip(*self._pairs.get(_SUBCLASS, ((), ())), strict=True))
        while below and waiting:
            above = waiting.pop()
            fresh = {lower for lower, upper in below if upper == above} - kinds
            kinds |= fresh
            waiting += fresh
        found = [self._instances[each] for each in kinds if each in self._instances]
        return found[0] if len(found) == 1 else set().union(*found)

    def targets(self, shape: Shape) -> Set[Value]:
        """Return the nodes that *shape* looks at."""
        found = [self.instances(kind) for kind in shape.classes]
        found += [self.property(name).nodes for name in shape.subjects_of]
        return found[0] if len(found) == 1 else set().union(*found)


class _Path:
    """What lies on one path: each node beside each value; a pair that was said twice stands there twice."""

    def __init__(self, subjects: list[Value], objects: list[Value]) -> None:
        self.subjects, self.objects = subjects, objects

    @cached_property
    def nodes(self) -> set[Value]:
        """The nodes that have a value."""
        return set(self.subjects)

    @cached_property
    def distinct(self) -> set[Value]:
        """The values."""
        return set(self.objects)

    @cached_property
    def values(self) -> dict[Value, set[Value]]:
        """The values of each node that has any."""
        found: defaultdict[Value, set[Value]] = defaultdict(set)
        for subject, value in zip(self.subjects, self.objects, strict=True):
            found[subject].add(value)
        return dict(found)

    @cached_property
    def repeated(self) -> dict[Value, set[Value]]:
        """The nodes with several values."""
        if len(self.nodes) == len(self.subjects):
            return {}
        return {subject: values for subject, values in self.values.items() if len(values) > 1}

    def holders(self, values: Set[Value]) -> Iterator[Found]:
        """Yield the pairs whose value is one of *values*."""
        return (pair for pair in zip(self.subjects, self.objects, strict=True) if pair[1] in values)


def _broken(shape: Shape, index: _StatementsByProperty) -> Iterator[Found]:
    """Yield where *index* breaks *shape*: node and value, or no value where values are too few or too many."""
    targets = index.targets(shape)
    if not targets:
        return
    path = index.path(shape.path) if shape.path else _Path([*targets], [*targets])
    for test in shape.tests:
        if failing := _failing(test, path.distinct, index):
            yield from (pair for pair in path.holders(failing) if pair[0] in targets)
    for kind, other in shape.pairs:
        yield from _unequal(kind, targets, path, index.property(other))
    if shape.at_least == 1:
        yield from ((node, None) for node in targets - path.nodes)
    elif shape.at_least:
        yield from ((node, None) for node in targets if len(path.values.get(node, ())) < shape.at_least)
    if shape.at_most is not None:
        many = path.repeated if shape.at_most else path.values
        yield from ((node, None) for node, found in many.items() if len(found) > shape.at_most and node in targets)
    if shape.unique_language:
        for node, found in path.repeated.items():
            spoken = [value.language.lower() for value in found if isinstance(value, Literal) and value.language]
            if len(set(spoken)) < len(spoken) and node in targets:
                yield node, None
    least, tests = shape.qualified
    if least:
        failing = set().union(*(_failing(test, path.distinct, index) for test in tests))
        yield from ((node, None) for node in targets if len(path.values.get(node, set()) - failing) < least)


def _failing(test: ValueTest, values: Set[Value], index: _StatementsByProperty) -> Set[Value]:
    """Return those of *values* that do not pass *test*."""
    if test.kind == "class":
        return values - index.instances(*test.wanted)
    if test.kind == "in":
        return values - test.wanted
    if test.kind == "or":
        failing = values
        for tests in test.either:
            failing = set().union(*(_failing(part, failing, index) for part in tests))
        return failing
    passes = _passing(test)
    return {value for value in values if not passes(value)}


def _unequal(kind: str, targets: Set[Value], path: _Path, other: _Path) -> Iterator[Found]:
    for node in targets:
        ours, theirs = path.values.get(node, _NONE), other.values.get(node, _NONE)
        if kind == "lessThanOrEquals":
            yield from ((node, value) for value in ours if not all(_at_most(value, each) for each in theirs))
        else:
            yield from ((node, value) for value in (ours & theirs if kind == "disjoint" else ours ^ theirs))


def _passing(test: ValueTest) -> Callable[[Value], bool]:
    """Return what says of one value by itself whether it passes *test*."""
    kind, wanted = test.kind, test.wanted
    if kind == "datatype":
        (datatype,) = wanted
        well_formed = _WELL_FORMED.get(datatype.value)
        return lambda value: (
            isinstance(value, Literal)
            and value.datatype == datatype
            and (well_formed is None or well_formed(value.value))
        )
    if kind == "nodeKind":
        kinds = _NODE_KINDS[next(iter(wanted)).value.rpartition("#")[2]]
        return lambda value: isinstance(value, kinds)
    if kind == "languageIn":
        languages = {value.value.lower() for value in wanted}
        return lambda value: isinstance(value, Literal) and _spoken(value, languages)
    if kind == "minLength":
        return lambda value: len(_text(value)) >= test.number
    if kind == "pattern":
        pattern = test.pattern or re.compile("")
        return lambda value: pattern.search(_text(value)) is not None
    if kind == "minInclusive":
        return lambda value: _number(value) >= test.number
    if kind == "minExclusive":
        return lambda value: _number(value) > test.number
    return lambda value: _number(value) <= test.number


def _spoken(value: Literal, languages: Set[str]) -> bool:
    language = (value.language or "").lower()
    return bool(language) and (language in languages or language.partition("-")[0] in languages)


def _at_most(value: Value, other: Value) -> bool:
    if value == other:
        return True
    ours, theirs = _number(value), _number(other)
    if ours == ours and theirs == theirs:
        return ours <= theirs
    if not (_is_text(value) and _is_text(other)) and not _is_of_one_order(value, other):
        return False
    return _text(value) <= _text(other)


def _is_of_one_order(value: Value, other: Value) -> bool:
    """Whether both are well-formed literals of one type whose texts stand in the order of what they say."""
    return (
        isinstance(value, Literal)
        and isinstance(other, Literal)
        and value.datatype == other.datatype
        and value.datatype.value in _IN_ORDER
        and all(_WELL_FORMED[each.datatype.value](each.value) for each in (value, other))
    )


def _is_text(value: Value) -> bool:
    return not isinstance(value, Literal) or value.datatype.value in (XSD + "string", RDF + "langString")


def _number(value: Value) -> Decimal | float:
    """Return the number that a literal says, or one that is not equal to itself."""
    if isinstance(value, Literal) and value.datatype.value in _NUMBER_TYPES:
        try:
            number = Decimal(value.value)
        except InvalidOperation:
            return nan
        return nan if number.is_nan() else number
    return nan


def _text(value: Value) -> str:
    return f"_:{value.value}" if isinstance(value, BlankNode) else value.value


def _is_date(text: str) -> bool:
    try:
        return bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return "T" in text and bool(datetime.datetime.fromisoformat(text))
    except ValueError:
        return False


def _is_decimal(text: str) -> bool:
    try:
        return bool(text) and Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_double(text: str) -> bool:
    try:
        return float(text) is not None
    except ValueError:
        return False


_WELL_FORMED: Mapping[str, Callable[[str], bool]] = {
    XSD + "integer": lambda text: re.fullmatch(r"\s*[+-]?[0-9]+\s*", text) is not None,
    XSD + "decimal": _is_decimal,
    XSD + "double": _is_double,
    XSD + "float": _is_double,
    XSD + "boolean": lambda text: text in ("true", "false", "1", "0"),
    XSD + "date": _is_date,
    XSD + "dateTime": _is_moment,
    XSD + "gYearMonth": lambda text: _MONTH.fullmatch(text) is not None,
    XSD + "gYear": lambda text: _YEAR.fullmatch(text) is not None,
}
"""Of the types that shapes ask for: whether a text is one of the type."""
