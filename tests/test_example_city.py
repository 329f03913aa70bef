"""The invented city that `init --example` makes: sound, said to be synthetic everywhere, and a plan for every part of the book."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run
from desk_data import workbook_of
from policygraph import Study, open_study
from policygraph.records.values import FINDING_METHODS, TASK_KINDS
from policygraph.sources.example_city import start_example
from policygraph.sources.formats.workbook.exported import keep_state
from policygraph.sources.importing import import_file
from policygraph.views.book import build_book
from policygraph.views.book.book_blocks import Grid, Line
from policygraph.views.cards.files import make_cards
from workspaces import TODAY


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "hanbyeol"
    start_example(folder)
    return folder


@pytest.fixture(scope="module")
def study(root: Path) -> Study:
    return open_study(root, today=TODAY)


def test_the_example_has_no_problem(study: Study) -> None:
    assert study.check(shacl=True) == []


def test_everything_in_the_example_is_said_to_be_synthetic(root: Path, study: Study) -> None:
    for document in study.corpus.documents:
        assert "합성" in document.title.ko, document.id
        assert "ynthetic" in document.title.en, document.id
        assert "지어낸" in document.structure
        assert all("지어낸" in source.title for source in document.sources.values())
    for path in (*root.rglob("*.yaml"), root / "policygraph.toml"):
        assert path.read_text(encoding="utf-8").startswith("# 합성(synthetic)"), path.name
    assert "합성" in study.workspace.settings.caveats.notice.ko
    assert all("합성" in mark.rater for mark in study.workspace.planning.marks)
    assert all("합성" in (link.by or "") for link in study.corpus.alignments)


def test_the_example_shows_findings_of_each_method_and_tasks_of_each_kind(study: Study) -> None:
    assert {document.method for document in study.corpus.documents} - {None} == set(FINDING_METHODS)
    items = study.graph.items.values()
    assert any(item.level == "requirement" and item.derives_from for item in items)
    assert any(item.rests_on for item in items)
    tasks = [task for task in study.graph.tasks.values() if task.document == "h6"]
    assert {task.kind for task in tasks} == set(TASK_KINDS)
    assert all(task.background and task.content and task.effect and task.targets for task in tasks)
    assert {task.id for task in tasks} == {mark.record for mark in study.workspace.planning.marks}


def test_the_book_of_the_example_has_its_chapters(study: Study) -> None:
    chapters = build_book(study.narrowed(plans=["h6"]), "ko").chapters
    written = {chapter.number for chapter in chapters if any(not isinstance(block, Line) for block in chapter.blocks)}
    assert written == set(range(1, 13))


def test_the_legal_checklist_of_the_example_says_where_the_plan_holds_each_of_ten_contents(study: Study) -> None:
    [chapter] = build_book(study.narrowed(plans=["h6"]), "ko", chapters=[11]).chapters
    checklist = next(
        block for block in chapter.blocks if isinstance(block, Grid) and block.caption == "법정 사항 점검표"
    )
    rows = [[cell.text for cell in row.cells] for row in checklist.rows]
    assert rows[0] == ["제4조 기본계획의 내용"]
    assert [row[0] for row in rows[1:]] == [f"제4조제{number}호" for number in range(1, 11)]
    assert all(re.match(r"제6차 계획\(합성\) \d장 \d+쪽\. ", row[-1]) for row in rows[1:])


def test_the_example_goes_out_as_workbook_and_cards_and_back_unchanged(
    root: Path, study: Study, tmp_path: Path
) -> None:
    result = import_file(workbook_of(root, tmp_path / "all.xlsx"), root, dry_run=True, today=TODAY)
    assert (result.changes, result.errors) == ((), ())
    made = make_cards(study, "xlsx", "ko", day=TODAY.isoformat())
    keep_state(root, made.state)
    for file in made.files:
        (tmp_path / file.name).write_bytes(file.content)
    (tmp_path / "all.xlsx").unlink()
    result = import_file(tmp_path, root, dry_run=True, today=TODAY)
    assert (result.changes, result.issues) == ((), ())


def test_init_makes_the_example_and_nothing_else_with_it(tmp_path: Path, run: Callable[..., Run]) -> None:
    assert run("init", "city", "--example").code == 0
    assert (tmp_path / "city" / "plans" / "sixth.yaml").is_file()
    assert run("init", "city", "--example").code == 2
    assert run("init", "other", "--example", "--plan", "b6").code == 2
    assert not (tmp_path / "other").exists()
