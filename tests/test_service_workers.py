"""How queries come to workers and what becomes of those that do not answer, with workers that are no processes."""

from __future__ import annotations

import ctypes
import io
import resource
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import policygraph.server.worker
import pytest
from policygraph.server.pool import NoWorker, Pool, QueryEnded, Worker
from policygraph.server.service_settings import Limits
from policygraph.server.store_files import StoreFiles
from policygraph.server.worker import LAST_WORDS, limit_memory, receive, seal, send
from service_clients import until

PATIENT = replace(Limits(), workers=2, patience=300.0, moment=300.0, timeout=300.0)


class Crew:
    """Workers in threads of this process: each answers when the query may be answered."""

    def __init__(self) -> None:
        self.all: list[Hand] = []
        self.may_answer = threading.Event()
        self.asked: list[str] = []

    def __call__(self, _limits: Limits, folder: Path) -> Hand:
        """Return one more of them."""
        self.all.append(Hand(self, folder))
        return self.all[-1]

    @property
    def living(self) -> list[Hand]:
        """Those that nobody has killed."""
        return [hand for hand in self.all if not hand.killed]


class Hand:
    """One of the crew; it is its own process."""

    def __init__(self, crew: Crew, folder: Path) -> None:
        self.crew, self.folder, self.process = crew, folder, self
        self.deadline: float | None = None
        self.gone: Callable[[], bool] | None = None
        self.ended = ""
        self.killed = self.dead = False
        self.loaded: object = None

    def poll(self) -> int | None:
        """Return what the process has ended with, if it has."""
        return 1 if self.dead else None

    def load(self, data: object) -> None:
        """Open *data*."""
        self.loaded = data

    def ask(self, _head: object, body: bytes) -> tuple[dict[str, Any], bytes]:
        """Answer when that may be."""
        self.crew.asked.append(body.decode())
        while not self.crew.may_answer.wait(0.005):
            if self.ended:
                raise QueryEnded(self.ended)
        return {"ok": True}, body

    def end(self, reason: str) -> None:
        """End because of *reason*."""
        self.ended, self.deadline, self.gone = reason, None, None

    def kill(self) -> None:
        """End for good."""
        self.killed = True


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch) -> Crew:
    found = Crew()
    monkeypatch.setattr("policygraph.server.pool.Worker", found)
    return found


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(12) as found:
        yield found


@pytest.fixture
def pool(crew: Crew, tmp_path: Path) -> Iterator[Pool]:
    found = Pool(PATIENT, tmp_path)
    yield found
    crew.may_answer.set()
    found.close()


@pytest.fixture
def files(tmp_path: Path) -> StoreFiles:
    found = StoreFiles(tmp_path / "store")
    found.make(lambda place, _told: place.mkdir())
    return found


def asking(crowd: ThreadPoolExecutor, pool: Pool, files: StoreFiles, text: str, *more: Any) -> Future[Any]:
    return crowd.submit(pool.run, {}, text, files, *more)


def test_so_many_queries_run_at_once_and_the_next_waits(
    pool: Pool, crew: Crew, crowd: ThreadPoolExecutor, files: StoreFiles
) -> None:
    found = [asking(crowd, pool, files, f"q{n}", "a") for n in range(3)]
    until(lambda: len(crew.asked) == 2 and pool.waiting == 1)
    assert len(crew.all) == 2
    assert {hand.loaded for hand in crew.all} == {files}
    crew.may_answer.set()
    assert [future.result()[1] for future in found] == [b"q0", b"q1", b"q2"]
    assert (len(crew.all), pool.waiting, pool.busy, pool.clients) == (2, 0, set(), {})
    assert all(hand.deadline is hand.gone is None for hand in crew.all)


