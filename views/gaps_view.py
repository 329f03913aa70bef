"""The answer of ``policygraph gaps``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from policygraph.graph.addressee import unaddressed
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.gaps import GAP_KINDS, Gap, listed
from policygraph.records.counting import counted, noun
from policygraph.records.kinds import Text
from policygraph.records.words import SEVERITIES, label
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.alignment_view import gap_json
from policygraph.views.blocks import Column, Page, Paragraph, Table
from policygraph.views.honesty import honesty_json, honesty_notes

SCHEMA = "policygraph/gaps/1"


def gaps_page(
    graph: AlignmentGraph,
    gaps: Sequence[Gap],
    *,
    top: int | None = None,
    first_group: bool = False,
    caveats: Caveats = NO_CAVEATS,
) -> Page:
    """Return the worklist, cut to the first *top* gaps where given; the counts are of all of them.

    The table leaves out what sub-items say already. National matters are one line for each framework, unless they are all
    there is. With *first_group* it shows the first group in full and one line for each other.
    """
    chosen = list(gaps if top is None else gaps[:top])
    rows = listed(chosen)
    groups = list(dict.fromkeys(gap.group for gap in rows))
    if first_group and groups:
        rows = [gap for gap in rows if gap.group == groups[0]]
    single = [gap for gap in rows if gap.group != "national" or groups == ["national"]]
    frameworks = [framework.id for framework in graph.frameworks if any(gap.framework == framework.id for gap in rows)]
    blocks: list[Table | Paragraph] = []
    if rows:
        heading = Text(
            f"공백 {len(gaps):,}건 가운데 {len(single):,}건", f"{len(single):,} of {counted(len(gaps), 'gap')}"
        )
        blocks += [_table(single, heading)] if single else []
        if len(single) < len(rows):
            blocks.append(_national(graph, [gap for gap in rows if gap.group == "national"]))
        if first_group and len(groups) > 1:
            blocks.append(_others(listed(chosen), groups[1:]))
        blocks.append(Paragraph(_NOTE, "note"))
    unsaid = unaddressed(graph)
    if unsaid:
        blocks.append(Paragraph(_unaddressed(len(unsaid)), "note"))
    blocks.append(_kinds(gaps))
    blocks += honesty_notes(graph, caveats, frameworks)
    return Page(
        lambda: {
            "schema": SCHEMA,
            **honesty_json(graph, caveats, frameworks),
            "total": len(gaps),
            "unaddressed": len(unsaid),
            "gaps": [gap_json(gap) for gap in chosen],
        },
        blocks,
    )


def _unaddressed(count: int) -> Text:
    return Text(
        f"대상이 적혀 있지 않은 항목이 {count:,}건 있습니다. '불분명'으로 보아 기회(can)에 두고 미대응은 참고로만 알립니다. "
        "지방에 요구하는 항목을 맨 앞에 보려면 항목에 addressee(local 지방에 요구, shared 지방도 하는 일, national 국가 사무)를 "
        "적으세요. 통합 문서에서는 '대상' 열입니다.",
        f"{counted(count, 'item does', 'items do')} not say whom {noun(count, 'it addresses', 'they address')}: what is not said counts as "
        "unclear, stands under 'can', and is only mentioned (info) where nothing serves it. To see first what is asked of the city, give items an addressee (local, shared, "
        "national); in the workbook it is the column 'addressee'.",
    )


_NOTE = Text(
    "기한: 가장 가까운 목표 연도. 해소 효과: 그 공백을 없앨 때 체계 전체의 하한이 오르는 폭(한 체계 안에서만 견줌). "
    "하위 항목이 모두 같은 까닭으로 목록에 있는 항목은 되풀이하지 않습니다. 하나를 자세히: policygraph show <대상>. "
    "전부: policygraph gaps --all. 문장 전체: -f md 또는 -f csv -o gaps.csv",
    "due: the year of the nearest target. gain: how much the framework's floor rises when the gap is closed, compared within "
    "one framework. An item whose sub-items are all listed for the same cause is not listed again. One in detail: "
    "policygraph show <node>. All: policygraph gaps --all. Full sentences: -f md or -f csv -o gaps.csv",
)


def _table(gaps: Sequence[Gap], heading: Text) -> Table:
    columns = (
        Column("code", Text("코드", "code")),
        Column("group", Text("묶음", "group"), extra=True),
        Column("severity", Text("심각도", "severity"), extra=True),
        Column("addressee", Text("대상", "addressee"), extra=True),
        Column("framework", Text("체계", "framework"), extra=True),
        Column("nodes", Text("항목", "nodes")),
        Column("deadline", Text("기한", "due")),
        Column("gain", Text("해소 효과", "gain"), "share"),
        Column("message", Text("내용", "finding"), wide=True, fold=True),
        Column("next", Text("다음 할 일", "next step"), wide=True, fold=True, extra=True),
    )
    rows = [
        [
            gap.code,
            label("gap-group", gap.group),
            SEVERITIES[gap.severity],
            label("addressee", gap.addressee) if gap.addressee else None,
            gap.framework,
            gap.nodes[0] if len(gap.nodes) == 1 else f"{gap.nodes[0]} (+{len(gap.nodes) - 1})",
            str(gap.deadline) if gap.deadline else None,
            gap.gain or None,
            gap.message,
            gap.next,
        ]
        for gap in gaps
    ]
    return Table(columns, rows, heading)


def _national(graph: AlignmentGraph, gaps: Sequence[Gap]) -> Table:
    """Return one line for each framework of the national matters among *gaps*."""
    counts = Counter(gap.framework for gap in gaps if gap.framework)
    return Table(
        (
            Column("framework", Text("체계", "framework")),
            Column("title", Text("제목", "title"), wide=True),
            Column("count", Text("건수", "count"), "count"),
        ),
        [[name, graph.title(name), count] for name, count in counts.items()],
        Text("국가 사무(policygraph gaps --group national)", "National matters (policygraph gaps --group national)"),
    )


def _others(gaps: Sequence[Gap], groups: Sequence[str]) -> Table:
    """Return one line for each of *groups*."""
    counts: Counter[tuple[str, str]] = Counter((gap.group, gap.severity) for gap in gaps)
    return Table(
        (
            Column("group", Text("묶음", "group")),
            Column("code", Text("이름", "name")),
            *(Column(name, title, "count") for name, title in SEVERITIES.items()),
        ),
        [[label("gap-group", name), name, *(counts[name, severity] for severity in SEVERITIES)] for name in groups],
        Text("그 밖의 묶음(policygraph gaps --group 이름)", "Other groups (policygraph gaps --group NAME)"),
    )


def _kinds(gaps: Sequence[Gap]) -> Table:
    counts = Counter(gap.code for gap in gaps)
    return Table(
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
