"""However a query that leaves the dataset is disguised, none gets out; and the word where it is only a word is let be."""

from __future__ import annotations

import random
import subprocess
import sys

import pyoxigraph
import pytest
from materials import isolation, needs
from policygraph.ontology.query import Prepared, QueryRefused, prepare
from services import Listener

MANY = 30_000
BLANKS = [" ", "\n", "\r", "\r\n", "\t", "  ", "#\n", "# SERVICE <x:y>\r", "#'\n", '#"""\r', "#<\n", "# \\\n"]
NO_SEPARATION_NEEDED = [
    "true",
    "'a'",
    '"a"',
    "'''a'b'''",
    "<x:y>",
    "1.",
    "[]",
    "()",
    "?o .",
    "?o ;",
    "p:q .",
    "'a'^^<x:y>",
]
DECOYS = [
    '"WORD"', "'WORD'", '"""WORD"""', "'''a 'WORD'' '''", '"\\" WORD <URL> {}"', "'\\\\'", '"\\\\\\" WORD"', "'# WORD'", '"<WORD"',
    "<x:WORD>", "<x:#WORD>", "<x:a'WORD>", '"\\u0022 WORD <URL> {"', "<x:\\u0057WORD>", "'\\u0053ERVICE'", "'\\\\u0053ERVICE'",
    '"a"@ko', "'WORD'@en", "'WORD'^^<x:WORD>", '"""\nWORD <URL> { ?a ?b ?c }\n"""', '""', "''", '""""WORD"""', "'é가\U0001f600 WORD'",
]  # fmt: skip
WHERE = [
    "{ X }", "{ ?s ?p ?o X }", "{ ?s ?p OBJECT X }", "{ OPTIONAL { X } }", "{ ?s ?p ?o MINUS { X } }", "{ { X } UNION { ?s ?p ?o } }",
    "{ { ?s ?p ?o } UNION { X } }", "{ { SELECT * { X } } }", "{ { SELECT DISTINCT ?s WHERE { X } LIMIT 5 } }", "{ ?s ?p ?o FILTER EXISTS { X } }",
    "{ ?s ?p ?o FILTER(!EXISTS { X }) }", "{ ?s ?p ?o FILTER(?s<?o||EXISTS{X}) }", "{ ?s ?p ?o FILTER NOT EXISTS { X } }", "{ ?s ?p ?o LATERAL { X } }",
    "{ GRAPH ?g { X } }", "{ {{{ X }}} }", "{ VALUES ?v { 1 2 } X }", "{ BIND(EXISTS { X } AS ?e) }", "{ X } ORDER BY ?s",
    "{ ?s (p:a|!p:b)*/^p:c ?o X }", "{ ?s ?p ?o FILTER(?o > 1) X }", "{ ?s ?p ?o FILTER(?o < 1 && 2 > ?o) X }", "{} GROUP BY ?s HAVING(EXISTS { X })",
]  # fmt: skip
HEADS = [
    "SELECT *",
    "SELECT ?s WHERE",
    "ASK",
    "CONSTRUCT { ?s ?p ?o } WHERE",
    "DESCRIBE ?s WHERE",
    "SELECT (COUNT(*) AS ?n)",
]
INSERTED = "\"'<>#\\\n\r{}()^@;.,:?_- \u00a0\u200b\ufeffsS"


class Disguises:
    """Makes queries at random, always the same for one *seed*; what would be heard is sent to *url*."""

    def __init__(self, seed: int, url: str) -> None:
        self.chance = random.Random(seed)
        self.url = url

    def word(self) -> str:
        """Return the keyword in letters of either case."""
        return "".join(self.chance.choice((letter, letter.upper())) for letter in "service")

    def odd_word(self) -> str:
        """Return what resembles the keyword: escapes, full-width letters, letters that fold to those of ASCII."""
        place, word = self.chance.randrange(7), self.word()
        letter = word[place]
        odd = self.chance.choice(
            (
                f"\\u{ord(letter):04x}", f"\\U{ord(letter):08X}", chr(ord(letter) + 0xFEE0), {"s": "\u017f", "i": "\u0131"}.get(letter.lower(), letter),
                f"\u200b{letter}", f"%{ord(letter):02X}", f"{letter}\u00ad", f"\\{letter}", f"{letter}/**/",
            )
        )  # fmt: skip
        return word[:place] + odd + word[place + 1 :]

    def blank(self) -> str:
        """Return what may stand between two words."""
        return "".join(self.chance.choice(BLANKS) for _ in range(self.chance.randint(1, 3)))

    def decoy(self) -> str:
        """Return a pattern that holds the word where it is none."""
        text = self.chance.choice(DECOYS).replace("WORD", self.word()).replace("URL", self.url)
        return f"BIND({text} AS ?d{self.chance.randrange(10**9)}){self.blank()}"

    def leaving(self, *, odd: bool) -> str:
        """Return a pattern that asks another endpoint."""
        named, before = self.chance.choice(
            ((f"<{self.url}>", ""), ("u:x", ""), ("?u", f"BIND(<{self.url}> AS ?u)"), (f"<{self.url}#'>", ""))
        )
        silent = self.chance.choice(("", "", f"SILENT{self.blank()}", f"sIlEnT{self.blank()}"))
        word = self.odd_word() if odd else self.word()
        gap = "" if named != "u:x" and not silent and self.chance.random() < 0.2 else self.blank()
        return f"{before}{word}{gap}{silent}{named}{self.chance.choice(BLANKS)}{{ ?s ?p ?o }}"

    def query(self, leaving: str) -> str:
        """Return a query around *leaving*."""
        inside = [self.decoy() for _ in range(self.chance.randint(0, 3))]
        inside.insert(self.chance.randint(0, len(inside)), leaving)
        where = self.chance.choice(WHERE).replace("X", "".join(inside))
        where = where.replace("OBJECT", self.chance.choice(NO_SEPARATION_NEEDED), 1)
        head = f"PREFIX u:{self.blank()}<{self.url}/>{self.blank()}PREFIX p: <x:p>{self.blank()}"
        return f"{head}{self.chance.choice(HEADS)}{self.blank()}{where}{self.chance.choice(('', self.blank()))}"

    def spoilt(self, query: str) -> str:
        """Return *query* with a few letters more or less, so that two readers may take it for different things."""
        for _ in range(self.chance.randint(1, 3)):
            place = self.chance.randrange(len(query))
            query = query[:place] + self.chance.choice(INSERTED) + query[place + self.chance.randint(0, 1) :]
        return query


