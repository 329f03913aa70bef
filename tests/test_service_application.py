"""The application behind the service, asked without one: its addresses, why a query has no answer, and what names an answer."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Text
from policygraph.server.application import Application
from policygraph.server.data import LiveData
from policygraph.server.message import Problem, Reply, Request
from policygraph.server.pool import NoWorker, QueryEnded
from policygraph.server.service_settings import Limits, ServiceSettings
from services import Inside
from test_service_data import write_policy
from workspaces import TODAY

PEOPLE = {"accept": "text/html", "accept-language": "en"}
LIMITS = replace(Limits(), timeout=7.5, memory=64 << 20, rows=1000, result=200_000)


class Desk:
    """The application on a workspace of three items, with an engine in this process."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.data = LiveData(root, folder, lambda _files: None, lambda _text: None, lambda: TODAY)
        self.pool = Inside(LIMITS, folder)
        self.application = Application(ServiceSettings(limits=LIMITS), self.data, self.pool, folder)  # type: ignore[arg-type]

    def ask(self, path: str, query: Mapping[str, Any] | str = "", method: str = "GET", **headers: str) -> Reply:
        """Return the reply to one request."""
        text = query if isinstance(query, str) else urlencode(query, doseq=True)
        told = {"host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.application.answer(Request(method, path, text, told))

    def refused(self, path: str, query: Mapping[str, Any] | str = "", method: str = "GET", **headers: str) -> Problem:
        """Return why one request has no answer."""
        with pytest.raises(Problem) as refused:
            self.ask(path, query, method, **headers)
        return refused.value


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = tmp_path_factory.mktemp("application")
    write_policy(root / "w", 3)
    (root / "store").mkdir()
    found = Desk(root / "w", root / "store")
    yield found
    found.data.close()


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", "GET, HEAD, OPTIONS"),
        ("/sparql", "GET, HEAD, POST, OPTIONS"),
        ("/sparql/", "GET, HEAD, POST, OPTIONS"),
        ("/questions/worklist", "GET, HEAD, OPTIONS"),
        ("/review", "GET, HEAD, OPTIONS"),
        ("/review/queue", "GET, HEAD, OPTIONS"),
        ("/review/decisions", "POST, OPTIONS"),
        ("/id/tiny", "GET, HEAD, OPTIONS"),
        ("/graph/tiny", "GET, HEAD, OPTIONS"),
        ("/technology/ai", "GET, HEAD, OPTIONS"),
        ("/gaps", "GET, HEAD, OPTIONS"),
    ],
)
def test_an_address_says_what_it_allows_and_refuses_the_rest(desk: Desk, path: str, allowed: str) -> None:
    reply = desk.ask(path, method="OPTIONS")
    assert (reply.status, reply.headers, reply.public) == (204, {"Allow": allowed}, not path.startswith("/review"))
    for method in {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"} - set(allowed.split(", ")):
        reason = desk.refused(path, method=method)
        assert (reason.status, reason.headers) == (405, {"Allow": allowed})
        assert allowed in reason.text.ko


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/sparql/x", "/explorer/x", "/ns/x", "/coverage/x", "/gaps/x", "/review/x", "/static/x", "/questions/x", "/id/x",
     "/id/%FF", "/id/", "/graph/x", "/technology/x"],
)  # fmt: skip
def test_where_there_is_nothing_that_is_said(desk: Desk, path: str) -> None:
    assert desk.refused(path).status == 404
    assert desk.refused(path, accept="text/html").status == 404 or path.startswith("/id")


SELECT = {"query": "SELECT ?s { ?s ?p ?o } LIMIT 1"}


