"""Saved questions: what a file says, and that no value can change what a query asks."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run, run_command
from policygraph import Study, open_study
from policygraph.ontology.lexemes import LEXEME
from policygraph.ontology.namespaces import Names
from policygraph.ontology.query import check_query, prepare, run_query
from policygraph.ontology.question_files import find_question, read_questions
from policygraph.ontology.question_parsing import parse_question
from policygraph.ontology.saved_question import KINDS, SavedQuestion, UnusableQuestion
from policygraph.records.characters import clean
from policygraph.records.issue import IssueLog, UnknownName
from policygraph.sources.folders import VERSIONS
from workspaces import write_workspace

NAMES = Names("https://w3id.org/policygraph/")

EVERY_KIND = """#---
# name: every-kind
# title: {ko: 시험, en: test}
# parameters:
PARAMETERS
#---
SELECT ?x { BIND($value AS ?x) } # $value in a comment, and "$value" below
#
"""


def question_of(kind: str) -> SavedQuestion:
    row = f"#   - {{name: value, type: {kind}, title: {{ko: 값, en: value}}, required: true}}"
    return parse_question(EVERY_KIND.replace("PARAMETERS", row).replace(', and "$value" below', "").encode(), "x.rq")


ATTACKS = [
    '" } # ',
    "' } ; DROP ALL ; #",
    "> } UNION { ?a ?b ?c } #",
    '\\" } UNION { ?s ?p ?o } #',
    '"@ko } #',
    "2026 } UNION { ?s ?p ?o",
    "0.5), (1",
    "x\n} UNION { ?s ?p ?o } #",
    "x\r} UNION { ?s ?p ?o } #",
    "$value",
    "?x",
    '"""',
    "\\u0022 } #",
    "SERVICE <http://127.0.0.1:1/> {}",
    "../../x",
    "http://example.org/> } #",
    'ko" || true) } #',
    "\u2028} #",
    "\x00",
    "<script>",
]


def kinds_of_lexemes(text: str) -> list[str | None]:
    return [found.lastgroup for found in LEXEME.finditer(text) if found.lastgroup != "comment"]


@pytest.mark.parametrize("attack", ATTACKS, ids=repr)
@pytest.mark.parametrize("kind", KINDS)
def test_no_value_can_change_what_is_asked(bundled: Study, kind: str, attack: str) -> None:
    question = question_of(kind)
    try:
        text = question.bind({"value": attack}, NAMES)
    except (UnusableQuestion, UnknownName):
        return  # refused: nothing was asked
    template, asked = kinds_of_lexemes(question.text), kinds_of_lexemes(text)
    at = [found.group() for found in LEXEME.finditer(question.text) if found.lastgroup != "comment"].index("$value")
    assert asked[:at] == template[:at]
    assert asked[len(asked) - (len(template) - at - 1) :] == template[at + 1 :]
    assert asked[at : len(asked) - (len(template) - at - 1)] in (["iri"], ["string"])
    rows = list(run_query(bundled.published, text))
    assert len(rows) == 1
    if kind == "text":
        assert rows[0]["x"].value == clean(attack)


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("framework", "dpg", "<https://w3id.org/policygraph/id/dpg>"),
        ("record", "https://w3id.org/policygraph/id/b6-1-1", "<https://w3id.org/policygraph/id/b6-1-1>"),
        (
            "department",
            "교통혁신국",
            "<https://w3id.org/policygraph/id/department/%EA%B5%90%ED%86%B5%ED%98%81%EC%8B%A0%EA%B5%AD>",
        ),
        ("text", '말 "따옴표"', '"말 \\"따옴표\\""'),
        ("integer", "2027", '"2027"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("number", "0.6", '"0.6"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("date", "2026-11-24", '"2026-11-24"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("language", "en", '"en"'),
    ],
)
def test_a_value_becomes_a_term(kind: str, value: str, term: str) -> None:
    assert f"BIND({term} AS ?x)" in question_of(kind).bind({"value": value}, NAMES)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "두 개"),
        ("integer", "1e3"),
        ("integer", "１２"),
        ("number", "nan"),
        ("number", "0,6"),
        ("date", "2026-13-01"),
        ("date", "24.11.2026"),
    ],
)
def test_a_value_that_does_not_fit_is_told(kind: str, value: str) -> None:
    with pytest.raises(UnusableQuestion) as told:
        question_of(kind).bind({"value": value}, NAMES)
    assert value in told.value.message.ko
    assert value in told.value.message.en


