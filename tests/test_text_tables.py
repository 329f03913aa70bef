"""CSV and TSV as Excel and others save them: separators, encodings, quotes; what cannot be read is said, never guessed."""

from __future__ import annotations

import codecs
import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from desk_data import snapshot
from policygraph.cli import cli
from policygraph.records.issue import UnusableInput
from policygraph.sources.formats.workbook.csv_tables import write_table
from policygraph.sources.formats.workbook.exported import kept_for
from policygraph.sources.formats.workbook.schema import BY_KEY
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.workspace import read_unchecked
from policygraph.views.import_view import import_page


def rows_of(root: Path) -> list[list[str]]:
    """Return the table of alignments, its first strength changed."""
    settings, corpus = read_unchecked(root)
    text = write_table(corpus, BY_KEY["alignments"], state=kept_for(root, corpus, settings)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    place = rows[0].index("상태")
    rows[2][place] = "기각"
    return rows


def written(rows: list[list[str]], separator: str) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return target.getvalue()


def codes(result: ImportResult) -> list[str]:
    return [issue.code for issue in result.issues]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_every_separator_and_encoding_of_excel_gives_the_same_records(
    separator: str, encoding: str, root: Path, tmp_path: Path
) -> None:
    path = tmp_path / "links.csv"
    path.write_bytes(written(rows_of(root), separator).encode(encoding))
    result = import_file(path, root, dry_run=True)
    assert codes(result) == (["R04"] if encoding == "cp949" else [])
    assert [(change.name, change.fields) for change in result.changes] == [
        ("pl-2 → fw-1-1", (("state", "proposed", "rejected"),))
    ]


def test_a_line_that_names_the_separator_is_not_taken_for_the_header(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("sep=;\n" + written(rows_of(root), ";"), encoding="utf-8")
    assert [change.name for change in import_file(path, root, dry_run=True).changes] == ["pl-2 → fw-1-1"]


def test_a_quote_that_is_never_closed_swallows_nothing(root: Path, tmp_path: Path) -> None:
    rows = rows_of(root)
    lines = written(rows, ",").splitlines(keepends=True)
    path = tmp_path / "links.csv"
    path.write_text(
        lines[0] + 'pl-1,fw-1-1,3 직접 이행,확정,,,,,,,"끝나지 않는 글\r\n' + "".join(lines[2:]), encoding="utf-8"
    )
    before = snapshot(root)
    result = import_file(path, root)
    assert [(issue.code, issue.where.line) for issue in result.issues] == [("W55", 2)]
    assert not result.changes
    assert snapshot(root) == before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "R05", id="empty"),
        pytest.param(b"\r\n \r\n", "R05", id="blank"),
        pytest.param(codecs.BOM_UTF16_LE + b"\x00", "R03", id="half-a-letter"),
        pytest.param("가;나;다\n1;2;3\n".encode(), "W12", id="other-table"),
    ],
)
def test_what_is_no_table_is_said_so(content: bytes, code: str, root: Path, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_bytes(content)
    assert codes(import_file(path, root)) == [code]


@pytest.mark.parametrize("value", ["01월 02일", "1월 2일", "02-Jan", "Jan-02"])
def test_an_official_number_that_excel_made_a_date_of_is_not_taken(value: str, root: Path, tmp_path: Path) -> None:
    text = write_table(read_unchecked(root)[1], BY_KEY["items"]).decode("utf-8-sig")
    assert text.count(",1-1,") == 1
    path = tmp_path / "items.csv"
    path.write_text(text.replace(",1-1,", f",{value},"), encoding="utf-8")
    result = import_file(path, root)
    assert [(issue.code, issue.where.row, issue.value) for issue in result.errors] == [("W24", 3, value)]


def test_rows_are_numbered_as_excel_numbers_them(root: Path, tmp_path: Path) -> None:
    rows = rows_of(root)
    rows[1][rows[0].index("까닭")] = "첫 줄\n둘째 줄"
    rows[2][rows[0].index("강도")] = "9"
    path = tmp_path / "links.csv"
    path.write_text(written(rows, ","), encoding="utf-8")
    assert [(issue.code, issue.where.row) for issue in import_file(path, root).errors] == [("W27", 3)]


@pytest.mark.parametrize("name", ["nowhere.xlsx", "nowhere.json", "."])
def test_a_file_that_is_not_there_is_said_in_words(name: str, root: Path, tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="folder") as caught:
        CliRunner().invoke(cli, ["import", str(tmp_path / name), "-w", str(root)], catch_exceptions=False)
    assert ("파일이 없습니다" in caught.value.message.ko) == (name != ".")


def outcome(path: Path, root: Path, *more: str) -> str:
    answer = CliRunner().invoke(
        cli, ["import", str(path), "-w", str(root), "--lang", "ko", *more], catch_exceptions=False
    )
    assert answer.exit_code == 2
    return answer.stdout


def test_keep_going_is_offered_only_where_it_helps(root: Path, tmp_path: Path) -> None:
    rows = rows_of(root)
    rows[2][rows[0].index("강도")] = "9"
    table = tmp_path / "links.csv"
    table.write_text(written(rows, ","), encoding="utf-8")
    assert "--keep-going" in outcome(table, root)
    table.write_text(written([["과제"], *rows[1:]], ","), encoding="utf-8")
    for more in ((), ("--keep-going",)):
        assert "--keep-going" not in outcome(table, root, *more)
    broken = tmp_path / "decisions.json"
    broken.write_text("{", encoding="utf-8")
    assert "--keep-going" not in outcome(broken, root)
    unknown = {
        "schema": "policygraph/review-decisions/1",
        "reviews": [{"task": "pl-9", "item": "fw-1-1", "verdict": "unsure"}],
    }
    broken.write_text(json.dumps(unknown), encoding="utf-8")
    assert "--keep-going" not in outcome(broken, root)


def test_the_outcome_of_a_file_that_cannot_be_read_names_no_option() -> None:
    page = import_page(ImportResult("plan.xlsx", (), (), (), written=False))
    assert "--keep-going" not in str(page.blocks)
