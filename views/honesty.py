"""What every figure must say of itself: what it counts and as of when, who judged, whether it was reviewed, what is known to be missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.scope import Scope
from policygraph.records.kinds import Text
from policygraph.sources.settings import Caveats
from policygraph.views.blocks import Paragraph, in_both
from policygraph.views.scope_words import scope_line


def honesty_notes(
    graph: AlignmentGraph, caveats: Caveats, frameworks: Iterable[str] | None = None, scope: Scope | None = None
) -> list[Paragraph]:
    """Return the notes that stand under figures of *frameworks* (by default all): what they count, and what *caveats* say, also of the plans.

    They count *scope*, by default that of *graph*.
    """
    notes = [Paragraph(scope_line(graph, scope), "note")]
    notes += [Paragraph(caveats.notice, "note")] if caveats.notice else []
    judges = sorted({assessment.by for assessment in graph.corpus.assessments if assessment.by})
    if judges and not caveats.notice:
        listed = "; ".join(judges)
        notes.append(Paragraph(Text(f"연계를 판단한 사람·방법: {listed}", f"Alignments judged by: {listed}"), "note"))
    for name, text in _missing(graph, caveats, frameworks):
        notes.append(Paragraph(Text(f"{name}: {text.get('ko')}", f"{name}: {text.get('en')}"), "note"))
    return notes


def honesty_json(
    graph: AlignmentGraph, caveats: Caveats, frameworks: Iterable[str] | None = None, scope: Scope | None = None
) -> dict[str, Any]:
    """Return the same for the JSON contract."""
    return {
        "scope": (graph.scope if scope is None else scope).document(),
        "digest": graph.digest,
        "notice": in_both(caveats.notice),
        "incomplete": {name: in_both(text) for name, text in _missing(graph, caveats, frameworks)},
    }


def _missing(graph: AlignmentGraph, caveats: Caveats, frameworks: Iterable[str] | None) -> list[tuple[str, Text]]:
    about = (framework.id for framework in graph.frameworks) if frameworks is None else frameworks
    shown = dict.fromkeys([*about, *(plan.id for plan in graph.plans)])
    return [(name, caveats.incomplete[name]) for name in shown if name in caveats.incomplete]
