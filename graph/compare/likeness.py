"""How alike the texts of two editions are: pairs of neighbouring characters, as suggestions compare them.

The score of two items is the cosine of the TF-IDF of their character pairs, titles counting twice, both languages together.
It lies in 0..1, depends on the two sets of items alone, and is the same whichever of them is called old.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from policygraph.graph.suggest.texts import SUMMARY, TARGETS, TITLE
from policygraph.graph.suggest.vectors import Fields, Sparse, count_pairs, tfidf
from policygraph.records.kinds import Item, Text

LEAST = 0.15
_ROWS = 500  # rows of a product that are held at once


def fields_of_item(item: Item) -> Fields:
    """Return the texts of *item* that are compared, with their weights."""
    fields: list[tuple[Text, float]] = [(item.title, TITLE), (item.summary, SUMMARY)]
    fields += [(target.metric, TARGETS) for target in item.targets]
    return [(words, weight) for text, weight in fields for words in (text.ko, text.en) if words]


@dataclass(frozen=True)
class Likeness:
    """The texts of two lists of items as vectors over the same pairs of characters."""

    old: Sparse
    new: Sparse
    rarity: Any

    @classmethod
    def of(cls, old: Sequence[Item], new: Sequence[Item]) -> Likeness:
        """Return the likeness of two lists of items, in whichever order the lists are."""
        counts = count_pairs([fields_of_item(item) for item in (*old, *new)])
        counts.sort_indices()
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        rarity = 1 + np.log((1 + counts.shape[0]) / (1 + frequency))
        vectors = tfidf(counts).astype(np.float64)
        return cls(vectors[: len(old)], vectors[len(old) :], rarity)

    def scores(self, old: Sequence[int], new: Sequence[int], least: float = LEAST) -> Iterator[tuple[int, int, float]]:
        """Yield place, place and score (0..1) of each two of *old* and *new* that reach *least*.

        >>> from policygraph.records.kinds import Text
        >>> old = [Item("a", "d", "task", ("d",), title=Text("데이터 개방 확대"))]
        >>> new = [Item("b", "d", "task", ("d",), title=Text("데이터 개방의 확대")), Item("c", "d", "task", ("d",), title=Text("항만"))]
        >>> [(row, column, score > 0.5) for row, column, score in Likeness.of(old, new).scores([0], [0, 1])]
        [(0, 0, True)]
        """
        if not len(old) or not len(new):
            return
        right = self.new[list(new)].T.tocsr()
        for start in range(0, len(old), _ROWS):
            rows = list(old[start : start + _ROWS])
            found = (self.old[rows] @ right).tocoo()
            keep = found.data >= least
            for row, column, score in zip(
                found.row[keep].tolist(), found.col[keep].tolist(), found.data[keep].tolist(), strict=True
            ):
                yield rows[row], new[column], round(score, 4)

    def contained(
        self, parts: Sparse, wholes: Sparse, places: Sequence[int], among: Sequence[int], least: float
    ) -> dict[int, list[tuple[int, float]]]:
        """Return for each of the *wholes* at *among* the *parts* at *places* whose text is in it, with the share (0..1).

        The share is what the whole has of the rare pairs of characters of the part; shares below *least* are left out.
        """
        found: dict[int, list[tuple[int, float]]] = {}
        if not len(places) or not len(among):
            return found
        left = self._weighed(parts[list(places)])
        sizes = np.asarray(left.sum(axis=1)).ravel()
        right = _ones(wholes[list(among)]).T.tocsr()
        for start in range(0, len(places), _ROWS):
            product = (left[start : start + _ROWS] @ right).tocoo()
            shares = product.data / sizes[start + product.row]
            keep = shares >= least
            for row, column, share in zip(
                product.row[keep].tolist(), product.col[keep].tolist(), shares[keep].tolist(), strict=True
            ):
                found.setdefault(among[column], []).append((places[start + row], share))
        return found

    def share_covered(self, whole: Sparse, parts: Sparse) -> float:
        """Return the share (0..1) of the rare pairs of the one row *whole* that some row of *parts* has."""
        own = self._weighed(whole)
        total = float(own.sum())
        seen = np.zeros(own.shape[1])
        seen[parts.indices] = 1
        return float(own.data @ seen[own.indices]) / total if total else 0.0

    def _weighed(self, rows: Sparse) -> Sparse:
        found = _ones(rows)
        found.data = self.rarity[found.indices]
        return found


def _ones(rows: Sparse) -> Sparse:
    found = rows.copy()
    found.data = np.ones_like(found.data)
    return found
