"""Which tasks, proposals or new links would close chosen gaps at least cost, or most of them within a budget.

The sets are found by `policygraph.graph.decide.optimum`; everything that is told about them is computed anew on the records
that they would make, by the functions behind `coverage` and `gaps`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from policygraph.graph.decide.cost_ranges import Places, places
from policygraph.graph.decide.edits import ASSUMED
from policygraph.graph.decide.exact import thirds_of
from policygraph.graph.decide.impossible import Impossible, explain, served
from policygraph.graph.decide.levers import (
    Levers,
    Range,
    as_task,
    kept_levers,
    levers_of,
    with_money,
)
from policygraph.graph.decide.needs import asked_gaps, first_groups, floor_needs, gap_name, keep_needs, needs_of
from policygraph.graph.decide.optimum import Infeasible, Optimum, Stopped, Total, best, possible
from policygraph.graph.decide.problem import Lever, Model, Need
from policygraph.graph.decide.program import Deadline
from policygraph.graph.decide.question import Question, Unit
from policygraph.graph.decide.steps import Point, Step, front, nested
from policygraph.graph.decide.whatif import Difference, compare
from policygraph.graph.gaps.worklist import GROUPS
from policygraph.graph.money import counted_budgets
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Alignment, Corpus, Item, Text
from policygraph.records.scenario import Candidate

if TYPE_CHECKING:
    from policygraph.graph.gaps import Gap
    from policygraph.graph.study import Study
    from policygraph.graph.suggest.suggestion import Suggestion

Status = Literal["proved", "bound", "stopped"]
DEFAULT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Gain:
    """What one lever does: *gaps* closed and *floor* gained over all frameworks (sum of shares).

    These overlap between levers: they are never to be added up.
    """

    gaps: int
    floor: float


@dataclass(frozen=True, slots=True)
class Closing:
    """The answer to a `Question`.

    *status* is ``proved`` (nothing does it better), ``bound`` (no set costs less than *bound*) or ``stopped`` (nothing
    found in time). *asked* names the gaps, shares or items in question, *closed* those that the chosen levers really
    close on the edited records, *pending* those that a suggestion would close once a person confirms it, *left* the rest. *groups* and *replacement* are those of `Optimum`. *alone* and *last*
    hold what each chosen lever does by itself and beside the other chosen ones. *difference* is what changes,
    *seconds* the time that the search had.
    """

    question: Question
    status: Status
    bound: int | None
    unit: Unit
    levers: Mapping[str, Lever]
    asked: tuple[str, ...]
    closed: tuple[str, ...]
    pending: tuple[str, ...]
    left: tuple[str, ...]
    best: Optimum
    impossible: Impossible | None
    unknown: tuple[str, ...]
    places: Places | None
    alone: Mapping[str, Gain]
    last: Mapping[str, Gain]
    difference: Difference | None
    steps: tuple[Step, ...] = ()
    front: tuple[Point, ...] = ()
    gaps: Mapping[str, Gap] | None = None
    seconds: float = DEFAULT_SECONDS

    def __repr__(self) -> str:
        return f"<Closing: {self.status}, {len(self.chosen)} chosen, {len(self.closed)} closed, {len(self.left)} left>"

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the chosen levers, in order."""
        return tuple(sorted(self.best.chosen))


@dataclass(frozen=True, slots=True)
class _Posed:
    """A question as a model, with what belongs to which need."""

    model: Model
    levers: Levers
    needs: Mapping[str, tuple[Need, ...]]
    gaps: Mapping[str, Gap]


