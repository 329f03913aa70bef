"""Who may ask: the host names that the service answers to, the origins of pages, and the access token."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from urllib.parse import urlsplit

from policygraph.server.service_settings import ServiceSettings, is_loopback

COOKIE = "policygraph"


def cookie_in(header: str, wanted: str = COOKIE) -> str:
    """Return the cookie *wanted* in a ``Cookie`` header, or the empty string.

    >>> cookie_in("a=1; policygraph=xyz"), cookie_in("")
    ('xyz', '')
    """
    cookies = (part.strip().partition("=") for part in header.split(";"))
    return next((value for name, _, value in cookies if name == wanted), "")


def host_name(header: str) -> str:
    """Return the name in a ``Host`` header without its port, or the empty string where it is none.

    >>> host_name("127.0.0.1:8890"), host_name("[::1]:80"), host_name("Evil.example"), host_name("a@b")
    ('127.0.0.1', '::1', 'evil.example', '')
    """
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]/@?#\s]+)(:\d{1,5})?", header.strip())
    return found[1].strip("[]").lower() if found else ""


def cookie_value(token: str) -> str:
    """Return what the browser of a person who knows *token* keeps; the token cannot be found from it."""
    return hmac.new(token.encode(), b"policygraph browser", hashlib.sha256).hexdigest()


def host_is_known(header: str, settings: ServiceSettings) -> bool:
    """Return whether a ``Host`` header names this service: an address, this machine, or a name that was allowed.

    A page elsewhere can make a browser ask a name that leads here, but it cannot choose an address or ``localhost``.

    >>> settings = ServiceSettings(names=("plan.busan.example",))
    >>> [host_is_known(host, settings) for host in ("127.0.0.1:8890", "localhost", "[::1]:80", "plan.busan.example", "evil.example")]
    [True, True, True, True, False]
    """
    name = host_name(header)
    if not name:
        return False
    if name == "localhost" or name in (settings.host.lower(), *(known.lower() for known in settings.names)):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return settings.allow_remote or address.is_loopback


def allowed_origin(origin: str, settings: ServiceSettings) -> str:
    """Return what ``Access-Control-Allow-Origin`` says to a page of *origin*, or the empty string.

    >>> allowed_origin("http://localhost:8888", ServiceSettings()), allowed_origin("https://example.org", ServiceSettings())
    ('http://localhost:8888', '')
    >>> allowed_origin("https://example.org", ServiceSettings(origins=("*",))), allowed_origin("http://[", ServiceSettings())
    ('*', '')
    """
    if "*" in settings.origins or (not settings.origins and settings.allow_remote and settings.token is None):
        return "*"
    if origin in settings.origins:
        return origin
    if settings.origins or not origin.startswith(("http://", "https://")):
        return ""
    try:
        return origin if is_loopback(urlsplit(origin).hostname or "") else ""
    except ValueError:
        return ""


def knows_token(authorization: str, cookie: str, token: str) -> bool:
    """Return whether the ``Authorization`` or the ``Cookie`` header proves that *token* is known."""
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
        return True
    kept = cookie_in(cookie)
    return bool(kept) and hmac.compare_digest(kept.encode(), cookie_value(token).encode())
