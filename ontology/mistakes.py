"""Where the mistake in a query is: what the engine says of a place is not where people have to look.

The engine names the furthest letter that it has looked at, which may lie in the next word or at the end. `find_mistake`
looks for what people get wrong (letters of word processors, words that SPARQL does not know, prefixes without a
declaration, strings and brackets left open); else `furthest` asks the engine again with room between the pieces, so that
it cannot look beyond the piece that it cannot read.

>>> sparql = "SELECT ?t { ?s ?p ?t . FILTR(?t > 1) }"
>>> mistake = find_mistake(sparql)
>>> sparql[mistake.offset :].split("(")[0], mistake.what.en
('FILTR', "SPARQL has no word 'FILTR'; did you mean FILTER, FLOOR?")
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from policygraph.ontology.lexemes import Piece, pieces
from policygraph.ontology.namespaces import PREFIXES
from policygraph.ontology.parsing import never_run, read_by_engine
from policygraph.records.issue import nearest
from policygraph.records.kinds import Text

WORDS = frozenset(
    [
        "a",
        "abs",
        "add",
        "adjust",
        "all",
        "as",
        "asc",
        "ask",
        "avg",
        "base",
        "bind",
        "bnode",
        "bound",
        "by",
        "ceil",
        "clear",
        "coalesce",
        "concat",
        "construct",
        "contains",
        "copy",
        "count",
        "create",
        "data",
        "datatype",
        "day",
        "default",
        "delete",
        "desc",
        "describe",
        "distinct",
        "drop",
        "encode_for_uri",
        "exists",
        "false",
        "filter",
        "floor",
        "from",
        "graph",
        "group",
        "group_concat",
        "having",
        "haslang",
        "haslangdir",
        "hours",
        "if",
        "in",
        "insert",
        "into",
        "iri",
        "isblank",
        "isiri",
        "isliteral",
        "isnumeric",
        "istriple",
        "isuri",
        "lang",
        "langdir",
        "langmatches",
        "lateral",
        "lcase",
        "limit",
        "load",
        "max",
        "md5",
        "min",
        "minus",
        "minutes",
        "month",
        "move",
        "named",
        "not",
        "now",
        "object",
        "offset",
        "optional",
        "order",
        "predicate",
        "prefix",
        "rand",
        "reduced",
        "regex",
        "replace",
        "round",
        "sameterm",
        "sample",
        "samevalue",
        "seconds",
        "select",
        "separator",
        "service",
        "sha1",
        "sha256",
        "sha384",
        "sha512",
        "silent",
        "str",
        "strafter",
        "strbefore",
        "strdt",
        "strends",
        "strlang",
        "strlangdir",
        "strlen",
        "strstarts",
        "struuid",
        "subject",
        "substr",
        "sum",
        "timezone",
        "to",
        "triple",
        "true",
        "tz",
        "ucase",
        "undef",
        "union",
        "uri",
        "using",
        "uuid",
        "values",
        "version",
        "where",
        "with",
        "year",
    ]
)
_OPENING = {"}": "{", ")": "(", "]": "["}
_QUOTES = "“”„‟″〃＂«»「」『』"
_MARKS = "‘’‚‛′＇`´"
_DASHES = "‐‑‒–—―−"
_IRI = re.compile(r"[^\W\d][\w+.-]*(?::/|[\s>]|\Z)|urn:|mailto:")
_ROOM = " " * 24  # more than the longest word that the engine tries
_MOST_PIECES = 5_000
_SIGN = re.compile(r"[^\x00-\x7f]|[~`\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where a query goes wrong, counted in letters from 0, and *what* is wrong there; *open* where something never ends."""

    offset: int
    what: Text
    open: bool = False


