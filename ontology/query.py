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

from policygraph.ontology.lexemes import LEAVING, LEXEME, without_keyword, words_of
from policygraph.ontology.mistakes import Mistake, find_mistake, furthest
from policygraph.ontology.namespaces import PREFIXES, Names
from policygraph.ontology.parsing import read_by_engine
from policygraph.ontology.patterns import Patterns, unusable_pattern
from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Text

_UPDATES = ("insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with")
_FRESH = {"now", "rand", "uuid", "struuid", "bnode"}
_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_SAID = {
    "contains a variable that is unbound": (
        "SELECT에 GROUP BY나 집계에 없는 변수가 있습니다",
        "SELECT has a variable that neither GROUP BY nor an aggregate gives a value",
    ),
    "IRI parsing failed": ("주소 <...>를 읽을 수 없습니다", "the IRI <...> cannot be read"),
}
_OPERATORS = re.compile(r"[!|&+*/^-]")
_OPERATOR_WORDS = frozenset(("union", "minus", "optional", "if", "exists", "in"))
_MOST_LOOKED_AT = 200_000  # letters of a query whose mistake is looked for
MOST_LEVELS = 64
"""The most brackets within brackets that are passed to the engine, which ends the program beyond some hundreds."""
MOST_OPERATORS = 1_000
"""The most operators of a query, for the same reason: the engine climbs a level for each operator of a chain."""


