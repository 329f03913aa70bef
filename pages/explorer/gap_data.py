"""The gaps as the page holds them: sentences once, with a place for each title that stands elsewhere already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policygraph.graph.gaps import GAP_KINDS
from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.coverage_gaps import uncovered
from policygraph.graph.gaps.wording import REASONS, WORDINGS
from policygraph.graph.gaps.worklist import BY_ADDRESSEE, FOLDABLE, GROUPS, OF_ALIGNMENTS, OF_TASKS, place_of
from policygraph.graph.money import HELD
from policygraph.graph.suspicion import FIELD_WORDS
from policygraph.records.issue import SEVERITIES
from policygraph.records.kinds import BUDGET_KINDS, Text

if TYPE_CHECKING:
    from policygraph.graph.gaps import Gap
    from policygraph.graph.study import Study


def gap_data(gaps: Sequence[Gap], *, numbers: bool = True) -> dict[str, Any]:
    """Return *gaps*, their sentences, next steps and kinds.

    A gap is ``[kind, severity, framework, nodes, sentence, next, numbers, gain]`` with places in the lists ``gapKinds``,
    ``severities``, ``sentences`` and ``nextSteps``; a gain of 0 is left out. In a sentence, ``{0}`` is the title of the gap's first node,
    ``{f}`` that of its framework. Without *numbers*, those alone are given that other tabs need.
    """
    sentences: dict[tuple[str, str], int] = {}
    steps: dict[tuple[str, str], int] = {}
    kinds = {code: place for place, code in enumerate(sorted({gap.code for gap in gaps}))}
    severities = {name: place for place, name in enumerate(SEVERITIES)}
    rows = [
        [
            kinds[gap.code],
            severities[gap.severity],
            gap.framework,
            list(gap.nodes),
            sentences.setdefault(_sentence(gap), len(sentences)),
            steps.setdefault((gap.next.ko, gap.next.en), len(steps)),
            {
                name: _plain(value)
                for name, value in gap.numbers.items()
                if not isinstance(value, dict) and (numbers or gap.code in ("G06", "G08"))
            },
            *([_plain(gap.gain)] if gap.gain else []),
        ]
        for gap in gaps
    ]
    return {
        "gaps": rows,
        "severities": list(severities),
        "sentences": [list(pair) for pair in sentences],
        "nextSteps": [list(pair) for pair in steps],
        "gapKinds": [
            {"code": code, "title": _pair(GAP_KINDS[code].title), "rule": _pair(GAP_KINDS[code].rule)} for code in kinds
        ],
    }


def scope_gap_data(study: Study) -> dict[str, Any]:
    """Return what the page needs to find the gaps of a scope by itself: thresholds, words, what nothing may serve.

    ``unserved`` is what it would say of commitments without any alignment, as ``[severity, sentence, next, commitments]``
    with a place in ``severities``. ``moneyHeld`` says by kind of money which kinds a sum of it may hold. ``work`` is what the worklist goes by, with a place ``[group, addressee, deadline]``
    for each record that a gap may be about: the group of gaps that follow the addressee.
    """
    limits = study.workspace.settings.thresholds
    without = study.within(replace(study.scope, states=("rejected",)))  # where no alignment counts
    said: dict[tuple[str, tuple[str, str], Text], list[str]] = {}
    for gap in uncovered(GapContext(without.graph)):
        said.setdefault((gap.severity, _sentence(gap), gap.next), []).append(gap.nodes[0])
    return {
        "thresholds": {
            "weak": limits.weak,
            "concentration": limits.concentration,
            "imbalance": limits.imbalance,
            "confidence": limits.confidence,
            "duplicates": limits.duplicates,
        },
        "reasons": {
            **{name: _pair(text) for name, text in REASONS.items()},
            "moved-period": [f"과제의 {FIELD_WORDS['period'].ko}", f"the task's {FIELD_WORDS['period'].en}"],
        },
        "wordings": {
            name: [[wording.ko, wording.en], _pair(wording.next)] for name, wording in sorted(WORDINGS.items())
        },
        "unserved": [
            [SEVERITIES.index(severity), list(sentence), _pair(step), names]
            for (severity, sentence, step), names in said.items()
        ],
        **sorting_data(GapContext(study.graph), (*study.graph.documents, *study.graph.items)),
    }


def sorting_data(context: GapContext, names: Iterable[str]) -> dict[str, Any]:
    """Return what puts gaps about the records *names* into the groups of the worklist, and money into sums of a kind."""
    found = {name: list(place_of(context, name)) for name in names}
    return {
        "work": {
            "groups": list(GROUPS),
            "byAddressee": sorted(BY_ADDRESSEE),
            "ofTasks": sorted(OF_TASKS),
            "ofAlignments": sorted(OF_ALIGNMENTS),
            "foldable": sorted(FOLDABLE),
            "places": {name: place for name, place in found.items() if any(part is not None for part in place)},
        },
        "moneyHeld": {kind: sorted(HELD[kind]) for kind in BUDGET_KINDS},
    }


def _sentence(gap: Gap) -> tuple[str, str]:
    """Return the sentence with the places of its records among those of the gap; braces of its own are doubled."""
    places = {name: f"{{{place}}}" for place, name in reversed(list(enumerate(gap.nodes)))}
    if gap.framework:
        places.setdefault(gap.framework, "{f}")
    found = gap.sentence.template(places.get)
    return found.ko, found.en


def plain_number(value: float, digits: int) -> float | int:
    """Return *value* as short as JSON can say it, rounded to *digits* places.

    >>> plain_number(1.0, 4), plain_number(1 / 3, 4)
    (1, 0.3333)
    """
    rounded = round(value, digits)
    return int(rounded) if float(rounded).is_integer() else rounded


def _plain(value: Any) -> Any:
    return plain_number(value, 4) if isinstance(value, float) else value


def _pair(text: Text) -> list[str]:
    return [text.ko, text.en]
