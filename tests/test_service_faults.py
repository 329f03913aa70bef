"""What people, machines and attackers do to a running service, and what it does about it."""

from __future__ import annotations

import csv
import ctypes
import datetime
import errno
import io
import json
import os
import signal
import socket
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import policygraph.server.data
import policygraph.server.folder
import policygraph.server.listener
import policygraph.server.windows
import policygraph.server.worker
import pytest
import rdflib
from policygraph.server import Service, ServiceSettings
from policygraph.server.negotiation import RESULT_TYPES, choose, language
from policygraph.server.output import Output, TooMuch
from policygraph.server.pool import DataFiles, NoWorker, Pool
from policygraph.server.windows import ExtendedLimits, MemoryCounters
from policygraph.server.worker import LAST_WORDS, Engine
from review_data import decisions, write_reviewable
from services import JSON_ROWS, QUICK, ask, ask_sparql, running
from test_review_service import ACCEPT, Session
from test_safety import CROSS_PRODUCT, limit_time, wait_until
from test_service_data import count, write_policy

PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"


def connect(service: Service, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", urlsplit(service.url).port or 0), 300, (source, 0))


def until(holds: Callable[[], object]) -> None:
    """Wait until something *holds*."""
    end = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < end
        threading.Event().wait(0.02)


# Connections


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
        wait_until(started, lambda: any(worker.deadline for worker in started.pool.busy))
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
    with running() as started:
        for begun in (b"GET / HT", b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nASK"):
            with connect(started) as client:
                client.sendall(begun)
                assert b" 408 " in client.recv(65536)


def test_a_connection_that_rests_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policygraph.server.listener, "_IDLE_SECONDS", 0.0)
    with running() as started, connect(started) as client:
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
            wait_until(started, lambda: any(worker.deadline for worker in started.pool.busy))
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
    with running(limits=replace(QUICK, workers=1, timeout=600.0)) as started:
        first = connect(started)
        first.sendall(f"GET /sparql?query={quote(CROSS_PRODUCT)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        wait_until(started, lambda: any(worker.deadline for worker in started.pool.busy))
        second = connect(started)
        second.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        second.shutdown(socket.SHUT_WR)
        said = b""
        while b"102 Processing\r\n\r\n" not in said:  # asked whether it is still there
            said += second.recv(65536)
        first.close()
        while piece := second.recv(65536):
            said += piece
        assert said.count(b"HTTP/1.1 ") == 2
        assert b"HTTP/1.1 200 OK" in said


def test_a_query_that_waited_in_vain_leaves_no_trace_in_the_share_of_its_client(tmp_path: Path) -> None:
    limits = replace(QUICK, workers=1, per_client=1, patience=0.0)
    pool = Pool(limits, tmp_path)
    try:
        with pool._worker("", 300.0):
            for _ in range(2):
                with pytest.raises(NoWorker, match="busy"):
                    pool.run({}, "", DataFiles("1", ()), "192.0.2.1")
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
    with running() as started:
        lines: list[str] = started.lines  # type: ignore[attr-defined]
        for method, path in (
            ("BREW`~!", "/"),
            ("M" * 500, "/"),
            ("GET", "/%0d%0aa"),
            ("GET", "/가\u202e".encode().decode("latin-1")),
        ):
            with connect(started) as client:
                client.sendall(
                    f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode("latin-1")
                )
                while client.recv(65536):
                    pass
        with connect(started) as client:
            client.sendall(b"\x1b[31m\r\n\r\n")
            while client.recv(65536):
                pass
        until(lambda: len([line for line in lines if '"' in line]) == 5)
        assert all(line.isascii() and line.isprintable() and len(line) < 400 for line in lines if '"' in line)


# Queries


def test_whatever_looks_at_a_query_runs_under_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service itself only passes the text on: it is scanned where it can be ended."""

    def never(*_: Any) -> None:
        raise AssertionError

    with running() as started:
        for name in ("prepare", "refusal", "check_query", "LEXEME"):
            monkeypatch.setattr(policygraph.ontology.query, name, never)
        assert ask_sparql(started.url, "ASK {}").status == 200
        assert ask_sparql(started.url, "SELECT * { SERVICE <x:y> {} }").status == 400
        answer = ask_sparql(started.url, "SELECT * {\n ?s }")
        assert (answer.status, answer.json["line"]) == (400, 2)
        assert ask_sparql(started.url, "INSERT DATA { <a:b> <a:c> <a:d> }").json["detail"].startswith("updates")


@pytest.mark.parametrize(
    "text", ["SELECT * " + "{" * 30_000 + "}" * 30_000, "ASK { FILTER(" + "!" * 60_000 + "true) }"]
)
def test_too_deep_a_query_is_told_so(service: Service, text: str) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    answer = ask(service.url, "/sparql", "POST", body=text.encode(), headers=headers)
    assert answer.status == 400
    assert "memory" not in answer.json["detail"]
    assert "brackets" in answer.json["detail"]


@pytest.mark.parametrize("form", ["json", "csv", "xml", "xlsx"])
def test_a_pattern_out_of_the_data_that_the_engine_cannot_do_is_an_error(service: Service, form: str) -> None:
    rows = "SELECT ?r { VALUES ?r { 'a' '%s' } FILTER(REGEX('abc', ?r)) }"
    sparql = rows % "(?=a)"
    told = ask(service.url, "/sparql?" + urlencode({"query": sparql, "format": form}))
    assert (told.status, told.media) == (400, "application/problem+json")
    assert told.json["column"] == sparql.index("?r)") + 1
    assert "(?=a)" in told.json["detail"]
    assert "정규식" in told.json["detail_ko"]
    assert len(ask_sparql(service.url, rows % "c$").rows) == 2


def test_a_worker_that_others_end_is_no_lack_of_memory() -> None:
    with running(limits=replace(QUICK, timeout=600.0)) as started:
        answers: list[Any] = []
        asking = threading.Thread(target=lambda: answers.append(ask_sparql(started.url, CROSS_PRODUCT)))
        asking.start()
        wait_until(started, lambda: any(worker.deadline for worker in started.pool.busy))
        (worker,) = started.pool.busy
        os.kill(worker.process.pid, signal.SIGKILL)
        asking.join(300)
        assert (answers[0].status, answers[0].json["title"]) == (503, "killed")
        assert "memory" not in answers[0].json["detail"]


def test_idle_workers_that_have_died_are_replaced_and_nobody_notices() -> None:
    with running() as started:
        assert ask_sparql(started.url, "ASK {}").status == 200
        for _ in range(2):
            with started.pool.changed:
                for worker in started.pool.idle:
                    worker.process.kill()
                    worker.process.wait()
            assert ask_sparql(started.url, "ASK {}").status == 200


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, mode: str) -> io.BytesIO:
        assert mode == "wb"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "open", full)
    output = Output(str(tmp_path / "answer"), 1 << 30)
    output.write(b"x" * 100_000)
    with pytest.raises(TooMuch, match="disk"):
        output.write(b"x" * 100_000)
    output.discard()


def test_no_room_for_an_answer_is_no_mistake_of_the_query(monkeypatch: pytest.MonkeyPatch) -> None:
    with running() as started:
        monkeypatch.setattr(started.application, "folder", started.folder / "missing")
        answer = ask_sparql(started.url, "SELECT * { ?s ?p ?o }")
        assert (answer.status, answer.json["title"]) == (503, "disk")
        assert "temporary" in answer.json["detail"]


class Kernel:
    """What the worker asks of Windows, as functions of C that keep the rules of job objects."""

    def __init__(self, refuses: str = "") -> None:
        self.used, self.jobs, self.assigned, self.limits = 300_000_000, 0, [], []  # type: ignore[var-annotated]
        for name, types in (
            ("CreateJobObjectW", (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)),
            ("GetCurrentProcess", (ctypes.c_void_p,)),
            ("AssignProcessToJobObject", (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)),
            ("K32GetProcessMemoryInfo", (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32)),
            (
                "SetInformationJobObject",
                (ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32),
            ),
        ):
            does = (lambda *_: 0) if name == refuses else getattr(self, f"_{name}")
            setattr(self, name, ctypes.CFUNCTYPE(*types)(does))

    def _CreateJobObjectW(self, *_: object) -> int:  # noqa: N802
        self.jobs += 1
        return 76 + self.jobs

    def _GetCurrentProcess(self) -> int:  # noqa: N802
        return ctypes.c_void_p(-1).value or 0  # a handle that every process has of itself

    def _AssignProcessToJobObject(self, job: int, process: int) -> int:  # noqa: N802
        self.assigned.append((job, process))
        return 1

    def _K32GetProcessMemoryInfo(self, process: int, place: int, size: int) -> int:  # noqa: N802
        counters = MemoryCounters.from_address(place)
        if (process, size, counters.cb) != (self._GetCurrentProcess(), 72, 72):
            return 0
        counters.PagefileUsage = self.used
        return 1

    def _SetInformationJobObject(self, job: int, kind: int, place: int, size: int) -> int:  # noqa: N802
        limits = ExtendedLimits.from_address(place)
        flags = limits.BasicLimitInformation.LimitFlags
        if (kind, size, flags) != (9, 144, 0x100) or (job, self._GetCurrentProcess()) not in self.assigned:
            return 0
        self.limits.append(limits.ProcessMemoryLimit)
        return 1


def on_windows(monkeypatch: pytest.MonkeyPatch, kernel: Kernel) -> None:
    monkeypatch.setattr(policygraph.server.windows, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(policygraph.server.worker, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(policygraph.server.windows, "_job", None)
    monkeypatch.setattr(ctypes, "WinDLL", lambda name, **_: {"kernel32": kernel}[name], raising=False)


def test_a_job_object_bounds_the_memory_of_a_worker_on_windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kernel = Kernel()
    on_windows(monkeypatch, kernel)
    engine = Engine(64 << 20, tmp_path)
    assert engine.load({"files": []})[0]["ok"]
    kernel.used += 5_000_000
    assert engine.load({"files": []})[0]["ok"]
    assert kernel.jobs == len(kernel.assigned) == 1  # a process stays in its job
    loading = 1 << 46  # no machine has that much: reading the data is not bounded, what a query adds is
    assert kernel.limits == [
        300_000_000 + loading,
        300_000_000 + (64 << 20),
        305_000_000 + loading,
        305_000_000 + (64 << 20),
    ]


@pytest.mark.parametrize("refuses", ["CreateJobObjectW", "AssignProcessToJobObject", "K32GetProcessMemoryInfo"])
def test_where_windows_refuses_a_job_the_worker_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, refuses: str
) -> None:
    kernel = Kernel(refuses)
    on_windows(monkeypatch, kernel)
    engine = Engine(64 << 20, tmp_path)
    assert engine.load({"files": []})[0]["ok"]
    assert engine.load({"files": []})[0]["ok"]
    assert kernel.limits == []


def test_nothing_of_windows_is_asked_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = Kernel()
    on_windows(monkeypatch, kernel)
    monkeypatch.setattr(policygraph.server.windows, "sys", SimpleNamespace(platform="linux"))
    policygraph.server.windows.limit_memory(1)
    assert (kernel.jobs, kernel.limits) == (0, [])


# Files left behind


def test_answers_that_fail_leave_nothing() -> None:
    with running(limits=replace(QUICK, rows=5_000)) as small:
        for form in ("xlsx", "csv", "xml"):
            for headers in ({}, {"Accept": PAGE}):
                path = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o }", "format": form})
                assert ask(small.url, path, headers=headers).status == 413
        assert ask_sparql(small.url, "SELECT * { ?s ?p ?o } LIMIT 4000", format="xlsx").status == 200
        kept = {path.name for path in small.folder.rglob("*") if path.is_file()}
        assert {name for name in kept if not name.endswith(".nq")} == {"in-use.lock", LAST_WORDS}
    assert not small.folder.exists()


def test_a_killed_worker_leaves_nothing() -> None:
    with running(limits=replace(QUICK, timeout=600.0)) as started:
        limit_time(started, 600.0)
        asking = threading.Thread(target=ask_sparql, args=(started.url, CROSS_PRODUCT))
        asking.start()
        wait_until(started, lambda: any(worker.deadline for worker in started.pool.busy))
        (worker,) = started.pool.busy
        (worker.folder / "sheet").write_bytes(b"half of a sheet")
        worker.end("timeout")
        asking.join(300)
        until(lambda: not worker.folder.exists())


def test_the_next_start_sweeps_what_a_killed_service_has_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policygraph.server.folder.tempfile, "tempdir", str(tmp_path))
    living = policygraph.server.folder.ServiceFolder()
    dead = tmp_path / f"{policygraph.server.folder.PREFIX}dead"
    (dead / "worker-1").mkdir(parents=True)
    (dead / "in-use.lock").touch()
    (dead / "1-records.nq").write_bytes(b"x" * 1000)
    (tmp_path / "policygraph-else").mkdir()
    (tmp_path / f"{policygraph.server.folder.PREFIX}link").symlink_to(tmp_path / "policygraph-else")
    another = policygraph.server.folder.ServiceFolder()
    assert not dead.exists()
    assert living.path.exists()
    assert (tmp_path / "policygraph-else").exists()
    for folder in (living, another):
        folder.remove()
        assert not folder.path.exists()


# Reload


def test_whatever_fails_keeps_the_data_in_use_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_policy(tmp_path, 3)
    with running(tmp_path) as live:
        assert count(live.url) == 3
        assert "x-policygraph-data" not in ask_sparql(live.url, "ASK {}").headers

        def broken(*_: Any) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(policygraph.server.data.DataState, "write", broken)
        write_policy(tmp_path, 5)
        assert count(live.url) == 3
        assert ask_sparql(live.url, "ASK {}").headers["x-policygraph-data"] == "stale"
        for place in ("explorer", "review"):
            for lang, said in (("ko", "앞서 읽은 자료로 답하고 있습니다"), ("en", "these are the data read before")):
                page = ask(live.url, f"/{place}?lang={lang}")
                assert page.headers["x-policygraph-data"] == "stale"
                assert f'role="alert">{"작업 폴더" if lang == "ko" else "The workspace"}' in page.text
                assert said in page.text
                assert os.strerror(errno.ENOSPC) in page.text
        for path in ("/", "/id/tiny-0"):
            assert os.strerror(errno.ENOSPC) in ask(live.url, path, headers={"Accept": PAGE}).text
        assert len(list(live.folder.glob("*.nq"))) == 2


def test_a_file_that_could_not_be_read_for_a_moment_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_policy(tmp_path, 3)
    moved = 0.0

    class Clock:
        @staticmethod
        def monotonic() -> float:
            return time.monotonic() + moved

    monkeypatch.setattr(policygraph.server.data, "time", Clock)
    real = policygraph.server.data.read_workspace
    with running(tmp_path) as live:

        def held(*_: Any, **__: Any) -> Any:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr(policygraph.server.data, "read_workspace", held)
        write_policy(tmp_path, 5)
        assert count(live.url) == 3
        monkeypatch.setattr(policygraph.server.data, "read_workspace", real)
        moved += 3600
        assert count(live.url) == 5  # though nothing has changed on disk since
        assert "x-policygraph-data" not in ask_sparql(live.url, "ASK {}").headers
        told = [line for line in live.lines if "policygraph check" in line]  # type: ignore[attr-defined]
        assert len(told) == 1


def test_a_link_that_leads_upwards_is_not_followed(tmp_path: Path) -> None:
    write_policy(tmp_path, 3)
    for name in ("up", "here"):
        (tmp_path / "frameworks" / name).symlink_to(tmp_path if name == "up" else tmp_path / "frameworks")
    found = list(policygraph.server.data._files(tmp_path))
    assert [Path(path).name for path, *_ in found].count("tiny.yaml") == 1


def test_expired_decisions_leave_at_midnight(tmp_path: Path) -> None:
    root = write_reviewable(tmp_path / "w")
    with running(root) as live:
        session = Session(live.url, root)
        away = {"item": "f-1-2", "reason": {"ko": "국가 사무"}, "expires": "2099-12-30"}
        assert session.post(decisions(decided=[away])).status == 200
        state = f'PREFIX pg: <https://w3id.org/policygraph/ns#> SELECT ?s {{ ?i <http://purl.org/dc/terms/identifier> "f-1-2" ; pg:coverageState ?s }}'  # noqa: F541
        assert ask_sparql(live.url, state).rows == [{"s": "not-applicable"}]
        live.data.as_of = lambda: datetime.date(2099, 12, 31)
        assert ask_sparql(live.url, state).rows != [{"s": "not-applicable"}]


# Verdicts


POISON = ("\\ud800", "\\udfff\\ud800", "\\u0000", "\\ufffe", "\\u001b[31m")


def test_no_verdict_poisons_those_that_follow(tmp_path: Path) -> None:
    root = write_reviewable(tmp_path / "w")
    with running(root) as live:
        session = Session(live.url, root)
        for poison in POISON:
            for field in ("note", "by"):
                body = decisions({**ACCEPT, field: "MARK 김"}).decode().replace("MARK", poison).encode()
                assert session.post(body).status in (200, 422)
                assert session.post(decisions({**ACCEPT, "item": "f-1-2"})).status == 200
        assert session.post(decisions({**ACCEPT, "item": "f-1-3"}), x_policygraph_heard="0").status == 200
        assert ask(live.url, "/review").status == 200
        for path in (root / "decisions").iterdir():
            assert path.read_text("utf-8")


def test_a_refusal_can_always_be_said(tmp_path: Path) -> None:
    root = write_reviewable(tmp_path / "w")
    with running(root) as live:
        session = Session(live.url, root)
        for key in ("schema", "workspace", "retract", "by", "other"):
            for value in ('"MARK"', '["MARK"]', '{"MARK": "MARK"}'):
                document = json.dumps({**json.loads(decisions(ACCEPT)), key: "PLACE"}).replace('"PLACE"', value)
                answer = session.post(document.replace("MARK", "\\ud800").encode())
                assert answer.status in (200, 400, 422)
                assert answer.json


# Forms


@pytest.mark.parametrize("forbidden", ["\\u0001", "\\u0007", "\\u000B", "\\u001F", "\\uFFFE", "\\uFFFF"])
def test_xml_answers_hold_only_what_xml_allows(service: Service, forbidden: str) -> None:
    row = f'SELECT ("가{forbidden}나\\uFFFD\\t" AS ?x) {{}}'
    root = ET.fromstring(ask_sparql(service.url, row, "application/sparql-results+xml").body)  # noqa: S314 - our own
    assert [node.text for node in root.iter("{http://www.w3.org/2005/sparql-results#}literal")] == [
        "가\ufffd나\ufffd\t"
    ]
    triples = f'CONSTRUCT {{ <a:b> <a:c> "가{forbidden}나" }} WHERE {{}}'
    graph = rdflib.Graph().parse(data=ask_sparql(service.url, triples, "application/rdf+xml").body, format="xml")
    assert [str(value) for value in graph.objects()] == ["가\ufffd나"]
    assert ask_sparql(service.url, row, format="xlsx").status == 200


def test_what_xml_forbids_is_found_across_pieces(tmp_path: Path) -> None:
    for cut in range(1, 12):
        output = Output(str(tmp_path / "answer"), 1000, xml=True)
        whole = "가\uffff나\ufffd".encode()
        output.write(whole[:cut])
        output.write(whole[cut:])
        assert output.finish().decode() == "가\ufffd나\ufffd"


@pytest.mark.parametrize("cut", range(37))
def test_rows_are_counted_once_wherever_the_pieces_of_an_answer_end(tmp_path: Path, cut: int) -> None:
    whole = b"<result>1</result><result>2</result>"

    def written(most: int) -> bytes:
        output = Output(str(tmp_path / "answer"), 1000, b"<result>", most)
        for piece in (whole[:cut], whole[cut:]):
            output.write(piece)
        return output.finish()

    assert written(2) == whole
    with pytest.raises(TooMuch, match="rows"):
        written(1)


def test_csv_from_the_page_opens_in_excel(service: Service) -> None:
    path = "/questions/uncovered-items?framework=dpg&format=csv"
    for_people, for_programs = ask(service.url, path, headers={"Accept": PAGE}), ask(service.url, path)
    assert for_people.body.startswith(b"\xef\xbb\xbf")
    assert for_people.headers["content-disposition"] == 'attachment; filename="uncovered-items.csv"'
    assert not for_programs.body.startswith(b"\xef\xbb\xbf")
    rows = [list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig")))) for answer in (for_people, for_programs)]
    assert rows[0] == rows[1]
    assert for_people.headers["etag"] != for_programs.headers["etag"]


@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_what_a_browser_saves_is_named_after_the_question(service: Service, form: str) -> None:
    path = f"/questions/uncovered-items?framework=dpg&format={form}"
    said = ask(service.url, path, headers={"Accept": PAGE}).headers["content-disposition"]
    assert said == f'attachment; filename="uncovered-items.{form}"'
    assert ask(service.url, path).headers["content-disposition"] == f'attachment; filename="answer.{form}"'


def test_an_accept_header_without_end_is_not_read_to_its_end() -> None:
    for many, best in ((99, "csv"), (100, None), (20_000, None)):
        assert choose(", ".join([*["a/b"] * many, "text/csv"]), RESULT_TYPES) == best


@pytest.mark.parametrize(
    ("header", "best"),
    [("en,ko;q=0.9,en-GB;q=0.5", "en"), ("ko;q=0.3,en;q=0.5,ko-KR;q=0.9", "ko"), ("fr,de", "ko"), ("ko,en", "ko")],
)
def test_a_language_is_liked_as_its_best_variety_is(header: str, best: str) -> None:
    assert language(header) == best


def test_csv_from_the_page_runs_nothing(service: Service) -> None:
    query = 'SELECT * { VALUES (?a ?b) { ("=1+1" -5) ("-2" 1.5) ("@x" true) ("+82" "\\t=1") ("가,\\"나\\"" UNDEF) } }'
    path = "/sparql?" + urlencode({"query": query, "format": "csv"})
    rows = list(csv.reader(io.StringIO(ask(service.url, path, headers={"Accept": PAGE}).body.decode("utf-8-sig"))))
    assert rows == [["a", "b"], ["'=1+1", "-5"], ["'-2", "1.5"], ["'@x", "true"], ["'+82", "'\t=1"], ['가,"나"', ""]]
    plain = list(csv.reader(io.StringIO(ask(service.url, path).text)))
    assert plain[1] == ["=1+1", "-5"]


# Addresses


@pytest.mark.parametrize(
    "write", [str, str.lower, lambda path: path.replace("%ED", "%eD")], ids=["capitals", "small", "mixed"]
)
def test_a_record_is_found_however_its_address_is_written(service: Service, write: Callable[[str], str]) -> None:
    department = ask_sparql(
        service.url, "SELECT ?d { ?t pg:department ?d FILTER(CONTAINS(STR(?d), '%')) } LIMIT 1"
    ).rows[0]["d"]
    path = "/" + department.removeprefix("https://w3id.org/policygraph/")
    head, _, name = path.rpartition("/")
    found = ask(service.url, f"{head}/{write(name)}", headers={"Accept": "text/turtle"})
    assert found.status == 200
    assert department in found.text or found.text


def test_letters_in_an_address_need_no_escapes(service: Service) -> None:
    from urllib.parse import unquote

    department = ask_sparql(
        service.url, "SELECT ?d { ?t pg:department ?d FILTER(CONTAINS(STR(?d), '%')) } LIMIT 1"
    ).rows[0]["d"]
    path = unquote("/" + department.removeprefix("https://w3id.org/policygraph/")).replace(" ", "%20")
    with connect(service) as client:
        client.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/turtle\r\nConnection: close\r\n\r\n".encode()
        )
        assert b" 200 OK" in client.recv(65536)
    assert ask(service.url, "/id/%ff%fe", headers={"Accept": "text/turtle"}).status == 404


def test_every_iri_of_the_data_is_written_as_the_service_looks_for_it(service: Service) -> None:
    from policygraph.server.resource import written_path

    rows = ask_sparql(service.url, "SELECT DISTINCT ?x { { ?x ?p ?o } UNION { ?s ?p ?x FILTER(isIRI(?x)) } }").rows
    own = [row["x"].removeprefix("https://w3id.org/policygraph/") for row in rows if "policygraph/id/" in row["x"]]
    assert len(own) > 1000
    assert [path for path in own if written_path(path) != path] == []


@pytest.mark.parametrize("fields", ["default-graph-uri=&", "named-graph-uri=&", "default-graph-uri=&named-graph-uri=&"])
def test_an_empty_graph_name_names_no_graph(service: Service, fields: str) -> None:
    query = urlencode({"query": "ASK { ?s ?p ?o }"})
    answer = ask(service.url, f"/sparql?{fields}{query}", headers={"Accept": JSON_ROWS})
    assert (answer.status, answer.json["boolean"]) == (200, True)


@pytest.mark.parametrize("coding", ["gzip", "br", "compress, gzip", "nonsense"])
def test_a_packed_request_is_told_to_unpack(service: Service, coding: str) -> None:
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": coding}
    answer = ask(service.url, "/sparql", "POST", body=b"ASK {}", headers=headers)
    assert answer.status == 415
    assert "Content-Encoding" in answer.json["detail"]
    headers["Content-Encoding"] = "identity"
    assert ask(service.url, "/sparql", "POST", body=b"ASK {}", headers=headers).status == 200


def test_the_description_says_how_much_there_is(service: Service) -> None:
    found = rdflib.Graph().parse(
        data=ask(service.url, "/sparql", headers={"Accept": "text/turtle"}).body, format="turtle"
    )
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    (dataset,) = found.subjects(rdflib.RDF.type, void.Dataset)
    rows = ask_sparql(service.url, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows
    assert str(found.value(dataset, void.triples)) == rows[0]["n"]
    assert (dataset, void.vocabulary, rdflib.URIRef("https://w3id.org/policygraph/ns#")) in found


def test_settings_that_nobody_confirmed_leave_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: Service
) -> None:
    monkeypatch.setattr(policygraph.server.folder.tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Exception, match="--port"):
        Service(ServiceSettings(port=urlsplit(service.url).port or 0))
    assert list(tmp_path.iterdir()) == []
