"""`Suggester` ranks the items of a study for its tasks, or its tasks for an item, some hundred tasks at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.lookup import find
from policygraph.graph.review.cases import HiddenCandidates
from policygraph.graph.suggest.cutting import morphemes_installed
from policygraph.graph.suggest.embedding_model import EmbeddingModel, load_embedding
from policygraph.graph.suggest.material import Material, material_of
from policygraph.graph.suggest.parts import Comparison, Positions
from policygraph.graph.suggest.ranker import Models, PairScores, bundled_models, logistic, rank, with_history
from policygraph.graph.suggest.reasons import Evidence, Explainer
from policygraph.graph.suggest.strength import propose_strengths
from policygraph.graph.suggest.suggestion import Suggestion
from policygraph.graph.suggest.training import train_on_bundled
from policygraph.graph.suggest.vectors import Dense
from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Text
from policygraph.sources.workspace import read_bundled

if TYPE_CHECKING:
    from policygraph.graph.study import Study
    from policygraph.sources.settings import SuggestionSettings

TASKS_AT_ONCE = 256
NOT_APPLICABLE = "not-applicable"


class MorphemesMissing(PolicyGraphError):  # noqa: N818 - what is the matter
    """The settings ask for morphemes, and the analyser is not installed."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "policygraph.toml에 [suggest] morphemes = true가 있지만 형태소 분석기가 설치되어 있지 않습니다. "
                'pip install "policygraph[morphemes]"로 설치하거나 그 줄을 지워 주세요.',
                "policygraph.toml says [suggest] morphemes = true, but the analyser is not installed; "
                'run pip install "policygraph[morphemes]" or remove that line',
            )
        )


def suggest(
    study: Study,
    *,
    tasks: Collection[str] = (),
    items: Collection[str] = (),
    frameworks: Collection[str] = (),
    top: int = 10,
    include_decided: bool = False,
    least: float = 0.0,
) -> list[Suggestion]:
    """Return candidate alignments with reasons; nothing is recorded.

    Parameters
    ----------
    study
        The workspace; its own alignments and the bundled ones of other plans are the history.
    tasks, items, frameworks
        Ids or parts of titles; all where none is given.
    top
        How many for each task, or for each item where *items* are given and *tasks* are not; 0 for all.
    include_decided
        Whether pairs on record and items that are not applicable are listed too, with their state.
    least
        Leave out what has a lower confidence (0..1).

    Returns
    -------
    list of Suggestion
        Task by task in the order of the records (item by item where *items* lead), best first.

    Raises `UnknownName` where a name answers to nothing, or to more than one record.

    >>> from policygraph import open_study
    >>> found = suggest(open_study(), tasks=["b6-1-1"], frameworks=["aim"], top=2)
    >>> [suggestion.framework for suggestion in found], found[0].confidence >= found[1].confidence
    (['aim', 'aim'], True)
    """
    return suggester_of(study).suggest(tasks, items, frameworks, top, include_decided=include_decided, least=least)


def suggester_of(study: Study) -> Suggester:
    """Return the suggester of *study*; it is made once."""
    if study not in _known:
        used = study.workspace
        bundled = used.root is None and used.entry is not None  # the bundled records, which are their own history
        _known[study] = Suggester(study.graph, used.settings.suggestions, bundled=bundled)
    return _known[study]


def frameworks_without_history(study: Study, frameworks: Collection[str]) -> list[str]:
    """Return those of *frameworks* that have too few reviewed alignments for the model with history."""
    return [name for name in suggester_of(study).without_history if name in frameworks]


def hidden_candidates(
    study: Study,
    shown: Collection[tuple[str, str]],
    *,
    tasks: Collection[str] = (),
    frameworks: Collection[str] = (),
    least: float,
) -> HiddenCandidates:
    """Return how many candidates of *tasks* and *frameworks* are not *shown* (pairs of task and item).

    >>> from policygraph import open_study
    >>> hidden_candidates(open_study(), [("b6-1-1", "kds-1-1-a")], tasks=["b6-1-1"], frameworks=["kds"], least=0.1).least
    0.1
    """
    return suggester_of(study).hidden(frozenset(shown), tasks, frameworks, least)


_known: WeakKeyDictionary[Study, Suggester] = WeakKeyDictionary()


