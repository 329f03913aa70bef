"""The HTTP server around the application: connections, headers, who may ask, and what the answer looks like on the wire."""

from __future__ import annotations

import hmac
import http.client
import http.server
import re
import socket
import socketserver
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qs, urlsplit

from policygraph.pages.service import PAGE_POLICY, problem_page
from policygraph.records.kinds import Text
from policygraph.server.admission import COOKIE, allowed_origin, cookie_value, host_is_known, knows_token
from policygraph.server.message import Problem, Reply, Request
from policygraph.server.negotiation import accepted, language, prefers_page
from policygraph.server.pages import HTML
from policygraph.server.settings import ServiceSettings

_PIECE = 64 * 1024
_WORTH_COMPRESSING = 2 * 1024
_IDLE_SECONDS = 30
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
_COMPRESSIBLE = re.compile(r"^(text/|application/(json|problem\+json|sparql|rdf|ld\+json|n-triples|xml)|image/svg)")
_UNSAFE_IN_LOG = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_OPEN = ("/static/", "/enter")

Answer = Callable[[Request], Reply]


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Accepts connections, each on a thread of its own, and can stop after the answers that are being given."""

    allow_reuse_address = sys.platform != "win32"
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, settings: ServiceSettings, answer: Answer, log: Callable[[str], None]) -> None:
        self.settings, self.answer, self.log = settings, answer, log
        self.address_family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        self.connections = threading.BoundedSemaphore(settings.limits.connections)
        self.active = 0
        self.quiet = threading.Condition()
        self.stopping = False
        super().__init__((settings.host.strip("[]"), settings.port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give the connection a thread, or turn it away when there are too many."""
        if not self.connections.acquire(blocking=False):
            with _ignored():
                request.settimeout(1)
                request.sendall(
                    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.connections.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say that a connection broke, without the innards."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            self.log(f"a fault of the program: {type(error).__name__}")

    def drain(self, seconds: float) -> bool:
        """Wait until no answer is being given; return whether that came within *seconds*."""
        with self.quiet:
            return self.quiet.wait_for(lambda: self.active == 0, seconds)


class _ignored:  # noqa: N801 - reads as a word where it is used
    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> bool:
        return error is None or isinstance(error, OSError)


class Handler(http.server.BaseHTTPRequestHandler):
    """Reads requests from one connection and writes the replies."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = _IDLE_SECONDS

    # reading

    def handle_one_request(self) -> None:
        """Read one request and answer it; a connection that breaks off is closed without a word."""
        try:
            self.raw_requestline = self.rfile.readline(65537)
            if len(self.raw_requestline) > 65536:
                self.requestline, self.request_version, self.command = "", "", ""
                self.send_error(414)
                return
            if not self.raw_requestline:
                self.close_connection = True
                return
            with self.server.quiet:
                self.server.active += 1
            try:
                if self.parse_request():
                    self._respond()
                self.wfile.flush()
            finally:
                with self.server.quiet:
                    self.server.active -= 1
                    if self.server.active == 0:
                        self.server.quiet.notify_all()
                if self.server.stopping:
                    self.close_connection = True
        except (OSError, http.client.HTTPException):
            self.close_connection = True

    def _respond(self) -> None:
        started = time.perf_counter()
        parts = urlsplit("http://localhost" + self.path) if self.path.startswith("/") else urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, parts.query, headers, b"", str(self.client_address[0]))
        try:
            self._admit(request)
            request = Request(self.command, parts.path, parts.query, headers, self._body(headers), request.client)
            if request.path == "/enter" and request.method == "POST":
                reply = self._enter(request)
            elif request.method == "OPTIONS":
                posts = parts.path.startswith(("/sparql", "/review/decisions"))
                allowed = "GET, HEAD, POST, OPTIONS" if posts else "GET, HEAD, OPTIONS"
                reply = Reply(204, headers={"Allow": allowed}, public=not request.private)
            else:
                reply = self.server.answer(request)
        except Problem as problem:
            reply = self._problem(request, problem)
        except OSError:
            raise
        except Exception as error:
            self.server.log(f"a fault of the program: {type(error).__name__}")
            reply = Problem(500, "fault", Text("프로그램의 잘못입니다.", "a fault of the program")).reply()
        size = 0
        try:
            size = self._write(request, reply)
        finally:
            if reply.spool:
                Path(reply.spool).unlink(missing_ok=True)
            if not self.server.settings.quiet:
                took = (time.perf_counter() - started) * 1000
                path = _UNSAFE_IN_LOG.sub("?", parts.path)[:200]
                stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
                self.server.log(f'{stamp} {request.client} "{self.command} {path}" {reply.status} {size} {took:.1f}ms')

    def _body(self, headers: dict[str, str]) -> bytes:
        limit = self.server.settings.limits.request
        too_large = Problem(
            413,
            "request-too-large",
            Text(f"요청이 {limit:,}바이트를 넘습니다.", f"the request has more than {limit:,} bytes"),
            headers={"Connection": "close"},
        )
        if "transfer-encoding" in headers:
            if headers["transfer-encoding"].strip().lower() != "chunked" or "content-length" in headers:
                self.close_connection = True
                raise Problem(
                    400, "bad-framing", Text("요청의 길이를 알 수 없습니다.", "the length of the request is unclear")
                )
            return self._chunks(limit, too_large)
        text = headers.get("content-length", "0").strip()
        if not (text.isascii() and text.isdigit()):
            self.close_connection = True
            raise Problem(
                400, "bad-framing", Text("요청의 길이를 알 수 없습니다.", "the length of the request is unclear")
            )
        length = int(text)
        if length > limit:
            self.close_connection = True
            raise too_large
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionResetError
        return body

    def _chunks(self, limit: int, too_large: Problem) -> bytes:
        body = bytearray()
        while True:
            line = self.rfile.readline(1024).split(b";")[0].strip()
            if not line or not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", line):
                self.close_connection = True
                raise Problem(
                    400, "bad-framing", Text("요청의 길이를 알 수 없습니다.", "the length of the request is unclear")
                )
            length = int(line, 16)
            if len(body) + length > limit:
                self.close_connection = True
                raise too_large
            body += self.rfile.read(length)
            if length == 0:
                while self.rfile.readline(1024).strip():
                    pass
                return bytes(body)
            self.rfile.readline(1024)

    # who may ask

    def _admit(self, request: Request) -> None:
        settings = self.server.settings
        host = request.header("host")
        if not host and self.request_version == "HTTP/1.1":
            raise Problem(400, "no-host", Text("Host 머리말이 없습니다.", "the Host header is missing"))
        if host and not host_is_known(host, settings):
            self.close_connection = True
            raise Problem(
                421,
                "unknown-host",
                Text("이 이름으로는 답하지 않습니다. 관리자가 --server-name으로 허용할 수 있습니다.",
                     "this service does not answer to that name; its operator can allow it with --server-name"),
            )  # fmt: skip
        if settings.token is None or request.method == "OPTIONS" or request.path.startswith(_OPEN):
            return
        if knows_token(request.header("authorization"), request.header("cookie"), settings.token):
            return
        if not self._small(request):
            self.close_connection = True
        raise Problem(
            401,
            "token-needed",
            Text("접속 암호(Bearer 토큰)가 필요합니다.", "a bearer token is needed"),
            headers={"WWW-Authenticate": 'Bearer realm="policygraph"'},
        )

    @staticmethod
    def _small(request: Request) -> bool:
        return request.method in ("GET", "HEAD") and request.header("content-length") in ("", "0")

    def _enter(self, request: Request) -> Reply:
        """Take the token that a person typed and let the browser remember that it was right."""
        token = self.server.settings.token or ""
        given = parse_qs(request.body.decode("utf-8", "replace")).get("token", [""])[0]
        if not token or not hmac.compare_digest(given.encode(), token.encode()):
            raise Problem(401, "token-needed", Text("접속 암호가 맞지 않습니다.", "the token is not right"))
        cookie = f"{COOKIE}={cookie_value(token)}; HttpOnly; SameSite=Strict; Path=/"
        return Reply(303, headers={"Location": "/", "Set-Cookie": cookie})

    def _problem(self, request: Request, problem: Problem) -> Reply:
        if not prefers_page(request.header("accept"), ("application/json", "text/turtle", "text/csv")):
            return problem.reply()
        lang = language(request.header("accept-language"))
        body = problem_page(
            lang,  # type: ignore[arg-type]
            problem.status,
            problem.text.get(lang),  # type: ignore[arg-type]
            enter=problem.status == 401,
        )
        headers = {key: value for key, value in problem.headers.items() if key != "WWW-Authenticate"}
        return Reply(problem.status, HTML, body, headers=headers, policy=PAGE_POLICY)

    # writing

    def _write(self, request: Request, reply: Reply) -> int:
        """Write *reply*; return the number of bytes of its content on the wire."""
        size = Path(reply.spool).stat().st_size if reply.spool else len(reply.body)
        zipped = (
            size >= _WORTH_COMPRESSING
            and reply.status == 200
            and _COMPRESSIBLE.match(reply.media) is not None
            and _takes_gzip(request.header("accept-encoding"))
        )
        tag = f'"{reply.tag}{"-gzip" if zipped else ""}"' if reply.tag else ""
        status = reply.status
        if status == 200 and reply.tag and not reply.spool and reply.tag in request.header("if-none-match"):
            status = 304
        body, chunked = reply.body, False
        if status in (204, 304):
            body = b""
            zipped = False
        elif zipped and not reply.spool:
            packer = zlib.compressobj(5, wbits=31)
            body = packer.compress(body) + packer.flush()
        elif zipped:
            chunked = self.request_version == "HTTP/1.1"
            zipped = chunked
        self.send_response_only(status)
        self._headers(request, reply, tag)
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif status not in (204, 304):
            self.send_header("Content-Length", str(size if reply.spool else len(body)))
        if self.server.stopping or self.close_connection:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD" or status in (204, 304):
            return 0
        if not reply.spool:
            self.wfile.write(body)
            return len(body)
        written = 0
        with Path(reply.spool).open("rb") as file:
            for piece in _packed(file) if zipped else _pieces(file):
                if chunked:
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                else:
                    self.wfile.write(piece)
                written += len(piece)
        if chunked:
            self.wfile.write(b"0\r\n\r\n")
        return written

    def _headers(self, request: Request, reply: Reply, tag: str) -> None:
        self.send_header("Date", self.date_time_string())
        if reply.media:
            self.send_header("Content-Type", reply.media)
        if tag:
            self.send_header("ETag", tag)
        self.send_header("Cache-Control", "no-cache" if tag else "no-store")
        self.send_header("Vary", "Accept, Accept-Encoding, Accept-Language, Origin")
        self.send_header("Content-Security-Policy", reply.policy or _DATA_POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("X-Frame-Options", "DENY")
        origin = request.header("origin")
        shared = reply.public and not request.private
        allowed = allowed_origin(origin, self.server.settings) if origin and shared else ""
        self.send_header("Cross-Origin-Resource-Policy", "cross-origin" if allowed else "same-origin")
        if allowed:
            self.send_header("Access-Control-Allow-Origin", allowed)
            self.send_header("Access-Control-Expose-Headers", "ETag, Retry-After, Content-Disposition")
            if request.method == "OPTIONS":
                self.send_header("Access-Control-Allow-Methods", reply.headers.get("Allow", "GET, HEAD"))
                self.send_header("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type, If-None-Match")
                self.send_header("Access-Control-Max-Age", "600")
        for name, value in reply.headers.items():
            if name == "Connection":
                self.close_connection = True
            else:
                self.send_header(name, value)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that is not well-formed HTTP, with a status and nothing of the inside."""
        self.close_connection = True
        self.request_version = self.request_version or "HTTP/1.1"
        body = (
            Problem(code, "bad-request", Text("HTTP 요청을 읽을 수 없습니다.", "the HTTP request cannot be read"))
            .reply()
            .body
        )
        self.send_response_only(code)
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", _DATA_POLICY)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _packed(file: IO[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(5, wbits=31)
    for piece in _pieces(file):
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def _takes_gzip(header: str) -> bool:
    return any(name in ("gzip", "*") and quality > 0 for name, quality, _ in accepted(header)) if header else False
