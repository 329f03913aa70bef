"""Seeded random records with everything that a rule of gaps looks at, met exactly as often as missed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from policygraph.records.fingerprint import fingerprint
from policygraph.records.kinds import (
    Addressee,
    Alignment,
    Assessment,
    Budget,
    City,
    Corpus,
    Decision,
    Document,
    Item,
    Period,
    Source,
    StatedLink,
    Target,
    Term,
    Text,
)
from policygraph.sources.settings import Thresholds
from workspaces import text

SOURCES = {
    "s1": Source("s1", "https://example.org/1", kind="press"),
    "s2": Source("s2", "https://example.org/2", kind="official"),
    "s3": Source("s3"),
}
CITED = (("s1",), ("s1",), ("s3",), ("s2",), ("s1", "s3"), ())
STATUSES = ("confirmed", "confirmed", "single-source", "inferred")
PERIODS = (None, Period(2026, 2027), Period(2026, 2027), Period(2027, 2029), Period(2026, None))
ENDED, NOW = Term("2022-07-01", "2026-06-30"), Term("2026-07-01", None)


@dataclass(frozen=True)
class Worklist:
    """Records, and by which day, thresholds and wanted balance their gaps are found."""

    records: Corpus
    day: str | None
    thresholds: Thresholds
    balance: Mapping[str, Mapping[str, float]]


def random_worklist(seed: int) -> Worklist:
    """Return the records of this *seed*: up to four frameworks, two plans, links and decisions of every kind."""
    chance = random.Random(seed)
    kinds = {"f": "national-policy", "g": "mayoral-goals", "h": "findings", "l": "law"}
    names = ["f", *chance.sample("ghl", chance.randrange(4))]
    frameworks = [_framework(chance, name, kinds[name]) for name in sorted(names)]
    cities = chance.choice(((None, None), ("c1", "c1"), ("c1", "c2"), ("c1", "c2"), ("c1", None)))
    plans = [_plan(chance, name, city) for name, city in zip("pq", cities, strict=True)]
    documents = (*frameworks, *plans)
    assessments = tuple(
        Assessment(plan.id, tuple(chance.sample(sorted(names), chance.randint(len(names) // 2, len(names)))))
        for plan in plans
        if chance.random() < 0.9
    )
    items = [item for document in frameworks for item in document.items]
    away = [item.id for item in items if chance.random() < 0.05]
    return Worklist(
        Corpus(documents, _links(chance, documents), assessments, tuple(Decision(name, text("away")) for name in away)),
        chance.choice((None, "2026-06-30", "2026-11-24", "2028-01-01")),
        Thresholds(
            chance.choice((2 / 3, 1 / 3, 1.0)), chance.choice((0.6, 0.9)), *chance.choice(((0.25, 0.25), (0.5, 0.0), (0.0, 0.5))),
            chance.choice(("plan", "city")),
        ),
        {"f": {item.id: chance.choice((1.0, 4.0)) for item in items if chance.random() < 0.5}},
    )  # fmt: skip


def _framework(chance: random.Random, name: str, kind: str) -> Document:
    items: list[Item] = []
    levels = {"findings": ("finding", "finding", "requirement")}.get(
        kind, ("strategy", "strategy", "goal", "vision", "task", "subtask")
    )
    for number in range(chance.randrange(10)):
        above = [name, name, *(found.id for found in items)]
        who, findings = chance.choice((None, "local", "shared", "national", "unclear")), [found.id for found in items]
        items.append(
            Item(
                f"{name}{number}", name, chance.choice(levels), tuple(sorted(set(chance.choices(above, k=chance.choice((1, 1, 2)))))),
                title=text(f"{name}{number}"), status=chance.choice(STATUSES), sources=chance.choice(CITED),
                targets=tuple(Target(text("metric"), 1, "", year) for year in chance.choices((None, 2026, 2027, 2028, 2030), k=chance.choice((0, 0, 1, 2)))),
                importance=chance.choice((0.5, 1.0, 1.0, 3.0)),
                addressee=Addressee(who, region=chance.choice((None, None, "other"))) if who and kind != "findings" else None,
                obliges="plan" if kind == "law" and chance.random() < 0.5 else None,
                swot=chance.choice((None, "strength", "weakness")) if kind == "findings" else None,
                derives_from=tuple(chance.sample(findings, min(1, len(findings)))) if kind == "findings" else (),
            )
        )  # fmt: skip
    term = chance.choice((ENDED, NOW, None)) if kind == "mayoral-goals" else None
    period = chance.choice((None, Period(2026, 2028), Period(None, 2027), Period(2027, None)))
    return Document(name, kind, text(name), tuple(items), sources=SOURCES, period=period, in_force=term)


def _plan(chance: random.Random, name: str, city: str | None) -> Document:
    items = [Item(f"{name}-s", name, "strategy", (name,), title=text(f"{name}-s"))]
    for number in range(chance.randint(1, 6)):
        parent = chance.choice((name, f"{name}-s", *(found.id for found in items)))
        budget = Budget(chance.choice((1, 10, 40, 90)), kind=chance.choice(("city", "city", "private", "public", None)))
        department = chance.choice((Text("가과", "division A"), Text("가과", "division A"), Text("나과"), None))
        items.append(
            Item(
                f"{name}{number}", name, "task" if parent in (name, f"{name}-s") else "subtask", (parent,),
                title=text(f"{name}{number}"), status=chance.choice(STATUSES), sources=chance.choice(CITED), department=department,
                period=chance.choice(PERIODS), budget=chance.choice((None, budget, budget)),
                technologies=chance.choice((("ai",), ("ai",), ("ai",), ("iot",), ())),
                targets=chance.choice(((), (Target(text("metric"), 1, "", 2027),))),
                stated_links=chance.choice(((), (StatedLink("가상 전략"), StatedLink("가상 목표")))),
            )
        )  # fmt: skip
    period = chance.choice((None, Period(2026, None), Period(2026, 2030), Period(2026, 2028)))
    home = City(city, Text(f"{city}시", f"City {city}")) if city else None
    return Document(name, "city-plan", text(name), tuple(items), sources=SOURCES, period=period, city=home)


def _links(chance: random.Random, documents: tuple[Document, ...]) -> tuple[Alignment, ...]:
    items = [item for document in documents if not document.is_plan for item in document.items]
    tasks = [item for document in documents if document.is_plan for item in document.items if item.level != "strategy"]
    titles = {document.id: document.title for document in documents} | {
        item.id: item.title for document in documents for item in document.items
    }
    pairs = [(task, item) for task in tasks for item in items]
    favoured = [pair for pair in pairs if pair[1].id in {one.id for one in items[:3]}]
    chosen = chance.sample(pairs, min(len(pairs), chance.randrange(16)))
    chosen += chance.sample(favoured, min(len(favoured), chance.randrange(10)))
    for _ in range(chance.randrange(9)):  # tasks that do nearly what another does
        model, twin = chance.choice(tasks), chance.choice(tasks)
        chosen += [(twin, item) for task, item in dict.fromkeys(chosen) if task is model and chance.random() < 0.8]
    strengths = {item.id: chance.choice((1, 2, 3, 3)) for item in items}
    links = []
    for task, item in dict.fromkeys(chosen):
        seen = chance.choice((item, task, replace(item, title=text("before"), targets=())))
        links.append(
            Alignment(
                task.id, item.id, chance.choice((1, 2, 3, *[strengths[item.id]] * 6)), chance.choice(("confirmed", "confirmed", "proposed", "rejected")),
                confidence=chance.choice((None, 0.5, 0.6, 0.9)), why=chance.choice((Text(), text("why"))),
                evidence=chance.choice(((), ("s1",))), exclusive=chance.random() < 0.15,
                conflicts=tuple(one for one in (chance.choice(tasks).id,) if one != task.id and chance.random() < 0.4),
                fingerprint=chance.choice((None, fingerprint(task, seen, titles))),
            )
        )  # fmt: skip
    for item in items:
        if item.obliges and chance.random() < 0.6:
            links.append(
                Alignment("p", item.id, 3, chance.choice(("confirmed", "proposed", "rejected")), confidence=0.5)
            )
    return tuple(links)
