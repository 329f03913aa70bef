r"""Escapes of half characters (``\ud83d``): JSON writes letters beyond U+FFFF as two of them, YAML and TOML know none.

A pair is read as the letter that it stands for. One that stands alone is no letter: `LONE` takes its place, which the
reading of texts takes out with a notice, as it does with everything that a file cannot hold. A text keeps its length, so
that places in it stay true.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any, TypeVar

from policygraph.records.characters import LONE

_ESCAPE = re.compile(
    r"\\(?:u(?P<high>D[89AB][0-9A-F]{2})\\u(?P<low>D[C-F][0-9A-F]{2})|u(?P<lone>D[89A-F][0-9A-F]{2})|.)",
    re.DOTALL | re.IGNORECASE,
)
_FILLING = "\u200b\u200b"  # two letters that nobody sees and reading leaves out: a pair is longer than its letter
_TOML = re.compile(
    r"""\#[^\n]*+ | \"{3}(?:[^\\]|\\.)*?\"{3} | '{3}.*?'{3} | "(?:[^"\\\n]|\\.)*+" | '[^'\n]*+'""",
    re.DOTALL | re.VERBOSE,
)
Parsed = TypeVar("Parsed")


def parse_yaml(parse: Callable[[str], Parsed], text: str) -> Parsed:
    r"""Return what *parse* makes of the YAML *text*, or of the text without half characters where it stumbles over them.

    libyaml stumbles; the parser in Python lets them through, and the reading of texts joins them.

    >>> import yaml
    >>> parse_yaml(lambda text: yaml.load(text, Loader=yaml.CSafeLoader), r'[\ud83d, "\ud83d\ude00"]')
    ['\\ud83d', '😀\u200b\u200b']
    """
    import yaml

    try:
        return parse(text)
    except yaml.YAMLError:
        everywhere = _ESCAPE.sub(_whole, text)
        if everywhere == text:
            raise
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    parts, end = [], 0
    for token in yaml.scan(everywhere, Loader=loader):
        if isinstance(token, yaml.ScalarToken) and token.style == '"':
            start = token.start_mark.index
            parts += [text[end:start], everywhere[start : token.end_mark.index]]
            end = token.end_mark.index
    return parse("".join([*parts, text[end:]]))


def parse_toml(text: str) -> dict[str, Any]:
    r"""Return what the TOML *text* says; half characters are read as in YAML. Raises what `tomllib.loads` does.

    >>> parse_toml(r"a = '\ud83d'" "\n" r'b = "\ud83d\ude00"')
    {'a': '\\ud83d', 'b': '😀\u200b\u200b'}
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        fixed = _TOML.sub(lambda piece: _ESCAPE.sub(_whole, piece[0]) if piece[0][0] == '"' else piece[0], text)
        if fixed == text:
            raise
    return tomllib.loads(fixed)


def _whole(escape: re.Match[str]) -> str:
    if escape["lone"]:
        return f"\\u{ord(LONE):04x}"
    if not escape["high"]:
        return escape[0]
    letter = 0x10000 + ((int(escape["high"], 16) & 0x3FF) << 10) + (int(escape["low"], 16) & 0x3FF)
    return f"\\U{letter:08x}{_FILLING}"
