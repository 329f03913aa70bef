"""The study that made a plan: the contract for it, who led it, who did it, when, on what legal basis.

Each attribute says what it is (`policygraph.records.field`); money is whole won (KRW).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from policygraph.records.field import CITED, Layout, told
from policygraph.records.values import NO_TEXT, Text


# fmt: off
@dataclass(frozen=True, slots=True)
class PlanStudy:
    """The study for the establishment of a plan, as far as the sources tell of it.

    *months* is how long the contract runs as a source says it; it need not be what *start* and *end* span.
    """

    title: Text = field(metadata=told("text", ("용역 이름", "title of the study"),
        ("연구용역의 이름", "name of the study"), required=True, rdf="dcterms:title", column=Layout(40, optional=True)))
    start: str | None = field(default=None, metadata=told("date", ("용역 시작", "study began"),
        ("용역을 시작한 날, 달 또는 해", "day, month or year when it began"), rdf="dcat:startDate", column=Layout(optional=True)))
    end: str | None = field(default=None, metadata=told("date", ("용역 끝", "study ended"),
        ("용역이 끝난 날, 달 또는 해", "day, month or year when it ended"), rdf="dcat:endDate", column=Layout(optional=True)))
    months: int | None = field(default=None, metadata=told("count", ("용역 개월 수", "months of the study"),
        ("출처가 밝힌 계약 기간(개월)", "length of the contract in months, as a source says it"), rdf="pg:contractMonths", column=Layout(9, optional=True)))
    cost: int | None = field(default=None, metadata=told("won", ("용역비(원)", "cost of the study (won)"),
        ("용역 금액, 원 단위 정수", "price of the contract, whole won"), rdf="pg:contractKRW", column=Layout(18, optional=True)))
    lead: Text = field(default=NO_TEXT, metadata=told("text", ("용역 주관", "lead of the study"),
        ("용역을 주관한 부서", "the department that led it"), rdf="pg:lead", column=Layout(20, optional=True)))
    contractor: Text = field(default=NO_TEXT, metadata=told("text", ("용역사", "contractor"),
        ("용역을 맡은 회사나 기관", "who did it"), rdf="pg:contractor", column=Layout(26, optional=True)))
    contractor_place: Text = field(default=NO_TEXT, metadata=told("text", ("용역사 소재지", "seat of the contractor"),
        ("용역을 맡은 곳의 소재지", "where the contractor is seated"), rdf="pg:contractorPlace", column=Layout(20, optional=True)))
    kickoff: str | None = field(default=None, metadata=told("moment", ("착수보고회", "kickoff briefing"),
        ("착수보고회를 연 때(`2025-06-12T15:00:00+09:00`) 또는 날짜", "when the kickoff briefing was held: a time or a date"), rdf="pg:kickoff", column=Layout(26, optional=True)))
    attendance: Text = field(default=NO_TEXT, metadata=told("text", ("보고회 참석", "attendance"),
        ("착수보고회에 온 사람들(수와 구분. 이름은 적지 않음)", "who came to the briefing: how many, of what kind; no names"), rdf="pg:attendance", column=Layout(34, optional=True)))
    scope: Text = field(default=NO_TEXT, metadata=told("text", ("용역 범위", "scope of the study"),
        ("용역이 다루는 내용", "what it covers"), rdf="pg:studyScope", column=Layout(44, optional=True)))
    legal_basis: Text = field(default=NO_TEXT, metadata=told("text", ("용역의 법적 근거", "legal basis"),
        ("계획과 용역의 법적 근거", "what law and ordinance it rests on"), rdf="pg:legalBasis", column=Layout(34, optional=True)))
    note: Text = field(default=NO_TEXT, metadata=told("text", ("용역 비고", "note on the study"),
        ("출처끼리 다르게 적은 것 등 함께 밝힐 말", "what has to be said with it, such as where sources differ"), rdf="pg:studyNote", column=Layout(44, optional=True)))
    sources: tuple[str, ...] = field(default=(), metadata=CITED)


# fmt: on
