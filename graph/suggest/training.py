"""Trains the ranking model on reviewed alignments, with scikit-learn; nothing else imports it at run time.

``python -m policygraph.graph.suggest.training`` trains on the bundled alignments and writes ``model.json`` anew.

A row is a pair of a task and an item of a framework that was assessed for the task's plan. Confirmed is 1; a proposed pair
counts half as 1 and half as 0. The parts of a row never see the alignments of the row's own task. The confidence is
calibrated on tasks that the coefficients were not trained on (cross-validation over tasks within the training tasks).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.suggest.material import Labels, Material, material_of
from policygraph.graph.suggest.parts import Comparison, Positions
from policygraph.graph.suggest.ranker import HISTORY_PARTS, MODEL_FILE, NEW_PARTS, Coefficient, Models, RankingModel
from policygraph.graph.suggest.vectors import Dense
from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Text
from policygraph.sources.atomic import write_whole
from policygraph.sources.workspace import read_bundled

if TYPE_CHECKING:
    from policygraph.graph.suggest.embedding_model import EmbeddingModel

REGULARISATION = 0.1
CALIBRATION_FOLDS = 5
_ITERATIONS = 500
_UNREGULARISED = 1e6


class NothingToLearn(PolicyGraphError):  # noqa: N818 - the state of the data
    """There is no confirmed alignment to learn from, or nothing but confirmed ones."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "배울 연계가 없습니다: 확정된 연계가 하나도 없거나, 살펴본 쌍이 모두 확정입니다. 연계를 몇 건 검토한 뒤 다시 실행해 주세요.",
                "there is nothing to learn from: no alignment is confirmed, or every assessed pair is; review some and run again",
            )
        )


