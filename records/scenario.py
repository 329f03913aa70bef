"""What decisions start from: scenarios, candidates, and marks that people gave. None of it is a figure."""

from __future__ import annotations

from dataclasses import dataclass, field

from policygraph.records.issue import NOWHERE, Where
from policygraph.records.kinds import NO_TEXT, Budget, Number, Period, Text

EDIT_KINDS = ("without", "without-department", "delay", "confirm", "add", "budget", "cut")


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that would be otherwise; *why* says for what reason.

    *kind* is one of `EDIT_KINDS`: ``without`` takes *task* out with the tasks below it; ``without-department`` takes out
    the tasks of *department*; ``delay`` lets *task* end in *year*; ``confirm`` reads the proposal of *task* and *item* as
    confirmed; ``add`` links *task* to *item* at *strength* (1..3), confirmed; ``budget`` gives *task* the sum *krw* (whole
    won); ``cut`` takes *percent* (0..100) off every known budget.

    >>> Edit("delay", task="b6-2-1", year=2029).kind
    'delay'
    """

    kind: str
    task: str | None = None
    item: str | None = None
    department: str | None = None
    year: int | None = None
    strength: int | None = None
    krw: int | None = None
    percent: Number | None = None
    why: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Scenario:
    """Named edits; *id* is the name of its file without the ending, or what a sheet calls it."""

    id: str
    title: Text = NO_TEXT
    edits: tuple[Edit, ...] = ()
    where: Where = field(default=NOWHERE, compare=False)


CANDIDATE_STATES = ("idea", "planned")
LOCKS = ("in", "out")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that the city could take up, or further links of a task that it has (then *id* is that task's).

    *serves* are (item, strength) pairs. The cost is the *budget*, a *size* class that the settings give a range of won, or
    a *range* (least, most; whole won); where none is given it is unknown, never 0. *lock* ``in`` or ``out`` settles it
    beforehand; *requires* names candidates without which it makes no sense, *excludes* those it cannot stand beside.
    """

    id: str
    title: Text = NO_TEXT
    plan: str | None = None
    state: str = "idea"
    department: Text | None = None
    period: Period | None = None
    budget: Budget | None = None
    size: str | None = None
    range: tuple[int, int] | None = None
    serves: tuple[tuple[str, int], ...] = ()
    lock: str | None = None
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    why: Text = NO_TEXT
    where: Where = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one *rater* thinks of a task or gap (*record*), from 1 (least) to 5 (most); ``None`` where nothing is said."""

    record: str
    rater: str
    importance: int | None = None
    urgency: int | None = None
    feasibility: int | None = None
    effect: int | None = None
    where: Where = field(default=NOWHERE, compare=False)
