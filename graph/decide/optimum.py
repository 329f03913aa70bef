"""The best sets of levers: what they cost, which of them is shown, and what every one of them has in common.

The aims are met one after the other, each with the earlier ones held: as many needs as possible (where not all can be),
cost, links to review; then the floor that is gained, the number of levers, and the ids. What does not touch is solved apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from policygraph.graph.decide.encoding import Encoding
from policygraph.graph.decide.greedy import greedy, least_cost
from policygraph.graph.decide.problem import Model, NamedLimit, Need
from policygraph.graph.decide.program import NEVER, Deadline, least_whole
from policygraph.graph.decide.reduction import needed_needs, useful_levers

_IDS_AT_ONCE = 12
_HELD = 2e-6  # above the tolerance of the solver (1e-6), at which it gives up on some programs


@dataclass(frozen=True, slots=True)
class Total:
    """What a set of levers does: how many needs it meets, what it costs, how many links it takes to review."""

    met: int
    cost: int
    effort: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """What leaving a lever out costs at best: *cost* in the unit of the question, *effort* in links to review."""

    cost: int
    effort: int


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best sets of levers.

    *chosen* is the one of them that the aims single out. *bound* is a cost that no set goes below; it equals the cost
    where *proved*. No set meets more than *most* needs; that many are met where *proved*. Every best set holds *core*,
    none holds *never*; of each group in *interchangeable* some of its levers are taken, as many as *chosen* has of it.
    *replacement* says what it costs to leave out a core lever, ``None`` where nothing replaces it. *open* are levers whose
    place could not be settled in time.
    """

    chosen: frozenset[str]
    total: Total
    proved: bool
    bound: int | None
    most: int
    core: frozenset[str] = frozenset()
    interchangeable: tuple[frozenset[str], ...] = ()
    never: frozenset[str] = frozenset()
    replacement: dict[str, Replacement | None] = field(default_factory=dict)
    open: frozenset[str] = frozenset()


class Infeasible(Exception):  # noqa: N818 - an answer, not a fault
    """No set of levers meets every need within the rows."""


class Stopped(Exception):  # noqa: N818 - an answer, not a fault
    """Time ran out before any set of levers was found."""


@dataclass(frozen=True, slots=True)
class Part:
    """Levers, needs and rows that touch each other and nothing else."""

    levers: tuple[str, ...]
    needs: tuple[Need, ...]
    rows: tuple[NamedLimit, ...]


@dataclass(slots=True)
class _Solution:
    """The best set of one part; *encoding* holds its aims as rows where *proved*."""

    part: Part
    encoding: Encoding
    chosen: frozenset[str]
    total: Total
    proved: bool
    bound: int
    most: int


def best(model: Model, *, every: bool = True, deadline: Deadline = NEVER) -> Optimum:
    """Return the best sets of levers of *model*: one of them, and what all of them have in common.

    With *every*, each need has to be met; otherwise as many as possible.
    Raises `Infeasible` where no set does it and `Stopped` where none was found before the *deadline*.
    """
    solutions, found = _solved(model, every, deadline)
    return _with_groups(model, solutions, found, every, deadline)


def settled(model: Model, *, every: bool = True, deadline: Deadline = NEVER) -> Optimum:
    """Return the one best set that the aims single out, as `best` does, and nothing about the others."""
    solutions, found = _solved(model, every, deadline)
    return replace(found, chosen=_settled(model, solutions, {}, every, deadline))


def any_best(model: Model, *, every: bool = True, deadline: Deadline = NEVER) -> Optimum:
    """Return any one of the best sets, as `best` does, and nothing about the others."""
    return _solved(model, every, deadline)[1]


def possible(model: Model, deadline: Deadline = NEVER) -> bool:
    """Return whether some set of levers meets every need of *model* within its rows.

    Raises `Stopped` where that was not found out before the *deadline*.
    """
    for part in parts_of(model):
        solved = _encode(model, part, every=True).minimise({}, deadline=deadline)
        if solved.impossible:
            return False
        if solved.values is None:
            raise Stopped
    return True


def parts_of(model: Model) -> list[Part]:
    """Return the parts of *model* that do not touch each other, in the order of their first levers."""
    above = {lever.id: lever.id for lever in model.levers}

    def root(lever: str) -> str:
        while above[lever] != lever:
            above[lever] = above[above[lever]]
            lever = above[lever]
        return lever

    def join(levers: Iterable[str]) -> str | None:
        roots = sorted({root(lever) for lever in levers if lever in above})
        for other in roots[1:]:
            above[other] = roots[0]
        return roots[0] if roots else None

    links = [(need, join(model.movers(need))) for need in model.needs]
    limits = [(row, join(lever for lever, _ in row.terms)) for row in model.rows]
    members: dict[str | None, list[str]] = {}
    for lever in sorted(above):
        members.setdefault(root(lever), []).append(lever)
    needs: dict[str | None, list[Need]] = {}
    for need, found in links:
        needs.setdefault(root(found) if found else None, []).append(need)
    rows: dict[str | None, list[NamedLimit]] = {}
    for row, found in limits:
        rows.setdefault(root(found) if found else None, []).append(row)
    return [
        Part(tuple(members.get(key, ())), tuple(needs.get(key, ())), tuple(rows.get(key, ())))
        for key in (*members, None)
        if needs.get(key) or rows.get(key)
    ]


