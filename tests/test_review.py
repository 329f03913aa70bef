"""Reviewing in a terminal: what a planner sees and types, and what is on record afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from command_line import Run, run_inside
from policygraph.graph.review import build_queue
from policygraph.records.kinds import Decision, Review, Text
from policygraph.sources.review_log import append_reviews
from policygraph.sources.workspace import read_workspace
from policygraph.views.blocks import percent
from policygraph.views.review.keys import Keys, key_of
from policygraph.views.review.session import Session
from proposals import KIM, PARK, said, states, write_proposals
from rich.cells import cell_len
from terminals import Terminal
from workspaces import PLAN_YAML, study_of

PROMPT = "판단 > "


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_proposals(tmp_path / "w")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start ``policygraph`` in a terminal of its own, without candidates unless asked for."""
    running: list[Terminal] = []

    def begin(*arguments: str, **rest: Any) -> Terminal:
        extra = () if "--suggest" in arguments else ("--suggest", "0")
        running.append(Terminal(*arguments, *extra, "-q", cwd=tmp_path, **rest))
        return running[-1]

    yield begin
    for terminal in running:
        if terminal.code is None:
            terminal.kill()
            terminal.close()


def test_accept_reject_put_off_and_go_on_where_one_stopped(root: Path, start: Callable[..., Terminal]) -> None:
    terminal = start("review", "-w", "w", "--by", KIM)
    first = terminal.until(PROMPT)
    assert f"검토자: {KIM}" in first
    assert "0/3 판단함" in first
    assert "어르신 디지털 교육" in first
    assert "까닭 2" in first
    assert "제안 강도" not in first
    assert "[a]" not in first
    terminal.key("a")
    assert "강도 3, 2, 1" in terminal.until(PROMPT)
    terminal.key("2")
    second = terminal.until(PROMPT)
    assert "저장됨: 수락 2 - 어르신 디지털 교육" in second
    assert "제안 강도 3 직접 이행 · 신뢰도 0.80" in second
    assert said(root) == [("f-1-2", "accept", 2, "")]  # on disk when the screen says so
    terminal.key("q")
    assert "이번에 1건을 판단했고 모두 저장되어 있습니다. 남은 것은 2건" in terminal.close()
    assert terminal.code == 0

    again = start("review", "-w", "w", "--by", KIM)
    screen = again.until(PROMPT)
    assert "1/3 판단함" in screen
    assert "공공데이터 개방" in screen
    assert "어르신 디지털 교육 /" not in screen
    again.key("ㄱ")  # r on a keyboard that stands on Hangul
    again.until(PROMPT)
    again.key("u")
    assert "모두 보았습니다" in again.close()
    assert said(root)[1:] == [("f-1-3", "reject", None, ""), ("f-1-4", "unsure", None, "")]
    assert states(root) == {
        "f-1-1": "confirmed 3",
        "f-1-2": "confirmed 2",
        "f-1-3": "rejected 2",
        "f-1-4": "proposed 1",
    }

    third = start("review", "-w", "w", "--by", KIM)
    assert "모두 보았습니다. 이번에 0건" in third.close()


def test_a_verdict_says_what_it_does_to_the_figures(root: Path, start: Callable[..., Terminal]) -> None:
    """What the screen says afterwards is what the coverage of the workspace then is, for an item set aside too."""
    terminal = start("review", "-w", "w", "--by", KIM)
    terminal.until(PROMPT)
    before = study_of(root).coverage()["f"]
    for keys, decide in (("2", True), ("r", True), ("n", False)):
        terminal.key(keys)
        if not decide:
            terminal.until("까닭 > ")
            terminal.line("국가가 하는 일")
            terminal.until("Enter) > ")
            terminal.line("")
        screen = " ".join((terminal.close() if not decide else terminal.until(PROMPT)).split())
        after = study_of(root).coverage()["f"]
        figures = [
            [percent(found.floor, digits=1), percent(found.ceiling, digits=1), str(found.linked_confirmed), str(found.commitments)]
            for found in (before, after)
        ]  # fmt: skip
        moved = [old if old == new else f"{old} → {new}" for old, new in zip(*figures, strict=True)]
        assert "가상 전략: 하한 {}, 상한 {}, 확정 연계 {} / {}".format(*moved) in screen
        before = after
    assert before.commitments == 3


