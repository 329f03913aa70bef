"""The one folder in which the service, its workers and their answers lie on disk; it goes with the service.

A killed service cannot remove its folder, so that the next one sweeps those whose lock nobody holds any more.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "policygraph-serve-"
_LOCK = "in-use.lock"


class ServiceFolder:
    """A new private folder below the system's folder for temporary files; what dead services have left there is removed.

    >>> folder = ServiceFolder()
    >>> folder.path.is_dir()
    True
    >>> folder.remove()
    >>> folder.path.exists()
    False
    """

    def __init__(self) -> None:
        sweep(Path(tempfile.gettempdir()))
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
            self._lock = FileLock(self.path / _LOCK)
            with contextlib.suppress(OSError, Timeout):
                self._lock.acquire(timeout=0)
                if (self.path / _LOCK).exists():  # else another start has just swept it away
                    return

    def remove(self) -> None:
        """Remove the folder and all that is in it."""
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Remove the folders in *parent* that services of this user have left behind."""
    own = os.getuid() if hasattr(os, "getuid") else None
    for folder in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, Timeout):
            known = folder.lstat()
            if folder.is_symlink() or not folder.is_dir() or (own is not None and known.st_uid != own):
                continue
            if not (folder / _LOCK).exists():  # its service is just making it
                continue
            with FileLock(folder / _LOCK, timeout=0):
                shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)  # Windows keeps the lock while it is held
