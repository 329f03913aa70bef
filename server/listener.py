"""The server under the application: waitress's connections and threads, with deadlines, shares and an orderly end."""

from __future__ import annotations

import contextlib
import logging
import socket
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from policygraph.server.framing import LONGEST_HEAD, Parser, Refusal
from policygraph.server.message import Request, problem
from policygraph.server.service_settings import ServiceSettings
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask

if TYPE_CHECKING:
    from policygraph.server.web import Web

_SILENT = logging.Logger("policygraph.server")
_SILENT.addHandler(logging.NullHandler())
_HEAD_SECONDS, _REQUEST_SECONDS, _IDLE_SECONDS, _LINGER_SECONDS = 10.0, 60.0, 30.0, 3.0
_GRACE_SECONDS = 1.0  # how long a client that has closed its half of the connection is believed to want the answer
_PROBLEMS = {413: "request-too-large", 431: "head-too-large", 500: "fault"}  # of what waitress says itself
_PROCESSING = b"HTTP/1.1 102 Processing\r\n\r\n"
_TURNED_AWAY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class _Answering(WSGITask):  # type: ignore[misc]
    """Gives the application one request and writes what it says."""

    logger = _SILENT

    def start(self) -> None:
        super().start()
        if self.channel.server.stopping:
            self.set_close_on_finish()

    def set_close_on_finish(self) -> None:
        # waitress would close the connection after every answer that has no body and therefore no length
        if self.has_body or self.version == "1.0" or self.request.connection_close or self.channel.server.stopping:
            super().set_close_on_finish()

    def get_environment(self) -> dict[str, Any]:
        environment: dict[str, Any] = super().get_environment()
        head, channel = self.request.request, self.channel
        body = environment["wsgi.input"].read()
        environment["policygraph.request"] = replace(head, body=body, gone=channel.check_client_disconnected)
        return environment

    def build_response_header(self) -> bytes:
        head: bytes = super().build_response_header()
        if self.request.command == "HEAD":
            self.chunked_response = False
        return head

    def finish(self) -> None:
        super().finish()
        self.channel.flush()


class _Refusing(ErrorTask):  # type: ignore[misc]
    """Answers a request that was refused while it was read, and closes the connection."""

    logger = _SILENT

    def execute(self) -> None:
        reason = self.request.error
        if isinstance(reason, Refusal):
            found, request = reason.problem, reason.request
        else:
            found, request = problem(_PROBLEMS.get(reason.code, "bad-request")), None
        status, headers, body = self.channel.server.web.refused(
            found, request or Request("-", "-", client=self.channel.addr[0])
        )
        self.status = status
        self.response_headers.extend(headers)
        self.set_close_on_finish()
        self.channel.lingers = True
        self.content_length = len(body)
        if self.request.command != "HEAD":
            self.write(body)
        self.channel.flush()


class _Channel(HTTPChannel):  # type: ignore[misc]
    """One connection; requests on it are answered one after the other."""

    task_class, error_task_class = _Answering, _Refusing
    logger = _SILENT
    request: Any = None
    gone_since: float | None = None
    probed = refused = False  # whether a client that sends nothing more was sent something, and refused it
    lingers = False  # whether the client may still be sending when its answer is written
    lingering = False

    def __init__(self, server: Listener, sock: socket.socket, addr: Any, adj: Adjustments, map: Any = None) -> None:  # noqa: A002
        self.begun = time.time()
        self.parser_class = partial(Parser, admit=server.web.admit, client=str(addr[0]))
        super().__init__(server, sock, addr, adj, map=map)
        server.make_room(self)

    def received(self, data: bytes) -> None:
        before = self.request
        super().received(data)
        if self.request is not before:
            self.begun = time.time()

    def readable(self) -> bool:
        return bool(super().readable()) and not (self.requests and self.gone_since)

    def writable(self) -> bool:
        # while a task writes, the loop has nothing to send before there is enough of it: else it would turn in circles
        waiting = self.total_outbufs_len >= (self.adj.send_bytes if self.requests else 1)
        return bool(waiting or self.will_close or self.close_when_flushed)

    def handle_close(self) -> None:
        if self.lingers and self.connected:
            # bytes that nobody has read would make the system throw the answer away: they are taken for a moment longer
            self.lingers = False
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
                self.lingering, self.will_close, self.begun = True, False, time.time()
                return
        super().handle_close()

    def handle_read(self) -> None:
        if self.lingering:
            self.recv(self.adj.recv_bytes)
            return
        if self.requests:
            with contextlib.suppress(OSError):
                if not self.socket.recv(1, socket.MSG_PEEK):
                    self.gone_since = time.monotonic()
                    return
        super().handle_read()

    def check_client_disconnected(self) -> bool:
        """Return whether nobody waits for the answer any more.

        A client that will send nothing more may have closed all of the connection or only its half. After a while it is
        sent the beginning of an answer, which HTTP/1.1 allows at any time: whoever is gone refuses it.
        """
        since = self.gone_since
        if not self.connected or self.refused:
            return True
        if since is None or time.monotonic() - since <= _GRACE_SECONDS:
            return False
        try:
            if self.probed:
                self.refused = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0
            elif self.requests and self.requests[0].version == "1.0":
                self.refused = True
            else:
                with self.outbuf_lock:
                    if not self.total_outbufs_len:
                        self.socket.send(_PROCESSING)
                    self.probed = True
        except OSError:
            self.refused = True
        return self.refused

    def flush(self) -> None:
        """Send what the task has written, from its own thread, while its request still keeps the loop from doing so."""
        with self.outbuf_lock:
            self._flush_exception(self._flush_some, do_close=False)

    def handle_error(self) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            self.server.web.log(f"a fault of the program: {type(error).__name__}")
        self.handle_close()

    @property
    def resting(self) -> bool:
        """Whether the connection waits for its client: for a request, or for the rest of one."""
        return not self.requests and not self.total_outbufs_len

    def maintain(self, now: float) -> None:
        """Close the connection when it has rested or its answer has stood still too long; refuse what never ends."""
        if self.lingering:
            if self.begun < now - _LINGER_SECONDS:
                self.handle_close()
            return
        if not self.resting or self.request is None:
            waits_for_client = self.total_outbufs_len or not self.requests
            if waits_for_client and self.last_activity < now - _IDLE_SECONDS:
                self.handle_close()
            return
        allowed = _REQUEST_SECONDS if self.request.headers_finished else _HEAD_SECONDS
        if self.begun < now - allowed:
            with self.requests_lock:
                late, self.request = self.request, None
                late.error = Refusal(problem("too-slow"))
                self.requests.append(late)
                self.server.add_task(self)


