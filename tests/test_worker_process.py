"""One worker: what is said to its process, why that has ended, and what it gives up before it takes the first query."""

from __future__ import annotations

import ctypes
import io
import resource
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import policygraph.server.worker
import pytest
from policygraph.server.pool import Pool, QueryEnded, Worker
from policygraph.server.service_settings import Limits
from policygraph.server.store_files import StoreFiles
from policygraph.server.worker import LAST_WORDS, limit_memory, receive, seal, send
from service_clients import until
from test_service_workers import PATIENT


@pytest.fixture
def files(tmp_path: Path) -> StoreFiles:
    found = StoreFiles(tmp_path / "store")
    found.make(lambda place, _told: place.mkdir())
    return found


class Process:
    """A process that has said *said* and ended."""

    def __init__(self, said: bytes, code: int, *, deaf: bool) -> None:
        self.stdout, self.stdin, self.code = io.BytesIO(said), io.BytesIO(), code
        self.returncode: int | None = None  # until somebody has waited for it
        self.told: list[Any] = []
        if deaf:
            self.stdin.close()
            self.stdin = SimpleNamespace(write=self._broken, flush=self._broken, close=lambda: None)  # type: ignore[assignment]

    def _broken(self, *_: object) -> None:
        raise BrokenPipeError

    def wait(self, _seconds: float | None = None) -> int:
        """Return what it has ended with."""
        self.told.append("wait")
        self.returncode = self.code
        return self.code

    def kill(self) -> None:
        """Keep that somebody wanted to end it."""
        self.told.append("kill")


def frames(*heads: dict[str, Any]) -> bytes:
    stream = io.BytesIO()
    for head in heads:
        send(stream, head, b"body")
    return stream.getvalue()


def hired(monkeypatch: pytest.MonkeyPatch, folder: Path, said: bytes, code: int = 0, *, deaf: bool = False) -> Worker:
    monkeypatch.setattr("policygraph.server.pool.subprocess.Popen", lambda *_, **__: Process(said, code, deaf=deaf))
    return Worker(PATIENT, folder / "worker")


def test_a_worker_answers_once_it_is_ready(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    worker = hired(monkeypatch, tmp_path, frames({"ok": 0}, {"ok": 1}, {"ok": 2}))
    assert worker.ask({"do": "x"}, "가".encode()) == ({"ok": 1, "length": 4}, b"body")
    assert worker.ask({"do": "y"}) == ({"ok": 2, "length": 4}, b"body")
    stream = io.BytesIO(worker.process.stdin.getvalue())  # type: ignore[union-attr]
    assert receive(stream) == ({"do": "x", "length": 3}, "가".encode())
    assert receive(stream) == ({"do": "y", "length": 0}, b"")
    worker.kill()
    assert worker.process.told == ["kill", "wait"]  # type: ignore[attr-defined]
    assert not worker.folder.exists()
    worker.kill()  # once more does no harm
    assert worker.process.stdin.closed  # type: ignore[union-attr]
    assert worker.process.stdout.closed  # type: ignore[union-attr]


def test_a_worker_opens_data_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: StoreFiles) -> None:
    worker = hired(monkeypatch, tmp_path, frames({"ok": 0}, {"ok": 1}, {"ok": 2}))
    other = StoreFiles(tmp_path / "other")
    for data in (files, files, other):
        worker.load(data)
        assert worker.loaded is data
    stream = io.BytesIO(worker.process.stdin.getvalue())  # type: ignore[union-attr]
    told = [receive(stream) for _ in range(3)]
    assert told == [({"do": "load", "store": str(data.place), "length": 0}, b"") for data in (files, other)] + [None]


@pytest.mark.parametrize(
    ("code", "words", "fate"),
    [
        (-9, b"", "killed"),
        (137, b"", "killed"),
        (1, b"", "engine"),
        (-11, b"", "depth"),
        (0xC00000FD, b"", "depth"),
        (0xC00000FD - (1 << 32), b"", "depth"),
        (0xC0000017, b"", "memory"),
        (-6, b"Memory allocation of 8 bytes failed", "memory"),
        (1, b"MemoryError", "memory"),
        (1, b"memory" + b"x" * 4090, "memory"),
        (1, b"memory" + b"x" * 4091, "engine"),
    ],
)
def test_why_a_worker_ended_is_told_by_its_last_words_and_how_it_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int, words: bytes, fate: str
) -> None:
    worker = hired(monkeypatch, tmp_path, frames({"ok": 0}), code)
    (worker.folder / LAST_WORDS).write_bytes(words)
    with pytest.raises(QueryEnded) as ended:
        worker.ask({"do": "query"})
    assert str(ended.value) == fate
    worker.end("timeout")
    with pytest.raises(QueryEnded, match="timeout"):
        worker.ask({"do": "query"})
    assert "kill" in worker.process.told  # type: ignore[attr-defined]


