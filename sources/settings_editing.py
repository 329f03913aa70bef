r"""Changes the text of a settings file and leaves everything else of it alone: comments, order, blank lines, line ends.

>>> without_names('frameworks = ["kds", "dpg"]  # in use [kds]\n', ["kds"])
'frameworks = ["dpg"]  # in use [kds]\n'
"""

from __future__ import annotations

from collections.abc import Collection


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
