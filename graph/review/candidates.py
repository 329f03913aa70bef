"""What the program adds to the queue: candidates that nobody has looked at, and reasons for what is proposed already."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from policygraph.graph.review.model import ASKED, CaseKind

if TYPE_CHECKING:
    from policygraph.graph.study import Study
    from policygraph.graph.suggest import Suggestion

FOR_EACH_TASK = 3
LEAST_CONFIDENCE = 0.1


def review_suggestions(
    study: Study,
    *,
    tasks: Collection[str] = (),
    frameworks: Collection[str] = (),
    kinds: Collection[CaseKind] = (),
    count: int = FOR_EACH_TASK,
    least: float = LEAST_CONFIDENCE,
) -> list[Suggestion]:
    """Return suggestions for `build_queue`: up to *count* new pairs for each task, and those on record, with reasons.

    New pairs have a confidence of *least* or more; with *count* 0 there are none. *tasks* and *frameworks* are ids.

    >>> from policygraph import open_study
    >>> found = review_suggestions(open_study(), tasks=["b6-1-2"], count=1)
    >>> [(pair.item, pair.state) for pair in found][-1]
    ('bmg-ai2-3', 'proposed')
    """
    from policygraph.graph.suggest import suggest

    wanted = frozenset(kinds or ASKED)
    found: list[Suggestion] = []
    if count and "suggested" in wanted:
        found += suggest(study, tasks=tasks, frameworks=frameworks, top=count, least=least)
    open_pairs: dict[str, list[str]] = {}
    for link in study.graph.alignments:
        chosen = (not tasks or link.task in tasks) and (
            not frameworks or study.graph.items[link.item].document in frameworks
        )
        if chosen and link.state == "proposed" and wanted - {"suggested"}:
            open_pairs.setdefault(link.task, []).append(link.item)
    for task, items in open_pairs.items():
        found += suggest(study, tasks=[task], items=items, top=0, include_decided=True)
    return found
