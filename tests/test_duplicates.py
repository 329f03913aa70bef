"""Possible duplicates: the search that compares few sets finds what comparing all of them finds, city by city."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policygraph.graph.gaps import find_gaps
from policygraph.graph.gaps.task_gaps import overlapping
from policygraph.records.kinds import City, Text
from workspaces import framework, graph_of, item, link, plan, task

MEMBERS = st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 2))
SETS = st.dictionaries(st.text("xyz", min_size=1, max_size=4), st.sets(MEMBERS, max_size=9), max_size=14)


def all_compared(sets: dict[str, set[tuple[str, int]]], least: int, part: float) -> list[tuple[str, str]]:
    return [
        (first, second)
        for first, second in combinations(sorted(sets), 2)
        if len(sets[first] & sets[second]) >= least
        and len(sets[first] & sets[second]) >= part * len(sets[first] | sets[second])
    ]


@given(SETS, st.integers(1, 3), st.sampled_from((0.0, 0.25, 0.5, 0.75, 1.0)))
def test_the_search_finds_what_comparing_all_of_them_finds(
    sets: dict[str, set[tuple[str, int]]], least: int, part: float
) -> None:
    found = list(overlapping(sets, least, part))
    assert sorted(found) == all_compared(sets, least, part)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(("cities", "found"), [("gg", 1), ("gh", 0), ("  ", 1)], ids=["one", "two", "none said"])
def test_tasks_of_two_cities_are_no_duplicates(cities: str, found: int) -> None:
    plans = [
        replace(
            plan(task(name, f"p{name}", document=f"p{name}", technologies=("ai",)), name=f"p{name}"),
            city=City(city, Text(city)) if city.strip() else None,
        )
        for name, city in zip("tu", cities, strict=True)
    ]
    links = [link(name, served) for name in "tu" for served in "ab"]
    graph = graph_of([framework(item("a", "f"), item("b", "f")), *plans], links)
    assert sum(gap.code == "G14" for gap in find_gaps(graph)) == found
