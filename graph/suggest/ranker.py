"""The ranking model: a weighted sum of a few named parts, and what it means as a confidence.

The coefficients that ship with the package are in ``model.json``, with what they were trained on. There are two models: one
for frameworks that have a history, one for frameworks that have none yet. Applying them needs arrays only; scikit-learn is
imported where a model is trained (`policygraph.graph.suggest.training`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.suggest.material import Labels, Material
from policygraph.graph.suggest.parts import Comparison, Positions
from policygraph.graph.suggest.vectors import Dense

Indices = NDArray[np.int64]
HISTORY_PARTS = ("characters", "english", "neighbours")
NEW_PARTS = ("characters", "english", "alike")
LEAST_HISTORY = 5.0
MODEL_FILE = "model.json"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One part of the sum: *weight* (log-odds) times the distance from *mean* in units of *scale*."""

    part: str
    weight: float
    mean: float
    scale: float


@dataclass(frozen=True, slots=True)
class RankingModel:
    """A logistic model over parts; *slope* and *shift* turn its log-odds into a calibrated confidence."""

    coefficients: tuple[Coefficient, ...]
    intercept: float
    slope: float = 1.0
    shift: float = 0.0

    def contributions(
        self, comparison: Comparison, rows: Positions, columns: Positions, labels: Labels
    ) -> dict[str, Dense]:
        """Return what each part adds to the log-odds; a part that is not known adds 0."""
        found = {}
        for coefficient in self.coefficients:
            values = comparison.part(coefficient.part, rows, columns, labels)
            values -= np.float32(coefficient.mean)
            values *= np.float32(coefficient.weight / coefficient.scale)
            values[np.isnan(values)] = 0
            found[coefficient.part] = values
        return found

    def odds(self, values: Dense) -> Dense:
        """Return the log-odds of *values*, the parts in the order of the coefficients on the last axis."""
        weights = np.asarray([c.weight / c.scale for c in self.coefficients])
        means = np.asarray([c.mean for c in self.coefficients])
        return np.asarray(np.nan_to_num(values - means) @ weights + self.intercept, np.float32)


@dataclass(frozen=True, slots=True)
class Models:
    """The model for frameworks *with_history* and for *new* ones, and what they were trained on (*trained*)."""

    with_history: RankingModel
    new: RankingModel
    trained: Mapping[str, Any]

    def to_json(self) -> str:
        """Return the models as the text of ``model.json``."""
        table = {"with_history": asdict(self.with_history), "new": asdict(self.new), "trained": dict(self.trained)}
        return json.dumps(table, indent=1, sort_keys=True) + "\n"


def logistic(odds: Dense) -> Dense:
    """Return the probability of log-odds."""
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def _model(table: Mapping[str, Any]) -> RankingModel:
    coefficients = tuple(Coefficient(**row) for row in table["coefficients"])
    return RankingModel(coefficients, table["intercept"], table["slope"], table["shift"])


@cache
def bundled_models() -> Models:
    """Return the models that ship with the package.

    >>> [coefficient.part for coefficient in bundled_models().with_history.coefficients]
    ['characters', 'english', 'neighbours']
    """
    table = json.loads((files("policygraph.graph.suggest") / MODEL_FILE).read_text(encoding="utf-8"))
    return Models(_model(table["with_history"]), _model(table["new"]), table["trained"])


@dataclass(frozen=True, slots=True)
class PairScores:
    """Tasks (rows) by items (columns): log-odds, and what each part *added*; *slope* and *shift* of each column."""

    odds: Dense
    added: Mapping[str, Dense]
    slope: Dense
    shift: Dense

    @property
    def confidence(self) -> Dense:
        """The calibrated confidence of every pair."""
        return logistic(self.odds * self.slope + self.shift)

    def confidence_at(self, rows: Indices, columns: Indices) -> Dense:
        """Return the calibrated confidence of some pairs."""
        return logistic(self.odds[rows, columns] * self.slope[columns] + self.shift[columns])


def with_history(material: Material, labels: Labels) -> NDArray[np.bool_]:
    """Return of each framework, by its number, whether it has at least `LEAST_HISTORY` alignments in *labels*."""
    return np.bincount(material.frameworks, weights=labels.counts) >= LEAST_HISTORY


def rank(comparison: Comparison, models: Models, rows: Positions, columns: Positions, labels: Labels) -> PairScores:
    """Return the ranking of the items at *columns* for the tasks at *rows*.

    An item is judged by the model with history where its framework has one (`with_history`).
    """
    known = with_history(comparison.material, labels)[comparison.material.frameworks[columns]]
    odds = np.zeros((len(rows), len(columns)), np.float32)
    slope, shift = np.ones(len(columns), np.float32), np.zeros(len(columns), np.float32)
    added: dict[str, Dense] = {}
    for model, chosen in ((models.with_history, known), (models.new, ~known)):
        if not chosen.any():
            continue
        parts = model.contributions(comparison, rows, columns[chosen], labels)
        total = np.full((len(rows), int(chosen.sum())), model.intercept, np.float32)
        for name, values in parts.items():
            total += values
            if chosen.all():
                added[name] = values
            else:
                added.setdefault(name, np.zeros_like(odds))[:, chosen] = values
        odds[:, chosen], slope[chosen], shift[chosen] = total, model.slope, model.shift
    return PairScores(odds, added, slope, shift)
