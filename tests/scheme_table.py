"""The words of the codes as they are read back from the concept schemes of the vocabulary."""

from __future__ import annotations

from typing import Any

import pyoxigraph
from policygraph.ontology.namespaces import BASE, PG, SKOS
from policygraph.ontology.vocabulary import vocabulary_turtle

SchemeTable = dict[str, dict[str, Any]]


def scheme_table() -> SchemeTable:
    """Return the concept schemes as plain data: title, definition, and the words of each code in the order of the scheme.

    Returns
    -------
    dict
        By the last part of the scheme's address: ``title``, ``definition`` and ``codes``. A code is its notation as text; it holds ``label``
        and ``definition``, ``short`` where there is a label for narrow places, ``other`` where people also write it in
        other words, and ``name`` where the last part of the concept's address is not the code itself. A text is a pair,
        Korean first.
    """
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
            "definition": pair(scheme, SKOS + "definition"),
            "codes": dict(
                word(concept, scheme) for concept in sorted(concepts, key=lambda one: int(plain[one, PG + "order"]))
            ),
        }
        for scheme, concepts in sorted(members.items())
    }
