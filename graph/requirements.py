"""From findings to requirements to tasks, and which strategies of a plan rest on which findings.

>>> from policygraph import open_study
>>> traces(open_study().graph), swot_table(open_study().graph).strategies
((), {})
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.kinds import ANSWERLESS_SWOT, SWOT, Alignment, Document, Item

Answer = Literal["none", "proposed", "confirmed", "not-asked"]
ANSWERS: tuple[Answer, ...] = ("none", "proposed", "confirmed", "not-asked")
INSIDE, OUTSIDE = ("strength", "weakness"), ("opportunity", "threat")


@dataclass(frozen=True, slots=True)
class Trace:
    """A finding, a requirement derived from it, and the alignments that answer (those of the requirement where there is one).

    A requirement without a ground has no *finding*, a finding that nothing was derived from no *requirement*. *answer*
    is ``none`` where no alignment counts and ``not-asked`` for a strength or an opportunity that nothing answers.
    """

    finding: Item | None
    requirement: Item | None
    links: tuple[Alignment, ...]
    answer: Answer


def finding_documents(graph: AlignmentGraph) -> list[Document]:
    """Return the documents of findings among what is shown, in the order of the records."""
    return [document for document in graph.frameworks if document.kind == "findings"]


def traces(graph: AlignmentGraph) -> tuple[Trace, ...]:
    """Return each finding with each requirement derived from it, what nothing answers first, else in the order of the records."""
    items = [item for document in finding_documents(graph) for item in document.items]
    derived: dict[str, list[Item]] = {}
    for item in items:
        for name in item.derives_from if item.level == "requirement" else ():
            derived.setdefault(name, []).append(item)
    found = list(_traces(graph, items, derived))
    return tuple(sorted(found, key=lambda trace: ANSWERS.index(trace.answer)))


def _traces(graph: AlignmentGraph, items: list[Item], derived: Mapping[str, list[Item]]) -> Iterator[Trace]:
    for item in items:
        if item.level == "finding":
            own = graph.serving[item.id]
            if own or item.id not in derived:
                yield Trace(item, None, own, answer_of(graph, item))
            for requirement in derived.get(item.id, ()):
                yield Trace(item, requirement, graph.serving[requirement.id], answer_of(graph, requirement))
        elif item.level == "requirement" and not item.derives_from:
            yield Trace(None, item, graph.serving[item.id], answer_of(graph, item))


def answer_of(graph: AlignmentGraph, item: Item) -> Answer:
    """Return how *item* is answered by the alignments that count."""
    links = graph.serving[item.id]
    if not links:
        return "not-asked" if item.swot in ANSWERLESS_SWOT else "none"
    return "confirmed" if any(link.state == "confirmed" for link in links) else "proposed"


@dataclass(frozen=True, slots=True)
class SwotTable:
    """The findings by SWOT, the strategies by pair of inside and outside, and those that rest on findings of one side alone."""

    findings: Mapping[str, tuple[Item, ...]]
    strategies: Mapping[tuple[str, str], tuple[Item, ...]]
    outside: tuple[Item, ...]


def swot_table(graph: AlignmentGraph) -> SwotTable:
    """Return the table of strengths, weaknesses, opportunities and threats with the strategies of the plans in its cells.

    A strategy stands in each cell whose inside and outside it rests on: with a strength and a threat in that of both (ST).
    """
    items = [item for document in finding_documents(graph) for item in document.items if item.swot is not None]
    kinds = {item.id: item.swot for item in items}
    cells: dict[tuple[str, str], list[Item]] = {}
    apart = []
    for plan in graph.plans:
        for part in plan.items:
            rests = {kinds[name] for name in part.rests_on if name in kinds}
            pairs = [(inside, outside) for inside in INSIDE for outside in OUTSIDE if {inside, outside} <= rests]
            for pair in pairs:
                cells.setdefault(pair, []).append(part)
            if part.rests_on and not pairs:
                apart.append(part)
    return SwotTable(
        {kind: tuple(item for item in items if item.swot == kind) for kind in SWOT},
        {pair: tuple(found) for pair, found in cells.items()},
        tuple(apart),
    )


def provisions(graph: AlignmentGraph) -> Iterator[tuple[Item, tuple[Alignment, ...]]]:
    """Yield the provisions of laws that oblige a plan itself, each with the alignments of plans and tasks that answer it.

    >>> from policygraph import open_study
    >>> graph = open_study().narrowed(plans=["b6"]).graph
    >>> [(item.code, [link.task for link in links]) for item, links in provisions(graph) if item.id == "legal-3-a"]
    [('제4조', ['b6'])]
    """
    for document in graph.frameworks:
        for item in document.items if document.kind == "law" else ():
            if item.obliges is not None and item.id not in graph.not_applicable:
                yield item, graph.links_to(item.id)
