"""Where the engine differs from the standard: docs/service.md names these corners, and this is what the engine does there."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest

XSD = "http://www.w3.org/2001/XMLSchema#"
DATA = f"""
<a:g> {{ <a:s> <a:p> "01"^^<{XSD}integer>, 1.50, "x"@ko . <a:t> <a:p> "y"@ko }}
<a:h> {{ <a:u> <a:q> 1 }}
"""
Rows = list[tuple[str | None, ...]]


def rows(query: str) -> Rows:
    store = ox.Store()
    store.load(DATA, format=ox.RdfFormat.TRIG)
    found = store.query(query, prefixes={"xsd": XSD})
    assert isinstance(found, ox.QuerySolutions)
    return sorted((tuple(None if value is None else str(value) for value in row) for row in found), key=repr)


def moment(text: str) -> str:
    return f'"{text}"^^xsd:dateTime'


TRUE, FALSE = f'"true"^^<{XSD}boolean>', f'"false"^^<{XSD}boolean>'
WITHOUT, WITH = moment("2026-01-01T00:00:00"), moment("2026-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s <a:q> ?o } } }", [(None, f'"1"^^<{XSD}integer>')], id="graph-around-a-subquery"),
        pytest.param("SELECT ?g ?x { GRAPH ?g { VALUES ?x { <a:x> } } }", [(None, "<a:x>")], id="graph-around-values"),
        pytest.param("SELECT ?s { GRAPH ?g { ?s <a:q> ?o MINUS { ?x <a:q> ?y } } }", [], id="minus-inside-graph"),
        pytest.param("SELECT ?x { GRAPH ?g { ?s <a:q> ?o { BIND(?g AS ?x) } } }", [("<a:h>",)], id="graph-name-in-a-nested-group"),
        pytest.param("SELECT ?x { <a:nowhere> <a:q>* ?x }", [], id="path-of-length-zero"),
        pytest.param("SELECT (GROUP_CONCAT(?o) AS ?x) { GRAPH <a:g> { <a:t> <a:p> ?o } }", [('"y"@ko',)], id="joined-texts-of-one-language"),
        pytest.param("SELECT ?o { GRAPH <a:g> { <a:s> <a:p> ?o FILTER(isNumeric(?o)) } }", [(f'"1"^^<{XSD}integer>',), (f'"1.5"^^<{XSD}decimal>',)], id="numbers-as-written"),
        pytest.param("SELECT (COUNT(DISTINCT ?b) AS ?n) { GRAPH ?g { ?s ?p ?o } BIND(BNODE('a') AS ?b) }", [(f'"1"^^<{XSD}integer>',)], id="one-blank-node-in-all-rows"),
        pytest.param(f"SELECT ({WITHOUT} = {WITH} AS ?x) {{}}", [(FALSE,)], id="equal-moments-one-without-a-zone"),
        pytest.param(f"SELECT ({WITHOUT} < {moment('2026-01-01T13:00:00Z')} AS ?x) {{}}", [(None,)], id="near-moments-one-without-a-zone"),
        pytest.param(f"SELECT ({WITHOUT} < {moment('2026-01-01T15:00:00Z')} AS ?x) {{}}", [(TRUE,)], id="far-moments-one-without-a-zone"),
        pytest.param("SELECT (COUNT(?s) AS ?s) { GRAPH ?g { ?s <a:q> ?o } }", [(f'"1"^^<{XSD}integer>',)], id="aggregate-in-a-used-variable"),
    ],
)  # fmt: skip
def test_the_engine_answers_in_its_own_way(query: str, found: Rows) -> None:
    assert rows(query) == found


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("SELECT (<a:f>(1) AS ?x) {}", id="unknown-function"),
        pytest.param("SELECT (TRUE AS ?x) {}", id="truth-in-capitals"),
        pytest.param("SELECT ?s ?s { ?s ?p ?o }", id="variable-selected-twice"),
    ],
)
def test_the_engine_refuses_what_the_standard_allows(query: str) -> None:
    with pytest.raises((SyntaxError, RuntimeError)):
        rows(query)


def test_columns_of_everything_are_in_the_order_of_their_names() -> None:
    found = ox.Store().query("SELECT * { BIND(1 AS ?b) BIND(2 AS ?a) }")
    assert isinstance(found, ox.QuerySolutions)
    names: Sequence[str] = [variable.value for variable in found.variables]
    assert names == ["a", "b"]
