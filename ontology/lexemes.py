r"""The pieces of a SPARQL text: strings, IRIs, variables, names and words, in one pass over any text.

Each piece is taken whole, whatever follows it, so that no text makes the pass go over the same letters again: a string
without its closing mark ends at the end of its line (of the text, with three marks), a word takes all letters that could
belong to a name.

>>> [found.group() for found in LEXEME.finditer('?task pg:title "a # b" # end')]
['?task', 'pg:title', '"a # b"', '# end']
>>> [(piece.text, piece.offset) for piece in pieces("SELECT(1){}")]
[('SELECT', 0), ('(', 6), ('1', 7), (')', 8), ('{', 9), ('}', 10)]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LEXEME = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*+)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*+>)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*+(?:\"{3}|\"{0,2}\\?\Z) | '{3}(?:'{0,2}(?:[^'\\]|\\.))*+(?:'{3}|'{0,2}\\?\Z)
                | "(?:[^"\\\n\r]|\\.)*+"? | '(?:[^'\\\n\r]|\\.)*+'?)
    | (?P<variable>[?$]\w++)
    | (?P<name>(?:[^\W\d_][\w.-]*+)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*+)
    | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    | (?P<word>[^\W\d_][\w.-]*+|_\w*+)
    """,
    re.VERBOSE | re.DOTALL,
)
LEAVING = re.compile("service", re.IGNORECASE)
_SIGNS = re.compile(r"[{}()\[\],;]|[^ \t\r\n{}()\[\],;]+")
_WORDS = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a query, where it begins, and its kind (``sign`` for what stands between the lexemes)."""

    kind: str
    text: str
    offset: int

    @property
    def end(self) -> int:
        """Where the piece ends."""
        return self.offset + len(self.text)


def pieces(text: str) -> Iterator[Piece]:
    """Yield everything in *text* that is no white space, in order."""
    end = 0
    for found in LEXEME.finditer(text):
        yield from _signs(text, end, found.start())
        yield Piece(found.lastgroup or "", found.group(), found.start())
        end = found.end()
    yield from _signs(text, end, len(text))


def _signs(text: str, start: int, end: int) -> Iterator[Piece]:
    for found in _SIGNS.finditer(text, start, end):
        yield Piece("sign", found.group(), found.start())


def without_keyword(text: str) -> str:
    r"""Return a string or IRI of a query with the word that leads out of the dataset written by an escape.

    >>> without_keyword('"Service"')
    '"\\u0053ervice"'
    """
    return LEAVING.sub(lambda word: f"\\u{ord(word.group()[0]):04x}{word.group()[1:]}", text)


def words_of(piece: str) -> list[str]:
    """Return the words in a piece of the kind ``word``, which takes what a name would have taken.

    >>> words_of("from-x.y")
    ['from', 'x', 'y']
    """
    return _WORDS.findall(piece)
