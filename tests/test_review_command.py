"""The command ``review`` without a conversation: verdicts, decisions, undo and the queue as options; who the reviewer is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run, run_command
from policygraph.graph.review import build_queue
from policygraph.records.kinds import Review
from policygraph.sources.workspace import read_workspace
from proposals import KIM, PARK, states, write_proposals
from workspaces import study_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_proposals(tmp_path / "w")


def test_deciding_without_being_asked(root: Path, run: Callable[..., Run]) -> None:
    done = run(
        "review",
        "-w",
        "w",
        "--by",
        KIM,
        "--decide",
        "accept",
        "과제 하나",
        "공공데이터",
        "--strength",
        "3",
        "-f",
        "json",
    )
    found = json.loads(done.out)
    assert found["schema"] == "policygraph/review/1"
    assert [(r["item"], r["verdict"], r["strength"], r["by"]) for r in found["reviews"]] == [
        ("f-1-3", "accept", 3, KIM)
    ]
    assert states(root)["f-1-3"] == "confirmed 3"
    assert (
        "저장됨: 과제 하나 → 교통 데이터 개방"
        in run("review", "-w", "w", "--by", KIM, "--decide", "reject", "p-1", "f-1-4").out
    )
    taken = json.loads(run("review", "-w", "w", "--by", KIM, "--undo", "-f", "json").out)
    assert [(r["item"], r["verdict"]) for r in taken["reviews"]] == [("f-1-4", "withdraw")]
    run("review", "-w", "w", "--by", KIM, "--undo")
    assert "되돌릴 판단이 없습니다" in run("review", "-w", "w", "--by", KIM, "--undo").out
    assert states(root)["f-1-3"] == "proposed 2"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--decide", "akzept", "p-1", "f-1-2"], "혹시 'accept'"),
        (["--decide", "accept", "p-1", "f-1"], "--strength"),
        (["--decide", "accept", "p-9", "f-1-2"], "p-9"),
        (["--decide", "accept", "f-1-2", "p-1"], "차례"),
        (["--not-applicable", "f-1-2"], "--note"),
        (["--not-applicable", "f-1-2", "--note", "까닭", "--expires", "언젠가"], "날짜가 아닙니다"),
        (["--by", "  "], "--by"),
        (["--task", "없는 과제"], "없는 과제"),
        (["--kind", "nonsense"], "nonsense"),
    ],
)
def test_what_cannot_be_decided_says_why_and_writes_nothing(
    root: Path, run: Callable[..., Run], arguments: list[str], message: str
) -> None:
    done = run("review", "-w", "w", *([] if "--by" in arguments else ["--by", KIM]), *arguments)
    assert done.code == 2
    assert message in done.err
    assert not (root / "decisions").exists()


def test_an_item_is_decided_without_being_asked(root: Path, run: Callable[..., Run]) -> None:
    run("review", "-w", "w", "--by", KIM, "--not-applicable", "f-1-2", "--note", "국가가 함", "--expires", "2030")
    [decision] = read_workspace(root).corpus.decisions
    assert (decision.reason.ko, decision.by, decision.expires) == ("국가가 함", KIM, "2030")
    assert "f-1-2" not in run("review", "-w", "w", "--by", KIM, "--suggest", "0", "--list").out
    of_another = run("review", "-w", "w", "--by", PARK, "--not-applicable", "f-1-2", "--note", "도가 함")
    assert of_another.code == 2
    assert f"{KIM}(" in of_another.err
    assert "국가가 함" in of_another.err
    assert read_workspace(root).corpus.decisions == (decision,)


def test_the_queue_as_table_json_and_csv(root: Path, run: Callable[..., Run]) -> None:
    table = run("review", "-w", "w", "--by", KIM, "--suggest", "0", "--list").out
    assert "어르신 디지털 교육" in table
    assert "3건 가운데 0건을 판단했고 3건이 남았습니다" in table
    assert "제안 강도" not in table
    assert "강도와 점수는 판단한 뒤에 보입니다" in table
    assert "3 직접 이행" in run("review", "-w", "w", "--by", KIM, "--suggest", "0", "--list", "--open").out
    found = json.loads(run("review", "-w", "w", "--by", KIM, "--suggest", "0", "--list", "-f", "json").out)
    assert found["schema"] == "policygraph/review-queue/1"
    assert [case["item"] for case in found["tasks"][0]["cases"]] == ["f-1-2", "f-1-3", "f-1-4"]
    rows = run("review", "-w", "w", "--by", KIM, "--suggest", "0", "--list", "-f", "csv").out.splitlines()
    assert rows[0].startswith("task,task_title,item,item_title,kind")
    assert len(rows) == 4
    assert "3 직접 이행" in rows[1]
    assert (
        "f-1-3"
        not in run(
            "review", "-w", "w", "--by", KIM, "--suggest", "0", "--list", "--framework", "f", "--kind", "suspect"
        ).out
    )


def test_the_bundled_data_are_looked_at_and_not_written_to(run: Callable[..., Run]) -> None:
    assert run("review", "--list", "-q").code == 0
    refused = run("review")
    assert refused.code == 2
    assert "policygraph init" in refused.err


def test_reviews_of_bundled_alignments_go_into_the_workspace(tmp_path: Path, run: Callable[..., Run]) -> None:
    run("init", "w", "--plan", "b6", "--frameworks", "kds,bmg", "-q")
    study = study_of(tmp_path / "w")
    case = build_queue(study, KIM).cases[0]
    run("review", "-w", "w", "--by", KIM, "--decide", "accept", case.task, case.item, "--strength", "1")
    after = study_of(tmp_path / "w")
    [link] = [a for a in after.corpus.alignments if (a.task, a.item) == case.pair]
    assert (link.state, link.strength, link.reviewers, link.agreement) == ("confirmed", 1, (KIM,), 1.0)
    assert len(build_queue(after, KIM).cases) == len(build_queue(study, KIM).cases) - 1


def test_english_and_a_console_of_korean_windows(root: Path) -> None:
    english = run_command("review", "-w", str(root), "--by", KIM, "--suggest", "0", "--lang", "en", cwd=root)
    assert "0 of 3 decided" in english.out
    assert "accept: implements" in english.out
    korean = run_command("review", "-w", str(root), "--by", KIM, "--suggest", "0", cwd=root, encoding="cp949")
    assert "어르신 디지털 교육" in korean.out
    assert "?" not in korean.out.replace("[?]", "").replace("?를", "").splitlines()[1]


def test_the_default_reviewer_is_who_sits_at_the_computer(root: Path) -> None:
    done = run_command(
        "review",
        "-w",
        str(root),
        "--decide",
        "reject",
        "p-1",
        "f-1-2",
        cwd=root,
        environment={"LOGNAME": "hong", "USER": "hong"},
    )
    assert done.code == 0, done.err
    [found] = read_workspace(root).corpus.reviews
    assert isinstance(found, Review)
    assert found.by == "hong"
