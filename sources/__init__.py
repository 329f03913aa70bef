"""Reads records: plain files in, frozen record classes out, every problem collected on the way.

`records` holds the classes, `reader` and `fields` read YAML, `integrity` checks records against each other, `workspace`
finds the files, `issue` and `catalogue` hold the problems. The bundled records are in ``data/``.

>>> from policygraph.sources import read_workspace
>>> [document.id for document in read_workspace().corpus.documents if document.is_plan]
['b5', 'b6', 'bai', 'bdp']
"""

from policygraph.records.issue import Issue, PolicyGraphError, UnknownName, UnusableInput, Where
from policygraph.records.kinds import Alignment, Assessment, Corpus, Decision, Document, Item, Source, Target, Text
from policygraph.sources.settings import Settings, Thresholds
from policygraph.sources.workspace import Workspace, read_workspace

__all__ = [
    "Alignment",
    "Assessment",
    "Corpus",
    "Decision",
    "Document",
    "Issue",
    "Item",
    "PolicyGraphError",
    "Settings",
    "Source",
    "Target",
    "Text",
    "Thresholds",
    "UnknownName",
    "UnusableInput",
    "Where",
    "Workspace",
    "read_workspace",
]
