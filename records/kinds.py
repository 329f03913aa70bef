"""The record classes: frozen, typed, free of any file format.

One published document is a `Document` with its `Item` records. `Alignment`, `Assessment` and `Decision` say what was
judged about them. A `Corpus` holds everything that one run works on. Readers build these classes, the ontology turns
them into RDF and back, and nothing here computes.

Text is a pair of languages; a missing one is the empty string. Years are plain integers, money is whole won (KRW),
confidences and shares lie in 0..1. ``None`` always means *the sources do not say*, never zero.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from policygraph.records.issue import NOWHERE, Where

Language = Literal["ko", "en"]
Number = int | float
Extra = tuple[
    tuple[str, str | Number], ...
]  # what a file says beyond the known fields: (name, text or number), kept and never interpreted

GROUPING_LEVELS = ("vision", "strategy", "area", "goal")
COMMITMENT_LEVELS = ("task", "subtask", "pledge", "finding")
LEVELS = GROUPING_LEVELS + COMMITMENT_LEVELS
TASK_LEVELS = ("task", "subtask")

PLAN_KIND = "city-plan"
FRAMEWORK_KINDS = ("national-policy", "mayoral-goals", "law", "findings")
DOCUMENT_KINDS = (*FRAMEWORK_KINDS, PLAN_KIND)

STATUSES = ("confirmed", "single-source", "inferred")
STATES = ("confirmed", "proposed", "rejected")
METHODS = ("stated", "curated", "suggested")
VERDICTS = ("accept", "reject", "unsure", "withdraw")
SOURCE_KINDS = ("official", "press", "reference")
PHASES = ("short", "mid", "long")
STRENGTHS = {3: "implements", 2: "reinforces", 1: "enables"}


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Korean and English; an absent language is the empty string.

    >>> Text("연계", "alignment").get("en"), Text("연계").get("en")
    ('alignment', '연계')
    """

    ko: str = ""
    en: str = ""

    def get(self, lang: Language) -> str:
        """Return the text in *lang*, or in the other language where *lang* is absent."""
        return (self.ko or self.en) if lang == "ko" else (self.en or self.ko)

    def __bool__(self) -> bool:
        return bool(self.ko or self.en)


NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement was read; *id* is unique within its document."""

    id: str
    url: str = ""
    title: str = ""
    publisher: str = ""
    date: str | None = None
    kind: str = "reference"
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Years from *start* to *end*, both included; ``None`` where the sources do not say."""

    start: int | None = None
    end: int | None = None

    def years(self) -> tuple[int, ...]:
        """Return the years that are certain: all of a closed period, the known end alone of an open one.

        >>> Period(2026, 2028).years(), Period(2026, None).years(), Period().years()
        ((2026, 2027, 2028), (2026,), ())
        """
        if self.start is not None and self.end is not None:
            return tuple(range(self.start, self.end + 1))
        return tuple(year for year in (self.start, self.end) if year is not None)


