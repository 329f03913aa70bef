"""Puts data, styles and scripts of the explorer into one HTML page that needs nothing else."""

from __future__ import annotations

import re
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policygraph.graph.publishing import entry_of
from policygraph.pages.embedding import embedded_json, inline_page, packed_json, page_styles
from policygraph.pages.explorer.record_nodes import label_pair
from policygraph.pages.linker import link
from policygraph.pages.page_words import page_words
from policygraph.records.catalogue import field_label
from policygraph.records.kinds import Alignment, Document, Item, Target
from policygraph.records.narrative import NARRATIVE
from policygraph.sources.cache import remembered, version
from policygraph.sources.folders import VERSIONS

if TYPE_CHECKING:
    from policygraph.graph.compare.comparison import EditionComparison
    from policygraph.graph.study import Study
    from policygraph.records.kinds import Language

CODES = (
    "unit",
    "document-kind",
    "document",
    "level",
    "status",
    "coverage-state",
    "state",
    "method",
    "strength",
    "severity",
    "source-kind",
    "phase",
    "english-title",
    "readings",
    "domain",
    "addressee",
    "basis",
    "region",
    "obliged",
    "budget-kind",
    "fund",
    "standing",
    "gap-group",
    "task-kind",
    "finding-method",
    "swot",
)
# Names of fields that the panel says as the workbook and `show` do, by the record that has them.
FIELDS: tuple[tuple[type, tuple[str, ...]], ...] = (
    (Item, ("kind", *(field.name for field in NARRATIVE), "predecessors", "milestones", "swot", "observation", "derives_from", "rests_on", "required_contents")),
    (Alignment, ("content_places",)),
    (Target, ("base", "reached")),
    (Document, ("method", "study")),
)  # fmt: skip
VIEWS = ("home", "graph", "list", "matrix", "flow", "roadmap", "money", "gaps", "decide", "changes", "sources")
CHART_VIEWS = frozenset({"graph", "flow"})
STYLES = ("panel.css", "explorer.css")
TEMPLATE = "explorer.html.j2"
PACKAGE = "policygraph.pages.explorer"
DRAWING_LIBRARY = ("templates", "lib", "vis-9.1.2", "vis-network.min.js")

_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def render_explorer(
    study: Study,
    *,
    lang: Language | None = None,
    lite: bool = False,
    change: EditionComparison | None = None,
    review: str | None = None,
) -> str:
    """Return the explorer of *study* as one HTML page.

    Parameters
    ----------
    study
        What `policygraph.open_study` returns.
    lang
        Language in which the page opens, ``ko`` or ``en``; by default that of the study, else Korean. A click switches it.
    lite
        Leave out the charts, and the library that draws them; the tables that stand beside the charts remain.
    change
        What the tab on changes shows; by default each document beside the one that takes its place.
    review
        Address of the review page, where the page is served beside one: gaps lead there, and its bar to the other pages.

    Returns
    -------
    page
        Text of the page; the same study gives the same text. Write it as UTF-8.
    """
    lang = lang or study.lang or "ko"

    def made() -> bytes:
        from policygraph.pages.explorer.explorer_data import explorer_data

        return packed_json({"views": views, **explorer_data(study, lang=lang, lite=lite, change=change)}).encode()

    library = {} if lite else {"library": _read_library()}
    views = [name for name in VIEWS if not (lite and name in CHART_VIEWS)]
    data = remembered(
        "pages",
        None if change else _entry(study, lang, lite=lite),
        made,
    )
    return inline_page(
        PACKAGE,
        TEMPLATE,
        scripts={**library, "program": link("explorer/explorer_lite.js" if lite else "explorer/explorer.js")},
        styles=page_styles(PACKAGE, *STYLES),
        blocks={"data": data.decode(), "words": embedded_json(explorer_words(study))},
        images="data: blob:",
        lang=lang,
        title=study.title.get(lang),
        lite=lite,
        views=views,
        review=review,
    )


def _entry(study: Study, lang: Language, *, lite: bool) -> str | None:
    """Return what names the data of the page in the cache, with the digests of the files that lie beside the records.

    The page shows what the gate says, which compares with its baseline, and what persons decided between two versions.
    """
    root, rules = study.workspace.root, study.workspace.settings.gate
    beside = [] if root is None else [*sorted((root / VERSIONS).glob("*")), *([root / rules.baseline] if rules else [])]
    entry = entry_of(study)
    if entry is None:
        return None
    try:
        read = [f"{path.name} {blake2b(path.read_bytes()).hexdigest()}" for path in beside if path.is_file()]
    except OSError:
        return None
    return "\n".join(["explorer", entry, lang, str(lite), version(("views", "pages")), *read])


def explorer_words(study: Study) -> dict[str, Any]:
    """Return the words of the page; phases are called as the workspace calls them, fields as the records do."""
    words = page_words("explorer", CODES)
    stages = study.workspace.settings.stages
    own = {code: [text.get("ko"), text.get("en")] for code, text in stages.items() if text}
    fields = {name: label_pair(field_label(record, name)) for record, names in FIELDS for name in names}
    return {**words, "names": {**words["names"], "phase": {**words["names"]["phase"], **own}, "field": fields}}


def _read_library() -> str:
    """Return the drawing library that pyvis brings along; pyvis itself is not run for it."""
    place = find_spec("pyvis")
    if place is None or place.origin is None:
        message = "pyvis is not installed"
        raise ModuleNotFoundError(message, name="pyvis")
    text = Path(place.origin).parent.joinpath(*DRAWING_LIBRARY).read_text("utf-8")
    return _SOURCE_MAP.sub("", text)  # a browser's tools would ask for it
