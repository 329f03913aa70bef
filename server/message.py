"""A request and a reply, free of sockets, and the problems that a reply can be about."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from policygraph.records.kinds import Text

DECISIONS = "decisions"  # where, below /review, verdicts are taken


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks; header names are in lower case, *query* is the part of the target after the question mark.

    *path* is as it was sent, percent escapes and all. *authority* is the host that the target itself names, if it does.
    *gone* tells whether the client has given up waiting.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    client: str = ""
    authority: str = ""
    gone: Callable[[], bool] = field(default=lambda: False, compare=False)

    @property
    def private(self) -> bool:
        """Whether the address is one of the review page, whose answers no page of another origin may read."""
        return self.path.lstrip("/").partition("/")[0] == "review"

    def knows(self, tag: str) -> bool:
        """Return whether the client says that it has the content with this *tag*."""
        known = self.header("if-none-match")
        return tag in known or known.strip() == "*"

    def header(self, name: str) -> str:
        """Return a header's value, or the empty string."""
        return self.headers.get(name, "")


@dataclass(slots=True)
class Reply:
    """What the service answers: *body*, or the content of the file *spool*, which is removed afterwards.

    *tag* names the content for conditional requests. *public* content may be read by pages of other origins.
    """

    status: int = 200
    media: str = ""
    body: bytes = b""
    spool: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    tag: str = ""
    policy: str = ""
    public: bool = False

    @property
    def size(self) -> int:
        """The number of bytes of the content."""
        return Path(self.spool).stat().st_size if self.spool else len(self.body)


class Problem(Exception):  # noqa: N818 - it is the answer, not a fault
    """An answer that is not what the client wanted: an HTTP status and what to do, in both languages."""

    def __init__(
        self, status: int, code: str, text: Text, *, headers: Mapping[str, str] | None = None, **details: Any
    ) -> None:
        super().__init__(text.en)
        self.status, self.code, self.text, self.details = status, code, text, details
        self.headers = dict(headers or {})

    def reply(self) -> Reply:
        """Return the problem as JSON (RFC 9457), the sentence in both languages."""
        known = {key: value for key, value in self.details.items() if value is not None}
        document = {
            "type": "about:blank",
            "title": self.code,
            "status": self.status,
            "detail": self.text.en,
            "detail_ko": self.text.ko,
            **known,
        }
        body = json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
        return Reply(self.status, "application/problem+json", body, headers=self.headers, public=True)


def tag_of(content: bytes) -> str:
    """Return a short name of *content*, another one for any other content.

    >>> tag_of(b"x") == tag_of(b"x") != tag_of(b"y")
    True
    """
    return hashlib.sha256(content).hexdigest()[:30]


@cache
def known_problems() -> dict[str, dict[str, Any]]:
    """Return the problems of ``problems.toml`` by name."""
    return tomllib.loads(Path(__file__).with_name("problems.toml").read_text("utf-8"))


def problem(name: str, details: Mapping[str, Any] | None = None, /, **places: object) -> Problem:
    """Return the problem *name* of ``problems.toml``, its sentence filled with *places*.

    *details* stand beside the sentence in the answer, for programs.

    >>> problem("too-many-rows", rows=1000).text.en, problem("depth").code
    ('the result has more than 1,000 rows; ask for it in parts with LIMIT and OFFSET', 'query-refused')
    """
    known = known_problems()[name]
    text = Text(known["ko"].format(**places), known["en"].format(**places))
    headers = {key: value.format(**places) for key, value in known.get("headers", {}).items()}
    return Problem(known["status"], known.get("code", name), text, headers=headers, **(details or {}))
