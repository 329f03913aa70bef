"""The answers of ``policygraph review`` that are not a session: the queue, the agreement, what was put on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policygraph.graph.review.agreement import Agreement, PersonsAgreement
from policygraph.graph.review.cases import CASE_KINDS, Case, Queue
from policygraph.graph.review.queue_data import queue_data
from policygraph.records.counting import counted
from policygraph.records.kinds import Decision, Review, Text
from policygraph.records.readings import confidence_said
from policygraph.records.record_data import plain
from policygraph.records.words import STRENGTHS
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.review.screen import NO_HISTORY, hidden_text, verdict_text
from policygraph.views.review.told import HIDDEN

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.graph.study import Study

SCHEMA = "policygraph/review/1"
AGREEMENT_SCHEMA = "policygraph/agreement/1"
_PROPOSAL = 5  # from which column on the list says what is proposed


def queue_page(queue: Queue, study: Study, *, told: bool = False) -> Page:
    """Return the queue as a list: what waits for this reviewer.

    What is proposed, and how sure a program is, stands beside a case only where weighing that is the task, or where it is
    to be *told*: other tools read it, a person who is to judge does not. The document always holds it.
    """
    graph = study.graph
    shown = [told or case.weighed for case in queue.cases]
    columns: tuple[Column, ...] = (
        Column("task", Text("과제", "task")),
        Column("task_title", Text("과제 제목", "title of the task"), wide=True),
        Column("item", Text("항목", "item")),
        Column("item_title", Text("항목 제목", "title of the item"), wide=True),
        Column("kind", Text("구분", "kind")),
        Column("strength", Text("제안 강도", "strength")),
        Column("confidence", Text("신뢰도", "confidence")),
        Column("score", Text("점수", "score"), "share", extra=True),
    )
    rows = [
        [
            case.task,
            graph.title(case.task),
            case.item,
            graph.title(case.item),
            kind_text(case),
            Text(*_strength(case.strength)) if seen and case.strength is not None else None,
            confidence_said(case.confidence, case.readings) if seen else None,
            case.score if seen else None,
        ]
        for case, seen in zip(queue.cases, shown, strict=True)
    ]
    if not any(shown):
        columns, rows = columns[:_PROPOSAL], [row[:_PROPOSAL] for row in rows]
    done, total = queue.progress.decided, queue.progress.total
    blocks: list[Table | Paragraph] = [
        Table(columns, rows, empty=Text("볼 것이 남아 있지 않습니다.", "Nothing is left to look at.")),
        Paragraph(
            Text(
                f"{f'검토자 {queue.by}: ' if queue.by else ''}{total:,}건 가운데 {done:,}건을 판단했고 {len(rows):,}건이 남았습니다.",
                f"{f'Reviewer {queue.by}: ' if queue.by else ''}{done:,} of {total:,} decided, {len(rows):,} left.",
            ),
            "heading",
        ),
    ]
    if not all(shown):
        more = Text("(먼저 보려면 --open, 표로 옮기려면 -f csv)", "(before, with --open; in -f csv always)")
        blocks.append(Paragraph(Text(f"{HIDDEN.ko} {more.ko}", f"{HIDDEN.en} {more.en}"), "note"))
    if queue.hidden is not None and (left := hidden_text(queue.hidden)):
        blocks.append(Paragraph(left, "note"))
    document = queue_data(queue, study, choices=False)
    if document["versions"]:
        blocks.append(Paragraph(versions_text(document["versions"]), "note"))
    return Page(document, blocks)


def versions_text(waiting: int) -> Text:
    """Return that so many pairs of version maps wait too, and how to review them."""
    return Text(
        f"판 대응표에서 사람을 기다리는 짝 {waiting:,}건: policygraph review --versions",
        f"{counted(waiting, 'pair of version maps waits', 'pairs of version maps wait')} for a person: policygraph review --versions",
    )


def kind_text(case: Case) -> Text:
    """Return what kind of case it is, and whether its framework has no history yet."""
    kind = CASE_KINDS[case.kind]
    return kind if case.history else Text(f"{kind.ko} · {NO_HISTORY.ko}", f"{kind.en} · {NO_HISTORY.en}")


def _strength(strength: int) -> tuple[str, str]:
    words = STRENGTHS[strength]
    return f"{strength} {words.ko}", f"{strength} {words.en}"


def agreement_page(found: Agreement, graph: AlignmentGraph) -> Page:
    """Return how far the reviewers agree, and what a third person should look at."""
    document = {
        "schema": AGREEMENT_SCHEMA,
        "pairs": [
            {
                "task": pair.task,
                "item": pair.item,
                "agreement": pair.agreement,
                "disagree": pair.disagree,
                "reviews": [plain(review) for review in pair.reviews],
            }
            for pair in found.pairs
        ],
        "persons": [_persons_json(two) for two in found.persons],
        "mean": found.mean,
    }
    if not found.pairs:
        nobody = Text("두 사람이 함께 본 짝이 아직 없습니다.", "No pair has been looked at by two persons yet.")
        return Page(document, [Paragraph(nobody, "heading")])
    columns = (
        Column("first", Text("검토자", "reviewer")),
        Column("second", Text("다른 검토자", "other reviewer")),
        Column("pairs", Text("함께 본 짝", "pairs"), "count"),
        Column("equal", Text("같은 판단", "same verdict"), "count"),
        Column("share", Text("일치율", "share"), "share"),
        Column("kappa", Text("카파", "kappa")),
        Column("same_strength", Text("강도까지 같음", "same strength")),
    )
    rows = [
        [
            two.first,
            two.second,
            two.pairs,
            two.equal,
            two.share,
            None if two.kappa is None else f"{two.kappa:.2f}",
            f"{two.same_strength}/{two.accepted}",
        ]
        for two in found.persons
    ]
    mean = Text(
        f"짝 {len(found.pairs):,}건의 평균 동의 정도(-1~1): {found.mean:.2f}. "
        f"의견이 갈린 짝: {len(found.disagreements):,}건.",
        f"Mean agreement of {counted(len(found.pairs), 'pair')} (-1..1): {found.mean:.2f}. "
        f"Pairs in disagreement: {len(found.disagreements):,}.",
    )
    return Page(
        document,
        [
            Table(columns, rows, Text("두 사람씩", "Two by two")),
            Paragraph(mean, "heading"),
            _disagreements(found, graph),
        ],
    )


def _disagreements(found: Agreement, graph: AlignmentGraph) -> Table:
    columns = (
        Column("task", Text("과제", "task")),
        Column("item", Text("항목", "item")),
        Column("item_title", Text("항목 제목", "title of the item"), wide=True),
        Column("agreement", Text("동의", "agreement")),
        Column("said", Text("판단", "verdicts"), wide=True, fold=True),
    )
    rows = []
    for pair in found.disagreements:
        texts = [verdict_text(review) for review in pair.reviews]
        said = Text("; ".join(text.ko for text in texts), "; ".join(text.en for text in texts))
        rows.append([pair.task, pair.item, graph.title(pair.item), f"{pair.agreement:.2f}", said])
    title = Text("다른 사람이 한 번 더 볼 것", "For a third look")
    return Table(columns, rows, title, Text("의견이 갈린 짝이 없습니다.", "Nobody disagrees."))


def _persons_json(two: PersonsAgreement) -> dict[str, Any]:
    return {
        "first": two.first,
        "second": two.second,
        "pairs": two.pairs,
        "equal": two.equal,
        "share": two.share,
        "kappa": two.kappa,
        "accepted": two.accepted,
        "same_strength": two.same_strength,
    }


def recorded_page(
    by: str,
    graph: AlignmentGraph,
    reviews: Sequence[Review] = (),
    decisions: Sequence[Decision] = (),
    *,
    retracted: Sequence[Decision] = (),
    stamped: int = 0,
    message: Text | None = None,
) -> Page:
    """Return what one call put on record."""
    document = {
        "schema": SCHEMA,
        "by": by,
        "reviews": [plain(review) for review in reviews],
        "decisions": [plain(decision) for decision in decisions],
        "retracted": [plain(decision) for decision in retracted],
        "stamped": stamped,
        "message": in_both(message),
    }
    blocks: list[Table | Paragraph] = []
    if message is not None:
        blocks.append(Paragraph(message))
    for review in reviews:
        text = verdict_text(review)
        task, item = graph.title(review.task), graph.title(review.item)
        blocks.append(
            Paragraph(
                Text(
                    f"저장됨: {task.get('ko')} → {item.get('ko')} · {text.ko}",
                    f"saved: {task.get('en')} → {item.get('en')} · {text.en}",
                )
            )
        )
    marked = [(Text("저장됨", "saved"), found) for found in decisions]
    for mark, decision in (*marked, *((Text("되돌림", "taken back"), found) for found in retracted)):
        title = graph.title(decision.item)
        until = decision.expires or "-"
        blocks.append(
            Paragraph(
                Text(
                    f"{mark.ko}: '{title.get('ko')}' 해당 없음 · {decision.reason.get('ko')} · 기한 {until}",
                    f"{mark.en}: '{title.get('en')}' not applicable · {decision.reason.get('en')} · until {until}",
                )
            )
        )
    return Page(document, blocks)
