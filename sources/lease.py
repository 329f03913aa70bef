"""A lock that rests on nothing but files: whoever makes the file first has it, on network drives too.

Locks of an operating system hold on one machine, and on some network drives they hold nothing at all. A lease is a
file that is made only where there is none, which every file system does at once for all machines. It says who holds it,
and is touched while it is held, so that one which was left behind (a crash, a cable) is told by its age. Ages are taken
from the drive's own clock.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     with leased(Path(folder) / "lease", patience=1.0):
...         len(list(Path(folder).iterdir()))
...     list(Path(folder).iterdir())
1
[]
"""

from __future__ import annotations

import contextlib
import os
import platform
import random
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from policygraph.sources.atomic import PREFIX, SUFFIX

LEFT_AFTER = 60.0
"""Seconds without a touch after which a lease was left behind."""
TOUCHED_EVERY = 10.0
_PAUSE = 0.02


class StillHeld(Exception):  # noqa: N818 - the state of the lease
    """Somebody else holds the lease, and has not given it back in time."""


def machine() -> str:
    """Return what tells this machine from others on the same drive."""
    return f"{platform.node()}-{uuid.getnode():x}"


@contextlib.contextmanager
def leased(path: Path, *, patience: float, alone: bool = False) -> Iterator[None]:
    """Hold the lease *path* while the block runs; wait up to *patience* seconds for it.

    *alone* says that no other process of this machine can be here: a lease of this machine was then left behind. Raises
    `StillHeld`, and `OSError` where the folder cannot be written to.
    """
    mine = f"{machine()} {os.getpid()} {uuid.uuid4().hex}"
    _take(path, mine, patience, alone=alone)
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(path, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        if _read(path) == mine:
            with contextlib.suppress(OSError):
                path.unlink()


def _take(path: Path, mine: str, patience: float, *, alone: bool) -> None:
    deadline = time.monotonic() + patience
    looked = 0.0
    while not _made(path, mine):
        held = _read(path)
        ours = held is not None and held.split(" ")[0] == machine()
        if held and ours and (alone or not _runs(held)):
            _break(path, held)
        elif held is not None and time.monotonic() - looked > 1:
            looked = time.monotonic()
            if _age(path) > LEFT_AFTER:
                _break(path, held)
        if time.monotonic() > deadline:
            raise StillHeld(str(path))
        time.sleep(_PAUSE * (0.5 + random.random()))  # noqa: S311 - so that those who wait do not move in step


def _made(path: Path, mine: str) -> bool:
    """Make the file *path* with the text *mine*, all at once; whether there was none."""
    try:
        made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        return False
    except PermissionError:
        if path.exists() or os.name == "nt":  # Windows says so of a file that is just being deleted
            return False
        raise
    try:
        with os.fdopen(made, "w", encoding="utf-8") as file:
            file.write(mine)
    except OSError:  # no room: an empty lease would keep others waiting
        path.unlink(missing_ok=True)
        raise
    return True


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def _runs(held: str) -> bool:
    """Whether the process of this machine that holds a lease may still run; what cannot be known may."""
    number = held.split(" ")[1] if held.count(" ") == 2 else ""
    if os.name == "nt" or not number.isdecimal():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _age(path: Path) -> float:
    """Return how long ago the file was touched, in seconds of the clock of its drive."""
    probe = _beside(path)
    try:
        probe.touch()
        return probe.stat().st_mtime - path.stat().st_mtime
    except OSError:
        return 0.0
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()


def _break(path: Path, held: str) -> None:
    """Take the lease *held* away; one that somebody else has made meanwhile goes back to its place."""
    aside = _beside(path)
    with contextlib.suppress(OSError):
        path.rename(aside)
        if _read(aside) != held and not path.exists():
            aside.rename(path)
        else:
            aside.unlink()


def _beside(path: Path) -> Path:
    """Return a name for a temporary file, which is swept up if this process dies before it is gone."""
    return path.with_name(f"{PREFIX}{uuid.uuid4().hex}{SUFFIX}")


def _keep(path: Path, over: threading.Event) -> None:
    while not over.wait(TOUCHED_EVERY):
        with contextlib.suppress(OSError):
            os.utime(path)
