"""What is known before any search: a good set of levers, a cost none goes below, and what may be left out of a search."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import chain, combinations

from policygraph.graph.decide.greedy import greedy, least_cost
from policygraph.graph.decide.problem import Lever, Need
from policygraph.graph.decide.reduction import needed_needs, useful_levers


def random_cover(chance: random.Random) -> tuple[dict[str, Lever], list[Need]]:
    """Return up to six levers and up to seven needs, each met by any one of some levers."""
    levers = {name: Lever(name, "task", chance.randint(1, 4), chance.choice((0, 0, 1))) for name in "abcdef"}
    needs = [
        Need(f"{number}", frozenset(chance.sample("abcdef", chance.randint(1, 3))))
        for number in range(chance.randint(1, 7))
    ]
    return levers, needs


def sets_that_do(needs: list[Need]) -> list[frozenset[str]]:
    every = chain.from_iterable(combinations("abcdef", size) for size in range(7))
    return [frozenset(one) for one in every if all(need.by.intersection(one) for need in needs)]


def test_a_greedy_set_meets_all_with_nothing_to_spare_and_none_costs_less_than_the_bound() -> None:
    for seed in range(300):
        levers, needs = random_cover(random.Random(seed))
        found = greedy(levers, needs)
        assert found is not None
        able = sets_that_do(needs)
        assert found in able
        assert not any(found - {name} in able for name in found)
        least = min(sum(levers[name].cost for name in one) for one in able)
        most = max(sum(name in need.by for need in needs) for name in levers)
        assert least_cost(levers, needs) <= least
        times = sum(Fraction(1, number) for number in range(1, most + 1))
        assert sum(levers[name].cost for name in found) <= times * least
    assert greedy({}, [Need("1")]) is None
    assert greedy({}, []) == frozenset()


def test_the_dearest_lever_for_what_it_meets_comes_last_and_goes_first() -> None:
    levers = {name: Lever(name, "task", cost, 0) for name, cost in (("a", 3), ("b", 2), ("c", 2), ("d", 4))}
    by = {"1": "ad", "2": "ad", "3": "abd", "4": "bd", "5": "c", "6": "cd"}
    needs = [Need(name, frozenset(some)) for name, some in by.items()]
    assert greedy(levers, needs) == {"c", "d"}  # d: 4 for five; then c, as a and b have nothing left
    cheap = {**levers, "d": Lever("d", "task", 9, 0)}
    assert greedy(cheap, needs) == {"a", "b", "c"}  # each is 1 for one of its needs, d nearly 2
    reviews = {name: Lever(name, "confirm", 0, effort) for name, effort in (("x", 2), ("y", 1))}
    assert greedy(reviews, [Need("1", frozenset("xy"))]) == {"y"}
    # of w, dear once v has met two of its three, z takes the place
    dear = {name: Lever(name, "task", cost, 0) for name, cost in (("v", 3), ("w", 6), ("z", 3))}
    by = {"1": "v", "2": "vw", "3": "vw", "4": "wz"}
    assert greedy(dear, [Need(name, frozenset(some)) for name, some in by.items()]) == {"v", "z"}
    # first v, then w; x and y, taken for what they alone meet, meet all of theirs again but the one that both met
    wide = {name: Lever(name, "task", cost, 0) for name, cost in (("v", 2), ("w", 3), ("x", 6), ("y", 6))}
    shared = {"0": "vw", "1": "wx", "2": "wx", "3": "vy", "4": "vy", "5": "x", "6": "y"}
    assert greedy(wide, [Need(name, frozenset(some)) for name, some in shared.items()]) == {"v", "x", "y"}
    shared["0"] = "vwx"  # which x meets too, so that neither v nor w is wanted any more
    assert greedy(wide, [Need(name, frozenset(some)) for name, some in shared.items()]) == {"x", "y"}


def test_the_bound_shares_the_cost_of_a_lever_among_what_it_meets() -> None:
    two = {name: Lever(name, "task", 3, 0) for name in "ab"}
    needs = [
        Need("1", frozenset("ab")),
        *(Need(name, frozenset("a")) for name in "23"),
        *(Need(name, frozenset("b")) for name in "45"),
    ]
    assert least_cost(two, needs) == 5  # a third of 3 for each of the five; the need that both meet is paid by either
    one = {"a": Lever("a", "task", 1, 0), "b": Lever("b", "task", 7, 0)}
    assert least_cost(one, [Need(name, frozenset("a")) for name in "123"]) == 1
    assert least_cost(one, [Need("1", frozenset("ab")), Need("2", frozenset("b"))]) == 7
    assert least_cost(one, []) == 0
    alike = {name: Lever(name, "task", 2, 0) for name in "ab"}
    assert least_cost(alike, [Need("1", frozenset("a")), Need("2", frozenset("b")), Need("3", frozenset("ab"))]) == 3


def test_needs_and_levers_that_others_stand_for_are_left_out_and_no_others() -> None:
    for seed in range(200):
        levers, needs = random_cover(random.Random(seed))
        kept = needed_needs(needs)
        assert sets_that_do(kept) == sets_that_do(needs)
        assert not any(one.by <= two.by for one in kept for two in kept if one is not two)
        serves = {name: {need.id for need in needs if name in need.by} for name in levers}

        def stands_for(
            one: str, two: str, levers: dict[str, Lever] = levers, serves: dict[str, set[str]] = serves
        ) -> bool:
            own, rival = levers[two], levers[one]
            as_good = serves[two] <= serves[one] and rival.cost <= own.cost and rival.effort <= own.effort
            alike = serves[two] == serves[one] and (rival.cost, rival.effort) == (own.cost, own.effort)
            return as_good and (one < two or not alike)

        useful = {
            name for name in levers if serves[name] and not any(stands_for(one, name) for one in levers if one != name)
        }
        assert useful_levers(levers, needs) == useful
    share = Need("share", node=0, value=Fraction(1))
    assert needed_needs([share, Need("b", frozenset("ab")), Need("a", frozenset("a"))]) == [
        Need("a", frozenset("a")),
        share,
    ]
    assert needed_needs([Need("b"), Need("a")]) == [Need("a"), Need("b")]
