r"""JSON as answers are written: keys in order, a line for each value, letters as they are.

The writer of the standard library, as soon as it indents, keeps a list of all pieces, millions of them for the gaps of a
country; this one joins them as it goes, and writes the same.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any

_leaf = json.JSONEncoder(allow_nan=False).encode


def json_text(document: Any) -> str:
    r"""Return *document* as JSON with a line end behind it. Raises `TypeError` and `ValueError` where there is no JSON for it.

    >>> json_text({"b": [1, {}], "가": {2026: None}, "a": "\n"})
    '{\n "a": "\\n",\n "b": [\n  1,\n  {}\n ],\n "가": {\n  "2026": null\n }\n}\n'
    """
    return f"{_text(document, chr(10))}\n"


def _text(value: Any, line: str) -> str:
    """Return *value*, whose last bracket stands behind *line*: a line end and the blanks of its depth."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        inner = f"{line} "
        pairs = [f"{inner}{_key(key)}: {_text(value[key], inner)}" for key in sorted(value)]
        return f"{{{','.join(pairs)}{line}}}" if pairs else "{}"
    if isinstance(value, list | tuple):
        inner = f"{line} "
        entries = [inner + _text(entry, inner) for entry in value]
        return f"[{','.join(entries)}{line}]" if entries else "[]"
    return _leaf(value)


def _key(key: Any) -> str:
    return encode_basestring(key) if isinstance(key, str) else _leaf({key: 0})[1:-4]
