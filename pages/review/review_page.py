"""Puts the data of a review queue, the style sheet and the scripts into one HTML page that needs nothing else.

Nothing leaves it but, with the service, decisions on their way there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from policygraph.pages.embedding import embedded_json, inline_page, page_styles
from policygraph.pages.linker import link
from policygraph.pages.page_words import page_words, spoken
from policygraph.records.kinds import NO_TEXT, Language, Text

CODES = ("review-case", "coverage-state", "level", "method", "readings", "state", "strength", "unit", "verdict")
STYLES = "review.css"
TEMPLATE = "review.html.j2"
PACKAGE = "policygraph.pages.review"


@dataclass(frozen=True, slots=True)
class ServiceConnection:
    """How the page reaches the service: where decisions go, the token that goes with them, or *why* none can be taken.

    *heard* says how much of what was put on record the page knows; `policygraph.sources.review_news` counts it.
    """

    decisions: str
    token: str
    writable: bool
    why: Text = NO_TEXT
    heard: int = 0


def render_review_page(
    data: Mapping[str, Any],
    versions: Sequence[Mapping[str, Any]] = (),
    *,
    lang: Language = "ko",
    connection: ServiceConnection | None = None,
) -> str:
    """Return the review page as one HTML document.

    Parameters
    ----------
    data
        What `policygraph.pages.review.review_page_data` returns.
    versions
        What `policygraph.pages.review.version_data` returns: the version maps.
    lang
        Language in which the page opens; a click switches it.
    connection
        The service to which decisions are sent; ``None`` makes a page that works offline and offers them as a file.

    Returns
    -------
    page
        Text of the page; the same queue gives the same text. Write it as UTF-8.
    """
    return render_embedded(
        embedded_json(data), embedded_json(list(versions)), data["workspace"]["title"], lang, connection
    )


def render_embedded(
    data: str, versions: str, title: Mapping[str, str], lang: Language, connection: ServiceConnection | None
) -> str:
    """Return the page from data that went through `embedded_json` before, so that a service need not do it each time."""
    setup = {"lang": lang, "service": asdict(connection) if connection is not None else None}
    return inline_page(
        PACKAGE,
        TEMPLATE,
        scripts={"program": link("review/review.js")},
        styles=page_styles(PACKAGE, STYLES),
        blocks={
            "data": data,
            "versions": versions,
            "setup": embedded_json(setup),
            "words": embedded_json(page_words("review", CODES)),
        },
        connect=connection is not None,
        served=connection is not None,
        lang=lang,
        title=f"{spoken('review', lang, 'reviewTitle')} – {title[lang] or title['ko'] or title['en']}",
    )
