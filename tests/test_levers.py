"""What could be done, as levers with costs and named limits: each kind of record and of limit, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from policygraph.graph.decide.levers import Levers, as_task, kept_levers, levers_of, with_money
from policygraph.graph.decide.problem import Lever, NamedLimit
from policygraph.graph.decide.question import Question
from policygraph.graph.suggest.suggestion import Suggestion
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import Budget, Period, Text
from policygraph.records.scenario import Candidate
from test_closing import candidate
from workspaces import framework, graph_of, item, link, plan, task

LINKS = [link("t0", "a", 3), link("t0", "b", 2, "proposed"), link("t1", "a", 1, "rejected"), link("t1", "b", 2)]
GRAPH = graph_of([framework(item("a", "f"), item("b", "f")), plan(task("t0"), task("t1"), task("t2"))], LINKS)
SIZES = {"S": (1_000_000, 2_500_000), "L": (7_000_000, 9_000_000)}
MILLION = 10**6


def asked(*candidates: Candidate, suggestions: tuple[Suggestion, ...] = (), **question: object) -> Levers:
    return levers_of(GRAPH, Question(**question), candidates, SIZES, suggestions)  # type: ignore[arg-type]


def limits(*candidates: Candidate, **question: object) -> dict[str, tuple[tuple[tuple[str, int], ...], int]]:
    return {row.name: (row.terms, row.most) for row in asked(*candidates, **question).rows}


def suggestion(task_id: str, item_id: str, strength: int) -> Suggestion:
    return Suggestion(task_id, item_id, "f", 0.5, 0.5, strength)


def test_each_kind_of_record_is_a_lever_at_its_cost() -> None:
    new, more = candidate("c", ("a", 2), ("b", 3)), candidate("t1", ("a", 2))
    guessed = (suggestion("t2", "a", 1), suggestion("t0", "b", 3))
    proposal = Lever("t0>b", "confirm", 1, 0, (("b", 2),), "t0")
    reviews = asked(more, suggestions=guessed)
    assert reviews.unit == "reviews"
    assert reviews.levers == (
        proposal,  # what is proposed is no suggestion
        Lever("t1>a", "link", 1, 0, (("a", 2),), "t1"),
        Lever("t2>a", "suggested", 1, 0, (("a", 1),), "t2"),
    )
    tasks = asked(new, more, suggestions=guessed)
    assert (tasks.unit, tasks.unknown) == ("tasks", ("c",))
    assert tasks.levers == (
        Lever("c", "task", 1, 0, (("a", 2), ("b", 3)), "c"),
        *(replace(lever, cost=0, effort=1) for lever in reviews.levers),
    )
    assert [lever.id for lever in asked(new, more, money=True).levers] == ["t0>b", "t1>a"]
    assert asked(new, more, money=True).unknown == ("c",)


def test_a_candidate_costs_its_budget_or_the_most_of_its_range_and_the_rest_is_unknown() -> None:
    found = asked(
        candidate("both", ("a", 1), krw=3 * MILLION, size="S"),
        candidate("nothing", ("a", 1), krw=0),
        candidate("own", ("a", 1), size="S", least=MILLION, most=4 * MILLION),
        candidate("small", ("a", 1), size="S"),
        candidate("unheard", ("a", 1), size="XL"),
        candidate("bare", ("a", 1)),
        money=True,
    )
    assert {lever.id: lever.cost for lever in found.levers if lever.kind == "task"} == {
        "both": 3, "nothing": 0, "own": 4, "small": 3,
    }  # fmt: skip
    assert found.ranges == {"own": (1, 4), "small": (1, 3)}
    assert found.unknown == ("bare", "unheard")


def test_money_of_a_year_is_known_by_the_period_or_by_the_years_of_the_budget() -> None:
    def over(name: str, start: int | None, end: int | None, budget: Budget | None) -> Candidate:
        return Candidate(name, serves=candidate("x", ("a", 1)).serves, period=Period(start, end), budget=budget)

    whole, years = Budget(6 * MILLION), ((2027, 2 * MILLION), (2029, 4 * MILLION))
    found = asked(
        over("before", 2025, 2026, None),
        over("past", 2025, 2026, whole),
        over("in", 2027, 2027, whole),
        over("in-unknown", 2027, 2027, None),
        over("open", 2027, None, whole),
        over("opened", None, 2027, whole),
        over("over", 2026, 2028, whole),
        over("said", 2026, 2029, Budget(6 * MILLION, years=years)),
        over("said-else", 2026, 2029, Budget(6 * MILLION, years=((2028, 6 * MILLION),))),
        over("said-in-part", 2026, 2029, Budget(7 * MILLION, years=years)),
        over("said-without", 2026, 2029, Budget(7 * MILLION, years=((2028, 6 * MILLION),))),
        candidate("no-period", ("a", 1), krw=MILLION),
        yearly=((2027, 5_900_000),),
    )
    assert found.unknown == (
        "before", "in-unknown", "no-period", "open", "opened", "over", "said-without",
    )  # fmt: skip
    assert found.rows == (NamedLimit("budget 2027", (("in", 6), ("said", 2), ("said-in-part", 2)), 5),)
    assert found.budgets == {"budget 2027"}


def test_limits_of_the_question_are_rows_of_the_new_tasks() -> None:
    ga, na = Text("가과", "ga team"), Text("나과", "na team")
    new = (
        candidate("c", ("a", 1), krw=2 * MILLION, department=ga),
        candidate("d", ("b", 1), krw=0, department=na),
        candidate("e", ("b", 1), krw=MILLION + 1),
        candidate("t2", ("a", 1), department=na),
    )
    assert limits(*new, budget=3_900_000, most=2, loads=(("가 과", 1), ("NA team", 0))) == {
        "budget": ((("c", 2), ("e", 2)), 3),
        "tasks": ((("c", 1), ("d", 1), ("e", 1)), 2),
        "load 가 과": ((("c", 1),), 1),
        "load NA team": ((("d", 1),), 0),
    }
    assert asked(*new, budget=3_900_000, most=2).budgets == {"budget"}
    assert limits(*new) == {}
    alone = candidate("u", ("a", 1), department=Text("다과", "da team"))
    assert limits(candidate("c", ("a", 1), krw=0), alone, money=True, loads=(("da team", 1),)) == {}
    for word, near in (("가과과", ("가과",)), ("전혀 다름", ("가과", "나과"))):
        with pytest.raises(UnknownName) as caught:
            asked(*new, loads=((word, 1),))
        assert caught.value.message == Text(
            f"'{word}'에서 맡을 후보 과제가 없습니다.", f"no candidate belongs to a department {word!r}"
        )
        assert caught.value.candidates == near


def test_what_candidates_demand_of_each_other_are_rows() -> None:
    new = (
        candidate("c", ("a", 1), krw=1, requires=("d", "u", "t0"), excludes=("d", "u")),
        candidate("d", ("a", 1), krw=1, excludes=("c",)),
        candidate("u", ("a", 1), requires=("c",)),
    )
    names = [row.name for row in asked(*new, money=True).rows]
    assert names == ["c requires d", "c requires u", "either c or d"]
    assert limits(*new, money=True) == {
        "c requires d": ((("c", 1), ("d", -1)), 0),
        "c requires u": ((("c", 1),), 0),
        "either c or d": ((("c", 1), ("d", 1)), 1),
    }


def test_what_is_locked_is_a_row_for_each_lever_and_the_question_comes_before_the_records() -> None:
    new = (
        candidate("c", ("a", 1), lock="in"),
        candidate("d", ("a", 1), lock="out"),
        candidate("t1", ("a", 1), lock="in"),
        candidate("t2", ("a", 1), ("b", 1)),
    )
    within, out = (lambda name: {f"in {name}": (((name, -1),), -1)}), (lambda name: {f"out {name}": (((name, 1),), 0)})
    assert limits(*new) == within("c") | out("d") | within("t1>a")
    assert limits(*new, leave=("c", "t2"), take=("d", "t0>b")) == (
        out("c") | within("d") | within("t0>b") | within("t1>a") | out("t2>a") | out("t2>b")
    )
    assert limits(candidate("u", ("a", 1)), money=True, take=("u", "t2"), leave=("u",)) == {}
    with pytest.raises(UnknownName) as caught:
        asked(*new, take=("t2>c",))
    assert caught.value.message == Text(
        "'t2>c'이라는 후보나 제안은 없습니다.", "there is no candidate or proposal 't2>c'"
    )
    assert set(caught.value.candidates) == {"t2", "t2>a", "t2>b"}
    with pytest.raises(UnknownName):
        asked(*new, leave=("nobody",))


def test_a_task_with_confirmed_links_can_be_kept_at_one_task_or_at_its_money() -> None:
    links = [*LINKS, link("t2", "b", 3), link("t2", "a", 1)]
    graph = graph_of([framework(item("a", "f"), item("b", "f")), plan(task("t0"), task("t1"), task("t2"))], links)
    found = kept_levers(graph)
    assert found == (
        Lever("t0", "task", 1, 0, (("a", 3),), "t0"),
        Lever("t1", "task", 1, 0, (("b", 2),), "t1"),
        Lever("t2", "task", 1, 0, (("b", 3), ("a", 1)), "t2"),
    )
    budgets = {"t0": 1_000_001, "t1": None, "t2": 0}
    assert with_money(found, budgets) == (replace(found[0], cost=2), replace(found[2], cost=0))


def test_a_candidate_is_seen_as_a_task_of_its_plan() -> None:
    one = candidate("c", ("a", 1), krw=5, department=Text("가과", "ga"), period=Period(2026, 2027))
    found = as_task(one, "p")
    assert (found.id, found.document, found.level, found.parents, found.title) == ("c", "p", "task", ("p",), one.title)
    assert (found.department, found.period, found.budget) == (one.department, one.period, one.budget)
