"""The queue of a city that has frameworks of its own. City, plan and frameworks are made up."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from entry_data import TASKS, city, enter
from policygraph import open_study
from policygraph.cli import cli
from policygraph.commands import console
from policygraph.commands.console import reviewer
from policygraph.graph.review import build_queue, left_out, review_suggestions
from policygraph.views.review_view import queue_page

PLEDGES = ["골목마다 공유 자전거", "어르신 디지털 배움터", "아이 돌봄 알림", "밤길 안심 조명", "전통시장 배달"]
FINDINGS = [
    "민원 응답이 늦다",
    "데이터를 부서끼리 나누지 않는다",
    "고령층이 무인 기기를 어려워한다",
    "통신비가 부담된다",
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = city(tmp_path_factory.mktemp("own") / "garam", ["kds"])
    result = enter(
        folder,
        **{
            "이행과제": [{"공식 번호": str(number), "제목": title} for number, title in enumerate(TASKS, 1)],
            "정책 체계": [
                {"id": "pl", "종류": "시정 목표·공약", "제목": "가람시 공약"},
                {"id": "fi", "종류": "조사·진단", "제목": "가람시 시민 조사"},
            ],
            "정책 항목": [
                *({"정책 체계": "pl", "수준": "공약", "제목": title} for title in PLEDGES),
                *({"정책 체계": "fi", "수준": "진단 결과", "제목": title} for title in FINDINGS),
            ],
        },
    )
    assert result.errors == ()
    return folder


def test_each_task_gets_the_best_three_of_each_own_framework(root: Path) -> None:
    study = open_study(root)
    queue = build_queue(study, "김검토", suggestions=review_suggestions(study))
    counts = Counter((case.task, case.framework) for case in queue.cases if not case.history)
    assert {framework for _, framework in counts} == {"pl", "fi"}
    assert {counts[task, framework] for task in study.graph.tasks for framework in ("pl", "fi")} == {3}
    assert all(case.history for case in queue.cases if case.framework == "kds")


@pytest.mark.parametrize(
    ("asked", "frameworks", "each"),
    [
        ({"count": 0}, set(), 0),
        ({"kinds": ["proposed", "suspect"]}, set(), 0),
        ({"kinds": ["suggested"], "frameworks": ["pl"], "count": 2}, {"pl"}, 2),
        ({"tasks": ["plan-2"], "frameworks": ["pl", "fi"], "count": 1}, {"pl", "fi"}, 2),
        ({"tasks": ["plan-2"], "frameworks": ["fi"], "least": 0.0}, {"fi"}, 3),
        ({"frameworks": ["fi"], "least": 0.99}, set(), 0),
    ],
)
def test_candidates_are_chosen_by_task_framework_kind_and_count(
    root: Path, asked: dict[str, Any], frameworks: set[str], each: int
) -> None:
    study = open_study(root)
    found = review_suggestions(study, **asked)
    assert {pair.framework for pair in found} == frameworks
    assert len({(pair.task, pair.item) for pair in found}) == len(found)
    tasks = asked.get("tasks", study.graph.tasks)
    assert Counter(pair.task for pair in found) == (dict.fromkeys(tasks, each) if each else {})


def test_the_list_marks_them_and_says_what_it_hides(root: Path) -> None:
    study = open_study(root)
    suggestions = review_suggestions(study)
    hidden = left_out(study, suggestions)
    shown = sum(pair.state is None for pair in suggestions)
    assert hidden.below + hidden.beyond + shown == len(study.graph.tasks) * sum(
        len(framework.items) for framework in study.graph.frameworks
    )
    told = CliRunner().invoke(cli, ["review", "-w", str(root), "--list", "--by", "김검토"], catch_exceptions=False)
    assert "· 이력 없음(확신도 낮음)" in told.stdout
    assert f"숨긴 후보: 확신도 10% 미만 {hidden.below:,}건" in " ".join(told.stdout.split())
    page = queue_page(build_queue(study, "김검토", suggestions=suggestions, hidden=hidden), study).document
    assert page["hidden"] == {"below": hidden.below, "beyond": hidden.beyond, "least": 0.1}


def test_a_confidence_that_is_asked_for_holds_for_every_framework(root: Path) -> None:
    study = open_study(root)
    assert all(pair.confidence >= 0.2 for pair in review_suggestions(study, least=0.2))
    low = review_suggestions(study, least=0, count=2)
    assert Counter(pair.task for pair in low) == dict.fromkeys(study.graph.tasks, 2)
    assert left_out(study, low, least=0).below == 0


@pytest.mark.parametrize("account", ["root", "Administrator", "user", ""])
def test_an_account_is_no_reviewer(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "user_name", lambda: account)
    with pytest.raises(click.UsageError, match="--by"):
        reviewer(None)
    monkeypatch.setattr(console, "can_ask", lambda: True)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: " 김검토 ")
    assert reviewer(None) == "김검토"


def test_a_verdict_in_nobodys_name_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "user_name", lambda: "root")
    item = open_study(root).graph.documents["kds"].items[-1].id
    path = root.parent / "links.csv"
    path.write_text(
        f"과제 id,정책 항목 id,강도,상태,방법,검토 판단\nplan-1,{item},2,제안,읽고 판단,수락\n".replace(
            "읽고 판단", "원문을 읽고 판단"
        ),
        encoding="utf-8",
    )
    words = ["import", str(path), "-w", str(root), "--dry-run", "-f", "json"]
    refused = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert '"code": "W70"' in refused.stdout
    assert '"code": "W70"' not in CliRunner().invoke(cli, [*words, "--by", "김검토"], catch_exceptions=False).stdout
