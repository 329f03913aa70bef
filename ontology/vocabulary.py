"""The vocabulary as files: the terms in ``policygraph.ttl``, the codes as concept schemes in ``schemes.ttl``.

The Turtle files are the truth. Since a program that only prints words must not parse RDF, ``records/words.json`` holds the
same schemes as a plain table, made by `scheme_table`; a test compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from policygraph.ontology.namespaces import BASE, CODES_GRAPH, PG, SKOS, Names

if TYPE_CHECKING:
    import pyoxigraph

SchemeTable = dict[str, dict[str, Any]]


def vocabulary_turtle() -> bytes:
    """Return the whole vocabulary as one Turtle document in UTF-8: the terms, then the concept schemes."""
    folder = files("policygraph.ontology")
    return b"\n".join((folder / name).read_bytes() for name in ("policygraph.ttl", "schemes.ttl"))


def scheme_quads(names: Names) -> Iterator[pyoxigraph.Quad]:
    """Yield the concept schemes as the graph *codes* of a dataset, so that codes of the data join with their words."""
    import pyoxigraph

    graph = pyoxigraph.NamedNode(names.graph(CODES_GRAPH))
    text = (files("policygraph.ontology") / "schemes.ttl").read_bytes()
    for triple in pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE):
        yield pyoxigraph.Quad(triple.subject, triple.predicate, triple.object, graph)


def scheme_table() -> SchemeTable:
    """Return the concept schemes as plain data: their titles, and the words of each code in the order of the scheme.

    Returns
    -------
    dict
        By the last part of the scheme's address: ``title`` and ``codes``. A code is its notation as text; it holds ``label``
        and ``definition``, ``short`` where there is a label for narrow places, ``other`` where people also write it in
        other words, and ``name`` where the last part of the concept's address is not the code itself. A text is a pair,
        Korean first.

    Examples
    --------
    >>> table = scheme_table()
    >>> list(table["state"]["codes"]), table["strength"]["codes"]["3"]["label"]
    (['confirmed', 'proposed', 'rejected'], ['직접 이행', 'implements'])
    >>> table["gap-kind"]["codes"]["G01"]["name"]
    'uncovered'

    """
    import pyoxigraph

    texts: dict[tuple[str, str], dict[str, str]] = {}
    plain: dict[tuple[str, str], str] = {}
    others: dict[str, list[str]] = {}
    members: dict[str, list[str]] = {}
    for triple in pyoxigraph.parse(vocabulary_turtle(), pyoxigraph.RdfFormat.TURTLE):
        subject, predicate, value = triple.subject.value, triple.predicate.value, triple.object
        if predicate == SKOS + "altLabel":
            others.setdefault(subject, []).append(value.value)
        elif isinstance(value, pyoxigraph.Literal) and value.language:
            texts.setdefault((subject, predicate), {})[value.language] = value.value
        elif predicate == SKOS + "inScheme":
            members.setdefault(value.value, []).append(subject)
        else:
            plain[subject, predicate] = value.value

    def pair(subject: str, predicate: str) -> list[str]:
        found = texts[subject, predicate]
        return [found["ko"], found["en"]]

    def word(concept: str, scheme: str) -> tuple[str, dict[str, Any]]:
        code, name = plain[concept, SKOS + "notation"], concept.removeprefix(scheme)
        found: dict[str, Any] = {} if name == code else {"name": name}
        found["label"] = pair(concept, SKOS + "prefLabel")
        if (concept, PG + "shortLabel") in texts:
            found["short"] = pair(concept, PG + "shortLabel")
        if concept in others:
            found["other"] = others[concept]
        return code, {**found, "definition": pair(concept, SKOS + "definition")}

    return {
        scheme.removeprefix(BASE).rstrip("/"): {
            "title": pair(scheme, SKOS + "prefLabel"),
            "codes": dict(
                word(concept, scheme) for concept in sorted(concepts, key=lambda one: int(plain[one, PG + "order"]))
            ),
        }
        for scheme, concepts in sorted(members.items())
    }


def scheme_table_text() -> str:
    """Return `scheme_table` as the text of ``records/words.json``, a line for each code."""

    def dumped(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    schemes = (
        f' {dumped(name)}: {{"title": {dumped(scheme["title"])}, "codes": {{\n'
        + ",\n".join(f"  {dumped(code)}: {dumped(word)}" for code, word in scheme["codes"].items())
        + "\n }}"
        for name, scheme in scheme_table().items()
    )
    return "{\n" + ",\n".join(schemes) + "\n}\n"
