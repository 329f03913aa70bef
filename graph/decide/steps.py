"""What comes first along a budget, and what each cost buys at best."""

from __future__ import annotations

from dataclasses import dataclass, replace

from policygraph.graph.decide.optimum import Infeasible, Stopped, any_best, settled
from policygraph.graph.decide.problem import Model, NamedLimit
from policygraph.graph.decide.program import NEVER, Deadline

MOST_POINTS = 12
STEP = "step"


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a budget (*limit*, in the unit of the question).

    *chosen* keeps the choices of the earlier steps and closes *met* needs; without keeping them, *free* could be met.
    The price of nesting is the difference.
    """

    limit: int
    chosen: tuple[str, ...]
    added: tuple[str, ...]
    met: int
    free: int
    proved: bool


@dataclass(frozen=True, slots=True)
class Point:
    """What *cost* buys at best: *met* needs; no set of that cost meets more than *bound*, which is *met* where *proved*."""

    cost: int
    met: int
    chosen: tuple[str, ...]
    proved: bool
    bound: int


def nested(model: Model, limit: int, count: int, deadline: Deadline = NEVER) -> tuple[Step, ...]:
    """Return the choices along *count* equal parts of *limit*; each keeps what the earlier ones chose."""
    found: list[Step] = []
    kept: tuple[str, ...] = ()
    for number in range(1, count + 1):
        part = limit * number // count
        within = _within(model, part)
        locks = tuple(NamedLimit(f"{STEP} {lever}", ((lever, -1),), -1) for lever in kept)
        try:
            held = settled(replace(within, rows=(*within.rows, *locks)), every=False, deadline=deadline)
            free = any_best(within, every=False, deadline=deadline)
        except (Infeasible, Stopped):
            continue
        chosen = tuple(sorted(held.chosen))
        added = tuple(lever for lever in chosen if lever not in kept)
        found.append(Step(part, chosen, added, held.total.met, free.total.met, held.proved and free.proved))
        kept = chosen
    return tuple(found)


def _within(model: Model, limit: int) -> Model:
    costs = tuple((lever.id, lever.cost) for lever in model.levers if lever.cost)
    return replace(model, rows=(*model.rows, NamedLimit(STEP, costs, limit)))


def front(model: Model, deadline: Deadline = NEVER) -> tuple[Point, ...]:
    """Return what each cost buys at best, from nothing to all that can be met: at most twelve points, evenly spread.

    No point does less than a cheaper one.
    """
    try:
        most = any_best(model, every=False, deadline=deadline).total.cost
    except (Infeasible, Stopped):
        return ()
    limits = sorted({most * number // (MOST_POINTS - 1) for number in range(MOST_POINTS)})
    points: dict[int, Point] = {}
    for limit in limits:
        try:
            found = any_best(_within(model, limit), every=False, deadline=deadline)
        except (Infeasible, Stopped):
            continue
        chosen = tuple(sorted(found.chosen))
        points.setdefault(found.total.met, Point(found.total.cost, found.total.met, chosen, found.proved, found.most))
    return tuple(points[met] for met in sorted(points))
