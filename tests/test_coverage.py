"""Coverage: every law of its definition on random graphs, and four independent computations that agree."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

import pytest
from definition import by_definition, by_sparql
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from policygraph import Study
from policygraph.graph.addressee import Addressed, addressee_of, unaddressed
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import NodeCoverage, coverage, figures_of
from policygraph.graph.hierarchy import count_below
from policygraph.graph.network import structure
from policygraph.graph.network_coverage import coverage_of
from policygraph.graph.scope import Scope
from policygraph.ontology.build import build_dataset
from policygraph.records.issue import UnknownId
from policygraph.records.kinds import ADDRESSEES, Addressee, Assessment, Corpus, Decision, Text
from random_corpora import corpora
from workspaces import corpus, framework, graph_of, item, link, plan, task

thorough = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def close(one: float | None, other: float | None) -> bool:
    return one is other is None or (one is not None and other is not None and abs(one - other) < 1e-9)


def figures(found: Corpus) -> dict[str, NodeCoverage]:
    return dict(coverage(AlignmentGraph(found)))


@thorough
@given(corpora())
def test_agrees_with_the_definition_read_by_recursion(found: Corpus) -> None:
    expected = by_definition(found)
    for name, node in figures(found).items():
        if node.state == "not-applicable":
            assert name not in expected
            continue
        wanted = expected[name]
        assert close(node.floor, wanted.floor)
        assert close(node.ceiling, wanted.ceiling)
        assert (node.direct_floor, node.direct_ceiling) == pytest.approx(wanted.direct)
        assert node.commitments == len(wanted.commitments)
        assert node.tasks == len(wanted.tasks)
        if node.state != "undefined":
            assert node.linked == len(wanted.linked)
            states = {0: "none", len(wanted.commitments): "full"}
            assert node.state == states.get(len(wanted.linked), "partial")
        else:
            assert not wanted.commitments


@thorough
@given(corpora())
def test_agrees_with_networkx(found: Corpus) -> None:
    graph = AlignmentGraph(found)
    assert dict(coverage_of(structure(graph))) == dict(coverage(graph))


@quick
@given(corpora())
def test_agrees_with_sparql(found: Corpus) -> None:
    dataset = build_dataset(found)
    expected = by_sparql(dataset)
    for name, node in coverage(AlignmentGraph.from_dataset(dataset)).items():
        wanted = expected.get(name, (None, None))
        assert close(node.floor, wanted[0])
        assert close(node.ceiling, wanted[1])


def test_all_four_agree_on_the_bundled_data(bundled: Study) -> None:
    result = bundled.coverage()
    recursion, walk, asked = by_definition(bundled.corpus), coverage_of(bundled.network()), by_sparql(bundled.dataset)
    assert dict(walk) == dict(result)
    known = [node for node in result.values() if node.floor is not None]
    assert len(known) > 400
    for node in known:
        for other in (recursion[node.id].floor, asked[node.id][0]):
            assert close(node.floor, other)
        for other in (recursion[node.id].ceiling, asked[node.id][1]):
            assert close(node.ceiling, other)


@thorough
@given(corpora())
def test_shares_stay_in_order_and_bounds(found: Corpus) -> None:
    for node in figures(found).values():
        if node.floor is not None and node.ceiling is not None:
            assert 0 <= node.floor <= node.ceiling <= 1
        if node.linked is not None and node.linked_confirmed is not None:
            assert 0 <= node.linked_confirmed <= node.linked <= node.commitments


@thorough
@given(corpora(), st.data())
def test_adding_an_alignment_lowers_nothing(found: Corpus, data: st.DataObject) -> None:
    pairs = {(a.task, a.item) for a in found.alignments}
    frameworks, plans = found.documents
    free = [(t.id, i.id) for t in plans.items for i in frameworks.items if (t.id, i.id) not in pairs]
    if not free:
        return
    new = link(
        *data.draw(st.sampled_from(free)),
        data.draw(st.sampled_from((1, 2, 3))),
        data.draw(st.sampled_from(("confirmed", "proposed"))),
    )
    before = figures(found)
    after = figures(dataclasses.replace(found, alignments=(*found.alignments, new)))
    for name, node in after.items():
        for side in ("floor", "ceiling", "direct_floor", "direct_ceiling", "linked", "tasks"):
            old, fresh = getattr(before[name], side), getattr(node, side)
            assert (old is None) == (fresh is None)
            assert old is None or fresh >= old


@thorough
@given(corpora(), st.randoms(use_true_random=False))
def test_order_and_names_change_nothing(found: Corpus, chance: random.Random) -> None:
    frameworks, plans = found.documents
    names = {i.id: f"x{number}" for number, i in enumerate(chance.sample(frameworks.items, len(frameworks.items)))}
    names |= {"f": "g"}
    renamed = [
        dataclasses.replace(
            i, id=names[i.id], document="g", parents=tuple(chance.sample([names[p] for p in i.parents], len(i.parents)))
        )
        for i in frameworks.items
    ]
    alignments = [dataclasses.replace(a, item=names[a.item]) for a in found.alignments]
    shuffled = Corpus(
        (plans, dataclasses.replace(frameworks, id="g", items=tuple(chance.sample(renamed, len(renamed))))),
        tuple(chance.sample(alignments, len(alignments))),
        (Assessment("p", ("g",)),),
        tuple(dataclasses.replace(d, item=names[d.item]) for d in found.decisions),
    )
    before, after = figures(found), figures(shuffled)
    for name, node in before.items():
        other = after[names[name]]
        assert (node.floor, node.ceiling, node.state) == (other.floor, other.ceiling, other.state)
        assert (node.linked, node.commitments, node.tasks) == (other.linked, other.commitments, other.tasks)


def test_what_is_not_known_of_a_node_is_absent() -> None:
    counted: dict[str, Any] = {
        "direct": (0.25, 0.5), "shares": (0.125, 0.375), "linked": 2, "linked_confirmed": 1, "commitments": 3, "tasks": 4,
    }  # fmt: skip
    known = {"floor": 0.125, "ceiling": 0.375, "linked": 2, "linked_confirmed": 1}
    itself = {"direct_floor": 0.25, "direct_ceiling": 0.5, "tasks": 4}
    cases: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({}, {"state": "partial", **known, **itself}),
        ({"linked": 3}, {"state": "full", **known, **itself, "linked": 3}),
        ({"linked": 0}, {"state": "none", **known, **itself, "linked": 0}),
        ({"commitments": 0}, {"state": "undefined", **itself, "commitments": 0}),
        ({"assessed": False}, {"state": "not-assessed"}),
        ({"assessed": False, "commitments": 0}, {"state": "undefined", "commitments": 0}),
        ({"applies": False}, {"state": "not-applicable"}),
    ]
    for changed, told in cases:
        node = figures_of(**{"applies": True, "assessed": True, **counted, **changed})
        assert {key: value for key, value in node.items() if value is not None} == {"commitments": 3, **told}


def test_a_node_tells_its_place_and_its_figures() -> None:
    found = coverage(
        graph_of(
            [
                framework(item("g", "f", "goal"), item("a", "g", importance=3), item("b", "g")),
                plan(task("t"), task("u")),
            ],
            [link("t", "a", 1), link("u", "b", 3, "proposed")],
        )
    )
    assert (found["f"].to_record(), found["a"].to_record()) == (
        {
            "id": "f", "framework": "f", "parent": None, "level": "framework", "title_ko": "가상 f", "title_en": "synthetic f",
            "state": "full", "floor": 0.25, "ceiling": 0.5, "direct_floor": 0.0, "direct_ceiling": 0.0, "linked": 2,
            "linked_confirmed": 1, "commitments": 2, "tasks": 2,
        },
        {
            "id": "a", "framework": "f", "parent": "g", "level": "task", "title_ko": "가상 a", "title_en": "synthetic a",
            "state": "full", "floor": 1 / 3, "ceiling": 1 / 3, "direct_floor": 1 / 3, "direct_ceiling": 1 / 3, "linked": 1,
            "linked_confirmed": 1, "commitments": 1, "tasks": 1,
        },
    )  # fmt: skip
    assert [row["id"] for row in found.to_records()] == list(found) == ["f", "g", "a", "b"]
    assert repr(found["f"]) == "<NodeCoverage f (framework): full, floor 0.250, ceiling 0.500, 2 of 2 linked>"
    assert (repr(found), len(found), "a" in found, "t" in found) == (
        "<Coverage of 3 items in 1 frameworks>", 4, True, False,
    )  # fmt: skip
    assert found.addressed("g") == {
        code: Addressed(2, 1, 1) if code == "unclear" else Addressed(0, 0, 0) for code in ADDRESSEES
    }
    assert found["a"] is found["a"]
    with pytest.raises(UnknownId, match="no record has the id 'g1'; nearest: g"):
        found["g1"]


def test_of_what_nobody_has_assessed_the_number_of_commitments_alone_is_told() -> None:
    found = coverage(graph_of([framework(item("a", "f")), plan(task("t"))], [link("t", "a")], assessed={}))
    assert repr(found["f"]) == "<NodeCoverage f (framework): not-assessed>"
    assert found["f"].figures() == {"state": "not-assessed", "commitments": 1}
    assert found.addressed("f")["unclear"] == Addressed(1, None, None)


def test_what_hangs_below_two_parents_is_counted_once_at_each_whatever_else_they_hold() -> None:
    own = {1: "x", 2: "y", 3: "abc", 4: "bz"}
    assert count_below([(1, (3,)), (2, (3, 4)), (0, (1, 2))], own, 6) == [6, 4, 5, 3, 2, 0]
    assert count_below([(3, (4,)), (1, (3,)), (2, (3,)), (0, (1, 2))], own, 5) == [6, 5, 5, 4, 2]


def test_a_child_with_two_parents_counts_once_under_each_and_once_above() -> None:
    graph = graph_of(
        [
            framework(item("a", "f", "strategy"), item("b", "f", "strategy"), item("c", ("a", "b")), item("d", "b")),
            plan(task("t")),
        ],
        [link("t", "c", 3)],
    )
    result = coverage(graph)
    assert (result["a"].floor, result["b"].floor, result["f"].floor) == (1.0, 0.5, 0.75)
    assert (result["f"].linked, result["f"].commitments) == (1, 2)


def test_weights_are_the_importance_of_the_children() -> None:
    graph = graph_of([framework(item("a", "f", importance=3), item("b", "f")), plan(task("t"))], [link("t", "a", 3)])
    assert coverage(graph)["f"].floor == 0.75


def test_a_link_to_a_grouping_node_is_declared_and_raises_nothing() -> None:
    graph = graph_of([framework(item("a", "f", "strategy"), item("b", "a")), plan(task("t"))], [link("t", "a", 3)])
    node = coverage(graph)["a"]
    assert (node.direct_floor, node.floor, node.state) == (1.0, 0.0, "none")


def test_a_commitment_with_children_takes_the_better_of_its_own_and_their_mean() -> None:
    graph = graph_of(
        [framework(item("a", "f"), item("b", "a", "subtask"), item("c", "a", "subtask")), plan(task("t"))],
        [link("t", "a", 2)],
    )
    assert coverage(graph)["a"].floor == pytest.approx(2 / 3)
    better = graph_of(
        [framework(item("a", "f"), item("b", "a", "subtask")), plan(task("t"))], [link("t", "a", 1), link("t", "b", 3)]
    )
    assert coverage(better)["a"].floor == 1.0


def test_zero_undefined_not_applicable_and_not_assessed_are_four_different_things() -> None:
    documents = [
        framework(item("zero", "f"), item("empty", "f", "vision"), item("away", "f")),
        framework(item("g1", "g", document="g"), name="g"),
        plan(task("t")),
    ]
    found = corpus(documents, decisions=[Decision("away", Text("국가 사무"))], assessed={"p": ["f"]})
    result = figures(found)
    assert {name: (result[name].state, result[name].floor) for name in ("zero", "empty", "away", "g1", "g")} == {
        "zero": ("none", 0.0),
        "empty": ("undefined", None),
        "away": ("not-applicable", None),
        "g1": ("not-assessed", None),
        "g": ("not-assessed", None),
    }
    assert result["f"].commitments == 1
    assert (result["g"].linked, result["g"].tasks, result["g"].commitments) == (None, None, 1)


def test_a_goal_whose_children_are_all_decided_away_is_undefined_and_not_a_gap() -> None:
    graph = graph_of(
        [framework(item("a", "f", "goal"), item("b", "a"), item("c", "f")), plan(task("t"))],
        (),
        [Decision("b", Text("국가 사무"))],
    )
    result = coverage(graph)
    assert (result["a"].state, result["f"].commitments) == ("undefined", 1)


def test_what_lies_under_a_decided_item_goes_with_it_unless_it_has_another_parent() -> None:
    items = [item("a", "f", "goal"), item("b", "f", "goal"), item("under", "a"), item("shared", ("a", "b"))]
    result = coverage(graph_of([framework(*items), plan(task("t"))], (), [Decision("a", Text("국가 사무"))]))
    assert (result["under"].state, result["shared"].state) == ("not-applicable", "none")


def test_tasks_of_one_group_give_their_own_coverage_only() -> None:
    graph = graph_of(
        [
            framework(item("a", "f"), item("b", "f")),
            plan(task("t", department="가과"), task("u", technologies=("ai",))),
        ],
        [link("t", "a"), link("u", "b")],
    )
    assert coverage(graph)["f"].floor == 1.0
    for scope in (
        Scope(departments=("가과",)),
        Scope(departments=("",)),
        Scope(technologies=("ai",)),
        Scope(years=(0,)),
    ):
        assert coverage(graph.within(scope))["f"].floor == (1.0 if scope.years else 0.5)
    nobody = coverage(graph.within(Scope(departments=("나과",))))["f"]
    assert (nobody.state, nobody.floor) == ("not-assessed", None)


def test_items_say_whom_they_address_or_their_document_does() -> None:
    said = dataclasses.replace(item("a", "f"), addressee=Addressee("unclear", "judged"))
    graph = graph_of(
        [
            framework(item("s", "f", "strategy"), said, item("b", "s"), item("d", "f")),
            framework(item("m", "m0", document="m0"), name="m0", kind="mayoral-goals"),
            framework(item("w", "h", "finding", document="h"), name="h", kind="findings"),
            framework(item("k", "l", document="l"), name="l", kind="law"),
            plan(task("t"), task("u")),
        ],
        [
            link("t", "b"),
            link("t", "d", state="proposed"),
            link("u", "d", 1, "proposed"),
            link("u", "a", 1, "proposed"),
        ],
        [Decision("k", Text("국가"))],
    )
    assert {name: addressee_of(graph, graph.items[name]) for name in "abmwk"} == {
        "a": "unclear", "b": "unclear", "m": "local", "w": None, "k": "unclear",
    }  # fmt: skip
    assert sorted(unaddressed(graph)) == ["b", "d"]
    assert unaddressed(graph.within(Scope(frameworks=("s",)))) == ["b"]
    found = coverage(graph)
    assert (found.addressed("f")["unclear"], found.addressed("m0")["local"]) == (Addressed(3, 1, 2), Addressed(1, 0, 0))
    assert (found.addressed("f")["unclear"].without, Addressed(3, 1, 1).without, Addressed(3, None, None).without) == (
        0,
        1,
        None,
    )
    assert {name: one.commitments for name, one in found.addressed("h").items()} == dict.fromkeys(ADDRESSEES, 0)
    assert graph.addressing(["unclear"]) == {"a", "b", "s", "d"}
    assert graph.addressing(["local"]) == {"m"}


def test_what_takes_part_hangs_on_a_framework_by_a_way_without_what_was_decided_away() -> None:
    items = [item("a", "f", "goal"), item("b", "a"), item("c", ("a", "f")), item("v", "f", "vision"), item("x", "v")]
    graph = graph_of([framework(*items), plan(task("t"))], (), [Decision("a", Text("국가"))])
    assert graph.no_matter == {"a", "b"}
    assert graph.no_matter_with(["v", "c"]) == {"v", "x", "c"}
    assert graph.no_matter_with([]) == frozenset()
    assert [name for name in graph.items if graph.commits_alone(name)] == ["c", "x"]
    assert (graph.below("a"), graph.below("f")) == (["a", "b", "c"], ["f", "a", "c", "v", "b", "x"])


def test_children_may_stand_before_their_parents_and_what_commits_nothing_takes_no_part_in_a_mean() -> None:
    items = [item("b", "a"), item("v", "c", "vision"), item("a", "f", "goal"), item("c", "f"), item("u", "f", "vision")]
    documents, links = [framework(*items), plan(task("t"))], [link("t", "b"), link("t", "c", 2)]
    found = coverage(graph_of(documents, links))
    assert {name: (node.state, node.floor) for name, node in found.items()} == {
        "f": ("full", pytest.approx(5 / 6)), "b": ("full", 1.0), "v": ("undefined", None), "a": ("full", 1.0),
        "c": ("full", 2 / 3), "u": ("undefined", None),
    }  # fmt: skip
    away = coverage(graph_of(documents, links, [Decision("a", Text("국가"))]))
    assert (away["b"].state, away["f"].floor, away["f"].commitments) == ("not-applicable", 2 / 3, 1)


def test_a_plan_stands_where_a_task_stands_for_what_it_answers_itself() -> None:
    links = [link("t", "a"), link("p", "a", 2), link("p", "b", 1, "proposed"), link("p", "c", state="rejected")]
    links += [link("t", "c", state="rejected"), link("q", "b")]
    plans = (plan(task("t", department="가과")), plan(name="q"))
    graph = graph_of([framework(*(item(name, "f") for name in "abc")), *plans], links)
    assert graph.answered == {"a": (links[1],), "b": (links[2], links[5])}
    assert [graph.links_to(name) for name in "abc"] == [(links[0], links[1]), (links[2], links[5]), ()]
    assert [graph.links_of(name) for name in "tpq"] == [(links[0],), (links[1], links[2]), (links[5],)]
    assert (graph.subject("t"), graph.subject("p").id, graph.subject("p").title) == (
        graph.items["t"], "p", graph.documents["p"].title,
    )  # fmt: skip
    assert repr(graph) == "<AlignmentGraph: 1 frameworks, 2 plans, 1 tasks, 2 alignments>"
    found = coverage(graph)
    assert [(found[name].floor, found[name].ceiling, found[name].tasks) for name in "abc"] == [
        (1.0, 1.0, 2), (1.0, 1.0, 2), (0.0, 0.0, 0),
    ]  # fmt: skip
    alone = graph.within(Scope(departments=("가과",)))
    assert ([alone.links_to(name) for name in "abc"], alone.links_of("p")) == ([(links[0],), (), ()], ())
    assert graph.within(Scope(plans=("q",))).links_to("b") == (links[5],)
