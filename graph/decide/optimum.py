"""The best sets of levers: what they cost, which of them is shown, and what every one of them has in common.

The aims are met one after the other, each with the earlier ones held: as many needs as possible (where not all can be),
cost, links to review; then the floor that is gained, the number of levers, and the ids. What does not touch is solved apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from policygraph.graph.decide.encoding import Encoding
from policygraph.graph.decide.greedy import greedy, least_cost
from policygraph.graph.decide.problem import Model, NamedLimit, Need
from policygraph.graph.decide.program import Deadline, least_whole
from policygraph.graph.decide.reduction import needed_needs, useful_levers

_IDS_AT_ONCE = 12
_FLOOR_HELD = 2e-6  # above the tolerance of the solver (1e-6), at which it gives up on some programs


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
    where *proved*. Every best set holds *core*, none holds *never*; of each group in *interchangeable* some of its levers
    are taken, as many as *chosen* has of it. *replacement* says what it costs to leave out a core lever, ``None`` where
    nothing replaces it. *open* are levers whose place could not be settled in time.
    No set meets more than *most* needs; that many are met where *proved*.
    """

    chosen: frozenset[str]
    total: Total
    proved: bool
    bound: int | None
    core: frozenset[str] = frozenset()
    interchangeable: tuple[frozenset[str], ...] = ()
    never: frozenset[str] = frozenset()
    replacement: dict[str, Replacement | None] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    most: int = 0


class Infeasible(Exception):  # noqa: N818 - an answer, not a fault
    """No set of levers meets every need within the rows; *part* is a piece of the model that already rules it out."""

    def __init__(self, part: Part) -> None:
        super().__init__("no set of levers meets every need")
        self.part = part


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


def best(
    model: Model, *, every: bool = True, groups: bool = True, settle: bool = True, deadline: Deadline | None = None
) -> Optimum:
    """Return the best sets of levers of *model*.

    With *every*, each need has to be met; otherwise as many as possible. Without *groups*, only the set itself is sought;
    without *settle*, any of the best.
    Raises `Infeasible` where no set does it and `Stopped` where none was found before the *deadline*.
    """
    deadline = deadline or Deadline()
    solutions = [_solve(model, part, every, deadline) for part in parts_of(model)]
    chosen = frozenset[str]().union(*(solution.chosen for solution in solutions))
    total = _total(model, chosen)
    proved = all(solution.proved for solution in solutions)
    bound = sum(solution.bound for solution in solutions)
    most = sum(solution.most for solution in solutions)
    if not groups:
        if proved and settle:
            chosen = _settled(model, solutions, {}, every, deadline)
        return Optimum(chosen, total, proved, bound, most=most)
    return replace(_with_groups(model, solutions, Optimum(chosen, total, proved, bound), every, deadline), most=most)


def possible(model: Model, deadline: Deadline | None = None) -> bool:
    """Return whether some set of levers meets every need of *model* within its rows."""
    try:
        for part in parts_of(model):
            _aims(model, part, _encode(model, part, every=True), deadline or Deadline(), only_feasible=True)
    except Infeasible:
        return False
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
    keys = [*members, *([None] if None in needs or None in rows else [])]
    return [
        Part(tuple(members.get(key, ())), tuple(needs.get(key, ())), tuple(rows.get(key, ())))
        for key in keys
        if needs.get(key) or rows.get(key)
    ]


