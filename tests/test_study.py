"""What Python sees of a study: filters, changes that are checked, saving, and what things say of themselves."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import policygraph
import pytest
from policygraph import Alignment, PolicyGraphError, Study, Text, UnknownName, UnusableInput, open_study
from policygraph.graph.gaps.selection import select_gaps
from policygraph.sources.settings import DEFAULT_BASE, Settings
from policygraph.sources.starter import start_workspace
from random_studies import study_from
from workspaces import corpus, framework, item, plan, study_of, task, write_workspace

FREE = ("b6-1-1", "kds-5-b")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    start_workspace(tmp_path / "plan", ["kds", "dpg"], example="b6")
    return tmp_path / "plan"


def link(task: str = FREE[0], item: str = FREE[1], strength: int = 2, **rest: object) -> Alignment:
    return Alignment(task, item, strength, why=Text("만든 예", "made up"), **rest)  # type: ignore[arg-type]


def test_public_names_are_sorted_and_there() -> None:
    assert list(policygraph.__all__) == sorted(policygraph.__all__, key=lambda name: (name.islower(), name))
    for name in policygraph.__all__:
        assert getattr(policygraph, name) is not None
    assert set(policygraph.__all__) <= set(dir(policygraph))
    with pytest.raises(AttributeError, match="nonsense"):
        policygraph.nonsense  # noqa: B018


def test_importing_the_package_loads_nothing_of_it() -> None:
    code = "import sys, policygraph; print([m for m in sys.modules if m.startswith('policygraph.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_gaps_are_filtered_as_the_command_filters_them(bundled: Study) -> None:
    found = bundled.gaps(kinds="G01", framework="dpg", severity="info", group="can")
    assert found
    assert found == select_gaps(
        bundled.graph, bundled.gaps(), kinds=["G01"], framework="dpg", severity="info", group="기회"
    )


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ({"framework": "kdss"}, "kds"),
        ({"kinds": "uncoverd"}, "uncovered"),
        ({"severity": "eror"}, "error"),
        ({"group": "mus"}, "must"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(bundled: Study, asked: dict[str, str], near: str) -> None:
    with pytest.raises(UnknownName) as caught:
        bundled.gaps(**asked)  # type: ignore[arg-type]
    assert near in str(caught.value)


def test_a_scope_by_unknown_names_is_answered_with_the_nearest(bundled: Study) -> None:
    with pytest.raises(UnknownName, match="nearest: 교통혁신국"):
        bundled.narrowed(departments=["교통혁신과"])


def test_a_narrowed_study_says_its_scope_and_its_network_gives_its_figures(bundled: Study) -> None:
    narrowed = bundled.narrowed(plans=["b6"], frameworks=["kds"])
    assert "plans b6; frameworks kds" in repr(narrowed)
    network = narrowed.network()
    assert dict(policygraph.coverage_of(network)) == dict(narrowed.coverage())
    assert {name for name, data in network.nodes(data=True) if data["kind"] == "task"} == set(bundled.graph.tasks)
    assert narrowed.with_alignments([link()]).scope == narrowed.scope


def test_an_unknown_id_is_a_key_error_that_names_the_nearest(bundled: Study) -> None:
    coverage = bundled.coverage()
    assert coverage.get("kds-33") is None
    assert "kds-33" not in coverage
    with pytest.raises(KeyError, match="nearest: kds-3-3"):
        coverage["kds-33"]


def test_things_say_what_they_are(bundled: Study, workspace: Path) -> None:
    assert repr(bundled).startswith("<Study of the bundled data: 11 frameworks, 4 plans, ")
    assert str(workspace) in repr(open_study(workspace))
    assert repr(bundled.coverage()).startswith("<Coverage of ")
    assert repr(bundled.gaps()[0]).startswith("<Gap G01 uncovered, error: ")
    assert "1 not saved" in repr(bundled.with_alignments([link()]))
    assert repr(bundled.corpus).startswith("<Corpus: 15 documents, 1293 alignments, ")
    assert repr(bundled.workspace).startswith("<Workspace of the bundled data: <Corpus: ")
    assert repr(bundled.dataset) == f"<Dataset of {len(bundled.dataset)} quads under {DEFAULT_BASE}>"
    assert repr(bundled.close(keep=True)).startswith("<Closing: proved, ")
    assert repr(bundled.rank("tasks", criteria=["gain"])) == "<Ranking of 144 by gain>"
    assert repr(bundled.whatif([])) == "<WhatIf: 0 edits; 0 items fall, 0 gaps open, 0 close>"


@pytest.mark.parametrize(
    ("ask", "near"),
    [
        (lambda study: study.coverage()["kdz"], "kds"),
        (lambda study: study.rank("taks"), "tasks"),
        (lambda study: study.rank("nothing"), "gaps"),
        (lambda study: study.narrowed(plans=["what"]), "b6  제6차 부산광역시 정보화 기본계획(2026~2030년)"),
        (lambda study: study.why("b6-1-11", "aim-3"), "b6-1-1  부산형 인공지능(AI) 에이전트 도입 확대"),
    ],
)
def test_whatever_is_asked_an_unknown_name_is_answered_with_the_nearest(
    bundled: Study, ask: Callable[[Study], object], near: str
) -> None:
    with pytest.raises(UnknownName) as told:
        ask(bundled)
    assert near in told.value.candidates


def test_records_are_flat_and_hold_every_figure(bundled: Study) -> None:
    rows = bundled.coverage().to_records()
    assert [row["id"] for row in rows] == list(bundled.coverage())
    fields = {field.name for field in dataclasses.fields(policygraph.NodeCoverage)} - {"title"}
    for row in rows:
        assert set(row) == fields | {"title_ko", "title_en"}
        assert all(value is None or isinstance(value, str | int | float) for value in row.values())


def test_an_added_alignment_counts_in_the_changed_study_alone(bundled: Study) -> None:
    before = bundled.coverage()["kds"].ceiling
    changed = bundled.with_alignments([link()])
    assert (changed.coverage()["kds"].ceiling or 0) > (before or 0)
    assert bundled.coverage()["kds"].ceiling == before
    assert [(one.task, one.item) for one in changed.unsaved] == [FREE]
    assert changed.graph.serving[FREE[1]][0].fingerprint is not None


def test_an_alignment_of_the_same_pair_is_replaced(bundled: Study) -> None:
    changed = bundled.with_alignments([link()]).with_alignments([link(strength=3)])
    assert [one.strength for one in changed.graph.serving[FREE[1]] if one.task == FREE[0]] == [3]
    assert [one.strength for one in changed.unsaved] == [3]


def test_one_change_after_the_other_is_kept_and_saved(workspace: Path) -> None:
    changed = open_study(workspace).with_alignments([link()]).with_alignments([link(item="kds-5-c")])
    assert [(one.task, one.item) for one in changed.unsaved] == [FREE, (FREE[0], "kds-5-c")]
    changed.save()
    assert dict(open_study(workspace).coverage()) == dict(changed.coverage())


@pytest.mark.parametrize(
    ("wrong", "codes", "said"),
    [
        (link(item="kds-5-x"), ["R34"], "kds-5-b"),
        (link(task="b6-1-11"), ["R33"], "b6-1-1"),
        (link(strength=5), ["R16"], "5"),
        (link(state="maybe"), ["R11"], "maybe"),
    ],
)
def test_a_wrong_alignment_changes_nothing_and_says_why(
    bundled: Study, wrong: Alignment, codes: list[str], said: str
) -> None:
    with pytest.raises(UnusableInput) as caught:
        bundled.with_alignments([wrong])
    assert [issue.code for issue in caught.value.issues] == codes
    assert said in str(caught.value)


def test_the_same_pair_twice_is_an_error(bundled: Study) -> None:
    with pytest.raises(UnusableInput) as caught:
        bundled.with_alignments([link(), link(strength=3)])
    assert [issue.code for issue in caught.value.issues] == ["R37"]


def test_what_persons_have_reviewed_is_changed_by_review_only(workspace: Path) -> None:
    (workspace / "decisions" / "r.yaml").write_text(
        "reviews:\n- {task: b6-1-1, item: kds-5-b, verdict: accept, strength: 2, by: 김검토, date: 2026-11-24}\n",
        encoding="utf-8",
    )
    with pytest.raises(UnusableInput, match="b6-1-1 → kds-5-b"):
        open_study(workspace).with_alignments([link()])


def test_saving_writes_the_changed_pair_and_nothing_else(workspace: Path) -> None:
    before = {path: path.read_text(encoding="utf-8") for path in workspace.rglob("*.yaml")}
    changed = open_study(workspace).with_alignments([link()])
    assert changed.save() == ["alignments/b6.yaml"]
    after = {path: path.read_text(encoding="utf-8") for path in workspace.rglob("*.yaml")}
    assert [path.name for path in after if after[path] != before.get(path)] == ["b6.yaml"]
    again = open_study(workspace)
    assert again.corpus.alignments == changed.corpus.alignments
    assert dict(again.coverage()) == dict(changed.coverage())
    assert changed.save() == []


def test_saving_keeps_what_was_changed_in_the_folder_meanwhile(workspace: Path) -> None:
    one = open_study(workspace).with_alignments([link()])
    other = open_study(workspace).with_alignments([link(item="kds-5-c")])
    one.save()
    other.save()
    pairs = {(found.task, found.item) for found in open_study(workspace).corpus.alignments}
    assert {FREE, (FREE[0], "kds-5-c")} <= pairs


def test_the_bundled_data_are_never_written(bundled: Study, tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="read-only"):
        bundled.with_alignments([link()]).save()
    (tmp_path / "policygraph.toml").write_text(
        'title = "가상"\nframeworks = ["kds"]\nplans = ["b6"]\n', encoding="utf-8"
    )
    study = open_study(tmp_path)
    bundled_link = study.corpus.alignments[0]
    changed = study.with_alignments([dataclasses.replace(bundled_link, strength=bundled_link.strength % 3 + 1)])
    with pytest.raises(UnusableInput, match="read-only"):
        changed.save()
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".yaml"] == []


def test_what_cannot_be_saved_any_more_leaves_the_folder_alone(workspace: Path) -> None:
    changed = open_study(workspace).with_alignments([link()])
    plan = next((workspace / "plans").glob("*.yaml"))
    plan.write_text(plan.read_text(encoding="utf-8").replace("b6-1-1", "b6-1-9"), encoding="utf-8")
    before = (workspace / "alignments" / "b6.yaml").read_bytes()
    with pytest.raises(PolicyGraphError):
        changed.save()
    assert (workspace / "alignments" / "b6.yaml").read_bytes() == before


def test_why_and_query_take_names_and_text(tmp_path: Path) -> None:
    study = study_of(write_workspace(tmp_path))
    task = next(iter(study.graph.tasks))
    served = study.graph.serves[task][0].item
    found = study.why(study.graph.title(task).ko, served).alignment
    assert found is not None
    assert (found.task, found.item) == (task, served)
    assert study.query("ASK { ?t a pg:ActionTask }")


def test_what_is_not_saved_is_each_added_pair_once_as_it_was_given_last() -> None:
    study = study_from(corpus([framework(item("a", "f"), item("b", "f")), plan(task("t"))], [link("t", "b")]))
    told = []
    for pair in (("a", 1), ("b", 2), ("a", 3)):
        study = study.with_alignments([link("t", *pair, state="proposed")])
        told.append([(one.item, one.strength) for one in study.unsaved])
    assert told == [[("a", 1)], [("a", 1), ("b", 2)], [("b", 2), ("a", 3)]]
    assert repr(study) == "<Study of the bundled data: 1 frameworks, 1 plans, 2 alignments, 2 not saved>"


def test_a_study_hands_on_its_workspace_and_its_scope() -> None:
    records = corpus([framework(item("a", "f"), item("b", "f")), plan(task("t"), task("u"))], [link("t", "b")])
    settings = Settings(Text("제목", "title"), lang="en")
    whole = Study(dataclasses.replace(study_from(records).workspace, settings=settings))
    narrowed = whole.narrowed(frameworks=["가상 a"])
    assert (whole.title, whole.lang, whole.names.base, whole.issues) == (Text("제목", "title"), "en", DEFAULT_BASE, ())
    assert (whole.find_policy("synthetic b"), whole.why("가상 t", "가상 b").alignment) == ("b", records.alignments[0])
    assert (narrowed.within(narrowed.scope) is narrowed, narrowed.within(whole.scope).scope) == (True, whole.scope)
    fewer = narrowed.with_corpus(dataclasses.replace(records, alignments=()))
    assert (fewer.scope.frameworks, fewer.graph.alignments, fewer.title) == (("a",), (), whole.title)
    with pytest.raises(UnknownName) as caught:
        whole.scenario("나중")
    assert (caught.value.message.ko, caught.value.message.en, list(caught.value.candidates)) == (
        "'나중'이라는 시나리오가 없습니다. 작업 폴더의 scenarios/나중.yaml에 적어 주세요.",
        "there is no scenario '나중'; write one as scenarios/나중.yaml in the workspace",
        [],
    )
