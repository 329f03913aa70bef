"""Synthetic cities as workspaces: a seed makes frameworks, plans, judgements and plans for decisions of every shape.

Nothing in here is about a real city. The same seed makes the same files, so that what the program says of them can be kept.
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path

from policygraph.records.documents import Addressee, Domain, StatedLink, Term
from policygraph.records.fingerprint import fingerprint
from policygraph.records.kinds import (
    Alignment,
    Assessment,
    Budget,
    Corpus,
    Decision,
    Document,
    Item,
    NoMatch,
    Period,
    Review,
    Target,
    Text,
)
from policygraph.records.scenario import Candidate, Edit, Mark, Scenario, Served
from policygraph.sources.formats.yaml.edit import dumped
from policygraph.sources.formats.yaml.writer import whole
from random_editions import random_edition
from workspaces import SOURCES

_WHAT = (
    "데이터 센터",
    "행정 서비스",
    "인공지능 교육",
    "디지털 포용",
    "도시 안전망",
    "클라우드 전환",
    "개인정보 보호",
    "공공 와이파이",
)
_DOES = ("구축", "확대", "고도화", "지원", "개방", "정비", "통합")
_EN = (
    "data centre",
    "public services",
    "AI training",
    "inclusion",
    "city safety",
    "cloud move",
    "privacy",
    "public wifi",
)
_SETTINGS = """\
title = "가상 도시"
city = "가상시"
as_of = 2026-11-24

[thresholds]
confidence = 0.6
concentration = 0.3
imbalance = 0.2

[sizes]
small = [5_000_000, 20_000_000]

[gate]
suspects = 2
oldest_proposal = 90
not_assessed = 0

[gate.floor]
f = 0.4