def test_the_bundled_questions_are_complete() -> None:
    questions = read_questions()
    assert len(questions) >= 15
    for question in questions.values():
        assert question.title.ko and question.title.en, question.name  # noqa: PT018
        assert question.description.ko and question.description.en, question.name  # noqa: PT018
        assert all(parameter.title.ko and parameter.title.en for parameter in question.parameters)
        check_query(question.text)  # any SPARQL tool can open the file as it is
        assert "NOT EXISTS" not in question.text.upper()


def test_a_parameter_without_a_value_means_any(bundled: Study) -> None:
    question = find_question("single-support-items")
    everything = list(run_query(bundled.published, question.bind({}, NAMES)))
    one = list(run_query(bundled.published, question.bind({"framework": "dpg"}, NAMES)))
    assert 0 < len(one) < len(everything)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("#---\n# name: x\nSELECT * {}", "#---"),
        ("#---\n# name: [\n#---\nSELECT * {}", "YAML"),
        ("#---\n# name: 큰 이름\n#---\nSELECT * {}", "큰 이름"),
        ("#---\n# parameters: [{name: a, type: colour}]\n#---\nSELECT * { ?s ?p $a }", "type"),
        ("#---\n# parameters: [{name: a, type: text}]\n#---\nSELECT * {}", "$a"),
        ("SELECT * { ?s ?p $b }", "$b"),
        ("SELECT * { SERVICE <http://127.0.0.1/> {} }", "SERVICE"),
        ("DROP ALL", "UPDATE"),
        ("SELECT * {", "1번째 줄"),
        ("#---\n# - 1\n#---\nSELECT * {}", "이름: 값"),
        ("#---\n# a: &a [x, x]\n# b: &b [*a, *a]\n# title: *b\n#---\nASK {}", "가리키는 표시"),
        ("#---\n# a: &a [*a]\n#---\nASK {}", "가리키는 표시"),
        ("#---\n# title: " + "[" * 40_000 + "\n#---\nASK {}", "YAML"),
        ("#---\n# title: '" + "가" * 60_000 + "'\n#---\nASK {}", "너무 깁니다"),
        ("#---\n# title: [a]\n#---\nASK {}", "title"),
        ("#---\n# title: {ko: {a: b}}\n#---\nASK {}", "title"),
        ("#---\n# name: [a]\n#---\nASK {}", "[..]"),
        ("#---\n# name: 2026-13-45\n# parameters: 5\n#---\nASK {}", "2026-13-45"),
        ("#---\n# parameters: 5\n#---\nASK {}", "목록"),
        ("#---\n# parameters: [5]\n#---\nASK {}", "이름"),
        ("#---\n# parameters: [{name: a, type: choice, choices: 5}]\n#---\nSELECT * { ?s ?p $a }", "choices"),
        ("#---\n# parameters: [{name: a, type: choice, choices: [[5]]}]\n#---\nSELECT * { ?s ?p $a }", "choices"),
        (
            "#---\n# parameters: [{name: a, type: choice, choices: [b], default: c}]\n#---\nSELECT * { ?s ?p $a }",
            "choices",
        ),
        ("#---\n# parameters: [{name: a, type: text, default: [c]}]\n#---\nSELECT * { ?s ?p $a }", "default"),
        ("#---\n# parameters: [{name: a, type: text, required: perhaps}]\n#---\nSELECT * { ?s ?p $a }", "required"),
        ("#---\n# parameters: [{name: a, type: text}, {name: a, type: text}]\n#---\nSELECT * { ?s ?p $a }", "두 번"),
        ("SELECT * { ?s ?p ?o FILTER(REGEX(?o, '(?=a)')) }", "정규식"),
        ("SELECT * { ?s ?p “글” }", "U+201C"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "mine.rq").write_text(content, encoding="utf-8")
    (tmp_path / "questions" / "good.rq").write_text("ASK {}", encoding="utf-8")
    with pytest.raises(UnusableQuestion) as told:
        find_question("mine", tmp_path)
    assert "mine.rq" in told.value.message.ko
    assert said in told.value.message.ko
    assert "mine.rq" in told.value.message.en
    log = IssueLog()
    found = read_questions(tmp_path, log)
    assert "good" in found
    assert "mine" not in found
    assert [(issue.code, issue.where.file) for issue in log.issues] == [("R64", "questions/mine.rq")]
    assert said in log.issues[0].message.ko


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_question_is_read_as_editors_save_it(tmp_path: Path, encoding: str, end: str) -> None:
    (tmp_path / "questions").mkdir()
    text = "#---\n# name: mine\n# title: 제목\n#---\nSELECT * { ?s ?p '글' }\n"
    (tmp_path / "questions" / "own.rq").write_bytes(text.replace("\n", end).encode(encoding))
    found = read_questions(tmp_path)["mine"]
    assert (found.title.ko, found.text) == ("제목", text)


