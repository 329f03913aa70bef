"""What has to be met so that a gap is no longer there: each kind that can be closed, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from gap_cases import sound, sound_task
from policygraph import Study
from policygraph.graph.decide.levers import as_task, kept_levers, levers_of
from policygraph.graph.decide.needs import (
    asked_gaps,
    first_groups,
    floor_needs,
    gap_name,
    keep_needs,
    needs_of,
)
from policygraph.graph.decide.problem import Need
from policygraph.graph.decide.question import Question
from policygraph.records.documents import Addressee
from policygraph.records.issue import UnknownName, UnusableInput
from policygraph.records.kinds import Corpus, Decision, Period, Target, Text
from policygraph.records.scenario import Candidate
from random_studies import study_from
from test_closing import asking, candidate
from workspaces import corpus, framework, item, link, plan, text


def needs(found: Corpus, kind: str, *candidates: Candidate, weak_too: bool = True) -> dict[str, tuple[Need, ...]]:
    """Return the needs of the gaps of *kind*."""
    study = study_from(found)
    question = Question(kinds=(kind,))
    levers = levers_of(study.graph, question, candidates, {}).levers
    tasks = {
        **study.graph.tasks,
        **{one.id: as_task(one, one.plan or "p") for one in candidates if one.id not in study.graph.tasks},
    }
    return needs_of(study, asked_gaps(study, question), levers, tasks, weak_too=weak_too)


def by(name: str, *levers: str) -> tuple[Need, ...]:
    return (Need(name, frozenset(levers)),)


def test_a_floor_takes_a_link_as_strong_as_the_threshold_or_any_where_weakness_is_not_asked_about() -> None:
    found = sound(item("a", "f"), item("b", "f"), links=[link("t", "a", 1, "proposed"), link("u", "b", 3)])
    new = [candidate(f"c{strength}", ("a", strength), ("b", 3)) for strength in (1, 2, 3)]
    assert needs(found, "G03", *new) == {"G03 a": by("floor a", "c2", "c3")}
    assert needs(found, "G03", *new, weak_too=False) == {"G03 a": by("floor a", "c1", "c2", "c3", "t>a")}


def test_a_commitment_with_children_takes_a_share() -> None:
    items = (item("a", "f"), item("a1", "a", "subtask"), item("a2", "a", "subtask"))
    found = sound(*items, links=[link("t", "a", 1)])
    node = study_from(found).graph.hierarchy.index["a"]
    assert needs(found, "G02")["G02 a"] == (Need("floor a", node=node, value=Fraction(2, 3)),)


def test_a_link_at_the_top_only_takes_as_much_below_as_the_strongest_link_at_the_top() -> None:
    items = (item("a", "f", "strategy"), item("b", "a"))
    links = [link("t", "b", 1), link("t", "a", 2), link("u", "a", 1, "proposed")]
    node = study_from(sound(*items)).graph.hierarchy.index["a"]

    def top(value: Fraction) -> dict[str, tuple[Need, ...]]:
        return {"G04 a": (Need("top a", node=node, value=value),)}

    assert needs(sound(*items, links=links), "G04", candidate("c", ("b", 3))) == top(Fraction(2, 3))
    assert needs(sound(*items, links=links), "G04", candidate("c", ("b", 1), ("a", 3))) == top(Fraction(1))
    stronger = [*links[:-1], link("u", "a", 3, "proposed")]
    assert needs(sound(*items, links=stronger), "G04") == top(Fraction(1))


def test_one_task_takes_another_one_and_one_department_or_source_nothing_that_can_be_done() -> None:
    items = (item("s", "f", "strategy"), item("a", "s"), item("b", "s"))
    served = sound(*items, links=[link("t", "a"), link("u", "a"), link("t", "b", 2)])
    new = (candidate("c", ("b", 1)), candidate("d", ("a", 3)), candidate("t", ("b", 3)), candidate("u", ("b", 1)))
    assert needs(served, "G06", *new)["G06 b task"] == by("second b", "c", "u>b")
    same = sound(item("a", "f"), tasks=(sound_task("t"), sound_task("u")))
    assert needs(same, "G06", candidate("c", ("a", 3))) == {"G06 a department": by("second a department")}


def test_a_target_takes_another_task_that_ends_by_the_first_of_its_years() -> None:
    goal = item("g", "f", targets=tuple(Target(text("metric"), 1, "", year) for year in (2029, 2027)))
    found = sound(
        goal, item("h", "f"), tasks=(sound_task("t", end=2030), sound_task("u", end=2026)), links=[link("t", "g")]
    )
    new = [
        candidate("bare", ("g", 1)),
        candidate("open", ("g", 1), period=Period(2026, None)),
        candidate("late", ("g", 1), period=Period(2026, 2028)),
        candidate("soon", ("g", 1), period=Period(2026, 2027)),
        candidate("ends", ("g", 1), period=Period(None, 2026)),
        candidate("else", ("h", 1), period=Period(2026, 2026)),
        candidate("t", ("g", 3)),
        candidate("u", ("g", 1)),
    ]  # fmt: skip
    assert needs(found, "G08", *new)["G08 g target"] == by("in time g", "soon", "ends", "u>g")


def test_years_of_a_plan_take_in_each_year_a_new_task_of_that_plan_that_serves_the_framework() -> None:
    other = framework(item("h", "g", document="g"), name="g")
    documents = [
        framework(item("a", "f")), other, plan(sound_task("t"), period=Period(2026, 2029)),
        plan(sound_task("q1", document="q", parent="q"), name="q"),
    ]  # fmt: skip
    found = corpus(documents, [link("t", "a"), link("q1", "h")])
    new = [
        candidate("bare", ("a", 1), plan="p"),
        candidate("start", ("a", 1), plan="p", period=Period(2026, None)),
        candidate("end", ("a", 1), plan="p", period=Period(None, 2030)),
        candidate("first", ("a", 1), plan="p", period=Period(2026, 2028)),
        candidate("last", ("a", 1), plan="p", period=Period(2029, 2031)),
        candidate("both", ("h", 1), ("a", 1), plan="p", period=Period(2028, 2029)),
        candidate("before", ("a", 1), plan="p", period=Period(2026, 2027)),
        candidate("else", ("h", 1), plan="p", period=Period(2026, 2031)),
        candidate("other", ("a", 1), plan="q", period=Period(2026, 2031)),
        candidate("t", ("a", 3)),
    ]
    assert needs(found, "G08", *new)["G08 f p years"] == (
        Need("in 2028 f p", frozenset({"first", "both"})),
        Need("in 2029 f p", frozenset({"last", "both"})),
    )


def names(study: Study, **question: tuple[str, ...]) -> list[str]:
    return [gap_name(gap) for gap in asked_gaps(study, Question(**question))]  # type: ignore[arg-type]


def test_a_question_is_about_kinds_and_groups_within_frameworks_and_items() -> None:
    local = Addressee("local", "stated")
    first = framework(asking("a", "local"), item("s", "f", "strategy"), item("b", "s"))
    second = framework(item("c", "g", document="g"), name="g", kind="mayoral-goals")
    assert local == first.items[0].addressee
    study = study_from(corpus([first, second, plan(sound_task("t"))], [link("t", "b", 1)]))
    assert set(names(study, kinds=("must",))) == {"G01 a", "G01 c"}
    assert names(study, kinds=("must",), frameworks=("g",)) == ["G01 c"]
    assert names(study, kinds=("G02",), frameworks=("s",)) == ["G02 b"]
    assert names(study, kinds=("G01",), items=("a", "b")) == ["G01 a"]
    assert set(names(study, kinds=("G02", "must"), frameworks=("f",))) == {"G01 a", "G02 b"}
    assert "G05 t" not in names(study, kinds=("can", "must", "national", "proof"))


def test_a_gap_is_named_by_what_it_is_about_and_its_cause() -> None:
    gap = study_from(sound(item("a", "f"), links=[])).gaps()[0]
    for code, cause, name in (
        ("G01", "", "G01 a"), ("G06", "task", "G06 a task"), ("G08", "target", "G08 a target"), ("G08", "years", "G08 a b years"),
        ("G11", "", "G11 a b"), ("G12", "", "G12 a b"), ("G13", "", "G13 a b c"), ("G14", "", "G14 a b"),
    ):  # fmt: skip
        assert gap_name(replace(gap, code=code, cause=cause, nodes=("a", "b", "c"))) == name


def test_kinds_that_nothing_closes_are_named_in_both_languages() -> None:
    study = study_from(sound(item("a", "f")))
    with pytest.raises(UnusableInput) as caught:
        asked_gaps(study, Question(kinds=("G11", "must", "tasks", "G01")))
    can = caught.value.message.en.split("ask about ")[1]
    assert can == "must, can, proof, national, G01, G02, G03, G04, G06, G08"
    assert caught.value.message == Text(
        f"과제나 연계로 없앨 수 있는 종류가 아닙니다: G11 근거 미약, tasks. 물을 수 있는 것: {can}",
        f"no task and no link closes these kinds: G11, tasks; ask about {can}",
    )


def test_without_kinds_the_first_group_that_has_a_gap_that_can_be_closed_is_asked_about() -> None:
    nothing = study_from(sound(item("a", "f")))
    assert first_groups(nothing, ()) == ("must",)
    assert first_groups(nothing, ("G01", "can", "G01")) == ("G01", "can")
    with pytest.raises(UnknownName):
        first_groups(nothing, ("nothing",))
    open_item = study_from(sound(item("a", "f"), item("b", "f"), links=[link("t", "a"), link("u", "a")]))
    assert first_groups(open_item, ()) == ("can",)
    assert first_groups(open_item, (), ("G05",)) == ("must",)


def test_floors_are_shares_of_nodes_and_what_is_kept_is_what_is_strong_and_a_matter_of_the_city() -> None:
    links = [link("t", "a", 2), link("u", "a", 3), link("t", "b", 1), link("u", "c", 3), link("t", "d", 3, "proposed")]
    found = sound(*(item(name, "f") for name in "abcd"), links=links)
    decided = corpus(found.documents, links, [Decision("c", Text("국가 사무", "national"), "test", "2026-11-01")])
    study = study_from(decided)
    assert keep_needs(study, kept_levers(study.graph)) == {"a": by("a", "t", "u")}
    index = study.graph.hierarchy.index
    assert floor_needs(study, Question(floors=(("f", Fraction(1, 2)), ("a", Fraction(1))))) == {
        "floor f 1/2": (Need("floor f 1/2", node=index["f"], value=Fraction(1, 2)),),
        "floor a 1": (Need("floor a 1", node=index["a"], value=Fraction(1)),),
    }
