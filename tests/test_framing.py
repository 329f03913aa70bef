"""Bytes as an attacker writes them: each request is refused or answered exactly once, whatever stands around it."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from policygraph.server import Service
from services import running

ASK = "/sparql?query=ASK%7B%7D"
HEAD = f"GET {ASK} HTTP/1.1\r\nHost: localhost\r\n"
LAST = f"{HEAD}Connection: close\r\n\r\n"
POST = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
CHUNKED = f"{POST}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"


def exchange(service: Service, sent: str | bytes) -> list[int]:
    """Send bytes, close this half of the connection, and return the status of each answer until the service closes it."""
    return statuses_in(spoken(service, sent))


def statuses_in(said: bytes) -> list[int]:
    """Return the status of each answer, without the notices (102) that an answer takes long: those depend on the machine."""
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3}) ", said) if found != b"102"]


def spoken(service: Service, sent: str | bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", urlsplit(service.url).port or 0), timeout=300) as client:
        client.sendall(sent.encode("latin-1") if isinstance(sent, str) else sent)
        client.shutdown(socket.SHUT_WR)
        said = b""
        while piece := client.recv(65536):
            said += piece
    return said


def case(name: str, statuses: list[int], sent: str | bytes) -> object:
    return pytest.param(sent, statuses, id=name)


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        case("well-formed", [200], LAST),
        case("two-well-formed", [200, 200], HEAD + "\r\n" + LAST),
        case("blank-lines-before", [200], "\r\n\r\n\r\n" + LAST),
        case("half-closed", [200], HEAD + "\r\n"),
        case("body-in-chunks", [200], CHUNKED + "4\r\nASK{\r\n1;x=y\r\n}\r\n0\r\n\r\n"),
        case("body-in-chunks-with-a-trailer", [200], CHUNKED + "5\r\nASK{}\r\n0\r\nX-Sum: 1\r\n\r\n"),
        case("old-version", [200], f"GET {ASK} HTTP/1.0\r\n\r\n"),
        # two readings of a length
        case("two-lengths", [400], f"{POST}Content-Length: 5\r\nContent-Length: 45\r\n\r\nASK{{}}" + LAST),
        case("the-same-length-twice", [400], f"{POST}Content-Length: 5\r\nContent-Length: 5\r\n\r\nASK{{}}" + LAST),
        case("two-lengths-in-one-line", [400], f"{POST}Content-Length: 5, 5\r\n\r\nASK{{}}" + LAST),
        case("length-and-chunks", [400], f"{POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nASK{{}}\r\n0\r\n\r\n" + LAST),
        case("chunks-and-length", [400], f"{POST}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nASK{{}}\r\n0\r\n\r\n" + LAST),
        case("chunks-twice", [400], f"{POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + LAST),
        case("chunks-twice-in-one-line", [400], f"{POST}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + LAST),
        case("another-coding", [400], f"{POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + LAST),
        case("empty-coding", [400], f"{POST}Transfer-Encoding: \r\n\r\n0\r\n\r\n" + LAST),
        case("chunks-in-the-old-version", [400], CHUNKED.replace("HTTP/1.1", "HTTP/1.0") + "5\r\nASK{}\r\n0\r\n\r\n" + LAST),
        case("request-behind-chunks-in-the-old-version", [400],
             f"{POST}Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n".replace("HTTP/1.1", "HTTP/1.0") + LAST),
        case("coding-with-a-vertical-tab", [400], f"{POST}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n" + LAST),
        case("length-with-a-sign", [400], f"{POST}Content-Length: +5\r\n\r\nASK{{}}" + LAST),
        case("length-below-nothing", [400], f"{POST}Content-Length: -5\r\n\r\nASK{{}}" + LAST),
        case("length-in-hexadecimal", [400], f"{POST}Content-Length: 0x5\r\n\r\nASK{{}}" + LAST),
        case("length-of-five-thousand-digits", [400], f"{POST}Content-Length: {'0' * 5000}5\r\n\r\nASK{{}}" + LAST),
        case("length-beyond-the-limit", [413], f"{POST}Content-Length: 99999999999\r\n\r\n" + LAST),
        # chunks that do not end as they should
        case("chunk-longer-than-said", [400], CHUNKED + "4\r\nASK{}\r\n0\r\n\r\n" + LAST),
        case("chunk-with-a-line-feed-alone", [400], CHUNKED + "5\nASK{}\r\n0\r\n\r\n" + LAST),
        case("chunk-ended-by-a-line-feed", [400], CHUNKED + "5\r\nASK{}\n0\r\n\r\n" + LAST),
        case("chunk-length-and-line-feed-twice", [400], CHUNKED + "5\n\r\nASK{}\r\n0\r\n\r\n" + LAST),
        case("blank-line-between-chunks", [400], CHUNKED + "5\r\nASK{}\r\n\r\n0\r\n\r\n" + LAST),
        case("chunk-length-with-a-sign", [400], CHUNKED + "+5\r\nASK{}\r\n0\r\n\r\n" + LAST),
        case("chunk-length-with-a-blank", [400], CHUNKED + "5 \r\nASK{}\r\n0\r\n\r\n" + LAST),
        case("chunk-length-in-words", [400], CHUNKED + "five\r\nASK{}\r\n0\r\n\r\n" + LAST),
        case("chunk-extension-too-long", [400], CHUNKED + "5;" + "x" * 2000 + "\r\nASK{}\r\n0\r\n\r\n" + LAST),
        case("chunk-length-without-end", [400], CHUNKED + "0" * 5000 + "5\r\nASK{}\r\n0\r\n\r\n" + LAST),
        case("garbage-behind-the-last-chunk", [400], CHUNKED + "5\r\nASK{}\r\n0\r\ngarbage\r\n\r\n" + LAST),
        case("request-as-a-trailer", [400], CHUNKED + "5\r\nASK{}\r\n0\r\n" + LAST),
        # hosts
        case("two-hosts", [400], HEAD + "Host: localhost\r\n\r\n" + LAST),
        case("two-hosts-of-which-one-is-foreign", [400], HEAD + "Host: evil.example\r\n\r\n" + LAST),
        case("no-host", [400], f"GET {ASK} HTTP/1.1\r\n\r\n" + LAST),
        case("empty-host", [400], f"GET {ASK} HTTP/1.1\r\nHost: \r\n\r\n" + LAST),
        case("foreign-host", [421], f"GET {ASK} HTTP/1.1\r\nHost: evil.example\r\n\r\n" + LAST),
        case("foreign-host-in-the-target", [421], f"GET http://evil.example{ASK} HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST),
        case("own-host-in-the-target", [200], f"GET http://localhost{ASK} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
        # headers
        case("header-without-a-colon", [400], HEAD + "X-Nothing\r\n\r\n" + LAST),
        case("header-without-a-name", [400], HEAD + ": x\r\n\r\n" + LAST),
        case("blank-before-the-colon", [400], HEAD + "Content-Length : 5\r\n\r\nASK{}" + LAST),
        case("folded-header", [400], HEAD + "X-Long: a\r\n b\r\n\r\n" + LAST),
        case("folded-first-header", [400], f"GET {ASK} HTTP/1.1\r\n Host: localhost\r\n\r\n" + LAST),
        case("line-feed-in-a-header", [400], HEAD + "X-Long: a\nX-Other: b\r\n\r\n" + LAST),
        case("carriage-return-in-a-header", [400], HEAD + "X-Long: a\rb\r\n\r\n" + LAST),
        case("nul-in-a-header", [400], HEAD + "X-Long: a\x00b\r\n\r\n" + LAST),
        case("nul-in-a-name", [400], HEAD + "X\x00Long: a\r\n\r\n" + LAST),
        case("head-without-end", [431], HEAD + "".join(f"X-{n}: {'x' * 1000}\r\n" for n in range(120)) + "\r\n" + LAST),
        # request lines
        case("lower-case-method", [400], f"get {ASK} HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST),
        case("lower-case-version", [400], f"GET {ASK} http/1.1\r\nHost: localhost\r\n\r\n" + LAST),
        case("no-version", [400], f"GET {ASK}\r\n\r\n" + LAST),
        case("version-before-the-first", [400], f"GET {ASK} HTTP/0.9\r\nHost: localhost\r\n\r\n" + LAST),
        case("version-to-come", [505], f"GET {ASK} HTTP/3.0\r\nHost: localhost\r\n\r\n" + LAST),
        case("preface-of-the-second-version", [505], "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + LAST),
        case("two-blanks", [400], f"GET  {ASK} HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST),
        case("tab-in-the-target", [400], "GET /sparql\t?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST),
        case("nul-in-the-target", [400], "GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST),
        case("target-without-a-slash", [400], "GET sparql HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST),
        case("target-with-half-an-address", [400], "GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST),
        case("another-protocol-in-the-target", [400], "GET file:///etc/hostname HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST),
        case("tunnel", [400], "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST),
        case("star", [204, 200], "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST),
        case("bytes-of-tls", [400], b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n" + LAST.encode()),
        case("nothing-but-letters", [400], "hello\r\n\r\n" + LAST),
        case("target-without-end", [414], "GET /" + "x" * 70_000 + " HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST),
        case("target-without-end-and-without-a-line", [414], "GET /" + "x" * 200_000),
        # what follows
        case("garbage-behind-a-request", [200, 400], HEAD + "\r\n" + "\x00garbage\r\n\r\n" + LAST),
        case("garbage-without-an-end", [200], HEAD + "\r\n" + "garbage"),
        case("request-behind-the-last", [200], LAST + LAST),
        case("request-in-the-body-of-a-request", [200, 200], f"{POST}Content-Length: {len(LAST)}\r\nContent-Type: text/plain\r\n\r\n".replace("POST", "GET").replace("/sparql ", ASK + " ").replace("Content-Type: application/sparql-query\r\n", "") + LAST + LAST),
        case("request-in-a-body-that-is-refused", [413], f"{POST}Content-Length: 9999999\r\n\r\n" + LAST),
        case("request-behind-a-refused-one", [400], "GET\r\n\r\n" + LAST),
        case("body-shorter-than-said", [], f"{POST}Content-Length: 50\r\n\r\nASK{{}}"),
        case("head-of-an-answer", [200, 200], f"HEAD {ASK} HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST),
    ],
)  # fmt: skip
def test_each_request_is_refused_or_answered_once(service: Service, sent: str | bytes, statuses: list[int]) -> None:
    said = spoken(service, sent)
    assert statuses_in(said) == statuses
    assert b"Traceback" not in said
    assert b"waitress" not in said.lower()


def test_it_is_the_same_when_the_bytes_come_one_by_one(service: Service) -> None:
    for sent, statuses in (
        (HEAD + "\r\n" + CHUNKED + "5\r\nASK{}\r\n0\r\nX-Sum: 1\r\n\r\n", [200, 200]),
        (CHUNKED + "5\r\nASK{}\r\n\r\n0\r\n\r\n", [400]),
        (CHUNKED + "5\r\nASK{}\r\r\n0\r\n\r\n", [400]),
    ):
        with socket.create_connection(("127.0.0.1", urlsplit(service.url).port or 0), timeout=300) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            said = b""
            try:
                for letter in sent.encode():
                    client.sendall(bytes([letter]))
                while piece := client.recv(65536):
                    said += piece
            except ConnectionError:  # refused before the last letter
                pass
        found = [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", said)]
        assert found == statuses or (statuses == [400] and not found)


def test_a_body_is_asked_for_only_when_it_will_be_read(service: Service) -> None:
    expecting = f"{POST}Expect: 100-continue\r\nConnection: close\r\n"
    assert exchange(service, expecting + "Content-Length: 5\r\n\r\nASK{}") == [100, 200]
    assert exchange(service, expecting + "Content-Length: 99999999\r\n\r\nASK{}") == [413]
    assert exchange(service, expecting.replace("localhost", "evil.example") + "Content-Length: 5\r\n\r\nASK{}") == [421]
    assert exchange(service, expecting + "Content-Length: x\r\n\r\nASK{}") == [400]


@pytest.fixture(scope="module")
def guarded() -> Iterator[Service]:
    with running(token="open sesame") as started:  # noqa: S106
        yield started


def test_a_stranger_sends_no_body(guarded: Service) -> None:
    expecting = f"{POST}Expect: 100-continue\r\nConnection: close\r\nContent-Length: 5\r\n"
    assert exchange(guarded, expecting + "\r\nASK{}") == [401]
    assert exchange(guarded, expecting + "Authorization: Bearer open sesame\r\n\r\nASK{}") == [100, 200]


def test_a_refusal_is_a_problem_with_what_to_do(service: Service) -> None:
    head, _, body = spoken(service, "get / HTTP/1.1\r\nHost: localhost\r\n\r\n").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.")
    assert b"application/problem+json" in head
    assert b"Connection: close" in head
    assert b"detail_ko" in body
    assert b"POST" in spoken(service, "GET /sparql?query=" + "%20" * 30_000 + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
