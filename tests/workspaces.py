"""Small synthetic workspaces and corpora for tests: nothing in here is about a real city."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path

from policygraph import Study
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.kinds import (
    Alignment,
    Assessment,
    Budget,
    Corpus,
    Decision,
    Document,
    Item,
    Period,
    Source,
    Target,
    Text,
)
from policygraph.sources.workspace import read_workspace

TODAY = datetime.date(2026, 11, 24)


def text(name: str) -> Text:
    return Text(f"가상 {name}", f"synthetic {name}")


SOURCES = {
    "s1": Source("s1", "https://example.org/1", "synthetic one", "synthetic press", "2026-01-01", "press"),
    "s2": Source("s2", "https://example.org/2", "synthetic two", "synthetic city", "2026-01-02", "official"),
}


def item(
    name: str,
    parent: str | tuple[str, ...],
    level: str = "task",
    *,
    document: str = "f",
    targets: tuple[Target, ...] = (),
    importance: float = 1.0,
    status: str = "confirmed",
    swot: str | None = None,
) -> Item:
    parents = (parent,) if isinstance(parent, str) else parent
    return Item(
        name, document, level, parents, text(name), status=status, sources=("s1", "s2"), targets=targets,
        importance=importance, en_status="translated", swot=swot,
    )  # fmt: skip


def task(
    name: str,
    parent: str = "p",
    level: str = "task",
    *,
    document: str = "p",
    department: str | None = None,
    period: Period | None = None,
    budget: int | None = None,
    technologies: tuple[str, ...] = (),
    sources: tuple[str, ...] = ("s1", "s2"),
    status: str = "confirmed",
) -> Item:
    return Item(
        name, document, level, (parent,), text(name), status=status, sources=sources, en_status="translated",
        department=None if department is None else Text(department, f"dept {department}"), period=period,
        budget=None if budget is None else Budget(budget, "total", ("s1",)), technologies=technologies,
    )  # fmt: skip


def link(task_id: str, item_id: str, strength: int = 3, state: str = "confirmed", **rest: object) -> Alignment:
    why = rest.pop("why", Text("같은 일을 함", "does the same"))
    return Alignment(task_id, item_id, strength, state, why=why, confidence=rest.pop("confidence", 0.9), **rest)  # type: ignore[arg-type]


def framework(*items: Item, name: str = "f", kind: str = "national-policy", period: Period | None = None) -> Document:
    return Document(name, kind, text(name), tuple(items), sources=SOURCES, period=period)


def plan(*tasks: Item, name: str = "p", period: Period | None = None) -> Document:
    return Document(name, "city-plan", text(name), tuple(tasks), sources=SOURCES, period=period)


def corpus(
    documents: Iterable[Document],
    alignments: Iterable[Alignment] = (),
    decisions: Iterable[Decision] = (),
    assessed: Mapping[str, Iterable[str]] | None = None,
) -> Corpus:
    """Return a corpus in which, unless told otherwise, every plan was assessed against every framework."""
    found = tuple(documents)
    names = [document.id for document in found if not document.is_plan]
    scope = {document.id: names for document in found if document.is_plan} if assessed is None else assessed
    assessments = tuple(Assessment(name, tuple(sorted(frameworks))) for name, frameworks in scope.items())
    return Corpus(found, tuple(alignments), assessments, tuple(decisions))


def graph_of(*parts: object, **rest: object) -> AlignmentGraph:
    return AlignmentGraph(corpus(*parts, **rest))  # type: ignore[arg-type]


FRAMEWORK_YAML = """\
document:
  id: f
  kind: national-policy
  title: {ko: 가상 전략, en: synthetic strategy}
  sources:
    s1: {url: 'https://example.org/1', title: one, publisher: press, date: '2026-01-01', kind: official}
items:
- {id: f-1, level: strategy, parent: f, title: {ko: 하나, en: one}, en_status: translated, sources: [s1], status: confirmed}
- {id: f-1-1, level: task, parent: f-1, title: {ko: 하나의 하나, en: one one}, en_status: translated, sources: [s1], status: confirmed}
"""
PLAN_YAML = """\
document:
  id: p
  kind: city-plan
  title: {ko: 가상 계획, en: synthetic plan}
  sources:
    s1: {url: 'https://example.org/2', title: two, publisher: city, date: '2026-01-02', kind: official}
items:
- {id: p-1, level: task, parent: p, title: {ko: 과제 하나, en: task one}, en_status: translated, sources: [s1], status: confirmed,
   period: {start: 2026, end: 2030}}
"""
ALIGNMENTS_YAML = """\
assessed: {plan: p, frameworks: [f], readings: 1, by: a test, date: '2026-11-01'}
alignments:
- {task: p-1, item: f-1-1, strength: 3, state: confirmed, method: curated, confidence: 0.9, why: {ko: 같음, en: same}, date: '2026-11-01'}
"""


def write_workspace(root: Path, **changed: str | bytes | None) -> Path:
    """Write a sound workspace into *root*; *changed* replaces files (``framework``, ``plan``, ``alignments``...)."""
    files: dict[str, str | bytes | None] = {
        "frameworks/framework.yaml": FRAMEWORK_YAML,
        "plans/plan.yaml": PLAN_YAML,
        "alignments/alignments.yaml": ALIGNMENTS_YAML,
        "policygraph.toml": 'title = "가상 작업 폴더"\n',
    }
    short = {"framework": "frameworks/framework.yaml", "plan": "plans/plan.yaml",
             "alignments": "alignments/alignments.yaml", "settings": "policygraph.toml",
             "decisions": "decisions/decisions.yaml"}  # fmt: skip
    files |= {short.get(name, name): content for name, content in changed.items()}
    for name, content in files.items():
        if content is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def study_of(root: Path) -> Study:
    return Study(read_workspace(root, today=TODAY))
