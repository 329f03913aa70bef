"""Money: one definition, so that the page, the report, the saved question, the flow and the gaps agree to the won."""

from __future__ import annotations

import json
from itertools import product

import pytest
from browser import Opener
from hypothesis import example, given, settings
from hypothesis import strategies as st
from policygraph.graph.decide.whatif import what_if
from policygraph.graph.flow import flow
from policygraph.graph.gaps.balance_gaps import balances
from policygraph.graph.gaps.context import GapContext
from policygraph.graph.money import FrameworkMoney, counted_budgets, framework_money, money
from policygraph.graph.study import Study
from policygraph.graph.year_money import differs, of_budget, overfull, year_money
from policygraph.ontology.question_files import find_question
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import (
    BUDGET_KINDS,
    FUNDS,
    Alignment,
    Assessment,
    Budget,
    Corpus,
    Document,
    Item,
    Text,
    YearNote,
)
from policygraph.records.scenario import Edit
from policygraph.records.words import labels
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from policygraph.views.report.result import build_report
from policygraph.views.report.tables import budget_table

BILLION, SMALLER = 1_000_000_000, 600_000_000
Links = list[tuple[str, str, str]]
Sums = dict[str | None, tuple[int, ...]]


@pytest.mark.parametrize(
    ("funds", "kind"),
    [
        ({"national": 5}, "national"),
        ({"city": 5}, "city"),
        ({"private": 5}, "private"),
        ({"province": 5}, "public"),
        ({"district": 5}, "public"),
        ({"national": 5, "private": 0}, "national"),
        ({"national": 5, "city": 3}, "public"),
        ({"district": 5, "private": 3}, "mixed"),
        ({"city": 5, "other": 3}, None),
        ({"other": 5}, None),
        ({"city": 0}, None),
        ({}, None),
    ],
)
def test_funds_that_bear_all_say_whose_money_it_is(funds: dict[str, int], kind: str | None) -> None:
    said, total = tuple(funds.items()), sum(funds.values())
    assert (Budget(total, funds=said).funded_by, Budget(funds=said).funded_by) == (kind, kind)
    assert Budget(total + 1, funds=said).funded_by is None
    assert Budget(total, funds=said, kind="unsaid").funded_by == "unsaid"


def study_of(budgets: dict[str, Budget | None], links: Links) -> Study:
    """Return a study of the task ``p-1``, its subtask ``p-1-1`` and the task ``p-2``, with links (task, item, state)."""
    tasks = tuple(
        Item(name, "p", "subtask" if parent == "p-1" else "task", (parent,), Text(name), budget=budgets.get(name))
        for name, parent in (("p-1", "p"), ("p-1-1", "p-1"), ("p-2", "p"))
    )
    items = tuple(Item(name, "n", "task", ("n",), Text(name)) for name in ("n-1", "n-2"))
    documents = (
        Document("n", "national-policy", Text("국가"), items),
        Document("p", "city-plan", Text("계획"), tasks),
    )
    alignments = tuple(Alignment(task, item, 3, state) for task, item, state in links)
    corpus = Corpus(documents, alignments, (Assessment("p", ("n",)),))
    return Study(Workspace(None, Settings(), corpus, ()))


def asked(study: Study, framework: str = "n") -> Sums:
    """Return what the saved question answers of a framework.

    For each kind of money tasks with a budget of it and won, then the same with proposals; under ``None`` how many tasks
    there are, without and with proposals.
    """
    question = find_question("budget-by-framework")
    rows = study.published.select(question.bind({}, study.names))
    names = ("with_budget", "krw", "with_budget_with_proposals", "krw_with_proposals")
    found: Sums = {}
    for row in rows:
        if row["id"] == framework:
            found[None] = (int(row["tasks"]), int(row["tasks_with_proposals"]))
            if row.get("kind"):
                found[row["kind"]] = tuple(int(row.get(name) or 0) for name in names)
    return found


def figures(found: FrameworkMoney) -> Sums:
    """Return the same figures from the definition."""
    sums: Sums = {None: (len(found.confirmed.tasks), len(found.ceiling.tasks))} if found.ceiling.tasks else {}
    for kind, most in found.ceiling.by_kind.items():
        sums[kind] = (*found.confirmed.by_kind.get(kind, (0, 0)), *most)
    return sums


def written(study: Study) -> Sums:
    """Return the same figures from the report's table, with the kinds as people read them."""
    codes = {word: code for code, word in labels("budget-kind").items()}
    found: Sums = {}
    for row in budget_table(build_report(study)).rows:
        tasks = (row[3], row[5])
        if row[2] in codes:
            found[codes[row[2]]] = tuple(number or 0 for number in row[3:7])
        found[None] = tuple(sum(pair) for pair in zip(found.get(None, (0, 0)), tasks, strict=True))
    return found if found.get(None, (0, 0))[1] else {}


