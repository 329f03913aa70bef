"""Gaps in what the coverage rests on: single support, timing, money, evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from policygraph.graph.addressee import FINDINGS
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import NodeCoverage
from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.gap import Gap
from policygraph.graph.gaps.sentence import Named
from policygraph.graph.gaps.wording import REASONS, said
from policygraph.records.kinds import NO_TEXT, Alignment, Document, Item, Period, Text
from policygraph.records.readings import confidence_said


class _Ground(NamedTuple):
    """What one task rests on: its city and department (``None``: not known), its sources, and whether one is official."""

    city: str | None
    department: str | None
    sources: frozenset[str]
    official: bool


def single_support(context: GapContext) -> Iterator[Gap]:
    """G06: a commitment without sub-items that rests, in a city, on one task, one known department, or one source.

    Each city is judged by its own tasks; where the plans say no city, all of them are of one.
    """
    graph = context.graph
    several = len({plan.city_id for plan in graph.plans}) > 1
    titles = {name: city.title for name, city in graph.cities.items()} if several else {}
    grounds = {name: _ground(context, task) for name, task in graph.tasks.items() if graph.serves[name]}
    for node, alignments in context.supported():
        if graph.children[node.id]:
            continue
        by_city: defaultdict[str | None, list[str]] = defaultdict(list)
        for link in alignments:
            by_city[grounds[link.task].city].append(link.task)
        for city, tasks in by_city.items():
            found = _cause(tasks, grounds)
            if found is not None:
                yield _single_support(context, node, found, city, titles.get(city or ""))


def _ground(context: GapContext, task: Item) -> _Ground:
    graph = context.graph
    sources = graph.documents[task.document].sources
    return _Ground(
        graph.city_of(task.id),
        graph.department_of(task.id),
        frozenset([sources[name].url or f"{task.document}/{name}" for name in task.sources]),
        _is_official(task, graph.documents),
    )


class _SharedCause(NamedTuple):
    """What a commitment rests on alone, with the *tasks* that serve it, and how many departments and sources these have."""

    cause: str
    tasks: list[str]
    departments: int
    sources: int


def _cause(tasks: list[str], grounds: Mapping[str, _Ground]) -> _SharedCause | None:
    """Return what a commitment rests on that the *tasks* of a city serve, ``None`` where that is more than one of each."""
    first = grounds[tasks[0]]
    if len(tasks) == 1:  # as nearly all are in a country's plans
        return _SharedCause("task", tasks, int(first.department is not None), len(first.sources))
    own = [grounds[task] for task in tasks]
    departments = {ground.department for ground in own}
    one_department = len(departments) == 1 and first.department is not None
    if not one_department and (len(first.sources) > 1 or any(ground.official for ground in own)):
        return None
    sources = first.sources.union(*[ground.sources for ground in own])
    if not one_department and len(sources) != 1:
        return None
    cause = "department" if one_department else "source"
    return _SharedCause(cause, sorted(set(tasks)), len(departments) - (None in departments), len(sources))


def _single_support(
    context: GapContext, node: NodeCoverage, found: _SharedCause, city: str | None, title: Text | None
) -> Gap:
    """Return the gap; *title* is that of the *city* where the plans are of several."""
    cause, tasks, departments, sources = found
    values: dict[str, Named | Text | None] = {"item": context.named(node.id)}
    if cause == "task":
        values["task"] = context.named(tasks[0])
    elif cause == "department":
        values["department"] = context.graph.tasks[tasks[0]].department
    numbers: dict[str, Any] = {"tasks": len(tasks), "departments": departments, "sources": sources}
    wording = f"G06.{cause}"
    if title is not None:
        values["city"], numbers["city"] = title, city
        wording += "-city"
    return Gap("G06", "info", node.framework, (node.id, *tasks), *said(wording, **values), numbers, cause)


def late_targets(context: GapContext) -> Iterator[Gap]:
    """G08: a target whose year lies before any serving task ends; tasks of unknown end leave the question open."""
    for node in context.known():
        item = context.graph.items[node.id]
        years = sorted({target.year for target in item.targets if target.year is not None})
        if not years:
            continue
        tasks = context.tasks_of(context.graph.serving[node.id])
        ends = [task.period.end if task.period else None for task in tasks]
        known = [end for end in ends if end is not None]
        if not known or len(known) < len(ends) or min(known) <= years[0]:
            continue
        late = [year for year in years if year < min(known)]
        yield Gap(
            "G08",
            "warning",
            node.framework,
            (node.id, *(task.id for task in tasks)),
            *said("G08.target", item=context.named(node.id), due=late[0], end=min(known)),
            {"target_years": list(late), "earliest_end": min(known), "tasks": len(tasks)},
            cause="target",
        )


def empty_years(context: GapContext) -> Iterator[Gap]:
    """G08: years of a plan in which no task that serves the framework runs; unknown periods leave the question open.

    Findings are no programme of years: nothing need answer them in each. Only years in which the framework itself is in
    force count, as far as its period is known, and none that is over by the day of the figures: nothing can be planned for
    it any more.
    """
    graph = context.graph
    served = _periods_of_plans(graph)
    for framework in graph.frameworks:
        for plan in graph.plans if framework.kind != FINDINGS else ():
            if plan.id not in graph.assessed[framework.id] or not _closed(plan):
                continue
            periods = served.get((framework.id, plan.id), ())
            if not periods or any(period is None or not _both(period.start, period.end) for period in periods):
                continue
            busy = {year for period in set(periods) if period for year in period.years()}
            idle = [year for year in _common_years(plan, framework) if year not in busy and year >= context.now]
            if not idle:
                continue
            yield Gap(
                "G08",
                "warning",
                framework.id,
                (framework.id, plan.id),
                *said(
                    "G08.years",
                    framework=context.named(framework.id),
                    plan=context.named(plan.id),
                    years=tuple(idle),
                ),
                {"years": list(idle), "tasks": len(periods)},
                cause="years",
            )


def _closed(plan: Document) -> bool:
    return plan.period is not None and _both(plan.period.start, plan.period.end)


def _common_years(plan: Document, framework: Document) -> list[int]:
    years = plan.period.years() if plan.period else ()
    start = framework.period.start if framework.period else None
    end = framework.period.end if framework.period else None
    return [year for year in years if (start is None or year >= start) and (end is None or year <= end)]


def _both(start: int | None, end: int | None) -> bool:
    return start is not None and end is not None


def _periods_of_plans(graph: AlignmentGraph) -> dict[tuple[str, str], list[Period | None]]:
    """Return the periods of the tasks of each plan that serve each framework, by framework and plan."""
    found: dict[tuple[str, str], list[Period | None]] = {}
    for task in graph.tasks.values():
        for framework in {graph.items[link.item].document for link in graph.serves[task.id]}:
            found.setdefault((framework, task.document), []).append(task.period)
    return found


def money(context: GapContext) -> Iterator[Gap]:
    """G09: a commitment served only by tasks without a known budget."""
    for node, alignments in context.supported():
        if any(context.graph.tasks[link.task].budget is not None for link in alignments):
            continue
        tasks = context.tasks_of(alignments)
        yield Gap(
            "G09",
            "info",
            node.framework,
            (node.id, *(task.id for task in tasks)),
            *said("G09", item=context.named(node.id), n=len(tasks)),
            {"tasks": len(tasks), "tasks_with_budget": 0},
        )


def _doubt(alignment: Alignment) -> Text:
    """Return what makes an alignment uncertain: its readings in words, or a machine's number."""
    words = confidence_said(alignment.confidence, alignment.readings) or NO_TEXT
    return words if alignment.readings else Text(f"신뢰도 {words.ko}", f"confidence {words.en}")


