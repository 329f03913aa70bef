"""Texts as sparse vectors: TF-IDF with cosine, and BM25, over any way of cutting texts into terms.

A document is a list of (text, weight). The matrices hold 32-bit floats; a row is one document. The cost is linear in the
length of the texts, and each distinct text is cut once however often it occurs (titles of parents do).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.suggest.cutting import Tokenizer, plain
from scipy import sparse

Sparse = Any  # scipy.sparse.csr_matrix, which has no types
Dense = NDArray[np.float32]
Fields = Sequence[tuple[str, float]]

BM25_SATURATION, BM25_LENGTH = 1.2, 0.75
FREQUENT_TERMS = 512
_PAIR = np.int64(1) << 21  # one more than the largest code point
_BLANK = ord(" ")


def count_terms(documents: Iterable[Fields], cut: Tokenizer) -> tuple[Sparse, list[str]]:
    """Return how often each term occurs in each document, by weight, and the terms.

    >>> counts, terms = count_terms([[("a b a", 1.0)], [("b", 2.0)]], str.split)
    >>> counts.toarray().tolist(), terms
    ([[2.0, 1.0], [0.0, 2.0]], ['a', 'b'])
    """
    index: dict[str, int] = {}
    known: dict[str, list[int]] = {}
    rows: list[int] = [0]
    columns: list[int] = []
    weights: list[float] = []
    for fields in documents:
        for text, weight in fields:
            numbers = known.get(text)
            if numbers is None:
                numbers = known[text] = [index.setdefault(term, len(index)) for term in cut(text)]
            columns += numbers
            weights += [weight] * len(numbers)
        rows.append(len(columns))
    return _counts(weights, columns, rows, len(index)), list(index)


def count_pairs(documents: Iterable[Fields]) -> Sparse:
    """Return how often each pair of neighbouring characters occurs in each document.

    All texts are cut at once in arrays, some ten times as fast as term by term.
    """
    pieces: list[str] = []
    lengths: list[int] = []
    weights: list[float] = []
    sizes: list[int] = []
    known: dict[str, str] = {}
    for fields in documents:
        size = 0
        for text, weight in fields:
            clean = known.get(text)
            if clean is None:
                clean = known[text] = f" {plain(text)} "
            pieces.append(clean)
            lengths.append(len(clean))
            weights.append(weight)
            size += len(clean)
        sizes.append(size)
    codes = np.frombuffer("".join(pieces).encode("utf-32-le"), np.uint32).astype(np.int64)
    pairs = codes[:-1] * _PAIR + codes[1:]
    inside = (codes[:-1] != _BLANK) | (codes[1:] != _BLANK)
    each = np.repeat(np.asarray(weights, np.float32), lengths)[:-1]
    document = np.repeat(np.arange(len(sizes)), sizes)[:-1]
    wide = sparse.csr_matrix((each[inside], (document[inside], pairs[inside])), shape=(len(sizes), _PAIR * _PAIR))
    found, columns = np.unique(wide.indices, return_inverse=True)
    parts = wide.data, columns.astype(np.int32), wide.indptr.astype(np.int32)
    return sparse.csr_matrix(parts, shape=(len(sizes), len(found)))


def _counts(weights: Sequence[float], columns: Sequence[int], rows: Sequence[int], width: int) -> Sparse:
    parts: Any = (np.asarray(weights, np.float32), np.asarray(columns, np.int32), np.asarray(rows, np.int32))
    counts = sparse.csr_matrix(parts, shape=(len(rows) - 1, width))
    counts.sum_duplicates()
    return counts


def tfidf(counts: Sparse) -> Sparse:
    """Return the TF-IDF of *counts*, each row of length 1 (or 0): their product with another row is the cosine.

    ``(1 + ln tf) * (1 + ln((1 + n) / (1 + df)))``, as scikit-learn with ``sublinear_tf``; weights below 1 count linearly.
    """
    found = counts.astype(np.float32)
    frequency = np.bincount(found.indices, minlength=found.shape[1])
    rarity = (1 + np.log((1 + found.shape[0]) / (1 + frequency))).astype(np.float32)
    found.data = (np.minimum(found.data, 1) + np.log(np.maximum(found.data, 1))) * rarity[found.indices]
    squares = np.add.reduceat(np.append(found.data**2, 0), np.minimum(found.indptr[:-1], found.nnz))
    found.data /= np.repeat(np.sqrt(squares).astype(np.float32), np.diff(found.indptr))
    return found


def bm25(queries: Sparse, documents: Sparse) -> tuple[Sparse, Sparse]:
    """Return two matrices whose product is the BM25 score of each document for each query."""
    found = documents.astype(np.float32)
    size = np.diff(found.indptr)
    frequency = np.bincount(found.indices, minlength=found.shape[1])
    rarity = np.log(1 + (found.shape[0] - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    length = np.asarray(documents.sum(axis=1)).ravel()
    relative = np.repeat(length / max(float(length.mean()), 1e-9), size)
    saturation = BM25_SATURATION * (1 - BM25_LENGTH + BM25_LENGTH * relative)
    found.data = found.data * (BM25_SATURATION + 1) / (found.data + saturation) * rarity[found.indices]
    asked = queries.astype(np.float32)
    asked.data = np.minimum(asked.data, 2)
    return asked, found


def entries(matrix: Sparse, rows: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the entries of some rows of *matrix*, one row after the other: the position in *rows*, and the place of its data.

    >>> matrix = sparse.csr_matrix([[0, 5, 6], [7, 0, 0]])
    >>> position, place = entries(matrix, np.asarray([1, 0, 1]))
    >>> position.tolist(), matrix.data[place].tolist()
    ([0, 1, 1, 2], [7, 5, 6, 7])
    """
    first = matrix.indptr[rows].astype(np.int64)
    sizes = matrix.indptr[rows + 1] - first
    position = np.repeat(np.arange(len(rows)), sizes)
    before = np.cumsum(sizes) - sizes
    return position, np.arange(len(position)) + np.repeat(first - before, sizes)


