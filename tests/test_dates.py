"""Dates as Korean documents write them, at every door; and dates of sources as data."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from command_line import run_inside
from desk_data import edited, workbook_of
from policygraph import open_study
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.ontology.query import run_query
from policygraph.ontology.validation import check_dataset
from policygraph.sources.importing import import_file
from policygraph.sources.spelled import parse_date
from policygraph.sources.workspace import read_unchecked, read_workspace

WRITTEN = (
    "2026년11월25일 수요일", "2026. 11. 25. 수요일", "2026\u201011\u201025", "2026\u201311\u201325 (수)", "2026\u221211\u221225",
    "2026.11.25.(수)", "2026. 11. 25.(수)", "2026-11-25 (수요일)", "2026년 11월 25일", "2026년11월25일(수)", "'26.11.25",
    "’26. 11. 25.(수)", "2026.11.25(Wed)", "2026/11/25 [수]", "2026-11-25 0:00", "2026-11-25T00:00:00", "２０２６．１１．２５．（수）",
    "20261125", "20261125(수)", "２０２６１１２５", "2026.11.25.수", "2026. 11. 25. 수", "2026.11.25.수요일",
)  # fmt: skip
NO_DATES = (
    "20261325",
    "20260229",
    "20261125(목)",
    "202611251",
    "2026112",
    "202611",
    "2026.11.25.목",
    "2026.11.수",
    "20261125 10:00",
    "00001125",
    "2026.11.25.(목)",
    "2026.2.29",
    "2026.11(수)",
    "11.25(수)",
    "26.11.25",
    "2026-11-25 10:00",
    "2026일",
    "수",
    "(수)",
    "2026.11.25. 목요일",
    "2026년 11월 요일",
    "수요일",
)


@pytest.mark.parametrize("text", WRITTEN)
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert parse_date(text) == "2026-11-25"


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_dates_less_precise_than_a_day_stay_so() -> None:
    assert [parse_date(text) for text in ("2026년 11월", "2026. 11.", "2026년", "2026")] == [
        "2026-11",
        "2026-11",
        "2026",
        "2026",
    ]


def decided(root: Path) -> set[str | None]:
    return {decision.date for decision in read_unchecked(root)[1].decisions}


def test_records_workbooks_and_parameters_take_such_a_date(root: Path) -> None:
    path = root / "frameworks/fw.yaml"
    text = path.read_text("utf-8").replace("document:\n", "document:\n  published: 2026.11.25.(수)\n", 1)
    path.write_text(
        "\n".join(line for line in text.splitlines() if "published: 20" not in line or "(수)" in line) + "\n", "utf-8"
    )
    assert "2026-11-25" in {document.published for document in read_workspace(root).corpus.documents}

    def edit(book: object) -> None:
        sheet = book["결정"]  # type: ignore[index]
        titles = [str(cell.value) for row in sheet.iter_rows(max_row=2) for cell in row]
        at = next(number for number, title in enumerate(titles) if title.startswith("결정한 날"))
        sheet.cell(3, at % sheet.max_column + 1).value = "2026.11.25.(수)"

    result = import_file(edited(workbook_of(root, root.parent / "a.xlsx"), edit, root.parent / "b.xlsx"), root)
    assert result.written, result.issues
    assert decided(root) == {"2026-11-25"}
    (root / "questions").mkdir()
    (root / "questions/since.rq").write_text(
        "#---\n# parameters: [{name: day, type: date}]\n#---\nSELECT ?x { BIND($day AS ?x) }", encoding="utf-8"
    )
    done = run_inside("query", "since", "--param", "day=2026.11.25.(수)", "-w", "ws", "-f", "csv", cwd=root.parent)
    assert done.out.split() == ["x", "2026-11-25"]


PRINTED = {
    "2026-11-25": "date",
    "2026-11": "gYearMonth",
    "2026": "gYear",
    "2026 상반기": "string",
    "2026.11.25.": "string",
}


@pytest.mark.parametrize("printed", PRINTED)
def test_the_date_of_a_source_is_typed_where_it_is_one(printed: str, root: Path) -> None:
    path = root / "frameworks/fw.yaml"
    lines = path.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if "date:" in line)
    before, _, rest = lines[at].partition("date:")
    _, comma, after = rest.partition(",")
    lines[at] = f'{before}date: "{printed}"{comma}{after}'
    path.write_text("\n".join(lines) + "\n", "utf-8")
    study = open_study(root)
    found = run_query(study.dataset, "SELECT ?date { ?source a pg:Source ; dcterms:date ?date }")
    kinds = {
        row["date"].value: row["date"].datatype.value.rpartition("#")[2]
        for row in found
        if isinstance(row["date"], ox.Literal)
    }
    assert kinds[printed] == PRINTED[printed]
    assert read_corpus(study.dataset).documents == study.corpus.documents
    assert "S04" not in {issue.code for issue in check_dataset(study.dataset, study.corpus)}


def test_sources_can_be_asked_by_date() -> None:
    dataset = open_study().published
    rows = list(
        run_query(dataset, "SELECT ?s { ?s a pg:Source ; dcterms:date ?d FILTER(?d > '2026-01-01'^^xsd:date) }")
    )
    assert rows