class QueryRefused(PolicyGraphError):  # noqa: N818 - what happened to the query
    """The query is not SPARQL, is an update, or would reach out of the dataset; *line* and *column* count from 1."""

    def __init__(self, message: Text, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class Queryable(Protocol):
    """What a query can be put to: the embedded dataset, or one that lives in another store."""

    names: Names

    def query(self, sparql: str) -> Any:
        """Run a query as `prepare` lets it and return pyoxigraph's kind of result."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that may be run: its *text*, whether it names its own graphs, and whether each run may answer anew.

    Where regular expressions come out of variables or the data there are *patterns*: *watched* is then the text to run,
    with ``patterns.functions``, and `require_usable` is to be called when the run has come to its end.
    """

    text: str
    names_graphs: bool = False
    fresh: bool = False
    patterns: Patterns | None = None
    watched: str = ""

    @property
    def functions(self) -> dict[Any, Any]:
        """The functions of its own that *watched* calls, as the engine takes them."""
        return {} if self.patterns is None else self.patterns.functions

    def require_usable(self) -> None:
        """Raise `QueryRefused` where the run has met a regular expression that the engine cannot do."""
        if self.patterns is not None and self.patterns.mistake is not None:
            raise _refused_pattern(self.patterns.sparql, self.patterns.mistake)


def run_query(dataset: Queryable, sparql: str) -> Any:
    """Run the query *sparql* and return pyoxigraph's result; the default graph is the union of all graphs.

    The usual prefixes (``pg:``, ``skos:``, ``dcterms:``...) need no declaration. Raises `QueryRefused`.

    >>> from policygraph import open_study
    >>> bool(run_query(open_study().published, "ASK { ?task pg:implements ?item }"))
    True
    """
    try:
        return dataset.query(sparql)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise refusal(error, sparql) from error


def check_query(sparql: str, prefixes: Mapping[str, str] | None = None) -> None:
    """Raise `QueryRefused` unless *sparql* is well-formed and stays inside the dataset; *prefixes* need no declaration.

    The query is not run: what it would take to answer it does not matter.
    """
    text = prepare(sparql).text
    try:
        read_by_engine(text, PREFIXES if prefixes is None else prefixes)
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise refusal(error, sparql) from error


def prepare(sparql: str) -> Prepared:
    """Return *sparql* as it may be run; raises `QueryRefused` where it is an update or could leave the dataset."""
    words: list[str] = []
    bounds = _Bounds()
    end = 0
    for found in LEXEME.finditer(sparql):
        if found.lastgroup == "word":
            words += words_of(found.group().lower())
        bounds.pass_over(sparql[end : found.start()])
        end = found.end()
    bounds.pass_over(sparql[end:])
    text = _kept_inside(sparql)
    first = next((word for word in words if word not in ("prefix", "base")), "")
    if first in _UPDATES:
        raise QueryRefused(
            Text(
                "자료를 바꾸는 명령(UPDATE)은 받지 않습니다. SELECT, ASK, CONSTRUCT, DESCRIBE만 쓸 수 있습니다.",
                "updates are refused; use SELECT, ASK, CONSTRUCT or DESCRIBE",
            )
        )
    bounds.check(sum(word in _OPERATOR_WORDS for word in words))
    patterns = _patterns_of(sparql) if "regex" in words or "replace" in words else None
    return Prepared(
        text,
        names_graphs="from" in words,
        fresh=not _FRESH.isdisjoint(words),
        patterns=patterns,
        watched=text if patterns is None else _kept_inside(patterns.text),
    )


class _Bounds:
    """Counts what makes the engine climb: brackets within brackets, and operators."""

    def __init__(self) -> None:
        self.level = self.highest = self.operators = 0

    def pass_over(self, between: str) -> None:
        """Count what stands between two lexemes."""
        if between.isspace() or not between:
            return
        self.operators += len(_OPERATORS.findall(between))
        for sign in between:
            if sign in "{([":
                self.level += 1
                self.highest = max(self.highest, self.level)
            elif sign in "})]":
                self.level -= 1

    def check(self, operator_words: int) -> None:
        """Raise `QueryRefused` where a bound is passed."""
        if self.highest > MOST_LEVELS or self.operators + operator_words > MOST_OPERATORS:
            raise QueryRefused(
                Text(
                    f"질의가 너무 복잡합니다. 괄호 안의 괄호는 {MOST_LEVELS}겹, 연산자는 {MOST_OPERATORS:,}개까지 받습니다. "
                    "여러 값과 견줄 때는 VALUES나 IN을 쓰거나 질의를 나누어 주세요.",
                    f"the query is too complex: at most {MOST_LEVELS} brackets within brackets and {MOST_OPERATORS:,} operators. "
                    "Compare with many values by VALUES or IN, or split the query.",
                )
            )


def _patterns_of(sparql: str) -> Patterns | None:
    """Return the regular expressions that are only known at run time; raises `QueryRefused` where one that stands there cannot be used."""
    mistake = unusable_pattern(sparql)
    if mistake is not None:
        raise _refused_pattern(sparql, mistake)
    patterns = Patterns(sparql)
    return patterns if patterns.text != sparql else None


def _refused_pattern(sparql: str, mistake: Mistake) -> QueryRefused:
    """Return the refusal of a regular expression that the engine cannot do: it would leave out every row in silence."""
    line, column = _place(sparql, mistake.offset)
    return QueryRefused(
        Text(
            f"{line}번째 줄 {column}번째 글자: {mistake.what.ko}.", f"line {line}, column {column}: {mistake.what.en}."
        ),
        line=line,
        column=column,
    )


def _kept_inside(sparql: str) -> str:
    """Return *sparql* so that it cannot leave the dataset."""
    if not LEAVING.search(sparql):
        return sparql
    kept: list[str] = []
    end = 0
    for found in LEXEME.finditer(sparql):
        kept += [sparql[end : found.start()], _kept_piece(found.lastgroup or "", found.group(), sparql, found.start())]
        end = found.end()
    return "".join([*kept, sparql[end:]])


def _kept_piece(kind: str, piece: str, sparql: str, start: int) -> str:
    if not LEAVING.search(piece):
        return piece
    if kind == "comment":
        return "#"
    if kind in ("string", "iri"):
        return without_keyword(piece)
    if kind == "variable" and len(LEAVING.findall(piece)) == 1 and piece[1:8].lower() == "service":
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
    """Return what is wrong with *sparql*, about which the engine has said *error*, as people can use it: where, and what."""
    said = str(error)
    found = _POSITION.search(said)
    if found is None:
        return QueryRefused(Text(f"질의를 실행할 수 없습니다: {said}", f"the query cannot be run: {said}"))
    mistake, place = None, None
    if len(sparql) <= _MOST_LOOKED_AT:
        try:
            mistake, place = find_mistake(sparql), furthest(sparql, prepare(sparql).text)
        except QueryRefused as refused:
            return refused
    end = len(sparql.rstrip())
    if (
        mistake is not None
        and (place is None or mistake.offset <= place)
        and (not mistake.open or place in (None, end))
    ):
        line, column = _place(sparql, mistake.offset)
        return QueryRefused(
            Text(
                f"SPARQL 문법에 맞지 않습니다: {line}번째 줄 {column}번째 글자. {_closed(mistake.what.ko)}",
                f"not well-formed SPARQL at line {line}, column {column}: {_closed(mistake.what.en)}",
            ),
            line=line,
            column=column,
        )
    line, column = (int(found[1]), int(found[2])) if place is None else _place(sparql, place)
    lines = sparql.split("\n")
    rest = lines[line - 1][column - 1 : column + 19].strip() if line <= len(lines) else ""
    why = Text(*next(((f" ({ko})", f" ({en})") for said, (ko, en) in _SAID.items() if said in found[3]), ("", "")))
    return QueryRefused(
        Text(
            f"SPARQL 문법에 맞지 않습니다: {line}번째 줄 {column}번째 글자, "
            + (f"'{rest}' 앞까지 읽었습니다" if rest else "질의의 끝입니다")
            + f"{why.ko}. 그 앞뒤의 괄호, 마침표, 낱말의 차례를 확인하세요.",
            f"not well-formed SPARQL at line {line}, column {column}, "
            + (f"before {rest!r}" if rest else "at the end of the query")
            + f"{why.en}. Check brackets, full stops and the order of words there.",
        ),
        line=line,
        column=column,
    )


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith("?") else f"{sentence}."
