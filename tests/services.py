"""A real service on a loopback port, a plain HTTP client for it, and a listener that must hear nothing."""

from __future__ import annotations

import http.client
import json
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyoxigraph
import pytest
from policygraph.server import Service, ServiceSettings
from policygraph.server.service_settings import Limits
from policygraph.server.store_files import StoreFiles
from policygraph.server.worker import Engine
from workspaces import TODAY

QUICK = replace(
    Limits(), workers=3, timeout=120.0, patience=120.0, moment=120.0
)  # no answer may depend on how busy the machine is
JSON_ROWS = "application/sparql-results+json"


@dataclass(frozen=True)
class Answer:
    """One HTTP response, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        """The content type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def rows(self) -> list[dict[str, str]]:
        """The bindings of a SPARQL result as plain strings."""
        assert self.status == 200, self.text  # a refusal says why
        return [{name: term["value"] for name, term in row.items()} for row in self.json["results"]["bindings"]]


def ask(
    url: str, path: str, method: str = "GET", *, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send one request on a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=300)
    try:
        connection.request(method, path, body=body, headers=dict(headers or {}))
        answer = connection.getresponse()
        return Answer(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def ask_sparql(url: str, query: str, accept: str = JSON_ROWS, **more: str) -> Answer:
    """Send one query by GET."""
    return ask(url, "/sparql?" + urlencode({"query": query, **more}), headers={"Accept": accept})


class Inside:
    """Runs queries in this very process, one at a time, as a pool of workers would: for tests that are not about processes."""

    def __init__(self, limits: Limits, folder: Path) -> None:
        scratch = folder / "inside"
        scratch.mkdir()
        self.engine = Engine(limits.memory, scratch)
        self.opened: StoreFiles | None = None
        self.asking = threading.Lock()

    def ready(self, data: StoreFiles, _gone: object = None) -> bool:
        """Wait until *data* are ready, and say whether they are."""
        while not data.ready and data.failure is None:
            data.pause(0.005)
        return data.ready

    def run(self, job: Mapping[str, Any], query: str, data: StoreFiles, *_: object) -> tuple[dict[str, Any], bytes]:
        """Run one query on *data*."""
        with self.asking:
            if self.opened is not data and self.ready(data):
                self.engine.store = pyoxigraph.Store.read_only(str(data.place))
                self.opened = data
            return self.engine.query({**job, "query": query})

    def use(self, data: StoreFiles) -> None:
        """Do nothing: data are opened when somebody asks."""

    def keep_spares(self) -> None:
        """Do nothing: there is nobody but this process."""

    def close(self) -> None:
        """Do nothing, for the same reason."""


def running(workspace: Path | None = None, *, inside: bool = False, **settings: Any) -> Service:
    """Return a service on a free port, not started yet; its day is that of all tests. Where it is *inside*, it has no workers."""
    log: list[str] = []
    settings.setdefault("limits", QUICK)
    told = ServiceSettings(port=0, workspace=None if workspace is None else str(workspace), **settings)
    with pytest.MonkeyPatch.context() as patch:
        if inside:
            patch.setattr("policygraph.server.service.Pool", Inside)
        service = Service(told, log.append, as_of=lambda: TODAY)
    service.lines = log  # type: ignore[attr-defined]
    return service


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """The service on the bundled data."""
    with running() as started:
        yield started


class Listener:
    """Listens on loopback and keeps whatever reaches it."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self._callers: list[int] = []
        self._accepted = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        """An address at which the listener would hear a request."""
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}/x"

    @property
    def heard(self) -> list[int]:
        """The ports of all who have called until now: a call of our own comes through when those before it have."""
        with socket.create_connection(self.socket.getsockname()) as call, self._accepted:
            own = call.getsockname()[1]
            assert self._accepted.wait_for(lambda: own in self._callers, 300)
            self._callers.remove(own)
            return list(self._callers)

    def _listen(self) -> None:
        while True:
            try:
                connection, caller = self.socket.accept()
            except OSError:
                return
            with self._accepted:
                self._callers.append(caller[1])
                self._accepted.notify_all()
            connection.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A listener on loopback."""
    listening = Listener()
    yield listening
    listening.socket.close()


def alive(process: int) -> bool:
    """Return whether a process with this number exists."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
