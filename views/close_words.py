"""The words of the answer of ``policygraph close``: what was found, how sure it is, where each measure stands."""

from __future__ import annotations

from policygraph.graph.decide.closing import Closing
from policygraph.graph.decide.optimum import Replacement
from policygraph.graph.decide.question import Question
from policygraph.records.counting import counted, noun
from policygraph.records.kinds import Text
from policygraph.views.decide_words import UNITS, kinds_words


def headline(found: Closing) -> Text:
    """Return what was found in one or two sentences."""
    status = _status_words(found)
    count, asked, closed = len(found.chosen), len(found.asked), len(found.closed)
    if found.question.keep:
        return Text(
            f"지금 강도 2 이상으로 확정된 항목 {asked}건을 지키는 가장 작은 과제 묶음: {count}건. {status.ko}.",
            f"The smallest set of tasks that keeps the {counted(asked, 'item')} now confirmed at strength 2 or more: {count}. {status.en}.",
        )
    what = _asked_words(found.question)
    if not count and found.status == "proved":
        return Text(
            f"{what.ko} {asked}건 가운데 할 수 있는 것으로 {'이를' if found.question.floors else '없앨'} 수 있는 것이 없습니다.",
            f"None of the {asked} {what.en} can be {'reached' if found.question.floors else 'closed'} by what could be done.",
        )
    if found.question.floors:
        return Text(
            f"{what.ko} {asked}건 가운데 {closed}건에 이르는 데 {count}가지{_paid(found).ko}. {status.ko}.",
            f"{closed} of {asked} {what.en} {noun(closed, 'is', 'are')} reached by {counted(count, 'step')}{_paid(found).en}; {status.en}.",
        )
    paid = _paid(found)
    return Text(
        f"{what.ko} {asked}건 가운데 {closed}건을 없애는 데 {count}가지{paid.ko}. {status.ko}.",
        f"{closed} of {asked} {what.en} {noun(closed, 'is', 'are')} closed by {counted(count, 'step')}{paid.en}; {status.en}.",
    )


def _status_words(found: Closing) -> Text:
    """Return how sure the answer is: proved, within so many per cent, or stopped after so many seconds."""
    if found.status == "proved":
        return Text("더 적게는 할 수 없음이 확인되었습니다", "proved: nothing does it for less")
    if found.status == "stopped":
        return Text(
            f"{found.seconds:g}초 안에 답을 찾지 못했습니다", f"stopped at {found.seconds:g} s without an answer"
        )
    bound, cost = found.bound or 0, found.best.total.cost
    apart = -(-100 * (cost - bound) // cost) if cost else 0
    return Text(
        f"{found.seconds:g}초 안에 찾은 가장 나은 답이며, 가장 적은 비용과 많아야 {apart}% 다릅니다(어떤 답도 {bound:,} 아래로는 못 감)",
        f"the best found in {found.seconds:g} s, within {apart} % of the least (none costs less than {bound:,})",
    )


def _paid(found: Closing) -> Text:
    """Return in brackets what the answer costs: reviews, and tasks or money where they are counted."""
    total, unit = found.best.total, UNITS[found.unit]
    reviews = Text(f"검토 {total.effort}건", counted(total.effort, "review")) if total.effort else Text()
    cost = Text() if found.unit == "reviews" else Text(f"{total.cost:,} {unit.ko}", f"{total.cost:,} {unit.en}")
    ko, en = (", ".join(filter(None, pair)) for pair in ((cost.ko, reviews.ko), (cost.en, reviews.en)))
    return Text(f"({ko})", f" ({en})") if ko else Text()


def _asked_words(question: Question) -> Text:
    return Text("바라는 하한", "floors wanted") if question.floors else kinds_words(question.kinds)


def place_words(found: Closing, name: str) -> Text:
    """Return where the lever *name* stands over all best answers."""
    if name in found.best.core:
        return Text("꼭 필요", "core")
    if any(name in group for group in found.best.interchangeable):
        return Text("바꿀 수 있음", "interchangeable")
    return Text("확인 못 함", "not settled")


def without_words(found: Closing, name: str) -> Text:
    """Return what leaving out the lever *name* would cost."""
    if name not in found.best.core:
        return Text("같음", "the same") if name not in found.best.open else Text("-", "-")
    cost: Replacement | None = found.best.replacement.get(name)
    if cost is None:
        return Text("대신할 것 없음", "irreplaceable")
    unit = UNITS[found.unit]
    if cost.cost:
        return Text(f"+{cost.cost:,} {unit.ko}", f"+{cost.cost:,} {unit.en}")
    return Text(f"검토 +{cost.effort}", f"+{counted(cost.effort, 'review')}")
