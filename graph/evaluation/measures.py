"""How good a ranking is: measures of one query, means over queries, and intervals by resampling tasks.

A query is a task and a framework; its truth is the items of the framework that the task serves. *gain* says how much an
item counts: 1 for a confirmed alignment, and where proposals count too, 0.5 for those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MEASURES = ("recall@5", "recall@10", "recall@20", "precision@1", "MRR", "nDCG@10")
CUTS = (5, 10, 20)
DEPTH = 10
RESAMPLES = 1000
LEVEL = (2.5, 97.5)
SEED = 20261124


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measured *value* with the interval that 95 of 100 resamplings of the tasks fall into."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Queries:
    """The measures of each query: *tasks* and *frameworks* are their numbers, *values* queries by `MEASURES`."""

    tasks: NDArray[np.int64]
    frameworks: NDArray[np.int64]
    values: Array


def measure_query(gains: Array) -> list[float]:
    """Return `MEASURES` for the gains of the items in the order of a ranking.

    >>> [round(value, 3) for value in measure_query(np.array([0.0, 1.0, 0.0, 1.0]))]
    [1.0, 1.0, 1.0, 0.0, 0.5, 0.651]
    """
    total, ranks = gains.sum(), np.arange(1, len(gains) + 1)
    discount = 1 / np.log2(ranks[:DEPTH] + 1)
    best = np.sort(gains)[::-1][:DEPTH] @ discount
    recalls = [float(gains[:cut].sum() / total) for cut in CUTS]
    return [*recalls, float(gains[0]), float((gains / ranks).max()), float(gains[:DEPTH] @ discount / best)]


def measure(scores: Array, gains: Array, frameworks: NDArray[np.int32]) -> Queries:
    """Return the measures of every query that has a gain; equal scores keep the official order of the items."""
    tasks: list[int] = []
    groups: list[int] = []
    values: list[list[float]] = []
    for framework in np.unique(frameworks).tolist():
        columns = np.flatnonzero(frameworks == framework)
        order = np.argsort(-scores[:, columns], axis=1, kind="stable")
        sorted_gains = np.take_along_axis(gains[:, columns], order, axis=1)
        for task in np.flatnonzero(sorted_gains.any(axis=1)):
            tasks.append(int(task))
            groups.append(framework)
            values.append(measure_query(sorted_gains[task]))
    return Queries(np.asarray(tasks), np.asarray(groups), np.asarray(values).reshape(len(values), len(MEASURES)))


def _weights(tasks: int) -> Array:
    """Return how often each task is drawn in each resampling."""
    generator = np.random.default_rng(SEED)
    return generator.multinomial(tasks, np.full(tasks, 1 / tasks), size=RESAMPLES).astype(float)


def resampled(values: Array, tasks: NDArray[np.int64], drawn: Array) -> Array:
    """Return the mean of *values* (rows of *tasks*) in each resampling; NaN where none was drawn."""
    weights = drawn[:, tasks]
    with np.errstate(invalid="ignore"):
        return np.asarray(weights @ values / weights.sum(axis=1, keepdims=True))


def _estimates(value: Array, samples: Array) -> tuple[Estimate, ...]:
    low, high = np.nanpercentile(samples, LEVEL, axis=0)
    return tuple(Estimate(float(v), float(a), float(b)) for v, a, b in zip(value, low, high, strict=True))


def estimates(queries: Queries, tasks: int, names: Mapping[int, str]) -> dict[str, tuple[Estimate, ...]]:
    """Return `MEASURES` with intervals: per framework, over ``all`` queries, and as ``mean`` of the frameworks."""
    drawn = _weights(tasks)
    found: dict[str, tuple[Estimate, ...]] = {}
    samples, means = [], []
    for framework, name in names.items():
        chosen = queries.frameworks == framework
        if chosen.any():
            values = queries.values[chosen]
            samples.append(resampled(values, queries.tasks[chosen], drawn))
            means.append(values.mean(axis=0))
            found[name] = _estimates(means[-1], samples[-1])
    if means:
        stacked = np.stack(samples)
        drawn_any = np.isfinite(stacked)
        sums = np.where(drawn_any, stacked, 0).sum(axis=0) / np.maximum(drawn_any.sum(axis=0), 1)
        found["mean"] = _estimates(np.mean(means, axis=0), np.where(drawn_any.any(axis=0), sums, np.nan))
        found["all"] = _estimates(queries.values.mean(axis=0), resampled(queries.values, queries.tasks, drawn))
    return found


@dataclass(frozen=True, slots=True)
class Bin:
    """The pairs whose confidence lies from *low* to *high*: how many, their mean confidence, the share confirmed."""

    low: float
    high: float
    pairs: int
    confidence: float
    confirmed: Estimate


@dataclass(frozen=True, slots=True)
class Calibration:
    """*brier* is the mean squared distance of the confidence from the truth, *base* that of always saying the base rate."""

    brier: Estimate
    base: float
    bins: tuple[Bin, ...]


EDGES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)


def calibration(confidence: Array, truth: NDArray[np.bool_], assessed: NDArray[np.bool_]) -> Calibration:
    """Return how far the confidence of the *assessed* pairs (tasks by items) can be taken at its word."""
    drawn = _weights(len(truth))
    tasks = np.nonzero(assessed)[0]
    said, true = confidence[assessed], truth[assessed].astype(float)
    squares = (said - true) ** 2
    brier = _by_task(squares, tasks, drawn)
    bins = []
    for low, high in pairwise(EDGES):
        inside = (said >= low) & ((said < high) | (high == EDGES[-1]))
        if inside.any():
            share = _by_task(true[inside], tasks[inside], drawn)
            bins.append(Bin(low, high, int(inside.sum()), float(said[inside].mean()), share))
    rate = true.mean()
    return Calibration(brier, float(rate * (1 - rate)), tuple(bins))


def _by_task(values: Array, tasks: NDArray[np.int64], drawn: Array) -> Estimate:
    """Return the mean of *values* with its interval, from sums by task (there are too many pairs to weigh each)."""
    count = drawn.shape[1]
    sums = np.asarray(np.bincount(tasks, values, count), float)
    sizes = np.bincount(tasks, minlength=count).astype(float)
    return _ratio(sums, sizes, drawn)


def _ratio(sums: Array, sizes: Array, drawn: Array) -> Estimate:
    with np.errstate(invalid="ignore"):
        samples = (drawn @ sums) / (drawn @ sizes)
    return _estimates(np.asarray([sums.sum() / sizes.sum()]), samples[:, None])[0]


def estimate_ratio(sums: Array, sizes: Array) -> Estimate:
    """Return the sum of *sums* over the sum of *sizes*, one number for each task, with its interval."""
    return _ratio(sums, sizes, _weights(len(sums)))