def find_mistake(sparql: str, known: Collection[str] = tuple(PREFIXES)) -> Mistake | None:
    """Return the first thing in *sparql* that no query can hold, or ``None``; prefixes in *known* need no declaration."""
    declared = set(known)
    open_brackets: list[Piece] = []
    before = Piece("sign", "", 0)
    last_word = ""
    for piece in pieces(sparql):
        found: Mistake | None = None
        if piece.kind == "sign":
            found = _in_signs(piece, open_brackets, sparql)
        elif piece.kind == "string":
            found = _open_string(piece)
        elif piece.kind == "word" and not (before.end == piece.offset and before.text[-1:].isdigit()):
            found = _unknown_word(piece, sparql)
            last_word = piece.text.lower()
        elif piece.kind == "name" and before.text != "_":
            prefix = piece.text.partition(":")[0]
            if last_word == "prefix" and before.text.lower() == "prefix":
                declared.add(prefix)
            elif prefix not in declared:
                found = _unknown_prefix(piece, prefix, declared)
        if found is not None:
            return found
        before = piece
    if open_brackets:
        opened = open_brackets[-1]
        return Mistake(
            opened.offset,
            Text(
                f"여기서 연 괄호 {opened.text}가 닫히지 않았습니다",
                f"the bracket {opened.text} is opened and never closed",
            ),
            open=True,
        )
    return None


def _in_signs(piece: Piece, open_brackets: list[Piece], sparql: str) -> Mistake | None:
    if piece.text in ("{", "(", "["):
        open_brackets.append(piece)
    elif piece.text in _OPENING:
        if not open_brackets or open_brackets[-1].text != _OPENING[piece.text]:
            return _wrong_bracket(piece, open_brackets)
        open_brackets.pop()
    odd = _SIGN.search(piece.text)
    if odd:
        return Mistake(piece.offset + odd.start(), odd_character(odd.group()))
    if piece.text.endswith("<") and _IRI.match(sparql, piece.end):
        return Mistake(piece.end - 1, _OPEN_IRI)
    return None


_OPEN_IRI = Text(
    "여기서 시작한 주소 <...>에 빈칸이나 쓸 수 없는 글자가 있거나 >가 없습니다",
    "the IRI <...> that begins here holds a blank or another character that an IRI cannot have, or has no >",
)


def odd_character(sign: str) -> Text:
    """Say which character *sign* is, and what to type in its place.

    >>> odd_character("“").en, odd_character("（").en
    ('the character “ (U+201C) is not part of SPARQL; type "', 'the character （ (U+FF08) is not part of SPARQL; type (')
    """
    plain = '"' if sign in _QUOTES else "'" if sign in _MARKS else "-" if sign in _DASHES else ""
    plain = plain or unicodedata.normalize("NFKC", sign)
    blank = not plain.strip() or unicodedata.category(sign) in ("Cf", "Cc", "Zs", "Zl", "Zp")
    name = unicodedata.name(sign, "").lower()
    shown = f"U+{ord(sign):04X}"
    if blank:
        name = f"{shown}, {name}" if name else shown
        return Text(
            f"보통 빈칸이 아닌, 눈에 보이지 않는 글자({name})가 있습니다. 지우고 빈칸을 새로 쳐 주세요",
            f"there is a blank or invisible character that is not a plain blank ({name}); delete it and type a blank",
        )
    if plain.isascii() and plain != sign:
        return Text(
            f"글자 {sign}({shown})는 SPARQL의 글자가 아닙니다. {plain} 를 써 주세요",
            f"the character {sign} ({shown}) is not part of SPARQL; type {plain}",
        )
    return Text(
        f"글자 {sign}({shown})는 SPARQL의 글자가 아닙니다", f"the character {sign} ({shown}) is not part of SPARQL"
    )


def _wrong_bracket(piece: Piece, open_brackets: list[Piece]) -> Mistake:
    if not open_brackets:
        return Mistake(
            piece.offset,
            Text(f"여는 괄호 없이 {piece.text}가 있습니다", f"there is a {piece.text} that nothing has opened"),
        )
    opened = open_brackets[-1].text
    closing = next(close for close, opening in _OPENING.items() if opening == opened)
    return Mistake(
        piece.offset,
        Text(
            f"앞에서 연 {opened} 를 닫는 {closing} 자리에 {piece.text} 가 있습니다",
            f"there is {piece.text} where {closing} should close the {opened} opened before",
        ),
    )