def test_what_systems_leave_beside_questions_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    for name in ("._own.rq", "own.rq~", "~own.rq", "desktop.ini", "own.rq.bak"):
        (tmp_path / "questions" / name).write_bytes(b"\0\xff")
    (tmp_path / "questions" / "own.rq.txt").write_text("ASK {}")
    log = IssueLog()
    assert list(read_questions(tmp_path, log)) == list(read_questions())
    assert [(issue.code, issue.severity, issue.value) for issue in log.issues] == [("R65", "warning", "own.rq.txt")]


def test_a_bad_question_in_the_place_of_a_bundled_one_is_not_answered_by_the_bundled_one(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "own.rq").write_text("#---\n# name: orphan-tasks\n#---\nASK {", encoding="utf-8")
    with pytest.raises(UnusableQuestion):
        find_question("orphan-tasks", tmp_path)
    assert "orphan-tasks" not in read_questions(tmp_path)
    assert "who-serves" in read_questions(tmp_path)


def test_the_same_name_twice_is_told(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    for name in ("a.rq", "b.rq"):
        (tmp_path / "questions" / name).write_text("#---\n# name: mine\n#---\nASK {}", encoding="utf-8")
    log = IssueLog()
    assert "mine" in read_questions(tmp_path, log)
    assert [(issue.code, issue.where.file) for issue in log.issues] == [("R64", "questions/b.rq")]


def test_a_question_of_the_workspace_takes_the_place_of_a_bundled_one(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "own.rq").write_bytes(
        b"\xef\xbb\xbf#---\r\n# name: orphan-tasks\r\n# title: Mine\r\n#---\r\nASK {}\r\n"
    )
    found = read_questions(tmp_path)["orphan-tasks"]
    assert (found.title.ko, found.own) == ("Mine", True)


# The command line


def test_the_list_names_every_question(run: Callable[..., Run]) -> None:
    shown, listed = run("query", "--list"), json.loads(run("query", "--list", "-f", "json").out)
    assert all(name in shown.out for name in read_questions())
    assert [question["name"] for question in listed["questions"]] == list(read_questions())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["uncovered-item", "--param", "framework=dpg"], "uncovered-items"),
        (["uncovered-items"], "framework"),
        (["uncovered-items", "--param", "framework=없는체계"], "없는체계"),
        (["uncovered-items", "--param", "framework"], "이름=값"),
        (["-e", "ASK {}", "--param", "a=b"], "--param"),
        ([], "--list"),
    ],
)
def test_a_question_asked_wrongly_is_told_how(run: Callable[..., Run], arguments: list[str], said: str) -> None:
    answer = run("query", *arguments)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err


