"""What becomes of an answer before it leaves: its limits met exactly and passed by one, its file, tables as people open them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph
import pytest
from policygraph.server.output import INLINE, Output, TooMuch
from policygraph.server.spreadsheet import write_spreadsheet, write_table
from policygraph.server.worker import Engine

XSD = "http://www.w3.org/2001/XMLSchema#"


def whole(output: Output) -> bytes:
    """Return the answer, wherever it lies."""
    body = output.finish()
    return body if output.file is None else Path(output.path).read_bytes()


@pytest.mark.parametrize("pieces", [1, 3])
@pytest.mark.parametrize(
    ("size", "limit", "in_file"),
    [
        (0, 0, False),
        (10, 10, False),
        (INLINE, INLINE, False),
        (INLINE + 1, INLINE + 1, True),
        (INLINE + 7, 1 << 20, True),
    ],
)
def test_an_answer_is_whole_in_memory_or_in_its_file(
    tmp_path: Path, size: int, limit: int, pieces: int, *, in_file: bool
) -> None:
    text = bytes(range(1, 256)) * (size // 255 + 1)
    output = Output(str(tmp_path / "answer"), limit)
    step = size // pieces + 1
    for begin in range(0, size, step):
        piece = text[:size][begin : begin + step]
        assert output.write(piece) == len(piece)
    body = output.finish()
    assert (output.file is not None, (tmp_path / "answer").exists(), output.size) == (in_file, in_file, size)
    assert ((tmp_path / "answer").read_bytes() if in_file else body) == text[:size]
    assert body == (b"" if in_file else text[:size])
    output.discard()
    assert not (tmp_path / "answer").exists()


@pytest.mark.parametrize("in_file", [False, True])
def test_an_answer_that_is_too_large_by_one_byte_is_refused_and_leaves_nothing(
    tmp_path: Path, *, in_file: bool
) -> None:
    limit = INLINE + 100 if in_file else 100
    output = Output(str(tmp_path / "answer"), limit)
    output.write(b"x" * limit)
    with pytest.raises(TooMuch, match="bytes"):
        output.write(b"x")
    output.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("cut", range(13))
def test_marks_of_one_letter_are_counted_once(tmp_path: Path, cut: int) -> None:
    text = b"a\nb\nccc\n\nd\ne"
    output = Output(str(tmp_path / "answer"), 100, b"\n", 5)
    output.write(text[:cut])
    output.write(text[cut:])
    assert output.finish() == text
    with pytest.raises(TooMuch, match="rows"):
        output.write(b"\n")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (b"a\x00\x08\x0b\x0c\x0e\x1fb", "a\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdb".encode()),
        (b"\t\n\r \x7f", b"\t\n\r \x7f"),
        ("\ufffd\ufffe\uffff\uefff".encode(), "\ufffd\ufffd\ufffd\uefff".encode()),
        (b"a\xef", b"a\xef"),
        (b"\x01\xef", "\ufffd".encode() + b"\xef"),
        (b"a\xef\xbf", b"a\xef\xbf"),
    ],
)
def test_what_xml_forbids_is_replaced_in_xml_alone(tmp_path: Path, text: bytes, written: bytes) -> None:
    for xml, expected in ((True, written), (False, text)):
        output = Output(str(tmp_path / "answer"), 100, xml=xml)
        assert [output.write(bytes([one])) for one in text] == [1] * len(text)
        assert output.finish() == expected
        output = Output(str(tmp_path / "answer"), 100, xml=xml)
        output.write(text)
        assert output.finish() == expected


class Full(io.BytesIO):
    """A file on a full disk, which says so when it is closed."""

    def close(self) -> None:
        raise OSError


def test_a_disk_that_is_full_at_the_end_is_told_and_what_is_there_goes(tmp_path: Path) -> None:
    output = Output(str(tmp_path / "answer"), 1 << 20)
    output.write(b"x" * (INLINE + 1))
    assert output.file is not None
    output.file.close()
    output.file = Full()
    with pytest.raises(TooMuch, match="disk"):
        output.finish()
    output.discard()
    assert list(tmp_path.iterdir()) == []


# Tables for people

ROWS = f"""SELECT ?가 ?b {{ VALUES (?가 ?b) {{
    (1 "=1+1") (-0.50 "+82") (1e3 "@x") (999999999999999 "-2") (10000000000000000 "\\t=1")
    ("7"^^<{XSD}long> "가,\\"나\\"") ("7"^^<{XSD}nonNegativeInteger> "a\\nb") ("soon"^^<{XSD}integer> "x"@ko)
    (true "2026-11-29"^^<{XSD}date>) (<http://a.example/id/x> <http://b.example/y>) (UNDEF "가\\u0001\\uFFFF나")
}} }}"""
CSV = [
    ["1", "'=1+1"], ["-0.5", "'+82"], ["1000", "'@x"], ["999999999999999", "'-2"], ["10000000000000000", "'\t=1"],
    ["7", '가,"나"'], ["7", "a\nb"], ["soon", "x"],
    ["true", "2026-11-29"], ["http://a.example/id/x", "http://b.example/y"], ["", "가\x01\uffff나"],
]  # fmt: skip
SHEET = [
    (1, "=1+1"), (-0.5, "+82"), (1000, "@x"), (999999999999999, "-2"), (1e16, "\t=1"),
    (7, '가,"나"'), (7, "a\nb"), ("soon", "x"),
    ("true", "2026-11-29"), ("x", "b:y"), (None, "가나"),
]  # fmt: skip


def rows(query: str = ROWS) -> tuple[list[str], Iterator[Any]]:
    found = pyoxigraph.Store().query(query)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [variable.value for variable in found.variables], iter(found)


def sheet(query: str, names: Mapping[str, str]) -> Any:
    output = io.BytesIO()
    write_spreadsheet(*rows(query), output, names)
    assert output.getvalue().startswith(b"PK\x03\x04")
    return openpyxl.load_workbook(output).active


def test_csv_for_people_has_numbers_and_runs_nothing() -> None:
    output = io.BytesIO()
    write_table(*rows(), output)
    assert output.getvalue().startswith("\ufeff가,b\r\n1,".encode())
    assert list(csv.reader(io.StringIO(output.getvalue().decode("utf-8-sig"), newline=""))) == [["가", "b"], *CSV]


def test_a_sheet_for_people_has_numbers_and_text_that_is_no_formula() -> None:
    page = sheet(ROWS, {"http://b.example/": "b:", "http://a.example/id/": ""})
    found = list(page.iter_rows())
    assert [tuple(cell.value for cell in row) for row in found] == [("가", "b"), *SHEET]
    assert {cell.data_type for row in found for cell in row if isinstance(cell.value, str)} == {"s"}
    assert {type(row[0].value) for row in found[1:8]} == {int, float}
    assert (found[0][0].font.bold, found[1][0].font.bold, page.freeze_panes) == (True, False, "A2")
    assert [page.column_dimensions[letter].width for letter in "AB"] == [28, 28]


def test_a_cell_holds_no_more_than_excel_takes() -> None:
    found = list(sheet(f'SELECT ?x {{ VALUES ?x {{ "{"가" * 32_768}" "{"나" * 32_767}" }} }}', {}).values)
    assert [len(row[0]) for row in found[1:]] == [32_767, 32_767]


def test_an_answer_without_rows_has_heads() -> None:
    assert list(sheet("SELECT ?x ?y { FILTER(false) }", {}).values) == [("x", "y")]
    output = io.BytesIO()
    write_table(*rows("SELECT ?x ?y { FILTER(false) }"), output)
    assert output.getvalue() == "\ufeffx,y\r\n".encode()


# The engine, in this process


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    scratch = tmp_path_factory.mktemp("engine")
    found = Engine(1 << 30, scratch)
    node = pyoxigraph.NamedNode
    found.store.extend(
        pyoxigraph.Quad(node(f"a:{n}"), node("a:is"), pyoxigraph.Literal(str(n)), node(f"a:g{n % 2}")) for n in range(6)
    )
    return found


def asked(engine: Engine, query: str, **more: Any) -> tuple[dict[str, Any], bytes]:
    job = {
        "query": query, "base": "a:base/", "prefixes": {"a": "a:"}, "default_graphs": None, "named_graphs": None, "result": "csv",
        "graph": "nt", "rows": 6, "bytes": 10_000, "spool": str(engine.scratch.parent / "spool"), "names": {}, **more,
    }  # fmt: skip
    return engine.query(job)


ALL = "SELECT ?s { ?s ?p ?o } ORDER BY ?s"


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "xlsx"])
@pytest.mark.parametrize("for_people", [False, True])
def test_as_many_rows_as_are_allowed_are_given_and_no_more(engine: Engine, form: str, *, for_people: bool) -> None:
    head, body = asked(engine, ALL, result=form, for_people=for_people)
    assert head == {"ok": True, "format": form, "size": len(body), "spooled": False, "fresh": False}
    assert body.startswith(b"\xef\xbb\xbf") is (for_people and form == "csv")
    refused = asked(engine, ALL, result=form, for_people=for_people, rows=5)
    assert refused == ({"ok": False, "error": "rows"}, b"")


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld"])
def test_as_many_triples_as_are_allowed_are_given_and_no_more(engine: Engine, form: str) -> None:
    assert asked(engine, "CONSTRUCT WHERE { ?s ?p ?o }", graph=form)[0]["ok"] is True
    assert asked(engine, "CONSTRUCT WHERE { ?s ?p ?o }", graph=form, rows=5)[0] == {"ok": False, "error": "rows"}


@pytest.mark.parametrize("form", ["json", "csv", "tsv", "xml"])
def test_rows_that_look_like_more_are_counted(engine: Engine, form: str) -> None:
    text = "SELECT ?s ?t { ?s ?p ?o BIND('},{<result>\\n\\n' AS ?t) }"
    head, body = asked(engine, text, result=form)
    assert (head["ok"], head["size"]) == (True, len(body))
    assert body.count(b"a:") == 6
    assert asked(engine, text, result=form, rows=5)[0] == {"ok": False, "error": "rows"}


@pytest.mark.parametrize(
    ("form", "body"),
    [("csv", b"true\n"), ("tsv", b"true\n"), ("xlsx", b"true\n"), ("json", b'{"head":{},"boolean":true}')],
)
def test_yes_or_no_is_said_in_each_form(engine: Engine, form: str, body: bytes) -> None:
    head, said = asked(engine, "ASK { ?s ?p ?o }", result=form)
    assert (head["format"], said) == ("csv" if form == "xlsx" else form, body)
    if form in ("csv", "tsv"):
        assert asked(engine, "ASK { ?s <a:no> ?o }", result=form)[1] == b"false\n"


@pytest.mark.parametrize(
    ("default", "named", "query", "expected"),
    [
        (None, None, ALL, 6),
        (["a:g0"], [], ALL, 3),
        (["a:g0", "a:g1"], [], ALL, 6),
        ([], ["a:g0"], ALL, 0),
        ([], ["a:g0"], "SELECT ?s { GRAPH ?g { ?s ?p ?o } }", 3),
        (["a:g0"], ["a:g1"], "SELECT ?s { ?s ?p ?o . GRAPH ?g { ?x ?p ?y } } ", 9),
        (None, None, "SELECT ?s FROM <a:g1> { ?s ?p ?o }", 3),
        (["a:g0"], [], "SELECT ?s FROM <a:g1> FROM <a:g0> { ?s ?p ?o }", 3),
    ],
)
def test_a_query_runs_on_the_graphs_that_were_named(
    engine: Engine, default: list[str] | None, named: list[str] | None, query: str, expected: int
) -> None:
    head, body = asked(engine, query, default_graphs=default, named_graphs=named, rows=100)
    assert head["ok"], head
    assert len(body.split()) == expected + 1


def test_addresses_in_a_query_are_relative_to_the_base_and_prefixes_are_known(engine: Engine) -> None:
    assert asked(engine, "SELECT (<x> AS ?x) (a:y AS ?y) {}")[1].split() == [b"x,y", b"a:base/x,a:y"]
    assert b"@prefix a: <a:>" in asked(engine, "CONSTRUCT WHERE { ?s ?p ?o }", graph="ttl")[1]


@pytest.mark.parametrize(
    ("query", "more", "expected"),
    [
        (ALL, {"result": None}, {"error": "unacceptable", "kind": "result"}),
        ("ASK {}", {"result": None}, {"error": "unacceptable", "kind": "result"}),
        ("DESCRIBE <a:1>", {"graph": None}, {"error": "unacceptable", "kind": "graph"}),
        (ALL, {"bytes": 5}, {"error": "bytes"}),
        (ALL, {"result": "xlsx", "bytes": 5}, {"error": "bytes"}),
        ("SELECT *\n{ ?s }", {}, {"error": "refused", "line": 2, "column": 6}),
        ("SELECT * { SERVICE <a:b> {} }", {}, {"error": "refused"}),
        ("CLEAR ALL", {}, {"error": "refused"}),
        ("SELECT ?r { VALUES ?r { 'a' '(?=a)' } FILTER(REGEX('abc', ?r)) }", {}, {"error": "refused"}),
    ],
)
def test_what_has_no_answer_says_why(
    engine: Engine, query: str, more: dict[str, Any], expected: dict[str, Any]
) -> None:
    (engine.scratch / "half of a sheet").write_bytes(b"x")
    head, body = asked(engine, query, **more)
    assert (head["ok"], body) == (False, b"")
    assert head.items() >= expected.items()
    if head["error"] == "refused":
        assert any("가" <= letter <= "힣" for letter in head["ko"])
        assert head["en"].isascii()
    assert list(engine.scratch.iterdir()) == []


def test_a_large_answer_lies_in_its_file(engine: Engine) -> None:
    place = engine.scratch.parent / "spool"
    text = f"SELECT (CONCAT({','.join(['?long'] * 20)}) AS ?x) {{ ?s ?p ?o BIND('{'x' * 3000}' AS ?long) }}"
    head, body = asked(engine, text, bytes=400_000)
    assert (head["spooled"], head["size"], body) == (True, place.stat().st_size, b"")
    place.unlink()
    assert asked(engine, text, bytes=250_000)[0] == {"ok": False, "error": "bytes"}
    assert not place.exists()
    assert asked(engine, text, bytes=400_000, rows=5)[0] == {"ok": False, "error": "rows"}
    assert not place.exists()
    assert asked(engine, text, spool=str(place / "missing"), bytes=400_000)[0] == {"ok": False, "error": "disk"}


def test_what_xml_forbids_is_left_alone_elsewhere(engine: Engine) -> None:
    rows, triples = "SELECT ('a\\u0001' AS ?x) {}", "CONSTRUCT { <a:b> <a:c> 'a\\u0001' } WHERE {}"
    assert "a\ufffd".encode() in asked(engine, rows, result="xml")[1]
    assert b"a\x01" in asked(engine, rows, result="csv")[1]
    assert "a\ufffd".encode() in asked(engine, triples, graph="rdf")[1]
    assert "\ufffd".encode() not in asked(engine, triples, graph="nt")[1]


def test_an_engine_without_memory_says_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(_text: str) -> None:
        raise MemoryError

    monkeypatch.setattr("policygraph.server.worker.prepare", greedy)
    assert asked(engine, ALL) == ({"ok": False, "error": "memory"}, b"")


def test_what_changes_with_the_time_is_marked_as_fresh(engine: Engine) -> None:
    assert asked(engine, "SELECT (NOW() AS ?x) {}")[0]["fresh"] is True
