"""The pages of the service and the files that they load: everything comes from this package, nothing from elsewhere."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from policygraph.ontology.question_files import read_questions
from policygraph.pages.embedding import embedded_json, filled_page, page_styles, read_file
from policygraph.pages.linker import link
from policygraph.pages.page_words import page_words, spoken
from policygraph.records.kinds import Language

PACKAGE = "policygraph.pages.service"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CODES = (
    "gap-kind",
    "gap-group",
    "addressee",
    "budget-kind",
    "domain",
    "standing",
    "source-kind",
    "document-kind",
    "level",
    "state",
    "coverage-state",
    "strength",
    "severity",
    "status",
)
_SCRIPTS = {"service.js": "service/service.js", "record.js": "explorer/record.js"}
_STYLES = "page.css"
_FILES = {
    _STYLES: "text/css; charset=utf-8",
    "panel.css": "text/css; charset=utf-8",
    **dict.fromkeys(_SCRIPTS, "text/javascript; charset=utf-8"),
    "icon.svg": "image/svg+xml",
}


def service_page(
    name: str,
    lang: Language,
    *,
    title: str,
    setup: Mapping[str, Any],
    notice: str = "",
    stated: str = "",
    incomplete: Mapping[str, str] | None = None,
    problem: str = "",
    blocks: Mapping[str, str] | None = None,
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
    notice, stated, incomplete
        How the figures may be used, what they count as of which day, and what is known to be missing, by document.
    problem
        Why the workspace cannot be read at the moment.
    blocks
        Data of the page by name, gone through `embedded_json` or `packed_json`; by default those of the questions.
    values
        Further variables of the template.

    >>> page = service_page("home", "ko", title="<부산>", setup={"lang": "ko"}).decode()
    >>> "<title>&lt;부산&gt;</title>" in page
    True
    """
    shown = blocks or {
        "setup": embedded_json({**setup, "examples": _examples(), "groups": question_groups()}),
        "words": embedded_json(page_words("service", CODES)),
    }
    return _rendered(
        name,
        lang,
        shown,
        title=title,
        notice=notice,
        stated=stated,
        incomplete=list((incomplete or {}).items()),
        problem=problem,
        **values,
    )


def problem_page(lang: Language, status: int, message: str, *, enter: bool = False) -> bytes:
    """Return the page for a request that could not be answered; with *enter* it asks for the token, before which no way leads on.

    >>> "<h1>없습니다</h1>" in problem_page("ko", 404, "없습니다").decode()
    True
    """
    return _rendered("problem", lang, {}, status=status, message=message, enter=enter)


def _rendered(name: str, lang: Language, blocks: Mapping[str, str], **values: Any) -> bytes:
    other: Language = "en" if lang == "ko" else "ko"
    page = filled_page(
        PACKAGE,
        f"{name}.html.j2",
        blocks,
        lang=lang,
        other=other,
        t=partial(spoken, "service", lang),
        ways=_ways(lang),
        here="/" if name == "home" else "",
        **values,
    )
    return page.encode()


def _ways(lang: Language) -> list[tuple[str, str]]:
    """Return where the pages of the service are, and what each is called."""
    return [(path, names[0 if lang == "ko" else 1]) for path, names in page_words("service")["names"]["way"].items()]


@cache
def _examples() -> list[dict[str, Any]]:
    examples: list[dict[str, Any]] = tomllib.loads(read_file(PACKAGE, "examples.toml"))["examples"]
    return examples


@cache
def question_groups() -> dict[str, list[str]]:
    """Return the names of the saved questions that ship with the program, by what they are asked for; the rest under ``more``.

    >>> list(question_groups())[:2], question_groups()["money"]
    (['coverage', 'gaps'], ['budget-by-framework', 'budget-by-task'])
    """
    groups: dict[str, list[str]] = tomllib.loads(read_file(PACKAGE, "groups.toml"))
    known = {name for names in groups.values() for name in names}
    return {**groups, "more": [*groups["more"], *(name for name in read_questions() if name not in known)]}


def static_file(name: str) -> tuple[str, bytes] | None:
    """Return media type and content of a file that pages load, or ``None`` when there is no such file.

    >>> static_file("icon.svg")[0], static_file("../settings.py")
    ('image/svg+xml', None)
    """
    media = _FILES.get(name)
    if media is None:
        return None
    if name in _SCRIPTS:
        text = link(_SCRIPTS[name])
    elif name == _STYLES:
        text = page_styles(PACKAGE, name)
    else:
        text = read_file("policygraph.pages.explorer" if name == "panel.css" else PACKAGE, name)
    return media, text.encode()
