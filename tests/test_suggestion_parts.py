"""The parts of the ranking, its sum, the strengths and what is chosen, against their definition on a few made-up texts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.suggest import Suggester, suggester
from policygraph.graph.suggest.material import material_of
from policygraph.graph.suggest.parts import PARTS, Comparison
from policygraph.graph.suggest.ranker import bundled_models
from policygraph.graph.suggest.strength import propose_strengths
from suggestion_definition import Defined, some_texts

SEEDS = range(3)
DEFINED = [name for name in PARTS if name not in ("morphemes", "embedding")]
ROWS, COLUMNS = range(6), range(10)


@pytest.fixture(scope="module", params=SEEDS)
def graph(request: pytest.FixtureRequest) -> AlignmentGraph:
    return AlignmentGraph(some_texts(request.param))


@pytest.fixture(scope="module")
def defined(graph: AlignmentGraph) -> Defined:
    return Defined(material_of(graph))


def test_parts_and_strengths_are_those_of_the_definition(defined: Defined) -> None:
    comparison, labels = Comparison(defined.material), defined.material.labels
    rows, columns = np.asarray([4, 0, 1, 5], np.int32), np.asarray([7, 2, 3, 9, 0], np.int32)
    for name in DEFINED:
        expected = [[defined.part(name, row, column) for column in columns] for row in rows]
        found = comparison.part(name, rows, columns, labels)
        assert np.allclose(found, expected, rtol=1e-4, atol=1e-5, equal_nan=True), name
    proposed = propose_strengths(comparison.shares(rows, labels), labels, *np.nonzero(np.ones((4, 10))))
    assert proposed == [defined.strength(row, column) for row in rows for column in COLUMNS]


ASKED: list[dict[str, Any]] = [
    {},
    {"include_decided": True},
    {"top": 2},
    {"top": 2, "include_decided": True},
    {"tasks": ["t4", "t1", "t4"], "top": 1},
    {"tasks": ["t3"], "items": ["g2", "f1"]},
    {"items": ["g3", "f4", "f2"], "top": 2},
    {"items": ["f4", "f0"], "include_decided": True},
    {"frameworks": ["g"], "top": 3},
    {"frameworks": ["f", "g"], "least": 0.05},
    {"least": 0.2, "include_decided": True},
]


def test_suggestions_are_those_of_the_definition(
    graph: AlignmentGraph, defined: Defined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggester, "TASKS_AT_ONCE", 4)  # the six tasks take two rounds
    ours = Suggester(graph, bundled=True)
    models = bundled_models()
    states = {(one.task, one.item): one.state for one in graph.alignments}
    tasks, items = [[one.id for one in side] for side in (defined.tasks, defined.items)]
    odds = {(t, i): defined.odds(models, tasks.index(t), items.index(i)) for t in tasks for i in items}
    sure = {(t, i): defined.confidence(models, tasks.index(t), items.index(i)) for t in tasks for i in items}

    def state(task: str, item: str) -> str | None:
        return states.get((task, item)) or ("not-applicable" if item == "f4" else None)

    for asked in ASKED:
        wanted = {"tasks": (), "items": (), "frameworks": (), "top": 0, "include_decided": False, "least": 0.0} | asked
        rows = list(dict.fromkeys(wanted["tasks"])) or tasks
        columns = list(wanted["items"]) or [i for i in items if i[0] in (wanted["frameworks"] or "fg")]
        by_item = bool(wanted["items"]) and not wanted["tasks"]
        expected: list[tuple[str, str]] = []
        for line in columns if by_item else rows:
            pairs = [(task, line) for task in rows] if by_item else [(line, item) for item in columns]
            open_pairs = [
                pair
                for pair in pairs
                if sure[pair] >= wanted["least"] and (wanted["include_decided"] or state(*pair) is None)
            ]
            expected += sorted(open_pairs, key=lambda pair: -odds[pair])[: wanted["top"] or None]
        found = ours.suggest(**wanted)
        assert [(one.task, one.item) for one in found] == expected, asked
        for one in found:
            row, column = tasks.index(one.task), items.index(one.item)
            assert one.framework == one.item[0]
            assert (one.state, one.history) == (state(one.task, one.item), defined.with_history(column))
            assert one.strength == defined.strength(row, column)
            assert one.score == pytest.approx(1 / (1 + math.exp(-odds[one.task, one.item])), abs=2e-4)
            assert one.confidence == pytest.approx(sure[one.task, one.item], abs=2e-4)
    new = [name for name in "fg" if not defined.with_history(items.index(f"{name}0"))]
    assert ours.without_history == new

    shown = [("t0", "f1"), ("t5", "g4"), ("t5", "x"), ("x", "g4")]
    for names, frameworks, least in (([], [], 0.1), (["t5", "t2"], ["g"], 0.02), (["t0"], ["f"], 0.0)):
        left = [
            sure[pair]
            for pair in odds
            if pair not in shown and state(*pair) is None
            and (not names or pair[0] in names) and pair[1][0] in (frameworks or "fg")
        ]  # fmt: skip
        hidden = ours.hidden(shown, names, frameworks, least)
        below = sum(one < least for one in left)
        assert (hidden.below, hidden.beyond, hidden.least) == (below, len(left) - below, least)
