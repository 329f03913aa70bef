"""Connections without a service behind them: deadlines, room for others, threads, who has hung up, faults, and the end."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from policygraph.server.message import Reply, Request
from policygraph.server.service_settings import Limits
from service_clients import Bare, answering, heard, listening, until
from waitress import wasyncore

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = b"GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Held:
    """An application whose answers wait until they may be given; it keeps who asks."""

    def __init__(self) -> None:
        self.may_end, self.asked = threading.Event(), list[Request]()

    def __call__(self, request: Request) -> Reply:
        self.asked.append(request)
        while not self.may_end.wait(0.01) and not request.gone():
            pass
        return Reply(200, "text/plain", b"answer")


@contextmanager
def by_hand(
    answer: Callable[[Request], Reply], **settings: Any
) -> Iterator[tuple[Bare, Callable[[Callable[[], Any]], Any]]]:
    """Give a listener that does nothing but where it is told to, until something holds."""
    bare = Bare(answer, **settings)

    def turn(holds: Callable[[], Any]) -> Any:
        while not (found := holds()):
            wasyncore.loop(timeout=0.01, use_poll=True, map=bare.server._map, count=1)
        return found

    try:
        yield bare, turn
    finally:
        bare.server.stop(0)


def limited(**limits: int) -> Limits:
    return replace(Limits(), **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [(b"GET / HT", 10), (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nASK", 60)],
    ids=["head", "body"],
)
def test_who_is_too_slow_is_told_so_after_so_many_seconds(sent: bytes, seconds: int) -> None:
    with by_hand(answering()) as (bare, turn), bare.connect() as client:
        client.sendall(sent)
        (channel,) = turn(lambda: [c for c in bare.server.active_channels.values() if c.request])
        channel.maintain(channel.begun + seconds)
        assert channel.request is not None
        channel.maintain(channel.begun + seconds + 1)
        turn(lambda: channel.lingering)
        said = heard_so_far(client)
        assert said.startswith((b"HTTP/1.1 408 ", b"HTTP/1.0 408 "))
        assert b'"too-slow"' in said
        assert "408" in bare.log[0]
        client.setblocking(False)
        assert client.recv(1) == b""  # told that no more comes
        client.sendall(b"x" * 1000)
        turn(lambda: not waiting(channel.socket))  # what it goes on to send is taken and forgotten
        channel.maintain(channel.begun + 3)
        assert channel.connected
        channel.maintain(channel.begun + 4)
        assert not channel.connected


def waiting(at: socket.socket) -> bool:
    """Return whether bytes have come to *at* that nobody has taken."""
    try:
        return bool(at.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False


def heard_so_far(client: socket.socket) -> bytes:
    return client.recv(65536)


def test_a_connection_that_rests_is_closed_after_half_a_minute() -> None:
    with by_hand(answering()) as (bare, turn), bare.connect() as client:
        client.sendall(GET)
        (channel,) = turn(lambda: list(bare.server.active_channels.values()))
        turn(lambda: bare.log and not channel.requests)
        assert b" 200 OK" in heard_so_far(client)
        channel.maintain(channel.last_activity + 30)
        assert channel.connected
        channel.maintain(channel.last_activity + 31)
        assert not channel.connected


def test_whose_answer_is_being_made_may_wait_for_it() -> None:
    held = Held()
    with by_hand(held) as (bare, turn), bare.connect() as client:
        client.sendall(GET)
        turn(lambda: held.asked)
        (channel,) = bare.server.active_channels.values()
        channel.maintain(channel.last_activity + 3600)
        assert channel.connected
        held.may_end.set()
        turn(lambda: not channel.requests)
        assert b"answer" in heard_so_far(client)


def test_the_time_of_a_request_begins_when_the_one_before_it_is_whole() -> None:
    with by_hand(answering()) as (bare, turn), bare.connect() as client:
        client.sendall(b"GET ")
        (channel,) = turn(lambda: [c for c in bare.server.active_channels.values() if c.request])
        channel.begun = 0.0
        client.sendall(b"/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        turn(lambda: channel.begun)
        turn(lambda: bare.log and not channel.requests)
        channel.begun = 0.0
        client.sendall(b"GET")
        turn(lambda: channel.request)
        assert channel.begun > 0


def open_(client: socket.socket) -> bool:
    client.setblocking(False)
    try:
        return client.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


def test_an_address_has_so_many_connections_and_gives_up_the_one_that_rested_longest() -> None:
    with by_hand(answering(), limits=limited(per_address=3, connections=6)) as (bare, turn):
        clients = []
        for number in range(3):
            clients.append(bare.connect())
            turn(lambda: len(bare.server.active_channels) == len(clients))
            list(bare.server.active_channels.values())[-1].last_activity = 100.0 - number
        clients[2].sendall(b"GET ")
        (asking,) = turn(lambda: [c for c in bare.server.active_channels.values() if c.request])
        asking.begun = 50.0
        assert len(bare.server.active_channels) == 3
        clients.append(bare.connect())
        turn(lambda: not open_(clients[2]))  # had begun to ask before the others were heard of last
        assert [open_(client) for client in clients] == [True, True, False, True]
        clients.append(bare.connect())
        turn(lambda: not open_(clients[1]))
        assert [open_(client) for client in clients] == [True, False, False, True, True]
        other = bare.connect("127.0.0.2")  # another address has a share of its own
        turn(lambda: len(bare.server.active_channels) == 4)
        for client in (*clients, other):
            client.close()


def test_all_together_have_so_many_connections_and_the_address_with_most_gives_one_up() -> None:
    with by_hand(answering(), limits=limited(per_address=3, connections=4)) as (bare, turn):
        clients = []
        for source in ("127.0.0.2", "127.0.0.3", "127.0.0.3", "127.0.0.4"):
            clients.append(bare.connect(source))
            turn(lambda: len(bare.server.active_channels) == len(clients))
        assert all(map(open_, clients))
        clients.append(bare.connect("127.0.0.5"))
        turn(lambda: len(bare.server.active_channels) == 4 and not open_(clients[1]))
        assert [open_(client) for client in clients] == [True, False, True, True, True]
        for client in clients:
            client.close()


def test_who_comes_when_everybody_is_being_answered_is_told_when_to_come_again() -> None:
    held = Held()
    with by_hand(held, limits=limited(per_address=1)) as (bare, turn), bare.connect() as first:
        first.sendall(GET)
        turn(lambda: held.asked)
        with bare.connect() as second:
            turn(lambda: not open_(second) or True)
            until_said = turn(lambda: peek(second))
        assert until_said.startswith(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n")
        assert open_(first)
        held.may_end.set()


def peek(client: socket.socket) -> bytes:
    client.setblocking(False)
    try:
        return client.recv(65536)
    except BlockingIOError:
        return b""


def test_threads_are_started_as_they_are_needed() -> None:
    held = Held()
    with listening(held, limits=limited(connections=3)) as bare:
        threads = bare.server.task_dispatcher.threads
        assert not threads
        clients = [bare.connect(f"127.0.0.{n}") for n in (2, 3)]
        for number, client in enumerate(clients, 1):
            client.sendall(GET)
            until(lambda: len(held.asked) == number)  # noqa: B023
            assert len(threads) == number
        held.may_end.set()
        for client in clients:
            assert b"answer" in client.recv(65536)
        until(lambda: not bare.server.task_dispatcher.active_count)  # an answer is read before its thread rests
        clients[0].sendall(LAST)
        assert b"answer" in heard(clients[0])
        assert len(threads) == 2  # those there are were enough
        clients[1].close()


@pytest.mark.parametrize("status", [200, 204, 304])
def test_a_connection_stays_open_after_an_answer_with_a_body_or_without(status: int) -> None:
    with listening(lambda _request: Reply(status, "text/plain", b"")) as bare:
        said = bare.spoken(GET + b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST)
        assert said.count(f"HTTP/1.1 {status} ".encode()) == 3
        assert said.count(b"Connection: close\r\n") == 1
        assert said.count(b"Date: ") == 3
        assert b" 1970 " not in said
        assert b"Server:" not in said


def test_an_answer_whose_length_nobody_knows_ends_the_connection_and_has_no_end_where_it_has_no_body(
    tmp_path: Path,
) -> None:
    def answer(_request: Request) -> Reply:
        spool = tmp_path / "answer"
        spool.write_bytes(b"row,row\n" * 1000)
        return Reply(200, "text/csv", spool=str(spool))

    with listening(answer) as bare:
        packed = GET.replace(b"\r\n\r\n", b"\r\nAccept-Encoding: gzip\r\n\r\n")
        said = bare.spoken(packed + LAST)
        assert said.count(b"HTTP/1.1 200 OK") == 1
        assert b"Transfer-Encoding: chunked" in said
        assert said.endswith(b"\r\n0\r\n\r\n")
        said = bare.spoken(packed.replace(b"GET", b"HEAD"))
        assert said.startswith(b"HTTP/1.1 200 OK")
        assert not said.partition(b"\r\n\r\n")[2]


def test_an_answer_that_cannot_be_sent_is_a_fault_without_the_innards(capsys: pytest.CaptureFixture[str]) -> None:
    with listening(lambda _request: Reply(200, None, b"x" * 5000)) as bare:  # type: ignore[arg-type]
        said = bare.spoken(GET)
        assert said.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
        assert b'"fault"' in said
        assert b"Traceback" not in said
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("more", "kept"), [(b"", False), (b"Connection: keep-alive\r\n", True)])
def test_in_the_old_version_a_connection_stays_open_where_that_is_asked_for(more: bytes, *, kept: bool) -> None:
    with listening(answering(b"answer")) as bare:
        said = bare.spoken(b"GET / HTTP/1.0\r\n" + more + b"\r\n" + LAST)
        assert said.startswith(b"HTTP/1.0 200 OK")
        assert said.count(b"answer") == 1 + kept


@pytest.mark.parametrize(("method", "body"), [("HEAD", False), ("GET", True)])
def test_a_refusal_ends_the_connection_and_has_a_body_but_for_head(method: str, *, body: bool) -> None:
    with listening(answering()) as bare:
        head, _, rest = bare.spoken(f"{method} / HTTP/1.1\r\nHost: evil.example\r\n\r\n".encode() + GET).partition(
            b"\r\n\r\n"
        )
        assert head.startswith(b"HTTP/1.1 421 Misdirected Request\r\n")
        assert b"Connection: close" in head
        assert b"X-Content-Type-Options: nosniff" in head
        assert b"\r\nContent-Length: 0" not in head
        assert (b'"unknown-host"' in rest) is body
        assert b"HTTP/" not in rest
        assert [line.partition(" ")[2].rpartition(" ")[0].rpartition(" ")[0] for line in bare.log] == [f'127.0.0.1 "{method} /" 421']  # fmt: skip


def test_what_cannot_be_read_is_noted_without_what_it_says() -> None:
    with listening(answering()) as bare:
        assert b'"bad-request"' in bare.spoken(b"\x1b[31m\r\n\r\n")
        assert '127.0.0.1 "- -" 400 ' in bare.log[0]


# Who has hung up


def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let the listener's time stand still."""
    now = [1000.0]
    monkeypatch.setattr("policygraph.server.listener.time", SimpleNamespace(monotonic=lambda: now[0], time=lambda: 1e9))
    return now


