"""Concentration: tasks or money of a framework that fall on few of its top items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.model import Gap
from policygraph.sources.records import Document, Text


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
        return min(self.shares, key=lambda name: (self.wanted[name] - self.shares[name], name))


def distribution(amounts: dict[str, float], wanted: dict[str, float]) -> Distribution | None:
    """Return how *amounts* fall on the items of *wanted* (any positive weights), or ``None`` where there is nothing.

    >>> found = distribution({"a": 3, "b": 1}, {"a": 1, "b": 1})
    >>> found.shares, found.hhi, found.imbalance, found.top
    ({'a': 0.75, 'b': 0.25}, 0.625, 0.25, 'a')
    """
    total, weight = sum(amounts.values()), sum(wanted.values())
    if total <= 0 or len(wanted) < 2:
        return None
    return Distribution(
        {name: amounts.get(name, 0) / total for name in wanted}, {name: part / weight for name, part in wanted.items()}
    )


def concentration(context: GapContext) -> Iterator[Gap]:
    """G07: tasks, or known money, of a framework that fall on few of its top items.

    A task counts once under each top item that it serves; a budget is split evenly over them, so that no won counts
    twice. A gap is reported when both the Herfindahl index and the imbalance reach their thresholds.
    """
    graph, limits = context.graph, context.thresholds
    for framework in graph.frameworks:
        if context.coverage[framework.id].floor is None:
            continue
        branches = _branches(context, framework)
        reached = _reached_branches(context, branches)
        wanted = {name: graph.items[name].importance for name in branches}
        wanted.update({name: share for name, share in context.balance.get(framework.id, {}).items() if name in wanted})
        counts = dict.fromkeys(branches, 0.0)
        sums = dict.fromkeys(branches, 0.0)
        unknown = 0
        for task, names in reached.items():
            budget = graph.tasks[task].budget
            unknown += budget is None
            for name in names:
                counts[name] += 1
                sums[name] += budget.krw / len(names) if budget else 0
        for measure, amounts in (("tasks", counts), ("budget", sums)):
            found = distribution(amounts, wanted)
            if found and found.hhi >= limits.concentration and found.imbalance >= limits.imbalance:
                yield _gap(context, framework, measure, found, len(reached), unknown)


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


def _gap(context: GapContext, framework: Document, measure: str, found: Distribution, tasks: int, unknown: int) -> Gap:
    top, share, wanted = found.top, found.shares[found.top], found.wanted[found.top]
    ko, en = context.quoted(framework.id, "ko"), context.quoted(framework.id, "en")
    what_ko, what_en = ("과제", "tasks") if measure == "tasks" else ("알려진 예산", "known budget")
    return Gap(
        "G07",
        "warning",
        framework.id,
        (framework.id, top),
        Text(
            f"{ko} 관련 {what_ko}의 {share:.0%}가 {context.quoted(top, 'ko')}에 몰려 있습니다(바라는 몫 {wanted:.0%}).",
            f"{share:.0%} of the {what_en} for {en} fall on {context.quoted(top, 'en')} (wanted {wanted:.0%}).",
        ),
        Text(
            "덜 다뤄진 항목에 과제나 예산을 옮기거나, 바라는 배분을 policygraph.toml의 balance에 적으세요.",
            "Move tasks or money to the other items, or state the balance wanted in policygraph.toml.",
        ),
        {
            "measure": measure,
            "hhi": found.hhi,
            "imbalance": found.imbalance,
            "top_share": share,
            "top_wanted": wanted,
            "shares": dict(found.shares),
            "wanted": dict(found.wanted),
            "tasks": tasks,
            "tasks_without_budget": unknown,
        },
        cause=measure,
    )