def close(
    study: Study,
    question: Question | None = None,
    *,
    candidates: Iterable[Candidate] = (),
    seconds: float = DEFAULT_SECONDS,
) -> Closing:
    """Answer *question* about *study*.

    Parameters
    ----------
    study
        The study as it stands; it is left as it is.
    question
        What is asked; by default, what closes the gaps that have to be dealt with.
    candidates
        Tasks that could be taken up, and further links.
    seconds
        The time after which the search ends with the best that it has, and a bound.

    Returns
    -------
    Closing
        What to do, what all best answers share, and what cannot be done for which reason.

    Raises
    ------
    UnknownName
        The question names what does not exist.
    UnusableInput
        The question asks about gaps that no task and no link can close.

    Examples
    --------
    >>> from policygraph import open_study
    >>> found = close(open_study(), Question(kinds=("G03",), frameworks=("dpg",)))
    >>> found.status, found.unit, len(found.closed) + len(found.left) == len(found.asked)
    ('proved', 'reviews', True)
    """
    question = question or Question()
    if not (question.keep or question.floors):
        question = replace(question, kinds=first_groups(study, question.kinds))
    listed = tuple(candidates)
    posed = _keeping(study, question) if question.keep else _closing(study, question, listed)
    deadline = Deadline(time.monotonic() + seconds)
    model, unserved = served(posed.model)
    status: Status = "proved"
    impossible = None
    try:
        every = possible(model, deadline)
        if unserved or not every:
            impossible = explain(posed.model, posed.levers.budgets, deadline)
        found = best(model, every=every, deadline=deadline)
        status = "proved" if found.proved else "bound"
    except Infeasible:
        found = Optimum(frozenset(), Total(0, 0, 0), True, None, 0)
    except Stopped:
        found, status = Optimum(frozenset(), Total(0, 0, 0), False, None, 0), "stopped"
    edited = _kept(study, found) if question.keep else _pulled(study, posed, found.chosen, listed)
    sure = frozenset(lever for lever in found.chosen if model.by_id[lever].kind != "suggested")
    closed = _closed(posed, sure, edited)
    pending = tuple(name for name in _closed(posed, found.chosen, edited) if name not in closed)
    ranges = posed.levers.ranges if posed.levers.unit == "million_krw" else {}
    alone, last = _gains(posed, found) if len(found.chosen) <= _MOST_GAINS else ({}, {})
    return Closing(
        question=question,
        status=status,
        bound=found.bound if status == "proved" or found.chosen else None,
        unit=posed.levers.unit,
        levers=model.by_id,
        asked=tuple(posed.needs),
        closed=closed,
        pending=pending,
        left=tuple(name for name in posed.needs if name not in closed and name not in pending),
        best=found,
        impossible=impossible,
        unknown=posed.levers.unknown,
        places=_places_of_tasks(model, ranges, deadline) if ranges and every_met(model, found) else None,
        alone=alone,
        last=last,
        difference=compare(study, edited),
        steps=nested(model, _budget(posed) or found.total.cost, question.steps, deadline) if question.steps else (),
        front=front(model, deadline) if question.front else (),
        gaps=posed.gaps,
        seconds=seconds,
    )


_MOST_GAINS = 200


def every_met(model: Model, found: Optimum) -> bool:
    """Return whether *found* meets every need of *model*."""
    return bool(found.chosen) and found.total.met == len(model.needs)


def _places_of_tasks(model: Model, ranges: Mapping[str, Range], deadline: Deadline) -> Places:
    """Return where each task stands, whatever it costs; what costs nothing stands in any set and says nothing."""
    found = places(model, ranges, deadline)
    tasks = frozenset(lever.id for lever in model.levers if lever.kind == "task")
    return Places(found.core & tasks, found.borderline & tasks, found.exterior & tasks, found.open & tasks)


def _budget(posed: _Posed) -> int | None:
    return next((row.most for row in posed.model.rows if row.name in ("budget", "tasks")), None)


def _closing(study: Study, question: Question, candidates: Sequence[Candidate]) -> _Posed:
    graph = study.graph
    candidates = [one for one in candidates if one.id in graph.tasks or _in_scope(study, one)]
    suggestions = _suggestions(study, question)
    levers = levers_of(graph, question, candidates, study.workspace.settings.sizes, suggestions)
    plans = {candidate.id: plan_of(study, candidate) for candidate in candidates if candidate.id not in graph.tasks}
    tasks: dict[str, Item] = {
        **graph.tasks, **{one.id: as_task(one, plans[one.id]) for one in candidates if one.id in plans}
    }  # fmt: skip
    gaps = [] if question.floors else asked_gaps(study, question)
    weak_too = "G02" in question.kinds or not set(GROUPS).isdisjoint(question.kinds)
    posed = (
        floor_needs(study, question)
        if question.floors
        else needs_of(study, gaps, levers.levers, tasks, weak_too=weak_too)
    )
    hierarchy = graph.hierarchy
    real = tuple(replace(one, links=()) if one.kind == "suggested" else one for one in levers.levers)
    return _Posed(
        Model(
            real,
            _each_once(posed),
            levers.rows,
            hierarchy,
            tuple(thirds_of(hierarchy, graph.counting)),
        ),
        levers,
        posed,
        {gap_name(gap): gap for gap in gaps},
    )


def _in_scope(study: Study, candidate: Candidate) -> bool:
    """Return whether the links of *candidate* would count in the scope of *study*."""
    if candidate.id in study.graph.items:
        return False
    plan = plan_of(study, candidate)
    return study.scope.holds(as_task(candidate, plan), study.graph.documents[plan])


def _suggestions(study: Study, question: Question) -> list[Suggestion]:
    if question.suggestions is None:
        return []
    from policygraph.graph.suggest.suggester import suggest

    return suggest(study, least=question.suggestions)


def _each_once(needs: Mapping[str, tuple[Need, ...]]) -> tuple[Need, ...]:
    found = {need.id: need for some in needs.values() for need in some}
    return tuple(found[name] for name in sorted(found))


