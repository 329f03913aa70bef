"""What the service answers, head and body, to one request of each sort: the golden file is to be read like a protocol."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
import rdflib
from policygraph.server import Service
from policygraph.server.service_settings import Limits, ServiceSettings
from rdflib.compare import isomorphic
from services import Answer, ask, running
from synthetic_city import write_city
from test_synthetic_cities import digest

PEOPLE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}
TASKS = "SELECT ?t ?title { ?t a pg:ActionTask ; skos:prefLabel ?title FILTER(LANG(?title) = 'ko') } ORDER BY ?t"
MONEY = "SELECT ?t ?won { ?t pg:budget/pg:amountKRW ?won } ORDER BY ?t ?won LIMIT 3"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
OTHER = {"Origin": "http://localhost:8888"}
EVIL = {"Origin": "https://evil.example"}


def sparql(query: str, **more: str) -> str:
    return "/sparql?" + "&".join(f"{name}={quote(value)}" for name, value in {"query": query, **more}.items())


REQUESTS: list[tuple[str, str, Mapping[str, str], bytes | None]] = [
    ("GET", "/", PEOPLE, None),
    ("HEAD", "/", {}, None),
    ("GET", "/explorer?lang=en", PEOPLE, None),
    ("GET", "/review", PEOPLE, None),
    ("GET", "/review/queue?by=" + quote("김검토"), {}, None),
    ("GET", "/review/queue", {}, None),
    ("GET", "/review/nothing", {}, None),
    ("GET", "/review/decisions", {}, None),
    ("POST", "/review/decisions", JSON, b"{}"),
    ("POST", "/review/decisions", JSON | EVIL, b"{}"),
    ("GET", "/static/page.css", {}, None),
    ("GET", "/static/nothing.css", {}, None),
    ("GET", "/ns", {}, None),
    ("GET", "/ns", {"Accept": "application/n-triples"}, None),
    ("GET", "/ns", {"If-None-Match": "*"}, None),
    ("GET", "/ns", {"Accept": "application/ld+json"}, None),
    ("GET", "/coverage?plan=p&framework=f", OTHER, None),
    ("GET", "/gaps?year=2027", {}, None),
    ("GET", "/gaps?year=27", {}, None),
    ("GET", "/gaps?when=2027", {}, None),
    ("GET", "/coverage?plan=pp", {}, None),
    ("GET", "/questions", {}, None),
    ("GET", "/questions/worklist?format=csv", {}, None),
    ("GET", "/questions/worklist?format=csv", PEOPLE, None),
    ("GET", "/questions/uncovered-items?framework=f", {"Accept": "text/csv"}, None),
    ("GET", "/questions/uncovered-items?framework=nothing", {}, None),
    ("GET", "/questions/uncovered-items?other=f", {}, None),
    ("GET", "/questions/nothing", {}, None),
    ("GET", "/sparql", {"Accept": "text/turtle"}, None),
    ("GET", "/sparql", {"Accept": "application/n-triples"}, None),
    ("GET", "/sparql", PEOPLE, None),
    ("GET", "/sparql", {"Accept": "image/png"}, None),
    *(("GET", sparql(TASKS, format=form), {}, None) for form in ("json", "xml", "csv", "tsv", "xlsx", "docx")),
    ("GET", sparql(MONEY, format="csv"), PEOPLE, None),
    ("GET", sparql(MONEY, format="xlsx"), PEOPLE, None),
    *(("GET", sparql("ASK {}", format=form), {}, None) for form in ("json", "xml", "csv", "tsv", "xlsx")),
    *(("GET", sparql("DESCRIBE id:p", format=form), {}, None) for form in ("ttl", "nt", "rdf", "jsonld")),
    ("GET", sparql("SELECT (NOW() AS ?now) {}"), {"Accept": "text/csv"}, None),
    ("GET", sparql(TASKS), {"If-None-Match": "*"}, None),
    ("HEAD", sparql(TASKS), EVIL, None),
    ("GET", sparql("SELECT * {"), {}, None),
    ("GET", sparql("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"), {}, None),
    ("GET", sparql("ASK {}", **{"default-graph-uri": "no iri"}), {}, None),
    ("GET", sparql("ASK {}", **{"using-graph-uri": "http://example.org/"}), {}, None),
    ("GET", "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", {}, None),
    ("GET", "/sparql?query=%FF", {}, None),
    ("GET", "/sparql?query=%FF&lang=ko", PEOPLE, None),
    ("GET", sparql("SELECT * { ?s ?p ?o }"), {"Accept": "text/turtle"}, None),
    ("POST", "/sparql", FORM, b"query=ASK%20%7B%7D"),
    ("POST", "/sparql", FORM, b"update=CLEAR%20ALL"),
    ("POST", "/sparql?query=ASK%20%7B%7D", {"Content-Type": "application/sparql-query"}, b"ASK {}"),
    ("POST", "/sparql", FORM, b""),
    ("POST", "/sparql", {"Content-Type": "application/sparql-query; charset=utf-16"}, b"ASK {}"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, b"\xff"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, b"CLEAR ALL"),
    ("POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}"),
    ("POST", "/sparql", FORM | {"Content-Encoding": "gzip"}, b"x"),
    ("DELETE", "/sparql", {}, None),
    ("OPTIONS", "/sparql", OTHER, None),
    ("OPTIONS", "/sparql", EVIL, None),
    ("OPTIONS", "/review/decisions", OTHER, None),
    ("GET", "/id/p", {}, None),
    ("GET", "/id/p", {"Accept": "application/ld+json"}, None),
    ("GET", "/id/p", {"Accept": "image/png"}, None),
    ("GET", "/id/p?format=csv", {"Accept": "text/csv"}, None),
    ("GET", "/id/p?format=csv", PEOPLE, None),
    ("GET", "/id/%FF", {}, None),
    ("GET", "/graph/nothing", {}, None),
    ("GET", "/explorer/nothing", {}, None),
    ("GET", "/questions/worklist", {"Accept": "image/png"}, None),
    ("GET", "/id/p-0", PEOPLE, None),
    ("GET", "/id/f-1?lang=ko", PEOPLE, None),
    ("GET", "/id/nothing", {}, None),
    ("GET", "/id/nothing", PEOPLE, None),
    ("GET", "/graph/decisions?format=nt", {}, None),
    ("GET", "/technology/ai", PEOPLE, None),
    ("GET", "/nothing", {}, None),
    ("GET", "/", {"Host": "evil.example"}, None),
    ("POST", "/enter", FORM, b"token=x"),
    ("GET", "/" + "x" * 70_000, {}, None),
]  # fmt: skip
_CHANGING = {"date", "content-length", "connection"}
_EVERYWHERE = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "vary": "Accept, Accept-Encoding, Accept-Language, Origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def seen(answer: Answer, url: str) -> Iterator[str]:
    """Yield status, the headers that are not `_EVERYWHERE`, and the body; what differs between two runs is put aside."""
    assert _EVERYWHERE.keys() <= answer.headers.keys()
    yield f"  {answer.status}"
    for name, value in sorted(answer.headers.items()):
        if name not in _CHANGING and _EVERYWHERE.get(name) != value:
            value = re.sub(r"'sha256-[^']+'", "'sha256-…'", value.replace(url, "http://SERVICE/"))
            value = re.sub(r"policygraph-review=[^;]+", "policygraph-review=…", value)
            yield f"  {name}: {'…' if name == 'etag' else value}"
    yield from (f"  | {line}" for line in body(answer, url))


def body(answer: Answer, url: str) -> list[str]:
    if not answer.body:
        return ["nothing"]
    assert "json" not in answer.media or not re.search(r"\\u[abcd]", answer.text)  # Hangul as it is
    if answer.media.endswith("problem+json"):
        return answer.text.splitlines()
    if answer.media == "application/json" or answer.media.endswith("results+json"):
        return [digest(answer.json)]
    if answer.media == "text/html":
        main = re.search(r"<main class=\"resource[^>]*>.*?</main>|<h1>.*?</h1>", answer.text, re.DOTALL)
        return [" ".join(re.sub(r"<[^>]+>", " ", main[0]).split())] if main else ["a page"]
    if answer.media.startswith("application/vnd.openxml"):
        sheet = openpyxl.load_workbook(io.BytesIO(answer.body)).active
        assert sheet is not None
        widths = [sheet.column_dimensions[letter].width for letter in "AB"]
        return [
            f"{sheet.title} {sheet.freeze_panes} {widths}",
            *(str(row) for row in sheet.iter_rows(values_only=True)),
        ]
    if answer.media == "text/css":
        return ["a style sheet"]
    if answer.media in ("application/rdf+xml", "application/ld+json"):
        return ["the triples of the Turtle answer"]  # see the test of that
    text = re.sub(r"20\d\d-\d\d-\d\dT[0-9:.]+Z", "NOW", answer.text.replace(url, "http://SERVICE/"))
    lines = re.sub(r'(triples>? "?)\d+', r"\1…", text).splitlines()  # the vocabulary is among them, and grows
    lines = sorted(lines) if answer.media in ("application/n-triples", "text/turtle") else lines
    return lines if len(lines) < 150 else ["many lines"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(write_city(tmp_path_factory.mktemp("served"), 1), inside=True) as service:
        yield service


def test_each_sort_of_request_is_answered_as_before(served: Service, golden: Callable[[str, str], None]) -> None:
    lines = []
    for method, path, headers, content in REQUESTS:
        told = "".join(f" [{name}: {value}]" for name, value in headers.items())
        lines.append(f"{method} {path[:160]}{told}{'' if content is None else f' {content[:40]!r}'}")
        lines.extend(seen(ask(served.url, path, method, body=content, headers=headers), served.url))
    golden("service-answers.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("path", "plain"),
    [("/ns", ""), ("/id/p", ""), ("/graph/decisions", ""), ("/sparql", ""), (sparql("DESCRIBE id:p"), "&format=")],
)
def test_every_form_of_a_graph_holds_the_same_triples(served: Service, path: str, plain: str) -> None:
    """rdflib reads each, none of whose readers is that of the engine which wrote them."""

    def graph(media: str, form: str, name: str) -> rdflib.Graph:
        answer = ask(served.url, path + plain + form if plain else path, headers={} if plain else {"Accept": media})
        assert answer.status == 200
        assert answer.media == media
        return rdflib.Graph().parse(data=answer.body, format=name)

    turtle = graph("text/turtle", "ttl", "turtle")
    assert len(turtle) > 3
    assert isomorphic(turtle, graph("application/n-triples", "nt", "nt"))
    assert isomorphic(turtle, graph("application/rdf+xml", "rdf", "xml"))
    assert isomorphic(turtle, graph("application/ld+json", "jsonld", "json-ld"))


def test_a_token_is_asked_for_everywhere_but_at_the_door(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    lines = []
    with running(write_city(tmp_path, 1), inside=True, token="synthetic") as service:  # noqa: S106 - opens nothing
        for method, path, headers, content in (
            ("GET", "/", {}, None),
            ("GET", "/", PEOPLE, None),
            ("GET", sparql("ASK {}"), {"Authorization": "Bearer synthetic"}, None),
            ("GET", sparql("ASK {}"), {"Authorization": "Basic synthetic"}, None),
            ("GET", "/static/page.css", {}, None),
            ("OPTIONS", "/sparql", OTHER, None),
            ("POST", "/enter", FORM, b"token=wrong"),
            ("POST", "/enter", FORM, b"token=synthetic"),
        ):
            lines.append(f"{method} {path} {sorted(headers.items())} {content!r}")
            lines.extend(seen(ask(service.url, path, method, body=content, headers=headers), service.url))
    golden("service-token.txt", "\n".join(lines) + "\n")


def test_a_service_that_is_told_nothing_keeps_to_these_limits() -> None:
    told: dict[str, Any] = {field.name: getattr(Limits(), field.name) for field in fields(Limits)}
    assert 4 <= told.pop("workers") <= 16
    assert told == {
        "timeout": 10.0, "patience": 30.0, "moment": 2.0, "rows": 1_000_000, "result": 256 << 20, "request": 1 << 20, "memory": 1 << 30,
        "waiting": 200, "per_client": 100, "connections": 400, "per_address": 200,
    }  # fmt: skip
    settings = ServiceSettings()
    assert (settings.host, settings.port, settings.workspace, settings.lang) == ("127.0.0.1", 8890, None, None)
    assert (settings.allow_remote, settings.token, settings.names, settings.origins) == (False, None, (), ())
    assert settings.quiet is False
