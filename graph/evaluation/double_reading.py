"""The ceiling: how far two people who read the same texts agree on what serves what.

A record's ``readings`` holds two strengths where both readings made the link, and one where only one of them did; which one
that was is not recorded. With *b* links made by both and *s* by one alone, the agreement is Dice's coefficient
2b / (2b + s): the mean (harmonic) of the share of the first reading's links that the second made and the other way round. It
does not depend on which reading made the single ones. A ranking is set beside it by taking as many of its best pairs as there are
confirmed links.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.evaluation.measures import Estimate, estimate_ratio
from policygraph.records.kinds import Alignment


@dataclass(frozen=True, slots=True)
class DoubleReading:
    """Links made by *both* readings and by a *single* one; the share of both with the *same_strength*."""

    both: int
    single: int
    same_strength: int

    @property
    def dice(self) -> float | None:
        """The agreement in 0..1; ``None`` where nothing was read twice."""
        total = 2 * self.both + self.single
        return 2 * self.both / total if total else None


def agreement_of(alignments: Iterable[Alignment]) -> DoubleReading:
    """Return how far the readings of *alignments* agree.

    >>> links = [Alignment("t", "i", 3, readings=(3, 2)), Alignment("t", "j", 3, readings=(3,))]
    >>> round(agreement_of(links).dice, 3)
    0.667
    """
    pairs = [link.readings for link in alignments if link.readings]
    both = [pair for pair in pairs if len(pair) > 1]
    return DoubleReading(len(both), len(pairs) - len(both), sum(len(set(pair)) == 1 for pair in both))


def agreements(alignments: Iterable[Alignment], framework_of: Mapping[str, str]) -> dict[str, DoubleReading]:
    """Return the agreement of each framework, and of ``all``."""
    links = list(alignments)
    found = {
        name: agreement_of(link for link in links if framework_of[link.item] == name)
        for name in dict.fromkeys(framework_of[link.item] for link in links)
    }
    return found | {"all": agreement_of(links)}


def same_number(confidence: NDArray[np.float64], truth: NDArray[np.bool_], assessed: NDArray[np.bool_]) -> Estimate:
    """Return the Dice coefficient of the truth and of as many of the surest pairs as there are true ones (one at least)."""
    values = np.where(assessed, confidence, -np.inf)
    least = np.sort(values, axis=None)[-truth.sum()]
    chosen = values >= least
    hits = (chosen & truth).sum(axis=1).astype(float)
    return estimate_ratio(2 * hits, (chosen.sum(axis=1) + truth.sum(axis=1)).astype(float))
