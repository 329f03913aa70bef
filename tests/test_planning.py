"""Scenarios, candidates and marks of a workspace: how they are written, and what is said of what does not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import run_inside
from documentation import example_study, written_files
from policygraph import Study
from policygraph.graph.decide.question import Question
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.records.issue import IssueLog, UnknownName
from policygraph.records.kinds import Corpus, Text
from policygraph.records.scenario import Candidate, Edit, Scenario, Served
from policygraph.sources.formats.yaml.reader import read_text
from pyoxigraph import NamedNode
from workspaces import study_of, write_workspace


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The example of docs/records.md with the files that docs/decide.md shows."""
    files = written_files("docs/records.md") | written_files("docs/decide.md")
    return example_study(tmp_path_factory.mktemp("planned"), files)


def test_the_files_of_the_page_are_read_without_any_issue(planned: Study) -> None:
    assert planned.check() == []
    (scenario,) = planned.workspace.planning.scenarios
    assert scenario == Scenario(
        "less-money",
        Text("예산 20% 삭감(지어낸 예)", "20 % less money (made up)"),
        (
            Edit("without", task="gp-1", why=Text("사업 지연", "delayed")),
            Edit("without-department", department="민원봉사과"),
            Edit("delay", task="gp-2", year=2031),
            Edit("confirm", task="gp-2", item="gns-1-2"),
            Edit("add", task="gp-3", item="gns-2-1-b", strength=2),
            Edit("budget", task="gp-1", krw=3_000_000_000),
            Edit("cut", percent=20.0),
        ),
    )
    assert [candidate.id for candidate in planned.workspace.planning.candidates] == [
        "open-data",
        "portal",
        "gp-2",
        "hall",
    ]
    assert planned.workspace.planning.candidates[2] == Candidate("gp-2", serves=(Served("gns-1-1", 1),))
    assert [mark.rater for mark in planned.workspace.planning.marks] == ["김가온", "이가온", "김가온"]


def test_figures_do_not_see_what_is_planned(planned: Study, tmp_path: Path) -> None:
    bare = example_study(tmp_path, written_files("docs/records.md"))
    assert planned.coverage() == bare.coverage()
    assert planned.gaps() == bare.gaps()


def test_the_commands_read_what_is_planned(planned: Study, tmp_path: Path) -> None:
    root = str(planned.workspace.root)
    shown = run_inside("whatif", "less-money", "-w", root, cwd=tmp_path)
    assert shown.code == 0
    assert "예산 20% 삭감" in shown.out
    assert "사업 지연" in shown.out
    ranks = run_inside("rank", "tasks", "--by", "importance", "-w", root, cwd=tmp_path)
    assert "중요도 × 시급성" in ranks.out
    assert "먼저 할 일" in ranks.out
    found = planned.close(items=("gns-2-1-b", "gns-2-1-a"))
    assert found.unit == "tasks"
    assert found.chosen == ("open-data",)
    assert found.unknown == ()


def test_a_size_class_is_a_range_of_won(planned: Study) -> None:
    found = planned.close(Question(money=True, items=("gns-2-1-b",), leave=("open-data",)))
    assert found.chosen == ("portal",)
    assert found.levers["portal"].cost == 500
    assert found.unknown == ()


def test_an_unknown_scenario_is_refused_with_those_there_are(planned: Study) -> None:
    with pytest.raises(UnknownName) as caught:
        planned.whatif("less-mony")
    assert caught.value.candidates == ("less-money",)


def test_a_file_of_scenarios_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    study = study_of(write_workspace(tmp_path, **{"scenarios/a.yaml": "edits: [", "scenarios/b.yaml": "- 1"}))
    assert [issue.code for issue in study.issues] == ["R06", "R21"]


