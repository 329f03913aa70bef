"""A `Model` written as a mixed-integer program.

A lever is a column x in {0, 1}. A link of strength s at an item is a column z <= x, of which at most one counts at an item,
so that ``direct = sum of (s / 3) z`` is exactly the greatest strength. A commitment with children takes the better of its
own links and the mean of its children: ``c <= direct + 1 - u`` and ``c <= mean + u`` with u in {0, 1}.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from policygraph.graph.decide.exact import exact_shares, parts_in_mean
from policygraph.graph.decide.problem import Model, NamedLimit, Need
from policygraph.graph.decide.program import NEVER, Deadline, Program, Solved

Linear = tuple[dict[int, float], float]  # coefficients by column, and a constant


class Encoding:
    """The program of the *levers*, *needs* and *rows* of a model; with *every*, each need must be met."""

    def __init__(
        self, model: Model, levers: Iterable[str], needs: Sequence[Need], rows: Iterable[NamedLimit], *, every: bool
    ) -> None:
        self.model, self.needs, self.every = model, needs, every
        self.program = Program()
        self.columns = {lever: self.program.column() for lever in sorted(levers)}
        self.met: dict[str, int] = {}
        self._shares: dict[int, Linear] = {}
        self._steps = {step.node: step for step in model.hierarchy.steps} if model.hierarchy else {}
        self._before = [float(share) for share in exact_shares(model.hierarchy, model.base)] if model.hierarchy else []
        for need in needs:
            self._meet(need)
        for row in rows:
            self.program.row(self.terms(dict(row.terms)), high=row.most)

    def terms(self, factors: Mapping[str, float]) -> dict[int, float]:
        """Return the columns of levers with their *factors*, without those that are 0 or not in the program."""
        return {
            self.columns[lever]: float(factor) for lever, factor in factors.items() if factor and lever in self.columns
        }

    def _meet(self, need: Need) -> None:
        if need.node is None:
            terms, constant, value = self.terms(dict.fromkeys(need.by, 1)), 0.0, 1.0
        else:
            terms, constant = self.share(need.node)
            value = float(need.value)
        if self.every:
            self.program.row(terms, low=value - constant)
            return
        column = self.met[need.id] = self.program.column()
        self.program.row({**terms, column: -value}, low=-constant)

    def share(self, node: int) -> Linear:
        """Return the share of *node* (at most: the program may leave it lower) over the columns."""
        if node not in self._shares:
            self._shares[node] = self._share(node)
        return self._shares[node]

    def _share(self, node: int) -> Linear:
        step = self._steps.get(node)
        if step is None:
            return self._direct(node)
        parts = [self.share(child) for child in step.children]
        own = self._direct(node) if step.commits else ({}, 0.0)
        if not own[0] and not any(terms for terms, _ in parts):
            return {}, self._before[node]
        mean: dict[int, float] = {}
        constant = 0.0
        for part, (terms, there) in zip(parts_in_mean(step), parts, strict=True):
            constant += float(part) * there
            for column, factor in terms.items():
                mean[column] = mean.get(column, 0.0) + float(part) * factor
        column = self.program.column(whole=False)
        if step.commits:
            either = self.program.column()
            self.program.row({**own[0], column: -1.0, either: -1.0}, low=-own[1] - 1.0)
            self.program.row({**mean, column: -1.0, either: 1.0}, low=-constant)
        else:
            self.program.row({**mean, column: -1.0}, low=-constant)
        return {column: 1.0}, 0.0

    def _direct(self, node: int) -> Linear:
        there = self.model.base[node]
        raising = [(lever, strength) for lever, strength in self.model.at.get(node, ()) if lever in self.columns]
        if not raising:
            return {}, there / 3
        terms: dict[int, float] = {}
        for lever, strength in raising:
            link = self.program.column(whole=False)
            self.program.row({self.columns[lever]: 1.0, link: -1.0}, low=0.0)
            terms[link] = (strength - there) / 3
        self.program.row(dict.fromkeys(terms, 1.0), high=1.0)
        return terms, there / 3

    def minimise(
        self, terms: Mapping[int, float], *, fixed: Mapping[str, int] | None = None, deadline: Deadline = NEVER
    ) -> Solved:
        """Return values of least *terms* whose levers exactly meet each need that they are said to meet.

        *fixed* says of some levers whether they are pulled.
        """
        columns = {self.columns[lever]: value for lever, value in (fixed or {}).items() if lever in self.columns}
        while True:
            solved = self.program.minimise(terms, fixed=columns, deadline=deadline)
            missed = self._missed(solved)
            if not missed:
                return solved
            self._cut_off(self.chosen(solved), missed)

    def chosen(self, solved: Solved) -> frozenset[str]:
        """Return the levers that *solved* pulls."""
        values = solved.values or ()
        return frozenset(lever for lever, column in self.columns.items() if values[column])

    def _missed(self, solved: Solved) -> list[Need]:
        """Return the needs that *solved* takes for met and its levers do not meet exactly."""
        if solved.values is None:
            return []
        unmet = self.model.unmet(self.chosen(solved), self.needs)
        return [need for need in unmet if self.every or solved.values[self.met[need.id]]]

    def _cut_off(self, chosen: Collection[str], needs: Iterable[Need]) -> None:
        """Say that *needs*, which the levers *chosen* do not really meet, take another lever beside these."""
        for need in needs:
            others = dict.fromkeys(self.model.movers(need) - frozenset(chosen), 1)
            met = {} if self.every else {self.met[need.id]: -1.0}
            self.program.row({**self.terms(others), **met}, low=1.0 if self.every else 0.0)
