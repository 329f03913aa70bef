"""The pages of the service and the files that they load: everything comes from this package, nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from policygraph.pages.embedding import read_file, templates
from policygraph.records.kinds import Language, Text

PACKAGE = "policygraph.pages.service"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FILES = {
    "page.css": "text/css; charset=utf-8",
    "app.js": "text/javascript; charset=utf-8",
    "dom.js": "text/javascript; charset=utf-8",
    "editor.js": "text/javascript; charset=utf-8",
    "questions.js": "text/javascript; charset=utf-8",
    "result.js": "text/javascript; charset=utf-8",
    "texts.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


def service_page(
    name: str,
    lang: Language,
    *,
    title: str,
    setup: Mapping[str, Any],
    notice: str = "",
    incomplete: Mapping[str, str] | None = None,
    problem: str = "",
    **values: Any,
) -> bytes:
    """Return one of the pages ``home`` and ``resource``, with what every page shows.

    Parameters
    ----------
    name
        Which template.
    lang
        Language of the page.
    title
        Name of the study.
    setup
        What the scripts know: ``lang``, the base of the data's addresses, their prefixes.
    notice, incomplete
        How the figures may be used, and what is known to be missing, by document.
    problem
        Why the workspace cannot be read at the moment.
    values
        Further variables of the template.

    >>> page = service_page("home", "ko", title="<부산>", setup={"lang": "ko"}).decode()
    >>> "<title>&lt;부산&gt;</title>" in page
    True
    """
    return _rendered(
        name,
        lang,
        title=title,
        notice=notice,
        incomplete=list((incomplete or {}).items()),
        problem=problem,
        setup=json.dumps(setup, ensure_ascii=False),
        **values,
    )


def problem_page(lang: Language, status: int, message: str, *, enter: bool = False) -> bytes:
    """Return the page for a request that could not be answered; with *enter* it asks for the token.

    >>> "<h1>없습니다</h1>" in problem_page("ko", 404, "없습니다").decode()
    True
    """
    return _rendered("problem", lang, status=status, message=message, enter=enter)


def _rendered(name: str, lang: Language, **values: Any) -> bytes:
    other: Language = "en" if lang == "ko" else "ko"
    template = templates(PACKAGE).get_template(f"{name}.html.j2")
    return template.render(lang=lang, other=other, say=lambda ko, en: Text(ko, en).get(lang), **values).encode()


def static_file(name: str) -> tuple[str, bytes] | None:
    """Return media type and content of a file that pages load, or ``None`` when there is no such file.

    >>> static_file("icon.svg")[0], static_file("../settings.py")
    ('image/svg+xml', None)
    """
    media = _FILES.get(name)
    return (media, read_file(PACKAGE, name).encode()) if media else None
