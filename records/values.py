"""The values that fields of records hold: texts in two languages, periods, private notes, and the closed lists of codes.

Text is a pair of languages; a missing one is the empty string. Years are plain integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["ko", "en"]
Number = int | float
Extra = tuple[
    tuple[str, str | Number], ...
]  # what a file says beyond the known fields: (name, text or number), kept and never interpreted

GROUPING_LEVELS = ("vision", "strategy", "area", "goal")
COMMITMENT_LEVELS = ("task", "subtask", "pledge", "finding", "requirement")
FOUND_LEVELS = ("finding", "requirement")
LEVELS = GROUPING_LEVELS + COMMITMENT_LEVELS
TASK_LEVELS = ("task", "subtask")

PLAN_KIND = "city-plan"
FRAMEWORK_KINDS = ("national-policy", "mayoral-goals", "law", "findings")
DOCUMENT_KINDS = (*FRAMEWORK_KINDS, PLAN_KIND)

STUDY_ROLES = ("lead", "contractor")
FINDING_METHODS = ("trend", "case-study", "swot", "survey", "interview", "forecast", "evaluation")
SWOT = ("strength", "weakness", "opportunity", "threat")
ANSWERLESS_SWOT = ("strength", "opportunity")
"""What asks for no answer: a plan uses it."""

STATUSES = ("confirmed", "single-source", "inferred")
STATES = ("confirmed", "proposed", "rejected")
METHODS = ("stated", "curated", "suggested")
VERDICTS = ("accept", "reject", "unsure", "withdraw")
SOURCE_KINDS = ("official", "press", "reference")
ENGLISH_TITLES = ("official", "translated")
PHASES = ("short", "mid", "long")
TASK_KINDS = ("new", "continued", "extended")
ADDRESSEES = ("local", "shared", "national", "unclear")
BASES = ("stated", "judged")
REGIONS = ("other",)
OBLIGED = ("plan",)
DOMAINS = ("administration", "industry", "citizens")
FUNDS = ("national", "province", "city", "district", "private", "other")
BUDGET_KINDS = ("city", "national", "private", "public", "mixed", "unsaid")
STRENGTHS = {3: "implements", 2: "reinforces", 1: "enables"}
NOT_APPLICABLE = "not-applicable"


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
class Period:
    """Years from *start* to *end*, both included, and the months of the two (1 to 12); ``None`` where the sources do not say.

    Figures count in years; a month is kept and shown, and only makes sense beside its year.

    >>> Period(2024, 2026, 3).ends(), Period(None, 2026).ends()
    (('2024-03', '2026'), ('', '2026'))
    """

    start: int | None = None
    end: int | None = None
    start_month: int | None = None
    end_month: int | None = None

    def ends(self) -> tuple[str, str]:
        """Return both ends as they are shown, as precise as they are known; empty where they are not."""
        pairs = ((self.start, self.start_month), (self.end, self.end_month))
        first, last = ("" if year is None else f"{year}-{month:02}" if month else str(year) for year, month in pairs)
        return first, last

    @property
    def backwards(self) -> bool:
        """Whether the end comes before the start."""
        if self.start is None or self.end is None:
            return False
        return (self.start, self.start_month or 1) > (self.end, self.end_month or 12)

    def holds(self, year: int) -> bool:
        """Return whether *year* lies in it, as far as its ends are known.

        >>> Period(2026, 2030).holds(2036), Period(2026, None).holds(2036)
        (False, True)
        """
        return (self.start is None or year >= self.start) and (self.end is None or year <= self.end)

    def years(self) -> tuple[int, ...]:
        """Return the years that are certain: all of a closed period, the known end alone of an open one.

        >>> Period(2026, 2028).years(), Period(2026, None).years(), Period().years()
        ((2026, 2027, 2028), (2026,), ())
        """
        if self.start is not None and self.end is not None:
            return tuple(range(self.start, self.end + 1))
        return tuple(year for year in (self.start, self.end) if year is not None)
