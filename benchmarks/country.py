"""A synthetic country for benchmarks: many cities with a plan each, and the national policies that all of them serve.

    python benchmarks/country.py FOLDER [TIMES]

writes it as a workspace: 243 cities with 60 tasks each (times *TIMES*), 8 frameworks of 150 items, five alignments a task.
Invented and seeded; about no real city.
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path

import yaml
from policygraph.records.kinds import (
    Addressee,
    Alignment,
    Assessment,
    Budget,
    City,
    Corpus,
    Document,
    Item,
    Period,
    Text,
)
from policygraph.sources.formats.yaml.writer import whole

sys.path.insert(0, str(Path(__file__).resolve().parent))
from synthetic import SOURCES, synthetic_framework

CITIES, TASKS, FRAMEWORKS, ITEMS, LINKS = 243, 60, 8, 150, 5
_REGIONS, _OFFICES = 17, 20
_ADDRESSEES = ("local", "shared", "shared", "national", "unclear")


def synthetic_country(times: int = 1, *, cities: int = CITIES, seed: int = 1) -> Corpus:
    """Return the corpus of *cities* plans with 60 *times* tasks each; the same arguments give the same corpus.

    Departments have the same names in every city, and some tasks of different cities serve the same items.
    """
    chance = random.Random(seed)
    frameworks = [_addressed(synthetic_framework(f"n{number}", ITEMS, chance), chance) for number in range(FRAMEWORKS)]
    leaves = [item.id for document in frameworks for item in document.items if item.level == "task"]
    popular = [tuple(sorted(chance.sample(leaves, LINKS))) for _ in range(TASKS)]
    plans, links, looked = [], [], []
    for number in range(cities):
        plan = _plan(number, TASKS * times, chance)
        plans.append(plan)
        looked.append(Assessment(plan.id, tuple(document.id for document in frameworks), 1, "synthetic", "2026-11-01"))
        for task in plan.items:
            served = chance.choice(popular) if chance.random() < 0.1 else chance.sample(leaves, LINKS)
            links += [_link(task.id, item, chance) for item in sorted(served)]
    return Corpus((*frameworks, *plans), tuple(links), tuple(looked))


def _addressed(document: Document, chance: random.Random) -> Document:
    items = (
        replace(item, addressee=Addressee(chance.choice(_ADDRESSEES), "judged")) if item.level == "task" else item
        for item in document.items
    )
    return replace(document, items=tuple(items))


def _plan(number: int, tasks: int, chance: random.Random) -> Document:
    name, region = f"c{number:03}", number % _REGIONS
    city = City(
        name, Text(f"합성{number}시", f"Synthetic {number}"), Text(f"합성{region}도", f"Synthetic province {region}")
    )
    items = tuple(_task(f"{name}-{place}", name, place, chance) for place in range(tasks))
    return Document(
        name, "city-plan", Text(f"합성{number}시 계획", f"Plan of synthetic {number}"), items, city=city, sources=SOURCES,
        period=Period(2026, 2030),
    )  # fmt: skip


def _task(name: str, plan: str, place: int, chance: random.Random) -> Item:
    office = chance.randrange(_OFFICES)
    start = 2026 + place % 3
    return Item(
        name, plan, "task", (plan,), Text(f"합성 과제 {name}", f"synthetic task {name}"), code=str(place + 1), status="confirmed",
        sources=("s1", "s2"), department=Text(f"합성{office}과", f"Office {office}"), period=Period(start, start + place % 3),
        budget=Budget(10**8 * chance.randrange(1, 90), "total", kind="city", sources=("s1",)),
        technologies=(chance.choice(("ai", "data", "iot", "cloud")),),
    )  # fmt: skip


def _link(task: str, item: str, chance: random.Random) -> Alignment:
    return Alignment(
        task, item, chance.choice((1, 2, 3)), chance.choice(("confirmed", "confirmed", "proposed")), confidence=0.75,
        why=Text("같은 일을 함", "does the same"), evidence=("s1",), date="2026-11-01",
    )  # fmt: skip


def write_country(root: Path, records: Corpus) -> None:
    """Write *records* into the new folder *root* as a workspace, a file for each document and for the links of each plan."""
    for folder in ("frameworks", "plans", "alignments"):
        (root / folder).mkdir(parents=True)
    (root / "policygraph.toml").write_text('title = "합성 국가 synthetic country"\n', "utf-8")
    by_plan: dict[str, list[Alignment]] = {}
    for link in records.alignments:
        by_plan.setdefault(link.task.partition("-")[0], []).append(link)
    looked = {assessment.plan: assessment for assessment in records.assessments}
    for document in records.documents:
        _write(root / ("plans" if document.is_plan else "frameworks") / f"{document.id}.yaml", Corpus((document,)))
    for plan, links in by_plan.items():
        _write(root / "alignments" / f"{plan}.yaml", Corpus(alignments=tuple(links), assessments=(looked[plan],)))


def _write(path: Path, records: Corpus) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yaml.dump(whole(records), file, yaml.CSafeDumper, allow_unicode=True, sort_keys=False, default_flow_style=None)


if __name__ == "__main__":
    write_country(Path(sys.argv[1]), synthetic_country(int(sys.argv[2]) if len(sys.argv) > 2 else 1))
