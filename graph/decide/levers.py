"""What the city could do about gaps: confirm proposals, take up candidates, make links; as levers with rows and costs.

Nothing is made up: a lever is a proposal on record, a candidate of the workspace, or a suggestion that was asked for and
is marked as such. What a candidate costs and nobody has said stays unknown and is never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policygraph.graph.decide.problem import Lever, NamedLimit
from policygraph.graph.decide.question import Question, Unit, millions
from policygraph.records.characters import search_key
from policygraph.records.issue import UnknownName, nearest
from policygraph.records.kinds import Item, Text
from policygraph.records.scenario import Candidate

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.graph.suggest.suggestion import Suggestion

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Levers:
    """Everything that can be done.

    *rows* are the limits of the question and the candidates, *budgets* the names of those that hold money. *unknown* are
    the candidates whose cost nobody has said, or not for the years that are limited; with cost in money they cannot be
    chosen and stand beside the answer. *ranges* are costs that are only known from and to.
    """

    levers: tuple[Lever, ...]
    rows: tuple[NamedLimit, ...]
    unit: Unit
    unknown: tuple[str, ...]
    ranges: Mapping[str, Range]
    budgets: frozenset[str]


def pair(task: str, item: str) -> str:
    """Return the id of the lever that makes or confirms the link of *task* to *item*."""
    return f"{task}>{item}"


def levers_of(
    graph: AlignmentGraph,
    question: Question,
    candidates: Iterable[Candidate],
    sizes: Mapping[str, Range],
    suggestions: Iterable[Suggestion] = (),
) -> Levers:
    """Return what could be done about gaps of *graph*; *sizes* gives each size class its least and most won.

    Raises `UnknownName` where the question locks what does not exist.
    """
    listed = sorted(candidates, key=lambda candidate: candidate.id)
    new = [candidate for candidate in listed if candidate.id not in graph.tasks]
    unit: Unit = "million_krw" if question.in_money else "tasks" if new else "reviews"
    paper = (1, 0) if unit == "reviews" else (0, 1)
    ranges = {one.id: ends for one in new if (ends := _range(one, sizes)) is not None}
    costs = {one.id: _won(one, ranges) for one in new}
    unknown = {name for name, won in costs.items() if won is None}
    years = {year for year, _ in question.yearly}
    if years:
        unknown |= {one.id for one in new if any(_in_year(one, year) is None for year in years)}
    found: dict[str, Lever] = {}
    for link in graph.alignments:
        if link.state == "proposed":
            name = pair(link.task, link.item)
            found[name] = Lever(name, "confirm", *paper, ((link.item, link.strength),), link.task)
    for candidate in listed:
        if candidate.id in graph.tasks:
            for item, strength in candidate.links:
                name = pair(candidate.id, item)
                found[name] = Lever(name, "link", *paper, ((item, strength),), candidate.id)
        elif unit != "million_krw" or candidate.id not in unknown:
            cost = 1 if unit == "tasks" else millions(costs[candidate.id] or 0)
            found[candidate.id] = Lever(candidate.id, "task", cost, 0, candidate.links, candidate.id)
    for one in suggestions:
        name = pair(one.task, one.item)
        if name not in found:
            found[name] = Lever(name, "suggested", *paper, ((one.item, one.strength),), one.task)
    levers = tuple(found[name] for name in sorted(found))
    rows = [*_limits(question, levers, {one.id: one for one in new}), *_rules(listed, found)]
    rows += _locks(graph, question, levers, listed)
    scaled = {name: (millions(low), millions(high)) for name, (low, high) in ranges.items() if name in found}
    named = {row.name: row for row in rows}  # two candidates may exclude each other
    budgets = frozenset(name for name in named if name.startswith("budget"))
    in_order = tuple(named[name] for name in sorted(named))
    return Levers(levers, in_order, unit, tuple(sorted(unknown)), scaled, budgets)


def _range(candidate: Candidate, sizes: Mapping[str, Range]) -> Range | None:
    if candidate.budget is not None:
        return None
    return candidate.range or (sizes.get(candidate.size) if candidate.size else None)


def _won(candidate: Candidate, ranges: Mapping[str, Range]) -> int | None:
    """Return what *candidate* costs: its budget, or the most of its range."""
    if candidate.budget is not None:
        return candidate.budget.total
    return ranges[candidate.id][1] if candidate.id in ranges else None


def _in_year(candidate: Candidate, year: int) -> int | None:
    """Return the won of *candidate* in *year*; ``None`` where it is not known."""
    period = candidate.period
    if period is not None and period.start is not None and period.end is not None:
        if year not in period.years():
            return 0
        if period.start == period.end and candidate.budget is not None:
            return candidate.budget.total
    if candidate.budget is None:
        return None
    years = dict(candidate.budget.years)
    if sum(years.values()) == candidate.budget.total:
        return years.get(year, 0)
    return years.get(year)


def _limits(question: Question, levers: Sequence[Lever], new: Mapping[str, Candidate]) -> Iterable[NamedLimit]:
    tasks = [lever for lever in levers if lever.kind == "task"]
    if question.budget is not None:
        costs = tuple((lever.id, lever.cost) for lever in tasks if lever.cost)
        yield NamedLimit("budget", costs, millions(question.budget, limit=True))
    for year, won in question.yearly:
        costs = tuple((lever.id, millions(_in_year(new[lever.id], year) or 0)) for lever in tasks)
        yield NamedLimit(f"budget {year}", tuple(term for term in costs if term[1]), millions(won, limit=True))
    if question.most is not None:
        yield NamedLimit("tasks", tuple((lever.id, 1) for lever in tasks), question.most)
    for department, most in question.loads:
        wanted = search_key(department)
        theirs = [
            lever.id
            for lever in tasks
            if (name := new[lever.id].department) is not None and wanted in (search_key(name.ko), search_key(name.en))
        ]
        held = {
            search_key(word)
            for one in new.values()
            if one.department
            for word in (one.department.ko, one.department.en)
        }
        if not theirs and wanted in held:
            continue  # none of its candidates would close anything: nothing to bound
        if not theirs:
            known = sorted({one.department.get("ko") for one in new.values() if one.department is not None})
            raise UnknownName(
                Text(
                    f"'{department}'에서 맡을 후보 과제가 없습니다.",
                    f"no candidate belongs to a department {department!r}",
                ),
                nearest(department, known) or known,
            )
        yield NamedLimit(f"load {department}", tuple((name, 1) for name in theirs), most)


def _rules(candidates: Sequence[Candidate], levers: Mapping[str, Lever]) -> Iterable[NamedLimit]:
    """Yield what candidates demand of each other; what stands in the plan already is there."""
    listed = {candidate.id for candidate in candidates}
    for candidate in candidates:
        if candidate.id not in levers:
            continue
        for other in candidate.requires:
            if other in levers:
                yield NamedLimit(f"{candidate.id} requires {other}", ((candidate.id, 1), (other, -1)), 0)
            elif other in listed:
                yield NamedLimit(f"{candidate.id} requires {other}", ((candidate.id, 1),), 0)
        for other in candidate.excludes:
            if other in levers:
                one, two = sorted((candidate.id, other))
                yield NamedLimit(f"either {one} or {two}", ((one, 1), (two, 1)), 1)


def _locks(
    graph: AlignmentGraph, question: Question, levers: Sequence[Lever], candidates: Sequence[Candidate]
) -> Iterable[NamedLimit]:
    take = [*question.take, *(one.id for one in candidates if one.lock == "in" and one.id not in question.leave)]
    leave = [*question.leave, *(one.id for one in candidates if one.lock == "out" and one.id not in question.take)]
    known = {lever.id: [lever.id] for lever in levers}
    for lever in levers:
        if lever.task != lever.id:
            known.setdefault(lever.task, []).append(lever.id)
    for names, sign, word in ((take, -1, "in"), (leave, 1, "out")):
        for name in dict.fromkeys(names):
            if name not in known and (name in question.take or name in question.leave):
                if name in graph.tasks or any(one.id == name for one in candidates):
                    continue  # there is nothing of it that could be done: it is left out as it is
                raise UnknownName(
                    Text(f"'{name}'이라는 후보나 제안은 없습니다.", f"there is no candidate or proposal {name!r}"),
                    nearest(name, known),
                )
            for one in known.get(name, ()):
                yield NamedLimit(f"{word} {one}", ((one, sign),), min(sign, 0))


def as_task(candidate: Candidate, plan: str) -> Item:
    """Return *candidate* as a task of *plan*, to see what it would change."""
    return Item(
        candidate.id,
        plan,
        "task",
        (plan,),
        candidate.title,
        department=candidate.department,
        period=candidate.period,
        budget=candidate.budget,
    )


def kept_levers(graph: AlignmentGraph) -> tuple[Lever, ...]:
    """Return a lever for each task that has confirmed links: keeping it costs one task."""
    links: dict[str, list[tuple[str, int]]] = {}
    for link in graph.alignments:
        if link.state == "confirmed":
            links.setdefault(link.task, []).append((link.item, link.strength))
    return tuple(Lever(name, "task", 1, 0, tuple(links[name]), name) for name in sorted(links))


def with_money(levers: Iterable[Lever], budgets: Mapping[str, int | None]) -> tuple[Lever, ...]:
    """Return *levers* at the cost of their tasks' *budgets* (won), without those whose budget is unknown."""
    return tuple(replace(lever, cost=millions(won)) for lever in levers if (won := budgets.get(lever.task)) is not None)
