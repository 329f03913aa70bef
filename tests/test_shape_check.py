"""The check against the compiled shapes finds what pyshacl finds, on random records broken at random and on the bundled data."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from policygraph import Study
from policygraph.ontology.build import corpus_graphs
from policygraph.ontology.namespaces import PG, SKOS, Names
from policygraph.ontology.shacl import graph_of, validate_shapes
from policygraph.ontology.shape_check import check_statements
from policygraph.ontology.shape_rules import ShapeResult, bundled_shapes, compiled_shapes
from policygraph.ontology.terms import TYPE
from policygraph.ontology.validation import check_dataset, check_records
from policygraph.records.kinds import Corpus
from policygraph.sources.settings import DEFAULT_BASE
from pyoxigraph import Literal, NamedNode
from random_records import full_corpora

XSD = "http://www.w3.org/2001/XMLSchema#"
ODD = [
    Literal(""),
    Literal("두 낱말"),
    Literal("글", language="ko"),
    Literal("text", language="en-GB"),
    Literal("Wort", language="de"),
    Literal(-1),
    Literal(3),
    Literal(2200),
    Literal("abc", datatype=NamedNode(XSD + "integer")),
    Literal("0.5", datatype=NamedNode(XSD + "decimal")),
    Literal("1.50", datatype=NamedNode(XSD + "decimal")),
    Literal(0.25),
    Literal(True),
    Literal("2026-02-30", datatype=NamedNode(XSD + "date")),
    Literal("2026-02", datatype=NamedNode(XSD + "gYearMonth")),
    Literal("2026", datatype=NamedNode(XSD + "gYear")),
    Literal("local"),
    Literal("confirmed"),
    Literal("https://example.org/", datatype=NamedNode(XSD + "anyURI")),
    NamedNode("https://example.org/nowhere"),
    NamedNode(PG + "implements"),
]
CLASSES = sorted({kind for shape in bundled_shapes() for kind in shape.classes}, key=str)
PROPERTIES = sorted({name for shape in bundled_shapes() for step in shape.path for name in step}, key=str)


def broken(triples: list[Any], chance: random.Random) -> list[Any]:
    """Return *triples* with some left out, with other values, other properties, or further classes."""
    triples = list(triples)
    for _ in range(chance.randrange(12)):
        place = chance.randrange(len(triples))
        subject, predicate, value = triples[place]
        other = chance.choice((chance.choice(ODD), triples[chance.randrange(len(triples))][2]))
        what = chance.randrange(6)
        if what == 0 and len(triples) > 1:
            del triples[place]
        elif what == 1 and predicate != TYPE:
            triples[place] = (subject, predicate, other)
        elif what == 2 and predicate != TYPE:
            triples.append((subject, predicate, other))
        elif what == 3:
            triples.append((subject, chance.choice(PROPERTIES), other))
        elif what == 4:
            triples.append((subject, TYPE, chance.choice(CLASSES)))
        else:
            triples.append((subject, predicate, value))
    return triples


def compared_alike(results: tuple[ShapeResult, ...], triples: list[Any]) -> list[ShapeResult]:
    """Return *results* without those of two values in order that are not both numbers.

    SHACL calls what cannot be compared out of order; rdflib, and so pyshacl, orders it by the names of its types.
    """
    others = {
        shape.rule.code: {other for kind, other in shape.pairs if kind == "lessThanOrEquals"}
        for shape in bundled_shapes()
        if any(kind == "lessThanOrEquals" for kind, _ in shape.pairs)
    }
    values: dict[tuple[str, str], list[Any]] = {}
    for subject, predicate, value in triples:
        values.setdefault((subject.value, predicate.value), []).append(value)

    def alike(result: ShapeResult) -> bool:
        names = (result.path or "", *(other.value for other in others.get(result.code, ())))
        return result.code not in others or all(
            map(is_number, chain(*(values.get((result.focus, n), []) for n in names)))
        )

    return [result for result in results if alike(result)]


def is_number(value: Any) -> bool:
    """Whether *value* is a literal of a number that is one."""
    if not isinstance(value, Literal) or value.datatype.value not in {
        XSD + n for n in ("integer", "decimal", "double")
    }:
        return False
    try:
        return math.isfinite(float(value.value))
    except ValueError:
        return False


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(full_corpora(), min_size=3, max_size=5), st.randoms(use_true_random=False))
def test_broken_workspaces_have_the_findings_of_pyshacl(found: list[Corpus], chance: random.Random) -> None:
    triples: list[Any] = []
    for place, corpus in enumerate(found * 6):  # each broken in six ways, as workspaces of their own
        graphs = corpus_graphs(corpus, Names(f"https://example.org/{place}/"))
        triples += broken(list(chain.from_iterable(said for _, said in graphs)), chance)
    results = check_statements(triples)
    try:
        expected = validate_shapes(graph_of(triples))
    except TypeError:  # pyshacl itself ends where it is to compare two ill-formed values of one type
        reject()
    assert compared_alike(results, triples) == compared_alike(expected, triples)
    assert results == check_statements(reversed(triples))


def test_a_class_below_another_counts_as_that_one() -> None:
    lower, above = NamedNode("urn:Law"), NamedNode(PG + "Framework")
    data = [
        (NamedNode("urn:law"), TYPE, lower),
        (lower, NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf"), above),
        (NamedNode("urn:law"), NamedNode(SKOS + "prefLabel"), Literal("법", language="ko")),
    ]
    results = check_statements(data)
    assert {result.focus for result in results} == {"urn:law"}
    assert "S11" in {result.code for result in results}
    assert results == validate_shapes(graph_of(data))


def test_records_of_real_size_have_the_issues_that_pyshacl_finds(bundled: Study) -> None:
    assert check_records(bundled.corpus, DEFAULT_BASE) == check_dataset(bundled.dataset, bundled.corpus)
    first, *others = bundled.corpus.documents
    items = [
        replace(item, level="chapter", status="draft") if place % 7 == 0 else item
        for place, item in enumerate(first.items)
    ]
    wrong = replace(first, kind="blog", items=tuple(items))
    links = [
        replace(link, strength=7) if place % 50 == 0 else link for place, link in enumerate(bundled.corpus.alignments)
    ]
    links[1] = replace(links[1], strength=2, item="no-such-item")
    spoiled = replace(
        bundled.corpus,
        documents=(wrong, *others),
        alignments=tuple(link for link in links if link.strength in (1, 2, 3)),
    )
    study = bundled.with_corpus(spoiled)
    found = check_records(spoiled, DEFAULT_BASE)
    assert found == check_dataset(study.dataset, spoiled)
    assert {"S12", "S24", "S27", "S42"} <= {issue.code for issue in found}
    assert all(issue.where.file for issue in found)


def test_what_the_shapes_say_beyond_what_is_known_is_refused() -> None:
    head = "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> sh:severity sh:Info ; sh:message 'S01 왜. 할 일'@ko , 'S01 Why. Do'@en ; "
    for more in ("sh:sparql [ sh:select 'x' ]", "sh:path <urn:p> ; sh:or ( [ sh:minCount 1 ] )"):
        with pytest.raises(ValueError, match="not known here"):
            compiled_shapes(f"{head} {more} .")
    with pytest.raises(ValueError, match="longer paths"):
        compiled_shapes(f"{head} sh:path [ sh:alternativePath ( ( <urn:a> <urn:b> ) <urn:c> ) ] .")
