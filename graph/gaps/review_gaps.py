"""Gaps that only a person can close: alignments whose ends are no longer what they were when somebody judged them."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.gap import Gap
from policygraph.graph.gaps.wording import said
from policygraph.graph.suspicion import FIELD_WORDS, suspects
from policygraph.records.kinds import Text


def suspect(context: GapContext) -> Iterator[Gap]:
    """G12: an alignment whose task or policy item has changed since it was judged."""
    graph = context.graph
    for alignment, changes in suspects(graph):
        if alignment.item in graph.no_matter:
            continue
        fields = {end: [field for side, field in changes if side == end] for end in ("task", "item")}
        ends = (
            (fields["task"], "과제의 ", "the task's "),
            (fields["item"], "항목의 ", "the item's "),
        )
        said_ko = ", ".join(ko + "·".join(FIELD_WORDS[name].ko for name in names) for names, ko, _ in ends if names)
        said_en = " and ".join(en + ", ".join(FIELD_WORDS[name].en for name in names) for names, _, en in ends if names)
        yield Gap(
            "G12",
            "warning",
            graph.items[alignment.item].document,
            (alignment.task, alignment.item),
            *said(
                "G12",
                task=context.named(alignment.task),
                item=context.named(alignment.item),
                changed=Text(said_ko, said_en),
            ),
            {"changed": [f"{end}.{field}" for end, field in changes], "strength": alignment.strength},
        )