def plan_of(study: Study, candidate: Candidate) -> str:
    """Return the plan that *candidate* would belong to: the one that it names, or the only one there is."""
    plans = [document.id for document in study.corpus.documents if document.is_plan]
    if candidate.plan in plans:
        return str(candidate.plan)
    if candidate.plan is None and len(plans) == 1:
        return plans[0]
    listed = ", ".join(plans)
    raise UnusableInput(
        Text(
            f"후보 과제 {candidate.id}의 계획(plan)을 적어 주세요. 계획: {listed}",
            f"candidate {candidate.id} has to name its plan; plans: {listed}",
        )
    )


def _keeping(study: Study, question: Question) -> _Posed:
    levers = kept_levers(study.graph)
    needs = keep_needs(study, levers)
    unit: Unit = "tasks"
    unknown: tuple[str, ...] = ()
    if question.in_money:
        budgets = counted_budgets(study.graph)
        unit, unknown = "million_krw", tuple(lever.id for lever in levers if budgets[lever.id] is None)
        levers = with_money(levers, {name: own.won if own else None for name, own in budgets.items()})
    hierarchy = study.graph.hierarchy
    nothing = (0,) * len(hierarchy.ids)
    found = Levers(levers, (), unit, unknown, {}, frozenset())
    known = {lever.id for lever in levers}
    kept = {name: tuple(replace(need, by=need.by & known) for need in some) for name, some in needs.items()}
    return _Posed(Model(levers, _each_once(kept), (), hierarchy, nothing), found, kept, {})


def _kept(study: Study, found: Optimum) -> Study:
    """Return the study in which only the chosen tasks serve anything."""
    links = tuple(link for link in study.corpus.alignments if link.task in found.chosen)
    return study.with_corpus(replace(study.corpus, alignments=links))


def _pulled(study: Study, posed: _Posed, chosen: frozenset[str], candidates: Sequence[Candidate]) -> Study:
    """Return the study in which the levers *chosen* are pulled; a suggestion becomes a proposal, never more."""
    levers = [posed_lever for posed_lever in posed.levers.levers if posed_lever.id in chosen]
    confirmed = {(lever.task, item) for lever in levers if lever.kind == "confirm" for item, _ in lever.links}
    links = {
        (link.task, link.item): replace(link, state="confirmed") if (link.task, link.item) in confirmed else link
        for link in study.corpus.alignments
    }
    for lever in levers:
        state = "proposed" if lever.kind == "suggested" else "confirmed"
        for item, strength in lever.links if lever.kind != "confirm" else ():
            before = links.get((lever.task, item))
            new = Alignment(lever.task, item, strength, state, why=ASSUMED)
            links[lever.task, item] = new if before is None else replace(before, strength=strength, state=state)
    new_tasks = [one for one in candidates if one.id in chosen and one.id not in study.graph.tasks]
    corpus: Corpus = replace(study.corpus, alignments=tuple(links.values()))
    by_plan: dict[str, list[Item]] = {}
    for one in new_tasks:
        by_plan.setdefault(plan_of(study, one), []).append(as_task(one, plan_of(study, one)))
    documents = tuple(
        replace(document, items=(*document.items, *by_plan.get(document.id, ()))) for document in corpus.documents
    )
    return study.with_corpus(replace(corpus, documents=documents))


def _closed(posed: _Posed, chosen: frozenset[str], edited: Study) -> tuple[str, ...]:
    """Return what the levers *chosen* really close: needs judged exactly, and gaps by their absence from *edited*."""
    unmet = {need.id for need in posed.model.unmet(chosen)}
    still = {gap.identity for gap in edited.gaps()} if posed.gaps else set()
    return tuple(
        name
        for name, needs in posed.needs.items()
        if not any(need.id in unmet for need in needs)
        and not (name in posed.gaps and posed.gaps[name].identity in still)
    )


def _gains(posed: _Posed, found: Optimum) -> tuple[dict[str, Gain], dict[str, Gain]]:
    chosen = found.chosen
    nothing, everything = _standing(posed.model, frozenset()), _standing(posed.model, chosen)
    alone, last = {}, {}
    for lever in sorted(chosen):
        met, floor = _standing(posed.model, frozenset([lever]))
        alone[lever] = Gain(met - nothing[0], float(floor - nothing[1]))
        met, floor = _standing(posed.model, chosen - {lever})
        last[lever] = Gain(everything[0] - met, float(everything[1] - floor))
    return alone, last


def _standing(model: Model, chosen: frozenset[str]) -> tuple[int, Fraction | int]:
    """Return how many needs the levers *chosen* meet, and the sum of the floors of all frameworks."""
    shares = model.shares(chosen)
    return len(model.needs) - len(model.unmet(chosen)), sum(shares[node] for node in model.frameworks)
