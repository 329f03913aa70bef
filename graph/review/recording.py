"""Decides without asking: one pair, one item or one undo, on record when the call returns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.graph.lookup import find_of_kind
from policygraph.graph.review.verdicts import Undone, alignment_of, decided, undo
from policygraph.records.catalogue import did_you_mean
from policygraph.records.characters import clean
from policygraph.records.issue import PolicyGraphError, UnknownName
from policygraph.records.kinds import Decision, Review, Text
from policygraph.sources.review_log import append_reviews
from policygraph.sources.reviewing import next_moment
from policygraph.sources.spelled import parse_date

if TYPE_CHECKING:
    from policygraph.graph.study import Study

DECIDING = ("accept", "reject", "unsure")


class NotDecided(PolicyGraphError):  # noqa: N818 - the state of the pair
    """Something that a decision needs is missing; nothing was put on record."""


def record_verdict(
    study: Study, root: Path, by: str, verdict: str, task: str, item: str, strength: int | None = None, note: str = ""
) -> list[Review]:
    """Put *by*'s verdict on one pair on record and return it; *task* and *item* are ids or parts of titles.

    Raises `UnknownName`, `NotDecided` where a new pair is accepted without a strength, `NoteWanted`, `NotWritten`.
    """
    if verdict not in DECIDING:
        hint = did_you_mean(verdict, DECIDING)
        listed = ", ".join(DECIDING)
        raise UnknownName(
            Text(
                f"'{verdict}'이라는 판단은 없습니다({listed}).{hint['hint_ko']}",
                f"there is no verdict {verdict!r} ({listed}).{hint['hint_en']}",
            )
        )
    graph = study.graph
    pair = find_of_kind(graph, "task", task), find_of_kind(graph, "item", item)
    if verdict == "accept" and strength is None and alignment_of(graph, *pair) is None:
        raise NotDecided(
            Text(
                "기록에 없는 새 연계입니다. --strength 뒤에 강도(1~3)를 적어 주세요.",
                "this alignment is new: give its strength (1 to 3) after --strength",
            )
        )
    when = next_moment((*graph.corpus.reviews, *graph.corpus.decisions), by)
    reviews = decided(graph, pair, verdict, by, when, strength=strength, note=note)
    append_reviews(root, reviews)
    return reviews


def take_back(study: Study, root: Path, by: str) -> Undone:
    """Take back the last action of *by*, on pairs or on a whole item; the result is empty where there is nothing left."""
    known: list[Review | Decision] = [*study.graph.corpus.reviews, *study.graph.corpus.decisions]
    undone = undo(known, by, next_moment(known, by))
    write_undone(root, undone)
    return undone


def write_undone(root: Path, undone: Undone) -> None:
    """Put *undone* on record in the workspace *root*, all at once."""
    append_reviews(root, undone.reviews, removed=[(found.item, found.by or "") for found in undone.decisions])


def record_decision(study: Study, root: Path, by: str, item: str, reason: str, expires: str | None = None) -> Decision:
    """Put on record that *item* is no matter of the city, and why; return the decision.

    Raises `UnknownName`, `NotDecided` without a reason or with an *expires* that is no date, `AlreadyDecided` where
    somebody else has decided that before, `NotWritten`.
    """
    graph = study.graph
    name = find_of_kind(graph, "item", item)
    if not clean(reason):
        raise NotDecided(
            Text("까닭을 --note 뒤에 적어 주세요.", "say after --note why the item is no matter of the city")
        )
    date = parse_date(expires) if expires else None
    if expires and date is None:
        raise NotDecided(
            Text(
                f"'{expires}'은(는) 날짜가 아닙니다. 2030-12-31처럼 적어 주세요.",
                f"{expires!r} is no date; write it as in 2030-12-31",
            )
        )
    when = next_moment((*graph.corpus.reviews, *graph.corpus.decisions), by)
    decision = Decision(name, Text(" ".join(clean(reason).split())), by, when, date)
    append_reviews(root, [], [decision])
    return decision
