"""IRIs of records: stable, ASCII, built from ids under a base IRI that a workspace can set."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote, unquote

SAFE = "-._~!$&'()*+,;=:@"


@cache
def encode(name: str) -> str:
    """Return *name* as one segment of an ASCII IRI; `decode` is the inverse.

    >>> encode("b6-1-1"), encode("행정자치국")
    ('b6-1-1', '%ED%96%89%EC%A0%95%EC%9E%90%EC%B9%98%EA%B5%AD')
    """
    return quote(name, safe=SAFE)


def decode(segment: str) -> str:
    """Return the name that `encode` turned into *segment*."""
    return unquote(segment)


def record_space(base: str) -> str:
    """Return what the IRI of every record under *base* begins with."""
    return f"{base}id/"


def record_iri(base: str, identifier: str) -> str:
    """Return the IRI of a document, policy item or action task.

    >>> record_iri("https://example.org/plan/", "kds-1-2")
    'https://example.org/plan/id/kds-1-2'
    """
    return record_space(base) + encode(identifier)