@dataclass(frozen=True, slots=True)
class Target:
    """A measurable commitment; *sources* are ids of the document's sources."""

    metric: Text
    value: Number | str | None = None
    unit: str = ""
    year: int | None = None
    sources: tuple[str, ...] = ()
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class YearNote:
    """What is said of a budget's amount in one *year* beside the amount itself."""

    year: int
    scope: str = ""
    sources: tuple[str, ...] = ()
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """Money that a source gives: whole won, and what the sum stands for (*scope*, as the curator wrote it).

    *years* splits the sum, as far as it is known: (year, whole won) by year. *year_notes* say more about some of them.
    """

    krw: int
    scope: str = ""
    sources: tuple[str, ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    extra: Extra = ()
    year_notes: tuple[YearNote, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedLink:
    """A source says outright that the task carries out the named policy or programme *target*."""

    target: str
    how: str = ""
    sources: tuple[str, ...] = ()
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A policy item of a framework, or an action task or part of a plan.

    *parents* are ids of items or of the document itself; more than one is allowed. *importance* is the weight of the
    item among its siblings (> 0).
    """

    id: str
    document: str
    level: str
    parents: tuple[str, ...]
    title: Text
    code: str | None = None
    summary: Text = NO_TEXT
    status: str = "single-source"
    en_status: str | None = None
    sources: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    lead: Text | None = None
    importance: float = 1.0
    department: Text | None = None
    period: Period | None = None
    phase: str | None = None
    budget: Budget | None = None
    technologies: tuple[str, ...] = ()
    status_note: str | None = None
    stated_links: tuple[StatedLink, ...] = ()
    extra: Extra = ()
    where: Where = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Document:
    """One published document: a framework, or a plan when *kind* is ``city-plan``."""

    id: str
    kind: str
    title: Text
    items: tuple[Item, ...] = ()
    issuer: Text = NO_TEXT
    published: str | None = None
    period: Period | None = None
    vision: Text | None = None
    structure: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    extra: Extra = ()
    where: Where = field(default=NOWHERE, compare=False)

    @property
    def is_plan(self) -> bool:
        """Whether the document is the city's own plan; every other document is a framework."""
        return self.kind == PLAN_KIND


@dataclass(frozen=True, slots=True)
class Alignment:
    """One task serves one item.

    *readings* are the strengths that independent readings gave. *conflicts* names other tasks whose alignment to the
    same item contradicts this one; *exclusive* claims that no other task serves the item. *evidence* quotes or names
    what the judgement rests on beyond *why*. *score* (0..1) is what a program gave the pair; it stands beside every
    later judgement. *fingerprint* remembers what the judgement was made against (`policygraph.records.fingerprint`).
    *reviewers* looked at it after its author, and *agreement* says how far they share the judgement, from -1 (none
    does) to 1 (all do); the definition is that of SSSOM's ``reviewer_agreement``.
    """

    task: str
    item: str
    strength: int
    state: str = "proposed"
    method: str = "curated"
    confidence: float | None = None
    readings: tuple[int, ...] = ()
    why: Text = NO_TEXT
    evidence: tuple[str, ...] = ()
    by: str | None = None
    date: str | None = None
    conflicts: tuple[str, ...] = ()
    exclusive: bool = False
    score: float | None = None
    fingerprint: str | None = None
    reviewers: tuple[str, ...] = ()
    agreement: float | None = None
    extra: Extra = ()
    where: Where = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Which frameworks somebody has looked at for the tasks of *plan*; what is not named is not assessed."""

    plan: str
    frameworks: tuple[str, ...]
    readings: int | None = None
    by: str | None = None
    date: str | None = None
    extra: Extra = ()
    where: Where = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """*item* was reviewed and is no matter of the city, until *expires* (a date, or ``None`` for open-ended).

    *date* is a date or a time with its offset from UTC.
    """

    item: str
    reason: Text
    by: str | None = None
    date: str | None = None
    expires: str | None = None
    extra: Extra = ()
    where: Where = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Review:
    """What one person said about one pair of task and item; reviews are only ever added, so that nothing said is lost.

    *verdict* is one of `VERDICTS`: ``accept`` and ``reject`` decide, ``unsure`` leaves the pair open, and ``withdraw``
    takes back what the same person said last about the pair. *strength* is the one accepted, *instead* the item that
    the person chose in place of a rejected one. *method* says how the pair came up, *score* and *confidence* what a
    program had given it, *fingerprint* what the person looked at. *date* is a date or a time with its offset from UTC.
    """

    task: str
    item: str
    verdict: str
    strength: int | None = None
    by: str | None = None
    date: str | None = None
    note: str = ""
    instead: str | None = None
    method: str = "suggested"
    score: float | None = None
    confidence: float | None = None
    fingerprint: str | None = None
    extra: Extra = ()
    where: Where = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Department:
    """What is noted about a department, or a department that no task names yet.

    Tasks name their department themselves; most departments need no record.
    """

    name: Text
    extra: Extra = ()
    where: Where = field(default=NOWHERE, compare=False)

    @property
    def key(self) -> str:
        """The name that tells departments apart: the Korean one, or the English one where there is no other."""
        return self.name.get("ko")


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Somebody looked and found no counterpart of *record* in *document*: a finding, not a decision.

    *record* is a task and *document* a framework, or a policy item and a plan, or a whole plan and a framework. Unlike
    a `Decision` it leaves every figure as it is.
    """

    record: str
    document: str
    reason: Text = NO_TEXT
    by: str | None = None
    date: str | None = None
    extra: Extra = ()
    where: Where = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class MappingSource:
    """A mapping set that alignments were taken from, with what its file says of it as a whole (*extra*).

    *prefixes* are (name, IRI) pairs and *extensions* (name, IRI of the property, IRI of the type) of slots beyond the
    standard, so that they can be written again as they were.
    """

    id: str
    prefixes: tuple[tuple[str, str], ...] = ()
    extensions: tuple[tuple[str, str, str], ...] = ()
    extra: Extra = ()
    where: Where = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that one run works on."""

    documents: tuple[Document, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reviews: tuple[Review, ...] = ()
    no_matches: tuple[NoMatch, ...] = ()
    mapping_sources: tuple[MappingSource, ...] = ()
    departments: tuple[Department, ...] = ()

    def of_plans(self, plans: Collection[str]) -> Corpus:
        """Return the same frameworks with the plans of these ids alone and what was judged about their tasks."""
        documents = tuple(document for document in self.documents if not document.is_plan or document.id in plans)
        tasks = {item.id for document in documents for item in document.items if document.is_plan}
        return Corpus(
            documents,
            tuple(alignment for alignment in self.alignments if alignment.task in tasks),
            tuple(assessment for assessment in self.assessments if assessment.plan in plans),
            self.decisions,
            tuple(review for review in self.reviews if review.task in tasks),
            tuple(found for found in self.no_matches if {found.record, found.document} & {*tasks, *plans}),
            self.mapping_sources,
            self.departments,
        )
