"""Coverage written down twice more, straight from its definition, slow and plain: the tests' yardsticks.

Nothing here shares code with the package; `by_definition` recurses over records, `by_sparql` asks an RDF dataset.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from policygraph.ontology.dataset import Dataset
from policygraph.records.kinds import Alignment, Corpus, Document, Item

COMMITS = {"task", "subtask", "pledge", "finding", "requirement"}
ANSWERLESS = {"strength", "opportunity"}


def counted(corpus: Corpus, **chosen: Any) -> Corpus:
    """Return *corpus* with the alignments and assessments alone that a scope counts, read off what a scope means.

    *chosen* are plans, departments, years, technologies and domains.
    """
    plans = {document.id: document for document in corpus.documents if document.kind == "city-plan"}
    tasks = {item.id: item for plan in plans.values() for item in plan.items if item.level in ("task", "subtask")}

    def runs(record: Item | Document) -> bool:
        years = set(record.period.years()) if record.period else set()
        return not chosen.get("years") or bool(years & set(chosen["years"]))

    def is_chosen(task: Item) -> bool:
        tests = (
            ("plans", {task.document}),
            ("departments", {task.department.get("ko")} if task.department else set()),
            ("technologies", set(task.technologies)),
            ("domains", set(task.domain.value) if task.domain else set()),
        )
        return runs(task) and all(not chosen.get(name) or has & set(chosen[name]) for name, has in tests)

    def counts(subject: str) -> bool:
        if subject in tasks:
            return is_chosen(tasks[subject])
        kinds = ("departments", "technologies", "domains")
        among = not chosen.get("plans") or subject in chosen["plans"]
        return subject in plans and among and runs(plans[subject]) and not any(chosen.get(kind) for kind in kinds)

    within = any(chosen.get(kind) for kind in ("departments", "years", "technologies", "domains"))
    looked = {task.document for task in tasks.values() if is_chosen(task)}
    known = looked if within else {name for name in plans if not chosen.get("plans") or name in chosen["plans"]}
    return replace(
        corpus,
        alignments=tuple(link for link in corpus.alignments if counts(link.task)),
        assessments=tuple(found for found in corpus.assessments if found.plan in known),
    )


def addressed(corpus: Corpus, figures: Mapping[str, Figures]) -> dict[str, dict[str, tuple[int, int, int]]]:
    """Return by node and addressee: commitments, those linked by a confirmed and those by a proposed alignment alone."""
    kinds = {document.id: document.kind for document in corpus.documents}
    items = {item.id: item for document in corpus.documents for item in document.items}
    states: dict[str, set[str]] = {}
    for link in corpus.alignments:
        states.setdefault(link.item, set()).add(link.state)
    found = {}
    for name, node in figures.items():
        rows = {code: [0, 0, 0] for code in ("local", "shared", "national", "unclear")}
        for one in node.commitments:
            known, said = states.get(one, set()) - {"rejected"}, items[one].addressee
            row = rows[said.value if said else "local" if kinds[items[one].document] == "mayoral-goals" else "unclear"]
            row[0] += 1
            row[1] += "confirmed" in known
            row[2] += known == {"proposed"}
        found[name] = {code: (row[0], row[1], row[2]) for code, row in rows.items()}
    return found


@dataclass(frozen=True)
class Figures:
    floor: float | None
    ceiling: float | None
    direct: tuple[float, float]
    commitments: frozenset[str]
    linked: frozenset[str]
    tasks: frozenset[str]


def by_definition(corpus: Corpus) -> dict[str, Figures]:
    """Return the figures of every applicable framework and policy item, read off the definition by recursion."""
    frameworks = [document for document in corpus.documents if document.kind != "city-plan"]
    items = {item.id: item for document in frameworks for item in document.items}
    away = {decision.item for decision in corpus.decisions}
    names = [document.id for document in frameworks] + list(items)
    children = {name: [item.id for item in items.values() if name in item.parents] for name in names}

    serving: dict[str, list[Alignment]] = {}
    for one in corpus.alignments:
        if one.state != "rejected":
            serving.setdefault(one.item, []).append(one)

    @cache
    def applies(name: str) -> bool:
        if name not in items:
            return True
        return name not in away and any(applies(parent) for parent in items[name].parents)

    @cache
    def figures(name: str) -> Figures:
        links = serving.get(name, [])
        direct = (
            max((a.strength / 3 for a in links if a.state == "confirmed"), default=0.0),
            max((a.strength / 3 for a in links), default=0.0),
        )
        level = items[name].level if name in items else "framework"
        if level == "finding" and items[name].swot in ANSWERLESS:
            level = "vision"  # it is used, never answered
        below = [child for child in children[name] if applies(child)]
        parts = [(items[child].importance, figures(child)) for child in below]
        tasks = frozenset(a.task for a in links).union(*(part.tasks for _, part in parts))
        known = [(weight, part) for weight, part in parts if part.floor is not None]
        if not known:
            itself = level in COMMITS or (not children[name] and level not in ("vision", "framework"))
            if not itself:
                return Figures(None, None, direct, frozenset(), frozenset(), tasks)
            linked = frozenset([name]) if direct[1] > 0 else frozenset()
            return Figures(*direct, direct, frozenset([name]), linked, tasks)
        total = sum(weight for weight, _ in known)
        low = sum(weight * (part.floor or 0) for weight, part in known) / total
        high = sum(weight * (part.ceiling or 0) for weight, part in known) / total
        if level in COMMITS:
            low, high = max(low, direct[0]), max(high, direct[1])
        commitments = frozenset[str]().union(*(part.commitments for _, part in parts))
        linked = frozenset[str]().union(*(part.linked for _, part in parts))
        return Figures(low, high, direct, commitments, linked, tasks)

    return {name: figures(name) for name in names if applies(name)}


SPARQL_DIRECT = """
SELECT ?node (MIN(?counted) AS ?level) ?importance (MAX(?sure) AS ?floor) (MAX(?any) AS ?ceiling) WHERE {
  { ?node a pg:PolicyItem ; pg:level ?said ; pg:importance ?importance OPTIONAL { ?node pg:swot ?swot }
    BIND(IF(?said = "finding" && COALESCE(?swot IN ("strength", "opportunity"), false), "vision", ?said) AS ?counted) } UNION
  { ?node a pg:Framework BIND("framework" AS ?counted) BIND(1 AS ?importance) }
  OPTIONAL { ?link a pg:Alignment ; pg:item ?node ; pg:strength ?any ; pg:state ?state
             FILTER(?state IN ("confirmed", "proposed")) BIND(IF(?state = "confirmed", ?any, 0) AS ?sure) }
} GROUP BY ?node ?importance
"""
SPARQL_CHILDREN = "SELECT ?parent ?child { ?child skos:broader|skos:topConceptOf ?parent . ?child a pg:PolicyItem }"
SPARQL_AWAY = "SELECT ?node { ?decision a pg:NotApplicable ; pg:item ?node }"


def by_sparql(dataset: Dataset) -> dict[str, tuple[float | None, float | None]]:
    """Return floor and ceiling from three SPARQL answers, by rounds over the levels of the hierarchy."""
    rows = {row["node"]: row for row in dataset.select(SPARQL_DIRECT)}
    children: dict[str, list[str]] = {name: [] for name in rows}
    parents: dict[str, list[str]] = {name: [] for name in rows}
    for row in dataset.select(SPARQL_CHILDREN):
        children[row["parent"]].append(row["child"])
        parents[row["child"]].append(row["parent"])
    dead = {row["node"] for row in dataset.select(SPARQL_AWAY)}
    while True:
        orphaned = {n for n in rows if n not in dead and parents[n] and all(parent in dead for parent in parents[n])}
        if not orphaned:
            break
        dead |= orphaned
    done: dict[str, tuple[float | None, float | None]] = {}
    while len(done) < len(rows) - len(dead):
        for name, row in rows.items():
            below = [child for child in children[name] if child not in dead]
            if name in done or name in dead or any(child not in done for child in below):
                continue
            sides: list[float | None] = []
            for side, key in ((0, "floor"), (1, "ceiling")):
                direct = float(row.get(key, 0)) / 3
                parts = [(float(rows[c]["importance"]), done[c][side]) for c in below if done[c][side] is not None]
                if parts:
                    mean = sum(w * (v or 0) for w, v in parts) / sum(w for w, _ in parts)
                    sides.append(max(mean, direct) if row["level"] in COMMITS else mean)
                else:
                    group = row["level"] not in COMMITS and (
                        row["level"] in ("vision", "framework") or bool(children[name])
                    )
                    sides.append(None if group else direct)
            done[name] = (sides[0], sides[1])
    return {dataset.names.record_id(name): figures for name, figures in done.items()}
