"""What a study found, by its method: answers of a survey, an interview, a forecast, an evaluation of the plan that ends.

Each attribute says what it is (`policygraph.records.field`); everything that reads or writes records follows that.
Shares are in percent (0..100). What a method does not give stays away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policygraph.records.field import Layout, told
from policygraph.records.values import NO_TEXT, Number, Text


# fmt: off
@dataclass(frozen=True, slots=True)
class Observation:
    """What stands behind a finding; which of the attributes make sense depends on the *method* of its document (`BY_METHOD`).

    >>> Observation(share=62).weight, Observation(share=0).weight, Observation(Text("물음")).weight
    (0.62, 0.01, 1.0)
    """

    question: Text = field(default=NO_TEXT, metadata=told("text", ("설문 문항", "survey question"),
        ("설문에서 물은 것", "what a survey asked"), rdf="pg:question", column=Layout(36, optional=True)))
    respondents: int | None = field(default=None, metadata=told("count", ("응답자 수", "respondents"),
        ("설문에 답한 사람의 수", "how many people answered"), rdf="pg:respondents", column=Layout(9, optional=True)))
    share: Number | None = field(default=None, metadata=told("percent", ("응답 비율(%)", "share (%)"),
        ("그렇게 답한 비율, 0~100. 중요도를 따로 적지 않으면 형제 항목들 사이의 가중치가 됨", "share of those who said so, 0..100; the weight among its siblings where no importance is given"),
        rdf="pg:sharePercent", column=Layout(9, optional=True)))
    organisation: Text = field(default=NO_TEXT, metadata=told("text", ("면담 기관", "organisation interviewed"),
        ("면담한 기관이나 부서. 사람 이름은 적지 않음", "the body that was interviewed; no names of people"), rdf="pg:interviewed", column=Layout(18, optional=True)))
    date: str | None = field(default=None, metadata=told("date", ("조사한 날", "observed on"),
        ("면담하거나 조사한 날, 달 또는 해", "day, month or year of the interview or study"), rdf="pg:observedOn", column=Layout(optional=True)))
    metric: Text = field(default=NO_TEXT, metadata=told("text", ("진단 지표", "metric observed"),
        ("예측하거나 평가한 지표", "what was forecast or evaluated"), rdf="pg:metric", column=Layout(24, optional=True)))
    unit: str = field(default="", metadata=told("string", ("지표 단위", "unit of the metric"), rdf="pg:unit", column=Layout(9, optional=True)))
    year: int | None = field(default=None, metadata=told("year", ("지표 연도", "year of the metric"),
        ("예측한 해 또는 평가한 해", "the year forecast or evaluated"), rdf="pg:year", column=Layout(9, optional=True)))
    value: Number | str | None = field(default=None, metadata=told("value", ("지표 값", "value of the metric"),
        ("예측하거나 살펴본 값", "the value forecast or seen"), rdf="pg:value", column=Layout(optional=True)))
    low: Number | str | None = field(default=None, metadata=told("value", ("낮은 예측", "low forecast"),
        ("낮게 본 값(수)", "low estimate, a number"), rdf="pg:lowEstimate", column=Layout(optional=True)))
    high: Number | str | None = field(default=None, metadata=told("value", ("높은 예측", "high forecast"),
        ("높게 본 값(수)", "high estimate, a number"), rdf="pg:highEstimate", column=Layout(optional=True)))
    planned: Number | str | None = field(default=None, metadata=told("value", ("계획한 값", "planned"),
        ("앞 계획이 목표로 한 값", "what the earlier plan aimed at"), rdf="pg:plannedValue", column=Layout(optional=True)))
    reached: Number | str | None = field(default=None, metadata=told("value", ("이룬 값", "reached"),
        ("실제로 이룬 값", "what was reached"), rdf="pg:reachedValue", column=Layout(optional=True)))

    @property
    def weight(self) -> float:
        """The weight that the share gives among siblings (above 0): a share of 1 % at least, 1 where there is no share."""
        return 1.0 if self.share is None else max(float(self.share), 1.0) / 100


# fmt: on

BY_METHOD: Mapping[str, tuple[str, ...]] = {
    "trend": ("date", "metric", "unit", "year", "value"),
    "case-study": ("organisation", "date"),
    "swot": ("share", "respondents", "date"),
    "survey": ("question", "respondents", "share", "date"),
    "interview": ("organisation", "date"),
    "forecast": ("metric", "unit", "year", "value", "low", "high", "date"),
    "evaluation": ("metric", "unit", "year", "planned", "reached", "date"),
}
"""The attributes of an `Observation` that each method gives."""
