"""What a new edition does to judgements of the old one: which decisions stay, which of two alignments that meet."""

from __future__ import annotations

from dataclasses import replace

import pytest
from policygraph.graph.compare.matching import Match, Matching
from policygraph.graph.compare.overlay import _decision, _first, before, overlaid
from policygraph.graph.suspicion import fingerprint_of
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Alignment, Corpus, Decision, Item, Text
from random_studies import study_from
from workspaces import corpus, framework, item, link, plan

DECIDED = Decision("f-1", Text("국가 사무", "a matter of the state"))


@pytest.mark.parametrize(
    ("match", "item"),
    [
        (Match(("f-1",), ("g-1",), "unchanged", 1.0, "id"), "g-1"),
        (Match(("f-1",), ("g-1",), "reworded", 0.8, "text"), None),
        (Match(("f-1",), ("g-1", "g-2"), "split", 0.8, "id"), None),
        (Match(("f-1",), ("g-1", "g-2"), "split", 0.8, "text"), None),
        (Match(("f-1",), (), "removed"), None),
        (Match(("f-2",), ("g-1",), "unchanged", 1.0, "id"), "f-1"),
    ],
    ids=["same", "alike", "split", "split-alike", "removed", "another"],
)
def test_a_decision_follows_its_item_where_it_surely_is_one_item(match: Match, item: str | None) -> None:
    found = _decision(DECIDED, Matching((match,)))
    assert (found and found.item) == item


@pytest.mark.parametrize(
    ("links", "kept"),
    [
        ([link("t", "i", 1), link("t", "i", 3)], (3, "confirmed")),
        ([link("t", "i", 3), link("t", "i", 1)], (3, "confirmed")),
        ([link("t", "i", 3, "rejected"), link("t", "i", 1)], (1, "confirmed")),
        ([link("t", "i", 1), link("t", "i", 3, "rejected")], (1, "confirmed")),
        ([link("t", "i", 1, "rejected"), link("t", "i", 3, "rejected")], (3, "rejected")),
        ([link("t", "i", 2), link("t", "i", 2, "proposed")], (2, "confirmed")),
    ],
)
def test_of_two_alignments_that_meet_the_stronger_stays_and_none_gives_way_to_a_rejected_one(
    links: list[Alignment], kept: tuple[int, str]
) -> None:
    (found,) = _first(links)
    assert (found.strength, found.state) == kept


def named(name: str, title: str, document: str = "p") -> Item:
    return replace(item(name, document, document=document), title=Text(title))


WAYS = "어르신 디지털 교육 상담", "어르신 디지털 교육 확대 상담"
OLD = [named("p-1", "데이터 개방"), named("p-2", "항만 물류"), named("p-3", WAYS[0]), named("p-4", "하천 정비")]
NEW = [named("p-1", "데이터 개방"), named("p-8", "항만 물류"), named("p-9", WAYS[1]), named("p-7", "양자 연구")]


def records(*tasks: Item) -> Corpus:
    links = [
        link("p-1", "f-1", conflicts=("p-2", "p-4")), link("p-2", "f-1", fingerprint="seen"), link("p-3", "f-1"),
        link("p-3", "f-2", 2, "rejected"), link("p-4", "f-1"), link("p", "f-2"),
    ]  # fmt: skip
    policy = framework(named("f-1", "개방", "f"), replace(named("f-2", "수립", "f"), obliges="plan"))
    return corpus([policy, plan(*tasks)], links, (Decision("f-2", Text("국가 사무")),))


def test_judgements_go_over_to_a_later_plan_as_far_as_they_surely_hold() -> None:
    study = study_from(records(*OLD))
    first = study.graph
    later = overlaid(study, [plan(*NEW), plan(name="q")])
    assert [document.id for document in later.corpus.documents] == ["f", "p", "q"]
    assert [(one.task, one.item, one.state, one.conflicts, one.fingerprint) for one in later.corpus.alignments] == [
        ("p-1", "f-1", "confirmed", ("p-8",), fingerprint_of(first, "p-1", "f-1")),
        ("p-8", "f-1", "confirmed", (), "seen"),
        ("p-9", "f-1", "proposed", (), fingerprint_of(first, "p-3", "f-1")),
        ("p-9", "f-2", "rejected", (), fingerprint_of(first, "p-3", "f-2")),
        ("p", "f-2", "confirmed", (), None),
    ]
    assert later.corpus.decisions == study.corpus.decisions


def test_with_an_earlier_plan_judgements_stay_by_their_ids() -> None:
    study = study_from(records(*OLD))
    earlier = before(study, [plan(*OLD[:2]), plan(name="q")])
    assert [document.id for document in earlier.corpus.documents] == ["f", "p", "q"]
    kept = [one for one in study.corpus.alignments if one.task in ("p", "p-1", "p-2")]
    assert [one.task for one in earlier.corpus.alignments] == [one.task for one in kept]
    assert [one.conflicts for one in earlier.corpus.alignments] == [("p-2",), (), ()]  # there was no p-4 yet
    assert earlier.corpus.decisions == study.corpus.decisions
    assert before(study, [framework(named("f-1", "개방", "f"))]).corpus.decisions == ()


def test_an_edition_whose_records_do_not_fit_is_refused_with_what_is_wrong() -> None:
    lost = replace(NEW[0], parents=("nowhere",))
    for made, said in ((plan(lost), ("1건", "have 1 error; correct it")), (plan(lost, replace(lost, id="p-2", parents=("elsewhere",))), ("2건", "have 2 errors; correct them"))):  # fmt: skip
        with pytest.raises(UnusableInput) as refused:
            overlaid(study_from(corpus([framework()])), [made])
        assert said[0] in refused.value.message.ko
        assert said[1] in refused.value.message.en
        assert len(refused.value.issues) == int(said[0][0])
