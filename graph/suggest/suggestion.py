"""What a suggestion is: a task, an item, how sure the program is, and the reasons that a person can read.

Both are tuples: tens of thousands are made at once, and a tuple is made three times as fast as a frozen dataclass.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from policygraph.records.kinds import NO_TEXT, Text

ReasonKind = Literal["terms-ko", "terms-en", "neighbour", "alike", "hierarchy", "embedding"]


class Reason(NamedTuple):
    """One reason for a suggestion.

    *kind* is ``terms-ko`` or ``terms-en`` (words that both texts share), ``neighbour`` (a similar task is aligned to the
    item), ``alike`` (similar tasks are aligned to a similar item of another framework), ``hierarchy`` (where the item
    stands, and what near it is aligned), or ``embedding`` (the plugged-in model). *weight* is what the part adds to the
    score in log-odds, ``None`` where it adds nothing of its own. *terms* are the shared words with their part (0..1) of
    the similarity of the two texts; *task* and *item* name the records that the reason speaks of.
    """

    kind: ReasonKind
    sentence: Text = NO_TEXT
    weight: float | None = None
    terms: tuple[tuple[str, float], ...] = ()
    task: str | None = None
    item: str | None = None

    @property
    def text(self) -> Text:
        """The reason as a sentence; that of words is made when somebody reads it, since most are never read."""
        if self.sentence or not self.terms:
            return self.sentence
        listed = ", ".join([f"{name} {weight:.2f}" for name, weight in self.terms])
        if self.kind == "terms-ko":
            return Text(f"함께 나온 말: {listed}", f"words in both Korean texts: {listed}")
        return Text(f"영문에 함께 나온 말: {listed}", f"words in both texts: {listed}")


class Suggestion(NamedTuple):
    """A candidate alignment of *task* to *item*; nothing is recorded, and a person decides.

    *score* in 0..1 orders the candidates. *confidence* in 0..1 is calibrated: of a hundred suggestions with 0.3, some
    thirty were confirmed in the cross-validation. *strength* (3, 2, 1) is a proposal. *state* is what stands on record
    about the pair already: ``confirmed``, ``proposed``, ``rejected``, ``not-applicable``, or ``None``. *history* says whether
    people have confirmed enough of the framework's items for a confidence that rests on them.
    """

    task: str
    item: str
    framework: str
    score: float
    confidence: float
    strength: int
    reasons: tuple[Reason, ...] = ()
    state: str | None = None
    history: bool = True