def test_a_note_another_item_and_undo(root: Path, start: Callable[..., Terminal]) -> None:
    terminal = start("review", "-w", "w", "--by", KIM)
    terminal.until(PROMPT)
    terminal.key("m")
    terminal.until("메모 > ")
    terminal.line("계획서 12쪽")
    assert "내 메모 계획서 12쪽" in terminal.until(PROMPT)
    terminal.key("c")
    terminal.until("id) > ")
    terminal.line("하나의")
    assert "[1] 하나의 하나  (f-1-1, 가상 전략)" in terminal.until("번호 > ")
    terminal.key("1")
    terminal.until("강도 1, 2, 3 > ")
    terminal.key("3")
    terminal.until(PROMPT)
    assert said(root) == [("f-1-2", "reject", None, "계획서 12쪽"), ("f-1-1", "accept", 3, "계획서 12쪽")]
    terminal.key("z")
    screen = terminal.until(PROMPT)
    assert "되돌림" in screen
    assert "어르신 디지털 교육" in screen
    assert "내 메모 계획서 12쪽" in screen
    assert [verdict for _, verdict, _, _ in said(root)] == ["reject", "accept", "withdraw", "withdraw"]
    assert states(root)["f-1-2"] == "proposed 3"
    terminal.key("z")
    assert "되돌릴 판단이 없습니다" in terminal.until(PROMPT)
    terminal.key("\x04")
    terminal.close()


def test_undo_reaches_back_before_this_session(
    root: Path, start: Callable[..., Terminal], run: Callable[..., Run]
) -> None:
    run("review", "-w", "w", "--by", KIM, "--decide", "reject", "p-1", "f-1-2")
    terminal = start("review", "-w", "w", "--by", KIM)
    terminal.until(PROMPT)
    terminal.key("z")
    assert "어르신 디지털 교육" in terminal.until(PROMPT)
    terminal.key("q")
    terminal.close()
    assert states(root)["f-1-2"] == "proposed 3"


def test_undo_takes_back_the_last_thing_whichever_kind_it_was(
    root: Path, start: Callable[..., Terminal], run: Callable[..., Run]
) -> None:
    for action in (
        ("--decide", "reject", "p-1", "f-1-3"),
        ("--not-applicable", "f-1-2", "--note", "국가가 함"),
        ("--decide", "reject", "p-1", "f-1-4"),
        ("--not-applicable", "f-1-1", "--note", "도가 함"),
    ):
        assert run("review", "-w", "w", "--by", KIM, *action).code == 0
    assert "되돌릴 판단이 없습니다" in run("review", "-w", "w", "--by", PARK, "--undo").out
    assert "되돌림: '하나의 하나' 해당 없음 · 도가 함" in run("review", "-w", "w", "--by", KIM, "--undo").out
    assert states(root)["f-1-4"] == "rejected 1"
    taken = json.loads(run("review", "-w", "w", "--by", KIM, "--undo", "-f", "json").out)
    assert [review["item"] for review in taken["reviews"]] == ["f-1-4"]
    terminal = start("review", "-w", "w", "--by", KIM)
    terminal.until(PROMPT)
    terminal.key("z")
    assert "마지막 '해당 없음' 결정을 되돌렸습니다: 어르신 디지털 교육" in terminal.until(PROMPT)
    assert (read_workspace(root).corpus.decisions, states(root)["f-1-3"]) == ((), "rejected 2")
    terminal.key("z")
    assert "마지막 판단을 되돌렸습니다: 공공데이터 개방" in terminal.until(PROMPT)
    terminal.key("q")
    terminal.close()
    assert states(root)["f-1-3"] == "proposed 2"


def test_the_rest_of_a_task_at_once(root: Path, start: Callable[..., Terminal]) -> None:
    terminal = start("review", "-w", "w", "--by", KIM)
    terminal.until(PROMPT)
    terminal.key("b")
    assert "이 과제의 나머지 3건" in terminal.until("> ")
    terminal.key("a")
    terminal.until("3건 모두 수락? [y/N]")
    terminal.key("n")
    terminal.until(PROMPT)
    assert said(root) == []
    terminal.key("b")
    terminal.until("> ")
    terminal.key("a")
    terminal.until("[y/N]")
    terminal.key("y")
    terminal.close()
    assert said(root) == [("f-1-2", "accept", 3, ""), ("f-1-3", "accept", 2, ""), ("f-1-4", "accept", 1, "")]