@pytest.mark.parametrize(
    ("error", "status", "code", "after", "said"),
    [
        (NoWorker("busy"), 503, "busy", "5", "busy"),
        (NoWorker("closed"), 503, "busy", "5", "busy"),
        (NoWorker("client"), 429, "too-many-requests", "2", "from this address"),
        (NoWorker("unprepared"), 503, "unprepared", "10", "no room on device"),
        (NoWorker("preparing"), 503, "preparing", "10", "1,234 statements"),
        (QueryEnded("timeout"), 503, "timeout", "10", "7.5 s"),
        (QueryEnded("abandoned"), 503, "abandoned", "10", "hung up"),
        (QueryEnded("memory"), 503, "memory", "10", "64 MB"),
        (QueryEnded("depth"), 400, "query-refused", None, "brackets"),
        (QueryEnded("engine"), 500, "fault", None, "engine"),
        (QueryEnded("killed"), 503, "killed", "10", "another program"),
    ],
)
def test_why_a_query_has_no_answer_is_told_with_when_to_ask_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str, after: str | None, said: str
) -> None:
    def failing(job: dict[str, Any], *_: object) -> None:
        if status != 500:
            Path(job["spool"]).write_bytes(b"half an answer")
        raise error

    monkeypatch.setattr(desk.pool, "run", failing)
    monkeypatch.setattr(desk.data.latest.files, "failure", "no room on device")
    monkeypatch.setattr(desk.data.latest.files, "written", 1234)
    for path, query in (
        ("/sparql", SELECT),
        ("/questions/worklist", {"format": "csv"}),
        ("/id/tiny", {"format": "ttl"}),
    ):
        reason = desk.refused(path, query)
        assert (reason.status, reason.code, reason.headers.get("Retry-After")) == (status, code, after)
        assert said in reason.text.en
        assert re.search("[가-힣]", reason.text.ko)
    for left in desk.application.folder.glob("answer-*"):
        assert isinstance(error, NoWorker)
        left.unlink()


def test_how_long_preparing_will_take_is_told_where_it_is_known(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def preparing(*_: object) -> None:
        raise NoWorker("preparing")

    monkeypatch.setattr(desk.pool, "run", preparing)
    for left, after, said in ((0.0, "1", "some 0 s"), (2.2, "4", "some 2 s"), (60.0, "61", "some 60 s")):
        monkeypatch.setattr(desk.data, "left", lambda _files, left=left: left)
        reason = desk.refused("/sparql", SELECT)
        assert (reason.status, reason.code, reason.headers) == (503, "preparing", {"Retry-After": after})
        assert said in reason.text.en


@pytest.mark.parametrize(
    ("head", "status", "said"),
    [
        ({"error": "rows"}, 413, "1,000 rows"),
        ({"error": "bytes"}, 413, "200,000 bytes"),
        ({"error": "disk"}, 503, "temporary folder"),
        ({"error": "memory"}, 503, "64 MB"),
        ({"error": "unacceptable", "kind": "graph"}, 406, "there are text/turtle,"),
        ({"error": "unacceptable", "kind": "result"}, 406, "there are application/sparql-results+json,"),
        ({"error": "refused", "ko": "나쁨", "en": "bad", "line": 2, "column": 3}, 400, "bad"),
    ],
)
def test_what_the_engine_says_instead_of_an_answer_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, head: dict[str, Any], status: int, said: str
) -> None:
    monkeypatch.setattr(desk.pool, "run", lambda *_: ({"ok": False, **head}, b""))
    reason = desk.refused("/sparql", SELECT)
    assert reason.status == status
    assert said in reason.text.en
    if head["error"] == "refused":
        assert (reason.code, reason.text.ko, reason.details) == ("query-refused", "나쁨", {"line": 2, "column": 3})
        assert desk.refused("/id/tiny", accept="text/html").status == 400


def test_an_answer_is_named_by_all_that_it_depends_on(desk: Desk) -> None:
    graph = {"default-graph-uri": "https://w3id.org/policygraph/graph/tiny"}
    asked: list[tuple[dict[str, Any], dict[str, str]]] = [
        (SELECT, {}),
        ({"query": SELECT["query"] + " "}, {}),
        (SELECT | graph, {}),
        (SELECT | {"named-graph-uri": graph["default-graph-uri"]}, {}),
        (SELECT | {"format": "csv"}, {}),
        (SELECT | {"format": "csv"}, {"accept": "text/html"}),
        (SELECT | {"format": "tsv"}, {}),
        (SELECT, {"accept": "application/sparql-results+json, application/n-triples"}),
    ]
    replies = [desk.ask("/sparql", query, **headers) for query, headers in asked]
    assert len({reply.tag for reply in replies}) == len(asked)
    for (query, headers), reply in zip(asked, replies, strict=True):
        again = desk.ask("/sparql", query, if_none_match=f'"{reply.tag}"', **headers)
        assert (again.status, again.body, again.tag, again.public) == (304, b"", reply.tag, True)
        assert desk.ask("/sparql", query, **headers).tag == reply.tag
    assert desk.ask("/sparql", {"query": "SELECT (NOW() AS ?x) {}"}).tag == ""


