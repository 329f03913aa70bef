"""Gaps in what is covered: uncovered, weak, unconfirmed, declared at the top only, not assessed."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.model import Gap
from policygraph.graph.gaps.sentence import Sentence
from policygraph.records.kinds import COMMITMENT_LEVELS, Text


def uncovered(context: GapContext) -> Iterator[Gap]:
    """G01: a commitment whose ceiling is 0."""
    for node in context.commitments():
        if node.ceiling == 0:
            yield Gap(
                "G01",
                "error",
                node.framework,
                (node.id,),
                Sentence(
                    "{item:을/를} 뒷받침하는 과제가 하나도 없습니다.",
                    "No task serves {item}.",
                    {"item": context.named(node.id)},
                ),
                Text(
                    "맡을 과제를 찾아 연계하거나 새 과제를 넣으세요. 시의 일이 아니라면 '해당 없음'으로 결정해 두세요.",
                    "Align a task that serves it or plan one; if it is no matter of the city, decide 'not applicable'.",
                ),
                {"floor": 0.0, "ceiling": 0.0, "commitments": node.commitments},
                gain=context.gain(node.id, 1.0),
            )


def weak(context: GapContext) -> Iterator[Gap]:
    """G02: a commitment whose floor is above 0 and below the threshold."""
    limit = context.thresholds.weak
    for node in context.commitments():
        if node.floor is not None and 0 < node.floor < limit - 1e-9:
            yield Gap(
                "G02",
                "warning",
                node.framework,
                (node.id,),
                Sentence(
                    "{item}의 확정 대응률은 {floor:.0%}로 기준 {limit:.0%}에 못 미칩니다.",
                    "{item} is served to {floor:.0%} by confirmed alignments, below the threshold of {limit:.0%}.",
                    {"item": context.named(node.id), "floor": node.floor, "limit": limit},
                ),
                Text(
                    "기반 제공에 그친 과제를 직접 이행하는 과제로 키우거나, 하위 항목의 빈 곳을 채우세요.",
                    "Let an enabling task grow into one that implements it, or fill the gaps among its sub-items.",
                ),
                {"floor": node.floor, "ceiling": node.ceiling, "threshold": limit},
                gain=context.gain(node.id, 1.0),
            )


def unconfirmed(context: GapContext) -> Iterator[Gap]:
    """G03: a commitment whose ceiling is above 0 and whose floor is 0."""
    for node in context.commitments():
        if node.floor == 0 and node.ceiling is not None and node.ceiling > 0:
            yield Gap(
                "G03",
                "warning",
                node.framework,
                (node.id,),
                Sentence(
                    "{item:은/는} 제안 단계의 연계에만 기대고 있습니다(확정 0%, 제안까지 {ceiling:.0%}).",
                    "{item} rests on proposed alignments only (confirmed 0 %, with proposals {ceiling:.0%}).",
                    {"item": context.named(node.id), "ceiling": node.ceiling},
                ),
                Text(
                    "제안된 연계를 검토해 확정하거나 기각하세요.",
                    "Review the proposed alignments and confirm or reject them.",
                ),
                {"floor": 0.0, "ceiling": node.ceiling},
                gain=context.gain(node.id, node.ceiling),
            )


def top_only(context: GapContext) -> Iterator[Gap]:
    """G04: a grouping node whose direct value exceeds its coverage."""
    for node in context.known():
        if node.level in COMMITMENT_LEVELS or node.floor is None or node.ceiling is None:
            continue
        low, high = node.direct_floor or 0.0, node.direct_ceiling or 0.0
        if low > node.floor + 1e-9 or high > node.ceiling + 1e-9:
            yield Gap(
                "G04",
                "warning",
                node.framework,
                (node.id,),
                Sentence(
                    "{item}에는 상위 수준의 연계({high:.0%})만 있고, 그 아래 항목의 대응률은 {ceiling:.0%}입니다.",
                    "{item} is declared as served at the top ({high:.0%}), but what lies below reaches {ceiling:.0%}.",
                    {"item": context.named(node.id), "high": high, "ceiling": node.ceiling},
                ),
                Text(
                    "어느 하위 항목을 뒷받침하는지 밝혀 과제를 하위 항목에 연계하세요.",
                    "Say which items below are served and align the tasks to those.",
                ),
                {
                    "direct_floor": low,
                    "direct_ceiling": high,
                    "floor": node.floor,
                    "ceiling": node.ceiling,
                },
            )


def not_assessed(context: GapContext) -> Iterator[Gap]:
    """G15: a framework that nobody has assessed yet, for no plan or for some of the plans."""
    plans = [plan.id for plan in context.graph.plans]
    for framework in context.graph.frameworks:
        known = context.graph.assessed[framework.id]
        missing = [plan for plan in plans if plan not in known]
        if not missing or not framework.items:
            continue
        if known:
            ko = (
                "{framework:은/는} 일부 계획({plans})에 대해 아직 검토되지 않았습니다. 수치는 나머지 계획만의 것입니다."
            )
            en = "{framework} has not been assessed for some plans ({plans}); its figures rest on the others."
        else:
            ko = "{framework:은/는} 아직 아무도 검토하지 않아 대응률을 알 수 없습니다(0%가 아님)."
            en = "{framework} has not been assessed yet; its coverage is unknown (not 0 %)."
        yield Gap(
            "G15",
            "info" if known else "warning",
            framework.id,
            (framework.id,),
            Sentence(ko, en, {"framework": context.named(framework.id), "plans": tuple(missing)}),
            Text(
                "과제와 이 체계를 견주어 본 뒤, 연계 파일의 assessed에 이 체계를 적으세요.",
                "Compare the tasks with this framework, then name it under assessed in the alignment file.",
            ),
            {"plans": list(missing), "assessed_plans": list(known)},
            cause="some-plans" if known else "all-plans",
        )
