"""The catalogue of the service's problems: each is used, says the same in both languages, and has a status of its kind."""

from __future__ import annotations

import re
from http import HTTPStatus
from string import Formatter

import pytest
from documentation import ROOT
from policygraph.server.application import _FAILURES
from policygraph.server.listener import _PROBLEMS
from policygraph.server.message import known_problems, problem

ENDS = {"timeout", "abandoned", "memory", "depth", "disk", "engine", "killed"}  # reasons why a query ended, of the pool


def places(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name})


@pytest.mark.parametrize("name", known_problems())
def test_a_problem_says_the_same_in_both_languages(name: str) -> None:
    known = known_problems()[name]
    assert places(known["ko"]) == places(known["en"])
    assert re.search("[가-힣]", known["ko"])
    assert not re.search("[가-힣]", known["en"])
    assert HTTPStatus(known["status"]) >= HTTPStatus.BAD_REQUEST
    assert set(known) <= {"status", "ko", "en", "code", "headers"}


def test_each_problem_is_used_and_each_that_is_used_is_known() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "server").glob("*.py"))
    used = {*re.findall(r'[^_]problem\(\s*"([a-z0-9-]+)"', code)}
    assert used | ENDS | {*_PROBLEMS.values(), *_FAILURES.values(), "bad-request"} == set(known_problems())


def test_the_documentation_names_each_status() -> None:
    rows = re.findall(r"^\| ([0-9, ]+) \|", (ROOT / "docs" / "service.md").read_text(encoding="utf-8"), re.MULTILINE)
    named = {int(status) for row in rows for status in row.split(",")}
    assert named == {200, 304} | {known["status"] for known in known_problems().values()}


def test_what_is_filled_in_reaches_the_sentence_and_the_headers() -> None:
    refused = problem("method-not-allowed", allowed="GET, OPTIONS")
    assert refused.text.ko == "여기서는 GET, OPTIONS만 쓸 수 있습니다."
    assert refused.headers == {"Allow": "GET, OPTIONS"}
    braces = problem("unknown-question", name="{known}", known="a, b")
    assert braces.text.en == "there is no saved question '{known}'; there are a, b"


def test_one_answer_changes_nothing_in_the_next() -> None:
    problem("busy").headers["Retry-After"] = "never"
    assert problem("busy").headers == {"Retry-After": "5"}
