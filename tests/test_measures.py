"""The evaluation on a few made-up tasks: its measures, intervals, groups and methods, by hand or written down once more."""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pytest
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.evaluation import Evaluation, Goal, evaluate, experiment
from policygraph.graph.evaluation.double_reading import DoubleReading, agreements, same_number
from policygraph.graph.evaluation.experiment import Protocol, Setting, held_out, setting_of
from policygraph.graph.evaluation.measures import (
    MEASURES,
    Bin,
    Estimate,
    Queries,
    calibration,
    estimate_ratio,
    estimates,
)
from policygraph.graph.evaluation.methods import BASELINES, Scores, learned, single
from policygraph.graph.suggest.ranker import HISTORY_PARTS, NEW_PARTS, Models, rank
from policygraph.graph.suggest.training import fit
from policygraph.records.kinds import Alignment, Corpus, Text
from suggestion_definition import ENGLISH, KOREAN, Defined, dot
from workspaces import corpus, framework, item, link, plan, task

FRAMEWORKS = "fghk"  # nothing serves k, and q was not assessed against h and k


def judged_texts() -> Corpus:
    """Return four frameworks of twelve items and two plans of six tasks; what has the first word in common is often linked."""
    chance = random.Random(5)

    def said(number: int) -> Text:
        korean = [KOREAN[number % len(KOREAN)], *chance.choices(KOREAN, k=2)]
        return Text(" ".join(korean), " ".join(chance.choices(ENGLISH, k=2)))

    documents = [
        framework(*(replace(item(f"{name}{n}", name, document=name), title=said(n)) for n in range(12)), name=name)
        for name in FRAMEWORKS
    ]
    plans = [
        plan(*(replace(task(f"{name}{n}", name, document=name), title=said(n)) for n in range(6)), name=name)
        for name in "pq"
    ]
    links = []
    for one in (one for document in plans for one in document.items):
        for other in (other for document in documents[:3] for other in document.items):
            if chance.random() < (0.8 if one.title.ko.split()[0] == other.title.ko.split()[0] else 0.06):
                state = chance.choice(("confirmed", "confirmed", "confirmed", "proposed"))
                readings = chance.choice(((), (3, 2), (2, 2), (1,)))
                links.append(link(one.id, other.id, chance.choice((1, 2, 2, 3)), state, readings=readings))
    return corpus([*documents, *plans], links, assessed={"p": FRAMEWORKS, "q": "fg"})


@pytest.fixture(scope="module", autouse=True)
def few_groups() -> Iterator[None]:
    """Hold four groups of tasks out instead of ten: the law is the same, and less is trained."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(experiment, "FOLDS", 4)
        yield


@pytest.fixture(scope="module")
def setting() -> Setting:
    return setting_of(AlignmentGraph(judged_texts()))


class Lengths:
    """A model for the purpose of a test: how long a text is, and how many blanks it has."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [[float(len(text)), float(text.count(" "))] for text in texts]


@pytest.fixture(scope="module")
def evaluation(setting: Setting) -> Evaluation:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "kiwipiepy", None)
        return evaluate(setting.graph, parts=True, embedding=Lengths())


def defined_measures(gains: Sequence[float]) -> dict[str, float]:
    """Return `MEASURES` of the gains in the order of a ranking, from their definition."""
    found = {f"recall@{cut}": sum(gains[:cut]) / sum(gains) for cut in (5, 10, 20)}
    found["precision@1"] = gains[0]
    found["MRR"] = max(gain / place for place, gain in enumerate(gains, 1))

    def total(listed: Sequence[float]) -> float:
        return sum(gain / math.log2(place + 1) for place, gain in enumerate(listed[:10], 1))

    return found | {"nDCG@10": total(gains) / total(sorted(gains, reverse=True))}


