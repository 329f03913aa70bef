"""The page for people and the files that it loads: everything comes from this package, nothing from elsewhere."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from policygraph.records.kinds import Language, Text
from policygraph.server.message import Reply

if TYPE_CHECKING:
    from jinja2 import Environment
    from policygraph.server.data import State

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
STATIC = {
    "page.css": "text/css; charset=utf-8",
    "app.js": "text/javascript; charset=utf-8",
    "dom.js": "text/javascript; charset=utf-8",
    "editor.js": "text/javascript; charset=utf-8",
    "questions.js": "text/javascript; charset=utf-8",
    "result.js": "text/javascript; charset=utf-8",
    "texts.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_POLICY_IN_PAGE = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]+)"', re.IGNORECASE)


@cache
def environment() -> Environment:
    """Return the templates; whatever is put into one is shown as text."""
    from jinja2 import Environment, FunctionLoader

    return Environment(autoescape=True, loader=FunctionLoader(_read), trim_blocks=True, lstrip_blocks=True)


def _read(name: str) -> str:
    return (files("policygraph.pages.service") / name).read_text("utf-8")


def page(
    name: str, lang: Language, state: State, *, problem: Text | None = None, tag: str = "", **values: Any
) -> Reply:
    """Return the page *name* in *lang*, with what every page shows."""
    study = state.study
    names, caveats = study.names, study.workspace.settings.caveats
    setup = {"lang": lang, "base": names.base, "prefixes": names.prefixes}
    html = (
        environment()
        .get_template(f"{name}.html.j2")
        .render(
            lang=lang,
            other="en" if lang == "ko" else "ko",
            title=study.title.get(lang) or "policygraph",
            notice=caveats.notice.get(lang),
            incomplete=[(name, text.get(lang)) for name, text in caveats.incomplete.items()],
            problem=problem.get(lang) if problem else "",
            setup=json.dumps(setup, ensure_ascii=False),
            say=lambda ko, en: ko if lang == "ko" else en,
            **values,
        )
    )
    return Reply(200, "text/html; charset=utf-8", html.encode(), tag=tag, policy=PAGE_POLICY)


def static_file(name: str) -> Reply | None:
    """Return a file that pages load, or ``None`` when there is no such file."""
    if name not in STATIC:
        return None
    body = _read(name).encode()
    return Reply(200, STATIC[name], body, tag=f"static-{hashlib.sha256(body).hexdigest()[:20]}")


def explorer_policy(body: bytes) -> str:
    """Return the content security policy that the explorer page carries in itself, for the header."""
    found = _POLICY_IN_PAGE.search(body)
    policy = found[1].decode().replace("&#39;", "'") if found else "default-src 'none'"
    return f"{policy.rstrip('; ')}; frame-ancestors 'none'"
