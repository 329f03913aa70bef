"""The Korean and English words for the codes of the records: what people read and may write in a cell."""

from __future__ import annotations

from policygraph.records.kinds import Text

LEVELS = {
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
VERDICTS = {
    "accept": Text("수락", "accept"),
    "reject": Text("기각", "reject"),
    "unsure": Text("보류", "unsure"),
    "withdraw": Text("거둠", "withdrawn"),
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
SOURCE_KINDS = {
    "official": Text("공식", "official"),
    "press": Text("언론", "press"),
    "reference": Text("참고", "reference"),
}
PHASES = {
    "short": Text("단기", "short term"),
    "mid": Text("중기", "mid term"),
    "long": Text("장기", "long term"),
}
ENGLISH_TITLES = {
    "official": Text("공식", "official"),
    "translated": Text("번역", "translated"),
}