def on_the_page(open_page: Opener, study: Study) -> Sums:
    """Return the same figures from the explorer."""
    page = open_page(render_explorer(study)).page
    row = json.loads(page.evaluate("JSON.stringify(policygraph.figures({}))"))["frameworks"][0]
    found: Sums = {None: (row["confirmed"]["tasks"], row["ceiling"]["tasks"])}
    for kind, most in row["ceiling"]["amounts"].items():
        found[kind] = (*row["confirmed"]["amounts"].get(kind, (0, 0)), *most)
    return found


BOTH = [("p-1", "n-1", "confirmed"), ("p-1", "n-2", "confirmed"), ("p-1-1", "n-1", "confirmed")]
PAIRS: dict[tuple[str | None, str | None], dict[str, int]] = {
    **{(kind, kind): {kind or "unsaid": BILLION} for kind in (None, *BUDGET_KINDS)},
    ("public", "city"): {"city": 0, "public": BILLION},
    ("public", "national"): {"national": 0, "public": BILLION},
    ("mixed", "private"): {"private": 0, "mixed": BILLION},
    (None, "city"): {"city": 0, "unsaid": BILLION},
    ("private", None): {"private": BILLION, "unsaid": 0},
    ("public", "private"): {"private": SMALLER, "public": BILLION},
    ("city", "national"): {"city": BILLION, "national": SMALLER},
    ("private", "city"): {"city": SMALLER, "private": BILLION},
}
"""The money of a task of one billion and a subtask of 600 million won by the kinds of both: what a sum may hold, it holds."""


@pytest.mark.parametrize(("above", "below"), PAIRS, ids=str)
def test_a_subtask_adds_nothing_to_its_task_wherever_money_is_shown(above: str | None, below: str | None) -> None:
    study = study_of({"p-1": Budget(BILLION, kind=above), "p-1-1": Budget(SMALLER, kind=below)}, BOTH)
    expected = PAIRS[above, below]
    assert {kind: amount.won for kind, amount in money(study.graph).total.by_kind.items()} == expected
    found = framework_money(study.graph, "n")
    assert {kind: amount.won for kind, amount in found.confirmed.by_kind.items()} == expected
    assert found.confirmed == found.ceiling == build_report(study).budgets["n"].confirmed
    assert figures(found) == asked(study) == written(study)
    for kind in BUDGET_KINDS:
        assert flow(study.graph, "money", kind).total == expected.get(kind, 0)
    balanced = {one.kind: sum(one.amounts.values()) for one in balances(GapContext(study.graph)) if one.kind}
    assert balanced == {kind: won for kind, won in expected.items() if won}
    nothing = what_if(study, [Edit("without", task="p-1"), Edit("without", task="p-1-1")]).sure.freed
    assert nothing == {kind: won for kind, won in expected.items() if won}


def test_the_page_adds_up_as_the_command_line_does(open_page: Opener) -> None:
    for above, below in PAIRS:
        study = study_of({"p-1": Budget(BILLION, kind=above), "p-1-1": Budget(SMALLER, kind=below)}, BOTH)
        assert on_the_page(open_page, study) == figures(framework_money(study.graph, "n")), (above, below)


def test_a_subtask_alone_counts_with_its_own_budget() -> None:
    study = study_of({"p-1": Budget(BILLION), "p-1-1": Budget(SMALLER)}, [("p-1-1", "n-1", "confirmed")])
    assert asked(study) == {None: (1, 1), "unsaid": (1, SMALLER, 1, SMALLER)} == written(study)
    assert flow(study.narrowed(frameworks=["n"]).graph, "money").total == SMALLER


def test_proposals_are_told_apart_and_unknown_is_not_zero() -> None:
    study = study_of({"p-1": Budget(BILLION, kind="city")}, [("p-1", "n-1", "proposed"), ("p-2", "n-1", "confirmed")])
    expected = {None: (1, 2), "city": (0, 0, 1, BILLION)}
    assert figures(framework_money(study.graph, "n")) == expected == asked(study) == written(study)
    rows = budget_table(build_report(study)).rows
    assert [row[3:] for row in rows] == [[0, None, 1, BILLION], [1, None, 1, None]]


