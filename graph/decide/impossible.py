"""Why not every need can be met, and what would have to give."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from policygraph.graph.decide.optimum import Infeasible, Stopped, any_best, possible
from policygraph.graph.decide.problem import Model, NamedLimit, Need
from policygraph.graph.decide.program import NEVER, Deadline

_MOST_DROPPED = 3
_MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Impossible:
    """Why not every need can be met.

    *unserved* are needs that all levers together leave open, whatever else happens; *reachable* is how far (0..1) those
    of them come whose share some lever raises. *contradiction* is one set of rows and needs that
    cannot hold together although any of them may be left out. *least_cost* is what would do without the budgets
    (``None``: nothing would, or there is no budget). *relaxations* are the smallest sets of rows to drop.
    """

    unserved: tuple[str, ...] = ()
    contradiction: tuple[str, ...] = ()
    least_cost: int | None = None
    relaxations: tuple[tuple[str, ...], ...] = ()
    reachable: tuple[tuple[str, Fraction], ...] = ()


def served(model: Model) -> tuple[Model, tuple[str, ...]]:
    """Return *model* without the needs that all its levers together leave open, and the ids of these."""
    unserved = {need.id for need in model.unmet([lever.id for lever in model.levers])}
    kept = tuple(need for need in model.needs if need.id not in unserved)
    return replace(model, needs=kept), tuple(sorted(unserved))


def explain(model: Model, budgets: Collection[str], deadline: Deadline = NEVER) -> Impossible:
    """Return why the needs of *model* cannot all be met; *budgets* are the names of those rows that hold money.

    Cost: a few solves for each row, and about twice the logarithm of the rows and needs for each of a contradiction.
    """
    kept, unserved = served(model)
    reachable = _reachable(model, unserved)
    if possible(kept, deadline):
        return Impossible(unserved, reachable=reachable)
    pieces: list[NamedLimit | Need] = [*kept.needs, *kept.rows]
    conflict = smallest(lambda some: not possible(_of(kept, some), deadline), pieces)
    free = replace(kept, rows=tuple(row for row in kept.rows if row.name not in budgets))
    try:
        least = any_best(free, deadline=deadline).total.cost
    except (Infeasible, Stopped):
        least = None
    names = [piece.name if isinstance(piece, NamedLimit) else piece.id for piece in conflict]
    return Impossible(unserved, tuple(sorted(names)), least, _relaxations(kept, deadline), reachable)


def _reachable(model: Model, unserved: Collection[str]) -> tuple[tuple[str, Fraction], ...]:
    short = [need for need in model.needs if need.id in unserved and need.node is not None and model.movers(need)]
    shares = model.shares(model.by_id) if short else []
    return tuple(sorted((need.id, shares[need.node]) for need in short if need.node is not None))


def _of(model: Model, pieces: Sequence[NamedLimit | Need]) -> Model:
    return replace(
        model,
        needs=tuple(piece for piece in pieces if isinstance(piece, Need)),
        rows=tuple(piece for piece in pieces if isinstance(piece, NamedLimit)),
    )


def smallest(
    conflict: Callable[[Sequence[NamedLimit | Need]], bool], pieces: Sequence[NamedLimit | Need]
) -> list[NamedLimit | Need]:
    """Return pieces that *conflict* and stop doing so when any one of them is left out (deletion filter).

    Pieces are left out by halves first, then one by one.
    """
    kept, size = list(pieces), max(len(pieces) // 2, 1)
    while True:
        place = 0
        while place < len(kept):
            rest = kept[:place] + kept[place + size :]
            if conflict(rest):
                kept = rest
            else:
                place += size
        if size == 1:
            return kept
        size //= 2


def _relaxations(model: Model, deadline: Deadline) -> tuple[tuple[str, ...], ...]:
    """Return the smallest sets of names of rows without which every need can be met; none where more than a few go."""
    rows = sorted(model.rows, key=lambda row: row.name)
    for count in range(1, min(_MOST_DROPPED, len(rows)) + 1):
        found = []
        for gone in combinations(rows, count):
            if possible(replace(model, rows=tuple(row for row in rows if row not in gone)), deadline):
                found.append(tuple(row.name for row in gone))
                if len(found) == _MOST_SHOWN:
                    break
        if found:
            return tuple(found)
    return ()