def _total(model: Model, chosen: Collection[str], needs: Collection[Need]) -> Total:
    levers = [model.by_id[lever] for lever in chosen]
    met = len(needs) - len(model.unmet(chosen, needs))
    return Total(met, sum(one.cost for one in levers), sum(one.effort for one in levers))


def _solved(model: Model, every: bool, deadline: Deadline) -> tuple[list[_Solution], Optimum]:
    """Return the best set of each part of *model*, and what they come to together."""
    solutions = [_solve(model, part, every, deadline) for part in parts_of(model)]
    chosen = _together(solutions)
    return solutions, Optimum(
        chosen,
        _total(model, chosen, model.needs),
        all(solution.proved for solution in solutions),
        sum(solution.bound for solution in solutions),
        sum(solution.most for solution in solutions),
    )


def _together(solutions: Iterable[_Solution]) -> frozenset[str]:
    return frozenset[str]().union(*(solution.chosen for solution in solutions))


def _encode(model: Model, part: Part, every: bool, levers: Collection[str] | None = None) -> Encoding:
    needs = needed_needs(part.needs) if every else list(part.needs)
    return Encoding(model, part.levers if levers is None else levers, needs, part.rows, every=every)


def _solve(model: Model, part: Part, every: bool, deadline: Deadline) -> _Solution:
    """Return the best set of *part*: aim after aim, each held while the next is sought."""
    covering = every and not part.rows and all(need.node is None for need in part.needs)
    if not covering:
        return _aims(model, part, _encode(model, part, every), deadline)
    reduced = useful_levers(model.by_id, needed_needs(part.needs))
    own = {lever: model.by_id[lever] for lever in part.levers}
    small = _encode(model, part, every, reduced)
    try:
        found = _aims(model, part, small, deadline)
    except Stopped:
        found = None
    if found is None or not found.proved:
        quick = greedy(own, part.needs)
        if quick is None:
            raise Stopped
        total, bound = _total(model, quick, part.needs), least_cost(own, part.needs)
        if found is None:
            found = _Solution(part, small, quick, total, False, bound, len(part.needs))
        elif total.cost < found.total.cost:
            found = replace(found, chosen=quick, total=total)
        return replace(found, bound=max(found.bound, bound))
    encoding = _encode(model, part, every)
    for terms, value in _held(model, encoding, found.total):
        encoding.program.row(terms, high=value)
    return _Solution(part, encoding, found.chosen, found.total, True, found.bound, found.most)


def _first_aims(model: Model, encoding: Encoding) -> dict[str, dict[int, float]]:
    """Return the first aims, to be minimised, without those that no column of the program changes."""
    levers = [model.by_id[lever] for lever in encoding.columns]
    aims = {
        "met": dict.fromkeys(encoding.met.values(), -1.0),
        "cost": encoding.terms({lever.id: lever.cost for lever in levers}),
        "effort": encoding.terms({lever.id: lever.effort for lever in levers}),
    }
    return {name: terms for name, terms in aims.items() if terms}


def _held(model: Model, encoding: Encoding, total: Total) -> list[tuple[dict[int, float], float]]:
    """Return the first aims with the values that *total* gives them."""
    values = {"met": -total.met, "cost": total.cost, "effort": total.effort}
    return [(terms, float(values[name])) for name, terms in _first_aims(model, encoding).items()]


def _aims(
    model: Model, part: Part, encoding: Encoding, deadline: Deadline, fixed: Mapping[str, int] | None = None
) -> _Solution:
    """Meet the first aims of *part* one after the other; *fixed* says of some levers whether they are pulled."""
    chosen: frozenset[str] | None = None
    proved, bound, most = True, 0, len(part.needs)
    for name, terms in (_first_aims(model, encoding) or {"any": {}}).items():
        solved = encoding.minimise(terms, fixed=fixed, deadline=deadline)
        if solved.impossible and chosen is None:
            raise Infeasible
        if solved.values is not None:
            chosen = encoding.chosen(solved)
        least = round(solved.objective(terms)) if solved.proved else least_whole(solved.bound)
        if name == "cost" and least is not None:
            bound = max(bound, least)
        if name == "met" and least is not None:
            most = min(most, -least)
        if not solved.proved:
            proved = False
            break
        encoding.program.row(terms, high=solved.objective(terms))
    if chosen is None:
        raise Stopped
    return _Solution(part, encoding, chosen, _total(model, chosen, part.needs), proved, bound, most)


