"""What people, machines and attackers do to a running service, and what it does about it."""

from __future__ import annotations

import ctypes
import datetime
import errno
import io
import json
import os
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import policygraph.server.data
import policygraph.server.folder
import policygraph.server.listener
import policygraph.server.windows
import policygraph.server.worker
import pyoxigraph
import pytest
from policygraph.server import Service
from policygraph.server.output import Output, TooMuch
from policygraph.server.windows import ExtendedLimits, MemoryCounters
from policygraph.server.worker import LAST_WORDS, Engine
from review_data import decisions, write_reviewable
from service_clients import PAGE, until
from services import QUICK, ask, ask_sparql, running
from test_review_service import ACCEPT, Session
from test_safety import CROSS_PRODUCT, at_work, limit_time
from test_service_data import count, write_policy


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
        worker = at_work(started)
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
    pyoxigraph.Store(str(tmp_path / "store")).flush()
    assert engine.load({"store": str(tmp_path / "store")})[0]["ok"]
    kernel.used += 5_000_000
    assert engine.load({"store": str(tmp_path / "store")})[0]["ok"]
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
    pyoxigraph.Store(str(tmp_path / "store")).flush()
    assert engine.load({"store": str(tmp_path / "store")})[0]["ok"]
    assert engine.load({"store": str(tmp_path / "store")})[0]["ok"]
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
        kept = [path for path in small.folder.rglob("*") if path.is_file() and not path.parent.name.endswith("-store")]
        assert {path.name for path in kept} == {"in-use.lock", LAST_WORDS}
    assert not small.folder.exists()


def test_a_killed_worker_leaves_nothing() -> None:
    with running(limits=replace(QUICK, timeout=600.0)) as started:
        limit_time(started, 600.0)
        asking = threading.Thread(target=ask_sparql, args=(started.url, CROSS_PRODUCT))
        asking.start()
        worker = at_work(started)
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
    (dead / "1-store").mkdir()
    (dead / "1-store" / "000001.sst").write_bytes(b"x" * 1000)
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

        monkeypatch.setattr(policygraph.server.data, "read_questions", broken)
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
        assert len(list(live.folder.glob("*-store"))) == 1


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