def test_an_item_that_is_no_matter_of_the_city(root: Path, start: Callable[..., Terminal]) -> None:
    terminal = start("review", "-w", "w", "--by", KIM)
    terminal.until(PROMPT)
    terminal.key("n")
    terminal.until("까닭 > ")
    terminal.line("국가가 하는 일")
    terminal.until("Enter) > ")
    terminal.line("언젠가")
    assert "'언젠가'은(는) 날짜가 아니어서" in terminal.until(PROMPT)
    assert read_workspace(root).corpus.decisions == ()
    terminal.key("n")
    terminal.until("까닭 > ")
    terminal.line("국가가 하는 일")
    terminal.until("Enter) > ")
    terminal.line("2030-12-31")
    assert "저장됨: 해당 없음 - 어르신 디지털 교육" in terminal.until(PROMPT)
    [decision] = read_workspace(root).corpus.decisions
    assert (decision.item, decision.reason.ko, decision.by, decision.expires) == (
        "f-1-2",
        "국가가 하는 일",
        KIM,
        "2030-12-31",
    )
    terminal.key("z")
    terminal.until(PROMPT)
    assert read_workspace(root).corpus.decisions == ()
    terminal.key("q")
    terminal.close()


def test_sixty_columns_are_enough_and_the_window_may_change(root: Path, start: Callable[..., Terminal]) -> None:
    terminal = start("review", "-w", "w", "--by", KIM, columns=130)
    wide = terminal.until(PROMPT)
    assert any("이행과제" in line and "정책 항목" in line for line in wide.splitlines())
    assert max(map(cell_len, wide.splitlines())) <= 130
    terminal.resize(60)
    terminal.key("s")
    narrow = terminal.until(PROMPT)
    assert max(map(cell_len, narrow.splitlines())) <= 60
    assert "공공데이터 개방" in narrow
    assert "…" not in narrow
    terminal.key("q")
    terminal.close()


@pytest.mark.parametrize("key", ["\x03", "\x04", "q", "\x1b"], ids=["ctrl-c", "ctrl-d", "q", "escape"])
def test_stopping_is_never_an_accident(root: Path, start: Callable[..., Terminal], key: str) -> None:
    terminal = start("review", "-w", "w", "--by", KIM)
    terminal.until(PROMPT)
    terminal.key("1")
    terminal.until(PROMPT)
    if key == "\x03":
        terminal.interrupt()
    else:
        terminal.key(key)
    last = terminal.close()
    assert "이번에 1건을 판단했고 모두 저장되어 있습니다" in last
    assert "Traceback" not in last
    assert terminal.code == 0
    assert len(said(root)) == 1


def test_keys_that_mean_nothing_decide_nothing(root: Path, start: Callable[..., Terminal]) -> None:
    terminal = start("review", "-w", "w", "--by", KIM)
    terminal.until(PROMPT)
    for key, answer in (("\r", "강도 3, 2, 1"), ("y", "'y' 키에는"), ("\x1b[A", "판단함"), ("?", "직접 이행: 과제를")):
        terminal.key(key)
        assert answer in terminal.until(PROMPT)
    terminal.key("m")
    terminal.until("메모 > ")
    terminal.interrupt()
    terminal.until(PROMPT)
    terminal.key("333")  # only the first of three keys counts: nobody has seen the other cases
    terminal.until(PROMPT)
    terminal.key("q")
    terminal.close()
    assert len(said(root)) == 1


def test_what_others_settle_meanwhile_is_not_asked(root: Path) -> None:
    class Typing(Keys):
        """Types what is scripted; before each key something may happen elsewhere."""

        def __init__(self, *script: tuple[str, Callable[[], None] | None]) -> None:
            super().__init__(StringIO())
            self.script = list(script)

        def next(self) -> str:
            asked.append(session.waiting[0].item)
            key, elsewhere = self.script.pop(0)
            if elsewhere is not None:
                elsewhere()
            return key

    def rejected() -> None:
        append_reviews(root, [Review("p-1", "f-1-3", "reject", None, PARK, "2026-11-24T10:00:00Z")])

    def away() -> None:
        append_reviews(root, [], [Decision("f-1-4", Text("국가가 함"), PARK, "2026-11-24")])

    study = study_of(root)
    asked: list[str] = []
    keys = Typing(("2", rejected), ("z", None), ("s", away), ("q", None))
    session = Session(study, root, build_queue(study, KIM), keys=keys)
    session.run()
    assert asked == ["f-1-2", "f-1-4", "f-1-2", "f-1-2"]
    assert [case.item for case in session.waiting] == ["f-1-2"]


def test_a_killed_session_loses_nothing_it_said_was_saved(root: Path, start: Callable[..., Terminal]) -> None:
    terminal = start("review", "-w", "w", "--by", KIM)
    terminal.until(PROMPT)
    terminal.key("3")
    terminal.until("저장됨: 수락 3")
    terminal.kill()
    terminal.close()
    assert said(root) == [("f-1-2", "accept", 3, "")]
    assert "1/3 판단함" in start("review", "-w", "w", "--by", KIM).until(PROMPT)


