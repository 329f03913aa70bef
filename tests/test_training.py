"""What is trained: the coefficients that ship, the weight of what is only proposed, and what training needs."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.suggest import training
from policygraph.graph.suggest.material import material_of
from policygraph.graph.suggest.parts import Comparison
from policygraph.graph.suggest.ranker import HISTORY_PARTS, MODEL_FILE, NEW_PARTS, Coefficient, bundled_models
from policygraph.graph.suggest.training import (
    REGULARISATION,
    NothingToLearn,
    ScikitLearnMissing,
    fit,
    folds,
    judged_pairs,
    require_scikit_learn,
)
from policygraph.sources import atomic
from suggestion_definition import some_texts
from workspaces import framework, graph_of, item, link, plan, task


def test_training_anew_gives_the_coefficients_that_ship(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module, run as it says, writes the file that ships, but for the last digits and the version of a library."""
    written: dict[Path, bytes] = {}
    monkeypatch.setattr(atomic, "write_whole", written.__setitem__)
    runpy.run_path(training.__file__, run_name="__main__")
    [(path, content)] = written.items()
    assert path == Path(training.__file__).with_name(MODEL_FILE)
    assert bundled_models().to_json() == path.read_text(encoding="utf-8")
    shipped, anew = json.loads(path.read_text(encoding="utf-8")), json.loads(content)
    ours, theirs = ({**one["trained"], "scikit-learn": ""} for one in (anew, shipped))
    assert ours == theirs, "python -m policygraph.graph.suggest.training"
    for name, parts in (("with_history", HISTORY_PARTS), ("new", NEW_PARTS)):
        old, new = shipped[name], anew[name]
        assert tuple(one.pop("part") for one in old["coefficients"]) == parts
        assert tuple(one.pop("part") for one in new["coefficients"]) == parts
        assert all(one["weight"] > 0 for one in old["coefficients"])
        for one, other in zip(old.pop("coefficients"), new.pop("coefficients"), strict=True):
            assert one == pytest.approx(other, rel=0.02)
        assert old == pytest.approx(new, rel=0.02)


def test_what_is_proposed_counts_half_and_a_part_that_never_changes_nothing() -> None:
    """At the optimum the weighted errors, and the pull of regularisation, add up to nothing for each coefficient."""
    material = material_of(AlignmentGraph(some_texts(1)))
    comparison, judged, labels = (
        Comparison(material),
        judged_pairs(AlignmentGraph(some_texts(1)), material),
        material.labels,
    )
    assert judged.assessed.all()
    rows, columns = np.arange(6, dtype=np.int32), np.arange(10, dtype=np.int32)
    parts = ("characters", "english", "popularity")
    model = fit(comparison, judged, rows, labels, parts, calibrate=False)
    assert (model.slope, model.shift) == (1.0, 0.0)
    values = np.stack([comparison.part(name, rows, columns, labels) for name in parts], axis=-1).reshape(60, 3)
    assert [one.mean for one in model.coefficients] == pytest.approx(np.nanmean(values, axis=0), rel=1e-4)
    assert [one.scale for one in model.coefficients] == pytest.approx(np.nanstd(values, axis=0), rel=1e-4)
    scaled = np.nan_to_num((values - np.nanmean(values, axis=0)) / np.nanstd(values, axis=0))
    weights = np.array([one.weight for one in model.coefficients])
    said = 1 / (1 + np.exp(-(scaled @ weights + model.intercept)))
    wrong = said - (judged.confirmed + 0.5 * judged.proposed).ravel()
    assert judged.proposed.any()
    assert wrong.sum() == pytest.approx(0, abs=0.01)
    assert weights + REGULARISATION * (wrong @ scaled) == pytest.approx(np.zeros(3), abs=0.002)
    flat = graph_of([framework(item("a", "f"), item("b", "f")), plan(task("t"), task("u"))], [link("t", "a")])
    material = material_of(flat)
    same = fit(
        Comparison(material), judged_pairs(flat, material), rows[:2], material.labels, ("level",), calibrate=False
    )
    assert same.coefficients == (Coefficient("level", 0.0, 0.0, 1.0),)
    assert same.intercept == pytest.approx(-np.log(3), abs=1e-3)


@pytest.mark.parametrize(
    "links", [[], [link("t", "a")], [link("t", "a", 3, "proposed")]], ids=["none", "all", "proposed"]
)
def test_from_one_kind_of_pairs_nothing_is_learned(links: list[object]) -> None:
    graph = graph_of([framework(item("a", "f")), plan(task("t"))], links)
    material = material_of(graph)
    with pytest.raises(NothingToLearn):
        fit(
            Comparison(material), judged_pairs(graph, material), np.zeros(1, np.int32), material.labels, ("characters",)
        )


def test_groups_are_of_one_size_and_hold_each_place_once() -> None:
    places = np.arange(3, 26, dtype=np.int32)
    found = folds(places, 5, seed=1)
    assert sorted(len(one) for one in found) == [4, 4, 5, 5, 5]
    assert sorted(np.concatenate(found)) == list(places)
    assert all(list(one) == sorted(one) for one in found)
    assert [list(one) for one in folds(places, 5, seed=2)] != [list(one) for one in found]
    assert [len(one) for one in folds(places[:2], 5, seed=1)] == [1, 1]


@pytest.mark.parametrize("missing", ["sklearn", "threadpoolctl"])
def test_without_a_library_training_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ScikitLearnMissing) as caught:
        require_scikit_learn()
    assert 'pip install "policygraph[evaluation]"' in caught.value.message.ko
    assert caught.value.message.en.startswith("training and measuring suggestions need scikit-learn")
