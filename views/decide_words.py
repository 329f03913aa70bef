"""The words of decisions: what an edit says, what a lever, a need or a limit is called."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.decide.whatif import Difference, ItemStanding, Move
from policygraph.graph.gaps import GAP_KINDS, GROUPS
from policygraph.records.kinds import Text
from policygraph.records.scenario import Candidate, Edit, Scenario
from policygraph.records.words import ADDRESSEES, label
from policygraph.views.addressee_words import addressees_json
from policygraph.views.alignment_view import gap_json
from policygraph.views.blocks import Column, Table, in_both
from policygraph.views.money_words import sum_json

EFFECTS = {
    "none": Text("대응 없음이 됨", "falls to none"),
    "below": Text("기준 아래로 내려감", "falls below the threshold"),
    "single": Text("하나에만 기대게 됨", "loses its second support"),
}
UNITS = {
    "tasks": Text("과제", "tasks"),
    "reviews": Text("검토", "reviews"),
    "million_krw": Text("백만 원", "million won"),
}
LEVERS = {
    "task": Text("과제", "task"),
    "confirm": Text("제안 확정", "confirm a proposal"),
    "link": Text("새 연계", "new link"),
    "suggested": Text("프로그램 제안(확정 아님)", "suggestion (not confirmed)"),
}
CRITERIA = {
    "must": Text("의무", "must"),
    "gain": Text("기여", "gain"),
    "slack": Text("기한", "slack"),
    "frameworks": Text("체계 수", "frameworks"),
    "fragility": Text("취약", "fragility"),
    "money": Text("예산 앎", "money known"),
    "importance": Text("중요도", "importance"),
    "urgency": Text("시급성", "urgency"),
    "feasibility": Text("실행 가능성", "feasibility"),
    "effect": Text("효과", "effect"),
}


def kinds_words(kinds: Iterable[str]) -> Text:
    """Return what gaps of *kinds* are called: kinds of gaps and groups of the worklist, by their codes.

    >>> kinds_words(["must"]).ko, kinds_words(["G01", "can"]).en
    ("'해야 할 일' 공백", 'gaps (uncovered, opportunities)')
    """
    named = [label("gap-group", kind) if kind in GROUPS else GAP_KINDS[kind].title for kind in kinds]
    return Text(
        f"'{', '.join(name.ko for name in named)}' 공백", f"gaps ({', '.join(name.en.lower() for name in named)})"
    )


def edit_text(graph: AlignmentGraph, edit: Edit) -> Text:
    """Return what *edit* says, in one clause."""
    task = Text() if edit.task is None else graph.title(edit.task)
    item = Text() if edit.item is None else graph.title(edit.item)
    words = {
        "without": Text(f"빼기: {edit.task} {task.get('ko')}", f"without {edit.task} {task.get('en')}"),
        "without-department": Text(f"빼기: {edit.department}의 과제", f"without the tasks of {edit.department}"),
        "delay": Text(f"늦추기: {edit.task} {task.get('ko')} → {edit.year}년", f"delay {edit.task} to {edit.year}"),
        "confirm": Text(
            f"확정으로 읽기: {edit.task} → {edit.item} {item.get('ko')}", f"confirm {edit.task} for {edit.item}"
        ),
        "add": Text(
            f"더하기: {edit.task} → {edit.item} {item.get('ko')} (강도 {edit.strength})",
            f"add {edit.task} for {edit.item} at strength {edit.strength}",
        ),
        "budget": Text(f"예산: {edit.task} {edit.krw or 0:,}원", f"budget of {edit.task}: KRW {edit.krw or 0:,}"),
        "cut": Text(f"알려진 예산 모두 {edit.percent}% 삭감", f"cut every known budget by {edit.percent} %"),
    }[edit.kind]
    if not edit.why:
        return words
    return Text(f"{words.ko} ({edit.why.get('ko')})", f"{words.en} ({edit.why.get('en')})")


def scenario_line(scenario: Scenario | None) -> Text:
    """Return what an answer says of the scenario that it is about.

    >>> scenario_line(None).ko
    '시나리오: 없음(기록 그대로)'
    """
    if scenario is None or not scenario.id:
        return Text("시나리오: 없음(기록 그대로)", "Scenario: none (the records as they are)")
    title = scenario.title
    ko, en = (f"{scenario.id} ({text})" if text else scenario.id for text in (title.get("ko"), title.get("en")))
    return Text(f"시나리오: {ko}", f"Scenario: {en}")


def edit_values(edit: Edit) -> dict[str, Any]:
    """Return the kind of *edit* and whatever it names, without its reason.

    >>> edit_values(Edit("delay", task="p-1", year=2030))
    {'kind': 'delay', 'task': 'p-1', 'year': 2030}
    """
    names = ("kind", "task", "item", "department", "year", "strength", "krw", "percent")
    return {name: value for name in names if (value := getattr(edit, name)) is not None}


def edit_json(edit: Edit) -> dict[str, Any]:
    """Return *edit* for the JSON contract: its kind and whatever it says beyond that."""
    return {**edit_values(edit), "why": in_both(edit.why)}


def standing_json(standing: ItemStanding) -> dict[str, Any]:
    """Return how a framework or item stands for the JSON contract."""
    found: dict[str, Any] = {"floor": standing.floor, "ceiling": standing.ceiling}
    if standing.addressed is not None:
        found["addressees"] = addressees_json(standing.addressed)
    return found if standing.tasks is None else {**found, "tasks": standing.tasks}


def move_json(graph: AlignmentGraph, move: Move) -> dict[str, Any]:
    """Return one framework or item before and after."""
    found: dict[str, Any] = {
        "id": move.id,
        "title": in_both(graph.title(move.id)),
        "before": standing_json(move.before),
        "after": standing_json(move.after),
    }
    if move.id != move.framework:
        found["framework"] = move.framework
    if move.effect is not None:
        found["effect"] = move.effect
    return found


def difference_json(graph: AlignmentGraph, found: Difference) -> dict[str, Any]:
    """Return a difference between two studies for the JSON contract."""
    sums = {"before": found.before, "after": found.after}
    return {
        "frameworks": [move_json(graph, move) for move in found.frameworks],
        "items": [move_json(graph, move) for move in found.items],
        "raised": [move_json(graph, move) for move in found.raised],
        "gaps": {
            "opened": [gap_json(gap) for gap in found.opened],
            "closed": [gap_json(gap) for gap in found.closed],
        },
        "money": {
            **{name: sum_json(sum_) for name, sum_ in sums.items()},
            "freed": found.freed,
        },
    }


def frameworks_table(graph: AlignmentGraph, found: Difference, title: Text) -> Table:
    """Return the frameworks whose figures change, with the others left out."""
    columns = (
        Column("id", Text("id", "id")),
        Column("title", Text("체계", "framework"), wide=True),
        Column("before", Text("지금", "before"), "range"),
        Column("after", Text("그 뒤", "after"), "range"),
    )
    rows = [
        [
            move.id,
            graph.title(move.id),
            (move.before.floor, move.before.ceiling),
            (move.after.floor, move.after.ceiling),
        ]
        for move in found.frameworks
        if (move.before.floor, move.before.ceiling) != (move.after.floor, move.after.ceiling)
    ]
    return Table(
        columns, rows, title, Text("하한과 상한이 달라지는 체계가 없습니다.", "No floor and no ceiling changes.")
    )


def addressees_table(graph: AlignmentGraph, found: Difference) -> Table:
    """Return how many commitments are linked before and after, by framework and whom they address, where that changes."""
    columns = (
        Column("id", Text("id", "id")),
        Column("addressee", Text("대상", "addressee")),
        Column("commitments", Text("이행 항목", "commitments"), "count"),
        *(
            Column(f"{name}_{when}", Text(f"{title.ko} {word.ko}", f"{title.en} {word.en}"), "count")
            for name, title in _LINKED.items()
            for when, word in (("before", Text("지금", "before")), ("after", Text("그 뒤", "after")))
        ),
    )
    rows: list[list[Any]] = []
    for move in found.frameworks:
        before, after = move.before.addressed or {}, move.after.addressed or {}
        for name, one in before.items():
            other = after[name]
            if one != other:
                counts = [getattr(each, field) for field in _LINKED for each in (one, other)]
                rows.append([move.id, ADDRESSEES[name], one.commitments, *counts])
    title = Text("체계와 대상별로 연계된 이행 항목", "Linked commitments by framework and addressee")
    return Table(columns, rows, title, Text("달라지는 수가 없습니다.", "No count changes."))


_LINKED = {
    "linked_confirmed": label("state", "confirmed"),
    "linked_proposed": Text("제안만", "proposed"),
    "without": Text("없음", "none"),
}


def lever_title(graph: AlignmentGraph, lever: str, candidates: dict[str, Candidate]) -> Text:
    """Return what a lever is called: the task, or the task and the item that it links."""
    task, _, item = lever.partition(">")
    name = candidates[task].title if task in candidates and task not in graph.items else graph.title(task)
    if not item:
        return name
    served = graph.title(item)
    return Text(f"{name.get('ko')} → {served.get('ko')}", f"{name.get('en')} → {served.get('en')}")


_NEEDS = {
    "floor": Text("{} 대응률", "coverage of {}"),
    "top": Text("{} 아래의 대응률", "coverage below {}"),
    "second": Text("{}의 둘째 과제", "a second task for {}"),
}


def limit_text(name: str) -> Text:
    """Return what a named limit or need is called.

    >>> limit_text("budget 2027").ko, limit_text("x requires y").en, limit_text("floor dpg-1").ko
    ('2027년 예산', 'x requires y', 'dpg-1 대응률')
    >>> limit_text("floor dpg 99/100").ko
    'dpg 대응률 99%'
    """
    first, _, rest = name.partition(" ")
    if name == "budget":
        return Text("예산", "budget")
    if name == "tasks":
        return Text("새 과제 수", "number of new tasks")
    if first == "budget":
        return Text(f"{rest}년 예산", f"budget of {rest}")
    if first == "load":
        return Text(f"{rest}의 새 과제 수", f"number of new tasks of {rest}")
    if first in ("in", "out") and " " not in rest:
        return Text(f"{rest} {'넣기' if first == 'in' else '빼기'}", f"{rest} locked {first}")
    if first == "in":
        what = rest.removeprefix("time ") if rest.startswith("time ") else rest
        return Text(f"{what} 시기", f"{what} in time")
    if first == "either":
        one, _, other = rest.partition(" or ")
        return Text(f"{one}와(과) {other} 가운데 하나", name)
    if " requires " in name:
        one, _, other = name.partition(" requires ")
        return Text(f"{one}에는 {other}이(가) 있어야 함", name)
    node, _, share = rest.partition(" ")
    if first == "floor" and share:
        wanted = f"{float(Fraction(share) * 100):g}%"
        return Text(f"{node} 대응률 {wanted}", f"coverage of {node}: {wanted}")
    if first in _NEEDS:
        return Text(_NEEDS[first].ko.format(rest), _NEEDS[first].en.format(rest))
    return Text(name, name)
