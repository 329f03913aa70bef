"""Writes files whole or not at all: a temporary file beside the target, flushed to disk, then renamed over it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from policygraph.sources.issue import PolicyGraphError
from policygraph.sources.records import Text


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


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
