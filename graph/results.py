"""Computed results as RDF, so that the same number is read everywhere: coverage as plain properties and as DQV, gaps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from policygraph.graph.addressee import Addressed
from policygraph.graph.coverage import Coverage, Figures, NodeCoverage
from policygraph.graph.gaps import Gap
from policygraph.graph.money import FrameworkMoney, Sum
from policygraph.graph.reach import Reach
from policygraph.graph.scope import Scope
from policygraph.ontology.namespaces import DCTERMS, DQV, RESULTS_GRAPH, SKOS, TECHNOLOGY, XSD, Names, encode
from policygraph.ontology.terms import TYPE, Triple, pg, text_triples
from policygraph.sources.settings import Caveats
from pyoxigraph import Literal, NamedNode, Quad

_MEASUREMENT = NamedNode(DQV + "QualityMeasurement")
_COMPUTED_ON = NamedNode(DQV + "computedOn")
_METRIC = NamedNode(DQV + "isMeasurementOf")
_HAS_PART = NamedNode(DCTERMS + "hasPart")
_DESCRIPTION = NamedNode(DCTERMS + "description")
_SCOPE_NOTE = NamedNode(SKOS + "scopeNote")
_VALUE = NamedNode(DQV + "value")
_DATE = NamedNode(XSD + "date")


def result_quads(
    coverage: Coverage,
    gaps: Iterable[Gap],
    names: Names,
    caveats: Caveats,
    sums: Mapping[str, FrameworkMoney],
    terms: Mapping[str, str],
    cells: Iterable[Reach],
    scope: Scope,
    digest: str,
    by_city: Iterable[tuple[str, str, Figures]],
) -> Iterator[Quad]:
    """Yield the quads of the results graph; shares that are unknown or undefined are absent.

    What the figures must say of themselves (*caveats*) describes the graph, and what is missing the documents. *sums*
    are the money behind each framework, *terms* how it stands on the day of the figures, *cells* where technologies reach,
    *by_city* the figures of frameworks in one city each: id of the city, id of the framework, figures.
    The graph says of itself the *scope* that was counted, its day and the *digest* of the records.
    """
    graph = NamedNode(names.graph(RESULTS_GRAPH))
    if scope.as_of:
        yield Quad(graph, pg("asOf"), Literal(scope.as_of, datatype=_DATE), graph)
    yield Quad(graph, pg("digest"), Literal(digest), graph)
    chosen = json.dumps(scope.document(), ensure_ascii=False, sort_keys=True)
    yield Quad(graph, pg("countedScope"), Literal(chosen), graph)
    for triple in text_triples(graph, _DESCRIPTION, caveats.notice):
        yield Quad(*triple, graph)
    for name, text in caveats.incomplete.items():
        for triple in text_triples(NamedNode(names.record(name)), _SCOPE_NOTE, text):
            yield Quad(*triple, graph)
    for node in coverage.values():
        for triple in (
            *_coverage_triples(node, names),
            *_addressed_triples(node.id, coverage.addressed(node.id), names),
        ):
            yield Quad(*triple, graph)
    for city, framework, figures in by_city:
        for triple in _city_triples(city, framework, figures, names):
            yield Quad(*triple, graph)
    for framework, standing in terms.items():
        yield Quad(NamedNode(names.record(framework)), pg("standing"), Literal(standing), graph)
    for cell in cells:
        for triple in _reach_triples(cell, names):
            yield Quad(*triple, graph)
    for framework, found in sums.items():
        for triple in _money_triples(framework, found, names):
            yield Quad(*triple, graph)
    for number, gap in enumerate(gaps, 1):
        for triple in _gap_triples(gap, number, names):
            yield Quad(*triple, graph)


def _coverage_triples(node: NodeCoverage, names: Names) -> Iterator[Triple]:
    subject = NamedNode(names.record(node.id))
    yield from _figure_triples(subject, node)
    for name, share in _shares(node):
        measurement = NamedNode(names.own("measurement", node.id, name))
        yield measurement, TYPE, _MEASUREMENT
        yield measurement, _COMPUTED_ON, subject
        yield measurement, _METRIC, pg(f"{name}Metric")
        yield measurement, _VALUE, Literal(share)


def _figure_triples(subject: NamedNode, figures: Figures) -> Iterator[Triple]:
    """Yield state, shares and counts as plain properties of *subject*."""
    yield subject, pg("coverageState"), Literal(figures.state)
    for name, share in _shares(figures):
        yield subject, pg(name), Literal(share)
    counts = {
        "linked": figures.linked,
        "linkedConfirmed": figures.linked_confirmed,
        "commitments": figures.commitments,
        "servingTasks": figures.tasks,
    }
    for name, count in counts.items():
        if count is not None:
            yield subject, pg(name), Literal(count)


def _shares(figures: Figures) -> Iterator[tuple[str, float]]:
    shares = {
        "floor": figures.floor,
        "ceiling": figures.ceiling,
        "directFloor": figures.direct_floor,
        "directCeiling": figures.direct_ceiling,
    }
    return ((name, share) for name, share in shares.items() if share is not None)


def _city_triples(city: str, framework: str, figures: Figures, names: Names) -> Iterator[Triple]:
    node = NamedNode(names.own("city-coverage", city, framework))
    yield NamedNode(names.record(framework)), pg("cityCoverage"), node
    yield node, TYPE, pg("CityCoverage")
    yield node, pg("city"), NamedNode(names.own("city", city))
    yield from _figure_triples(node, figures)


def _addressed_triples(name: str, counts: Mapping[str, Addressed], names: Names) -> Iterator[Triple]:
    """Yield how many commitments at or below *name* address whom; nothing of an addressee that none has."""
    for code, found in counts.items():
        if found.commitments:
            node = NamedNode(names.own("addressed", name, code))
            yield NamedNode(names.record(name)), pg("addressedCount"), node
            yield node, TYPE, pg("AddressedCount")
            yield node, pg("addresses"), Literal(code)
            yield node, pg("addressedCommitments"), Literal(found.commitments)
            if found.linked_confirmed is not None and found.linked_proposed is not None:
                yield node, pg("linkedConfirmed"), Literal(found.linked_confirmed)
                yield node, pg("linkedProposed"), Literal(found.linked_proposed)


def _reach_triples(cell: Reach, names: Names) -> Iterator[Triple]:
    node = NamedNode(names.own("reach", cell.technology, cell.domain or "unknown"))
    yield node, TYPE, pg("Reach")
    yield node, pg("technology"), NamedNode(TECHNOLOGY + encode(cell.technology))
    if cell.domain:
        yield node, pg("reaches"), Literal(cell.domain)
    yield node, pg("confirmedAlignments"), Literal(cell.confirmed)
    yield node, pg("proposedAlignments"), Literal(cell.proposed)
    yield from _sum_triples(node, ("reach", cell.technology, cell.domain or "unknown"), cell.money, names)


def _money_triples(framework: str, found: FrameworkMoney, names: Names) -> Iterator[Triple]:
    for name, added in (("confirmed", found.confirmed), ("ceiling", found.ceiling)):
        node = NamedNode(names.own("money", framework, name))
        yield NamedNode(names.record(framework)), pg(f"{name}Money"), node
        yield node, TYPE, pg("MoneySum")
        yield from _sum_triples(node, ("money", framework, name), added, names)


def _sum_triples(node: NamedNode, place: tuple[str, ...], added: Sum, names: Names) -> Iterator[Triple]:
    """Yield what is known of a sum of money, each kind apart in a node of its own."""
    yield node, pg("servingTasks"), Literal(len(added.tasks))
    yield node, pg("tasksWithBudget"), Literal(len(added.tasks) - added.unknown)
    for kind, amount in added.by_kind.items():
        part = NamedNode(names.own(*place, kind))
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
    yield subject, pg("gapGroup"), Literal(gap.group)
    yield subject, pg("gapFolded"), Literal(gap.folded)
    if gap.addressee is not None:
        yield subject, pg("gapAddressee"), Literal(gap.addressee)
    if gap.deadline is not None:
        yield subject, pg("gapDeadline"), Literal(gap.deadline)
    yield subject, pg("numbers"), Literal(json.dumps(gap.figures, ensure_ascii=False, sort_keys=True))
    yield from text_triples(subject, pg("message"), gap.message)
    yield from text_triples(subject, pg("nextStep"), gap.next)
    if gap.framework is not None:
        yield subject, pg("gapFramework"), NamedNode(names.record(gap.framework))
    for node in gap.nodes:
        yield subject, pg("concerns"), NamedNode(names.record(node))
