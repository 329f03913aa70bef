"""A name and what is said of it in one line, as pairs stand in a cell of the workbook or in a slot of a mapping set."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MARK = re.compile(r"([\\:：])")
_LINE = re.compile(r"((?:[^\\:：]|\\.)*)[:：](.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def pair_line(name: str, said: str) -> str:
    r"""Return the line for *name* and what is *said* of it; `read_pair_line` is the inverse.

    >>> print(pair_line("1", "제2장: 24쪽"), pair_line("가:나", "제3장"), sep="\n")
    1: 제2장: 24쪽
    가\:나: 제3장
    """
    escaped = _MARK.sub(r"\\\1", name)
    return f"{escaped}: {said}".rstrip()


def read_pair_line(line: str) -> tuple[str, str] | None:
    r"""Return name and what is said of it (perhaps nothing); ``None`` where the line has no colon behind a name.

    >>> read_pair_line("1: 제2장: 24쪽"), read_pair_line("가\\:나：제3장"), read_pair_line("2 :"), read_pair_line("제2장")
    (('1', '제2장: 24쪽'), ('가:나', '제3장'), ('2', ''), None)
    """
    found = _LINE.fullmatch(line)
    name = _ESCAPED.sub(r"\1", found[1]).strip() if found else ""
    return (name, found[2].strip()) if found and name else None


class UnreadableLine(ValueError):  # noqa: N818 - the state of a line
    """A *line* that is no pair, or (*twice*) names what a line before has named."""

    def __init__(self, line: str, *, twice: str = "") -> None:
        super().__init__(line)
        self.line, self.twice = line, twice


def read_pair_lines(lines: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of *lines*; a name of which nothing is said is none. Raises `UnreadableLine`.

    >>> read_pair_lines(["1: 제2장", "2:", "9: 제6장"])
    (('1', '제2장'), ('9', '제6장'))
    """
    found: dict[str, str] = {}
    for line in lines:
        pair = read_pair_line(line)
        if pair is None:
            raise UnreadableLine(line)
        if pair[0] in found:
            raise UnreadableLine(line, twice=pair[0])
        if pair[1]:
            found[pair[0]] = pair[1]
    return tuple(found.items())
