"""Tasks that resemble each other, of one plan or of several: where money might be spent twice.

>>> from policygraph.graph.alignment_graph import AlignmentGraph
>>> from policygraph.records.kinds import Corpus, Document, Item, Text
>>> tasks = [Item(n, "p", "task", ("p",), Text(t)) for n, t in (("a", "어르신 디지털 교육"), ("b", "어르신 디지털 교육 확대"), ("c", "하천 수위 감지"))]
>>> found = similar_tasks(AlignmentGraph(Corpus((Document("p", "city-plan", Text("계획"), tuple(tasks)),))))
>>> [(one.task, round(one.alike, 1)) for one in found["a"]], found["c"]
([('b', 0.8)], ())
"""

from __future__ import annotations

from dataclasses import dataclass

from policygraph.graph.alignment_graph import AlignmentGraph

LEAST = 0.5
"""From which cosine of their words two tasks are shown as similar."""
SHARED = 2
"""From how many items that both serve two tasks are shown as similar."""
MOST = 3
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class SimilarTask:
    """A *task* that resembles another one: *alike* is the cosine of their titles, summaries and contents (0..1).

    *shared* counts the policy items that both serve.
    """

    task: str
    alike: float
    shared: int


def similar_tasks(graph: AlignmentGraph, most: int = MOST) -> dict[str, tuple[SimilarTask, ...]]:
    """Return for each task the *most* similar ones of all plans, the likest first; none of its own subtasks.

    Notes
    -----
    Cost O(tasks squared) in blocks of arrays: some 0.2 s for 2,000 tasks.

    """
    import numpy as np
    from policygraph.graph.suggest.vectors import count_pairs, tfidf

    names = sorted(graph.tasks)
    if not names:
        return {}
    fields = [
        [(text, weight) for text, weight in ((t.title.get("ko"), 1.0), (t.summary.get("ko"), 0.5), (t.content.get("ko"), 0.5)) if text]
        for t in (graph.tasks[name] for name in names)
    ]  # fmt: skip
    vectors = tfidf(count_pairs(fields))
    served = [{link.item for link in graph.serves[name]} for name in names]
    sharing = _sharing(served)
    below = {name: graph.below(name) for name in names}
    found: dict[str, tuple[SimilarTask, ...]] = {}
    for start in range(0, len(names), _CHUNK):
        block = slice(start, start + _CHUNK)
        alike = np.asarray((vectors[block] @ vectors.T).todense())
        for name, own, together, row in zip(names[block], served[block], sharing[block], alike, strict=True):
            others = [
                SimilarTask(names[other], float(row[other]), len(own & served[other]))
                for other in set(np.flatnonzero(row >= LEAST).tolist()) | together
                if names[other] not in below[name] and name not in below[names[other]]
            ]
            others.sort(key=lambda one: (-one.alike, -one.shared, one.task))
            found[name] = tuple(others[:most])
    return found


def _sharing(served: list[set[str]]) -> list[set[int]]:
    """Return for each task those that serve at least `SHARED` and half of the same items."""
    by_item: dict[str, list[int]] = {}
    for number, items in enumerate(served):
        for item in items:
            by_item.setdefault(item, []).append(number)
    found: list[set[int]] = []
    for number, items in enumerate(served):
        counts: dict[int, int] = {}
        for item in items:
            for other in by_item[item]:
                counts[other] = counts.get(other, 0) + 1
        found.append({o for o, n in counts.items() if o != number and n >= SHARED and 2 * n >= len(items | served[o])})
    return found
