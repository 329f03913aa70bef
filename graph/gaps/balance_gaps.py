"""Concentration: tasks or money of a framework that fall on few of its top items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policygraph.graph.gaps.context import NOISE, GapContext
from policygraph.graph.gaps.gap import Gap
from policygraph.graph.gaps.wording import said
from policygraph.graph.money import counted_budgets
from policygraph.records.kinds import BUDGET_KINDS, Document
from policygraph.records.words import label


@dataclass(frozen=True, slots=True)
class Distribution:
    """How an amount falls on the top items of a framework.

    *shares* and *wanted* map each item to a share in 0..1, both add up to 1. *hhi* is the Herfindahl-Hirschman index of
    the shares (1/n .. 1). *imbalance* is the part of the total that would have to move to reach the shares wanted.
    """

    shares: dict[str, float]
    wanted: dict[str, float]

    @property
    def hhi(self) -> float:
        """The sum of the squared shares."""
        return sum(share * share for share in self.shares.values())

    @property
    def imbalance(self) -> float:
        """The sum of what the shares exceed those wanted by."""
        return sum(max(0.0, share - self.wanted[name]) for name, share in self.shares.items())

    @property
    def top(self) -> str:
        """The item whose share exceeds the wanted one the most; ties go to the smaller id."""
        over = {name: share - self.wanted[name] for name, share in self.shares.items()}
        most = max(over.values())
        return min(name for name, part in over.items() if part >= most - NOISE)


def distribution(amounts: dict[str, float], wanted: dict[str, float]) -> Distribution | None:
    """Return how *amounts* fall on the items of *wanted* (any positive weights), or ``None`` where there is nothing.

    >>> found = distribution({"a": 3, "b": 1}, {"a": 1, "b": 1})
    >>> found.shares, found.hhi, found.imbalance, found.top
    ({'a': 0.75, 'b': 0.25}, 0.625, 0.25, 'a')
    """
    total, weight = sum(amounts.values()), sum(wanted.values())
    if not total or len(wanted) < 2:
        return None
    return Distribution(
        {name: amounts[name] / total for name in wanted}, {name: part / weight for name, part in wanted.items()}
    )


@dataclass(frozen=True, slots=True)
class Balance:
    """How the *measure* (``tasks`` or ``budget``, of one *kind* of money) of a framework falls on its top items.

    *tasks* counts the tasks behind it, *unknown* those of them without a known budget, *known* those whose money is of this
    kind.
    """

    framework: str
    measure: str
    amounts: dict[str, float]
    found: Distribution
    tasks: int
    unknown: int
    kind: str | None
    known: int

    @property
    def enough(self) -> bool:
        """Whether there are as many amounts as items that they could fall on: fewer cannot but be concentrated."""
        return self.kind is None or self.known >= len(self.amounts)


def balances(context: GapContext) -> Iterator[Balance]:
    """Yield the distribution of tasks, and of each kind of known money, over the top items of each framework with known figures.

    A task counts once under each top item that it serves; a budget is split evenly over them, so that no won counts
    twice.
    """
    graph = context.graph
    for framework in graph.frameworks:
        branches = _branches(context, framework)
        reached = _reached_branches(context, branches)
        wanted = {name: graph.items[name].weight for name in branches}
        wanted.update({name: share for name, share in context.balance.get(framework.id, {}).items() if name in wanted})
        counts = dict.fromkeys(branches, 0.0)
        sums = {kind: dict.fromkeys(branches, 0.0) for kind in BUDGET_KINDS}
        budgets = counted_budgets(graph, reached)
        for task, names in reached.items():
            own = budgets[task]
            for name in names:
                counts[name] += 1
                if own:
                    sums[own.kind][name] += own.won / len(names)
        unknown = sum(own is None for own in budgets.values())
        for kind, amounts in ((None, counts), *sums.items()):
            if found := distribution(amounts, wanted):
                measure = "budget" if kind else "tasks"
                known = sum(own is not None and own.kind == kind for own in budgets.values())
                yield Balance(framework.id, measure, amounts, found, len(reached), unknown, kind, known)


def concentration(context: GapContext) -> Iterator[Gap]:
    """G07: tasks, or known money, of a framework that fall on few of its top items.

    A gap is reported when both the Herfindahl index and the imbalance reach their thresholds; of a kind of money only where
    at least as many budgets are known as there are top items.
    """
    limits = context.thresholds
    for balance in balances(context):
        hhi, imbalance = balance.found.hhi + NOISE, balance.found.imbalance + NOISE
        if balance.enough and hhi >= limits.concentration and imbalance >= limits.imbalance:
            yield _gap(context, balance)


def _branches(context: GapContext, framework: Document) -> list[str]:
    nodes = (context.coverage[name] for name in context.graph.children[framework.id])
    return [node.id for node in nodes if node.floor is not None]


def _reached_branches(context: GapContext, branches: list[str]) -> dict[str, list[str]]:
    reached: dict[str, list[str]] = {}
    for branch in branches:
        nodes = context.graph.below(branch)
        tasks = {link.task for node in nodes for link in context.graph.serving[node]}
        for task in sorted(tasks):
            reached.setdefault(task, []).append(branch)
    return reached


def _gap(context: GapContext, balance: Balance) -> Gap:
    framework, measure, found = balance.framework, balance.measure, balance.found
    top, share, wanted = found.top, found.shares[found.top], found.wanted[found.top]
    return Gap(
        "G07",
        "warning",
        framework,
        (framework, top),
        *said(
            f"G07.{measure}",
            framework=context.named(framework),
            top=context.named(top),
            share=share,
            wanted=wanted,
            **({"kind": label("budget-kind", balance.kind)} if balance.kind else {}),
        ),
        {
            "measure": measure,
            "hhi": found.hhi,
            "imbalance": found.imbalance,
            "top_share": share,
            "top_wanted": wanted,
            "shares": dict(found.shares),
            "wanted": dict(found.wanted),
            "tasks": balance.tasks,
            "tasks_without_budget": balance.unknown,
            **({"kind": balance.kind, "tasks_with_budget": balance.known} if balance.kind else {}),
        },
        cause=f"{measure}-{balance.kind}" if balance.kind else measure,
    )
