"""What a request asks for, without a socket: its query, its graphs, and the form and language of the answer."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from policygraph.server.message import Problem, Request
from policygraph.server.negotiation import GRAPH_TYPES, RESULT_TYPES, choose, language, prefers_page, takes_gzip
from policygraph.server.protocol import FORM, QUERY, UPDATE, fields_of, language_of, read_query, wanted_forms

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def asked(query: str = "", body: bytes | None = None, media: str = "", **headers: str) -> Request:
    method = "GET" if body is None else "POST"
    return Request(method, "/sparql", query, {"content-type": media, **headers}, body or b"")


@pytest.mark.parametrize(
    ("request_", "text", "default", "named"),
    [
        (asked("query=ASK+%7B%7D"), "ASK {}", None, None),
        (asked("query="), "", None, None),
        (asked("", b"ASK {}", QUERY), "ASK {}", None, None),
        (asked("", b"", QUERY), "", None, None),
        (asked("", "ASK { ?가 }".encode(), f" {QUERY.upper()} ;charset=UTF-8"), "ASK { ?가 }", None, None),
        (asked("", b"x", f'{QUERY}; charset=" utf8 "'), "x", None, None),
        (asked("", b"x", f"{QUERY}; charset=us-ascii"), "x", None, None),
        (asked("", b"query=ASK%20%7B%7D", FORM), "ASK {}", None, None),
        (asked("query=x", b"other=y", FORM), "x", None, None),
        (asked("query=x&default-graph-uri=a:b"), "x", ("a:b",), ()),
        (asked("query=x&named-graph-uri=a:b&named-graph-uri=&named-graph-uri=a:c"), "x", (), ("a:b", "a:c")),
        (asked("query=x&default-graph-uri=&named-graph-uri="), "x", None, None),
        (asked("default-graph-uri=a:b", b"query=x&default-graph-uri=a:c&named-graph-uri=a:d", FORM), "x", ("a:b", "a:c"), ("a:d",)),
        (asked("default-graph-uri=a:b", b"x", QUERY), "x", ("a:b",), ()),
    ],
)  # fmt: skip
def test_a_query_and_its_graphs_are_read(
    request_: Request, text: str, default: tuple[str, ...] | None, named: tuple[str, ...] | None
) -> None:
    found = read_query(request_)
    assert found is not None
    assert (found.text, found.default_graphs, found.named_graphs) == (text, default, named)
    assert (found.result, found.graph) == ("json", "ttl")


def test_who_asks_nothing_gets_the_description() -> None:
    assert read_query(asked()) is read_query(asked("lang=en")) is None


@pytest.mark.parametrize(
    ("request_", "status", "code", "said"),
    [
        (asked("query=x&query=y"), 400, "two-queries", "exactly one"),
        (asked("query=x", b"query=y", FORM), 400, "two-queries", "exactly one"),
        (asked("", b"query=x&query=y", FORM), 400, "two-queries", "exactly one"),
        (asked("query=x", b"y", QUERY), 400, "two-queries", "exactly one"),
        (asked("", b"", FORM), 400, "no-query", "query="),
        (asked("query=%FF"), 400, "not-utf-8", "the request"),
        (asked("", b"\xff", QUERY), 400, "not-utf-8", "the query"),
        (asked("", b"\xff", FORM), 400, "not-utf-8", "the query"),
        (asked("", b"query=%FF", FORM), 400, "not-utf-8", "the request"),
        (asked("", b"x", f"{QUERY}; charset=latin-1"), 400, "not-utf-8", "in UTF-8"),
        (asked("", b"x", f"{QUERY}; charset=utf-16"), 400, "not-utf-8", "in UTF-8"),
        (asked("", b"x"), 415, "unsupported-media-type", FORM),
        (asked("", b"x", "text/plain"), 415, "unsupported-media-type", QUERY),
        (asked("", b"x", f"{QUERY}, {QUERY}"), 415, "unsupported-media-type", QUERY),
        (asked("", b"x", UPDATE), 403, "read-only", "read-only"),
        (asked("query=x&update=y"), 403, "read-only", "read-only"),
        (asked("", b"update=", FORM), 403, "read-only", "read-only"),
        (asked("query=x&using-graph-uri=a:b"), 400, "using-graph-uri", "updates"),
        (asked("query=x&using-named-graph-uri=a:b"), 400, "using-graph-uri", "updates"),
        (asked("query=x&default-graph-uri=a%20b"), 400, "bad-graph-uri", "'a b'"),
        (asked("query=x&named-graph-uri=a:b&named-graph-uri=b"), 400, "bad-graph-uri", "'b'"),
        (asked("query=x&format=PDF"), 400, "unknown-format", "'pdf'"),
    ],
)
def test_what_is_no_query_is_refused_in_both_languages(request_: Request, status: int, code: str, said: str) -> None:
    with pytest.raises(Problem) as refused:
        read_query(request_)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert said in refused.value.text.en
    assert any("가" <= letter <= "힣" for letter in refused.value.text.ko)


@pytest.mark.parametrize(
    ("accept", "name", "result", "graph"),
    [
        ("", "", "json", "ttl"),
        ("text/csv", "", "csv", None),
        ("text/turtle", "", None, "ttl"),
        ("image/png", "", None, None),
        ("application/xml", "", "xml", "rdf"),
        ("text/csv", "json", "json", "ttl"),
        ("text/csv", " XML ", "xml", "ttl"),
        ("application/ld+json", "tsv", "tsv", "jsonld"),
        ("image/png", "text/csv", "csv", "ttl"),
        ("image/png", "application/xml", "xml", "ttl"),
        ("text/csv", "nt", "csv", "nt"),
        ("image/png", "text/turtle", "json", "ttl"),
        ("image/png", "text/plain", "json", "nt"),
        ("text/csv", "something", "csv", None),
    ],
)
def test_a_form_is_what_the_address_names_before_what_the_header_likes(
    accept: str, name: str, result: str | None, graph: str | None
) -> None:
    assert wanted_forms(asked(accept=accept), {"format": ["pdf", name]}) == (result, graph)


@pytest.mark.parametrize("name", ["pdf", "xls", "doc", "docx", "hwp", "hwpx", "html", "trig", "nq", "nquads", "sqlite"])
def test_a_form_that_does_not_exist_is_named_with_those_that_do(name: str) -> None:
    with pytest.raises(Problem) as refused:
        wanted_forms(asked(), {"format": [name]})
    for text in (refused.value.text.ko, refused.value.text.en):
        assert f"'{name}'" in text
        assert "json, xml, csv, tsv, xlsx, ttl, nt, rdf, jsonld" in text


def test_fields_keep_all_of_their_values_and_are_not_too_many() -> None:
    assert fields_of("a=1&b=&a=%EA%B0%80&c&a=1+2") == {"a": ["1", "가", "1 2"], "b": [""], "c": [""]}
    assert len(fields_of("&".join(f"a{n}=" for n in range(200)))) == 200
    with pytest.raises(Problem) as refused:
        fields_of("&".join(f"a{n}=" for n in range(201)))
    assert (refused.value.status, refused.value.code) == (400, "too-many-fields")
    assert "200" in refused.value.text.ko
    assert "200" in refused.value.text.en


@pytest.mark.parametrize(
    ("query", "usual", "header", "fields", "expected"),
    [
        ("", None, "", None, "ko"),
        ("", None, "en", None, "en"),
        ("", "ko", "en", None, "ko"),
        ("lang=en", "ko", "ko", None, "en"),
        ("lang=ko", "en", "en", None, "ko"),
        ("lang=ko&lang=en", None, "", None, "en"),
        ("lang=fr", "en", "", None, "en"),
        ("lang=fr", None, "en", None, "en"),
        ("lang=EN", None, "", None, "ko"),
        ("lang=ko", None, "", {"lang": ["en"]}, "en"),
        ("lang=%FF", "en", "", {"lang": [""]}, "en"),
    ],
)
def test_the_language_is_what_the_address_names_then_the_service_then_the_header(
    query: str, usual: str | None, header: str, fields: Mapping[str, list[str]] | None, expected: str
) -> None:
    assert language_of(asked(query, **{"accept-language": header}), usual, fields) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("accept", "rows", "triples", "page"),
    [
        ("", "json", "ttl", False),
        ("*/*", "json", "ttl", False),
        ("*/*;q=0", None, None, False),
        ("text/*", "csv", "ttl", False),
        ("application/*", "json", "nt", False),
        ("text/csv;q=0.2, text/tab-separated-values;q=0.3", "tsv", None, False),
        ("text/csv;q=0", None, None, False),
        ("TEXT/CSV; charset=utf-8", "csv", None, False),
        ("text/csv, application/json", "csv", "jsonld", False),
        ("application/json, text/xml", "json", "jsonld", False),
        ("text/html", None, None, True),
        ("TEXT/HTML", None, None, True),
        (BROWSER, "xml", "rdf", True),
        ("text/html;q=0.5, text/turtle", None, "ttl", False),
        ("text/turtle, text/html", None, "ttl", True),
        ("text/html;q=0, */*", "json", "ttl", False),
        ("nonsense", None, None, False),
        (",;", None, None, False),
    ],
)
def test_an_accept_header_gets_what_it_likes_best(
    accept: str, rows: str | None, triples: str | None, *, page: bool
) -> None:
    assert (choose(accept, RESULT_TYPES), choose(accept, GRAPH_TYPES)) == (rows, triples)
    assert prefers_page(accept, (*RESULT_TYPES, *GRAPH_TYPES)) is page


def test_what_is_liked_alike_is_chosen_in_the_order_of_the_forms_and_of_none_there_is_none() -> None:
    assert choose("text/xml, text/csv", {"text/csv": "csv", "text/xml": "xml"}) == "csv"
    assert choose("text/xml, text/csv", {"text/xml": "xml", "text/csv": "csv"}) == "xml"
    assert choose("", {}) is choose("*/*", {}) is choose("text/csv", {}) is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [("", "ko"), ("en", "en"), ("EN-gb", "en"), ("ko", "ko"), ("*", "ko"), ("en;q=0", "ko"), ("fr, en;q=0.1", "en"),
     ("en;q=0.5, ko;q=0.5", "ko"), ("en;q=0.6, ko;q=0.5", "en"), ("english", "ko")],
)  # fmt: skip
def test_a_language_header_chooses_between_two(header: str, expected: str) -> None:
    assert language(header) == expected


@pytest.mark.parametrize(
    ("header", "taken"),
    [("", False), ("gzip", True), ("GZIP", True), ("x-gzip", False), ("gzip;q=0", False), ("gzip;q=0.001", True),
     ("*", True), ("*;q=0", False), ("br, deflate", False), ("gzip;q=0, *", False), ("identity, *;q=0.1", True)],
)  # fmt: skip
def test_what_may_be_compressed_is_said_by_a_header(header: str, *, taken: bool) -> None:
    assert takes_gzip(header) is taken
