"""What records say of a finding and of the study that made a plan, in words: for ``show`` and the first page of the book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.requirements import Answer, answer_of, derived_requirements
from policygraph.records.catalogue import field_label
from policygraph.records.counting import counted
from policygraph.records.field import fields_of
from policygraph.records.kinds import Document, Item, Language, Observation, PlanStudy, Text
from policygraph.records.record_data import plain
from policygraph.records.units import with_unit
from policygraph.records.words import NODE_LEVELS, label
from policygraph.views.blocks import won

Fact = tuple[Text, Text]
_BOTH: tuple[Language, Language] = ("ko", "en")
ANSWER_WORDS: dict[Answer, Text] = {
    "none": Text("답 없음", "not answered"),
    "not-assessed": label("coverage-state", "not-assessed"),
    "proposed": label("state", "proposed"),
    "confirmed": label("state", "confirmed"),
    "not-asked": Text("해당 없음", "none needed"),
}


def answered(answer: Answer, *, through: bool) -> Text:
    """Return how a finding is answered in words, with the requirement in brackets where it is answered *through* one.

    >>> answered("confirmed", through=True), answered("none", through=False).ko
    (Text(ko='확정(요구사항)', en='confirmed (requirement)'), '답 없음')
    """
    words, level = ANSWER_WORDS[answer], NODE_LEVELS["requirement"]
    return Text(f"{words.ko}({level.ko})", f"{words.en} ({level.en})") if through else words


def finding_facts(graph: AlignmentGraph, item: Item) -> Iterator[Fact]:
    """Yield what a finding, a requirement or a part of a plan says of findings: SWOT, observation, what it goes back to."""
    method = graph.documents[item.document].method
    if item.level == "finding" and method is not None:
        yield field_label(Document, "method"), label("finding-method", method)
    if item.swot is not None:
        yield field_label(Item, "swot"), label("swot", item.swot)
    if item.observation is not None:
        yield from observation_facts(item.observation)
    for name in ("derives_from", "rests_on"):
        found = getattr(item, name)
        if found:
            yield field_label(Item, name), _titles(graph, found)
    if required := derived_requirements(graph).get(item.id, ()):
        told = [(one.title, ANSWER_WORDS[answer_of(graph, one)]) for one in required]
        said = (", ".join(f"{title.get(lang)} ({answer.get(lang)})" for title, answer in told) for lang in _BOTH)
        yield Text("끌어낸 요구사항", "requirements derived"), Text(*said)


def observation_words(found: Observation, lang: Language) -> str:
    """Return what stands behind a finding in one line, the metric with its values first.

    >>> observation_words(Observation(respondents=1200, share=62), "ko")
    '응답자 수 1,200, 응답 비율(%) 62'
    >>> found = Observation(metric=Text("온라인 민원"), unit="천 건", year=2030, value=210, low=180, high=250)
    >>> observation_words(found, "ko"), observation_words(found, "en")
    ('온라인 민원 210천 건(2030, 180~250)', '온라인 민원 210 thousand (2030, 180~250)')
    """
    parts = [_measured(found, lang)] if found.metric and found.value is not None else []
    said = replace(found, **_NOT_MEASURED) if parts else found
    parts += [f"{title.get(lang)} {text.get(lang)}" for title, text in observation_facts(said)]
    return ", ".join(parts)


_NOT_MEASURED: dict[str, Any] = {"metric": Text(), "unit": "", **dict.fromkeys(("year", "value", "low", "high"))}


def _measured(found: Observation, lang: Language) -> str:
    """Return the metric with its value and unit; the year, and how low and high it may be, in brackets."""
    span = [_number("low", end) for end in (found.low, found.high) if end is not None]
    more = ", ".join(part for part in (str(found.year or ""), "~".join(span)) if part)
    shown = f"{found.metric.get(lang)} {with_unit(_number('value', found.value), found.unit).get(lang)}"
    return f"{shown}{'' if lang == 'ko' else ' '}({more})" if more else shown


def observation_facts(found: Observation) -> Iterator[Fact]:
    """Yield what stands behind a finding, each under the name of its field.

    >>> [(title.en, text.en or text.ko) for title, text in observation_facts(Observation(respondents=1200, share=62))]
    [('respondents', '1,200'), ('share (%)', '62')]
    """
    for field in fields_of(Observation):
        value = getattr(found, field.name)
        if value not in (None, "", Text()):
            yield field.label, value if isinstance(value, Text) else Text(_number(field.name, value))


def _number(name: str, value: object) -> str:
    grouped = isinstance(value, int | float) and name != "year"
    return f"{value:,}" if grouped else str(value)


def _titles(graph: AlignmentGraph, names: Iterable[str]) -> Text:
    found = [graph.title(name) if name in graph.items else Text(name) for name in names]
    return Text(", ".join(text.get("ko") for text in found), ", ".join(text.get("en") for text in found))


def finding_json(item: Item) -> dict[str, Any]:
    """Return what an item says of findings as JSON; what nobody wrote has no key.

    >>> finding_json(Item("f-1", "f", "finding", ("f",), Text("느리다"), swot="weakness", observation=Observation(share=62)))
    {'swot': 'weakness', 'observation': {'share': 62}}
    """
    found = {name: value for name, value in plain(item).items() if name in _KEYS}
    return {name: found[name] for name in _KEYS if name in found}


_KEYS = ("swot", "observation", "derives_from", "rests_on")


def document_json(document: Document) -> dict[str, Any]:
    """Return the method of findings and the study of a plan as JSON; what nobody wrote has no key.

    >>> document_json(Document("f", "findings", Text("설문"), method="survey"))
    {'method': 'survey'}
    """
    found: dict[str, Any] = {} if document.method is None else {"method": document.method}
    return found if document.study is None else found | {"study": plain(document.study)}


def study_facts(study: PlanStudy) -> Iterator[Fact]:
    """Yield what is known of the study that made a plan, each under the name of its field.

    >>> from policygraph import open_study
    >>> found = open_study().graph.documents["b6"].study
    >>> [text.get("en") for title, text in study_facts(found) if title.en in ("contractor", "cost of the study")]
    ['KRW 175,000,000', 'C&L Consulting Co., Ltd.']
    """
    yield field_label(PlanStudy, "title"), study.title
    if study.start or study.end:
        months = (
            Text(f" ({study.months}개월)", f" ({counted(study.months, 'month')})")
            if study.months is not None
            else Text()
        )
        span = f"{study.start or '?'} ~ {study.end or '?'}"
        yield Text("용역 기간", "period of the study"), Text(span + months.ko, span + months.en)
    if study.cost is not None:
        yield Text("용역비", "cost of the study"), Text(won(study.cost, "ko"), won(study.cost, "en"))
    for name in ("lead", "contractor", "contractor_place"):
        if getattr(study, name):
            yield field_label(PlanStudy, name), getattr(study, name)
    if study.kickoff is not None:
        yield field_label(PlanStudy, "kickoff"), Text(study.kickoff[:16].replace("T", " "))
    for name in ("attendance", "scope", "legal_basis", "note"):
        if getattr(study, name):
            yield field_label(PlanStudy, name), getattr(study, name)
