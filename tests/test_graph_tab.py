"""The picture's tools in a real browser: levels of detail, surroundings, the way between two records, marked gaps."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from browser import Opener, Watched
from policygraph.graph.connection import connect
from policygraph.graph.network import structure
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer

if TYPE_CHECKING:
    pass

STEPS = """pairs => pairs.map(([from, to]) => policygraph.steps(from, to)
    .map(({start, end, relation, link}) => [start, end, relation, link ? link.strength : 0, link ? link.state : ""]))"""


@pytest.fixture(scope="module")
def page(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data, opened once."""
    return pages(render_explorer(bundled, lang="ko"), "?view=graph")


def boxes(watched: Watched) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = watched.scene()["boxes"]
    return found


def overlapping(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    ordered = sorted(found, key=lambda box: box["y"])
    return [
        (one["key"], other["key"])
        for place, one in enumerate(ordered)
        for other in ordered[place + 1 : place + 60]
        if abs(one["x"] - other["x"]) < (one["w"] + other["w"]) / 2 - 0.01
        and abs(one["y"] - other["y"]) < (one["h"] + other["h"]) / 2 - 0.01
    ]


# The way between two records


def test_the_way_is_that_of_why(page: Watched, bundled: Study) -> None:
    graph = bundled.graph
    chance = random.Random(6)
    items = [name for document in graph.frameworks for name in graph.below(document.id) if name in graph.items]
    pairs = [(chance.choice(list(graph.tasks)), chance.choice(items)) for _ in range(300)]
    pairs += [(link.task, link.item) for link in chance.sample(list(graph.alignments), 20)]
    page.go("?view=graph")
    for (task, item), shown in zip(pairs, page.page.evaluate(STEPS, pairs), strict=True):
        found = connect(graph, task, item)
        if found.alignment is not None and found.alignment.state != "rejected":
            assert shown == [[task, item, "serves", found.alignment.strength, found.alignment.state]]
            continue
        assert shown == [
            [
                step.start,
                step.end,
                step.relation,
                step.alignment.strength if step.alignment else 0,
                step.alignment.state if step.alignment else "",
            ]
            for step in found.chain
        ]


def test_any_two_records_have_a_shortest_way_or_none(page: Watched, bundled: Study) -> None:
    graph = bundled.graph
    chance = random.Random(7)
    names = [*graph.documents, *graph.items]
    pairs = [(chance.choice(names), chance.choice(names)) for _ in range(300)]
    net = nx.Graph(structure(graph))
    page.go("?view=graph")
    for (start, end), shown in zip(pairs, page.page.evaluate(STEPS, pairs), strict=True):
        expected = nx.shortest_path_length(net, start, end) if nx.has_path(net, start, end) else 0
        assert len(shown) == expected
        assert all(net.has_edge(step[0], step[1]) for step in shown)


def test_two_records_are_chosen_by_search_and_by_click(page: Watched) -> None:
    page.go("?view=graph")
    page.page.click("#tool-way")
    page.page.fill("#way-from", "b6-1-1")
    page.page.keyboard.press("Enter")
    page.settle()
    page.page.fill("#way-to", "kds-3-3")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    page.settle()
    assert "b6-1-1" in page.page.url
    assert "to=kds-3-3" in page.page.url
    steps = page.page.locator("#panel .way > li")
    assert steps.count() == len(page.page.evaluate(STEPS, [["b6-1-1", "kds-3-3"]])[0])
    assert "(강화, 확정)" in steps.first.inner_text()
    assert [box["id"] for box in boxes(page) if box.get("selected")] == ["b6-1-1", "kds-3-3"]
    assert overlapping(boxes(page)) == []
    page.page.go_back()
    page.settle()
    assert page.page.locator("#panel .way").count() == 0
    page.go("b6-1-1?view=graph&to=-")
    others = [box for box in boxes(page) if box["id"] not in ("b6-1-1", "b6")]
    page.click_picture(min(others, key=lambda box: abs(box["y"] - page.box("b6-1-1")["y"])))  # one that is in sight
    assert "to=-" not in page.page.url
    assert "to=" in page.page.url
    assert page.page.locator("#panel .way > li").count() > 0
    page.page.click("#panel .way button.link")
    page.settle()
    assert "to=" not in page.page.url


def test_no_way_is_said(page: Watched, bundled: Study) -> None:
    lonely = next(name for name in bundled.graph.tasks if not bundled.graph.serves[name])
    page.go(f"{lonely}?view=graph&to=legal")
    shown = page.page.evaluate(STEPS, [[lonely, "legal"]])[0]
    words = page.page.inner_text("#panel")
    assert ("길이 없습니다" in words) == (shown == [])
    page.go("b6-1-1?view=graph&to=kds-3-3&link=proposed&framework=legal")
    assert "고른 조건 안에서는 두 기록을 잇는 길이 없습니다." in page.page.inner_text("#panel")


# Around a record


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_the_surroundings_are_those_of_the_graph(page: Watched, bundled: Study, steps: int) -> None:
    net = nx.Graph(structure(bundled.graph))
    for name in ("b6-3-2", "kds-3-3"):
        page.go(f"{name}?view=graph&near={steps}")
        distances = nx.single_source_shortest_path_length(net, name, cutoff=steps)
        expected = [sum(far == step for far in distances.values()) for step in range(1, steps + 1)]
        numbers = page.page.locator("#panel section").first.locator("button.number").all_inner_texts()
        assert [int(number.replace(",", "")) for number in numbers] == [count for count in expected if count]
        shown = boxes(page)
        assert all(distances[box["id"]] == box["column"] for box in shown if box["id"])
        assert overlapping(shown) == []
        for step, count in enumerate(expected, start=1):
            column = [box for box in shown if box["column"] == step and box["id"]]
            assert len(column) == min(count, 40)
    page.page.locator("#panel section").first.locator("button.number").last.click()
    page.settle()
    listed = page.page.locator("#panel > .links > li")
    while (more := page.page.locator("#panel > .wide-button")).count():
        seen = listed.count()
        more.click()
        assert listed.count() > seen
    assert listed.count() == expected[-1]


# Levels of detail


def test_nearer_levels_open_what_lies_below(page: Watched, bundled: Study) -> None:
    page.go("?view=graph")
    far = {box["id"] for box in boxes(page)}
    assert far == set(bundled.graph.documents)
    page.page.click("#tool-nearer")
    page.settle()
    near = {box["id"] for box in boxes(page)}
    assert near == far | {child for name in far for child in bundled.graph.children[name]}
    assert overlapping(boxes(page)) == []
    links = [link for link in bundled.graph.alignments if link.state != "rejected"]
    assert sum(band["count"] for band in page.scene()["bands"]) == len(links)
    page.page.click("#tool-farther")
    page.settle()
    assert {box["id"] for box in boxes(page)} == far


def test_each_framework_has_what_serves_it_beside_itself(page: Watched, bundled: Study) -> None:
    page.go("?view=graph&level=2")
    scene = page.scene()
    places = {box["key"]: box for box in scene["boxes"]}
    blocks = {key.partition(":")[0] for key in places if ":" in key}
    assert set(bundled.graph.documents) - {plan.id for plan in bundled.graph.plans} >= blocks - {"rest"}
    span = {}
    for name in blocks - {"rest"}:
        own = [box for key, box in places.items() if key.startswith(f"{name}:") or key.split("/")[0] == name]
        span[name] = (min(box["y"] - box["h"] / 2 for box in own), max(box["y"] + box["h"] / 2 for box in own))
    ordered = sorted(span.values())
    assert all(above[1] < below[0] for above, below in itertools.pairwise(ordered))
    for band in scene["bands"]:
        top, bottom = span[bundled.graph.document_of(band["ends"][0])]
        assert top <= min(band["from"]["y"], band["to"]["y"])
        assert max(band["from"]["y"], band["to"]["y"]) <= bottom
    links = [link for link in bundled.graph.alignments if link.state != "rejected"]
    assert sum(band["count"] for band in scene["bands"]) == len(links)


def test_the_small_map_shows_where_the_window_stands_and_leads_elsewhere(page: Watched) -> None:
    page.page.set_viewport_size({"width": 1366, "height": 768})
    page.go("?view=graph&level=2")
    assert page.page.is_visible(".mini-map")
    middle = "policygraph.place({x: 0, y: 0}).y"
    before = page.page.evaluate(middle)
    frame = page.page.locator(".mini-map").bounding_box()
    assert frame
    page.page.mouse.click(frame["x"] + 20, frame["y"] + frame["height"] * 0.8)
    page.settle()
    assert page.page.evaluate(middle) < before - 1000
    canvas = page.page.locator(".canvas").bounding_box()
    assert canvas
    assert canvas["x"] + canvas["width"] <= frame["x"]
    page.go("kds-3-3?view=graph&near=1")
    page.page.set_viewport_size({"width": 400, "height": 800})
    page.settle()
    assert not page.page.is_visible(".mini-map")
    page.page.set_viewport_size({"width": 1280, "height": 800})


def test_zooming_in_opens_a_level_and_out_closes_it(page: Watched) -> None:
    page.go("?view=graph")
    for _ in range(3):
        page.page.click("#zoom-in")
    page.settle()
    assert "level=1" in page.page.url
    for _ in range(4):
        page.page.click("#zoom-out")
    page.settle()
    assert "level=" not in page.page.url


def test_one_framework_and_one_plan_unfold_in_place(page: Watched, bundled: Study) -> None:
    page.go("?view=graph")
    box = page.box("kds")
    page.click_picture({"x": box["x"] - box["w"] / 2 - 12, "y": box["y"]})
    assert "open=kds" in page.page.url
    assert set(bundled.graph.children["kds"]) <= {box["id"] for box in boxes(page)}
    page.page.focus(".canvas")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press(" ")
    page.settle()
    opened = page.page.evaluate("new URLSearchParams(location.hash.split('?')[1]).get('open')").split(",")
    assert len(opened) == 2
    assert opened[1] in {plan.id for plan in bundled.graph.plans}
    page.page.go_back()
    page.page.go_back()
    page.settle()
    assert {box["id"] for box in boxes(page)} == set(bundled.graph.documents)


def test_of_a_large_picture_only_what_is_near_is_handed_over(page: Watched, bundled: Study) -> None:
    page.go("?view=graph&level=9")
    scene = page.scene()
    assert {box["id"] for box in scene["boxes"]} == {*bundled.graph.documents, *bundled.graph.items}
    assert overlapping(scene["boxes"]) == []
    last = max(scene["boxes"], key=lambda box: box["y"])
    page.page.focus(".canvas")
    for place in range(3):
        near = page.page.evaluate("policygraph.drawn()")
        assert len(near) < len(scene["boxes"])
        assert (last["key"] in near) == (place == 2)
        page.page.locator(".canvas").hover()
        page.page.mouse.wheel(0, 600 if place == 0 else 200_000)
        page.settle()


def test_marked_gaps_leave_the_rest_pale(page: Watched, bundled: Study) -> None:
    page.go("kds?view=graph&unfold=1&mark=gaps")
    own = {name for gap in bundled.gaps() if gap.severity != "info" for name in gap.nodes}
    grave = {name for name in bundled.graph.items if own.intersection(bundled.graph.below(name))}
    for box in boxes(page):
        if box.get("wide") and box["id"] != "kds":
            assert box["faded"] == (box["id"] not in grave)
    assert page.page.get_attribute("#tool-mark", "aria-pressed") == "true"
    page.page.click("#tool-mark")
    page.settle()
    assert "mark=" not in page.page.url


def test_nothing_was_asked_for_and_nothing_went_wrong(page: Watched) -> None:
    for fragment in (
        "?near=3",
        "kds?near=x",
        "kds?to=nothing",
        "?to=b6",
        "kds?to=kds",
        "?level=99",
        "?open=no,b6",
        "?level=-1",
    ):
        page.go(f"{fragment}&view=graph")
    assert set(page.requests) == {page.address}
    assert page.complaints == []
