"""What follows from reviews: the state of each pair that people looked at.

The rules are those of docs/records.md. Of each person the last verdict counts that was not withdrawn; *accept* and
*reject* are counted against each other, and a tie leaves the pair proposed, for a third person to look at. *unsure*
decides nothing. What a record of its own is confirmed or rejected as counts as the first voice of its judge, so that one
other person makes a disagreement of it and never overturns it alone; independent readings by a program are no voice of a
person. Files are never changed by this: `apply_reviews` says what the records mean together.

>>> from policygraph.records.kinds import Alignment, Review
>>> said = (Review("t", "i", "accept", 2, "가", "2026-11-24"), Review("t", "i", "accept", 3, "나", "2026-11-24"))
>>> corpus = apply_reviews(Corpus(alignments=(Alignment("t", "i", 3),), reviews=said))
>>> corpus.alignments[0].state, corpus.alignments[0].strength, corpus.alignments[0].agreement
('confirmed', 2, 1.0)
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from policygraph.records.issue import Where
from policygraph.records.kinds import Alignment, Corpus, Decision, Pair, Review, Text
from policygraph.records.moments import moment_from, moment_text
from policygraph.records.persons import resembling

_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts that stand for one pair: the last one of each person, by name."""

    standing: Mapping[str, Review]

    def of(self, verdict: str) -> list[Review]:
        """Return the standing reviews with this verdict."""
        return [review for review in self.standing.values() if review.verdict == verdict]

    @property
    def state(self) -> str | None:
        """The state that follows, or ``None`` where nobody has decided."""
        accepted, rejected = len(self.of("accept")), len(self.of("reject"))
        if accepted == rejected:
            return "proposed" if accepted else None
        return "confirmed" if accepted > rejected else "rejected"

    @property
    def disagree(self) -> bool:
        """Whether people decided differently, on the pair or on its strength, and no majority settles it."""
        return self.state == "proposed" or (
            self.state == "confirmed" and len(self.standing) == 2 and len(set(self.strengths)) > 1
        )

    @property
    def strengths(self) -> list[int]:
        """The strengths that were accepted."""
        return [review.strength for review in self.of("accept") if review.strength is not None]

    @property
    def agreement(self) -> float | None:
        """How far the persons share the alignment, -1..1: the mean of 1 (accept), 0 (unsure) and -1 (reject)."""
        if not self.standing:
            return None
        return (len(self.of("accept")) - len(self.of("reject"))) / len(self.standing)


def standing_verdicts(reviews: Iterable[Review]) -> dict[Pair, Verdicts]:
    """Return the verdicts that stand for each pair, in the order in which pairs were first looked at."""
    said: dict[Pair, dict[str, list[Review]]] = {}
    for review in sorted(reviews, key=moment_of):
        stack = said.setdefault((review.task, review.item), {}).setdefault(review.by or "", [])
        if review.verdict != "withdraw":
            stack.append(review)
        elif stack:
            stack.pop()
    return {pair: Verdicts({by: stack[-1] for by, stack in persons.items() if stack}) for pair, persons in said.items()}


def first_voice(alignment: Alignment, others: Verdicts | None = None) -> Review | None:
    """Return what the judge of *alignment* has said by confirming or rejecting it on record, ``None`` where no person has.

    *others* are the verdicts of other people. Where the state follows from these already (the alignment has an
    *agreement*), the agreement tells whether the judge's voice is in it.

    >>> said = first_voice(Alignment("t", "i", 3, "confirmed", by="가"))
    >>> said.verdict, said.strength, said.by
    ('accept', 3, '가')
    >>> first_voice(Alignment("t", "i", 3)) is None
    True
    """
    verdict = {"confirmed": "accept", "rejected": "reject"}.get(alignment.state)
    without = None if others is None else others.agreement
    if alignment.agreement is not None and others is not None and without is not None:
        voice = alignment.agreement * (len(others.standing) + 1) - without * len(others.standing)
        verdict = None if abs(alignment.agreement - without) < _SAME else "accept" if voice > 0 else "reject"
    if verdict is None or alignment.readings:
        return None
    return Review(
        alignment.task,
        alignment.item,
        verdict,
        alignment.strength if verdict == "accept" else None,
        alignment.by,
        alignment.date,
        alignment.why.ko,
        method=alignment.method,
        score=alignment.score,
        confidence=alignment.confidence,
        fingerprint=alignment.fingerprint,
    )