def test_a_client_that_will_send_no_more_is_believed_to_wait_for_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now, held = clock(monkeypatch), Held()
    with listening(held) as bare, bare.connect() as client:
        client.sendall(GET)
        until(lambda: held.asked)
        gone = held.asked[0].gone
        assert gone() is False
        client.shutdown(socket.SHUT_WR)
        until(lambda: [c for c in bare.server.active_channels.values() if c.gone_since])
        assert gone() is False
        now[0] = 1001.0
        assert gone() is False
        assert peek(client) == b""
        now[0] = 1001.1
        assert gone() is False
        client.setblocking(True)
        assert client.recv(65536) == b"HTTP/1.1 102 Processing\r\n\r\n"  # who is still there takes it
        assert gone() is False
        held.may_end.set()
        said = heard(client)
        assert said.startswith(b"HTTP/1.1 200 OK")
        assert said.endswith(b"answer")


def test_a_client_that_has_closed_the_connection_is_gone_as_soon_as_it_refuses_a_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, held = clock(monkeypatch), Held()
    with listening(held) as bare:
        client = bare.connect()
        client.sendall(GET)
        until(lambda: held.asked)
        client.close()
        until(lambda: [c for c in bare.server.active_channels.values() if c.gone_since])
        assert held.asked[0].gone() is False
        now[0] = 1002.0
        until(held.asked[0].gone)
        until(lambda: not bare.server.active_channels)


