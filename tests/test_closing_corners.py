"""Closing gaps where something is met exactly, is there already, cannot be, or is of another kind."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from policygraph.graph.decide.closing import Gain, close
from policygraph.graph.decide.optimum import Optimum, Total
from policygraph.graph.decide.question import Question
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Text
from random_studies import study_from
from test_closing import candidate, small
from workspaces import corpus, framework, item, link, plan, task


def test_a_task_that_is_there_may_take_a_further_link_or_a_stronger_one_and_its_proposals_count_as_they_are() -> None:
    study = small(link("t0", "a1", 1), link("t1", "b1", 3, "proposed"))
    found = close(study, Question(items=("a1", "a2")), candidates=[candidate("t0", ("a1", 3), ("a2", 2))])
    assert (found.unit, found.chosen, found.closed) == ("reviews", ("t0>a1", "t0>a2"), found.asked)
    assert found.difference is not None
    (move,) = found.difference.frameworks
    assert (move.before.floor, move.after.floor) == pytest.approx((1 / 12, 5 / 12))
    assert (move.before.ceiling, move.after.ceiling) == pytest.approx((7 / 12, 11 / 12))
    assert {one.id: one.after.tasks for one in found.difference.raised} == {"a1": 1, "a2": 1}


def test_what_a_lever_does_alone_and_beside_the_others_is_counted_from_what_is_there() -> None:
    links = [link("t0", "a1", 3), link("t0", "a2", 1)]
    candidates = [candidate("x", ("a2", 3)), candidate("y", ("b1", 3)), candidate("z", ("b1", 2), ("a2", 2))]
    asked = Question(floors=(("f", Fraction(1, 4)), ("f", Fraction(1)), ("a", Fraction(1))))
    found = close(small(*links), asked, candidates=candidates)
    assert (found.chosen, found.closed, found.left) == (("x", "y"), found.asked, ())
    assert found.alone == {"x": Gain(1, 1 / 6), "y": Gain(0, 1 / 2)}
    assert found.last == {"x": Gain(2, 1 / 6), "y": Gain(1, 1 / 2)}
    kept = close(small(link("t0", "a1", 2), link("t1", "a1", 3), link("t0", "b1", 2)), Question(keep=True))
    assert kept.alone == {"t0": Gain(2, 1 / 6 + 1 / 3)}
    assert kept.difference is not None
    assert {move.id: move.effect for move in kept.difference.items} == {"a1": "single"}


@pytest.mark.parametrize("count", [200, 201])
def test_what_each_of_many_levers_does_is_told_of_no_more_than_two_hundred(count: int) -> None:
    items = [item(f"i{number}", "f") for number in range(count)]
    links = [link(f"t{number}", f"i{number}") for number in range(count)]
    study = study_from(corpus([framework(*items), plan(*(task(one.task) for one in links))], links))
    found = close(study, Question(keep=True))
    assert len(found.chosen) == count
    assert len(found.alone) == len(found.last) == (count if count == 200 else 0)


def test_what_cannot_be_or_was_not_found_in_time_is_no_set_at_no_cost() -> None:
    candidates = [candidate("x", ("a1", 3))]
    never = close(small(), Question(items=("a1",), take=("x",), leave=("x",)), candidates=candidates)
    nothing = Optimum(frozenset(), Total(0, 0, 0), True, None, 0)
    assert (never.status, never.bound, never.best, never.left) == ("proved", None, nothing, never.asked)
    assert never.impossible is not None
    assert never.impossible.contradiction == ("in x", "out x")
    late = close(small(), Question(items=("a1",)), candidates=candidates, seconds=-1.0)
    assert (late.status, late.bound, late.best) == ("stopped", None, replace(nothing, proved=False))
    assert (late.seconds, never.seconds) == (-1.0, 30.0)
    assert repr(late) == "<Closing: stopped, 0 chosen, 0 closed, 1 left>"


def test_what_is_reached_already_takes_nothing_and_nothing_less_would_do() -> None:
    found = close(
        small(link("t0", "b1", 3)), Question(floors=(("f", Fraction(1, 2)),)), candidates=[candidate("x", ("a1", 3))]
    )
    assert (found.status, found.chosen, found.bound, found.closed) == ("proved", (), 0, found.asked)


def test_ranges_of_cost_say_something_of_tasks_alone_where_money_counts_and_everything_can_be_closed() -> None:
    wide = {"least": 1_000_000, "most": 9_000_000}
    candidates = [
        candidate("x", ("a1", 3), **wide),
        candidate("y", ("a1", 3), least=2_000_000, most=3_000_000),
        candidate("z", ("a1", 2), ("b1", 1), least=9_500_000, most=9_600_000),
    ]
    study = small(link("t0", "b1", 2, "proposed"))
    found = close(study, Question(money=True, items=("a1", "b1")), candidates=candidates)
    assert found.places is not None
    assert (found.places.core, found.places.borderline, found.places.exterior) == (set(), {"x", "y"}, {"z"})
    assert found.places.open == frozenset()
    assert close(study, Question(items=("a1", "b1")), candidates=candidates).places is None
    short = Question(money=True, items=("a1", "b1"), leave=("x", "y", "z"))
    part = close(study, short, candidates=candidates)
    assert (part.chosen, part.places) == (("t0>b1",), None)


def test_steps_go_along_the_budget_the_number_of_tasks_or_the_least_cost() -> None:
    candidates = [candidate(name, (name.removeprefix("c-"), 3), krw=10**6) for name in ("c-a1", "c-a2", "c-b1")]
    for question, limits in (
        (Question(budget=2 * 10**6, steps=2), [1, 2]),
        (Question(most=2, steps=2), [1, 2]),
        (Question(steps=3), [1, 2, 3]),
        (Question(money=True, steps=3), [1, 2, 3]),
        (Question(money=True, take=("c-a1",), steps=1), [3]),
    ):
        found = close(small(), question, candidates=candidates)
        assert [step.limit for step in found.steps] == limits
        assert [step.met for step in found.steps] == limits
    assert close(small(), Question(), candidates=candidates).steps == ()
    assert close(small(), Question(), candidates=candidates).front == ()


def test_a_candidate_with_the_id_of_an_item_or_outside_the_scope_cannot_be_taken() -> None:
    candidates = [candidate("a2", ("a1", 3)), candidate("x", ("a1", 3), department=Text("나과", "na"))]
    assert close(small(), Question(items=("a1",)), candidates=candidates).chosen == ("x",)
    owned = study_from(
        corpus([framework(item("a1", "f")), plan(task("t0", department="가과"))], [link("t0", "a1", 1, "proposed")])
    )
    scoped = owned.narrowed(departments=["가과"])
    found = close(scoped, Question(kinds=("G03",)), candidates=[*candidates[1:], candidate("t0", ("a1", 2))])
    assert set(found.levers) == {"t0>a1"}
    with pytest.raises(UnusableInput, match="candidate x has to name its plan; plans: p"):
        close(small(), Question(items=("a1",)), candidates=[replace(candidates[1], plan="nowhere")])


def test_a_group_asks_for_links_as_strong_as_the_threshold_and_a_kind_that_is_not_weakness_for_any() -> None:
    for kinds, closes in ((("can",), False), (("G01",), True), (("G01", "G02"), False), (("G01", "can"), False)):
        found = close(small(), Question(kinds=kinds, items=("a1",)), candidates=[candidate("w", ("a1", 1))])
        assert bool(found.closed) is closes
