"""What the pages compute for themselves, written down again: the service of each plan, the worst balance of money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.gaps.balance_gaps import Balance


@dataclass(frozen=True, slots=True)
class PlanService:
    """The *tasks* of a plan, and those that serve a national policy, a mayor's goal, both, neither."""

    plan: str
    tasks: tuple[str, ...]
    national: tuple[str, ...]
    mayoral: tuple[str, ...]

    @property
    def both(self) -> tuple[str, ...]:
        """The tasks that serve a national policy and a mayor's goal."""
        return tuple(name for name in self.national if name in set(self.mayoral))


def plan_service(graph: AlignmentGraph) -> list[PlanService]:
    """Return the figures of each plan. The alignments of a task's subtasks count for the task too."""
    kinds = {item.id: framework.kind for framework in graph.frameworks for item in framework.items}
    reached = {
        name: {
            kinds[link.item]
            for one in graph.with_subtasks(name)
            for link in graph.serves[one]
            if graph.in_force(link.item)
        }
        for name in graph.tasks
    }
    found = []
    for plan in graph.plans:
        tasks = tuple(name for name, task in graph.tasks.items() if task.document == plan.id)
        national, mayoral = (
            tuple(name for name in tasks if kind in reached[name]) for kind in ("national-policy", "mayoral-goals")
        )
        found.append(PlanService(plan.id, tasks, national, mayoral))
    return found


def most_unbalanced(found: Iterable[Balance]) -> Balance | None:
    """Return the framework and measure of which the largest part would have to move; the first of those alike."""
    return max(
        (balance for balance in found if balance.enough), key=lambda balance: balance.found.imbalance, default=None
    )
