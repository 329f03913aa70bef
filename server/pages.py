"""The replies that are pages for people; `policygraph.pages` makes their bytes."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from policygraph.pages.page_words import spoken
from policygraph.pages.service import PAGE_POLICY, service_page, static_file
from policygraph.records.kinds import Language, Text
from policygraph.server.message import Reply, tag_of
from policygraph.views.scope_words import scope_line

if TYPE_CHECKING:
    from policygraph.server.data import DataState

HTML = "text/html; charset=utf-8"
_BODY = re.compile(rb"<body[^>]*>")


def page_reply(
    name: str, lang: Language, state: DataState, *, problem: Text | None = None, tag: str = "", **values: Any
) -> Reply:
    """Return the page *name* in *lang*, with what every page shows of the data that are served."""
    study = state.study
    names, caveats = study.names, study.workspace.settings.caveats

    def made() -> bytes:
        return service_page(
            name,
            lang,
            title=study.title.get(lang) or "policygraph",
            setup={"lang": lang, "base": names.base, "prefixes": names.prefixes},
            notice=caveats.notice.get(lang),
            stated=scope_line(study.graph).get(lang),
            incomplete={document: text.get(lang) for document, text in caveats.incomplete.items()},
            problem=problem.get(lang) if problem else "",
            **values,
        )

    body = made() if values or problem else state.kept(f"{name}-{lang}", made)
    return Reply(200, HTML, body, tag=tag, policy=PAGE_POLICY)


def with_alert(body: bytes, lang: Language, problem: Text | None) -> bytes:
    """Return the page *body* with a sentence on top that says why its data are old; as it is where there is no *problem*."""
    if problem is None:
        return body
    said = escape(spoken("service", lang, "staleData") + problem.get(lang))
    alert = f'\n<p class="notice stale" role="alert">{said}</p>'.encode()
    return _BODY.sub(lambda opening: opening[0] + alert, body, count=1)


def static_reply(name: str) -> Reply | None:
    """Return a file that pages load, or ``None`` when there is no such file."""
    found = static_file(name)
    if found is None:
        return None
    media, body = found
    return Reply(200, media, body, tag=f"static-{tag_of(body)}")
