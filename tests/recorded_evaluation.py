"""The figures of the suggestions that were recorded for the bundled data, which the program must not fall below.

After a change of the bundled records, of texts or terms, record them anew, which takes minutes, and read the difference:

    policygraph evaluate-suggestions --parts -f json | python tests/recorded_evaluation.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policygraph.graph.evaluation.double_reading import DoubleReading
from policygraph.graph.evaluation.evaluation import Evaluation, Goal, MeasuredRow, Strengths
from policygraph.graph.evaluation.measures import MEASURES, Bin, Calibration, Estimate

RECORD = Path(__file__).with_name("recorded_evaluation.json")
_BOUNDS = ("value", "low", "high")
_KEY = ("method", "protocol", "truth", "scope")


def recorded() -> Evaluation:
    """Return the recorded evaluation."""
    table = json.loads(RECORD.read_text(encoding="utf-8"))
    return evaluation_of({**table, "results": [_result(row) for row in table["results"]]})


def _result(row: list[Any]) -> dict[str, Any]:
    key, figures = row[: len(_KEY)], row[len(_KEY) :]
    measures = {name: dict(zip(_BOUNDS, bounds, strict=True)) for name, bounds in zip(MEASURES, figures, strict=True)}
    return {**dict(zip(_KEY, key, strict=True)), "measures": measures}


def compact(answer: Mapping[str, Any]) -> str:
    """Return the JSON *answer* of the command as it is recorded: a line for each method and scope, eight digits."""
    rows = [
        [*(result[name] for name in _KEY), *([result["measures"][name][b] for b in _BOUNDS] for name in MEASURES)]
        for result in answer["results"]
    ]
    lines = [f'"{name}": {_short(value)}' for name, value in answer.items() if name not in ("results", "schema")]
    listed = ",\n".join(_short(row) for row in rows)
    return "{\n" + ",\n".join([*lines, f'"results": [\n{listed}\n]']) + "\n}\n"


def _short(value: Any) -> str:
    def rounded(found: Any) -> Any:
        if isinstance(found, float):
            return round(found, 8)
        if isinstance(found, list):
            return [rounded(one) for one in found]
        return {name: rounded(one) for name, one in found.items()} if isinstance(found, dict) else found

    return json.dumps(rounded(value), ensure_ascii=False)


def evaluation_of(table: Mapping[str, Any]) -> Evaluation:
    """Return the evaluation that a JSON answer holds."""
    rows: dict[tuple[str, Any, Any], dict[str, tuple[Estimate, ...]]] = {}
    for result in table["results"]:
        key = result["method"], result["protocol"], result["truth"]
        values = tuple(Estimate(**result["measures"][name]) for name in MEASURES)
        rows.setdefault(key, {})[result["scope"]] = values
    return Evaluation(
        table["counts"],
        tuple(MeasuredRow(*key, scopes) for key, scopes in rows.items()),
        {protocol: _calibration(value) for protocol, value in table["calibration"].items()},
        {
            name: DoubleReading(value["both"], value["single"], value["same_strength"])
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


if __name__ == "__main__":
    RECORD.write_text(compact(json.load(sys.stdin)), encoding="utf-8")
