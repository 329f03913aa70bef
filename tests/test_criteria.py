"""The values by which tasks and gaps are ranked: boundaries, what is unknown, and what does not count."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from gap_cases import sound_task
from policygraph.graph.decide.criteria import (
    Marked,
    chosen_criteria,
    gap_entries,
    marks_of,
    rank_study,
    stage_of,
    task_entries,
)
from policygraph.graph.decide.exact import FewShares, exact_shares, fraction
from policygraph.graph.decide.needs import gap_name
from policygraph.graph.decide.ranking import Entry, Ranked, fixed_weights, ranked
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import Corpus, Target, Text
from policygraph.records.scenario import Mark
from random_studies import study_from
from test_closing import asking
from workspaces import corpus, framework, graph_of, item, link, plan, task, text


def test_a_number_is_the_fraction_that_people_meant() -> None:
    written = {
        0.1: Fraction(1, 10),
        "0.333": Fraction(333, 1000),
        "0.333333333333": Fraction(1, 3),
        "0.33333333333": Fraction(33333333333, 10**11),
        "0.500000000001": Fraction(500000000001, 10**12),
        1 / 1000: Fraction(1, 1000),
        997 / 998: Fraction(997, 998),
        2: Fraction(2),
    }
    assert {number: fraction(number) for number in written} == written
    assert fraction(1 / 1001) != Fraction(1, 1001)


def test_the_phase_of_a_task_changes_at_the_middle_of_the_scale() -> None:
    def mean(value: Fraction | int) -> Marked:
        return Marked(Fraction(value), 0, 2)

    low = Fraction(5, 2)
    for importance, urgency, stage in ((3, 3, "short"), (low, 3, "short"), (3, low, "mid"), (low, low, "long")):
        marked = {"importance": mean(importance), "urgency": mean(urgency)}
        assert stage_of(marked) == stage
        assert stage_of({**marked, "effect": mean(1)}) == stage
    assert stage_of({"importance": mean(5)}) is None
    assert stage_of({"urgency": mean(5)}) is None


def test_marks_are_told_by_criterion_with_how_far_raters_are_apart() -> None:
    marks = [Mark("t", "kim", importance=5, effect=1), Mark("t", "lee", importance=2), Mark("u", "kim", importance=1)]
    assert marks_of(marks, "t") == {"importance": Marked(Fraction(7, 2), 3, 2), "effect": Marked(Fraction(1), 0, 1)}
    assert marks_of(marks, "v") == {}


def aims(*years: int, name: str = "a", parent: str = "f") -> Corpus:
    goal = item(name, parent, targets=tuple(Target(text("metric"), 1, "", year) for year in years))
    return corpus([framework(goal), plan(sound_task("t", end=2028), task("u"))], [link("t", "a", 2), link("u", "a", 1)])


def test_slack_runs_from_the_year_that_a_task_ends_in_over_ten_years() -> None:
    slack = {
        years: [entry.values["slack"] for entry in task_entries(study_from(aims(*years)).graph, ["t", "u"])]
        for years in ((2028,), (2020,), (2029,), (2037, 2033), (2038,), (2050,), ())
    }
    assert slack == {
        (2028,): [1, None],
        (2020,): [1, None],
        (2029,): [Fraction(9, 10), None],
        (2037, 2033): [Fraction(1, 2), None],
        (2038,): [0, None],
        (2050,): [0, None],
        (): [None, None],
    }


def test_what_rests_on_a_task_alone_and_how_many_frameworks_it_serves_count_to_ten() -> None:
    frameworks = [framework(item(f"i{n}", f"f{n}", document=f"f{n}"), name=f"f{n}") for n in range(11)]
    links = [link("t", f"i{n}") for n in range(11)] + [link("u", f"i{n}") for n in range(3)]
    graph = graph_of([*frameworks, plan(task("t"), task("u"), task("v"))], links)
    found = {entry.id: entry.values for entry in task_entries(graph, "tuv")}
    values = {name: (one["frameworks"], one["fragility"], one["gain"]) for name, one in found.items()}
    assert values == {"t": (1, Fraction(8, 10), 1), "u": (Fraction(3, 10), 0, 1), "v": (0, 0, 0)}
    bare = graph_of([*frameworks, plan(task("t"))], links[:11])
    assert task_entries(bare, "t")[0].values["fragility"] == 1


def test_a_gain_is_that_of_the_framework_served_best_among_those_assessed() -> None:
    first = framework(item("a", "f"), item("b", "f"))
    second = framework(*(item(name, "g", document="g") for name in "wxyz"), name="g")
    links = [link("t", "a", 1), link("t", "b", 3), link("t", "w", 3), link("u", "x", 3), link("u", "a", 3, "proposed")]
    documents = [first, second, plan(task("t"), task("u"))]
    gains = [entry.values["gain"] for entry in task_entries(graph_of(documents, links), "tu")]
    assert gains == [Fraction(2, 3), Fraction(1, 4)]
    half = graph_of(documents, links, assessed={"p": ["g"]})
    assert [entry.values["gain"] for entry in task_entries(half, "tu")] == [Fraction(1, 4)] * 2


def test_the_values_of_gaps_are_those_of_the_item_and_of_the_tasks_that_serve_it() -> None:
    goals = (
        item("m", "f", targets=(Target(text("metric"), 1, "", 2030),)),
        asking("c", "shared"),
        asking("n", "national"),
    )
    tasks = plan(sound_task("t", budget=None), task("u"), sound_task("v", budget=7), task("w"))
    links = [link("t", "m", 1), link("u", "c", 1), link("v", "c", 1)]
    study = study_from(corpus([framework(*goals), tasks], links))
    gaps = {gap_name(gap): gap for gap in study.gaps()}
    chosen = ("G02 m", "G02 c", "G01 n", "G05 w none")
    found = gap_entries(study.graph, [gaps[name] for name in chosen], 2026, [Mark("G02 c", "kim", effect=5)])
    assert [entry.id for entry in found] == list(chosen)
    values = [
        tuple(entry.values[name] for name in ("must", "gain", "slack", "fragility", "money", "effect"))
        for entry in found
    ]
    half, third = Fraction(1, 2), Fraction(1, 3)
    assert values == [
        (half, Fraction(2, 9), Fraction(6, 10), 1, 0, None),
        (half, Fraction(2, 9), None, 0, 1, 1),
        (0, third, None, 1, 0, None),
        (0, fraction(gaps["G05 w none"].gain), None, 1, 0, None),
    ]


def test_a_ranking_of_what_is_marked_alone_or_by_another_year_or_of_nothing_known() -> None:
    study = study_from(aims(2030))
    marks = [Mark("u", "kim", importance=4)]
    assert [row.id for row in rank_study(study, "tasks", marks=marks).rows] == ["t", "u"]
    only = rank_study(study, "tasks", marks=marks, marked=True)
    assert [row.id for row in only.rows] == ["u"]
    assert (only.kinds, only.criteria) == ((), ("must", "gain", "slack", "frameworks", "money"))
    weak = study_from(replace(study.corpus, alignments=(link("t", "a", 1),)))
    for year, slack in ((None, Fraction(6, 10)), (2029, Fraction(9, 10))):
        (row,) = rank_study(weak, "gaps", ("slack", "slack"), kinds=("G02",), year=year).rows
        assert (row.id, row.values) == ("G02 a", {"slack": slack})
    for word, near in (("task", ("tasks",)), ("zzz", ("tasks", "gaps"))):
        with pytest.raises(UnknownName) as caught:
            rank_study(study, word)
        assert caught.value.message == Text(
            f"'{word}'의 순위는 낼 수 없습니다. tasks(과제)나 gaps(공백)를 적어 주세요.",
            f"there is no ranking of {word!r}; tasks and gaps can be ranked",
        )
        assert caught.value.candidates == near
    with pytest.raises(UnknownName) as caught:
        chosen_criteria(("gian",), ("must", "gain"), ())
    assert caught.value.message == Text(
        "'gian'이라는 기준은 없습니다. 기준: must, gain", "there is no criterion 'gian'; known: must, gain"
    )
    assert caught.value.candidates == ("gain",)
    assert chosen_criteria(("b", "a", "b"), "abc", "c") == ("b", "a")


def test_the_first_of_the_fixed_weights_are_what_the_halton_numbers_of_one_give() -> None:
    for count in (1, 2, 10):
        cuts = [
            Fraction(0),
            *(Fraction(1, prime) for prime in (23, 19, 17, 13, 11, 7, 5, 3, 2)[10 - count :]),
            Fraction(1),
        ]
        parts = [(right - left) / size for size, (left, right) in enumerate(pairwise(cuts), 1)]
        expected = [float(sum(parts[place:])) for place in range(count)]
        assert fixed_weights(count)[0] == pytest.approx(expected, abs=1e-12)
    # number 2 is 1/4 to base 2 and 2/3 to base 3, number 6 is 3/8 and 2/9
    for number, (low, high) in ((2, (Fraction(1, 4), Fraction(2, 3))), (6, (Fraction(2, 9), Fraction(3, 8)))):
        parts = [low, (high - low) / 2, (1 - high) / 3]
        assert fixed_weights(3)[number - 1] == pytest.approx(
            [float(sum(parts[place:])) for place in range(3)], abs=1e-12
        )


def test_who_is_first_under_all_weights_has_all_first_places_and_entries_without_criteria_share_theirs() -> None:
    one, two = Entry("a", {"x": Fraction(1), "y": Fraction(1)}), Entry("b", {"x": Fraction(1, 2), "y": None})
    assert ranked([two, one], ["x", "y"]).rows == (
        Ranked("a", 1, 1, 1, 1.0, one.values),
        Ranked("b", 2, 2, 2, 0.0, two.values),
    )
    assert ranked([two, one], []).rows == (Ranked("a", 1, 1, 1, 1.0, {}), Ranked("b", 1, 1, 1, 1.0, {}))
    assert ranked([], ["x"]).rows == ()
    assert repr(ranked([two, one], ["x", "y"])) == "<Ranking of 2 by x, y>"


def test_shares_of_few_nodes_are_those_of_all_where_children_weigh_and_commitments_have_children() -> None:
    items = (
        item("a", "f", importance=3.0), item("a1", "a", "subtask", importance=0.1), item("a2", "a", "subtask", importance=0.2),
        item("s", "f", "strategy"), item("s1", "s"), item("s2", ("s", "a"), "subtask"), item("e", "f", "strategy"),
    )  # fmt: skip
    hierarchy = graph_of([framework(*items), plan(task("t"))]).hierarchy
    few = FewShares(hierarchy)
    size = len(hierarchy.ids)
    for chosen in ({"a1": 2}, {"a": 1}, {"a": 2, "a1": 1, "s2": 3}, {"s": 3}, {"e": 2}, {"s1": 1, "s2": 2}, {}):
        thirds = {hierarchy.index[name]: strength for name, strength in chosen.items()}
        whole = exact_shares(hierarchy, [thirds.get(node, 0) for node in range(size)])
        shares = few.shares(thirds)
        assert [shares.get(node, 0) for node in range(size)] == whole
    whole = exact_shares(hierarchy, [{"a1": 3, "s1": 3}.get(name, 0) for name in hierarchy.ids])
    by_name = dict(zip(hierarchy.ids, whole, strict=True))
    a = Fraction(1, 10) / (Fraction(3, 10) + 1)
    assert (by_name["a"], by_name["s"]) == (a, Fraction(1, 2))
    assert by_name["f"] == (3 * a + Fraction(1, 2)) / 5
