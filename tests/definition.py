"""Coverage written down twice more, straight from its definition, slow and plain: the tests' yardsticks.

Nothing here shares code with the package; `by_definition` recurses over records, `by_sparql` asks an RDF dataset.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from policygraph.ontology.dataset import Dataset
from policygraph.records.kinds import Corpus

COMMITS = {"task", "subtask", "pledge", "finding"}


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

    @cache
    def applies(name: str) -> bool:
        if name not in items:
            return True
        return name not in away and any(applies(parent) for parent in items[name].parents)

    @cache
    def figures(name: str) -> Figures:
        links = [a for a in corpus.alignments if a.item == name and a.state != "rejected"]
        direct = (
            max((a.strength / 3 for a in links if a.state == "confirmed"), default=0.0),
            max((a.strength / 3 for a in links), default=0.0),
        )
        level = items[name].level if name in items else "framework"
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
SELECT ?node ?level ?importance (MAX(?sure) AS ?floor) (MAX(?any) AS ?ceiling) WHERE {
  { ?node a pg:PolicyItem ; pg:level ?level ; pg:importance ?importance } UNION
  { ?node a pg:Framework BIND("framework" AS ?level) BIND(1 AS ?importance) }
  OPTIONAL { ?link a pg:Alignment ; pg:item ?node ; pg:strength ?any ; pg:state ?state
             FILTER(?state IN ("confirmed", "proposed")) BIND(IF(?state = "confirmed", ?any, 0) AS ?sure) }
} GROUP BY ?node ?level ?importance
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