def _with_groups(
    model: Model, solutions: Sequence[_Solution], found: Optimum, every: bool, deadline: Deadline
) -> Optimum:
    sometimes: set[str] = set()
    always: set[str] = set()
    unsettled: set[str] = set()
    for solution in solutions:
        often, ever, left = _places(model, solution, deadline)
        always |= often
        sometimes |= ever
        unsettled |= left
    never = frozenset(model.by_id) - sometimes - unsettled
    core = frozenset(always)
    fixed = {**dict.fromkeys(core, 1), **dict.fromkeys(never, 0)}
    replacement = {
        lever: _replaced(model, solution, lever, every, deadline)
        for solution in solutions
        for lever in sorted(core.intersection(solution.part.levers))
        if solution.proved
    }
    return replace(
        found,
        chosen=_settled(model, solutions, fixed, every, deadline),
        core=core,
        interchangeable=_substitutes(model, frozenset(sometimes) - core - unsettled, core),
        never=never,
        replacement=replacement,
        open=frozenset(unsettled),
    )


def _places(model: Model, solution: _Solution, deadline: Deadline) -> tuple[set[str], set[str], set[str]]:
    """Return the levers that are in every best set of a part, those in some, and those that are not settled.

    Each solve looks for a best set that differs as much as possible from all found so far; when it finds nothing new, all
    is known.
    """
    part, encoding = solution.part, solution.encoding
    if not solution.proved:
        alone = {next(iter(need.by)) for need in part.needs if len(need.by) == 1 and encoding.every}
        return alone, set(alone), set(part.levers) - alone
    sometimes, always = set(solution.chosen), set(solution.chosen)
    for _ in (*part.levers, None):  # each solve but the last settles one or more of them
        out = [lever for lever in part.levers if lever not in sometimes]
        terms = {**encoding.terms(dict.fromkeys(out, -1)), **encoding.terms(dict.fromkeys(sorted(always), 1))}
        if not terms:
            return always, sometimes, set()
        solved = encoding.minimise(terms, deadline=deadline)
        if solved.values is None:
            break
        chosen = encoding.chosen(solved)
        if chosen <= sometimes and always <= chosen:
            if not solved.proved:
                break
            return always, sometimes, set()
        sometimes |= chosen
        always &= chosen
    return set(), sometimes - always, (set(part.levers) - sometimes) | always


def _replaced(model: Model, solution: _Solution, lever: str, every: bool, deadline: Deadline) -> Replacement | None:
    """Return what a best set without *lever* costs more, or ``None`` where it cannot do as much."""
    part, total = solution.part, solution.total
    if every and any(need.by == {lever} for need in part.needs):
        return None
    try:
        without = _aims(model, part, _encode(model, part, every), deadline, {lever: 0}).total
    except (Infeasible, Stopped):
        return None
    if without.met < total.met:
        return None
    return Replacement(without.cost - total.cost, without.effort - total.effort)


def _settled(
    model: Model, solutions: Sequence[_Solution], fixed: Mapping[str, int], every: bool, deadline: Deadline
) -> frozenset[str]:
    """Return the one best set that the later aims single out; *fixed* levers are known to be in all or in none."""
    whole = Part(
        tuple(lever for solution in solutions for lever in solution.part.levers),
        tuple(need for solution in solutions for need in solution.part.needs),
        tuple(row for solution in solutions for row in solution.part.rows),
    )
    encoding = _encode(model, whole, every)
    for solution in solutions:
        for terms, value in _held(model, encoding, solution.total):
            own = {encoding.columns[lever] for lever in solution.part.levers}
            own |= {encoding.met[need.id] for need in solution.part.needs if need.id in encoding.met}
            encoding.program.row({column: factor for column, factor in terms.items() if column in own}, high=value)
    aims = [_floor_gained(model, encoding), encoding.terms(dict.fromkeys(whole.levers, 1))]
    free = sorted(lever for lever in whole.levers if lever not in fixed)
    for start in range(0, len(free), _IDS_AT_ONCE):
        some = free[start : start + _IDS_AT_ONCE]
        aims.append(encoding.terms({lever: -(2 ** (len(some) - place)) for place, lever in enumerate(some)}))
    chosen = _together(solutions)
    for terms in aims:
        solved = encoding.minimise(terms, fixed=fixed, deadline=deadline)
        if not solved.proved:
            break
        chosen = encoding.chosen(solved)
        encoding.program.row(terms, high=solved.objective(terms) + _HELD)
    return chosen


def _floor_gained(model: Model, encoding: Encoding) -> dict[int, float]:
    """Return minus the sum of the floors of all frameworks, as far as levers move them."""
    return {column: -factor for node in model.frameworks for column, factor in encoding.share(node)[0].items()}


def _substitutes(model: Model, some: frozenset[str], core: frozenset[str]) -> tuple[frozenset[str], ...]:
    """Return *some* in groups whose members can stand for each other: what touches, once the *core* is pulled."""
    needs = tuple(need for need in model.needs if need.node is not None or need.by.isdisjoint(core))
    levers = tuple(lever for lever in model.levers if lever.id in some)
    kept = replace(model, levers=levers, needs=needs)
    groups = [frozenset(part.levers) for part in parts_of(kept) if part.levers]
    return tuple(sorted(groups, key=min))
