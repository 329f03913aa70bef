"""The networkx graph that everybody sees: what it holds, the figures of graphs from outside, and what networkx finds in it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from policygraph import Study
from policygraph.graph.network import BROADER, network, structure
from policygraph.graph.network_coverage import UnusableGraph, coverage_of
from policygraph.records.kinds import Corpus, Decision, Text
from random_corpora import corpora
from workspaces import framework, graph_of, item, link, plan, task

FIGURES = ("floor", "ceiling", "direct_floor", "direct_ceiling", "state", "linked", "commitments", "tasks")


def law() -> nx.DiGraph[str]:
    """Two commitments of a synthetic law under a goal, one task that implements the first, and one that serves none."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_node("law", kind="framework")
    graph.add_node("goal", kind="item", level="goal")
    graph.add_node("a", kind="item", level="task")
    graph.add_node("b", kind="item", level="task")
    graph.add_nodes_from(["t", "t2"], kind="task")
    graph.add_edges_from([("a", "goal"), ("b", "goal"), ("goal", "law")], relation=BROADER)
    graph.add_edge("t", "a", relation="implements", strength=3, state="confirmed")
    return graph


def test_nodes_carry_the_records_and_the_results(bundled: Study) -> None:
    found, coverage = bundled.network(), bundled.coverage()
    assert type(found) is nx.DiGraph
    assert set(found) == {*bundled.graph.documents, *bundled.graph.items}
    for name, node in coverage.items():
        data = found.nodes[name]
        assert {key: data.get(key) for key in FIGURES} == {key: getattr(node, key) for key in FIGURES}
        assert (data["label_ko"], data["document"]) == (node.title.get("ko"), node.framework)
    codes = {name: {gap.code for gap in bundled.gaps() if name in gap.nodes} for name in found}
    assert {name: set(data["gaps"].split()) for name, data in found.nodes(data=True)} == codes


def test_edges_are_the_hierarchy_and_the_alignments_that_stand(bundled: Study) -> None:
    found, records = bundled.network(), bundled.corpus
    parents = {
        (item.id, parent) for document in records.documents for item in document.items for parent in item.parents
    }
    links = {(link.task, link.item): link for link in records.alignments if link.state != "rejected"}
    assert set(found.edges) == parents | set(links)
    for start, end, data in found.edges(data=True):
        if data["relation"] == BROADER:
            assert (start, end) in parents
        else:
            link = links[start, end]
            assert (data["strength"], data["state"]) == (link.strength, link.state)


def test_a_rejected_alignment_is_no_edge_and_counts_nothing_in_a_graph_from_outside() -> None:
    documents = [framework(item("a", "f"), item("b", "f")), plan(task("t"))]
    found = graph_of(documents, [link("t", "a"), link("t", "b", state="rejected")])
    assert set(structure(found).edges) == {("a", "f"), ("b", "f"), ("t", "p"), ("t", "a")}
    outside = law()
    outside.add_edge("t", "b", relation="implements", strength=3, state="rejected")
    assert dict(coverage_of(outside)) == dict(coverage_of(law()))


def test_the_network_belongs_to_whoever_asks(bundled: Study) -> None:
    bundled.network().clear()
    assert len(bundled.network()) > 600


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpora())
def test_figures_survive_a_file_of_another_program(found: Corpus) -> None:
    study = graph_of(found.documents, found.alignments, found.decisions)
    whole = network(study, {}, ())
    file = io.BytesIO()
    nx.write_graphml(whole, file)
    file.seek(0)
    assert dict(coverage_of(nx.read_graphml(file))) == dict(coverage_of(whole))


@pytest.mark.parametrize("write", [nx.write_graphml, nx.write_gexf])
def test_the_network_with_results_can_be_written(bundled: Study, write: Callable[..., None]) -> None:
    file = io.BytesIO()
    write(bundled.network(), file)
    assert "디지털 취약계층 포용방안 마련" in file.getvalue().decode() or b"&#46356;" in file.getvalue()


def test_the_least_that_a_graph_must_say_is_enough() -> None:
    found = coverage_of(law())
    assert [(node.id, node.framework, node.state, node.floor) for node in found.values()] == [
        ("law", "law", "partial", 0.5),
        ("goal", "law", "partial", 0.5),
        ("a", "law", "full", 1.0),
        ("b", "law", "none", 0.0),
    ]
    assert (found["law"].tasks, found["law"].linked, found["law"].commitments) == (1, 1, 2)
    assert (found["a"].title, found["a"].parent, found["law"].parent, found["law"].level) == (
        Text("a", "a"), "goal", None, "framework",
    )  # fmt: skip