@pytest.mark.parametrize(
    ("typed", "verdicts"),
    [("", []), ("3\nr\n", ["accept", "reject"]), ("3\r\n\r\nㄱ\r\nq\r\n", ["accept", "reject"]), ("b\nr\ny\n", ["reject"] * 3),
     ("m\n메모\nr\nq\n", ["reject"])],
    ids=["nothing", "two", "crlf and hangul", "rest of the task", "note"],
)  # fmt: skip
def test_letters_that_no_terminal_types(root: Path, typed: str, verdicts: list[str]) -> None:
    done = run_inside("review", "-w", str(root), "--by", KIM, "--suggest", "0", cwd=root, typed=typed.encode())
    assert done.code == 0, done.err
    assert "모두 저장되어 있습니다" in done.out
    assert "\x1b" not in done.out
    assert [verdict for _, verdict, _, _ in said(root)] == verdicts


def test_letters_through_a_pipe(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "policygraph", "review", "-w", str(root), "--by", KIM, "--suggest", "0"],
        input="3\r\n\r\nㄱ\r\nq\r\n".encode(), capture_output=True, timeout=300, check=False,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert "모두 저장되어 있습니다" in done.stdout.decode()
    assert "\x1b" not in done.stdout.decode()
    assert [verdict for _, verdict, _, _ in said(root)] == ["accept", "reject"]


