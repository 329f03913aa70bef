r"""Regular expressions in queries: which ones the engine cannot do.

The engine's expressions have no looking ahead or back and no references to groups, and in a class ``-[`` means something
else than in the standard. SPARQL makes an error of a filter leave the row out, so that such a query would answer with no
rows and no word. Patterns that stand in the query are therefore tried before it runs.

>>> found = unusable_pattern('SELECT * { ?s ?p ?o FILTER(REGEX(?o, "(?=a)")) }')
>>> found.offset, found.what.en.split(":")[0]
(37, "the regular expression '(?=a)' cannot be used")
>>> unusable_pattern('SELECT * { ?s ?p ?o FILTER(REGEX(?o, "^a.*b$", "i")) }')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from policygraph.ontology.lexemes import Piece, pieces, without_keyword
from policygraph.ontology.mistakes import Mistake
from policygraph.ontology.namespaces import PREFIXES
from policygraph.records.kinds import Text

_SUBTRACTION = re.compile(r"(?<!\\)\[(?:[^\]\\]|\\.)*-\[")
_FLAGS = {"regex": 2, "replace": 3}  # which argument holds the options; the pattern is number 1
_MAKERS = ("concat", "str", "lcase", "ucase", "strbefore", "strafter")
_LONGEST = 20  # pieces of a pattern that is put together


def unusable_pattern(sparql: str) -> Mistake | None:
    """Return the first regular expression in *sparql* that the engine cannot do, or ``None``.

    Only patterns without variables can be told; those that come out of the data cannot.
    """
    found = list(pieces(sparql))
    for number, piece in enumerate(found[:-1]):
        name = piece.text.lower()
        if piece.kind == "word" and name in _FLAGS and found[number + 1].text == "(":
            mistake = _tried(name, _arguments(found, number + 2))
            if mistake is not None:
                return mistake
    return None


def _arguments(found: Sequence[Piece], start: int) -> list[list[Piece]]:
    """Return the pieces of each argument of the call whose first argument begins at *start*."""
    arguments: list[list[Piece]] = [[]]
    depth = 0
    for number in range(start, len(found)):
        piece = found[number]
        if piece.text in ("(", "[", "{"):
            depth += 1
        elif piece.text in (")", "]", "}"):
            depth -= 1
            if depth < 0:
                break
        elif piece.text == "," and depth == 0:
            arguments.append([])
            continue
        arguments[-1].append(piece)
    return arguments


def _constant(argument: Sequence[Piece]) -> str | None:
    """Return the text of an argument that is the same for every row, or ``None``: strings, put together or not."""
    parts = []
    for piece in argument:
        if piece.kind == "string":
            parts.append(without_keyword(piece.text))
        elif piece.text in ("(", ",", ")") or (piece.kind == "word" and piece.text.lower() in _MAKERS):
            parts.append(piece.text)
        elif piece.kind != "comment":
            return None
    return "".join(parts) if 0 < len(parts) <= _LONGEST else None


def _tried(name: str, arguments: Sequence[Sequence[Piece]]) -> Mistake | None:
    pattern = _constant(arguments[1]) if len(arguments) > 1 else None
    value = None if pattern is None else _value(pattern)
    if value is None:
        return None  # made from the data, or no text at all: the engine says what is wrong with that
    if _SUBTRACTION.search(value) or _value(f'REGEX("", {pattern})') is None:
        return Mistake(
            arguments[1][0].offset,
            Text(
                f"정규식 '{value}'을(를) 쓸 수 없습니다. 앞뒤를 살피는 (?= (?! (?<=, 되받는 \\1, 빼는 [a-z-[..]] 등은 이 엔진에 없습니다. "
                "CONTAINS, STRSTARTS를 쓰거나 조건을 나누어 적어 주세요",
                f"the regular expression {value!r} cannot be used: this engine has no looking ahead or back such as (?= (?! (?<=, "
                "no references such as \\1 and no subtraction such as [a-z-[..]]; use CONTAINS, STRSTARTS or several conditions",
            ),
        )
    at = _FLAGS[name]
    options = _constant(arguments[at]) if len(arguments) > at else None
    chosen = None if options is None else _value(options)
    if chosen is not None and _value(f'REGEX("", "", {options})') is None:
        return Mistake(
            arguments[at][0].offset,
            Text(
                f"정규식 옵션 '{chosen}'은(는) 없습니다. i, s, m, x, q를 쓸 수 있습니다",
                f"there is no option {chosen!r} of a regular expression; use i, s, m, x or q",
            ),
        )
    return None


def _value(expression: str) -> str | None:
    """Return what the engine makes of *expression* without any data, or ``None`` where it makes an error of it."""
    import pyoxigraph

    try:
        rows: Any = pyoxigraph.Store().query(f"SELECT ({expression} AS ?value) {{}}", prefixes=dict(PREFIXES))
        found = next(iter(rows))["value"]
    except (SyntaxError, ValueError, RuntimeError):
        return None
    return None if found is None else str(found.value)
