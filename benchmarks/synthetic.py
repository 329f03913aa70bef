"""Synthetic corpora of any size for benchmarks: invented, seeded, about no real city."""

from __future__ import annotations

import random

from policygraph.records.kinds import (
    Alignment,
    Assessment,
    Budget,
    Corpus,
    Document,
    Item,
    Period,
    Source,
    Target,
    Text,
)

_WORDS = ("데이터", "행정", "안전", "교통", "산업", "인재", "복지", "플랫폼", "해양", "보건", "환경", "관광")
SOURCES = {
    name: Source(name, f"https://example.org/{name}", f"synthetic {name}", "synthetic", "2026", "press")
    for name in ("s1", "s2")
}


def synthetic_city(tasks: int, items: int, alignments: int, *, frameworks: int = 5, seed: int = 1) -> Corpus:
    """Return a corpus of that many tasks, policy items and alignments; the same arguments give the same corpus."""
    chance = random.Random(seed)
    documents = [synthetic_framework(f"f{number}", items // frameworks, chance) for number in range(frameworks)]
    plan = Document(
        "p",
        "city-plan",
        Text("합성 계획", "synthetic plan"),
        tuple(_task(n, chance) for n in range(tasks)),
        sources=SOURCES,
    )
    leaves = [item.id for document in documents for item in document.items if item.level == "task"]
    pairs: set[tuple[str, str]] = set()
    while len(pairs) < alignments:
        pairs.add((f"p-{chance.randrange(tasks)}", chance.choice(leaves)))
    links = tuple(
        Alignment(task, item, chance.choice((1, 2, 3)), chance.choice(("confirmed", "proposed")), confidence=0.75,
                  why=Text("같은 일을 함", "does the same"), date="2026-11-01")
        for task, item in sorted(pairs)
    )  # fmt: skip
    assessment = Assessment("p", tuple(document.id for document in documents), 1, "synthetic", "2026-11-01")
    return Corpus((*documents, plan), links, (assessment,))


def _title(name: str, chance: random.Random) -> Text:
    return Text(f"합성 {chance.choice(_WORDS)} {chance.choice(_WORDS)} {name}", f"synthetic {name}")


def synthetic_framework(name: str, size: int, chance: random.Random) -> Document:
    """Return a framework of *size* items on three levels, drawn by *chance*."""
    items: list[Item] = []
    for number in range(size):
        if number < 6:
            parent, level = name, "strategy"
        elif number < 6 + size // 12:
            parent, level = f"{name}-{chance.randrange(6)}", "area"
        else:
            parent, level = f"{name}-{chance.randrange(6, 6 + max(size // 12, 1))}", "task"
        target = (Target(Text("합성 지표", "synthetic metric"), number, "%", 2028, ("s1",)),) if number % 3 == 0 else ()
        items.append(
            Item(f"{name}-{number}", name, level, (parent,), _title(f"{name}-{number}", chance), code=str(number),
                 summary=Text("합성 요약", "synthetic summary"), status="confirmed", sources=("s1", "s2"), targets=target)
        )  # fmt: skip
    return Document(name, "national-policy", _title(name, chance), tuple(items), sources=SOURCES)


def _task(number: int, chance: random.Random) -> Item:
    return Item(
        f"p-{number}", "p", "task", ("p",), _title(f"p-{number}", chance), summary=Text("합성 요약", "synthetic summary"),
        status="confirmed", sources=("s1", "s2"), department=Text(f"합성 {(office := chance.randrange(40))}과", f"dept {office}"),
        period=Period(2026, 2026 + number % 5), budget=Budget(10**8 * chance.randrange(1, 90), "total", ("s1",)),
        technologies=(chance.choice(("ai", "data", "iot", "cloud")),),
    )  # fmt: skip
