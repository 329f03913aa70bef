"""What a new edition does to judgements of the old one: which decisions stay, which of two alignments that meet."""

from __future__ import annotations

import pytest
from policygraph.graph.compare.matching import Match, Matching
from policygraph.graph.compare.overlay import _decision, _first
from policygraph.records.kinds import Alignment, Decision, Text
from workspaces import link

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
