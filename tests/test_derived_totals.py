"""A total that nobody typed: the sum of its years whenever it is asked, in no file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from desk_data import edited, small_workspace, workbook_of
from policygraph import open_study
from policygraph.cli import cli
from policygraph.graph.money import money
from policygraph.ontology.build import build_dataset
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Budget, Corpus
from policygraph.sources.importing import import_file
from policygraph.sources.workspace import read_unchecked
from policygraph.views.report import build_report
from policygraph.views.report.tables import budget_table, task_table

TYPED = "{krw: 1230000000, scope: 총액, sources: [s1], years: {2026: 400000000, 2027: 830000000}}"
PLAIN = "{sources: [s1], years: {2026: 400000000, 2027: 830000000}}"
TOLD = "{scope: 시비, kind: city, sources: [s1], years: {2026: 400000000, 2027: {krw: 830000000, scope: 첫 해}}}"
THIRD = 70_000_000


def workspace(root: Path, budget: str) -> Path:
    root = small_workspace(root)
    for path in root.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if TYPED in text:
            path.write_text(text.replace(TYPED, budget), encoding="utf-8")
            return root
    raise AssertionError(TYPED)


def budget_of(corpus: Corpus) -> Budget:
    found = next(item.budget for document in corpus.documents for item in document.items if item.id == "pl-1")
    assert found is not None
    return found


def figures(root: Path) -> tuple[int, ...]:
    """The total at every door: sums of money, `show`, `coverage`, the tables of the report, the saved questions."""
    study = open_study(root)
    total = sum(amount.won for amount in money(study.graph).total.by_kind.values())
    report = build_report(study, today="2026-11-24")
    by_key = [dict(zip([column.key for column in table.columns], row, strict=True))
              for table in (task_table(report), budget_table(report)) for row in table.rows]  # fmt: skip
    told = [row[key] for row in by_key for key in ("budget", "won", "ceiling_won") if row.get(key) is not None]
    run = CliRunner()
    shown = json.loads(run.invoke(cli, ["show", "pl-1", "-w", str(root), "-f", "json"]).stdout)
    asked: Any = json.loads(run.invoke(cli, ["query", "budget-by-task", "-w", str(root), "-f", "json"]).stdout)
    rows = [row for row in asked["results"]["bindings"] if row["id"]["value"] == "pl-1"]
    covered = json.loads(run.invoke(cli, ["coverage", "--by", "domain", "-w", str(root), "-f", "json"]).stdout)
    cells = [  # of each of the two technologies
        amount["won"] for cell in covered["reach"] for amount in cell["money"]["by_kind"].values()
    ]
    sums: Any = json.loads(run.invoke(cli, ["query", "budget-by-framework", "-w", str(root), "-f", "json"]).stdout)
    known = [row["krw"]["value"] for row in sums["results"]["bindings"] if "krw" in row]
    assert len(told) == 3
    assert (len(cells), len(known)) == (2, 1)
    return total, shown["record"]["budget"]["krw"], int(rows[0]["krw"]["value"]), *told, *cells, int(known[0])


@pytest.mark.parametrize("budget", [PLAIN, TOLD, TYPED])
def test_what_was_typed_and_only_that_goes_round(budget: str, tmp_path: Path) -> None:
    root = workspace(tmp_path / "ws", budget)
    corpus = read_unchecked(root)[1]
    before = budget_of(corpus)
    assert before.krw == (1_230_000_000 if budget == TYPED else None)
    assert before.total == 1_230_000_000
    assert budget_of(read_corpus(build_dataset(corpus))) == before
    files = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    result = import_file(workbook_of(root, tmp_path / "a.xlsx"), root)
    assert result.errors == ()
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == files


@pytest.mark.parametrize("budget", [PLAIN, TOLD])
def test_the_total_follows_when_another_year_is_imported(budget: str, tmp_path: Path) -> None:
    root = workspace(tmp_path / "ws", budget)
    assert set(figures(root)) == {1_230_000_000}

    def edit(book: Any) -> None:
        page = book["예산"]
        headers = {str(cell.value).split("\n")[0]: cell.column for cell in page[1]}
        row = next(n for n in range(2, page.max_row + 2) if page.cell(n, 1).value is None)
        page.cell(row, 1, "pl-1")
        page.cell(row, headers["연도"], 2028)
        page.cell(row, headers["금액(원)"], THIRD)

    result = import_file(edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx"), root)
    assert result.errors == ()
    found = budget_of(read_unchecked(root)[1])
    assert (found.krw, dict(found.years)[2028]) == (None, THIRD)
    assert set(figures(root)) == {1_230_000_000 + THIRD}


def test_the_total_follows_a_year_written_in_yaml(tmp_path: Path) -> None:
    root = workspace(tmp_path / "ws", PLAIN.replace("}}", f", 2028: {THIRD}}}}}"))
    assert set(figures(root)) == {1_230_000_000 + THIRD}


@pytest.mark.parametrize(
    ("budget", "codes"),
    [
        ("{krw: 9, years: {2026: 10}}", ["R91"]),
        ("{krw: 9, years: {2026: 3}}", []),
        ("{krw: 9, years: {2026: 3, 2027: 3, 2028: 2}}", ["R91"]),
        ("{krw: 9, years: {2026: 3, 2027: 3, 2028: 3}}", []),
        ("{years: {2026: 3, 2027: 3, 2028: 3}}", []),
    ],
)
def test_a_typed_total_that_its_years_contradict_is_named(budget: str, codes: list[str], tmp_path: Path) -> None:
    root = workspace(tmp_path / "ws", budget)
    found = json.loads(CliRunner().invoke(cli, ["check", "-w", str(root), "-f", "json"]).stdout)
    assert [issue["code"] for issue in found["issues"] if issue["code"] == "R91"] == codes


def test_neither_total_nor_year_is_not_known(tmp_path: Path) -> None:
    root = workspace(tmp_path / "ws", "{scope: 총액}")
    with pytest.raises(UnusableInput) as found:
        read_unchecked(root)
    assert [issue.code for issue in found.value.issues] == ["R10"]