def test_titles_weights_plans_and_documents_are_taken_where_they_are_said() -> None:
    graph = law()
    graph.nodes["a"].update(label_ko="가", label_en="A", importance=0.5)
    graph.nodes["b"].update(document="law")
    graph.add_nodes_from(["plan", "part"], kind="plan")
    graph.nodes["part"].update(kind="part")
    graph.add_edges_from([("t", "part"), ("part", "plan")], relation=BROADER)
    graph.add_edge("plan", "law", relation="reinforces", strength=2, state="proposed")
    found = coverage_of(graph)
    assert (found["a"].title, found["goal"].floor) == (Text("가", "A"), 0.5 / 1.5)
    assert (found["law"].direct_floor, found["law"].direct_ceiling, found["law"].tasks) == (0.0, 2 / 3, 2)
    assert set(found) == {"law", "goal", "a", "b"}


def test_a_vision_and_a_strength_ask_for_nothing_in_a_graph_from_outside() -> None:
    graph = law()
    graph.add_node("vision", kind="item", level="vision")
    graph.add_node("strength", kind="item", level="finding", swot="strength")
    graph.add_node("threat", kind="item", level="finding", swot="threat")
    graph.add_node("area", kind="item", level="area", swot="strength")
    graph.add_edges_from([(name, "law") for name in ("vision", "strength", "threat", "area")], relation=BROADER)
    states = {name: node.state for name, node in coverage_of(graph).items()}
    assert [states[name] for name in ("vision", "strength", "threat", "area")] == [
        "undefined", "undefined", "none", "none",
    ]  # fmt: skip


def test_weights_decisions_and_assessment_are_read_from_the_nodes() -> None:
    graph = law()
    graph.nodes["a"]["importance"] = 3
    assert coverage_of(graph)["law"].floor == 0.75
    graph.nodes["a"]["not_applicable"] = False
    assert coverage_of(graph)["a"].state == "full"
    graph.nodes["b"]["not_applicable"] = True
    assert (coverage_of(graph)["law"].floor, coverage_of(graph)["b"].state) == (1.0, "not-applicable")
    graph.nodes["law"]["assessed"] = False
    assert (coverage_of(graph)["law"].floor, coverage_of(graph)["law"].state) == (None, "not-assessed")


