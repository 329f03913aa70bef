"""Reads scenarios, candidates and marks of a workspace; what does not hold together is reported and left out.

Each file of the folder ``scenarios`` is one scenario, named after the file; ``plans/candidates.yaml`` holds the candidates
and ``scenarios/marks.yaml`` the marks. An edit may be written short, as people say it: ``{without: b6-1-1}``,
``{delay: b6-2-1, to: 2029}``, ``{confirm: [b6-1-3, dpg-2-2]}``, ``{add: {task: ..., item: ..., strength: 2}}``,
``{budget: b6-1-1, krw: 3000000000}``, ``{without-department: ...}``, ``{cut: 20%}``.

>>> from policygraph.records.issue import IssueLog
>>> scenario = read_scenario("{title: 예산 삭감, edits: [{cut: 20%}, {delay: t, to: 2029}]}", "scenarios/less.yaml", IssueLog())
>>> scenario.id, [(edit.kind, edit.percent or edit.year) for edit in scenario.edits]
('less', [('cut', 20.0), ('delay', 2029)])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Corpus
from policygraph.records.scenario import MARKS, Candidate, Mark, Planning, Scenario
from policygraph.sources.decoding import read_decoded
from policygraph.sources.folders import files_in
from policygraph.sources.formats.yaml.fields import YamlRecord
from policygraph.sources.formats.yaml.ids import with_ids
from policygraph.sources.formats.yaml.reader import compose_mapping
from policygraph.sources.formats.yaml.record_reader import read_record
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

R = TypeVar("R", Candidate, Mark)

SCENARIOS = "scenarios"
CANDIDATES_FILE = "plans/candidates.yaml"
MARKS_FILE = "scenarios/marks.yaml"
NEEDED: Mapping[str, tuple[str, ...]] = {
    "without": ("task",),
    "without-department": ("department",),
    "delay": ("task", "year"),
    "confirm": ("task", "item"),
    "add": ("task", "item", "strength"),
    "budget": ("task", "krw"),
    "cut": ("percent",),
}
"""What an edit of each kind has to say."""
_SHORT = {"without": "task", "without-department": "department", "delay": "task", "budget": "task", "cut": "percent"}
_TEXT = "tag:yaml.org,2002:str"


def read_planning(root: Path, log: IssueLog) -> Planning:
    """Return what the folder *root* plans, unchecked; problems of the files go to *log*."""
    scenarios = []
    for path in files_in(root / SCENARIOS, lambda _: None):
        name = path.relative_to(root).as_posix()
        if name == MARKS_FILE or path.suffix.lower() not in (".yaml", ".yml"):
            continue
        text = read_decoded(path, name, log)
        found = None if text is None else read_scenario(text, name, log)
        if found is not None:
            scenarios.append(found)
    candidates = _list_in(root, CANDIDATES_FILE, "candidates", Candidate, log)
    return Planning(tuple(scenarios), candidates, _list_in(root, MARKS_FILE, "marks", Mark, log))


def renumbered_files(root: Path, ids: Mapping[str, str]) -> dict[Path, bytes | None]:
    """Return the new content of each file of scenarios, candidates and marks of *root* that names one of *ids*."""
    found: dict[Path, bytes | None] = {}
    paths = [*files_in(root / SCENARIOS, lambda _: None), root / CANDIDATES_FILE]
    for path in (path for path in paths if ids and path.is_file() and path.suffix.lower() in (".yaml", ".yml")):
        text = read_decoded(path, path.name, IssueLog())
        new = None if text is None else with_ids(text, ids)
        if new is not None and new != text:
            found[path] = new.encode()
    return found


def read_scenario(text: str, name: str, log: IssueLog) -> Scenario | None:
    """Return the scenario in *text*, called after the file *name*; ``None`` where there is none."""
    node = compose_mapping(text, name, log)
    if node is None:
        return None
    stem = Path(name).stem
    keys = [*node.value, (_scalar("id", node), _scalar(stem, node))]
    whole = MappingNode(node.tag, [(key, _in_full(value) if key.value == "edits" else value) for key, value in keys])
    whole.start_mark, whole.end_mark = node.start_mark, node.end_mark
    return read_record(Scenario, YamlRecord(whole, name, log))


def _list_in(root: Path, name: str, key: str, kind: type[R], log: IssueLog) -> tuple[R, ...]:
    path = root / name
    text = read_decoded(path, name, log) if path.is_file() else None
    node = None if text is None else compose_mapping(text, name, log)
    if node is None:
        return ()
    record = YamlRecord(node, name, log)
    found = [read_record(kind, inner) for inner in record.records(key)]
    record.close()
    return tuple(one for one in found if one is not None)


def _scalar(text: str, like: Node) -> ScalarNode:
    return ScalarNode(_TEXT, text, like.start_mark, like.end_mark)


def _in_full(edits: Node) -> Node:
    """Return a list of *edits* with each one that is written short in full."""
    if isinstance(edits, SequenceNode):
        edits.value = [_edit(entry) if isinstance(entry, MappingNode) else entry for entry in edits.value]
    return edits


def _edit(node: MappingNode) -> MappingNode:
    pairs: list[tuple[Node, Node]] = []
    for key, value in node.value:
        kind = str(key.value)
        if kind in _SHORT and isinstance(value, ScalarNode):
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
    full = MappingNode(node.tag, pairs)
    full.start_mark, full.end_mark = node.start_mark, node.end_mark
    return full


def check_planning(found: Planning, corpus: Corpus, log: IssueLog) -> Planning:
    """Return *found* without what does not hold together with the records of *corpus*; each is reported to *log*."""
    items = {item.id for document in corpus.documents if not document.is_plan for item in document.items}
    tasks = {item.id for document in corpus.documents if document.is_plan for item in document.items}
    plans = [document.id for document in corpus.documents if document.is_plan]
    scenarios = tuple(_once(found.scenarios, lambda scenario: scenario.id, log))
    candidates = list(_once(found.candidates, lambda candidate: candidate.id, log))
    known = {candidate.id for candidate in candidates}
    return Planning(
        tuple(scenario for scenario in scenarios if _sound_scenario(scenario, items, tasks, log)),
        tuple(filter(None, (_sound_candidate(one, items, tasks, plans, known, log) for one in candidates))),
        tuple(filter(None, (_sound_mark(mark, log) for mark in found.marks))),
    )


def _once(records: Iterable[Any], key: Callable[[Any], str], log: IssueLog) -> Iterable[Any]:
    first: dict[str, Any] = {}
    for record in records:
        known = first.setdefault(key(record), record)
        if known is record:
            yield record
        else:
            log.add(report("R82", record.where, key(record), first=known.where))


def _sound_scenario(scenario: Scenario, items: set[str], tasks: set[str], log: IssueLog) -> bool:
    """Return whether *scenario* can be used; names that are not there are told, and refused when it is used."""
    whole = True
    for edit in scenario.edits:
        for name in NEEDED[edit.kind]:
            if getattr(edit, name) is None:
                log.add(report("R80", scenario.where, edit.kind, field=name))
                whole = False
        for named, among in ((edit.task, tasks), (edit.item, items)):
            if named is not None and named not in among:
                log.add(report("R81", scenario.where, named, **did_you_mean(named, sorted(among))))
    return whole


def _sound_candidate(
    candidate: Candidate, items: set[str], tasks: set[str], plans: list[str], known: set[str], log: IssueLog
) -> Candidate | None:
    serves = []
    for served in candidate.serves:
        if served.item in items:
            serves.append(served)
        else:
            log.add(report("R81", candidate.where, served.item, **did_you_mean(served.item, sorted(items))))
    if candidate.id not in tasks and candidate.plan not in plans and not (candidate.plan is None and len(plans) == 1):
        log.add(report("R83", candidate.where, candidate.plan or "", id=candidate.id, known=", ".join(plans)))
        return None
    missing = [name for name in candidate.requires if name not in known and name not in tasks]
    for name in missing:
        log.add(report("R84", candidate.where, name, id=candidate.id))
    if missing:
        return None
    return replace(candidate, serves=tuple(serves))


def _sound_mark(mark: Mark, log: IssueLog) -> Mark | None:
    wrong = [name for name in MARKS if getattr(mark, name) is not None and not 1 <= getattr(mark, name) <= 5]
    for name in wrong:
        log.add(report("R85", mark.where, getattr(mark, name), field=name))
    kept: dict[str, Any] = dict.fromkeys(wrong)
    return replace(mark, **kept)
