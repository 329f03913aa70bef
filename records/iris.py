"""IRIs of records: stable, ASCII, built from ids under a base IRI that a workspace can set."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote, unquote

_SAFE = "-._~!$&'()*+,;=:@"


@cache
def encode(name: str) -> str:
    """Return *name* as one segment of an ASCII IRI; `decode` is the inverse.

    A full stop at the end is escaped: shortened in Turtle such an IRI ends in an escape that some readers take for the
    end of the statement.

    >>> encode("b6-1-1"), encode("행정자치국"), encode("Example Co.")
    ('b6-1-1', '%ED%96%89%EC%A0%95%EC%9E%90%EC%B9%98%EA%B5%AD', 'Example%20Co%2E')
    """
    segment = quote(name, safe=_SAFE)
    return f"{segment[:-1]}%2E" if segment.endswith(".") else segment


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
