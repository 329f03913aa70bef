"""Writes the tables as Parquet through DuckDB, which the extra ``policygraph[tables]`` brings along."""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.graph.study import Study
from policygraph.graph.tables.relations import SqlTable, relations
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Text
from policygraph.sources.atomic import write_together

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

QUESTIONS = ("cities_serving_item", "items_nobody_serves", "similar_tasks", "cities_by_addressee")
"""The national questions, each a file ``NAME.sql``."""


def question_sql(name: str) -> str:
    """Return the text of one of `QUESTIONS`: standard SQL over the tables, each by its name, without parameters.

    >>> question_sql("items_nobody_serves").startswith("--")
    True
    """
    return (files("policygraph.graph.tables") / f"{name}.sql").read_text(encoding="utf-8")


def write_tables(study: Study, folder: Path) -> list[str]:
    """Write the tables of *study* and the questions over them into *folder*; return the names of the files.

    Raises `UnusableInput` where DuckDB is not installed, and `NotWritten` where the folder cannot be written.
    """
    contents = {f"{table.name}.parquet": parquet(table) for table in relations(study)}
    contents |= {f"questions/{name}.sql": question_sql(name).encode() for name in QUESTIONS}
    write_together({folder / name: content for name, content in contents.items()})
    return list(contents)


def parquet(table: SqlTable) -> bytes:
    """Return *table* as a file in Parquet."""
    with tempfile.TemporaryDirectory() as folder, _engine() as engine:
        rows, target = Path(folder) / "rows.json", Path(folder) / "rows.parquet"
        with rows.open("w", encoding="utf-8") as file:
            for row in table.rows:
                file.write(json.dumps(dict(zip(table.columns, row, strict=True)), ensure_ascii=False) + "\n")
        columns = dict(table.columns)
        engine.read_json(str(rows), columns=columns, format="newline_delimited").write_parquet(str(target))
        return target.read_bytes()


def _engine() -> DuckDBPyConnection:
    try:
        import duckdb
    except ImportError as error:
        raise UnusableInput(
            Text(
                '표를 쓰려면 DuckDB가 있어야 합니다: pip install "policygraph[tables]"',
                'writing tables needs DuckDB: pip install "policygraph[tables]"',
            )
        ) from error
    return duckdb.connect()
