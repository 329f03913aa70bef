"""What a gap is, and the list of kinds with their stable codes and rules (out of the concept schemes)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policygraph.graph.gaps.sentence import Sentence
from policygraph.records.issue import Severity
from policygraph.records.kinds import Text
from policygraph.records.words import SCHEMES

Numbers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GapKind:
    """One kind of gap: its code, its name, its Korean name, and its rule in ko and en."""

    code: str
    name: str
    title: Text
    rule: Text


@dataclass(frozen=True, slots=True)
class Gap:
    """One finding.

    *nodes* are the ids it is about, the most important first. *gain* is how much the framework's floor would rise
    (0..1) if it were closed, 0 where that is not what closing it changes. *numbers* are the figures that the sentence
    rests on; *cause* tells apart the rules of one kind.

    Its place in the worklist: *group* (``must``, ``can``, ``tasks``, ``proof``, ``national``), whom the item addresses
    (*addressee*, ``None`` where the gap is about a task), the year of the nearest target (*deadline*), and whether it is
    *folded*: an item whose sub-items all stand in the list for the same cause.
    """

    code: str
    severity: Severity
    framework: str | None
    nodes: tuple[str, ...]
    sentence: Sentence
    next: Text
    numbers: Numbers = field(default_factory=dict)
    cause: str = ""
    gain: float = 0.0
    group: str = "proof"
    addressee: str | None = None
    deadline: int | None = None
    folded: bool = False

    def __repr__(self) -> str:
        return f"<Gap {self.code} {self.kind}, {self.severity}: {self.message.get('en')}>"

    def to_record(self) -> dict[str, Any]:
        """Return the gap as one flat dictionary, as a data frame takes it; nodes with spaces between."""
        return {
            "code": self.code,
            "kind": self.kind,
            "group": self.group,
            "severity": self.severity,
            "addressee": self.addressee,
            "deadline": self.deadline,
            "framework": self.framework,
            "nodes": " ".join(self.nodes),
            "gain": self.gain,
            "message_ko": self.message.get("ko"),
            "message_en": self.message.get("en"),
            "next_ko": self.next.get("ko"),
            "next_en": self.next.get("en"),
        }

    @property
    def message(self) -> Text:
        """The sentence with the titles of its records."""
        return self.sentence.text()

    @property
    def kind(self) -> str:
        """The English name of the kind, such as ``uncovered``."""
        return GAP_KINDS[self.code].name

    @property
    def identity(self) -> tuple[str, tuple[str, ...], str]:
        """What makes it this gap and no other: its code, what it is about, its cause."""
        return self.code, self.nodes, self.cause

    @property
    def figures(self) -> dict[str, Any]:
        """The numbers together with the gain, as every answer shows them."""
        return {**self.numbers, "gain": self.gain}

    @property
    def rule(self) -> Text:
        """The rule of the kind in ko and en."""
        return GAP_KINDS[self.code].rule


GAP_KINDS: dict[str, GapKind] = {
    code: GapKind(code, word.name, word.label, word.definition) for code, word in SCHEMES["gap-kind"].items()
}
