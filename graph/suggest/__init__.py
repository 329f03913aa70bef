"""Suggestions: which tasks could serve which items, with a score, a confidence, a strength and reasons. A person decides.

A small pipeline whose parts can be measured alone: `cutting` and `texts` cut what is compared, `vectors` makes it sparse,
`material` gathers tasks, items and the history, `parts` gives the numbers, `ranker` weighs them, `strength` and `reasons`
complete what is shown, `suggester` chooses, `kept` keeps the answers. `training` makes the coefficients in ``model.json``, `embedding_model` is the hook for
a model of one's own, `policygraph.graph.evaluation` measures it all.

>>> from policygraph import open_study
>>> from policygraph.graph.suggest import suggest
>>> best = suggest(open_study(), tasks=["b6-1-1"], frameworks=["aim"], top=1, include_decided=True)[0]
>>> best.item, best.state, best.reasons[0].kind
('aim-3-2', 'confirmed', 'neighbour')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from policygraph.graph.suggest.suggestion import Reason, Suggestion

if TYPE_CHECKING:
    from policygraph.graph.suggest.suggester import Suggester, suggest

__all__ = ["Reason", "Suggester", "Suggestion", "suggest"]


def __getattr__(name: str) -> object:
    """Load what takes the libraries of arrays when it is first asked for: a kept answer does without."""
    if name not in ("Suggester", "suggest"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("policygraph.graph.suggest.suggester"), name)
