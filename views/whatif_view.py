"""The answer of ``policygraph whatif``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.decide.needs import gap_name
from policygraph.graph.decide.whatif import EFFECTS as EFFECT_KINDS
from policygraph.graph.decide.whatif import Difference, WhatIf
from policygraph.graph.gaps import GAP_KINDS, Gap
from policygraph.records.counting import counted, noun
from policygraph.records.kinds import Text
from policygraph.records.scenario import Scenario
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.decide_words import (
    EFFECTS,
    addressees_table,
    difference_json,
    edit_json,
    edit_text,
    frameworks_table,
)
from policygraph.views.honesty import honesty_json, honesty_notes
from policygraph.views.money_words import freed_text, sum_text

SCHEMA = "policygraph/whatif/1"
_GAPS_SHOWN = 20

_CHECK = Text(
    "확인하는 법: 기록을 이대로 고친 작업 폴더에서 policygraph coverage와 gaps를 돌리면 같은 수치가 나옵니다.",
    "To check: coverage and gaps of a workspace with these edits made give the same figures.",
)


def whatif_page(
    graph: AlignmentGraph,
    answers: Sequence[tuple[Scenario, WhatIf]],
    *,
    caveats: Caveats = NO_CAVEATS,
) -> Page:
    """Return what one scenario does, or what several do side by side."""
    documents = [_json(graph, scenario, found) for scenario, found in answers]
    body = documents[0] if len(documents) == 1 else {"scenarios": documents}
    document = {"schema": SCHEMA, **honesty_json(graph, caveats), **body}
    blocks: list[Table | Paragraph] = []
    if len(answers) > 1:
        blocks.append(_side_by_side(answers))
    for scenario, found in answers:
        blocks += _blocks(graph, scenario, found)
    blocks.append(Paragraph(_CHECK, "note"))
    blocks += honesty_notes(graph, caveats)
    return Page(document, blocks)


def _json(graph: AlignmentGraph, scenario: Scenario, found: WhatIf) -> dict[str, Any]:
    return {
        "scenario": scenario.id or None,
        "title": in_both(scenario.title),
        "edits": [edit_json(edit) for edit in found.edits],
        **difference_json(graph, found.sure),
        "undecided": list(found.undecided),
        "possible": None if found.possible is None else difference_json(graph, found.possible),
    }


def _side_by_side(answers: Sequence[tuple[Scenario, WhatIf]]) -> Table:
    columns = (
        Column("scenario", Text("시나리오", "scenario")),
        Column("edits", Text("가정", "edits"), "count"),
        *(Column(effect, EFFECTS[effect], "count") for effect in EFFECT_KINDS),
        Column("opened", Text("생긴 공백", "gaps opened"), "count"),
        Column("closed", Text("없어진 공백", "gaps closed"), "count"),
        Column("freed", Text("예산의 변화", "change of money"), wide=True),
    )
    rows = [
        [
            scenario.title or scenario.id,
            len(found.edits),
            *(sum(move.effect == effect for move in found.sure.items) for effect in EFFECT_KINDS),
            len(found.sure.opened),
            len(found.sure.closed),
            freed_text(found.sure.freed),
        ]
        for scenario, found in answers
    ]
    return Table(columns, rows, Text("시나리오 비교", "Scenarios side by side"))


def _blocks(graph: AlignmentGraph, scenario: Scenario, found: WhatIf) -> list[Table | Paragraph]:
    name = scenario.title or Text(scenario.id, scenario.id)
    named = Text(f"가정: {name.get('ko')}", f"What if: {name.get('en')}") if name else Text("가정", "What if")
    blocks: list[Table | Paragraph] = [Paragraph(named, "heading")]
    blocks += [Paragraph(edit_text(graph, edit)) for edit in found.edits]
    if not found.edits:
        blocks.append(Paragraph(Text("가정이 없어 달라지는 것도 없습니다.", "There is no edit, so nothing changes.")))
    blocks += _changes(graph, found.sure)
    if found.possible is not None:
        count = len(found.undecided)
        blocks.append(
            Paragraph(
                Text(
                    f"담당 부서를 모르는 과제가 {count}건 있어, 이 과제들이 그 부서의 것일 때의 끝도 함께 냅니다.",
                    f"The department of {counted(count, 'task')} is not known: this is the other end, if {noun(count, 'it belongs', 'all of them belong')} to it.",
                ),
                "heading",
            )
        )
        blocks += _changes(graph, found.possible)
    return blocks


def _changes(graph: AlignmentGraph, found: Difference) -> list[Table | Paragraph]:
    blocks: list[Table | Paragraph] = []
    for effect in EFFECT_KINDS:
        moves = [move for move in found.items if move.effect == effect]
        columns = (
            Column("id", Text("id", "id")),
            Column("title", Text("항목", "item"), wide=True),
            Column("before", Text("지금", "before"), "range"),
            Column("after", Text("그 뒤", "after"), "range"),
            Column("tasks", Text("남는 과제", "tasks left"), "count"),
        )
        rows = [
            [
                move.id,
                graph.title(move.id),
                (move.before.floor, move.before.ceiling),
                (move.after.floor, move.after.ceiling),
                move.after.tasks,
            ]
            for move in moves
        ]
        title = Text(f"{EFFECTS[effect].ko}: {len(moves)}건", f"Items that {_plural(EFFECTS[effect].en)}: {len(moves)}")
        blocks.append(Table(columns, rows, title, Text("없습니다.", "None.")))
    blocks.append(frameworks_table(graph, found, Text("체계별 하한과 상한", "Floor and ceiling by framework")))
    blocks.append(addressees_table(graph, found))
    blocks.append(_gap_table(found))
    before, after, freed = sum_text(found.before), sum_text(found.after), freed_text(found.freed)
    blocks.append(
        Paragraph(
            Text(
                f"알려진 예산: {before.ko} → {after.ko} ({freed.ko}). 모르는 예산은 0원으로 치지 않았고, 재원이 다른 돈은 더하지 않았습니다.",
                f"Known money: {before.en} to {after.en} ({freed.en}). Unknown money is not counted as 0, and money of different "
                "kinds is not added up.",
            )
        )
    )
    return blocks


def _plural(words: str) -> str:
    first, _, rest = words.partition(" ")
    return f"{first.removesuffix('s')} {rest}".replace("its", "their")


def _gap_table(found: Difference) -> Table:
    columns = (
        Column("change", Text("변화", "change")),
        Column("code", Text("코드", "code")),
        Column("kind", Text("종류", "kind")),
        Column("count", Text("건수", "count"), "count"),
        Column("nodes", Text("대상", "nodes"), wide=True, fold=True),
    )
    rows = []
    both = {gap_name(gap) for gap in found.opened} & {gap_name(gap) for gap in found.closed}
    kinds = (
        ([gap for gap in found.opened if gap_name(gap) not in both], Text("생김", "opened")),
        ([gap for gap in found.closed if gap_name(gap) not in both], Text("없어짐", "closed")),
        ([gap for gap in found.opened if gap_name(gap) in both], Text("과제만 바뀜", "other tasks")),
    )
    for gaps, word in kinds:
        by_code: dict[str, list[Gap]] = {}
        for gap in gaps:
            by_code.setdefault(gap.code, []).append(gap)
        for code in sorted(by_code):
            nodes = [gap.nodes[0] for gap in by_code[code]]
            more = f" (+{len(nodes) - _GAPS_SHOWN})" if len(nodes) > _GAPS_SHOWN else ""
            rows.append([word, code, GAP_KINDS[code].title, len(nodes), ", ".join(nodes[:_GAPS_SHOWN]) + more])
    return Table(
        columns,
        rows,
        Text("생기고 없어지는 공백", "Gaps opened and closed"),
        Text("달라지는 공백이 없습니다.", "No gap changes."),
    )
