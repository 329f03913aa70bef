"""Runs the experiments on a graph and gathers their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.evaluation.double_reading import DoubleReading, agreements, same_number
from policygraph.graph.evaluation.experiment import Held, Protocol, Setting, held_out, setting_of
from policygraph.graph.evaluation.measures import (
    DEPTH,
    MEASURES,
    Calibration,
    Estimate,
    calibration,
    estimate_ratio,
    estimates,
    measure,
)
from policygraph.graph.evaluation.methods import BASELINES, Method, learned, single
from policygraph.graph.suggest.cutting import morphemes_installed
from policygraph.graph.suggest.ranker import HISTORY_PARTS, NEW_PARTS
from policygraph.graph.suggest.strength import propose_strengths
from policygraph.graph.suggest.training import NothingToLearn

if TYPE_CHECKING:
    from policygraph.graph.suggest.embedding_model import EmbeddingModel

Truth = Literal["confirmed", "half"]
RANKING = "ranking"
OTHER_PARTS = ("words", "morphemes", "english-bm25", "hierarchy", "alike", "popularity", "level")
OTHER_NEW_PARTS = ("words", "morphemes", "english-bm25", "hierarchy", "level")
_BASELINE = "character-tfidf"


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """The measures of a *method* under a *protocol*: `MEASURES` for each framework, their ``mean``, and ``all`` queries.

    *truth* says whether proposals count one half (``half``) or nothing (``confirmed``).
    """

    method: str
    protocol: Protocol
    truth: Truth
    scopes: Mapping[str, tuple[Estimate, ...]]

    def value(self, measure_name: str, scope: str = "mean") -> float:
        """Return the value of one measure."""
        return self.scopes[scope][MEASURES.index(measure_name)].value


@dataclass(frozen=True, slots=True)
class Goal:
    """What was asked of a measure and what was *reached*."""

    name: str
    wanted: float
    reached: float

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.reached >= self.wanted


@dataclass(frozen=True, slots=True)
class Strengths:
    """How often the proposed strength is that of the record, against always proposing the commonest one."""

    right: Estimate
    commonest: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was measured; *misses* are the confirmed pairs that stand below the tenth place, with their place."""

    counts: Mapping[str, int]
    rows: tuple[MeasuredRow, ...]
    calibrations: Mapping[str, Calibration]
    agreement: Mapping[str, DoubleReading]
    same_number: Estimate
    strengths: Strengths
    goals: tuple[Goal, ...]
    misses: tuple[tuple[str, str, int], ...]

    def row(self, method: str, protocol: Protocol = "tasks", truth: Truth = "confirmed") -> MeasuredRow:
        """Return one row."""
        wanted = (method, protocol, truth)
        return next(row for row in self.rows if (row.method, row.protocol, row.truth) == wanted)


def evaluate(graph: AlignmentGraph, *, parts: bool = False, embedding: EmbeddingModel | None = None) -> Evaluation:
    """Measure the suggestions on the alignments of *graph*.

    *parts* measures every part alone, and the ranking with each part left out or added. An *embedding* model is added to
    the ranking as a method of its own. Raises `NothingToLearn` where too little is confirmed.
    """
    setting = setting_of(graph, embedding)
    if not setting.judged.confirmed.any():
        raise NothingToLearn
    runs: dict[tuple[str, Protocol], Held] = {
        (RANKING, "tasks"): held_out(setting, learned(calibrate=True), "tasks"),
        (RANKING, "plans"): held_out(setting, learned(calibrate=True), "plans"),
        (RANKING, "frameworks"): held_out(setting, learned(calibrate=True), "frameworks"),
    }
    runs |= {(name, "tasks"): held_out(setting, method) for name, method in BASELINES.items()}
    for (name, protocol), method in _variants(embedding, parts=parts).items():
        runs[name, protocol] = held_out(setting, method, protocol)
    rows = [_row(setting, name, protocol, "confirmed", held) for (name, protocol), held in runs.items()]
    rows += [_row(setting, name, "tasks", "half", runs[name, "tasks"]) for name in (RANKING, *BASELINES)]
    main = runs[RANKING, "tasks"]
    judged = setting.judged
    framework_of = {name: item.document for name, item in graph.items.items()}
    return Evaluation(
        _counts(setting),
        tuple(rows),
        {protocol: _calibration(setting, runs[RANKING, protocol]) for protocol in ("tasks", "plans", "frameworks")},
        agreements(graph.alignments, framework_of),
        same_number(main.confidence, judged.confirmed, judged.assessed),
        _strengths(setting),
        _goals(rows),
        _misses(setting, main),
    )


