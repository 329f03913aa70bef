"""How queries come to workers and what becomes of those that do not answer, with workers that are no processes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from policygraph.server.pool import NoWorker, Pool, QueryEnded
from policygraph.server.service_settings import Limits
from policygraph.server.store_files import StoreFiles
from service_clients import until

PATIENT = replace(Limits(), workers=2, patience=300.0, moment=300.0, timeout=300.0)


class Crew:
    """Workers in threads of this process: each answers when the query may be answered."""

    def __init__(self) -> None:
        self.all: list[Hand] = []
        self.may_answer = threading.Event()
        self.asked: list[str] = []
        self.may_come = threading.Event()
        self.may_come.set()
        self.threads: set[threading.Thread] = set()
        self.missing = self.failing = 0  # how many of those that come next do not, and how many of the next answers

    def __call__(self, _limits: Limits, folder: Path) -> Hand:
        """Return one more of them."""
        self.threads.add(threading.current_thread())
        assert self.may_come.wait(300)
        if self.missing:
            self.missing -= 1
            raise OSError
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
        self.crew.threads.add(threading.current_thread())
        self.loaded = data

    def ask(self, _head: object, body: bytes) -> tuple[dict[str, Any], bytes]:
        """Answer when that may be."""
        self.crew.asked.append(body.decode())
        while not self.crew.may_answer.wait(0.005):
            if self.ended:
                raise QueryEnded(self.ended)
        if self.crew.failing:
            self.crew.failing -= 1
            raise QueryEnded("engine")
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
    now, looked = [1000.0], list[int]()
    monkeypatch.setattr("policygraph.server.pool.time", SimpleNamespace(monotonic=lambda: now[0]))
    pool.limits = replace(PATIENT, timeout=7.0)
    found = [asking(crowd, pool, files, "q", "a"), asking(crowd, pool, files, "q", "a", lambda: bool(looked.append(1)))]
    until(lambda: len(crew.asked) == 2)
    busy = set(pool.busy)
    assert {worker.deadline for worker in busy} == {1007.0}
    while len(looked) < 4:  # the watchdog has looked at both, and again
        look(pool)
        threading.Event().wait(0.005)
    assert not any(future.done() for future in found)
    now[0] = 1007.0
    look(pool)
    for future in found:
        with pytest.raises(QueryEnded, match="timeout"):
            future.result()
    until(lambda: {hand for hand in crew.all if hand.killed} == busy)
    until(lambda: pool.idle)
    assert pool.clients == {}


def test_a_worker_that_breaks_is_replaced_for_whoever_waits(
    crew: Crew, crowd: ThreadPoolExecutor, files: StoreFiles, tmp_path: Path
) -> None:
    pool = Pool(replace(PATIENT, workers=1), tmp_path)
    found = [asking(crowd, pool, files, f"q{number}") for number in range(2)]
    until(lambda: crew.asked and pool.waiting == 1)
    crew.failing = 1
    crew.may_answer.set()
    until(lambda: all(future.done() for future in found))
    errors = [future.exception() for future in found]
    assert sorted(map(str, errors)) == ["None", "engine"]
    until(lambda: len(crew.all) == 2)
    assert [hand.killed for hand in crew.all] == [True, False]
    pool.close()


def test_who_waits_gets_a_worker_though_others_are_busy(
    pool: Pool, crew: Crew, crowd: ThreadPoolExecutor, files: StoreFiles
) -> None:
    found = [asking(crowd, pool, files, f"q{number}") for number in range(3)]
    until(lambda: len(crew.asked) == 2 and pool.waiting == 1)
    crew.all[0].ended = "engine"
    until(lambda: len(crew.asked) == 3)
    assert [hand.killed for hand in crew.all] == [True, False, False]
    crew.may_answer.set()
    assert sorted(str(future.exception()) for future in found) == ["None", "None", "engine"]


def test_a_worker_that_does_not_come_is_replaced_for_whoever_waits_and_for_those_to_come(
    crew: Crew, crowd: ThreadPoolExecutor, files: StoreFiles, tmp_path: Path
) -> None:
    crew.may_come.clear()
    crew.may_answer.set()
    crew.missing = 1
    pool = Pool(replace(PATIENT, workers=1), tmp_path)
    waiting = asking(crowd, pool, files, "q")
    until(lambda: pool.waiting == 1)
    crew.may_come.set()
    assert waiting.result()[1] == b"q"
    pool.close()
    crew.missing = 1
    pool = Pool(PATIENT, tmp_path)
    until(lambda: not pool.starting)
    assert not pool.idle
    pool.keep_spares()
    until(lambda: len(pool.idle) == 2)
    assert pool.starting == 0
    pool.close()


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


def test_a_worker_that_comes_late_has_opened_the_data_and_one_that_comes_after_the_end_goes(
    crew: Crew, tmp_path: Path, files: StoreFiles
) -> None:
    for number, ended in enumerate((False, True), 1):
        crew.may_come.clear()
        pool = Pool(replace(PATIENT, workers=1), tmp_path)
        pool.use(files)
        until(lambda: not [thread for thread in threading.enumerate() if thread.name == "prepare"])
        if ended:
            pool.close()
        crew.may_come.set()
        until(lambda: len(crew.all) == number and (pool.idle or crew.all[-1].killed))  # noqa: B023
        assert (crew.all[-1].loaded, crew.all[-1].killed, pool.starting) == (files, ended, 0)
        pool.close()


def test_no_thread_keeps_a_process_that_is_over_alive(pool: Pool, crew: Crew, files: StoreFiles) -> None:
    until(lambda: pool.idle)
    pool.use(files)
    until(lambda: crew.all[0].loaded is files)
    watching = [thread for thread in threading.enumerate() if thread.name == "watchdog"]
    assert len(crew.threads) == 2
    assert watching
    assert all(thread.daemon for thread in (*crew.threads, *watching))


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
