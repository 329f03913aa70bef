"""What a reviewer's verdicts do to the figures: coverage of the records with all that this person has said on top.

>>> from policygraph import open_study
>>> from policygraph.records.kinds import Review
>>> study = open_study()
>>> said = [Review("b6-1-2", "bmg-ai2-3", "reject", by="김검토", date="2026-11-24")]
>>> moves(study.coverage(), figures_by(study, "김검토", said), ["bmg"])["bmg"] is None
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from policygraph.records.kinds import Alignment, Decision, Review
from policygraph.sources.reviewing import standing_verdicts

if TYPE_CHECKING:
    from policygraph.graph.coverage import Coverage, NodeCoverage
    from policygraph.graph.study import Study

BeforeAfter = tuple["NodeCoverage", "NodeCoverage"]


def figures_by(study: Study, by: str, said: Iterable[Review | Decision]) -> Coverage:
    """Return the coverage of *study* as *by* sees it: an accepted pair is confirmed with the strength accepted, a rejected one is out.

    Parameters
    ----------
    study
        The records; its decisions are replaced by those in *said*.
    by
        The reviewer; verdicts of others are in the records already.
    said
        All that stands: reviews of anybody, and every decision about a whole item.

    Returns
    -------
    Coverage
        What `Study.coverage` would give if the records said so.
    """
    said = tuple(said)
    verdicts = standing_verdicts(found for found in said if isinstance(found, Review) and (found.by or "") == by)
    mine = {pair: found.standing[by] for pair, found in verdicts.items() if by in found.standing}
    known = {(link.task, link.item): link for link in study.corpus.alignments}
    for pair, review in mine.items():
        link = known.get(pair) or Alignment(*pair, review.strength or 1, "rejected")
        if review.verdict == "accept":
            known[pair] = replace(link, state="confirmed", strength=review.strength or link.strength)
        elif review.verdict == "reject":
            known[pair] = replace(link, state="rejected")
    decisions = {found.item: found for found in said if isinstance(found, Decision)}
    corpus = replace(study.corpus, alignments=tuple(known.values()), decisions=tuple(decisions.values()))
    return study.with_corpus(corpus).coverage()


def moves(before: Coverage, after: Coverage, frameworks: Iterable[str]) -> Mapping[str, BeforeAfter | None]:
    """Return the figures of each of *frameworks* before and after, ``None`` for one whose floor, ceiling and counts stay."""
    pairs = {name: (before[name], after[name]) for name in frameworks}
    return {name: None if _shown(pair[0]) == _shown(pair[1]) else pair for name, pair in pairs.items()}


def _shown(node: NodeCoverage) -> tuple[float | None, ...]:
    return node.floor, node.ceiling, node.linked_confirmed, node.commitments