def codes(tmp_path: Path, **files: str) -> list[str]:
    study = study_of(write_workspace(tmp_path, **files))
    assert not study.workspace.errors or all(issue.code[0] == "R" for issue in study.workspace.errors)
    return [issue.code for issue in study.issues]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"scenarios/a.yaml": "edits: [{delay: p-1}]"}, ["R80"]),
        ({"scenarios/a.yaml": "edits: [{add: {task: p-1, item: f-1-1}}]"}, ["R80"]),
        ({"scenarios/a.yaml": "edits: [{without: p-9}]"}, ["R81"]),
        ({"scenarios/a.yaml": "edits: []", "scenarios/sub/a.yaml": "edits: []"}, ["R82"]),
        ({"plans/candidates.yaml": "candidates: [{id: x, plan: q}]"}, ["R83"]),
        ({"plans/candidates.yaml": "candidates: [{id: x, serves: [{item: f-9, strength: 2}]}]"}, ["R81"]),
        ({"plans/candidates.yaml": "candidates: [{id: x, requires: y}]"}, ["R84"]),
        ({"plans/candidates.yaml": "candidates: [{id: x}, {id: x}]"}, ["R82"]),
        ({"scenarios/marks.yaml": "marks: [{record: p-1, rater: 김가온, importance: 6}]"}, ["R85"]),
        ({"scenarios/marks.yaml": "marks: [{record: p-1, rater: 김가온}]"}, []),
        ({"scenarios/a.yaml": "edits: [{without: p-1}]\ncolour: red"}, ["R08"]),
    ],
    ids=str,
)
def test_what_does_not_hold_together_is_told_and_left_out(
    tmp_path: Path, files: dict[str, str], expected: list[str]
) -> None:
    assert codes(tmp_path, **files) == expected


def test_an_edit_in_full_is_the_same_as_one_written_short() -> None:
    log = IssueLog()
    short = "edits: [{without: t, why: 지연}, {delay: t, to: 2030}, {confirm: [t, i]}, {cut: 12.5%}]"
    full = (
        "edits: [{kind: without, task: t, why: 지연}, {kind: delay, task: t, year: 2030}, "
        "{kind: confirm, task: t, item: i}, {kind: cut, percent: 12.5}]"
    )
    assert read_text(short, "scenarios/a.yaml", log) == read_text(full, "scenarios/a.yaml", log) != Corpus()
    assert not log.issues


def test_any_question_is_asked_of_the_records_as_a_scenario_makes_them(planned: Study, tmp_path: Path) -> None:
    root = str(planned.workspace.root)
    listed = json.loads(run_inside("query", "scenarios", "-w", root, "-f", "json", cwd=tmp_path).out)
    kinds = [row["kind"]["value"] for row in listed["results"]["bindings"]]
    assert kinds == [edit.kind for edit in planned.scenario("less-money").edits]
    assert listed["scenario"] is None
    floors = {}
    for scenario in ((), ("--scenario", "less-money")):
        done = run_inside("query", "coverage-by-framework", *scenario, "-w", root, "-f", "json", cwd=tmp_path)
        found = json.loads(done.out)
        floors[found["scenario"]] = {row["id"]["value"]: float(row["floor"]["value"]) for row in found["results"]["bindings"] if "floor" in row}  # fmt: skip
        assert found["digest"] == planned.graph.digest
    for name, study in ((None, planned), ("less-money", planned.edited("less-money"))):
        assert floors[name] == pytest.approx({one: study.coverage()[one].floor for one in floors[name]})
    assert floors[None] != floors["less-money"]


def test_what_is_planned_comes_back_out_of_rdf(planned: Study) -> None:
    found = read_corpus(planned.published)
    assert (found.scenarios, found.candidates, found.marks) == (
        planned.corpus.scenarios, planned.corpus.candidates, planned.corpus.marks,
    )  # fmt: skip
    graph = NamedNode(planned.names.graph("scenarios"))
    assert list(planned.published.store.quads_for_pattern(None, None, None, graph))
    bare = Study(planned.workspace)
    assert bare.whatif("less-money") == planned.whatif("less-money")
