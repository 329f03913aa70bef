"""Writes files whole or not at all: a temporary file beside the target, flushed to disk, then renamed over it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Text


class NotWritten(PolicyGraphError):  # noqa: N818 - the state of the file
    """The file could not be written; what was there before is untouched."""


def write_whole(path: Path | str, content: bytes) -> None:
    """Put *content* into the file *path*; on any failure the old file stays as it was.

    Raises `NotWritten` with the reason and what to do.
    """
    path = Path(path)
    temporary: str | None = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(path))
        Path(temporary).replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        raise NotWritten(
            Text(
                f"'{path}' 파일을 쓰지 못했습니다: {reason}. 폴더가 있는지, 파일이 다른 프로그램에 열려 있지 않은지 확인하세요.",
                f"{str(path)!r} was not written: {reason}. Check that the folder exists and no other program has the file open.",
            )
        ) from error


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


def write_together(contents: Mapping[Path, bytes | None]) -> None:
    """Put every content into its file, or leave all files as they were; ``None`` deletes the file.

    All temporary files are written and flushed first; then they are renamed one after the other. When a rename fails,
    what was already renamed is put back. Missing folders are made. Raises `NotWritten`.
    """
    staged: dict[Path, Path] = {}
    before: dict[Path, bytes | None] = {}
    current = next(iter(contents), Path())
    try:
        for path, content in contents.items():
            current = path
            path.parent.mkdir(parents=True, exist_ok=True)
            before[path] = path.read_bytes() if path.exists() else None
            if content is not None:
                descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
                staged[path] = Path(temporary)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                staged[path].chmod(_mode(path))
        done: list[Path] = []
        try:
            for path, content in contents.items():
                current = path
                if content is None:
                    path.unlink(missing_ok=True)
                else:
                    staged[path].replace(path)
                done.append(path)
            for folder in {path.parent for path in contents}:
                _flush_folder(folder)
        except OSError:
            for path in done:
                _put_back(path, before[path])
            raise
    except OSError as error:
        for temporary_path in staged.values():
            temporary_path.unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        raise NotWritten(
            Text(
                f"'{current}' 파일을 쓰지 못해 아무것도 바꾸지 않았습니다: {reason}. 파일이 다른 프로그램에 열려 있지 않은지 확인하세요.",
                f"{str(current)!r} was not written, and nothing was changed: {reason}. Check that no other program has the file open.",
            )
        ) from error


def _put_back(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        write_whole(path, content)
