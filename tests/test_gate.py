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
from policygraph.graph.decide.gate import judged as judged_by_settings
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Corpus, Text
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
        ("2026-10-25T23:59:00+09:00", True),
        ("2026-10-24T00:00:00+09:00", False),
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


def test_each_verdict_says_what_was_wanted_and_found_in_both_languages() -> None:
    rules = GateRules(
        floors=(("f", Fraction(2, 3)), ("g", Fraction(0))), linked=(("f", 1), ("f/unclear", 2), ("g", 0)), suspects=1,
        oldest_proposal=1, not_assessed=1,
    )  # fmt: skip
    other = framework(item("o", "g", document="g"), name="g")
    items = framework(item("a", "f"), item("b", "f"))
    links = [link("t", "a", 2, fingerprint="-".join(["0" * 30] * 2)), link("t", "b", 1, "proposed")]
    found = outcome(corpus([other, items, plan(task("t"))], links, assessed={"p": ["f"]}), rules)
    said = [(one.rule, one.subject, one.passed, one.wanted, one.found, one.message, one.details) for one in found.rules]
    assert said == [
        (
            "floor", "f", False, "2/3", "1/3",
            Text("f의 하한은 33.33%이고, 적어도 66.66%이어야 합니다.", "the floor of f is 33.33%; it has to be 66.66% or more"), (),
        ),
        (
            "floor", "g", False, "0", "null",
            Text("g의 하한은 미상 unknown이고, 적어도 0.00%이어야 합니다.", "the floor of g is 미상 unknown; it has to be 0.00% or more"), (),
        ),
        (
            "linked", "f", True, "1", "1",
            Text(
                "f에서 확정 연계된 이행 항목은 1건이고, 적어도 1건이어야 합니다.",
                "f has 1 commitment with a confirmed alignment; it has to have 1 or more",
            ), (),
        ),
        (
            "linked", "f/unclear", False, "2", "1",
            Text(
                "f/unclear에서 확정 연계된 이행 항목은 1건이고, 적어도 2건이어야 합니다.",
                "f/unclear has 1 commitment with a confirmed alignment; it has to have 2 or more",
            ), (),
        ),
        (
            "linked", "g", False, "0", "null",
            Text(
                "g에서 확정 연계된 이행 항목은 미상 unknown건이고, 적어도 0건이어야 합니다.",
                "g has 미상 unknown commitments with a confirmed alignment; it has to have 0 or more",
            ), (),
        ),
        (
            "suspects", "", True, "1", "1",
            Text("재검토가 필요한 연계 1건: 많아야 1건이어야 합니다.", "1 suspect alignments; there may be 1 at most"), ("t a",),
        ),
        (
            "oldest_proposal", "", False, "0", "1",
            Text(
                "1일 넘게(또는 언제부터인지 모르게) 기다리는 제안 1건: 많아야 0건이어야 합니다.",
                "1 proposals waiting over 1 day or undated; there may be 0 at most",
            ), ("t b",),
        ),
        (
            "not_assessed", "", True, "1", "1",
            Text("검토하지 않은 정책 체계 1건: 많아야 1건이어야 합니다.", "1 frameworks not assessed; there may be 1 at most"), ("g",),
        ),
    ]  # fmt: skip


def test_what_vanished_is_told_with_the_gaps_that_went_out_of_sight_and_new_gaps_by_their_names() -> None:
    whole = goals()
    before = write_baseline(study_from(whole))
    same = outcome(whole, GateRules(new_gaps="warning"), before)
    assert [(one.subject, one.passed, one.message) for one in same.rules] == [
        ("", True, Text("기준을 저장할 때 있던 항목이 모두 있습니다.", "every item of the baseline is still there")),
        ("warning", True, Text("기준에 없던 공백이 없습니다.", "no gap is new")),
    ]
    first, document = whole.documents
    shrunken = replace(first, items=tuple(one for one in first.items if one.id != "c"))
    (gone,) = outcome(replace(whole, documents=(shrunken, document)), GateRules(), before).rules
    assert gone.message == Text(
        "기준을 저장할 때 있던 문서와 항목 1건이 없어졌고, 그와 함께 공백 1건이 보이지 않게 되었습니다.",
        "1 document or item of the baseline is gone, and 1 gap is out of sight with it",
    )
    renamed = replace(document, items=tuple(replace(one, id="w") if one.id == "u" else one for one in document.items))
    shrunken = replace(first, items=tuple(one for one in first.items if one.id in ("s", "a")))
    less = replace(whole, documents=(shrunken, renamed), alignments=whole.alignments[:1])
    lost = outcome(less, GateRules(), before).rules[0]
    assert (lost.found, lost.details) == ("3", ("b", "c", "u"))
    assert "3 documents and items of the baseline are gone, and" in lost.message.en
    assert lost.message.en.endswith("gaps are out of sight with them")
    bare = replace(whole, alignments=())
    worse = outcome(bare, GateRules(new_gaps="error"), before).rules[-1]
    assert (worse.found, worse.details) == ("2", ("G01 a", "G01 b"))
    assert worse.message == Text("기준에 없던 공백이 2건 생겼습니다.", "2 gaps are not in the baseline")
    grown = replace(goals(), documents=(replace(first, id="h", items=()), *whole.documents))
    assert failed(outcome(grown, GateRules(), before)) == []


