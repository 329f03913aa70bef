"""Tables for SQL engines: what stands in them is what the program says, and the national questions have the same answers."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from command_line import run_inside
from materials import Material, needs
from policygraph import Study
from policygraph.graph.tables.parquet import QUESTIONS, question_sql, write_tables
from policygraph.graph.tables.relations import COLUMNS
from policygraph.ontology.query import run_query
from policygraph.ontology.question_files import find_question
from random_studies import study_from

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
    return study_from(synthetic_country(cities=5))


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
    alone = country.narrowed(cities=["c003"]).coverage()["n1"]
    [row] = ask("SELECT floor, ceiling, linked, tasks FROM city_coverage WHERE city = 'c003' AND framework = 'n1'")
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
