r"""Has the engine read a query without running it.

The engine has no way to read a query alone, and to run one may take hours even on nothing: a query can bring its own rows
and have them counted. What reads the files of a workspace must not wait for that. The engine looks up all functions of a
query before it runs anything, and the order of the rows last: it is given an order by a function that nobody has, and
stops there with everything read that a query can have wrong.

>>> read_by_engine("SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 } } LIMIT 1", {})
>>> read_by_engine("SELECT ?n {} GROUP BY ?s", {})
Traceback (most recent call last):
SyntaxError: error at ...
"""

from __future__ import annotations

from collections.abc import Mapping

from policygraph.ontology.lexemes import pieces

_NOBODYS = "urn:policygraph:never"
_BEHIND_ORDER = ("limit", "offset", "values")


def never_run(sparql: str) -> tuple[str, str, str]:
    r"""Return *sparql* in two parts, and between them what makes the engine stop once it has read all.

    >>> "".join(never_run("ASK { ?s ?p ?o } LIMIT 1"))
    'ASK { ?s ?p ?o } \n ORDER BY <urn:policygraph:never>(1) LIMIT 1'
    """
    depth, ordered, unfinished, end = 0, False, False, len(sparql)
    for piece in pieces(sparql):
        if piece.kind == "sign":
            depth += (piece.text in "({[") - (piece.text in ")}]")
        elif piece.kind == "word" and depth == 0:
            word = piece.text.lower()
            if word.startswith(_BEHIND_ORDER):
                end = piece.offset
                break
            ordered = ordered or word.startswith("order")
        if piece.kind != "comment":
            unfinished = ordered and piece.text.lower() in ("order", "by", "orderby")
    if unfinished:
        return sparql[:end], "", sparql[end:]
    return sparql[:end], f"\n {'' if ordered else 'ORDER BY '}<{_NOBODYS}>(1) ", sparql[end:]


def read_by_engine(sparql: str, prefixes: Mapping[str, str]) -> None:
    """Raise what the engine raises about *sparql* before it runs it: `SyntaxError`, or `RuntimeError` of an unknown function."""
    import pyoxigraph

    try:
        pyoxigraph.Store().query("".join(never_run(sparql)), prefixes=dict(prefixes))
    except RuntimeError as error:
        if _NOBODYS not in str(error):
            raise
