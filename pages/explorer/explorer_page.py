"""Puts data, styles and scripts of the explorer into one HTML page that needs nothing else."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from policygraph.pages.embedding import embedded_json, inline_page, read_file
from policygraph.pages.explorer.explorer_data import explorer_data

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
TEMPLATE = "explorer.html.j2"
PACKAGE = "policygraph.pages.explorer"
DRAWING_LIBRARY = ("templates", "lib", "vis-9.1.2", "vis-network.min.js")

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
    lang = lang or study.lang or "ko"
    library = {} if lite else {"library": _read_library()}
    return inline_page(
        PACKAGE,
        TEMPLATE,
        scripts={**library, "program": without_comments(program(lite=lite))},
        styles=read_file(PACKAGE, STYLES),
        blocks={"data": embedded_json(explorer_data(study, lang=lang, lite=lite))},
        images="data: blob:",
        lang=lang,
        title=study.title.get(lang),
        lite=lite,
        views=[name for name in VIEWS if not (lite and name in CHART_VIEWS)],
    )


def program(*, lite: bool = False) -> str:
    """Return the page's own script: its files in one scope, those of the charts left out where *lite*.

    >>> len(program(lite=True)) < len(program())
    True
    """
    names = [name for name in SCRIPTS if not (lite and name in CHARTS)]
    return "(() => {\n" + "\n".join(read_file(PACKAGE, name) for name in names) + "\n})();"


def without_comments(source: str) -> str:
    r"""Return a script of this folder without its comments and indents: a sixth of its bytes.

    Comments there stand on lines of their own or are types before a bracket; no text goes over several lines.

    >>> without_comments("  // why\n  a();\n  /** @type {B} */ (b).c();\n")
    'a();\n(b).c();\n'
    """
    return _INDENT.sub("", _COMMENT.sub("", source))


def _read_library() -> str:
    text = files("pyvis").joinpath(*DRAWING_LIBRARY).read_text("utf-8")
    return _SOURCE_MAP.sub("", text)  # a browser's tools would ask for it
