r"""Regular expressions in queries: which ones the engine cannot do.

The engine's expressions have no looking ahead or back and no references to groups, and in a class ``-[`` means something
else than in the standard. SPARQL makes an error of a filter leave the row out, so that such a query would answer with no
rows and no word. Patterns that stand in the query are therefore tried before it runs, and those that come out of variables
or the data while it runs (`Patterns`).

>>> found = unusable_pattern('SELECT * { ?s ?p ?o FILTER(REGEX(?o, "(?=a)")) }')
>>> found.offset, found.what.en.split(":")[0]
(37, "the regular expression '(?=a)' cannot be used")
>>> unusable_pattern('SELECT * { ?s ?p ?o FILTER(REGEX(?o, "^a.*b$", "i")) }')
>>> Patterns("SELECT * { ?s ?p ?o, ?r FILTER(REGEX(?o, ?r)) }").text
'SELECT * { ?s ?p ?o, ?r FILTER(REGEX(?o, <urn:policygraph:pattern:41>(?r))) }'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from policygraph.ontology.lexemes import Piece, pieces, without_keyword
from policygraph.ontology.mistakes import Mistake
from policygraph.ontology.namespaces import PREFIXES
from policygraph.records.kinds import Text

_SUBTRACTION = re.compile(r"(?<!\\)\[(?:[^\]\\]|\\.)*-\[")
_OPTIONS = {"regex": 2, "replace": 3}  # which argument holds the options; the pattern is number 1
_MAKERS = ("concat", "str", "lcase", "ucase", "strbefore", "strafter")
_LONGEST = 20  # pieces of a pattern that is put together
_FUNCTION = "urn:policygraph:pattern:"
_MOST_REMEMBERED = 10_000  # different patterns of a run


def unusable_pattern(sparql: str) -> Mistake | None:
    """Return the first regular expression written in *sparql* that the engine cannot do, or ``None``."""
    for name, arguments in _calls(sparql):
        mistake = _tried(name, arguments)
        if mistake is not None:
            return mistake
    return None


class Patterns:
    """The regular expressions of the query *sparql* that are only known while it runs.

    Attributes
    ----------
    text : str
        The query in which each of them passes through one of `functions`; *sparql* itself where there is none.
    mistake : Mistake or None
        The first that the engine could not do, once `text` was run with `functions`; its place is in *sparql*.
    """

    def __init__(self, sparql: str) -> None:
        self.sparql = sparql
        self.mistake: Mistake | None = None
        self._places: list[int] = []
        self._met: dict[str, bool] = {}  # by pattern and options as they are written
        room: list[tuple[int, str]] = []
        for name, arguments in _calls(sparql):
            at = _OPTIONS[name]
            looked_at = arguments[1:2] + arguments[at : at + 1]
            if not all(looked_at) or all(_constant(argument) is not None for argument in looked_at):
                continue
            start = looked_at[0][0].offset
            options = "".join(f", {sparql[argument[0].offset : argument[-1].end]}" for argument in looked_at[1:])
            self._places.append(start)
            room += [(start, f"<{_FUNCTION}{start}>("), (looked_at[0][-1].end, f"{options})")]
        parts, end = [], 0
        for offset, inserted in sorted(room):
            parts += [sparql[end:offset], inserted]
            end = offset
        self.text = "".join([*parts, sparql[end:]])

    @property
    def functions(self) -> dict[Any, Callable[..., Any]]:
        """What the engine calls with each pattern and its options: gives the pattern back, and notes what cannot be used."""
        import pyoxigraph

        return {pyoxigraph.NamedNode(f"{_FUNCTION}{place}"): partial(self._look, place) for place in self._places}

    def _look(self, place: int, pattern: Any, options: Any = None) -> Any:
        key = str(pattern) if options is None else f"{pattern}, {options}"
        usable = self._met.get(key)
        if usable is None:
            if len(self._met) >= _MOST_REMEMBERED:
                self._met.clear()
            mistake = _judged(place, place, str(pattern), None if options is None else str(options))
            usable = self._met[key] = mistake is None
            self.mistake = self.mistake or mistake
        return pattern if usable else None


def _calls(sparql: str) -> Iterator[tuple[str, list[list[Piece]]]]:
    """Yield the name and the arguments of each call in *sparql* that takes a regular expression."""
    found = [piece for piece in pieces(sparql) if piece.kind != "comment"]
    for number, piece in enumerate(found[:-1]):
        name = piece.text.lower()
        if piece.kind == "word" and name in _OPTIONS and found[number + 1].text == "(":
            yield name, _arguments(found, number + 2)


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
        elif (
            piece.kind == "language"
            or piece.text in ("(", ",", ")")
            or (piece.kind == "word" and piece.text.lower() in _MAKERS)
        ):
            parts.append(piece.text)
        else:
            return None
    return "".join(parts) if 0 < len(parts) <= _LONGEST else None


def _tried(name: str, arguments: Sequence[Sequence[Piece]]) -> Mistake | None:
    at = _OPTIONS[name]
    pattern = _constant(arguments[1]) if len(arguments) > 1 else None
    options = _constant(arguments[at]) if len(arguments) > at else None
    if pattern is None or (len(arguments) > at and options is None):
        return None  # made from the data, or nothing at all: the engine says what is wrong with that
    return _judged(arguments[1][0].offset, arguments[at][0].offset if options is not None else 0, pattern, options)


def _judged(place: int, place_of_options: int, pattern: str, options: str | None) -> Mistake | None:
    """Return why the expressions *pattern* and *options*, at these places, cannot be a regular expression, or ``None``."""
    value = _value(f"STR({pattern})")
    if value is None:
        return None  # an error of its own, for which the standard leaves a row out
    if _value(f"STRDT({pattern}, xsd:string)") is None:
        return Mistake(place, _not_plain(value))
    chosen = None if options is None else _value(f"STR({options})")
    if options is not None and (chosen is None or _value(f'REGEX("", "", {options})') is None):
        return Mistake(place_of_options, _no_option(chosen or options))
    whole = pattern if options is None else f"{pattern}, {options}"
    literally = chosen is not None and "q" in chosen
    if (_SUBTRACTION.search(value) and not literally) or _value(f'REGEX("", {whole})') is None:
        return Mistake(place, _cannot_be_used(value))
    return None


def _not_plain(value: str) -> Text:
    return Text(
        f"정규식 '{value}'은(는) 언어 표시나 자료형이 없는 글이어야 합니다. STR(...)로 감싸 주세요",
        f"the regular expression {value!r} must be a plain text without language or datatype; put STR(...) around it",
    )


def _no_option(chosen: str) -> Text:
    return Text(
        f"정규식 옵션 '{chosen}'은(는) 없습니다. i, s, m, x, q를 쓸 수 있습니다",
        f"there is no option {chosen!r} of a regular expression; use i, s, m, x or q",
    )


def _cannot_be_used(value: str) -> Text:
    return Text(
        f"정규식 '{value}'을(를) 쓸 수 없습니다. 앞뒤를 살피는 (?= (?! (?<=, 되받는 \\1, 빼는 [a-z-[..]] 등은 이 엔진에 없습니다. "
        "CONTAINS, STRSTARTS를 쓰거나 조건을 나누어 적어 주세요",
        f"the regular expression {value!r} cannot be used: this engine has no looking ahead or back such as (?= (?! (?<=, "
        "no references such as \\1 and no subtraction such as [a-z-[..]]; use CONTAINS, STRSTARTS or several conditions",
    )


def _value(expression: str) -> str | None:
    """Return what the engine makes of *expression* without any data, or ``None`` where it makes an error of it."""
    import pyoxigraph

    try:
        rows: Any = pyoxigraph.Store().query(f"SELECT ({expression} AS ?value) {{}}", prefixes=dict(PREFIXES))
        found = next(iter(rows))["value"]
    except (SyntaxError, ValueError, RuntimeError):
        return None
    return None if found is None else str(found.value)