def _open_string(piece: Piece) -> Mistake | None:
    mark = piece.text[:3] if piece.text[:3] in ('"""', "'''") else piece.text[0]
    body = piece.text[len(mark) :]
    if body.endswith(mark) and not _is_escaped(body[: -len(mark)]):
        return None
    wrong = next((sign for sign in body if sign in _QUOTES + _MARKS and sign != "`"), "")
    hint = Text(f" 닫는 따옴표가 {wrong} 입니다", f"; its closing mark is {wrong}") if wrong else Text("", "")
    return Mistake(
        piece.offset,
        Text(
            f"여기서 연 따옴표 {mark} 가 닫히지 않았습니다.{hint.ko}".rstrip("."),
            f"the string that begins here with {mark} is never closed{hint.en}",
        ),
    )


def _is_escaped(before: str) -> bool:
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _meant(near: str) -> Text:
    return Text(f" 혹시 {near} 아닌가요?", f"; did you mean {near}?") if near else Text()


def _unknown_word(piece: Piece, sparql: str) -> Mistake | None:
    word = re.match(r"\w*", piece.text)
    text = word[0] if word else piece.text
    if text == "_" or text.lower() in WORDS:
        return None
    plain = unicodedata.normalize("NFKC", text)
    if plain != text and plain.lower() in WORDS:
        return Mistake(
            piece.offset,
            Text(
                f"'{text}'는 전각 글자입니다. {plain}로 써 주세요", f"{text!r} is in full-width letters; type {plain}"
            ),
        )
    near = ", ".join(found.upper() for found in nearest(text.lower(), sorted(WORDS)))
    hint = _meant(near) or _NAME_HINT
    return Mistake(
        piece.offset, Text(f"SPARQL에 '{text}'라는 말은 없습니다.{hint.ko}", f"SPARQL has no word {text!r}{hint.en}")
    )


_NAME_HINT = Text(
    " 변수라면 앞에 ?를, 글이라면 앞뒤에 따옴표를, 이름이라면 앞에 접두어(pg: 등)를 붙여 주세요",
    "; a variable begins with ?, a text stands in quotes, a name has a prefix such as pg:",
)


def _unknown_prefix(piece: Piece, prefix: str, declared: Collection[str]) -> Mistake:
    hint = _meant(", ".join(nearest(prefix, sorted(declared))))
    return Mistake(
        piece.offset,
        Text(
            f"접두어 '{prefix}:'가 선언되지 않았습니다(PREFIX {prefix}: <...>).{hint.ko}".rstrip("."),
            f"the prefix {prefix!r} is not declared (PREFIX {prefix}: <...>){hint.en}",
        ),
    )


def furthest(sparql: str, engine_text: str) -> int | None:
    """Return where the engine stops understanding *sparql*, at the beginning of a piece; ``None`` where it cannot be told.

    *engine_text* is the query as the engine gets it, piece by piece the same as *sparql*.
    """
    wanted, given = list(pieces(sparql)), list(pieces(engine_text))
    if len(wanted) != len(given) or len(wanted) > _MOST_PIECES:
        return None
    parts: list[str] = []
    starts: list[tuple[int, int]] = []  # in the text with room, in the text of the person
    length = end = 0
    kind, apart = "", True
    for person, engine in zip(wanted, given, strict=True):
        between = engine_text[end : engine.offset]
        called = engine.text == "(" and kind in ("word", "name") and not between  # the engine wants no room there
        if between or apart or (engine.text in "{}()[],;" and not called):
            room = between + _ROOM
            parts.append(room)
            length += len(room)
            starts.append((length, person.offset))
        parts.append(engine.text)
        length += len(engine.text)
        kind, end, apart = engine.kind, engine.end, engine.text in "{}()[],;" or engine.kind == "comment"
    parts.append("\n" + _ROOM * 2)
    text = "".join(parts)
    before, between, rest = never_run(text)
    asked = before + between + rest
    try:
        read_by_engine(text, PREFIXES)
    except (SyntaxError, ValueError) as error:
        told = re.search(r"error at (\d+):(\d+)", str(error))
        if told is None:
            return None
        at = sum(len(line) + 1 for line in asked.split("\n")[: int(told[1]) - 1]) + int(told[2]) - 1
        at = max(len(before), at - len(between)) if at > len(before) else at
        if at >= len(text):
            return len(sparql.rstrip())
        return next((place for start, place in reversed(starts) if start <= at), None)
    return None
