"""Mistakes in queries: the place told is where the mistake is, and nothing that a person writes takes long to look at."""

from __future__ import annotations

from typing import Any, cast

import pyoxigraph
import pytest
from policygraph import open_study
from policygraph.ontology.dataset import Dataset
from policygraph.ontology.lexemes import LEXEME, pieces
from policygraph.ontology.query import MOST_LEVELS, MOST_OPERATORS, QueryRefused, check_query, prepare, run_query

MARK = "▶"  # stands before the mistake
MISTAKES = (
    ("SELECT ?t { ?s ?p ?t . ▶FILTR(?t > 1) } LIMIT 1", "FILTER"),
    ("▶SELEC * { ?s ?p ?o }", "SELECT"),
    ("CONSTRUCT { ?s ?p ?o } ▶WHER { ?s ?p ?o }", "WHERE"),
    ("SELECT * { ?s ?p ?o . FILTER NOT ▶EXIST { ?s ?p 1 } }", "EXISTS"),
    ("SELECT * { ?s ?p ?o FILTER(▶CONTAIN(?o, 'a')) }", "CONTAINS"),
    ("SELECT * {\n  ?s ?p ?o .\n  ▶OPTINAL { ?s a ?c }\n}", "OPTIONAL"),
    ("SELECT ▶s { ?s ?p ?o }", "'s'"),
    ("SELECT * { ?s ▶foo:bar ?o }", "'foo'"),
    ("PREFIX ex: <http://example.org/> SELECT * { ?s ex:a ?o ; ▶exx:b ?p }", "ex"),
    ("SELECT * { ?s ▶<http://a b> ?o }", "IRI"),
    ("SELECT * { BIND(▶<a b> AS ?x) }", "IRI"),
    ("DESCRIBE ▶<x", "IRI"),
    ("SELECT ?x▶, ?y { ?x ?p ?y }", ", ?y"),
    ("SELECT * { ?s ?p ?o } ORDER ▶?s", "?s"),
    ("SELECT * { ?s ?p ?o } ORDER BY DESC ▶?s", "?s"),
    ("SELECT * { ?s ?p ?o . FILTER ▶?o > 1 }", "?o > 1"),
    ("SELECT * { ?s ?p ?o . ?s ?p ▶}", "}"),
    ("SELECT * { ?s ?p ?o FILTER(?o > ▶) }", ")"),
    ("SELECT * { ?s ?p ?o FILTER(?o ▶== 1) }", "=="),
    ("SELECT * { ?s ?p ?o FILTER(REGEX(?o, ▶)) }", ")"),
    ("SELECT * {\n ?s a pg:Task ;\n  ?p ?o ▶?q .\n}", "?q"),
    ("SELECT * { ?s ?p ▶, ?o }", ", ?o"),
    ("SELECT * { OPTIONAL ▶?s ?p ?o }", "?s"),
    ("SELECT * { VALUES ?x ▶(1 2) }", "(1 2)"),
    ("SELECT * { ?s ?p ?o } LIMIT ▶-1", "-1"),
    ("SELECT ?s (COUNT(?o) ▶?n) { ?s ?p ?o }", "?n"),
    ("SELECT ?s FROM ▶WHERE { ?s ?p ?o }", "WHERE"),
    ("SELECT * ▶{ ?s ?p ?o", "never closed"),
    ("ASK ▶{ { ?s ?p ?o }", "never closed"),
    ("SELECT * { ?s ?p ?o }▶}", "nothing has opened"),
    ("SELECT * { ?s ?p ?o FILTER(?o > 1 ▶} ", "close the ("),
    ("SELECT * { ?s ?p ▶'a }", "never closed"),
    ('SELECT * { ?s ?p ▶"가” }', "closing mark is ”"),
    ("SELECT * { ?s ?p ▶'''a }", "never closed"),
    ("SELECT * { ?s ?p ▶“a” }", 'type "'),
    ("SELECT * { ?s ?p ▶‘a’ }", "type '"),
    ("SELECT * { ?s ?p ?o FILTER(?o ▶– 1 > 0) }", "type -"),
    ("SELECT * ▶｛ ?s ?p ?o }", "type {"),
    ("SELECT * { ▶？s ?p ?o }", "type ?"),
    ("SELECT * { ?s ?p ?o ▶；?q ?r }", "type ;"),
    ("SELECT * { ?s ?p ?o } LIMIT ▶１０", "type 1"),
    ("▶ＳＥＬＥＣＴ * { ?s ?p ?o }", "type SELECT"),
    ("SELECT * {▶\u00a0?s ?p ?o }", "U+00A0"),
    ("SELECT * { ?s ?p ?o }▶\u3000LIMIT 1", "U+3000"),
    ("SELECT * { ?s ▶\u200b?p ?o }", "U+200B"),
    ("▶\ufeffSELECT * { ?s ?p ?o }", "U+FEFF"),
    ("SELECT * { ?s ?p '“fine”' # “fine too”\n . ▶“not” }", "U+201C"),
    ("SELECT * { ?s ?p ?o FILTER(REGEX(?o, ▶\"(?=a)\")) }", "regular expression"),
    ("SELECT * { ?s ?p ?o FILTER(regex(STR(?o), ▶'(a)\\\\1', 'i')) }", "regular expression"),
    ("SELECT (REPLACE(?o, ▶'(?<!a)b', 'x') AS ?y) { ?s ?p ?o }", "regular expression"),
    ("SELECT * { ?s ?p ?o FILTER(REGEX(?o, ▶'[a-z-[aeiou]]')) }", "regular expression"),
    ("SELECT * { ?s ?p ?o FILTER(REGEX(?o, ▶CONCAT('(?', '!a)'))) }", "regular expression"),
    ("SELECT * { ?s ?p ?o FILTER(REGEX(?o, ▶'(?=service)')) }", "regular expression"),
    ("SELECT * { ?s ?p ?o FILTER(REGEX(?o, 'a', ▶'g')) }", "option 'g'"),
    ("SELECT * { ?s ?p ?o FILTER(REGEX(?o, ▶'가'@ko)) }", "STR(...)"),
    ("SELECT * { ?s ?p ?o FILTER(REGEX(?o, ▶'(?=a)', 'i')) }", "regular expression"),
)  # fmt: skip


