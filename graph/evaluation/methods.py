"""What is compared in the evaluation: the ranking, its parts left out one by one, and four plain baselines.

A method gets the tasks to learn from, the tasks to rank items for and the items to rank, and nothing about the alignments of the latter: no label, no
weight, no neighbour, no count comes from a task that is ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from policygraph.graph.suggest.material import Labels
from policygraph.graph.suggest.parts import Comparison, Positions
from policygraph.graph.suggest.ranker import HISTORY_PARTS, NEW_PARTS, Models, rank, with_history
from policygraph.graph.suggest.training import Judged, fit
from policygraph.graph.suggest.vectors import Dense
from policygraph.records.kinds import Item

RANDOM_SEED = 7


@dataclass(frozen=True)
class Scores:
    """Tasks by items: what orders them, and the confidence, NaN where the method has none."""

    odds: Dense
    confidence: Dense | float = np.nan


Method = Callable[[Comparison, Judged, Positions, Positions, Positions, Labels], Scores]


def learned(parts: Sequence[str] = HISTORY_PARTS, new: Sequence[str] = NEW_PARTS, *, calibrate: bool = False) -> Method:
    """Return the ranking with these parts; *calibrate* makes its confidence an honest one."""

    def method(
        comparison: Comparison, judged: Judged, tasks: Positions, held: Positions, columns: Positions, labels: Labels
    ) -> Scores:
        known = with_history(comparison.material, labels)[comparison.material.frameworks[columns]]
        first = fit(comparison, judged, tasks, labels, parts, calibrate=calibrate) if known.any() else None
        second = fit(comparison, judged, tasks, labels, new, calibrate=calibrate) if not known.all() else None
        models = Models((first or second), (second or first), {})  # type: ignore[arg-type]
        found = rank(comparison, models, held, columns, labels)
        return Scores(found.odds, found.confidence)

    return method


def single(part: str) -> Method:
    """Return the ranking by one part alone, without anything learned."""

    def method(
        comparison: Comparison, judged: Judged, tasks: Positions, held: Positions, columns: Positions, labels: Labels
    ) -> Scores:
        return Scores(np.nan_to_num(comparison.part(part, held, columns, labels)))

    return method


def by_chance(
    comparison: Comparison, judged: Judged, tasks: Positions, held: Positions, columns: Positions, labels: Labels
) -> Scores:
    """Rank at random (seeded)."""
    generator = np.random.default_rng([RANDOM_SEED, *held])
    return Scores(generator.random((len(held), len(columns)), np.float32))


def most_linked(
    comparison: Comparison, judged: Judged, tasks: Positions, held: Positions, columns: Positions, labels: Labels
) -> Scores:
    """Rank by how many confirmed alignments of other tasks an item has."""
    counts = judged.confirmed[tasks][:, columns].sum(axis=0).astype(np.float32)
    return Scores(np.tile(counts, (len(held), 1)))


def word_overlap(
    comparison: Comparison, judged: Judged, tasks: Positions, held: Positions, columns: Positions, labels: Labels
) -> Scores:
    """Rank by the share of words as they are written (both languages, title and summary) that two texts have in common."""
    material = comparison.material

    def words(places: Positions, source: Sequence[Item]) -> list[set[str]]:
        found = []
        for place in places:
            record = source[place]
            texts = (record.title.ko, record.summary.ko, record.title.en, record.summary.en)
            found.append({word for text in texts for word in text.lower().split()})
        return found

    left = words(held, material.tasks)
    right = words(columns, material.items)
    rows = [[len(a & b) / len(a | b) for b in right] for a in left]
    return Scores(np.asarray(rows, np.float32))


def character_tfidf(
    comparison: Comparison, judged: Judged, tasks: Positions, held: Positions, columns: Positions, labels: Labels
) -> Scores:
    """Rank by scikit-learn's TF-IDF over 2 to 4 characters of the Korean title and summary: the plain way."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    material = comparison.material

    def text(record: Item) -> str:
        return f"{record.title.get('ko')}\n{record.summary.get('ko')}"

    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    items = vectors.fit_transform([text(item) for item in material.items[: material.own_items]])[columns]
    asked = vectors.transform([text(material.tasks[place]) for place in held])
    return Scores(np.asarray((asked @ items.T).toarray(), np.float32))


BASELINES: dict[str, Method] = {
    "random": by_chance,
    "most-linked": most_linked,
    "word-overlap": word_overlap,
    "character-tfidf": character_tfidf,
}
