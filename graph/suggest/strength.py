"""Proposes a strength: what similar tasks have towards the item, drawn towards what is common where they say little."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.suggest.material import Labels
from policygraph.graph.suggest.vectors import Dense, entries

COMMON_SHARE = 0.1
_USUAL = 2


def propose_strengths(shares: Dense, labels: Labels, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> list[int]:
    """Return a strength (1, 2, 3) for each pair of a row of *shares* and an item.

    *shares* says how much each task of the history speaks for a task (`parts.Comparison.shares`).
    """
    totals = np.asarray([matrix.sum() for matrix in labels.strengths], np.float64)
    said = []
    for matrix in labels.strengths_by_item:
        position, place = entries(matrix, columns)
        spoken = shares[rows[position], matrix.indices[place]] * matrix.data[place]
        said.append(np.bincount(position, spoken, minlength=len(rows)))
    votes = np.stack(said, axis=-1) + COMMON_SHARE * totals / (totals.sum() or 1)
    best = votes.max(axis=1)
    found: list[int] = np.where(votes[:, 1] == best, _USUAL, 1 + votes.argmax(axis=1)).tolist()
    return found