def test_closed_input_ends_it(root: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m policygraph review -w {root} --by {KIM} <&-"],
        capture_output=True, timeout=300, check=False, env={"PYTHONIOENCODING": "utf-8", "PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert "모두 저장되어 있습니다" in done.stdout.decode()


@pytest.mark.parametrize(
    ("typed", "key"),
    [("q", "q"), ("Q", "q"), ("ㅂ", "q"), ("ㅜ", "n"), ("３", "3"), ("\x1b", "escape"), ("\x1bOP", ""), ("", "end")],
)
def test_what_a_key_is_called(typed: str, key: str) -> None:
    assert key_of(typed) == key


# what others said


def test_others_stay_hidden_until_one_has_decided(
    root: Path, start: Callable[..., Terminal], run: Callable[..., Run]
) -> None:
    run("review", "-w", "w", "--by", PARK, "--decide", "unsure", "p-1", "f-1-2", "--note", "원문에 없음")
    terminal = start("review", "-w", "w", "--by", KIM)
    assert PARK not in terminal.until(PROMPT)
    terminal.key("r")
    assert f"{PARK}: 보류 - 원문에 없음" in terminal.until(PROMPT)
    terminal.key("q")
    terminal.close()
    opened = start("review", "-w", "w", "--by", "이검토", "--open", "--kind", "second")
    opened.close()
    run("review", "-w", "w", "--by", KIM, "--undo")
    seen = start("review", "-w", "w", "--by", KIM, "--open")
    assert f"{PARK}: 보류 - 원문에 없음" in seen.until(PROMPT)
    seen.key("q")
    seen.close()


def test_a_second_look_is_blind_and_agreement_follows(
    root: Path, start: Callable[..., Terminal], run: Callable[..., Run]
) -> None:
    run("review", "-w", "w", "--by", KIM, "--decide", "accept", "p-1", "f-1-2", "--strength", "3", "--note", "확실함")
    run("review", "-w", "w", "--by", KIM, "--decide", "reject", "p-1", "f-1-3")
    terminal = start("review", "-w", "w", "--by", PARK, "--kind", "second")
    screen = terminal.until(PROMPT)
    assert "두 번째 검토" in screen
    assert not {KIM, "확실함", "제안 강도"} & set(screen.split())
    assert "제안 강도" not in screen
    terminal.key("r")
    assert f"{KIM}: 수락 3 - 확실함" in terminal.until(PROMPT)
    terminal.key("r")
    terminal.close()
    found = json.loads(run("review", "-w", "w", "--agreement", "-f", "json").out)
    assert found["schema"] == "policygraph/agreement/1"
    assert {pair["item"]: (pair["agreement"], pair["disagree"]) for pair in found["pairs"]} == {
        "f-1-2": (0.0, True),
        "f-1-3": (-1.0, False),
    }
    [two] = found["persons"]
    assert (two["first"], two["second"], two["pairs"], two["equal"]) == (KIM, PARK, 2, 1)
    table = run("review", "-w", "w", "--agreement").out
    assert "의견이 갈린 짝: 1건" in table
    assert f"{KIM}: 수락 3 - 확실함; {PARK}: 기각" in table
    third = start("review", "-w", "w", "--by", "이검토", "--kind", "disagreement")
    assert f"{KIM}: 수락 3 - 확실함" in third.until(PROMPT)
    third.key("1")
    third.close()
    assert states(root)["f-1-2"] == "confirmed 1"


# suspects


def test_a_change_after_a_decision_is_asked_again_and_needs_a_note(
    root: Path, start: Callable[..., Terminal], run: Callable[..., Run]
) -> None:
    run("review", "-w", "w", "--by", KIM, "--decide", "accept", "p-1", "f-1-2")
    path = root / "frameworks" / "framework.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("배움터를 늘린다", "배움터를 줄인다"), encoding="utf-8")
    refused = run("review", "-w", "w", "--by", PARK, "--decide", "accept", "p-1", "f-1-2")
    assert refused.code == 2
    assert "메모" in refused.err
    terminal = start("review", "-w", "w", "--by", KIM, "--kind", "suspect")
    screen = terminal.until(PROMPT)
    assert "[재검토 필요]" in screen
    assert "바뀐 것 항목의 요약" in screen
    terminal.key("a")
    terminal.until("메모가 필요합니다) > ")
    terminal.line("")
    assert "메모가 없어 수락하지 않았습니다" in terminal.until(PROMPT)
    terminal.key("a")
    terminal.until("메모가 필요합니다) > ")
    terminal.line("줄여도 같은 일")
    terminal.close()
    assert said(root)[-1] == ("f-1-2", "accept", 3, "줄여도 같은 일")
    assert [gap for gap in study_of(root).gaps() if gap.code == "G12"] == []


def test_stamping_makes_later_changes_show(root: Path, run: Callable[..., Run]) -> None:
    before = (root / "alignments" / "alignments.yaml").read_text(encoding="utf-8")
    assert "연계 4건에 지문을 적었습니다" in run("review", "-w", "w", "--stamp").out
    after = (root / "alignments" / "alignments.yaml").read_text(encoding="utf-8")
    assert [line.partition(", fingerprint:")[0].rstrip("}") for line in after.splitlines()] == [
        line.rstrip("}") for line in before.splitlines()
    ]
    assert json.loads(run("review", "-w", "w", "--stamp", "-f", "json").out)["stamped"] == 0
    assert [gap for gap in study_of(root).gaps() if gap.code == "G12"] == []
    path = root / "plans" / "plan.yaml"
    path.write_text(PLAN_YAML.replace("과제 하나", "다른 과제"), encoding="utf-8")
    assert len([gap for gap in study_of(root).gaps() if gap.code == "G12"]) == 4


# candidates of the program


def test_candidates_of_the_program_come_with_reasons_and_their_score_stays(
    tmp_path: Path, start: Callable[..., Terminal], run: Callable[..., Run]
) -> None:
    run("init", "w", "--plan", "b6", "--frameworks", "kds,bmg", "-q")
    listed = json.loads(run("review", "-w", "w", "--by", KIM, "--kind", "suggested", "--list", "-f", "json").out)
    best = listed["tasks"][0]
    case = best["cases"][0]
    assert {found["kind"] for task in listed["tasks"] for found in task["cases"]} == {"suggested"}
    assert max(len(task["cases"]) for task in listed["tasks"]) <= 3
    assert case["reasons"]
    terminal = start("review", "-w", "w", "--by", KIM, "--task", best["id"], "--kind", "suggested", "--suggest", "3")
    screen = terminal.until(PROMPT)
    assert "[프로그램이 찾은 후보]" in screen
    assert "단서" in screen
    assert "점수와" not in screen.replace("강도와 점수는 판단한 뒤에", "")
    assert f"{case['score']:.2f}" not in screen
    terminal.key("r")
    assert f"점수 {case['score']:.2f}" in terminal.until(PROMPT)
    terminal.key("q")
    terminal.close()
    [review] = read_workspace(tmp_path / "w").corpus.reviews
    assert (review.item, review.verdict, review.method, review.score) == (
        case["item"],
        "reject",
        "suggested",
        case["score"],
    )
    for by in (KIM, PARK):
        again = run("review", "-w", "w", "--by", by, "--task", best["id"], "--list", "-f", "json").out
        assert case["item"] not in [found["item"] for task in json.loads(again)["tasks"] for found in task["cases"]]
    explained = json.loads(run("review", "-w", "w", "--by", KIM, "--kind", "proposed", "--list", "-f", "json").out)
    assert all(found["reasons"] for task in explained["tasks"] for found in task["cases"])
