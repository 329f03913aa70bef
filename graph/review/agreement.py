"""How far two or more reviewers agree: pair by pair from -1 to 1, and for each two persons over all pairs they share.

The agreement of a pair is that of SSSOM's ``reviewer_agreement``: the mean of 1 (accept), 0 (unsure) and -1 (reject) over
its reviewers, so that 1 means all accept and -1 all reject. For two persons the share of equal verdicts and Cohen's
kappa (Cohen, 1960) are given, the latter because equal verdicts also come about by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from policygraph.records.kinds import Review
from policygraph.sources.reviewing import Verdicts, standing_verdicts


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """A pair that two or more persons looked at: what stands of each, the agreement -1..1, whether a third should look."""

    task: str
    item: str
    reviews: tuple[Review, ...]
    agreement: float
    disagree: bool


@dataclass(frozen=True, slots=True)
class PersonsAgreement:
    """Two persons over the *pairs* that both looked at.

    *equal* of them got the same verdict, *same_strength* of the *accepted* by both got the same strength. *kappa* is
    Cohen's kappa over accept, reject and unsure, ``None`` where no pair is shared or chance alone gives full agreement.
    """

    first: str
    second: str
    pairs: int
    equal: int
    accepted: int
    same_strength: int
    kappa: float | None

    @property
    def share(self) -> float | None:
        """The share of equal verdicts, 0..1, or ``None`` without a shared pair."""
        return self.equal / self.pairs if self.pairs else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The pairs that two or more persons looked at, those who looked at them two by two, and all of them together.

    *mean* is the mean agreement of the pairs, -1..1, ``None`` without any.
    """

    pairs: tuple[PairAgreement, ...]
    persons: tuple[PersonsAgreement, ...]

    @property
    def disagreements(self) -> tuple[PairAgreement, ...]:
        """The pairs that a third person should look at."""
        return tuple(pair for pair in self.pairs if pair.disagree)

    @property
    def mean(self) -> float | None:
        """The mean agreement of the pairs."""
        return sum(pair.agreement for pair in self.pairs) / len(self.pairs) if self.pairs else None


def review_agreement(
    reviews: Iterable[Review], persons: Collection[str] = (), pairs: Collection[tuple[str, str]] | None = None
) -> Agreement:
    """Return how far the reviewers agree; *persons* and *pairs* choose among them.

    >>> said = [Review("t", "i", "accept", 2, "가", "2026-11-24"), Review("t", "i", "reject", None, "나", "2026-11-24")]
    >>> found = review_agreement(said)
    >>> found.pairs[0].agreement, found.persons[0].share, len(found.disagreements)
    (0.0, 0.0, 1)
    """
    shared = []
    for (task, item), verdicts in standing_verdicts(reviews).items():
        if pairs is not None and (task, item) not in pairs:
            continue
        standing = {by: said for by, said in verdicts.standing.items() if not persons or by in persons}
        if len(standing) > 1:
            found = Verdicts(standing)
            shared.append(
                PairAgreement(
                    task,
                    item,
                    tuple(standing[by] for by in sorted(standing)),
                    found.agreement or 0.0,
                    found.disagree,
                )
            )
    names = sorted({said.by or "" for pair in shared for said in pair.reviews})
    return Agreement(tuple(shared), tuple(_of_two(shared, *two) for two in combinations(names, 2)))


def _of_two(pairs: Sequence[PairAgreement], first: str, second: str) -> PersonsAgreement:
    both = []
    for pair in pairs:
        said = {review.by or "": review for review in pair.reviews}
        if first in said and second in said:
            both.append((said[first], said[second]))
    accepted = [(one, other) for one, other in both if one.verdict == other.verdict == "accept"]
    return PersonsAgreement(
        first,
        second,
        len(both),
        sum(one.verdict == other.verdict for one, other in both),
        len(accepted),
        sum(one.strength == other.strength for one, other in accepted),
        cohen_kappa([(one.verdict, other.verdict) for one, other in both]),
    )


def cohen_kappa(verdicts: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of pairs of categories, or ``None`` where it is undefined.

    >>> cohen_kappa([("a", "a"), ("a", "a"), ("r", "r"), ("r", "a")])
    0.5
    >>> cohen_kappa([("a", "a")]) is None
    True
    """
    count = len(verdicts)
    if not count:
        return None
    observed = sum(one == other for one, other in verdicts) / count
    firsts, seconds = Counter(one for one, _ in verdicts), Counter(other for _, other in verdicts)
    chance = sum(firsts[name] * seconds[name] for name in firsts) / count**2
    return None if chance == 1 else (observed - chance) / (1 - chance)
