"""What a figure counts: plans, cities, departments, years, technologies and domains of tasks, states of alignments, and what is shown.

A scope is a value and knows no records. `policygraph.graph.study.Study.within` gives the study in a scope, and every
figure of that study is the figure of this scope, whichever command, page or report asks.

Several kinds of choice are in it, and they mean different things. Plans, cities, regions, departments, years, technologies and
domains choose *tasks*: the alignments of other tasks do not count, and no policy item leaves; what nobody in the scope serves shows as 0 and as
a gap of the scope. Frameworks choose what is *shown*, and recompute no figure about the others. Addressees choose
which items are listed and counted by addressee, and change no share.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from policygraph.records.kinds import Alignment, Document, Item, Period, department_key

UNKNOWN = ""
UNKNOWN_YEAR = 0
CHOICES = {
    "plan": "plans",
    "city": "cities",
    "region": "regions",
    "department": "departments",
    "year": "years",
    "technology": "technologies",
    "domain": "domains",
    "framework": "frameworks",
    "addressee": "addressees",
}
"""The fields of a `Scope` by the word for one choice, as parameters and groupings say it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What counts and what is shown; an empty choice means everything.

    *plans* are ids, *cities* the ids of the cities whose plans count, *regions* the (Korean) names of the regions that these
    lie in, *departments* the keys of departments (`policygraph.records.documents.department_key`), *years* those in which a
    task is known to run, *technologies* and *domains* codes; `UNKNOWN` (of years `UNKNOWN_YEAR`) among them means what does
    not say, of years the tasks whose period is not closed. *states* those of alignments that count. *frameworks* are the ids of frameworks or policy items:
    these and what lies below them are shown. *addressees* are codes of those whom listed items address. *as_of* is the day of the figures as ``2026-11-28``; without one nothing
    has ended and nothing is still to begin.

    >>> scope = Scope(plans=("b6",), frameworks=("kds",))
    >>> scope.document()
    {'plans': ['b6'], 'frameworks': ['kds']}
    """

    plans: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    technologies: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    as_of: str | None = None

    @property
    def chooses_within_plans(self) -> bool:
        """Whether tasks are chosen by what they are, not by their plan alone."""
        return bool(self.departments or self.years or self.technologies or self.domains)

    def holds_plan(self, plan: Document) -> bool:
        """Return whether *plan* is one whose tasks may count: by its id, its city and the region of that."""
        if self.plans and plan.id not in self.plans:
            return False
        if self.cities and (plan.city_id or UNKNOWN) not in self.cities:
            return False
        return not self.regions or (plan.city is not None and plan.city.region.get("ko") in self.regions)

    def holds(self, task: Item, plan: Document) -> bool:
        """Return whether the alignments of *task*, of its *plan*, count."""
        if not self.holds_plan(plan):
            return False
        if self.departments and _department_of(task, plan) not in self.departments:
            return False
        if self.years and set(self.years).isdisjoint(years_of(task.period)):
            return False
        if self.domains and set(self.domains).isdisjoint(task.domain.value if task.domain else (UNKNOWN,)):
            return False
        return not self.technologies or not set(self.technologies).isdisjoint(task.technologies or (UNKNOWN,))

    def holds_itself(self, plan: Document) -> bool:
        """Return whether what *plan* itself answers counts: the plan is in the scope, and no task is chosen by what it is.

        Years do not choose tasks here: the plan counts in those of its own period.
        """
        if not self.holds_plan(plan) or self.departments or self.technologies or self.domains:
            return False
        return not self.years or not set(self.years).isdisjoint(years_of(plan.period))

    def counts(self, alignment: Alignment) -> bool:
        """Return whether an alignment of this state is in the scope; rejected ones stay on record and never count."""
        return not self.states or alignment.state in (*self.states, "rejected")

    def document(self) -> dict[str, Any]:
        """Return the choices as plain data, as every JSON document states them; what is absent is everything."""
        found = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found if value}


def _department_of(task: Item, plan: Document) -> str:
    return department_key(task.department, plan.city_id) if task.department else UNKNOWN


def years_of(period: Period | None) -> tuple[int, ...]:
    """Return the years that are certain, and `UNKNOWN_YEAR` behind them where the period is not closed.

    >>> years_of(Period(2026, 2027)), years_of(Period(2026, None)), years_of(None)
    ((2026, 2027), (2026, 0), (0,))
    """
    closed = period is not None and period.start is not None and period.end is not None
    years = period.years() if period else ()
    return years if closed else (*years, UNKNOWN_YEAR)


EVERYTHING = Scope()