@pytest.mark.parametrize(("marked", "said"), MISTAKES)
def test_the_place_told_is_where_the_mistake_is(marked: str, said: str) -> None:
    offset = marked.index(MARK)
    sparql = marked.replace(MARK, "")
    before = sparql[:offset]
    with pytest.raises(QueryRefused) as told:
        check_query(sparql)
    place = before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
    assert (told.value.line, told.value.column) == place
    assert said in told.value.message.en
    assert f"{place[0]}번째 줄 {place[1]}번째 글자" in told.value.message.ko


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { ?s skos:prefLabel ?t FILTER(REGEX(?t, '가.*나|[a-z]+', 'i')) }",
        "SELECT (REPLACE('a', '(a)', '$1$1') AS ?x) {}",
        "SELECT * { ?s ?p ?o FILTER(REGEX(?o, '(?=a)', 'q')) }",
        'SELECT * { ?s ?p "“글” ；（）" } # “주석”',
        "SELECT (1e5 AS ?x) (-1.5E-3 AS ?y) { _:b1 ?p [] }",
        "PREFIX : <http://example.org/> SELECT * { ?s :a-b.c/:d|^:e ?o }",
        'BASE <http://example.org/> SELECT ?변수 { <a> a ?변수 ; ?p \'x\'@ko-KR, """a"b""" }',
        "SELECT * { VALUES (?a ?b) { (UNDEF true) (<x:y> '''a\n'b''') } }",
    ],
)
def test_what_is_right_is_no_mistake(sparql: str) -> None:
    check_query(sparql)


MANY = 300_000
LONG = {
    "words": "SELECT * {" + "a-" * MANY,
    "escaped marks": '"' + '\\"' * MANY,
    "marks in threes": "'''" + "\\'''" * MANY,
    "threes never closed": '"""' + 'a"' * MANY,
    "IRIs never closed": "<a" * MANY,
    "prefixes": "a:" * MANY,
    "percent signs": "a:%" * MANY,
    "languages": "@a-" * MANY,
    "blank nodes": "_-" * MANY,
    "dots": "a." * MANY,
    "backslashes": '"""' + "\\" * MANY,
    "strings of a line": '"\n' * MANY,
    "comments": "#" * MANY,
    "Korean": "가-" * MANY,
}


