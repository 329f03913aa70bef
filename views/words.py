"""The words that every view uses for codes: Korean first, English beside it."""

from __future__ import annotations

from policygraph.sources.records import Text

LEVELS = {
    "framework": Text("정책 체계", "framework"),
    "plan": Text("계획", "plan"),
    "vision": Text("비전", "vision"),
    "strategy": Text("전략", "strategy"),
    "area": Text("분야", "area"),
    "goal": Text("목표", "goal"),
    "task": Text("과제", "task"),
    "subtask": Text("세부과제", "subtask"),
    "pledge": Text("공약", "pledge"),
    "finding": Text("진단 결과", "finding"),
}
KINDS = {
    "national-policy": Text("국가 정책", "national policy"),
    "mayoral-goals": Text("시정 목표·공약", "mayoral goals"),
    "law": Text("법령", "law"),
    "findings": Text("조사·진단", "findings"),
    "city-plan": Text("시 계획", "city plan"),
}
COVERAGE_STATES = {
    "full": Text("모두 연계", "full"),
    "partial": Text("일부 연계", "partial"),
    "none": Text("연계 없음", "none"),
    "not-applicable": Text("해당 없음", "not applicable"),
    "undefined": Text("산정 대상 없음", "undefined"),
    "not-assessed": Text("미검토", "not assessed"),
}
STRENGTHS = {
    3: Text("직접 이행", "implements"),
    2: Text("강화", "reinforces"),
    1: Text("기반 제공", "enables"),
}
ALIGNMENT_STATES = {
    "confirmed": Text("확정", "confirmed"),
    "proposed": Text("제안", "proposed"),
    "rejected": Text("기각", "rejected"),
}
METHODS = {
    "stated": Text("출처에 명시", "stated"),
    "curated": Text("원문을 읽고 판단", "curated"),
    "suggested": Text("프로그램 제안", "suggested"),
}
STATUSES = {
    "confirmed": Text("확인됨", "confirmed"),
    "single-source": Text("단일 출처", "single source"),
    "inferred": Text("추정", "inferred"),
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
SOURCE_KINDS = {
    "official": Text("공식", "official"),
    "press": Text("언론", "press"),
    "reference": Text("참고", "reference"),
}
