"""The forms and addresses of the service's answers: XML, CSV and files for people, IRIs however they are written."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import policygraph.server.data
import policygraph.server.folder
import policygraph.server.listener
import policygraph.server.windows
import policygraph.server.worker
import pytest
import rdflib
from browser import new_context
from policygraph.server import Service, ServiceSettings
from policygraph.server.negotiation import RESULT_TYPES, choose, language
from policygraph.server.output import Output, TooMuch
from service_clients import PAGE, connect
from services import JSON_ROWS, ask, ask_sparql

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize("forbidden", ["\\u0001", "\\u0007", "\\u000B", "\\u001F", "\\uFFFE", "\\uFFFF"])
def test_xml_answers_hold_only_what_xml_allows(service: Service, forbidden: str) -> None:
    row = f'SELECT ("가{forbidden}나\\uFFFD\\t" AS ?x) {{}}'
    root = ET.fromstring(ask_sparql(service.url, row, "application/sparql-results+xml").body)  # noqa: S314 - our own
    assert [node.text for node in root.iter("{http://www.w3.org/2005/sparql-results#}literal")] == [
        "가\ufffd나\ufffd\t"
    ]
    triples = f'CONSTRUCT {{ <a:b> <a:c> "가{forbidden}나" }} WHERE {{}}'
    graph = rdflib.Graph().parse(data=ask_sparql(service.url, triples, "application/rdf+xml").body, format="xml")
    assert [str(value) for value in graph.objects()] == ["가\ufffd나"]
    assert ask_sparql(service.url, row, format="xlsx").status == 200


def test_what_xml_forbids_is_found_across_pieces(tmp_path: Path) -> None:
    whole = "가\uffff\ufffe\uffff나\ufffd".encode()
    for cut in range(1, len(whole)):
        output = Output(str(tmp_path / "answer"), 1000, xml=True)
        output.write(whole[:cut])
        output.write(whole[cut:])
        assert output.finish().decode() == "가\ufffd\ufffd\ufffd나\ufffd"


@pytest.mark.parametrize("cut", range(37))
def test_rows_are_counted_once_wherever_the_pieces_of_an_answer_end(tmp_path: Path, cut: int) -> None:
    whole = b"<result>1</result><result>2</result>"

    def written(most: int) -> bytes:
        output = Output(str(tmp_path / "answer"), 1000, b"<result>", most)
        for piece in (whole[:cut], whole[cut:]):
            output.write(piece)
        return output.finish()

    assert written(2) == whole
    with pytest.raises(TooMuch, match="rows"):
        written(1)


def test_csv_from_the_page_opens_in_excel(service: Service) -> None:
    path = "/questions/uncovered-items?framework=dpg&format=csv"
    for_people, for_programs = ask(service.url, path, headers={"Accept": PAGE}), ask(service.url, path)
    assert for_people.body.startswith(b"\xef\xbb\xbf")
    assert for_people.headers["content-disposition"] == 'attachment; filename="uncovered-items.csv"'
    assert not for_programs.body.startswith(b"\xef\xbb\xbf")
    rows = [list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig")))) for answer in (for_people, for_programs)]
    assert rows[0] == rows[1]
    assert for_people.headers["etag"] != for_programs.headers["etag"]


@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_what_a_browser_saves_is_named_after_the_question(service: Service, form: str) -> None:
    path = f"/questions/uncovered-items?framework=dpg&format={form}"
    said = ask(service.url, path, headers={"Accept": PAGE}).headers["content-disposition"]
    assert said == f'attachment; filename="uncovered-items.{form}"'
    assert ask(service.url, path).headers["content-disposition"] == f'attachment; filename="answer.{form}"'


def test_an_accept_header_without_end_is_not_read_to_its_end() -> None:
    for many, best in ((99, "csv"), (100, None), (20_000, None)):
        assert choose(", ".join([*["a/b"] * many, "text/csv"]), RESULT_TYPES) == best


@pytest.mark.parametrize(
    ("header", "best"),
    [("en,ko;q=0.9,en-GB;q=0.5", "en"), ("ko;q=0.3,en;q=0.5,ko-KR;q=0.9", "ko"), ("fr,de", "ko"), ("ko,en", "ko")],
)
def test_a_language_is_liked_as_its_best_variety_is(header: str, best: str) -> None:
    assert language(header) == best


def test_csv_from_the_page_runs_nothing(service: Service) -> None:
    query = 'SELECT * { VALUES (?a ?b) { ("=1+1" -5) ("-2" 1.5) ("@x" true) ("+82" "\\t=1") ("가,\\"나\\"" UNDEF) } }'
    path = "/sparql?" + urlencode({"query": query, "format": "csv"})
    rows = list(csv.reader(io.StringIO(ask(service.url, path, headers={"Accept": PAGE}).body.decode("utf-8-sig"))))
    assert rows == [["a", "b"], ["'=1+1", "-5"], ["'-2", "1.5"], ["'@x", "true"], ["'+82", "'\t=1"], ['가,"나"', ""]]
    plain = list(csv.reader(io.StringIO(ask(service.url, path).text)))
    assert plain[1] == ["=1+1", "-5"]


# Addresses


@pytest.mark.parametrize(
    "write", [str, str.lower, lambda path: path.replace("%ED", "%eD")], ids=["capitals", "small", "mixed"]
)
def test_a_record_is_found_however_its_address_is_written(service: Service, write: Callable[[str], str]) -> None:
    department = ask_sparql(
        service.url, "SELECT ?d { ?t pg:department ?d FILTER(CONTAINS(STR(?d), '%')) } LIMIT 1"
    ).rows[0]["d"]
    path = "/" + department.removeprefix("https://w3id.org/policygraph/")
    head, _, name = path.rpartition("/")
    found = ask(service.url, f"{head}/{write(name)}", headers={"Accept": "text/turtle"})
    assert found.status == 200
    assert department in found.text or found.text


def test_letters_in_an_address_need_no_escapes(service: Service) -> None:
    from urllib.parse import unquote

    department = ask_sparql(
        service.url, "SELECT ?d { ?t pg:department ?d FILTER(CONTAINS(STR(?d), '%')) } LIMIT 1"
    ).rows[0]["d"]
    path = unquote("/" + department.removeprefix("https://w3id.org/policygraph/")).replace(" ", "%20")
    with connect(service) as client:
        client.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/turtle\r\nConnection: close\r\n\r\n".encode()
        )
        assert b" 200 OK" in client.recv(65536)
    assert ask(service.url, "/id/%ff%fe", headers={"Accept": "text/turtle"}).status == 404


def test_every_iri_of_the_data_is_written_as_the_service_looks_for_it(service: Service) -> None:
    from policygraph.server.resource import written_path

    rows = ask_sparql(service.url, "SELECT DISTINCT ?x { { ?x ?p ?o } UNION { ?s ?p ?x FILTER(isIRI(?x)) } }").rows
    own = [row["x"].removeprefix("https://w3id.org/policygraph/") for row in rows if "policygraph/id/" in row["x"]]
    assert len(own) > 1000
    assert [path for path in own if written_path(path) != path] == []


@pytest.mark.parametrize("fields", ["default-graph-uri=&", "named-graph-uri=&", "default-graph-uri=&named-graph-uri=&"])
def test_an_empty_graph_name_names_no_graph(service: Service, fields: str) -> None:
    query = urlencode({"query": "ASK { ?s ?p ?o }"})
    answer = ask(service.url, f"/sparql?{fields}{query}", headers={"Accept": JSON_ROWS})
    assert (answer.status, answer.json["boolean"]) == (200, True)


@pytest.mark.parametrize("coding", ["gzip", "br", "compress, gzip", "nonsense"])
def test_a_packed_request_is_told_to_unpack(service: Service, coding: str) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": coding}
    answer = ask(service.url, "/sparql", "POST", body=b"ASK {}", headers=headers)
    assert answer.status == 415
    assert "Content-Encoding" in answer.json["detail"]
    headers["Content-Encoding"] = "identity"
    assert ask(service.url, "/sparql", "POST", body=b"ASK {}", headers=headers).status == 200


def test_the_description_says_how_much_there_is(service: Service) -> None:
    found = rdflib.Graph().parse(
        data=ask(service.url, "/sparql", headers={"Accept": "text/turtle"}).body, format="turtle"
    )
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    (dataset,) = found.subjects(rdflib.RDF.type, void.Dataset)
    rows = ask_sparql(service.url, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows
    assert str(found.value(dataset, void.triples)) == rows[0]["n"]
    assert (dataset, void.vocabulary, rdflib.URIRef("https://w3id.org/policygraph/ns#")) in found


@pytest.mark.parametrize(
    "media", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_a_client_finds_its_way_from_the_description(service: Service, media: str) -> None:
    """Everything that a client needs is found by a query, and is true of what the service answers."""
    described = rdflib.Graph().parse(
        data=ask(service.url, "/sparql", headers={"Accept": media}).body, format=media.removeprefix("text/")
    )
    (found,) = described.query("""
        PREFIX void: <http://rdfs.org/ns/void#> PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
        SELECT ?endpoint ?triples ?space ?example (GROUP_CONCAT(DISTINCT ?vocabulary) AS ?vocabularies)
               (GROUP_CONCAT(DISTINCT ?graph) AS ?graphs)
        { ?dataset a void:Dataset, sd:Dataset ; void:sparqlEndpoint ?endpoint ; void:triples ?triples ; void:uriSpace ?space ;
                   void:exampleResource ?example ; void:vocabulary ?vocabulary ; sd:namedGraph/sd:name ?graph .
          ?endpoint sd:defaultDataset ?dataset } GROUP BY ?endpoint ?triples ?space ?example""")
    endpoint, triples, space, example, vocabularies, graphs = (str(value) for value in found)  # type: ignore[union-attr]
    url = endpoint.removesuffix("sparql")
    assert ask_sparql(url, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows == [{"n": triples}]
    assert example.startswith(space)
    assert ask_sparql(url, f"ASK {{ <{example}> a ?kind }}").json["boolean"] is True
    classes = [row["class"] for row in ask_sparql(url, "SELECT DISTINCT ?class { ?s a ?class }").rows]
    assert len(classes) > 20
    assert [name for name in classes if not name.startswith(tuple(vocabularies.split()))] == []
    used = {row["g"] for row in ask_sparql(url, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows}
    assert used <= set(graphs.split())


def test_a_browser_saves_csv_that_opens_in_excel_and_runs_nothing(service: Service, browser: Browser) -> None:
    context = new_context(browser, accept_downloads=True)
    page = context.new_page()

    def saved() -> tuple[str, bytes]:
        with page.expect_download() as waiting:
            page.click("#as-csv")
        return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()

    page.goto(f"{service.url}questions/uncovered-items?framework=dpg&lang=ko")
    name, body = saved()
    assert name == "uncovered-items.csv"
    asked = ask(service.url, "/questions/uncovered-items?framework=dpg&format=csv&lang=ko")
    assert body == b"\xef\xbb\xbf" + asked.body
    assert any("가" <= letter <= "힣" for letter in body.decode("utf-8-sig"))
    page.click("#open-editor")
    page.fill("#query", 'SELECT * { VALUES (?a ?b) { ("=1+1" -5) ("@한글" 1.5) } }')
    page.click("#run")
    page.wait_for_selector("#as-csv[href*=VALUES]")
    name, body = saved()
    assert name == "answer.csv"
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert rows == [["a", "b"], ["'=1+1", "-5"], ["'@한글", "1.5"]]
    context.close()


def test_settings_that_nobody_confirmed_leave_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: Service
) -> None:
    monkeypatch.setattr(policygraph.server.folder.tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Exception, match="--port"):
        Service(ServiceSettings(port=urlsplit(service.url).port or 0))
    assert list(tmp_path.iterdir()) == []
