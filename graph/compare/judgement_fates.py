"""What becomes of the judgements of the old edition: each one that is touched is named once, and no program confirms any.

*carried*: both ends say what they said (their digests are equal), or somebody has judged the new pair already.
*suspect*: an end says something else. *to decide*: an end was split or merged. *retired*: an end is gone, or somebody took
the alignment off the records; it is kept for history. The same holds for the decisions that an item is not applicable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from policygraph.graph.addressee import addressee_of
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.compare.edition import Edition
from policygraph.graph.compare.matching import Matching
from policygraph.records.fingerprint import End, digest_changes, end_digest
from policygraph.records.kinds import ADDRESSEES, Alignment, Decision, Text

Fate = Literal["carried", "suspect", "to_decide", "retired"]
FateReason = Literal["same", "judged", "changed", "replaced", "split", "merged", "removed", "withdrawn"]
FATES: tuple[Fate, ...] = ("carried", "suspect", "to_decide", "retired")
_ORDER: tuple[Fate, ...] = ("to_decide", "suspect", "retired", "carried")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One alignment of the old edition (*link*) that is touched: its *fate* and why.

    *to* are the pairs (task, item) of the new edition that it is about now: one, several where an end was split, none where
    an end is gone. *changes* are the fields that differ (end, field). *now* is the state of the new pair on record, ``None``
    where there is none.
    """

    link: Alignment
    fate: Fate
    reason: FateReason
    to: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[End, str], ...] = ()
    now: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionAgain:
    """One decision of the old edition that an item is not applicable and that is touched: its *fate* and why.

    *to* are the items of the new edition that its item is now, *changes* the fields of the item that differ.
    """

    decision: Decision
    fate: Fate
    reason: FateReason
    to: tuple[str, ...] = ()
    changes: tuple[tuple[End, str], ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedAgain:
    """All judgements of the old edition: the *touched* alignments, and how many were not (*untouched*) or are only in the new one (*new*).

    *decisions* are the touched decisions that items are not applicable, *decisions_untouched* counts the others.
    """

    touched: tuple[Judgement, ...]
    untouched: int
    new: int
    decisions: tuple[DecisionAgain, ...] = ()
    decisions_untouched: int = 0


def judge(old: Edition, new: Edition, matching: Matching) -> JudgedAgain:
    """Return what becomes of each alignment and each decision of *old* about what is compared, rejected ones included.

    The most important come first: confirmed before proposed, strong before weak, items that ask the city first.
    """
    return _FateFinder(old, new, matching).judged()


class _FateFinder:
    def __init__(self, old: Edition, new: Edition, matching: Matching) -> None:
        self.old, self.new, self.matching = old, new, matching
        self.graph, self.now = old.study.graph, new.study.graph
        self.one_study = not (old.own_judgements and new.own_judgements)
        self.links = {(link.task, link.item): link for link in self.now.corpus.alignments}
        self.titles = _titles(self.graph), _titles(self.now)
        if old.document is not None and new.document is not None:
            self.titles[0][old.document] = self.titles[1][
                new.document
            ]  # an edition's own title is no change of its items
        self.digests: tuple[dict[str, str], dict[str, str]] = ({}, {})
        self.compared = {item.id for document in old.documents for item in document.items}
        self.compared |= {document.id for document in old.documents}
        self.assessed = {
            (assessment.plan, framework)
            for assessment in self.now.corpus.assessments
            for framework in assessment.frameworks
        }

    def judged(self) -> JudgedAgain:
        links = [link for link in _in_scope(self.graph) if link.item in self.compared or link.task in self.compared]
        found = [judgement for link in links if (judgement := self._of(link)) is not None]
        pairs = {(link.task, link.item) for link in links}
        led = {pair for link in links for pair in self._to(link)}
        ours = {item.id for document in self.new.documents for item in document.items}
        ours |= {document.id for document in self.new.documents}
        new = sum(
            1
            for link in _in_scope(self.now)
            if (link.item in ours or link.task in ours)
            and (link.task, link.item) not in led
            and (self.one_study or (link.task, link.item) not in pairs)
        )
        standing = [one for one in self.graph.corpus.decisions if one.item in self.compared]
        decisions = [again for one in standing if (again := self._of_decision(one)) is not None]
        decisions.sort(key=lambda one: (_ORDER.index(one.fate), one.decision.item))
        return JudgedAgain(
            tuple(sorted(found, key=self._importance)),
            len(links) - len(found),
            new,
            tuple(decisions),
            len(standing) - len(decisions),
        )

    def _importance(self, judgement: Judgement) -> tuple[object, ...]:
        link = judgement.link
        asked = addressee_of(self.graph, self.graph.items[link.item])
        states = ("confirmed", "proposed", "rejected")
        return (
            _ORDER.index(judgement.fate),
            states.index(link.state), -link.strength, ADDRESSEES.index(asked or "local"), link.task, link.item,
        )  # fmt: skip

    def _ends(self, name: str) -> tuple[str, ...]:
        """Return the ids of the new edition that the old end *name* is now."""
        if name in self.matching.by_old:
            return self.matching.by_old[name].new
        if name in self.matching.forward:
            return (self.matching.forward[name],)
        return (name,) if name in self.now.items or name in self.now.documents else ()

    def _to(self, link: Alignment) -> tuple[tuple[str, str], ...]:
        return tuple((task, item) for task in self._ends(link.task) for item in self._ends(link.item))

    def _touched(self, name: str) -> bool:
        match = self.matching.by_old.get(name)
        return match is not None and (match.kind != "unchanged" or match.new != (name,))

    def _of(self, link: Alignment) -> Judgement | None:
        """Return what becomes of *link*, or ``None`` where nothing touches it."""
        to = self._to(link)
        kinds = {self.matching.by_old[end].kind for end in (link.task, link.item) if end in self.matching.by_old}
        for kind in ("split", "merged"):
            if kind in kinds and to:
                known = [self.links[pair].state for pair in to if pair in self.links]
                return Judgement(link, "to_decide", kind, to, now=known[0] if known else None)
        pair = (link.task, link.item)
        if not to:
            if not self.one_study and pair in self.links and "removed" in kinds:
                return Judgement(link, "suspect", "replaced", (pair,), now=self.links[pair].state)
            return Judgement(link, "retired", "removed")
        found = self.links.get(to[0])
        state = found.state if found is not None else None
        if found is None and not self.one_study and self._judges_there(*to[0]):
            return Judgement(link, "retired", "withdrawn", to)
        changes = self._changes(link, to[0])
        if to[0] != pair and self.one_study and found is not None:
            return Judgement(link, "carried", "judged", to, changes, state)
        if found is not None and not self.one_study and self._is_current(found):
            return Judgement(link, "carried", "judged", to, changes, state) if changes else self._same(link, to, state)
        if changes:
            return Judgement(link, "suspect", "changed", to, changes, state)
        return self._same(link, to, state)

    @cached_property
    def _decisions_now(self) -> dict[str, Decision]:
        return {one.item: one for one in self.now.corpus.decisions}

    def _of_decision(self, decision: Decision) -> DecisionAgain | None:
        """Return what becomes of *decision*, or ``None`` where nothing touches it."""
        name = decision.item
        to = self._ends(name)
        match = self.matching.by_old.get(name)
        if not to:
            if not self.one_study and name in self._decisions_now:
                return DecisionAgain(decision, "suspect", "replaced", (name,))
            return DecisionAgain(decision, "retired", "removed")
        if match is not None and match.kind in ("split", "merged"):
            return DecisionAgain(decision, "to_decide", "split" if match.kind == "split" else "merged", to)
        there = self._decisions_now.get(to[0])
        if there is None and not self.one_study:
            return DecisionAgain(decision, "retired", "withdrawn", to)
        before = f"{'0' * 30}-{self._digest(0, name)}"
        changes = tuple(digest_changes(before, "0" * 30, self._digest(1, to[0])))
        if there is not None and (there.by, there.date) != (decision.by, decision.date):
            return DecisionAgain(decision, "carried", "judged", to, changes)
        if changes:
            return DecisionAgain(decision, "suspect", "changed", to, changes)
        return DecisionAgain(decision, "carried", "same", to) if self._touched(name) else None

    def _same(self, link: Alignment, to: tuple[tuple[str, str], ...], state: str | None) -> Judgement | None:
        """Return that *link* is carried, or ``None`` where neither end was touched and nothing has to be moved."""
        if to[0] == (link.task, link.item) and not self._touched(link.task) and not self._touched(link.item):
            return None
        return Judgement(link, "carried", "same", to, (), state)

    def _judges_there(self, task: str, item: str) -> bool:
        """Whether the new edition judges of its own the plan of *task* against the framework of *item*."""
        return (self.now.document_of(task), self.now.document_of(item)) in self.assessed

    def _changes(self, link: Alignment, to: tuple[str, str]) -> tuple[tuple[End, str], ...]:
        """Return the fields of both ends that are not what they were: since the old edition, or since it was judged."""
        if not self._touched_text(link.task) and not self._touched_text(link.item):
            return ()
        before = f"{self._digest(0, link.task)}-{self._digest(0, link.item)}"
        changes = dict.fromkeys(digest_changes(before, self._digest(1, to[0]), self._digest(1, to[1])))
        if changes and link.fingerprint is not None and not self.one_study:
            now = digest_changes(link.fingerprint, self._digest(1, to[0]), self._digest(1, to[1]))
            return tuple(now)  # back to what it was judged against: nothing has changed since
        return tuple(changes)

    def _touched_text(self, name: str) -> bool:
        """Whether the text of *name*, or the title of one above it, may differ between the editions."""
        return name in self.matching.by_old

    def _is_current(self, link: Alignment) -> bool:
        """Whether somebody has judged *link* of the new edition against what its ends say now."""
        return link.fingerprint == f"{self._digest(1, link.task)}-{self._digest(1, link.item)}"

    def _digest(self, side: int, name: str) -> str:
        known = self.digests[side]
        if name not in known:
            items = (self.graph, self.now)[side].items
            known[name] = end_digest(items[name], self.titles[side]) if name in items else "0" * 30
        return known[name]


def _in_scope(graph: AlignmentGraph) -> Iterator[Alignment]:
    """Yield the alignments of the scope of *graph*, of tasks and of plans themselves, rejected ones too."""
    yield from graph.alignments
    yield from graph.plan_alignments


def _titles(graph: AlignmentGraph) -> dict[str, Text]:
    return {name: graph.title(name) for name in (*graph.documents, *graph.items)}


def by_fate(judgements: Iterable[Judgement]) -> Mapping[Fate, tuple[Judgement, ...]]:
    """Return the judgements of each fate, in their order."""
    listed = tuple(judgements)
    return {fate: tuple(found for found in listed if found.fate == fate) for fate in FATES}
