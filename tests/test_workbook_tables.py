"""The columns of the workbook follow the tables of the records: any value of any field comes back through its cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from policygraph.records.field import fields_of
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import (
    Addressee,
    Alignment,
    Budget,
    Corpus,
    Document,
    Domain,
    Item,
    Period,
    Term,
    Text,
    YearNote,
)
from policygraph.sources.formats.workbook import writer
from policygraph.sources.formats.workbook.cells_in import parser
from policygraph.sources.formats.workbook.cells_out import to_cell
from policygraph.sources.formats.workbook.columns import shown_fields
from policygraph.sources.formats.workbook.csv_tables import write_table
from policygraph.sources.formats.workbook.rows import record_of, values_of
from policygraph.sources.formats.workbook.schema import BY_KEY, SHEETS
from policygraph.sources.formats.workbook.workbook_draft import read_draft
from policygraph.sources.settings import Settings
from random_records import Known, records

KINDS = {sheet.record for sheet in SHEETS if sheet.key != "departments"}
COLUMNS = {
    kind: {key: column for sheet in SHEETS if sheet.record is kind for key, column in sheet.by_key.items()}
    for kind in KINDS
}
KNOWN = Known(["가-1", "b_2"], ("s1", "s2"), "b_2")
CITY = Corpus(
    (
        Document(
            "fw", "mayoral-goals", Text("시정 목표"),
            (
                Item("fw-1", "fw", "pledge", ("fw",), Text("공약"),
                     addressee=Addressee("shared", "judged", ("local", "shared", "shared"), "other", Text("함께 함", "jointly"))),
                Item("fw-2", "fw", "task", ("fw",), Text("의무"), obliges="plan", same_as=("fw-1",)),
            ),
            in_force=Term("2022-07-01", "2026-06"), succeeded_by="fw2",
        ),
        Document("fw2", "mayoral-goals", Text("다음 시정 목표"), in_force=Term("2026-07-01")),
        Document(
            "pl", "city-plan", Text("계획"),
            (
                Item("pl-1", "pl", "task", ("pl",), Text("과제"), domain=Domain(("citizens",), (("industry", "citizens"), ("citizens",))),
                     budget=Budget(500, "총액", kind="mixed", period=Period(2026, 2028), years=((2026, 300),),
                                   year_notes=(YearNote(2026, "첫해"),))),
                Item("pl-2", "pl", "task", ("pl",), Text("다른 과제"), domain=Domain((), ((), ("industry",)))),
            ),
            made_under="fw",
        ),
    )
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.parametrize("kind", sorted(KINDS, key=lambda kind: kind.__name__), ids=lambda kind: kind.__name__)
@given(data=st.data(), lang=st.sampled_from(("ko", "en")))
def test_every_value_of_every_field_comes_back_through_its_cell(kind: Any, lang: str, data: st.DataObject) -> None:
    fixed = {field.name: "가-1" for field in fields_of(kind) if field.takes == "outside" and field.required}
    record = data.draw(records(kind, KNOWN, **fixed))
    if kind is Document:
        record = replace(record, kind="law")  # plans stand on a sheet of their own
    values = values_of(record)
    columns = COLUMNS[kind]
    assert values.keys() <= columns.keys()
    read = {}
    for key, value in values.items():
        cell = to_cell(columns[key], value, lang)
        if cell is not None:
            read[key] = parser(columns[key], escaped=False)(cell)[0]
    hidden = {field.name: getattr(record, field.name) for field in fields_of(kind)}
    for field, layout in shown_fields(kind):
        if not layout.name:
            del hidden[field.name]
    assert record_of(kind, read, **hidden) == record


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_workbook_holds_the_keys_of_the_second_edition(tmp_path: Path, lang: Any) -> None:
    path = tmp_path / "city.xlsx"
    path.write_bytes(writer.write_workbook(CITY, Settings(), lang))
    log = IssueLog()
    assert read_draft(path, log).corpus(Corpus(), log) == CITY
    assert {issue.code for issue in log.issues} == {"W67"}  # its amounts are small


def test_several_codes_may_be_typed_where_the_list_offers_one(tmp_path: Path) -> None:
    path = tmp_path / "city.xlsx"
    path.write_bytes(writer.write_workbook(CITY, Settings()))
    page = openpyxl.load_workbook(path)["이행과제"]
    headers = {cell.value: cell.column for cell in page[1]}
    rules = {
        cells.min_col: rule
        for rule in page.data_validations.dataValidation
        if rule.type == "list"
        for cells in rule.sqref.ranges
    }
    assert not rules[headers["적용 영역"]].showErrorMessage
    assert rules[headers["수준"]].showErrorMessage
    assert page.cell(3, headers["영역 판독"]).value == "산업, 시민생활\n시민생활"
    assert page.cell(4, headers["영역 판독"]).value == "-\n산업"


def _issues(tmp_path: Path, sheet: str, old: str, new: str) -> list[tuple[str, str]]:
    path = tmp_path / f"{sheet}.csv"
    text = write_table(CITY, BY_KEY[sheet]).decode("utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    log = IssueLog()
    read_draft(path, log).corpus(CITY, log)
    return [(issue.code, issue.where.path) for issue in log.issues if issue.code.startswith("W")]


def test_readings_without_what_they_are_readings_of_are_told(tmp_path: Path) -> None:
    assert _issues(tmp_path, "items", ",지방도 하는 일,읽고 판단", ",,읽고 판단") == [("W35", "대상")]


def test_a_code_that_is_none_is_told_with_those_that_are(tmp_path: Path) -> None:
    assert _issues(tmp_path, "tasks", "시민생활", "시민들") == [("W21", "적용 영역"), ("W21", "영역 판독")]


def test_what_only_a_total_can_say_is_told_in_the_row_of_a_year(tmp_path: Path) -> None:
    assert _issues(tmp_path, "budgets", "2026,300,첫해,,", "2026,300,첫해,시비,") == [("W60", "예산 구분")]


def test_an_alignment_whose_subject_is_a_plan_shows_its_title_and_offers_no_list_that_refuses_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "city.xlsx"
    path.write_bytes(
        writer.write_workbook(replace(CITY, alignments=(Alignment("pl", "fw-2", 3, "confirmed"),)), Settings())
    )
    page = openpyxl.load_workbook(path, data_only=True)["연계"]
    assert [page.cell(3, column).value for column in (1, 2)] == ["pl", "계획"]
    rule = next(rule for rule in page.data_validations.dataValidation if rule.type == "list" and "A3" in rule.sqref)
    assert rule.errorStyle == "warning"
