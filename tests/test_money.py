"""Money: one definition, so that the page, the report, the saved question, the flow and the gaps agree to the won."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policygraph.graph.flow import flow
from policygraph.graph.gaps.balance_gaps import balances
from policygraph.graph.gaps.context import GapContext
from policygraph.graph.money import FrameworkMoney, framework_money, money
from policygraph.graph.study import Study
from policygraph.ontology.question_files import find_question
from policygraph.records.kinds import Alignment, Assessment, Budget, Corpus, Document, Item, Text
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from policygraph.views.report.result import build_report

BILLION, SMALLER = 1_000_000_000, 600_000_000
States = list[tuple[str, str, str]]


def study_of(budgets: dict[str, int | None], links: States) -> Study:
    """Return a study of the task ``p-1``, its subtask ``p-1-1`` and the task ``p-2``, with links (task, item, state)."""
    tasks = tuple(
        Item(
            name,
            "p",
            "subtask" if parent == "p-1" else "task",
            (parent,),
            Text(name),
            budget=None if budgets.get(name) is None else Budget(budgets[name] or 0),
        )
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


def asked(study: Study) -> dict[str, tuple[int, ...]]:
    """Return what the saved question answers: tasks, those of known budget, won; then the same with proposals."""
    question = find_question("budget-by-framework")
    rows = study.published.select(question.bind({}, study.names))
    names = ("tasks", "with_budget", "krw")
    names = (*names, *(f"{name}_with_proposals" for name in names))
    return {row["id"]: tuple(int(row[name]) for name in names) for row in rows}


def figures(found: FrameworkMoney) -> tuple[int, ...]:
    """Return the same figures from the definition."""
    return tuple(
        number
        for one in (found.confirmed, found.ceiling)
        for number in (len(one.tasks), len(one.tasks) - one.unknown, one.won)
    )


def test_a_subtask_adds_nothing_to_its_task_wherever_money_is_shown() -> None:
    links = [("p-1", "n-1", "confirmed"), ("p-1", "n-2", "confirmed"), ("p-1-1", "n-1", "confirmed")]
    study = study_of({"p-1": BILLION, "p-1-1": SMALLER}, links)
    assert money(study.graph).total.won == BILLION
    assert framework_money(study.graph, "n").ceiling.won == BILLION
    assert framework_money(study.graph, "n").confirmed.won == BILLION
    assert build_report(study).budgets["n"].confirmed.won == BILLION
    assert asked(study)["n"] == (2, 2, BILLION, 2, 2, BILLION)
    assert flow(study.graph, "money").total == BILLION
    found = {one.measure: one for one in balances(GapContext(study.graph))}
    assert sum(found["budget"].amounts.values()) == BILLION
    assert found["budget"].unknown == 0


def test_a_subtask_alone_counts_with_its_own_budget() -> None:
    study = study_of({"p-1": BILLION, "p-1-1": SMALLER}, [("p-1-1", "n-1", "confirmed")])
    assert framework_money(study.graph, "n").confirmed.won == SMALLER
    assert asked(study)["n"] == (1, 1, SMALLER, 1, 1, SMALLER)
    assert flow(study.narrowed(frameworks=["n"]).graph, "money").total == SMALLER


def test_proposals_are_told_apart_and_unknown_is_not_zero() -> None:
    study = study_of({"p-1": BILLION}, [("p-1", "n-1", "proposed"), ("p-2", "n-1", "confirmed")])
    assert figures(framework_money(study.graph, "n")) == (1, 0, 0, 2, 1, BILLION) == asked(study)["n"]


@settings(max_examples=30)
@given(
    budgets=st.fixed_dictionaries({name: st.sampled_from((None, 0, 5, 70)) for name in ("p-1", "p-1-1", "p-2")}),
    states=st.lists(st.sampled_from(("", "confirmed", "proposed", "rejected")), min_size=6, max_size=6),
)
def test_the_question_adds_up_as_the_definition_does(budgets: dict[str, int | None], states: list[str]) -> None:
    pairs = product(("p-1", "p-1-1", "p-2"), ("n-1", "n-2"))
    study = study_of(budgets, [(*pair, state) for pair, state in zip(pairs, states, strict=True) if state])
    found = framework_money(study.graph, "n")
    assert asked(study).get("n", (0,) * 6) == figures(found)


@pytest.mark.parametrize("framework", ["kds", "dpg"])
def test_the_bundled_question_agrees_with_the_report(bundled: Study, framework: str) -> None:
    assert asked(bundled)[framework] == figures(build_report(bundled).budgets[framework])


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
