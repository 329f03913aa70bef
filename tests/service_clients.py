"""Raw connections to a service, and waiting for what they cause."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from policygraph.server import Service

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
