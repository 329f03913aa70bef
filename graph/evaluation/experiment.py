"""Runs a method over held-out tasks: by groups of tasks, by whole plans, or with a framework that has no history at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.evaluation.methods import Method
from policygraph.graph.suggest.material import material_of
from policygraph.graph.suggest.parts import Comparison, Positions
from policygraph.graph.suggest.training import Judged, folds, judged_pairs

if TYPE_CHECKING:
    from policygraph.graph.suggest.embedding_model import EmbeddingModel

FOLDS, SEED = 10, 1
Protocol = Literal["tasks", "plans", "frameworks"]


@dataclass(frozen=True)
class Setting:
    """The texts and the judgements that the experiments run on."""

    graph: AlignmentGraph
    comparison: Comparison
    judged: Judged

    @property
    def frameworks(self) -> dict[int, str]:
        """The id of each framework by its number."""
        material = self.comparison.material
        return {int(number): item.document for number, item in zip(material.frameworks, material.items, strict=True)}


@dataclass(frozen=True)
class Held:
    """The scores that each task got while its own alignments were held out; NaN where a pair was not ranked."""

    odds: NDArray[np.float64]
    confidence: NDArray[np.float64]


def setting_of(graph: AlignmentGraph, embedding: EmbeddingModel | None = None) -> Setting:
    """Return the setting of the records in *graph* alone."""
    material = material_of(graph)
    return Setting(graph, Comparison(material, embedding), judged_pairs(graph, material))


def held_out(setting: Setting, method: Method, protocol: Protocol = "tasks") -> Held:
    """Return the scores of *method* for every task by *protocol*.

    ``tasks``: ten groups of tasks. ``plans``: all tasks of a plan at once, as for a city's new plan. ``frameworks``: ten groups
    of tasks, and of the framework that is ranked no alignment of any task is known, as for a newly published policy.
    """
    every = np.arange(setting.comparison.material.own_tasks, dtype=np.int32)
    odds = np.full(setting.judged.confirmed.shape, np.nan)
    confidence = odds.copy()
    for held in groups(setting, every, protocol):
        found = held_out_group(setting, method, held, protocol)
        odds[held], confidence[held] = found.odds, found.confidence
    return Held(odds, confidence)


def held_out_group(setting: Setting, method: Method, held: Positions, protocol: Protocol = "tasks") -> Held:
    """Return the scores of *method* for the tasks at *held* alone, which it knows nothing of."""
    material = setting.comparison.material
    rest = np.setdiff1d(np.arange(material.own_tasks, dtype=np.int32), held)
    labels = material.labels.without_tasks(held)
    odds = np.full((len(held), material.own_items), np.nan)
    confidence = odds.copy()
    for columns in _columns(setting, protocol):
        known, judged = labels, setting.judged
        if protocol == "frameworks":
            known = labels.without_items(columns)
            judged = Judged(judged.assessed & ~columns, judged.confirmed & ~columns, judged.proposed & ~columns)
        scores = method(setting.comparison, judged, rest, held, np.flatnonzero(columns).astype(np.int32), known)
        odds[:, columns], confidence[:, columns] = scores.odds, scores.confidence
    return Held(odds, confidence)


def groups(setting: Setting, every: Positions, protocol: Protocol) -> list[Positions]:
    """Return the tasks that are held out together."""
    if protocol != "plans":
        return folds(every, FOLDS, SEED)
    plans = np.asarray([setting.comparison.material.tasks[place].document for place in every])
    return [every[plans == plan] for plan in dict.fromkeys(plans)]


def _columns(setting: Setting, protocol: Protocol) -> list[NDArray[np.bool_]]:
    frameworks = setting.comparison.material.frameworks
    if protocol != "frameworks":
        return [np.ones(len(frameworks), bool)]
    linked = sorted(set(frameworks[setting.judged.confirmed.any(axis=0)]))
    return [frameworks == number for number in linked]
