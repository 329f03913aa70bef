"""Gaps: what is not served, or served on weak ground, each with a rule, figures and a next step.

`find_gaps` applies every rule and sorts what they find. The kinds and their codes are in `GAP_KINDS`.

>>> from policygraph import open_study
>>> from policygraph.graph.gaps import GAP_KINDS, find_gaps
>>> gap = find_gaps(open_study().graph)[0]
>>> gap.code, GAP_KINDS[gap.code].title.ko
('G01', '미대응')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.gaps import balance_gaps, coverage_gaps, duplicate_gaps, review_gaps, support_gaps, task_gaps
from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.gap import GAP_KINDS, Gap, GapKind
from policygraph.graph.gaps.worklist import GROUPS, listed, worklist
from policygraph.sources.settings import Thresholds

__all__ = ["GAP_KINDS", "GROUPS", "Gap", "GapKind", "find_gaps", "listed"]

RULES: tuple[Callable[[GapContext], Iterable[Gap]], ...] = (
    coverage_gaps.uncovered,
    coverage_gaps.weak,
    coverage_gaps.unconfirmed,
    coverage_gaps.top_only,
    task_gaps.orphan_tasks,
    task_gaps.ended_goals,
    support_gaps.single_support,
    balance_gaps.concentration,
    support_gaps.late_targets,
    support_gaps.empty_years,
    support_gaps.money,
    task_gaps.owners,
    support_gaps.evidence,
    review_gaps.suspect,
    task_gaps.conflicts,
    duplicate_gaps.duplicates,
    duplicate_gaps.shareable,
    coverage_gaps.not_assessed,
)


def find_gaps(
    graph: AlignmentGraph,
    thresholds: Thresholds | None = None,
    balance: Mapping[str, Mapping[str, float]] | None = None,
) -> list[Gap]:
    """Return each gap once, as a worklist in its order (see `policygraph.graph.gaps.worklist`).

    None is about a framework that has ended or not begun by the day of the figures.
    """
    context = GapContext(graph, thresholds, balance)
    found = [gap for rule in RULES for gap in rule(context) if gap.framework is None or graph.in_force(gap.framework)]
    return worklist(context, found)
