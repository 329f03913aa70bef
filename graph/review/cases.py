"""What a reviewer is asked: a `Case` for each pair of task and item, and the `Queue` they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, Protocol, get_args

from policygraph.records.fingerprint import End
from policygraph.records.kinds import NO_TEXT, Review, Text
from policygraph.records.words import label

CaseKind = Literal["proposed", "suggested", "suspect", "disagreement", "second"]

CASE_KINDS: dict[CaseKind, Text] = {kind: label("review-case", kind) for kind in get_args(CaseKind)}
ASKED: tuple[CaseKind, ...] = ("proposed", "suggested", "suspect", "disagreement")


class SuggestedReason(Protocol):
    """Why a program thinks that a task serves an item; *weight* is its part in the score."""

    @property
    def kind(self) -> str:
        """What sort of reason it is."""
        ...

    @property
    def text(self) -> Text:
        """The sentence that a person reads."""
        ...

    @property
    def weight(self) -> float | None:
        """Its part in the score, or ``None``."""
        ...


class Suggested(Protocol):
    """A pair that a program found; `policygraph.graph.suggest` gives such pairs."""

    @property
    def task(self) -> str:
        """The id of the task."""
        ...

    @property
    def item(self) -> str:
        """The id of the policy item."""
        ...

    @property
    def score(self) -> float:
        """0..1; orders the pairs."""
        ...

    @property
    def confidence(self) -> float:
        """0..1; how likely the pair is right."""
        ...

    @property
    def strength(self) -> int:
        """The strength proposed: 1, 2 or 3."""
        ...

    @property
    def reasons(self) -> Sequence[SuggestedReason]:
        """Why."""
        ...

    @property
    def history(self) -> bool:
        """Whether the confidence rests on what people have confirmed of the framework."""
        ...


@dataclass(frozen=True, slots=True)
class HiddenCandidates:
    """Candidates that a queue leaves out: *below* the confidence *least*, and *beyond* so many for each task."""

    below: int
    beyond: int
    least: float


@dataclass(frozen=True, slots=True)
class Case:
    """One pair that a reviewer should look at.

    *strength* is the one proposed, ``None`` where the reviewer has to find one alone. *score* and *confidence* lie in
    0..1. *why* and *evidence* come from the record, *reasons* from the program. *changes* are the fields that are not
    what they were when the pair was judged: (end, field). *said* holds what stands of the other reviewers,
    *readings* the strengths that independent readings gave. Without *history* hardly anybody has confirmed links to the
    framework yet, so that a low confidence says little.
    """

    task: str
    item: str
    framework: str
    kind: CaseKind
    strength: int | None = None
    confidence: float | None = None
    score: float | None = None
    method: str = "suggested"
    why: Text = NO_TEXT
    evidence: tuple[str, ...] = ()
    reasons: tuple[SuggestedReason, ...] = ()
    changes: tuple[tuple[End, str], ...] = ()
    said: tuple[Review, ...] = ()
    readings: tuple[int, ...] = ()
    history: bool = True

    @property
    def pair(self) -> tuple[str, str]:
        """Task and item."""
        return self.task, self.item

    @property
    def weighed(self) -> bool:
        """Whether weighing earlier verdicts is the task, so that these and the proposal are shown from the start."""
        return self.kind in ("suspect", "disagreement")

    @property
    def merit(self) -> float:
        """How likely the pair is right, 0..1, as far as anybody has said: the confidence, else the score, else 0.5."""
        known = (value for value in (self.confidence, self.score) if value is not None)
        return next(known, 0.5)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one reviewer is: *decided* pairs of *total*."""

    decided: int
    total: int


@dataclass(frozen=True, slots=True)
class Queue:
    """The cases that *by* has not decided, grouped by task, and how many of all *by* has decided."""

    by: str
    cases: tuple[Case, ...]
    progress: Progress
    hidden: HiddenCandidates | None = None

    @property
    def tasks(self) -> tuple[tuple[str, tuple[Case, ...]], ...]:
        """The cases of each task, tasks in the order of the queue."""
        return tuple((task, tuple(cases)) for task, cases in groupby(self.cases, key=lambda case: case.task))
