"""What separates two editions: the laws of a comparison, and random edits of real frameworks whose truth is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product
from random import Random
from typing import Any

import pytest
from digests import digest
from edition_cases import (
    compared_in_full,
    decided_in_full,
    edition,
    figures_agree,
    named,
    pairs_of,
    random_case,
    told,
    told_in_full,
)
from policygraph import Study
from policygraph.graph.compare.comparison import EditionComparison, compare
from policygraph.graph.compare.edition import Edition, edition_of_document
from policygraph.graph.compare.figure_changes import CAUSES, shapley
from policygraph.graph.compare.matching import Decided, Matching, match_documents
from policygraph.graph.compare.overlay import overlaid
from policygraph.records.kinds import Alignment, Corpus, Decision, Document, Text
from policygraph.views.compare_tables import succession_table
from random_studies import study_from
from workspaces import corpus, framework, item, link, plan, task, text

CASES, YEARS = 300, 25


def whole(study: Study) -> Edition:
    return Edition("", "workspace", study)


def compared(old: Corpus, new: Corpus) -> EditionComparison:
    return compare(whole(study_from(old)), whole(study_from(new)))


# matching


def test_what_is_said_of_random_editions_stays_what_it_was(golden: Callable[[str, str], None]) -> None:
    """A digest for each random edition; where one differs, look at `told_in_full`, `decided_in_full` or `compared_in_full` of its number."""
    lines = [f"{seed} {digest(told_in_full(seed))}" for seed in range(CASES)]
    lines += [f"{seed} {digest(decided_in_full(seed))} as another document, some pairs decided" for seed in range(40)]
    lines += [f"{seed} {digest(compared_in_full(seed))} of a city a year later" for seed in range(YEARS)]
    golden("random-editions.txt", "\n".join(lines) + "\n")


def test_random_edits_are_found_out() -> None:
    """Of 300 random edit scripts at least 98 % of the matches are found and 99 % of those found are right.

    Items that no edit has touched would flatter the shares and are left out of them.
    """
    truth = found = right = 0
    for seed in range(CASES):
        case = told(seed).case
        same = {(one.id, one.id) for one in case.old.items} & {
            (one.id, one.id) for one in case.items if one in case.old.items
        }
        expected = case.truth - same
        answered = pairs_of(told(seed).matching) - same
        truth, found, right = truth + len(expected), found + len(answered), right + len(expected & answered)
    assert truth > 4000
    assert right / truth >= 0.98
    assert right / found >= 0.99


@pytest.mark.parametrize("seed", range(0, CASES, 10))
def test_each_item_is_in_one_match_and_the_other_way_round_it_is_the_same(seed: int) -> None:
    case = random_case(seed)
    there = match_documents(case.old, case.document)
    back = match_documents(case.document, case.old)
    assert sorted(name for match in there for name in match.old) == sorted(one.id for one in case.old.items)
    assert sorted(name for match in there for name in match.new) == sorted(one.id for one in case.items)
    mirrored = {"added": "removed", "removed": "added", "split": "merged", "merged": "split"}
    assert Counter((match.old, match.new, match.kind, match.score) for match in there) == Counter(
        (match.new, match.old, mirrored.get(match.kind, match.kind), match.score) for match in back
    )


CHANGES = {
    "unchanged": ("f-1", "데이터 개방", "f-1", "데이터 개방"),
    "reworded": ("f-1", "데이터 개방 확대", "f-1", "데이터의 개방 확대"),
    "renumbered": ("f-1", "데이터 개방", "f-9", "데이터 개방"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_the_class_says_what_has_changed(kind: str) -> None:
    name, title, later, other = CHANGES[kind]
    assert [match.kind for match in match_documents(edition(named(name, title)), edition(named(later, other)))] == [
        kind
    ]


def test_a_target_or_its_years_weigh_more_than_words() -> None:
    from policygraph.records.kinds import Period, Target

    old = named("f-1", "데이터 개방 확대")
    for changed in ({"targets": (Target(Text("개방 수"), 10),)}, {"period": Period(2027, 2030)}):
        (match,) = match_documents(edition(old), edition(replace(old, title=Text("데이터의 개방 확대"), **changed)))
        assert match.kind == "target-changed"
        assert "title" in match.changes


def test_an_item_under_another_parent_has_moved_but_not_where_its_parent_got_another_id() -> None:
    old = edition(named("f-1", "하나"), named("f-2", "둘"), named("f-1-1", "데이터 개방", parents=("f-1",)))
    renamed = edition(named("f-8", "하나"), named("f-2", "둘"), named("f-1-1", "데이터 개방", parents=("f-8",)))
    moved = edition(named("f-1", "하나"), named("f-2", "둘"), named("f-1-1", "데이터 개방", parents=("f-2",)))
    assert Matching(match_documents(old, renamed)).by_old["f-1-1"].kind == "unchanged"
    assert Matching(match_documents(old, moved)).by_old["f-1-1"].kind == "moved"


def test_where_ids_were_given_out_anew_titles_are_followed() -> None:
    old = edition(named("f-1", "데이터 개방"), named("f-2", "항만 물류"), named("f-3", "어르신 교육"))
    new = edition(
        named("f-1", "양자 연구"), named("f-2", "데이터 개방"), named("f-3", "항만 물류"), named("f-4", "어르신 교육")
    )
    assert Matching(match_documents(old, new)).forward == {"f-1": "f-2", "f-2": "f-3", "f-3": "f-4"}


def test_the_same_id_with_another_text_is_another_item() -> None:
    old, new = edition(named("f-1", "데이터 개방")), edition(named("f-1", "항만 물류 자동화"))
    assert [match.kind for match in match_documents(old, new)] == ["added", "removed"]


def test_what_persons_decided_comes_first() -> None:
    old = edition(named("f-1", "데이터 개방"), named("f-2", "항만 물류"))
    new = edition(named("f-1", "데이터 개방"), named("f-3", "양자 연구"))
    decided = Decided(frozenset({("f-2", "f-3")}), frozenset({("f-1", "f-1")}))
    found = Matching(match_documents(old, new, decided))
    assert (found.by_old["f-2"].new, found.by_old["f-2"].by) == (("f-3",), "decided")
    assert found.by_old["f-1"].kind == "removed"
    split = Decided(frozenset({("f-1", "f-1"), ("f-1", "f-3")}))
    assert Matching(match_documents(old, new, split)).by_old["f-1"].kind == "split"


def test_what_was_removed_is_told_with_what_comes_nearest_but_not_with_what_persons_ruled_out() -> None:
    old, titles = (
        edition(named("f-1", "해양 관측 데이터 개방 확대")),
        ("해양 관측 장비", "내륙 데이터 개방 점검 회의", "양자 연구소"),
    )
    new = edition(*(named(f"f-{number}", title) for number, title in enumerate(titles, 7)))

    def near(new: Document, *ruled_out: str) -> str | None:
        decided = Decided(different=frozenset(("f-1", name) for name in ruled_out))
        found = Matching(match_documents(old, new, decided)).by_old["f-1"]
        assert found.kind == "removed"
        return found.near and found.near[0]

    assert (near(new), near(new, "f-7"), near(new, "f-8"), near(new, "f-7", "f-8")) == ("f-7", "f-8", "f-7", None)
    assert near(edition(named("f-5", titles[0]), *new.items)) == "f-5"


TITLE, HOME = "해양 관측 데이터 개방 확대", named("f-9", "청년 주거 지원")
"""The likeness of each title below to this one stands behind it."""
WEIGHED = [
    ("해양 관측 데이터 개방의 확대", {}, "text"),  # 0.86
    ("해양 관측 데이터 개방의 확대", {"level": "goal"}, "text"),  # a group is no commitment: 0.2 less
    ("해양 관측 데이터 수집", {}, "text"),  # 0.59
    ("해양 관측 데이터 수집", {"level": "goal"}, None),
    ("해양 데이터 박물관", {}, None),  # 0.41
    ("해양 데이터 박물관", {"code": "7"}, "text"),  # a number adds 0.1
    ("해양 데이터 박물관", {"parents": ("f-9",)}, "text"),  # a place adds 0.1
    ("해양 데이터 박물관", {"code": "7", "parents": ("f-9",)}, "number"),
    ("해양 데이터 박물관", {"code": "7", "parents": ("f-9",), "level": "goal"}, None),
    ("해양 관측선 건조", {"code": "7", "parents": ("f-9",)}, None),  # 0.29
    ("해양 관측선 건조", {"id": "f-1"}, "id"),  # an id adds 0.3
    ("해양 관측선 건조", {"id": "f-1", "level": "goal"}, "id"),  # and is enough from 0.2 on
    ("내륙 데이터 실태 조사 사업", {"id": "f-1"}, None),  # 0.17
]


@pytest.mark.parametrize(("title", "changes", "by"), WEIGHED)
def test_id_number_place_and_kind_weigh_beside_the_text(title: str, changes: dict[str, Any], by: str | None) -> None:
    old = edition(HOME, named("f-1", TITLE, parents=("f-9",), code="7"))
    new = edition(HOME, named("f-2", title, **{"code": "8", **changes}))
    found = Matching(match_documents(old, new)).by_old["f-1"]
    assert (found.by, bool(found.new)) == (by, by is not None)
    if changes.get("id"):  # an id given out by another document says nothing
        other = replace(new, id="g")
        assert not Matching(match_documents(old, other)).by_old["f-1"].new


def test_nothing_at_all_and_one_side_of_nothing() -> None:
    assert match_documents(edition(), edition()) == ()
    assert [match.kind for match in match_documents(edition(named("f-1", "가")), edition())] == ["removed"]
    empty = edition(named("f-1", ""), named("f-2", ""))
    assert len(match_documents(empty, empty)) == 2


# judgements


@pytest.mark.parametrize("seed", range(CASES))
def test_each_touched_alignment_is_named_once_none_is_lost_and_none_confirmed(seed: int) -> None:
    found = told(seed)
    case, records, matching = found.case, found.records, found.matching
    pairs = Counter((one.link.task, one.link.item) for one in found.judged.touched)
    assert set(pairs.values()) <= {1}
    assert len(pairs) + found.judged.untouched == len(records.alignments)
    changed = {old for old, new in case.truth if new in case.edited} | {one.id for one in case.old.items} - {
        old for old, _ in case.truth
    }
    assert {one.item for one in records.alignments if one.item in changed} <= {pair[1] for pair in pairs}
    before = {(one.task, one.item): one.state for one in records.alignments}
    for one in found.after.alignments:
        known = before.get((one.task, matching.backward.get(one.item, "")))
        assert one.state != "confirmed" or known == "confirmed"
    retired = {one.link.item for one in found.judged.touched if one.fate == "retired"}
    assert retired == {one.link.item for one in found.judged.touched if not matching.by_old[one.link.item].new}
    assert sorted(name for match in matching.matches for name in match.old) == sorted(one.id for one in case.old.items)
    assert sorted(name for match in matching.matches for name in match.new) == sorted(one.id for one in case.items)


def small(*links: Alignment, title: str = "데이터 개방", decisions: tuple[Decision, ...] = ()) -> Corpus:
    items = (named("f-1", title), named("f-2", "항만 물류"))
    return corpus([framework(*items), plan(task("p-1", "p"), task("p-2", "p"))], links, decisions)


def fates(found: EditionComparison) -> list[tuple[str, str, str, str]]:
    return [(one.link.task, one.link.item, one.fate, one.reason) for one in found.judgements]


def test_an_alignment_whose_item_was_reworded_is_suspect_with_the_field() -> None:
    found = compared(
        small(link("p-1", "f-1"), link("p-2", "f-2")),
        small(link("p-1", "f-1"), link("p-2", "f-2"), title="데이터의 개방"),
    )
    assert fates(found) == [("p-1", "f-1", "suspect", "changed")]
    assert (found.judgements[0].changes, found.untouched) == ((("item", "title"),), 1)


def test_it_is_carried_where_somebody_has_judged_it_since() -> None:
    from policygraph.sources.stamping import with_fingerprints

    new = small(link("p-1", "f-1"), title="데이터의 개방")
    new = replace(new, alignments=with_fingerprints(new.alignments, new.documents))
    assert fates(compared(small(link("p-1", "f-1")), new)) == [("p-1", "f-1", "carried", "judged")]


def test_what_was_taken_off_the_records_is_named_too() -> None:
    assert fates(compared(small(link("p-1", "f-1")), small())) == [("p-1", "f-1", "retired", "withdrawn")]
    assert compared(small(), small(link("p-1", "f-1"))).judged_new == 1


def test_an_id_that_means_another_thing_makes_its_alignment_suspect() -> None:
    found = compared(small(link("p-1", "f-1")), small(link("p-1", "f-1"), title="양자 연구"))
    assert fates(found) == [("p-1", "f-1", "suspect", "replaced")]


def test_renumbering_alone_carries_the_judgement() -> None:
    old = small(link("p-1", "f-1"))
    renamed = framework(named("f-7", "데이터 개방"), named("f-2", "항만 물류"))
    new = corpus([renamed, plan(task("p-1", "p"), task("p-2", "p"))], [link("p-1", "f-7")])
    found = compared(old, new)
    assert fates(found) == [("p-1", "f-1", "carried", "same")]
    assert (found.judgements[0].to, found.judged_new) == ((("p-1", "f-7"),), 0)


def decided(*, decisions: tuple[Decision, ...], **rest: str) -> Corpus:
    return small(link("p-1", "f-1"), decisions=decisions, **rest)  # type: ignore[arg-type]


AWAY = Decision("f-1", Text("국가 사무"), by="가", date="2026-01-01")


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (decided(decisions=(AWAY,)), []),
        (decided(decisions=(AWAY,), title="데이터의 개방"), [("suspect", "changed")]),
        (decided(decisions=(replace(AWAY, by="나"),), title="데이터의 개방"), [("carried", "judged")]),
        (decided(decisions=()), [("retired", "withdrawn")]),
        (decided(decisions=(AWAY,), title="양자 연구"), [("suspect", "replaced")]),
        (corpus([framework(named("f-2", "항만 물류")), plan(task("p-1", "p"))]), [("retired", "removed")]),
        (
            corpus([framework(named("f-7", "데이터 개방")), plan(task("p-1", "p"))], (), (replace(AWAY, item="f-7"),)),
            [("carried", "same")],
        ),
    ],
    ids=["same", "reworded", "decided anew", "withdrawn", "another thing", "removed", "renumbered"],
)
def test_decisions_that_items_are_not_applicable_are_judgements_too(new: Corpus, told: list[tuple[str, str]]) -> None:
    found = compared(decided(decisions=(AWAY,)), new)
    assert [(one.fate, one.reason) for one in found.decisions] == told
    assert found.decisions_untouched == 1 - len(told)


def test_a_decision_about_a_split_item_is_to_be_decided_and_goes_along_to_no_part() -> None:
    whole_title, parts = "교통 데이터 개방 예산 데이터 공개", ("교통 데이터 개방", "예산 데이터 공개")
    old = corpus([framework(named("f-1", whole_title)), plan(task("p-1", "p"))], (), (AWAY,))
    study = study_from(old)
    later = overlaid(study, [framework(*(named(f"f-1-{n}", title) for n, title in enumerate(parts)))])
    found = compare(edition_of_document(study, "f"), edition_of_document(later, "f", kind="file"))
    assert [(one.fate, one.reason, one.to) for one in found.decisions] == [("to_decide", "split", ("f-1-0", "f-1-1"))]
    assert later.corpus.decisions == ()


# figures


def test_the_three_parts_add_up_exactly_and_mirror() -> None:
    random = Random(5)
    for _ in range(50):
        values = {at: Fraction(random.randrange(100), random.randrange(1, 30)) for at in product((0, 1), repeat=3)}
        found = shapley(values)
        assert sum(found.values()) == values[1, 1, 1] - values[0, 0, 0]
        mean = dict.fromkeys(CAUSES, Fraction(0))
        for order in permutations(range(3)):
            at = [0, 0, 0]
            for place in order:
                before = values[at[0], at[1], at[2]]
                at[place] = 1
                mean[CAUSES[place]] += Fraction(1, 6) * (values[at[0], at[1], at[2]] - before)
        assert found == mean
        mirrored = {at: values[1 - at[0], 1 - at[1], 1 - at[2]] for at in values}
        assert shapley(mirrored) == {cause: -part for cause, part in found.items()}


@pytest.mark.parametrize("pair", [("bmg", "bmg9"), ("bmg9", "bmg"), ("b5", "b6"), ("kds", "dpg")])
def test_figures_are_those_of_coverage(bundled: Study, pair: tuple[str, str]) -> None:
    figures_agree(compare(*(edition_of_document(bundled, name) for name in pair)))


def test_what_only_the_policy_changed_is_put_down_to_the_policy() -> None:
    old = small(link("p-1", "f-1", 3))
    more = framework(*old.documents[0].items, named("f-3", "새 약속"), named("f-4", "또 하나"))
    found = compared(old, replace(old, documents=(more, old.documents[1])))
    (change,) = found.frameworks
    floor = change.figures["floor"]
    assert (floor.old, floor.new, floor.parts) == (
        Fraction(1, 2),
        Fraction(1, 4),
        {"policy": Fraction(-1, 4), "plan": 0, "judgements": 0},
    )
    assert (change.common.items, change.common.floor) == (2, (Fraction(1, 2), Fraction(1, 2)))
    figures_agree(found)


def test_what_only_the_plan_or_only_people_changed_is_put_down_to_these() -> None:
    old = small(link("p-1", "f-1", 3), link("p-2", "f-2", 3))
    dropped = replace(old, documents=(old.documents[0], plan(task("p-1", "p"))), alignments=old.alignments[:1])
    judged = replace(old, alignments=(old.alignments[0], link("p-2", "f-2", 1)))
    decided = replace(old, decisions=(Decision("f-2", Text("국가 사무"), by="가", date="2026-01-01"),))
    for new, causes in ((dropped, {"plan", "judgements"}), (judged, {"judgements"}), (decided, {"judgements"})):
        found = compared(old, new)
        parts = found.frameworks[0].figures["commitments" if new is decided else "floor"].parts
        assert parts is not None
        assert {cause for cause, part in parts.items() if part} == causes
        figures_agree(found)


# the whole


@pytest.mark.parametrize("name", ["bmg", "bmg9", "b5", "b6", "kds", "legal"])
def test_a_document_beside_itself_shows_nothing(bundled: Study, name: str) -> None:
    found = compare(edition_of_document(bundled, name), edition_of_document(bundled, name))
    assert (
        found.matching.changed == found.judgements == found.gaps.opened == found.gaps.closed == found.gaps.changed == ()
    )
    assert found.judged_new == 0
    assert all(moved.old == moved.new for change in found.frameworks for moved in change.figures.values())
    assert found.resources.old == found.resources.new


def test_all_records_beside_themselves_show_nothing(bundled: Study) -> None:
    found = compare(whole(bundled), whole(bundled))
    assert found.matching.changed == found.judgements == found.gaps.opened == found.gaps.closed == ()
    assert (found.untouched, found.judged_new) == (len(bundled.corpus.alignments), 0)


@pytest.mark.parametrize("pair", [("bmg", "bmg9"), ("b5", "b6")])
def test_exchanging_the_editions_exchanges_what_is_said(bundled: Study, pair: tuple[str, str]) -> None:
    one, other = (edition_of_document(bundled, name) for name in pair)
    there, back = compare(one, other), compare(other, one)
    counts, mirrored = there.matching.counts(), back.matching.counts()
    assert (counts["added"], counts["removed"]) == (mirrored["removed"], mirrored["added"])
    assert {gap.identity for gap in there.gaps.opened} == {gap.identity for gap in back.gaps.closed}
    assert there.gaps.same == back.gaps.same
    for forth, backward in zip(there.frameworks, back.frameworks, strict=True):
        for figure, moved in forth.figures.items():
            assert (moved.old, moved.new) == (backward.figures[figure].new, backward.figures[figure].old)
            if moved.parts is not None:
                assert backward.figures[figure].parts == {cause: -part for cause, part in moved.parts.items()}
    assert (there.resources.old, there.resources.new) == (back.resources.new, back.resources.old)


def test_counts_add_up_to_both_sizes(bundled: Study) -> None:
    for pair in (("bmg", "bmg9"), ("b5", "b6")):
        one, other = (edition_of_document(bundled, name) for name in pair)
        counts = compare(one, other).matching.counts()
        assert counts["old"] == sum(len(document.items) for document in one.documents)
        assert counts["new"] == sum(len(document.items) for document in other.documents)


def test_a_gap_of_a_new_item_is_told_from_one_that_was_there() -> None:
    old = small(link("p-1", "f-1"), link("p-1", "f-2"))
    more = framework(*old.documents[0].items, named("f-3", "새 약속"))
    found = compared(old, replace(old, documents=(more, old.documents[1]), alignments=old.alignments[:1]))
    uncovered = {gap.nodes[0]: gap.identity in found.gaps.fresh for gap in found.gaps.opened if gap.code == "G01"}
    assert uncovered == {"f-2": False, "f-3": True}


def test_tasks_grow_shrink_go_on_and_are_dropped() -> None:
    old = plan(*(task(f"p-{n}", "p", budget=money) for n, money in enumerate((10, 10, None, 10))))
    new = plan(*(task(f"p-{n}", "p", budget=money) for n, money in enumerate((20, 5, 7))), task("p-9", "p"))
    found = compared(corpus([framework(item("f-1", "f")), old]), corpus([framework(item("f-1", "f")), new]))
    assert [(one.old, one.new, one.course) for one in found.succession] == [
        (("p-0",), ("p-0",), "grown"),
        (("p-1",), ("p-1",), "shrunk"),
        (("p-2",), ("p-2",), "continued"),
        (("p-3",), (), "dropped"),
        ((), ("p-9",), "new"),
    ]


def test_results_of_the_old_plan_stand_beside_its_tasks_where_records_hold_them() -> None:
    from policygraph.records.kinds import Budget, Target

    target = Target(Text("교육 인원"), 100, "명", 2025, reached=80)
    done = replace(task("p-1"), targets=(target,), budget=Budget(10, spent=7, kind="city"))
    known, unknown = (replace(task(f"p-{n}"), budget=Budget(10, spent=spent)) for n, spent in ((2, 0), (3, None)))
    policy = framework(item("f-1", "f"))
    found = compared(corpus([policy, plan(done, known, unknown)]), corpus([policy, plan(known)]))
    assert {one.old[0]: (one.krw[0], one.spent) for one in found.succession} == {
        "p-1": (10, 7), "p-2": (10, 0), "p-3": (10, None)
    }  # fmt: skip
    assert found.succession[0].targets == (("p-1", target),)
    shown = succession_table(found).rows[0]
    assert [str(cell.ko) for cell in shown if isinstance(cell, Text)][-1] == "교육 인원 100명 (2025) 실적 80명"


def test_kinds_of_money_are_kept_apart_and_unknown_is_no_zero() -> None:
    from policygraph.records.kinds import Budget

    tasks = [
        replace(task("p-1", department="가"), budget=Budget(5, kind="city")),
        replace(task("p-2", department="가"), budget=Budget(7, kind="private")),
        task("p-3", "p"),
    ]
    found = compared(
        corpus([framework(item("f-1", "f")), plan(*tasks)]), corpus([framework(item("f-1", "f")), plan(tasks[2])])
    )
    assert {kind: amount.won for kind, amount in found.resources.old.by_kind.items()} == {"city": 5, "private": 7}
    assert (found.resources.old.unknown, found.resources.new.by_kind, found.resources.new.unknown) == (1, {}, 1)
    assert [
        (one.department and one.department.ko, len(one.old.tasks), len(one.new.tasks))
        for one in found.resources.departments
    ] == [
        ("가", 2, 0),
        (None, 1, 1),
    ]


def test_a_renamed_plan_succeeds_the_one_that_names_it() -> None:
    old = corpus([replace(plan(task("p-1", "p")), succeeded_by="q")])
    new = corpus([plan(replace(task("p-1", "p"), id="q-1", document="q", parents=("q",)), name="q")])
    found = compared(old, new)
    assert (("p", "q")) in found.matching.documents
    assert [(one.old, one.new, one.course) for one in found.succession] == [(("p-1",), ("q-1",), "continued")]
    assert text("p") != text("q")