def test_a_file_with_parameters_is_asked_like_a_saved_question(run: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text(find_question("who-serves").text, encoding="utf-8")
    by_file = run("query", "mine.rq", "--param", "item=kds-3-3", "-f", "csv")
    by_name = run("query", "who-serves", "--param", "item=kds-3-3", "-f", "csv")
    assert by_file.out == by_name.out
    assert len(by_name.out.splitlines()) > 5


@pytest.mark.parametrize("call", ["NOW()", "now()", "RAND()", "rand( )", "UUID()", "STRUUID()", "BNODE()"])
def test_an_answer_that_is_never_the_same_is_not_kept(call: str) -> None:
    assert prepare(f"SELECT ({call} AS ?x) {{}}").fresh
    assert not prepare(f'SELECT ("{call}" AS ?x) {{}} # {call}').fresh
    assert not prepare("SELECT (STR(?random) AS ?x) { ?random ?known ?uuidish }").fresh


LARGE = " ".join(f"VALUES ?v{column} {{ {' '.join(map(str, range(3000)))} }}" for column in range(4))
LARGE += " FILTER(?v0 + ?v1 + ?v2 + ?v3 = -1)"


def test_a_question_that_would_take_hours_holds_nobody_up_who_does_not_ask_it(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions/never-ends.rq").write_text(f"ASK {{ {LARGE} }}", "utf-8")
    log = IssueLog()
    assert "never-ends" in read_questions(tmp_path, log)
    assert find_question("never-ends", tmp_path).text.startswith("ASK")
    assert log.issues == []


@pytest.mark.parametrize(
    "query",
    [f"ASK {{ {LARGE} }}", f"SELECT * {{ {LARGE} }}", f"SELECT * {{ {LARGE} ?s ?p ?o FILTER(REGEX(?o, STR(?p))) }}"],
    ids=["at once", "row by row", "with a pattern out of the data"],
)
@pytest.mark.parametrize("by_file", [False, True], ids=["typed", "file"])
def test_a_query_ends_with_its_time(query: str, by_file: bool, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(query, "utf-8")
    asked = ("q.rq",) if by_file else ("-e", query)
    run = run_command("query", *asked, "--timeout", "0.5", "-f", "csv", "-o", "x.csv", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert "0.5초 안에 끝나지 않아" in run.err
    assert "--timeout" in run.err
    assert not (tmp_path / "x.csv").exists()


def test_who_types_a_query_takes_the_time_that_it_takes(tmp_path: Path) -> None:
    started = subprocess.Popen(
        [sys.executable, "-m", "policygraph", "query", "-", "--timeout", "1", "-f", "csv"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, text=True,
    )  # fmt: skip
    assert started.stdin is not None
    with contextlib.suppress(subprocess.TimeoutExpired):
        started.wait(3)  # longer than the query may take
    out, err = started.communicate("ASK {}")
    assert (started.returncode, out.lstrip("\ufeff").strip()) == (0, "예"), err


def test_check_tells_questions_and_version_maps_that_cannot_be_used(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "w")
    assert open_study(root).check() == []
    (root / "questions").mkdir()
    (root / "questions" / "mine.rq").write_text("ASK {", encoding="utf-8")
    (root / VERSIONS).mkdir(parents=True)
    (root / VERSIONS / "f-g.sssom.tsv").write_text("subject_id\tno slot\n", encoding="utf-8")
    told = {issue.where.file for issue in open_study(root).check()}
    assert told == {"questions/mine.rq", f"{VERSIONS}/f-g.sssom.tsv"}
    done = run_command("check", "-w", str(root), "-f", "json", cwd=tmp_path)
    assert done.code == 1
    assert {issue["file"] for issue in json.loads(done.out)["issues"]} == told
