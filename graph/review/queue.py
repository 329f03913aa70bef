"""Builds the queue: which pairs wait for one reviewer, the best first within a task, tasks by their best pair.

A pair is asked when its alignment is proposed, when a program suggests it and nothing is on record, when its task or item
has changed since it was judged, or when others disagree about it. It is not asked when the reviewer has decided it
(*unsure* decides too; see *deferred*), unless it has become suspect since, nor when it stands rejected or its item is
no matter of the city, by a decision about it or about what stands above it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.review.cases import ASKED, Case, CaseKind, HiddenCandidates, Progress, Queue, Suggested
from policygraph.graph.suspicion import fingerprint_of, suspects
from policygraph.records.fingerprint import End
from policygraph.records.kinds import NO_TEXT, Alignment, Pair, Review
from policygraph.sources.reviewing import Verdicts, standing_verdicts, with_first_voices

if TYPE_CHECKING:
    from policygraph.graph.study import Study

Changes = tuple[tuple[End, str], ...]
NO_NAME = "\0"
"""Stands for a reviewer without a name, so that voices without a name are nobody's own."""
_NOBODY = Verdicts({})


def build_queue(
    study: Study,
    by: str,
    *,
    tasks: Collection[str] = (),
    frameworks: Collection[str] = (),
    kinds: Collection[CaseKind] = (),
    suggestions: Sequence[Suggested] = (),
    deferred: bool = False,
    hidden: HiddenCandidates | None = None,
) -> Queue:
    """Return the cases that wait for the reviewer *by*.

    *tasks*, *frameworks* and *kinds* choose among them (all where empty; the kind ``second``, what exactly one other
    person has decided, only comes when asked for). *suggestions* are pairs that a program found; those on record lend
    their reasons to the alignment. With *deferred* the queue holds what *by* was unsure about instead. *hidden* says
    what the suggestions left out.

    >>> from policygraph import open_study
    >>> queue = build_queue(open_study(), "김검토", tasks=["b6-1-2"])
    >>> [(case.item, case.kind, case.strength) for case in queue.cases]
    [('bmg-ai2-3', 'proposed', 3), ('lax-1', 'proposed', 2), ('legal-1-18-2', 'proposed', 1)]
    >>> queue.progress
    Progress(decided=0, total=3)
    """
    queue = _Builder(study.graph, by, suggestions).queue(
        frozenset(tasks), frozenset(frameworks), frozenset(kinds or ASKED), deferred=deferred
    )
    return replace(queue, hidden=hidden)


