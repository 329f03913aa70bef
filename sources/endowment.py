"""What records that are split or merged pass on as it stood: money, targets, milestones and the links that a source states.

A record that stays as one of its parts keeps all of it. Where the old record is gone, its first successor (in the order of
the rows) takes it over, whole, unless one of the successors brings its own: nobody but a planner can say how a budget
divides, and no won is counted twice or lost. Records that are merged leave the sum of their budgets and all their targets, milestones and contents.

>>> from policygraph.records.kinds import Text
>>> old = Item("t", "p", "task", ("p",), Text("옛 과제"), budget=Budget(9))
>>> new = [replace(old, id=name, budget=None) for name in ("a", "b")]
>>> before, after = (Corpus((Document("p", "city-plan", Text("계획"), tuple(items)),)) for items in ([old], new))
>>> split = [Succession("a", ("t",), "split"), Succession("b", ("t",), "split")]
>>> endowments(after, before, split)
{'a': ('budget',)}
>>> [item.budget and item.budget.krw for item in endowed(after, before, split).documents[0].items]
[9, None]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policygraph.records.kinds import FUNDS, Budget, Corpus, Document, Item, YearNote

PARTS = ("budget", "targets", "stated_links", "milestones", "required_contents")
"""What is passed on, by the names of the attributes."""


@dataclass(frozen=True, slots=True)
class Succession:
    """The record *new* takes the place of *former* ones: ``renumbered``, ``split`` from one, or ``merged`` from several."""

    new: str
    former: tuple[str, ...]
    how: str


def endowments(corpus: Corpus, before: Corpus, successions: Iterable[Succession]) -> dict[str, tuple[str, ...]]:
    """Return what each record of *corpus* takes over of records of *before* that were split or merged, by its id."""
    return {new: tuple(found) for new, found in _taken(corpus, before, list(successions)).items()}


def endowed(corpus: Corpus, before: Corpus, successions: Iterable[Succession]) -> Corpus:
    """Return *corpus* with what its records take over (`endowments`)."""
    taken = _taken(corpus, before, list(successions))
    if not taken:
        return corpus
    return replace(corpus, documents=tuple(_with(document, taken) for document in corpus.documents))


def _with(document: Document, taken: dict[str, dict[str, Any]]) -> Document:
    if not any(item.id in taken for item in document.items):
        return document
    items = (replace(item, **_cited(taken[item.id], document)) if item.id in taken else item for item in document.items)
    return replace(document, items=tuple(items))


def _cited(parts: dict[str, Any], document: Document) -> dict[str, Any]:
    """Return *parts* that cite no source that *document* does not have."""

    def known(part: Any) -> Any:
        kept = replace(part, sources=tuple(name for name in part.sources if name in document.sources))
        if isinstance(kept, Budget):
            kept = replace(kept, year_notes=tuple(map(known, kept.year_notes)))
        return kept

    return {
        name: known(value) if isinstance(value, Budget) else tuple(map(known, value)) for name, value in parts.items()
    }


def _taken(corpus: Corpus, before: Corpus, successions: Sequence[Succession]) -> dict[str, dict[str, Any]]:
    now, old = _items(corpus), _items(before)
    following = [each for each in successions if each.how != "renumbered" and each.new in now]
    heirs: dict[str, list[str]] = {}
    for each in following:
        for name in each.former:
            heirs.setdefault(name, []).append(each.new)
    found: dict[str, dict[str, Any]] = {}
    for each in following:
        gone = [old[name] for name in each.former if name in old and name not in now and heirs[name][0] == each.new]
        for part in PARTS:
            values = [value for item in gone if (value := getattr(item, part))]
            own = any(getattr(now[heir], part) for item in gone for heir in heirs[item.id])
            if values and not own:
                joined = (
                    _sum(values) if part == "budget" else tuple(dict.fromkeys(one for many in values for one in many))
                )
                found.setdefault(each.new, {})[part] = joined
    return found


def _sum(budgets: Sequence[Budget]) -> Budget:
    """Return one budget for several: amounts and funds add up, and what only some say of kind, period or years is left out.

    >>> both = _sum([Budget(5, "가", kind="city", spent=3), Budget(years=((2026, 4),), kind="city", spent=4)])
    >>> both.krw, both.scope, both.kind, both.spent
    (9, '가', 'city', 7)
    """
    first = budgets[0]
    if len(budgets) == 1:
        return first
    by_year = all(budget.years for budget in budgets)
    years = sorted({year for budget in budgets for year, _ in budget.years}) if by_year else []
    notes = [YearNote(year, **_joined([n for b in budgets for n in b.year_notes if n.year == year])) for year in years]
    shares = all(budget.funds for budget in budgets)
    spent = [budget.spent for budget in budgets if budget.spent is not None]
    said = _joined(budgets)
    return Budget(
        None if by_year and all(budget.krw is None for budget in budgets) else sum(budget.total for budget in budgets),
        said["scope"],
        said["sources"],
        tuple((year, sum(dict(budget.years).get(year, 0) for budget in budgets)) for year in years),
        said["extra"],
        tuple(note for note in notes if note != YearNote(note.year)),
        kind=first.kind if all(budget.kind == first.kind for budget in budgets) else None,
        period=first.period if all(budget.period == first.period for budget in budgets) else None,
        funds=said["funds"] if shares else (),
        spent=sum(spent) if len(spent) == len(budgets) else None,
    )


def _joined(parts: Sequence[Any]) -> dict[str, Any]:
    """Return what several budgets, or what is said of one year of them, say together."""
    funds = [share for part in parts for share in part.funds]
    return {
        "scope": "; ".join(dict.fromkeys(part.scope for part in parts if part.scope)),
        "sources": tuple(dict.fromkeys(name for part in parts for name in part.sources)),
        "extra": tuple({name: value for part in reversed(parts) for name, value in part.extra}.items()),
        "funds": tuple(
            (fund, sum(won for name, won in funds if name == fund)) for fund in FUNDS if fund in dict(funds)
        ),
    }


def _items(corpus: Corpus) -> dict[str, Item]:
    return {item.id: item for document in corpus.documents for item in document.items}
