"""What the service was told: where it listens, which data it serves, and the limits that protect it."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field

from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Language, Text

MEBIBYTE = 1024 * 1024
TOKEN_VARIABLE = "POLICYGRAPH_TOKEN"  # noqa: S105 - the name of a variable, not a secret


class UnsafeSettings(PolicyGraphError):  # noqa: N818 - what they are
    """The settings would expose the service in a way that nobody confirmed."""


def usual_workers(processors: int | None) -> int:
    """Return how many queries may run at once on a machine with so many *processors*, where that is known.

    >>> [usual_workers(processors) for processors in (None, 1, 3, 64)]
    [4, 4, 6, 16]
    """
    return max(4, min(16, 2 * (processors or 2)))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query, one client and the whole service may use.

    *timeout* and *patience* are seconds (how long a query may run; how long it may wait for its data and a worker), *moment*
    too (how long what can also do without a query waits for its data); *rows* counts result rows or triples, *result*,
    *request* and *memory* are bytes. *workers* is the highest number of queries that
    run at once, *waiting* that of queries that wait, *per_client* how many of both one address may have. *connections* is
    the highest number of connections that are open at once, *per_address* that of one address.
    """

    timeout: float = 10.0
    patience: float = 30.0
    moment: float = 2.0
    rows: int = 1_000_000
    result: int = 256 * MEBIBYTE
    request: int = MEBIBYTE
    memory: int = 1024 * MEBIBYTE
    workers: int = usual_workers(os.cpu_count())
    waiting: int = 200
    per_client: int = 100
    connections: int = 400
    per_address: int = 200


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """Where and what to serve; *names* are further host names by which clients may call, *origins* pages that may ask.

    *token*, where given, must come with each request. An empty *origins* lets pages from this machine ask, or, where
    *allow_remote* is set, every page.
    """

    host: str = "127.0.0.1"
    port: int = 8890
    workspace: str | None = None
    lang: Language | None = None
    allow_remote: bool = False
    token: str | None = field(default=None, repr=False)
    names: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    quiet: bool = False
    limits: Limits = field(default_factory=Limits)

    def require_safe(self) -> None:
        """Raise `UnsafeSettings` when the service would listen beyond this machine and *allow_remote* is not set."""
        if not is_loopback(self.host) and not self.allow_remote:
            raise UnsafeSettings(
                Text(
                    f"'{self.host}' 주소로 열면 같은 망의 다른 컴퓨터에서도 이 자료 전체를 읽을 수 있습니다. 그래도 열려면 --allow-remote를 "
                    f"붙이고, 환경 변수 {TOKEN_VARIABLE}에 접속 암호를 정해 두세요. 통신은 암호화되지 않으므로 사내망 밖에서는 HTTPS 프록시 뒤에 두세요.",
                    f"listening on {self.host!r} lets other computers of the network read all of these data. To do so, add --allow-remote "
                    f"and set an access token in the environment variable {TOKEN_VARIABLE}. Traffic is not encrypted: outside an "
                    "office network, put the service behind an HTTPS proxy.",
                )
            )


def is_loopback(host: str) -> bool:
    """Return whether *host* can be reached from this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("busan.go.kr")
    (True, True, True, False, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
