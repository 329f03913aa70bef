"""Levers of uncertain cost: which of them belong to every sensible set, whatever their costs within the ranges are.

One set dominates another when it costs at most as much for all costs within the ranges, and less for some. A lever is *core*
when every set that nothing dominates holds it, *exterior* when none does, otherwise *borderline*.

A set B is dominated exactly where the set that is cheapest when the levers of B cost their least and all others their most
is cheaper than B, or as cheap and of uncertain cost in what sets the two apart. Such a set rules B out, and with it every
other set that it dominates; the search goes on until a set is left that nothing dominates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policygraph.graph.decide.encoding import Encoding
from policygraph.graph.decide.problem import Model
from policygraph.graph.decide.program import NEVER, Deadline
from policygraph.graph.decide.reduction import needed_needs


@dataclass(frozen=True, slots=True)
class Places:
    """Where each lever stands; *open* are those that were not settled in time."""

    core: frozenset[str]
    borderline: frozenset[str]
    exterior: frozenset[str]
    open: frozenset[str] = frozenset()


def places(model: Model, ranges: Mapping[str, tuple[int, int]], deadline: Deadline = NEVER) -> Places:
    """Return where each lever of *model* stands when it costs between the two ends of its range (whole numbers).

    Every need has to be met. A lever that *ranges* does not name has its own cost.
    """
    search = _Search(model, ranges, deadline)
    names = frozenset(lever.id for lever in model.levers)
    found = search.undominated({})
    if found is None:
        return Places(frozenset(), frozenset(), frozenset(), names)
    sometimes, always, left = set(found), set(found), set[str]()
    for lever in sorted(names):
        if lever not in sometimes:
            found = search.undominated({lever: 1})
        elif lever in always:
            found = search.undominated({lever: 0})
        else:
            continue
        if found is not None:
            sometimes |= found
            always &= found
        elif search.late:
            left.add(lever)
    core = frozenset(always) - left
    return Places(core, frozenset(sometimes) - core - left, names - sometimes - left, frozenset(left))


class _Search:
    """Looks for sets that nothing dominates; what it learns from one search serves the next."""

    def __init__(self, model: Model, ranges: Mapping[str, tuple[int, int]], deadline: Deadline) -> None:
        self.model, self.deadline, self.late = model, deadline, False
        self.ranges = {lever.id: ranges.get(lever.id, (lever.cost, lever.cost)) for lever in model.levers}
        self.unsure = [name for name, (low, high) in self.ranges.items() if low < high]
        self.master = self._encoding()
        self.least = self.master.terms({name: low for name, (low, _) in self.ranges.items()})

    def _encoding(self) -> Encoding:
        model = self.model
        return Encoding(model, self.ranges, needed_needs(model.needs), model.rows, every=True)

    def undominated(self, fixed: Mapping[str, int]) -> frozenset[str] | None:
        """Return a set that nothing dominates and that keeps to *fixed*; ``None`` where there is none."""
        while True:
            chosen = self._cheapest(self.master, self.least, fixed)
            if chosen is None:
                return None
            rival = self._rival(chosen)
            if rival is None:
                return None if self.late else chosen
            self._rule_out(rival)

    def _cheapest(
        self, encoding: Encoding, terms: Mapping[int, float], fixed: Mapping[str, int] | None = None
    ) -> frozenset[str] | None:
        """Return the set of least *terms* that meets every need."""
        solved = encoding.minimise(terms, fixed=fixed, deadline=self.deadline)
        if not solved.proved:
            self.late = not solved.impossible
            return None
        return encoding.chosen(solved)

    def _rival(self, chosen: frozenset[str]) -> frozenset[str] | None:
        """Return a set that dominates *chosen*, if there is one."""
        encoding = self._encoding()
        costs = {name: low if name in chosen else high for name, (low, high) in self.ranges.items()}
        own = sum(self.ranges[name][0] for name in chosen)
        cheapest = self._cheapest(encoding, encoding.terms(costs))
        if cheapest is None:
            return None
        if sum(costs[name] for name in cheapest) < own:
            return cheapest
        encoding.program.row(encoding.terms(costs), high=own)
        apart = encoding.terms({name: 1 if name in chosen else -1 for name in self.unsure})
        furthest = self._cheapest(encoding, apart) if apart else None
        differs = furthest is not None and any((name in furthest) != (name in chosen) for name in self.unsure)
        return furthest if differs else None

    def _rule_out(self, rival: frozenset[str]) -> None:
        """Leave out every set that *rival* dominates: it must win somewhere, or differ in nothing that is uncertain."""
        program, columns = self.master.program, self.master.columns
        alike = program.column()
        ahead = {name: -high if name in rival else -low for name, (low, high) in self.ranges.items()}
        dearest = sum(self.ranges[name][1] for name in rival)
        program.row({**self.master.terms(ahead), alike: 1.0}, low=1.0 - dearest)
        for name in self.unsure:
            if name in rival:
                program.row({columns[name]: 1.0, alike: -1.0}, low=0.0)
            else:
                program.row({columns[name]: 1.0, alike: 1.0}, high=1.0)
