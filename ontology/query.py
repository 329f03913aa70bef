r"""Runs SPARQL that a person wrote: only queries, never an update, and nothing that could reach the network or a file.

The engine itself would follow ``SERVICE`` to any address and cannot be told not to. Its grammar knows that one keyword
for leaving the dataset, and it decodes ``\u`` escapes in strings and IRIs only. So `prepare` lets the word reach the
engine nowhere but where it cannot be a keyword: in strings and IRIs it is written with an escape, comments are emptied,
and anywhere else it is refused. This does not depend on two parsers reading a text alike: where `LEXEME` and the engine
disagree, the engine finds an escape that it does not accept there.

>>> prepare('SELECT * { ?s ?p "Service" }').text
'SELECT * { ?s ?p "\\u0053ervice" }'
>>> prepare("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
Traceback (most recent call last):
policygraph.ontology.query.QueryRefused: SERVICE is refused: a query never leaves this dataset...
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from policygraph.ontology.namespaces import PREFIXES, Names
from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Text

LEXEME = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<word>[^\W\d]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
_LEAVING = re.compile("service", re.IGNORECASE)
_UPDATES = ("insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with")
_FRESH = {"now", "rand", "uuid", "struuid", "bnode"}
_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_WORD = re.compile(r'"[^"]*"|\b[A-Z]{2,}(?: [A-Z]+)*\b')


class QueryRefused(PolicyGraphError):  # noqa: N818 - what happened to the query
    """The query is not SPARQL, is an update, or would reach out of the dataset; *line* and *column* count from 1."""

    def __init__(self, message: Text, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class Queryable(Protocol):
    """What a query can be put to: the embedded dataset, or one that lives in another store."""

    names: Names

    def query(self, sparql: str) -> Any:
        """Run a query and return pyoxigraph's kind of result."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that may be run: its *text*, whether it names its own graphs, and whether each run may answer anew."""

    text: str
    names_graphs: bool = False
    fresh: bool = False


def run_query(dataset: Queryable, sparql: str) -> Any:
    """Run the query *sparql* and return pyoxigraph's result; the default graph is the union of all graphs.

    The usual prefixes (``pg:``, ``skos:``, ``dcterms:``...) need no declaration. Raises `QueryRefused`.

    >>> from policygraph import open_study
    >>> bool(run_query(open_study().published, "ASK { ?task pg:implements ?item }"))
    True
    """
    prepared = prepare(sparql)
    try:
        return dataset.query(prepared.text)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise refusal(error, sparql) from error


def check_query(sparql: str, prefixes: Mapping[str, str] | None = None) -> None:
    """Raise `QueryRefused` unless *sparql* is well-formed and stays inside the dataset; *prefixes* need no declaration."""
    import pyoxigraph

    text = prepare(sparql).text
    try:
        pyoxigraph.Store().query(text, prefixes=dict(PREFIXES if prefixes is None else prefixes))
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise refusal(error, sparql) from error


def prepare(sparql: str) -> Prepared:
    """Return *sparql* as it may be run; raises `QueryRefused` where it is an update or could leave the dataset."""
    words: list[str] = []
    leaves = _LEAVING.search(sparql) is not None
    pieces: list[str] = []
    end = 0
    for found in LEXEME.finditer(sparql):
        kind, piece = found.lastgroup or "", found.group()
        if kind == "word":
            words.append(piece.lower())
        if leaves:
            between = sparql[end : found.start()]
            pieces += [between, _kept_inside(kind, piece, sparql, found.start())]
            end = found.end()
    first = next((word for word in words if word not in ("prefix", "base")), "")
    if first in _UPDATES:
        raise QueryRefused(
            Text(
                "자료를 바꾸는 명령(UPDATE)은 받지 않습니다. SELECT, ASK, CONSTRUCT, DESCRIBE만 쓸 수 있습니다.",
                "updates are refused; use SELECT, ASK, CONSTRUCT or DESCRIBE",
            )
        )
    text = "".join([*pieces, sparql[end:]]) if leaves else sparql
    return Prepared(text, names_graphs="from" in words, fresh=not _FRESH.isdisjoint(words))


def _kept_inside(kind: str, piece: str, sparql: str, start: int) -> str:
    if not _LEAVING.search(piece):
        return piece
    if kind == "comment":
        return "#"
    if kind in ("string", "iri"):
        return _LEAVING.sub(lambda word: f"\\u{ord(word.group()[0]):04x}{word.group()[1:]}", piece)
    if kind == "variable" and len(_LEAVING.findall(piece)) == 1 and piece[1:8].lower() == "service":
        return piece
    line, column = _place(sparql, start)
    raise QueryRefused(
        Text(
            "SERVICE는 쓸 수 없습니다. 질의는 이 자료 밖으로 나가지 않습니다. "
            f"({line}번째 줄 {column}번째 글자. 이름에 service가 들어 있다면 <...> 안에 전체 IRI로 적어 주세요.)",
            "SERVICE is refused: a query never leaves this dataset "
            f"(line {line}, column {column}; a name that holds the word can be written as a full IRI in <...>)",
        ),
        line=line,
        column=column,
    )


def _place(sparql: str, offset: int) -> tuple[int, int]:
    before = sparql[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def refusal(error: Exception | str, sparql: str) -> QueryRefused:
    """Return what the engine said about *sparql* as people can use it: where, what was found, what was expected."""
    said = str(error)
    found = _POSITION.search(said)
    if found is None:
        return QueryRefused(Text(f"질의를 실행할 수 없습니다: {said}", f"the query cannot be run: {said}"))
    line, column = int(found[1]), int(found[2])
    lines = sparql.split("\n")
    shown = lines[line - 1] if line <= len(lines) else ""
    rest = shown[column - 1 : column + 19].strip()
    expected = ", ".join(dict.fromkeys(word.strip('"') for word in _WORD.findall(found[3].split("[", 1)[0])))
    return QueryRefused(
        Text(
            f"SPARQL 문법에 맞지 않습니다: {line}번째 줄 {column}번째 글자, "
            + (f"'{rest}' 앞." if rest else "질의의 끝.")
            + (f" 올 수 있는 것: {expected}." if expected else "")
            + " 괄호, 마침표, 접두어를 확인하세요.",
            f"not well-formed SPARQL at line {line}, column {column}, "
            + (f"before {rest!r}" if rest else "at the end of the query")
            + (f"; expected one of: {expected}" if expected else "")
            + ". Check brackets, full stops and prefixes.",
        ),
        line=line,
        column=column,
    )
