"""The answer of ``policygraph close``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.decide.closing import Closing, Gain
from policygraph.graph.decide.impossible import Impossible
from policygraph.graph.decide.question import Question
from policygraph.records.kinds import Text
from policygraph.records.scenario import Candidate, Scenario
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.close_words import headline, place_words, without_words
from policygraph.views.decide_words import (
    LEVERS,
    UNITS,
    frameworks_table,
    lever_title,
    limit_text,
    move_json,
    scenario_line,
)
from policygraph.views.honesty import honesty_json, honesty_notes

SCHEMA = "policygraph/close/1"
_SHOWN = 40


def close_page(
    graph: AlignmentGraph,
    found: Closing,
    *,
    candidates: Iterable[Candidate] = (),
    scenario: Scenario | None = None,
    caveats: Caveats = NO_CAVEATS,
) -> Page:
    """Return what to do, what all best answers share, what cannot be done and why.

    *graph* is that of the records as they are; *found* may be about what a *scenario* makes of them.
    """
    named = {candidate.id: candidate for candidate in candidates}
    document = {
        "schema": SCHEMA,
        **honesty_json(graph, caveats),
        "scenario": scenario.id if scenario else None,
        **_json(graph, found, named),
    }
    blocks: list[Table | Paragraph] = [Paragraph(headline(found), "heading")]
    if found.impossible is not None:
        blocks += _why_not(found, found.impossible)
    if found.unknown:
        blocks.append(Paragraph(_unknown(found)))
    blocks.append(_levers(graph, found, named))
    blocks += _groups(graph, found, named)
    if found.difference is not None and not found.question.keep:
        blocks.append(
            frameworks_table(graph, found.difference, Text("체계별 하한과 상한", "Floor and ceiling by framework"))
        )
    blocks += _along(found)
    if found.impossible is not None and found.impossible.unserved:
        blocks.append(_unserved(graph, found.impossible))
    blocks.append(Paragraph(_CHECK, "note"))
    blocks.append(Paragraph(scenario_line(scenario), "note"))
    blocks += honesty_notes(graph, caveats)
    return Page(document, blocks)


_CHECK = Text(
    "확인하는 법: 고른 것을 policygraph whatif의 가정(--confirm, --add)으로 넣으면 같은 수치가 나옵니다. '혼자'와 '마지막'의 값은 서로 겹치므로 "
    "더하지 마세요.",
    "To check: the chosen links as edits of policygraph whatif (--confirm, --add) give the same figures. Gains alone and last overlap: "
    "do not add them up.",
)


def _json(graph: AlignmentGraph, found: Closing, named: dict[str, Candidate]) -> dict[str, Any]:
    best = found.best
    chosen = set(found.chosen)
    some = {lever for group in best.interchangeable for lever in group}
    replacement: dict[str, int | None] = dict.fromkeys(sorted(some), 0)
    reviews: dict[str, int] = {}
    for lever, cost in sorted(best.replacement.items()):
        replacement[lever] = None if cost is None else cost.cost
        if cost is not None and cost.effort:
            reviews[lever] = cost.effort
    shown = chosen | set(best.core) | some
    return {
        "question": question_json(found.question),
        "status": found.status,
        "bound": found.bound,
        "unit": found.unit,
        "cost": best.total.cost,
        "reviews": best.total.effort,
        "chosen": list(found.chosen),
        "levers": {
            name: {
                "kind": lever.kind,
                "title": in_both(lever_title(graph, name, named)),
                "cost": lever.cost,
                "reviews": lever.effort,
                "serves": [{"item": item, "strength": strength} for item, strength in lever.links],
            }
            for name, lever in found.levers.items()
            if name in shown
        },
        "groups": {
            "core": sorted(best.core),
            "interchangeable": [sorted(group) for group in best.interchangeable],
            "not_needed": sorted(best.never),
            "open": sorted(best.open),
        },
        "replacement": replacement,
        "replacement_reviews": reviews,
        "impossible": None if found.impossible is None else _impossible_json(found.impossible),
        "unknown_cost": list(found.unknown),
        "asked": list(found.asked),
        "closed": list(found.closed),
        "pending": list(found.pending),
        "left": list(found.left),
        "gains": {
            name: {"alone": _gain_json(found.alone[name]), "last": _gain_json(found.last[name])} for name in found.alone
        },
        "frameworks": []
        if found.difference is None
        else [move_json(graph, move) for move in found.difference.frameworks],
        "places": None
        if found.places is None
        else {
            "core": sorted(found.places.core),
            "borderline": sorted(found.places.borderline),
            "exterior": sorted(found.places.exterior),
            "open": sorted(found.places.open),
        },
        "steps": [
            {
                "limit": step.limit,
                "chosen": list(step.chosen),
                "added": list(step.added),
                "closed": step.met,
                "free": step.free,
                "proved": step.proved,
            }
            for step in found.steps
        ],
        "front": [
            {
                "cost": point.cost,
                "closed": point.met,
                "chosen": list(point.chosen),
                "proved": point.proved,
                "bound": point.bound,
            }
            for point in found.front
        ],
    }


def question_json(question: Question) -> dict[str, Any]:
    """Return *question* for the JSON contract, without what was not asked."""
    values: dict[str, Any] = {
        "kinds": list(question.kinds),
        "frameworks": list(question.frameworks),
        "items": list(question.items),
        "floors": {name: str(value) for name, value in question.floors},
        "keep": question.keep,
        "money": question.in_money,
        "budget": question.budget,
        "yearly": {str(year): won for year, won in question.yearly},
        "most": question.most,
        "loads": dict(question.loads),
        "take": list(question.take),
        "leave": list(question.leave),
        "suggestions": question.suggestions,
    }
    return {name: value for name, value in values.items() if value not in ([], {}, None, False)}


def _gain_json(gain: Gain) -> dict[str, Any]:
    return {"gaps": gain.gaps, "floor": gain.floor}


def _impossible_json(found: Impossible) -> dict[str, Any]:
    return {
        "unserved": list(found.unserved),
        "contradiction": list(found.contradiction),
        "least_cost": found.least_cost,
        "relaxations": [list(names) for names in found.relaxations],
        "reachable": {name: float(share) for name, share in found.reachable},
    }


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" (+{len(listed) - _SHOWN})" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more


def _why_not(found: Closing, why: Impossible) -> list[Table | Paragraph]:
    blocks: list[Table | Paragraph] = []
    short = len(why.reachable)
    none = len(why.unserved) - short
    if none:
        blocks.append(
            Paragraph(
                Text(
                    f"해 줄 과제나 제안이 하나도 없는 것: {none}건(아래 표). 후보 과제를 적거나 '해당 없음'을 검토하세요.",
                    f"No task could do {none} of these (table below): write down candidates, or review whether they are no matter of the city.",
                ),
                "warning",
            )
        )
    if short:
        blocks.append(
            Paragraph(
                Text(
                    f"할 수 있는 것을 모두 해도 모자라는 것: {short}건(아래 표에 이를 수 있는 가장 높은 대응률). 그보다 낮게 바라거나 후보 과제를 적으세요.",
                    f"All that could be done together falls short of {short} of these (the table below says how far it comes): ask for less, or write down candidates.",
                ),
                "warning",
            )
        )
    if why.contradiction:
        names = [limit_text(name) for name in why.contradiction]
        blocks.append(
            Paragraph(
                Text(
                    f"함께 지킬 수 없는 것: {' + '.join(name.ko for name in names)}. 하나라도 빼면 됩니다.",
                    f"These cannot hold together: {' + '.join(name.en for name in names)}; dropping any one is enough.",
                ),
                "warning",
            )
        )
    if why.least_cost is not None:
        unit = UNITS[found.unit]
        blocks.append(
            Paragraph(
                Text(
                    f"모두 하려면 적어도 {why.least_cost:,} {unit.ko}.",
                    f"All of it takes at least {why.least_cost:,} {unit.en}.",
                )
            )
        )
    for some in why.relaxations:
        names = [limit_text(name) for name in some]
        blocks.append(
            Paragraph(
                Text(
                    f"이것을 풀면 됩니다: {', '.join(n.ko for n in names)}",
                    f"Enough to relax: {', '.join(n.en for n in names)}",
                )
            )
        )
    return blocks


def need_node(graph: AlignmentGraph, name: str) -> str:
    """Return the framework or policy item that the need *name* is about; empty where there is none."""
    return next((word for word in name.split(" ") if word in graph.hierarchy.index), "")


def _unserved(graph: AlignmentGraph, why: Impossible) -> Table:
    columns = (
        Column("item", Text("id", "id")),
        Column("title", Text("항목", "item"), wide=True),
        Column("need", Text("필요한 것", "needed")),
        Column("reachable", Text("모두 해도", "at most"), "share"),
    )
    reachable = dict(why.reachable)
    rows = []
    for name in why.unserved:
        node, most = need_node(graph, name), reachable.get(name)
        rows.append(
            [node, graph.title(node) if node else Text(), limit_text(name), None if most is None else float(most)]
        )
    return Table(columns, rows, Text("해 줄 것이 없는 것", "What no task could do"))


def _unknown(found: Closing) -> Text:
    listed = _listed(found.unknown)
    if found.unit == "million_krw":
        return Text(
            f"비용을 몰라 고르지 않은 과제(0원이 아님): {listed}",
            f"Not considered, since their cost is unknown (not 0): {listed}",
        )
    return Text(f"비용을 모르는 과제: {listed}", f"Cost unknown: {listed}")


def _levers(graph: AlignmentGraph, found: Closing, named: dict[str, Candidate]) -> Table:
    columns = (
        Column("id", Text("id", "id")),
        Column("title", Text("할 일", "what"), wide=True),
        Column("kind", Text("종류", "kind")),
        Column("cost", UNITS[found.unit], "count"),
        Column("place", Text("자리", "place")),
        Column("replacement", Text("빼면", "without it")),
        Column("alone", Text("혼자", "alone"), "count"),
        Column("last", Text("마지막", "last"), "count"),
    )
    rows = [
        [
            name,
            lever_title(graph, name, named),
            LEVERS[found.levers[name].kind],
            found.levers[name].cost,
            place_words(found, name),
            without_words(found, name),
            found.alone[name].gaps if name in found.alone else None,
            found.last[name].gaps if name in found.last else None,
        ]
        for name in found.chosen
    ]
    title = Text("지킬 과제", "Tasks to keep") if found.question.keep else Text("할 일", "What to do")
    return Table(columns, rows, title, Text("할 수 있는 것이 없습니다.", "There is nothing that could be done."))


def _groups(graph: AlignmentGraph, found: Closing, named: dict[str, Candidate]) -> list[Table | Paragraph]:
    best = found.best
    blocks: list[Table | Paragraph] = []
    if best.interchangeable:
        columns = (
            Column("take", Text("고를 수", "take"), "count"),
            Column("of", Text("가운데", "of"), "count"),
            Column("levers", Text("서로 대신할 수 있는 것", "substitutes"), wide=True, fold=True),
        )
        rows = [[len(best.chosen & group), len(group), _listed(sorted(group))] for group in best.interchangeable]
        blocks.append(Table(columns, rows, Text("바꿀 수 있는 묶음", "Interchangeable")))
    count = len(best.never)
    blocks.append(
        Paragraph(
            Text(
                f"꼭 필요 {len(best.core)}건, 바꿀 수 있는 것 {sum(map(len, best.interchangeable))}건, 필요 없는 것 {count}건.",
                f"{len(best.core)} core, {sum(map(len, best.interchangeable))} interchangeable, {count} not needed.",
            )
        )
    )
    if best.open:
        listed = _listed(sorted(best.open))
        blocks.append(Paragraph(Text(f"시간 안에 가리지 못한 것: {listed}", f"Not settled in time: {listed}")))
    if found.places is not None:
        core, edge, out = (
            _listed(sorted(s)) or "-" for s in (found.places.core, found.places.borderline, found.places.exterior)
        )
        blocks.append(
            Paragraph(
                Text(
                    f"비용이 범위 안에서 어떻게 되든 꼭 드는 것: {core}. 비용에 달린 것: {edge}. 어떻게 되든 들지 않는 것: {out}.",
                    f"Whatever costs within their ranges are: always {core}; depending on costs {edge}; never {out}.",
                )
            )
        )
    return blocks


def _at_most(bound: int) -> Text:
    return Text(f"많아야 {bound:,}건", f"{bound:,} at most")


def _along(found: Closing) -> list[Table | Paragraph]:
    blocks: list[Table | Paragraph] = []
    unit = UNITS[found.unit]
    if found.steps:
        columns = (
            Column("limit", Text(f"한도({unit.ko})", f"limit ({unit.en})"), "count"),
            Column("added", Text("더하는 것", "added"), wide=True, fold=True),
            Column("closed", Text("없앤 것", "closed"), "count"),
            Column("free", Text("처음부터 다시 고르면", "chosen afresh"), "count"),
            Column("price", Text("이어 가는 값", "price of nesting"), "count"),
        )
        rows = [[step.limit, _listed(step.added), step.met, step.free, step.free - step.met] for step in found.steps]
        blocks.append(Table(columns, rows, Text("무엇부터", "What first")))
    if found.front:
        front = (
            Column("cost", unit, "count"),
            Column("closed", Text("없앤 것", "closed"), "count"),
            Column("proved", Text("확인", "proved")),
        )
        rows = [
            [point.cost, point.met, Text("확인됨", "proved") if point.proved else _at_most(point.bound)]
            for point in found.front
        ]
        blocks.append(Table(front, rows, Text("얼마로 얼마나", "Cost against coverage")))
    return blocks
