r"""The data in a YAML text that keeps to plain forms, read line by line; any other text is left to the parser of YAML.

Files of records are nearly always written in the few forms that this module reads: mappings and lists by indentation,
values beside their key or going on below it, quotes without escapes, ``{...}`` and ``[...]``, comments. For them
`plain_form` gives what the parser gives, in a third of its time. Anchors, tags, blocks (``|``), escapes, keys of other
letters, a key that stands twice, odd indentation, everything that would be an error: for these it returns ``None``, and
the parser has its say.

Scalars stay texts, as in `policygraph.sources.formats.yaml.nodes`; an empty value is ``None``.

>>> plain_form("items:\n- {id: a-1, year: '2026'}\n- id: a-2\n  title: two\n    lines\n  lead:  # who?\n")
{'items': [{'id': 'a-1', 'year': '2026'}, {'id': 'a-2', 'title': 'two lines', 'lead': None}]}
>>> plain_form("items: &all [a]") is None, plain_form("items: [a") is None
(True, True)
"""

from __future__ import annotations

import re
from typing import Any

_BEGINS_OTHER = frozenset(" -?:,[]{}#&*!|>'\"%@`")
_START = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]"  # what a plain scalar begins with
_INNER = r"[^,\[\]{}:#?]*"  # what a plain scalar within brackets goes on with, but for some colons
_NAME = r"[A-Za-z0-9_][A-Za-z0-9_-]{0,80}"
_LINE = re.compile(rf"^( *)((?:- )*)(?:({_NAME}):(?: +|$))?(?:({_START}[^:#\n]*(?<! )$)|(.*)$)", re.MULTILINE)
_EMPTY = frozenset(("~", "null", "Null", "NULL"))
_SINGLE = re.compile(r"'((?:[^']|'')*+)'")
_DOUBLE = re.compile(r'"([^"\\]*)"')
_TWO_TEXTS = re.compile(rf"\{{ko: ({_START}{_INNER}), en: ({_START}{_INNER})\}}")
_WORDS = re.compile(r"\[([A-Za-z0-9][\w.-]*(?:, [A-Za-z0-9][\w.-]*)*)\]", re.ASCII)
_WORD = re.compile(rf"{_START}{_INNER}(?::(?=[A-Za-z0-9/]){_INNER})*")
_KEY = re.compile(rf"({_NAME}): +")
_KEY_BEGUN = re.compile(rf"(?:{_NAME}:?)?")
_DEEPEST = 20
_OPEN: Any = object()
"""Stands for a value that goes on in the next line."""


class BlockMapping(dict[str, Any]):
    """A mapping that begins in the line *line* of its text, counted from 1."""

    __slots__ = ("line",)
    line: int


class Quoted(str):
    """A text that stood in quotes."""

    __slots__ = ()


class _OtherForm(Exception):  # noqa: N818 - a form of text
    """The text has a form that is not read here."""


class _Unclosed(Exception):  # noqa: N818 - a state of the text
    """Brackets or quotes end behind the line."""


def plain_form(text: str) -> dict[str, Any] | None:
    """Return the mapping that *text* is, or ``None`` where it holds anything beyond the plain forms.

    Mappings within are dicts, those that begin a line or stand beside a key `BlockMapping`; lists are lists; texts in quotes
    are `Quoted`.
    """
    text = text.replace("\r\n", "\n")
    if not text.replace("\n", "").isprintable():  # tabs, other line ends, marks, letters that the parser refuses
        return None
    try:
        return _read(text)
    except _OtherForm:
        return None


