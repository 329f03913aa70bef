"""The roadmap: tasks on a time axis, the stages of plans, deadlines of targets, coverage year by year, gaps in time."""

from __future__ import annotations

from dataclasses import dataclass

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import Coverage
from policygraph.graph.gaps.gap import Gap
from policygraph.graph.grouping import coverage_by
from policygraph.graph.scope import UNKNOWN
from policygraph.graph.study import Study


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a plan: one of its goals with a period of its own."""

    plan: str
    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DueTarget:
    """A target of the policy item *item* that is due in *year*; *late* when no serving task ends by then."""

    item: str
    year: int
    metrics: int
    late: bool


@dataclass(frozen=True, slots=True)
class YearShare:
    """Coverage of a framework (or of the item that stands for it) by the tasks that are known to run in *year*; ``None`` where nobody has looked."""

    framework: str
    year: int
    floor: float | None
    ceiling: float | None


@dataclass(frozen=True, slots=True)
class Roadmap:
    """Everything on the time axis; *dated* and *undated* tasks are together all tasks, each once."""

    years: tuple[int, ...]
    stages: tuple[Stage, ...]
    dated: tuple[str, ...]
    undated: tuple[str, ...]
    deadlines: tuple[DueTarget, ...]
    curve: tuple[YearShare, ...]
    gaps: tuple[Gap, ...]


def roadmap(study: Study) -> Roadmap:
    """Return the roadmap of what the scope of *study* shows, and of the tasks that serve it.

    >>> from policygraph import open_study
    >>> found = roadmap(open_study())
    >>> [(stage.part, stage.start, stage.end) for stage in found.stages]
    [('b6-g1', 2026, 2027), ('b6-g2', 2028, 2029), ('b6-g3', 2030, 2030)]
    """
    graph = study.graph
    tasks = {name: graph.tasks[name] for name in graph.tasks_shown}
    dated = tuple(name for name, task in tasks.items() if task.period and task.period.years())
    gaps = tuple(study.gaps(kinds="G08"))
    axis = _axis(graph)
    by_year = [
        (int(group.key), found)
        for group, found in coverage_by(graph, "year")
        if group.key != UNKNOWN and int(group.key) in axis
    ]
    return Roadmap(
        years=axis,
        stages=tuple(stages_of(graph)),
        dated=dated,
        undated=tuple(name for name in tasks if name not in set(dated)),
        deadlines=tuple(one for one in _deadlines(graph, gaps) if one.item in graph.shown),
        curve=tuple(_curve(graph, by_year)),
        gaps=gaps,
    )


def _axis(graph: AlignmentGraph) -> tuple[int, ...]:
    """Return the years of the plans; where no plan has a period, those in which a task is known to run."""
    years = [year for plan in graph.plans if plan.period for year in (plan.period.start, plan.period.end) if year]
    years = years or [year for task in graph.tasks.values() if task.period for year in task.period.years()]
    return tuple(range(min(years), max(years) + 1)) if years else ()


def stages_of(graph: AlignmentGraph) -> list[Stage]:
    """Return the stages of the plans in the scope of *graph*, the earliest first."""
    found = []
    for plan in graph.plans:
        for item in plan.items:
            period = item.period
            if item.level == "goal" and period and period.start is not None and period.end is not None:
                found.append(Stage(plan.id, item.id, period.start, period.end))
    return sorted(found, key=lambda stage: (stage.start, stage.end, stage.part))


def _deadlines(graph: AlignmentGraph, gaps: tuple[Gap, ...]) -> list[DueTarget]:
    late = {(gap.nodes[0], year) for gap in gaps if gap.cause == "target" for year in gap.numbers["target_years"]}
    found = []
    for framework in graph.frameworks:
        for item in framework.items:
            years = [target.year for target in item.targets if target.year is not None]
            found += [
                DueTarget(item.id, year, years.count(year), (item.id, year) in late) for year in sorted(set(years))
            ]
    return found


def _curve(graph: AlignmentGraph, by_year: list[tuple[int, Coverage]]) -> list[YearShare]:
    return [
        YearShare(root, year, found[root].floor, found[root].ceiling) for root in graph.roots for year, found in by_year
    ]
