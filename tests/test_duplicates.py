"""Possible duplicates: the search that compares few sets finds what comparing all of them finds, city by city."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import networkx as nx
import pytest
from alike_cities import several_cities
from hypothesis import given
from hypothesis import strategies as st
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.gaps import duplicate_gaps, find_gaps
from policygraph.graph.gaps.duplicate_gaps import overlapping
from policygraph.records.kinds import City, Text
from policygraph.sources.settings import Thresholds
from random_studies import study_from
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


@given(SETS, st.integers(1, 3), st.sampled_from((0.0, 0.25, 0.5, 0.75, 1.0)), st.sampled_from((0, 4, 12)))
def test_the_search_finds_what_comparing_all_of_them_finds(
    sets: dict[str, set[tuple[str, int]]], least: int, part: float, small: int
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(duplicate_gaps, "_SMALL", small)
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
    reach = Thresholds(duplicates="city")
    assert sum(gap.code == "G14" for gap in find_gaps(graph, reach)) == found
    assert not [gap for gap in find_gaps(graph) if gap.code == "G14"]  # two plans, and nobody asks across plans


def alike(graph: AlignmentGraph, first: str, second: str) -> bool:
    """Whether two tasks serve the same by the same means, as it is defined."""
    one, other = ({(link.item, link.strength) for link in graph.serves[name]} for name in (first, second))
    same = graph.tasks[first].technologies == graph.tasks[second].technologies
    return same and len(one & other) >= 2 and len(one & other) * 2 >= len(one | other)


@pytest.mark.parametrize("seed", range(12))
def test_what_cities_could_share_is_what_comparing_all_tasks_finds(seed: int) -> None:
    graph = study_from(several_cities(seed)).graph
    city = {name: graph.city_of(name) for name in graph.tasks}
    pairs = [pair for pair in combinations(sorted(graph.tasks), 2) if alike(graph, *pair)]
    across = [pair for pair in pairs if None not in (city[pair[0]], city[pair[1]]) and city[pair[0]] != city[pair[1]]]
    groups = [*map(sorted, nx.connected_components(nx.Graph(across)))]
    gaps = find_gaps(graph)
    found = [gap for gap in gaps if gap.code == "G17"]
    assert [[*gap.nodes[: gap.numbers["tasks"]]] for gap in found] == sorted(groups)
    for gap in found:
        tasks, items = gap.nodes[: gap.numbers["tasks"]], gap.nodes[gap.numbers["tasks"] :]
        served = {(city[name], link.item, link.strength) for name in tasks for link in graph.serves[name]}
        by_item = {
            item for _, item, strength in served if len({c for c, i, s in served if (i, s) == (item, strength)}) > 1
        }
        assert [*items] == sorted(by_item)
        assert gap.numbers["cities"] == sorted({city[name] for name in tasks})
        assert (gap.severity, gap.group, gap.framework, gap.numbers["shared_items"]) == (
            "info",
            "tasks",
            None,
            len(items),
        )
    for asked, place in (("plan", lambda name: graph.tasks[name].document), ("city", city.__getitem__)):
        within = [pair for pair in pairs if place(pair[0]) == place(pair[1])]
        assert [gap.nodes[:2] for gap in find_gaps(graph, Thresholds(duplicates=asked)) if gap.code == "G14"] == within


def test_a_scope_of_one_city_has_nothing_to_share() -> None:
    study = study_from(several_cities(1))
    assert study.gaps(kinds="shareable")
    assert not study.narrowed(cities=["c1"]).gaps(kinds="shareable")


def test_what_could_be_shared_is_said_in_both_languages_and_asked_in_sparql() -> None:
    study = study_from(several_cities(1))
    gap = study.gaps(kinds="공동 활용")[0]
    numbers = gap.numbers
    cities, n, items = len(numbers["cities"]), numbers["tasks"], numbers["shared_items"]
    places = ", ".join(f"{name}시" for name in numbers["cities"])
    assert gap.message.ko == (
        f"{cities}개 도시({places})의 과제 {n}건('가상 {gap.nodes[0]}' 등)이 같은 기술로 같은 항목 {items}건을 뒷받침합니다."
    )
    assert gap.message.en.startswith(f"{n} tasks in {cities} cities (City ")
    rows = study.query('SELECT ?gap ?task { ?gap pg:gapCode "G17" ; pg:concerns ?task . ?task a pg:ActionTask }')
    asked = {(row["gap"].value, row["task"].value.rpartition("/")[2]) for row in rows}
    tasks = [name for gap in study.gaps(kinds="G17") for name in gap.nodes[: gap.numbers["tasks"]]]
    assert sorted(name for _, name in asked) == sorted(tasks)
    assert len({gap for gap, _ in asked}) == len(study.gaps(kinds="G17"))


def test_a_sixth_city_is_a_mark_in_the_sentence() -> None:
    plans = [
        replace(plan(task(f"t{number}", f"p{number}", document=f"p{number}", technologies=("ai",)), name=f"p{number}"),
                city=City(f"c{number}", Text(f"{number}시", f"City {number}")))
        for number in range(6)
    ]  # fmt: skip
    links = [link(f"t{number}", served) for number in range(6) for served in "ab"]
    graph = graph_of([framework(item("a", "f"), item("b", "f")), *plans], links)
    gap = next(gap for gap in find_gaps(graph) if gap.code == "G17")
    assert "(0시, 1시, 2시, 3시, 4시, …)" in gap.message.ko
    assert gap.nodes == (*(f"t{number}" for number in range(6)), "a", "b")
