"""The policy items that a reviewer can choose in place of another, by a part of their titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policygraph.records.characters import search_key

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.graph.review.cases import Case


def items_named(graph: AlignmentGraph, wanted: str, case: Case) -> list[str]:
    """Return the policy items whose id or title holds *wanted*, that very id first, then those of the framework of *case*.

    The item of *case* itself and what is no matter of the city are left out.
    """
    part = search_key(wanted)
    found = []
    for framework in graph.frameworks:
        for item in framework.items:
            texts = (item.id.casefold(), search_key(item.title.ko), search_key(item.title.en))
            if item.id != case.item and item.id not in graph.no_matter and any(part in text for text in texts):
                found.append((item.id.casefold() != part, framework.id != case.framework, item.id))
    return [name for *_, name in sorted(found, key=lambda entry: entry[:2])]
