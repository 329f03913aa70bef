"""Every query in docs/sparql.md runs and finds something."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from policygraph.ontology.namespaces import Names
from policygraph.ontology.query import run_query
from policygraph.ontology.question_files import read_questions
from policygraph.ontology.question_parsing import parse_question
from policygraph.server import Service
from services import ask_sparql

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "sparql.md").read_text("utf-8")
BLOCKS = re.findall(
    r"^### (\d+)\. (.+?) · (.+?)\n\n(.+?)\n\n(.+?)\n\n```sparql\n(.+?)```", PAGE, re.MULTILINE | re.DOTALL
)


def test_there_are_ten_in_both_languages() -> None:
    assert [int(block[0]) for block in BLOCKS] == list(range(1, 11))
    assert all(re.search("[가-힣]", ko) and not re.search("[가-힣]", en) for _, ko, en, *_ in BLOCKS)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[0])
def test_an_example_finds_something(service: Service, block: tuple[str, ...]) -> None:
    answer = ask_sparql(service.url, block[5], "application/sparql-results+json, text/turtle;q=0.5")
    assert answer.status == 200, answer.text
    assert answer.rows if answer.media.endswith("json") else len(answer.text.splitlines()) > 40


def test_the_plain_question_takes_two_lines() -> None:
    assert [len(block[5].strip().splitlines()) for block in BLOCKS[:2]] == [4, 3]


def test_the_example_of_a_question_file_works(bundled) -> None:  # noqa: ANN001
    text = PAGE[PAGE.index("#---\n# name: tasks-since") :].split("```")[0]
    question = parse_question(text.encode(), "tasks-since.rq")
    sparql = question.bind({"plan": "b6"}, Names("https://w3id.org/policygraph/"))
    assert [parameter.name for parameter in question.parameters] == ["year", "plan"]
    list(run_query(bundled.published, sparql))
    assert list(run_query(bundled.published, question.bind({"year": "2020"}, bundled.dataset.names)))


def test_every_bundled_question_is_listed() -> None:
    assert all(
        f"| `{name}` | {question.title.ko} | {question.title.en} |" in PAGE
        for name, question in read_questions().items()
    )


def test_the_commands_shown_work(run, service: Service) -> None:  # noqa: ANN001
    lines = re.findall(r"^\$ policygraph (.+)$", PAGE, re.MULTILINE)
    assert len(lines) >= 4
    for line in lines:
        done = run(*shlex.split(line))
        assert done.code == 0, done.err
    assert service.url
