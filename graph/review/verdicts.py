"""Turns a decision of a person into the reviews that go on record, and the last one back.

>>> from policygraph import open_study
>>> graph = open_study().graph
>>> [review] = decided(graph, ("b6-1-2", "bmg-ai2-3"), "accept", "김검토", "2026-11-24T10:00:00+09:00")
>>> review.strength, review.method, review.confidence, review.fingerprint is not None
(3, 'curated', 0.5, True)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.review.cases import Case
from policygraph.graph.suspicion import fingerprint_of, is_suspect
from policygraph.records.characters import clean
from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Alignment, Decision, Pair, Review, Text
from policygraph.sources.reviewing import moment_of


class NoteWanted(PolicyGraphError):  # noqa: N818 - what is missing
    """An alignment whose ends have changed is only cleared with a note."""


def decided(
    graph: AlignmentGraph,
    case: Case | Pair,
    verdict: str,
    by: str,
    when: str,
    *,
    strength: int | None = None,
    note: str = "",
    instead: str | None = None,
) -> list[Review]:
    """Return the reviews that follow when *by* says *verdict* about *case* at the time *when*.

    What a program or an earlier judgement gave the pair (method, score, confidence) goes with them, and the fingerprint
    of both ends. With *instead* the pair is rejected and the task's alignment to that other item accepted. Raises
    `NoteWanted` when an alignment that is suspect, be it the one instead, is accepted without a note.
    """
    pair = case.pair if isinstance(case, Case) else case
    accepted = (pair[0], instead or pair[1])
    if verdict == "accept" and not clean(note) and is_suspect(graph, *accepted):
        raise NoteWanted(
            Text(
                "바뀐 뒤에 다시 수락하려면 무엇을 확인했는지 메모를 남겨 주세요.",
                "to accept an alignment again after a change, leave a note on what you checked",
            )
        )
    if instead is not None and instead != pair[1]:
        rejected = _review(graph, case, "reject", by, when, None, note, instead)
        return [rejected, _review(graph, (pair[0], instead), "accept", by, when, strength or _strength(case), note)]
    return [_review(graph, case, verdict, by, when, strength, note)]


def _strength(case: Case | Pair) -> int | None:
    return case.strength if isinstance(case, Case) else None


def _review(
    graph: AlignmentGraph,
    case: Case | Pair,
    verdict: str,
    by: str,
    when: str,
    strength: int | None,
    note: str,
    instead: str | None = None,
) -> Review:
    task, item = case.pair if isinstance(case, Case) else case
    link = alignment_of(graph, task, item)
    if isinstance(case, Case):
        method, score, confidence, proposed = case.method, case.score, case.confidence, case.strength
    elif link is not None:
        method, score, confidence, proposed = link.method, link.score, link.confidence, link.strength
    else:
        method, score, confidence, proposed = "curated", None, None, None
    return Review(
        task,
        item,
        verdict,
        (strength or proposed) if verdict == "accept" else None,
        by,
        when,
        clean(note),
        instead,
        method,
        score,
        confidence,
        fingerprint_of(graph, task, item),
    )


def alignment_of(graph: AlignmentGraph, task: str, item: str) -> Alignment | None:
    """Return the alignment of *task* to *item*, rejected ones too, or ``None``."""
    return next((link for link in graph.alignments if link.task == task and link.item == item), None)


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking back one action comes to: *reviews* to put on record, *decisions* about whole items to remove."""

    reviews: tuple[Review, ...] = ()
    decisions: tuple[Decision, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self.reviews or self.decisions)


def withdrawal(review: Review, when: str) -> Review:
    """Return the entry by which its author takes *review* back at the time *when*."""
    return Review(review.task, review.item, "withdraw", by=review.by, date=when, method=review.method)


def undo(said: Iterable[Review | Decision], by: str, when: str) -> Undone:
    """Return what takes back the last action of *by*: all that *by* said at one time and has not taken back.

    *said* are reviews and decisions about whole items, of anybody. Of these only a review leaves a trace, a
    ``withdraw`` at the time *when*. The result is empty where nothing is left to take back.
    """
    stacks: dict[Pair | str, list[Review | Decision]] = {}
    for found in sorted((found for found in said if (found.by or "") == by), key=moment_of):
        stack = stacks.setdefault((found.task, found.item) if isinstance(found, Review) else found.item, [])
        if isinstance(found, Decision) or found.verdict != "withdraw":
            stack.append(found)
        elif stack:
            stack.pop()
    standing = [stack[-1] for stack in stacks.values() if stack]
    last = max(map(moment_of, standing), default=None)
    of_last = [found for found in standing if moment_of(found) == last]
    return Undone(
        tuple(withdrawal(found, when) for found in of_last if isinstance(found, Review)),
        tuple(found for found in of_last if isinstance(found, Decision)),
    )
