"""Puts one HTML page together: what may stand in it, and the policy that lets nothing else run.

Text from the records reaches a page as JSON alone, in a block that is not a script, with every character escaped that
could end that block; the page's scripts only ever write it as text. The content security policy names the digests of
the scripts and of the style sheet that stand in the page: nothing else runs, and no request may leave.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

_UNSAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
_SCRIPT_END = re.compile(r"</script|<!--", re.IGNORECASE)
_STYLE_END = re.compile(r"</style", re.IGNORECASE)
_POLICY_IN_PAGE = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]+)"', re.IGNORECASE)


def inline_page(
    package: str,
    template: str,
    *,
    scripts: Mapping[str, str],
    styles: str,
    blocks: Mapping[str, str],
    connect: bool = False,
    images: str = "data:",
    **values: Any,
) -> str:
    """Return the page *template* of *package* with everything in it that it needs.

    Parameters
    ----------
    package
        Name of the package that holds the template.
    template
        Name of the template's file; names of scripts and blocks, ``styles`` and ``policy`` are its variables.
    scripts, styles
        Files of this program, never text from the records; they must not hold what would end their element.
    blocks
        Data by name, each gone through `embedded_json`.
    connect
        Whether the page may send requests to where it came from.
    images
        Where pictures may come from.
    values
        Further variables of the template, shown as text.

    Raises
    ------
    ValueError
        When a script or the style sheet would end its element early.
    """
    for name, source in scripts.items():
        _checked(name, source, _SCRIPT_END)
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src{_named(list(scripts.values()))}",
            f"style-src{_named([_checked('style sheet', styles, _STYLE_END)])}",
            f"img-src {images}",
            *(["connect-src 'self'"] if connect else []),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    return filled_page(package, template, {**scripts, **blocks, "styles": styles, "policy": policy}, **values)


def filled_page(package: str, template: str, parts: Mapping[str, str], **values: Any) -> str:
    """Return the page *template* of *package* with *parts* as they are and *values* as text.

    Parts are files of this program, or went through `embedded_json`: never text from the records.
    """
    from markupsafe import Markup

    known = {name: Markup(text) for name, text in parts.items()}  # noqa: S704
    return templates(package).get_template(template).render(**known, **values)


def _named(sources: Sequence[str]) -> str:
    return "".join(f" '{digest(source)}'" for source in sources if source)


def _checked(name: str, source: str, end: re.Pattern[str]) -> str:
    if found := end.search(source):
        message = f"{name} holds {found.group()!r}, which would end its element early"
        raise ValueError(message)
    return source


@cache
def templates(package: str) -> Environment:
    """Return the templates of *package*; whatever is put into one is shown as text unless it is marked otherwise."""
    from jinja2 import Environment, FunctionLoader

    return Environment(
        autoescape=True,
        loader=FunctionLoader(lambda name: read_file(package, name)),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def read_file(package: str, name: str) -> str:
    """Return a file of *package*; newlines come out plain, as the browser sees them when it checks the digest."""
    return (files(package) / name).read_text("utf-8")


def page_styles(package: str, *names: str) -> str:
    """Return the style sheets *names* of *package* after that of every page: colours, sizes, letters, the bar on top.

    >>> "--deep" in page_styles("policygraph.pages.review", "review.css")
    True
    """
    return read_file("policygraph.pages.shared", "house.css") + "".join(read_file(package, name) for name in names)


def embedded_json(data: Any) -> str:
    """Return *data* as JSON that may stand inside a ``<script>`` element whatever its texts hold.

    >>> text = embedded_json({"title": "</script>"})
    >>> "<" in text, json.loads(text)
    (False, {'title': '</script>'})
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_UNSAFE)


def packed_json(data: Any) -> str:
    """Return *data* as JSON packed by gzip, in base64, which ``shared/packed.js`` reads: a third of the size.

    >>> text = packed_json({"title": "연계" * 1000})
    >>> len(text) < 200, json.loads(gzip.decompress(base64.b64decode(text)))["title"][:2]
    (True, '연계')
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode("utf-8"), 9, mtime=0)).decode("ascii")


def digest(source: str) -> str:
    """Return the content security policy's name for the inline script or style sheet *source*.

    >>> digest("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode("ascii")


def policy_of(page: bytes) -> str:
    """Return the content security policy that *page* carries in itself, for the header of a service.

    >>> policy_of(b'<meta http-equiv="Content-Security-Policy" content="img-src data:; form-action https:">')
    "img-src data:; form-action https:; frame-ancestors 'none'"
    >>> policy_of(b"")
    "default-src 'none'; frame-ancestors 'none'"
    """
    found = _POLICY_IN_PAGE.search(page)
    policy = found[1].decode() if found else "default-src 'none'"
    return f"{policy.rstrip('; ')}; frame-ancestors 'none'"
