"""The words that every view uses for codes: Korean first, English beside it."""

from __future__ import annotations

from policygraph.records.kinds import Text
from policygraph.records.words import ALIGNMENT_STATES, KINDS, METHODS, SOURCE_KINDS, STATUSES, STRENGTHS, VERDICTS
from policygraph.records.words import LEVELS as RECORD_LEVELS

__all__ = [
    "ALIGNMENT_STATES", "COVERAGE_STATES", "GAP_SEVERITIES", "GROUPINGS", "KINDS", "LEVELS", "METHODS", "SEVERITIES",
    "SOURCE_KINDS", "STATUSES", "STRENGTHS", "VERDICTS",
]  # fmt: skip

LEVELS = {"framework": Text("정책 체계", "framework"), "plan": Text("계획", "plan"), **RECORD_LEVELS}

COVERAGE_STATES = {
    "full": Text("모두 연계", "full"),
    "partial": Text("일부 연계", "partial"),
    "none": Text("연계 없음", "none"),
    "not-applicable": Text("해당 없음", "not applicable"),
    "undefined": Text("산정 대상 없음", "undefined"),
    "not-assessed": Text("미검토", "not assessed"),
}
SEVERITIES = {
    "error": Text("오류", "error"),
    "warning": Text("경고", "warning"),
    "info": Text("참고", "info"),
}
GAP_SEVERITIES = {
    "error": Text("높음", "error"),
    "warning": Text("보통", "warning"),
    "info": Text("참고", "info"),
}
GROUPINGS = {
    "department": Text("부서", "department"),
    "year": Text("연도", "year"),
    "technology": Text("기술", "technology"),
    "plan": Text("계획", "plan"),
}
