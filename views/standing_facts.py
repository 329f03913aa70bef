"""Whom an item addresses, what a task reaches, whose money it has, how long a document holds: as facts and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policygraph.graph.addressee import OWN_GOALS, addressee_of
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.kinds import Addressee, Budget, Document, Domain, Item, Language, Period, Text
from policygraph.records.record_data import plain
from policygraph.records.words import label
from policygraph.views.blocks import in_both, won
from policygraph.views.finding_words import finding_facts
from policygraph.views.term_words import standing_words, term_years

Fact = tuple[Text, Text]
BOTH: tuple[Language, Language] = ("ko", "en")


def item_standing(item: Item) -> dict[str, Any]:
    """Return what the JSON of an item says of these; absent keys are not known."""
    found: dict[str, Any] = {"obliges": item.obliges, "same_as": list(item.same_as)}
    addressee, domain = item.addressee, item.domain
    found["addressee"] = None
    if addressee is not None:
        said = {"basis": None, "region": None, "readings": [], **plain(addressee)}
        found["addressee"] = {**said, "why": in_both(addressee.why)}
    found["domain"] = None if domain is None else {"value": [], "readings": [], **plain(domain)}
    return found


def document_standing(document: Document) -> dict[str, Any]:
    """Return what the JSON of a document says of its term; ``None`` where it is not known."""
    term = document.in_force
    return {
        "in_force": None if term is None else {"from": term.since, "to": term.until},
        "succeeded_by": document.succeeded_by,
        "made_under": document.made_under,
    }


def item_standing_facts(graph: AlignmentGraph, item: Item) -> Iterator[Fact]:
    """Yield what is known of whom an item addresses, what it reaches and where the same commitment stands."""
    yield from addressee_facts(graph, item)
    yield from finding_facts(graph, item)
    if item.obliges is not None:
        yield Text("의무의 대상", "obliges"), label("obliged", item.obliges)
    if item.domain is not None:
        yield Text("적용 영역", "domain"), _domain(item.domain)
    if item.same_as:
        yield Text("같은 약속", "same commitment"), _records(graph, item.same_as)


def addressee_facts(graph: AlignmentGraph, item: Item) -> Iterator[Fact]:
    """Yield whom the policy item *item* addresses, on what that rests and how it was read; nothing of a grouping node.

    A commitment whose record does not say is told as it is counted: goals of the city's own mayor ask the city.
    """
    if item.addressee is not None:
        yield Text("대상", "addressee"), _addressee(item.addressee)
        if item.addressee.why:
            yield Text("대상의 까닭", "why this addressee"), item.addressee.why
    elif graph.commits_alone(item.id) and (found := addressee_of(graph, item)) is not None:
        value = label("addressee", found)
        own = graph.documents[item.document].kind == OWN_GOALS
        said = Text("우리 시장의 목표", "a goal of the city's own mayor") if own else Text("적지 않음", "not recorded")
        yield Text("대상", "addressee"), Text(f"{value.ko} ({said.ko})", f"{value.en} ({said.en})")


def document_standing_facts(graph: AlignmentGraph, document: Document) -> Iterator[Fact]:
    """Yield what is known of the term of a document, what follows it, and what it was made under."""
    term = document.in_force
    if term is not None:
        yield (
            Text("시행", "in force"),
            Text(term_years(document)) if document.is_plan else standing_words(graph, document.id),
        )
    if document.succeeded_by is not None:
        yield Text("뒤를 잇는 문서", "succeeded by"), _records(graph, [document.succeeded_by])
    if document.made_under is not None:
        yield Text("세울 때의 시정 목표", "made under"), _records(graph, [document.made_under])


def whose_money(budget: Budget) -> Text:
    """Return whose money a budget is and for which years, in brackets with what the sum stands for; empty: not said."""
    kind = budget.funded_by
    parts = [label("budget-kind", kind)] if kind else []
    by_fund = budget.by_fund()
    if by_fund:
        parts.append(Text(*(_shares(by_fund, lang) for lang in BOTH)))
    if budget.scope:
        parts.append(Text(budget.scope))
    elif budget.period:
        parts.append(Text(period_words(budget.period)))
    return Text(*(f" ({', '.join(part.get(lang) for part in parts)})" if parts else "" for lang in ("ko", "en")))


def _shares(by_fund: Mapping[str, int], lang: Language) -> str:
    return ", ".join(f"{label('fund', fund).get(lang)} {won(amount, lang)}" for fund, amount in by_fund.items())


def period_words(period: Period) -> str:
    """Return *period* as it is written: from when to when, with months where they are known, ``?`` for an unknown end.

    >>> from policygraph.records.kinds import Period
    >>> period_words(Period(2026, None))
    '2026~?'
    """
    return "~".join(end or "?" for end in period.ends())


def _addressee(addressee: Addressee) -> Text:
    said = [label("basis", addressee.basis)] if addressee.basis else []
    if len(set(addressee.readings)) > 1:
        read = [label("addressee", reading) for reading in addressee.readings]
        said.append(Text(f"판독: {_listed(read, 'ko')}", f"readings: {_listed(read, 'en')}"))
    elif addressee.readings:
        said.append(label("readings", "agree" if len(addressee.readings) > 1 else "one"))
    if addressee.region:
        said.append(label("region", addressee.region))
    value = label("addressee", addressee.value)
    if not said:
        return value
    return Text(f"{value.ko} ({_listed(said, 'ko')})", f"{value.en} ({_listed(said, 'en')})")


def _domain(domain: Domain) -> Text:
    found = [label("domain", code) for code in domain.value]
    return Text(_listed(found, "ko"), _listed(found, "en")) if found else Text("판독이 갈림", "the readings share none")


def _records(graph: AlignmentGraph, names: Iterable[str]) -> Text:
    found = [(name, graph.title(name)) for name in names]
    return Text(
        ", ".join(f"{title.get('ko')} ({name})" for name, title in found),
        ", ".join(f"{title.get('en')} ({name})" for name, title in found),
    )


def _listed(texts: Iterable[Text], lang: Any) -> str:
    return ", ".join(text.get(lang) for text in texts)
