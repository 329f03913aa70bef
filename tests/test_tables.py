"""Tables for SQL engines: what stands in them is what the program says, and the national questions have the same answers."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from command_line import run_inside
from materials import Material, needs
from policygraph import Study
from policygraph.graph.addressee import addressee_of
from policygraph.graph.tables.parquet import QUESTIONS, question_sql, write_tables
from policygraph.graph.tables.relations import COLUMNS, relations
from policygraph.ontology.query import run_query
from policygraph.ontology.question_files import find_question
from policygraph.records.documents import Addressee
from policygraph.records.kinds import City, Text
from random_studies import study_from
from workspaces import SOURCES, corpus, framework, item, link, plan, task

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
from country import synthetic_country

Rows = list[tuple[Any, ...]]
SPARK = Material(
    "pyspark",
    importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None,
    "pip install pyspark, and a Java runtime",
)


@pytest.fixture(scope="module")
def country() -> Study:
    return study_from(synthetic_country(cities=3))


@pytest.fixture(scope="module")
def folder(country: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("tables")
    write_tables(country, found)
    return found


@pytest.fixture(scope="module")
def ask(folder: Path) -> Callable[[str], Rows]:
    engine = duckdb.connect()
    for name in COLUMNS:
        engine.read_parquet(str(folder / f"{name}.parquet")).create_view(name)
    return lambda sql: engine.execute(sql).fetchall()


def test_figures_in_the_tables_are_those_of_the_program(country: Study, ask: Callable[[str], Rows]) -> None:
    found = {
        row[0]: row[1:] for row in ask("SELECT id, floor, ceiling, state, linked, commitments, tasks FROM coverage")
    }
    assert found == {
        name: (node.floor, node.ceiling, node.state, node.linked, node.commitments, node.tasks)
        for name, node in country.coverage().items()
    }
    alone = country.narrowed(cities=["c002"]).coverage()["n1"]
    [row] = ask("SELECT floor, ceiling, linked, tasks FROM city_coverage WHERE city = 'c002' AND framework = 'n1'")
    assert row == (pytest.approx(alone.floor), pytest.approx(alone.ceiling), alone.linked, alone.tasks)
    assert ask("SELECT code, COUNT(*) FROM gaps GROUP BY code ORDER BY code") == sorted(
        {gap.code: sum(one.code == gap.code for one in country.gaps()) for gap in country.gaps()}.items()
    )
    assert ask("SELECT COUNT(*) FROM items WHERE task") == [(len(country.graph.tasks),)]
    cited = {
        (item.id, f"{document.id}/{name}", document.sources[name].title, document.sources[name].url)
        for document in country.corpus.documents
        for item in document.items
        for name in item.sources
    }
    assert cited
    assert set(ask("SELECT item, source, title, url FROM sources")) == cited


def test_each_table_holds_what_its_name_says() -> None:
    """Two cities, one of them without a name in English, and a plan of none; what is rejected or unknown stands nowhere."""
    home = City("gr", Text("가람시", "Garam"), Text("가람도", "Garam-do"))
    addressed = replace(item("a", "s", "task"), addressee=Addressee("local", "stated"), code="1-1")
    asked = replace(item("b", "f"), sources=("s2", "nowhere"))
    plans = (
        replace(plan(task("t", department="가과"), replace(task("u"), sources=())), city=home),
        replace(plan(replace(task("v", "q", document="q"), sources=()), name="q"), city=City("nr", Text("나래시"))),
        plan(replace(task("w", "r", document="r"), sources=()), name="r"),
    )
    items = [replace(one, sources=()) for one in (item("s", "f", "strategy"), addressed)]
    links = [
        link("t", "a", 2), link("u", "b", 3, "rejected"), link("v", "b", 1, "proposed", confidence=None), link("w", "a", 3),
        link("r", "b", 3),
    ]  # fmt: skip
    study = study_from(corpus([framework(*items, asked), *plans], links))
    found = {table.name: table.rows for table in relations(study)}

    def both(name: str) -> tuple[str, str]:
        return f"가상 {name}", f"synthetic {name}"

    assert found["documents"] == (
        ("f", "national-policy", *both("f"), None, None, None, None, None),
        ("p", "city-plan", *both("p"), "gr", "가람시", "Garam", "가람도", "Garam-do"),
        ("q", "city-plan", *both("q"), "nr", "나래시", "", "", ""),
        ("r", "city-plan", *both("r"), None, None, None, None, None),
    )
    department = study.graph.department_of("t")
    assert department is not None
    assert found["items"] == (
        ("s", "f", "strategy", None, *both("s"), addressee_of(study.graph, items[0]), False, False, None),
        ("a", "f", "task", "1-1", *both("a"), "local", True, False, None),
        ("b", "f", "task", None, *both("b"), addressee_of(study.graph, asked), True, False, None),
        ("t", "p", "task", None, *both("t"), None, False, True, department),
        ("u", "p", "task", None, *both("u"), None, False, True, None),
        ("v", "q", "task", None, *both("v"), None, False, True, None),
        ("w", "r", "task", None, *both("w"), None, False, True, None),
    )
    assert set(found["below"]) == {
        ("f", "f"),
        ("f", "s"),
        ("f", "a"),
        ("f", "b"),
        ("s", "s"),
        ("s", "a"),
        ("a", "a"),
        ("b", "b"),
    }
    assert found["alignments"] == (
        ("t", "a", "gr", 2, "confirmed", 0.9),
        ("v", "b", "nr", 1, "proposed", None),
        ("w", "a", None, 3, "confirmed", 0.9),
        ("r", "b", None, 3, "confirmed", 0.9),
    )
    one, two = SOURCES.values()
    assert found["sources"] == (
        ("b", "f/s2", two.title, two.url),
        ("t", "p/s1", one.title, one.url),
        ("t", "p/s2", two.title, two.url),
    )
    assert {row[0]: row[1] for row in found["coverage"]} == dict.fromkeys(("f", "s", "a", "b"), "f")
    assert [row[:2] for row in found["city_coverage"]] == [("gr", "f"), ("nr", "f"), (None, "f")]
    assert [row[0] for row in found["gaps"]] == list(range(1, len(study.gaps()) + 1))
    assert [row[1:] for row in found["gaps"]] == [
        (gap.code, gap.group, gap.severity, gap.framework, gap.message.ko, gap.message.en) for gap in study.gaps()
    ]
    nowhere = study_from(corpus([framework(*items), plans[2]]))
    assert {table.name: table.rows for table in relations(nowhere)}["city_coverage"] == ()


def sparql(study: Study, name: str, **given: str) -> Rows:
    rows = run_query(study.published, find_question(name).bind(given, study.names))
    return [tuple(None if (value := row[at]) is None else value.value for at in range(len(row))) for row in rows]


def test_the_questions_in_sql_answer_as_the_saved_questions_do(country: Study, ask: Callable[[str], Rows]) -> None:
    item = "n0-0"
    expected = [(row[0], *map(int, row[3:6])) for row in sparql(country, "cities-serving-item", item=item)]
    assert [row[1:] for row in ask(question_sql("cities_serving_item")) if row[0] == item] == expected != []
    task = ask(question_sql("similar_tasks"))[0][0]
    others = {(row[0], row[1], int(row[3])) for row in sparql(country, "similar-tasks", task=task)}
    assert {row[1:4] for row in ask(question_sql("similar_tasks")) if row[0] == task} == others != set()
    ranked = [(int(row[0]), row[1], int(row[3])) for row in sparql(country, "cities-by-addressee", addressee="local")]
    assert [row[1:] for row in ask(question_sql("cities_by_addressee")) if row[0] == "local"] == ranked != []
    unserved = {row[1] for row in ask(question_sql("items_nobody_serves"))}
    graph = country.graph
    assert unserved == {name for name in graph.items if graph.commits_alone(name) and not graph.links_to(name)} != set()


@needs(SPARK)
def test_the_questions_run_unchanged_on_spark(folder: Path, ask: Callable[[str], Rows]) -> None:
    from pyspark.sql import SparkSession

    engine = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        for name in COLUMNS:
            engine.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
        for name in QUESTIONS:
            sql = question_sql(name)
            assert [tuple(row) for row in engine.sql(sql).collect()] == ask(sql), name
    finally:
        engine.stop()


def test_the_command_writes_tables_and_questions_into_a_folder(tmp_path: Path) -> None:
    done = run_inside("export", "-o", "out", "--format", "tables", cwd=tmp_path)
    assert done.code == 0
    assert {path.name for path in (tmp_path / "out").glob("*.parquet")} == {f"{name}.parquet" for name in COLUMNS}
    assert {path.stem for path in (tmp_path / "out" / "questions").iterdir()} == set(QUESTIONS)
    assert "out" in done.err


def test_without_duckdb_the_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = run_inside("export", "-o", "out", "--format", "tables", cwd=tmp_path)
    assert done.code == 2
    assert "policygraph[tables]" in done.err
    assert not (tmp_path / "out").exists()
