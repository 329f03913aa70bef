"""What has to be met so that a gap is no longer there, in terms of levers.

G01, G02, G03: the floor of the item reaches the threshold; where weakness (G02) is not asked about, anything above 0 will do.
G04: the confirmed coverage of the grouping item reaches the link declared at its top. G06 (one task): another task serves the
item. G08: a task that serves the item ends by the first target's year; or, for years of a plan without a task, a task of
that plan which serves the framework runs in each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from policygraph.graph.decide.exact import fraction, thirds_of
from policygraph.graph.decide.problem import Lever, Need
from policygraph.graph.decide.question import CLOSABLE, FIRST_GROUPS, Question, links_strong_enough
from policygraph.graph.gaps import GAP_KINDS
from policygraph.graph.gaps.selection import gap_code
from policygraph.graph.gaps.worklist import GROUPS
from policygraph.graph.lookup import code_named
from policygraph.records.issue import UnknownName, UnusableInput
from policygraph.records.kinds import Item, Text

if TYPE_CHECKING:
    from policygraph.graph.gaps import Gap
    from policygraph.graph.study import Study

_ANYTHING = Fraction("0.000001")
"""A share that any link goes beyond."""


def first_groups(study: Study, kinds: Sequence[str], codes: Container[str] = CLOSABLE) -> tuple[str, ...]:
    """Return *kinds* by their codes, kinds of gaps or groups of the worklist; without any, the group to begin with.

    That is ``must``; where *study* has no gap of it (of a kind in *codes*), ``can``. Raises `UnknownName` for a name that
    is neither a kind nor a group.
    """
    if kinds:
        return tuple(dict.fromkeys(map(_kind_or_group, kinds)))
    there = {gap.group for gap in study.gaps() if gap.code in codes}
    return (next((group for group in FIRST_GROUPS if group in there), FIRST_GROUPS[0]),)


def _kind_or_group(name: str) -> str:
    try:
        return code_named("gap-group", name)
    except UnknownName:
        return gap_code(name)


def gaps_of(study: Study, kinds: Collection[str]) -> list[Gap]:
    """Return the gaps of *study* that are of one of *kinds*, kinds or groups by their codes, in their order."""
    return [gap for gap in study.gaps() if gap.code in kinds or gap.group in kinds]


def asked_gaps(study: Study, question: Question) -> list[Gap]:
    """Return the gaps that *question* is about, in their order; its kinds are codes.

    Of a group, those of a kind that can be closed. Raises `UnusableInput` for kinds and groups that no task and no link
    can close.
    """
    found = gaps_of(study, question.kinds)
    other = [kind for kind in question.kinds if kind not in GROUPS and kind not in CLOSABLE]
    other += [kind for kind in question.kinds if kind == "tasks"]
    if other:
        names = ", ".join(f"{code} {GAP_KINDS[code].title.ko}" if code in GAP_KINDS else code for code in other)
        can = ", ".join((*(group for group in GROUPS if group != "tasks"), *CLOSABLE))
        raise UnusableInput(
            Text(
                f"과제나 연계로 없앨 수 있는 종류가 아닙니다: {names}. 물을 수 있는 것: {can}",
                f"no task and no link closes these kinds: {', '.join(other)}; ask about {can}",
            )
        )
    below = {name for root in question.frameworks for name in study.graph.below(root)}
    return [
        gap
        for gap in found
        if gap.code in CLOSABLE
        and (not below or not below.isdisjoint(gap.nodes))
        and (not question.items or gap.nodes[0] in question.items)
    ]


def needs_of(
    study: Study, gaps: Iterable[Gap], levers: Iterable[Lever], tasks: Mapping[str, Item], *, weak_too: bool
) -> dict[str, tuple[Need, ...]]:
    """Return, for each gap by its name, what has to be met to close it; all of it where there is more than one need.

    *tasks* are the tasks that levers belong to, those of the plan and candidates alike. Two gaps that the same item's floor
    closes are one need.
    """
    posing = _Posing(study, list(levers), tasks, weak_too)
    return {gap_name(gap): posing.needs(gap) for gap in gaps}


def gap_name(gap: Gap) -> str:
    """Return the name of a gap in an answer: its code, what it is about, and its cause where there is one."""
    if gap.cause == "years" or gap.code in ("G11", "G12", "G14"):
        subject = gap.nodes[:2]
    else:
        subject = gap.nodes if gap.code == "G13" else gap.nodes[:1]
    return " ".join(filter(None, (gap.code, *subject, gap.cause)))


class _Posing:
    def __init__(self, study: Study, levers: list[Lever], tasks: Mapping[str, Item], weak_too: bool) -> None:
        self.graph, self.levers, self.tasks = study.graph, levers, tasks
        hierarchy = self.graph.hierarchy
        self.index, self.inner = hierarchy.index, {step.node for step in hierarchy.steps}
        self.high = thirds_of(hierarchy, self.graph.counting, ("confirmed", "proposed"))
        self.least = fraction(study.workspace.settings.thresholds.weak) if weak_too else _ANYTHING
        self.rules: Mapping[str, Callable[[Gap], tuple[Need, ...]]] = {
            **dict.fromkeys(("G01", "G02", "G03"), self._floor),
            "G04": self._top_only,
            "G06": self._another,
            "G08": self._time,
        }

    def needs(self, gap: Gap) -> tuple[Need, ...]:
        return self.rules[gap.code](gap)

    def _serving(self, accepts: Callable[[Lever], bool]) -> frozenset[str]:
        return frozenset(lever.id for lever in self.levers if accepts(lever))

    def _floor(self, gap: Gap) -> tuple[Need, ...]:
        item, least = gap.nodes[0], self.least
        node = self.index[item]
        if node in self.inner:
            return (Need(f"floor {item}", node=node, value=least),)
        return (Need(f"floor {item}", self._serving(lambda lever: links_strong_enough(lever.links, item, least))),)

    def _top_only(self, gap: Gap) -> tuple[Need, ...]:
        item = gap.nodes[0]
        node = self.index[item]
        raised = [strength for lever in self.levers for name, strength in lever.links if name == item]
        return (Need(f"top {item}", node=node, value=Fraction(max([self.high[node], *raised]), 3)),)

    def _another(self, gap: Gap) -> tuple[Need, ...]:
        item = gap.nodes[0]
        if gap.cause != "task":
            return (Need(f"second {item} {gap.cause}"),)
        there = {link.task for link in self.graph.serving[item]}
        by = self._serving(lambda lever: lever.task not in there and any(name == item for name, _ in lever.links))
        return (Need(f"second {item}", by),)

    def _time(self, gap: Gap) -> tuple[Need, ...]:
        item = gap.nodes[0]
        if gap.cause == "target":
            there = {link.task for link in self.graph.serving[item]}
            due = min(gap.numbers["target_years"])

            def in_time(lever: Lever) -> bool:
                period = self.tasks[lever.task].period
                serves = any(name == item for name, _ in lever.links) and lever.task not in there
                return serves and period is not None and period.end is not None and period.end <= due

            return (Need(f"in time {item}", self._serving(in_time)),)
        framework, plan = gap.nodes[:2]

        def runs(lever: Lever, year: int) -> bool:
            task = self.tasks[lever.task]
            serves = any(self.graph.document_of(name) == framework for name, _ in lever.links)
            return lever.kind == "task" and task.document == plan and serves and _closed_in(task, year)

        return tuple(
            Need(f"in {year} {framework} {plan}", self._serving(lambda lever, year=year: runs(lever, year)))  # type: ignore[misc]
            for year in gap.numbers["years"]
        )


def _closed_in(task: Item, year: int) -> bool:
    period = task.period
    return (
        period is not None
        and period.start is not None
        and period.end is not None
        and period.start <= year <= period.end
    )


def floor_needs(study: Study, question: Question) -> dict[str, tuple[Need, ...]]:
    """Return what the shares that *question* asks for take."""
    index = study.graph.hierarchy.index
    return {
        f"floor {name} {value}": (Need(f"floor {name} {value}", node=index[name], value=value),)
        for name, value in question.floors
    }


def keep_needs(study: Study, levers: Iterable[Lever], strength: int = 2) -> dict[str, tuple[Need, ...]]:
    """Return, for each item shown that is confirmed at *strength* or more, that one of its tasks is kept."""
    by: dict[str, set[str]] = {}
    for lever in levers:
        for item, found in lever.links:
            if found >= strength:
                by.setdefault(item, set()).add(lever.id)
    asked = study.graph.shown - study.graph.no_matter
    return {item: (Need(item, frozenset(by[item])),) for item in sorted(by) if item in asked}