def with_first_voices(corpus: Corpus, *, everywhere: bool = False) -> tuple[Review, ...]:
    """Return the reviews of *corpus* and, before them, the first voices of the pairs that others have looked at.

    With *everywhere* those of the other pairs too, where the record names its judge. A judge who has looked at the pair
    again, or has taken that back, speaks by these reviews alone.
    """
    verdicts = standing_verdicts(corpus.reviews)
    speakers: dict[Pair, set[str]] = {}
    for said in corpus.reviews:
        speakers.setdefault((said.task, said.item), set()).add(said.by or "")
    voices: list[Review] = []
    for alignment in corpus.alignments:
        pair = (alignment.task, alignment.item)
        known = speakers.get(pair, set())
        if (known or (everywhere and alignment.by)) and (alignment.by or "") not in known:
            voice = first_voice(alignment, verdicts.get(pair))
            voices += [] if voice is None else [voice]
    return (*voices, *corpus.reviews)


def moment_of(said: Review | Decision) -> datetime.datetime:
    """Return when *said* was said; a date stands for its first moment, a missing one for the beginning of time."""
    return moment_from(said.date or "0001-01-01")


class Signed(Protocol):
    """What somebody said: by whom, and where that stands."""

    @property
    def by(self) -> str | None: ...  # noqa: D102

    @property
    def where(self) -> Where: ...  # noqa: D102


def names_to_confirm(
    new: Iterable[Signed], known: Iterable[Signed], confirmed: Iterable[str] = ()
) -> Iterator[tuple[Signed, str]]:
    """Yield the first of *new* by each person whose name is not on record but resembles one that is, and that one.

    Names that are *confirmed* to be other people's are not asked about.

    >>> known = [Review("t", "i", "accept", 3, "홍길동")]
    >>> [(found.by, name) for found, name in names_to_confirm([Review("t", "i", "reject", by="홍 길동")], known)]
    [('홍 길동', '홍길동')]
    """
    names = sorted({found.by for found in known if found.by})
    asked = {*names, *confirmed}
    for found in new:
        if found.by and found.by not in asked:
            asked.add(found.by)
            other = resembling(found.by, names)
            if other is not None:
                yield found, other
            names.append(found.by)


def next_moment(said: Iterable[Review | Decision], by: str, now: datetime.datetime | None = None) -> str:
    """Return the time for the next action of *by*: now, but always later than anything that *by* has *said*.

    Times are exact to the millisecond, with the offset of this computer from UTC; each action has a time of its own.
    """
    now = (now or datetime.datetime.now()).astimezone()
    step = datetime.timedelta(milliseconds=1)
    last = max((moment_of(found) for found in said if (found.by or "") == by), default=now - step)
    found = max(now, (last + step).astimezone(now.tzinfo))
    return moment_text(found.replace(microsecond=found.microsecond // 1000 * 1000))


def apply_reviews(corpus: Corpus) -> Corpus:
    """Return *corpus* with the alignments that its reviews and first voices leave; applying them again changes nothing.

    A pair that only reviews speak of gets an alignment once somebody has accepted or rejected it.
    """
    if not corpus.reviews:
        return corpus
    verdicts = standing_verdicts(with_first_voices(corpus))
    known = {(alignment.task, alignment.item) for alignment in corpus.alignments}
    alignments = [
        _reviewed(alignment, verdicts.get((alignment.task, alignment.item))) for alignment in corpus.alignments
    ]
    for pair, found in verdicts.items():
        if pair not in known and found.state is not None:
            alignments.append(_reviewed(_first_judgement(found.standing.values()), found))
    return replace(corpus, alignments=tuple(alignments))


def _first_judgement(reviews: Iterable[Review]) -> Alignment:
    """Return the alignment that a pair has through *reviews* alone; the first decision is its origin."""
    decided = [review for review in reviews if review.verdict in ("accept", "reject")]
    first = next((review for review in decided if review.verdict == "accept"), decided[0])
    return Alignment(
        first.task,
        first.item,
        first.strength or 1,
        method=first.method,
        confidence=first.confidence,
        why=Text(first.note),
        by=first.by,
        date=first.date[:10] if first.date else None,
        score=first.score,
    )


def _reviewed(alignment: Alignment, found: Verdicts | None) -> Alignment:
    if found is None or not found.standing:
        return alignment
    accepted: Sequence[Review] = found.of("accept")
    strengths = [review.strength or alignment.strength for review in accepted]
    prints = [review.fingerprint for review in sorted(accepted, key=moment_of) if review.fingerprint]
    scores = [review.score for review in found.standing.values() if review.score is not None]
    return replace(
        alignment,
        state=found.state or alignment.state,
        strength=min(strengths, default=alignment.strength),
        score=alignment.score if alignment.score is not None else next(iter(scores), None),
        fingerprint=prints[-1] if prints else alignment.fingerprint,
        reviewers=tuple(sorted({*alignment.reviewers, *filter(None, found.standing)})),
        agreement=found.agreement,
    )
