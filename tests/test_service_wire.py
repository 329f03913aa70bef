"""What stands between an answer and the wire, without a socket: faults, refusals, and the files of large answers."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Text
from policygraph.server.message import Problem, Reply, Request, problem
from service_clients import Wire, answering, failing

PEOPLE = {"accept": "text/html", "accept-language": "en"}


def test_a_fault_says_nothing_of_the_innards() -> None:
    wire = Wire(failing(KeyError("secret")))
    document = json.loads(wire.sent(Request("GET", "/gaps")))
    assert wire.status == "500 Internal Server Error"
    assert (document["status"], document["title"]) == (500, "fault")
    assert document["detail"]
    assert document["detail_ko"]
    assert wire.log[0] == "a fault of the program: KeyError"
    assert "secret" not in str(document) + "".join(wire.log)
    assert wire.headers["Cache-Control"] == "no-store"


def test_records_that_changed_under_the_answer_are_a_problem_of_theirs() -> None:
    wire = Wire(failing(PolicyGraphError(Text("기록", "the records"))))
    assert json.loads(wire.sent(Request("GET", "/gaps")))["detail_ko"] == "기록"
    assert (wire.status, len(wire.log)) == ("503 Service Unavailable", 1)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_person_reads_a_problem_as_a_page_even_where_the_address_cannot_be_read(lang: str) -> None:
    wire = Wire(failing(problem("request-not-utf-8")), lang=lang)
    page = wire.sent(Request("GET", "/gaps", "lang=%FF", PEOPLE)).decode()
    assert f'<html lang="{lang}"' in page
    assert wire.status.startswith("400 ")
    assert wire.headers["Content-Type"].startswith("text/html")
    assert "script-src 'self'" in wire.headers["Content-Security-Policy"]
    assert getattr(problem("request-not-utf-8").text, lang)[:20] in page


def test_a_page_asks_for_the_token_where_a_program_is_told_how_to_send_it() -> None:
    refused: Problem = problem("token-needed")
    wire = Wire(failing(refused))
    assert b'name="token"' in wire.sent(Request("GET", "/", headers=PEOPLE))
    assert "WWW-Authenticate" not in wire.headers
    assert b'name="token"' not in wire.sent(Request("GET", "/"))
    assert "WWW-Authenticate" in wire.headers


def test_a_coded_body_is_refused_before_anybody_reads_it() -> None:
    wire = Wire(lambda _request: Reply(200, "text/plain", b"x"))
    assert wire.sent(Request("POST", "/", headers={"content-encoding": " Identity "})) == b"x"
    wire.sent(Request("POST", "/", headers={"content-encoding": "gzip"}))
    assert wire.status.startswith("415 ")


LARGE = b"row,row\n" * 40_000


@pytest.mark.parametrize(
    ("method", "accepted", "protocol", "kept", "coded"),
    [
        ("GET", "", "HTTP/1.1", len(LARGE), False),
        ("GET", "gzip", "HTTP/1.1", len(LARGE), True),
        ("GET", "gzip", "HTTP/1.0", len(LARGE), False),  # which knows no end of a body but its length or its close
        ("HEAD", "", "HTTP/1.1", 0, False),
    ],
)
def test_the_file_of_a_large_answer_is_sent_and_gone(
    tmp_path: Path, method: str, accepted: str, protocol: str, kept: int, *, coded: bool
) -> None:
    path = tmp_path / "answer"
    path.write_bytes(LARGE)
    wire = Wire(lambda _request: Reply(200, "text/csv", spool=str(path), tag="t"))
    body = wire.sent(Request(method, "/sparql", headers={"accept-encoding": accepted}), protocol)
    assert wire.file.closed or coded or method == "HEAD"
    assert len(gzip.decompress(body) if coded else body) == kept
    assert not path.exists()
    assert wire.headers.get("Content-Encoding") == ("gzip" if coded else None)
    assert wire.headers.get("Content-Length") == (None if coded else str(len(LARGE)))
    assert wire.headers["ETag"] == ('"t-gzip"' if coded else '"t"')
    assert f" 200 {len(LARGE)} " in wire.log[0]


def test_the_file_goes_too_when_nobody_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "answer"
    path.write_bytes(b"x")
    wire = Wire(lambda _request: Reply(200, "text/csv", spool=str(path)))
    without_a_server: Any = {"policygraph.request": Request("GET", "/sparql")}
    with pytest.raises(KeyError):
        wire.web(without_a_server, lambda *_: None)  # type: ignore[arg-type, return-value]
    assert not path.exists()


@pytest.mark.parametrize(
    ("size", "media", "coded"),
    [
        (2047, "text/csv", False),
        (2048, "text/csv", True),
        (2048, "application/problem+json", True),
        (2048, "application/vnd.openxmlformats", False),
        (200_000, "text/html; charset=utf-8", True),
    ],
)
def test_what_is_worth_it_is_compressed(size: int, media: str, *, coded: bool) -> None:
    wire = Wire(lambda _request: Reply(200, media, b"a" * size), quiet=True)
    body = wire.sent(Request("GET", "/", headers={"accept-encoding": "gzip"}))
    assert (wire.headers.get("Content-Encoding") == "gzip") is coded
    assert wire.headers["Content-Length"] == str(len(body))
    assert (gzip.decompress(body) if coded else body) == b"a" * size
    assert wire.log == []


def test_an_answer_that_the_client_has_is_not_sent_again() -> None:
    wire = Wire(lambda request: Reply(200, "text/csv", b"rows", tag="abc", public=True))
    assert wire.sent(Request("GET", "/ns", headers={"if-none-match": '"abc"'})) == b""
    assert wire.status == "304 Not Modified"
    assert wire.headers["ETag"] == '"abc"'
    assert "Content-Length" not in wire.headers
    assert wire.sent(Request("GET", "/ns", headers={"if-none-match": '"other"'})) == b"rows"
    assert (wire.status, wire.headers["Cache-Control"]) == ("200 OK", "no-cache")


@pytest.mark.parametrize(
    ("path", "public", "origins", "allowed"),
    [
        ("/ns", True, ("https://a.example",), "https://a.example"),
        ("/ns", True, ("https://b.example",), None),
        ("/ns", True, ("*",), "*"),
        ("/ns", False, ("*",), None),
        ("/review/queue", True, ("*",), None),
    ],
)
def test_a_page_of_another_origin_reads_what_it_may(
    path: str, origins: tuple[str, ...], allowed: str | None, *, public: bool
) -> None:
    wire = Wire(lambda _request: Reply(204, headers={"Allow": "GET"}, public=public), origins=origins)
    wire.sent(Request("OPTIONS", path, headers={"origin": "https://a.example"}))
    assert wire.headers.get("Access-Control-Allow-Origin") == allowed
    assert wire.headers["Cross-Origin-Resource-Policy"] == ("same-origin" if allowed is None else "cross-origin")
    assert wire.headers.get("Access-Control-Allow-Methods") == (None if allowed is None else "GET")
    wire.sent(Request("GET", path, headers={"origin": "https://a.example"}))
    assert "Access-Control-Max-Age" not in wire.headers
    wire.sent(Request("GET", path))
    assert "Access-Control-Allow-Origin" not in wire.headers


def test_a_problem_is_told_to_programs_in_both_languages_and_to_pages_of_others() -> None:
    told = Problem(400, "bad", Text("나쁨", "bad: it"), headers={"Retry-After": "7"}, line=2, column=None)
    wire = Wire(failing(told), origins=("*",))
    body = wire.sent(Request("GET", "/sparql", headers={"origin": "https://a.example"}))
    assert body.decode() == (
        '{\n "type": "about:blank",\n "title": "bad",\n "status": 400,\n "detail": "bad: it",\n "detail_ko": "나쁨",\n "line": 2\n}\n'
    )
    assert (wire.headers["Retry-After"], wire.headers["Access-Control-Allow-Origin"]) == ("7", "*")
    assert wire.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert str(told) == "bad: it"


@pytest.mark.parametrize("person", [False, True])
def test_a_request_that_was_refused_while_it_was_read_is_answered_and_noted(*, person: bool) -> None:
    wire = Wire(answering())
    request = Request("POST", "/sparql", headers=PEOPLE if person else {}, client="192.0.2.1")
    status, headers, body = wire.web.refused(problem("token-needed"), request)
    assert status == "401 Unauthorized"
    assert dict(headers)["Content-Type"] == ("text/html; charset=utf-8" if person else "application/problem+json")
    assert dict(headers)["X-Content-Type-Options"] == "nosniff"
    assert (b'name="token"' in body) is person
    assert wire.log[0].partition(" ")[2] == f'192.0.2.1 "POST /sparql" 401 {len(body)} 0.0ms'


def test_the_log_says_how_long_an_answer_took(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 10.25])
    monkeypatch.setattr("policygraph.server.web.time.perf_counter", lambda: next(clock))
    wire = Wire(answering(b"four"))
    wire.sent(Request("GET", "/", client="::1"))
    assert wire.log[0].partition(" ")[2] == '::1 "GET /" 200 4 250.0ms'


def test_an_answer_without_a_body_says_how_long_it_would_be_where_there_is_one() -> None:
    wire = Wire(lambda request: Reply(204) if request.method == "OPTIONS" else Reply(200, "text/plain", b"four"))
    assert wire.sent(Request("OPTIONS", "/")) == wire.sent(Request("OPTIONS", "/"), "HTTP/1.0") == b""
    assert "Content-Length" not in wire.headers
    assert wire.sent(Request("HEAD", "/")) == b""
    assert wire.headers["Content-Length"] == "4"


def test_the_file_of_an_answer_may_go_before_it_is_sent(tmp_path: Path) -> None:
    """A service that ends removes its folder, whoever still reads."""

    def answer(_request: Request) -> Reply:
        path.write_bytes(b"rows")
        return Reply(200, "text/csv", spool=str(path))

    path = tmp_path / "answer"
    wire = Wire(answer)
    wire.before_sending = path.unlink
    assert wire.sent(Request("GET", "/sparql")) == b"rows"


def test_who_asks_is_there_until_a_server_says_otherwise() -> None:
    assert Request("GET", "/").gone() is False


def test_the_log_holds_no_character_that_a_console_obeys() -> None:
    wire = Wire(lambda _request: Reply(200, "text/plain", b"x"))
    wire.sent(Request("G" * 30, "/a\x1b[31m가" + "x" * 300, client="::1"))
    said = wire.log[0].split('"')[1]
    assert said == "G" * 20 + " /a?[31m?" + "x" * 192