BROKEN: dict[str, tuple[Callable[[Any], object], str]] = {
    "kind": (lambda g: g.add_node("x"), "node 'x': kind is missing"),
    "other kind": (lambda g: g.add_node("x", kind="law"), "node 'x': kind cannot be 'law'"),
    "level": (lambda g: g.nodes["a"].update(level="chapter"), "node 'a': level cannot be 'chapter'"),
    "importance": (lambda g: g.nodes["a"].update(importance=0), "node 'a': importance must be a number above 0, not 0"),
    **{
        f"importance {weight!r}": (
            lambda g, weight=weight: g.nodes["a"].update(importance=weight),
            f"node 'a': importance must be a number above 0, not {weight!r}",
        )
        for weight in (-0.5, True, "3", float("nan"), float("inf"))
    },
    "no parent": (lambda g: g.remove_edge("a", "goal"), "node 'a': nothing is above it"),
    "relation": (lambda g: g.add_edge("t", "b"), "edge 't' → 'b': relation is missing"),
    "strength": (lambda g: g.edges["t", "a"].update(strength=4), "edge 't' → 'a': strength cannot be 4; one of 3"),
    "no strength": (
        lambda g: g.add_edge("t", "b", relation="enables", state="proposed"),
        "edge 't' → 'b': strength is missing; one of 1",
    ),
    "state": (lambda g: g.edges["t", "a"].pop("state"), "edge 't' → 'a': state is missing"),
    "other state": (
        lambda g: g.edges["t", "a"].update(state="planned"),
        "edge 't' → 'a': state cannot be 'planned'; one of confirmed, proposed, rejected",
    ),
    "from a part": (
        lambda g: (
            g.add_node("x", kind="part") or g.add_edge("x", "a", relation="enables", strength=1, state="proposed")
        ),
        "edge 'x' → 'a': an alignment must lead from a task to a policy item, not from part to item",
    ),
    "to a plan": (
        lambda g: (
            g.add_node("x", kind="plan") or g.add_edge("t", "x", relation="enables", strength=1, state="proposed")
        ),
        "edge 't' → 'x': an alignment must lead from a task to a policy item, not from task to plan",
    ),
    "direction": (
        lambda g: g.add_edge("a", "t", relation="implements", strength=3, state="confirmed"),
        "edge 'a' → 't': an alignment must lead from a task to a policy item",
    ),
    "broader from a task": (
        lambda g: g.add_edge("t", "b", relation=BROADER),
        "edge 't' → 'b': broader must lead upward inside one framework or plan, not from task to item",
    ),
    "broader to a task": (
        lambda g: g.add_edge("a", "t2", relation=BROADER),
        "edge 'a' → 't2': broader must lead upward",
    ),
    "broader from a framework": (
        lambda g: g.add_node("x", kind="framework") or g.add_edge("law", "x", relation=BROADER),
        "edge 'law' → 'x': broader must lead upward",
    ),
    "cycle": (lambda g: g.add_edge("goal", "a", relation=BROADER), "the hierarchy has a cycle: goal → a → goal"),
    "document": (lambda g: g.nodes["a"].update(document="lost"), "node 'a': its document 'lost' is no framework"),
    "name": (lambda g: g.add_node(7, kind="task"), "node 7: the name of a node must be a text"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_with_a_graph_is_said_with_the_node(case: str) -> None:
    change, message = BROKEN[case]
    graph = law()
    change(graph)
    with pytest.raises(UnusableGraph) as caught:
        coverage_of(graph)
    assert message in str(caught.value)
    assert caught.value.problems
    assert all(problem.ko and problem.en for problem in caught.value.problems)


def test_the_first_five_problems_are_told_and_the_others_counted() -> None:
    for many, told, rest in ((1, 1, ""), (5, 5, ""), (6, 5, "and 1 more"), (9, 5, "and 4 more")):
        graph = law()
        graph.add_nodes_from(f"x{number}" for number in range(many))
        with pytest.raises(UnusableGraph) as caught:
            coverage_of(graph)
        problems = caught.value.problems
        assert len(problems) == many
        assert str(caught.value) == "\n".join([*(one.en for one in problems[:told]), *([rest] if rest else [])])
        assert caught.value.message.ko.startswith("노드 'x0': 'kind'이(가) 없습니다. 쓸 수 있는 값: framework, item, ")
        assert caught.value.message.ko.endswith(f"\n그 밖에 {many - 5}건" if rest else problems[-1].ko)


@pytest.mark.parametrize("kind", [nx.Graph, nx.MultiDiGraph])
def test_another_kind_of_graph_is_refused_with_the_way_out(kind: Any) -> None:
    with pytest.raises(UnusableGraph, match=r"networkx\.DiGraph\(graph\)"):
        coverage_of(kind(law()))


def test_nodes_and_edges_say_what_the_records_say_and_leave_out_what_is_not_known() -> None:
    documents = [
        framework(item("a", "f", importance=2.0), item("w", "f", "finding", swot="threat"), item("n", "f")),
        framework(item("g1", "g", document="g"), name="g"),
        plan(task("s", level="strategy"), task("t", "s")),
    ]
    graph = graph_of(
        documents,
        [link("t", "a", 2, "proposed"), link("t", "w", state="rejected")],
        [Decision("n", Text("국가"))],
        {"p": ["f"]},
    )
    found = network(graph, {}, ())
    said = {
        "f": {"kind": "framework", "level": "framework", "document": "f", "assessed": True},
        "a": {"kind": "item", "level": "task", "document": "f", "importance": 2.0},
        "w": {"kind": "item", "level": "finding", "document": "f", "importance": 1.0, "swot": "threat"},
        "n": {"kind": "item", "level": "task", "document": "f", "importance": 1.0, "not_applicable": True},
        "g": {"kind": "framework", "level": "framework", "document": "g", "assessed": False},
        "g1": {"kind": "item", "level": "task", "document": "g", "importance": 1.0},
        "p": {"kind": "plan", "level": "plan", "document": "p"},
        "s": {"kind": "part", "level": "strategy", "document": "p"},
        "t": {"kind": "task", "level": "task", "document": "p"},
    }
    titles = {name: {"label_ko": f"가상 {name}", "label_en": f"synthetic {name}", "gaps": ""} for name in said}
    assert dict(found.nodes(data=True)) == {name: {**data, **titles[name]} for name, data in said.items()}
    above = (("a", "f"), ("w", "f"), ("n", "f"), ("g1", "g"), ("s", "p"), ("t", "s"))
    assert {(start, end): data for start, end, data in found.edges(data=True)} == {
        **{pair: {"relation": "broader"} for pair in above},
        ("t", "a"): {"relation": "reinforces", "strength": 2, "state": "proposed"},
    }


def test_a_commitment_takes_the_better_of_its_own_and_its_parts_and_a_group_the_mean_of_its_parts() -> None:
    graph = law()
    graph.add_nodes_from(["a1", "a2"], kind="item", level="subtask")
    graph.add_edges_from([("a1", "a"), ("a2", "a")], relation=BROADER)
    graph.edges["t", "a"].update(relation="enables", strength=1)
    graph.add_edge("t", "a2", relation="implements", strength=3, state="proposed")
    graph.add_edge("t", "goal", relation="implements", strength=3, state="confirmed")
    graph.add_edge("t2", "b", relation="enables", strength=1, state="proposed")
    found = {name: (node.floor, node.ceiling, node.linked_confirmed) for name, node in coverage_of(graph).items()}
    assert found == {
        "law": (1 / 6, (1 / 2 + 1 / 3) / 2, 0), "goal": (1 / 6, (1 / 2 + 1 / 3) / 2, 0), "a": (1 / 3, 1 / 2, 0),
        "b": (0.0, 1 / 3, 0), "a1": (0.0, 0.0, 0), "a2": (0.0, 1.0, 0),
    }  # fmt: skip
