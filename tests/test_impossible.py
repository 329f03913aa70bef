"""Why not everything can be met; what comes first along a budget; levers of uncertain cost: each against every set."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from policygraph.graph.decide.cost_ranges import places
from policygraph.graph.decide.impossible import explain
from policygraph.graph.decide.optimum import Infeasible, any_best, best, possible
from policygraph.graph.decide.problem import Lever, Model, NamedLimit, Need
from policygraph.graph.decide.steps import front, nested
from test_optimum import Every, random_model


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
    for seed in range(150):
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
