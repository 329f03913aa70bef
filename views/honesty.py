"""What every figure must say of itself: who judged, whether it was reviewed, what is known to be missing."""

from __future__ import annotations

from collections.abc import Iterable

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.sources.records import Text
from policygraph.views.blocks import Paragraph


def honesty_notes(graph: AlignmentGraph, notice: Text, frameworks: Iterable[str]) -> list[Paragraph]:
    """Return the notes that stand under figures of *frameworks*; *notice* is what the workspace says of its records."""
    notes = [Paragraph(notice, "note")] if notice else []
    judges = sorted({assessment.by for assessment in graph.corpus.assessments if assessment.by})
    if judges and not notice:
        listed = "; ".join(judges)
        notes.append(Paragraph(Text(f"연계를 판단한 사람·방법: {listed}", f"Alignments judged by: {listed}"), "note"))
    described = [name for name in dict.fromkeys(frameworks) if graph.documents[name].structure]
    if described:
        listed = ", ".join(described)
        notes.append(
            Paragraph(
                Text(
                    f"원문 가운데 담긴 범위와 빠진 부분은 policygraph show {described[0]} 처럼 확인하세요(대상: {listed}).",
                    f"What the records hold of each text, and what is missing: policygraph show {described[0]} (for {listed}).",
                ),
                "note",
            )
        )
    return notes
