"""Under other ids every field that names a record follows, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable

from policygraph.records.documents import RequiredContent, StatedLink
from policygraph.records.kinds import (
    Alignment,
    Assessment,
    Budget,
    Candidate,
    Corpus,
    Decision,
    Document,
    Item,
    Mark,
    NoMatch,
    Review,
    Scenario,
    Target,
    Text,
)
from policygraph.records.renumbering import renumbered, renumbered_record
from policygraph.records.scenario import Edit, Served

IDS = {"pl": "plan", "fw": "law", "t-1": "t-2", "t-2": "t-3", "i-1": "i-9", "c-1": "c-0", "base": "worst"}


def corpus(n: Callable[[str], str]) -> Corpus:
    """Return records of every kind under the ids that *n* gives; texts name ids too, and keep them."""
    policy = Item(
        n("i-1"), n("fw"), "goal", (n("fw"),), title=Text("t-1", "i-1"), targets=(Target("t-1", 3),),
        same_as=(n("i-2"),), required_contents=(RequiredContent("i-1", Text("i-1")),),
    )  # fmt: skip
    found = Item(n("i-2"), n("fw"), "finding", (n("i-1"),), title=Text("i-2"), derives_from=(n("i-1"),))
    task = Item(
        n("t-1"), n("pl"), "task", (n("pl"),), title=Text("t-1"), predecessors=(n("t-2"),), rests_on=(n("i-2"), n("i-1")),
        budget=Budget(5), stated_links=(StatedLink("i-1"),),
    )  # fmt: skip
    other = Item(n("t-2"), n("pl"), "task", (n("pl"),), title=Text("t-2"), code="t-1")
    return Corpus(
        documents=(
            Document(n("fw"), "national-policy", title=Text("fw"), items=(policy, found), succeeded_by=n("pl")),
            Document(n("pl"), "city-plan", title=Text("pl"), items=(task, other), made_under=n("fw")),
        ),
        alignments=(
            Alignment(n("t-1"), n("i-1"), 2, conflicts=tuple(sorted((n("t-2"), n("t-1"), "t-25")))),
            Alignment(n("pl"), n("i-2"), 1, evidence=("t-1",)),
        ),
        assessments=(Assessment(n("pl"), tuple(sorted((n("fw"), "kds")))),),
        decisions=(Decision(n("i-1"), reason=Text("i-1")),),
        reviews=(Review(n("t-2"), n("i-1"), "reject", by="t-1", instead=n("i-2"), note="t-1"),),
        no_matches=(NoMatch(n("t-1"), n("fw")), NoMatch(n("i-1"), n("pl"))),
        scenarios=(Scenario(n("base"), edits=(Edit("add", task=n("t-1"), item=n("i-1")), Edit("cut", department="t-1"))),),
        candidates=(
            Candidate(n("c-1"), plan=n("pl"), serves=(Served(n("i-1"), 2),), requires=tuple(sorted((n("t-1"), n("c-1")))),
                      excludes=(n("t-2"),)),
        ),
        marks=(Mark(n("t-1"), "t-1", 3), Mark(f"G01 {n('i-1')}", "김", 2)),
    )  # fmt: skip


def test_every_field_that_names_a_record_follows_and_texts_stay() -> None:
    before = corpus(lambda name: name)
    assert renumbered(before, IDS) == corpus(lambda name: IDS.get(name, name))
    assert renumbered(before, {}) is before


def test_a_record_that_names_none_of_the_ids_is_returned_itself() -> None:
    document = corpus(lambda name: name).documents[0]
    assert renumbered_record(document, {"t-9": "t-8"}) is document
    moved = renumbered_record(document, {"i-2": "i-3"})
    assert moved.items[1].id == "i-3"
    assert moved.items[1].document == "fw"
