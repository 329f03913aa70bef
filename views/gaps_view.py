"""The answer of ``policygraph gaps``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.gaps import GAP_KINDS, Gap
from policygraph.records.kinds import Text
from policygraph.records.words import SEVERITIES
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.alignment_view import gap_json
from policygraph.views.blocks import Column, Page, Paragraph, Table
from policygraph.views.honesty import honesty_json, honesty_notes

SCHEMA = "policygraph/gaps/1"


def gaps_page(
    graph: AlignmentGraph, gaps: Sequence[Gap], *, top: int | None = None, caveats: Caveats = NO_CAVEATS
) -> Page:
    """Return the gap list, cut to the first *top* gaps where given; the counts above it are of all of them."""
    shown = list(gaps if top is None else gaps[:top])
    frameworks = [framework.id for framework in graph.frameworks if any(gap.framework == framework.id for gap in shown)]
    counts = Counter(gap.code for gap in gaps)
    overview = Table(
        (
            Column("code", Text("코드", "code")),
            Column("kind", Text("종류", "kind")),
            Column("count", Text("건수", "count"), "count"),
            Column("rule", Text("기준", "rule"), wide=True, fold=True),
        ),
        [[code, kind.title, counts[code], kind.rule] for code, kind in GAP_KINDS.items() if counts[code]],
        Text("종류별 건수", "Counts by kind"),
        Text("공백이 없습니다.", "There is no gap."),
    )
    columns = (
        Column("code", Text("코드", "code")),
        Column("severity", Text("심각도", "severity"), extra=True),
        Column("framework", Text("체계", "framework"), extra=True),
        Column("nodes", Text("대상", "nodes")),
        Column("gain", Text("해소 효과", "gain"), "share"),
        Column("message", Text("내용", "finding"), wide=True, fold=True),
        Column("next", Text("다음 할 일", "next step"), wide=True, fold=True, extra=True),
    )
    rows = [
        [
            gap.code,
            SEVERITIES[gap.severity],
            gap.framework,
            gap.nodes[0] if len(gap.nodes) == 1 else f"{gap.nodes[0]} (+{len(gap.nodes) - 1})",
            gap.gain or None,
            gap.message,
            gap.next,
        ]
        for gap in shown
    ]
    heading = Text(f"공백 {len(gaps):,}건 가운데 {len(shown):,}건", f"{len(shown):,} of {len(gaps):,} gaps")
    blocks: list[Table | Paragraph] = []
    if gaps:
        blocks.append(Table(columns, rows, heading))
        blocks.append(
            Paragraph(
                Text(
                    "해소 효과: 그 공백을 없앨 때 체계 전체의 하한이 오르는 폭. 하나를 자세히: policygraph show <대상>. "
                    "전부: policygraph gaps --top 0. 문장 전체: -f md 또는 -f csv -o gaps.csv",
                    "gain: how much the framework's floor rises when the gap is closed. One in detail: policygraph show <node>. "
                    "All: policygraph gaps --top 0. Full sentences: -f md or -f csv -o gaps.csv",
                ),
                "note",
            )
        )
    blocks.append(overview)
    blocks += honesty_notes(graph, caveats, frameworks)
    document = {
        "schema": SCHEMA,
        **honesty_json(graph, caveats, frameworks),
        "total": len(gaps),
        "gaps": [gap_json(gap) for gap in shown],
    }
    return Page(document, blocks)
