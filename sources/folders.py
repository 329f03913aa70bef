"""Which files of a workspace are records: what systems, editors and synchronising programs leave there is passed over.

>>> [name for name in ("plan.yaml", "~$plan.xlsx", "Thumbs.db", "._plan.yaml", "plan.yaml~") if not is_passed_over(name)]
['plan.yaml']
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

FOLDERS = ("frameworks", "plans", "alignments", "decisions", "scenarios")
VERSIONS = "decisions/versions"
"""Where a workspace keeps version maps (`policygraph.sources.version_maps`), which are no records."""

_SYSTEM = frozenset(
    ("desktop.ini", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "icon\r", "$recycle.bin", "@eadir", "__macosx",
     "system volume information", "lost+found", "__pycache__", "node_modules")
)  # fmt: skip
_ENDINGS = ("~", ".bak", ".tmp", ".temp", ".swp", ".swo", ".orig", ".old", ".lock", ".lnk", ".part", ".crdownload")


def is_passed_over(name: str) -> bool:
    """Whether a file or folder called *name* is one that systems, editors and the like leave behind.

    >>> is_passed_over("Desktop.ini"), is_passed_over("plan.yaml.bak"), is_passed_over("plan.xlsx")
    (True, True, False)
    """
    known = name.lower()
    return known.startswith((".", "~")) or known.endswith(_ENDINGS) or known in _SYSTEM


def files_in(folder: Path, refused: Callable[[OSError], object]) -> list[Path]:
    """Return what is in *folder* and below and no folder, sorted, without what is passed over.

    What cannot be read, such as a link that leads nowhere, is among them, so that its reader can tell.
    A link to a folder is followed unless it leads upwards or to where it has been; *refused* is told of each folder that
    cannot be looked into.
    """
    return sorted(_files(folder, {os.path.realpath(folder)}, refused))


def _files(folder: Path, seen: set[str], refused: Callable[[OSError], object]) -> Iterator[Path]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        refused(error)
        return
    for entry in entries:
        path = folder / entry.name
        if is_passed_over(entry.name):
            continue
        if _is_folder(entry):
            real = os.path.realpath(path)
            above = real + os.sep
            if real not in seen and not any(known.startswith(above) for known in seen):
                seen.add(real)
                yield from _files(path, seen, refused)
        else:
            yield path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether *entry* is a folder or a link to one; a link that leads nowhere or in a circle is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False