def put_to_the_engine(store: pyoxigraph.Store, text: str, prepared: Prepared | None = None) -> str:
    """Return the answer of the engine to *text*, or what it says of it."""
    functions = {} if prepared is None else prepared.functions
    try:
        found = store.query(text, use_default_graph_as_union=True, custom_functions=functions)
        return str(bool(found)) if isinstance(found, pyoxigraph.QueryBoolean) else "\n".join(sorted(map(str, found)))
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        return type(error).__name__


@pytest.fixture
def store() -> pyoxigraph.Store:
    """A store in which every pattern finds something to start from."""
    some = pyoxigraph.NamedNode("x:a")
    found = pyoxigraph.Store()
    found.add(pyoxigraph.Quad(some, some, pyoxigraph.Literal("1"), pyoxigraph.NamedNode("x:g")))
    return found


@pytest.mark.parametrize("kind", ["plain", "odd", "spoilt"])
def test_no_disguised_query_gets_out(store: pyoxigraph.Store, listener: Listener, kind: str) -> None:
    made = Disguises(20261125, listener.url)
    refused = passed = 0
    for _ in range(MANY // 3):
        query = made.query(made.leaving(odd=kind == "odd"))
        if kind == "spoilt":
            query = made.spoilt(query)
        try:
            prepared = prepare(query)
        except QueryRefused:
            refused += 1
            continue
        passed += 1
        for text in filter(None, {prepared.text, prepared.watched}):
            put_to_the_engine(store, text, prepared)
    assert listener.heard == []
    assert refused + passed == MANY // 3
    if kind == "plain":
        assert passed == 0
    else:  # those that the reader before the engine lets through are what this test is for
        assert min(refused, passed) > 100


def test_the_disguises_are_real(store: pyoxigraph.Store, listener: Listener) -> None:
    """Without the reader before it the engine does go out for them, so that the other tests could fail."""
    made = Disguises(7, listener.url)
    gone_out = 0
    for _ in range(300):
        query = made.query(made.leaving(odd=False))
        before = len(listener.heard)
        put_to_the_engine(store, query)
        if len(listener.heard) > before:
            gone_out += 1
            with pytest.raises(QueryRefused):
                prepare(query)
    assert gone_out > 100


SEALED = """
import pathlib, sys
import pyoxigraph
from policygraph.server.worker import seal
before = pathlib.Path("/proc/self/ns/net").readlink()
seal(1 << 20)
print(before != pathlib.Path("/proc/self/ns/net").readlink(), flush=True)
for query in sys.stdin.read().split(chr(0)):
    try:
        list(pyoxigraph.Store().query(query))
    except (OSError, RuntimeError, SyntaxError):
        pass
"""


@needs(isolation())
def test_a_sealed_process_lets_no_disguised_query_out(listener: Listener) -> None:
    """Put to the engine itself, past every reader, they find an empty network in a process that gave its own up."""
    made = Disguises(11, listener.url)
    queries = "\0".join(f"SELECT * {{ {made.leaving(odd=False)} }}" for _ in range(100))
    done = subprocess.run([sys.executable, "-c", SEALED], input=queries, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"  # the process has given up its network
    assert listener.heard == []


def test_the_word_where_it_is_only_a_word_changes_nothing(store: pyoxigraph.Store) -> None:
    made = Disguises(3, "http://127.0.0.1:9/x")
    answered = 0
    for _ in range(MANY // 10):
        query = made.query("")
        prepared = prepare(query)
        answer = put_to_the_engine(store, query)
        assert put_to_the_engine(store, prepared.text) == answer, query
        answered += "Error" not in answer
    assert answered > MANY // 20
