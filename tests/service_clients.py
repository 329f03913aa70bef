"""Raw connections to a service, waiting for what they cause, and a `Web` without a socket."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from policygraph.server import Service, ServiceSettings
from policygraph.server.listener import Listener
from policygraph.server.message import Reply, Request
from policygraph.server.web import Web

PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"


def connect(service: Service, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", urlsplit(service.url).port or 0), 300, (source, 0))


def until(holds: Callable[[], object]) -> None:
    """Wait until something *holds*."""
    end = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < end
        threading.Event().wait(0.02)


class Wire:
    """A `Web` whose answers are given beforehand, and what it put on the wire and into the log."""

    def __init__(self, answer: Callable[[Request], Reply], **settings: Any) -> None:
        self.log: list[str] = []
        self.status, self.headers = "", dict[str, str]()
        self.file: io.IOBase = io.BytesIO()
        self.before_sending: Callable[[], object] = lambda: None
        self.web = Web(ServiceSettings(**settings), answer, self.log.append)

    def sent(self, request: Request, protocol: str = "HTTP/1.1") -> bytes:
        """Return the content of the answer to *request*."""

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            self.status, self.headers = status, dict(headers)

        def wrapper(file: io.BytesIO, size: int) -> Iterable[bytes]:
            self.file = file
            self.before_sending()
            with file:
                return [file.read()]

        environ: Any = {
            "policygraph.request": request,
            "SERVER_PROTOCOL": protocol,
            "wsgi.file_wrapper": wrapper,
        }
        pieces = self.web(environ, start)  # type: ignore[arg-type]
        return b"".join(pieces)


def failing(error: Exception) -> Callable[[Request], Reply]:
    def answer(_request: Request) -> Reply:
        raise error

    return answer


def answering(body: bytes = b"x") -> Callable[[Request], Reply]:
    return lambda _request: Reply(200, "text/plain", body)


class Bare:
    """A listener on loopback before an application that is no more than *answer*: no data, no workers."""

    def __init__(self, answer: Callable[[Request], Reply], **settings: Any) -> None:
        self.log: list[str] = []
        told = ServiceSettings(**{"port": 0, **settings})
        self.server = Listener(told, Web(told, answer, self.log.append))
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.server.effective_port), 300, (source, 0))

    def spoken(self, sent: bytes) -> bytes:
        """Send bytes, close this half of the connection, and return all that is said until the other half is closed."""
        with self.connect() as client:
            client.sendall(sent)
            client.shutdown(socket.SHUT_WR)
            return heard(client)


def heard(client: socket.socket) -> bytes:
    """Return all that is said to *client* until the connection is closed."""
    said = b""
    while piece := client.recv(65536):
        said += piece
    return said


@contextmanager
def listening(answer: Callable[[Request], Reply], **settings: Any) -> Iterator[Bare]:
    bare = Bare(answer, **settings)
    bare.thread.start()
    try:
        yield bare
    finally:
        bare.server.stop(5)
        bare.thread.join(300)
