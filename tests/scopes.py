"""Scopes and the figures that every door must give in them, read off the definition.

`scopes_of` names the choices of a set of records: each plan with each framework, each department, year, technology and
domain. `expected` gives the figures by `definition`, which shares no code with the package.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from definition import Figures, addressed, by_definition, counted
from policygraph.records.kinds import (
    ADDRESSEES,
    DOMAINS,
    Addressee,
    Alignment,
    Assessment,
    Corpus,
    Domain,
    Item,
    Period,
    Term,
)
from policygraph.records.values import Text
from policygraph.sources.formats.yaml.writer import changed_files
from workspaces import corpus, framework, item, plan, task

Choice = dict[str, Any]
DEPARTMENTS = ("가과", "나과", "다과")
TECHNOLOGIES = ("ai", "data")


@dataclass(frozen=True)
class Expected:
    """The figures of one framework or policy item in one scope; shares and links are ``None`` where they are not known."""

    floor: float | None
    ceiling: float | None
    commitments: int
    linked: int | None
    tasks: int
    addressees: dict[str, tuple[int, int | None, int | None]]


def scopes_of(records: Corpus) -> Iterator[Choice]:
    """Yield the scopes to compare, as `Study.narrowed` takes them: everything first."""
    plans = [document for document in records.documents if document.is_plan]
    frameworks = [document.id for document in records.documents if not document.is_plan]
    tasks = [item for document in plans for item in document.items]
    yield {}
    for one in plans:
        for name in frameworks:
            yield {"plans": [one.id], "frameworks": [name]}
    for name in sorted({found.department.get("ko") for found in tasks if found.department}):
        yield {"departments": [name]}
    for year in sorted({year for found in tasks if found.period for year in found.period.years()}):
        yield {"years": [year]}
    for code in sorted({code for found in tasks for code in found.technologies}):
        yield {"technologies": [code]}
    for code in sorted({code for found in tasks if found.domain for code in found.domain.value}):
        yield {"domains": [code]}


def expected(records: Corpus, chosen: Choice) -> dict[str, Expected]:
    """Return the figures of every framework and policy item that takes part, in the scope *chosen*."""
    inside = counted(records, **chosen)
    figures = by_definition(inside)
    looked = {name for found in inside.assessments for name in found.frameworks}
    rows = addressed(inside, figures)
    documents = {item.id: document.id for document in records.documents for item in document.items}
    return {name: _expected(figures[name], rows[name], known=documents.get(name, name) in looked) for name in figures}


def _expected(found: Figures, rows: dict[str, tuple[int, int, int]], *, known: bool) -> Expected:
    there = known and bool(found.commitments)
    return Expected(
        found.floor if there else None,
        found.ceiling if there else None,
        len(found.commitments),
        len(found.linked) if there else None,
        len(found.tasks),
        {code: row if there else (row[0], None, None) for code, row in rows.items()},
    )


def city_in(root: Path, records: Corpus) -> Path:
    """Write *records* as the files of a new workspace *root*, and return that."""
    for path, content in changed_files(root, Corpus(), records).items():
        assert content is not None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (root / "policygraph.toml").write_text('title = "가상 도시"\nframeworks = []\n', encoding="utf-8")
    return root


def random_city(seed: int) -> Corpus:
    """Return two plans, two frameworks and a mayor's goals of a term, with everything that a scope may choose by."""
    chance = random.Random(seed)
    documents = [_framework(chance, name, kind) for name, kind in (("f", "national-policy"), ("g", "mayoral-goals"))]
    documents.append(_framework(chance, "h", "law"))
    plans = [replace(plan(*(_task(chance, f"{name}{number}", name) for number in range(5)), name=name),
                     period=chance.choice((None, Period(2026, 2027)))) for name in ("p", "q")]  # fmt: skip
    items = [one for document in documents for one in document.items]
    links = [
        Alignment(one.id, two.id, chance.choice((1, 2, 3)), chance.choice(("confirmed", "confirmed", "proposed", "rejected")),
                  why=Text("가상", "synthetic"))
        for document in plans for one in document.items for two in items if chance.random() < 0.15
    ]  # fmt: skip
    links += [
        Alignment(document.id, two.id, 3, chance.choice(("confirmed", "proposed")), why=Text("가상", "synthetic"))
        for document in plans
        for two in items
        if two.obliges and chance.random() < 0.5
    ]
    looked = [
        Assessment(document.id, tuple(one.id for one in documents if chance.random() < 0.8)) for document in plans
    ]
    return replace(corpus([*documents, *plans], links), assessments=tuple(looked))


def _framework(chance: random.Random, name: str, kind: str) -> Any:
    items: list[Item] = []
    for number in range(chance.randint(3, 9)):
        parent = chance.choice([name, *(one.id for one in items)])
        level = chance.choice(("strategy", "task", "task", "subtask"))
        made = item(f"{name}{number}", parent, level, document=name, importance=chance.choice((1.0, 1.0, 2.0)))
        said = chance.choice((None, *ADDRESSEES))
        items.append(
            replace(
                made,
                addressee=Addressee(said) if said else None,
                obliges="plan" if kind == "law" and chance.random() < 0.4 else None,
            )
        )
    term = chance.choice((None, Term("2022-07-01", "2026-06-30"), Term("2026-07-01")))
    return replace(framework(*items, name=name), kind=kind, in_force=term)


def _task(chance: random.Random, name: str, document: str) -> Item:
    made = task(
        name,
        document,
        department=chance.choice((*DEPARTMENTS, None)),
        period=chance.choice((None, Period(2026, 2026), Period(2026, 2028), Period(2027, None))),
    )
    return replace(
        made,
        document=document,
        technologies=tuple(code for code in TECHNOLOGIES if chance.random() < 0.5),
        domain=Domain(tuple(code for code in DOMAINS if chance.random() < 0.4)) if chance.random() < 0.8 else None,
    )
