"""The version maps of a workspace as a list, and what one decision put on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policygraph.records.counting import counted
from policygraph.records.kinds import Text
from policygraph.records.words import label
from policygraph.sources.version_maps import Relation, VersionMap, VersionPair
from policygraph.views.blocks import Column, Page, Paragraph, Table

SCHEMA = "policygraph/versions/1"
RELATIONS: dict[Relation, Text] = {
    "same": Text("같은 것", "the same"),
    "close": Text("고쳐진 것", "a changed one"),
    "part": Text("나뉜 조각", "a part of it"),
    "whole": Text("합쳐진 것", "a whole that it went into"),
}


def versions_page(maps: Sequence[VersionMap], *, decided: VersionPair | None = None) -> Page:
    """Return the pairs of *maps*, those that wait for a person first; *decided* is what was just put on record."""
    listed = [(found, pair) for found in maps for pair in found.pairs]
    listed.sort(key=lambda each: each[1].state != "proposed")
    waiting = sum(pair.state == "proposed" for _, pair in listed)
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "waiting": waiting,
        "decided": None if decided is None else pair_json(decided),
        "maps": [
            {
                "old": found.old,
                "new": found.new,
                "file": found.name,
                "pairs": [pair_json(pair) for pair in found.pairs],
            }
            for found in maps
        ],
    }
    columns = (
        Column("state", Text("상태", "state")),
        Column("old", Text("현행", "old")),
        Column("old_title", Text("현행 제목", "old title"), wide=True, fold=True),
        Column("new", Text("개정", "new")),
        Column("new_title", Text("개정 제목", "new title"), wide=True, fold=True),
        Column("relation", Text("관계", "is")),
        Column("score", Text("점수", "score")),
        Column("by", Text("정한 이", "by"), extra=True),
    )
    rows = [
        [
            label("state", pair.state), pair.old, pair.titles[0], pair.new, pair.titles[1],
            RELATIONS[pair.relation], None if pair.score is None else f"{pair.score:.2f}", pair.by or None,
        ]
        for _, pair in listed
    ]  # fmt: skip
    none = Text(
        "판 대응표가 없습니다. policygraph compare OLD NEW -w 작업폴더 --keep이 만듭니다.",
        "There is no version map; policygraph compare OLD NEW -w DIR --keep makes one.",
    )
    blocks: list[Table | Paragraph] = []
    if decided is not None:
        state = label("state", decided.state)
        blocks.append(
            Paragraph(
                Text(
                    f"저장됨: {decided.old} → {decided.new} · {state.ko}",
                    f"saved: {decided.old} → {decided.new} · {state.en}",
                )
            )
        )
    blocks.append(Table(columns, rows, empty=none))
    blocks.append(
        Paragraph(
            Text(f"사람을 기다리는 짝 {waiting:,}건", counted(waiting, "pair waits", "pairs wait") + " for a person"),
            "heading",
        )
    )
    return Page(document, blocks)


def pair_text(pair: VersionPair) -> Text:
    """Return one pair as a person is asked about it."""
    score = "" if pair.score is None else f" ({pair.score:.2f})"
    relation = RELATIONS[pair.relation]
    return Text(
        f"{pair.old} {pair.titles[0]}\n  → {pair.new} {pair.titles[1]}\n  {relation.ko}{score}",
        f"{pair.old} {pair.titles[0]}\n  → {pair.new} {pair.titles[1]}\n  {relation.en}{score}",
    )


def pair_json(pair: VersionPair) -> dict[str, Any]:
    """Return one pair of the JSON contract."""
    return {
        "old": pair.old,
        "new": pair.new,
        "relation": pair.relation,
        "score": pair.score,
        "state": pair.state,
        "by": pair.by or None,
        "date": pair.date or None,
        "note": pair.note,
    }
