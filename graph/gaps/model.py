"""What a gap is, and the list of kinds with their stable codes and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policygraph.records.issue import Severity
from policygraph.records.kinds import Text

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
    """

    code: str
    severity: Severity
    framework: str | None
    nodes: tuple[str, ...]
    message: Text
    next: Text
    numbers: Numbers = field(default_factory=dict)
    cause: str = ""
    gain: float = 0.0

    @property
    def kind(self) -> str:
        """The English name of the kind, such as ``uncovered``."""
        return GAP_KINDS[self.code].name

    @property
    def figures(self) -> dict[str, Any]:
        """The numbers together with the gain, as every answer shows them."""
        return {**self.numbers, "gain": self.gain}

    @property
    def rule(self) -> Text:
        """The rule of the kind in ko and en."""
        return GAP_KINDS[self.code].rule


_ROWS = (
    ("G01", "uncovered", "미대응", "uncovered",
     "이행해야 할 항목인데 확정·제안 연계가 하나도 없음(상한 0)", "a commitment whose ceiling is 0"),
    ("G02", "weak", "미흡", "weak",
     "하한이 0보다 크지만 기준값보다 작음", "a commitment whose floor is above 0 and below the threshold"),
    ("G03", "unconfirmed", "미확정", "unconfirmed",
     "상한은 0보다 크지만 하한이 0: 모두 제안 단계의 연계뿐임", "a commitment whose ceiling is above 0 and whose floor is 0"),
    ("G04", "top-only", "선언적 연계", "top-only",
     "묶음 항목에 직접 걸린 연계가 그 아래 항목들의 대응률보다 큼", "a grouping node whose direct value exceeds its coverage"),
    ("G05", "orphan-task", "무연계 과제", "orphan task",
     "연계가 없는 과제, 또는 시장 공약·국가 정책 가운데 한쪽에 연계가 없는 과제",
     "a task with no alignment, or none to a mayor's goal, or none to a national policy"),
    ("G06", "single-support", "단일 의존", "single support",
     "한 과제, 한 부서 또는 한 출처에만 기대는 항목", "a commitment served by one task, one department or resting on one source"),
    ("G07", "concentration", "편중", "concentration",
     "과제 수 또는 예산이 소수 항목에 몰림(허핀달 지수와 바라는 배분과의 차이)",
     "tasks or budget fall on few items (Herfindahl index and distance from the balance wanted)"),
    ("G08", "time", "시기 불일치", "time",
     "목표 연도가 어떤 과제의 종료보다도 앞섬, 또는 계획 기간 중 추진 과제가 없는 해가 있음",
     "a target's year lies before any serving task ends, or years of the plan have no serving task"),
    ("G09", "money", "예산 공백", "money",
     "예산이 알려진 과제가 하나도 없음(모름은 0이 아님)", "served only by tasks without a known budget (unknown is not 0)"),
    ("G10", "owner", "담당 공백", "owner",
     "정책 항목에 연계된 과제에 담당 부서가 없음", "a serving task without a department"),
    ("G11", "evidence", "근거 미약", "evidence",
     "근거가 없거나, 신뢰도가 낮거나, 단일 출처·추정 항목에 기댄 연계",
     "an alignment without evidence, with low confidence, or resting on single-source or inferred records"),
    ("G12", "suspect", "재검토 필요", "suspect",
     "연계를 판단한 뒤에 과제나 정책 항목의 제목, 요약, 목표치, 기간, 상위 항목이 바뀜",
     "an alignment whose task or item has changed since it was judged: title, summary, targets, period or parent"),
    ("G13", "conflict", "상충", "conflict",
     "서로 어긋난다고 표시된 연계, 또는 단독 담당 주장과 다른 연계가 함께 있음",
     "alignments marked as conflicting, or an exclusive claim beside other alignments"),
    ("G14", "duplicate", "중복 과제", "duplicate",
     "같은 항목을 같은 수단으로 뒷받침하는 과제(중복 투자 가능성)",
     "tasks that serve the same items by the same means (possible duplicate investment)"),
    ("G15", "not-assessed", "미검토", "not assessed",
     "아직 아무도 살펴보지 않은 정책 체계(0%가 아님)", "a framework that nobody has assessed yet (not 0 %)"),
)  # fmt: skip

GAP_KINDS: dict[str, GapKind] = {
    code: GapKind(code, name, Text(title_ko, title_en), Text(rule_ko, rule_en))
    for code, name, title_ko, title_en, rule_ko, rule_en in _ROWS
}
