"""Content negotiation: which of the forms that the service has is the one that the client likes best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def accepted(header: str) -> list[tuple[str, float, int]]:
    """Return the media ranges of an Accept header with their quality 0..1 and how exactly they name a type.

    >>> accepted("text/csv;q=0.5, application/*")
    [('text/csv', 0.5, 2), ('application/*', 1.0, 1)]
    """
    ranges = []
    for part in (header or "*/*").split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        media = media.lower()
        exactness = 0 if media == "*/*" else 1 if media.endswith("/*") else 2
        if media:
            ranges.append((media, quality, exactness))
    return ranges


def choose(header: str, types: Mapping[str, str]) -> str | None:
    """Return the form among the values of *types* that *header* likes best, or ``None`` when it likes none.

    The order of *types* decides between forms that are liked alike.

    >>> choose("text/csv;q=0.9, application/sparql-results+xml", RESULT_TYPES)
    'xml'
    >>> choose("", RESULT_TYPES), choose("image/png", RESULT_TYPES), choose("*/*, application/json;q=0", {"application/json": "json"})
    ('json', None, None)
    """
    ranges = accepted(header)
    best, best_quality, best_exactness = None, 0.0, -1
    for media, form in types.items():
        fitting = [(exactness, quality) for name, quality, exactness in ranges if _fits(name, media)]
        if not fitting:
            continue
        exactness, quality = max(fitting)
        if quality > best_quality or (quality == best_quality and quality > 0 and exactness > best_exactness):
            best, best_quality, best_exactness = form, quality, exactness
    return best


def _fits(name: str, media: str) -> bool:
    return name in ("*/*", media) or (name.endswith("/*") and media.startswith(name[:-1]))


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
    quality = {"ko": 0.0, "en": 0.0}
    for name, liked, _ in accepted(header) if header else ():
        short = name.split("-")[0]
        if short in quality:
            quality[short] = max(quality[short], liked)
    return "en" if quality["en"] > quality["ko"] else "ko"
