"""The answer of ``policygraph compare``: what changed, which judgements still hold, why figures moved, whom it concerns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from policygraph.graph.compare.comparison import EditionComparison
from policygraph.records.kinds import Text
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.blocks import Page, Paragraph, Table
from policygraph.views.compare_json import comparison_json
from policygraph.views.compare_tables import (
    class_table,
    decision_table,
    fate_table,
    figure_table,
    gap_list,
    gap_table,
    judgement_table,
    match_table,
    money_table,
    succession_table,
)
from policygraph.views.compare_words import (
    edition_text,
    foot,
)
from policygraph.views.honesty import honesty_json, honesty_notes

ComparePart = Literal["items", "judgements", "figures", "gaps", "money", "succession"]
SCHEMA = "policygraph/compare/1"
PARTS: tuple[ComparePart, ...] = ("items", "judgements", "figures", "gaps", "money", "succession")


def compare_page(
    found: EditionComparison,
    *,
    parts: Collection[ComparePart] = PARTS,
    most: int | None = None,
    caveats: Caveats = NO_CAVEATS,
) -> Page:
    """Return what separates two editions: the chosen *parts*, at most so many rows of each list (*most*)."""
    graph = found.new.study.graph
    frameworks = [change.new for change in found.frameworks if change.new is not None]
    document = {"schema": SCHEMA, **honesty_json(graph, caveats, frameworks, found.scope), **comparison_json(found)}
    blocks: list[Table | Paragraph] = [Paragraph(headline(found), "heading")]
    if nothing_changed(found):
        blocks.append(
            Paragraph(
                Text(
                    "두 판의 기록이 같습니다. 달라진 것이 없습니다.", "Both editions say the same; nothing has changed."
                )
            )
        )
    else:
        for part in PARTS:
            if part in parts:
                blocks += _cut(_PARTS[part](found), most)
    blocks += [Paragraph(line, "note") for line in foot(found)]
    blocks += honesty_notes(graph, caveats, frameworks, found.scope)
    return Page(document, blocks)


def nothing_changed(found: EditionComparison) -> bool:
    """Whether both editions say the same of everything that is compared."""
    gaps = found.gaps
    return not (
        found.matching.changed
        or found.judgements
        or found.decisions
        or found.judged_new
        or gaps.opened
        or gaps.closed
        or gaps.changed
    ) and all(moved.old == moved.new for change in found.frameworks for moved in change.figures.values())


def headline(found: EditionComparison) -> Text:
    """Return what is compared, in one line."""
    old, new = edition_text(found.old), edition_text(found.new)
    return Text(f"{old.ko} → {new.ko}", f"{old.en} → {new.en}")


def _cut(blocks: Sequence[Table | Paragraph], most: int | None) -> list[Table | Paragraph]:
    """Return *blocks* with long tables cut, each with a line that says so."""
    found: list[Table | Paragraph] = []
    for block in blocks:
        if most is None or isinstance(block, Paragraph) or len(block.rows) <= most:
            found.append(block)
            continue
        rest = len(block.rows) - most
        found.append(Table(block.columns, block.rows[:most], block.title, block.empty))
        found.append(
            Paragraph(
                Text(f"그 밖에 {rest:,}건: --all, 또는 -f csv, -f json", f"{rest:,} more: --all, or -f csv, -f json"),
                "note",
            )
        )
    return found


def _items(found: EditionComparison) -> list[Table | Paragraph]:
    return [class_table(found), match_table(found)]


def _judgements(found: EditionComparison) -> list[Table | Paragraph]:
    decisions = [decision_table(found)] if found.decisions else []
    return [fate_table(found), judgement_table(found), *decisions]


def _figures(found: EditionComparison) -> list[Table | Paragraph]:
    said = Text(
        "세 몫의 합은 변화와 꼭 같습니다(바뀌는 차례 여섯 가지의 평균). 공통 항목은 두 판에 하나씩 있는, 아래 항목이 없는 약속 항목이며 괄호 안은 그 수입니다.",
        "The three parts add up to the change exactly (averages over the six orders of changing). Common items are the "
        "commitments without children that both editions have; in brackets how many.",
    )
    return [figure_table(found), Paragraph(said, "note")]


def _gaps(found: EditionComparison) -> list[Table | Paragraph]:
    return [gap_table(found), gap_list(found)]


def _money(found: EditionComparison) -> list[Table | Paragraph]:
    return [money_table(found)]


def _succession(found: EditionComparison) -> list[Table | Paragraph]:
    return [succession_table(found)] if found.succession else []


_PARTS = {
    "items": _items,
    "judgements": _judgements,
    "figures": _figures,
    "gaps": _gaps,
    "money": _money,
    "succession": _succession,
}
