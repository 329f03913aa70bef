"""What a listener takes and no more: each limit of a request met exactly and passed by one, each target and chunk read one way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from policygraph.server.framing import LONGEST_HEAD, LONGEST_TARGET, Parser
from policygraph.server.message import Reply, Request
from policygraph.server.service_settings import Limits
from service_clients import Bare, listening

MOST = 4000  # bytes of a body
LAST = b"GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
HOST = "Host: localhost\r\nConnection: close\r\n"


def echo(request: Request) -> Reply:
    """Say what was asked."""
    body = request.body.decode("latin-1")
    said = [request.method, request.path, request.query, request.authority, body, dict(request.headers), request.client]
    return Reply(200, "application/json", json.dumps(said).encode())


@pytest.fixture(scope="module")
def bare() -> Iterator[Bare]:
    with listening(echo, limits=replace(Limits(), request=MOST)) as started:
        yield started


def status(bare: Bare, sent: str) -> tuple[int, str]:
    """Return the one status that *sent* is answered with, and the name of the problem if it is one."""
    head, _, body = bare.spoken(sent.encode("latin-1")).partition(b"\r\n\r\n")
    assert not re.search(rb"HTTP/1\.\d \d{3} ", body)
    number = int(head.split()[1])
    return number, "" if number == 200 else json.loads(body)["title"]


def asked(bare: Bare, sent: str) -> list[object]:
    head, _, body = bare.spoken(sent.encode("latin-1")).partition(b"\r\n\r\n")
    assert re.match(rb"HTTP/1\.[01] 200 OK\r\n", head), head
    found: list[object] = json.loads(body)
    return found


@pytest.mark.parametrize(("more", "expected"), [(0, (200, "")), (1, (414, "address-too-long"))])
def test_the_longest_address_is_read(bare: Bare, more: int, expected: tuple[int, str]) -> None:
    assert status(bare, f"GET /{'x' * (LONGEST_TARGET - 1 + more)} HTTP/1.1\r\n{HOST}\r\n") == expected


@pytest.mark.parametrize(("more", "expected"), [(0, (200, "")), (1, (431, "head-too-large"))])
def test_the_longest_head_is_read(bare: Bare, more: int, expected: tuple[int, str]) -> None:
    before = f"GET / HTTP/1.1\r\n{HOST}X-Long: "
    fill = LONGEST_HEAD - 1 - len(before) - 4 + more
    assert status(bare, f"{before}{'x' * fill}\r\n\r\n") == expected


@pytest.mark.parametrize(("more", "expected"), [(0, (431, "head-too-large")), (1, (414, "address-too-long"))])
def test_of_a_head_that_is_too_long_the_address_is_blamed_where_it_is(
    bare: Bare, more: int, expected: tuple[int, str]
) -> None:
    line = f"GET /{'x' * (LONGEST_TARGET - 14 + more)} HTTP/1.1"
    assert len(line) == LONGEST_TARGET + more
    assert status(bare, f"{line}\r\n{HOST}X-Long: {'x' * LONGEST_HEAD}\r\n\r\n") == expected


def test_a_request_line_without_an_end_is_an_address_that_is_too_long(bare: Bare) -> None:
    assert status(bare, "GET /" + "x" * LONGEST_HEAD) == (414, "address-too-long")
    assert status(bare, "GET /x HTTP/1.1\r\n" + "x" * LONGEST_HEAD) == (431, "head-too-large")


@pytest.mark.parametrize(("size", "expected"), [(MOST, (200, "")), (MOST + 1, (413, "request-too-large"))])
def test_the_largest_body_is_taken(bare: Bare, size: int, expected: tuple[int, str]) -> None:
    assert status(bare, f"POST / HTTP/1.1\r\n{HOST}Content-Length: {size}\r\n\r\n{'x' * size}") == expected


CHUNKED = f"POST / HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(("more", "expected"), [(0, (200, "")), (1, (413, "request-too-large"))])
def test_the_largest_body_in_chunks_is_taken_chunks_and_all(bare: Bare, more: int, expected: tuple[int, str]) -> None:
    size = MOST - len("fff\r\n\r\n0\r\n\r\n") + more
    assert status(bare, f"{CHUNKED}{size:03x}\r\n{'x' * size}\r\n0\r\n\r\n") == expected


@pytest.mark.parametrize(("more", "expected"), [(0, (200, "")), (1, (400, "bad-request"))])
def test_the_longest_line_between_chunks_is_read(bare: Bare, more: int, expected: tuple[int, str]) -> None:
    line = f"3;{'x' * (1020 + more)}\r\n"
    assert len(line) == 1024 + more
    assert status(bare, f"{CHUNKED}{line}abc\r\n0\r\n\r\n") == expected


@pytest.mark.parametrize(
    ("chunks", "body"),
    [
        ("0\r\n\r\n", ""),
        ("5\r\nASK{}\r\n0\r\n\r\n", "ASK{}"),
        ("4\r\nASK{\r\n1;a=b\r\n}\r\n000\r\n\r\n", "ASK{}"),
        ("A\r\n0\r\n\r\n5\r\n\r\n\r\n0;x\r\n\r\n", "0\r\n\r\n5\r\n\r\n"),
        ("0000000a\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        ("1\r\nx\r\n0\r\nX-Sum: 1\r\nX-Other:\t\r\n\r\n", "x"),
    ],
)
def test_a_body_in_chunks_is_put_together(bare: Bare, chunks: str, body: str) -> None:
    found = asked(bare, CHUNKED + chunks)
    assert found[4] == body
    assert "transfer-encoding" not in found[5]  # type: ignore[operator]


@pytest.mark.parametrize(
    "chunks",
    ["00000000a\r\n0123456789\r\n0\r\n\r\n", "g\r\n", "\r\n", "1\nx\r\n0\r\n\r\n", "1\r\nxx\r\n0\r\n\r\n",
     "1\r\nx\n\r\n0\r\n\r\n", "1\r\nx\r\n\r\n0\r\n\r\n", "1\r\nx\r\r0\r\n\r\n", "1;\x01\r\nx\r\n0\r\n\r\n", "1 \r\nx\r\n0\r\n\r\n",
     "0\r\nX Sum: 1\r\n\r\n", "0\r\nX-Sum\r\n\r\n", "0\r\nX-Sum: \x01\r\n\r\n", "0\r\nA: b\r\n: c\r\n\r\n"],
)  # fmt: skip
def test_chunks_that_do_not_end_as_they_should_are_refused(bare: Bare, chunks: str) -> None:
    assert status(bare, CHUNKED + chunks) == (400, "bad-request")


@pytest.mark.parametrize(
    ("method", "target", "path", "query", "authority"),
    [
        ("GET", "/", "/", "", ""),
        ("GET", "/a%2Fb?x=1?y#z", "/a%2Fb", "x=1?y", ""),
        ("GET", "/a#z?x=1", "/a", "", ""),
        ("GET", "/?x://y/z", "/", "x://y/z", ""),
        ("GET", "/a\xea\xb0\x80", "/a%EA%B0%80", "", ""),
        ("GET", "http://localhost/a?x", "/a", "x", "localhost"),
        ("GET", "HTTPS://127.0.0.1:1", "/", "", "127.0.0.1:1"),
        ("GET", "http://localhost?x", "/", "", "localhost"),
        ("OPTIONS", "*", "*", "", ""),
    ],
)
def test_a_target_is_taken_apart_one_way(
    bare: Bare, method: str, target: str, path: str, query: str, authority: str
) -> None:
    found = asked(bare, f"{method} {target} HTTP/1.1\r\n{HOST}\r\n")
    assert found[:4] == [method, path, query, authority]
    assert found[6] == "127.0.0.1"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("GET * HTTP/1.1", (400, "bad-request")),
        ("GET a HTTP/1.1", (400, "bad-request")),
        ("GET ftp://localhost/ HTTP/1.1", (400, "bad-request")),
        ("GET http://[::1/ HTTP/1.1", (400, "bad-request")),
        ("GET /a\x7f HTTP/1.1", (400, "bad-request")),
        ("GET / HTTP/1.2", (400, "bad-request")),
        ("GET / HTTP/0.9", (400, "bad-request")),
        ("GET / HTTP/2.0", (505, "version")),
        ("GET / HTTP/9.9", (505, "version")),
        ("GET / HTTP/1.10", (400, "bad-request")),
        ("GET / HTTP/20", (400, "bad-request")),
    ],
)
def test_a_request_line_that_says_anything_else_is_refused(bare: Bare, line: str, expected: tuple[int, str]) -> None:
    assert status(bare, f"{line}\r\n{HOST}\r\n") == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("", (400, "no-host")),
        ("Host:\r\n", (400, "no-host")),
        ("Host: localhost\r\nHost: localhost\r\n", (400, "bad-request")),
        ("Host: localhost\r\nhOST : localhost\r\n", (400, "bad-request")),
        ("Host: localhost\r\nContent-Length: 0\r\nContent-Length: 0\r\n", (400, "bad-request")),
        ("Host: localhost\r\nContent-Length:\r\n", (400, "bad-request")),
        ("Host: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", (400, "bad-request")),
        ("Host: localhost\r\nTransfer-Encoding:\r\n", (400, "bad-request")),
        ("Host: localhost\r\nTransfer-Encoding: identity\r\n", (400, "bad-request")),
        ("Host: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n", (400, "bad-request")),
        ("Host: localhost\r\n X: y\r\n", (400, "bad-request")),
        ("\tHost: localhost\r\n", (400, "bad-request")),
        ("Host: evil.example\r\n", (421, "unknown-host")),
        ("Host: localhost\r\nAccept: a\r\nAccept: b\r\nConnection: close\r\n", (200, "")),
    ],
)
def test_each_header_absent_empty_and_doubled(bare: Bare, fields: str, expected: tuple[int, str]) -> None:
    assert status(bare, f"GET / HTTP/1.1\r\n{fields}\r\n") == expected


def test_the_old_version_needs_no_host_and_takes_no_chunks(bare: Bare) -> None:
    assert asked(bare, "GET /a HTTP/1.0\r\n\r\n")[1] == "/a"
    assert status(bare, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == (400, "bad-request")
    assert status(bare, "GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n") == (421, "unknown-host")


def test_headers_of_one_name_are_one_list_and_their_names_in_lower_case(bare: Bare) -> None:
    found = asked(bare, f"GET / HTTP/1.1\r\n{HOST}X-One: a\r\nx-ONE: \t b \r\nX_One: c\r\n\r\n")[5]
    assert found == {"host": "localhost", "connection": "close", "x-one": "a, b"}


def read_in(bare: Bare, pieces: list[bytes]) -> tuple[str, bytes, int]:
    """Return the name of the problem, the body, and how many bytes of *pieces*, one after the other, belong to the request."""
    parser = Parser(bare.server.adj, bare.server.web.admit, "192.0.2.1")
    taken = 0
    for piece in pieces:
        taken += parser.received(piece)
        if parser.completed:
            break
    body = b"" if parser.error or parser.body_rcv is None else parser.body_rcv.getfile().read()
    return type(parser.error).__name__, body, taken


@pytest.mark.parametrize("rest", [b"", LAST], ids=["alone", "with-another-behind"])
@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b"4\r\nASK{\r\n1;a=b\r\n}\r\n0\r\nX-Sum: 1\r\n\r\n", b"ASK{}"),
        (b"4\r\n\r\n\r\n\r\n0\r\n\r\n", b"\r\n\r\n"),
    ],
)
def test_a_body_in_chunks_is_the_same_wherever_its_pieces_end(
    bare: Bare, body: bytes, read: bytes, rest: bytes
) -> None:
    head = CHUNKED.encode()
    assert read_in(bare, [head, body + rest]) == ("NoneType", read, len(head + body))
    assert read_in(bare, [bytes([one]) for one in head + body + rest]) == ("NoneType", read, len(head + body))
    for cut in range(1, len(body)):
        assert read_in(bare, [head, body[:cut], body[cut:] + rest]) == ("NoneType", read, len(head + body))


def test_a_request_behind_a_body_is_answered_too(bare: Bare) -> None:
    for body in (b"Content-Length: 5\r\n\r\nASK{}", b"Transfer-Encoding: chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n"):
        said = bare.spoken(b"POST / HTTP/1.1\r\nHost: localhost\r\n" + body + LAST)
        assert said.count(b"HTTP/1.1 200 OK") == 2
        assert said.count(b'"ASK{}"') == 1


def test_a_body_is_asked_for_where_the_request_is_not_refused(bare: Bare) -> None:
    for host, answers in (("localhost", ["100", "200"]), ("evil.example", ["421"])):
        sent = f"POST / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx"
        assert re.findall(r"HTTP/1\.1 (\d{3}) ", bare.spoken(sent.encode()).decode()) == answers