@pytest.mark.parametrize(("said", "deaf"), [(b"", False), (b'{"length": 0}', False), (frames({"ok": 0}), True)])
def test_a_worker_that_never_got_the_query_is_lost_and_another_is_asked_three_times(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: StoreFiles, said: bytes, *, deaf: bool
) -> None:
    hired_ones: list[Worker] = []

    def hire(limits: Limits, folder: Path) -> Worker:
        hired_ones.append(Worker(limits, folder))
        return hired_ones[-1]

    worker = hired(monkeypatch, tmp_path, said, deaf=deaf)
    monkeypatch.setattr(Process, "poll", lambda _: None, raising=False)
    monkeypatch.setattr("policygraph.server.pool.Worker", hire)
    pool = Pool(PATIENT, tmp_path)
    with pytest.raises(QueryEnded, match="killed"):
        pool.run({}, "q", files)
    pool.close()
    until(lambda: not any(one.folder.exists() for one in hired_ones))
    worker.end("timeout")
    if deaf:
        with pytest.raises(QueryEnded, match="timeout"):
            worker.ask({})


def test_a_worker_is_started_with_its_limits_and_finds_the_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: dict[str, Any] = {}

    def start(command: list[str], **more: Any) -> Process:
        told.update(more, command=command)
        return Process(b"", 0, deaf=False)

    monkeypatch.setattr("policygraph.server.pool.subprocess.Popen", start)
    monkeypatch.setattr("policygraph.server.pool.sys.path", ["", "/program"])
    worker = Worker(replace(PATIENT, memory=77, result=1000), tmp_path / "worker")
    assert told["command"][1:] == ["-m", "policygraph.server.worker", "77", "2024", str(worker.folder)]
    assert told["env"]["PYTHONPATH"] == f"{Path.cwd()}:/program"
    assert told["env"]["PYTHONIOENCODING"] == "utf-8"


@pytest.mark.parametrize("cut", [0, 5, len(frames({"ok": 0})) - 1])
def test_half_of_a_frame_is_none(cut: int) -> None:
    assert receive(io.BytesIO(frames({"ok": 0})[:cut])) is None


# What a worker gives up


@pytest.fixture
def set_limits(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """What limits of this process would be set, which are left as they are; the hard ones are a million, if any."""
    found: dict[int, tuple[int, int]] = {}
    hard = {resource.RLIMIT_AS: resource.RLIM_INFINITY}
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (0, hard.get(kind, 1_000_000)))
    monkeypatch.setattr(resource, "setrlimit", found.__setitem__)
    return found


@pytest.mark.parametrize("size", [999_999, 1_000_000, 1_000_001])
def test_a_worker_gives_up_the_network_large_files_and_cores(
    monkeypatch: pytest.MonkeyPatch, set_limits: dict[int, tuple[int, int]], size: int
) -> None:
    apart: list[int] = []
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: SimpleNamespace(unshare=apart.append))
    seal(size)
    assert apart == [0x50000000]  # CLONE_NEWUSER and CLONE_NEWNET
    assert set_limits == {
        resource.RLIMIT_FSIZE: (min(size, 1_000_000), 1_000_000),
        resource.RLIMIT_CORE: (0, 1_000_000),
    }
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: SimpleNamespace())  # a system without it
    seal(5)
    assert set_limits[resource.RLIMIT_FSIZE] == (5, 1_000_000)


def test_a_worker_may_use_so_much_more_memory_than_it_does(
    monkeypatch: pytest.MonkeyPatch, set_limits: dict[int, tuple[int, int]]
) -> None:
    monkeypatch.setattr(
        policygraph.server.worker, "Path", lambda _name: SimpleNamespace(read_text=lambda _encoding: "100 7 7 7")
    )
    limit_memory(5000)
    assert set_limits == {resource.RLIMIT_AS: (100 * resource.getpagesize() + 5000, resource.RLIM_INFINITY)}
    set_limits.clear()

    def unknown(_name: str) -> Path:
        raise OSError

    monkeypatch.setattr(policygraph.server.worker, "Path", unknown)
    limit_memory(5000)
    assert set_limits == {}