@pytest.mark.parametrize("name", LONG)
def test_a_text_of_any_kind_is_read_in_one_pass(name: str) -> None:
    """A pass that goes back would take hours for these."""
    text = LONG[name]
    end = 0
    for found in LEXEME.finditer(text):
        assert found.end() > found.start() >= end
        end = found.end()
    with pytest.raises(QueryRefused):
        check_query(text)


def test_every_letter_belongs_to_a_piece_or_is_blank() -> None:
    for text in (*(marked for marked, _ in MISTAKES), *(value[:2000] for value in LONG.values())):
        rest = list(text)
        for piece in pieces(text):
            assert text[piece.offset : piece.end] == piece.text
            rest[piece.offset : piece.end] = " " * len(piece.text)
        assert not "".join(rest).strip(" \t\r\n")


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * {" + "{" * 9_000 + "}" * 9_000 + "}",
        "SELECT ((" + "(" * 9_000 + "1" + ")" * 9_000 + ") AS ?x) {}",
        "SELECT * { ?s ?p " + "[?p " * 500 + "1" + "]" * 500 + " }",
        "SELECT (" + "IF(true," * 2_000 + "1" + ",2)" * 2_000 + " AS ?x) {}",
        "SELECT * { FILTER(" + "!" * 90_000 + "true) }",
        "SELECT * { FILTER(true" + "||true" * 50_000 + ") }",
        "SELECT * { {}" + "UNION {}" * 50_000 + " }",
        "SELECT * { ?s a" + "/a" * 2_000 + " ?o }",
        "SELECT (1" + "+1" * 50_000 + " AS ?x) {}",
    ],
    ids=["groups", "brackets", "blank nodes", "calls", "not", "or", "union", "path", "sum"],
)
def test_what_would_end_the_program_is_refused(sparql: str) -> None:
    with pytest.raises(QueryRefused, match="too complex"):
        prepare(sparql)


