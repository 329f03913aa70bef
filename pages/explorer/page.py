"""Puts data, styles and scripts into one HTML page that needs nothing else.

The page carries a content security policy: no request may leave it, and only the scripts and the style sheet whose
digests are named there may run. Text from the records reaches it as JSON alone, in a block that is not a script, with
every character escaped that could end that block; the page's scripts only ever write it as text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from policygraph.pages.explorer.page_data import page_data

if TYPE_CHECKING:
    from policygraph.graph.study import Study
    from policygraph.records.kinds import Language

SCRIPTS = (
    "texts.js",
    "tab_texts.js",
    "model.js",
    "coverage.js",
    "selection.js",
    "dom.js",
    "views.js",
    "windowed.js",
    "lists.js",
    "service.js",
    "view_home.js",
    "marks.js",
    "scene.js",
    "scene_levels.js",
    "walk.js",
    "scene_near.js",
    "graph_sheets.js",
    "graph_tools.js",
    "view_graph.js",
    "view_list.js",
    "svg.js",
    "view_matrix.js",
    "flow.js",
    "view_flow.js",
    "roadmap.js",
    "curve.js",
    "view_roadmap.js",
    "money.js",
    "view_money.js",
    "view_gaps.js",
    "view_sources.js",
    "cards.js",
    "panel.js",
    "search.js",
    "app.js",
)
CHARTS = frozenset(
    {
        "marks.js",
        "scene.js",
        "scene_levels.js",
        "walk.js",
        "scene_near.js",
        "graph_sheets.js",
        "graph_tools.js",
        "view_graph.js",
        "svg.js",
        "flow.js",
        "view_flow.js",
        "curve.js",
    }
)
VIEWS = ("home", "graph", "list", "matrix", "flow", "roadmap", "money", "gaps", "sources")
CHART_VIEWS = frozenset({"graph", "flow"})
STYLES = "explorer.css"
TEMPLATE = "page.html.j2"
DRAWING_LIBRARY = ("templates", "lib", "vis-9.1.2", "vis-network.min.js")

_UNSAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
_SCRIPT_END = re.compile(r"</script|<!--", re.IGNORECASE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)\n?", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(r"^[ \t]+|^\n", re.MULTILINE)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def render_explorer(study: Study, *, lang: Language | None = None, lite: bool = False) -> str:
    """Return the explorer of *study* as one HTML page.

    Parameters
    ----------
    study
        What `policygraph.open_study` returns.
    lang
        Language in which the page opens, ``ko`` or ``en``; by default that of the study, else Korean. A click switches it.
    lite
        Leave out the charts, and the library that draws them; the tables that stand beside the charts remain.

    Returns
    -------
    page
        Text of the page; the same study gives the same text. Write it as UTF-8.
    """
    from jinja2 import Environment
    from markupsafe import Markup

    lang = lang or study.lang or "ko"
    library = "" if lite else _script(_read_library())
    source = _script(without_comments(program(lite=lite)))
    styles = _read(STYLES)
    environment = Environment(autoescape=True, keep_trailing_newline=True)
    return environment.from_string(_read(TEMPLATE)).render(
        lang=lang,
        title=study.title.get(lang),
        lite=lite,
        views=[name for name in VIEWS if not (lite and name in CHART_VIEWS)],
        script_digests=[digest(text) for text in (library, source) if text],
        style_digests=[digest(styles)],
        # Each of these is either a file of this package or escaped by `embedded_json`.
        styles=Markup(styles),  # noqa: S704
        data=Markup(embedded_json(page_data(study, lang=lang, lite=lite))),  # noqa: S704
        library=Markup(library),  # noqa: S704
        program=Markup(source),  # noqa: S704
    )


def program(*, lite: bool = False) -> str:
    """Return the page's own script: its files in one scope, those of the charts left out where *lite*.

    >>> len(program(lite=True)) < len(program())
    True
    """
    names = [name for name in SCRIPTS if not (lite and name in CHARTS)]
    return "(() => {\n" + "\n".join(_read(name) for name in names) + "\n})();"


def without_comments(source: str) -> str:
    r"""Return a script of this folder without its comments and indents: a sixth of its bytes.

    Comments there stand on lines of their own or are types before a bracket; no text goes over several lines.

    >>> without_comments("  // why\n  a();\n  /** @type {B} */ (b).c();\n")
    'a();\n(b).c();\n'
    """
    return _INDENT.sub("", _COMMENT.sub("", source))


def embedded_json(data: Any) -> str:
    """Return *data* as JSON that may stand inside a ``<script>`` element whatever its texts hold.

    >>> text = embedded_json({"title": "</script>"})
    >>> "<" in text, json.loads(text)
    (False, {'title': '</script>'})
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_UNSAFE)


def digest(source: str) -> str:
    """Return the content security policy's name for the inline script or style sheet *source*.

    >>> digest("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode("ascii")


def _read(name: str) -> str:
    """Return a file of this folder; newlines come out plain, as the browser sees them when it checks the digest."""
    return (files("policygraph.pages.explorer") / name).read_text("utf-8")


def _read_library() -> str:
    text = files("pyvis").joinpath(*DRAWING_LIBRARY).read_text("utf-8")
    return _SOURCE_MAP.sub("", text)  # a browser's tools would ask for it


def _script(source: str) -> str:
    if found := _SCRIPT_END.search(source):
        message = f"the script holds {found.group()!r}, which would end it early"
        raise ValueError(message)
    return source