def test_a_client_whose_connection_broke_is_gone_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock(monkeypatch)
    held = Held()
    with listening(held) as bare:
        client = bare.connect()
        client.sendall(GET)
        until(lambda: held.asked)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        until(held.asked[0].gone)


def test_a_client_of_the_old_version_that_sends_no_more_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    now, held = clock(monkeypatch), Held()
    with listening(held) as bare, bare.connect() as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        until(lambda: held.asked)
        client.shutdown(socket.SHUT_WR)
        until(lambda: [c for c in bare.server.active_channels.values() if c.gone_since])
        now[0] = 1001.1
        until(held.asked[0].gone)
        assert b"102" not in heard(client)


# Faults, and the end


@pytest.mark.parametrize(
    ("error", "noted"), [(KeyError("secret"), ["a fault of the program: KeyError"]), (OSError("gone"), [])]
)
def test_a_fault_while_a_request_is_read_ends_the_connection_and_is_noted(error: Exception, noted: list[str]) -> None:
    def failing(_request: Request) -> None:
        raise error

    with listening(answering()) as bare:
        bare.server.web.admit = failing  # type: ignore[method-assign]
        with bare.connect() as client:
            client.sendall(GET)
            assert not open_until_told(client)
        assert bare.log == noted
        del bare.server.web.admit
        assert b" 200 OK" in bare.spoken(LAST)


