"""The parts of the ranking, its sum, the strengths and what is chosen, against their definition on a few made-up texts."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from policygraph import Study
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.review.queue_data import path_of
from policygraph.graph.suggest import Suggester, Suggestion, suggester
from policygraph.graph.suggest.material import material_of
from policygraph.graph.suggest.parts import PARTS, Comparison
from policygraph.graph.suggest.ranker import Models, bundled_models
from policygraph.graph.suggest.strength import propose_strengths
from policygraph.graph.suggest.suggester import suggester_of
from policygraph.records.kinds import Text
from policygraph.records.words import STRENGTHS
from random_studies import study_from
from suggestion_definition import Defined, some_texts
from workspaces import corpus, framework, item, link, plan, task, text

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
            assert (one.score, one.confidence) == (round(one.score, 4), round(one.confidence, 4))
            assert one.score == pytest.approx(1 / (1 + math.exp(-odds[one.task, one.item])), abs=2e-4)
            assert one.confidence == pytest.approx(sure[one.task, one.item], abs=2e-4)
        for one in found if asked.get("top") != 2 else ():
            said_why(graph, defined, models, one)
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


def said_why(graph: AlignmentGraph, defined: Defined, models: Models, one: Suggestion) -> None:
    """Assert that the reasons of a suggestion are those that the definition gives."""
    row, column = (
        [r.id for r in side].index(name) for side, name in ((defined.tasks, one.task), (defined.items, one.item))
    )
    known = defined.with_history(column)
    model = models.with_history if known else models.new
    added = {
        part.part: part.weight * (value - part.mean) / part.scale
        for part in model.coefficients
        if not math.isnan(value := defined.part(part.part, row, column))
    }
    reasons = {reason.kind: reason for reason in one.reasons}
    *first, last = one.reasons
    assert last.kind == "hierarchy"
    weights = [reason.weight or 0.0 for reason in first]
    assert weights == sorted(weights, reverse=True)
    parts = {"terms-ko": "characters", "terms-en": "english", "neighbour": "neighbours", "alike": "alike"}
    for reason in first:
        assert reason.weight == pytest.approx(added.get(parts[reason.kind], 0.0), abs=0.011)
        assert reason.weight == round(reason.weight or 0.0, 2)

    for kind, shared in (
        ("terms-ko", defined.shared_words(row, column)),
        ("terms-en", defined.shared_stems(row, column)),
    ):
        terms = reasons[kind].terms if kind in reasons else ()
        shares = [share for _, share in terms]
        assert shares == sorted(shares, reverse=True)
        for word, share in terms:
            assert share == pytest.approx(shared[word], abs=6e-4)
            assert share == round(share, 3)
        listed = [word for word, _ in terms]
        assert len(listed) == len({word for word in listed if sum(word in other for other in listed) == 1}) <= 5
        for word, share in shared.items():
            assert word in listed or share < 0.0101 or len(listed) == 5 or any(word in w or w in word for w in listed)

    voices = {task: defined.share(row, task) * defined.given(task, column) for task in ROWS}
    loud = {task: voice for task, voice in voices.items() if voice >= 0.02}
    assert ("neighbour" in reasons) == bool(known and added["neighbours"] > 0 and loud)
    if "neighbour" in reasons:
        best = max(loud, key=lambda task: loud[task])
        near = reasons["neighbour"]
        title, link = defined.tasks[best].title, defined.weight[best, column]
        assert near.task == defined.tasks[best].id
        for text, whole in (
            (near.text.ko, f"'{title.ko}'({near.task})"),
            (near.text.en, f"'{title.get('en')}' ({near.task})"),
        ):
            assert whole in text
            assert STRENGTHS[link.strength].ko in near.text.ko
            assert f"{defined.likeness(row, best):.2f}" in text
            more = re.search(r"그 밖에 (\d+)건|(\d+) more", text)
            assert (int(more[1] or more[2]) if more else 0) == len(loud) - 1

    assert ("alike" in reasons) == (not known and added["alike"] > 0)
    if "alike" in reasons:
        spoken = {other: defined.votes(row, other) * defined.alike_share(other, column) for other in defined.linked()}
        assert reasons["alike"].item == defined.items[max(spoken, key=lambda other: spoken[other])].id

    links = [link.item for link in graph.serves.get(one.task, ())]
    items = [record.id for record in defined.items]
    beside = [name for name in links if column in defined.near(items.index(name))]
    assert last.item == (beside[0] if beside else None)
    path = " > ".join(text.ko for text in path_of(graph, one.item))
    assert last.text.ko.startswith(f"위치: {path}")


def test_the_history_is_ones_own_and_that_of_bundled_plans_that_one_does_not_use() -> None:
    """Where both judge a pair one's own judgement counts; what an id of one's own stands for inherits nothing."""
    theirs = corpus(
        [
            framework(item("f-1", "f"), item("f-2", "f", "strategy"), item("f-3", "f-2")),
            framework(item("g-1", "g", document="g"), name="g"),
            framework(item("h-1", "h", document="h"), name="h"),
            plan(task("p-a", level="strategy"), task("p-1", "p-a"), task("p-2"), task("p-3")),
            plan(task("q-1", "q", document="q"), name="q"),
        ],
        [
            link("p-1", "f-1", 1), link("p-1", "f-3", 2, "proposed"), link("p-1", "g-1"), link("p-2", "f-3"),
            link("q-1", "f-3"), link("p-1", "h-1", 3, "rejected"),
        ],
    )  # fmt: skip
    own = AlignmentGraph(
        corpus(
            [
                framework(replace(item("f-1", "f"), title=text("mine"))),
                framework(item("g-1", "own", document="own"), item("p-2", "own", document="own"), name="own"),
                plan(task("q-1", "q", document="q"), task("q-2", "q", document="q"), name="q"),
            ],
            [link("q-1", "f-1", 3), link("q-2", "g-1", 2, "proposed")],
        )
    )
    material = material_of(own, theirs)
    assert [one.id for one in material.tasks] == ["q-1", "q-2", "p-1"]
    assert [one.id for one in material.items] == ["f-1", "g-1", "p-2", "f-3", "h-1"]
    assert (material.own_tasks, material.own_items) == (2, 3)
    assert material.items[0].title == text("mine")
    assert [(one.task, one.item) for one in material.alignments] == [
        ("q-1", "f-1"), ("q-2", "g-1"), ("p-1", "f-1"), ("p-1", "f-3"), ("p-1", "h-1"),
    ]  # fmt: skip
    assert {name: material.titles[name] for name in ("f-1", "f-2", "h", "p-a")} == {
        "f-1": text("mine"), "f-2": text("f-2"), "h": text("h"), "p-a": text("p-a"),
    }  # fmt: skip
    labels = material.labels
    assert labels.weight.toarray().tolist() == [[1, 0, 0, 0, 0], [0, 0.5, 0, 0, 0], [1, 0, 0, 0.5, 0]]
    assert [one.toarray().sum() for one in labels.strengths] == [1, 1, 1]
    assert labels.counts.tolist() == [2, 0.5, 0, 0.5, 0]
    assert labels.tasks.tolist() == [0, 1, 2]
    hidden = labels.without_tasks([0, 1])
    assert (hidden.counts.tolist(), hidden.tasks.tolist()) == ([1, 0, 0, 0.5, 0], [2])
    assert [one.toarray().sum() for one in hidden.strengths] == [1, 0.5, 0]
    left = labels.without_items(np.array([True, False, False, False, False]))
    assert (left.counts.tolist(), left.tasks.tolist()) == ([0, 0.5, 0, 0.5, 0], [1, 2])
    assert [one.toarray().sum() for one in left.strengths] == [0, 1, 0]
    alone = material_of(own)
    assert ([one.id for one in alone.tasks], len(alone.alignments)) == (["q-1", "q-2"], 2)


def test_without_tasks_or_items_nothing_is_hidden_and_strengths_are_suggested_to_those_who_ask() -> None:
    items = [item("a", "f"), item("s", "f", "finding", swot="strength"), item("w", "f", "finding", swot="weakness")]
    graph = AlignmentGraph(corpus([framework(*items, kind="diagnosis"), plan(task("t"))]))
    ours = Suggester(graph, bundled=True)
    asked: dict[str, Any] = {"frameworks": (), "top": 0, "include_decided": False, "least": 0.0}
    assert {one.item for one in ours.suggest((), (), **asked)} == {"a", "w"}
    assert [one.item for one in ours.suggest((), ("s",), **asked)] == ["s"]
    hidden = ours.hidden((), (), (), 0.0)
    assert (hidden.below, hidden.beyond) == (0, 2)
    for records in ([framework(*items), plan()], [framework(), plan(task("t"))]):
        nothing = Suggester(AlignmentGraph(corpus(records)), bundled=True).hidden((), (), (), 0.1)
        assert (nothing.below, nothing.beyond, nothing.least) == (0, 0, 0.1)


def test_whose_history_counts(bundled: Study) -> None:
    """The bundled records are their own history; those of anybody else stand beside the bundled ones."""
    whole = suggester_of(bundled).material
    assert (whole.own_tasks, whole.own_items) == (len(whole.tasks), len(whole.items))
    assert whole == Suggester(bundled.graph, bundled=True).material
    mine = suggester_of(study_from(corpus([framework(item("a", "f")), plan(task("t"))]))).material
    assert (mine.own_tasks, mine.own_items) == (1, 1)
    assert len(mine.tasks) > 100


def test_five_alignments_are_a_history_and_a_proposal_is_half_of_one() -> None:
    items = [item(f"a{n}", "f") for n in range(5)]
    tasks = plan(task("t"))
    empty = framework(name="e")
    for last, without in (("confirmed", ["e"]), ("proposed", ["f", "e"])):
        links = [link("t", one.id, 3, last if one is items[4] else "confirmed") for one in items]
        ours = Suggester(AlignmentGraph(corpus([framework(*items), empty, tasks], links)), bundled=True)
        assert ours.without_history == without
        found = ours.suggest((), (), (), 0, include_decided=True, least=0.0)
        assert {one.history for one in found} == {"f" not in without}


def test_what_is_like_nothing_else_gets_nothing() -> None:
    """Texts without a common character: no task and no item speaks for another."""
    titles = iter(["가나", "다라", "마바", "사아", "자차", "카타", "파하"])

    def apart(record: Any) -> Any:
        return replace(record, title=Text(next(titles)))

    one, other, mine = (
        apart(framework(apart(item("a", "f")))),
        apart(framework(apart(item("b", "g", document="g")), name="g")),
        apart(plan(apart(task("t")))),
    )
    material = material_of(AlignmentGraph(corpus([one, other, mine], [link("t", "a")])))
    comparison, labels = Comparison(material), material.labels
    rows, columns = np.zeros(1, np.int32), np.arange(2, dtype=np.int32)
    parts = {
        name: comparison.part(name, rows, columns, labels).tolist() for name in ("characters", "neighbours", "alike")
    }
    nothing = [[pytest.approx(0), pytest.approx(0)]]
    assert parts["characters"] == parts["neighbours"] == nothing
    assert np.exp(parts["alike"]).tolist() == [[pytest.approx(1e-3), pytest.approx(1e-3)]]
    assert propose_strengths(comparison.shares(rows, labels), labels, rows.astype(np.int64), columns[:1]) == [3]