class ScikitLearnMissing(PolicyGraphError):  # noqa: N818 - the state of the environment
    """Training was asked for and scikit-learn is not installed."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                '제안을 새로 배우거나 재려면 scikit-learn이 필요합니다: pip install "policygraph[evaluation]". '
                "그냥 제안받는 데는 필요 없습니다([suggest]의 morphemes, embedding을 끈 경우).",
                'training and measuring suggestions need scikit-learn: pip install "policygraph[evaluation]". '
                "Suggesting does not (without morphemes and embedding in [suggest]).",
            )
        )


def require_scikit_learn() -> None:
    """Raise `ScikitLearnMissing` where scikit-learn or threadpoolctl is not installed."""
    if find_spec("sklearn") is None or find_spec("threadpoolctl") is None:
        raise ScikitLearnMissing


@dataclass(frozen=True)
class Judged:
    """What was judged: which pairs were *assessed*, and which of them are *confirmed* or *proposed* (tasks by items)."""

    assessed: NDArray[np.bool_]
    confirmed: NDArray[np.bool_]
    proposed: NDArray[np.bool_]


def judged_pairs(graph: AlignmentGraph, material: Material) -> Judged:
    """Return the judgements of *graph* about the own tasks and items of *material*."""
    tasks, items = material.tasks[: material.own_tasks], material.items[: material.own_items]
    scope = [[task.document in graph.assessed.get(item.document, ()) for item in items] for task in tasks]
    confirmed = np.zeros((len(tasks), len(items)), bool)
    proposed = confirmed.copy()
    for link in graph.alignments:
        place = material.task_index[link.task], material.item_index[link.item]
        confirmed[place] |= link.state == "confirmed"
        proposed[place] |= link.state == "proposed"
    assessed = np.asarray(scope, bool).reshape(confirmed.shape)
    return Judged(assessed | confirmed | proposed, confirmed, proposed)


def folds(places: Positions, count: int, seed: int) -> list[Positions]:
    """Return *places* in *count* groups of the same size, give or take one, shuffled by *seed*."""
    order = np.random.default_rng(seed).permutation(places)
    return [np.sort(order[start::count]) for start in range(min(count, len(order)))]


def fit(
    comparison: Comparison,
    judged: Judged,
    tasks: Positions,
    labels: Labels,
    parts: Sequence[str],
    *,
    calibrate: bool = True,
) -> RankingModel:
    """Return the model over *parts*, trained on the *tasks* (places) with the history in *labels*.

    A model with ``neighbours`` is calibrated over held-out tasks, one without over held-out frameworks, as it is used.
    """
    require_scikit_learn()
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return _fit(comparison, judged, tasks, labels, parts, calibrate=calibrate)


def _fit(
    comparison: Comparison, judged: Judged, tasks: Positions, labels: Labels, parts: Sequence[str], *, calibrate: bool
) -> RankingModel:
    columns = np.arange(comparison.material.own_items, dtype=np.int32)
    values = _columns(comparison, parts, tasks, columns, labels)
    chosen = judged.assessed[tasks]
    model = _coefficients(values, chosen, judged, tasks, parts)
    if not calibrate:
        return model
    odds = np.full(chosen.shape, np.nan)
    if "neighbours" in parts:
        for held in folds(tasks, CALIBRATION_FOLDS, seed=len(tasks)):
            rest, known = np.setdiff1d(tasks, held), labels.without_tasks(held)
            seen = _columns(comparison, parts, rest, columns, known)
            inner = _coefficients(seen, judged.assessed[rest], judged, rest, parts)
            odds[np.searchsorted(tasks, held)] = inner.odds(_columns(comparison, parts, held, columns, known))
    else:
        frameworks = comparison.material.frameworks[columns]
        for framework in np.unique(frameworks[judged.confirmed[tasks].any(axis=0)]):
            held_items = frameworks == framework
            inner = _coefficients(values, chosen & ~held_items, judged, tasks, parts)
            odds[:, held_items] = inner.odds(values[:, held_items])
    slope, shift = _platt(odds, chosen & np.isfinite(odds), judged.confirmed[tasks])
    return replace(model, slope=slope, shift=shift)


def _columns(
    comparison: Comparison, parts: Iterable[str], rows: Positions, columns: Positions, labels: Labels
) -> NDArray[np.float32]:
    return np.stack([comparison.part(name, rows, columns, labels) for name in parts], axis=-1)


def _coefficients(
    values: Dense, chosen: NDArray[np.bool_], judged: Judged, tasks: Positions, parts: Sequence[str]
) -> RankingModel:
    """Return the model of the *chosen* pairs; a proposed pair stands in it twice, with half the weight each."""
    from sklearn.linear_model import LogisticRegression

    confirmed, half = judged.confirmed[tasks][chosen], judged.proposed[tasks][chosen]
    if confirmed.all() or not confirmed.any():
        raise NothingToLearn
    rows = values[chosen].astype(np.float64)
    means, scales = np.nanmean(rows, axis=0), np.nanstd(rows, axis=0)
    scales = np.where(scales > 0, scales, 1.0)
    scaled = np.nan_to_num((rows - means) / scales)
    found = LogisticRegression(C=REGULARISATION, max_iter=_ITERATIONS).fit(
        np.concatenate([scaled, scaled[half]]),
        np.concatenate([confirmed, np.ones(int(half.sum()), bool)]),
        sample_weight=np.concatenate([np.where(half, 0.5, 1.0), np.full(int(half.sum()), 0.5)]),
    )
    table = zip(parts, found.coef_[0], means, scales, strict=True)
    coefficients = tuple(
        Coefficient(part, _short(weight), _short(mean), _short(scale)) for part, weight, mean, scale in table
    )
    return RankingModel(coefficients, _short(found.intercept_[0]))


def _platt(odds: NDArray[np.float64], chosen: NDArray[np.bool_], confirmed: NDArray[np.bool_]) -> tuple[float, float]:
    """Return slope and shift that make the log-odds of held-out pairs a probability."""
    from sklearn.linear_model import LogisticRegression

    found = LogisticRegression(C=_UNREGULARISED, max_iter=_ITERATIONS).fit(
        odds[chosen].reshape(-1, 1), confirmed[chosen]
    )
    return _short(found.coef_[0][0]), _short(found.intercept_[0])


def _short(value: Any) -> float:
    """Return *value* with six significant digits: what is stored is what is applied."""
    return float(f"{float(value):.6g}")


def train(comparison: Comparison, judged: Judged, labels: Labels, extra: Sequence[str] = ()) -> Models:
    """Return both models, trained on the own tasks of the material, with *extra* parts."""
    places = np.arange(comparison.material.own_tasks, dtype=np.int32)
    first = fit(comparison, judged, places, labels, (*HISTORY_PARTS, *extra))
    second = fit(comparison, judged, places, labels, (*NEW_PARTS, *extra))
    return Models(first, second, _provenance(comparison, judged))


def train_on_bundled(extra: Sequence[str] = (), embedding: EmbeddingModel | None = None) -> Models:
    """Return both models, trained on the bundled reviewed alignments."""
    graph = AlignmentGraph(read_bundled())
    material = material_of(graph)
    return train(Comparison(material, embedding), judged_pairs(graph, material), material.labels, extra)


def _provenance(comparison: Comparison, judged: Judged) -> dict[str, Any]:
    """Return what a model was trained on, and with what."""
    import sklearn

    material = comparison.material
    lines = [f"{link.task} {link.item} {link.strength} {link.state}" for link in material.alignments]
    lines += [f"{record.id} {record.title} {record.summary}" for record in (*material.tasks, *material.items)]
    digest = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
    return {
        "date": max((link.date or "" for link in material.alignments), default=""),
        "digest": digest,
        "tasks": material.own_tasks,
        "items": material.own_items,
        "confirmed": int(judged.confirmed.sum()),
        "proposed": int(judged.proposed.sum()),
        "scikit-learn": sklearn.__version__,
    }


if __name__ == "__main__":
    target = Path(__file__).with_name(MODEL_FILE)
    write_whole(target, train_on_bundled().to_json().encode())
    print(target)