def test_a_client_has_a_share_and_others_have_theirs(
    pool: Pool, crew: Crew, crowd: ThreadPoolExecutor, files: StoreFiles
) -> None:
    pool.limits = replace(PATIENT, per_client=2, workers=1)
    found = [asking(crowd, pool, files, f"q{n}", "a") for n in range(2)]
    until(lambda: pool.clients["a"] == 2)
    with pytest.raises(NoWorker, match="client"):
        pool.run({}, "q", files, "a")
    found += [asking(crowd, pool, files, "b", "b"), *(asking(crowd, pool, files, "nobody") for _ in range(3))]
    until(lambda: pool.waiting == 5)
    crew.may_answer.set()
    assert {future.result()[1] for future in found} == {b"q0", b"q1", b"b", b"nobody"}
    assert pool.run({}, "again", files, "a")[1] == b"again"


def test_so_many_wait_and_the_next_is_told_at_once(
    pool: Pool, crew: Crew, crowd: ThreadPoolExecutor, files: StoreFiles
) -> None:
    pool.limits = replace(PATIENT, waiting=1, workers=1)
    first = asking(crowd, pool, files, "first")
    until(lambda: crew.asked)
    second = asking(crowd, pool, files, "second")
    until(lambda: pool.waiting == 1)
    with pytest.raises(NoWorker, match="busy"):
        pool.run({}, "third", files)
    with pytest.raises(NoWorker, match="preparing"):
        pool.run({}, "third", StoreFiles(files.place / "other"))
    crew.may_answer.set()
    assert (first.result()[1], second.result()[1]) == (b"first", b"second")


def test_a_query_waits_for_its_data_until_they_are_there_cannot_be_made_or_patience_ends(
    pool: Pool, crew: Crew, crowd: ThreadPoolExecutor, tmp_path: Path
) -> None:
    crew.may_answer.set()
    late, failing = StoreFiles(tmp_path / "late"), StoreFiles(tmp_path / "failing")
    found = [asking(crowd, pool, late, "late", "a"), asking(crowd, pool, failing, "failing", "a")]
    until(lambda: pool.waiting == 2)
    assert not crew.asked
    late.make(lambda place, _told: place.mkdir())
    pool.use(late)
    assert found[0].result()[1] == b"late"
    failing.failure = "no room"
    pool.use(failing)
    with pytest.raises(NoWorker, match="unprepared"):
        found[1].result()
    pool.limits = replace(PATIENT, patience=0.0)
    with pytest.raises(NoWorker, match="preparing"):
        pool.run({}, "", StoreFiles(tmp_path / "other"), "a")
    assert (pool.waiting, pool.clients) == (0, {})


def test_who_has_hung_up_no_longer_waits(pool: Pool, crew: Crew, crowd: ThreadPoolExecutor, tmp_path: Path) -> None:
    gone = threading.Event()
    found = asking(crowd, pool, StoreFiles(tmp_path / "never"), "q", "a", gone.is_set)
    until(lambda: pool.waiting == 1)
    gone.set()
    pool.use(StoreFiles(tmp_path / "other"))
    with pytest.raises(NoWorker, match="preparing"):
        found.result()
    assert (pool.waiting, pool.clients, crew.asked) == (0, {}, [])


def look(pool: Pool) -> None:
    """Let the watchdog look."""
    with pool.alarm:
        pool.alarm.notify_all()


