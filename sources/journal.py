"""Several files of a workspace written as one: what a killed program leaves half done is finished by the next one.

Before the first file is touched, all new contents are on disk in a folder of the workspace, and a journal beside them
says where they go. Whoever takes the lock of the workspace next finds the journal and finishes; without a journal
nothing had been touched yet, and the folder is thrown away. What a person has edited since then stays as it is, and
nothing outside the workspace is written that way.

>>> import tempfile
>>> from policygraph.sources.atomic import write_whole
>>> with tempfile.TemporaryDirectory() as folder:
...     root = Path(folder)
...     write_as_one(root, {root / "a": b"1", root / "b": b"2"})
...     (root / "b").read_bytes(), sorted(path.name for path in root.iterdir()), finish(root)
(b'2', ['a', 'b'], [])
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from policygraph.records.catalogue import report
from policygraph.records.issue import Issue, Where
from policygraph.sources.atomic import PREFIX, SUFFIX, write_together, write_whole

PENDING_FOLDER = ".policygraph-pending"
JOURNAL = "journal.json"
SCHEMA = "policygraph/journal/1"
ABANDONED_AFTER = 3600.0
"""Seconds after which a temporary file is nobody's any more."""
_written: dict[str, None] = {}


def write_as_one(root: Path, contents: Mapping[Path, bytes | None]) -> None:
    """Put every content into its file of the workspace *root*, or none, even if the program is killed meanwhile.

    ``None`` deletes the file. The caller holds the lock of the workspace. Raises `NotWritten`; then all is as it was.
    """
    if len(contents) < 2:
        write_together(contents)
        _remember(root, contents)
        return
    folder = root / PENDING_FOLDER
    entries = []
    staged: dict[Path, bytes | None] = {}
    for number, (path, content) in enumerate(contents.items()):
        before = _digest(path)
        entry = {"file": path.relative_to(root).as_posix(), "before": before, "content": None, "digest": None}
        if content is not None:
            staged[folder / str(number)] = content
            entry |= {"content": str(number), "digest": sha256(content).hexdigest()}
        entries.append(entry)
    try:
        write_together(staged)
        folder.mkdir(exist_ok=True)
        journal = json.dumps({"schema": SCHEMA, "files": entries}, ensure_ascii=False)
        write_whole(folder / JOURNAL, journal.encode())
        write_together(contents)
        _remember(root, contents)
    finally:
        _discard(folder)


def _remember(root: Path, paths: Iterable[Path]) -> None:
    _written.update(dict.fromkeys(path.relative_to(root).as_posix() for path in paths))


def written() -> tuple[str, ...]:
    """Return the files of workspaces that this program has written so far: what a fault afterwards does not undo."""
    return tuple(_written)


def is_pending(root: Path) -> bool:
    """Whether a program that was killed has left something to finish in the workspace *root*."""
    return (root / PENDING_FOLDER / JOURNAL).is_file()


def finish(root: Path) -> list[Issue]:
    """Finish what a killed program has left in the workspace *root*, and return what there is to tell about it.

    The caller holds the lock of the workspace. Raises `NotWritten` where the files cannot be written; then the next
    program tries again.
    """
    folder = root / PENDING_FOLDER
    told: list[Issue] = []
    if folder.is_symlink():
        folder.unlink()
    if folder.is_dir():
        files, edited = _pending(root)
        if files:
            write_together(files)
            told.append(report("R61", Where(), ", ".join(path.relative_to(root).as_posix() for path in files)))
        told += [report("R62", Where(name), name) for name in edited]
        _discard(folder)
    return told


def sweep(folder: Path) -> None:
    """Remove the temporary files in *folder* that killed programs have left."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{PREFIX}*{SUFFIX}"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > ABANDONED_AFTER:
                    path.unlink()


def _pending(root: Path) -> tuple[dict[Path, bytes | None], list[str]]:
    """Return the files that wait to be written, and the names of those that somebody has edited since."""
    folder = root / PENDING_FOLDER
    try:
        entries: list[dict[str, Any]] = json.loads((folder / JOURNAL).read_bytes())["files"]
        files: dict[Path, bytes | None] = {}
        edited = []
        for entry in entries:
            path, now = root / entry["file"], _digest(root / entry["file"])
            content = None if entry["content"] is None else (folder / str(int(entry["content"]))).read_bytes()
            sound = content is None or sha256(content).hexdigest() == entry["digest"]
            inside = Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))
            if now == entry["digest"]:
                continue
            if sound and inside and now == entry["before"]:
                files[path] = content
            else:
                edited.append(entry["file"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}, []
    return files, edited


def _digest(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _discard(folder: Path) -> None:
    (folder / JOURNAL).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
