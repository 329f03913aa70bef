"""Scenarios in files: one file of the folder ``scenarios`` is one scenario, and an edit is written short, as people say it.

``{without: b6-1-1}``, ``{without-department: ...}``, ``{delay: b6-2-1, to: 2029}``, ``{confirm: [b6-1-3, dpg-2-2]}``,
``{add: {task: ..., item: ..., strength: 2}}``, ``{budget: b6-1-1, krw: 3000000000}`` and ``{cut: 20%}`` stand for edits
in full. The scenario is called after its file.

>>> from policygraph.records.scenario import Edit
>>> short_edit(plain(Edit("delay", task="t", year=2029))), short_edit(plain(Edit("confirm", task="t", item="i")))
({'delay': 't', 'to': 2029}, {'confirm': ['t', 'i']})
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from policygraph.records.kinds import Corpus, Scenario
from policygraph.records.record_data import plain
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

FOLDER = "scenarios"
_SHORT = {"without": "task", "without-department": "department", "delay": "task", "budget": "task", "cut": "percent"}
_TEXT = "tag:yaml.org,2002:str"


def in_full(node: MappingNode, name: str, top_keys: frozenset[str]) -> MappingNode:
    """Return the top of the file *name* with every scenario in full; a file without any of *top_keys* is one scenario."""
    if PurePosixPath(name).parts[:1] == (FOLDER,) and not top_keys.intersection(key.value for key, _ in node.value):
        stem = PurePosixPath(name).stem
        one = _like(node, [*_with_full_edits(node).value, (_scalar("id", node), _scalar(stem, node))])
        several = SequenceNode("tag:yaml.org,2002:seq", [one], node.start_mark, node.end_mark)
        return _like(node, [(_scalar("scenarios", node), several)])
    return _like(node, [(key, _all_in_full(value) if key.value == "scenarios" else value) for key, value in node.value])


def _all_in_full(scenarios: Node) -> Node:
    if isinstance(scenarios, SequenceNode):
        scenarios.value = [
            _with_full_edits(each) if isinstance(each, MappingNode) else each for each in scenarios.value
        ]
    return scenarios


def _with_full_edits(scenario: MappingNode) -> MappingNode:
    pairs = [(key, _edits_in_full(value) if key.value == "edits" else value) for key, value in scenario.value]
    return _like(scenario, pairs)


def _edits_in_full(edits: Node) -> Node:
    if isinstance(edits, SequenceNode):
        edits.value = [_edit(entry) if isinstance(entry, MappingNode) else entry for entry in edits.value]
    return edits


def _like(node: MappingNode, pairs: list[tuple[Node, Node]]) -> MappingNode:
    made = MappingNode(node.tag, pairs)
    made.start_mark, made.end_mark = node.start_mark, node.end_mark
    return made


def _scalar(text: str, like: Node) -> ScalarNode:
    return ScalarNode(_TEXT, text, like.start_mark, like.end_mark)


def _edit(node: MappingNode) -> MappingNode:
    pairs: list[tuple[Node, Node]] = []
    full = any(key.value == "kind" for key, _ in node.value)
    for key, value in node.value:
        kind = str(key.value)
        if full:
            pairs.append((key, value))
        elif kind in _SHORT and isinstance(value, ScalarNode):
            if kind == "cut":
                value.value = value.value.strip().removesuffix("%")
            pairs += [(_scalar("kind", key), _scalar(kind, key)), (_scalar(_SHORT[kind], key), value)]
        elif kind == "confirm" and isinstance(value, SequenceNode) and len(value.value) == 2:
            pairs.append((_scalar("kind", key), _scalar(kind, key)))
            pairs += zip((_scalar("task", key), _scalar("item", key)), value.value, strict=True)
        elif kind == "add" and isinstance(value, MappingNode):
            pairs += [(_scalar("kind", key), _scalar(kind, key)), *value.value]
        else:
            pairs.append((_scalar("year", key), value) if kind == "to" else (key, value))
    return _like(node, pairs)


def is_whole_file(records: Corpus, name: str) -> bool:
    """Whether the file *name* with *records* is one scenario: there is nothing else, and it has the name of the file."""
    path = PurePosixPath(name)
    return (
        path.parts[:1] == (FOLDER,)
        and len(records.scenarios) == 1
        and records.scenarios[0].id == path.stem
        and records == Corpus(scenarios=records.scenarios)
    )


def scenario_data(scenario: Scenario) -> dict[str, Any]:
    """Return *scenario* as the data of its own file: without its id, and with short edits."""
    data = plain(scenario)
    del data["id"]
    return {**data, "edits": [short_edit(edit) for edit in data.get("edits", [])]}


def short_edit(edit: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plain data of an edit as people write it; in full where it lacks what its kind says."""
    kind, rest = edit["kind"], {key: value for key, value in edit.items() if key != "kind"}
    takes = {"confirm": ("task", "item"), "add": ("task", "item", "strength"), "delay": ("task", "year")}
    wanted = takes.get(kind, (_SHORT.get(kind, ""),))
    if any(name not in rest for name in wanted):
        return dict(edit)
    values = [rest.pop(name) for name in wanted]
    if kind == "confirm":
        return {"confirm": values, **rest}
    if kind == "add":
        return {"add": dict(zip(wanted, values, strict=True)), **rest}
    return {kind: values[0], **({"to": values[1]} if kind == "delay" else {}), **rest}
