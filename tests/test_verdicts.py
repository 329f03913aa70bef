"""What verdicts come to: the figures they move, how far persons agree, and the queue as plain data, all by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from policygraph import Study
from policygraph.graph.review import Case, build_queue, queue_data, review_agreement
from policygraph.graph.review.agreement import cohen_kappa
from policygraph.graph.review.cases import CASE_KINDS, HiddenCandidates
from policygraph.graph.review.effect import figures_by, moves
from policygraph.graph.review.verdicts import decided, undo
from policygraph.graph.suggest import Reason, Suggestion
from policygraph.records.kinds import Alignment, Decision, Period, Review, Target, Text
from random_studies import study_from
from workspaces import SOURCES, corpus, framework, item, link, plan, task, text

KIM, PARK, LEE = "김검토", "박검토", "이검토"
WHEN = "2026-11-24T10:00:00+09:00"


def said(pair: str, verdict: str, by: str | None = KIM, strength: int | None = None, minute: int = 0) -> Review:
    return Review(pair[0], pair[1], verdict, strength, by, f"2026-11-24T10:{minute:02d}:00+09:00")


def study(*links: Alignment, decisions: tuple[Decision, ...] = ()) -> Study:
    documents = [framework(*(item(name, "f") for name in "abcd")), plan(*(task(name) for name in "tu"))]
    return study_from(corpus(documents, links, decisions))


# figures

AWAY = Decision("d", Text("국가가 함"), KIM)


@pytest.mark.parametrize(
    ("by", "voices", "expected"),
    [
        (KIM, [], []),
        (KIM, [said("ta", "accept", strength=2)], [link("t", "a", 2)]),
        (KIM, [said("ta", "accept")], [link("t", "a", 3)]),
        (KIM, [said("ub", "accept", strength=2)], [link("u", "b", 2)]),
        (KIM, [said("ub", "accept")], [link("u", "b", 1)]),
        (KIM, [said("tc", "reject")], [link("t", "c", 3, "rejected")]),
        (KIM, [said("tc", "unsure"), said("ub", "unsure")], []),
        (KIM, [said("ub", "accept", PARK, 3)], []),
        (KIM, [said("ub", "accept", strength=3), said("ub", "withdraw", minute=1)], []),
        ("", [said("ub", "accept", None, 2), said("ta", "reject")], [link("u", "b", 2)]),
        (KIM, [said("tc", "reject", minute=1), said("tc", "accept", strength=1)], [link("t", "c", 3, "rejected")]),
    ],
)
def test_figures_are_those_of_records_that_say_what_one_said(
    by: str, voices: list[Review], expected: list[Alignment]
) -> None:
    """The other decisions of the study give way to those among what was said."""
    on_record = {("t", "a"): link("t", "a", 3, "proposed"), ("t", "c"): link("t", "c", 3)}
    found = study(*on_record.values(), decisions=(Decision("b", Text("도가 함"), PARK),))
    after = on_record | {(one.task, one.item): one for one in expected}
    assert figures_by(found, by, [*voices, AWAY]) == study(*after.values(), decisions=(AWAY,)).coverage()


def test_only_the_frameworks_whose_figures_move_are_told() -> None:
    before, after = study(link("t", "a", 3)).coverage(), study(link("t", "a", 2)).coverage()
    assert moves(before, after, ["f"]) == {"f": (before["f"], after["f"])}
    assert moves(before, before, ["f"]) == {"f": None}
    for other in (study(link("t", "a", 3), link("u", "b", 1, "proposed")), study(link("t", "a", 3), decisions=(AWAY,))):
        assert moves(before, other.coverage(), ["f"])["f"] is not None


# how far persons agree


def test_kappa_is_the_agreement_beyond_chance() -> None:
    verdicts = [("a", "a"), ("a", "r"), ("r", "r"), ("r", "r"), ("u", "u")]
    assert cohen_kappa(verdicts) == pytest.approx((4 / 5 - 9 / 25) / (1 - 9 / 25))
    assert cohen_kappa([]) is None


def test_equal_strengths_are_counted_among_the_pairs_that_both_accepted() -> None:
    both = [("ta", 3, 3), ("tb", 2, 2), ("tc", 1, 2)]
    reviews = [
        said(pair, "accept", by, strength) for pair, *two in both for by, strength in zip((KIM, PARK), two, strict=True)
    ]
    reviews += [said("td", "reject"), said("td", "reject", PARK), said("ua", "accept"), said("ua", "accept", LEE)]
    found = review_agreement(reviews)
    [two] = [one for one in found.persons if {one.first, one.second} == {KIM, PARK}]
    assert (two.pairs, two.equal, two.accepted, two.same_strength, two.share) == (4, 4, 3, 2, 1)
    [none] = [one for one in found.persons if {one.first, one.second} == {PARK, LEE}]
    assert (none.pairs, none.share, none.kappa) == (0, None, None)
    assert review_agreement([]).mean is None


# the queue


def test_what_a_named_person_put_on_record_gets_a_second_look_from_somebody_else() -> None:
    found = study(replace(link("t", "a", 3), by=KIM), link("t", "b", 3), link("u", "a", 3, "proposed"))
    kinds = [(case.pair, case.kind) for case in build_queue(found, PARK, kinds=["second", "proposed"]).cases]
    assert kinds == [(("t", "a"), "second"), (("u", "a"), "proposed")]
    assert build_queue(found, KIM, kinds=["second"]).cases == ()


def test_what_has_a_strength_comes_first_among_equals_and_what_nobody_put_off_stays_out() -> None:
    unsure = [replace(said(pair, "unsure"), confidence=0.9) for pair in ("ta", "tb")]
    records = replace(study(link("t", "b", 1, "proposed"), link("t", "c", 1, "proposed")).corpus, reviews=tuple(unsure))
    queue = build_queue(study_from(records), KIM, deferred=True)
    assert [(case.item, case.strength) for case in queue.cases] == [("b", 1), ("a", None)]


def test_what_is_worth_a_look_is_told_by_confidence_then_score() -> None:
    case = Case("t", "a", "f", "proposed")
    assert case.merit == 0.5
    assert replace(case, score=0.9).merit == 0.9
    assert replace(case, score=0.9, confidence=0.0).merit == 0
    assert [kind for kind in CASE_KINDS if replace(case, kind=kind).weighed] == ["suspect", "disagreement"]


def test_whether_a_framework_has_a_history_is_told_of_every_case() -> None:
    hints = [Suggestion("t", name, "f", 0.8, 0.4, 3, history=False) for name in "abc"]
    records = replace(study(link("t", "a", 3, "proposed")).corpus, reviews=(said("tc", "unsure"), said("td", "unsure")))
    asked = build_queue(study_from(records), KIM, suggestions=hints).cases
    later = build_queue(study_from(records), KIM, suggestions=hints, deferred=True).cases
    told = {(case.item, case.kind, case.history) for case in (*asked, *later)}
    assert told == {
        ("a", "proposed", False),
        ("b", "suggested", False),
        ("c", "suggested", False),
        ("d", "suggested", True),
    }
    assert [case.history for case in build_queue(study_from(records), KIM).cases] == [True]


# verdicts


def test_a_verdict_takes_along_what_was_known_of_the_pair() -> None:
    graph = study(replace(link("t", "a", 3, "proposed", method="suggested"), score=0.7), link("t", "b", 2)).graph
    [accepted] = decided(graph, ("t", "a"), "accept", KIM, WHEN)
    assert (accepted.strength, accepted.method, accepted.score, accepted.confidence) == (3, "suggested", 0.7, 0.9)
    [rejected] = decided(graph, ("t", "a"), "reject", KIM, WHEN, strength=3)
    assert (rejected.strength, rejected.instead, rejected.date) == (None, None, WHEN)
    [same] = decided(graph, ("t", "a"), "accept", KIM, WHEN, strength=1, instead="a")
    assert (same.item, same.strength, same.instead) == ("a", 1, None)
    case = Case("t", "a", "f", "proposed", 3, method="suggested", score=0.4)
    gone, instead = decided(graph, case, "accept", KIM, WHEN, note="다른 항목", instead="c")
    assert [(one.task, one.item) for one in (gone, instead)] == [("t", "a"), ("t", "c")]
    assert (gone.verdict, gone.score, gone.instead, gone.note) == ("reject", 0.4, "c", "다른 항목")
    assert (instead.strength, instead.method, instead.score, instead.note) == (3, "curated", None, "다른 항목")
    [chosen] = decided(graph, ("t", "a"), "accept", KIM, WHEN, strength=2, instead="b")[1:]
    assert (chosen.item, chosen.strength) == ("b", 2)


def test_a_withdrawal_keeps_the_method_and_nothing_else() -> None:
    undone = undo([replace(said("ta", "accept", strength=3), method="suggested", note="n", score=0.3)], KIM, WHEN)
    assert undone.reviews == (Review("t", "a", "withdraw", by=KIM, date=WHEN, method="suggested"),)
    assert undo([said("ta", "withdraw")], KIM, WHEN).reviews == ()
    of_nobody = undo([said("ta", "accept", None)], "", WHEN)
    assert [one.by for one in of_nobody.reviews] == [None]


# as plain data


def test_the_queue_as_data_says_all_that_is_on_record() -> None:
    target = Target(text("metric"), 30.5, "%", 2030)
    high = item("s", "f", "strategy")
    low = replace(item("a", "s", targets=(target,)), code="1-1", summary=Text("요약", "summary"))
    asked = replace(
        task("t", "g", department="가과", period=Period(2026, 2028), sources=("s2", "unknown")), targets=(target,)
    )
    links = [replace(link("t", "a", 2, "proposed", method="suggested"), score=0.5, evidence=("12쪽",), readings=(3, 2))]
    documents = [framework(high, low, item("n", "f")), plan(task("g", level="strategy"), asked)]
    found = study_from(corpus(documents, links, [Decision("n", Text("국가가 함"))]))
    why = Reason("terms-ko", weight=1.5, terms=(("가상", 0.25),))
    hint = Suggestion("t", "a", "f", 0.8, 0.4, 3, (why,), history=False)
    queue = build_queue(found, KIM, suggestions=[hint], hidden=HiddenCandidates(3, 2, 0.1))
    measured = [{"metric": {"ko": "가상 metric", "en": "synthetic metric"}, "value": 30.5, "unit": "%", "year": 2030}]
    listed = [{"title": one.title, "publisher": one.publisher, "url": one.url} for one in SOURCES.values()]

    def both(name: str) -> dict[str, str]:
        return {"ko": f"가상 {name}", "en": f"synthetic {name}"}

    assert queue_data(queue, found, choices=False) == {
        "schema": "policygraph/review-queue/1",
        "workspace": {"title": both("study"), "base": found.workspace.settings.base},
        "by": KIM,
        "hidden": {"below": 3, "beyond": 2, "least": 0.1},
        "versions": 0,
        "progress": {"decided": 0, "total": 1},
        "tasks": [
            {
                "id": "t",
                "title": both("t"),
                "summary": {"ko": "", "en": ""},
                "targets": measured,
                "department": {"ko": "가과", "en": "dept 가과"},
                "period": {"start": 2026, "end": 2028},
                "plan": "p",
                "plan_title": both("p"),
                "path": [both("p"), both("g")],
                "sources": listed[1:],
                "cases": [
                    {
                        "item": "a",
                        "title": both("a"),
                        "code": "1-1",
                        "level": "task",
                        "summary": {"ko": "요약", "en": "summary"},
                        "targets": measured,
                        "framework": "f",
                        "framework_title": both("f"),
                        "path": [both("f"), both("s")],
                        "sources": listed,
                        "kind": "proposed",
                        "strength": 2,
                        "confidence": 0.9,
                        "reading_agreement": "differ",
                        "score": 0.5,
                        "method": "suggested",
                        "why": {"ko": "같은 일을 함", "en": "does the same"},
                        "evidence": ["12쪽"],
                        "reasons": [
                            {
                                "kind": "terms-ko",
                                "text": {
                                    "ko": "함께 나온 말: 가상 0.25",
                                    "en": "words in both Korean texts: 가상 0.25",
                                },
                                "weight": 1.5,
                                "terms": [["가상", 0.25]],
                            }
                        ],
                        "changes": [],
                        "said": [],
                        "history": False,
                    }
                ],
            }
        ],
        "items": [],
    }
    choices = queue_data(queue, found)["items"]
    assert choices[1] == {
        "id": "a", "title": both("a"), "code": "1-1", "level": "task", "framework": "f", "not_applicable": False,
    }  # fmt: skip
    assert [one["not_applicable"] for one in choices] == [False, False, True]
    assert queue_data(replace(queue, hidden=None), found)["hidden"] is None