def _is_official(record: Item, documents: Mapping[str, Document]) -> bool:
    """Whether *record* rests on an official source: one official text is proof."""
    sources = documents[record.document].sources
    return any(sources[name].kind == "official" for name in record.sources)


def evidence(context: GapContext) -> Iterator[Gap]:
    """G11: an alignment without evidence, with low confidence, or resting on single-source or inferred records."""
    graph, limit = context.graph, context.thresholds.confidence
    for alignment in graph.alignments:
        if alignment.state == "rejected" or alignment.item in graph.no_matter:
            continue
        reasons: dict[str, Text] = {}
        if not alignment.why and not alignment.evidence:
            reasons["no-evidence"] = REASONS["no-evidence"]
        if alignment.confidence is not None and alignment.confidence < limit:
            reasons["low-confidence"] = _doubt(alignment)
        for name, end in ((alignment.task, "task"), (alignment.item, "item")):
            status = graph.items[name].status
            if status == "inferred" or (
                status == "single-source" and not _is_official(graph.items[name], graph.documents)
            ):
                reasons[f"{status}-{end}"] = REASONS[f"{status}-{end}"]
        if not reasons:
            continue
        grave = not {"no-evidence", "low-confidence"}.isdisjoint(reasons)
        yield Gap(
            "G11",
            "warning" if grave else "info",
            graph.items[alignment.item].document,
            (alignment.task, alignment.item),
            *said(
                "G11.grave" if grave else "G11.source",
                task=context.named(alignment.task),
                item=context.named(alignment.item),
                reasons=tuple(reasons.values()),
            ),
            {"reasons": list(reasons), "confidence": alignment.confidence, "strength": alignment.strength},
        )
