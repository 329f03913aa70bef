"""Scenarios: a study plus named edits. An edit says what would be otherwise; it never changes the records themselves."""

from __future__ import annotations

from dataclasses import dataclass, field

from policygraph.records.issue import NOWHERE, Where
from policygraph.records.kinds import NO_TEXT, Number, Text

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
