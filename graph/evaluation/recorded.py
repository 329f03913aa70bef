"""The figures that were recorded for the bundled data: ``results.json``, written by ``policygraph evaluate-suggestions --parts -f json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from policygraph.graph.evaluation.agreement import Agreement
from policygraph.graph.evaluation.evaluation import Evaluation, Goal, Row, Strengths
from policygraph.graph.evaluation.measures import MEASURES, Bin, Calibration, Estimate


def recorded() -> Evaluation:
    """Return the recorded evaluation.

    >>> recorded().counts["tasks"]
    114
    """
    text = (files("policygraph.graph.evaluation") / "results.json").read_text(encoding="utf-8")
    return evaluation_of(json.loads(text))


def evaluation_of(table: Mapping[str, Any]) -> Evaluation:
    """Return the evaluation that a JSON answer holds."""
    rows: dict[tuple[str, Any, Any], dict[str, tuple[Estimate, ...]]] = {}
    for result in table["results"]:
        key = result["method"], result["protocol"], result["truth"]
        values = tuple(Estimate(**result["measures"][name]) for name in MEASURES)
        rows.setdefault(key, {})[result["scope"]] = values
    return Evaluation(
        table["counts"],
        tuple(Row(*key, scopes) for key, scopes in rows.items()),
        {protocol: _calibration(value) for protocol, value in table["calibration"].items()},
        {
            name: Agreement(value["both"], value["single"], value["same_strength"])
            for name, value in table["agreement"].items()
        },
        Estimate(**table["same_number"]),
        Strengths(Estimate(**table["strength"]["right"]), table["strength"]["commonest"]),
        tuple(Goal(goal["name"], goal["wanted"], goal["reached"]) for goal in table["goals"]),
        tuple((miss["task"], miss["item"], miss["place"]) for miss in table["misses"]),
    )


def _calibration(table: Mapping[str, Any]) -> Calibration:
    bins = tuple(
        Bin(one["from"], one["to"], one["pairs"], one["confidence"], Estimate(**one["confirmed"]))
        for one in table["bins"]
    )
    return Calibration(Estimate(**table["brier"]), table["brier_of_base_rate"], bins)
