"""Of a part of the items by whom they address, every door gives counts; a share over such a part is printed nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from command_line import Run
from policygraph import Study
from policygraph.graph.grouping import coverage_by
from policygraph.records.words import ADDRESSEES
from policygraph.views.blocks import Column, Table
from policygraph.views.coverage_view import coverage_page, grouped_page
from policygraph.views.info_view import info_page
from policygraph.views.report import build_report
from policygraph.views.report.tables import coverage_table
from workspaces import TODAY

SHARES = {"share", "range"}


def counts_in(found: Any) -> Iterator[Any]:
    """Yield what stands under every key ``addressees`` of a document."""
    if isinstance(found, dict):
        for name, value in found.items():
            if name == "addressees" and isinstance(value, dict):
                yield from (count for one in value.values() for count in one.values())
            yield from counts_in(value)
    elif isinstance(found, list):
        for value in found:
            yield from counts_in(value)


@pytest.mark.parametrize(
    "words",
    [("coverage",), ("coverage", "--by", "plan"), ("info",), ("show", "dpg"), ("whatif", "--without", "b6-1-1")],
)
def test_documents_count_by_addressee(run: Callable[..., Run], words: tuple[str, ...]) -> None:
    counts = [*counts_in(json.loads(run(*words, "-f", "json").out))]
    assert counts
    assert {type(count) for count in counts} <= {int, type(None)}


def tables_of(study: Study) -> list[Table]:
    groups = coverage_by(study.graph, "plan")
    pages = [
        coverage_page(study.graph, study.coverage()), grouped_page(study.graph, "plan", groups), info_page(study),
    ]  # fmt: skip
    found = [block for page in pages for block in page.blocks if isinstance(block, Table)]
    return [*found, coverage_table(build_report(study, today=TODAY.isoformat()))]


def by_addressee(column: Column) -> bool:
    return column.key in ADDRESSEES or column.key == "addressees" or column.title in ADDRESSEES.values()


def test_columns_by_addressee_hold_no_share(bundled: Study) -> None:
    seen = 0
    for table in tables_of(bundled):
        for place, column in enumerate(table.columns):
            if by_addressee(column):
                assert column.kind not in SHARES
                cells = [row[place] for row in table.rows]
                assert not any("%" in str(cell) or isinstance(cell, float) for cell in cells)
                seen += len(cells)
    assert seen > 3 * len(bundled.graph.frameworks)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_headline_of_a_framework_is_counts(run: Callable[..., Run], lang: str) -> None:
    told = run("coverage", "dpg", "--lang", lang, "-f", "md").out
    line = next(
        line
        for line in told.splitlines()
        if {"ko": "지방에 요구된 9건", "en": "asked of local government 9"}[lang] in line
    )
    assert "%" not in line


def test_the_question_by_addressee_answers_in_whole_numbers(bundled: Study) -> None:
    rows = [*bundled.query("SELECT ?p ?v { ?count a pg:AddressedCount ; ?p ?v FILTER(isNumeric(?v)) }")]
    assert {row["v"].datatype.value.rsplit("#")[-1] for row in rows} == {"integer"}