def _variants(embedding: EmbeddingModel | None, *, parts: bool) -> dict[tuple[str, Protocol], Method]:
    found: dict[tuple[str, Protocol], Method] = {}
    if embedding is not None:
        found["+embedding", "tasks"] = learned((*HISTORY_PARTS, "embedding"), (*NEW_PARTS, "embedding"))
    if not parts:
        return found
    for name in dict.fromkeys((*HISTORY_PARTS, *OTHER_PARTS)):
        if _usable(name):
            found[f"only {name}", "tasks"] = single(name)
    for name in HISTORY_PARTS:
        found[f"-{name}", "tasks"] = learned(_without(HISTORY_PARTS, name), NEW_PARTS)
    for name in filter(_usable, OTHER_PARTS):
        found[f"+{name}", "tasks"] = learned((*HISTORY_PARTS, name), NEW_PARTS)
    for name in NEW_PARTS:
        found[f"-{name}", "frameworks"] = learned(HISTORY_PARTS, _without(NEW_PARTS, name))
    for name in filter(_usable, OTHER_NEW_PARTS):
        found[f"+{name}", "frameworks"] = learned(HISTORY_PARTS, (*NEW_PARTS, name))
    return found


def _usable(part: str) -> bool:
    return part != "morphemes" or morphemes_installed()


def _without(names: Sequence[str], name: str) -> tuple[str, ...]:
    return tuple(other for other in names if other != name)


def _gains(setting: Setting, truth: Truth) -> NDArray[np.float64]:
    confirmed = setting.judged.confirmed.astype(float)
    return confirmed + 0.5 * (setting.judged.proposed & ~setting.judged.confirmed) if truth == "half" else confirmed


def _row(setting: Setting, method: str, protocol: Protocol, truth: Truth, held: Held) -> MeasuredRow:
    queries = measure(held.odds, _gains(setting, truth), setting.comparison.material.frameworks)
    return MeasuredRow(method, protocol, truth, estimates(queries, len(setting.judged.confirmed), setting.frameworks))


def _calibration(setting: Setting, held: Held) -> Calibration:
    scored = setting.judged.assessed & np.isfinite(held.confidence)
    return calibration(held.confidence, setting.judged.confirmed, scored)


def _counts(setting: Setting) -> dict[str, int]:
    judged, material = setting.judged, setting.comparison.material
    queries = {(task, material.frameworks[item]) for task, item in zip(*np.nonzero(judged.confirmed), strict=True)}
    return {
        "tasks": material.own_tasks,
        "items": material.own_items,
        "pairs": int(judged.assessed.sum()),
        "confirmed": int(judged.confirmed.sum()),
        "proposed": int(judged.proposed.sum()),
        "queries": len(queries),
    }


def _goals(rows: Sequence[MeasuredRow]) -> tuple[Goal, ...]:
    found = {(row.method, row.protocol, row.truth): row for row in rows}
    ranking, plain = found[RANKING, "tasks", "confirmed"], found[_BASELINE, "tasks", "confirmed"]
    ratio = ranking.value("recall@5") / max(plain.value("recall@5"), 1e-12)
    return (
        Goal("recall@10", 0.85, ranking.value("recall@10")),
        Goal("MRR", 0.6, ranking.value("MRR")),
        Goal("recall@5 / character-tfidf", 1.2, ratio),
    )


def _strengths(setting: Setting) -> Strengths:
    """Return how good the strengths are that the other tasks propose for confirmed pairs."""
    material, comparison = setting.comparison.material, setting.comparison
    known = {(link.task, link.item): link.strength for link in material.alignments if link.state == "confirmed"}
    rows, columns = np.nonzero(setting.judged.confirmed)
    every = np.arange(material.own_tasks, dtype=np.int32)
    proposed = propose_strengths(comparison.shares(every, material.labels), material.labels, rows, columns)
    true = np.asarray(
        [known[material.tasks[row].id, material.items[column].id] for row, column in zip(rows, columns, strict=True)]
    )
    same = (np.asarray(proposed) == true).astype(float)
    right = np.asarray(np.bincount(rows, same, material.own_tasks), float)
    total = np.bincount(rows, minlength=material.own_tasks).astype(float)
    return Strengths(estimate_ratio(right, total), float(np.bincount(true).max() / len(true)))


def _misses(setting: Setting, held: Held) -> tuple[tuple[str, str, int], ...]:
    material, found = setting.comparison.material, []
    for row, column in zip(*np.nonzero(setting.judged.confirmed), strict=True):
        group = np.flatnonzero(material.frameworks == material.frameworks[column])
        order = group[np.argsort(-held.odds[row, group], kind="stable")]
        place = int(np.flatnonzero(order == column)[0]) + 1
        if place > DEPTH:
            found.append((material.tasks[row].id, material.items[column].id, place))
    return tuple(sorted(found))
