"""Tasks that serve the same items, against the definition."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from policygraph.graph.similar import SHARED, _sharing, similar_tasks
from policygraph.records.kinds import Item, Text
from workspaces import framework, graph_of, item, link, plan, task


@pytest.mark.parametrize("seed", range(5))
def test_those_that_serve_enough_and_half_of_the_same_are_alike(seed: int) -> None:
    chance = random.Random(seed)
    served = [{f"i{chance.randrange(12)}" for _ in range(chance.randrange(1, 12))} for _ in range(40)]
    assert _sharing(served) == [
        {
            number
            for number, other in enumerate(served)
            if other is not own and len(own & other) >= SHARED and len(own & other) / len(own | other) >= 0.5
        }
        for own in served
    ]


def test_without_tasks_nothing_is_alike() -> None:
    assert similar_tasks(graph_of([framework(item("a", "f")), plan()])) == {}


def named(name: str, title: str, summary: str = "", content: str = "", parent: str = "p") -> Item:
    return replace(task(name, parent), title=Text(title), summary=Text(summary), content=Text(content))


def test_a_title_weighs_twice_what_summary_or_content_does() -> None:
    words = ("가나다라", "마바사아", "자차카타")
    tasks = [named("a", *words), *(named(name, word) for name, word in zip("bcd", words, strict=True))]
    links = [link(one.id, served) for one in tasks for served in ("x", "y")]
    found = similar_tasks(graph_of([framework(item("x", "f"), item("y", "f")), plan(*tasks)], links))
    title, summary, content = found["a"]
    assert [one.task for one in (title, summary, content)] == ["b", "c", "d"]
    assert (summary.alike, content.alike) == pytest.approx((title.alike / 2, title.alike / 2))
    assert {one.shared for one in found["a"]} == {2}


def test_the_likest_three_come_first_and_no_task_is_like_its_own_subtasks() -> None:
    tasks = [
        named("a", "어르신 디지털 교육"),
        named("a-1", "어르신 디지털 교육", parent="a"),
        *(named(f"b{number}", "어르신 디지털 교육 확대") for number in (2, 1)),
        named("c", "어르신 디지털 교육"),
        named("d", "어르신 디지털 교육"),
        named("e", "하천 수위 감지"),
    ]
    links = [link(name, served) for name in ("a", "d") for served in ("x", "y", "z")] + [link("c", "x")]
    graph = graph_of([framework(*(item(name, "f") for name in "xyz")), plan(*tasks)], links)
    found = {name: [(one.task, one.shared) for one in near] for name, near in similar_tasks(graph).items()}
    assert found["a"] == [("d", 3), ("c", 1), ("b1", 0)]
    assert found["a-1"] == [("c", 0), ("d", 0), ("b1", 0)]
    assert found["e"] == []
    assert [one.task for one in similar_tasks(graph, 5)["a"]] == ["d", "c", "b1", "b2"]
