"""Gaps: a minimal case for each kind and cause, and the metamorphic law: removing the cause removes that gap and no other."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from gap_cases import (
    CASES,
    NOW,
    YEARS,
    _branches,
    _concentrated_budget,
    _idle_year,
    _uncovered,
    _weak,
    gap_keys,
    sound,
    sound_task,
)
from gap_definition import Definition, Placed
from hypothesis import HealthCheck, given, settings
from policygraph import Study, open_study
from policygraph.graph.addressee import unaddressed
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import coverage
from policygraph.graph.gaps import GAP_KINDS, GROUPS, Gap, find_gaps, listed
from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.selection import select_gaps
from policygraph.graph.gaps.wording import WORDINGS
from policygraph.graph.gaps.worklist import place_of
from policygraph.graph.scope import Scope
from policygraph.records.issue import SEVERITIES, UnknownName
from policygraph.records.kinds import (
    Addressee,
    Budget,
    Corpus,
    Decision,
    Document,
    Item,
    Period,
    Target,
    Term,
    Text,
)
from policygraph.views.gaps_view import gaps_page
from policygraph.views.render import render
from random_corpora import corpora
from random_studies import study_from
from random_worklists import random_worklist
from workspaces import corpus, framework, item, link, plan, task


@pytest.mark.parametrize("name", CASES)
def test_removing_the_cause_removes_that_gap_and_no_other(name: str) -> None:
    case = CASES[name]()
    before, after = gap_keys(case.with_cause), gap_keys(case.without_cause)
    assert (case.code, case.cause, case.nodes) in before
    assert before - after == {(case.code, case.cause, case.nodes)}
    assert after - before == set()


def test_every_kind_has_a_case_and_every_gap_of_the_bundled_data_a_kind(bundled: Study) -> None:
    assert {CASES[name]().code for name in CASES} == set(GAP_KINDS)
    assert {gap.code for gap in bundled.gaps()} <= set(GAP_KINDS)


@pytest.mark.parametrize("status", ["single-source", "inferred"])
def test_an_item_known_from_one_source_or_inferred_weakens_its_alignments(status: str) -> None:
    def keys(found: str) -> set[tuple[str, ...]]:
        return {gap.nodes for gap in _weak(found, "press")}

    assert keys(status) == {("t", "a"), ("u", "a")}
    assert keys("confirmed") == set()


def test_one_official_source_is_proof() -> None:
    assert _weak("single-source", "official") == []
    advice = {gap.next.en for gap in _weak("single-source", "press")}
    assert advice
    assert not [text for text in advice if "reject" in text]


def test_tasks_known_from_one_official_source_rest_on_proof() -> None:
    tasks = tuple(sound_task(name, department=name, sources=("s2",), status="single-source") for name in "tu")
    assert not {gap.code for gap in find_gaps(AlignmentGraph(sound(item("a", "f"), tasks=tasks)))} & {"G06", "G11"}


def addressed(name: str, value: str, **rest: object) -> Item:
    """A commitment that addresses *value*."""
    return replace(item(name, "f", **rest), addressee=Addressee(value))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "severity", "group"),
    [
        ("local", "error", "must"),
        ("shared", "warning", "can"),
        ("unclear", "info", "can"),
        ("national", "info", "national"),
    ],
)
def test_whom_an_item_addresses_decides_how_grave_its_gap_is(value: str, severity: str, group: str) -> None:
    found = find_gaps(
        AlignmentGraph(sound(addressed("a", value), item("b", "f"), links=[link("t", "b"), link("u", "b")]))
    )
    gap = next(gap for gap in found if gap.code == "G01")
    assert (gap.severity, gap.group, gap.addressee) == (severity, group, value)


def test_what_names_other_regions_alone_is_no_matter_of_the_city() -> None:
    elsewhere = replace(addressed("a", "local"), addressee=Addressee("local", region="other"))
    found = find_gaps(AlignmentGraph(sound(elsewhere, item("b", "f"), links=[link("t", "b"), link("u", "b")])))
    gap = next(gap for gap in found if gap.code == "G01")
    assert (gap.severity, gap.group, gap.addressee) == ("info", "national", "local")


def test_goals_of_the_mayor_are_what_must_be_done() -> None:
    records = sound(item("a", "f"), item("b", "f"), links=[link("t", "b"), link("u", "b")], kind="mayoral-goals")
    gap = next(gap for gap in find_gaps(AlignmentGraph(records)) if gap.code == "G01")
    assert (gap.severity, gap.group, gap.addressee) == ("error", "must", "local")


@pytest.mark.parametrize(
    ("value", "group"), [("local", "must"), ("shared", "must"), ("unclear", "must"), ("national", "national")]
)
def test_goals_of_the_mayor_are_must_whoever_does_them_too(value: str, group: str) -> None:
    links = [link("t", "b"), link("u", "b")]
    records = sound(addressed("a", value), item("b", "f"), links=links, kind="mayoral-goals")
    gap = next(gap for gap in find_gaps(AlignmentGraph(records)) if gap.code == "G01")
    assert (gap.group, gap.addressee) == (group, value)


def test_gaps_of_tasks_and_of_proof_address_nobody_or_their_item() -> None:
    groups = {"G05": "tasks", "G09": "tasks", "G10": "tasks", "G13": "tasks", "G14": "tasks", "G16": "tasks",
              "G06": "proof", "G11": "proof", "G12": "proof", "G15": "proof"}  # fmt: skip
    for case in (CASES[name]() for name in CASES):
        for gap in find_gaps(AlignmentGraph(case.with_cause, NOW)):
            assert gap.group == groups.get(gap.code, gap.group)
            assert gap.addressee is None or gap.code not in ("G05", "G10", "G14", "G16")


def test_the_nearest_target_is_the_deadline() -> None:
    def due(*years: int) -> int | None:
        targets = tuple(Target(Text("지표"), 1, "", year) for year in years)
        records = sound(item("a", "f", targets=targets), item("b", "f"), links=[link("t", "b"), link("u", "b")])
        return next(gap.deadline for gap in find_gaps(AlignmentGraph(records, NOW)) if gap.code == "G01")

    assert (due(), due(2030, 2028, 2020), due(2020, 2024)) == (None, 2028, 2024)
    assert due(2025, 2026, 2028) == 2026  # the year of the day itself is not over


def test_what_is_due_first_comes_first_whatever_it_gains() -> None:
    items = [
        addressed("a", "local"),
        addressed("b", "local", targets=(Target(Text("지표"), 1, "", 2029),), importance=0.1),
        addressed("c", "local", targets=(Target(Text("지표"), 1, "", 2027),), importance=0.1),
        item("d", "f"),
    ]
    found = find_gaps(AlignmentGraph(sound(*items, links=[link("t", "d"), link("u", "d")]), NOW))
    assert [gap.nodes[0] for gap in found if gap.code == "G01"] == ["c", "b", "a"]


def test_gain_never_puts_one_framework_before_another() -> None:
    def goals(name: str, many: int) -> Document:
        return framework(
            *(item(f"{name}{n}", name, document=name) for n in range(many)), name=name, kind="mayoral-goals"
        )

    tasks = plan(sound_task("t"), sound_task("u", department="나"))
    found = find_gaps(AlignmentGraph(corpus([goals("f", 9), goals("g", 2), tasks], [link("t", "f0"), link("u", "g0")])))
    gaps = [gap for gap in found if gap.code == "G01"]
    assert [gap.framework for gap in gaps] == ["f"] * 8 + ["g"]
    assert gaps[-1].gain > gaps[0].gain


def test_a_parent_is_folded_where_its_sub_items_say_all() -> None:
    items = (item("a", "f", "task"), item("a1", "a", "subtask"), item("a2", "a", "subtask"), item("b", "f"))
    served = [link("t", "b"), link("u", "b")]
    graph = AlignmentGraph(sound(*items, links=served))
    gaps = [gap for gap in find_gaps(graph) if gap.code == "G01"]
    assert {gap.nodes[0]: gap.folded for gap in gaps} == {"a": True, "a1": False, "a2": False}
    assert {gap.nodes[0] for gap in listed(gaps)} == {"a1", "a2"}
    some = find_gaps(AlignmentGraph(sound(*items, links=[*served, link("t", "a1", 1)])))
    assert not [gap for gap in some if gap.folded]


def test_a_node_above_asks_the_city_where_one_below_does() -> None:
    items = (item("s", "f", "strategy"), replace(addressed("a", "national"), parents=("s",)))
    context = GapContext(AlignmentGraph(sound(*items)))
    assert (context.addressee("s"), context.addressee("f")) == ("national", "national")
    items = (*items, replace(addressed("b", "local"), parents=("s",)))
    context = GapContext(AlignmentGraph(sound(*items)))
    assert (context.addressee("s"), context.addressee("f")) == ("local", "local")


def test_unknown_periods_and_budgets_are_never_taken_for_zero_or_absence() -> None:
    late = item("a", "f", targets=(Target(Text("지표"), 1, "", 2020),))
    tasks = (sound_task("t"), task("u", department="나", budget=3, period=Period(2026, None)))
    found = gap_keys(corpus([framework(late), plan(*tasks, period=YEARS)], [link("t", "a"), link("u", "a")]))
    assert not {key for key in found if key[0] == "G08"}


def test_a_year_outside_the_framework_is_not_missed() -> None:
    tasks = (sound_task("t"), sound_task("u", department="나"))
    documents = [framework(item("a", "f"), period=Period(2020, 2027)), plan(*tasks, period=Period(2026, 2030))]
    assert not {key for key in gap_keys(corpus(documents, [link("t", "a"), link("u", "a")])) if key[0] == "G08"}


def test_a_year_that_is_over_is_not_missed() -> None:
    records = _idle_year().with_cause
    for day, missed in (("2028-12-31", {("G08", "years")}), ("2029-01-01", set())):
        gaps = find_gaps(AlignmentGraph(records, Scope(as_of=day)))
        assert {(gap.code, gap.cause) for gap in gaps if gap.code == "G08"} == missed


def test_a_budget_counts_once_however_many_branches_its_task_serves() -> None:
    items = _branches("a", "b", "c")
    tasks = (sound_task("t", budget=90), sound_task("u", department="나", budget=10))
    links = [link("t", f"{name}1") for name in "abc"] + [link("u", "a1")]
    context = GapContext(AlignmentGraph(sound(*items, tasks=tasks, links=links)))
    assert not [gap for gap in find_gaps(context.graph) if gap.code == "G07"]


def test_the_balance_wanted_decides_what_is_concentrated() -> None:
    case = _concentrated_budget()
    graph = AlignmentGraph(case.with_cause)
    wanted = {"f": {"a": 99.0, "b": 1.0}}
    assert [gap.cause for gap in find_gaps(graph) if gap.code == "G07"] == ["budget-unsaid"]
    assert "budget-unsaid" not in [gap.cause for gap in find_gaps(graph, balance=wanted) if gap.code == "G07"]


def test_money_of_another_kind_is_not_weighed_against_it_and_few_amounts_are_no_concentration() -> None:
    items = _branches("a", "b")
    links = [link("t", "a1"), link("u", "a1"), link("v", "b1"), link("w", "b1")]

    def found(*kinds: str) -> list[str]:
        budgets = zip("tuvw", (99, 99, 1, 1), kinds, strict=True)
        tasks = [
            replace(sound_task(name, department=name), budget=Budget(won, kind=kind)) for name, won, kind in budgets
        ]
        gaps = find_gaps(AlignmentGraph(sound(*items, tasks=tasks, links=links)))
        return [gap.cause for gap in gaps if gap.code == "G07"]

    assert found("city", "city", "city", "city") == ["budget-city"]
    assert found("city", "private", "city", "private") == ["budget-city", "budget-private"]
    assert found("city", "private", "mixed", "public") == []


def test_subtasks_speak_for_their_task_but_not_the_other_way_round() -> None:
    tasks = (
        sound_task("t"),
        sound_task("u", department="나"),
        sound_task("u1", parent="u", level="subtask", department="다"),
    )
    by_subtask = gap_keys(sound(item("a", "f"), tasks=tasks, links=[link("t", "a"), link("u1", "a")]))
    by_task = gap_keys(sound(item("a", "f"), tasks=tasks, links=[link("t", "a"), link("u", "a")]))
    assert not {key for key in by_subtask if key[0] == "G05"}
    assert {key for key in by_task if key[0] == "G05"} == {("G05", "none", ("u1",))}


def test_a_rejected_alignment_is_no_alignment() -> None:
    found = gap_keys(sound(item("a", "f"), links=[link("t", "a", state="rejected"), link("u", "a", state="rejected")]))
    assert ("G01", "", ("a",)) in found
    assert not {key for key in found if key[0] == "G11"}


def test_a_decided_item_is_neither_gap_nor_coverage() -> None:
    broken = _uncovered().with_cause
    decided = replace(broken, decisions=(Decision("b", Text("국가 사무")),))
    assert gap_keys(broken) - gap_keys(decided) == {("G01", "", ("b",))}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpora())
def test_gain_is_what_the_floor_rises_by_when_the_gap_is_closed(found: Corpus) -> None:
    graph = AlignmentGraph(found)
    before = coverage(graph)["f"].floor
    closer = task("closer")
    for gap in find_gaps(graph):
        if gap.code != "G01" or before is None:
            continue
        plans = replace(found.documents[1], items=(*found.documents[1].items, closer))
        closed = replace(
            found, documents=(found.documents[0], plans), alignments=(*found.alignments, link("closer", gap.nodes[0]))
        )
        after = coverage(AlignmentGraph(closed))["f"].floor
        assert after is not None
        assert gap.gain == pytest.approx(after - before)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpora())
def test_gaps_are_in_a_fixed_order_and_each_is_whole(found: Corpus) -> None:
    gaps = find_gaps(AlignmentGraph(found))
    keys = [(GROUPS.index(gap.group), SEVERITIES.index(gap.severity), gap.deadline or 10_000) for gap in gaps]
    assert keys == sorted(keys)
    assert len({(gap.code, gap.cause, gap.nodes) for gap in gaps}) == len(gaps)
    assert gaps == find_gaps(AlignmentGraph(replace(found, alignments=found.alignments[::-1])))
    for gap in gaps:
        assert gap.message.ko
        assert gap.message.en
        assert gap.next.ko
        assert gap.next.en
        assert gap.rule.ko
        assert 0 <= gap.gain <= 1


def test_uncovered_gaps_are_exactly_the_commitments_with_ceiling_zero(bundled: Study) -> None:
    commits = ("task", "subtask", "pledge", "finding", "requirement")
    expected = {
        node.id
        for node in bundled.coverage().values()
        if node.ceiling == 0
        and bundled.graph.in_force(node.id)
        and (node.level in commits or not bundled.graph.children[node.id])
    }
    assert {gap.nodes[0] for gap in bundled.gaps() if gap.code == "G01"} == expected


@pytest.mark.parametrize("name", ["G01", "uncovered", "미대응", "UNCOVERED"])
def test_a_kind_is_named_by_code_or_in_either_language(bundled: Study, name: str) -> None:
    chosen = select_gaps(bundled.graph, bundled.gaps(), kinds=[name])
    assert chosen
    assert {gap.code for gap in chosen} == {"G01"}


def test_selection_by_framework_department_and_severity(bundled: Study) -> None:
    gaps = bundled.gaps()
    inside = select_gaps(bundled.graph, gaps, framework="dpg")
    below = set(bundled.graph.below("dpg"))
    assert inside == [gap for gap in gaps if below.intersection(gap.nodes)]
    owned = bundled.narrowed(departments=["행정자치국"])
    tasks = {t.id for t in bundled.graph.tasks.values() if t.department and t.department.ko == "행정자치국"}
    assert set(owned.graph.tasks) == tasks
    named = {node for gap in owned.gaps() for node in gap.nodes if node in bundled.graph.tasks}
    assert named
    assert named <= tasks
    assert {gap.severity for gap in select_gaps(bundled.graph, gaps, severity="warning")} == {"error", "warning"}
    with pytest.raises(UnknownName, match="no task belongs"):
        bundled.narrowed(departments=["없는 부서"])


def test_korean_sentences_are_grammatical_in_the_golden_list(
    bundled: Study, golden: Callable[[str, str], None]
) -> None:
    """The golden list holds every wording once, with the figures of the first gap that says it."""
    first: dict[tuple[str, str, str], Gap] = {}
    early = open_study(today=datetime.date(2024, 1, 1))  # when years of the plans that nothing fills were still to come
    invented = [CASES[name]().with_cause for name in CASES] + [random_worklist(seed).records for seed in range(40)]
    for gap in (
        *bundled.gaps(),
        *early.gaps(kinds="G08"),
        *(gap for records in invented for gap in find_gaps(AlignmentGraph(records, NOW))),
    ):
        first.setdefault((gap.code, gap.cause, gap.sentence.en), gap)
    assert {wording.en for wording in WORDINGS.values()} - {en for _, _, en in first} == set()
    lines = [
        f"{gap.code} {gap.cause}\n  {gap.message.ko}\n  {gap.message.en}\n  → {gap.next.ko}\n  → {gap.next.en}"
        for _, gap in sorted(first.items())
    ]
    golden("gap-sentences.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize(("own", "found"), [("d", {("t", "u", "a", "b")}), ("de", set())], ids=["half", "less"])
def test_tasks_that_share_half_of_what_they_serve_may_be_duplicates(own: str, found: set[tuple[str, ...]]) -> None:
    tasks = (sound_task("t", technologies=("ai",)), sound_task("u", department="나", technologies=("ai",)))
    links = [*(link("t", name) for name in "abc"), *(link("u", name) for name in "ab" + own)]
    parts = sound(*(item(name, "f") for name in "abcde"), tasks=tasks, links=links)
    assert {nodes for code, _, nodes in gap_keys(parts) if code == "G14"} == found


@pytest.mark.parametrize(
    ("first", "last", "idle"),
    [(2026, 2030, [2028, 2029, 2030]), (2026, 2028, [2028]), (2029, 2030, [2029, 2030]), (2026, 2027, [])],
)
def test_years_without_a_task_are_those_of_plan_and_framework_both(first: int, last: int, idle: list[int]) -> None:
    tasks = (sound_task("t", end=2027), sound_task("u", department="나", end=2027))
    served = [link(name, "a") for name in "tu"]
    documents = [framework(item("a", "f"), period=Period(first, last)), plan(*tasks, period=YEARS)]
    gaps = find_gaps(AlignmentGraph(corpus(documents, served), NOW))
    assert [year for gap in gaps if gap.cause == "years" for year in gap.numbers["years"]] == idle


def test_a_task_of_a_plan_that_nobody_has_assessed_is_no_orphan() -> None:
    other = replace(sound_task("u"), document="q", parents=("q",))
    documents = [framework(item("a", "f")), plan(sound_task("t")), plan(other, name="q")]
    found = AlignmentGraph(corpus(documents, assessed={"p": ["f"]}), NOW)
    assert {gap.nodes for gap in find_gaps(found) if gap.code == "G05"} == {("t",)}


def test_a_term_that_has_ended_makes_no_task_an_orphan() -> None:
    goals = replace(framework(item("a", "f"), kind="mayoral-goals"), in_force=Term("2022-07-01", "2026-06-30"))
    records = corpus([goals, plan(sound_task("t"))])
    for day, orphans in (("2026-06-30", {("t",)}), ("2026-07-01", set())):
        gaps = find_gaps(AlignmentGraph(records, Scope(as_of=day)))
        assert {gap.nodes for gap in gaps if gap.code == "G05"} == orphans


def test_what_a_mayor_promised_must_be_done_in_that_term_alone() -> None:
    goals = replace(
        framework(addressed("a", "shared"), kind="mayoral-goals"), in_force=Term("2022-07-01", "2026-06-30")
    )
    records = corpus([goals, plan(sound_task("t"))])
    for day, group in (("2026-06-30", "must"), ("2026-07-01", "can")):
        assert place_of(GapContext(AlignmentGraph(records, Scope(as_of=day))), "a")[0] == group


def test_a_workspace_that_says_of_no_item_whom_it_addresses_still_gets_its_list_and_is_told_so() -> None:
    items = tuple(item(name, "f") for name in "abc")
    goal = framework(item("g-1", "g", document="g"), name="g", kind="mayoral-goals")
    study = study_from(corpus([framework(*items), goal, plan(sound_task("t"))], [link("t", "a")]))
    assert sorted(unaddressed(study.graph)) == ["a", "b", "c"]
    page = gaps_page(study.graph, study.gaps(), first_group=True)
    assert page.document["unaddressed"] == 3
    said = render(page, "md", "ko")
    assert "대상이 적혀 있지 않은 항목이 3건" in said
    assert "addressee" in said
    placed = {gap.nodes[0]: (gap.group, gap.severity) for gap in study.gaps() if gap.code == "G01"}
    assert placed == {"b": ("can", "info"), "c": ("can", "info"), "g-1": ("must", "error")}
    told = study_from(corpus([goal, plan(sound_task("t"))]))
    assert "대상이 적혀 있지 않은" not in render(gaps_page(told.graph, told.gaps()), "md", "ko")


def _told(value: Any) -> Any:
    """Return figures so that sums in another order say the same."""
    if isinstance(value, dict):
        return {name: _told(one) for name, one in value.items()}
    return round(value, 9) + 0.0 if isinstance(value, float) else value


def entire(gap: Gap) -> tuple[object, ...]:
    """Return all that a gap says but its sentences."""
    return (
        gap.code, gap.cause, gap.nodes, gap.severity, gap.framework, _told(dict(gap.numbers)), _told(gap.gain),
        gap.group, gap.addressee, gap.deadline, gap.folded,
    )  # fmt: skip


def expected(one: Placed) -> tuple[object, ...]:
    gap = one.gap
    return (
        gap.code, gap.cause, gap.nodes, gap.severity, gap.framework, _told(dict(gap.numbers)), _told(float(gap.gain)),
        one.group, one.addressee, one.deadline, one.folded,
    )  # fmt: skip


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_every_gap_is_found_figured_and_placed_as_its_rule_says(first: int) -> None:
    for seed in range(first, first + 20):
        given = random_worklist(seed)
        graph = AlignmentGraph(given.records, Scope(as_of=given.day))
        gaps = find_gaps(graph, given.thresholds, given.balance)
        assert [entire(gap) for gap in gaps] == [expected(one) for one in Definition(given).worklist()], seed
