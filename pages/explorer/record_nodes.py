"""What the page knows of one record: a document, a policy item, a part of a plan, a task, an alignment.

A text is a pair ``[ko, en]`` in which an absent language is the empty string, a year range a pair ``[first, last]`` in
which ``null`` means unknown. What a record does not say has no field.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.layout import (
    GEOMETRY,
    line_breaks,
    overview_title_width,
    row_title_width,
    side_title_width,
)
from policygraph.graph.money import kind_of
from policygraph.graph.year_money import of_budget
from policygraph.ontology.stated_links import StatedTargets
from policygraph.records.kinds import Alignment, Budget, City, Document, Item, Language, Period, Source, Target, Text
from policygraph.records.narrative import NARRATIVE
from policygraph.records.readings import agreement_of
from policygraph.views.finding_words import observation_facts, study_facts

Json = dict[str, Any]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


def pair(text: Text | None) -> list[str] | None:
    """Return *text* as ``[ko, en]``, or ``None`` where there is nothing to say.

    >>> pair(Text("연계", "alignment")), pair(Text())
    (['연계', 'alignment'], None)
    """
    return [text.ko, text.en] if text else None


def _city(city: City | None) -> list[Any] | None:
    """Return id, title and, where it is said, region of the *city* whose plan it is."""
    return [city.id, pair(city.title), *([pair(city.region)] if city.region else [])] if city else None


def document_node(document: Document, short: Text, children: Iterable[str]) -> Json:
    """Return what is known of a framework or plan; *short* is its title in the picture."""
    return filled(
        role="plan" if document.is_plan else "framework",
        kind=document.kind,
        findingMethod=document.method,
        study=_facts(study_facts(document.study)) if document.study else [],
        studySources=list(document.study.sources) if document.study else [],
        title=pair(document.title),
        short=pair(short),
        city=_city(document.city),
        issuer=pair(document.issuer),
        published=document.published,
        period=_period(document.period),
        vision=pair(document.vision),
        inForce=[document.in_force.since, document.in_force.until] if document.in_force else None,
        succeededBy=document.succeeded_by,
        madeUnder=document.made_under,
        structure=document.structure,
        sources={source.id: _source(source) for source in document.sources.values()},
        children=list(children),
    )


def item_node(item: Item, children: Iterable[str], graph: AlignmentGraph, targets: StatedTargets) -> Json:
    """Return what is known of *item*; *targets* resolves the policies that it names."""
    return filled(
        role="task" if item.id in graph.tasks else "part" if graph.documents[item.document].is_plan else "item",
        document=None if _inherits(item, graph) else item.document,
        level=item.level,
        asks=False if item.swot and not item.asks else None,
        parents=list(item.parents),
        children=list(children),
        code=item.code or "",
        title=pair(item.title),
        summary=pair(item.summary),
        status=item.status,
        note=item.status_note,
        own=[[name, str(value)] for name, value in item.extra],
        english=item.en_status,
        weight=None if item.weight == 1 else item.weight,
        sources=list(item.sources),
        targets=[_target(target) for target in item.targets],
        lead=pair(item.lead),
        department=pair(item.department),
        coDepartments=list(item.co_departments),
        period=_period(item.period),
        span=list(item.period.ends()) if item.period and (item.period.start_month or item.period.end_month) else None,
        years=list(item.period.years()) if item.period else None,
        phase=item.phase,
        budget=_budget(item.budget) if item.budget else None,
        technologies=list(item.technologies),
        **_card(item),
        **_findings(item),
        **_domain(item),
        addressee=_addressee(item),
        sameAs=list(item.same_as),
        obliges=item.obliges,
        contents=[[each.number, pair(each.title)] for each in item.required_contents],
        stated=[
            filled(
                target=stated.target,
                how=stated.how,
                sources=list(stated.sources),
                resolved=targets.resolve(stated.target),
            )
            for stated in item.stated_links
        ],
    )


def _budget(budget: Budget) -> Json:
    """Return the total of *budget* (KRW), and by fund and by class how much is known, in all and by year."""
    funds, classes = of_budget(budget)
    return filled(
        krw=budget.total,
        scope=budget.scope,
        kind=kind_of(budget),
        funds={name: [row.total, row.by_year] for name, row in funds.items()},
        classes={name: [row.total, row.by_year] for name, row in classes.items()},
        period=_period(budget.period),
        sources=list(budget.sources),
    )


def _target(target: Target) -> Json:
    return filled(
        metric=pair(target.metric),
        value=target.value,
        unit=target.unit,
        year=target.year,
        base=target.base,
        baseYear=target.base_year,
        reached=target.reached,
        sources=list(target.sources),
    )


def _card(item: Item) -> Json:
    """Return what the card of a task says beyond period, money and departments."""
    return {
        "taskKind": item.kind,
        "narrative": {field.name: pair(text) for field in NARRATIVE if (text := getattr(item, field.name))},
        "after": list(item.predecessors),
        "milestones": [[pair(each.title), each.date] for each in item.milestones],
    }


def _findings(item: Item) -> Json:
    """Return what a finding, a requirement or a strategy says of findings."""
    return {
        "swot": item.swot,
        "observed": _facts(observation_facts(item.observation)) if item.observation else [],
        "derivesFrom": list(item.derives_from),
        "restsOn": list(item.rests_on),
    }


def _facts(found: Iterable[tuple[Text, Text]]) -> list[list[list[str]]]:
    """Return names and values as pairs of texts."""
    return [[label_pair(title), [text.ko, text.en]] for title, text in found]


def label_pair(name: Text) -> list[str]:
    """Return the *name* of a field as a pair of texts, in English as what begins a line.

    >>> label_pair(Text("추진 배경", "background"))
    ['추진 배경', 'Background']
    """
    return [name.ko, name.en[:1].upper() + name.en[1:]]


def _domain(item: Item) -> Json:
    """Return what a task reaches, and its readings where they differ."""
    if item.domain is None:
        return {}
    readings = [list(read) for read in item.domain.readings]
    differ = any(set(read) != set(item.domain.value) for read in readings)
    return {"domain": list(item.domain.value), "domainReadings": readings if differ else []}


def _addressee(item: Item) -> Json | None:
    """Return whom an item addresses as its record says, on what that rests and how it was read."""
    said = item.addressee
    if said is None:
        return None
    return filled(
        value=said.value, basis=said.basis, readings=list(said.readings), region=said.region, why=pair(said.why)
    )


def _inherits(item: Item, graph: AlignmentGraph) -> bool:
    """Whether the document of *item* follows from its first parent: the page finds it then by itself."""
    return bool(item.parents) and graph.document_of(item.parents[0]) == item.document


def link_edge(link: Alignment) -> Json:
    """Return what is known of an alignment but its two ends."""
    return filled(
        width=link.strength,
        dashes=link.state == "proposed" or None,
        strength=link.strength,
        state=link.state,
        method=link.method,
        confidence=link.confidence,
        readings=list(link.readings),
        reading_agreement=agreement_of(link.readings),
        why=pair(link.why),
        evidence=list(link.evidence),
        places=[list(each) for each in link.content_places],
        by=link.by,
        date=link.date,
        conflicts=list(link.conflicts),
        exclusive=link.exclusive or None,
        fingerprint=link.fingerprint is not None or None,
    )


def _source(source: Source) -> Json:
    return filled(url=source.url, title=source.title, publisher=source.publisher, date=source.date, kind=source.kind)


def _period(period: Period | None) -> list[int | None] | None:
    return [period.start, period.end] if period and (period.start or period.end) else None


def document_breaks(document: Document, short: Text) -> Json:
    """Return the line breaks of the boxes of *document* in the picture; *short* is its title there."""
    width = overview_title_width(plan=document.is_plan)
    return {
        "overview": _breaks(short, "", width, GEOMETRY["font"] + 1),
        "row": _breaks(document.title, "", row_title_width(0), GEOMETRY["font"] + 1),
        "side": _breaks(short, "", side_title_width(), GEOMETRY["font"]),
    }


def item_breaks(item: Item, depth: int) -> Json:
    """Return the line breaks of the boxes of *item*, *depth* steps below its document."""
    code = item.code or ""
    return {
        "row": _breaks(item.title, code, row_title_width(depth), GEOMETRY["font"]),
        "side": _breaks(item.title, code, side_title_width(), GEOMETRY["font"]),
    }


def _breaks(title: Text, code: str, width: float, size: float) -> list[list[int]]:
    """Return the line breaks of what a box prints, the official number before the title, in both languages."""
    return [line_breaks(f"{code} {title.get(lang)}".strip(), width, size) for lang in LANGUAGES]


def filled(**fields: Any) -> Json:
    """Return *fields* without those that say nothing: the page takes an absent field for unknown.

    >>> filled(code="1-1", note=None, sources=[], budget=0)
    {'code': '1-1', 'budget': 0}
    """
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
