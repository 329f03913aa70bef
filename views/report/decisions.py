"""The chapter on decisions: what scenarios do, what would close the gaps that have to be dealt with, what comes first."""

from __future__ import annotations

from typing import Any

from policygraph.graph.decide.gate import Gate, judged
from policygraph.graph.decide.whatif import EFFECTS as EFFECT_KINDS
from policygraph.graph.decide.whatif import what_if
from policygraph.graph.study import Study
from policygraph.records.kinds import Text
from policygraph.records.scenario import Scenario
from policygraph.views.blocks import Column, Table
from policygraph.views.close_words import headline
from policygraph.views.decide_words import EFFECTS, LEVERS, UNITS, lever_title
from policygraph.views.gate_view import RULES
from policygraph.views.money_words import freed_text

_FIRST = 10


def decision_tables(study: Study) -> tuple[Table, ...]:
    """Return the tables of the chapter: scenarios where there are some, what closes gaps, the first tasks, the gate if any."""
    scenarios = study.workspace.planning.scenarios
    found = judged(study)
    return (
        *((_scenarios(study, scenarios),) if scenarios else ()),
        _closing(study),
        _first(study),
        *(() if found is None else (_gate(found),)),
    )


def _gate(found: Gate | Text) -> Table:
    columns = (
        Column("passed", Text("결과", "result")),
        Column("rule", Text("규칙", "rule")),
        Column("subject", Text("대상", "subject")),
        Column("message", Text("내용", "finding"), wide=True),
    )
    if isinstance(found, Text):
        rows: list[list[Any]] = [[Text("판정 못 함", "not judged"), "-", "-", found]]
    else:
        word = {True: Text("통과", "passed"), False: Text("불통과", "FAILED")}
        rows = [[word[one.passed], RULES[one.rule], one.subject or "-", one.message] for one in found.rules]
    return Table(
        columns,
        rows,
        Text("관문: 약속한 것이 지켜지는지(전체 범위)", "Gate: whether what was agreed holds (whole study)"),
    )


def _scenarios(study: Study, scenarios: tuple[Scenario, ...]) -> Table:
    columns = (
        Column("opened", Text("생긴 공백", "opened"), "count"),
        Column("closed", Text("없어진 공백", "closed"), "count"),
        Column("scenario", Text("시나리오", "scenario")),
        Column("effect", Text("달라지는 것", "what changes"), wide=True),
    )
    rows = []
    for scenario in scenarios:
        found = what_if(study, scenario.edits).sure
        counts = [(EFFECTS[effect], sum(move.effect == effect for move in found.items)) for effect in EFFECT_KINDS]
        freed = freed_text(found.freed)
        ko = [f"{effect.ko} {count}건" for effect, count in counts]
        en = [f"{effect.en}: {count}" for effect, count in counts]
        effects = Text("; ".join([*ko, f"예산 {freed.ko}"]), "; ".join([*en, f"money {freed.en}"]))
        rows.append([len(found.opened), len(found.closed), scenario.title or scenario.id, effects])
    return Table(columns, rows, Text("시나리오마다 달라지는 것", "What each scenario changes"))


def _closing(study: Study) -> Table:
    found = study.close()
    candidates = {candidate.id: candidate for candidate in study.workspace.planning.candidates}
    unit = UNITS[found.unit]
    columns = (
        Column("cost", unit, "count"),
        Column("place", Text("자리", "place")),
        Column("kind", Text("종류", "kind")),
        Column("what", Text("할 일", "what"), wide=True),
    )
    core, other = Text("꼭 필요", "core"), Text("바꿀 수 있음", "interchangeable")
    rows = [
        [
            found.levers[name].cost,
            core if name in found.best.core else other,
            LEVERS[found.levers[name].kind],
            lever_title(study.graph, name, candidates),
        ]
        for name in found.chosen
    ]
    return Table(
        columns, rows, headline(found), Text("할 수 있는 것이 없습니다.", "There is nothing that could be done.")
    )


def _first(study: Study) -> Table:
    found = study.rank("tasks")
    columns = (
        Column("rank", Text("순위", "rank"), "count"),
        Column("range", Text("폭", "range")),
        Column("task", Text("과제", "task")),
        Column("title", Text("이름", "title"), wide=True),
    )
    rows = [[row.rank, f"{row.best}~{row.worst}", row.id, study.graph.title(row.id)] for row in found.rows[:_FIRST]]
    return Table(
        columns,
        rows,
        Text("먼저 할 과제와, 가중치에 따라 움직일 수 있는 폭", "The first tasks, and how far weights could move them"),
    )
