"""What comes first: exact comparison of pairs, ranges over all weights, and what changes nothing."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policygraph import Study
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.decide.criteria import (
    DEFAULT_TASKS,
    GAP_CRITERIA,
    TASK_CRITERIA,
    chosen_criteria,
    gap_entries,
    task_entries,
)
from policygraph.graph.decide.exact import FewShares, exact_shares
from policygraph.graph.decide.needs import gap_name
from policygraph.graph.decide.ranking import Entry, Ranking, centroid, fixed_weights, ranked
from policygraph.records.documents import Addressee, Term
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import Corpus, Period, Target
from policygraph.records.scenario import Mark
from random_corpora import corpora
from random_studies import random_records, study_from
from workspaces import corpus, framework, item, link, plan, task, text

NAMES = ("w", "x", "y", "z")


def entries(chance: random.Random, count: int) -> list[Entry]:
    values = (None, Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1))
    return [Entry(f"e{n}", {name: chance.choice(values) for name in NAMES}) for n in range(count)]


def weights_in_order(chance: random.Random) -> list[Fraction]:
    """Random weights, the first criterion the heaviest; corners and edges of the simplex too."""
    drawn = sorted((Fraction(chance.choice((0, 0, 1, 2, 5, 9))) for _ in NAMES), reverse=True)
    total = sum(drawn) or Fraction(1)
    return [one / total for one in drawn] if any(drawn) else [Fraction(1), *[Fraction(0)] * (len(NAMES) - 1)]


def score(entry: Entry, weights: list[Fraction]) -> Fraction:
    return sum((w * (entry.values[name] or 0) for w, name in zip(weights, NAMES, strict=True)), Fraction(0))


def test_no_weights_in_this_order_place_an_entry_outside_its_range() -> None:
    for seed in range(60):
        chance = random.Random(seed)
        listed = entries(chance, chance.randint(1, 8))
        found = {row.id: row for row in ranked(listed, NAMES).rows}
        for _ in range(40):
            weights = weights_in_order(chance)
            scores = {entry.id: score(entry, weights) for entry in listed}
            for name, own in scores.items():
                place = 1 + sum(other > own for other in scores.values())
                behind = len(scores) - sum(other < own for other in scores.values())
                assert found[name].best <= place
                assert behind <= found[name].worst or place <= found[name].worst
                assert place <= found[name].worst


def test_how_many_are_ahead_is_what_comparing_all_with_all_gives() -> None:
    for seed in range(25):
        chance = random.Random(seed)
        listed = entries(chance, chance.choice((1, 5, 40, 600)) if seed < 4 else chance.randint(1, 30))
        corners = {one.id: list(accumulate(one.values[name] or Fraction(0) for name in NAMES)) for one in listed}
        for row in chance.sample(ranked(listed, NAMES).rows, min(len(listed), 30)):
            ahead = [
                [theirs > own for theirs, own in zip(other, corners[row.id], strict=True)] for other in corners.values()
            ]
            assert (row.best, row.worst) == (1 + sum(map(all, ahead)), 1 + sum(map(any, ahead)))
            means = {
                name: sum(w * v for w, v in zip(centroid(4), _values(one), strict=True))
                for name, one in ((e.id, e) for e in listed)
            }
            assert row.rank == 1 + sum(mean > means[row.id] for mean in means.values())


def _values(entry: Entry) -> list[Fraction]:
    return [entry.values[name] or Fraction(0) for name in NAMES]


@given(corpora(), st.data())
def test_the_shares_of_few_nodes_are_those_of_all(found: Corpus, data: st.DataObject) -> None:
    hierarchy = AlignmentGraph(found).hierarchy
    nodes = st.integers(0, len(hierarchy.ids) - 1)
    few = FewShares(hierarchy)
    for thirds in data.draw(st.lists(st.dictionaries(nodes, st.integers(1, 3), max_size=5), min_size=1, max_size=3)):
        whole = exact_shares(hierarchy, [thirds.get(node, 0) for node in range(len(hierarchy.ids))])
        shares = few.shares(thirds)
        assert [shares.get(node, Fraction(0)) for node in range(len(hierarchy.ids))] == whole


def test_of_two_one_is_ahead_under_all_weights_exactly_where_every_corner_says_so() -> None:
    for seed in range(150):
        chance = random.Random(seed)
        one, two = entries(chance, 2)
        rows = {row.id: row for row in ranked([one, two], NAMES).rows}
        corners = [[Fraction(int(k < n), n) for k in range(len(NAMES))] for n in range(1, len(NAMES) + 1)]
        apart = [score(one, corner) - score(two, corner) for corner in corners]
        assert (rows["e1"].best == 2) == (min(apart) > 0)
        assert (rows["e0"].best == 2) == (max(apart) < 0)
        assert (rows["e0"].worst == 1) == (min(apart) >= 0)
        assert (rows["e1"].worst == 1) == (max(apart) <= 0)


def order(found: Ranking, without: str = "") -> list[str]:
    return [row.id for row in found.rows if row.id != without]


def test_dropping_an_entry_or_adding_a_copy_never_reorders_the_rest() -> None:
    for seed in range(40):
        chance = random.Random(seed)
        listed = entries(chance, 7)
        found = ranked(listed, NAMES)
        gone = chance.choice(listed)
        assert order(ranked([one for one in listed if one is not gone], NAMES)) == order(found, gone.id)
        copy = Entry("zz", gone.values)
        more = ranked([*listed, copy], NAMES)
        assert order(more, "zz") == order(found)
        ranks = {row.id: row for row in more.rows}
        assert ranks["zz"].rank == ranks[gone.id].rank
        assert ranks["zz"].first_share == ranks[gone.id].first_share
        assert ranked(listed[::-1], NAMES) == found


def test_dropping_or_copying_a_task_of_the_plan_never_reorders_the_others() -> None:
    for seed in range(40):
        chance = random.Random(seed)
        records = random_records(chance, most_tasks=6)
        *frameworks, document = records.documents
        study = study_from(records)

        def ranking(study: Study) -> list[str]:
            graph = study.graph
            return order(ranked(task_entries(graph, graph.tasks), DEFAULT_TASKS))

        before = ranking(study)
        leaf = chance.choice([one for one in document.items if not study.graph.children[one.id]])
        copy = replace(leaf, id="zz")
        links = [replace(one, task="zz") for one in records.alignments if one.task == leaf.id]
        documents = (*frameworks, replace(document, items=(*document.items, copy)))
        more = replace(records, documents=documents, alignments=(*records.alignments, *links))
        assert [name for name in ranking(study_from(more)) if name != "zz"] == before
        kept = tuple(one for one in document.items if one.id != leaf.id)
        documents = (*frameworks, replace(document, items=kept))
        less = replace(
            records, documents=documents, alignments=tuple(one for one in records.alignments if one.task != leaf.id)
        )
        assert ranking(study_from(less)) == [name for name in before if name != leaf.id]


def test_the_fixed_weights_are_in_order_and_spread_evenly() -> None:
    for count in range(1, 8):
        points = fixed_weights(count)
        assert len(points) == 10_000
        assert all(list(point) == sorted(point, reverse=True) for point in points)
        for place, mean in enumerate(centroid(count)):
            assert sum(point[place] for point in points) / len(points) == pytest.approx(float(mean), abs=2e-3)


def test_the_share_of_first_places_is_that_of_the_region_where_it_is_first() -> None:
    found = ranked(
        [Entry("a", {"x": Fraction(1), "y": Fraction(0)}), Entry("b", {"x": Fraction(2, 3), "y": Fraction(2, 3)})],
        ["x", "y"],
    )
    # with weights (1 - v, v), v evenly spread over 0..1/2, b is ahead where v > 1/3
    assert {row.id: round(row.first_share, 2) for row in found.rows} == {"a": 0.67, "b": 0.33}


def test_the_values_of_a_task_and_of_a_gap() -> None:
    goals = framework(
        item("g1", "g", document="g", targets=(Target(text("m"), 1, "", 2030),)), name="g", kind="mayoral-goals"
    )
    other = framework(item("a", "f"), item("b", "f"))
    tasks = plan(task("t", period=Period(2026, 2028), budget=5), task("u"))
    links = [link("t", "a", 2), link("t", "g1", 1), link("u", "b", 3, "proposed")]
    study = study_from(corpus([goals, other, tasks], links))
    marks = [Mark("t", "kim", importance=5), Mark("t", "lee", importance=2), Mark("u", "kim", urgency=1)]
    one, two = task_entries(study.graph, ["t", "u"], marks)
    assert {name: one.values[name] for name in (*TASK_CRITERIA[:6], "importance", "urgency")} == {
        "must": 1,
        "gain": Fraction(1, 3),
        "slack": Fraction(4, 5),
        "frameworks": Fraction(1, 5),
        "fragility": Fraction(1, 5),
        "money": 1,
        "importance": Fraction(5, 8),
        "urgency": None,
    }
    assert two.values["gain"] == 0
    assert two.values["must"] == Fraction(1, 2)
    assert two.values["urgency"] == 0
    gaps = {gap_name(gap): gap for gap in study.gaps()}
    (found,) = gap_entries(study.graph, [gaps["G02 g1"]], 2026)
    assert found.values == {
        "must": 1,
        "gain": Fraction(2, 3),
        "slack": Fraction(3, 5),
        "fragility": 1,
        "money": 1,
        **dict.fromkeys(("importance", "urgency", "feasibility", "effect")),
    }


def test_what_must_be_done_comes_before_what_can_be_and_ended_terms_count_nowhere() -> None:
    asks = replace(item("m", "f"), addressee=Addressee("local", "stated"))
    nation = replace(item("n", "f"), addressee=Addressee("national", "stated"))
    old = framework(
        item("o", "g", document="g", targets=(Target(text("m"), 1, "", 2027),)),
        name="g", kind="mayoral-goals", period=Period(2022, 2025),
    )  # fmt: skip
    tasks = plan(*(task(name, period=Period(2026, 2028)) for name in "tuvw"))
    records = corpus([framework(asks, item("c", "f"), nation), replace(old, in_force=Term("2022", "2025")), tasks])
    links = (link("t", "m", 3), link("u", "c", 3), link("v", "n", 3), link("w", "o", 3))
    study = study_from(replace(records, alignments=links))
    assert not study.graph.in_force("o")
    found = {entry.id: entry.values for entry in task_entries(study.graph, "tuvw")}
    assert {name: values["must"] for name, values in found.items()} == {"t": 1, "u": Fraction(1, 2), "v": 0, "w": 0}
    assert {name: found["w"][name] for name in ("gain", "slack", "frameworks", "fragility")} == {
        "gain": 0, "slack": None, "frameworks": 0, "fragility": 0,
    }  # fmt: skip
    bare = study_from(records)
    assert [row.id for row in bare.rank("gaps").rows] == ["G01 m"]
    assert [row.id for row in bare.rank("gaps", kinds=["can"]).rows] == ["G01 c"]
    assert bare.rank("gaps", kinds=["can"]).kinds == ("can",)


def test_names_of_gaps_tell_them_apart(bundled: Study) -> None:
    counts = Counter(gap_name(gap) for gap in bundled.gaps())
    assert max(counts.values()) == 1


def test_a_criterion_that_is_not_there_is_refused_in_words() -> None:
    with pytest.raises(UnknownName) as caught:
        chosen_criteria(["weight"], GAP_CRITERIA, ())
    assert "기준" in caught.value.message.ko
    assert chosen_criteria([], TASK_CRITERIA, DEFAULT_TASKS) == DEFAULT_TASKS
