"""What `close` is asked: which gaps, or which share, or what has to be kept; within which limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Unit = Literal["tasks", "reviews", "million_krw"]
MILLION = 1_000_000
CLOSABLE = ("G01", "G02", "G03", "G04", "G06", "G08")
FIRST_GROUPS = ("must", "can")
"""The groups of the worklist that a question without kinds is about: the first of them that is not empty."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to `close`; everything is optional.

    *kinds* are kinds of gaps or groups of the worklist, by code or name (default: ``must``, and where there is no such
    gap ``can``); *frameworks* and *items* narrow them. *floors*
    asks for shares (0..1) of frameworks or items instead, *keep* for the fewest tasks that keep every item now confirmed
    at strength 2 or more. *money* counts cost in won rather than in tasks. *budget* and *yearly* are limits in won, *most*
    is one in tasks, *loads* limits the new tasks of a department. *take* and *leave* lock levers, tasks or candidates in
    or out. *suggestions* also looks at suggestions of at least that confidence; they never count to a floor. *steps* lays
    the budget out in so many parts, *front* shows what each cost buys.
    """

    kinds: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    floors: tuple[tuple[str, Fraction], ...] = ()
    keep: bool = False
    money: bool = False
    budget: int | None = None
    yearly: tuple[tuple[int, int], ...] = ()
    most: int | None = None
    loads: tuple[tuple[str, int], ...] = ()
    take: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    suggestions: float | None = None
    steps: int = 0
    front: bool = False

    @property
    def in_money(self) -> bool:
        """Whether cost is counted in won: asked for, or implied by a limit in won."""
        return self.money or self.budget is not None or bool(self.yearly)


def millions(won: int, *, limit: bool = False) -> int:
    """Return *won* in whole millions: a cost rounded up, a *limit* rounded down, so that no limit is ever exceeded.

    >>> millions(1_500_000), millions(1_500_000, limit=True)
    (2, 1)
    """
    return won // MILLION if limit else -(-won // MILLION)


def links_strong_enough(links: Sequence[tuple[str, int]], item: str, least: Fraction) -> bool:
    """Return whether one of *links* serves *item* at a share of *least* or more."""
    return any(name == item and Fraction(strength, 3) >= least for name, strength in links)
