"""Where technologies reach: the same cells from the definition, the command and a saved question, zeros included."""

from __future__ import annotations

import csv
import html
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from command_line import Run
from policygraph.graph.money import add_up
from policygraph.graph.reach import reach
from policygraph.graph.study import Study
from policygraph.records.kinds import BUDGET_KINDS, DOMAINS
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from policygraph.views.reach_view import NO_TECHNOLOGY, NOTE, TITLE, reach_json, reach_table
from policygraph.views.report import ENDINGS, build_report, render_report
from workspaces import corpus, framework, item, link, plan, task

Names = dict[str, list[str]]
SCOPES: list[Names] = [
    {},
    {"plans": ["b6"]},
    {"domains": ["industry"]},
    {"frameworks": ["bmg"]},
    {"technologies": ["ai"]},
]


@pytest.mark.parametrize("names", SCOPES, ids=str)
def test_cells_are_those_of_the_definition(bundled: Study, names: Names) -> None:
    study = bundled.narrowed(**names)
    graph, whole = study.graph, bundled.graph
    cells = reach(graph)
    assert {cell.technology for cell in cells} == {code for task in whole.tasks.values() for code in task.technologies}
    assert set(DOMAINS) <= {cell.domain for cell in cells}
    for cell in cells:
        tasks = [
            name
            for name, task in graph.tasks.items()
            if cell.technology in task.technologies
            and (
                cell.domain in (task.domain.value if task.domain else ())
                if cell.domain
                else not (task.domain and task.domain.value)
            )
        ]
        links = [
            link
            for link in graph.alignments
            if link.task in tasks
            and link.state != "rejected"
            and (
                graph.document_of(link.item) in names["frameworks"]
                if "frameworks" in names
                else graph.in_force(link.item)
            )
        ]
        assert list(cell.tasks) == tasks
        assert cell.confirmed == sum(link.state == "confirmed" for link in links)
        assert cell.proposed == sum(link.state == "proposed" for link in links)
        assert cell.money == add_up(graph, tasks)


def test_what_is_not_reached_is_an_explicit_zero(bundled: Study) -> None:
    cells = {(cell.technology, cell.domain): cell for cell in reach(bundled.narrowed(plans=["b6"]).graph)}
    nothing = cells["port", "administration"]
    assert (nothing.tasks, nothing.confirmed, nothing.proposed, nothing.money.unknown) == ((), 0, 0, 0)
    table = reach_table(reach(bundled.graph))
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert [0, "0"] in [row[1:3] for row in table.rows]


def test_the_command_says_them_in_its_table_and_its_document(bundled: Study, run: Callable[..., Run]) -> None:
    done = run("coverage", "--by", "domain", "--plan", "bdp")
    assert "기술 × 영역" in done.out
    document = json.loads(run("coverage", "--by", "domain", "--plan", "bdp", "-f", "json").out)
    assert document["reach"] == reach_json(reach(bundled.narrowed(plans=["bdp"]).graph))
    assert "reach" not in json.loads(run("coverage", "--by", "plan", "-f", "json").out)


def rows_of(run: Callable[..., Run], question: str) -> list[dict[str, str]]:
    return list(csv.DictReader(run("query", question, "-f", "csv").out.splitlines()))


def test_the_saved_question_has_the_same_cells(bundled: Study, run: Callable[..., Run]) -> None:
    rows = rows_of(run, "technology-by-domain")
    found: dict[tuple[str, str], tuple[int, int, int, dict[str, int]]] = {}
    for row in rows:
        key = (row["technology"].rsplit("/", 1)[1], row["domain"] or "")
        cell = found.setdefault(key, (int(row["tasks"]), int(row["confirmed"]), int(row["proposed"]), {}))
        if row["kind"]:
            cell[3][row["kind"]] = int(row["krw"])
    assert found == {
        (cell.technology, cell.domain): (
            len(cell.tasks),
            cell.confirmed,
            cell.proposed,
            {kind: cell.money.won(kind) for kind in BUDGET_KINDS if kind in cell.money.by_kind},
        )
        for cell in reach(bundled.graph)
    }


def test_the_saved_questions_have_the_counts_by_addressee_and_the_terms(
    bundled: Study, run: Callable[..., Run]
) -> None:
    coverage, graph = bundled.coverage(), bundled.graph
    found = {
        (row["id"], row["addressee"]): (int(row["commitments"]), int(row["confirmed"]), int(row["proposed"]))
        for row in rows_of(run, "addressees-by-framework")
    }
    assert found == {
        (framework.id, name): (one.commitments, one.linked_confirmed, one.linked_proposed)
        for framework in graph.frameworks
        for name, one in coverage.addressed(framework.id).items()
        if one.commitments
    }
    standing = {row["id"]: row["standing"] for row in rows_of(run, "coverage-by-framework")}
    assert standing == graph.terms


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_report_on_tasks_without_technologies_leaves_their_table_out(ending: str) -> None:
    bare = corpus([framework(item("f-1", "f")), plan(task("p-1"))], [link("p-1", "f-1")])
    report = build_report(Study(Workspace(None, Settings(), bare, ())), today="2026-11-28")
    assert report.reach == ()
    for lang in ("ko", "en"):
        content = render_report(report, ending, lang)
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
        text = html.unescape(content.decode("utf-8"))
        assert NO_TECHNOLOGY.get(lang) not in text
        assert NOTE.get(lang)[:20] not in text
        assert TITLE.get(lang) not in text
