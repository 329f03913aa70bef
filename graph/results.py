"""Computed results as RDF, so that the same number is read everywhere: coverage as plain properties and as DQV, gaps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from policygraph.graph.coverage import Coverage, NodeCoverage
from policygraph.graph.gaps import Gap
from policygraph.graph.money import FrameworkMoney
from policygraph.ontology.namespaces import DCTERMS, DQV, RESULTS_GRAPH, SKOS, Names
from policygraph.ontology.terms import TYPE, Triple, pg, text_triples
from policygraph.sources.settings import NO_CAVEATS, Caveats
from pyoxigraph import Literal, NamedNode, Quad

NO_SUMS: Mapping[str, FrameworkMoney] = MappingProxyType({})
_MEASUREMENT = NamedNode(DQV + "QualityMeasurement")
_COMPUTED_ON = NamedNode(DQV + "computedOn")
_METRIC = NamedNode(DQV + "isMeasurementOf")
_HAS_PART = NamedNode(DCTERMS + "hasPart")
_DESCRIPTION = NamedNode(DCTERMS + "description")
_SCOPE_NOTE = NamedNode(SKOS + "scopeNote")
_VALUE = NamedNode(DQV + "value")


def result_quads(
    coverage: Coverage,
    gaps: Iterable[Gap],
    names: Names,
    caveats: Caveats = NO_CAVEATS,
    sums: Mapping[str, FrameworkMoney] = NO_SUMS,
) -> Iterator[Quad]:
    """Yield the quads of the results graph; shares that are unknown or undefined are absent.

    What the figures must say of themselves (*caveats*) describes the graph, and what is missing the documents. *sums*
    are the money behind each framework.
    """
    graph = NamedNode(names.graph(RESULTS_GRAPH))
    for triple in text_triples(graph, _DESCRIPTION, caveats.notice):
        yield Quad(*triple, graph)
    for name, text in caveats.incomplete.items():
        for triple in text_triples(NamedNode(names.record(name)), _SCOPE_NOTE, text):
            yield Quad(*triple, graph)
    for node in coverage.values():
        for triple in _coverage_triples(node, names):
            yield Quad(*triple, graph)
    for framework, found in sums.items():
        for triple in _money_triples(framework, found, names):
            yield Quad(*triple, graph)
    for number, gap in enumerate(gaps, 1):
        for triple in _gap_triples(gap, number, names):
            yield Quad(*triple, graph)


def _coverage_triples(node: NodeCoverage, names: Names) -> Iterator[Triple]:
    subject = NamedNode(names.record(node.id))
    yield subject, pg("coverageState"), Literal(node.state)
    shares = {
        "floor": node.floor,
        "ceiling": node.ceiling,
        "directFloor": node.direct_floor,
        "directCeiling": node.direct_ceiling,
    }
    for name, share in shares.items():
        if share is not None:
            value = Literal(share)
            measurement = NamedNode(names.own("measurement", node.id, name))
            yield subject, pg(name), value
            yield measurement, TYPE, _MEASUREMENT
            yield measurement, _COMPUTED_ON, subject
            yield measurement, _METRIC, pg(f"{name}Metric")
            yield measurement, _VALUE, value
    counts = {
        "linked": node.linked,
        "linkedConfirmed": node.linked_confirmed,
        "commitments": node.commitments,
        "servingTasks": node.tasks,
    }
    for name, count in counts.items():
        if count is not None:
            yield subject, pg(name), Literal(count)


def _money_triples(framework: str, found: FrameworkMoney, names: Names) -> Iterator[Triple]:
    for name, added in (("confirmed", found.confirmed), ("ceiling", found.ceiling)):
        node = NamedNode(names.own("money", framework, name))
        yield NamedNode(names.record(framework)), pg(f"{name}Money"), node
        yield node, TYPE, pg("MoneySum")
        yield node, pg("servingTasks"), Literal(len(added.tasks))
        yield node, pg("tasksWithBudget"), Literal(len(added.tasks) - added.unknown)
        for kind, amount in added.by_kind.items():
            part = NamedNode(names.own("money", framework, name, kind))
            yield node, _HAS_PART, part
            yield part, TYPE, pg("MoneySum")
            yield part, pg("budgetKind"), Literal(kind)
            yield part, pg("tasksWithBudget"), Literal(amount.tasks)
            yield part, pg("amountKRW"), Literal(amount.won)


def _gap_triples(gap: Gap, number: int, names: Names) -> Iterator[Triple]:
    subject = NamedNode(names.own("gap", str(number)))
    yield subject, TYPE, pg("Gap")
    yield subject, pg("order"), Literal(number)
    yield subject, pg("gapCode"), Literal(gap.code)
    yield subject, pg("gapKind"), Literal(gap.kind)
    yield subject, pg("severity"), Literal(gap.severity)
    yield subject, pg("numbers"), Literal(json.dumps(gap.figures, ensure_ascii=False, sort_keys=True))
    yield from text_triples(subject, pg("message"), gap.message)
    yield from text_triples(subject, pg("nextStep"), gap.next)
    if gap.framework is not None:
        yield subject, pg("gapFramework"), NamedNode(names.record(gap.framework))
    for node in gap.nodes:
        yield subject, pg("concerns"), NamedNode(names.record(node))
