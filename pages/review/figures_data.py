"""What the review page needs to say what a verdict does to the figures: the hierarchy by index, and the alignments that count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policygraph.graph.study import Study


def figures_data(study: Study) -> dict[str, Any]:
    """Return ids, inner nodes from the bottom up, commitments and alignments of the frameworks that were assessed.

    Returns
    -------
    data
        ``ids`` of frameworks and items; ``steps`` as ``[node, children, weights or null, total, commits]`` and ``leaves``
        (the commitments without children of each framework) by place in ``ids``; ``links`` as ``[place, task, strength,
        1 where confirmed else 0]``. Rejected alignments are not in it.

    >>> from policygraph import open_study
    >>> data = figures_data(open_study())
    >>> len(data["leaves"]["kds"]), all(data["ids"][place].startswith("kds-") for place in data["leaves"]["kds"])
    (41, True)
    """
    graph, hierarchy = study.graph, study.graph.hierarchy
    leaves: dict[str, list[int]] = {name: [] for name in sorted(graph.assessed)}
    for leaf in hierarchy.leaves:
        document = graph.document_of(hierarchy.ids[leaf])
        if document in leaves:
            leaves[document].append(leaf)
    return {
        "ids": hierarchy.ids,
        "steps": [[step.node, step.children, step.weights, step.total, step.commits] for step in hierarchy.steps],
        "leaves": leaves,
        "links": [
            [hierarchy.index[link.item], link.task, link.strength, int(link.state == "confirmed")]
            for link in graph.counting
            if link.state != "rejected" and link.item in hierarchy.index
        ],
    }
