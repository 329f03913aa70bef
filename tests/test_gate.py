"""A check for automation: each rule, exact comparison, and that it fails closed on whatever cannot be judged."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from policygraph import Study
from policygraph.graph.decide.gate import Gate, judge, read_baseline, write_baseline
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Corpus
from policygraph.sources.gate_settings import GateRules
from random_studies import study_from
from workspaces import (
    ALIGNMENTS_YAML,
    FRAMEWORK_YAML,
    TODAY,
    corpus,
    framework,
    item,
    link,
    plan,
    study_of,
    task,
    write_workspace,
)


def records(*more: object) -> Corpus:
    items = (item("s", "f", "strategy"), item("a", "s"), item("b", "s"), item("c", "s"))
    return corpus([framework(*items), plan(task("t"), task("u"))], [link("t", "a", 2), link("t", "b", 3), *more])  # type: ignore[list-item]


def outcome(found: Corpus, rules: GateRules, baseline: bytes | None = None, today: datetime.date = TODAY) -> Gate:
    return judge(study_from(found), rules, baseline, today=today)


def failed(found: Gate) -> list[str]:
    assert found.passed == all(verdict.passed for verdict in found.rules)
    return [verdict.rule for verdict in found.rules if not verdict.passed]


def test_a_floor_is_compared_exactly() -> None:
    exact = Fraction(5, 9)  # (2/3 + 1 + 0) / 3
    assert failed(outcome(records(), GateRules(floors=(("f", exact),)))) == []
    assert failed(outcome(records(), GateRules(floors=(("f", exact + Fraction(1, 10**30)),)))) == ["floor"]


def test_counts_of_what_is_linked_suspect_and_not_assessed() -> None:
    assert failed(outcome(records(link("u", "c", 1, "proposed")), GateRules(linked=(("f", 2),)))) == []
    assert failed(outcome(records(), GateRules(linked=(("f", 3),)))) == ["linked"]
    suspect = records(link("u", "c", 3, fingerprint="-".join(["0" * 30] * 2)))
    assert failed(outcome(suspect, GateRules(suspects=1))) == []
    (verdict,) = outcome(suspect, GateRules(suspects=0)).rules
    assert (verdict.passed, verdict.found, verdict.details) == (False, "1", ("u c",))
    nobody = replace(records(), assessments=())
    assert failed(outcome(nobody, GateRules(not_assessed=1))) == []
    assert failed(outcome(nobody, GateRules(not_assessed=0, floors=(("f", Fraction(0)),)))) == ["floor", "not_assessed"]


def test_what_is_linked_may_be_asked_of_those_that_address_somebody() -> None:
    assert failed(outcome(goals(), GateRules(linked=(("f/local", 2),)))) == []
    assert failed(outcome(goals(), GateRules(linked=(("f/local", 3), ("f/shared", 0))))) == ["linked"]
    with pytest.raises(UnusableInput):
        outcome(goals(), GateRules(linked=(("f/nobody", 0),)))


@pytest.mark.parametrize(
    ("date", "fine"),
    [
        ("2026-11-24", True),
        ("2026-10-25", True),
        ("2026-10-24", False),
        ("2026-11", True),
        (None, False),
        ("soon", False),
    ],
)
def test_a_proposal_may_not_wait_too_long_and_an_undated_one_has(date: str | None, fine: bool) -> None:
    found = records(link("u", "c", 3, "proposed", date=date))
    assert (failed(outcome(found, GateRules(oldest_proposal=30))) == []) is fine


def goals() -> Corpus:
    """The same as goals of the mayor, which ask the city."""
    first, *rest = records().documents
    return replace(records(), documents=(replace(first, kind="mayoral-goals"), *rest))


def test_a_new_gap_of_that_severity_is_named_and_an_old_one_is_not() -> None:
    before = write_baseline(study_from(goals()))
    rules = GateRules(new_gaps="error")
    assert failed(outcome(goals(), rules, before)) == []
    lost = replace(goals(), alignments=goals().alignments[:1])
    found = outcome(lost, rules, before)
    assert failed(found) == ["new_gaps"]
    assert found.rules[-1].details == ("G01 b",)
    weaker = replace(goals(), alignments=(link("t", "a", 1), link("t", "b", 3)))
    assert failed(outcome(weaker, rules, before)) == []
    assert failed(outcome(weaker, GateRules(new_gaps="warning"), before)) == ["new_gaps"]


def test_a_vanished_item_does_not_hide_its_gap() -> None:
    before = write_baseline(study_from(records()))
    *_, document = records().documents
    shrunken = framework(*(one for one in records().documents[0].items if one.id != "c"))
    found = outcome(replace(records(), documents=(shrunken, document)), GateRules(new_gaps="error"), before)
    assert failed(found) == ["vanished"]
    (verdict,) = (one for one in found.rules if one.rule == "vanished")
    assert verdict.details == ("c",)
    assert "1" in verdict.message.ko


def test_the_baseline_does_not_depend_on_the_order_of_records() -> None:
    mixed = replace(records(), alignments=records().alignments[::-1])
    assert write_baseline(study_from(mixed)) == write_baseline(study_from(records()))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"schema": "policygraph/gate-baseline/1", "items": {}, "gaps": []}',
        b'{"schema": "policygraph/gate-baseline/2", "items": {"f": []}, "gaps": []}',
        b'{"schema": "policygraph/gate-baseline/1", "items": {"f": []}}',
        b'{"schema": "policygraph/gate-baseline/1", "items": {"f": []}, "gaps": [{"code": "G01"}]}',
        b'{"schema": "policygraph/gate-baseline/1", "items": {"f": 1}, "gaps": []}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_baseline_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(UnusableInput):
        read_baseline(content, "baseline.json")


def test_half_a_baseline_is_refused() -> None:
    whole = write_baseline(study_from(records()))
    with pytest.raises(UnusableInput):
        read_baseline(whole[: len(whole) // 2], "baseline.json")


def workspace(tmp_path: Path, gate: str = "[gate.floor]\nf = 0.5\n", **changed: str | bytes | None) -> Study:
    return study_of(write_workspace(tmp_path, settings=f'title = "가상"\n{gate}', **changed))


def judged(study: Study, baseline: bytes | None) -> Gate:
    assert study.workspace.settings.gate is not None
    return judge(study, study.workspace.settings.gate, baseline, today=TODAY)


def test_nothing_that_cannot_be_judged_passes(tmp_path: Path) -> None:
    sound = workspace(tmp_path / "sound")
    baseline = write_baseline(sound)
    assert judged(sound, baseline).passed
    broken: dict[str, Study] = {
        "unreadable": workspace(tmp_path / "1", framework=b"\xff\xfe\x00bad"),
        "deleted framework": workspace(tmp_path / "2", framework=None),
        "empty": workspace(tmp_path / "3", framework=None, plan=None, alignments=None),
        "no plan": workspace(tmp_path / "4", plan=None, alignments=None),
        "unknown rule": workspace(tmp_path / "5", "[gate]\nflor = 1\n"),
        "not a share": workspace(tmp_path / "6", "[gate.floor]\nf = 3\n"),
        "not a count": workspace(tmp_path / "7", "[gate]\nsuspects = -1\n"),
        "framework that is not there": workspace(tmp_path / "8", "[gate.linked]\ng = 1\n"),
    }
    for study in broken.values():
        with pytest.raises(UnusableInput):
            judge(study, study.workspace.settings.gate or GateRules(suspects=0), baseline, today=TODAY)
    with pytest.raises(UnusableInput):
        judged(sound, None)
    with pytest.raises(UnusableInput):
        judge(study_from(records()), GateRules(), None, today=TODAY)
    for rule in (GateRules(floors=(("x", Fraction(1, 2)),)), GateRules(linked=(("x", 1),))):
        with pytest.raises(UnusableInput):
            judge(sound, rule, baseline, today=TODAY)


def test_a_framework_that_was_cut_short_does_not_pass(tmp_path: Path) -> None:
    baseline = write_baseline(workspace(tmp_path / "whole"))
    last = FRAMEWORK_YAML.splitlines(keepends=True)[-1]
    longer = FRAMEWORK_YAML + last.replace("f-1-1", "f-1-2")
    before = write_baseline(workspace(tmp_path / "before", framework=longer))
    assert judged(workspace(tmp_path / "same", framework=longer), before).passed
    assert judged(workspace(tmp_path / "grown", framework=longer), baseline).rules[-1].passed
    assert failed(judged(workspace(tmp_path / "short"), before)) == ["vanished"]
    assert json.loads(before)["items"]["f"] == ["f-1", "f-1-1", "f-1-2"]
    assert "f-1-1" in ALIGNMENTS_YAML
