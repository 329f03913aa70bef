"""Money by year and by fund: of a task, and of a set of tasks with each task in it once.

Whole won (KRW). The margins are what the records say: the amount of a task, of a year, of a fund. What stands where a fund
and a year meet is known only where a record splits that year by fund, so that inner figures may add up to less than
their margins; what is missing is money that nobody has split, never 0. Only like is added to like: *classes* keep public
and private money apart, with what is not told apart (``mixed``) and what is not said (``unsaid``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.money import counted_budgets, kind_of
from policygraph.records.kinds import FUNDS, Budget

BY_YEAR_ALONE = "by-year"
"""The class of years of which nobody says whose money they are, of budgets whose sums are of several classes.

It adds nothing to the sums, in which the same money is already; its *undated* takes off what they hold without a year.
"""
CLASSES = ("public", "private", "other", "mixed", "unsaid", BY_YEAR_ALONE)
"""Whose money is added to whose; *other* is the fund of that name."""
_CLASS_OF_KIND = {"private": "private", "mixed": "mixed", "unsaid": "unsaid"}


def class_of_fund(fund: str) -> str:
    """Return the class of `CLASSES` that the money of *fund* belongs to.

    >>> class_of_fund("district"), class_of_fund("private")
    ('public', 'private')
    """
    return fund if fund in ("private", "other") else "public"


@dataclass(slots=True)
class MoneyRow:
    """An amount (*total*, KRW) and as much of it as is known *by_year*."""

    total: int = 0
    by_year: dict[int, int] = field(default_factory=dict)

    @property
    def undated(self) -> int:
        """The money (KRW) of which no year is said; below 0 where years hold what is said of other rows without a year."""
        return self.total - sum(self.by_year.values())

    def add(self, other: MoneyRow) -> None:
        """Add *other* to this amount."""
        self.total += other.total
        for year, won in other.by_year.items():
            self.by_year[year] = self.by_year.get(year, 0) + won


@dataclass(frozen=True, slots=True)
class YearMoney:
    """What is known of some tasks: *funds* by fund, *classes* by `CLASSES`, and how many have an *unknown* budget.

    Both leave out what no record says. Classes add up to all that is known, funds to what is said of funds.
    """

    tasks: tuple[str, ...]
    funds: dict[str, MoneyRow]
    classes: dict[str, MoneyRow]
    unknown: int

    @property
    def years(self) -> tuple[int, ...]:
        """The years of which an amount is known."""
        return tuple(sorted({year for row in self.classes.values() for year in row.by_year}))

    def unsplit(self) -> MoneyRow:
        """Return the public money of which no fund is said."""
        found = self.classes.get("public", MoneyRow())
        public = [row for fund, row in self.funds.items() if class_of_fund(fund) == "public"]
        years = {
            year: won - sum(row.by_year.get(year, 0) for row in public) for year, won in sorted(found.by_year.items())
        }
        rest = found.total - sum(row.total for row in public)
        return MoneyRow(rest, {year: won for year, won in years.items() if won} if rest else {})


def differs(budget: Budget) -> bool:
    """Return whether parts of *budget* add up to more than was typed for the whole, so that its parts are not used.

    >>> differs(Budget(5, funds=(("city", 6),))), differs(Budget(5, years=((2026, 3),)))
    (True, False)
    """
    funds_of_year = {note.year: note.borne for note in budget.year_notes}
    said = budget.by_fund()
    in_years = Counter[str]()
    for note in budget.year_notes:
        in_years.update(dict(note.funds))
    return (
        sum(said.values()) > budget.total
        or any(won > said.get(fund, 0) for fund, won in in_years.items())
        or budget.spread > budget.total
        or any(funds_of_year.get(year, 0) > won for year, won in budget.years)
    )


def of_budget(budget: Budget) -> tuple[dict[str, MoneyRow], dict[str, MoneyRow]]:
    """Return what *budget* says by fund, and by class.

    >>> funds, classes = of_budget(Budget(years=((2026, 5),), funds=(("national", 3), ("city", 2))))
    >>> funds["national"].total, funds["national"].by_year, classes["public"].by_year
    (3, {}, {2026: 5})
    >>> _, classes = of_budget(Budget(years=((2026, 5),), funds=(("national", 3), ("private", 2))))
    >>> {name: (row.total, row.by_year, row.undated) for name, row in classes.items()}
    {'public': (3, {}, 3), 'private': (2, {}, 2), 'by-year': (0, {2026: 5}, -5)}
    """
    if differs(budget):
        return {}, {_CLASS_OF_KIND.get(kind_of(budget), "public"): MoneyRow(budget.total)}
    said = budget.by_fund()
    kind = kind_of(budget)
    if not said and kind in FUNDS:
        said = {kind: budget.total}
        split = {year: {kind: won} for year, won in budget.years}
    else:
        split = {note.year: dict(note.funds) for note in budget.year_notes if note.funds}
    funds = {
        fund: MoneyRow(won, {year: split[year][fund] for year, _ in budget.years if fund in split.get(year, {})})
        for fund, won in said.items()
    }
    classes: dict[str, MoneyRow] = {}
    for fund, row in funds.items():
        classes.setdefault(class_of_fund(fund), MoneyRow()).add(row)
    rest = budget.total - sum(said.values())
    if rest or not classes:
        classes.setdefault(_CLASS_OF_KIND.get(kind, "public"), MoneyRow()).add(MoneyRow(rest))
    if left := {year: won for year, all_of in budget.years if (won := all_of - sum(split.get(year, {}).values()))}:
        without_year = [name for name, row in classes.items() if row.undated]
        home = without_year[0] if len(without_year) == 1 else BY_YEAR_ALONE
        classes.setdefault(home, MoneyRow()).add(MoneyRow(0, left))
    return funds, classes


def year_money(graph: AlignmentGraph, names: Iterable[str]) -> YearMoney:
    """Return the money of the tasks *names* by fund, class and year; what a task above holds is in it once.

    Classes add up to what `policygraph.graph.money.add_up` gives over all kinds.

    >>> from policygraph import open_study
    >>> from policygraph.graph.money import add_up
    >>> graph = open_study().graph
    >>> found, known = year_money(graph, graph.tasks), add_up(graph, graph.tasks)
    >>> sum(row.total for row in found.classes.values()) == sum(amount.won for amount in known.by_kind.values())
    True
    """
    counted = counted_budgets(graph, names)
    funds: dict[str, MoneyRow] = {}
    classes: dict[str, MoneyRow] = {}
    for name, found in counted.items():
        budget = graph.tasks[name].budget
        if found is None or budget is None or found.won != budget.total:
            continue
        by_fund, by_class = of_budget(budget)
        for target, rows in ((funds, by_fund), (classes, by_class)):
            for key, row in rows.items():
                target.setdefault(key, MoneyRow()).add(row)
    return YearMoney(
        tuple(counted),
        {fund: funds[fund] for fund in FUNDS if fund in funds},
        {name: classes[name] for name in CLASSES if name in classes},
        sum(found is None for found in counted.values()),
    )


def overfull(graph: AlignmentGraph, names: Iterable[str]) -> Iterator[str]:
    """Yield those of the tasks *names* whose amounts by year or fund add up to more than their total."""
    for name in names:
        budget = graph.tasks[name].budget
        if budget is not None and differs(budget):
            yield name
