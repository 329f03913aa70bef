"""What an edit does: a full recompute on random edits, the rules of each kind, both ends of what is not known."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from definition import by_definition
from policygraph import Study
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.decide.edits import without_tasks
from policygraph.graph.decide.whatif import EFFECTS, Difference, WhatIf, compare, what_if
from policygraph.graph.gaps import find_gaps
from policygraph.records.documents import Addressee, Term
from policygraph.records.issue import UnknownName, UnusableInput
from policygraph.records.kinds import Alignment, Budget, Corpus, Decision, NoMatch, Period, Review, Target, Text
from policygraph.records.scenario import Edit
from random_studies import random_edits, random_records, study_from
from workspaces import corpus, framework, item, link, plan, task, text

CASES = 300


def by_hand(records: Corpus, edits: list[Edit], *, unknown_too: bool = False) -> Corpus:
    """Carry out *edits* on the plan of *records*, one rule at a time and without anything of the package."""
    *frameworks, document = records.documents
    links = {(found.task, found.item): found for found in records.alignments}
    tasks = {found.id: found for found in document.items}
    for edit in edits:
        pair = (edit.task or "", edit.item or "")
        if edit.kind == "confirm" and links[pair].state == "proposed":
            links[pair] = replace(links[pair], state="confirmed")
    for edit in edits:
        pair = (edit.task or "", edit.item or "")
        if edit.kind == "add":
            blank = Alignment(*pair, 1, why=Text("시나리오의 가정", "assumed in the scenario"))
            links[pair] = replace(links.get(pair, blank), strength=edit.strength or 0, state="confirmed")
        elif edit.kind == "delay":
            before = tasks[pair[0]].period
            tasks[pair[0]] = replace(tasks[pair[0]], period=Period(before.start if before else None, edit.year))
        elif edit.kind == "budget":
            tasks[pair[0]] = replace(tasks[pair[0]], budget=Budget(edit.krw or 0))
    for edit in edits:
        for name, found in tasks.items():
            if edit.kind == "cut" and found.budget:
                kept = Fraction(found.budget.krw) * (100 - Fraction(str(edit.percent))) / 100
                tasks[name] = replace(found, budget=replace(found.budget, krw=kept.numerator // kept.denominator))
    away = {edit.task for edit in edits if edit.kind == "without"}
    owners = {edit.department for edit in edits if edit.kind == "without-department"}
    away |= {name for name, found in tasks.items() if found.department and found.department.ko in owners}
    if unknown_too:
        away |= {name for name, found in tasks.items() if found.department is None}
    for name, found in tasks.items():  # parents stand before their parts
        if any(parent in away for parent in found.parents):
            away.add(name)
    kept_links = [
        replace(found, conflicts=tuple(name for name in found.conflicts if name not in away))
        for found in links.values()
        if found.task not in away
    ]
    kept_tasks = [found for name, found in tasks.items() if name not in away]
    return replace(
        records, documents=(*frameworks, replace(document, items=tuple(kept_tasks))), alignments=tuple(kept_links)
    )


def gaps_of(records: Corpus) -> set[object]:
    return {gap.identity for gap in find_gaps(AlignmentGraph(records))}


def agrees(found: Difference, before: Corpus, after: Corpus) -> None:
    """Hold *found* to the definition, computed on both corpora by recursion."""
    old, new = by_definition(before), by_definition(after)
    for move in (*found.frameworks, *found.items, *found.raised):
        for standing, figures in ((move.before, old[move.id]), (move.after, new[move.id])):
            assert standing.floor == pytest.approx(figures.floor)
            assert standing.ceiling == pytest.approx(figures.ceiling)
    levels = {"task", "subtask", "pledge", "finding", "requirement"}
    items = {one.id: one for document in before.documents[:-1] for one in document.items}
    parents = {parent for one in items.values() for parent in one.parents}
    served = [
        {name: {a.task for a in records.alignments if a.item == name and a.state != "rejected"} for name in items}
        for records in (before, after)
    ]
    expected = {}
    for name, one in items.items():
        used = one.level == "finding" and one.swot in ("strength", "opportunity")
        commits = one.level in levels and not used
        if name not in old or old[name].floor is None or not (commits or name not in parents):
            continue
        low, high = (old[name].floor or 0, new[name].floor or 0), (old[name].ceiling or 0, new[name].ceiling or 0)
        if high[0] > 0 and high[1] == 0:
            expected[name] = "none"
        elif low[0] >= 2 / 3 - 1e-9 > low[1]:
            expected[name] = "below"
        elif len(served[0][name]) > 1 and len(served[1][name]) == 1:
            expected[name] = "single"
    assert {move.id: move.effect for move in found.items} == expected
    opened, closed = gaps_of(after) - gaps_of(before), gaps_of(before) - gaps_of(after)
    assert {gap.identity for gap in found.opened} == opened
    assert {gap.identity for gap in found.closed} == closed


def test_every_figure_equals_a_full_recompute_on_random_edits() -> None:
    tried = 0
    for seed in range(CASES):
        chance = random.Random(seed)
        records = random_records(chance)
        edits = random_edits(chance, records)
        found = what_if(study_from(records), chance.sample(edits, len(edits)))
        agrees(found.sure, records, by_hand(records, edits))
        if found.possible is not None:
            tried += 1
            agrees(found.possible, records, by_hand(records, edits, unknown_too=True))
    assert tried > 20


def test_the_order_of_edits_and_of_records_changes_nothing() -> None:
    for seed in range(40):
        chance = random.Random(seed)
        records = random_records(chance)
        edits = random_edits(chance, records)
        mixed = replace(records, alignments=tuple(chance.sample(records.alignments, len(records.alignments))))
        first = what_if(study_from(records), edits)
        assert what_if(study_from(mixed), edits[::-1]) == first
        assert what_if(study_from(records), [*edits, *edits]) == first


def test_two_removals_commute_and_nothing_changes_nothing() -> None:
    for seed in range(60):
        chance = random.Random(seed)
        study = study_from(random_records(chance))
        one, two = (Edit("without", task=chance.choice(list(study.graph.tasks))) for _ in range(2))
        assert what_if(study, [one, two]) == what_if(study, [two, one])
        nothing = what_if(study, []).sure
        assert not (nothing.items)
        assert not (nothing.raised)
        assert not (nothing.opened)
        assert not (nothing.closed)
        assert not (nothing.freed)
        assert all(move.before == move.after for move in nothing.frameworks)


def pair_of_tasks(**rest: object) -> Study:
    items = (item("a", "f"), item("b", "f"))
    return study_from(corpus([framework(*items), plan(task("t", department="가과"), task("u"))], **rest))  # type: ignore[arg-type]


def test_what_was_judged_of_a_task_goes_with_it_and_nothing_else() -> None:
    links = tuple(link(name, end) for name in ("t", "u") for end in ("a", "b"))
    said = tuple(Review(name, "a", "accept", 3, "가상", "2026-11-25T09:00:00+09:00") for name in ("t", "u"))
    looked = tuple(NoMatch(name, "f", by="가상") for name in ("t", "u"))
    known = replace(pair_of_tasks(alignments=links).corpus, reviews=said, no_matches=looked)
    left = without_tasks(known, {"t"})
    assert (left.alignments, left.reviews, left.no_matches) == (links[2:], said[1:], looked[1:])
    assert [item.id for document in left.documents for item in document.items] == ["a", "b", "u"]


def only(found: WhatIf) -> dict[str, str | None]:
    return {move.id: move.effect for move in found.sure.items}


def test_each_way_to_fall() -> None:
    study = pair_of_tasks(alignments=[link("t", "a", 3), link("u", "a", 3), link("t", "b", 3)])
    assert only(what_if(study, [Edit("without", task="t")])) == {"b": "none", "a": "single"}
    study = pair_of_tasks(alignments=[link("t", "a", 3), link("u", "a", 1), link("t", "b", 3), link("u", "b", 2)])
    assert only(what_if(study, [Edit("without", task="t")])) == {"a": "below", "b": "single"}


def test_a_commitment_rises_by_either_end_of_its_share() -> None:
    bare, proposed, confirmed = (
        pair_of_tasks(alignments=links) for links in ([], [link("t", "a", 3, "proposed")], [link("t", "a", 3)])
    )
    for before, after in ((bare, proposed), (proposed, confirmed), (bare, confirmed)):
        assert [move.id for move in compare(before, after).raised] == ["a"]
        assert compare(after, after).raised == compare(after, before).raised == ()


def test_linked_commitments_are_counted_by_whom_they_address() -> None:
    asks = replace(item("m", "f"), addressee=Addressee("local", "stated"))
    tasks = plan(task("t"), task("u"))
    study = study_from(
        corpus([framework(asks, item("c", "f")), tasks], [link("t", "m", 3), link("u", "m", 1, "proposed")])
    )
    (move,) = what_if(study, [Edit("without", task="t")]).sure.frameworks
    assert move.before.addressed is not None
    assert move.after.addressed is not None
    before, after = move.before.addressed["local"], move.after.addressed["local"]
    assert (before.linked_confirmed, before.linked_proposed, before.without) == (1, 0, 0)
    assert (after.linked_confirmed, after.linked_proposed, after.without) == (0, 1, 0)
    assert move.before.addressed["unclear"] == move.after.addressed["unclear"]
    narrowed = study.narrowed(addressees=["local"])
    assert set(what_if(narrowed, []).sure.frameworks[0].before.addressed or {}) == {"local"}


def test_what_serves_an_ended_term_alone_is_no_loss() -> None:
    old = replace(framework(item("a", "f")), in_force=Term("2022", "2025"))
    study = study_from(corpus([old, plan(task("t"))], [link("t", "a", 3)]))
    found = what_if(study, [Edit("without", task="t")]).sure
    assert found.items == ()
    assert (found.frameworks[0].before.floor, found.frameworks[0].after.floor) == (1, 0)


def test_a_delay_past_the_target_is_a_gap_of_time_and_no_loss_of_coverage() -> None:
    goal = item("a", "f", targets=(Target(text("metric"), 1, "", 2028),))
    served = corpus([framework(goal), plan(task("t", period=Period(2026, 2028)))], [link("t", "a", 3)])
    found = what_if(study_from(served), [Edit("delay", task="t", year=2029)]).sure
    assert [gap.code for gap in found.opened] == ["G08"]
    assert found.items == ()
    assert found.frameworks[0].before == found.frameworks[0].after


def test_an_item_that_is_no_matter_of_the_city_never_moves() -> None:
    decided = [Decision("b", Text("국가 사무", "national"), "test", "2026-11-01")]
    study = pair_of_tasks(alignments=[link("t", "a", 3), link("t", "b", 3)], decisions=decided)
    assert only(what_if(study, [Edit("without", task="t")])) == {"a": "none"}


def test_a_removed_claimant_may_close_a_conflict() -> None:
    study = pair_of_tasks(alignments=[link("t", "a", 3, exclusive=True), link("u", "a", 3)])
    found = what_if(study, [Edit("without", task="t")]).sure
    assert "G13" in {gap.code for gap in found.closed}
    assert "G13" not in {gap.code for gap in found.opened}


def test_a_task_of_unknown_department_is_neither_in_nor_out() -> None:
    study = pair_of_tasks(alignments=[link("t", "a", 3), link("u", "b", 3)])
    found = what_if(study, [Edit("without-department", department="가과")])
    assert found.undecided == ("u",)
    assert found.possible is not None
    assert only(found) == {"a": "none"}
    assert {move.id for move in found.possible.items} == {"a", "b"}


def test_money_is_cut_in_whole_won_and_what_is_unknown_stays_unknown() -> None:
    tasks = plan(task("t", budget=1_000_000_001), task("u"), task("v", budget=600))
    study = study_from(corpus([framework(item("a", "f")), tasks]))
    found = what_if(study, [Edit("cut", percent=20)]).sure
    assert (found.after.by_kind, found.after.unknown) == ({"unsaid": (2, 800_000_000 + 480)}, 1)
    assert found.freed == {"unsaid": 200_000_001 + 120}


def test_money_freed_is_told_by_whose_it_is() -> None:
    tasks = (
        task("t"),
        replace(task("u"), budget=Budget(500, kind="private")),
        replace(task("v"), budget=Budget(70, kind="city")),
    )
    study = study_from(corpus([framework(item("a", "f")), plan(*tasks)]))
    found = what_if(study, [Edit("without", task="u"), Edit("budget", task="v", krw=100)]).sure
    assert found.freed == {"city": -30, "private": 500}


@pytest.mark.parametrize(
    ("edits", "error"),
    [
        ([Edit("without", task="zz")], UnknownName),
        ([Edit("without-department", department="다과")], UnknownName),
        ([Edit("confirm", task="t", item="b")], UnknownName),
        ([Edit("delay", task="t", year=2020)], UnusableInput),
        ([Edit("delay", task="t", year=2030), Edit("delay", task="t", year=2031)], UnusableInput),
        ([Edit("cut", percent=10), Edit("cut", percent=20)], UnusableInput),
    ],
    ids=["task", "department", "proposal", "earlier", "two years", "two cuts"],
)
def test_an_edit_that_cannot_be_is_refused_in_words(edits: list[Edit], error: type[Exception]) -> None:
    tasks = plan(task("t", department="가과", period=Period(2026, 2028)), task("u"))
    study = study_from(corpus([framework(item("a", "f"), item("b", "f")), tasks], [link("t", "a")]))
    with pytest.raises(error) as caught:
        what_if(study, edits)
    message = caught.value.message  # type: ignore[attr-defined]
    assert message.ko
    assert message.en


def test_what_falls_is_listed_by_how_grave_it_is(bundled: Study) -> None:
    gone = [Edit("without", task=name) for name in sorted(bundled.graph.tasks)[::2]]
    moves = bundled.whatif(gone).sure.items
    places = [(EFFECTS.index(move.effect), move.framework, move.id) for move in moves if move.effect]
    assert {place for place, _, _ in places} == {0, 1, 2}
    assert places == sorted(places)
