"""A comparison for the JSON contract ``policygraph/compare/1``."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from policygraph.graph.compare.comparison import EditionComparison
from policygraph.graph.compare.edition import Edition
from policygraph.graph.compare.figure_changes import Common, FrameworkChange, Moved
from policygraph.graph.compare.judgement_fates import DecisionAgain, Judgement, by_fate
from policygraph.graph.compare.matching import Match
from policygraph.graph.compare.succession import Successor
from policygraph.graph.gaps import Gap
from policygraph.records.record_data import plain
from policygraph.views.alignment_view import gap_json
from policygraph.views.blocks import in_both
from policygraph.views.money_words import sum_json


def comparison_json(found: EditionComparison) -> dict[str, Any]:
    """Return what separates two editions, without the notices that stand with every answer."""
    return {
        "old": _edition(found.old),
        "new": _edition(found.new),
        "counts": found.matching.counts(),
        "matches": [_match(match) for match in found.matching.changed],
        "judgements": {
            **{fate: [_judgement(one) for one in listed] for fate, listed in by_fate(found.judgements).items()},
            "untouched": found.untouched,
            "new": found.judged_new,
            "decisions": [_decision(one) for one in found.decisions],
            "decisions_untouched": found.decisions_untouched,
        },
        "figures": [_framework(change) for change in found.frameworks],
        "gaps": {
            "opened": [{**gap_json(gap), "fresh": gap.identity in found.gaps.fresh} for gap in found.gaps.opened],
            "closed": [{**gap_json(gap), "gone": gap.identity in found.gaps.gone} for gap in found.gaps.closed],
            "changed": [_severities(old, new) for old, new in found.gaps.changed],
            "same": found.gaps.same,
        },
        "money": {"old": sum_json(found.resources.old), "new": sum_json(found.resources.new)},
        "departments": [
            {
                "department": in_both(change.department),
                "old": sum_json(change.old),
                "new": sum_json(change.new),
            }
            for change in found.resources.departments
        ],
        "succession": [_successor(one) for one in found.succession],
    }


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "name": edition.name or None,
        "kind": edition.kind,
        "document": edition.document,
        "title": in_both(edition.title),
        "as_of": edition.day,
        "digest": edition.digest,
        "scope": edition.study.scope.document(),
        "items": sum(len(document.items) for document in edition.documents),
    }


def _one(names: tuple[str, ...]) -> Any:
    """Return an id, several as a list, none as null."""
    return None if not names else names[0] if len(names) == 1 else list(names)


def _match(match: Match) -> dict[str, Any]:
    near = match.near
    return {
        "old": _one(match.old),
        "new": _one(match.new),
        "class": match.kind,
        "score": match.score,
        "by": match.by,
        "changes": list(match.changes),
        "near": None if near is None else {"id": near[0], "score": near[1]},
    }


def _judgement(judgement: Judgement) -> dict[str, Any]:
    link = judgement.link
    return {
        "task": link.task,
        "item": link.item,
        "state": link.state,
        "strength": link.strength,
        "reason": judgement.reason,
        "changes": [{"end": end, "field": field} for end, field in judgement.changes],
        "to": [{"task": task, "item": item} for task, item in judgement.to],
        "now": judgement.now,
    }


def _decision(again: DecisionAgain) -> dict[str, Any]:
    decision = again.decision
    return {
        "item": decision.item,
        "fate": again.fate,
        "reason": again.reason,
        "changes": [{"end": end, "field": field} for end, field in again.changes],
        "to": list(again.to),
        "why": in_both(decision.reason),
        "by": decision.by,
        "date": decision.date,
    }


def _framework(change: FrameworkChange) -> dict[str, Any]:
    return {
        "old": change.old,
        "new": change.new,
        **{name: _moved(moved) for name, moved in change.figures.items()},
        "common": _common(change.common),
    }


def _moved(moved: Moved) -> dict[str, Any]:
    parts = moved.parts
    return {
        "old": _number(moved.old),
        "new": _number(moved.new),
        "parts": None if parts is None else {name: _number(part) for name, part in parts.items()},
        "exact": {
            "old": _exact(moved.old),
            "new": _exact(moved.new),
            **({} if parts is None else {name: _exact(part) for name, part in parts.items()}),
        },
    }


def _common(common: Common) -> dict[str, Any]:
    return {
        "items": common.items,
        **{
            name: {"old": _number(pair[0]), "new": _number(pair[1])}
            for name, pair in (("floor", common.floor), ("ceiling", common.ceiling))
        },
        "linked": {"old": common.linked[0], "new": common.linked[1]},
        "linked_confirmed": {"old": common.linked_confirmed[0], "new": common.linked_confirmed[1]},
    }


def _number(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 and abs(value) > 1 else float(value)


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _severities(old: Gap, new: Gap) -> dict[str, Any]:
    return {**gap_json(new), "before": old.severity}


def _successor(one: Successor) -> dict[str, Any]:
    return {
        "old": _one(one.old),
        "new": _one(one.new),
        "course": one.course,
        "score": one.score,
        "krw": {"old": one.krw[0], "new": one.krw[1]},
        "spent": one.spent,
        "targets": [{"task": task, **plain(target)} for task, target in one.targets],
        "note": [{"task": task, "text": text} for task, text in one.note],
    }
