r"""Changes the text of a settings file and leaves everything else of it alone: comments, order, blank lines, line ends.

>>> without_names('frameworks = ["kds", "dpg"]  # in use [kds]\n', ["kds"])
'frameworks = ["dpg"]  # in use [kds]\n'
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from typing import Any

from policygraph.sources.settings import ended_lines

_BY_DOCUMENT = ("gate.floor", "gate.linked", "incomplete")
_MOVING = " moving"


def without_names(text: str, names: Collection[str]) -> str:
    """Return a settings file whose lists ``frameworks`` and ``plans`` do not name *names*.

    The comment that stands behind a name in a list of several lines goes with it.
    """
    import tomlkit
    from tomlkit.items import Array

    document = tomlkit.parse(ended_lines(text))
    for key in ("frameworks", "plans"):
        listed = document.get(key)
        if isinstance(listed, Array):
            for place in reversed(range(len(listed))):
                if listed[place] in names:
                    del listed[place]
    return tomlkit.dumps(document)


def with_document_ids(text: str, ids: Mapping[str, str]) -> str:
    r"""Return a settings file whose tables by document name each key of *ids* by its value, all at once.

    >>> print(with_document_ids('[gate.floor]  # at least\n# kds = 1\nfw = 0.5  # ours [fw]\nkds = 0.2\n', {"fw": "mayor"}), end="")
    [gate.floor]  # at least
    # kds = 1
    mayor = 0.5  # ours [fw]
    kds = 0.2
    >>> print(with_document_ids('[gate.linked]\n"fw/local" = 3\n', {"fw": "mayor"}), end="")
    [gate.linked]
    "mayor/local" = 3
    """
    for path in _BY_DOCUMENT:
        named = _table(tomllib.loads(ended_lines(text)), path)
        called = {key: _called(key, ids) for key in named}
        touched = {old for old, new in called.items() if new != old}
        moving = {old: called[old] for old in touched if called[old] not in named or called[old] in touched}
        for old, new in moving.items():
            text = _renamed(text, path, old, f"{new}{_MOVING}")
        for new in moving.values():
            text = _renamed(text, path, f"{new}{_MOVING}", new)
    return text


def _called(key: str, ids: Mapping[str, str]) -> str:
    """Return what *key* is called under new *ids*: a document, or one of those it addresses, as ``kds/local``."""
    document, slash, rest = key.partition("/")
    return f"{ids.get(document, document)}{slash}{rest}"


def _table(document: Any, path: str) -> Any:
    """Return the table *path* of *document*, an empty one where there is none."""
    for name in path.split("."):
        document = document.get(name, {}) if isinstance(document, Mapping) else {}
    return document if isinstance(document, Mapping) else {}


def _renamed(text: str, path: str, old: str, new: str) -> str:
    """Return a settings file in whose table *path* the key *old* has another name: in its place, if it is one line."""
    import tomlkit
    from tomlkit.container import Container
    from tomlkit.items import Table

    document = tomlkit.parse(ended_lines(text))
    table = _table(document, path)
    pieces: Any = getattr(table, "value", None)
    value: Any = table[old]
    if isinstance(pieces, Container) and not isinstance(value, Table):
        pieces._replace(old, new, value)
    else:
        table[new] = table.pop(old)
    return tomlkit.dumps(document)


def with_values(text: str, values: Mapping[str, Any]) -> str:
    r"""Return a settings file with these *values*: a key may name a table before a dot; ``None`` takes its key away.

    >>> print(with_values('title = "가"  # old\n\n[thresholds]\nweak = 0.5\n', {"title": {"ko": "나"}, "thresholds.weak": None}), end="")
    title = {ko = "나"}  # old
    <BLANKLINE>
    [thresholds]
    """
    import tomlkit
    from tomlkit.items import AbstractTable

    document = tomlkit.parse(ended_lines(text))
    for key, value in values.items():
        table, _, name = key.rpartition(".")
        if table and not isinstance(document.get(table), AbstractTable):
            if value is None:
                continue
            document[table] = tomlkit.table()
        place: Any = document[table] if table else document
        if value is None:
            place.pop(name, None)
        elif isinstance(value, dict):
            inline = tomlkit.inline_table()
            inline.update(value)
            place[name] = inline
        else:
            place[name] = value
    return tomlkit.dumps(document)