def defined_values(setting: Setting, odds: Any, half: float = 0.0) -> Mapping[str, dict[str, float]]:
    """Return the measures of each framework, their ``mean`` and ``all`` queries, for these scores."""
    queries: dict[str, list[dict[str, float]]] = {name: [] for name in FRAMEWORKS}
    states = {(one.task, one.item): one.state for one in setting.graph.alignments}
    for row, name in enumerate(setting.graph.tasks):
        for at, document in enumerate(FRAMEWORKS):
            places = range(12 * at, 12 * at + 12)
            gain = {
                place: {"confirmed": 1.0, "proposed": half}.get(states.get((name, f"{document}{place % 12}"), ""), 0.0)
                for place in places
            }
            if any(gain.values()):
                order = sorted(places, key=lambda place: (-odds[row, place], place))
                queries[document].append(defined_measures([gain[place] for place in order]))

    def mean(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
        return {name: sum(one[name] for one in found) / len(found) for name in MEASURES}

    by_framework = {name: mean(found) for name, found in queries.items() if found}
    every = [one for found in queries.values() for one in found]
    return {**by_framework, "mean": mean(list(by_framework.values())), "all": mean(every)}


# measures and intervals


def test_intervals_are_those_of_drawing_tasks_again() -> None:
    """Drawn again, two tasks are now the first twice, now the second, now both; what was not drawn counts nowhere."""
    assert estimate_ratio(np.array([1.0, 0.0]), np.array([1.0, 1.0])) == Estimate(0.5, 0.0, 1.0)
    assert estimate_ratio(np.array([1.0, 3.0, 0.0]), np.array([2.0, 6.0, 0.0])) == Estimate(0.5, 0.5, 0.5)
    values = np.repeat([[1.0], [0.0]], len(MEASURES), axis=1)
    found = estimates(Queries(np.array([0, 2]), np.array([0, 1]), values), 3, {0: "a", 1: "b", 2: "nothing"})
    assert {name: set(listed) for name, listed in found.items()} == {
        "a": {Estimate(1.0, 1.0, 1.0)},
        "b": {Estimate(0.0, 0.0, 0.0)},
        "mean": {Estimate(0.5, 0.0, 1.0)},
        "all": {Estimate(0.5, 0.0, 1.0)},
    }
    alone = estimates(Queries(np.array([0]), np.array([0]), values[:1]), 1, {0: "a"})
    assert set(alone["all"]) == set(alone["mean"]) == {Estimate(1.0, 1.0, 1.0)}


def test_calibration_counts_the_assessed_pairs_alone() -> None:
    confidence = np.array([[0.06, 0.8], [1.0, 0.3]])
    truth = np.array([[False, True], [True, False]])
    found = calibration(confidence, truth, np.array([[True, True], [True, False]]))
    assert found.brier.value == pytest.approx((0.06**2 + 0.2**2) / 3)
    assert found.base == pytest.approx(2 / 9)
    assert [(one.low, one.high, one.pairs, one.confidence, one.confirmed) for one in found.bins] == [
        (0.05, 0.1, 1, pytest.approx(0.06), Estimate(0.0, 0.0, 0.0)),
        (0.8, 1.0, 2, pytest.approx(0.9), Estimate(1.0, 1.0, 1.0)),
    ]
    assert isinstance(found.bins[0], Bin)


def test_a_ranking_beside_two_readings_takes_as_many_pairs_as_there_are() -> None:
    truth = np.array([[True, True, False], [False, False, False]])
    sure = np.array([[0.9, 0.2, 0.3], [0.95, 0.4, 0.1]])
    every = np.ones_like(truth)
    assert same_number(sure, truth, every).value == pytest.approx(2 * 1 / (2 + 2))
    assert same_number(sure, truth, every & (sure != 0.95)).value == pytest.approx(2 * 1 / (2 + 2))
    assert same_number(sure, truth, every & (sure < 0.4)).value == pytest.approx(2 * 1 / (2 + 2))
    assert same_number(np.where(truth, 1.0, sure), truth, every).value == 1
    links = [Alignment("t", "a", 3, readings=(3, 3)), Alignment("t", "b", 3, readings=(1,)), Alignment("t", "c", 3)]
    found = agreements(links, {"a": "f", "b": "g", "c": "g"})
    assert found == {"f": DoubleReading(1, 0, 1), "g": DoubleReading(0, 1, 0), "all": DoubleReading(1, 1, 1)}
    assert [found[name].dice for name in found] == [1, 0, pytest.approx(2 / 3)]
    assert DoubleReading(0, 0, 0).dice is None


def test_a_goal_met_exactly_is_met() -> None:
    assert Goal("MRR", 0.6, 0.6).met
    assert not Goal("MRR", 0.6, 0.599).met


# what a method is told, and where its scores go


@pytest.mark.parametrize("protocol", get_args(Protocol))
def test_a_method_knows_nothing_of_what_it_ranks(setting: Setting, protocol: Protocol) -> None:
    told = setting.judged
    asked: list[tuple[tuple[int, ...], tuple[int, ...]]] = []

    def method(comparison: Any, judged: Any, tasks: Any, held: Any, columns: Any, labels: Any) -> Scores:
        asked.append((tuple(held), tuple(columns)))
        assert sorted((*tasks, *held)) == list(range(12))
        known = setting.comparison.material.labels.weight.toarray()
        known[held] = 0
        seen = [getattr(told, name).copy() for name in ("assessed", "confirmed", "proposed")]
        if protocol == "frameworks":
            known[:, columns] = 0
            for one in seen:
                one[:, columns] = False
        assert np.array_equal(labels.weight.toarray(), known)
        assert np.array_equal([judged.assessed, judged.confirmed, judged.proposed], seen)
        odds = (100 * held[:, None] + columns[None, :]).astype(np.float32)
        return Scores(odds) if protocol == "tasks" else Scores(odds, odds + 0.5)

    found = held_out(setting, method, protocol)
    blocks = {columns for _, columns in asked}
    ranked = {"tasks": 48, "plans": 48, "frameworks": 36}[protocol]  # k has no alignment that could be hidden
    assert blocks == ({tuple(range(n, n + 12)) for n in (0, 12, 24)} if ranked == 36 else {tuple(range(48))})
    sizes = [len(tasks) for tasks in dict.fromkeys(held for held, _ in asked)]
    assert sizes == ([6, 6] if protocol == "plans" else [3, 3, 3, 3])
    expected = 100.0 * np.arange(12)[:, None] + np.arange(48)[None, :]
    expected[:, ranked:] = np.nan
    assert np.array_equal(found.odds, expected, equal_nan=True)
    sure = np.full(expected.shape, np.nan) if protocol == "tasks" else expected + 0.5
    assert np.array_equal(found.confidence, sure, equal_nan=True)


def test_the_ranking_learns_apart_for_frameworks_with_and_without_a_history(setting: Setting) -> None:
    comparison, judged = setting.comparison, setting.judged
    labels = comparison.material.labels
    tasks, held = np.arange(3, 12, dtype=np.int32), np.arange(3, dtype=np.int32)
    first, second = (fit(comparison, judged, tasks, labels, parts) for parts in (HISTORY_PARTS, NEW_PARTS))
    for places in ((0, 5, 40, 47), (0, 5), (40, 47)):  # of the last framework nothing is known
        columns = np.asarray(places, np.int32)
        expected = rank(comparison, Models(first, second, {}), held, columns, labels)
        found = learned(calibrate=True)(comparison, judged, tasks, held, columns, labels)
        assert np.array_equal(found.odds, expected.odds)
        assert np.array_equal(found.confidence, expected.confidence)


def test_the_baselines_are_the_plain_ones(setting: Setting) -> None:
    comparison, judged = setting.comparison, setting.judged
    tasks, held, columns = (np.asarray(places, np.int32) for places in ((0, 1, 2), (7, 3), (5, 40, 12)))
    labels = comparison.material.labels

    def of(name: str) -> Any:
        return BASELINES[name](comparison, judged, tasks, held, columns, labels).odds

    linked = [sum(judged.confirmed[task, column] for task in tasks) for column in columns]
    assert of("most-linked").tolist() == [linked, linked]
    assert any(linked)
    assert of("random").shape == (2, 3)
    assert np.array_equal(of("random"), of("random"))
    rows, items = comparison.material.tasks, comparison.material.items

    def words(one: Any) -> set[str]:
        return {*one.title.ko.lower().split(), *one.title.en.lower().split()}

    shared = [
        [len(words(rows[t]) & words(items[c])) / len(words(rows[t]) | words(items[c])) for c in columns] for t in held
    ]
    assert of("word-overlap") == pytest.approx(np.array(shared))

    def pieces(one: Any) -> Counter[str]:
        return Counter(
            f" {word} "[start : start + size]
            for word in one.title.ko.split()
            for size in (2, 3, 4)
            for start in range(len(word) + 3 - size)
        )

    listed = [pieces(one) for one in items]

    def vector(one: Any) -> dict[str, float]:
        found = {
            piece: (1 + math.log(count)) * (1 + math.log((1 + len(listed)) / (1 + seen)))
            for piece, count in pieces(one).items()
            if (seen := sum(piece in other for other in listed))
        }
        length = math.sqrt(sum(value**2 for value in found.values()))
        return {piece: value / length for piece, value in found.items()}

    cosines = [[dot(vector(rows[t]), vector(items[c])) for c in columns] for t in held]
    assert of("character-tfidf") == pytest.approx(np.array(cosines), abs=1e-5)
    one = replace(task("t"), title=Text("같음"), summary=Text("", "Open DATA"))
    same = replace(item("a", "f"), title=Text("같음"), summary=Text("", "open"))
    small = setting_of(AlignmentGraph(corpus([framework(same), plan(one)])))
    only = np.zeros(1, np.int32)
    found = BASELINES["word-overlap"](
        small.comparison, small.judged, only, only, only, small.comparison.material.labels
    )
    assert found.odds.tolist() == [[pytest.approx(2 / 3)]]


# the whole


def test_every_method_is_measured_where_it_belongs(evaluation: Evaluation) -> None:
    rows = {(row.method, row.protocol) for row in evaluation.rows if row.truth == "confirmed"}
    others = ("words", "english-bm25", "hierarchy", "alike", "popularity", "level")
    assert rows == {
        *(("ranking", protocol) for protocol in get_args(Protocol)),
        *((name, "tasks") for name in (*BASELINES, "+embedding")),
        *((f"only {name}", "tasks") for name in (*HISTORY_PARTS, *others)),
        *((f"-{name}", "tasks") for name in HISTORY_PARTS),
        *((f"+{name}", "tasks") for name in others),
        *((f"-{name}", "frameworks") for name in NEW_PARTS),
        *((f"+{name}", "frameworks") for name in ("words", "english-bm25", "hierarchy", "level")),
    }
    half = [(row.method, row.protocol) for row in evaluation.rows if row.truth == "half"]
    assert half == [(name, "tasks") for name in ("ranking", *BASELINES)]


def test_rows_hold_the_measures_of_their_method(setting: Setting, evaluation: Evaluation) -> None:
    methods: dict[tuple[str, Protocol], Any] = {
        ("most-linked", "tasks"): BASELINES["most-linked"],
        ("only words", "tasks"): single("words"),
        ("-english", "tasks"): learned(("characters", "neighbours")),
        ("+popularity", "tasks"): learned((*HISTORY_PARTS, "popularity")),
        ("-alike", "frameworks"): learned(new=("characters", "english")),
        ("+level", "frameworks"): learned(new=(*NEW_PARTS, "level")),
    }
    for (name, protocol), method in methods.items():
        odds = held_out(setting, method, protocol).odds
        for truth, half in (("confirmed", 0.0), ("half", 0.5)) if name in BASELINES else (("confirmed", 0.0),):
            row = evaluation.row(name, protocol, truth)  # type: ignore[arg-type]
            expected = defined_values(setting, odds, half)
            assert row.scopes.keys() == expected.keys()
            for scope, values in expected.items():
                assert {measure: row.value(measure, scope) for measure in MEASURES} == pytest.approx(values), name
    assert evaluation.row("+embedding").value("MRR") == evaluation.row("+embedding").value("MRR", "mean")
    plain, ranking = evaluation.row("character-tfidf"), evaluation.row("ranking")
    assert [(goal.name, goal.wanted, goal.reached) for goal in evaluation.goals] == [
        ("recall@10", 0.85, ranking.value("recall@10")),
        ("MRR", 0.6, ranking.value("MRR")),
        ("recall@5 / character-tfidf", 1.2, pytest.approx(ranking.value("recall@5") / plain.value("recall@5"))),
    ]


def test_what_is_counted_is_what_the_records_say(setting: Setting, evaluation: Evaluation) -> None:
    links = setting.graph.alignments
    confirmed = {(one.task, one.item) for one in links if one.state == "confirmed"}
    judged = {(one.task, one.item) for one in links}
    assessed = judged | {
        (name, f"{document}{n}")
        for name in setting.graph.tasks
        for document in (FRAMEWORKS if name[0] == "p" else "fg")
        for n in range(12)
    }
    assert evaluation.counts == {
        "tasks": 12,
        "items": 48,
        "pairs": len(assessed),
        "confirmed": len(confirmed),
        "proposed": len(judged - confirmed),
        "queries": len({(task, item[0]) for task, item in confirmed}),
    }
    read = [one for one in links if one.readings]
    twice = [one for one in read if len(one.readings) == 2]
    equal = sum(one.readings == (2, 2) for one in twice)
    assert evaluation.agreement["all"] == DoubleReading(len(twice), len(read) - len(twice), equal)
    assert list(evaluation.agreement) == ["f", "g", "h", "all"]
    pairs = {name: sum(one.pairs for one in found.bins) for name, found in evaluation.calibrations.items()}
    ranked = {pair for pair in assessed if pair[1][0] != "k"}
    assert pairs == {"tasks": len(assessed), "plans": len(assessed), "frameworks": len(ranked)}
    strengths = Counter(one.strength for one in links if one.state == "confirmed")
    assert evaluation.strengths.commonest == pytest.approx(max(strengths.values()) / len(confirmed))
    defined = Defined(setting.comparison.material)
    rows, columns = (list(side) for side in (setting.graph.tasks, setting.comparison.material.item_index))
    right = [
        defined.strength(rows.index(one.task), columns.index(one.item)) == one.strength
        for one in links
        if one.state == "confirmed"
    ]
    assert evaluation.strengths.right.value == pytest.approx(sum(right) / len(right))


def test_what_is_found_late_is_listed_with_its_place(setting: Setting, evaluation: Evaluation) -> None:
    main = held_out(setting, learned(calibrate=True))
    late = []
    for one in setting.graph.alignments:
        if one.state == "confirmed":
            row, at = list(setting.graph.tasks).index(one.task), setting.comparison.material.item_index[one.item]
            group = main.odds[row, at - at % 12 : at - at % 12 + 12]
            place = 1 + sum(group > main.odds[row, at]) + sum(group[: at % 12] == main.odds[row, at])
            late += [(one.task, one.item, place)] if place > 10 else []
    assert list(evaluation.misses) == sorted(late)
    assert {place for *_, place in late} == {11, 12}
    judged = setting.judged
    for protocol in get_args(Protocol):
        sure = held_out(setting, learned(calibrate=True), protocol).confidence
        ranked = judged.assessed & ~np.isnan(sure)
        assert evaluation.calibrations[protocol] == calibration(sure, judged.confirmed, ranked)
    assert evaluation.same_number == same_number(main.confidence, judged.confirmed, judged.assessed)
