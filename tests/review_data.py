"""A small synthetic workspace with alignments to review, as files and as a study: nothing in it is about a real city."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from policygraph import Study
from policygraph.pages.review import review_page_data
from policygraph.sources.workspace import read_workspace
from workspaces import TODAY, write_workspace

KIM, PARK = "김검토", "박검토"
SCHEMA = "policygraph/review-decisions/1"


ENGLISH = {
    "정책": "policy", "전략": "strategy", "계획": "plan", "과제": "task", "항목": "item", "요약": "summary", "지표": "metric",
    "까닭": "reason", "가국": "bureau A", "나국": "bureau B",
}  # fmt: skip


def text(name: str) -> str:
    english = " ".join(ENGLISH.get(word, word) for word in name.split())
    return json.dumps({"ko": f"가상 {name}", "en": f"synthetic {english}"}, ensure_ascii=False)


def write_reviewable(
    root: Path, *, tasks: int = 3, items: int = 4, title: str | None = None, reviews: str = ""
) -> Path:
    """Write a workspace in which each of *tasks* is proposed to serve each of *items*; a digit of *title* tells them apart."""
    shared = "en_status: translated, sources: [s1], status: confirmed"

    def name(kind: str, number: int) -> str:
        return json.dumps({"ko": f"{title} {number}", "en": f"{title} {number}"}) if title else text(f"{kind} {number}")

    framework = f"""\
document:
  id: f
  kind: national-policy
  title: {text("정책")}
  sources:
    s1: {{url: 'https://example.org/1', title: one, publisher: press, date: '2026-01-01', kind: official}}
items:
- {{id: f-1, level: strategy, parent: f, title: {text("전략")}, {shared}}}
""" + "".join(
        f"- {{id: f-1-{n}, code: '1-{n}', level: task, parent: f-1, title: {name('항목', n)}, summary: {text(f'항목 요약 {n}')}, "
        f"targets: [{{metric: {text('지표')}, value: {n * 10}, unit: '%', year: 2030}}], {shared}}}\n"
        for n in range(1, items + 1)
    )
    plan = f"""\
document:
  id: p
  kind: city-plan
  title: {text("계획")}
  sources:
    s1: {{url: 'https://example.org/2', title: two, publisher: city, date: '2026-01-02', kind: official}}
items:
""" + "".join(
        f"- {{id: p-{n}, level: task, parent: p, title: {name('과제', n)}, summary: {text(f'과제 요약 {n}')}, {shared}, "
        f"department: {text('가국' if n % 2 else '나국')}, period: {{start: 2026, end: 2030}}}}\n"
        for n in range(1, tasks + 1)
    )
    alignments = (
        "assessed: {plan: p, frameworks: [f], readings: 1, by: a test, date: '2026-11-01'}\nalignments:\n"
        + "".join(
            f"- {{task: p-{t}, item: f-1-{i}, strength: {1 + (t + i) % 3}, state: proposed, method: suggested, "
            f"confidence: {0.95 - 0.1 * ((t * 3 + i) % 9):.2f}, score: 0.{t % 10}{i % 10}, why: {text('까닭')}, date: '2026-11-01'}}\n"
            for t in range(1, tasks + 1)
            for i in range(1, items + 1)
        )
    )
    # what groups the items is no candidate, so that a program has nothing to add
    alignments += "".join(
        f"- {{task: p-{t}, item: f-1, strength: 1, state: rejected, method: curated, why: {text('까닭')}, date: '2026-11-01'}}\n"
        for t in range(1, tasks + 1)
    )
    more: dict[str, str] = {"decisions/reviews-박검토.yaml": reviews} if reviews else {}
    return write_workspace(root, framework=framework, plan=plan, alignments=alignments, **more)


def said(task: str, item: str, verdict: str, by: str = PARK, **rest: Any) -> str:
    """Return one entry of a file of reviews."""
    return f"- {json.dumps({'task': task, 'item': item, 'verdict': verdict, 'by': by, 'date': '2026-11-20T10:00:00+09:00', **rest}, ensure_ascii=False)}\n"


def reviewable(root: Path) -> Study:
    """Return the study of the workspace *root*."""
    study = Study(read_workspace(root, today=TODAY))
    study.require_sound()
    return study


def data_of(study: Study) -> dict[str, Any]:
    """Return the data of the review page of *study*."""
    return review_page_data(study)


def states(root: Path) -> dict[tuple[str, str], tuple[str, int]]:
    """Return state and strength of each alignment of the workspace *root*, read afresh."""
    return {(link.task, link.item): (link.state, link.strength) for link in reviewable(root).graph.alignments}


def decisions(
    *reviews: dict[str, Any], by: str = KIM, decided: Iterable[dict[str, Any]] = (), person: str = "", **more: Any
) -> bytes:
    """Return a document of decisions; *person* takes back what ``retract`` among *more* names."""
    filled = [
        {"by": by, "date": f"2026-11-24T10:00:{number:02d}.5+09:00", **review} for number, review in enumerate(reviews)
    ]
    whole = [{"by": by, "date": "2026-11-24", **decision} for decision in decided]
    document = {"schema": SCHEMA, "workspace": "w", "reviews": filled, "decisions": whole, **more}
    document |= {"by": person} if person else {}
    return json.dumps(document, ensure_ascii=False).encode()


def write_half_reviewed(root: Path) -> Path:
    """Write the workspace with what three people have said about some of its pairs, in one case against each other."""
    reviews = "reviews:\n" + "".join(
        (
            said("p-1", "f-1-1", "reject", note="국가 사무"),
            said("p-1", "f-1-2", "accept", strength=3),
            said("p-2", "f-1-1", "accept", strength=2),
            said("p-2", "f-1-1", "reject", by="이검토"),
        )
    )
    return write_reviewable(root, reviews=reviews)
