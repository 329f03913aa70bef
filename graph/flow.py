"""The flow from national policies over the city's plans to the mayor's goals, in tasks or in money.

Each task is one unit (or its budget), split over the national policies that it serves in proportion to the strength of
its strongest alignment to each, and in the same way over the mayor's goals. What serves none flows from, or to, *none*.
All amounts are whole: won, or thousandths of a task. They add up exactly, on each side, to the total. Money flows by its
kind: one flow never adds private to public money.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.money import add_up, counted_budgets, split
from policygraph.records.kinds import Alignment, Text

Measure = Literal["tasks", "money"]
MEASURES: tuple[Measure, ...] = ("tasks", "money")
NONE = ""
TASK = 1000
MOST_PLANS = 40
"""So many plans stand in the middle; of more, the provinces that their cities lie in, which a reader can tell apart."""


@dataclass(frozen=True, slots=True)
class Band:
    """What flows between two nodes: *amount* (won, or thousandths of a task), and the *tasks* in it.

    *unknown* are those of the tasks whose money is not known; they add nothing to an amount of money.
    """

    source: str
    target: str
    amount: int
    tasks: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """The bands into the plans and out of them; *total* is the amount of all tasks, on both sides alike.

    Of money *kind* says whose it is (``None`` where no budget is known, and of tasks), and the tasks are those with a budget
    of that kind and those of *unknown* budget; *others* counts the tasks whose known budgets are of other kinds.
    *provinces* are the nodes of the middle that stand for all plans of theirs, by their Korean name, in order.
    """

    measure: Measure
    into: tuple[Band, ...]
    out: tuple[Band, ...]
    total: int
    unknown: tuple[str, ...]
    kind: str | None
    others: int
    provinces: Mapping[str, Text]


def usual_kind(graph: AlignmentGraph) -> str | None:
    """Return the kind of money that most of the shown tasks have a budget of, the first of those alike; ``None``: none has."""
    by_kind = add_up(graph, graph.tasks_shown).by_kind
    return max(by_kind, key=lambda kind: by_kind[kind].tasks, default=None)


def flow(graph: AlignmentGraph, measure: Measure = "tasks", kind: str | None = None) -> Flow:
    """Return the flow of the tasks that serve what the scope of *graph* shows; of money, that of *kind* (`usual_kind`).

    The middle is the plans, or the parts of the plan where it is one, or provinces (`MOST_PLANS`). Where the scope names frameworks, only alignments to
    what is shown are followed among those of the same kind of framework. What is not in force is followed only where the
    scope names it.

    >>> from policygraph import open_study
    >>> found = flow(open_study().graph)
    >>> found.total, sum(band.amount for band in found.into), sum(band.amount for band in found.out)
    (144000, 144000, 144000)
    """
    names = list(graph.tasks_shown)
    below = graph.shown if graph.scope.frameworks else None
    province = _provinces(graph, {graph.tasks[name].document for name in names})
    provinces = {title.ko: title for title in province.values()}
    rank = flow_ranks(graph, provinces)
    budgets = counted_budgets(graph, names)
    others = 0
    if measure == "money":
        kind = kind or usual_kind(graph)
        followed_names = [name for name in names if (own := budgets[name]) is None or own.kind == kind]
        others, names = len(names) - len(followed_names), followed_names
        amounts = {name: 0 if (own := budgets[name]) is None else own.won for name in names}
    else:
        kind, amounts = None, dict.fromkeys(names, TASK)
    single = len({graph.tasks[name].document for name in names}) == 1
    middle = {name: _part(graph, name) if single else graph.tasks[name].document for name in names}
    middle |= {name: province[plan].ko for name, plan in middle.items() if plan in province}
    unknown = tuple(name for name in names if budgets[name] is None)
    kinds = {graph.documents[graph.document_of(name)].kind for name in below or ()}
    into: dict[tuple[str, str], list[tuple[str, int]]] = {}
    out: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for name in names:
        amount = amounts[name]
        followed = [link for link in graph.serves[name] if _followed(graph, link.item, below, kinds)]
        for end, part in _shares(graph, followed, amount, "national-policy", graph.document_of, rank):
            into.setdefault((end, middle[name]), []).append((name, part))
        for end, part in _shares(graph, followed, amount, "mayoral-goals", lambda item: _top(graph, item), rank):
            out.setdefault((middle[name], end), []).append((name, part))
    bands = _bands(rank, into, unknown), _bands(rank, out, unknown)
    return Flow(measure, *bands, sum(amounts.values()), unknown, kind, others, provinces)


def _provinces(graph: AlignmentGraph, plans: Collection[str]) -> dict[str, Text]:
    """Return the province that stands for each of *plans* in the middle, in official order: none where all plans have room."""
    found = {
        plan.id: plan.city.region for plan in graph.plans if plan.id in plans and plan.city and plan.city.region.ko
    }
    return found if len(plans) > MOST_PLANS and len({title.ko for title in found.values()}) > 1 else {}


def _followed(graph: AlignmentGraph, item: str, below: Collection[str] | None, kinds: Collection[str]) -> bool:
    if below is not None and item in below:
        return True
    return graph.in_force(item) and (below is None or graph.documents[graph.document_of(item)].kind not in kinds)


def _shares(
    graph: AlignmentGraph,
    links: Iterable[Alignment],
    amount: int,
    kind: str,
    end: Callable[[str], str],
    rank: Mapping[str, int],
) -> list[tuple[str, int]]:
    """Return the ends of *kind* that a task serves by *links*, in official order, each with its part of *amount*."""
    weights: dict[str, int] = {}
    for link in links:
        if graph.documents[graph.document_of(link.item)].kind == kind:
            weights[end(link.item)] = max(link.strength, weights.get(end(link.item), 0))
    if not weights:
        return [(NONE, amount)]
    ends = sorted(weights, key=rank.__getitem__)
    return list(zip(ends, split(amount, [weights[one] for one in ends]), strict=True))


def _bands(
    rank: Mapping[str, int],
    found: Mapping[tuple[str, str], list[tuple[str, int]]],
    unknown: Collection[str],
) -> tuple[Band, ...]:
    order = sorted(found, key=lambda ends: [rank.get(end, len(rank)) for end in ends])
    among_unknown = frozenset(unknown)
    return tuple(
        Band(
            *ends,
            sum(part for _, part in found[ends]),
            tuple(name for name, _ in found[ends]),
            tuple(name for name, _ in found[ends] if name in among_unknown),
        )
        for ends in order
    )


def official_ranks(graph: AlignmentGraph) -> dict[str, int]:
    """Return the place of every record in the official order; frameworks come before plans."""
    documents = (*graph.frameworks, *graph.plans)
    names = (name for document in documents for name in (document.id, *(item.id for item in document.items)))
    return {name: place for place, name in enumerate(names)}


def flow_ranks(graph: AlignmentGraph, provinces: Collection[str]) -> dict[str, int]:
    """Return `official_ranks` with the *provinces* among them: each stands where the first plan of its cities does."""
    ranks = official_ranks(graph)
    cities = [(plan.id, plan.city) for plan in reversed(graph.plans) if plan.city]
    return ranks | {city.region.ko: ranks[plan] for plan, city in cities if city.region.ko in provinces}


def _top(graph: AlignmentGraph, item: str) -> str:
    """Return the ancestor of *item* that stands directly below its document, along first parents."""
    seen = {item}
    while (parent := graph.items[item].parents[0]) in graph.items and parent not in seen:
        seen.add(parent)
        item = parent
    return item


def _part(graph: AlignmentGraph, task: str) -> str:
    """Return the part of the plan that holds *task*, or the plan where it stands in none."""
    top = _top(graph, task)
    return graph.tasks[task].document if top in graph.tasks else top