@pytest.mark.parametrize(
    ("path", "query", "accept", "named"),
    [
        ("/sparql", SELECT, "", None),
        ("/sparql", SELECT | {"format": "csv"}, "", "answer.csv"),
        ("/sparql", SELECT | {"format": "csv"}, "text/html", "answer.csv"),
        ("/sparql", SELECT | {"format": ["json", "xlsx"]}, "", "answer.xlsx"),
        ("/sparql", SELECT | {"format": "text/csv"}, "", None),
        ("/questions/worklist", {"format": "csv"}, "text/html", "worklist.csv"),
        ("/questions/worklist", {"format": "csv"}, "", "answer.csv"),
        ("/id/tiny", {"format": "ttl"}, "", "answer.ttl"),
    ],
)
def test_what_is_saved_has_a_name(desk: Desk, path: str, query: dict[str, Any], accept: str, named: str | None) -> None:
    reply = desk.ask(path, query, accept=accept)
    assert reply.headers == ({} if named is None else {"Content-Disposition": f'attachment; filename="{named}"'})
    assert reply.public
    people = accept == "text/html" and query.get("format") == "csv"
    assert reply.body.startswith(b"\xef\xbb\xbf") is people


def test_a_sheet_has_short_names(desk: Desk) -> None:
    body = desk.ask(
        "/sparql", {"query": "SELECT ?s ?type { ?s a ?type, pg:PolicyItem } ORDER BY ?s", "format": "xlsx"}
    ).body
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert sheet is not None
    assert ("tiny-0", "pg:PolicyItem") in list(sheet.values)


