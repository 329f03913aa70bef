"""What the program relies on in the engine, case by case: small data, a query, and the rows that the standard gives."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

DATA = """
@prefix : <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:plan :has :t1, :t2, :t3 .
:t1 :cost 30 ; :of :a ; :label "하나"@ko, "one"@en ; :next :t2 .
:t2 :cost 12.5 ; :of :a ; :label "둘"@ko ; :next :t3 .
:t3 :of :b ; :label "셋"@ko, "three"@en ; :since "2026-11-25"^^xsd:date .
:a :under :root . :b :under :a .
"""
CASES = {
    "a pattern": ("SELECT ?t { :plan :has ?t } ORDER BY ?t", ["t1", "t2", "t3"]),
    "an optional part": ("SELECT ?t ?c { :plan :has ?t OPTIONAL { ?t :cost ?c } } ORDER BY ?t", ["t1 30", "t2 12.5", "t3 -"]),
    "a union": ("SELECT ?x { { ?x :of :b } UNION { ?x :under :root } } ORDER BY ?x", ["a", "t3"]),
    "not exists": ("SELECT ?t { ?t :of ?x FILTER NOT EXISTS { ?t :cost ?c } }", ["t3"]),
    "minus": ("SELECT ?t { ?t :of ?x MINUS { ?t :cost ?c } }", ["t3"]),
    "a filter over an absent value": ("SELECT ?t { ?t :of ?x OPTIONAL { ?t :cost ?c } FILTER(?c > 20) }", ["t1"]),
    "counting": ("SELECT ?x (COUNT(?t) AS ?n) { ?t :of ?x } GROUP BY ?x ORDER BY ?x", ["a 2", "b 1"]),
    "counting nothing": ("SELECT (COUNT(?t) AS ?n) { ?t :of :c }", ["0"]),
    "sums, means, least and most": ("SELECT (SUM(?c) AS ?s) (AVG(?c) AS ?m) (MIN(?c) AS ?l) (MAX(?c) AS ?h) { ?t :cost ?c }", ["42.5 21.25 12.5 30"]),
    "having": ("SELECT ?x { ?t :of ?x } GROUP BY ?x HAVING(COUNT(?t) > 1)", ["a"]),
    "counting what differs": ("SELECT (COUNT(DISTINCT ?x) AS ?n) { ?t :of ?x }", ["2"]),
    "texts joined": ("SELECT (GROUP_CONCAT(STR(?l); separator='|') AS ?all) { SELECT ?l { ?t :label ?l FILTER(LANG(?l) = 'en') } ORDER BY ?l }", ["one|three"]),
    "a path of one or more": ("SELECT ?x { :b :under+ ?x } ORDER BY ?x", ["a", "root"]),
    "a path of none or more": ("SELECT ?x { :b :under* ?x } ORDER BY ?x", ["a", "b", "root"]),
    "a path backwards and onwards": ("SELECT ?t { :a ^:of/:next ?t } ORDER BY ?t", ["t2", "t3"]),
    "a path of either": ("SELECT ?x { :t3 (:of|:since) ?x } ORDER BY STR(?x)", ["2026-11-25", "b"]),
    "values": ("SELECT ?t { VALUES ?x { :b :c } ?t :of ?x }", ["t3"]),
    "values with holes": ("SELECT ?t { VALUES (?t ?x) { (:t1 UNDEF) (:t2 :b) } ?t :of ?x }", ["t1"]),
    "bind and if": ("SELECT ?t ?k { ?t :of ?x OPTIONAL { ?t :cost ?c } BIND(IF(BOUND(?c), 'paid', 'unknown') AS ?k) } ORDER BY ?t", ["t1 paid", "t2 paid", "t3 unknown"]),
    "the first that is known": ("SELECT (COALESCE(?en, ?ko) AS ?l) { ?t :label ?ko FILTER(LANG(?ko) = 'ko') OPTIONAL { ?t :label ?en FILTER(LANG(?en) = 'en') } } ORDER BY ?l", ["one", "three", "둘"]),
    "a query in a query": ("SELECT ?t { { SELECT (MAX(?c) AS ?most) { ?u :cost ?c } } ?t :cost ?most }", ["t1"]),
    "texts": ("SELECT (CONCAT(UCASE('ab'), SUBSTR('가나다', 2, 1), STR(STRLEN('가나다'))) AS ?x) {}", ["AB나3"]),
    "texts within texts": ("SELECT ?t { ?t :label ?l FILTER(CONTAINS(?l, '나') && STRSTARTS(?l, '하')) }", ["t1"]),
    "patterns": ("SELECT ?t { ?t :label ?l FILTER(REGEX(?l, '^O.E$', 'i')) }", ["t1"]),
    "numbers": ("SELECT (ROUND(2.5) AS ?a) (FLOOR(-1.5) AS ?b) (7/2 AS ?c) {}", ["3 -2 3.5"]),
    "dates": ("SELECT ?t { ?t :since ?d FILTER(?d > '2026-01-01'^^xsd:date && YEAR(?d) = 2026) }", ["t3"]),
    "casts": ("SELECT (xsd:integer('12') + 1 AS ?a) (xsd:boolean('true') AS ?b) (xsd:integer('x') AS ?c) {}", ["13 true -"]),
    "a part of the rows": ("SELECT ?t { :plan :has ?t } ORDER BY DESC(?t) LIMIT 1 OFFSET 1", ["t2"]),
    "absent values first": ("SELECT ?t { :plan :has ?t OPTIONAL { ?t :cost ?c } } ORDER BY ?c", ["t3", "t2", "t1"]),
}  # fmt: skip
PREFIXES = {"": "https://example.org/", "xsd": "http://www.w3.org/2001/XMLSchema#"}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    found = ox.Store()
    found.load(DATA, format=ox.RdfFormat.TURTLE)
    return found


def solutions(store: ox.Store, query: str) -> ox.QuerySolutions:
    found = store.query(query, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return found


def shown(value: object) -> str:
    return "-" if value is None else str(getattr(value, "value", value)).removeprefix(PREFIXES[""])


@pytest.mark.parametrize("name", CASES)
def test_a_query_gives_the_rows_of_the_standard(name: str, store: ox.Store) -> None:
    query, rows = CASES[name]
    assert [" ".join(map(shown, row)) for row in solutions(store, query)] == rows


@pytest.mark.parametrize("form", [ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML, ox.QueryResultsFormat.TSV])
def test_results_come_back_from_each_form_as_they_were(form: ox.QueryResultsFormat, store: ox.Store) -> None:
    query = "SELECT ?t ?l ?c ?d { ?t :label ?l OPTIONAL { ?t :cost ?c } OPTIONAL { ?t :since ?d } } ORDER BY ?t ?l"
    wanted = [list(row) for row in solutions(store, query)]
    again = ox.parse_query_results(solutions(store, query).serialize(format=form) or b"", format=form)
    assert isinstance(again, ox.QuerySolutions)
    assert [list(row) for row in again] == wanted


def test_csv_quotes_what_needs_it(store: ox.Store) -> None:
    query = "SELECT ?a ?b ?c { VALUES (?a ?b ?c) { ('a,b' 'say \"x\"' UNDEF) } }"
    content = solutions(store, query).serialize(format=ox.QueryResultsFormat.CSV)
    assert content == b'a,b,c\r\n"a,b","say ""x""",\r\n'


def test_a_graph_is_made_from_rows(store: ox.Store) -> None:
    found = store.query("CONSTRUCT { ?x :serves ?t } { ?t :of ?x }", prefixes=PREFIXES)
    assert isinstance(found, ox.QueryTriples)
    assert sorted(f"{shown(t.subject)} {shown(t.object)}" for t in found) == ["a t1", "a t2", "b t3"]
    assert bool(store.query("ASK { :t1 :of :a }", prefixes=PREFIXES))