@settings(max_examples=30)
@given(
    budgets=st.fixed_dictionaries({name: st.sampled_from((None, 0, 5, 70)) for name in ("p-1", "p-1-1", "p-2")}),
    kinds=st.lists(st.sampled_from((None, *BUDGET_KINDS)), min_size=3, max_size=3),
    states=st.lists(st.sampled_from(("", "confirmed", "proposed", "rejected")), min_size=6, max_size=6),
)
@example({"p-1": 0, "p-1-1": None, "p-2": None}, [None] * 3, ["", "proposed", "", "confirmed", "", ""])
def test_the_question_adds_up_as_the_definition_does(
    budgets: dict[str, int | None], kinds: list[str | None], states: list[str]
) -> None:
    pairs = product(("p-1", "p-1-1", "p-2"), ("n-1", "n-2"))
    known = {
        name: None if won is None else Budget(won, kind=kind)
        for (name, won), kind in zip(budgets.items(), kinds, strict=True)
    }
    study = study_of(known, [(*pair, state) for pair, state in zip(pairs, states, strict=True) if state])
    assert asked(study) == figures(framework_money(study.graph, "n")) == written(study)


@pytest.mark.parametrize("framework", ["kds", "dpg"])
def test_the_bundled_question_agrees_with_the_report(bundled: Study, framework: str) -> None:
    found = build_report(bundled).budgets[framework]
    assert asked(bundled, framework) == figures(found)
    assert {"public", "private", "unsaid"} <= set(found.ceiling.by_kind)


def test_a_department_is_alone_behind_a_commitment_without_items_below() -> None:
    def task(name: str, department: str | None) -> Item:
        return Item(name, "p", "task", ("p",), Text(name), department=Text(department) if department else None)

    parents = {"n-0": "n", "n-1": "n-0", "n-2": "n", "n-3": "n", "n-4": "n"}
    items = tuple(Item(name, "n", "task", (parent,), Text(name)) for name, parent in parents.items())
    tasks = (task("p-1", "가"), task("p-2", "가"), task("p-3", "나"), task("p-4", None))
    documents = (Document("n", "national-policy", Text("국가"), items), Document("p", "city-plan", Text("계획"), tasks))
    links = [(f"p-{task}", f"n-{item}") for task, item in ("10", "11", "21", "12", "32", "43", "34")]
    corpus = Corpus(documents, tuple(Alignment(*link, 3, "confirmed") for link in links), (Assessment("p", ("n",)),))
    found = money(Study(Workspace(None, Settings(), corpus, ())).graph).departments
    alone = [(one.department.ko if one.department else "", one.alone) for one in found]
    assert alone == [("가", ("n-1",)), ("나", ("n-4",)), ("", ())]


def test_every_part_of_a_plan_that_holds_tasks_or_money_is_told(bundled: Study) -> None:
    graph = bundled.graph
    told = {part.part for part in money(graph).parts}
    for one in graph.plans:
        for item in one.items:
            if item.id not in graph.tasks:
                holds = item.budget is not None or any(item.id in graph.tasks[name].parents for name in graph.tasks)
                assert (item.id in told) >= holds, item.id
    assert told >= {one.id for one in graph.plans}
    assert any(part.stated is None for part in money(graph).parts if part.part not in graph.documents)


def test_money_of_no_single_fund_stands_under_none() -> None:
    for kind in BUDGET_KINDS:
        funds, classes = of_budget(Budget(5, kind=kind))
        assert set(funds) == {kind} & set(FUNDS)
        assert [row.total for row in funds.values()] == [5] * len(funds)
        assert [row.total for row in classes.values()] == [5]


def test_a_budget_further_above_holds_what_is_below_and_parts_are_told_where_they_hold_tasks_or_money() -> None:
    levels = (("p-g", "p", "goal"), ("p-s", "p", "strategy"), ("p-e", "p", "goal"), ("p-1", "p-g", "task"))
    below = (("p-1-1", "p-1", "subtask"), ("p-1-1-1", "p-1-1", "subtask"))
    budgets = {"p-s": Budget(70, kind="city"), "p-1": Budget(50, kind="public"), "p-1-1-1": Budget(20, kind="city")}
    tasks = tuple(
        Item(name, "p", level, (above,), Text(name), budget=budgets.get(name))
        for name, above, level in (*levels, *below)
    )
    documents = (Document("q", "city-plan", Text("빈 계획")), Document("p", "city-plan", Text("계획"), tasks))
    graph = Study(Workspace(None, Settings(), Corpus(documents), ())).graph
    assert counted_budgets(graph) == {"p-1": ("public", 50), "p-1-1": ("public", 0), "p-1-1-1": ("city", 0)}
    assert counted_budgets(graph, ["p-1-1-1"]) == {"p-1-1-1": ("city", 20)}
    found = money(graph)
    assert [(part.part, part.stated, part.rest, part.tasks.tasks) for part in found.parts] == [
        ("q", None, None, ()),
        ("p", None, None, ("p-1", "p-1-1", "p-1-1-1")),
        ("p-g", None, None, ("p-1", "p-1-1", "p-1-1-1")),
        ("p-s", ("city", 70), 70, ()),
    ]
    assert found.total.by_kind == {"city": (1, 0), "public": (2, 50)}
    assert (found.total.won("public"), found.total.won("private"), found.total.unknown) == (50, 0, 0)


