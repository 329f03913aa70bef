r"""Changes the text of a settings file and leaves everything else of it alone: comments, order, blank lines, line ends.

>>> without_names('frameworks = ["kds", "dpg"]  # in use [kds]\n', ["kds"])
'frameworks = ["dpg"]  # in use [kds]\n'
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def without_names(text: str, names: Collection[str]) -> str:
    """Return a settings file whose lists ``frameworks`` and ``plans`` do not name *names*.

    The comment that stands behind a name in a list of several lines goes with it.
    """
    import tomlkit
    from tomlkit.items import Array

    document = tomlkit.parse(text)
    for key in ("frameworks", "plans"):
        listed = document.get(key)
        if isinstance(listed, Array):
            for place in reversed(range(len(listed))):
                if listed[place] in names:
                    del listed[place]
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

    document = tomlkit.parse(text)
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
