"""Gaps: a minimal case for each kind and cause, and the metamorphic law: removing the cause removes that gap and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from policygraph import Study
from policygraph.graph.addressee import unaddressed
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import coverage
from policygraph.graph.gaps import GAP_KINDS, GROUPS, Gap, find_gaps, listed
from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.selection import select_gaps
from policygraph.graph.scope import Scope
from policygraph.graph.suspicion import fingerprint_of
from policygraph.records.issue import SEVERITIES, UnknownName
from policygraph.records.kinds import (
    Addressee,
    Budget,
    Corpus,
    Decision,
    Document,
    Item,
    Period,
    Source,
    Target,
    Term,
    Text,
)
from policygraph.views.gaps_view import gaps_page
from policygraph.views.render import render
from random_corpora import corpora
from random_studies import study_from
from workspaces import corpus, framework, item, link, plan, task

YEARS = Period(2026, 2030)
NOW = Scope(as_of="2026-11-24")
ONE, TWO = ("s1", "s2"), ("s2",)


def sound_task(name: str, *, department: str = "가", budget: int | None = 1, end: int = 2027, **rest: object) -> Item:
    """A task that no rule finds fault with."""
    return task(name, department=department, budget=budget, period=Period(2026, end), **rest)  # type: ignore[arg-type]


def sound(
    *items: Item, tasks: tuple[Item, ...] | None = None, links: object = None, kind: str = "national-policy"
) -> Corpus:
    """A corpus without any gap: every item served by two tasks of two departments."""
    found = tasks or (sound_task("t"), sound_task("u", department="나"))
    aligned = [link(t.id, i.id) for i in items for t in found] if links is None else list(links)  # type: ignore[call-overload]
    return corpus([framework(*items, kind=kind), plan(*found)], aligned)


def gap_keys(found: Corpus) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(gap.code, gap.cause, gap.nodes) for gap in find_gaps(AlignmentGraph(found, NOW))}


@dataclass(frozen=True)
class Case:
    """A corpus with one cause of a gap, and the same corpus with the cause removed."""

    code: str
    cause: str
    nodes: tuple[str, ...]
    with_cause: Corpus
    without_cause: Corpus


def _uncovered() -> Case:
    items = (item("s", "f", "strategy"), item("a", "s"), item("b", "s"))
    served = [link(name, target) for name in "tu" for target in "ab"]
    broken = sound(*items, links=served[::2])
    return Case("G01", "", ("b",), broken, sound(*items, links=served))


def _uncovered_shared() -> Case:
    case = _uncovered()
    shared = [
        replace(document, items=tuple(replace(one, addressee=Addressee("shared")) if one.id == "b" else one for one in document.items))
        for document in case.with_cause.documents
    ]  # fmt: skip
    return Case(
        "G01", "", ("b",), *(replace(found, documents=tuple(shared)) for found in (case.with_cause, case.without_cause))
    )


def _weak() -> Case:
    broken = sound(item("a", "f"), links=[link("t", "a", 1), link("u", "a", 1)])
    return Case("G02", "", ("a",), broken, sound(item("a", "f")))


def _unconfirmed() -> Case:
    broken = sound(item("a", "f"), links=[link("t", "a", 3, "proposed"), link("u", "a", 3, "proposed")])
    return Case("G03", "", ("a",), broken, sound(item("a", "f")))


def _top_only() -> Case:
    items = (item("a", "f", "strategy"), item("b", "a"))
    below = [link("t", "b", 2), link("u", "b", 2)]
    return Case("G04", "", ("a",), sound(*items, links=[*below, link("t", "a", 3)]), sound(*items, links=below))


def _orphan_none() -> Case:
    tasks = (sound_task("t"), sound_task("u", department="나"), sound_task("v"))
    links = [link("t", "a"), link("u", "a")]
    return Case(
        "G05", "none", ("v",),
        sound(item("a", "f"), tasks=tasks, links=links), sound(item("a", "f"), tasks=tasks, links=[*links, link("v", "a")]),
    )  # fmt: skip


def _orphan_one_side(cause: str, lacking: str) -> Case:
    other = {"f": "g", "g": "f"}[lacking]
    documents = [
        framework(item("f1", "f")), framework(item("g1", "g", document="g"), name="g", kind="mayoral-goals"),
        plan(*(sound_task(name, department=name) for name in ("t", "u", "v"))),
    ]  # fmt: skip
    links = [link(name, target) for name in ("t", "u") for target in ("f1", "g1")] + [link("v", f"{other}1")]
    broken = corpus(documents, links)
    return Case("G05", cause, ("v",), broken, corpus(documents, [*links, link("v", f"{lacking}1")]))


def _single_task() -> Case:
    items = (item("s", "f", "strategy"), item("a", "s"), item("b", "s"))
    served = [link("t", "a"), link("u", "a"), link("t", "b")]
    return Case("G06", "task", ("b", "t"), sound(*items, links=served), sound(*items, links=[*served, link("u", "b")]))


def _single_department() -> Case:
    tasks = (sound_task("t"), sound_task("u"))
    other = (sound_task("t"), sound_task("u", department="나"))
    return Case(
        "G06", "department", ("a", "t", "u"), sound(item("a", "f"), tasks=tasks), sound(item("a", "f"), tasks=other)
    )


def _single_source() -> Case:
    one = {"sources": ("s1",)}
    tasks = (sound_task("t", **one), sound_task("u", department="나", **one))
    better = (sound_task("t", **one), sound_task("u", department="나"))
    return Case(
        "G06", "source", ("a", "t", "u"), sound(item("a", "f"), tasks=tasks), sound(item("a", "f"), tasks=better)
    )


def _branches(*names: str) -> tuple[Item, ...]:
    return tuple(part for name in names for part in (item(name, "f", "strategy"), item(f"{name}1", name)))


def _concentrated_tasks() -> Case:
    tasks = tuple(sound_task(name, department=name, budget=0) for name in "tuvwxyzk")
    items = _branches("a", "b")
    few = [link("t", "b1"), link("u", "b1")]
    many = [link(t.id, "a1") for t in tasks]
    broken = sound(*items, tasks=tasks, links=[*many, *few])
    repaired = sound(*items, tasks=tasks, links=[*many, *(link(t.id, "b1") for t in tasks[:5])])
    return Case("G07", "tasks", ("f", "a"), broken, repaired)


def _concentrated_budget() -> Case:
    def tasks(much: int) -> tuple[Item, ...]:
        first = (sound_task("t", budget=much), sound_task("u", department="나", budget=much))
        return (*first, sound_task("v", department="다"), sound_task("w", department="라"))

    items = _branches("a", "b")
    links = [link("t", "a1"), link("u", "a1"), link("v", "b1"), link("w", "b1")]
    return Case(
        "G07",
        "budget-unsaid",
        ("f", "a"),
        sound(*items, tasks=tasks(99), links=links),
        sound(*items, tasks=tasks(1), links=links),
    )


def _late_target() -> Case:
    def case(year: int) -> Corpus:
        return sound(item("a", "f", targets=(Target(Text("지표"), 1, "", year),)))

    return Case("G08", "target", ("a", "t", "u"), case(2026), case(2027))


def _idle_year() -> Case:
    def case(end: int) -> Corpus:
        tasks = (sound_task("t", end=end), sound_task("u", department="나", end=end))
        return corpus(
            [framework(item("a", "f")), plan(*tasks, period=Period(2026, 2028))], [link("t", "a"), link("u", "a")]
        )

    return Case("G08", "years", ("f", "p"), case(2027), case(2028))


def _money() -> Case:
    def case(budget: int | None) -> Corpus:
        tasks = (sound_task("t", budget=budget), sound_task("u", department="나", budget=None))
        return sound(item("a", "f"), tasks=tasks)

    return Case("G09", "", ("a", "t", "u"), case(None), case(5))


def _owner() -> Case:
    def case(department: str | None) -> Corpus:
        return sound(item("a", "f"), tasks=(sound_task("t"), sound_task("u", department=department)))  # type: ignore[arg-type]

    return Case("G10", "", ("u",), case(None), case("나"))


def _evidence(**flaw: object) -> Case:
    def case(**rest: object) -> Corpus:
        return sound(item("a", "f"), links=[link("t", "a", **rest), link("u", "a")])  # type: ignore[arg-type]

    return Case("G11", "", ("t", "a"), case(**flaw), case())


def _suspect() -> Case:
    judged = sound(item("a", "f"), item("b", "f"))
    seen = fingerprint_of(AlignmentGraph(judged), "t", "a")
    links = [link("t", "a", fingerprint=seen), *(link(*pair) for pair in ("ua", "tb", "ub"))]
    changed = item("a", "f", targets=(Target(Text("지표"), 1, "", None),))
    return Case(
        "G12",
        "",
        ("t", "a"),
        sound(changed, item("b", "f"), links=links),
        sound(item("a", "f"), item("b", "f"), links=links),
    )


def _conflict() -> Case:
    return Case(
        "G13", "marked", ("a", "t", "u"),
        sound(item("a", "f"), links=[link("t", "a", conflicts=("u",)), link("u", "a")]), sound(item("a", "f")),
    )  # fmt: skip


def _exclusive() -> Case:
    return Case(
        "G13", "exclusive", ("a", "t", "u"),
        sound(item("a", "f"), links=[link("t", "a", exclusive=True), link("u", "a")]), sound(item("a", "f")),
    )  # fmt: skip


def _duplicate() -> Case:
    def case(technology: str) -> Corpus:
        tasks = (sound_task("t", technologies=("ai",)), sound_task("u", department="나", technologies=(technology,)))
        return sound(item("a", "f"), item("b", "f"), tasks=tasks)

    return Case("G14", "", ("t", "u", "a", "b"), case("ai"), case("iot"))


def _not_assessed() -> Case:
    documents = [framework(item("a", "f")), framework(item("g1", "g", document="g"), name="g"),
                 plan(sound_task("t"), sound_task("u", department="나"))]  # fmt: skip
    links = [link(name, target) for name in ("t", "u") for target in ("a", "g1")]
    return Case("G15", "all-plans", ("g",), corpus(documents, links, assessed={"p": ["f"]}), corpus(documents, links))


def _partly_assessed() -> Case:
    documents = [framework(item("a", "f")), plan(sound_task("t"), sound_task("u", department="나")), plan(name="q")]
    links = [link("t", "a"), link("u", "a")]
    return Case("G15", "some-plans", ("f",), corpus(documents, links, assessed={"p": ["f"]}), corpus(documents, links))


def _ended() -> Case:
    goals = [framework(item(f"{name}1", name, document=name), name=name, kind="mayoral-goals") for name in "gh"]
    goals[0] = replace(goals[0], in_force=Term("2018-07-01", "2022-06-30"))
    tasks = plan(*(sound_task(name, department=name) for name in "tuv"))
    links = [link(name, target) for name in "tu" for target in ("f1", "g1", "h1")]
    links += [link("v", "f1"), link("v", "g1")]
    documents = [framework(item("f1", "f")), *goals, tasks]
    return Case("G16", "", ("v", "g"), corpus(documents, links), corpus(documents, [*links, link("v", "h1")]))


CASES: dict[str, Callable[[], Case]] = {
    "uncovered": _uncovered,
    "uncovered-shared": _uncovered_shared,
    "weak": _weak,
    "unconfirmed": _unconfirmed,
    "top-only": _top_only,
    "orphan": _orphan_none,
    "orphan-mayoral": lambda: _orphan_one_side("no-mayoral-goal", "g"),
    "orphan-national": lambda: _orphan_one_side("no-national-policy", "f"),
    "single-task": _single_task,
    "single-department": _single_department,
    "single-source": _single_source,
    "concentrated-tasks": _concentrated_tasks,
    "concentrated-budget": _concentrated_budget,
    "late-target": _late_target,
    "idle-year": _idle_year,
    "money": _money,
    "owner": _owner,
    "no-evidence": lambda: _evidence(why=Text()),
    "low-confidence": lambda: _evidence(confidence=0.3),
    "suspect": _suspect,
    "conflict": _conflict,
    "exclusive": _exclusive,
    "duplicate": _duplicate,
    "not-assessed": _not_assessed,
    "partly-assessed": _partly_assessed,
    "ended": _ended,
}


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


def _weak(status: str, kind: str) -> list[Gap]:
    """The gaps in the evidence of an item with this status that rests on one source of this kind."""
    parts = sound(item("a", "f", status=status))
    first, *rest = parts.documents
    first = replace(first, sources={"s1": Source("s1", kind=kind)}, items=(replace(first.items[0], sources=("s1",)),))
    found = AlignmentGraph(replace(parts, documents=(first, *rest)))
    return [gap for gap in find_gaps(found) if gap.code == "G11"]


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
    commits = ("task", "subtask", "pledge", "finding")
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
    first: dict[tuple[str, str], Gap] = {}
    for gap in bundled.gaps():
        first.setdefault((gap.code, gap.cause), gap)
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
