"""Gaps in what is covered: uncovered, weak, unconfirmed, declared at the top only, not assessed."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.graph.gaps.context import NOISE, GapContext
from policygraph.graph.gaps.gap import Gap
from policygraph.graph.gaps.sentence import Sentence
from policygraph.graph.gaps.wording import said
from policygraph.records.issue import Severity
from policygraph.records.kinds import FOUND_LEVELS, Text

_UNANSWERED = Text(
    "계획 자체가 답해야 하는 {item}에 답하는 계획이 없습니다.", "No plan answers {item}, which obliges the plan itself."
)
_UNSERVED = Text("{item:을/를} 뒷받침하는 과제가 하나도 없습니다.", "No task serves {item}.")
_UNMET = Text("{item}에 답하는 과제가 하나도 없습니다.", "No task answers {item}.")
_ANSWER = Text(
    "계획에서 이 조항에 답하는 곳을 찾아 계획 자체를 연계하거나(task에 계획의 id), 계획에 담으세요.",
    "Find where the plan answers it and align the plan itself (its id under task), or take it up in the plan.",
)
_SERVE = Text(
    "맡을 과제를 찾아 연계하거나 새 과제를 넣으세요. 시의 일이 아니라면 '해당 없음'으로 결정해 두세요.",
    "Align a task that serves it or plan one; if it is no matter of the city, decide 'not applicable'.",
)
_MEET = Text(
    "답할 과제를 찾아 연계하거나 새 과제를 넣으세요. 이 계획에서 답하지 않기로 했다면 까닭과 함께 '해당 없음'으로 결정해 두세요.",
    "Align a task that answers it or plan one; if this plan will not answer it, decide 'not applicable' and say why.",
)

_SEVERITY: dict[str, Severity] = {"local": "error", "shared": "warning"}


def uncovered(context: GapContext) -> Iterator[Gap]:
    """G01: a commitment whose ceiling is 0; how grave it is, whom it addresses decides."""
    for node in context.asking():
        if node.ceiling == 0:
            item = context.graph.items[node.id]
            obliged, found = item.obliges is not None, item.level in FOUND_LEVELS
            words = _UNANSWERED if obliged else _UNMET if found else _UNSERVED
            yield Gap(
                "G01",
                _SEVERITY.get(context.concern(node.id), "info"),
                node.framework,
                (node.id,),
                Sentence(words.ko, words.en, {"item": context.named(node.id)}),
                _ANSWER if obliged else _MEET if found else _SERVE,
                {"floor": 0.0, "ceiling": 0.0, "commitments": node.commitments},
                gain=context.gain(node.id, 1.0),
            )


def weak(context: GapContext) -> Iterator[Gap]:
    """G02: a commitment whose floor is above 0 and below the threshold."""
    limit = context.thresholds.weak
    for node in context.asking():
        if node.floor and node.floor < limit - NOISE:
            yield Gap(
                "G02",
                "warning",
                node.framework,
                (node.id,),
                *said("G02", item=context.named(node.id), floor=node.floor, limit=limit),
                {"floor": node.floor, "ceiling": node.ceiling, "threshold": limit},
                gain=context.gain(node.id, 1.0),
            )


def unconfirmed(context: GapContext) -> Iterator[Gap]:
    """G03: a commitment whose ceiling is above 0 and whose floor is 0."""
    for node in context.asking():
        if node.floor == 0 and node.ceiling:
            yield Gap(
                "G03",
                "warning",
                node.framework,
                (node.id,),
                *said("G03", item=context.named(node.id), ceiling=node.ceiling),
                {"floor": 0.0, "ceiling": node.ceiling},
                gain=context.gain(node.id, node.ceiling),
            )


def top_only(context: GapContext) -> Iterator[Gap]:
    """G04: a grouping node whose direct value exceeds its coverage; that of a commitment never does."""
    for node in context.known():
        floor, ceiling = node.floor or 0.0, node.ceiling or 0.0
        low, high = node.direct_floor or 0.0, node.direct_ceiling or 0.0
        if low > floor + NOISE or high > ceiling + NOISE:
            yield Gap(
                "G04",
                "warning",
                node.framework,
                (node.id,),
                *said("G04", item=context.named(node.id), high=high, ceiling=ceiling),
                {"direct_floor": low, "direct_ceiling": high, "floor": floor, "ceiling": ceiling},
            )


def not_assessed(context: GapContext) -> Iterator[Gap]:
    """G15: a framework that nobody has assessed yet, for no plan or for some of the plans."""
    plans = [plan.id for plan in context.graph.plans]
    for framework in context.graph.frameworks:
        known = context.graph.assessed[framework.id]
        missing = [plan for plan in plans if plan not in known]
        if not missing or not framework.items:
            continue
        cause = "some-plans" if known else "all-plans"
        yield Gap(
            "G15",
            "info" if known else "warning",
            framework.id,
            (framework.id,),
            *said(f"G15.{cause}", framework=context.named(framework.id), plans=tuple(missing)),
            {"plans": list(missing), "assessed_plans": list(known)},
            cause=cause,
        )