def test_a_gap_that_was_of_a_lower_severity_is_new_where_it_is_of_a_higher_one() -> None:
    before = json.loads(write_baseline(study_from(goals())))
    assert {gap["severity"] for gap in before["gaps"] if gap["code"] == "G01"} == {"error"}
    for gap in before["gaps"]:
        gap["severity"] = "warning"
    lower = json.dumps(before).encode()
    assert outcome(goals(), GateRules(new_gaps="error"), lower).rules[-1].details == ("G01 c",)
    assert outcome(goals(), GateRules(new_gaps="warning"), lower).rules[-1].passed


def test_what_nothing_can_be_judged_by_is_named_in_both_languages() -> None:
    (first, document), rule = records().documents, GateRules(suspects=0)
    for found, what in (
        (corpus([document]), Text("정책 체계", "framework")),
        (corpus([replace(first, items=()), document]), Text("정책 항목", "policy item")),
        (corpus([first]), Text("이행과제", "action task")),
    ):
        with pytest.raises(UnusableInput) as caught:
            outcome(found, rule)
        assert caught.value.message == Text(
            f"{what.ko}이(가) 하나도 없어 판정할 수 없습니다. 작업 폴더가 맞는지 확인하세요.",
            f"there is no {what.en}, so nothing can be judged; is this the right workspace?",
        )
        with pytest.raises(UnusableInput):
            write_baseline(study_from(found))
    for rules, message in (
        (
            GateRules(floors=(("x", Fraction(0)),)),
            Text(
                "규칙에 적힌 정책 체계 'x'이(가) 자료에 없어 판정할 수 없습니다. 있는 체계: f",
                "a rule is about the framework 'x', which is not there; there are f",
            ),
        ),
        (
            GateRules(linked=(("f/nobody", 0),)),
            Text(
                "규칙 'f/nobody'의 대상 'nobody'을(를) 알 수 없어 판정할 수 없습니다. 대상: local, shared, national, unclear",
                "the addressee 'nobody' of the rule 'f/nobody' is not known; there are local, shared, national, unclear",
            ),
        ),
        (
            GateRules(new_gaps="error"),
            Text(
                "기준 파일 gate-baseline.json이(가) 없습니다. policygraph gate --write-baseline으로 만드세요.",
                "there is no baseline gate-baseline.json; make one with policygraph gate --write-baseline",
            ),
        ),
        (
            GateRules(),
            Text(
                "지킬 규칙이 없습니다. policygraph.toml의 [gate]에 규칙을 적거나 --write-baseline으로 기준을 저장하세요.",
                "there are no rules: write some under [gate] in policygraph.toml, or save a baseline with --write-baseline",
            ),
        ),
    ):
        with pytest.raises(UnusableInput) as caught:
            outcome(records(), rules)
        assert caught.value.message == message
    assert outcome(records(), rule).passed
    assert outcome(records(), GateRules(), write_baseline(study_from(records()))).passed
    with pytest.raises(UnusableInput) as caught:
        read_baseline(b"", "b.json")
    assert caught.value.message == Text(
        "기준 파일 b.json을(를) 읽을 수 없습니다(JSONDecodeError). --write-baseline으로 다시 만드세요.",
        "the baseline b.json cannot be read (JSONDecodeError); write it again with --write-baseline",
    )


def test_all_of_a_study_is_judged_by_the_rules_and_the_baseline_of_its_workspace(tmp_path: Path) -> None:
    assert judged_by_settings(study_from(records())) is None
    ruled = workspace(tmp_path)
    missing = judged_by_settings(ruled)
    assert isinstance(missing, Text)
    assert "gate-baseline.json" in missing.en
    (tmp_path / "gate-baseline.json").write_bytes(write_baseline(ruled))
    for study in (ruled, ruled.narrowed(frameworks=["f-1-1"])):
        found = judged_by_settings(study)
        assert isinstance(found, Gate)
        assert [(one.rule, one.passed) for one in found.rules] == [("floor", True), ("vanished", True)]
