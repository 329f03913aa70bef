"""The queue of a reviewer: what is asked, in which order, and that nothing decided is asked again."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policygraph import Study
from policygraph.graph.review import (
    ASKED,
    Case,
    NoteWanted,
    Progress,
    Queue,
    build_queue,
    decided,
    next_moment,
    queue_data,
    review_agreement,
    review_suggestions,
    undo,
)
from policygraph.graph.suggest import suggest
from policygraph.graph.suspicion import fingerprint_of
from policygraph.records.kinds import Alignment, Decision, Review, Text
from policygraph.records.persons import person_name
from policygraph.sources.reviewing import apply_reviews, moment_of
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from workspaces import SOURCES, corpus, framework, graph_of, item, link, plan, task

KIM, PARK, LEE = "김검토", "박검토", "이검토"
WHEN = "2026-11-24T10:00:00+09:00"


@dataclass(frozen=True)
class Hint:
    task: str
    item: str
    score: float = 0.6
    confidence: float = 0.4
    strength: int = 2
    reasons: tuple[SimpleNamespace, ...] = (SimpleNamespace(kind="terms-ko", text=Text("같은 말", "same"), weight=1.0),)
    history: bool = True


def study(
    alignments: Sequence[Alignment] = (), reviews: Sequence[Review] = (), decisions: Sequence[Decision] = ()
) -> Study:
    found = corpus(
        [framework(*(item(name, "f") for name in "abcd")), plan(*(task(name) for name in ("t", "u")))],
        alignments,
        decisions,
    )
    return Study(Workspace(None, Settings(), apply_reviews(replace(found, reviews=tuple(reviews))), ()))


def said(pair: str, verdict: str, by: str = KIM, minute: int = 0, **rest: object) -> Review:
    return Review(pair[0], pair[1], verdict, by=by, date=f"2026-11-24T10:{minute:02d}:00+09:00", **rest)  # type: ignore[arg-type]


def asked(queue: Queue) -> list[str]:
    return [f"{case.task}{case.item} {case.kind}" for case in queue.cases]


def test_best_first_within_a_task_and_tasks_by_their_best() -> None:
    links = [
        link("t", "a", 3, "proposed", confidence=0.5),
        link("t", "b", 1, "proposed", confidence=0.7),
        link("u", "a", 2, "proposed", confidence=0.9),
        link("u", "b", 2, "proposed", confidence=0.1),
        link("u", "c", 3, "confirmed"),
        link("t", "d", 3, "rejected"),
    ]
    queue = build_queue(study(links), KIM, suggestions=[Hint("t", "c", confidence=0.6)])
    assert asked(queue) == ["ua proposed", "ub proposed", "tb proposed", "tc suggested", "ta proposed"]
    assert queue.progress == Progress(0, 5)
    assert [name for name, _ in queue.tasks] == ["u", "t"]


def test_task_framework_and_kind_choose() -> None:
    links = [link("t", "a", 3, "proposed"), link("u", "a", 3, "proposed")]
    hints = [Hint("t", "c")]
    assert asked(build_queue(study(links), KIM, tasks=["t"], suggestions=hints)) == ["ta proposed", "tc suggested"]
    assert asked(build_queue(study(links), KIM, kinds=["suggested"], suggestions=hints)) == ["tc suggested"]
    assert asked(build_queue(study(links), KIM, frameworks=["other"], suggestions=hints)) == []


def test_what_one_has_decided_is_not_asked_again_and_others_are() -> None:
    links = [link("t", "a", 3, "proposed"), link("t", "b", 3, "proposed"), link("t", "c", 3, "proposed")]
    found = study(links, [said("ta", "accept"), said("tb", "unsure"), said("tc", "reject", PARK)])
    assert asked(build_queue(found, KIM)) == []
    assert build_queue(found, KIM).progress == Progress(2, 2)
    assert asked(build_queue(found, PARK)) == ["tb proposed"]


def test_a_rejected_pair_is_proposed_to_nobody() -> None:
    found = study([], [said("ta", "reject")])
    for by in (KIM, PARK):
        assert asked(build_queue(found, by, suggestions=[Hint("t", "a")])) == []
    withdrawn = study([], [said("ta", "reject"), said("ta", "withdraw", minute=1)])
    assert asked(build_queue(withdrawn, KIM, suggestions=[Hint("t", "a")])) == ["ta suggested"]


def test_an_item_that_is_no_matter_of_the_city_is_not_asked() -> None:
    found = study([link("t", "a", 3, "proposed")], decisions=[Decision("a", Text("국가가 함"))])
    assert asked(build_queue(found, KIM, suggestions=[Hint("u", "a")])) == []


def test_what_is_below_an_item_that_is_no_matter_of_the_city_is_not_asked() -> None:
    items = [item("a", "f", "area"), item("b", "f", "area"), item("low", "a"), item("both", ("a", "b"))]
    away = Decision("a", Text("국가가 함"))
    found = corpus(
        [framework(*items), plan(task("t"))],
        [link("t", "low", 3, "proposed"), link("t", "both", 3, "proposed")],
        [away],
    )
    hints = [Hint("t", "b"), replace(Hint("t", "a"), item="a")]
    opened = Study(Workspace(None, Settings(), found, ()))
    assert asked(build_queue(opened, KIM, suggestions=hints)) == ["tboth proposed", "tb suggested"]
    assert opened.graph.no_matter == {"a", "low"}
    assert opened.graph.no_matter_with(["a", "b"]) == {"a", "b", "low", "both"}


def test_a_suggestion_on_record_lends_its_reasons() -> None:
    [case] = build_queue(
        study([link("t", "a", 3, "proposed", confidence=None)]), KIM, suggestions=[Hint("t", "a")]
    ).cases
    assert (case.kind, case.strength, case.score, case.confidence) == ("proposed", 3, 0.6, 0.4)
    assert [reason.text.ko for reason in case.reasons] == ["같은 말"]


def test_a_disagreement_goes_to_a_third_person_only() -> None:
    found = study([link("t", "a", 3, "proposed")], [said("ta", "accept"), said("ta", "reject", PARK, note="다른 일")])
    assert asked(build_queue(found, KIM)) == []
    [case] = build_queue(found, LEE).cases
    assert case.kind == "disagreement"
    assert {review.by: review.note for review in case.said} == {KIM: "", PARK: "다른 일"}
    strengths = [said("ta", "accept", strength=3), said("ta", "accept", PARK, strength=1)]
    assert asked(build_queue(study([], strengths), LEE)) == ["ta disagreement"]


def test_a_second_look_shows_nothing_of_the_first() -> None:
    found = study([], [said("ta", "accept", strength=3, note="원문 3쪽"), said("tb", "reject"), said("tc", "unsure")])
    assert asked(build_queue(found, PARK)) == []
    cases = build_queue(found, PARK, kinds=["second"]).cases
    assert [(case.item, case.strength, case.why.ko) for case in cases] == [("a", None, ""), ("b", None, "")]


def test_what_was_put_off_comes_back_when_wanted() -> None:
    links = [link("t", "a", 3, "proposed")]
    reviews = [said("ta", "unsure"), said("tb", "unsure", score=0.3), said("tc", "accept")]
    queue = build_queue(study(links, reviews), KIM, deferred=True)
    assert asked(queue) == ["ta proposed", "tb suggested"]
    assert queue.progress == Progress(1, 3)
    settled = [*reviews, said("ta", "reject", PARK, 1)]
    assert asked(build_queue(study(links, settled), KIM, deferred=True)) == ["tb suggested"]
    nobodys = study(links, reviews, [Decision("b", Text("국가가 함"))])
    assert asked(build_queue(nobodys, KIM, deferred=True)) == ["ta proposed"]


def stale(*reviews: Review) -> Study:
    """Return a study in which the alignment of t to a was judged before its task changed."""
    old = fingerprint_of(
        graph_of([framework(item("a", "f")), plan(replace(task("t"), summary=Text("옛 요약")))]), "t", "a"
    )
    return study([link("t", "a", 3, "confirmed", fingerprint=old)], reviews)


def test_a_suspect_is_asked_until_cleared_with_a_note() -> None:
    found = stale()
    [case] = build_queue(found, KIM).cases
    assert (case.kind, case.changes) == ("suspect", (("task", "summary"),))
    with pytest.raises(NoteWanted):
        decided(found.graph, case, "accept", KIM, WHEN)
    with pytest.raises(NoteWanted):
        decided(found.graph, case.pair, "accept", KIM, WHEN, note="  ")
    with pytest.raises(NoteWanted):
        decided(found.graph, (case.task, "b"), "accept", KIM, WHEN, strength=2, instead=case.item)
    [review] = decided(found.graph, case, "accept", KIM, WHEN, note="바뀐 요약도 같은 일임")
    cleared = stale(review)
    assert [gap.code for gap in cleared.gaps() if gap.code == "G12"] == []
    assert asked(build_queue(cleared, KIM)) == asked(build_queue(cleared, PARK)) == []
    assert decided(found.graph, case, "reject", KIM, WHEN)[0].verdict == "reject"


def test_a_decision_before_the_change_is_asked_again_and_one_after_it_is_not() -> None:
    before = said("ta", "accept", fingerprint="0" * 30 + "-" + "0" * 30)
    assert asked(build_queue(stale(before), KIM)) == ["ta suspect"]
    now = fingerprint_of(stale().graph, "t", "a")
    assert asked(build_queue(stale(before, said("ta", "unsure", minute=1, fingerprint=now)), KIM)) == []


def test_a_decision_keeps_what_the_program_said_beside_it() -> None:
    found = study()
    [case] = build_queue(found, KIM, suggestions=[Hint("t", "a")]).cases
    [review] = decided(found.graph, case, "accept", KIM, WHEN, strength=3, note=" 확인 ")
    assert (review.strength, review.note, review.method, review.score, review.confidence) == (
        3,
        "확인",
        "suggested",
        0.6,
        0.4,
    )
    assert review.fingerprint == fingerprint_of(found.graph, "t", "a")
    [alone] = decided(found.graph, ("t", "b"), "accept", KIM, WHEN, strength=1)
    assert (alone.method, alone.score) == ("curated", None)


def test_another_item_instead_rejects_the_one_and_accepts_the_other() -> None:
    found = study([link("t", "a", 2, "proposed")])
    [case] = build_queue(found, KIM).cases
    reviews = decided(found.graph, case, "accept", KIM, WHEN, instead="b")
    assert [(r.item, r.verdict, r.strength, r.instead) for r in reviews] == [
        ("a", "reject", None, "b"),
        ("b", "accept", 2, None),
    ]
    after = study([link("t", "a", 2, "proposed")], reviews)
    assert {(a.item, a.state) for a in after.corpus.alignments} == {("a", "rejected"), ("b", "confirmed")}
    both = undo(reviews, KIM, next_moment(reviews, KIM))
    assert {(r.item, r.verdict) for r in both.reviews} == {("a", "withdraw"), ("b", "withdraw")}


def test_undo_takes_back_action_after_action_and_nothing_of_others() -> None:
    reviews = [said("ta", "accept"), said("ta", "reject", minute=1), said("tb", "accept", PARK, 2)]
    states = []
    for _ in range(3):
        found = study([link("t", "a", 2, "proposed")], reviews)
        states.append({(a.item, a.state) for a in found.corpus.alignments})
        reviews += undo(reviews, KIM, next_moment(reviews, KIM)).reviews
    assert states == [{("a", "rejected"), ("b", "confirmed")}, {("a", "confirmed"), ("b", "confirmed")},
                      {("a", "proposed"), ("b", "confirmed")}]  # fmt: skip
    assert not undo(reviews, KIM, WHEN)


def test_undo_takes_back_what_was_done_last_whichever_kind_it_was() -> None:
    away = Decision("b", Text("국가 사무"), KIM, "2026-11-24T10:01:00+09:00")
    of_another = Decision("a", Text("국가 사무"), PARK, "2026-11-24T23:00:00+09:00")
    records = [said("ta", "accept"), away, said("tc", "reject", minute=2), of_another]
    for expected in ([("c", "withdraw")], ["b"], [("a", "withdraw")], []):
        undone = undo(records, KIM, next_moment(records, KIM))
        assert [*((r.item, r.verdict) for r in undone.reviews), *(d.item for d in undone.decisions)] == expected
        assert bool(undone) == bool(expected)
        records = [*(found for found in records if found not in undone.decisions), *undone.reviews]
    assert of_another in records


def test_each_action_has_a_time_of_its_own_even_when_the_clock_goes_back() -> None:
    now = datetime.datetime(2026, 11, 24, 1, 0, tzinfo=datetime.UTC)
    reviews: list[Review] = []
    for step in (0, 0, -3600, 5):
        when = next_moment(reviews, KIM, now + datetime.timedelta(seconds=step))
        reviews.append(Review("t", "a", "accept", by=KIM, date=when))
    times = [moment_of(review) for review in reviews]
    assert times == sorted(set(times))
    assert times[-1] == now + datetime.timedelta(seconds=5)


def test_a_name_is_one_name_however_it_is_typed() -> None:
    assert person_name("  김검토 ") == person_name("김검토") == KIM


def test_agreement_of_two_reviewers() -> None:
    reviews = [
        said("ta", "accept", strength=3), said("ta", "accept", PARK, strength=2),
        said("tb", "accept"), said("tb", "reject", PARK),
        said("tc", "reject"), said("tc", "reject", PARK),
        said("td", "accept"), said("td", "accept", PARK),
        said("ua", "accept"),
    ]  # fmt: skip
    found = review_agreement(reviews)
    assert {pair.item: pair.agreement for pair in found.pairs} == {"a": 1.0, "b": 0.0, "c": -1.0, "d": 1.0}
    assert [pair.item for pair in found.disagreements] == ["a", "b"]
    [two] = found.persons
    assert (two.first, two.second, two.pairs, two.equal, two.accepted, two.same_strength) == (KIM, PARK, 4, 3, 2, 1)
    assert (two.share, two.kappa) == (0.75, 0.5)
    assert found.mean == 0.25
    assert review_agreement(reviews, persons=[KIM]).persons == ()
    third = [*reviews, said("ta", "reject", "이검토"), said("te", "accept", "이검토"), said("te", "accept")]
    assert [(two.first, two.second) for two in review_agreement(third).persons] == [
        *[(KIM, PARK), (KIM, "이검토"), (PARK, "이검토")]
    ]
    assert review_agreement(third, persons=[KIM, PARK]) == found
    assert review_agreement(third, pairs={("t", "e"), ("t", "d")}).pairs == (
        found.pairs[3],
        *review_agreement(third, persons=["이검토", KIM], pairs={("t", "e")}).pairs,
    )


def test_the_queue_as_data_holds_what_a_reviewer_reads() -> None:
    found = study([link("t", "a", 3, "proposed")])
    data = queue_data(build_queue(found, KIM, suggestions=[Hint("t", "b")]), found)
    assert data["schema"] == "policygraph/review-queue/1"
    assert data["progress"] == {"decided": 0, "total": 2}
    [entry] = data["tasks"]
    assert (entry["id"], entry["title"]["ko"], entry["plan"]) == ("t", "가상 t", "p")
    assert [(case["item"], case["kind"], case["framework"]) for case in entry["cases"]] == [
        ("a", "proposed", "f"),
        ("b", "suggested", "f"),
    ]
    assert entry["cases"][1]["reasons"] == [
        {"kind": "terms-ko", "text": {"ko": "같은 말", "en": "same"}, "weight": 1.0}
    ]
    assert entry["cases"][0]["path"] == [{"ko": "가상 f", "en": "synthetic f"}]
    assert entry["sources"] == [
        {"title": source.title, "publisher": source.publisher, "url": source.url} for source in SOURCES.values()
    ]
    assert [choice["id"] for choice in data["items"]] == list("abcd")


pairs = st.sampled_from([f"{a}{b}" for a in "tu" for b in "abcd"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(pairs, st.sampled_from(["proposed", "confirmed", "rejected"])), unique_by=lambda x: x[0]),
    st.lists(pairs, unique=True),
    st.lists(
        st.tuples(pairs, st.sampled_from(["accept", "reject", "unsure"]), st.sampled_from([KIM, PARK])), max_size=6
    ),
)
def test_deciding_what_is_asked_ends_and_asks_nothing_twice(
    links: list[tuple[str, str]], hints: list[str], history: list[tuple[str, str, str]]
) -> None:
    reviews = [said(pair, verdict, by, minute) for minute, (pair, verdict, by) in enumerate(history)]
    alignments = [link(pair[0], pair[1], 2, state) for pair, state in links]
    suggestions = [Hint(pair[0], pair[1]) for pair in hints]
    for by in (KIM, PARK, LEE):
        seen: set[tuple[str, str]] = set()
        for _ in range(20):
            found = study(alignments, reviews)
            queue = build_queue(found, by, suggestions=suggestions)
            if not queue.cases:
                break
            case: Case = queue.cases[0]
            assert case.pair not in seen
            assert case.kind in ASKED
            assert next((a.state for a in found.corpus.alignments if (a.task, a.item) == case.pair), None) != "rejected"
            seen.add(case.pair)
            verdict = ["accept", "reject", "unsure"][len(seen) % 3]
            reviews += decided(found.graph, case, verdict, by, next_moment(reviews, by), strength=1)
        assert build_queue(study(alignments, reviews), by, suggestions=suggestions).cases == ()


def test_what_is_on_record_gets_the_same_reasons_as_when_its_task_is_asked_for_alone(bundled: Study) -> None:
    on_record: dict[str, list[str]] = {}
    for found in bundled.graph.alignments:
        if found.state == "proposed":
            on_record.setdefault(found.task, []).append(found.item)
    alone = [
        pair
        for task, items in on_record.items()
        for pair in suggest(bundled, tasks=[task], items=items, top=0, include_decided=True)
    ]
    assert review_suggestions(bundled, kinds=["proposed"]) == alone
    assert len(alone) > 100


def test_what_is_on_record_is_asked_for_by_task_and_framework(bundled: Study) -> None:
    proposed = [link for link in bundled.graph.alignments if link.state == "proposed"]
    of_task = review_suggestions(bundled, tasks=[proposed[0].task], kinds=["proposed"])
    assert sorted((pair.task, pair.item) for pair in of_task) == sorted(
        (link.task, link.item) for link in proposed if link.task == proposed[0].task
    )
    of_framework = review_suggestions(bundled, frameworks=["kds"], kinds=["proposed"])
    assert len(of_framework) == sum(bundled.graph.items[link.item].document == "kds" for link in proposed) > 0


def test_the_bundled_queue_is_what_is_proposed(bundled: Study) -> None:
    queue = build_queue(bundled, KIM)
    proposed = {(a.task, a.item) for a in bundled.graph.counting if a.state == "proposed"}
    assert {case.pair for case in queue.cases} == proposed
    assert queue.progress == Progress(0, len(proposed))
