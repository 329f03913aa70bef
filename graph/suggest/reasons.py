"""Says why: the words that both texts share, the similar task that is aligned already, the place in the hierarchy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.korean import particle
from policygraph.graph.suggest.material import Labels
from policygraph.graph.suggest.model import Reason, ReasonKind
from policygraph.graph.suggest.parts import Comparison
from policygraph.graph.suggest.terms import english_words
from policygraph.graph.suggest.vectors import Dense, Matrix
from policygraph.sources.records import Alignment, Text
from policygraph.sources.words import ALIGNMENT_STATES, STRENGTHS

MOST_TERMS = 5
_LEAST_TERM = 0.005
_LEAST_VOTE = 0.02


class Explainer:
    """Gives the reasons for pairs of tasks and items; what many pairs share is worked out once."""

    def __init__(self, graph: AlignmentGraph, comparison: Comparison, labels: Labels) -> None:
        self.graph, self.comparison, self.labels = graph, comparison, labels
        self.material = comparison.material
        self.alignments: dict[tuple[str, str], Alignment] = {
            (link.task, link.item): link for link in self.material.alignments
        }
        self._by_item: Matrix = labels.weight[labels.tasks].T.tocsr()
        self._linked = np.flatnonzero(labels.counts).astype(np.int32)
        self._vectors: dict[tuple[str, int], dict[int, float]] = {}
        self._paths: dict[str, Text] = {}

    def reasons(
        self, row: int, column: int, added: Mapping[str, float], similarity: Dense, shares: Dense, votes: Dense
    ) -> tuple[Reason, ...]:
        """Return the reasons for the task at *row* and the item at *column*, those that add most first.

        *added* is what each part adds to the log-odds; *similarity* and *shares* are those of the tasks of the history to the
        task, *votes* what similar tasks say of each linked item.
        """
        found = [
            self._terms("terms-ko", row, column, added.get("characters")),
            self._terms("terms-en", row, column, added.get("english")),
            self._neighbour(column, added["neighbours"], similarity, shares) if "neighbours" in added else None,
            self._alike(row, column, added["alike"], votes) if "alike" in added else None,
            _embedding(added["embedding"]) if "embedding" in added else None,
        ]
        kept = sorted((reason for reason in found if reason is not None), key=lambda reason: -(reason.weight or 0.0))
        place = self._hierarchy(row, column)
        return (*kept, place) if place is not None else tuple(kept)

    # shared words

    def _vector(self, kind: ReasonKind, side: int, place: int) -> dict[int, float]:
        """Return the terms of one text with their weights, by number."""
        key = (f"{kind}{side}", place)
        if key not in self._vectors:
            pair = self.comparison.words if kind == "terms-ko" else self.comparison.english
            matrix = pair[side]
            start, end = matrix.indptr[place], matrix.indptr[place + 1]
            self._vectors[key] = dict(
                zip(matrix.indices[start:end].tolist(), matrix.data[start:end].tolist(), strict=True)
            )
        return self._vectors[key]

    def _terms(self, kind: ReasonKind, row: int, column: int, added: float | None) -> Reason | None:
        task, item = self._vector(kind, 0, row), self._vector(kind, 1, column)
        names = self.comparison.word_terms if kind == "terms-ko" else self._surfaces
        shared = sorted(((task[number] * item[number], number) for number in task.keys() & item.keys()), reverse=True)
        terms: list[tuple[str, float]] = []
        for weight, number in shared:
            name = names[number]
            if len(terms) == MOST_TERMS or weight < _LEAST_TERM:
                break
            if not any(name in longer or longer in name for longer, _ in terms):
                terms.append((name, round(weight, 3)))
        if not terms:
            return None
        listed = ", ".join(f"{name} {weight:.2f}" for name, weight in terms)
        text = (
            Text(f"함께 나온 말: {listed}", f"words in both Korean texts: {listed}")
            if kind == "terms-ko"
            else Text(f"영문에 함께 나온 말: {listed}", f"words in both texts: {listed}")
        )
        return Reason(kind, text, _rounded(added), tuple(terms))

    @cached_property
    def _surfaces(self) -> Sequence[str]:
        """The commonest word of each English stem."""
        words: Counter[tuple[str, str]] = Counter()
        for text in self.comparison.english_texts:
            words.update(english_words(text))
        best: dict[str, tuple[int, str]] = {}
        for (stem, word), count in words.items():
            best[stem] = max(best.get(stem, (0, "")), (count, word))
        return [best[stem][1] for stem in self.comparison.english_terms]

    # similar tasks and items

    def _neighbour(self, column: int, added: float, similarity: Dense, shares: Dense) -> Reason | None:
        start, end = self._by_item.indptr[column], self._by_item.indptr[column + 1]
        if end == start:
            return None
        places = self._by_item.indices[start:end]
        spoken = shares[places] * self._by_item.data[start:end]
        best = int(spoken.argmax())
        if spoken[best] < _LEAST_VOTE:
            return None
        task = self.material.tasks[int(self.labels.tasks[places[best]])]
        item = self.material.items[column]
        link = self.alignments[task.id, item.id]
        strength, state = STRENGTHS[link.strength], ALIGNMENT_STATES[link.state]
        alike = float(similarity[places[best]])
        more = int((spoken >= _LEAST_VOTE).sum()) - 1
        title_ko, title_en = f"'{task.title.get('ko')}'({task.id})", f"'{task.title.get('en')}' ({task.id})"
        text = Text(
            f"비슷한 과제 {particle(title_ko, '이/가')} 이 항목에 연계되어 있음({strength.ko}, {state.ko}; 닮은 정도 {alike:.2f}"
            + (f"; 그 밖에 {more}건)" if more else ")"),
            f"the similar task {title_en} is aligned to it ({strength.en}, {state.en}; likeness {alike:.2f}"
            + (f"; {more} more)" if more else ")"),
        )
        return Reason("neighbour", text, _rounded(added), task=task.id)

    def _alike(self, row: int, column: int, added: float, votes: Dense) -> Reason | None:
        shares = self.comparison.alike_shares(self._linked, np.asarray([column], np.int32))[:, 0]
        spoken = votes[self._linked] * shares
        if added <= 0 or not len(spoken):
            return None
        other = self.material.items[int(self._linked[int(spoken.argmax())])]
        framework = self.material.titles[other.document] if other.document in self.material.titles else Text()
        text = Text(
            f"닮은 항목 '{other.title.get('ko')}'({other.id}, {framework.get('ko')})에 비슷한 과제들이 연계되어 있음",
            f"similar tasks are aligned to the item '{other.title.get('en')}' ({other.id}, {framework.get('en')}), which is like it",
        )
        return Reason("alike", text, _rounded(added), item=other.id)

    # hierarchy

    def _path(self, name: str) -> Text:
        """Return the titles above an item, from the framework down."""
        if name not in self._paths:
            above, seen = [], {name}
            record = self.graph.items[name]
            while record.parents and record.parents[0] not in seen:
                parent = record.parents[0]
                seen.add(parent)
                above.append(self.graph.title(parent))
                if parent not in self.graph.items:
                    break
                record = self.graph.items[parent]
            above.reverse()
            self._paths[name] = Text(" > ".join(t.get("ko") for t in above), " > ".join(t.get("en") for t in above))
        return self._paths[name]

    def _hierarchy(self, row: int, column: int) -> Reason | None:
        task, item = self.material.tasks[row].id, self.material.items[column].id
        path = self._path(item)
        near = next((link for link in self.graph.serves.get(task, ()) if self._near(link.item, item)), None)
        if near is None:
            return Reason("hierarchy", Text(f"위치: {path.ko}", f"place: {path.en}")) if path else None
        title, state = self.graph.title(near.item), ALIGNMENT_STATES[near.state]
        text = Text(
            f"위치: {path.ko}. 가까운 항목 '{title.get('ko')}'({near.item})에는 이 과제가 이미 연계됨({state.ko})",
            f"place: {path.en}. The task is already aligned to the item '{title.get('en')}' ({near.item}) near it ({state.en})",
        )
        return Reason("hierarchy", text, item=near.item)

    def _near(self, one: str, other: str) -> bool:
        """Return whether two different items are parent and child, or children of the same item."""
        if one == other:
            return False
        first, second = self.graph.items[one].parents, self.graph.items[other].parents
        return one in second or other in first or bool(set(first) & set(second))


def _embedding(added: float) -> Reason | None:
    if added <= 0:
        return None
    text = Text("임베딩 모델이 두 글의 뜻을 가깝게 봄", "the embedding model finds the two texts close in meaning")
    return Reason("embedding", text, _rounded(added))


def _rounded(added: float | None) -> float | None:
    return None if added is None else round(float(added), 2)