def test_the_money_behind_a_framework_is_that_of_what_is_shown_of_it() -> None:
    study = study_of({"p-1": Budget(5), "p-2": Budget(7)}, [("p-1", "n-1", "confirmed"), ("p-2", "n-2", "proposed")])
    found = {
        shown: [framework_money(study.narrowed(frameworks=list(shown)).graph, "n").ceiling.won("unsaid")]
        for shown in ((), ("n",), ("n-1",), ("n-2",))
    }
    assert found == {(): [12], ("n",): [12], ("n-1",): [5], ("n-2",): [7]}
    assert framework_money(study.graph, "n").confirmed.tasks == ("p-1",)


def test_by_year_and_fund_every_won_is_told_once_and_what_is_not_said_apart() -> None:
    year = YearNote(2026, funds=(("city", 2), ("national", 1)))
    paid = Budget(
        10, kind="public", years=((2026, 5), (2027, 4)), funds=(("city", 4), ("national", 1)), year_notes=(year,)
    )
    funds, classes = of_budget(paid)
    assert {fund: (row.total, row.by_year) for fund, row in funds.items()} == {
        "city": (4, {2026: 2}),
        "national": (1, {2026: 1}),
    }
    assert {name: (row.total, row.by_year, row.undated) for name, row in classes.items()} == {
        "public": (10, {2026: 5, 2027: 4}, 1)
    }
    budgets = {
        "p-1": paid,
        "p-1-1": Budget(3, kind="city", years=((2027, 3),)),
        "p-2": Budget(6, funds=(("private", 6),)),
    }
    graph = study_of(budgets, []).graph
    found = year_money(graph, ["p-1", "p-1-1", "p-2"])
    assert {name: (row.total, row.by_year) for name, row in found.classes.items()} == {
        "public": (10, {2026: 5, 2027: 4}),
        "private": (6, {}),
    }
    assert (list(found.funds), found.years, found.unknown) == (["national", "city", "private"], (2026, 2027), 0)
    shared = {name: row.total for name, row in of_budget(Budget(funds=(("national", 3), ("private", 2))))[1].items()}
    partly = {name: row.total for name, row in of_budget(Budget(5, kind="city", funds=(("city", 3),)))[1].items()}
    assert (shared, partly) == ({"public": 3, "private": 2}, {"public": 5})
    rest = found.unsplit()
    assert (rest.total, rest.by_year) == (5, {2026: 2, 2027: 4})
    alone = year_money(graph, ["p-1-1"])
    assert [(fund, row.total, row.by_year) for fund, row in alone.funds.items()] == [("city", 3, {2027: 3})]
    assert (alone.unsplit().total, alone.unsplit().by_year) == (0, {})
    below = year_money(study_of({"p-1": Budget(5), "p-1-1": None, "p-2": None}, []).graph, ["p-1", "p-1-1", "p-2"])
    assert (below.classes["unsaid"].total, below.unknown, below.unsplit().total) == (5, 1, 0)


def test_parts_that_are_more_than_the_whole_are_not_used() -> None:
    over = {
        "funds": (Budget(5, funds=(("city", 3), ("national", 3))), True),
        "years": (Budget(5, years=((2026, 3), (2027, 3))), True),
        "a year": (Budget(9, years=((2026, 1),), year_notes=(YearNote(2026, funds=(("city", 2),)),)), True),
        "all of it": (Budget(5, years=((2026, 5),), year_notes=(YearNote(2026, funds=(("city", 5),)),)), False),
        "nothing in a year": (Budget(5, years=((2026, 0), (2027, 5))), False),
        "nothing said": (Budget(5), False),
    }
    assert {name: differs(budget) for name, (budget, _) in over.items()} == {
        name: said for name, (_, said) in over.items()
    }
    funds, classes = of_budget(over["funds"][0])
    assert (funds, {name: (row.total, row.by_year) for name, row in classes.items()}) == ({}, {"unsaid": (5, {})})
    graph = study_of({"p-1": over["years"][0], "p-1-1": over["all of it"][0]}, []).graph
    assert list(overfull(graph, graph.tasks)) == ["p-1"]
