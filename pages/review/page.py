"""Puts the data of a review queue, the style sheet and the scripts into one HTML page that needs nothing else.

The page follows the explorer in what it may do: its content security policy lets only its own script and style sheet
run, and nothing leaves it but, with the service, decisions on their way there. Text from the records reaches it as JSON
alone and is only ever written as text. Pieces that are the same in both pages (making elements, switching the language)
are the explorer's own files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from policygraph.pages.explorer.page import digest, embedded_json
from policygraph.records.kinds import NO_TEXT, Language, Text

SHARED_SCRIPTS = ("texts.js", "dom.js")
SCRIPTS = (
    "review_texts.js",
    "cases.js",
    "log.js",
    "decisions_file.js",
    "saving.js",
    "journal.js",
    "agreement.js",
    "news.js",
    "rail.js",
    "case_view.js",
    "actions.js",
    "dialogs.js",
    "compare_view.js",
    "sheet.js",
    "keys.js",
    "review.js",
)
STYLES = "review.css"
TEMPLATE = "page.html.j2"
_SCRIPT_END = re.compile(r"</script|<!--", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Connection:
    """How the page reaches the service: where decisions go, the token that goes with them, or *why* none can be taken.

    *heard* says how much of what was put on record the page knows; `policygraph.sources.review_news` counts it.
    """

    decisions: str
    token: str
    writable: bool
    why: Text = NO_TEXT
    heard: int = 0


def render_review_page(data: Mapping[str, Any], *, lang: Language = "ko", connection: Connection | None = None) -> str:
    """Return the review page as one HTML document.

    Parameters
    ----------
    data
        What `policygraph.pages.review.page_data` returns.
    lang
        Language in which the page opens; a click switches it.
    connection
        The service to which decisions are sent; ``None`` makes a page that works offline and offers them as a file.

    Returns
    -------
    page
        Text of the page; the same queue gives the same text. Write it as UTF-8.
    """
    return render_embedded(embedded_json(data), data["workspace"]["title"], lang, connection)


def render_embedded(data: str, title: Mapping[str, str], lang: Language, connection: Connection | None) -> str:
    """Return the page from data that went through `embedded_json` before, so that a service need not do it each time."""
    from jinja2 import Environment
    from markupsafe import Markup

    setup = {"lang": lang, "service": asdict(connection) if connection is not None else None}
    program, styles = _program(), _styles()
    environment = Environment(autoescape=True, keep_trailing_newline=True)
    heading = {"ko": "연계 검토", "en": "Alignment review"}[lang]
    return environment.from_string(_read(TEMPLATE)).render(
        lang=lang,
        title=f"{heading} – {title[lang] or title['ko'] or title['en']}",
        online=connection is not None,
        script_digest=digest(program),
        style_digest=digest(styles),
        # Each of these is either a file of this package or escaped by `embedded_json`.
        styles=Markup(styles),  # noqa: S704
        data=Markup(data),  # noqa: S704
        setup=Markup(embedded_json(setup)),  # noqa: S704
        program=Markup(program),  # noqa: S704
    )


@cache
def _program() -> str:
    shared = [_read(name, "policygraph.pages.explorer") for name in SHARED_SCRIPTS]
    text = "(() => {\n" + "\n".join((*shared, *map(_read, SCRIPTS))) + "\n})();"
    if found := _SCRIPT_END.search(text):
        message = f"the script holds {found.group()!r}, which would end it early"
        raise ValueError(message)
    return text


@cache
def _styles() -> str:
    return _read(STYLES)


def _read(name: str, package: str = "policygraph.pages.review") -> str:
    """Return a file of the package; newlines come out plain, as the browser sees them when it checks the digest."""
    return (files(package) / name).read_text("utf-8")
