"""Which gaps opened, closed, changed their severity or stayed, by what they are about in either edition."""

from __future__ import annotations

from dataclasses import dataclass

from policygraph.graph.compare.edition import Edition
from policygraph.graph.compare.matching import Matching
from policygraph.graph.gaps import Gap

Identity = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class GapChanges:
    """*opened* are gaps of the new edition alone, *closed* of the old one alone; *changed* are pairs of unequal severity.

    *gone* are the identities of closed gaps about something that is no longer there, *fresh* those of opened gaps about
    something that was not there before: nobody did anything about either.
    """

    opened: tuple[Gap, ...]
    closed: tuple[Gap, ...]
    changed: tuple[tuple[Gap, Gap], ...]
    same: int
    gone: frozenset[Identity] = frozenset()
    fresh: frozenset[Identity] = frozenset()


def gap_changes(old: Edition, new: Edition, matching: Matching) -> GapChanges:
    """Return what separates the gaps of two editions; what is compared decides which gaps are looked at."""
    before, after = (_gaps(edition) for edition in (old, new))
    found = {gap.identity: gap for gap in after}
    opened = dict(found)
    closed: list[Gap] = []
    changed: list[tuple[Gap, Gap]] = []
    same = 0
    for gap in before:
        code, nodes, cause = gap.identity
        there = (code, tuple(_there(name, matching) for name in nodes), cause)
        other = opened.pop(there, None)
        if other is None:
            closed.append(gap)
        elif other.severity != gap.severity:
            changed.append((gap, other))
        else:
            same += 1
    return GapChanges(
        tuple(opened.values()),
        tuple(closed),
        tuple(changed),
        same,
        frozenset(gap.identity for gap in closed if not all(_there(name, matching) for name in gap.nodes)),
        frozenset(
            gap.identity
            for gap in opened.values()
            if any(name in matching.by_new and not matching.by_new[name].old for name in gap.nodes)
        ),
    )


def _gaps(edition: Edition) -> list[Gap]:
    """Return the gaps about what is compared: of the framework, or of all that the tasks of the plan leave open."""
    document = edition.document
    if document is None or edition.study.graph.documents[document].is_plan:
        return edition.study.gaps()
    return edition.study.gaps(framework=document)


def _there(name: str, matching: Matching) -> str:
    """Return the id in the new edition of what a gap is about; empty where nothing there is that one thing."""
    if name in matching.forward:
        return matching.forward[name]
    return "" if name in matching.by_old else name
