"""Reads one key at a time where there is a terminal, else one letter a line.

A Korean keyboard may stand on Hangul: the letter on the same key counts, so that ㄱ is r. Of keys that came before the
screen was there only the first one counts, so that nobody decides what they have not seen.
"""

from __future__ import annotations

import sys
import unicodedata
from typing import TextIO

import click
from policygraph.records.kinds import Language

ENTER, ESCAPE, END = "enter", "escape", "end"
_HANGUL = dict(zip("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm", strict=True))


def key_of(typed: str) -> str:
    r"""Return the name of the first key in *typed*: a small Latin letter, a digit, or one of the names above.

    >>> key_of("R"), key_of("ㄱ"), key_of("１"), key_of("\r"), key_of("\x1b[A"), key_of("\x04")
    ('r', 'r', '1', 'enter', '', 'end')
    """
    if not typed:
        return END
    if typed[0] == "\x1b":
        return ESCAPE if len(typed) == 1 else ""
    if typed[0] in "\x03\x04\x1a":
        return END
    if typed[0] in "\r\n":
        return ENTER
    letter = unicodedata.normalize("NFKC", typed[0])
    letter = next((jamo for jamo in _HANGUL if unicodedata.normalize("NFKC", jamo) == letter), letter)
    return _HANGUL.get(letter, letter.lower()[:1])


class Keys:
    """The keys of a reviewer; *single* says that one key is enough and no Enter is needed."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = sys.stdin if stream is None else stream
        self.single = self.stream is not None and not self.stream.closed and self.stream.isatty()

    def next(self) -> str:
        """Return the next key; `END` when there is none to come, also on Ctrl-C."""
        try:
            if self.single:
                return key_of(click.getchar())
            while True:
                line = self._line()
                if line.strip():
                    return key_of(line.strip())
        except (KeyboardInterrupt, EOFError, click.Abort):
            return END

    def text(self, prompt: str) -> str | None:
        """Return a line of text that the reviewer types after *prompt*, or ``None`` when they change their mind."""
        try:
            if self.single:
                return str(click.prompt(prompt, default="", show_default=False, prompt_suffix=" > ")).strip()
            click.echo(f"{prompt} > ", nl=False)
            line = self._line().strip()
            click.echo(line)
        except (KeyboardInterrupt, EOFError, click.Abort):
            click.echo("")
            return None
        return line

    def yes(self, question: str, lang: Language) -> bool:
        """Ask *question*; only y (or 예) is yes."""
        click.echo(f"{question} [y/N] ", nl=False)
        key = self.next()
        click.echo({"ko": "예", "en": "yes"}[lang] if key in ("y", "예") else {"ko": "아니오", "en": "no"}[lang])
        return key in ("y", "예")

    def _line(self) -> str:
        line = self.stream.readline() if self.stream is not None and not self.stream.closed else ""
        if not line:
            raise EOFError
        return line
