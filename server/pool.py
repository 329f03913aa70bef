"""The workers: started ahead, one query each at a time, killed when a query does not end, replaced at once."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policygraph.server.settings import Limits
from policygraph.server.worker import receive, send

SPARE = 2  # workers kept ready when nobody asks


class QueryEnded(Exception):  # noqa: N818 - it did
    """The worker ended before it had answered: ``timeout`` or ``memory``."""


class NoWorker(Exception):  # noqa: N818 - for now
    """No worker for this query: ``busy`` (all are, and enough others wait), ``client`` (has its share), ``closed``."""


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The files that hold one state of the dataset; *version* tells states apart; more files may follow for the same."""

    version: str
    paths: tuple[str, ...]


class Worker:
    """One process and the streams to it."""

    def __init__(self, limits: Limits) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
        environment["PYTHONIOENCODING"] = "utf-8"
        command = [sys.executable, "-m", "policygraph.server.worker", str(limits.memory), str(limits.result + 1024)]
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        self.deadline: float | None = None
        self.overdue = False
        self.loaded: tuple[str, int] = ("", 0)
        self.ready = False

    def ask(self, head: dict[str, Any], body: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Put one job to the worker and wait for its answer; raises `QueryEnded` when there is none."""
        assert self.process.stdin is not None  # noqa: S101
        assert self.process.stdout is not None  # noqa: S101
        try:
            if not self.ready:
                if receive(self.process.stdout) is None:
                    raise QueryEnded("memory")
                self.ready = True
            send(self.process.stdin, head, body)
            answer = receive(self.process.stdout)
        except OSError:
            answer = None
        if answer is None:
            raise QueryEnded("timeout" if self.overdue else "memory")
        return answer

    def load(self, data: DataFiles) -> None:
        """Make sure that the worker holds *data*."""
        version, count = self.loaded
        if version != data.version:
            self.ask({"do": "load", "files": data.paths, "more": False})
        elif count < len(data.paths):
            self.ask({"do": "load", "files": data.paths[count:], "more": True})
        else:
            return
        self.loaded = (data.version, len(data.paths))

    def kill(self) -> None:
        """End the process at once and wait until the system has taken it away."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()


class Pool:
    """Gives queries to workers, at most `Limits.workers` at a time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.idle: list[Worker] = []
        self.busy: set[Worker] = set()
        self.starting = 0
        self.waiting = 0
        self.clients: Counter[str] = Counter()
        self.closed = False
        self.spare = 1  # a second worker would only get in the way while the data are being read
        self.data: DataFiles | None = None
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
            worker = Worker(self.limits)
            while True:
                data = self.data
                if data is not None:
                    worker.load(data)
                with self.changed:
                    if self.closed:
                        break
                    if data is self.data:
                        self.starting -= 1
                        self.idle.append(worker)
                        self._grow(self.spare)
                        self.changed.notify()
                        return
        except (QueryEnded, OSError):
            pass
        with self.changed:
            self.starting -= 1
            self.changed.notify_all()
        if worker is not None:
            worker.kill()

    def use(self, data: DataFiles) -> None:
        """Give *data* to workers from now on; one that is idle takes them in at once, in the background."""
        self.data = data

        def prepare() -> None:
            with contextlib.suppress(NoWorker, QueryEnded), self._worker("", self.limits.patience) as worker:
                worker.load(data)

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
                pending = []
                for worker in self.busy:
                    if worker.deadline is None:
                        continue
                    if worker.deadline > now:
                        pending.append(worker.deadline)
                    else:
                        worker.overdue, worker.deadline = True, None
                        worker.process.kill()
                self.alarm.wait(min(pending) - now if pending else None)

    # running queries

    @contextlib.contextmanager
    def _worker(self, client: str, patience: float) -> Iterator[Worker]:
        worker = self._borrow(client, patience)
        sound = False
        try:
            yield worker
            sound = True
        finally:
            with self.changed:
                worker.deadline = None
                sound = sound and not worker.overdue and not self.closed
                self.busy.discard(worker)
                self._leave(client)
                if sound:
                    self.idle.append(worker)
                    self.changed.notify()
                elif self.waiting:
                    self._grow()
                else:
                    self._grow(self.spare)
            if not sound:
                worker.kill()

    def _borrow(self, client: str, patience: float) -> Worker:
        end = time.monotonic() + patience
        with self.changed:
            if self.closed:
                raise NoWorker("closed")
            if client and self.clients[client] >= self.limits.per_client:
                raise NoWorker("client")
            if not self.idle:
                if self.waiting >= self.limits.waiting:
                    raise NoWorker("busy")
                self._grow()
            if client:
                self.clients[client] += 1
            self.waiting += 1
            try:
                while not self.idle:
                    left = end - time.monotonic()
                    if left <= 0 or self.closed:
                        self._leave(client)
                        raise NoWorker("closed" if self.closed else "busy")
                    self.changed.wait(left)
                worker = self.idle.pop()
            finally:
                self.waiting -= 1
            self.busy.add(worker)
            return worker

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

    def run(self, job: dict[str, Any], query: str, data: DataFiles, client: str = "") -> tuple[dict[str, Any], bytes]:
        """Run one query on *data* and return head and body of the worker's answer.

        Raises `NoWorker` when the query cannot begin and `QueryEnded` when it was ended; in both cases nothing of it
        goes on anywhere.
        """
        with self._worker(client, self.limits.patience) as worker:
            worker.load(data)
            with self.changed:
                worker.deadline = time.monotonic() + self.limits.timeout
                self.alarm.notify()
            return worker.ask({**job, "do": "query"}, query.encode())

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
