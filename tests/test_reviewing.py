"""Reviews: what follows from them, whoever made them in whatever order, and that nothing said is lost."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policygraph.graph.review import review_agreement
from policygraph.ontology.build import build_dataset
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import VERDICTS, Alignment, Corpus, Review
from policygraph.records.record_data import plain
from policygraph.sources.formats.yaml.edit import dumped
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.reviewing import apply_reviews, standing_verdicts, with_first_voices
from workspaces import corpus, framework, item, link, plan, study_of, task, write_workspace

PRINTS = ["a" * 30 + "-" + "b" * 30, "c" * 30 + "-" + "d" * 30]

PROPOSED = link("t", "a", 3, "proposed")


def review(verdict: str, by: str = "가", strength: int | None = None, minute: int = 0, **rest: object) -> Review:
    date = f"2026-11-24T10:{minute:02d}:00+09:00"
    return Review("t", "a", verdict, strength, by, date, **rest)  # type: ignore[arg-type]


def outcome(*reviews: Review, base: Alignment | None = PROPOSED) -> Alignment | None:
    found = apply_reviews(Corpus(alignments=(base,) if base else (), reviews=reviews))
    return found.alignments[0] if found.alignments else None


def state(*reviews: Review, base: Alignment | None = PROPOSED) -> str | None:
    found = outcome(*reviews, base=base)
    return None if found is None else found.state


def test_one_person_decides() -> None:
    assert state(review("accept")) == "confirmed"
    assert state(review("reject")) == "rejected"
    assert state(review("unsure")) == "proposed"
    read_twice = replace(link("t", "a", 3, "confirmed"), readings=(3, 3))
    assert state(review("reject"), base=read_twice) == "rejected"


def test_what_is_confirmed_on_record_is_its_judges_first_voice() -> None:
    for by in (None, "가"):
        base = replace(link("t", "a", 3, "confirmed"), by=by)
        rejected = review("reject", "나")
        assert state(rejected, base=base) == "proposed"
        assert state(review("unsure", "나"), base=base) == "confirmed"
        assert state(review("accept", "나", 2), base=base) == "confirmed"
        assert state(rejected, review("reject", "다", minute=1), base=base) == "rejected"
        assert state(rejected, review("accept", "다", minute=1), base=base) == "confirmed"
        corpus = Corpus(alignments=(base,), reviews=(rejected,))
        found = review_agreement(with_first_voices(corpus))
        assert [(pair.task, pair.agreement, pair.disagree) for pair in found.pairs] == [("t", 0.0, True)]


def test_a_judge_who_rejects_later_overturns_the_own_record_alone() -> None:
    base = replace(link("t", "a", 3, "confirmed"), by="가")
    assert state(review("reject", "가"), base=base) == "rejected"
    assert state(review("reject", "가"), review("reject", "나", minute=1), base=base) == "rejected"
    assert state(review("reject", "가"), review("accept", "나", minute=1), base=base) == "proposed"


def test_what_is_rejected_on_record_is_not_brought_back_by_one_other_person() -> None:
    base = replace(link("t", "a", 3, "rejected"), by="가")
    assert state(review("accept", "나", 2), base=base) == "proposed"
    assert state(review("accept", "나", 2), review("accept", "다", 1, 1), base=base) == "confirmed"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("나다라"), st.sampled_from(("accept", "reject", "unsure"))), max_size=4),
    st.sampled_from(("confirmed", "rejected", "proposed")),
    st.sampled_from((None, "가", "나")),
)
def test_first_voices_survive_being_applied_twice_and_rdf(
    said: list[tuple[str, str]], on_record: str, by: str | None
) -> None:
    base = replace(link("t", "a", 3, on_record), by=by)
    reviews = tuple(review(verdict, person, minute=minute) for minute, (person, verdict) in enumerate(said))
    once = apply_reviews(whole(list(reviews), base))
    assert apply_reviews(once) == once
    assert apply_reviews(read_corpus(build_dataset(once))).alignments == once.alignments


def test_a_later_verdict_of_the_same_person_replaces_the_earlier_one() -> None:
    assert state(review("accept"), review("reject", minute=1)) == "rejected"
    assert state(review("accept", minute=1), review("reject")) == "confirmed"


def test_an_undo_brings_back_what_was_before() -> None:
    assert state(review("accept"), review("withdraw", minute=1)) == "proposed"
    assert state(review("accept"), review("reject", minute=1), review("withdraw", minute=2)) == "confirmed"
    assert state(review("withdraw"), review("accept", minute=1)) == "confirmed"
    assert state(review("accept", "가"), review("withdraw", "나", minute=1)) == "confirmed"


def test_two_people_who_disagree_leave_the_pair_to_a_third() -> None:
    tie = review("accept", "가"), review("reject", "나", minute=1)
    assert state(*tie) == "proposed"
    assert standing_verdicts(tie)["t", "a"].disagree
    assert state(*tie, review("accept", "다", minute=2)) == "confirmed"
    assert state(*tie, review("reject", "다", minute=2)) == "rejected"
    assert not standing_verdicts((*tie, review("reject", "다", minute=2)))["t", "a"].disagree


def test_the_strength_is_the_lowest_that_was_accepted_and_two_strengths_disagree() -> None:
    two = review("accept", "가", 3), review("accept", "나", 1, 1)
    found = outcome(*two)
    assert found is not None
    assert (found.state, found.strength) == ("confirmed", 1)
    assert standing_verdicts(two)["t", "a"].disagree


@pytest.mark.parametrize(
    ("verdicts", "agreement"),
    [("a", 1.0), ("r", -1.0), ("u", 0.0), ("ar", 0.0), ("aar", 1 / 3), ("au", 0.5)],
)
def test_agreement_is_the_mean_from_minus_one_to_one(verdicts: str, agreement: float) -> None:
    words = {"a": "accept", "r": "reject", "u": "unsure"}
    found = outcome(*(review(words[letter], f"사람{number}") for number, letter in enumerate(verdicts)))
    assert found is not None
    assert found.agreement == pytest.approx(agreement)
    assert len(found.reviewers) == len(verdicts)


def test_a_pair_without_an_alignment_gets_one_once_it_is_decided() -> None:
    assert state(review("unsure"), base=None) is None
    assert state(review("accept"), review("withdraw", minute=1), base=None) is None
    found = outcome(review("accept", strength=2, score=0.7, confidence=0.6, note="원문 3쪽"), base=None)
    assert found is not None
    assert (found.state, found.strength, found.method) == ("confirmed", 2, "suggested")
    assert (found.score, found.confidence, found.by, found.date) == (0.7, 0.6, "가", "2026-11-24")
    assert state(review("reject"), base=None) == "rejected"


def test_the_score_of_the_program_stays_beside_the_decision() -> None:
    found = outcome(review("reject", score=0.2), base=link("t", "a", 3, "proposed", score=0.8))
    assert found is not None
    assert found.score == 0.8


def test_the_latest_accepted_fingerprint_counts() -> None:
    old, new = PRINTS
    for order in itertools.permutations(
        (review("accept", "가", fingerprint=old), review("accept", "나", 3, 5, fingerprint=new))
    ):
        found = outcome(*order)
        assert found is not None
        assert found.fingerprint == new


reviews = st.lists(
    st.builds(
        Review, st.just("t"), st.sampled_from(["a", "b"]), st.sampled_from(VERDICTS), st.sampled_from([None, 1, 2, 3]),
        st.sampled_from([None, "가", "나", "다"]),
        st.integers(0, 59).map(lambda minute: f"2026-11-24T10:{minute:02d}:00+09:00"),
        st.sampled_from(["", "메모"]), st.sampled_from([None, "b"]), st.sampled_from(["suggested", "curated"]),
        st.sampled_from([None, 0.25, 1.0]), st.sampled_from([None, 0.5]), st.sampled_from([None, *PRINTS]),
    ),
    max_size=8,
    unique_by=lambda found: found.date,
)  # fmt: skip


def whole(said: list[Review], base: Alignment | None = None) -> Corpus:
    base = base or link("t", "a", 2, "proposed")
    found = corpus([framework(item("a", "f"), item("b", "f")), plan(task("t"))], [base])
    return Corpus(found.documents, found.alignments, found.assessments, (), tuple(said))


@settings(max_examples=150, deadline=None)
@given(reviews, st.randoms())
def test_order_of_files_changes_nothing_and_applying_twice_neither(said: list[Review], shuffle: object) -> None:
    once = apply_reviews(whole(said))
    assert apply_reviews(once) == once
    mixed = list(said)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert set(apply_reviews(whole(mixed)).alignments) == set(once.alignments)


@settings(max_examples=60, deadline=None)
@given(reviews)
def test_reviews_survive_rdf_and_files(said: list[Review]) -> None:
    applied = apply_reviews(whole(said))
    assert read_corpus(build_dataset(applied)) == applied
    log = IssueLog()
    read = read_text(dumped({"reviews": [plain(found) for found in said]}), "r.yaml", log) if said else Corpus()
    assert list(read.reviews) == said
    assert log.issues == []


REVIEWS = """\
reviews:
- {task: p-1, item: f-1-1, verdict: reject, by: 김검토, date: '2026-11-02'}
- {task: p-1, item: f-1-9, verdict: accept, by: 김검토, date: '2026-11-02'}
"""


def test_a_workspace_counts_its_reviews_and_tells_what_it_cannot_count(tmp_path: Path) -> None:
    study = study_of(write_workspace(tmp_path, decisions=REVIEWS))
    assert [alignment.state for alignment in study.corpus.alignments] == [
        "proposed"
    ]  # confirmed on record, rejected by one
    assert [(issue.code, issue.where.line, issue.value) for issue in study.issues] == [("R49", 3, "f-1-9")]
    assert (study.coverage()["f"].floor, study.coverage()["f"].ceiling) == (0, 1)
    assert {issue.code for issue in study.check()} == {"R49"}


def test_the_notice_of_bundled_alignments_says_how_many_were_reviewed(tmp_path: Path) -> None:
    bundled = 'frameworks = ["aim"]\nplans = ["b6"]\n'
    said = "reviews: [{task: b6-1-1, item: aim-3-2, verdict: accept, strength: 3, by: 김검토, date: '2026-11-02'}]\n"
    parts = {"framework": None, "plan": None, "alignments": None, "settings": bundled}
    before = study_of(write_workspace(tmp_path / "a", **parts)).workspace.settings.caveats.notice
    after = study_of(write_workspace(tmp_path / "b", **parts, decisions=said)).workspace.settings.caveats.notice
    assert after.ko.startswith(before.ko)
    assert "건 중 1건" in after.ko.removeprefix(before.ko)
    assert "have reviewed 1." in after.en.removeprefix(before.en)


def test_three_people_settle_the_pair_whatever_their_strengths() -> None:
    three = review("accept", "가", 3), review("accept", "나", 3, 1), review("accept", "다", 1, 2)
    outvoted = review("accept", "가", 3), review("accept", "나", 1, 1), review("reject", "다", minute=2)
    for said in (three, outvoted):
        found = outcome(*said)
        assert found is not None
        assert (found.state, found.strength) == ("confirmed", 1)
        assert not standing_verdicts(said)["t", "a"].disagree
