"""What the program adds to the queue: candidates that nobody has looked at, and reasons for what is proposed already."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from policygraph.graph.review.cases import ASKED, CaseKind, HiddenCandidates

if TYPE_CHECKING:
    from policygraph.graph.study import Study
    from policygraph.graph.suggest import Suggestion

FOR_EACH_TASK = 3
LEAST_CONFIDENCE = 0.1
ITEMS_AT_ONCE = 24


def review_suggestions(
    study: Study,
    *,
    tasks: Collection[str] = (),
    frameworks: Collection[str] = (),
    kinds: Collection[CaseKind] = (),
    count: int = FOR_EACH_TASK,
    least: float | None = None,
) -> list[Suggestion]:
    """Return suggestions for `build_queue`: up to *count* new pairs for each task, and those on record, with reasons.

    New pairs have a confidence of *least* or more (default: `LEAST_CONFIDENCE`); with *count* 0 there are none. Of a
    framework that has no history, the city's own above all, the best *count* come for each task whatever their
    confidence, unless *least* is given. *tasks* and *frameworks* are ids.

    >>> from policygraph import open_study
    >>> found = review_suggestions(open_study(), tasks=["b6-1-2"], count=1)
    >>> [(pair.item, pair.state) for pair in found][-1]
    ('lax-1', 'proposed')
    """
    from policygraph.graph.suggest.suggester import frameworks_without_history, suggest

    wanted = frozenset(kinds or ASKED)
    found: list[Suggestion] = []
    if count and "suggested" in wanted:
        found += suggest(
            study, tasks=tasks, frameworks=frameworks, top=count, least=LEAST_CONFIDENCE if least is None else least
        )
        if least is None:
            known = {(pair.task, pair.item) for pair in found}
            for framework in frameworks_without_history(study, frameworks or _frameworks(study)):
                best = suggest(study, tasks=tasks, frameworks=[framework], top=count)
                found += (pair for pair in best if (pair.task, pair.item) not in known)
    open_pairs: dict[str, list[str]] = {}
    for link in study.graph.alignments:
        chosen = (not tasks or link.task in tasks) and (
            not frameworks or study.graph.items[link.item].document in frameworks
        )
        if chosen and link.state == "proposed" and wanted - {"suggested"}:
            open_pairs.setdefault(link.task, []).append(link.item)
    by_task: dict[str, list[Suggestion]] = {task: [] for task in open_pairs}
    for batch, items in _batches(open_pairs):
        for pair in suggest(study, tasks=batch, items=items, top=0, include_decided=True):
            if pair.item in open_pairs[pair.task]:
                by_task[pair.task].append(pair)
    return found + [pair for pairs in by_task.values() for pair in pairs]


def left_out(
    study: Study,
    suggestions: Sequence[Suggestion],
    *,
    tasks: Collection[str] = (),
    frameworks: Collection[str] = (),
    least: float | None = None,
) -> HiddenCandidates:
    """Return how many candidates *suggestions*, made by `review_suggestions` with the same choices, leave out."""
    from policygraph.graph.suggest.suggester import hidden_candidates

    shown = [(pair.task, pair.item) for pair in suggestions]
    floor = LEAST_CONFIDENCE if least is None else least
    return hidden_candidates(study, shown, tasks=tasks, frameworks=frameworks, least=floor)


def _frameworks(study: Study) -> list[str]:
    return [framework.id for framework in study.graph.frameworks]


def _batches(open_pairs: Mapping[str, Sequence[str]]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield tasks that are asked for together, and their items: each item of a batch is weighed for each of its tasks.

    A call costs as much as some hundred pairs, so neither one for each task nor one for all of them is the cheapest.

    >>> list(_batches({"a": ["x", "y"], "b": ["x"]})), len(list(_batches({t: [t + str(n) for n in range(20)] for t in "abc"})))
    ([(['a', 'b'], ['x', 'y'])], 3)
    """
    tasks: list[str] = []
    items: dict[str, None] = {}
    for task, names in open_pairs.items():
        joined = {**items, **dict.fromkeys(names)}
        if tasks and len(joined) > ITEMS_AT_ONCE:
            yield tasks, list(items)
            tasks, joined = [], dict.fromkeys(names)
        tasks, items = [*tasks, task], joined
    if tasks:
        yield tasks, list(items)
