"""Writes files whole or not at all: a temporary file beside the target, flushed to disk, then renamed over it.

This is the one door by which anything is written. What stands at a name decides how:

- a *link* stays, and what it leads to is written; a file with several names (hard links) is written in its place, so
  that all its names see it;
- a *pipe or device* (``/dev/stdout``, ``>(...)``, a FIFO) is written through, never replaced;
- a *read-only* file, a folder, a socket or a disk is refused.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     write_whole(Path(folder) / "a.txt", b"whole")
...     (Path(folder) / "a.txt").read_bytes(), len(list(Path(folder).iterdir()))
(b'whole', 1)
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Text
from policygraph.records.system_reasons import advice_of, reason_of

PREFIX, SUFFIX = ".policygraph-", ".tmp"
"""What names of temporary files begin and end with; readers pass such names over."""


class NotWritten(PolicyGraphError):  # noqa: N818 - the state of the file
    """The file could not be written; what was there before is untouched."""


def write_whole(path: Path | str, content: bytes) -> None:
    """Put *content* into the file *path*; on any failure the old file stays as it was.

    Raises `NotWritten` with the reason and what to do.
    """
    path = Path(path)
    with _told(path, Text("파일을 쓰지 못했습니다", "was not written")):
        if _is_stream(path):
            _write_through(path, content)
            return
        place = _place(path)
        staged = _staged(place, content)
        try:
            _move(staged, place)
        finally:
            staged.unlink(missing_ok=True)
        _flush_folder(place.parent)


def write_together(contents: Mapping[Path, bytes | None]) -> None:
    """Put every content into its file, or leave all files as they were; ``None`` deletes the file.

    All temporary files are written and flushed first; then they are renamed one after the other. When a rename fails,
    what was already renamed is put back; pipes and devices come last. Missing folders are made. Raises `NotWritten`.
    Where a killed program must not leave half of the files either, `policygraph.sources.journal` does this.
    """
    streams = {path: content for path, content in contents.items() if content is not None and _is_stream(path)}
    files = {path: content for path, content in contents.items() if path not in streams}
    nothing = Text("파일을 쓰지 못해 아무것도 바꾸지 않았습니다", "was not written, and nothing was changed")
    places: dict[Path, Path] = {}
    staged: dict[Path, Path] = {}
    before: dict[Path, bytes] = {}
    aside: dict[Path, Path] = {}
    done: list[Path] = []
    made: list[Path] = []  # folders, the innermost first
    failed = False
    try:
        for path, content in files.items():
            with _told(path, nothing):
                made += [folder for folder in path.parents if not folder.exists()]
                path.parent.mkdir(parents=True, exist_ok=True)
                places[path] = _place(path)
                if content is not None:
                    staged[path] = _staged(places[path], content)
                    if path.exists():
                        before[path] = path.read_bytes()
                elif path.exists() or path.is_symlink():
                    aside[path] = _staged(path, b"")
        for path, content in files.items():
            with _told(path, nothing):
                if content is not None:
                    _move(staged[path], places[path])
                elif path in aside:
                    path.replace(aside[path])
                done.append(path)
    except BaseException:
        for path in done:
            if path in aside:
                aside[path].replace(path)
            elif path in before:
                write_whole(path, before[path])
            else:
                places[path].unlink(missing_ok=True)
        failed = True
        raise
    finally:
        for temporary in (*staged.values(), *aside.values()):
            temporary.unlink(missing_ok=True)
        for folder in made if failed else ():
            with contextlib.suppress(OSError):
                folder.rmdir()
    for folder in {place.parent for place in places.values()}:
        _flush_folder(folder)
    for path, content in streams.items():
        with _told(path, Text("쓰지 못했습니다", "was not written")):
            _write_through(path, content)


class _NotReplaceable(OSError):  # noqa: N818 - what happened to the file
    """What stands at the name is nothing that a file may take the place of."""

    def __init__(self, reason: Text, advice: Text) -> None:
        super().__init__(reason.en)
        self.reason, self.advice = reason, advice


@contextlib.contextmanager
def _told(path: Path, what: Text) -> Iterator[None]:
    """Turn what the system says about *path* into `NotWritten`; that nobody reads a pipe any more stays what it is."""
    try:
        yield
    except BrokenPipeError:
        raise  # whoever reads a pipe has seen enough
    except OSError as error:
        refused = isinstance(error, _NotReplaceable)
        reason = error.reason if isinstance(error, _NotReplaceable) else reason_of(error)
        advice = error.advice if isinstance(error, _NotReplaceable) else advice_of(error)
        raise NotWritten(
            Text(f"'{path}' {what.ko}: {reason.ko}. {advice.ko}", f"{str(path)!r} {what.en}: {reason.en}. {advice.en}")
        ) from (None if refused else error)


def _is_stream(path: Path) -> bool:
    """Whether *path* is a pipe, a device, or what this program prints to: written through, never replaced."""
    try:
        found = path.stat()
    except OSError:
        return False
    return stat.S_ISFIFO(found.st_mode) or stat.S_ISCHR(found.st_mode) or _own_stream(found) is not None


def _own_stream(found: os.stat_result) -> int | None:
    """Return the number of the stream of this program that leads to the file *found*, if one does."""
    for number in (1, 2):
        with contextlib.suppress(OSError):
            if os.path.samestat(found, os.fstat(number)):
                return number
    return None


def _write_through(path: Path, content: bytes) -> None:
    number = _own_stream(path.stat())
    if number is not None:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0)) if number is None else os.dup(number)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)


def _place(path: Path) -> Path:
    """Return where the file *path* really is, links followed; raises `OSError` where it must not be written."""
    place = Path(os.path.realpath(path))
    try:
        mode = place.stat().st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if mode is not None and not stat.S_ISREG(mode):
        raise _NotReplaceable(
            Text("파일이 아니라 디스크나 소켓입니다", "it is a disk or a socket, not a file"),
            Text("파일 이름을 적어 주세요.", "Give the name of a file."),
        )
    if mode is not None and not (mode & 0o222 and os.access(place, os.W_OK)):
        raise _NotReplaceable(
            Text("읽기 전용 파일입니다", "the file is read-only"),
            Text(
                "다른 이름으로 저장하거나 파일의 읽기 전용 속성을 풀어 주세요.",
                "Choose another name, or take its write protection off.",
            ),
        )
    if not os.access(os.path.realpath(place.parent, strict=True), os.W_OK):
        raise _NotReplaceable(
            Text("읽기 전용 폴더입니다", "the folder is read-only"),
            Text(
                "다른 폴더에 저장하거나 폴더의 쓰기 권한을 얻어 주세요.",
                "Choose another folder, or get leave to write.",
            ),
        )
    return place


def _staged(place: Path, content: bytes) -> Path:
    """Return a new file beside *place* that holds *content* on disk, with the rights and the owner of *place*."""
    descriptor, name = tempfile.mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=place.parent)
    staged = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            old = place.stat()
            if hasattr(os, "chown"):
                with contextlib.suppress(OSError):
                    os.chown(staged, old.st_uid, old.st_gid)
        staged.chmod(_mode(place))
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    return staged


def _move(staged: Path, place: Path) -> None:
    """Put the file *staged* in the place of another; where that one has several names, its content is replaced."""
    try:
        names = place.stat().st_nlink
    except FileNotFoundError:
        names = 1
    if names <= 1:
        staged.replace(place)
        return
    before = place.read_bytes()
    try:
        _fill(place, staged.read_bytes())
    except BaseException:
        _fill(place, before)
        raise
    staged.unlink()


def _fill(place: Path, content: bytes) -> None:
    with place.open("r+b") as file:
        file.write(content)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Have the new names in *folder* on disk too, where the system lets a program ask for that."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
