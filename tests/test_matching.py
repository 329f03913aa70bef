"""What becomes of items that were split and merged, or whose parents were: small editions worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from edition_cases import edition, named
from policygraph.graph.compare.matching import Decided, Matching, match_documents
from policygraph.records.kinds import Document

WHOLE, PARTS = "교통 데이터 개방 예산 데이터 공개", ("교통 데이터 개방", "예산 데이터 공개")


def kinds_of(
    old: Document, new: Document, *same: tuple[str, str]
) -> list[tuple[tuple[str, ...], tuple[str, ...], str]]:
    return [(one.old, one.new, one.kind) for one in match_documents(old, new, Decided(frozenset(same)))]


def test_what_stands_as_it_was_is_not_split_by_a_new_item_that_repeats_a_part_of_it() -> None:
    old, new = edition(named("f-1", WHOLE)), edition(named("f-0", PARTS[0]), named("f-1", WHOLE))
    assert kinds_of(old, new) == [((), ("f-0",), "added"), (("f-1",), ("f-1",), "unchanged")]
    assert kinds_of(new, old) == [(("f-1",), ("f-1",), "unchanged"), (("f-0",), (), "removed")]


def test_one_part_is_no_split_and_what_persons_decided_is_in_none() -> None:
    old = edition(named("f-1", WHOLE))
    new = edition(named("f-2", PARTS[0]), named("f-3", PARTS[1]))
    assert kinds_of(old, new) == [(("f-1",), ("f-2", "f-3"), "split")]
    assert kinds_of(new, old) == [(("f-2", "f-3"), ("f-1",), "merged")]
    assert kinds_of(old, new, ("f-1", "f-2")) == [(("f-1",), ("f-2",), "reworded"), ((), ("f-3",), "added")]
    assert "split" not in {kind for *_, kind in kinds_of(old, edition(new.items[0]))}


def test_of_groups_that_share_an_item_the_one_made_up_best_stays() -> None:
    other = "교통 데이터 개방 예산 데이터 공개 청년 일자리 지원 강화"
    old = edition(named("f-1", other), named("f-2", WHOLE))
    new = edition(named("f-8", PARTS[0]), named("f-9", PARTS[1]))
    assert kinds_of(old, new) == [(("f-2",), ("f-8", "f-9"), "split"), (("f-1",), (), "removed")]
    assert {kind: one for one, _, kind in kinds_of(new, old)} == {"merged": ("f-8", "f-9"), "added": ()}


def test_an_item_keeps_its_place_under_a_part_of_its_parent_but_not_under_one_of_two_parents() -> None:
    parent, child = named("f-1", WHOLE), named("f-1-1", "어르신 교육", parents=("f-1",))
    halves = named("f-2", PARTS[0]), named("f-3", PARTS[1])
    split = Matching(match_documents(edition(parent, child), edition(*halves, replace(child, parents=("f-3",)))))
    assert split.by_old["f-1"].kind == "split"
    assert split.by_old["f-1-1"].kind == "unchanged"
    both = edition(*halves, replace(child, parents=("f-2", "f-3")))
    one = edition(*halves, replace(child, parents=("f-3",)))
    assert Matching(match_documents(both, one)).by_old["f-1-1"].kind == "moved"
