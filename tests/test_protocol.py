"""The SPARQL 1.1 Protocol: the cases of its specification, on the real service."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
import rdflib
from policygraph import Study
from policygraph.ontology import namespaces
from policygraph.records.kinds import Corpus
from policygraph.server import Service
from policygraph.server.description import graph_names
from policygraph.server.negotiation import GRAPH_TYPES
from services import JSON_ROWS, Answer, ask, ask_sparql, running

BASE = "https://w3id.org/policygraph/"
KDS, DPG, AIM = (f"{BASE}graph/{name}" for name in ("kds", "dpg", "aim"))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
BOTH_IN_DEFAULT = f"ASK {{ <{BASE}id/kds> a ?type . <{BASE}id/dpg> a ?type }}"
BOTH_NAMED = f"ASK {{ GRAPH ?g1 {{ <{BASE}id/kds> a ?type }} GRAPH ?g2 {{ <{BASE}id/dpg> a ?type }} }}"
FULL = f"ASK {{ <{BASE}id/aim> a ?type GRAPH ?g1 {{ <{BASE}id/kds> a ?type }} GRAPH ?g2 {{ <{BASE}id/dpg> a ?type }} }}"


def get(service: Service, *fields: tuple[str, str]) -> Answer:
    return ask(service.url, "/sparql/?" + urlencode(fields))


def post(service: Service, body: str, *fields: tuple[str, str], form: bool = False) -> Answer:
    path = "/sparql/" + ("?" + urlencode(fields) if fields else "")
    return ask(service.url, path, "POST", body=body.encode(), headers=FORM if form else DIRECT)


DEFAULTS = (("default-graph-uri", KDS), ("default-graph-uri", DPG))
NAMED = (("named-graph-uri", KDS), ("named-graph-uri", DPG))


@pytest.mark.parametrize(
    "send",
    [
        pytest.param(lambda s: get(s, ("query", "ASK {}")), id="query_get"),
        pytest.param(lambda s: post(s, "query=ASK%20%7B%7D", form=True), id="query_post_form"),
        pytest.param(lambda s: post(s, "ASK {}"), id="query_post_direct"),
        pytest.param(lambda s: get(s, ("query", BOTH_IN_DEFAULT), *DEFAULTS), id="query_dataset_default_graphs_get"),
        pytest.param(lambda s: post(s, BOTH_IN_DEFAULT, *DEFAULTS), id="query_dataset_default_graphs_post"),
        pytest.param(lambda s: get(s, ("query", BOTH_NAMED), *NAMED), id="query_dataset_named_graphs_get"),
        pytest.param(lambda s: post(s, BOTH_NAMED, *NAMED), id="query_dataset_named_graphs_post"),
        pytest.param(lambda s: post(s, FULL, ("default-graph-uri", AIM), *NAMED), id="query_dataset_full"),
        pytest.param(
            lambda s: post(s, BOTH_NAMED.replace("ASK", f"ASK FROM <{AIM}>"), *NAMED), id="query_multiple_dataset"
        ),
    ],
)
def test_query_is_answered_with_true(service: Service, send: Callable[[Service], Answer]) -> None:
    answer = send(service)
    assert answer.status == 200, answer.text
    assert answer.media == JSON_ROWS
    assert answer.json["boolean"] is True


@pytest.mark.parametrize(
    ("query", "types"),
    [
        pytest.param("SELECT (1 AS ?value) {}", {JSON_ROWS, "application/sparql-results+xml"}, id="select"),
        pytest.param("ASK {}", {JSON_ROWS, "application/sparql-results+xml"}, id="ask"),
        pytest.param("DESCRIBE <http://example.org/>", {"text/turtle", "application/rdf+xml"}, id="describe"),
        pytest.param("CONSTRUCT { <s> <p> 1 } WHERE {}", {"text/turtle", "application/rdf+xml"}, id="construct"),
    ],
)
def test_query_content_type(service: Service, query: str, types: set[str]) -> None:
    answer = post(service, query)
    assert answer.status == 200
    assert answer.media in types


def test_protocol_dataset_overrides_the_query(service: Service) -> None:
    count = f"SELECT (COUNT(*) AS ?n) FROM <{AIM}> {{ ?s ?p ?o }}"  # noqa: S608 - SPARQL of our own
    in_query, in_request = get(service, ("query", count)), get(service, ("query", count), ("default-graph-uri", KDS))
    union = get(service, ("query", count.replace(f"FROM <{AIM}> ", "")))
    figures = [int(answer.rows[0]["n"]) for answer in (in_query, in_request, union)]
    assert len(set(figures)) == 3
    assert figures[2] > figures[0] + figures[1]


UPDATE = f"INSERT DATA {{ GRAPH <{BASE}graph/x> {{ <a:b> <a:c> <a:d> }} }}"
UPDATE_TYPE = {"Content-Type": "application/sparql-update"}


@pytest.mark.parametrize(
    ("status", "method", "path", "headers", "body"),
    [
        pytest.param(405, "PUT", "/sparql?query=ASK%20%7B%7D", {}, b"", id="bad_query_method"),
        pytest.param(400, "GET", "/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", {}, b"", id="bad_multiple_queries"),
        pytest.param(415, "POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}", id="bad_query_wrong_media_type"),
        pytest.param(415, "POST", "/sparql", {}, b"query=ASK%20%7B%7D", id="bad_query_missing_form_type"),
        pytest.param(415, "POST", "/sparql", {}, b"ASK {}", id="bad_query_missing_direct_type"),
        pytest.param(400, "POST", "/sparql", {"Content-Type": "application/sparql-query; charset=UTF-16"}, "ASK {}".encode("utf-16"), id="bad_query_non_utf8"),
        pytest.param(400, "POST", "/sparql", DIRECT, "ASK { ?s ?p 'é' }".encode("latin-1"), id="bad_query_not_utf8_though_it_says_so"),
        pytest.param(400, "GET", "/sparql?query=%FF", {}, b"", id="bad_query_non_utf8_get"),
        pytest.param(400, "GET", "/sparql?query=ASK%20%7B", {}, b"", id="bad_query_syntax"),
        pytest.param(400, "POST", "/sparql", FORM, b"nothing=here", id="bad_query_missing_in_form"),
        pytest.param(403, "GET", "/sparql?update=" + quote(UPDATE), {}, b"", id="bad_update_get"),
        pytest.param(403, "POST", "/sparql", FORM, urlencode([("update", UPDATE), ("update", UPDATE)]).encode(), id="bad_multiple_updates"),
        pytest.param(415, "POST", "/sparql", {"Content-Type": "text/plain"}, UPDATE.encode(), id="bad_update_wrong_media_type"),
        pytest.param(415, "POST", "/sparql", {}, b"update=" + quote(UPDATE).encode(), id="bad_update_missing_form_type"),
        pytest.param(403, "POST", "/sparql", UPDATE_TYPE, UPDATE.encode("utf-16"), id="bad_update_non_utf8"),
        pytest.param(403, "POST", "/sparql", UPDATE_TYPE, b"INSERT DATA {", id="bad_update_syntax"),
        pytest.param(403, "POST", "/sparql?using-named-graph-uri=http%3A%2F%2Fexample.org%2F", UPDATE_TYPE, UPDATE.encode(), id="bad_update_dataset_conflict"),
        pytest.param(403, "POST", "/sparql?using-graph-uri=http%3A%2F%2Fa.b%2F", UPDATE_TYPE, UPDATE.encode(), id="update_dataset_default_graph"),
        pytest.param(403, "POST", "/sparql?using-graph-uri=http%3A%2F%2Fa.b%2F&using-graph-uri=http%3A%2F%2Fc.d%2F", UPDATE_TYPE, UPDATE.encode(), id="update_dataset_default_graphs"),
        pytest.param(403, "POST", "/sparql?using-named-graph-uri=http%3A%2F%2Fa.b%2F", UPDATE_TYPE, UPDATE.encode(), id="update_dataset_named_graphs"),
        pytest.param(403, "POST", "/sparql?using-graph-uri=http%3A%2F%2Fa.b%2F&using-named-graph-uri=http%3A%2F%2Fc.d%2F", UPDATE_TYPE, UPDATE.encode(), id="update_dataset_full"),
        pytest.param(403, "POST", "/sparql", FORM, b"update=" + quote(UPDATE).encode(), id="update_post_form"),
        pytest.param(403, "POST", "/sparql", UPDATE_TYPE, UPDATE.encode(), id="update_post_direct"),
        pytest.param(403, "POST", "/sparql", UPDATE_TYPE, b"CLEAR GRAPH <x>", id="update_base_uri"),
        pytest.param(400, "POST", "/sparql", DIRECT, UPDATE.encode(), id="update_sent_as_a_query"),
        pytest.param(400, "GET", "/sparql?query=ASK%20%7B%7D&default-graph-uri=not%20an%20iri", {}, b"", id="bad_graph_name"),
        pytest.param(400, "GET", "/sparql?query=ASK%20%7B%7D&format=pdf", {}, b"", id="bad_format"),
        pytest.param(404, "GET", "/nothing", {}, b"", id="unknown_path"),
    ],
)  # fmt: skip
def test_request_is_refused(
    service: Service,
    status: int,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
) -> None:
    answer = ask(service.url, path, method, body=body or None, headers=headers)
    assert answer.status == status, answer.text
    assert answer.media == "application/problem+json"
    assert answer.json["detail"]
    assert answer.json["detail_ko"]


def test_nothing_was_written(service: Service) -> None:
    assert post(service, f"ASK {{ GRAPH <{BASE}graph/x> {{ ?s ?p ?o }} }}").json["boolean"] is False


def test_a_mistake_is_told_with_its_place(service: Service) -> None:
    answer = post(service, "SELECT ?item\nWHERE { ?item a }")
    assert answer.status == 400
    assert (answer.json["line"], answer.json["column"]) == (2, 17)
    assert "before '}'" in answer.json["detail"]
    assert "2번째 줄 17번째 글자" in answer.json["detail_ko"]


ROWS_QUERY = "SELECT ?f ?title ?n { ?f a pg:Framework ; skos:prefLabel ?title ; pg:order ?n FILTER(LANG(?title) = 'ko') } ORDER BY ?n"
FORMS = {
    JSON_ROWS: pyoxigraph.QueryResultsFormat.JSON,
    "application/sparql-results+xml": pyoxigraph.QueryResultsFormat.XML,
    "text/tab-separated-values": pyoxigraph.QueryResultsFormat.TSV,
}


@pytest.mark.parametrize("media", FORMS)
def test_rows_are_the_same_in_each_form(service: Service, media: str) -> None:
    answer = ask_sparql(service.url, ROWS_QUERY, media)
    assert answer.media == media
    expected = ask_sparql(service.url, ROWS_QUERY).rows
    found = pyoxigraph.parse_query_results(answer.body, format=FORMS[media])
    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert [{"f": row["f"].value, "title": row["title"].value, "n": row["n"].value} for row in found] == expected


def test_rows_as_csv(service: Service) -> None:
    import csv
    import io

    answer = ask_sparql(service.url, ROWS_QUERY, "text/csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.DictReader(io.StringIO(answer.text))) == ask_sparql(service.url, ROWS_QUERY).rows


@pytest.mark.parametrize(
    ("media", "name"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_triples_are_the_same_in_each_form(service: Service, bundled: Study, media: str, name: str) -> None:
    query = "CONSTRUCT WHERE { ?f a pg:Framework ; skos:prefLabel ?title ; pg:order ?n }"
    answer = ask_sparql(service.url, query, media)
    assert answer.media == media
    found = rdflib.Graph().parse(data=answer.body, format=name)
    assert len(found) == 4 * len(bundled.graph.frameworks)  # type, order and the title in two languages
    assert set(found) == set(
        rdflib.Graph().parse(data=ask_sparql(service.url, query, "text/turtle").body, format="turtle")
    )
    for asked in (media, GRAPH_TYPES[media]):
        assert ask_sparql(service.url, query, "text/csv", format=asked).media == media


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/csv, application/sparql-results+xml;q=0.9", "text/csv"),
        ("application/*;q=0.3, text/tab-separated-values;q=0.2", JSON_ROWS),
        ("*/*", JSON_ROWS),
        ("image/png, */*;q=0.1", JSON_ROWS),
        ("application/json", JSON_ROWS),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
    ],
)
def test_the_client_gets_what_it_likes_best(service: Service, accept: str, media: str) -> None:
    assert ask_sparql(service.url, "SELECT (1 AS ?x) {}", accept).media == media


@pytest.mark.parametrize(
    ("accept", "query"),
    [
        ("image/png", "ASK {}"),
        ("text/csv", "CONSTRUCT WHERE { ?s a pg:Plan }"),
        ("application/n-triples", "SELECT * {}"),
    ],
)
def test_a_form_that_does_not_exist_is_not_acceptable(service: Service, accept: str, query: str) -> None:
    answer = ask_sparql(service.url, query, accept)
    assert answer.status == 406
    assert "text/turtle" in answer.json["detail"] or "text/csv" in answer.json["detail"]


def test_without_a_query_it_describes_itself(service: Service) -> None:
    answer = ask(service.url, "/sparql", headers={"Accept": "text/turtle"})
    found = rdflib.Graph().parse(data=answer.body, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    endpoint = rdflib.URIRef(service.url + "sparql")
    assert (endpoint, sd.endpoint, endpoint) in found
    assert (endpoint, sd.supportedLanguage, sd.SPARQL11Query) in found
    assert (endpoint, sd.feature, sd.UnionDefaultGraph) in found
    named = {str(name) for name in found.objects(None, sd.name)}
    rows = ask_sparql(service.url, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows
    assert {row["g"] for row in rows} <= named


def test_the_description_names_every_graph_that_the_vocabulary_of_graphs_has() -> None:
    own = {value for name, value in vars(namespaces).items() if name.endswith("_GRAPH")}
    assert len(own) == 6
    assert own < set(graph_names(Corpus()))


def test_head_gives_the_head(service: Service) -> None:
    path = "/sparql?" + urlencode({"query": ROWS_QUERY})
    whole, head = ask(service.url, path), ask(service.url, path, "HEAD")
    assert head.body == b""
    assert head.status == 200
    assert head.headers["content-length"] == whole.headers["content-length"] == str(len(whole.body))
    assert head.headers["etag"] == whole.headers["etag"]


def test_options_and_pages_of_other_origins(service: Service) -> None:
    asked = {"Origin": "http://localhost:8888", "Access-Control-Request-Method": "POST"}
    preflight = ask(service.url, "/sparql", "OPTIONS", headers=asked)
    assert preflight.status == 204
    assert preflight.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert preflight.headers["access-control-allow-origin"] == "http://localhost:8888"
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    path = "/sparql?query=ASK%20%7B%7D"
    assert ask(service.url, path, headers=asked).headers["access-control-allow-origin"] == "http://localhost:8888"
    stranger = ask(service.url, path, headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in stranger.headers
    for path in ("/questions", "/questions/worklist", "/sparql", "/ns", "/coverage", "/gaps", "/nothing-here"):
        for origin, allowed in (
            ("http://localhost:8888", "http://localhost:8888"),
            ("https://elsewhere.example", None),
        ):
            answer = ask(service.url, path, headers={"Origin": origin, "Accept": "application/json"})
            assert (path, answer.headers.get("access-control-allow-origin")) == (path, allowed)


@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/questions", "/coverage", "/explorer", "/review", "/review/decisions", "/static/page.css"]
)
def test_what_an_address_allows_is_said_alike_by_options_and_by_a_refusal(service: Service, path: str) -> None:
    asked, refused = ask(service.url, path, "OPTIONS"), ask(service.url, path, "DELETE")
    assert (asked.status, refused.status) == (204, 405)
    assert asked.headers["allow"] == refused.headers["allow"]
    for method in asked.headers["allow"].split(", "):
        assert ask(service.url, path, method).status not in (404, 405, 501), method
    assert ask(service.url, "/nothing-here", "OPTIONS").status == 404


def test_origins_can_be_opened() -> None:
    with running(origins=("*",)) as opened:
        answer = ask(opened.url, "/sparql?query=ASK%20%7B%7D", headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["access-control-allow-origin"] == "*"


def test_what_did_not_change_is_not_sent_again(service: Service) -> None:
    path = "/sparql?" + urlencode({"query": ROWS_QUERY})
    first = ask(service.url, path)
    again = ask(service.url, path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    as_csv = ask(service.url, path, headers={"If-None-Match": first.headers["etag"], "Accept": "text/csv"})
    assert as_csv.status == 200
    assert as_csv.headers["etag"] != first.headers["etag"]
    assert "etag" not in ask_sparql(service.url, "SELECT (NOW() AS ?now) {}").headers


ALL = "SELECT * { ?s ?p ?o }"


def test_a_large_result_is_compressed_and_whole(service: Service) -> None:
    path = "/sparql?" + urlencode({"query": ALL})
    plain = ask(service.url, path)
    packed = ask(service.url, path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["transfer-encoding"] == "chunked"
    assert len(packed.body) < len(plain.body) / 4
    assert gzip.decompress(packed.body) == plain.body
    assert "content-encoding" not in plain.headers
    assert len(json.loads(plain.body)["results"]["bindings"]) > 50_000
    refused = ask(service.url, path, "HEAD", headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


def test_a_large_result_needs_no_large_memory(service: Service) -> None:
    """The service itself never holds the result: its memory does not grow by the result's size."""
    import resource

    ask_sparql(service.url, "ASK {}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size, seen = 0, 0
    import http.client
    from urllib.parse import urlsplit

    query = "SELECT * { ?s ?p ?o . ?s ?q ?r } LIMIT 400000"
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=300)
    connection.request("GET", "/sparql?" + urlencode({"query": query}))
    answer = connection.getresponse()
    assert answer.status == 200
    while piece := answer.read(1 << 16):
        size += len(piece)
        seen += piece.count(b'"r":{')
    connection.close()
    assert seen > 390_000
    assert size > 100_000_000
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < size / 4