class Suggester:
    """The suggestions of one graph; texts are turned into vectors once."""

    def __init__(self, graph: AlignmentGraph, settings: SuggestionSettings | None = None, *, bundled: bool) -> None:
        self.graph, self.settings, self.bundled = graph, settings, bundled

    @cached_property
    def material(self) -> Material:
        """The tasks, items and history."""
        return material_of(self.graph, None if self.bundled else read_bundled())

    @cached_property
    def without_history(self) -> list[str]:
        """The frameworks that have too few reviewed alignments for the model with history."""
        known = with_history(self.material, self.material.labels)
        pairs = zip(self.material.items, self.material.frameworks, strict=True)
        rich = {item.document for item, number in pairs if known[number]}
        return [framework.id for framework in self.graph.frameworks if framework.id not in rich]

    @cached_property
    def comparison(self) -> Comparison:
        """The texts as vectors."""
        return Comparison(self.material, self._embedding)

    @cached_property
    def _embedding(self) -> EmbeddingModel | None:
        return load_embedding(self.settings.embedding) if self.settings and self.settings.embedding else None

    @cached_property
    def models(self) -> Models:
        """The coefficients that ship with the package, or new ones where the settings add parts."""
        if self.settings is None or not (self.settings.morphemes or self.settings.embedding):
            return bundled_models()
        if self.settings.morphemes and not morphemes_installed():
            raise MorphemesMissing

        extra = ["morphemes"] * self.settings.morphemes + ["embedding"] * bool(self.settings.embedding)
        return train_on_bundled(extra, self._embedding)

    @cached_property
    def explainer(self) -> Explainer:
        """Gives the reasons."""
        return Explainer(self.graph, self.comparison, self.material.labels)

    @cached_property
    def _states(self) -> dict[tuple[str, str], str]:
        return {(link.task, link.item): link.state for link in self.graph.alignments}

    @cached_property
    def _decided(self) -> tuple[Positions, Positions]:
        """The places of the tasks and of the items of the pairs on record."""
        tasks, items = self.material.task_index, self.material.item_index
        pairs = [(tasks[task], items[item]) for task, item in self._states]
        places = np.asarray(pairs, np.int32).reshape(-1, 2)
        return places[:, 0], places[:, 1]

    @cached_property
    def _away(self) -> Positions:
        """The places of the items that are not applicable."""
        index = self.material.item_index
        return np.asarray([index[name] for name in self._not_applicable if name in index], np.int32)

    @cached_property
    def _not_applicable(self) -> frozenset[str]:
        hierarchy = self.graph.hierarchy
        return frozenset(name for name, applies in zip(hierarchy.ids, hierarchy.applies, strict=True) if not applies)

    def suggest(
        self,
        tasks: Collection[str],
        items: Collection[str],
        frameworks: Collection[str],
        top: int,
        *,
        include_decided: bool,
        least: float,
    ) -> list[Suggestion]:
        """Return what `policygraph.graph.suggest.suggest` promises."""
        rows, columns = self._rows(tasks), self._columns(items, frameworks)
        by_item = bool(items) and not tasks
        found: list[Suggestion] = []
        step = max(len(rows), TASKS_AT_ONCE) if by_item else TASKS_AT_ONCE
        for start in range(0, len(rows), step):
            chunk = rows[start : start + step]
            found += self._of_chunk(chunk, columns, top, by_item=by_item, all_=include_decided, least=least)
        return found

    def hidden(
        self, shown: Collection[tuple[str, str]], tasks: Collection[str], frameworks: Collection[str], least: float
    ) -> HiddenCandidates:
        """Return what `hidden_candidates` promises."""
        rows, columns = self._rows(tasks), self._columns((), frameworks)
        below = beyond = 0
        for start in range(0, len(rows), TASKS_AT_ONCE):
            chunk = rows[start : start + TASKS_AT_ONCE]
            ranking = rank(self.comparison, self.models, chunk, columns, self.material.labels)
            allowed = np.ones(ranking.odds.shape, bool)
            self._forbid(chunk, columns, allowed)
            places = {self.material.items[column].id: place for place, column in enumerate(columns.tolist())}
            names = {self.material.tasks[row].id: place for place, row in enumerate(chunk.tolist())}
            for task, item in shown:
                if task in names and item in places:
                    allowed[names[task], places[item]] = False
            low = ranking.confidence < least
            below += int((allowed & low).sum())
            beyond += int((allowed & ~low).sum())
        return HiddenCandidates(below, beyond, least)

    def _rows(self, names: Collection[str]) -> Positions:
        index = self.material.task_index
        chosen = (
            dict.fromkeys(find(self.graph, name, self.graph.tasks) for name in names) if names else self.graph.tasks
        )
        return np.asarray([index[name] for name in chosen], np.int32)

    def _columns(self, items: Collection[str], frameworks: Collection[str]) -> Positions:
        index = self.material.item_index
        known = [
            item.id
            for framework in self.graph.frameworks
            for item in framework.items
            if items or item.asks or not item.swot  # nobody looks for tasks that answer a strength or an opportunity
        ]
        if frameworks:
            ids = [framework.id for framework in self.graph.frameworks]
            wanted = {find(self.graph, name, ids) for name in frameworks}
            known = [name for name in known if self.graph.document_of(name) in wanted]
        chosen = dict.fromkeys(find(self.graph, name, known) for name in items) if items else known
        return np.asarray([index[name] for name in chosen], np.int32)

    def _of_chunk(
        self, rows: Positions, columns: Positions, top: int, *, by_item: bool, all_: bool, least: float
    ) -> Iterator[Suggestion]:
        ranking = rank(self.comparison, self.models, rows, columns, self.material.labels)
        allowed = ranking.confidence >= least
        if not all_:
            self._forbid(rows, columns, allowed)
        pairs = best_pairs(ranking.odds, allowed, top, by_column=by_item)
        return self._described(rows, columns, ranking, pairs)

    def _forbid(self, rows: Positions, columns: Positions, allowed: NDArray[np.bool_]) -> None:
        """Take out what is decided or waits for a decision."""
        down = np.full(len(self.material.tasks), -1)
        across = np.full(len(self.material.items), -1)
        down[rows], across[columns] = np.arange(len(rows)), np.arange(len(columns))
        tasks, items = down[self._decided[0]], across[self._decided[1]]
        here = (tasks >= 0) & (items >= 0)
        allowed[tasks[here], items[here]] = False
        away = across[self._away]
        allowed[:, away[away >= 0]] = False

    def _described(
        self, rows: Positions, columns: Positions, ranking: PairScores, pairs: list[tuple[int, int]]
    ) -> Iterator[Suggestion]:
        if not pairs:
            return
        labels, material, comparison = self.material.labels, self.material, self.comparison
        down, across = np.asarray([pair[0] for pair in pairs]), np.asarray([pair[1] for pair in pairs])
        shares = comparison.shares(rows, labels)
        votes = comparison.votes(rows, labels) if "alike" in ranking.added else shares
        strengths = propose_strengths(shares, labels, down, columns[across])
        scores = logistic(ranking.odds[down, across]).tolist()
        confidences = ranking.confidence_at(down, across).tolist()
        evidence = Evidence(
            rows[down],
            columns[across],
            {name: values[down, across].tolist() for name, values in ranking.added.items()},
            comparison.task_similarity(rows, labels.tasks),
            shares,
            votes,
            down,
        )
        reasons = self.explainer.reasons(evidence)
        for row, column, score, confidence, strength, why in zip(
            evidence.rows.tolist(), evidence.columns.tolist(), scores, confidences, strengths, reasons, strict=True
        ):
            task, item = material.tasks[row].id, material.items[column]
            state = self._states.get((task, item.id))
            if state is None and item.id in self._not_applicable:
                state = NOT_APPLICABLE
            history = item.document not in self.without_history
            yield Suggestion(
                task, item.id, item.document, round(score, 4), round(confidence, 4), strength, why, state, history
            )


def best_pairs(odds: Dense, allowed: NDArray[np.bool_], top: int, *, by_column: bool) -> list[tuple[int, int]]:
    """Return the places of the best allowed pairs of each row (or column), best first; equal ones in official order."""
    values = np.where(allowed, odds, -np.inf)
    if by_column:
        values = values.T
    size = values.shape[1]
    least = np.partition(values, -top, axis=1)[:, -top, None] if top and top < size else -np.inf
    lines, places = np.nonzero((values >= least) & (values > -np.inf))
    order = np.lexsort((places, -values[lines, places], lines))
    if top:
        first = np.searchsorted(lines, lines)
        order = order[np.arange(len(lines)) - first < top]  # np.nonzero gives line after line, as the order does
    chosen = (places[order], lines[order]) if by_column else (lines[order], places[order])
    return list(zip(*(part.tolist() for part in chosen), strict=True))
