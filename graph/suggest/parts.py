"""The parts of the pipeline: each gives one number for every pair of a task and an item, and can be measured alone.

`Comparison` holds the texts as vectors and computes a part for some tasks (*rows*) and items (*columns*). A number that
cannot be known (a text that has no English) is NaN, and counts as neither for nor against.

Parts that read the history take `Labels`; a task's own alignments never speak for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.suggest.cutting import CompoundSplitter, Tokenizer, english_words, korean_words, morphemes
from policygraph.graph.suggest.embedding_model import EmbeddingModel, embed
from policygraph.graph.suggest.material import Labels, Material
from policygraph.graph.suggest.texts import speaks_english, texts_of
from policygraph.graph.suggest.vectors import (
    Dense,
    Fields,
    RightSide,
    Sparse,
    Vectors,
    bm25,
    count_pairs,
    count_terms,
    tfidf,
)
from policygraph.records.kinds import GROUPING_LEVELS, Item, Language, Text
from scipy import sparse

Positions = NDArray[np.int32]

PARTS: Mapping[str, Text] = {
    "characters": Text("한국어 글자쌍 TF-IDF", "Korean character pairs, TF-IDF"),
    "words": Text("한국어 낱말 BM25", "Korean words, BM25"),
    "morphemes": Text("한국어 형태소 BM25", "Korean morphemes (kiwipiepy), BM25"),
    "english": Text("영어 어간 TF-IDF", "English stems, TF-IDF"),
    "english-bm25": Text("영어 어간 BM25", "English stems, BM25"),
    "hierarchy": Text("체계 안의 위치(상·하위, 형제 항목)", "hierarchy: parent, children and siblings"),
    "neighbours": Text("비슷한 과제의 연계", "alignments of similar tasks"),
    "alike": Text("다른 체계의 비슷한 항목", "similar items of other frameworks"),
    "popularity": Text("연계가 많은 항목", "how many alignments the item has"),
    "level": Text("항목의 수준", "whether the item groups or commits"),
    "embedding": Text("임베딩 모델(플러그인)", "embedding model (plug-in)"),
}
TECHNOLOGY_SHARE = 0.1
_LEAST = 1e-3
_MOST_RIGHT_SIDES = 32


class Comparison:
    """The tasks and items of *material* as vectors; what is not asked for is not computed."""

    def __init__(self, material: Material, embedding: EmbeddingModel | None = None) -> None:
        self.material, self.embedding = material, embedding
        self._right_sides: dict[tuple[int, bool, bytes], RightSide] = {}
        self._similar: tuple[bytes, bytes, Dense] | None = None
        self._shares: tuple[bytes, bytes, Dense] | None = None
        self._parts: Mapping[str, Callable[[Positions, Positions, Labels], Dense]] = {
            "characters": lambda rows, columns, _: self._product(self.characters, rows, columns),
            "words": lambda rows, columns, _: self._product(self._bm25_words, rows, columns),
            "morphemes": lambda rows, columns, _: self._product(self._bm25_morphemes, rows, columns),
            "english": lambda rows, columns, _: self._spoken(self.english, rows, columns),
            "english-bm25": lambda rows, columns, _: self._spoken(self._bm25_english, rows, columns),
            "hierarchy": self._hierarchy,
            "neighbours": lambda rows, columns, labels: np.sqrt(self.votes(rows, labels, columns)),
            "alike": lambda rows, columns, labels: np.log(self._alike(rows, columns, labels) + _LEAST),
            "popularity": lambda rows, columns, labels: self._popularity(rows, columns, labels),
            "level": lambda rows, columns, _: self._level(rows, columns),
            "embedding": lambda rows, columns, _: self._embedded[0][rows] @ self._embedded[1][columns].T,
        }

    def part(self, name: str, rows: Positions, columns: Positions, labels: Labels) -> Dense:
        """Return the part *name* for the tasks at *rows* and the items at *columns*."""
        return self._parts[name](rows, columns, labels)

    # texts

    def _fields(self, records: Sequence[Item], lang: Language) -> list[Fields]:
        return [list(texts_of(record, lang, self.material.titles)) for record in records]

    @cached_property
    def _korean(self) -> list[Fields]:
        return self._fields((*self.material.tasks, *self.material.items), "ko")

    @cached_property
    def _english_fields(self) -> list[Fields]:
        return self._fields((*self.material.tasks, *self.material.items), "en")

    def _halves(self, matrix: Sparse) -> tuple[Sparse, Sparse]:
        tasks = len(self.material.tasks)
        return matrix[:tasks], matrix[tasks:]

    def _tfidf_of(self, counts: Sparse) -> Vectors:
        return Vectors.of(*self._halves(tfidf(counts)))

    @cached_property
    def characters(self) -> Vectors:
        """Tasks and items by pairs of characters."""
        return self._tfidf_of(count_pairs(self._korean))

    @cached_property
    def _english_counts(self) -> tuple[Sparse, list[str]]:
        """The counts of stems, and a word of the texts for each of them."""
        written: dict[str, str] = {}

        def cut(text: str) -> list[str]:
            words = english_words(text)
            for stem, word in words:
                written.setdefault(stem, word)
            return [stem for stem, _ in words]

        counts, stems = count_terms(self._english_fields, cut)
        return counts, [written[stem] for stem in stems]

    @cached_property
    def english(self) -> Vectors:
        """Tasks and items by English stems."""
        return self._tfidf_of(self._english_counts[0])

    @property
    def english_terms(self) -> list[str]:
        """A word as it is written for each stem of `english`."""
        return self._english_counts[1]

    @cached_property
    def _word_counts(self) -> tuple[Sparse, list[str]]:
        texts = {text for fields in self._korean for text, _ in fields}
        cut = {text: korean_words(text) for text in texts}
        split = CompoundSplitter(word for words in cut.values() for word in words)
        return count_terms(self._korean, lambda text: [part for word in cut[text] for part in split(word)])

    @cached_property
    def words(self) -> Vectors:
        """Tasks and items by Korean words, as TF-IDF."""
        return self._tfidf_of(self._word_counts[0])

    @property
    def word_terms(self) -> list[str]:
        """The words of `words`."""
        return self._word_counts[1]

    def _bm25_of(self, counts: Sparse) -> Vectors:
        return Vectors.of(*bm25(*self._halves(counts)))

    @cached_property
    def _bm25_words(self) -> Vectors:
        return self._bm25_of(self._word_counts[0])

    @cached_property
    def _bm25_morphemes(self) -> Vectors:
        cut: Tokenizer = partial(morphemes)
        return self._bm25_of(count_terms(self._korean, cut)[0])

    @cached_property
    def _bm25_english(self) -> Vectors:
        return self._bm25_of(self._english_counts[0])

    @cached_property
    def _embedded(self) -> tuple[Dense, Dense]:
        if self.embedding is None:
            raise ValueError("no embedding model was given")
        texts = [f"{record.title.get('ko')}. {record.summary.get('ko')}" for record in
                 (*self.material.tasks, *self.material.items)]  # fmt: skip
        found = embed(self.embedding, texts)
        tasks = len(self.material.tasks)
        return found[:tasks], found[tasks:]

    @cached_property
    def _speaks_english(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        tasks, items = ([speaks_english(one) for one in side] for side in (self.material.tasks, self.material.items))
        return np.asarray(tasks, bool), np.asarray(items, bool)

    def _product(self, vectors: Vectors, rows: Positions, columns: Positions) -> Dense:
        """Return the product of the tasks at *rows* with the items at *columns*."""
        return self._right_side(vectors, columns, tasks=False).product(vectors.tasks[rows])

    def _right_side(self, vectors: Vectors, places: Positions, *, tasks: bool) -> RightSide:
        """Return the tasks or items at *places* as a right side; hundreds of rows are multiplied with the same one."""
        key = id(vectors), tasks, places.tobytes()
        if key not in self._right_sides:
            if len(self._right_sides) >= _MOST_RIGHT_SIDES:
                self._right_sides.clear()
            side = vectors.tasks if tasks else vectors.items
            self._right_sides[key] = RightSide.of(side[places], vectors.frequent)
        return self._right_sides[key]

    def _spoken(self, vectors: Vectors, rows: Positions, columns: Positions) -> Dense:
        found = self._product(vectors, rows, columns)
        tasks, items = self._speaks_english
        found[~tasks[rows]] = np.nan
        found[:, ~items[columns]] = np.nan
        return found

    # similar tasks

    @cached_property
    def _technologies(self) -> Vectors:
        found = tfidf(count_terms([[(" ".join(task.technologies), 1.0)] for task in self.material.tasks], str.split)[0])
        return Vectors.of(found, found)

    def task_similarity(self, rows: Positions, others: Positions) -> Dense:
        """Return how alike (0..1) the tasks at *rows* and at *others* are: both languages, and some technologies.

        The answer to the last question is kept: ranking, strengths and reasons ask the same one.
        """
        asked = rows.tobytes(), others.tobytes()
        if self._similar is None or self._similar[:2] != asked:
            self._similar = (*asked, self._task_similarity(rows, others))
        return self._similar[2]

    def _task_similarity(self, rows: Positions, others: Positions) -> Dense:
        characters, english, technologies = (
            self._right_side(vectors, others, tasks=True).product(vectors.tasks[rows])
            for vectors in (self.characters, self.english, self._technologies)
        )
        found = self._both(characters, english, self._speaks_english[0][rows], self._speaks_english[0][others])
        found *= 1 - TECHNOLOGY_SHARE
        technologies *= TECHNOLOGY_SHARE
        found += technologies
        found[rows[:, None] == others[None, :]] = 0
        return found

    @staticmethod
    def _both(korean: Dense, english: Dense, left: NDArray[np.bool_], right: NDArray[np.bool_]) -> Dense:
        """Return the mean of two similarities, or the Korean one alone where a side has no English."""
        if not (left.all() and right.all()):
            np.copyto(english, korean, where=~(left[:, None] & right[None, :]))
        korean += english
        korean *= 0.5
        return korean

    def shares(self, rows: Positions, labels: Labels) -> Dense:
        """Return how much each task of the history speaks for each task at *rows*; the shares of a row sum to 1 or 0.

        The share goes with the cube of the likeness, so that the few most similar tasks decide.
        """
        asked = rows.tobytes(), labels.tasks.tobytes()
        if self._shares is None or self._shares[:2] != asked:
            similarity = self.task_similarity(rows, labels.tasks)
            found = similarity * similarity * similarity
            total = found.sum(axis=1, keepdims=True)
            found /= total + (total == 0)
            self._shares = (*asked, found)
        return self._shares[2]

    def votes(self, rows: Positions, labels: Labels, columns: Positions | None = None) -> Dense:
        """Return the share (0..1) of similar tasks that are aligned to each item."""
        history = labels.weight[labels.tasks]
        if columns is not None:
            history = history[:, columns]
        return np.asarray(history.T @ self.shares(rows, labels).T, np.float32).T

    # similar items

    def item_similarity(self, rows: Positions, columns: Positions) -> Dense:
        """Return how alike (0..1) items of different frameworks are; 0 within a framework."""
        characters, english = (
            self._right_side(vectors, columns, tasks=False).product(vectors.items[rows])
            for vectors in (self.characters, self.english)
        )
        found = self._both(characters, english, self._speaks_english[1][rows], self._speaks_english[1][columns])
        frameworks = self.material.frameworks
        found[frameworks[rows][:, None] == frameworks[columns][None, :]] = 0
        return found

    @cached_property
    def _alike_shares(self) -> Dense:
        """How much each item (row) speaks for each item (column); the shares of a column sum to 1 or 0."""
        every = np.arange(len(self.material.items), dtype=np.int32)
        found = np.square(self.item_similarity(every, every))
        total = found.sum(axis=0, keepdims=True)
        found /= total + (total == 0)
        return found

    def alike_shares(self, linked: Positions, columns: Positions) -> Dense:
        """Return how much each of the items at *linked* speaks for each item at *columns*."""
        return self._alike_shares[np.ix_(linked, columns)]

    def _alike(self, rows: Positions, columns: Positions, labels: Labels) -> Dense:
        linked = np.flatnonzero(labels.counts).astype(np.int32)
        # a sparse left side adds up in one order; a dense product adds up as the shape of what is asked for suits it
        votes = sparse.csr_matrix(self.votes(rows, labels, linked))
        return np.asarray(votes @ self.alike_shares(linked, columns), np.float32)

    # items

    def _popularity(self, rows: Positions, columns: Positions, labels: Labels) -> Dense:
        own = np.asarray(labels.weight[rows][:, columns].toarray(), np.float32)
        return np.asarray(np.log1p(labels.counts[columns][None, :] - own), np.float32)

    def _level(self, rows: Positions, columns: Positions) -> Dense:
        groups = [self.material.items[place].level in GROUPING_LEVELS for place in columns]
        return np.tile(np.asarray(groups, np.float32), (len(rows), 1))

    @cached_property
    def near_items(self) -> list[Positions]:
        """The parents, children and siblings of each item."""
        children: dict[str, list[int]] = {}
        for place, item in enumerate(self.material.items):
            for parent in item.parents:
                children.setdefault(parent, []).append(place)
        index = self.material.item_index
        found = []
        for place, item in enumerate(self.material.items):
            near = {index[parent] for parent in item.parents if parent in index}
            near.update(*(children[parent] for parent in item.parents if parent in index))
            near.update(children.get(item.id, ()))
            found.append(np.asarray(sorted(near - {place}), np.int32))
        return found

    def _hierarchy(self, rows: Positions, columns: Positions, labels: Labels) -> Dense:
        """Return how good the best item near each item is: by text and by similar tasks."""
        every = np.arange(len(self.material.items), dtype=np.int32)
        good = self._product(self.characters, rows, every) + self.votes(rows, labels)
        found = np.zeros((len(rows), len(columns)), np.float32)
        for place, column in enumerate(columns):
            near = self.near_items[column]
            if len(near):
                found[:, place] = good[:, near].max(axis=1)
        return found
