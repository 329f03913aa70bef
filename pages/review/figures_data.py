"""What the review page needs to say what a verdict does to the figures: the hierarchy by index, and the alignments that count.

Which nodes take part the page works out, as `policygraph.graph.hierarchy` does: the reviewer may set items aside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.records.kinds import COMMITMENT_LEVELS, Item

if TYPE_CHECKING:
    from policygraph.graph.study import Study


def figures_data(study: Study) -> dict[str, Any]:
    """Return the structure of the frameworks, which of them were assessed, and the alignments that count.

    Returns
    -------
    data
        ``ids`` of frameworks and items, by whose places the rest goes: ``children`` of each, ``order`` with children before
        their parents, ``weights`` (null where all are 1), ``roles``: 2 for a commitment, 1 for what is one where it has no
        children, 0 for a vision or framework; ``roots`` counts the frameworks, which come first; ``assessed`` names those
        that were; ``links`` are ``[place, task, strength, 1 where confirmed else 0]``, rejected alignments left out. What was
        decided to be no matter of the city is in it like everything else: the page knows what stands.

    >>> from policygraph import open_study
    >>> data = figures_data(open_study())
    >>> "kds" in data["assessed"], data["ids"][data["children"][data["ids"].index("kds")][0]]
    (True, 'kds-0')
    """
    graph, hierarchy = study.graph, study.graph.hierarchy
    weights = [graph.items[name].weight if name in graph.items else 1 for name in hierarchy.ids]
    return {
        "ids": hierarchy.ids,
        "children": hierarchy.children,
        "order": hierarchy.order,
        "weights": weights if any(weight != 1 for weight in weights) else None,
        "roles": [_role(graph.items[name]) if name in graph.items else 0 for name in hierarchy.ids],
        "roots": len(graph.frameworks),
        "assessed": sorted(name for name, plans in graph.assessed.items() if plans),
        "links": [
            [hierarchy.index[link.item], link.task, link.strength, int(link.state == "confirmed")]
            for link in graph.counting
            if link.state != "rejected" and link.item in hierarchy.index
        ],
    }


def _role(item: Item) -> int:
    return 2 if item.level in COMMITMENT_LEVELS else int(item.level != "vision")
