"""Which alignments no longer stand on what they were judged against: their fingerprint does not match any more.

>>> from policygraph import open_study
>>> suspects(open_study().graph)
[]
"""

from __future__ import annotations

from functools import cache

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.fingerprint import End, changes_since, digest_changes, end_digest, fingerprint
from policygraph.records.kinds import Alignment, Text

FIELD_WORDS = {
    "title": Text("제목", "title"),
    "summary": Text("요약", "summary"),
    "targets": Text("목표치", "targets"),
    "period": Text("기간", "period"),
    "parent": Text("상위 항목", "parent"),
}


def changes_of(graph: AlignmentGraph, alignment: Alignment) -> tuple[tuple[End, str], ...]:
    """Return what has changed at the ends of *alignment* since it was judged: (end, field); nothing where unknown."""
    if alignment.fingerprint is None:
        return ()
    task, item = graph.items[alignment.task], graph.items[alignment.item]
    return changes_since(alignment.fingerprint, task, item, _parent_titles(graph, alignment.task, alignment.item))


def suspects(graph: AlignmentGraph) -> list[tuple[Alignment, tuple[tuple[End, str], ...]]]:
    """Return each alignment in use whose ends have changed, with what has: (end, field).

    An alignment without a fingerprint remembers nothing and is never suspect.
    """
    digest = cache(lambda name: end_digest(graph.subject(name), _parent_titles(graph, name)))
    found = (
        (link, digest_changes(link.fingerprint, digest(link.task), digest(link.item)))
        for link in graph.counting
        if link.fingerprint is not None and link.state != "rejected"
    )
    return [(link, changes) for link, changes in found if changes]


def is_suspect(graph: AlignmentGraph, task: str, item: str) -> bool:
    """Whether the alignment of *task* to *item* is suspect; see `suspects`."""
    found = next((link for link in graph.counting if (link.task, link.item) == (task, item)), None)
    if found is None or found.fingerprint is None or found.state == "rejected":
        return False
    return found.fingerprint != fingerprint_of(graph, task, item)


def fingerprint_of(graph: AlignmentGraph, task: str, item: str) -> str:
    """Return the fingerprint of a pair as the records stand now."""
    return fingerprint(graph.subject(task), graph.items[item], _parent_titles(graph, task, item))


def _parent_titles(graph: AlignmentGraph, *ends: str) -> dict[str, Text]:
    return {name: graph.title(name) for end in ends for name in graph.subject(end).parents}