def test_a_query_ends_with_its_time_and_its_worker_with_it(
    pool: Pool, crew: Crew, crowd: ThreadPoolExecutor, files: StoreFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("policygraph.server.pool.time", SimpleNamespace(monotonic=lambda: now[0]))
    pool.limits = replace(PATIENT, timeout=7.0)
    found = asking(crowd, pool, files, "q", "a")
    until(lambda: crew.asked)
    (busy,) = pool.busy
    assert busy.deadline == 1007.0
    look(pool)
    assert not found.done()
    now[0] = 1007.0
    look(pool)
    with pytest.raises(QueryEnded, match="timeout"):
        found.result()
    until(lambda: [hand for hand in crew.all if hand.killed])
    assert [hand.killed for hand in crew.all] == [hand is busy for hand in crew.all]
    until(lambda: pool.idle)
    assert pool.clients == {}


def test_a_query_ends_with_its_client(pool: Pool, crew: Crew, crowd: ThreadPoolExecutor, files: StoreFiles) -> None:
    gone = threading.Event()
    found = asking(crowd, pool, files, "q", "", gone.is_set)
    until(lambda: crew.asked)
    look(pool)
    assert not found.done()
    gone.set()
    look(pool)
    with pytest.raises(QueryEnded, match="abandoned"):
        found.result()


def test_one_worker_is_kept_ready_and_two_once_the_data_are_read(pool: Pool, crew: Crew) -> None:
    until(lambda: len(pool.idle) == 1 and not pool.starting)
    assert len(crew.all) == 1
    pool.keep_spares()
    until(lambda: len(pool.idle) == 2 and not pool.starting)
    assert len(crew.all) == 2


def test_no_more_are_kept_ready_than_may_run(crew: Crew, tmp_path: Path) -> None:
    pool = Pool(replace(PATIENT, workers=1), tmp_path)
    pool.keep_spares()
    until(lambda: len(pool.idle) == 1 and not pool.starting)
    assert len(crew.all) == 1
    pool.close()


def test_idle_workers_open_new_data_at_once(pool: Pool, crew: Crew, files: StoreFiles, tmp_path: Path) -> None:
    until(lambda: pool.idle)
    pool.use(StoreFiles(tmp_path / "not-ready"))
    pool.use(files)
    until(lambda: crew.all[0].loaded is files)
    until(lambda: len(pool.idle) == 1)
    assert not crew.all[0].killed


def test_an_idle_worker_that_died_is_buried_and_replaced(pool: Pool, crew: Crew, files: StoreFiles) -> None:
    until(lambda: pool.idle)
    crew.may_answer.set()
    crew.all[0].dead = True
    assert pool.run({}, "q", files)[1] == b"q"
    assert [hand.killed for hand in crew.all][:2] == [True, False]


def test_waiting_for_data_a_moment_ends_when_they_are_there_cannot_be_made_or_nobody_waits(
    pool: Pool, crowd: ThreadPoolExecutor, files: StoreFiles, tmp_path: Path
) -> None:
    other = StoreFiles(tmp_path / "other")

    def never() -> bool:
        return False

    assert pool.ready(files, never) is True
    assert pool.ready(other, lambda: True) is False
    waiting = crowd.submit(pool.ready, other, never)
    assert not waiting.done()
    other.failure = "no room"
    pool.use(other)
    assert waiting.result() is False
    other.failure = None
    pool.limits = replace(PATIENT, moment=0.0)
    assert pool.ready(other, never) is False
    pool.limits = PATIENT
    waiting = crowd.submit(pool.ready, other, never)
    other.make(lambda place, _told: place.mkdir())
    pool.use(other)
    assert waiting.result() is True


def test_the_end_kills_all_and_tells_whoever_waits(
    pool: Pool, crew: Crew, crowd: ThreadPoolExecutor, files: StoreFiles, tmp_path: Path
) -> None:
    pool.keep_spares()
    until(lambda: len(pool.idle) == 2 and not pool.starting)
    waiting = asking(crowd, pool, StoreFiles(tmp_path / "never"), "q")
    until(lambda: pool.waiting == 1)
    pool.close()
    with pytest.raises(NoWorker, match="closed"):
        waiting.result()
    assert crew.living == []
    with pytest.raises(NoWorker, match="closed"):
        pool.run({}, "q", files)
    assert pool.ready(StoreFiles(tmp_path / "never"), lambda: False) is False


# One worker and its process


class Process:
    """A process that has said *said* and ended."""

    def __init__(self, said: bytes, code: int, *, deaf: bool) -> None:
        self.stdout, self.stdin, self.returncode = io.BytesIO(said), io.BytesIO(), code
        self.told: list[Any] = []
        if deaf:
            self.stdin.close()
            self.stdin = SimpleNamespace(write=self._broken, flush=self._broken, close=lambda: None)  # type: ignore[assignment]

    def _broken(self, *_: object) -> None:
        raise BrokenPipeError

    def wait(self, _seconds: float | None = None) -> int:
        """Return what it has ended with."""
        return self.returncode

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
    assert not worker.folder.exists()
    assert worker.process.stdin.closed  # type: ignore[union-attr]
    assert worker.process.stdout.closed  # type: ignore[union-attr]


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
    assert worker.process.told == ["kill"]  # type: ignore[attr-defined]


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
