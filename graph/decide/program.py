"""A mixed-integer program, solved by HiGHS through scipy: the only place that imports it.

Its numbers decide which levers are pulled and are never shown: whatever is printed is computed anew from the records.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Terms = Mapping[int, float]
_SLACK = 1e-6
_NO_LIMIT = float("inf")


@dataclass(frozen=True, slots=True)
class Solved:
    """Values of the columns (``None``: none were found), whether they are proved best, and a bound below the objective.

    *impossible* says that no values exist at all.
    """

    values: tuple[float, ...] | None
    proved: bool
    bound: float | None
    impossible: bool = False

    def objective(self, terms: Terms) -> float:
        """Return the value of *terms*."""
        values = self.values or ()
        return sum(factor * values[column] for column, factor in terms.items())


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment (`time.monotonic`) at which solving ends, by default never."""

    moment: float = _NO_LIMIT

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.moment - time.monotonic()


NEVER = Deadline()


@dataclass
class Program:
    """Columns from 0 to 1, rows with bounds; ``minimise`` may be asked more than once.

    >>> program = Program()
    >>> one, two = program.column(), program.column()
    >>> program.row({one: 1, two: 1}, low=1)
    >>> program.minimise({one: 2, two: 1}).values
    (0.0, 1.0)
    """

    whole: list[int] = field(default_factory=list)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)

    def column(self, *, whole: bool = True) -> int:
        """Add a column from 0 to 1, in *whole* numbers or not; return its place."""
        self.whole.append(int(whole))
        return len(self.whole) - 1

    def row(self, terms: Terms, *, low: float = -_NO_LIMIT, high: float = _NO_LIMIT) -> None:
        """Add a row whose value lies from *low* to *high*."""
        self.rows.append((terms, low, high))

    def minimise(self, terms: Terms, *, fixed: Mapping[int, float] | None = None, deadline: Deadline = NEVER) -> Solved:
        """Return values of least *terms*; *fixed* columns keep the value given, *deadline* ends the search."""
        import numpy
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        size = len(self.whole)
        left = deadline.left
        if left <= 0:
            return Solved(None, False, None)
        if not size:
            fits = all(low <= 0 <= high for _, low, high in self.rows)
            return Solved(() if fits else None, fits, 0.0, not fits)
        objective = numpy.zeros(size)
        for column, factor in terms.items():
            objective[column] = factor
        low, high = numpy.zeros(size), numpy.ones(size)
        for column, value in (fixed or {}).items():
            low[column] = high[column] = value
        constraints: list[Any] = []
        if self.rows:
            starts, columns, factors = [0], list[int](), list[float]()
            for row, _, _ in self.rows:
                columns.extend(row.keys())
                factors.extend(row.values())
                starts.append(len(columns))
            matrix = csr_array((factors, columns, starts), shape=(len(self.rows), size), dtype=float)
            constraints = [LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])]
        with _silence():
            found = milp(
                objective,
                integrality=self.whole,
                bounds=Bounds(low, high),
                constraints=constraints,
                options={"mip_rel_gap": 0.0, "time_limit": left},
            )
        values = (
            None
            if found.x is None
            else tuple(
                float(round(value)) if whole else float(value) for value, whole in zip(found.x, self.whole, strict=True)
            )
        )
        bound = found.mip_dual_bound
        return Solved(values, found.status == 0, None if bound is None else float(bound), found.status == 2)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep from the output what the solver's own code prints to it, unasked (HiGHS repairing a solution)."""
    try:
        kept = os.dup(1)
    except OSError:  # there is no output to keep clean
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        (ctypes.cdll.ucrtbase if sys.platform == "win32" else ctypes.CDLL(None)).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def least_whole(bound: float | None) -> int | None:
    """Return the least whole number that a whole objective can have under a solver's *bound*.

    >>> least_whole(2.00000001), least_whole(2.2), least_whole(None), least_whole(float("-inf"))
    (2, 3, None, None)
    """
    import math

    return None if bound is None or not math.isfinite(bound) else math.ceil(bound - _SLACK)
