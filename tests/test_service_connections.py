"""Connections to the service: slow clients, clients that leave, shares of addresses, the log."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import policygraph.server.data
import policygraph.server.folder
import policygraph.server.listener
import policygraph.server.windows
import policygraph.server.worker
import pytest
from policygraph.server import Service
from policygraph.server.pool import NoWorker, Pool
from policygraph.server.store_files import StoreFiles
from service_clients import answering, connect, listening, until
from services import QUICK, ask, ask_sparql, running
from test_safety import CROSS_PRODUCT, at_work, limit_time, wait_until


def closed(client: socket.socket) -> bool:
    """Return whether the service has closed *client*."""
    client.setblocking(False)
    try:
        return client.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_many_slow_connections_of_one_client_shut_nobody_out() -> None:
    with running(limits=replace(QUICK, connections=30, per_address=20)) as started:
        slow = [connect(started) for _ in range(60)]
        for client in slow:
            try:
                client.sendall(b"GET /sparql HTTP/1.1\r\nHost: lo")
            except ConnectionError:
                continue
        assert ask_sparql(started.url, "ASK {}").status == 200  # from the same address
        until(lambda: len(started.server.active_channels) <= 20)
        others = [connect(started, f"127.0.0.{n}") for n in range(2, 30)]
        assert ask_sparql(started.url, "ASK {}").status == 200
        until(lambda: len(started.server.active_channels) <= 30)
        for client in (*slow, *others):
            client.close()


def test_who_has_waited_longest_makes_room_and_no_answer_is_given_up() -> None:
    with running(limits=replace(QUICK, connections=6, per_address=3)) as started:
        busy = connect(started)
        busy.sendall(f"GET /sparql?query={quote(CROSS_PRODUCT)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        at_work(started)
        first = connect(started)
        first.sendall(b"GET ")
        until(lambda: len(started.server.active_channels) == 2)
        second = connect(started)
        second.sendall(b"GET ")
        until(lambda: len(started.server.active_channels) == 3)
        third = connect(started)
        until(lambda: closed(first))
        assert not closed(busy)
        assert not closed(second)
        for client in (busy, second, third):
            client.close()


def test_a_head_and_a_request_that_never_end_are_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policygraph.server.listener, "_HEAD_SECONDS", 0.0)
    monkeypatch.setattr(policygraph.server.listener, "_REQUEST_SECONDS", 0.0)
    with listening(answering()) as bare:
        for begun in (b"GET / HT", b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nASK"):
            with bare.connect() as client:
                client.sendall(begun)
                assert b" 408 " in client.recv(65536)


def test_a_connection_that_rests_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policygraph.server.listener, "_IDLE_SECONDS", 0.0)
    with listening(answering()) as bare, bare.connect() as client:
        assert client.recv(1) == b""


def test_a_client_that_does_not_read_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policygraph.server.listener, "_IDLE_SECONDS", 0.5)
    with running() as started, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", urlsplit(started.url).port or 0))
        query = quote("SELECT * { ?s ?p ?o . ?s ?q ?r } LIMIT 200000")
        client.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        until(lambda: started.server.active_channels)
        until(lambda: not started.server.active_channels)
        until(lambda: not list(started.folder.glob("answer-*")))


def test_an_abandoned_query_ends() -> None:
    with running(limits=replace(QUICK, timeout=600.0)) as started:
        limit_time(started, 600.0)
        with connect(started) as client:
            client.sendall(f"GET /sparql?query={quote(CROSS_PRODUCT)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            at_work(started)
        until(lambda: not started.pool.busy)
        assert ask_sparql(started.url, "ASK {}").status == 200


def test_a_query_that_waits_leaves_with_its_client() -> None:
    with running(limits=replace(QUICK, workers=1, timeout=600.0, patience=600.0)) as started:
        clients = [connect(started) for _ in range(2)]
        for client in clients:
            client.sendall(f"GET /sparql?query={quote(CROSS_PRODUCT)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        wait_until(started, lambda: started.pool.waiting == 1 and started.pool.busy)
        for client in clients:
            client.close()
        until(lambda: not started.pool.waiting and not started.pool.busy)


def test_who_has_closed_one_half_still_gets_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policygraph.server.listener, "_GRACE_SECONDS", 0.0)
    limits = replace(QUICK, workers=1, timeout=600.0)
    with running(limits=limits) as started, connect(started) as first:  # left also where this fails: its query is long
        first.sendall(f"GET /sparql?query={quote(CROSS_PRODUCT)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        at_work(started)
        second = connect(started)
        second.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        second.shutdown(socket.SHUT_WR)
        said = b""
        while b"102 Processing\r\n\r\n" not in said:  # asked whether it is still there
            piece = second.recv(65536)
            assert piece, said  # given up
            said += piece
        first.close()
        while piece := second.recv(65536):
            said += piece
        assert said.count(b"HTTP/1.1 ") == 2
        assert b"HTTP/1.1 200 OK" in said


def test_a_query_that_waited_in_vain_leaves_no_trace_in_the_share_of_its_client(tmp_path: Path) -> None:
    limits = replace(QUICK, workers=1, per_client=1, patience=0.0)
    pool, files = Pool(limits, tmp_path), StoreFiles(tmp_path / "store")
    try:
        for _ in range(2):
            with pytest.raises(NoWorker, match="preparing"):
                pool.run({}, "", files, "192.0.2.1")
        asked: list[bool] = []
        pool.limits = replace(limits, waiting=0, patience=300.0)
        with pytest.raises(NoWorker, match="preparing"):  # nobody may wait: refused without a wait
            pool.run({}, "", files, gone=lambda: not asked.append(True))
        assert not asked
        pool.limits = limits
        files.make(lambda place, _told: place.mkdir())
        with pool._worker("", 300.0):
            for _ in range(2):
                with pytest.raises(NoWorker, match="busy"):
                    pool.run({}, "", files, "192.0.2.1")
    finally:
        pool.close()


def test_two_lines_of_one_header_are_one_list(service: Service) -> None:
    with connect(service) as client:
        client.sendall(
            b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv;q=0.1\r\n"
            b"Accept: application/sparql-results+xml\r\nConnection: close\r\n\r\n"
        )
        said = b""
        while piece := client.recv(65536):
            said += piece
    assert b"Content-Type: application/sparql-results+xml\r\n" in said


@pytest.mark.parametrize(
    "origin", ["http://[", "http://[::1", "null", "http://a b", "://", "http://localhost:x", "\xff"]
)
def test_a_broken_origin_is_a_foreign_one(service: Service, origin: str) -> None:
    answer = ask(service.url, "/sparql?query=ASK%7B%7D", headers={"Origin": origin})
    assert answer.status == 200
    assert "access-control-allow-origin" not in answer.headers or "localhost" in origin
    assert ask(service.url, "/nothing", headers={"Origin": origin}).status == 404


def test_the_log_holds_one_plain_line_for_each_request() -> None:
    with listening(answering()) as bare:
        for method, path in (
            ("BREW`~!", "/"),
            ("M" * 500, "/"),
            ("GET", "/%0d%0aa"),
            ("GET", "/가\u202e".encode().decode("latin-1")),
        ):
            bare.spoken(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode("latin-1"))
        bare.spoken(b"\x1b[31m\r\n\r\n")
        assert len(bare.log) == 5
        assert all(line.isascii() and line.isprintable() and len(line) < 400 for line in bare.log)
