"""The workers: started ahead, one query each at a time, killed when a query does not end, replaced at once."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from policygraph.server.service_settings import Limits
from policygraph.server.store_files import StoreFiles
from policygraph.server.worker import LAST_WORDS, receive, send

SPARE = 2  # workers kept ready when nobody asks
_MOST_TRIES = 3
_LOOK_EVERY = 0.5  # seconds between two looks at whether the client is still there
_OUT_OF_STACK = (-11, 0xC00000FD, 0xC00000FD - (1 << 32))  # SIGSEGV; STATUS_STACK_OVERFLOW
_NO_MEMORY = 0xC0000017


class QueryEnded(Exception):  # noqa: N818 - it did
    """The worker ended before it had answered.

    The argument says why: ``timeout``, ``abandoned`` (nobody waits for the answer), ``memory``, ``depth`` (the query is
    nested too deep for the engine), ``engine`` (a fault of the engine or of ours) or ``killed`` (from outside).
    """


class NoWorker(Exception):  # noqa: N818 - for now
    """No worker for this query.

    The argument says why: ``busy`` (all are, and enough others wait), ``client`` (has its share), ``preparing`` (its data
    are not there yet), ``unprepared`` (they could not be made), ``closed``.
    """


class _Lost(Exception):  # noqa: N818 - it is
    """The worker was gone before the query began, so that another may be asked."""


class Worker:
    """One process, the streams to it, and a *folder* of its own for what it puts on disk."""

    def __init__(self, limits: Limits, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
        environment["PYTHONIOENCODING"] = "utf-8"
        module = [sys.executable, "-m", "policygraph.server.worker"]
        with (folder / LAST_WORDS).open("wb") as last_words:
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                [*module, str(limits.memory), str(limits.result + 1024), str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=last_words,
                env=environment,
            )
        self.deadline: float | None = None
        self.gone: Callable[[], bool] | None = None
        self.ended = ""
        self.loaded: StoreFiles | None = None
        self.ready = False

    def ask(self, head: dict[str, Any], body: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Put one job to the worker and wait for its answer.

        Raises `QueryEnded` when there is none, and `_Lost` when the job has not reached the worker.
        """
        assert self.process.stdin is not None  # noqa: S101
        assert self.process.stdout is not None  # noqa: S101
        try:
            if not self.ready:
                if receive(self.process.stdout) is None:
                    raise _Lost
                self.ready = True
            send(self.process.stdin, head, body)
        except OSError:
            raise (QueryEnded(self.ended) if self.ended else _Lost) from None
        try:
            answer = receive(self.process.stdout)
        except OSError:
            answer = None
        if answer is None:
            raise QueryEnded(self.ended or self._fate())
        return answer

    def _fate(self) -> str:
        """Return why the process has ended by itself."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        with contextlib.suppress(OSError):
            if b"memory" in (self.folder / LAST_WORDS).read_bytes()[-4096:].lower():
                return "memory"
        if self.process.returncode == _NO_MEMORY:
            return "memory"
        if self.process.returncode in _OUT_OF_STACK:
            return "depth"
        return "engine" if self.process.returncode == 1 else "killed"

    def end(self, reason: str) -> None:
        """End the process at once because of *reason*; whoever waits for its answer is told."""
        self.ended, self.deadline, self.gone = reason, None, None
        self.process.kill()

    def load(self, data: StoreFiles) -> None:
        """Make sure that the worker has opened *data*, which the caller holds."""
        if self.loaded is data:
            return
        try:
            self.ask({"do": "load", "store": str(data.place)})
        except QueryEnded:
            raise _Lost from None
        self.loaded = data

    def kill(self) -> None:
        """End the process at once, wait until the system has taken it away, and remove what it has left."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Pool:
    """Gives queries to workers, at most `Limits.workers` at a time; each has a folder of its own in *folder*."""

    def __init__(self, limits: Limits, folder: Path) -> None:
        self.limits, self.folder = limits, folder
        self._numbers = itertools.count()
        self.idle: list[Worker] = []
        self.busy: set[Worker] = set()
        self.starting = 0
        self.waiting = 0
        self.clients: Counter[str] = Counter()
        self.closed = False
        self.spare = 1  # a second worker would only get in the way while the data are being read
        self.data: StoreFiles | None = None
        lock = threading.Lock()
        self.changed, self.alarm = threading.Condition(lock), threading.Condition(lock)
        self._watchdog = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._watchdog.start()
        self._add_worker()

    # starting and ending workers

    def _add_worker(self) -> None:
        """Start one more worker; the condition is held, or nobody else knows the pool yet."""
        self.starting += 1
        threading.Thread(target=self._start, name="start", daemon=True).start()

    def _start(self) -> None:
        worker = None
        try:
            worker = Worker(self.limits, self.folder / f"worker-{next(self._numbers)}")
            while True:
                data = self.data
                self._load(worker, data)
                with self.changed:
                    if self.closed:
                        break
                    if data is self.data:
                        self.starting -= 1
                        self.idle.append(worker)
                        self._grow(self.spare)
                        self.changed.notify_all()
                        return
        except (_Lost, OSError):
            pass
        with self.changed:
            self.starting -= 1
            if self.waiting:
                self._grow()
            self.changed.notify_all()
        if worker is not None:
            worker.kill()

    @staticmethod
    def _load(worker: Worker, data: StoreFiles | None) -> None:
        """Let *worker* open *data* before anybody asks; not where they are not there, or have gone since."""
        if data is not None and data.ready:
            with data.held() as there:
                if there:
                    worker.load(data)

    def use(self, data: StoreFiles) -> None:
        """Give *data* to workers from now on, and go on with the queries that wait for them.

        A worker that is idle opens the newest there are at once, in the background; one that is not does so when it is
        asked next, and nobody's query waits behind this.
        """
        with self.changed:
            self.data = data
            self.changed.notify_all()

        def prepare() -> None:
            with contextlib.suppress(NoWorker, QueryEnded, _Lost), self._worker("", 0.0) as worker:
                self._load(worker, self.data)

        threading.Thread(target=prepare, name="prepare", daemon=True).start()

    def keep_spares(self) -> None:
        """From now on, keep more than one worker ready."""
        with self.changed:
            self.spare = SPARE
            self._grow(self.spare)

    def _watch(self) -> None:
        with self.alarm:
            while not self.closed:
                now = time.monotonic()
                wait = None
                for worker in self.busy:
                    if worker.deadline is None:
                        continue
                    if worker.deadline <= now:
                        worker.end("timeout")
                    elif worker.gone is not None and worker.gone():
                        worker.end("abandoned")
                    else:
                        wait = min(wait or _LOOK_EVERY, worker.deadline - now)
                self.alarm.wait(wait)

    # running queries

    @contextlib.contextmanager
    def _worker(
        self,
        client: str,
        patience: float,
        gone: Callable[[], bool] | None = None,
        data: StoreFiles | None = None,
    ) -> Iterator[Worker]:
        worker = self._borrow(client, patience, gone, data)
        sound = False
        try:
            yield worker
            sound = True
        finally:
            with self.changed:
                worker.deadline = worker.gone = None
                sound = sound and not worker.ended and not self.closed
                self.busy.discard(worker)
                self._leave(client)
                if sound:
                    self.idle.append(worker)
                    self.changed.notify_all()
                elif self.waiting:
                    self._grow()
                else:
                    self._grow(self.spare)
            if not sound:
                worker.kill()

    def _borrow(self, client: str, patience: float, gone: Callable[[], bool] | None, data: StoreFiles | None) -> Worker:
        """Wait until *data* are ready and a worker is idle, and take it."""
        end = time.monotonic() + patience
        with self.changed:
            if self.closed:
                raise NoWorker("closed")
            if client and self.clients[client] >= self.limits.per_client:
                raise NoWorker("client")
            unready = data is not None and not data.ready
            if unready or not self.idle:
                if self.waiting >= self.limits.waiting:
                    raise NoWorker("preparing" if unready else "busy")
                self._grow()
            if client:
                self.clients[client] += 1
            self.waiting += 1
            try:
                while (worker := self._idle_worker(data)) is None:
                    left = end - time.monotonic()
                    failed = data is not None and data.failure is not None
                    if left <= 0 or failed or self.closed or (gone is not None and gone()):
                        self._leave(client)
                        raise NoWorker(self._want(data))
                    self.changed.wait(min(left, _LOOK_EVERY))
            finally:
                self.waiting -= 1
            self.busy.add(worker)
            return worker

    def ready(self, data: StoreFiles, gone: Callable[[], bool]) -> bool:
        """Wait a moment for *data*, and say whether queries on them can be asked."""
        end = time.monotonic() + self.limits.moment
        with self.changed:
            while not data.ready and data.failure is None and not self.closed and not gone():
                left = end - time.monotonic()
                if left <= 0:
                    break
                self.changed.wait(min(left, _LOOK_EVERY))
        return data.ready

    def _want(self, data: StoreFiles | None) -> str:
        """Return what a query on *data* lacks."""
        if self.closed:
            return "closed"
        if data is None or data.ready:
            return "busy"
        return "preparing" if data.failure is None else "unprepared"

    def _idle_worker(self, data: StoreFiles | None) -> Worker | None:
        """Take an idle worker as soon as *data* are ready; one that has died meanwhile is buried and replaced."""
        while self.idle and (data is None or data.ready):
            worker = self.idle.pop()
            if worker.process.poll() is None:
                return worker
            worker.kill()
            self._grow()
        return None

    def _leave(self, client: str) -> None:
        if client:
            self.clients[client] -= 1
            if self.clients[client] <= 0:
                del self.clients[client]

    def _grow(self, most: int | None = None) -> None:
        """Start one more worker unless there are already *most*, or as many as the limits allow."""
        most = self.limits.workers if most is None else min(most, self.limits.workers)
        if not self.closed and len(self.idle) + len(self.busy) + self.starting < most:
            self._add_worker()

    def run(
        self,
        job: dict[str, Any],
        query: str,
        data: StoreFiles,
        client: str = "",
        gone: Callable[[], bool] | None = None,
    ) -> tuple[dict[str, Any], bytes]:
        """Run one query on *data*, which the caller holds, and return head and body of the worker's answer.

        It waits for the data to be ready and for a worker, at most `Limits.patience`. *gone* tells that nobody waits for it.
        Raises `NoWorker` when the query cannot begin and `QueryEnded` when it was ended; in both cases nothing of it
        goes on anywhere.
        """
        for _ in range(_MOST_TRIES):
            with contextlib.suppress(_Lost), self._worker(client, self.limits.patience, gone, data) as worker:
                worker.load(data)
                with self.changed:
                    worker.deadline, worker.gone = time.monotonic() + self.limits.timeout, gone
                    self.alarm.notify()
                return worker.ask({**job, "do": "query"}, query.encode())
        raise QueryEnded("killed")

    def close(self) -> None:
        """End every worker."""
        with self.changed:
            self.closed = True
            workers = [*self.idle, *self.busy]
            self.idle.clear()
            self.changed.notify_all()
            self.alarm.notify_all()
        for worker in workers:
            worker.kill()