def _total(model: Model, chosen: Collection[str], needs: Sequence[Need] | None = None) -> Total:
    levers = [model.by_id[lever] for lever in chosen]
    wanted = model.needs if needs is None else needs
    unmet = Model(model.levers, tuple(wanted), (), model.hierarchy, model.base).unmet(chosen)
    return Total(len(wanted) - len(unmet), sum(one.cost for one in levers), sum(one.effort for one in levers))


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
    quick = greedy(own, part.needs)
    try:
        found = _aims(model, part, _encode(model, part, every, reduced), deadline)
    except Stopped:
        if quick is None:
            raise
        bare = Encoding(model, (), (), (), every=every)
        found = _Solution(part, bare, quick, _total(model, quick, part.needs), False, 0, len(part.needs))
    if not found.proved:
        bound = max(found.bound, least_cost(own, part.needs))
        if quick is not None and (total := _total(model, quick, part.needs)).cost < found.total.cost:
            found = replace(found, chosen=quick, total=total)
        return replace(found, bound=bound)
    encoding = _encode(model, part, every)
    for terms, value in _held(model, encoding, found.total):
        encoding.program.row(terms, high=value)
    return _Solution(part, encoding, found.chosen, found.total, True, found.bound, found.most)


def _held(model: Model, encoding: Encoding, total: Total) -> list[tuple[dict[int, float], float]]:
    """Return the first aims, to be minimised, with the values that *total* gives them; those without terms are left out."""
    levers = [model.by_id[lever] for lever in encoding.columns]
    aims = [
        (dict.fromkeys(encoding.met.values(), -1.0), -total.met),
        (encoding.terms({lever.id: lever.cost for lever in levers}), total.cost),
        (encoding.terms({lever.id: lever.effort for lever in levers}), total.effort),
    ]
    return [(terms, float(value)) for terms, value in aims if terms]


def _aims(
    model: Model,
    part: Part,
    encoding: Encoding,
    deadline: Deadline,
    fixed: dict[str, int] | None = None,
    *,
    only_feasible: bool = False,
) -> _Solution:
    """Meet the first aims of *part* one after the other; *fixed* says of some levers whether they are pulled."""
    chosen: frozenset[str] | None = None
    proved, bound = True, 0
    aims = [] if only_feasible else [terms for terms, _ in _held(model, encoding, Total(0, 0, 0))]
    cost = encoding.terms({lever: model.by_id[lever].cost for lever in encoding.columns})
    met, most = dict.fromkeys(encoding.met.values(), -1.0), len(part.needs)
    for terms in aims or [{}]:
        while True:
            solved = encoding.minimise(terms, fixed=fixed, deadline=deadline)
            if solved.impossible and chosen is None:
                raise Infeasible(part)
            if solved.values is None:
                break
            found = encoding.chosen(solved)
            missed = _missed(model, encoding, part, found, solved.values)
            if not missed:
                chosen = found
                break
            encoding.cut_off(found, missed)
        if solved.values is None or not solved.proved:
            proved = False
            most = min(most, -(least_whole(solved.bound) or -most)) if terms == met else most
            bound = max(bound, least_whole(solved.bound) or 0) if terms == cost else bound
            break
        value = round(solved.objective(terms))
        bound = value if terms == cost else bound
        most = -value if terms == met else most
        encoding.program.row(terms, high=value)
    if chosen is None:
        raise Stopped
    return _Solution(part, encoding, chosen, _total(model, chosen, part.needs), proved, bound, most)


