"""Content negotiation: which of the forms that the service has is the one that the client likes best."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug.datastructures import Accept

# werkzeug's modules name each other: loaded by two requests at once, one of them could meet a module half made.
_LOADING = threading.Lock()


def _accepted(header: str) -> Accept:
    with _LOADING:
        from werkzeug.http import parse_accept_header

    return parse_accept_header(header)


_MOST_RANGES = 100  # of an Accept header: browsers name ten, and each is held against each form

RESULT_FORMS: dict[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
GRAPH_FORMS: dict[str, str] = {
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
MEDIA = {**RESULT_FORMS, **GRAPH_FORMS}

RESULT_TYPES = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    RESULT_FORMS["xlsx"]: "xlsx",
}
GRAPH_TYPES = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
    "application/x-turtle": "ttl",
    "text/plain": "nt",
    "application/xml": "rdf",
    "application/json": "jsonld",
}


def choose(header: str, types: Mapping[str, str]) -> str | None:
    """Return the form among the values of *types* that *header* likes best, or ``None`` when it likes none.

    The order of *types* decides between forms that are liked alike. Parameters of the media types play no part, nor
    does what comes after a hundred ranges.

    >>> choose("text/csv;q=0.9, application/sparql-results+xml", RESULT_TYPES)
    'xml'
    >>> choose("", RESULT_TYPES), choose("image/png", RESULT_TYPES), choose("*/*, application/json;q=0", {"application/json": "json"})
    ('json', None, None)
    """
    if header in ("", "*/*"):  # of a program: werkzeug, which loads a server of its own, can wait
        return next(iter(types.values()), None)
    best = _best(header, tuple(types))
    return None if best is None else types[best]


@lru_cache(256)
def _best(header: str, media: tuple[str, ...]) -> str | None:
    with _LOADING:
        from werkzeug.datastructures import MIMEAccept

    liked = _accepted(header)[:_MOST_RANGES]
    ranges = MIMEAccept((name.partition(";")[0].strip(), quality) for name, quality in liked)
    return ranges.best_match(media)


def prefers_page(header: str, others: Sequence[str]) -> bool:
    """Return whether a person's browser asks: it names ``text/html`` and likes none of *others* better.

    >>> prefers_page("text/html,application/xhtml+xml,*/*;q=0.8", ["text/turtle"]), prefers_page("*/*", ["text/turtle"])
    (True, False)
    """
    if "text/html" not in header.lower():
        return False
    return choose(header, {"text/html": "page", **dict.fromkeys(others, "other")}) == "page"


def language(header: str) -> str:
    """Return ``en`` where an Accept-Language header likes English better than Korean, else ``ko``.

    >>> language("en-US,en;q=0.9,ko;q=0.8"), language("ko-KR,en;q=0.5"), language("")
    ('en', 'ko', 'ko')
    """
    liked = {"ko": 0.0, "en": 0.0}
    if not header:
        return "ko"
    for name, quality in _accepted(header):
        short = name.lower().partition("-")[0]
        if short in liked:
            liked[short] = max(liked[short], quality)
    return "en" if liked["en"] > liked["ko"] else "ko"


def takes_gzip(header: str) -> bool:
    """Return whether an Accept-Encoding header allows gzip.

    >>> takes_gzip("deflate, gzip;q=0.5"), takes_gzip("*"), takes_gzip("gzip;q=0, *"), takes_gzip("")
    (True, True, False, False)
    """
    if "gzip" not in header.lower() and "*" not in header:
        return False
    return _accepted(header).quality("gzip") > 0
