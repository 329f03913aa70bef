"""The evaluation measures what it says, sees nothing that it must not see, and the program keeps what was recorded."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from command_line import Run
from documentation import ROOT, prose
from hypothesis import given, settings
from hypothesis import strategies as st
from policygraph import Study
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.evaluation.double_reading import agreement_of, same_number
from policygraph.graph.evaluation.evaluation import RANKING, Evaluation
from policygraph.graph.evaluation.experiment import (
    Protocol,
    Setting,
    groups,
    held_out,
    held_out_group,
    setting_of,
)
from policygraph.graph.evaluation.measures import EDGES, MEASURES, calibration, estimates, measure, measure_query
from policygraph.graph.evaluation.methods import BASELINES, learned, single
from policygraph.graph.suggest.ranker import HISTORY_PARTS
from policygraph.records.kinds import Alignment
from policygraph.views.evaluation_view import evaluation_json
from recorded_evaluation import evaluation_of, recorded
from workspaces import PLAN_YAML, write_workspace


@pytest.fixture(scope="module")
def setting(bundled: Study) -> Setting:
    return setting_of(bundled.graph)


@pytest.fixture(scope="module")
def record() -> Evaluation:
    return recorded()


# measures


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=40).filter(any))
@settings(max_examples=60, deadline=None)
def test_measures_are_those_of_the_definition(gains: list[float]) -> None:
    from sklearn.metrics import ndcg_score

    found = dict(zip(MEASURES, measure_query(np.asarray(gains)), strict=True))
    for cut in (5, 10, 20):
        assert found[f"recall@{cut}"] == pytest.approx(sum(gains[:cut]) / sum(gains))
    assert found["precision@1"] == gains[0]
    assert found["MRR"] == max(gain / rank for rank, gain in enumerate(gains, 1))
    if len(gains) > 1:
        order = -np.arange(len(gains), dtype=float)
        assert found["nDCG@10"] == pytest.approx(ndcg_score([gains], [order], k=10))


def test_a_query_is_a_task_and_a_framework_with_something_to_find() -> None:
    gains = np.array([[1.0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 1, 0]])
    scores = np.array([[0.9, 0.1, 0.8, 0.2], [0, 0, 0, 0], [0, 0, 0.1, 0.9]])
    queries = measure(scores, gains, np.array([0, 0, 1, 1], np.int32))
    assert [(int(t), int(f)) for t, f in zip(queries.tasks, queries.frameworks, strict=True)] == [
        (0, 0),
        (0, 1),
        (2, 1),
    ]
    reciprocal = queries.values[:, MEASURES.index("MRR")]
    assert reciprocal.tolist() == [1.0, 0.5, 0.5]
    found = estimates(queries, 3, {0: "a", 1: "b"})
    assert found["mean"][MEASURES.index("MRR")].value == pytest.approx((1 + 0.5) / 2)
    assert found["all"][MEASURES.index("MRR")].value == pytest.approx(2 / 3)
    for values in found.values():
        assert all(one.low <= one.value <= one.high for one in values)


def test_calibration_of_an_honest_and_of_a_boastful_confidence() -> None:
    chance = np.random.default_rng(3)
    said = chance.random((60, 50))
    truth = chance.random((60, 50)) < said
    honest = calibration(said, truth, np.ones_like(truth))
    assert honest.brier.value == pytest.approx(((said - truth) ** 2).mean())
    assert honest.brier.value < honest.base
    assert sum(one.pairs for one in honest.bins) == said.size
    assert all(
        one.confirmed.low - 0.05 <= one.confidence <= one.confirmed.high + 0.05 for one in honest.bins if one.pairs > 90
    )
    on_edges = np.resize(EDGES, (6, len(EDGES)))
    found = calibration(on_edges, on_edges > 0.5, np.ones(on_edges.shape, bool))
    assert [(one.low, one.high, one.pairs) for one in found.bins] == [
        (low, high, 12 if high == 1 else 6) for low, high in pairwise(EDGES)
    ]
    boastful = calibration(np.ones_like(said), truth, np.ones_like(truth))
    assert boastful.brier.value > honest.brier.value


def test_the_ceiling_is_dice_over_the_readings() -> None:
    links = [Alignment("t", f"i{n}", 2, readings=pair) for n, pair in enumerate([(2, 2), (3, 2), (1,), ()])]
    found = agreement_of(links)
    assert (found.both, found.single, found.same_strength, found.dice) == (2, 1, 1, pytest.approx(0.8))
    truth = np.array([[True, False], [True, False]])
    best = same_number(np.array([[0.9, 0.1], [0.2, 0.8]]), truth, np.ones_like(truth))
    assert best.value == pytest.approx(0.5)


# nothing is seen that must not be seen


@pytest.mark.parametrize("protocol", get_args(Protocol))
def test_alignments_of_ranked_tasks_change_no_score(setting: Setting, protocol: Protocol) -> None:
    """Whatever is said about the ranked tasks, their scores stay: no weight, neighbour or calibration has seen it."""
    every = np.arange(len(setting.graph.tasks), dtype=np.int32)
    held = groups(setting, every, protocol)[0]
    hidden = {setting.comparison.material.tasks[place].id for place in held}
    kept = [link for link in setting.graph.alignments if link.task not in hidden]
    lies = [
        Alignment(name, item, 3, "confirmed") for name in sorted(hidden) for item in ("kds-1-1", "dpg-2-1-3", "aim-1-1")
    ]
    deceived = setting_of(AlignmentGraph(replace(setting.graph.corpus, alignments=(*kept, *lies))))
    method = learned(calibrate=protocol != "frameworks")
    honest, other = (held_out_group(one, method, held, protocol) for one in (setting, deceived))
    shared = [np.flatnonzero(np.isfinite(one.odds).all(axis=0)) for one in (honest, other)]
    columns = np.intersect1d(*shared)
    assert len(columns) > 100
    assert np.array_equal(honest.odds[:, columns], other.odds[:, columns])
    assert np.array_equal(honest.confidence[:, columns], other.confidence[:, columns])


def test_a_framework_held_out_is_judged_without_its_alignments(setting: Setting) -> None:
    first = held_out(setting, single("neighbours"), "frameworks")
    assert np.nanmax(first.odds) == 0


# what was recorded


def test_the_results_do_not_fall_below_the_recorded_ones(setting: Setting, record: Evaluation) -> None:
    held = {
        protocol: held_out(setting, learned(calibrate=protocol == "plans"), protocol) for protocol in get_args(Protocol)
    }
    truth = setting.judged.confirmed.astype(float)
    for protocol, scores in held.items():
        queries = measure(scores.odds, truth, setting.comparison.material.frameworks)
        for scope, values in estimates(queries, len(truth), setting.frameworks).items():
            for name, now, then in zip(MEASURES, values, record.row(RANKING, protocol).scopes[scope], strict=True):
                assert now.value >= then.low, (
                    f"{protocol}, {scope}: {name} fell from {then.value:.3f} to {now.value:.3f}"
                )
    brier = calibration(held["plans"].confidence, setting.judged.confirmed, setting.judged.assessed).brier.value
    assert brier <= record.calibrations["plans"].brier.high


def test_the_goals_are_met_and_the_baseline_is_the_plain_one(record: Evaluation) -> None:
    assert all(goal.met for goal in record.goals)
    plain = record.row("character-tfidf")
    assert plain.value("recall@10") == pytest.approx(0.73, abs=0.02)
    ranking = record.row(RANKING)
    for name in BASELINES:
        for now, then in zip(ranking.scopes["mean"], record.row(name).scopes["mean"], strict=True):
            assert now.low > then.high
    assert {f"-{part}" for part in HISTORY_PARTS} < {row.method for row in record.rows}


def test_what_was_recorded_is_what_the_command_prints(record: Evaluation) -> None:
    assert evaluation_of(json.loads(json.dumps(evaluation_json(record)))) == record


def test_a_workspace_without_confirmed_alignments_gets_a_sentence(tmp_path: Path, run: Callable[..., Run]) -> None:
    root = write_workspace(tmp_path / "w", alignments=None, plan=PLAN_YAML)
    done = run("evaluate-suggestions", "-w", str(root), "--lang", "ko")
    assert done.code == 2
    assert "배울 연계가 없습니다" in done.err


def test_a_small_workspace_is_measured_all_the_same(tmp_path: Path, run: Callable[..., Run]) -> None:
    done = run("evaluate-suggestions", "-w", str(write_workspace(tmp_path / "w")), "--lang", "ko")
    assert done.code in (0, 2)
    assert "Traceback" not in done.err


def test_without_scikit_learn_the_command_says_what_to_install(
    tmp_path: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    done = run("evaluate-suggestions", "--lang", "ko")
    assert done.code == 2
    assert 'pip install "policygraph[evaluation]"' in done.err
    assert run("suggest", "b6-1-1", "--top", "1").code == 0


def test_the_first_pages_name_the_recorded_figures() -> None:
    reached = [
        round(100 * recorded().row(RANKING, held).value("recall@10")) for held in ("tasks", "plans", "frameworks")
    ]
    for page, place in (("README.md", "In cross-validation on"), ("README.ko.md", "내장 자료의 교차 검증")):
        text = (ROOT / page).read_text(encoding="utf-8").partition(place)[2].partition("(docs/")[0]
        assert [int(share) for share in re.findall(r"(\d+) ?%", text)] == reached


def test_the_errors_that_the_page_sorts_are_those_of_the_recorded_evaluation() -> None:
    section = prose("docs/suggestions.md").split('<a id="errors"></a>')[1].split("\n## ")[1]
    counts = re.findall(r"\| (\d+) \| ([^|]*\(\d+\)[^|]*) \|", section)
    listed = [tuple(found) for _, pairs in counts for found in re.findall(r"([\w-]+)→([\w-]+) \((\d+)\)", pairs)]
    assert sorted(listed) == sorted((task, item, str(place)) for task, item, place in recorded().misses)
    assert sum(int(count) for count, _ in counts) == len(listed)
