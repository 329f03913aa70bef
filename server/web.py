"""The WSGI application: who may ask, and what the answer looks like on the wire."""

from __future__ import annotations

import hmac
import io
import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import parse_qs

from policygraph.pages.service import PAGE_POLICY, problem_page
from policygraph.records.issue import PolicyGraphError
from policygraph.server.admission import COOKIE, allowed_origin, cookie_value, host_is_known, knows_token
from policygraph.server.message import Problem, Reply, Request, problem
from policygraph.server.negotiation import prefers_page, takes_gzip
from policygraph.server.pages import HTML
from policygraph.server.protocol import language_of
from policygraph.server.service_settings import ServiceSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PIECE = 64 * 1024
_SMALL = 128 * 1024  # more is sent from where it lies, not copied from buffer to buffer
_WORTH_COMPRESSING = 2 * 1024
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
_COMPRESSIBLE = re.compile(r"^(text/|application/(json|problem\+json|sparql|rdf|ld\+json|n-triples|xml)|image/svg)")
_UNSAFE_IN_LOG = re.compile(r"[^\x20-\x7e]")
_OPEN = ("/static/", "/enter")

Headers = list[tuple[str, str]]


class Web:
    """Puts what *answer* says of a `Request` on the wire, and writes one line for each to *log*."""

    def __init__(
        self, settings: ServiceSettings, answer: Callable[[Request], Reply], log: Callable[[str], None]
    ) -> None:
        self.settings, self.answer, self.log = settings, answer, log

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        started = time.perf_counter()
        request = environ["policygraph.request"]
        reply = self._reply(request)
        size = reply.size
        try:
            status, headers, body = self._on_the_wire(request, reply, environ)
        except BaseException:
            if reply.spool:
                Path(reply.spool).unlink()
            raise
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        self._note(request, status, size, time.perf_counter() - started)
        return body

    def refused(self, reason: Problem, request: Request) -> tuple[str, Headers, bytes]:
        """Return status, headers and body of the answer to a *request* that was refused while it was being read."""
        reply = self._problem(request, reason)
        self._note(request, reply.status, len(reply.body), 0.0)
        return f"{reply.status} {HTTPStatus(reply.status).phrase}", self._headers(request, reply), reply.body

    def _note(self, request: Request, status: int, size: int, seconds: float) -> None:
        if not self.settings.quiet:
            what = _UNSAFE_IN_LOG.sub("?", f"{request.method[:20]} {request.path[:200]}")
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
            self.log(f'{stamp} {request.client} "{what}" {status} {size} {seconds * 1000:.1f}ms')

    # who may ask

    def admit(self, request: Request) -> Problem | None:
        """Return what speaks against *request*, of which only the head is there, or ``None``."""
        settings = self.settings
        for host in (request.header("host"), request.authority):
            if host and not host_is_known(host, settings):
                return problem("unknown-host")
        if settings.token is None or request.method == "OPTIONS" or request.path.startswith(_OPEN):
            return None
        if knows_token(request.header("authorization"), request.header("cookie"), settings.token):
            return None
        return problem("token-needed")

    def _reply(self, request: Request) -> Reply:
        try:
            coding = request.header("content-encoding").strip().lower()
            if coding not in ("", "identity"):
                raise problem("unsupported-content-encoding")
            if request.path == "/enter" and request.method == "POST":
                return self._enter(request)
            return self.answer(request)
        except Problem as reason:
            return self._problem(request, reason)
        except PolicyGraphError as error:  # files that changed under the data in use
            return self._problem(request, Problem(503, "unusable-records", error.message))
        except Exception as error:
            self.log(f"a fault of the program: {type(error).__name__}")
            return problem("fault").reply()

    def _enter(self, request: Request) -> Reply:
        """Take the token that a person typed and let the browser remember that it was right."""
        token = self.settings.token or ""
        given = parse_qs(request.body.decode("utf-8", "replace")).get("token", [""])[0]
        if not token or not hmac.compare_digest(given.encode(), token.encode()):
            raise problem("wrong-token")
        cookie = f"{COOKIE}={cookie_value(token)}; HttpOnly; SameSite=Strict; Path=/"
        return Reply(303, headers={"Location": "/", "Set-Cookie": cookie})

    def _problem(self, request: Request, reason: Problem) -> Reply:
        if not prefers_page(request.header("accept"), ("application/json", "text/turtle", "text/csv")):
            return reason.reply()
        try:
            lang = language_of(request, self.settings.lang)
        except Problem:  # what is wrong may be the address itself
            lang = language_of(request, self.settings.lang, {"lang": [""]})
        body = problem_page(lang, reason.status, reason.text.get(lang), enter=reason.status == 401)
        headers = {key: value for key, value in reason.headers.items() if key != "WWW-Authenticate"}
        return Reply(reason.status, HTML, body, headers=headers, policy=PAGE_POLICY)

    # writing

    def _on_the_wire(
        self, request: Request, reply: Reply, environ: WSGIEnvironment
    ) -> tuple[int, Headers, Iterable[bytes]]:
        """Return the status, the headers and the content of *reply* as they are sent."""
        zipped = (
            reply.size >= _WORTH_COMPRESSING
            and reply.status == 200
            and _COMPRESSIBLE.match(reply.media) is not None
            and takes_gzip(request.header("accept-encoding"))
            and not (reply.spool and environ["SERVER_PROTOCOL"] == "HTTP/1.0")  # which knows no chunks
        )
        tag = f'"{reply.tag}{"-gzip" if zipped else ""}"' if reply.tag else ""
        status = reply.status
        if status == 200 and reply.tag and not reply.spool and request.knows(reply.tag):
            status = 304
        headers = self._headers(request, reply, tag)
        if status in (204, 304):
            return status, headers, ()
        if zipped:
            headers.append(("Content-Encoding", "gzip"))
        wrap = environ["wsgi.file_wrapper"]
        if reply.spool:
            if not zipped:
                headers.append(("Content-Length", str(reply.size)))
            if request.method == "HEAD":
                Path(reply.spool).unlink()
                return status, headers, ()
            file = _Spool(reply.spool)
            return status, headers, _packed(file) if zipped else wrap(file, _PIECE)
        body = b"".join(_packed(io.BytesIO(reply.body))) if zipped else reply.body
        headers.append(("Content-Length", str(len(body))))
        if request.method == "HEAD":
            return status, headers, ()
        return status, headers, [body] if len(body) < _SMALL else wrap(io.BytesIO(body), _PIECE)

    def _headers(self, request: Request, reply: Reply, tag: str = "") -> Headers:
        origin = request.header("origin")
        allowed = allowed_origin(origin, self.settings) if origin and reply.public and not request.private else ""
        headers = {
            "Cache-Control": "no-cache" if tag else "no-store",
            "Vary": "Accept, Accept-Encoding, Accept-Language, Origin",
            "Content-Security-Policy": reply.policy or _DATA_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Resource-Policy": "cross-origin" if allowed else "same-origin",
        }
        if reply.media:
            headers["Content-Type"] = reply.media
        if tag:
            headers["ETag"] = tag
        if allowed:
            headers["Access-Control-Allow-Origin"] = allowed
            headers["Access-Control-Expose-Headers"] = "ETag, Retry-After, Content-Disposition, X-Policygraph-Data"
            if request.method == "OPTIONS":
                headers["Access-Control-Allow-Methods"] = reply.headers.get("Allow", "GET, HEAD")
                headers["Access-Control-Allow-Headers"] = "Accept, Authorization, Content-Type, If-None-Match"
                headers["Access-Control-Max-Age"] = "600"
        return [*(headers | reply.headers).items()]


class _Spool(io.FileIO):
    """The file of a large answer; it goes when it is closed."""

    def close(self) -> None:
        if not self.closed:
            super().close()
            Path(str(self.name)).unlink(missing_ok=True)


def _packed(file: IO[bytes] | _Spool) -> Iterator[bytes]:
    packer = zlib.compressobj(5, wbits=31)
    with file:
        while piece := file.read(_PIECE):
            if packed := packer.compress(piece):
                yield packed
        yield packer.flush()
