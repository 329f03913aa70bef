"""Links the modules of a page into one script, since a page that is opened by double click cannot import any.

Each module becomes a function that is run once, after those whose exports it imports: names of one module never meet
those of another. What is linked holds one line for each line of code of a module; `place_of` leads back from there.

``python -m policygraph.pages.linker explorer/explorer.js 812`` says where line 812 of the linked script comes from.
"""

from __future__ import annotations

import posixpath
import re
import sys
from functools import cache
from typing import NamedTuple

from policygraph.pages.embedding import read_file

_IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*//[^\n]*|/\*\*.*?\*/", re.MULTILINE | re.DOTALL)
_WRONG = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class LinkedLine(NamedTuple):
    """One line of a linked script, the module that it comes from and its line there, from 1."""

    text: str
    module: str
    line: int


@cache
def link(entry: str) -> str:
    """Return the script that begins at the module *entry*, a path below this folder such as ``review/review.js``.

    Raises
    ------
    ValueError
        When modules import each other in a circle, a name that is not exported, or in a way that is not known here.

    >>> link("service/service.js") == link("service/service.js")
    True
    """
    return "".join(f"{line.text}\n" for line in linked_lines(entry))


def linked_lines(entry: str) -> list[LinkedLine]:
    """Return the lines of the script that `link` makes of *entry*."""
    done: dict[str, tuple[str, set[str]]] = {}
    lines = [LinkedLine('"use strict"; (() => {', entry, 1)]
    _add(entry, (), done, lines)
    return [*lines, LinkedLine("})();", entry, 1), LinkedLine(f"//# sourceURL={posixpath.basename(entry)}", entry, 1)]


def place_of(entry: str, line: int) -> str:
    """Return module and line, as ``review/log.js:12``, of a *line* (from 1) of what `link` makes of *entry*."""
    found = linked_lines(entry)[line - 1]
    return f"{found.module}:{found.line}"


def _add(module: str, above: tuple[str, ...], done: dict[str, tuple[str, set[str]]], lines: list[LinkedLine]) -> None:
    """Add *module* to *lines* after all that it imports; *done* knows the name and the exports of what was added."""
    if module in done:
        return
    if module in above:
        message = f"modules import each other in a circle: {' -> '.join((*above[above.index(module) :], module))}"
        raise ValueError(message)
    source = read_file("policygraph.pages", module)
    taken = []
    for found in _IMPORT.finditer(source):
        names = [name.strip() for name in found[1].split(",") if name.strip()]
        other = posixpath.normpath(posixpath.join(posixpath.dirname(module), found[2]))
        _add(other, (*above, module), done, lines)
        if missing := set(names) - done[other][1]:
            message = f"{module} imports {', '.join(sorted(missing))}, which {other} does not export"
            raise ValueError(message)
        taken.append(f"const{{{','.join(names)}}}={done[other][0]};")
    exports = _EXPORT.findall(source)
    body = _COMMENT.sub(_blank, _EXPORT.sub("", _IMPORT.sub(_blank, source)))
    if wrong := _WRONG.search(body):
        message = f"{module} holds a line that the linker does not know: {wrong.group()!r}"
        raise ValueError(message)
    name = f"m{len(done)}"
    lines.append(LinkedLine(f"const {name}=(()=>{{{''.join(taken)}", module, 1))
    lines += [LinkedLine(text.strip(), module, at) for at, text in enumerate(body.split("\n"), 1) if text.strip()]
    lines.append(LinkedLine(f"return{{{','.join(exports)}}};}})();", module, source.count("\n")))
    done[module] = (name, set(exports))


def _blank(found: re.Match[str]) -> str:
    """Return the line ends of what is left out, so that lines keep their numbers."""
    return "\n" * found.group().count("\n")


if __name__ == "__main__":
    print(place_of(sys.argv[1], int(sys.argv[2])))
