"""Gaps that only a person can close: alignments whose ends are no longer what they were when somebody judged them."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.gap import Gap
from policygraph.graph.gaps.sentence import Sentence
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
            Sentence(
                "{task:과/와} {item}의 연계는 판단한 뒤에 바뀐 것이 있습니다: {changed}.",
                "Since the alignment of {task} to {item} was judged, this has changed: {changed}.",
                {
                    "task": context.named(alignment.task),
                    "item": context.named(alignment.item),
                    "changed": Text(said_ko, said_en),
                },
            ),
            Text(
                "바뀐 글을 읽고 그대로 맞는지 다시 검토하세요(policygraph review).",
                "Read the changed texts and review the alignment again (policygraph review).",
            ),
            {"changed": [f"{end}.{field}" for end, field in changes], "strength": alignment.strength},
        )