class _Threads(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads that are started when they are needed, up to *most*."""

    logger = queue_logger = _SILENT

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def add_task(self, task: Any) -> None:
        with self.lock:
            running = len(self.threads) - self.stop_count
            wanted = len(self.queue) >= running - self.active_count and running < self.most
        if wanted:
            self.set_thread_count(running + 1)
        super().add_task(task)


class Listener(TcpWSGIServer):  # type: ignore[misc]
    """Listens at the address of *settings* and lets *web* answer; raises `OSError` where it cannot listen."""

    channel_class = _Channel
    logger = _SILENT

    def __init__(self, settings: ServiceSettings, web: Web) -> None:
        limits = settings.limits
        self.web, self.settings, self.limits = web, settings, limits
        self.stopping = False
        self._given_up = 0.0
        self._alone = threading.Lock()
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        address = (settings.host.strip("[]"), settings.port)
        adjustments = Adjustments(
            ident=None,
            channel_timeout=int(_IDLE_SECONDS),
            cleanup_interval=1,
            connection_limit=limits.connections * 2,  # never reached: `make_room` sees to it
            max_request_header_size=LONGEST_HEAD,
            max_request_body_size=limits.request + 1,
            inbuf_overflow=limits.request + LONGEST_HEAD,  # in memory: no file is left behind anywhere
            outbuf_overflow=1 << 40,
            outbuf_high_watermark=1 << 20,
            clear_untrusted_proxy_headers=False,  # the review page refuses what came through a proxy
            channel_request_lookahead=1,  # so that a client that hangs up is noticed
            asyncore_use_poll=True,
            log_socket_errors=False,
        )
        adjustments.send_bytes = 16 * 1024  # head and body of a small answer leave together
        super().__init__(
            web,
            {},
            adj=adjustments,
            dispatcher=_Threads(limits.connections),
            sockinfo=(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, address),
        )

    def set_reuse_addr(self) -> None:
        """Take the address again soon after an end; on Windows this would share it with other programs."""
        if sys.platform != "win32":
            super().set_reuse_addr()

    def make_room(self, newcomer: _Channel) -> None:
        """Close the connection that has rested longest when an address, or all together, have too many."""
        everybody = list(self.active_channels.values())
        shares = Counter(channel.addr[0] for channel in everybody)
        address = newcomer.addr[0]
        if shares[address] <= self.limits.per_address:
            if len(everybody) <= self.limits.connections:
                return
            address = shares.most_common(1)[0][0]
        resting = [c for c in everybody if c.addr[0] == address and c.resting and c is not newcomer]
        if resting:
            min(resting, key=lambda channel: channel.begun if channel.request else channel.last_activity).handle_close()
            return
        with contextlib.suppress(OSError):
            newcomer.socket.send(_TURNED_AWAY)
        newcomer.handle_close()

    def maintenance(self, now: float) -> None:
        """Do nothing while the loop waits on the connections: `run` looks after them between two rounds."""

    def handle_error(self) -> None:
        """Say that something broke, without the innards."""
        self.web.log(f"a fault of the program: {type(sys.exc_info()[1]).__name__}")

    def run(self) -> None:
        """Answer until `stop`; then finish the answers that are being given."""
        looked = 0.0
        with self._alone:
            while self._map:
                wasyncore.loop(timeout=1.0, use_poll=True, map=self._map, count=1)
                if (now := time.time()) >= looked + 1:
                    looked = now
                    for channel in list(self.active_channels.values()):
                        channel.maintain(now)
                if self.stopping:
                    self._wind_down()

    def _wind_down(self) -> None:
        if self.accepting:
            wasyncore.dispatcher.close(self)
        for channel in list(self.active_channels.values()):
            if time.monotonic() >= self._given_up or (channel.resting and not channel.close_when_flushed):
                channel.handle_close()
        if not self.active_channels:
            self.task_dispatcher.shutdown(timeout=1)  # no thread may use the trigger after it is closed
            self.trigger.close()

    def stop(self, seconds: float) -> None:
        """Accept nothing more, wait until no answer is being given, but no longer than *seconds*; then end."""
        self._given_up = time.monotonic() + seconds
        self.stopping = True
        with contextlib.suppress(OSError):
            self.pull_trigger()
        if self._alone.acquire(timeout=seconds + 5):  # `run` has ended, or never begun
            self._alone.release()
        if self._map:
            wasyncore.close_all(self._map, ignore_all=True)
        self.task_dispatcher.shutdown(timeout=0)
