"""What the page's tab on decisions cannot compute by itself: scenarios of the workspace, answers of `close` and `rank`.

What an edit does the page finds by the rules that it has; a best set of measures takes a solver, and an order under all
weights takes fractions, so that both are answered here, for the scope of the study. Only answers that are proved go into
the page: they are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from policygraph.graph.decide.closing import Closing
from policygraph.graph.decide.criteria import marks_of
from policygraph.graph.decide.edits import resolve
from policygraph.graph.decide.gate import judged
from policygraph.graph.decide.needs import first_groups, gap_name, gaps_of
from policygraph.graph.decide.question import Question
from policygraph.graph.gaps import GAP_KINDS
from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Text
from policygraph.records.scenario import Edit, Scenario
from policygraph.views.close_view import need_node
from policygraph.views.close_words import headline, place_words, without_words
from policygraph.views.decide_words import CRITERIA, EFFECTS, LEVERS, edit_values, lever_title, limit_text
from policygraph.views.gate_view import RULES
from policygraph.views.rank_view import QUADRANTS, rank_heading

if TYPE_CHECKING:
    from policygraph.graph.study import Study

Json = dict[str, Any]

MOST_LEVERS = 1_500
"""With more proposals and tasks than that the page refers to the command: a proof may take long."""
MOST_RANKED = 500
"""With more tasks or gaps than that the page refers to the command: every one is compared with every other."""
MOST_ROWS = 200
QUESTIONS = {"must": Question(kinds=("must",)), "can": Question(kinds=("can",)), "keep": Question(keep=True)}

_answered: WeakKeyDictionary[Study, Json] = WeakKeyDictionary()


def decide_data(study: Study) -> Json:
    """Return scenarios and answers of *study* as JSON-able data, under the key ``decide``; computed once for a study.

    >>> from policygraph import open_study
    >>> found = decide_data(open_study())["decide"]
    >>> found["scenarios"], [answer["question"] for answer in found["close"]], found["rank"]["tasks"]["rows"][0]["rank"]
    ([], ['must', 'can', 'keep'], 1)
    """
    if study not in _answered:
        _answered[study] = {
            "decide": {
                "scenarios": [_scenario(study, scenario) for scenario in study.workspace.planning.scenarios],
                "close": list(_closings(study)),
                "rank": {what: _ranking(study, what) for what in ("tasks", "gaps")},
                "gate": _gate(study),
                "words": {
                    "effects": _pairs(EFFECTS),
                    "levers": _pairs(LEVERS),
                    "criteria": _pairs(CRITERIA),
                    "quadrants": [_pair(text) for text in QUADRANTS.values()],
                },
            }
        }
    return _answered[study]


def _scenario(study: Study, scenario: Scenario) -> Json:
    """Return *scenario* with ids for names; ``edits`` is ``None`` where the page has to leave it to the command."""
    try:
        edits = resolve(study.graph, scenario.edits)
    except PolicyGraphError as error:
        return {"id": scenario.id, "title": _pair(scenario.title), "edits": None, "why": _pair(error.message)}
    rejected = {(link.task, link.item) for link in study.graph.alignments if link.state == "rejected"}
    if any(edit.kind == "add" and (edit.task, edit.item) in rejected for edit in edits):
        why = Text("기각된 연계를 더하는 가정이 있습니다.", "it adds a link that was rejected")
        return {"id": scenario.id, "title": _pair(scenario.title), "edits": None, "why": _pair(why)}
    return {"id": scenario.id, "title": _pair(scenario.title), "edits": [_edit(edit) for edit in edits]}


def _edit(edit: Edit) -> Json:
    values = edit_values(edit)
    return {**values, "percent": str(edit.percent)} if "percent" in values else values


def _closings(study: Study) -> Iterator[Json]:
    proposed = sum(link.state == "proposed" for link in study.graph.alignments)
    if proposed + len(study.graph.tasks) + len(study.workspace.planning.candidates) > MOST_LEVERS:
        return
    for name, question in QUESTIONS.items():
        try:
            found = study.close(question)
        except PolicyGraphError:
            continue  # a candidate that names no plan: `check` says so
        if found.status == "proved" and not found.best.open:
            yield {"question": name, **_closing(study, found)}


def _closing(study: Study, found: Closing) -> Json:
    best = found.best
    candidates = {candidate.id: candidate for candidate in study.workspace.planning.candidates}
    reachable = {name: float(share) for name, share in found.impossible.reachable} if found.impossible else {}
    shown = sorted({*found.chosen, *best.core, *(lever for group in best.interchangeable for lever in group)})
    return {
        "headline": _pair(headline(found)),
        "asked": len(found.asked),
        "closed": len(found.closed),
        "chosen": list(found.chosen),
        "levers": {
            name: {
                "kind": found.levers[name].kind,
                "title": _pair(lever_title(study.graph, name, candidates)),
                "place": _pair(place_words(found, name)),
                "without": _pair(without_words(found, name)),
            }
            for name in shown
        },
        "core": sorted(best.core),
        "interchangeable": [[len(best.chosen & group), sorted(group)] for group in best.interchangeable],
        "notNeeded": len(best.never),
        "unserved": [
            [need_node(study.graph, name), _pair(limit_text(name)), reachable.get(name)]
            for name in (found.impossible.unserved if found.impossible else ())
        ],
        "unknown": list(found.unknown),
    }


def _ranking(study: Study, what: str) -> Json | None:
    ranked = study.graph.tasks_shown if what == "tasks" else gaps_of(study, first_groups(study, (), GAP_KINDS))
    if len([*ranked]) > MOST_RANKED:
        return None
    found = study.rank(what)
    marks = study.workspace.planning.marks
    places = {gap_name(gap): place for place, gap in enumerate(study.gaps())} if what == "gaps" else {}
    rows = [
        {
            "id": row.id,
            **({"gap": places[row.id]} if what == "gaps" else {}),
            "rank": row.rank,
            "best": row.best,
            "worst": row.worst,
            "first": round(row.first_share, 4),
            "values": [None if value is None else round(float(value), 4) for value in row.values.values()],
        }
        for row in found.rows[:MOST_ROWS]
    ]
    points = [(row.id, marks_of(marks, row.id)) for row in found.rows]
    return {
        "heading": _pair(rank_heading(found, len(rows))),
        "criteria": list(found.criteria),
        "rows": rows,
        "points": [
            [name, *(round(float(given[one].mean), 2) for one in ("importance", "urgency")), given["importance"].raters]
            for name, given in points
            if "importance" in given and "urgency" in given
        ],
    }


def _gate(study: Study) -> Json | None:
    """Return the verdicts of the gate, or why it cannot be judged; ``None`` where the settings have no rules."""
    found = judged(study)
    if found is None or isinstance(found, Text):
        return None if found is None else {"why": _pair(found), "rules": []}
    rows = [[one.passed, _pair(RULES[one.rule]), one.subject, _pair(one.message)] for one in found.rules]
    return {"passed": found.passed, "rules": rows}


def _pair(text: Text) -> list[str]:
    return [text.ko, text.en]


def _pairs(texts: dict[str, Text]) -> dict[str, list[str]]:
    return {name: _pair(text) for name, text in texts.items()}
