"""What stands between an answer and the wire, without a socket: faults, refusals, and the files of large answers."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Text
from policygraph.server.message import Problem, Reply, Request, problem
from policygraph.server.service_settings import ServiceSettings
from policygraph.server.web import Web

PEOPLE = {"accept": "text/html", "accept-language": "en"}


class Wire:
    """A `Web` whose answers are given beforehand, and what it put on the wire and into the log."""

    def __init__(self, answer: Callable[[Request], Reply], **settings: Any) -> None:
        self.log: list[str] = []
        self.status, self.headers = "", dict[str, str]()
        self.web = Web(ServiceSettings(**settings), answer, self.log.append)

    def sent(self, request: Request, protocol: str = "HTTP/1.1") -> bytes:
        """Return the content of the answer to *request*."""

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            self.status, self.headers = status, dict(headers)

        def wrapper(file: io.BytesIO, size: int) -> Iterable[bytes]:
            with file:
                return [file.read()]

        environ: Any = {
            "policygraph.request": request,
            "SERVER_PROTOCOL": protocol,
            "wsgi.file_wrapper": wrapper,
        }
        pieces = self.web(environ, start)  # type: ignore[arg-type]
        return b"".join(pieces)


def failing(error: Exception) -> Callable[[Request], Reply]:
    def answer(_request: Request) -> Reply:
        raise error

    return answer


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


def test_the_log_holds_no_character_that_a_console_obeys() -> None:
    wire = Wire(lambda _request: Reply(200, "text/plain", b"x"))
    wire.sent(Request("G" * 30, "/a\x1b[31m가" + "x" * 300, client="::1"))
    said = wire.log[0].split('"')[1]
    assert said == "G" * 20 + " /a?[31m?" + "x" * 192
