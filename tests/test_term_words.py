"""Addressees and terms at every door: frameworks that are not in force stand apart, and one item says whom it addresses."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable

import pytest
from command_line import Run
from policygraph.graph.study import Study, open_study
from policygraph.records.kinds import Corpus, Document, Item, Text
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from policygraph.views.figures.figure import figure
from policygraph.views.standing_facts import addressee_facts
from workspaces import TODAY

Runner = Callable[..., Run]
ENDED, FUTURE = f"지난 임기 ({TODAY} 기준)", "시작 전 (2025-01-01 기준)"


def rows_after(text: str, heading: str, before: str) -> list[str]:
    """Return the first cells of the table under *heading*, up to the line that begins with *before*."""
    lines = text.split(heading, 1)[1].split("─\n", 1)[1].splitlines()
    end = next(place for place, line in enumerate(lines) if not line.strip() or line.startswith(before))
    return [line.split()[0] for line in lines[:end]]


def test_coverage_by_groups_shows_ended_and_future_frameworks_apart(run: Runner) -> None:
    now = run("coverage", "--by", "plan", "-f", "table").out
    head, apart = now.split(ENDED)
    assert " bmg9 " in head
    assert " bmg " not in head
    assert {line.split("  ")[0] for line in apart.splitlines() if " bmg " in line}
    assert " bmg9 " not in apart.split("대응률:")[0]
    then = run("coverage", "--by", "plan", "--as-of", "2025-01-01").out
    assert " bmg " in then.split(FUTURE)[0]
    assert {" bmg9 ", " aiap "} <= {f" {name} " for name in ("bmg9", "aiap") if f" {name} " in then.split(FUTURE)[1]}


def test_info_says_terms_and_addressees_and_keeps_ended_frameworks_apart(run: Runner, bundled: Study) -> None:
    text = run("info").out
    assert rows_after(text, ENDED, "계획") == ["bmg"]
    assert "2022-07-01~2026-06-30" in text
    goals = sum(item.document == "bmg" for item in bundled.graph.items.values())
    links = sum(bundled.graph.document_of(link.item) == "bmg" for link in bundled.graph.alignments)
    assert f"이 가운데 지난 임기: 정책 항목 {goals} · 연계 {links}" in text
    apart = json.loads(run("info", "-f", "json").out)["apart"]
    assert apart == {"ended": {"items": goals, "alignments": links}}
    assert json.loads(run("info", "--as-of", "2026-06-30", "-f", "json").out)["apart"].keys() == {"future"}
    found = {one["id"]: one for one in json.loads(run("info", "-f", "json").out)["frameworks"]}
    assert found["bmg"]["standing"] == "ended"
    assert found["bmg"]["in_force"] == {"from": "2022-07-01", "to": "2026-06-30"}
    assert found["bmg"]["succeeded_by"] == "bmg9"
    counts = found["dpg"]["addressees"]
    coverage = {one["id"]: one for one in json.loads(run("coverage", "-f", "json").out)["nodes"]}
    assert counts == coverage["dpg"]["addressees"]
    assert sum(one["commitments"] for one in counts.values()) == coverage["dpg"]["commitments"]


def test_why_says_whom_the_item_addresses_and_that_its_term_has_ended(run: Runner) -> None:
    text = run("why", "bai-1-1-1", "bmg-ai2-1").out
    assert "지방에 요구 (읽고 판단" in text
    assert "지난 임기 (2022-07-01~2026-06-30)" in text
    document = json.loads(run("why", "bai-1-1-1", "bmg-ai2-1", "-f", "json").out)
    assert document["item"]["addressee"]["value"] == "local"
    assert document["terms"] == {"bmg": "ended"}
    later = json.loads(run("why", "bai-1-1-1", "bmg-ai2-1", "-f", "json", "--as-of", "2026-06-30").out)
    assert later["terms"] == {}


def test_show_says_the_basis_and_the_readings(run: Runner) -> None:
    differ = run("show", "nga-t24").out
    assert "지방도 하는 일 (원문에 명시, 판독: 지방도 하는 일, 지방에 요구)" in differ
    assert "also done by local government (stated in the text, readings: " in run("show", "nga-t24", "--lang", "en").out
    assert "지방에 요구 (읽고 판단, 두 판독 일치)" in run("show", "bmg9-y1").out
    assert "대상별" in run("show", "dpg").out
    assert "지방에 요구된 9건: 확정 6, 제안 1, 없음 2" in run("show", "dpg").out


@pytest.mark.parametrize(
    ("kind", "said"), [("mayoral-goals", "지방에 요구 (우리 시장의 목표)"), ("law", "불분명 (적지 않음)")]
)
def test_a_commitment_without_an_addressee_says_how_it_is_counted(kind: str, said: str) -> None:
    items = (
        Item("g-1", "g", "goal", ("g",), Text("목표", "Goal")),
        Item("g-1-1", "g", "task", ("g-1",), Text("할 일", "To do")),
    )
    corpus = Corpus((Document("g", kind, Text("문서", "Document"), items),), (), (), ())
    graph = Study(Workspace(None, Settings(), corpus, ())).graph
    facts = {item.id: [text.ko for _, text in addressee_facts(graph, item)] for item in items}
    assert facts == {"g-1": [], "g-1-1": [said]}


def drawn(name: str, study: Study) -> str:
    return figure(name, study, ".svg", "ko").decode()


@pytest.mark.parametrize("name", ["matrix", "roadmap"])
def test_pictures_keep_ended_frameworks_apart(name: str, bundled: Study) -> None:
    head, apart = drawn(name, bundled).split(ENDED)
    assert "민선 8기" in apart
    assert "민선 9기" in head
    assert "민선 9기" not in apart
    before = drawn(name, open_study(today=datetime.date(2026, 6, 30)))
    assert "민선 9기" in before.split("시작 전 (2026-06-30 기준)")[1]
    assert ENDED not in before


def test_the_sums_of_the_matrix_leave_out_what_is_not_in_force(bundled: Study) -> None:
    graph = bundled.graph
    links = [link for link in graph.alignments if link.state != "rejected" and graph.in_force(link.item)]
    said = drawn("matrix", bundled).split("열마다 연계 수(시행 중이 아닌 체계 1개는 빼고): ")[1].split(".")[0]
    assert sum(int(part.rsplit(" ", 1)[1].replace(",", "")) for part in said.split(", ")) == len(links)
    assert "열마다 연계 수: " in drawn("matrix", bundled.narrowed(frameworks=["bmg"]))


def test_suggestions_take_the_day_of_their_figures(run: Runner) -> None:
    document = json.loads(run("suggest", "b6-1-1", "-f", "json", "--as-of", "2026-06-30").out)
    assert document["scope"]["as_of"] == "2026-06-30"