def test_an_answer_that_lies_in_a_file_is_given_as_one_and_read_where_a_page_needs_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, page = desk.ask("/sparql", SELECT), desk.ask("/id/tiny", **PEOPLE)
    monkeypatch.setattr("policygraph.server.output.INLINE", 10)
    large = desk.ask("/sparql", SELECT)
    assert (large.body, Path(large.spool).read_bytes()) == (b"", small.body)
    assert small.spool == ""
    Path(large.spool).unlink()
    assert desk.ask("/id/tiny", **PEOPLE).body == page.body
    assert list(desk.application.folder.glob("answer-*")) == []


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_record_is_shown_before_queries_can_be_asked_and_after(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def shown(path: str) -> str:
        return desk.ask(path, {"lang": lang}, accept="text/html").body.decode()

    title = {"ko": "가상 0", "en": "synthetic 0"}[lang]
    soon = {"ko": "아직 준비하고 있습니다", "en": "still being prepared"}[lang]
    assert title in shown("/id/tiny-0")
    assert soon not in shown("/id/tiny-0")
    assert f"{desk.data.latest.study.names.record('tiny')}" in shown("/id/tiny-0").replace("&#39;", "'")
    monkeypatch.setattr(desk.pool, "ready", lambda *_: False)
    assert re.search(rf"<h1[^>]*>\s*{title}\s*<", shown("/id/tiny-0"))
    assert soon in shown("/id/tiny-0")
    described = desk.ask("/sparql", accept="text/turtle")
    assert (described.tag, b"void:triples" in described.body) == ("", False)


def test_the_description_names_the_host_that_was_asked_and_how_much_there_is(desk: Desk) -> None:
    reply = desk.ask("/sparql", host="localhost:1234", accept="text/turtle")
    assert reply.public
    assert b"<http://localhost:1234/sparql>" in reply.body
    size = desk.data.latest.quads
    assert re.search(rf"void:triples {size}\b", reply.body.decode())
    assert reply.tag == f"{desk.data.latest.version}-service-ttl"
    assert desk.ask("/sparql", accept="application/n-triples").tag == f"{desk.data.latest.version}-service-nt"


@pytest.mark.parametrize(
    ("accept", "media", "begins"),
    [("", "text/turtle", b"@prefix"), ("image/png", "text/turtle", b"@prefix"), ("application/n-triples", "application/n-triples", b"<"),
     ("application/rdf+xml", "application/rdf+xml", b"<?xml"), ("application/ld+json", "application/ld+json", b"[")],
)  # fmt: skip
def test_the_vocabulary_is_given_in_each_form_and_in_turtle_to_who_likes_none(
    desk: Desk, accept: str, media: str, begins: bytes
) -> None:
    reply = desk.ask("/ns", accept=accept)
    assert (reply.status, reply.media.partition(";")[0], reply.public) == (200, media, True)
    assert reply.body.startswith(begins)
    assert reply.tag.startswith("vocabulary-")


def test_a_question_takes_the_last_of_each_value_and_its_language_from_the_address(desk: Desk) -> None:
    rows = {}
    for lang in ("ko", "en"):
        query = {"words": ["nothing", {"ko": "가상", "en": "synthetic"}[lang]], "lang": lang, "format": "json"}
        rows[lang] = json.loads(desk.ask("/questions/find-by-words", query).body)["results"]["bindings"]
    assert len(rows["ko"]) == len(rows["en"]) == 3
    assert "가상 0" in str(rows["ko"])
    assert "synthetic 0" in str(rows["en"])
    unknown = desk.refused("/questions/uncovered-items", {"framework": "tinny"})
    assert (unknown.status, unknown.code) == (400, "bad-parameter")
    assert unknown.details["nearest"][0].startswith("tiny")
    missing = desk.refused("/questions/uncovered-items")
    assert (missing.status, missing.code, missing.details) == (400, "bad-parameter", {})
    nothing = desk.refused("/questions/%EA%B0%80")
    assert (nothing.status, nothing.code) == (404, "unknown-question")
    assert "'가'" in nothing.text.ko
    assert "uncovered-items" in nothing.text.en


def test_the_list_of_questions_is_for_programs_and_the_page_for_people(desk: Desk) -> None:
    listed = desk.ask("/questions")
    assert (listed.status, listed.media, listed.public) == (200, "application/json", True)
    assert listed.tag == f"{desk.data.latest.version}-questions"
    assert listed.body.decode() == json.dumps(json.loads(listed.body), ensure_ascii=False, sort_keys=True)
    assert "worklist" in [question["name"] for question in json.loads(listed.body)["questions"]]
    home = desk.ask("/", **PEOPLE)
    for path in ("/questions", "/questions/worklist", "/sparql"):
        assert desk.ask(path, **PEOPLE).body == home.body
    assert desk.ask("/questions/worklist", {"format": "json"}, **PEOPLE).media == "application/sparql-results+json"


@pytest.mark.parametrize("kind", ["coverage", "gaps"])
def test_figures_are_those_of_the_scope_and_named_by_what_they_say(desk: Desk, kind: str) -> None:
    whole, again, one = (desk.ask(f"/{kind}", query) for query in ("", "framework=tiny", "year=2027&year=2028"))
    assert (whole.status, whole.media, whole.public) == (200, "application/json", True)
    assert json.loads(whole.body)["schema"].startswith(f"policygraph/{kind}")
    assert len({whole.tag, again.tag, one.tag}) == len({whole.body, again.body, one.body})
    assert all(reply.tag.startswith(f"{desk.data.latest.version}-{kind}-") for reply in (whole, again, one))
    for year in ("27", "20270", "２０２７", "2O27", ""):
        reason = desk.refused(f"/{kind}", {"year": ["2027", year]})
        assert (reason.status, reason.code) == (400, "bad-parameter")
    unknown = desk.refused(f"/{kind}", {"frame": "tiny"})
    assert (unknown.status, unknown.code) == (400, "bad-parameter")
    assert "framework" in unknown.text.ko
    nearest = desk.refused(f"/{kind}", {"framework": "tinny"})
    assert (nearest.status, nearest.code) == (400, "bad-parameter")
    assert nearest.details["nearest"][0].startswith("tiny ")


def test_an_answer_from_old_data_says_so_and_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise PolicyGraphError(Text("까닭", "reason <b>"))

    monkeypatch.setattr("policygraph.server.data.render_explorer", lambda *_, **__: "<html><body class='x'>page")
    write_policy(tmp_path / "w", 3)
    (tmp_path / "store").mkdir()
    desk = Desk(tmp_path / "w", tmp_path / "store")
    explorer = desk.ask("/explorer")
    assert (explorer.body, explorer.tag) == (b"<html><body class='x'>page", f"{desk.data.latest.version}-explorer-ko")
    assert "X-Policygraph-Data" not in explorer.headers
    monkeypatch.setattr("policygraph.server.data.read_workspace", failing)
    write_policy(tmp_path / "w", 4)
    for path in ("/", "/explorer", "/sparql", "/id/tiny", "/questions/worklist"):
        reply = desk.ask(path, **PEOPLE)
        assert reply.headers["X-Policygraph-Data"] == "stale"
        assert "reason &lt;b&gt;" in reply.body.decode()
        assert reply.tag == ""
    assert desk.ask("/explorer", **PEOPLE).body.startswith(b"<html><body class='x'>\n<p ")
    assert desk.ask("/ns").headers["X-Policygraph-Data"] == "stale"
    desk.data.close()


def test_the_queue_is_that_of_the_last_person_named(desk: Desk) -> None:
    assert json.loads(desk.ask("/review/queue", "by=a&by=b").body)["by"] == "b"
    assert desk.application.desk is desk.application.desk