class Vectors(NamedTuple):
    """*tasks* and *items* as rows over the same terms; *frequent* are the places of the terms that most of them use."""

    tasks: Sparse
    items: Sparse
    frequent: NDArray[np.int64]

    @classmethod
    def of(cls, tasks: Sparse, items: Sparse) -> Vectors:
        """Return the vectors with their `FREQUENT_TERMS` most frequent terms."""
        used = sum(np.bincount(side.indices, minlength=side.shape[1]) for side in (tasks, items))
        return cls(tasks, items, np.sort(np.argsort(-used, kind="stable")[:FREQUENT_TERMS]))


@dataclass(frozen=True, slots=True)
class RightSide:
    """Documents (columns) by terms (rows), ready to be multiplied with many others from the left.

    Few terms are in most texts and cause nine tenths of the work: those stand in a dense *table*, the *rest* is sparse.
    A number of the product depends on its two documents and *frequent* only, not on what else is asked for.
    """

    frequent: NDArray[np.int64]
    table: Dense
    rest: Sparse

    @classmethod
    def of(cls, documents: Sparse, frequent: NDArray[np.int64]) -> RightSide:
        """Return *documents* (rows) as the right side of products."""
        rare = np.ones(documents.shape[1], bool)
        rare[frequent] = False
        keep = rare[documents.indices]
        ends = np.concatenate(([0], np.cumsum(keep)))[documents.indptr]
        rest = sparse.csr_matrix((documents.data[keep], documents.indices[keep], ends), shape=documents.shape)
        return cls(frequent, documents[:, frequent].toarray(order="F").T, rest.T.tocsr())

    def product(self, rows: Sparse) -> Dense:
        """Return the product of each of *rows* with each document.

        >>> documents = sparse.csr_matrix([[1.0, 2.0, 0.0], [0.0, 1.0, 4.0]], dtype=np.float32)
        >>> RightSide.of(documents, np.asarray([1])).product(documents).tolist()
        [[5.0, 2.0], [2.0, 17.0]]
        """
        found = np.asarray(rows[:, self.frequent] @ self.table, np.float32)
        found += (rows @ self.rest).toarray()
        return found