class _Builder:
    def __init__(self, graph: AlignmentGraph, by: str, suggestions: Sequence[Suggested]) -> None:
        self.graph, self.name = graph, by
        self.by = by or NO_NAME
        self.verdicts = standing_verdicts(with_first_voices(graph.corpus, everywhere=True))
        self.suggested = {(found.task, found.item): found for found in suggestions}
        self.changes: dict[Pair, Changes] = {(link.task, link.item): changes for link, changes in suspects(graph)}

    def queue(
        self, tasks: frozenset[str], frameworks: frozenset[str], kinds: frozenset[CaseKind], *, deferred: bool
    ) -> Queue:
        def wanted(pair: Pair) -> bool:
            return (not tasks or pair[0] in tasks) and (
                not frameworks or self.graph.items[pair[1]].document in frameworks
            )

        cases = []
        on_record = set()
        for link in self.graph.counting:
            pair = (link.task, link.item)
            on_record.add(pair)
            if wanted(pair):
                case = self._deferred(pair, link) if deferred else self._of_alignment(link, kinds)
                if case is not None and case.kind in kinds:
                    cases.append(case)
        for pair, found in self.suggested.items():
            if pair in on_record or pair[0] not in self.graph.tasks or pair[1] not in self.graph.items:
                continue
            if wanted(pair) and (deferred or "suggested" in kinds):
                case = self._deferred(pair, None) if deferred else self._of_suggestion(found)
                if case is not None:
                    cases.append(case)
        if deferred:
            known = {case.pair for case in cases}
            rest = (pair for pair in self.verdicts if pair not in known and pair not in on_record and wanted(pair))
            cases += filter(None, (self._deferred(pair, None) for pair in rest))
        waiting = {case.pair for case in cases}
        done = sum(
            self.by in found.standing and pair not in waiting and wanted(pair) for pair, found in self.verdicts.items()
        )
        return Queue(self.name, tuple(self._ordered(cases)), Progress(done, done + len(cases)))

    def _ordered(self, cases: Sequence[Case]) -> list[Case]:
        place = {name: number for number, name in enumerate((*self.graph.items, *self.graph.documents))}
        best: dict[str, float] = {}
        for case in cases:
            best[case.task] = max(case.merit, best.get(case.task, 0.0))
        return sorted(
            cases,
            key=lambda case: (
                -best[case.task],
                place[case.task],
                -case.merit,
                -(case.strength or 0),
                place[case.item],
            ),
        )

    def _of_alignment(self, link: Alignment, kinds: frozenset[CaseKind]) -> Case | None:
        pair = (link.task, link.item)
        if link.item in self.graph.no_matter:
            return None
        found = self.verdicts.get(pair, _NOBODY)
        mine = found.standing.get(self.by)
        changes = self.changes.get(pair, ())
        if changes and not (
            mine is not None and mine.fingerprint is not None and mine.fingerprint == fingerprint_of(self.graph, *pair)
        ):
            return self._case(link, "suspect", changes=changes)
        if mine is not None:
            return None
        if "second" in kinds and [review.verdict in ("accept", "reject") for review in found.standing.values()] == [
            True
        ]:
            notes = {review.note for review in found.standing.values()}
            own = NO_TEXT if link.why.ko in notes else link.why
            return replace(self._case(link, "second"), strength=None, why=own)
        if link.state == "rejected":
            return None
        if found.disagree:
            return self._case(link, "disagreement")
        return self._case(link, "proposed") if link.state == "proposed" else None

    def _case(self, link: Alignment, kind: CaseKind, *, changes: Changes = ()) -> Case:
        found = self.suggested.get((link.task, link.item))
        return Case(
            link.task,
            link.item,
            self.graph.items[link.item].document,
            kind,
            link.strength,
            link.confidence if link.confidence is not None else found.confidence if found else None,
            link.score if link.score is not None else found.score if found else None,
            link.method,
            link.why,
            link.evidence,
            tuple(found.reasons) if found else (),
            changes,
            self._said((link.task, link.item)),
            link.readings,
            found.history if found else True,
        )

    def _of_suggestion(self, found: Suggested) -> Case | None:
        pair = (found.task, found.item)
        if found.item in self.graph.no_matter or self.by in self.verdicts.get(pair, _NOBODY).standing:
            return None
        return Case(
            found.task,
            found.item,
            self.graph.items[found.item].document,
            "suggested",
            found.strength,
            found.confidence,
            found.score,
            reasons=tuple(found.reasons),
            said=self._said(pair),
            history=found.history,
        )

    def _deferred(self, pair: Pair, link: Alignment | None) -> Case | None:
        """Return the case of a pair that *by* was unsure about and nobody else has closed."""
        mine = self.verdicts.get(pair, _NOBODY).standing.get(self.by)
        if mine is None or mine.verdict != "unsure" or pair[1] in self.graph.no_matter:
            return None
        if link is not None:
            if link.state != "proposed" and pair not in self.changes:
                return None
            kind: CaseKind = "suspect" if pair in self.changes else "proposed"
            return self._case(link, kind, changes=self.changes.get(pair, ()))
        found = self.suggested.get(pair)
        return Case(
            *pair,
            self.graph.items[pair[1]].document,
            "suggested",
            found.strength if found else mine.strength,
            mine.confidence,
            mine.score,
            mine.method,
            reasons=tuple(found.reasons) if found else (),
            said=self._said(pair),
            history=found.history if found else True,
        )

    def _said(self, pair: Pair) -> tuple[Review, ...]:
        standing = self.verdicts.get(pair, _NOBODY).standing
        return tuple(review for by, review in standing.items() if by != self.by)
