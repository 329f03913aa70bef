"""Reviews of what a plan itself answers: the plan stands where a task stands, in the queue, on record and in files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run
from policygraph.graph.review import build_queue, decided, queue_data
from policygraph.graph.study import Study
from policygraph.pages.review import review_page_data
from policygraph.sources.decisions_file import import_decisions
from policygraph.sources.review_log import append_reviews
from policygraph.sources.workspace import read_workspace
from workspaces import FRAMEWORK_YAML, write_workspace

OBLIGED = FRAMEWORK_YAML.replace("{id: f-1-1, level: task,", "{id: f-1-1, level: task, obliges: plan,")
LINK = """\
assessed: {plan: p, frameworks: [f]}
alignments:
- {task: p, item: f-1-1, strength: 2, state: proposed, method: curated, confidence: 0.5, why: 갖춤}
"""
SAID = "reviews: [{task: p, item: f-1-1, verdict: accept, strength: 2, by: 김검토, date: '2026-11-02'}]\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "ws", framework=OBLIGED, alignments=LINK)


def test_a_plan_that_answers_for_itself_stands_in_the_queue(root: Path) -> None:
    study = Study(read_workspace(root))
    queue = build_queue(study, "김검토")
    assert [(case.task, case.item, case.kind) for case in queue.cases] == [("p", "f-1-1", "proposed")]
    [shown] = queue_data(queue, study)["tasks"]
    assert (shown["id"], shown["title"]["ko"], shown["plan"]) == ("p", "가상 계획", "p")
    assert review_page_data(study)["tasks"][0]["digest"]


def test_what_was_rejected_of_a_plan_is_none_of_its_alignments(root: Path) -> None:
    known = Study(read_workspace(root)).graph
    assert known.links_of("p") == known.links_to("f-1-1") != ()
    path = root / "alignments/alignments.yaml"
    path.write_text(LINK.replace("state: proposed", "state: rejected"), "utf-8")
    graph = Study(read_workspace(root)).graph
    assert len(graph.plan_alignments) == 1
    assert (graph.links_of("p"), graph.links_to("f-1-1")) == ((), ())


def test_what_is_decided_of_a_plan_counts_and_becomes_suspect_when_it_changes(root: Path) -> None:
    study = Study(read_workspace(root))
    [case] = build_queue(study, "김검토").cases
    append_reviews(root, decided(study.graph, case, "accept", "김검토", "2026-11-24T10:00:00+09:00"))
    after = Study(read_workspace(root))
    assert [issue.code for issue in after.issues if issue.severity != "info"] == []
    assert [link.state for link in after.corpus.alignments] == ["confirmed"]
    assert not build_queue(after, "김검토").cases
    assert "G12" not in {gap.code for gap in after.gaps()}
    plan = root / "plans" / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("가상 계획", "바뀐 계획"), encoding="utf-8")
    changed = Study(read_workspace(root))
    assert [gap.nodes for gap in changed.gaps() if gap.code == "G12"] == [("p", "f-1-1")]
    assert [case.kind for case in build_queue(changed, "박검토").cases] == ["suspect"]


def test_decisions_of_the_page_about_a_plan_are_put_on_record(root: Path, tmp_path: Path) -> None:
    said = {
        "task": "p",
        "item": "f-1-1",
        "verdict": "accept",
        "strength": 2,
        "by": "김검토",
        "date": "2026-11-24T10:00:00+09:00",
    }
    path = tmp_path / "decisions.json"
    path.write_text(
        json.dumps({"schema": "policygraph/review-decisions/1", "reviews": [said], "decisions": []}), "utf-8"
    )
    result = import_decisions(path, root)
    assert not result.errors
    assert [link.state for link in read_workspace(root).corpus.alignments] == ["confirmed"]


def test_a_review_of_a_plan_that_answers_nothing_is_told(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, decisions=SAID)
    assert [issue.code for issue in read_workspace(root).issues if issue.code == "R49"] == ["R49"]


def test_why_a_plan_answers_an_item(run: Callable[..., Run], bundled: Study) -> None:
    link = bundled.graph.plan_alignments[0]
    for name in (link.task.upper(), bundled.graph.title(link.task).ko):
        done = run("why", name, link.item, "-f", "json")
        found = json.loads(done.out)
        assert (done.code, found["task"]["id"], found["alignment"]["strength"]) == (0, link.task, link.strength)
    shown = run("why", link.task, link.item)
    assert bundled.graph.title(link.task).ko in shown.out
    other = next(name for name in bundled.graph.documents["kds"].items if name.level == "task").id
    assert run("why", link.task, other).code == 0
