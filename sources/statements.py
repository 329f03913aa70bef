"""Checks what documents, items and tasks say of each other and of themselves beyond the hierarchy.

Sources, terms, addressees, domains, years of budgets, and the records that a record names: what follows it, what it was made
under, where the same commitment stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from policygraph.records.catalogue import did_you_mean, field_label, report
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import (
    ADDRESSEES,
    DOMAINS,
    GROUPING_LEVELS,
    Addressee,
    Budget,
    Document,
    Domain,
    Item,
    Text,
)
from policygraph.records.words import label
from policygraph.sources import finding_checks
from policygraph.sources.required_contents import with_sound_contents
from policygraph.sources.spelled import runs_backwards
from policygraph.sources.target_checks import check_targets

BUNDLED = "bundled/"
_NAMING = ("same_as", "derives_from", "rests_on")
"""The attributes of items that name other items."""
_DEMANDING = ADDRESSEES[: ADDRESSEES.index("unclear")]


def check_statements(documents: Sequence[Document], log: IssueLog) -> list[Document]:
    """Return *documents* without references to records that are not there; what is wrong is reported to *log*.

    A bundled record may name one that the workspace does not use: that is no problem of the workspace.
    """
    known = {document.id: document for document in documents}
    items = {item.id: item for document in documents for item in document.items}
    parents = {parent for item in items.values() for parent in item.parents}
    cities: dict[str, Document] = {}
    for document in documents:
        if document.city is not None:
            first = cities.setdefault(document.city.id, document)
            if first.city != document.city:
                log.add(report("R92", document.where, document.city.id, first=first.where))
    return [_checked(document, known, items, parents, log) for document in documents]


def _checked(
    document: Document,
    documents: Mapping[str, Document],
    items: Mapping[str, Item],
    parents: Collection[str],
    log: IssueLog,
) -> Document:
    term = document.in_force
    if term is not None and term.since and term.until and runs_backwards(term.since, term.until):
        log.add(report("R67", document.where, f"{term.since} ~ {term.until}"))
    for source in document.sources.values():
        where = replace(document.where, path=f"document.sources.{source.id}")
        if not source.url and not source.title:
            log.add(report("R88", where, source.id))
        elif "".join(source.url.split()) != source.url:
            log.add(report("R87", where, source.url))
    goals = [name for name, other in documents.items() if other.kind == "mayoral-goals"]
    after = _found(
        _named(document.succeeded_by),
        documents,
        field_label(Document, "succeeded_by"),
        document.where,
        log,
        but=document.id,
    )
    under = _found(_named(document.made_under), goals, field_label(Document, "made_under"), document.where, log)
    finding_checks.check_document(document, log)
    finding_checks.check_evaluation(document, documents.values(), log)
    if document.is_plan:
        for item in document.items:
            check_targets(item, document, log)
    kept = tuple(
        _checked_item(finding_checks.check_item(item, document, items, log), items, parents, log)
        for item in document.items
    )
    return replace(document, succeeded_by=next(iter(after), None), made_under=next(iter(under), None), items=kept)


def _named(name: str | None) -> tuple[str, ...]:
    return () if name is None else (name,)


def _found(
    names: Iterable[str], known: Collection[str], field: Text, where: Where, log: IssueLog, *, but: str = ""
) -> list[str]:
    """Return those of *names* that are *known*, *but* this one; others are reported, unless a bundled record says them."""
    found = []
    for name in names:
        if name in known and name != but:
            found.append(name)
        elif not where.file.startswith(BUNDLED):
            near = did_you_mean(name, [other for other in known if other != but])
            log.add(report("R66", where, name, field=field, **near))
    return found


def _checked_item(item: Item, items: Mapping[str, Item], parents: Collection[str], log: IssueLog) -> Item:
    if item.addressee is not None:
        if item.level in GROUPING_LEVELS and item.id in parents:
            log.add(report("R68", item.where, item.id))
        _check_addressee(item, item.addressee, log)
    if item.domain is not None and item.domain.readings and item.domain.value != shared_domains(item.domain):
        said, given = _domains([item.domain.value]), _domains(item.domain.readings)
        log.add(report("R70", item.where, ", ".join(item.domain.value), said=said, given=given))
    period = item.budget.period if item.budget is not None else None
    own = item.period
    if period is not None and own is not None:
        early = period.start is not None and own.start is not None and period.start < own.start
        late = period.end is not None and own.end is not None and period.end > own.end
        if early or late:
            span = f"{period.start or ''}~{period.end or ''}"
            log.add(report("R72", item.where, span, own=f"{own.start or ''}~{own.end or ''}"))
    if item.budget is not None:
        _check_total(item, item.budget, log)
    named: dict[str, Any] = {
        name: tuple(_found(said, items, field_label(Item, name), item.where, log, but=item.id))
        for name in _NAMING
        if (said := getattr(item, name))
    }
    item = with_sound_contents(item, log)
    return item if all(getattr(item, name) == kept for name, kept in named.items()) else replace(item, **named)


def _check_total(item: Item, budget: Budget, log: IssueLog) -> None:
    """Report a typed total that its years exceed, or that they fall short of although each of its period is there."""
    if budget.krw is None or not budget.years or budget.krw == budget.spread:
        return
    period = budget.period or item.period
    start, end = (period.start, period.end) if period is not None else (None, None)
    whole = start is not None and end is not None and set(range(start, end + 1)) <= dict(budget.years).keys()
    if budget.spread > budget.krw or whole:
        log.add(report("R91", item.where, f"{budget.krw:,}", sum=f"{budget.spread:,}"))


def _check_addressee(item: Item, addressee: Addressee, log: IssueLog) -> None:
    """Report a value that no reading gave, and one that asks more than the least demanding reading and does not say why."""
    readings, value = addressee.readings, addressee.value
    if not readings or value == "unclear":
        return
    if value not in readings:
        code = "R70"
    elif not addressee.why and any(reading in _DEMANDING[_DEMANDING.index(value) + 1 :] for reading in readings):
        code = "R71"
    else:
        return
    words = [label("addressee", reading) for reading in readings]
    given = Text(", ".join(word.ko for word in words), ", ".join(word.en for word in words))
    log.add(report(code, item.where, value, said=label("addressee", value), given=given))


def shared_domains(domain: Domain) -> tuple[str, ...]:
    """Return the domains that every reading gave, in their order.

    >>> shared_domains(Domain(readings=(("industry", "citizens"), ("citizens",))))
    ('citizens',)
    """
    shared = set(DOMAINS).intersection(*domain.readings)
    return tuple(code for code in DOMAINS if code in shared)


def _domains(readings: Iterable[Sequence[str]]) -> Text:
    """Return in words what each of *readings* gave."""
    words = [[label("domain", code) for code in reading] or [Text("없음", "none")] for reading in readings]
    ko, en = (["·".join(getattr(word, language) for word in reading) for reading in words] for language in ("ko", "en"))
    return Text(", ".join(ko), ", ".join(en))
