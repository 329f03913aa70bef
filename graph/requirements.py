"""From findings to requirements to tasks, and which strategies of a plan rest on which findings.

>>> from policygraph import open_study
>>> traces(open_study().graph), swot_table(open_study().graph).strategies
((), {})
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from policygraph.graph.addressee import FINDINGS
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.kinds import SWOT, Alignment, Document, Item, RequiredContent

Answer = Literal["none", "not-assessed", "proposed", "confirmed", "not-asked"]
ANSWERS: tuple[Answer, ...] = ("none", "not-assessed", "proposed", "confirmed", "not-asked")
INSIDE, OUTSIDE = ("strength", "weakness"), ("opportunity", "threat")


@dataclass(frozen=True, slots=True)
class Trace:
    """A finding, a requirement derived from it, and the alignments that answer (those of the requirement where there is one).

    A requirement without a ground has no *finding*, a finding that nothing was derived from no *requirement*. *answer*
    is that of `answer_of`.
    """

    finding: Item | None
    requirement: Item | None
    links: tuple[Alignment, ...]
    answer: Answer


def finding_documents(graph: AlignmentGraph) -> list[Document]:
    """Return the documents of findings among what is shown, in the order of the records."""
    return [document for document in graph.frameworks if document.kind == FINDINGS]


def traces(graph: AlignmentGraph) -> tuple[Trace, ...]:
    """Return each finding with each requirement derived from it, what nothing answers first, else in the order of the records."""
    items = [item for document in finding_documents(graph) for item in document.items]
    found = list(_traces(graph, items, derived_requirements(graph)))
    return tuple(sorted(found, key=lambda trace: ANSWERS.index(trace.answer)))


def derived_requirements(graph: AlignmentGraph) -> dict[str, tuple[Item, ...]]:
    """Return the requirements that derive from each finding, by its id: they are what has to be answered in its place."""
    found: dict[str, list[Item]] = {}
    for item in graph.items.values():
        for name in item.derives_from if item.level == "requirement" else ():
            found.setdefault(name, []).append(item)
    return {name: tuple(items) for name, items in found.items()}


def _traces(graph: AlignmentGraph, items: list[Item], derived: Mapping[str, tuple[Item, ...]]) -> Iterator[Trace]:
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
    """Return how *item* is answered by the alignments that count, as coverage and gaps take it.

    ``not-asked`` where it takes no part (decided not applicable) or is a strength or an opportunity that nothing serves,
    ``not-assessed`` where nobody has compared its document with a plan yet, ``none`` where it is a gap.
    """
    links = graph.serving[item.id]
    if item.id in graph.no_matter or not (links or item.asks):
        return "not-asked"
    if not links:
        return "none" if graph.assessed[item.document] else "not-assessed"
    return "confirmed" if any(link.state == "confirmed" for link in links) else "proposed"


def best_answer(graph: AlignmentGraph, finding: Item, derived: Sequence[Item]) -> tuple[Answer, bool]:
    """Return how *finding* is answered at best, and whether by the requirements *derived* from it alone."""
    own = answer_of(graph, finding)
    found = {own, *(answer_of(graph, one) for one in derived)}
    best = next(answer for answer in _BEST if answer in found)
    return best, best != own and best in ("confirmed", "proposed")


_BEST: tuple[Answer, ...] = ("confirmed", "proposed", "none", "not-assessed", "not-asked")


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


def held_contents(
    graph: AlignmentGraph, provision: Item
) -> tuple[tuple[RequiredContent, tuple[tuple[Alignment, str], ...]], ...]:
    """Return each content that *provision* asks for, with the places where alignments say that a plan holds it.

    Without a place nobody has said whether a plan holds it: that is unknown, not a gap.

    >>> from policygraph import open_study
    >>> graph = open_study().narrowed(plans=["b6"]).graph
    >>> [(content.number, places) for content, places in held_contents(graph, graph.items["legal-3-5"])]
    []
    """
    links = graph.links_to(provision.id)
    return tuple(
        (
            content,
            tuple((link, place) for link in links for number, place in link.content_places if number == content.number),
        )
        for content in provision.required_contents
    )