def _read(text: str) -> dict[str, Any] | None:
    """Return the mapping, or ``None`` where there is nothing. Raises `_OtherForm`."""
    root = _block({}, 0)
    inner: Any = root  # the innermost open collection, and the column that its entries stand in
    column = 0
    around: list[tuple[int, Any]] = []
    waiting: str | None = None  # the last key of *inner*, where no value stands beside it
    last: tuple[Any, Any, str, int] | None = None  # the last value: where it went, its text, the line it began in
    unclosed = gap = False  # a gap is an empty line or a comment; no value goes on behind it
    lines = text.split("\n")
    for number, (indent, dash, key, word, rest) in enumerate(_LINE.findall(text), 1):
        at = len(indent)
        if unclosed or not (dash or key):
            if unclosed:
                rest = lines[number - 1].strip(" ")
            elif word:
                rest = word
            elif not rest or rest[0] == "#":
                gap = True
                continue
            if waiting is not None:
                last, waiting, gap = (inner, waiting, "", number), None, False
            if last is None or gap or at <= column or not rest or rest[0] == "#":
                raise _OtherForm
            place, slot, so_far, begun = last
            said = f"{so_far} {rest.rstrip(' ')}".lstrip(" ")
            value = _value(said)
            unclosed, last = value is _OPEN, (place, slot, said, begun)
            place[slot] = _block(value, begun) if value.__class__ is dict else value
            continue
        gap = False
        if at == column and not dash and waiting is None and inner.__class__ is BlockMapping:
            pass  # the next key of a mapping
        elif waiting is not None and (at > column or (dash and at == column)):
            around.append((column, inner))
            new: Any = [] if dash else _block({}, number)
            inner[waiting] = new
            inner, column = new, at
        else:
            while column > at:
                column, inner = around.pop()
            if not dash and inner.__class__ is list:  # a list may stand in the column of its key
                column, inner = around.pop()
            if column != at or (inner.__class__ is list) is not bool(dash):
                raise _OtherForm
        waiting, last = None, None
        slot = key
        if dash:
            slot = len(inner)
            inner.append(None)
            for _ in range(2, len(dash), 2):  # a list in a list
                around.append((column, inner))
                new = inner[slot] = [None]
                inner, column, slot = new, column + 2, 0
            if key:
                around.append((column, inner))
                new = inner[slot] = _block({}, number)
                inner, column, slot = new, column + 2, key
        elif key in inner:
            raise _OtherForm
        if word:  # a plain scalar without marks that could mean something else
            inner[slot] = None if word in _EMPTY else word
            last = (inner, slot, word, number)
            continue
        if key and (not rest or rest[0] == "#"):
            inner[key] = None
            waiting = key
            continue
        ended = " #" in rest and rest[0] not in "'\"[{"
        said = (rest[: rest.index(" #")] if ended else rest).rstrip(" ")
        value = _value(said)
        unclosed = value is _OPEN
        inner[slot] = _block(value, number) if value.__class__ is dict else value
        last = None if ended else (inner, slot, said, number)
    if unclosed:
        raise _OtherForm
    return dict(root) or None


def _block(pairs: dict[str, Any], line: int) -> BlockMapping:
    found = BlockMapping(pairs)
    found.line = line
    return found


def _value(said: str) -> Any:
    """Return what *said* stands for beside a key or a dash, or `_OPEN`."""
    first = said[:1]
    if first in _BEGINS_OTHER:
        if first == "{":
            texts = _TWO_TEXTS.fullmatch(said)
            if texts and texts[1] not in _EMPTY and texts[2] not in _EMPTY:
                return {"ko": texts[1].rstrip(" "), "en": texts[2].rstrip(" ")}
        elif first == "[":
            words = _WORDS.fullmatch(said)
            if words:
                return [None if word in _EMPTY else word for word in words[1].split(", ")]
        elif first not in "'\"":
            raise _OtherForm
        try:
            value, end = _within(said, 0, 0)
        except _Unclosed:
            return _OPEN
        if end != len(said):
            raise _OtherForm
        return value
    if not said or ": " in said or " #" in said or said[-1] == ":":
        raise _OtherForm
    return None if said in _EMPTY else said


def _within(said: str, place: int, depth: int) -> tuple[Any, int]:
    """Return the value that begins at *place* within brackets, and where it ends. Raises `_OtherForm`, `_Unclosed`."""
    first = said[place : place + 1]
    if not first:
        raise _Unclosed
    if first in "[{":
        return _collection(said, place, depth + 1)
    if first in "'\"":
        quoted = (_SINGLE if first == "'" else _DOUBLE).match(said, place)
        if quoted is None:
            raise _Unclosed
        return Quoted(quoted[1].replace("''", "'") if first == "'" else quoted[1]), quoted.end()
    word = _WORD.match(said, place)
    if word is None:
        raise _OtherForm
    if word.end() == len(said):
        raise _Unclosed
    text = word[0].rstrip(" ")
    return None if text in _EMPTY else text, word.end()


def _collection(said: str, place: int, depth: int) -> tuple[Any, int]:
    """Return the list or mapping whose bracket stands at *place*, and where it ends."""
    if depth > _DEEPEST:
        raise _OtherForm
    keyed, closing = said[place] == "{", "}" if said[place] == "{" else "]"
    pairs: dict[str, Any] = {}
    entries: list[Any] = []
    place = _behind_blanks(said, place + 1)
    if said[place : place + 1] == closing:
        return (pairs if keyed else entries), place + 1
    while True:
        if keyed:
            key = _KEY.match(said, place)
            if key is None:
                raise _Unclosed if _KEY_BEGUN.fullmatch(said, place) else _OtherForm
            if key[1] in pairs:
                raise _OtherForm
            pairs[key[1]], place = _within(said, key.end(), depth)
        else:
            value, place = _within(said, place, depth)
            entries.append(value)
        place = _behind_blanks(said, place)
        mark = said[place : place + 1]
        if mark == closing:
            return (pairs if keyed else entries), place + 1
        if mark != ",":
            raise _OtherForm if mark else _Unclosed
        place = _behind_blanks(said, place + 1)


def _behind_blanks(said: str, place: int) -> int:
    while said[place : place + 1] == " ":
        place += 1
    return place