[gate.linked]
"f/local" = 2
"""


def _shuffled(count: int) -> list[int]:
    """Return the numbers below *count* so that no order of a file is that of its ids."""
    return sorted(range(count), key=lambda number: -number * 5 % count)


def _title(chance: random.Random, name: str) -> Text:
    number = chance.randrange(len(_WHAT))
    return Text(f"{_WHAT[number]} {chance.choice(_DOES)} {name}", f"{_EN[number]} {name}")


def _items(chance: random.Random, name: str, count: int) -> tuple[Item, ...]:
    items: list[Item] = []
    for number in _shuffled(count):
        above = [name, name, *(found.id for found in items if found.level != "subtask")]
        parents = tuple(sorted(set(chance.choices(above, k=chance.choice((1, 1, 1, 2))))))
        level = (
            "strategy" if parents == (name,) and chance.random() < 0.6 else chance.choice(("goal", "task", "subtask"))
        )
        targets = tuple(
            Target(
                _title(chance, "지표"),
                chance.choice((10, 2.5, "전 부서")),
                "%",
                chance.choice((2026, 2028, None)),
                ("s2",),
            )
            for _ in range(chance.choice((0, 0, 1, 2)))
        )
        who = chance.choice(("local", "shared", "national", "unclear", ""))
        readings = (who, chance.choice((who, "shared"))) if who and chance.random() < 0.5 else ()
        items.append(
            Item(
                f"{name}-{number}", name, level, parents, _title(chance, str(number)), en_status="translated",
                code=f"{number}", summary=_title(chance, "요약"), targets=targets,
                lead=Text("가상부", "synthetic ministry") if chance.random() < 0.3 else None,
                importance=chance.choice((0.5, 1.0, 1.0, 3.0)), sources=chance.choice((("s1",), ("s1", "s2"))),
                status=chance.choice(("confirmed", "single-source", "inferred")),
                addressee=Addressee(who, "judged", readings) if who else None,
                obliges="plan" if chance.random() < 0.08 else None,
            )
        )  # fmt: skip
    return tuple(items)


def _tasks(chance: random.Random, name: str, count: int) -> tuple[Item, ...]:
    tasks: list[Item] = []
    for number in _shuffled(count):
        parent = chance.choice([name, name, *(found.id for found in tasks if found.level == "task")])
        start = chance.choice((2026, 2027))
        years = ((start, 3_000_000), (start + 1, 4_000_000)) if chance.random() < 0.4 else ()
        budget = Budget(
            sum(won for _, won in years) or chance.choice((7_000_000, 25_000_000)), "총사업비", sources=("s1",), years=years,
            kind=chance.choice(("city", "city", "national", "private", None)),
        )  # fmt: skip
        department = chance.choice((Text("가과", "division A"), Text("나과", "division B"), None))
        tasks.append(
            Item(
                f"{name}-{number}", name, "task" if parent == name else "subtask", (parent,), _title(chance, str(number)),
                en_status="translated", summary=_title(chance, "요약"), sources=chance.choice(((), ("s1",), ("s1", "s2"))),
                status="single-source", department=department,
                period=chance.choice((None, Period(start, 2027), Period(start, 2029))),
                phase=chance.choice((None, "short", "long")), budget=chance.choice((None, budget, budget)),
                technologies=tuple(sorted(chance.sample(("ai", "cloud", "data"), chance.randrange(3)))),
                domain=Domain((chance.choice(("administration", "industry", "citizens")),)) if chance.random() < 0.6 else None,
                stated_links=(StatedLink("가상 전략", "출처가 밝힘", ("s1",)),) if chance.random() < 0.3 else (),
            )
        )  # fmt: skip
    return tuple(tasks)


def _judgements(
    chance: random.Random, documents: list[Document], policies: list[Item], tasks: list[Item]
) -> tuple[list[Alignment], list[Review]]:
    known = {item.id: item for document in documents for item in document.items}
    titles = {document.id: document.title for document in documents} | {
        name: item.title for name, item in known.items()
    }
    pairs = [
        (task.id, item.id) for task in tasks for item in policies if item.level != "strategy" or chance.random() < 0.3
    ]
    links, reviews = [], []
    for task, item in sorted(chance.sample(pairs, min(len(pairs), 3 * len(tasks)))):
        state = chance.choice(("confirmed", "confirmed", "proposed", "rejected"))
        strength = chance.choice((1, 2, 3))
        links.append(
            Alignment(
                task, item, strength, state, chance.choice(("stated", "curated", "suggested")),
                chance.choice((None, 0.4, 0.9)), (strength, chance.choice((1, strength))), _title(chance, "까닭"),
                chance.choice(((), ("s1",))), chance.choice((None, "가 도구")), chance.choice((None, "2026-05-01", "2026-11-01")),
                exclusive=state == "confirmed" and chance.random() < 0.1,
                fingerprint=fingerprint(known[task], known[item], titles) if chance.random() < 0.5 else None,
            )
        )  # fmt: skip
        if chance.random() < 0.25:
            verdict = chance.choice(("accept", "reject", "unsure"))
            by, at = chance.choice(("김검토", "박검토")), f"2026-11-{chance.randint(10, 20)}T09:00:00+09:00"
            reviews.append(Review(task, item, verdict, strength if verdict == "accept" else None, by, at))
    return links, reviews


def city(seed: int) -> Corpus:
    """Return the records of the synthetic city of this *seed*."""
    chance = random.Random(seed)
    f = Document(
        "f", "national-policy", Text("가상 전략", "synthetic strategy"), _items(chance, "f", 14), sources=SOURCES
    )
    g = Document(
        "g", "mayoral-goals", Text("가상 공약", "synthetic pledges"), _items(chance, "g", 6), sources=SOURCES,
        period=Period(2022, 2026), in_force=Term("2022-07-01", "2026-06-30"), succeeded_by="h",
    )  # fmt: skip
    others = list(_items(chance, "x", 4))
    edition = random_edition(g, others, chance, 5)
    h = Document(
        "h", "mayoral-goals", Text("새 가상 공약", "new synthetic pledges"),
        tuple(
            replace(
                item, id="h" + item.id[1:], document="h",
                parents=tuple("h" + parent[1:] for parent in item.parents),
            )
            for item in edition.items
        ),
        sources=SOURCES, in_force=Term("2026-07-01", None),
    )  # fmt: skip
    p = Document(
        "p", "city-plan", Text("가상 계획", "synthetic plan"), _tasks(chance, "p", 9), sources=SOURCES, made_under="g"
    )
    q = Document("q", "city-plan", Text("둘째 계획", "second plan"), _tasks(chance, "q", 3), sources=SOURCES)
    policies = [item for document in (f, g, h) for item in document.items if item.obliges is None]
    tasks = [*p.items, *q.items]
    links, reviews = _judgements(chance, [f, g, h, p, q], policies, tasks)
    leaf = chance.choice([item.id for item in f.items])
    candidates = tuple(
        Candidate(
            f"c{number}", _title(chance, "후보"), "p", chance.choice(("idea", "planned")), Text("가과", "division A"),
            Period(2027, 2028), size=chance.choice((None, "small")),
            serves=tuple(Served(item.id, chance.choice((2, 3))) for item in chance.sample(policies, 3)),
            excludes=("c0",) if number == 2 else (),
        )
        for number in _shuffled(4)
    )  # fmt: skip
    scenarios = (
        Scenario(
            "s1", _title(chance, "가정"),
            (Edit("without", task=p.items[0].id), Edit("delay", task=p.items[1].id, year=2031), Edit("cut", percent=10)),
        ),
    )  # fmt: skip
    marks = tuple(Mark(task.id, "가 위원", chance.randint(1, 5), chance.randint(1, 5), None, 3) for task in p.items[:5])
    return Corpus(
        (f, g, h, p, q), tuple(links),
        (Assessment("p", ("f", "g", "h"), 2, "가 도구", "2026-11-01"), Assessment("q", ("f",), 1)),
        (Decision(leaf, Text("국가 사무", "a matter of the state"), "김검토", "2026-03-01", "2026-12-31"),),
        tuple(reviews), (NoMatch("q-0", "g", Text("찾지 못함", "none found")),),
        scenarios=scenarios, candidates=candidates, marks=marks,
    )  # fmt: skip


def write_city(root: Path, seed: int) -> Path:
    """Write the city of this *seed* as the workspace *root*."""
    records = city(seed)
    files = {"policygraph.toml": _SETTINGS}
    for document in records.documents:
        folder = "plans" if document.is_plan else "frameworks"
        files[f"{folder}/{document.id}.yaml"] = dumped(whole(Corpus((document,))))
    judged = replace(records, documents=(), scenarios=(), candidates=(), marks=(), decisions=(), reviews=())
    files["alignments/alignments.yaml"] = dumped(whole(judged))
    files["decisions/decisions.yaml"] = dumped(whole(Corpus(decisions=records.decisions)))
    files["decisions/reviews.yaml"] = dumped(whole(Corpus(reviews=records.reviews)))
    files["plans/candidates.yaml"] = dumped(whole(Corpus(candidates=records.candidates)))
    files["scenarios/marks.yaml"] = dumped(whole(Corpus(marks=records.marks)))
    files["scenarios/more.yaml"] = dumped(whole(Corpus(scenarios=records.scenarios)))
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


if __name__ == "__main__":
    write_city(Path(sys.argv[2]), int(sys.argv[1]))