def _missed(
    model: Model, encoding: Encoding, part: Part, chosen: frozenset[str], values: Sequence[float]
) -> list[Need]:
    """Return the needs that the program takes for met and *chosen* does not meet exactly."""
    shared = tuple(need for need in part.needs if need.node is not None)
    if not shared:
        return []
    unmet = Model(model.levers, shared, (), model.hierarchy, model.base).unmet(chosen)
    return [need for need in unmet if encoding.every or values[encoding.met[need.id]] > 0.5]


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
    chosen = found.chosen
    if found.proved and not unsettled:
        chosen = _settled(model, solutions, fixed, every, deadline)
    replacement = {
        lever: _replaced(model, solution, lever, every, deadline)
        for solution in solutions
        for lever in sorted(core.intersection(solution.part.levers))
        if solution.proved
    }
    return Optimum(
        chosen, found.total, found.proved, found.bound, core,
        _substitutes(model, frozenset(sometimes) - core - unsettled, core), never, replacement, frozenset(unsettled),
    )  # fmt: skip


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
    while True:
        out = [lever for lever in part.levers if lever not in sometimes]
        terms = {**encoding.terms(dict.fromkeys(out, -1)), **encoding.terms(dict.fromkeys(sorted(always), 1))}
        solved = encoding.minimise(terms, deadline=deadline) if terms else None
        if solved is None:
            return always, sometimes, set()
        if solved.values is None:
            return set(), sometimes - always, (set(part.levers) - sometimes) | always
        chosen = encoding.chosen(solved)
        missed = _missed(model, encoding, part, chosen, solved.values)
        if missed:
            encoding.cut_off(chosen, missed)
            continue
        if chosen <= sometimes and always <= chosen:
            if solved.proved:
                return always, sometimes, set()
            return set(), sometimes - always, (set(part.levers) - sometimes) | always
        sometimes |= chosen
        always &= chosen


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
    model: Model, solutions: Sequence[_Solution], fixed: dict[str, int], every: bool, deadline: Deadline
) -> frozenset[str]:
    """Return the one best set that the later aims single out; *fixed* levers are known to be in all or in none."""
    whole = Part(
        tuple(lever for solution in solutions for lever in solution.part.levers),
        tuple(need for solution in solutions for need in solution.part.needs),
        tuple(row for solution in solutions for row in solution.part.rows),
    )
    chosen = frozenset[str]().union(*(solution.chosen for solution in solutions))
    if all(lever in fixed for lever in whole.levers):
        return chosen
    encoding = _encode(model, whole, every)
    for solution in solutions:
        for terms, value in _held(model, encoding, solution.total):
            own = {encoding.columns[lever] for lever in solution.part.levers}
            own |= {encoding.met[need.id] for need in solution.part.needs if need.id in encoding.met}
            encoding.program.row({column: factor for column, factor in terms.items() if column in own}, high=value)
    aims: list[dict[int, float]] = []
    floor = _floor_gained(model, encoding)
    if floor:
        aims.append(floor)
    aims.append(encoding.terms(dict.fromkeys(whole.levers, 1)))
    free = sorted(lever for lever in whole.levers if lever not in fixed)
    for start in range(0, len(free), _IDS_AT_ONCE):
        some = free[start : start + _IDS_AT_ONCE]
        aims.append(encoding.terms({lever: -(2 ** (len(some) - place)) for place, lever in enumerate(some)}))
    for place, terms in enumerate(aims):
        solved = encoding.minimise(terms, fixed=fixed, deadline=deadline)
        if solved.values is None or not solved.proved:
            break
        found = encoding.chosen(solved)
        missed = _missed(model, encoding, whole, found, solved.values)
        if missed:
            break
        chosen = found
        least = solved.objective(terms)
        encoding.program.row(terms, high=least + _FLOOR_HELD if floor and place == 0 else round(least))
    return chosen


def _floor_gained(model: Model, encoding: Encoding) -> dict[int, float]:
    """Return minus the sum of the floors of all frameworks, as far as levers move them."""
    if model.hierarchy is None:
        return {}
    below = {child for children in model.hierarchy.children for child in children}
    terms: dict[int, float] = {}
    for node in range(len(model.hierarchy.ids)):
        if node not in below and model.hierarchy.commitments[node]:
            for column, factor in encoding.share(node)[0].items():
                terms[column] = terms.get(column, 0.0) - factor
    return terms


def _substitutes(model: Model, some: frozenset[str], core: frozenset[str]) -> tuple[frozenset[str], ...]:
    """Return *some* in groups whose members can stand for each other: what touches, once the *core* is pulled."""
    needs = tuple(need for need in model.needs if need.node is not None or need.by.isdisjoint(core))
    rows = tuple(row for row in model.rows if len(some.intersection(lever for lever, _ in row.terms)) > 1)
    levers = tuple(lever for lever in model.levers if lever.id in some)
    kept = Model(levers, needs, rows, model.hierarchy, model.base)
    groups = [frozenset(part.levers) for part in parts_of(kept) if part.levers]
    return tuple(sorted(groups, key=min))
