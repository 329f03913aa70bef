r"""Where waitress's reading of requests leaves a choice, the request is refused: no two programs may read one differently.

waitress splits a connection into requests. `Parser` adds what it lets pass: a body whose length is said twice, a second
``Host``, folded headers, control characters and targets that are no addresses, unknown versions, chunks that do not end as
they should. It also asks, as soon as the head is there and before any of the body is taken, whether this client may ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from policygraph.server.message import Problem, Request, problem
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.utilities import BadRequest

LONGEST_TARGET = 64 * 1024
LONGEST_HEAD = 96 * 1024
_CHUNK_LINE = re.compile(rb"[0-9A-Fa-f]{1,8}(?:;[\t\x20-\x7e]*)?\r\n")
_TRAILER = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*")
_TARGET = re.compile(r"(?:/|https?://)[\x21-\x7e]*|\*", re.IGNORECASE)
_ONCE = (b"host", b"content-length", b"transfer-encoding")

Admission = Callable[[Request], Problem | None]


class Refusal(BadRequest):  # type: ignore[misc]
    """A request that is answered with *problem* before any of it is carried out; its connection is closed."""

    def __init__(self, problem: Problem, request: Request | None = None) -> None:
        self.problem, self.request = problem, request


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads one request; *admit* is asked as soon as the head is there."""

    request: Request | None = None
    refusal: Refusal | None = None
    command = path = request_uri = ""
    body_rcv: Any = None
    error: Any = None
    completed: bool = False

    def __init__(self, adjustments: Any, admit: Admission, client: str) -> None:
        super().__init__(adjustments)
        self.admit, self.client = admit, client

    def received(self, data: bytes) -> int:
        """Take the next bytes and return how many of them belong to this request."""
        receiver = self.body_rcv
        taken: int = super().received(data)
        if receiver is not None and self.chunked and self.completed and self.error is None:
            # waitress keeps the first half of an end without trailers that came in two pieces
            lines = self.body_rcv.trailer.removesuffix(b"\r").split(b"\r\n")
            if not all(_TRAILER.fullmatch(line) for line in lines if line):
                self.error = BadRequest("trailer")
        if self.error is not None and self.error.code == 431:
            line, ended, _ = (self.header_plus + data).partition(b"\r\n")
            if not ended or len(line) > LONGEST_TARGET:
                self.refusal = Refusal(problem("address-too-long"))
        if self.refusal is not None:
            self.error = self.refusal
        if self.error is not None:
            self.completed = True
            self.expect_continue = False  # waitress would ask for the body of a request that it has refused
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head."""
        line, _, fields = header_plus.partition(b"\r\n")
        # a browser writes %XX; other clients send the letters themselves
        line = re.sub(rb"[\x80-\xff]", lambda found: b"%%%02X" % found[0][0], line)
        if re.search(rb"(?:^|\r\n)[ \t]", fields):
            raise ParsingError("folded header")
        names = [field.partition(b":")[0].strip().lower() for field in fields.split(b"\r\n")]
        if any(names.count(name) > 1 for name in _ONCE) or (
            b"transfer-encoding" in names and b"content-length" in names
        ):
            raise ParsingError("two lengths, or two hosts")
        if b"transfer-encoding" in names and not re.search(rb"(?im)^transfer-encoding:[ \t]*chunked[ \t]*\r?$", fields):
            raise ParsingError("transfer encoding")
        try:
            super().parse_header(line + b"\r\n" + fields)
        except ValueError:  # an address that the standard library does not take apart
            raise ParsingError("target") from None
        if self.chunked:
            self.body_rcv = Chunks(self.body_rcv.buf)
        elif b"transfer-encoding" in names:
            raise ParsingError("chunks before HTTP/1.1")
        self._examine()

    def _examine(self) -> None:
        if self.version not in ("1.0", "1.1"):
            if not re.fullmatch(r"[2-9]\.\d", self.version):
                raise ParsingError("version")
            self.refusal = Refusal(problem("version"))
            return
        if not _TARGET.fullmatch(self.request_uri) or (self.request_uri == "*" and self.command != "OPTIONS"):
            raise ParsingError("target")
        if len(self.request_uri) > LONGEST_TARGET:
            self.refusal = Refusal(problem("address-too-long"))
            return
        self.request = request_of(self, self.client)
        if self.version == "1.1" and not self.request.header("host"):
            self.refusal = Refusal(problem("no-host"), self.request)
        elif (reason := self.admit(self.request)) is not None:
            self.refusal = Refusal(reason, self.request)


class Chunks(ChunkedReceiver):  # type: ignore[misc]
    """Takes a body in chunks, each line between them as the standard has it and nothing else."""

    error: Any = None

    def received(self, data: bytes) -> int:
        """Take the next bytes and return how many of them belong to the body."""
        taken = 0
        while taken < len(data) and not (self.completed or self.error):
            rest = data[taken:]
            if self.chunk_remainder == 0 and not self.validate_chunk_end and not self.all_chunks_received:
                rest = rest[: rest.find(b"\n") + 1] or rest
                line = self.control_line + rest
                if len(line) > 1024 or (line.endswith(b"\n") and not _CHUNK_LINE.fullmatch(line)):
                    self.error = BadRequest("chunk")
                    return len(data)
            elif self.chunk_remainder:
                rest = rest[: self.chunk_remainder]
            elif self.validate_chunk_end:
                rest = rest[: 2 - len(self.chunk_end)]
                if not b"\r\n".startswith(self.chunk_end + rest):
                    self.error = BadRequest("chunk")
                    return len(data)
            taken += super().received(rest)
        return taken


def request_of(parser: HTTPRequestParser, client: str) -> Request:
    """Return the request whose head *parser* has read, its body still empty."""
    target = parser.request_uri
    if not target.startswith("/"):
        target = "/" + target.partition("://")[2].partition("/")[2] if "://" in target else target
    path, _, query = target.partition("#")[0].partition("?")
    headers = {name.lower().replace("_", "-"): value for name, value in parser.headers.items()}
    return Request(parser.command, path, query, headers, b"", client, authority=parser.proxy_netloc)