def test_what_is_just_allowed_is_answered() -> None:
    levels, terms = "{" * (MOST_LEVELS - 2), "||true" * (MOST_OPERATORS // 2 - 10)
    dataset = open_study().published
    assert bool(run_query(dataset, f"ASK {{ {levels} FILTER(true{terms}) {'}' * len(levels)} }}"))


def test_a_pattern_that_would_lose_every_row_says_so() -> None:
    dataset = open_study().published
    with pytest.raises(QueryRefused, match="cannot be used"):
        run_query(dataset, "SELECT * { ?s skos:prefLabel ?t FILTER(REGEX(?t, '(?=데이터)')) }")
    assert len(list(run_query(dataset, "SELECT * { ?s skos:prefLabel ?t FILTER(REGEX(?t, '데이터')) }"))) > 5


FROM_DATA = {
    "values": ("SELECT * { VALUES ?r { 'a' '(?=a)' } FILTER(REGEX('abc', ▶?r)) }", "'(?=a)'"),
    "bound": ("SELECT * { BIND('(a)\\\\1' AS ?r) FILTER(REGEX('abc', ▶?r, 'i')) }", "cannot be used"),
    "made": ("SELECT * { VALUES ?r { 'b' } FILTER(REGEX('abc', ▶CONCAT('(?<!', ?r, ')'))) }", "'(?<!b)'"),
    "number in the making": ("SELECT * { FILTER(REGEX('abc', ▶CONCAT('(?<!', STR(1), ')'))) }", "'(?<!1)'"),
    "subtraction": ("SELECT * { VALUES ?r { '[a-z-[b]]' } FILTER(REGEX('abc', ▶?r)) }", "cannot be used"),
    "open": ("SELECT * { VALUES ?r { '(' } FILTER(COALESCE(REGEX('abc', ▶?r), true)) }", "cannot be used"),
    "replaced": ("SELECT (REPLACE('abc', ▶?r, 'x') AS ?y) { VALUES ?r { 'a' '(?!a)' } }", "'(?!a)'"),
    "options": ("SELECT (REPLACE('abc', ▶'a', 'x', ?f) AS ?y) { VALUES ?f { 'i' 'g' } }", "option 'g'"),
    "ask": ("ASK { VALUES ?r { '(?=a)' } FILTER(REGEX('abc', ▶?r)) }", "cannot be used"),
    "triples": ("CONSTRUCT { <a:a> <a:b> ?r } { VALUES ?r { '(?=a)' } FILTER(!REGEX('abc', ▶?r)) }", "cannot be used"),
    "the second": ("SELECT * { VALUES (?q ?r) { ('a' '(?=a)') } FILTER(REGEX('abc', ?q) && REGEX('b', ▶?r)) }", "(?=a)"),
    "inside another": ("SELECT (REPLACE('abc', REPLACE('(?=)', ▶?r, 'x'), 'y') AS ?y) { VALUES ?r { '(?=' } }", "'(?='"),
    "in a language": ("SELECT * { VALUES ?r { '가'@ko } FILTER(REGEX('가나', ▶?r)) }", "STR(...)"),
    "after notes": ("SELECT * { VALUES ?r { '(?=a)' }\n# service\nFILTER(regex # (\n ('service', # of\n▶?r # the data\n, 'i' # so\n)) }", "(?=a)"),
}  # fmt: skip


@pytest.mark.parametrize(("marked", "said"), FROM_DATA.values(), ids=list(FROM_DATA))
def test_a_pattern_out_of_the_data_that_would_lose_rows_says_so(marked: str, said: str) -> None:
    offset, sparql = marked.index(MARK), marked.replace(MARK, "")
    before = sparql[:offset]
    with pytest.raises(QueryRefused) as told:
        run_query(open_study().published, sparql)
    assert (told.value.line, told.value.column) == (
        before.count("\n") + 1,
        offset - (before.rfind("\n") + 1) + 1,
    )
    assert said in told.value.message.en


@pytest.mark.parametrize(
    ("sparql", "rows"),
    [
        ("SELECT ?r { VALUES ?r { 'a' 'x' '^AB' 'C$' 'b|x' } FILTER(REGEX('abc', ?r, 'i')) }", 4),
        ("SELECT ?r { VALUES (?r ?f) { ('(?=' 'q') ('B' 'qi') ('B' 's') ('a b' 'x') } FILTER(REGEX('ab(?=', ?r, ?f)) }", 3),
        ("SELECT ?r { VALUES ?r { 'a' UNDEF } FILTER(REGEX('abc', ?r)) }", 1),
        ("SELECT ?y { VALUES ?r { '(b)' '[ac]' } BIND(REPLACE('abc', ?r, '<$0>') AS ?y) FILTER(?y IN ('a<b>c', '<a>b<c>')) }", 2),
        ("SELECT ?service { VALUES ?service { 'service' } FILTER(REGEX('a service', ?service)) }", 1),
        ("SELECT ?r { VALUES ?r { '가.*나' } FILTER(REGEX('가 나'@ko, ?r)) }", 1),
        ("SELECT ?s { ?s skos:prefLabel ?t . VALUES ?r { '디지털플랫폼정부' } FILTER(REGEX(?t, ?r)) }", None),
    ],
)  # fmt: skip
def test_patterns_out_of_the_data_work(sparql: str, rows: int | None) -> None:
    dataset = open_study().published
    found = len(list(run_query(dataset, sparql)))
    plain = dataset.store.query(sparql, prefixes=dataset.names.prefixes, use_default_graph_as_union=True)
    assert found == len(list(plain)) == (found if rows is None else rows) > 0


ROWS = " ".join(f"VALUES ?v{column} {{ {' '.join(map(str, range(3000)))} }}" for column in range(4))
LARGE = f"{ROWS} FILTER(?v0 + ?v1 + ?v2 + ?v3 = -1)"  # some 10^14 rows, none of which is kept


@pytest.mark.parametrize(
    "sparql",
    [
        f"ASK {{ {LARGE} }}",
        f"SELECT (COUNT(*) AS ?n) {{ {LARGE} }}",
        f"SELECT * {{ {LARGE} }} ORDER BY ?v0 LIMIT 1 # the end",
        f"SELECT ?v0 {{ {LARGE} }} GROUP BY ?v0 HAVING(COUNT(?v1) > 1) ORDER BY DESC(?v0)OFFSET 3 VALUES ?v0 {{ 1 }}",
        f"SELECT DISTINCT ?v0 {{ {LARGE} }}LIMIT5",
        f"SELECT (EXISTS {{ {LARGE} }} AS ?x) {{ {{ SELECT * {{ {LARGE} }} ORDER BY ?v0 }} }}",
        f"DESCRIBE ?v0 {{ {LARGE} }} ORDER BY ?v0",
        f"CONSTRUCT {{ [] rdf:value ?v0 }} {{ {{ SELECT ?v0 {{ {LARGE} }} ORDER BY ?v1 }} }}",
    ],
)
def test_a_query_is_checked_without_being_run(sparql: str) -> None:
    check_query(sparql)
    with pytest.raises(QueryRefused, match="not well-formed"):
        check_query(sparql.replace("FILTER(?v0", "FILTER(?v0)", 1))


@pytest.mark.parametrize(
    ("sparql", "said"),
    [
        ("SELECT * { ?s ?p ?o } ORDER BY", "at the end of the query"),
        ("SELECT * { ?s ?p ?o } ORDER BY # nothing", "not well-formed"),
        ("SELECT * { ?s ?p ?o } ORDER BY LIMIT 3", "not well-formed"),
        ("SELECT * { ?s ?p ?o } ORDER", "not well-formed"),
        ("SELECT * { ?s ?p ?o } LIMIT", "at the end of the query"),
        ("ASK { ?s ?p ?o } GROUP BY", "not well-formed"),
        ("SELECT (<http://example.org/f>(1) AS ?x) {}", "<http://example.org/f> is not supported"),
        ("SELECT * {} ORDER BY <http://example.org/f>(1)", "<http://example.org/f> is not supported"),
        (f"ASK {{ {LARGE} FILTER(<http://example.org/f>(1)) }} LIMIT 1", "<http://example.org/f> is not supported"),
    ],
)
def test_what_is_never_run_is_still_read_whole(sparql: str, said: str) -> None:
    with pytest.raises(QueryRefused, match=said):
        check_query(sparql)


class CountingStore:
    """A store that keeps what is asked of it."""

    def __init__(self) -> None:
        self.store = pyoxigraph.Store()
        self.asked: list[str] = []

    def query(self, text: str, **more: Any) -> Any:
        self.asked.append(text)
        return self.store.query(text, **more)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (
            "SELECT ?t ?b ?none { VALUES (?t ?r) { ('가'@ko '가') (1.50 '1') ('x' 'y') (true 't') ('\u0001' '.') } "
            "BIND(BNODE() AS ?b) FILTER(REGEX(STR(?t), ?r)) }",
            4,
        ),
        ("SELECT ?t { VALUES (?t ?r) { ('a' 'b') } FILTER(REGEX(?t, ?r)) }", 0),
        ("ASK { VALUES ?r { 'a' 'b' } FILTER(REGEX('b', ?r)) }", None),
        ("CONSTRUCT { <x:s> <x:p> ?r } WHERE { VALUES ?r { 'a' 'b' } FILTER(REGEX('ab', ?r)) }", 2),
    ],
    ids=["rows", "no row", "ask", "construct"],
)
def test_a_pattern_out_of_the_data_is_looked_at_in_the_one_run(query: str, rows: int | None) -> None:
    counting = CountingStore()
    answer = Dataset(store=cast(Any, counting)).query(query)
    assert len(counting.asked) == 1
    plain: Any = counting.store.query(query)
    if rows is None:
        assert bool(answer) is bool(plain) is True
        return
    if query.startswith("SELECT"):
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        assert answer.variables == plain.variables
        answer, plain = ([row["t"] for row in result] for result in (answer, plain))
    found = list(answer)
    assert len(found) == rows
    assert found == list(plain)
