"""Says whether what a city plans to do serves what it is bound to do, and where not.

Records become an alignment graph, the graph gives coverage and gaps; both together become an RDF dataset:

>>> import policygraph
>>> study = policygraph.open_study()              # the bundled Busan data; a folder opens a workspace
>>> node = study.coverage()["kds"]
>>> 0 <= node.floor <= node.ceiling <= 1
True
>>> study.gaps()[0].code
'G01'

What stands in ``__all__`` is public and is loaded when it is first asked for, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policygraph.graph.coverage import Coverage, NodeCoverage
    from policygraph.graph.gaps.gap import Gap
    from policygraph.graph.network_coverage import UnusableGraph, coverage_of
    from policygraph.graph.study import Study, open_endpoint, open_study
    from policygraph.records.issue import Issue, PolicyGraphError, UnknownId, UnknownName, UnusableInput
    from policygraph.records.kinds import Alignment, Corpus, Decision, Document, Item, Text
    from policygraph.sources.starter import start_workspace

__all__ = [
    "Alignment",
    "Corpus",
    "Coverage",
    "Decision",
    "Document",
    "Gap",
    "Issue",
    "Item",
    "NodeCoverage",
    "PolicyGraphError",
    "Study",
    "Text",
    "UnknownId",
    "UnknownName",
    "UnusableGraph",
    "UnusableInput",
    "__version__",
    "coverage_of",
    "open_endpoint",
    "open_study",
    "start_workspace",
]

__version__ = "0.1.0"

_HOMES = {
    "graph.coverage": ("Coverage", "NodeCoverage"),
    "graph.gaps.gap": ("Gap",),
    "graph.network_coverage": ("UnusableGraph", "coverage_of"),
    "graph.study": ("Study", "open_endpoint", "open_study"),
    "records.issue": ("Issue", "PolicyGraphError", "UnknownId", "UnknownName", "UnusableInput"),
    "records.kinds": ("Alignment", "Corpus", "Decision", "Document", "Item", "Text"),
    "sources.starter": ("start_workspace",),
}
_HOME = {name: f"policygraph.{module}" for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
