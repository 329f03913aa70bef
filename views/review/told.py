"""What a reviewer is told after the own verdict: what was proposed, what others said, and what it does to the figures.

>>> from policygraph.graph.review.cases import Case
>>> proposal_text(Case("t", "i", "f", "proposed", 3, score=0.5, method="curated")).en
'proposed strength 3 implements · score 0.50'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from policygraph.graph.review.cases import Case
from policygraph.records.counting import counted
from policygraph.records.kinds import Decision, Review, Text
from policygraph.records.readings import confidence_said
from policygraph.records.words import COVERAGE_STATES, STRENGTHS, VERDICTS
from policygraph.views.blocks import percent

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.graph.coverage import NodeCoverage
    from policygraph.graph.review.effect import BeforeAfter

REPORTS = {
    "saved": Text("저장됨", "saved"),
    "undone": Text("되돌림", "taken back"),
    "nothing": Text("되돌릴 판단이 없습니다.", "there is nothing to take back"),
}
MOST_EFFECTS = 3
HIDDEN = Text("강도와 점수는 판단한 뒤에 보입니다", "strength and score are shown after your verdict")


def proposal_text(case: Case) -> Text:
    """Return how strong and how sure the proposal is; nothing where the reviewer has to find that alone."""
    parts: list[Text] = []
    if case.strength is not None:
        word = STRENGTHS[case.strength]
        parts.append(Text(f"제안 강도 {case.strength} {word.ko}", f"proposed strength {case.strength} {word.en}"))
    said = confidence_said(case.confidence, case.readings)
    if said is not None:
        parts.append(Text(f"신뢰도 {said.ko}", f"confidence {said.en}"))
    if case.score is not None:
        parts.append(Text(f"점수 {case.score:.2f}", f"score {case.score:.2f}"))
    return Text(" · ".join(part.ko for part in parts), " · ".join(part.en for part in parts))


def saved_texts(graph: AlignmentGraph, reviews: Sequence[Review], decision: Decision | None) -> Iterator[Text]:
    """Yield what was put on record: each of one or two verdicts, the number of more, or the decision about an item."""
    if decision is not None:
        yield _saved(COVERAGE_STATES["not-applicable"], graph.title(decision.item))
    elif len(reviews) > 2:
        mark, word = REPORTS["saved"], VERDICTS[reviews[0].verdict]
        yield Text(f"{mark.ko}: {word.ko} {len(reviews)}건", f"{mark.en}: {word.en} {len(reviews)}")
    else:
        for said in reviews:
            word, strength = VERDICTS[said.verdict], f" {said.strength}" if said.strength else ""
            yield _saved(Text(f"{word.ko}{strength}", f"{word.en}{strength}"), graph.title(said.item))


def _saved(what: Text, title: Text) -> Text:
    mark = REPORTS["saved"]
    return Text(f"{mark.ko}: {what.ko} - {title.get('ko')}", f"{mark.en}: {what.en} - {title.get('en')}")


def effect_texts(moved: Mapping[str, BeforeAfter | None], after: Mapping[str, NodeCoverage]) -> Iterator[Text]:
    """Yield a line for each framework on what became of its figures; of many the first `MOST_EFFECTS`.

    Parameters
    ----------
    moved
        The figures before and after of each framework that verdicts touched, ``None`` where they stay.
    after
        The figures afterwards.

    Yields
    ------
    Text
        Shares as percentages with one digit, counts as they are.
    """
    for framework, pair in list(moved.items())[:MOST_EFFECTS]:
        old, new = pair or (after[framework], after[framework])
        floor, ceiling = _range(old.floor, new.floor), _range(old.ceiling, new.ceiling)
        linked = f"{_moved(_count(old), _count(new))} / {_moved(str(old.commitments), str(new.commitments))}"
        title = new.title
        if pair is None:
            yield Text(
                f"{title.get('ko')}: 수치는 그대로(하한 {floor}, 상한 {ceiling}, 확정 연계 {linked})",
                f"{title.get('en')}: the figures stay (floor {floor}, ceiling {ceiling}, confirmed {linked})",
            )
        else:
            yield Text(
                f"내 판단대로면 {title.get('ko')}: 하한 {floor}, 상한 {ceiling}, 확정 연계 {linked}",
                f"By your verdicts {title.get('en')}: floor {floor}, ceiling {ceiling}, confirmed {linked}",
            )
    if len(moved) > MOST_EFFECTS:
        rest = len(moved) - MOST_EFFECTS
        yield Text(f"이 밖에 정책 체계 {rest}개", f"and {counted(rest, 'more framework')}")


def _moved(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _range(before: float | None, after: float | None) -> str:
    return _moved(percent(before, digits=1), percent(after, digits=1))


def _count(node: NodeCoverage) -> str:
    return "-" if node.linked_confirmed is None else str(node.linked_confirmed)
