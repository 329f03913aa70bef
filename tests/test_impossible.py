"""Why not everything can be met; what comes first along a budget; levers of uncertain cost: each against every set."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
from policygraph.graph.decide.cost_ranges import places
from policygraph.graph.decide.encoding import Encoding
from policygraph.graph.decide.impossible import Impossible, explain
from policygraph.graph.decide.optimum import Infeasible, any_best, best, possible
from policygraph.graph.decide.problem import Lever, Model, NamedLimit, Need
from policygraph.graph.decide.program import Deadline, Solved
from policygraph.graph.decide.steps import Step, front, nested
from test_optimum import Clock, Every, random_model
from workspaces import framework, graph_of, item


def meets_all(model: Model) -> bool:
    every = Every.of(model)
    return bool((every.allowed & (every.met == len(model.needs))).any())


def test_a_contradiction_is_smallest_and_relaxations_are_the_fewest() -> None:
    kinds = set()
    for seed in range(400):
        model = random_model(random.Random(seed), 8)
        if meets_all(model):
            continue
        found = explain(model, {"budget"})
        alone = {need.id for need in model.needs if not meets_all(replace(model, needs=(need,), rows=()))}
        assert set(found.unserved) == alone
        kept = replace(model, needs=tuple(need for need in model.needs if need.id not in alone))
        if meets_all(kept):
            assert not found.contradiction
            continue
        names = set(found.contradiction)
        kinds |= {name for name in names if not name.startswith("at ")}

        def of(some: set[str], kept: Model = kept) -> Model:
            needs = tuple(need for need in kept.needs if need.id in some)
            return replace(kept, needs=needs, rows=tuple(row for row in kept.rows if row.name in some))

        assert not meets_all(of(names))
        assert all(meets_all(of(names - {name})) for name in names)
        rows = [row.name for row in kept.rows]
        for count in range(1, len(rows) + 1):
            fitting = {
                gone
                for gone in combinations(sorted(rows), count)
                if meets_all(replace(kept, rows=tuple(row for row in kept.rows if row.name not in gone)))
            }
            if fitting:
                assert set(found.relaxations) == fitting
                break
        free = replace(kept, rows=tuple(row for row in kept.rows if row.name != "budget"))
        if "budget" in rows and meets_all(free):
            every = Every.of(free)
            assert found.least_cost == every.cost[every.best(every=True, needs=len(free.needs))][0]
        else:
            assert found.least_cost is None
    assert {"budget", "either", "first"} <= kinds or kinds >= {"budget", "either"}


def test_nothing_is_possible_where_the_rows_contradict_each_other() -> None:
    lever = Lever("t", "task", 1)
    rows = (NamedLimit("in t", (("t", -1),), -1), NamedLimit("out t", (("t", 1),), 0))
    model = Model((lever,), (), rows)
    assert not possible(model)
    with pytest.raises(Infeasible):
        best(model, every=False)
    assert explain(model, set()).contradiction == ("in t", "out t")


def test_choices_along_a_budget_keep_the_earlier_and_cost_what_nesting_costs() -> None:
    prices = 0
    for seed in range(60):
        model = random_model(random.Random(seed), 8)
        if any(row.name != "budget" for row in model.rows):
            continue
        every = Every.of(model)
        limit = 6
        steps = nested(model, limit, 3)
        assert [step.limit for step in steps] == [2, 4, 6]
        kept: set[str] = set()
        for step in steps:
            assert kept <= set(step.chosen)
            assert set(step.added) == set(step.chosen) - kept
            assert step.free == every.met[every.allowed & (every.cost <= step.limit)].max()
            assert step.met <= step.free
            prices += step.free - step.met
            kept = set(step.chosen)
        assert [step.free for step in steps] == sorted(step.free for step in steps)
    assert prices > 0


def test_the_front_holds_what_each_cost_buys_at_best() -> None:
    for seed in range(60):
        model = random_model(random.Random(seed), 8)
        every = Every.of(model)
        points = front(model)
        if not every.allowed.any():
            assert points == ()
            continue
        pairs = {
            (int(every.cost[every.allowed & (every.met == met)].min()), int(met))
            for met in set(every.met[every.allowed])
        }
        expected = {(c, m) for c, m in pairs if not any(d <= c and n >= m and (d, n) != (c, m) for d, n in pairs)}
        assert all(point.proved for point in points)
        found = {(point.cost, point.met) for point in points}
        assert found <= expected
        assert len(points) <= 12
        if max(cost for cost, _ in expected) < 12:
            assert found == expected


def test_levers_of_uncertain_cost_stand_where_every_set_says() -> None:
    seen = set()
    for seed in range(100):
        chance = random.Random(seed)
        model = random_model(chance, 7)
        every = Every.of(model)
        fine = every.allowed & (every.met == len(model.needs))
        names = [lever.id for lever in model.levers]
        ranges = {name: (low := chance.randint(1, 4), low + chance.choice((0, 1, 3))) for name in names}
        found = places(model, ranges)
        if not fine.any():
            assert found.open == set(names)
            continue
        low, high = (np.array([ranges[name][end] for name in names]) for end in (0, 1))
        sets = every.sets[fine]
        free = []
        for one in sets:
            ahead = (sets * (1 - one)) @ high - ((1 - sets) * one) @ low
            unsure = ((sets != one) & (low < high)).any(axis=1)
            if not ((ahead < 0) | ((ahead == 0) & unsure)).any():
                free.append(one)
        matrix = np.array(free)
        assert found.core == {name for name, column in zip(names, matrix.T, strict=True) if column.all()}
        assert found.exterior == {name for name, column in zip(names, matrix.T, strict=True) if not column.any()}
        assert found.borderline == set(names) - found.core - found.exterior
        seen |= {kind for kind in ("core", "borderline", "exterior") if getattr(found, kind)}
    assert seen == {"core", "borderline", "exterior"}


def test_one_more_lever_never_costs_more_and_more_money_never_closes_less() -> None:
    for seed in range(80):
        chance = random.Random(seed)
        model = random_model(chance, 7)
        if not meets_all(model):
            continue
        extra = Lever("zz", "task", chance.randint(1, 4), 0, model.levers[0].links)
        needs = tuple(
            Need(need.id, need.by | {"zz"}) if model.levers[0].id in need.by else need for need in model.needs
        )
        more = replace(model, levers=(*model.levers, extra), needs=needs)
        assert any_best(more).total.cost <= any_best(model).total.cost


def chain(length: int) -> Model:
    """Levers of which each requires the next, the last locked out, and a need that the first one meets."""
    names = [f"l{number:02}" for number in range(length)]
    rows = [NamedLimit(f"{one} requires {two}", ((one, 1), (two, -1)), 0) for one, two in pairwise(names)]
    levers = tuple(Lever(name, "task", 1) for name in names)
    return Model(levers, (Need("first", frozenset({"l00"})),), (*rows, NamedLimit("out", ((names[-1], 1),), 0)))


def test_of_many_rows_that_would_do_if_dropped_eight_are_named_and_four_at_once_are_too_many() -> None:
    found = explain(chain(10), ())
    assert found.contradiction == ("first", *sorted(row.name for row in chain(10).rows))
    assert found.relaxations == tuple((f"l{number:02} requires l{number + 1:02}",) for number in range(8))
    assert found.least_cost is None
    few = explain(chain(4), ("l00 requires l01", "out"))
    assert len(few.relaxations) == 4
    assert few.least_cost == 1
    need = Need("x", frozenset("x"))
    for count, names in ((3, (("out 0", "out 1", "out 2"),)), (4, ())):
        rows = tuple(NamedLimit(f"out {number}", (("x", 1),), 0) for number in range(count))
        assert explain(Model((Lever("x", "task", 1),), (need,), rows), ()).relaxations == names


def test_a_need_that_nothing_reaches_says_how_far_it_comes_and_others_stand_as_they_are() -> None:
    hierarchy = graph_of(
        [framework(item("a", "f"), item("b", "f"), item("c", "f", "strategy"), item("d", "c"))]
    ).hierarchy
    node = hierarchy.index
    needs = (
        Need("beyond", node=node["f"], value=Fraction(9, 10)),
        Need("nobody"),
        Need("reached", node=node["a"], value=Fraction(2, 3)),
        Need("served", frozenset({"t"})),
        Need("still", node=node["d"], value=Fraction(1, 3)),
    )
    model = Model((Lever("t", "task", 1, 0, (("a", 2), ("b", 1))),), needs, (), hierarchy, (0,) * len(node))
    found = explain(model, ())
    assert found == Impossible(("beyond", "nobody", "still"), reachable=(("beyond", Fraction(1, 3)),))


def test_steps_below_what_is_locked_in_are_left_out_and_the_front_begins_where_something_can_be() -> None:
    levers = tuple(Lever(name, "task", cost) for name, cost in (("a", 3), ("b", 1), ("c", 2)))
    needs = tuple(Need(name, frozenset(name)) for name in "abc")
    model = Model(levers, needs, (NamedLimit("in a", (("a", -1),), -1),))
    assert nested(model, 6, 6) == (
        Step(3, ("a",), ("a",), 1, 1, True),
        Step(4, ("a", "b"), ("b",), 2, 2, True),
        Step(5, ("a", "b"), (), 2, 2, True),
        Step(6, ("a", "b", "c"), ("c",), 3, 3, True),
    )
    assert [(point.cost, point.met, point.chosen, point.bound) for point in front(model)] == [
        (3, 1, ("a",), 1), (4, 2, ("a", "b"), 2), (6, 3, ("a", "b", "c"), 3),
    ]  # fmt: skip
    past = Deadline(0.0)
    assert (nested(model, 6, 2, past), front(model, past)) == ((), ())


def test_the_front_has_twelve_points_at_even_distances() -> None:
    levers = tuple(Lever(f"t{number:02}", "task", 1) for number in range(24))
    points = front(Model(levers, tuple(Need(lever.id, frozenset({lever.id})) for lever in levers)))
    assert [point.cost for point in points] == [0, 2, 4, 6, 8, 10, 13, 15, 17, 19, 21, 24]
    assert all(point.met == point.bound == len(point.chosen) == point.cost for point in points)


def test_a_step_is_proved_where_both_its_choice_and_the_free_one_are(monkeypatch: pytest.MonkeyPatch) -> None:
    levers = tuple(Lever(name, "task", 1) for name in "ab")
    model = Model(levers, tuple(Need(name, frozenset(name)) for name in "ab"))
    solve = Encoding.minimise
    locked = [False]  # whether the choice that keeps the earlier is what is not proved

    def minimise(encoding: Encoding, *given: object, **more: object) -> Solved:
        found = solve(encoding, *given, **more)  # type: ignore[arg-type]
        own = set(encoding.columns.values())
        keeps = any(high == -1 and own.issuperset(terms) for terms, _, high in encoding.program.rows)
        return replace(found, proved=False) if found.proved and keeps is locked[0] else found

    monkeypatch.setattr(Encoding, "minimise", minimise)
    assert [step.proved for step in nested(model, 2, 2)] == [False, False]
    locked[0] = True
    assert [step.proved for step in nested(model, 2, 2)] == [True, False]


def test_where_levers_of_uncertain_cost_stand_is_told_as_far_as_it_was_found_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch)
    partly = 0
    for seed in range(14):
        chance = random.Random(seed)
        model = random_model(chance, 6)
        if not meets_all(model):
            continue
        ranges = {lever.id: (low := chance.randint(1, 4), low + chance.choice((0, 1, 3))) for lever in model.levers}
        clock.left = 10**9
        whole = places(model, ranges)
        assert not whole.open
        for number in range(0, 24, 3):
            clock.left = number
            found = places(model, ranges)
            parts = (found.core, found.borderline, found.exterior, found.open)
            assert frozenset().union(*parts) == set(model.by_id)
            assert sum(map(len, parts)) == len(model.by_id)
            assert found.core <= whole.core
            assert found.exterior <= whole.exterior
            assert found.borderline <= whole.borderline
            partly += bool(found.open) and len(found.open) < len(model.levers)
    assert partly > 3
