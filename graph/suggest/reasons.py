"""Says why: the words that both texts share, the similar task that is aligned already, the place in the hierarchy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.korean import particle
from policygraph.graph.review.queue_data import path_of
from policygraph.graph.suggest.material import Labels
from policygraph.graph.suggest.parts import Comparison, Positions
from policygraph.graph.suggest.suggestion import Reason, ReasonKind
from policygraph.graph.suggest.vectors import Dense, entries
from policygraph.records.kinds import Alignment, Text
from policygraph.records.words import ALIGNMENT_STATES, STRENGTHS

MOST_TERMS = 5
_LEAST_TERM = 0.01
_LEAST_VOTE = 0.02


@dataclass(frozen=True)
class Evidence:
    """What was computed for some pairs: the places of their tasks (*rows*) and items (*columns*), and what each part *added*.

    *similarity*, *shares* and *votes* have one line for each task that was asked for; *lines* says which one is a pair's.
    """

    rows: Positions
    columns: Positions
    added: Mapping[str, Sequence[float]]
    similarity: Dense
    shares: Dense
    votes: Dense
    lines: NDArray[np.int64]


class Explainer:
    """Gives the reasons for pairs of tasks and items; what many pairs share is worked out once."""

    def __init__(self, graph: AlignmentGraph, comparison: Comparison, labels: Labels) -> None:
        self.graph, self.comparison, self.labels = graph, comparison, labels
        self.material = comparison.material
        self.alignments: dict[tuple[str, str], Alignment] = {
            (link.task, link.item): link for link in self.material.alignments
        }
        self._linked = np.flatnonzero(labels.counts).astype(np.int32)
        self._places: dict[str, Reason] = {}
        self._paths: dict[str, Text] = {}
        self._around: dict[str, tuple[str, ...]] = {}
        self._near: dict[str, dict[str, Alignment]] = {}
        self._speakers: dict[int, tuple[str, str]] = {}

    def reasons(self, evidence: Evidence) -> Iterator[tuple[Reason, ...]]:
        """Yield the reasons for each pair, those that add most first, and the place in the hierarchy last."""
        added = evidence.added
        korean = self._terms("terms-ko", evidence, added["characters"])
        english = self._terms("terms-en", evidence, added["english"])
        neighbours = self._neighbours(evidence, added["neighbours"]) if "neighbours" in added else {}
        for number, (row, column) in enumerate(zip(evidence.rows.tolist(), evidence.columns.tolist(), strict=True)):
            found = [next(korean), next(english), neighbours.get(number)]
            if "alike" in added and added["alike"][number] > 0:
                found.append(self._alike(column, added["alike"][number], evidence.votes[evidence.lines[number]]))
            if "embedding" in added and added["embedding"][number] > 0:
                found.append(_embedding(added["embedding"][number]))
            kept = sorted(filter(None, found), key=attrgetter("weight"), reverse=True)
            yield *kept, self._hierarchy(self.material.tasks[row].id, self.material.items[column].id)

    # shared words

    def _terms(self, kind: ReasonKind, evidence: Evidence, added: Sequence[float]) -> Iterator[Reason | None]:
        """Yield the shared words of each pair."""
        tasks, items, _ = self.comparison.words if kind == "terms-ko" else self.comparison.english
        names = self.comparison.word_terms if kind == "terms-ko" else self.comparison.english_terms
        shared = tasks[evidence.rows].multiply(items[evidence.columns]).tocsr()
        shared.data[shared.data < _LEAST_TERM] = 0
        shared.eliminate_zeros()
        pairs = np.repeat(np.arange(len(evidence.rows)), np.diff(shared.indptr))
        order = np.lexsort((-shared.indices, -shared.data, pairs))
        weights = np.round(shared.data[order].astype(np.float64), 3).tolist()
        words = [names[term] for term in shared.indices[order].tolist()]
        for weight, (start, end) in zip(added, pairwise(shared.indptr.tolist()), strict=True):
            terms = _apart(words[start:end], weights[start:end])
            yield Reason(kind, weight=round(weight, 2), terms=terms) if terms else None

    # similar tasks and items

    def _neighbours(self, evidence: Evidence, added: Sequence[float]) -> dict[int, Reason]:
        """Return the most similar task that speaks for each pair, where there is one and it adds something."""
        history = self.labels.by_item
        position, place = entries(history, evidence.columns)
        lines, tasks = evidence.lines[position], history.indices[place]
        spoken = evidence.shares[lines, tasks] * history.data[place]
        heard = np.flatnonzero((spoken >= _LEAST_VOTE) & (np.asarray(added, np.float64) > 0)[position])
        position, tasks, lines = position[heard], tasks[heard], lines[heard]
        loudest = np.lexsort((-spoken[heard], position))
        pairs, first, counts = np.unique(position[loudest], return_index=True, return_counts=True)
        best = loudest[first]
        alike = evidence.similarity[lines[best], tasks[best]]
        rows, columns = self.labels.tasks[tasks[best]], evidence.columns[pairs]
        return {
            pair: self._neighbour(row, column, likeness, count - 1, added[pair])
            for pair, row, column, likeness, count in zip(
                pairs.tolist(), rows.tolist(), columns.tolist(), alike.tolist(), counts.tolist(), strict=True
            )
        }

    def _neighbour(self, row: int, column: int, alike: float, more: int, added: float) -> Reason:
        if row not in self._speakers:
            task = self.material.tasks[row]
            korean, english = f"'{task.title.get('ko')}'({task.id})", f"'{task.title.get('en')}' ({task.id})"
            self._speakers[row] = (
                f"비슷한 과제 {particle(korean, '이/가')} 이 항목에 연계됨",
                f"the similar task {english} is aligned to it",
            )
        korean, english = self._speakers[row]
        name = self.material.tasks[row].id
        link = self.alignments[name, self.material.items[column].id]
        strength, state = STRENGTHS[link.strength], ALIGNMENT_STATES[link.state]
        text = Text(
            f"{korean}({strength.ko}, {state.ko}, 닮은 정도 {alike:.2f}" + (f", 그 밖에 {more}건)" if more else ")"),
            f"{english} ({strength.en}, {state.en}; likeness {alike:.2f}" + (f"; {more} more)" if more else ")"),
        )
        return Reason("neighbour", text, round(added, 2), task=name)

    def _alike(self, column: int, added: float, votes: Dense) -> Reason:
        shares = self.comparison.alike_shares(self._linked, np.asarray([column], np.int32))[:, 0]
        spoken = votes[self._linked] * shares
        other = self.material.items[int(self._linked[int(spoken.argmax())])]
        framework = self.material.titles[other.document]
        text = Text(
            f"닮은 항목 '{other.title.get('ko')}'({other.id}, {framework.get('ko')})에 비슷한 과제들이 연계됨",
            f"similar tasks are aligned to the item '{other.title.get('en')}' ({other.id}, {framework.get('en')}), which is like it",
        )
        return Reason("alike", text, round(added, 2), item=other.id)

    # hierarchy

    def _hierarchy(self, task: str, item: str) -> Reason:
        near = self._near_of(task).get(item)
        if near is None:
            if item not in self._places:
                path = self._path(item)
                self._places[item] = Reason("hierarchy", Text(f"위치: {path.ko}", f"place: {path.en}"))
            return self._places[item]
        path, title, state = self._path(item), self.graph.title(near.item), ALIGNMENT_STATES[near.state]
        text = Text(
            f"위치: {path.ko}. 가까운 항목 '{title.get('ko')}'({near.item})에는 이 과제가 이미 연계됨({state.ko})",
            f"place: {path.en}. The task is already aligned to the item '{title.get('en')}' ({near.item}) near it ({state.en})",
        )
        return Reason("hierarchy", text, item=near.item)

    def _path(self, name: str) -> Text:
        """Return the titles above an item, from the framework down."""
        if name not in self._paths:
            above = path_of(self.graph, name)
            self._paths[name] = Text(" > ".join(t.get("ko") for t in above), " > ".join(t.get("en") for t in above))
        return self._paths[name]

    def _near_of(self, task: str) -> dict[str, Alignment]:
        """Return the items that are parent, child or sibling of one that the task is aligned to, with that alignment."""
        if task not in self._near:
            found: dict[str, Alignment] = {}
            for link in reversed(self.graph.serves.get(task, ())):  # the first alignment has the last word
                found.update(dict.fromkeys(self._around_of(link.item), link))
            self._near[task] = found
        return self._near[task]

    def _around_of(self, name: str) -> tuple[str, ...]:
        """Return the parents, children and siblings of an item."""
        if name not in self._around:
            parents = [parent for parent in self.graph.items[name].parents if parent in self.graph.items]
            siblings = [child for parent in parents for child in self.graph.children[parent]]
            near = dict.fromkeys((*parents, *self.graph.children[name], *siblings))
            near.pop(name, None)
            self._around[name] = tuple(near)
        return self._around[name]


def _apart(words: Sequence[str], weights: Sequence[float]) -> tuple[tuple[str, float], ...]:
    """Return the first of *words*, heaviest first, with their weights; a part of one that is there already is left out.

    >>> _apart(["데이터", "공공데이터", "개방"], [0.3, 0.2, 0.1])
    (('데이터', 0.3), ('개방', 0.1))
    """
    found: list[str] = []
    kept: list[tuple[str, float]] = []
    for word, weight in zip(words, weights, strict=True):
        for other in found:
            if word in other or other in word:
                break
        else:
            found.append(word)
            kept.append((word, weight))
            if len(found) == MOST_TERMS:
                break
    return tuple(kept)


def _embedding(added: float) -> Reason:
    text = Text("임베딩 모델이 두 글의 뜻을 가깝게 봄", "the embedding model finds the two texts close in meaning")
    return Reason("embedding", text, round(added, 2))
