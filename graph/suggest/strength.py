"""Proposes a strength: what similar tasks have towards the item, drawn towards what is common where they say little."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.suggest.material import Labels
from policygraph.graph.suggest.vectors import Dense

COMMON_SHARE = 0.1
_USUAL = 2


def propose_strengths(shares: Dense, labels: Labels, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> list[int]:
    """Return a strength (1, 2, 3) for each pair of a row of *shares* and an item.

    *shares* says how much each task of the history speaks for a task (`parts.Comparison.shares`).
    """
    totals = np.asarray([matrix.sum() for matrix in labels.strengths], np.float64)
    common = totals / totals.sum() if totals.sum() else np.asarray([0.0, 1.0, 0.0])
    spoken = shares[rows]
    votes = np.stack(
        [
            np.asarray(matrix[labels.tasks].T.tocsr()[columns].multiply(spoken).sum(axis=1)).ravel()
            for matrix in labels.strengths
        ],
        axis=1,
    )
    votes += COMMON_SHARE * common
    return [_USUAL if vote[1] == vote.max() else 1 + int(vote.argmax()) for vote in votes]
