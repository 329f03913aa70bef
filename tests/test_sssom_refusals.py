"""What an import of a mapping set refuses or reports, and the commands around it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desk_data import snapshot
from mapping_files import HEAD, TODAY, bring, codes, exported, link_of, mapping_file, run
from policygraph.records.catalogue import issue_kinds
from policygraph.records.kinds import Corpus
from policygraph.sources.formats.sssom.equivalents import ALIGNS, EXTENSIONS, JUSTIFICATIONS, PREDICATES, SKOS_READINGS
from policygraph.sources.formats.sssom.from_records import from_records
from policygraph.sources.formats.sssom.writer import write_mappings
from policygraph.sources.importing import import_file
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import read_unchecked, read_workspace

NO_TERM = {"object_id": "sssom:NoTermFound", "object_source": "id:fw", "predicate_id": "pg:alignsWith"}


REFUSED: list[Any] = [
    pytest.param([{"subject_id": "ex:pl-2"}], "M30", 7, "subject_id", id="other-base"),
    pytest.param([{"subject_id": "id:pl-9"}], "R33", 7, "subject_id", id="unknown-task"),
    pytest.param([{"object_id": "id:fw-9"}], "R34", 7, "object_id", id="unknown-item"),
    pytest.param([{"subject_id": "id:fw-1"}], "R35", 7, "subject_id", id="item-as-task"),
    pytest.param([{"object_id": "id:pl-1"}], "R36", 7, "object_id", id="task-as-item"),
    pytest.param([{}, {"comment": "again"}], "M35", 8, "object_id", id="pair-twice"),
    pytest.param([NO_TERM, {**NO_TERM, "comment": "again"}], "M35", 8, "object_id", id="no-counterpart-twice"),
    pytest.param([{**NO_TERM, "predicate_modifier": "Not"}], "M33", 7, "predicate_modifier", id="not-with-no-term"),
    pytest.param([{**NO_TERM, "object_source": ""}], "M34", 7, "object_source", id="no-term-where"),
    pytest.param([{**NO_TERM, "object_source": "id:pl"}], "R57", 7, "object_source", id="no-term-in-a-plan"),
    pytest.param([{**NO_TERM, "subject_id": "id:pl-9"}], "R56", 7, "subject_id", id="unknown-without-counterpart"),
    pytest.param([{"subject_id": "", "subject_type": "rdfs literal", "subject_label": "글"}], "M37", 7, "subject_label", id="literal"),
    pytest.param([{"ext_pg_state": "maybe"}], "M38", 7, "ext_pg_state", id="unknown-state"),
    pytest.param([{"ext_pg_state": "confirmed", "predicate_modifier": "Not"}], "M38", 7, "ext_pg_state", id="not-and-confirmed"),
    pytest.param([{"ext_pg_method": "guess"}], "M38", 7, "ext_pg_method", id="unknown-method"),
    pytest.param([{"ext_pg_readings": "3|4"}], "M38", 7, "ext_pg_readings", id="no-reading"),
    pytest.param([{"ext_pg_fingerprint": "x"}], "M38", 7, "ext_pg_fingerprint", id="no-fingerprint"),
    pytest.param([{"ext_pg_exclusive": "maybe"}], "M38", 7, "ext_pg_exclusive", id="no-flag"),
    pytest.param([{"ext_pg_date": "어제"}], "M38", 7, "ext_pg_date", id="no-date"),
    pytest.param([{"ext_pg_reviews": "[{"}], "M38", 7, "ext_pg_reviews", id="reviews-no-json"),
    pytest.param([{"ext_pg_reviews": '[{"verdict": "maybe"}]'}], "M38", 7, "ext_pg_reviews", id="reviews-unreadable"),
    pytest.param([{"ext_pg_extra": "[]"}], "M38", 7, "ext_pg_extra", id="extra-no-json"),
    pytest.param([{"ext_pg_conflicts": "pl-9"}], "R44", 7, "ext_pg_conflicts", id="unknown-conflict"),
    pytest.param([{"confidence": "1.5"}], "M13", 7, "confidence", id="confidence"),
    pytest.param([{"subject_id": "sssom:NoTermFound", "object_id": "id:fw-1", "ext_pg_decision": "not-applicable"}], "M22", 7, "comment", id="no-reason"),
    pytest.param([{"subject_id": "sssom:NoTermFound", "ext_pg_decision": "yes", "comment": "x"}], "M38", 7, "ext_pg_decision", id="no-decision"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "code", "line", "column"), REFUSED)
def test_what_cannot_be_taken_is_reported_and_nothing_is_written(
    rows: list[dict[str, str]], code: str, line: int, column: str, root: Path
) -> None:
    before = snapshot(root)
    result = bring(root, *rows)
    assert (code, line, column) in codes(result), result.issues
    assert not result.complete
    assert not result.written
    assert snapshot(root) == before
    issue = result.errors[0]
    assert issue.message.ko
    assert issue.message.en
    assert issue.remedy.ko
    assert issue.remedy.en
    good = {"subject_id": "id:pl-1", "object_id": "id:fw-1"}
    partly = bring(root, *rows, good, keep_going=True)
    assert partly.written
    assert link_of(root, "pl-1", "fw-1").strength == 1


def test_nearest_ids_are_offered(root: Path) -> None:
    result = bring(root, {"subject_id": "id:pl-22", "object_id": "id:fw-1-3"})
    text = " ".join(issue.message.en for issue in result.errors)
    assert "'pl-2'" in text and "'fw-1-2'" in text  # noqa: PT018


def test_a_label_that_says_something_else_is_reported(root: Path) -> None:
    result = bring(root, {"subject_label": "데이터 개방", "object_label": "전혀 다른 이름"})
    assert ("M36", 7, "object_label") in codes(result, "warning")
    assert not [code for code in codes(result, "warning") if code[2] == "subject_label"]
    english = bring(root, {"subject_label": "Open data"})
    assert not [code for code in codes(english, "warning") if code[0] == "M36"]


def test_an_extension_that_means_something_else_here_is_refused(root: Path) -> None:
    define = "#mapping_set_id: https://example.org/{0}\n#extension_definitions:\n#  - slot_name: ext_bar\n#    property: ex:{0}\n"
    assert not bring(root, {"ext_bar": "1"}, head=HEAD + define.format("one")).errors
    result = bring(root, {"ext_bar": "1"}, head=HEAD + define.format("two"))
    assert codes(result) == [("M39", 1, "ext_bar")]
    assert not bring(root, {"ext_bar": "1"}, head=HEAD + define.format("two"), keep_going=True).written


def test_our_extensions_are_known_by_their_property_whatever_they_are_called(root: Path) -> None:
    head = HEAD + "#  pgx: https://w3id.org/policygraph/sssom#\n"
    head += "#extension_definitions:\n#  - slot_name: stand\n#    property: pgx:state\n"
    assert not bring(root, {"stand": "confirmed"}, head=head).errors
    assert link_of(root, "pl-2", "fw-1-2").state == "confirmed"


def test_bundled_records_are_read_only(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    root.mkdir()
    (root / "policygraph.toml").write_text('frameworks = ["kds"]\nplans = ["b5"]\n', encoding="utf-8")
    bundled = next(link for link in read_unchecked(root)[1].alignments if link.strength != 1)
    before = snapshot(root)
    result = bring(
        root, {"subject_id": f"id:{bundled.task}", "object_id": f"id:{bundled.item}", "predicate_id": "pg:enables"}
    )
    assert codes(result) == [("W43", 7, "predicate_id")]
    assert snapshot(root) == before


def test_files_inside_the_workspace_are_not_read_but_named(root: Path) -> None:
    path = mapping_file(root / "alignments" / "x.sssom.tsv", {})
    path.with_name("x.sssom.yml").write_text("license: x\n", encoding="utf-8")
    workspace = read_workspace(root)
    assert [(issue.code, issue.where.file) for issue in workspace.issues if issue.code == "M24"] == [
        ("M24", "alignments/x.sssom.tsv"), ("M24", "alignments/x.sssom.yml")
    ]  # fmt: skip


def test_no_counterpart_that_an_alignment_contradicts_is_reported(root: Path) -> None:
    result = bring(root, {**NO_TERM, "subject_id": "id:pl-1"})
    assert [code for code, *_ in codes(result, "warning")] == ["R58"]
    assert result.written


def test_export_and_import_on_the_command_line(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.SSSOM.tsv"
    assert run("export", "-w", str(root), "-o", str(path)).exit_code == 0
    assert path.read_bytes() == exported(root)
    assert "subject_label\tpredicate_id" in path.read_text(encoding="utf-8")
    english = run("export", "-w", str(root), "-o", str(path), "--lang", "en")
    assert english.exit_code == 0
    assert "Open data" in path.read_text(encoding="utf-8")
    assert json.loads(run("import", str(path), "-w", str(root), "-f", "json", "-q").stdout)["changes"] == []
    text = path.read_text(encoding="utf-8").replace("pg:enables", "pg:reinforces")
    path.write_text(text, encoding="utf-8")
    before = snapshot(root)
    shown = json.loads(run("import", str(path), "-w", str(root), "--dry-run", "-f", "json", "-q").stdout)
    assert [(change["kind"], change["name"]) for change in shown["changes"]] == [("alignment", "pl-2 → fw-1-1")]
    assert snapshot(root) == before
    assert run("import", str(path), "-w", str(root)).exit_code == 0
    assert link_of(root, "pl-2", "fw-1-1").strength == 2
    path.write_text(text.replace("id:fw-1-1", "id:fw-9"), encoding="utf-8")
    broken = run("import", str(path), "-w", str(root), "--lang", "ko")
    assert broken.exit_code == 2
    assert "out.SSSOM.tsv:" in broken.stdout and "object_id" in broken.stdout  # noqa: PT018


def test_export_as_a_workbook_is_that_of_the_workbook_command(root: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    assert run("export", "-w", str(root), "-o", str(first)).exit_code == 0
    assert run("workbook", "-w", str(root), "-o", str(second)).exit_code == 0
    assert not import_file(first, root, today=TODAY).changes
    assert openpyxl.load_workbook(first).sheetnames == openpyxl.load_workbook(second).sheetnames


def test_a_workbook_leaves_what_it_does_not_show(root: Path, full: tuple[Settings, Corpus], tmp_path: Path) -> None:
    found, corpus = full
    path = root.parent / "all.sssom.tsv"
    path.write_bytes(write_mappings(from_records(corpus, found)))
    import_file(path, root, today=TODAY)
    before = snapshot(root)
    book = tmp_path / "all.xlsx"
    run("workbook", "-w", str(root), "-o", str(book))
    result = import_file(book, root, today=TODAY)
    assert not [change for change in result.changes if change.kind in ("no-match", "mapping-set", "review")]
    assert {name for name in snapshot(root) if "no-match" in name or "mapping-sets" in name} <= set(before)


def test_the_page_names_every_term_and_its_example_is_read(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "sssom.md").read_text(encoding="utf-8")
    for name in EXTENSIONS:
        assert f"| `{name}` |" in page, name
    for iri, strength in SKOS_READINGS.items():
        assert f"| `skos:{iri.rpartition('#')[2]}` | {strength} |" in page, iri
    for iri in (*PREDICATES.values(), ALIGNS):
        assert f"`pg:{iri.rpartition('#')[2]}`" in page, iri
    for iri in JUSTIFICATIONS.values():
        assert f"`semapv:{iri.rpartition('/')[2]}`" in page, iri
    assert set(re.findall(r"\b[MR]\d\d\b", page)) <= issue_kinds().keys()
    example = page.partition("```text\n")[2].partition("```")[0]
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws" / "policygraph.toml").write_text('frameworks = ["kds"]\nplans = ["b6"]\n', encoding="utf-8")
    path = tmp_path / "example.sssom.tsv"
    path.write_text(example, encoding="utf-8")
    result = import_file(path, tmp_path / "ws", today=TODAY)
    assert not result.errors, result.errors
    assert [(change.kind, change.action) for change in result.changes] == [
        ("alignment", "added"),
        ("mapping-set", "added"),
    ]
