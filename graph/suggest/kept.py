"""The answer of ``suggest``, kept: asked again of the same records, it needs neither the texts nor the libraries of arrays.

>>> from policygraph import open_study
>>> asked = {"tasks": ["b6-1-1"], "items": [], "frameworks": ["aim"], "top": 1, "include_decided": True, "least": 0.0}
>>> found = answered(open_study(), **asked)
>>> found.suggestions[0].item, found.without_history
('aim-3-2', [])
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple

from policygraph.graph.publishing import entry_of
from policygraph.graph.suggest.suggestion import Reason, Suggestion
from policygraph.records.kinds import NO_TEXT, Text
from policygraph.sources.cache import remembered, version

if TYPE_CHECKING:
    from policygraph.graph.study import Study


class Answered(NamedTuple):
    """The *suggestions*, and which of their frameworks are *without_history* (`frameworks_without_history`)."""

    suggestions: list[Suggestion]
    without_history: list[str]


def answered(
    study: Study,
    *,
    tasks: Collection[str],
    items: Collection[str],
    frameworks: Collection[str],
    top: int,
    include_decided: bool,
    least: float,
) -> Answered:
    """Return what `policygraph.graph.suggest.suggest` answers to the same question, and which frameworks lack a history.

    What parts of one's own add to the ranking (morphemes, an embedding model) is worked out each time.
    """
    asked: dict[str, Any] = {
        "tasks": list(tasks),
        "items": list(items),
        "frameworks": list(frameworks),
        "top": top,
        "include_decided": include_decided,
        "least": least,
    }

    def made() -> bytes:
        from policygraph.graph.suggest.suggester import frameworks_without_history, suggest

        found = suggest(study, **asked)
        new = frameworks_without_history(study, {suggestion.framework for suggestion in found})
        return json.dumps([list(map(_row, found)), new], separators=(",", ":")).encode()

    own = study.workspace.settings.suggestions
    entry = None if own.morphemes or own.embedding else entry_of(study)
    bundled = version(("sources/data",))  # the history, also where the study uses none of it
    found, new = json.loads(remembered("suggestions", entry and f"{entry}\n{asked!r}\n{bundled}", made))
    return Answered([_suggestion(row) for row in found], new)


def _row(found: Suggestion) -> list[Any]:
    """Return a suggestion as JSON can hold it."""
    reasons = [
        [why.kind, [why.sentence.ko, why.sentence.en] if why.sentence else None, *why[2:]] for why in found.reasons
    ]
    return [*found[:6], reasons, *found[7:]]


def _suggestion(row: list[Any]) -> Suggestion:
    reasons = tuple(
        Reason(kind, Text(*said) if said else NO_TEXT, weight, tuple(map(tuple, terms)), task, item)
        for kind, said, weight, terms, task, item in row[6]
    )
    return Suggestion._make((*row[:6], reasons, *row[7:]))
