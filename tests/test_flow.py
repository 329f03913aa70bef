"""Flow, money, roadmap and service: whole sums, each task once, the same figures as coverage and gaps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alike_cities import cities_of_provinces
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_service import most_unbalanced, plan_service
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.flow import MEASURES, MOST_PLANS, NONE, Measure, flow, usual_kind
from policygraph.graph.gaps.balance_gaps import balances, concentration
from policygraph.graph.gaps.context import GapContext
from policygraph.graph.money import (
    UNSAID,
    Amount,
    Counted,
    PartMoney,
    Sum,
    add_up,
    counted_budgets,
    kind_of,
    money,
    split,
)
from policygraph.graph.roadmap import roadmap
from policygraph.graph.scope import Scope
from policygraph.graph.study import Study
from policygraph.records.kinds import (
    BUDGET_KINDS,
    Alignment,
    Assessment,
    Budget,
    Corpus,
    Document,
    Item,
    Period,
    Target,
    Term,
    Text,
)
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from policygraph.views.figures import figure
from random_studies import study_from


@given(st.integers(0, 10**15), st.lists(st.integers(1, 9), min_size=1, max_size=40))
def test_parts_are_whole_fair_and_add_up(amount: int, weights: list[int]) -> None:
    parts = split(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) <= 1 + amount * 1e-15


def study_of(budgets: list[int | None], links: list[tuple[int, str, int]], kinds: int = 1) -> Study:
    """Return a study of tasks with *budgets*, by turns of so many *kinds*, and of alignments (task, item, strength)."""
    national = Document("n", "national-policy", Text("국가"), tuple(_item(f"n-{i}", "n") for i in range(3)))
    other = Document("m", "national-policy", Text("국가 둘"), tuple(_item(f"m-{i}", "m") for i in range(2)))
    goals = Document("g", "mayoral-goals", Text("목표"), tuple(_item(f"g-{i}", "g") for i in range(3)))
    tasks = tuple(
        Item(
            f"p-{i}",
            "p",
            "task",
            ("p",),
            Text(f"과제 {i}"),
            budget=None if won is None else Budget(won, kind=(None, "private", "public")[i % kinds]),
        )
        for i, won in enumerate(budgets)
    )
    plan = Document("p", "city-plan", Text("계획"), tasks)
    alignments = tuple(
        {(task, item): Alignment(f"p-{task}", item, strength, "confirmed") for task, item, strength in links}.values()
    )
    corpus = Corpus((national, other, goals, plan), alignments, (Assessment("p", ("n", "m", "g")),))
    return Study(Workspace(None, Settings(), corpus, ()))


def _item(name: str, document: str) -> Item:
    return Item(name, document, "task", (document,), Text(name))


ITEMS = ["n-0", "n-1", "n-2", "m-0", "m-1", "g-0", "g-1", "g-2"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_flow_adds_up_on_both_sides_and_counts_each_task_once(data: st.DataObject) -> None:
    budgets = data.draw(st.lists(st.one_of(st.none(), st.integers(0, 10**13)), min_size=1, max_size=8))
    links = data.draw(
        st.lists(st.tuples(st.integers(0, len(budgets) - 1), st.sampled_from(ITEMS), st.integers(1, 3)), max_size=20)
    )
    graph = study_of(budgets, links, data.draw(st.integers(1, 3))).graph
    for measure in MEASURES:
        found = flow(graph, measure)
        kinds = [task.budget and kind_of(task.budget) for task in graph.tasks.values()]
        in_it = {
            name
            for name, kind in zip(graph.tasks, kinds, strict=True)
            if measure == "tasks" or kind in (None, found.kind)
        }
        own = [won or 0 for won, name in zip(budgets, graph.tasks, strict=True) if name in in_it]
        expected = sum(own) if measure == "money" else 1000 * len(budgets)
        assert found.others == len(budgets) - len(in_it)
        assert (
            found.total == expected == sum(band.amount for band in found.into) == sum(band.amount for band in found.out)
        )
        assert {task for band in found.into for task in band.tasks} == in_it
        assert {task for band in found.out for task in band.tasks} == in_it
        assert len(found.unknown) == budgets.count(None)
        assert all(band.target != NONE for band in found.into)
        assert all(band.amount >= 0 for band in (*found.into, *found.out))


def test_a_budget_is_split_by_the_strongest_alignment() -> None:
    graph = study_of([100], [(0, "n-0", 1), (0, "n-1", 3), (0, "m-0", 1), (0, "g-1", 2)]).graph
    found = flow(graph, "money")
    assert [(band.source, band.amount) for band in found.into] == [("n", 75), ("m", 25)]
    assert [(band.target, band.amount) for band in found.out] == [("g-1", 100)]


def test_what_is_not_in_force_is_followed_only_where_the_scope_names_it() -> None:
    study = study_of([100, 100], [(0, "g-1", 2), (1, "n-0", 1)])
    documents = tuple(
        replace(one, in_force=Term("2022-07-01", "2026-06-30")) if one.id == "g" else one
        for one in study.corpus.documents
    )
    records = replace(study.corpus, documents=documents)
    for day, chosen, ends in (
        ("2026-06-30", (), ["g-1", NONE]),
        ("2026-07-01", (), [NONE]),
        ("2026-07-01", ("g",), ["g-1"]),
    ):
        found = flow(AlignmentGraph(records, Scope(frameworks=chosen, as_of=day)))
        assert [band.target for band in found.out] == ends


def test_the_money_of_a_subtask_is_in_its_task() -> None:
    tasks = (
        Item("p-1", "p", "task", ("p",), Text("과제"), budget=Budget(100)),
        Item("p-1-1", "p", "subtask", ("p-1",), Text("세부과제"), budget=Budget(40)),
        Item("p-2", "p", "task", ("p",), Text("예산 미상")),
    )
    graph = Study(Workspace(None, Settings(), Corpus((Document("p", "city-plan", Text("계획"), tasks),)), ())).graph
    assert counted_budgets(graph) == {"p-1": (UNSAID, 100), "p-1-1": (UNSAID, 0), "p-2": None}
    assert (money(graph).total.by_kind, money(graph).total.unknown) == ({UNSAID: (2, 100)}, 1)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_flow_of_the_bundled_data_is_that_of_its_records(bundled: Study, measure: Measure) -> None:
    tasks = bundled.graph.tasks.values()
    if measure == "tasks":
        assert flow(bundled.graph).total == 1000 * len(tasks)
        return
    for kind in BUDGET_KINDS:
        budgets = [task.budget.krw for task in tasks if task.budget and kind_of(task.budget) == kind]
        found = flow(bundled.graph, measure, kind)
        assert (found.total, found.kind) == (sum(budgets), kind)
        assert len(budgets) + len(found.unknown) + found.others == len(tasks)


def test_money_counts_each_task_once_in_each_table(bundled: Study) -> None:
    graph, found = bundled.graph, money(bundled.graph)
    for kind in BUDGET_KINDS:
        assert sum(part.tasks.won(kind) for part in found.parts if part.part in graph.documents) == found.total.won(
            kind
        )
        assert sum(one.tasks.won(kind) for one in found.departments) == found.total.won(kind)
    assert sum(len(one.tasks.tasks) for one in found.departments) == len(graph.tasks)
    assert found.departments[-1].department is None
    stated = {part.part: part for part in found.parts}
    own = stated["b6-1"].stated
    assert own is not None
    assert own.won == 171_400_000_000
    assert stated["b6-1"].rest == 171_400_000_000
    assert stated["b6-1"].tasks.unknown == len(stated["b6-1"].tasks.tasks)
    named = Sum(("a", "b"), {"city": Amount(2, 30), "nation": Amount(1, 500)}, 0)
    assert PartMoney("part", Counted("city", 100), named).rest == 70
    assert PartMoney("part", Counted("city", 20), named).rest == -10
    assert PartMoney("part", None, named).rest is None


def test_concentration_is_that_of_the_gaps(bundled: Study) -> None:
    found = {(one.framework, one.measure, one.kind): one for one in balances(GapContext(bundled.graph))}
    gaps = [gap for gap in bundled.gaps() if gap.code == "G07"]
    assert gaps
    for gap in gaps:
        assert gap.framework
        balance = found[gap.framework, gap.numbers["measure"], gap.numbers.get("kind")]
        assert balance.found.hhi == gap.numbers["hhi"]
        assert balance.found.imbalance == gap.numbers["imbalance"]
    worst = most_unbalanced(found.values())
    assert worst
    assert worst.found.imbalance >= max(gap.numbers["imbalance"] for gap in gaps)


def test_a_threshold_is_reached_by_what_equals_it(bundled: Study) -> None:
    context = GapContext(bundled.graph)
    one = next(iter(concentration(context)))
    hhi, imbalance = one.numbers["hhi"], one.numbers["imbalance"]
    for limits, holds in (
        (replace(context.thresholds, concentration=hhi, imbalance=imbalance), True),
        (replace(context.thresholds, concentration=hhi + 1e-8, imbalance=imbalance), False),
        (replace(context.thresholds, concentration=hhi, imbalance=imbalance + 1e-8), False),
    ):
        found = [(gap.framework, gap.numbers) for gap in concentration(GapContext(bundled.graph, limits))]
        assert ((one.framework, one.numbers) in found) == holds


def test_unknown_money_is_counted_and_is_not_zero() -> None:
    unknown, nothing = study_of([None], []).graph, study_of([0], []).graph
    assert (add_up(unknown, ["p-0"]).unknown, add_up(nothing, ["p-0"]).unknown) == (1, 0)


def test_each_task_is_on_the_time_axis_or_listed_apart(bundled: Study) -> None:
    found = roadmap(bundled)
    assert sorted((*found.dated, *found.undated)) == sorted(bundled.graph.tasks)
    assert len(found.undated) == sum(not (task.period and task.period.years()) for task in bundled.graph.tasks.values())


def test_coverage_by_year_is_that_of_the_tasks_that_run(bundled: Study) -> None:
    graph, expected = bundled.graph, bundled.narrowed(years=[2027]).coverage()
    shares = {one.framework: one for one in roadmap(bundled).curve if one.year == 2027}
    for framework in graph.frameworks:
        node = expected[framework.id]
        assert (shares[framework.id].floor, shares[framework.id].ceiling) == (node.floor, node.ceiling)


def test_a_target_before_any_serving_task_ends_is_late() -> None:
    item = Item("n-0", "n", "task", ("n",), Text("항목"), targets=(Target(Text("목표"), year=2027),))
    task = Item("p-0", "p", "task", ("p",), Text("과제"), period=Period(2026, 2030))
    goal = Item("p-g", "p", "goal", ("p",), Text("1단계"), period=Period(2026, 2027))
    documents = (
        Document("n", "national-policy", Text("국가"), (item,)),
        Document("p", "city-plan", Text("계획"), (task, goal), period=Period(2026, 2030)),
    )
    corpus = Corpus(documents, (Alignment("p-0", "n-0", 3, "confirmed"),), (Assessment("p", ("n",)),))
    found = roadmap(Study(Workspace(None, Settings(), corpus, ())))
    assert [(one.item, one.year, one.late) for one in found.deadlines] == [("n-0", 2027, True)]
    assert [(stage.part, stage.start, stage.end) for stage in found.stages] == [("p-g", 2026, 2027)]
    assert found.years == (2026, 2027, 2028, 2029, 2030)


def test_targets_of_an_item_are_counted_in_the_year_in_which_each_is_due() -> None:
    due = tuple(Target(Text(f"목표 {year}"), year=year) for year in (2027, 2029, 2027, None))
    item = Item("n-0", "n", "task", ("n",), Text("항목"), targets=due)
    corpus = Corpus((Document("n", "national-policy", Text("국가"), (item,)), Document("p", "city-plan", Text("계획"))))
    found = roadmap(Study(Workspace(None, Settings(), corpus, ())))
    assert [(one.year, one.metrics) for one in found.deadlines] == [(2027, 2), (2029, 1)]


def test_service_agrees_with_the_orphan_gaps(bundled: Study) -> None:
    orphans = {gap.nodes[0]: gap.cause for gap in bundled.gaps() if gap.code == "G05"}
    for plan in plan_service(bundled.graph):
        without_goal = {name for name in plan.tasks if orphans.get(name) in ("none", "no-mayoral-goal")}
        assert without_goal <= set(plan.tasks) - set(plan.mayoral)
        assert set(plan.both) == set(plan.national) & set(plan.mayoral)


def test_a_scope_of_frameworks_follows_no_other_of_their_kind() -> None:
    study = study_of([1], [(0, "n-0", 3), (0, "m-0", 3), (0, "g-0", 3)])
    whole, narrowed = flow(study.graph), flow(study.narrowed(frameworks=["n"]).graph)
    assert {band.source for band in whole.into} == {"n", "m"}
    assert {band.source for band in narrowed.into} == {"n"}
    assert {band.target for band in narrowed.out} == {"g-0"}


def test_provinces_stand_for_plans_that_are_too_many_to_tell_apart() -> None:
    many = study_from(cities_of_provinces(MOST_PLANS + 2))
    found = flow(many.graph)
    into = [(band.source, band.target, len(band.tasks)) for band in found.into]
    assert into[:4] == [("f", "나도", 14), ("f", "가도", 14), ("f", "p2", 1), ("f", "p5", 1)]
    assert list(found.provinces.items()) == [("나도", Text("나도", "Na")), ("가도", Text("가도", "Ga"))]
    assert sum(band.amount for band in found.into) == found.total == sum(band.amount for band in found.out)
    few = flow(study_from(cities_of_provinces(MOST_PLANS)).graph)
    assert (len(few.into), few.provinces) == (MOST_PLANS, {})
    drawn = figure("flow", many, ".svg", "en").decode()
    assert "Provinces" in drawn
    assert ">Na<" in drawn
    assert ">p0<" not in drawn


def test_the_kind_of_money_is_that_of_most_tasks_and_of_as_many_the_first() -> None:
    def budgets(*kinds: str | None) -> AlignmentGraph:
        tasks = tuple(
            Item(f"p-{n}", "p", "task", ("p",), Text("과제"), budget=Budget(n + 1, kind=kind) if kind else None)
            for n, kind in enumerate(kinds)
        )
        return AlignmentGraph(Corpus((Document("p", "city-plan", Text("계획"), tasks),)))

    first, second = BUDGET_KINDS[:2]
    assert [usual_kind(budgets(*kinds)) for kinds in ((second, first), (second, second, first), (None,), ())] == [
        first, second, None, None,
    ]  # fmt: skip
    found = flow(budgets(second, second, first, None), "money")
    assert (found.kind, found.total, found.others, found.unknown) == (second, 3, 1, ("p-3",))
    assert [(band.source, band.target, band.amount, band.tasks, band.unknown) for band in found.into] == [
        (NONE, "p", 3, ("p-0", "p-1", "p-3"), ("p-3",)),
    ]
    tasks = flow(budgets(first))
    assert (tasks.kind, tasks.others, tasks.unknown, flow(budgets(None), "money").total) == (None, 0, (), 0)


def test_one_plan_stands_in_the_middle_by_its_parts_and_goals_by_their_top_items() -> None:
    above = {"g-0": "g", "g-0-0": "g-0", "g-0-0-0": "g-0-0"}
    goals = Document("g", "mayoral-goals", Text("목표"), tuple(
        Item(name, "g", "goal", (parent,), Text(name)) for name, parent in above.items()))  # fmt: skip
    parts = (("p-s", "strategy", "p"), ("p-0", "task", "p-s"), ("p-0-0", "subtask", "p-0"), ("p-1", "task", "p"))
    plans = Document("p", "city-plan", Text("계획"), tuple(Item(n, "p", at, (up,), Text(n)) for n, at, up in parts))
    links = (Alignment("p-0", "g-0-0-0", 1, "confirmed"), Alignment("p-0-0", "g-0", 3, "proposed"))
    found = flow(AlignmentGraph(Corpus((goals, plans), links, (Assessment("p", ("g",)),))))
    assert [(band.source, band.target, band.amount, band.tasks) for band in found.out] == [
        ("p", NONE, 1000, ("p-1",)),
        ("p-s", "g-0", 2000, ("p-0", "p-0-0")),
    ]
    assert [(band.source, band.target) for band in found.into] == [(NONE, "p"), (NONE, "p-s")]


def test_plans_of_a_single_province_are_too_many_but_no_other_stands_for_them() -> None:
    records = cities_of_provinces(MOST_PLANS + 1)
    home = next(plan.city.region for plan in records.documents if plan.city and plan.city.region.ko)
    alike = tuple(replace(one, city=replace(one.city, region=home)) if one.city else one for one in records.documents)
    assert flow(AlignmentGraph(replace(records, documents=alike))).provinces == {}


def test_the_years_of_the_roadmap_are_those_of_the_plans_or_else_of_the_tasks() -> None:
    def years(plans: tuple[Period | None, ...], tasks: tuple[Period | None, ...]) -> tuple[int, ...]:
        documents = [
            Document(f"p{n}", "city-plan", Text("계획"), period=period) for n, period in enumerate(plans)
        ] + [
            Document("q", "city-plan", Text("계획"), tuple(
                Item(f"t{n}", "q", "task", ("q",), Text("과제"), period=period) for n, period in enumerate(tasks)))
        ]  # fmt: skip
        found = roadmap(Study(Workspace(None, Settings(), Corpus(tuple(documents)), ())))
        assert {one.year for one in found.curve} <= set(found.years)
        return found.years

    assert years((Period(2026, 2027), Period(None, 2029)), (Period(2024, 2031),)) == (2026, 2027, 2028, 2029)
    assert years((None,), (Period(2026, 2027), Period(2029, None), None)) == (2026, 2027, 2028, 2029)
    assert years((), (None,)) == ()


def test_the_roadmap_shows_what_the_scope_shows() -> None:
    due = (Target(Text("목표"), year=2028), Target(Text("목표"), year=2027))
    items = [Item(f"n-{n}", "n", "task", ("n",), Text("항목"), targets=due) for n in range(2)]
    other = Document(
        "m", "national-policy", Text("국가 둘"), (Item("m-0", "m", "task", ("m",), Text("항목"), targets=due),)
    )
    tasks = (
        Item("p-0", "p", "task", ("p",), Text("과제"), period=Period(2026, 2027)),
        Item("p-1", "p", "task", ("p",), Text("과제"), period=Period(2035, 2035)),
        Item("p-2", "p", "task", ("p",), Text("과제")),
        Item("p-b", "p", "goal", ("p",), Text("2단계"), period=Period(2027, 2028)),
        Item("p-a", "p", "goal", ("p",), Text("1단계"), period=Period(2026, 2026)),
        Item("p-c", "p", "goal", ("p",), Text("나중"), period=Period(2029, None)),
    )
    documents = (
        Document("n", "national-policy", Text("국가"), tuple(items)), other,
        Document("p", "city-plan", Text("계획"), tasks, period=Period(2026, 2028)),
    )  # fmt: skip
    links = (Alignment("p-0", "n-0", 3, "confirmed"), Alignment("p-2", "n-1", 3, "confirmed"))
    study = Study(Workspace(None, Settings(), Corpus(documents, links, (Assessment("p", ("n", "m")),)), ()))
    whole, found = roadmap(study), roadmap(study.narrowed(frameworks=["n"]))
    assert (whole.dated, whole.undated) == (("p-0", "p-1"), ("p-2",))
    assert (found.dated, found.undated) == (("p-0",), ("p-2",))
    assert [stage.part for stage in found.stages] == ["p-a", "p-b"]
    assert [(one.item, one.year, one.late) for one in found.deadlines] == [
        ("n-0", 2027, False), ("n-0", 2028, False), ("n-1", 2027, False), ("n-1", 2028, False),
    ]  # fmt: skip
    assert [one.item for one in whole.deadlines] == ["n-0", "n-0", "n-1", "n-1", "m-0", "m-0"]
    assert [(one.framework, one.year, one.floor, one.ceiling) for one in found.curve] == [
        ("n", 2026, 0.5, 0.5), ("n", 2027, 0.5, 0.5),
    ]  # fmt: skip


def test_goals_that_hang_on_each_other_end_the_flow_nowhere_but_among_themselves() -> None:
    goals = tuple(Item(name, "g", "goal", (above,), Text(name)) for name, above in (("g-0", "g-1"), ("g-1", "g-0")))
    plans = Document("p", "city-plan", Text("계획"), (_item("p-0", "p"),))
    links = (Alignment("p-0", "g-0", 3, "confirmed"),)
    found = flow(AlignmentGraph(Corpus((Document("g", "mayoral-goals", Text("목표"), goals), plans), links)))
    assert [(band.target, band.amount) for band in found.out] == [("g-1", 1000)]