def open_until_told(client: socket.socket) -> bool:
    try:
        return client.recv(1) != b""
    except ConnectionError:
        return False


def test_a_fault_while_a_connection_is_taken_is_noted_and_others_come_in() -> None:
    def failing(_newcomer: object) -> None:
        raise KeyError("secret")

    with listening(answering()) as bare:
        bare.server.make_room = failing  # type: ignore[method-assign]
        with bare.connect():
            until(lambda: bare.log)
        assert bare.log == ["a fault of the program: KeyError"]
        del bare.server.make_room
        assert b" 200 OK" in bare.spoken(LAST)


@pytest.mark.parametrize("patient", [True, False])
def test_the_end_waits_for_answers_that_are_being_given_but_not_for_ever(*, patient: bool) -> None:
    held = Held()
    with listening(held) as bare:
        resting, asking = bare.connect(), bare.connect()
        asking.sendall(GET + GET)
        until(lambda: held.asked)
        ending = threading.Thread(target=bare.server.stop, args=(300 if patient else 0,))
        ending.start()
        assert heard(resting) == b""
        with pytest.raises(ConnectionError):
            bare.connect()
        if patient:
            held.may_end.set()
            said = heard(asking)
            assert said.count(b"HTTP/1.1 200 OK") == 2
            assert said.count(b"Connection: close") == 1
        else:
            assert not open_until_told(asking)
            held.may_end.set()
        ending.join(300)
        bare.thread.join(300)
        assert not bare.thread.is_alive()
        resting.close()
        asking.close()


def test_what_was_never_begun_can_be_ended() -> None:
    bare = Bare(answering())
    bare.server.stop(0)
    with pytest.raises(ConnectionError):
        bare.connect()


@pytest.mark.parametrize(("platform", "reused"), [(sys.platform, True), ("win32", False)])
def test_an_address_is_taken_again_at_once_but_never_shared(
    monkeypatch: pytest.MonkeyPatch, platform: str, *, reused: bool
) -> None:
    monkeypatch.setattr("policygraph.server.listener.sys", SimpleNamespace(platform=platform))
    bare = Bare(answering())
    assert bool(bare.server.socket.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)) is reused
    bare.server.stop(0)
