"""One writer at a time: a lock on a workspace that other processes on the same folder wait for, on other machines too.

Two locks are held: that of the operating system, which is free again as soon as its process dies, and a lease
(`policygraph.sources.lease`), which also holds where a network drive knows no locks. Whoever reads files in order to write them holds the lock from before the reading until after the writing, so that two
programs on one folder (a review in the terminal, an import, the page of the server) lose nothing of each other.
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
import time
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from policygraph.records.issue import Issue
from policygraph.records.kinds import Text
from policygraph.records.system_reasons import advice_of, reason_of
from policygraph.sources.atomic import NotWritten
from policygraph.sources.folders import FOLDERS
from policygraph.sources.journal import finish, sweep
from policygraph.sources.lease import StillHeld, leased

LOCK_FILE = ".policygraph.lock"
LEASE_FILE = ".policygraph.lease"
PATIENCE = 30.0
_holding = threading.local()


@contextlib.contextmanager
def locked(root: Path | str, *, patience: float = PATIENCE) -> Iterator[list[Issue]]:
    """Hold the lock of the workspace *root*; wait up to *patience* seconds for whoever holds it.

    The same thread may hold it more than once. A process that dies gives its lock back, and what it left half written
    is finished first: the block gets what there is to tell about that. Raises `NotWritten` where the folder cannot be
    written to or the other program does not finish.
    """
    place = Path(os.path.realpath(root))
    held: set[Path] = _holding.__dict__.setdefault("places", set())
    if place in held:
        yield []
        return
    with contextlib.ExitStack() as stack:
        try:
            if not Path(root).is_dir():
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            start = time.monotonic()
            alone = stack.enter_context(_machine_lock(place, patience))
            rest = max(0.0, patience - (time.monotonic() - start))
            stack.enter_context(leased(place / LEASE_FILE, patience=rest, alone=alone))
        except StillHeld as error:
            raise NotWritten(
                Text(
                    f"다른 프로그램이 작업 폴더 '{root}'에 쓰고 있어 {patience:.0f}초를 기다렸지만 끝나지 않았습니다. "
                    "그 프로그램이 끝난 뒤 다시 해 주세요. 아무것도 바꾸지 않았습니다.",
                    f"another program is writing to the workspace {str(root)!r} and was not done after {patience:.0f} seconds; "
                    "try again when it is. Nothing was changed.",
                )
            ) from error
        except OSError as error:
            reason, advice = reason_of(error), advice_of(error)
            raise NotWritten(
                Text(
                    f"작업 폴더 '{root}'에 쓸 수 없습니다: {reason.ko}. {advice.ko}",
                    f"the workspace {str(root)!r} cannot be written to: {reason.en}. {advice.en}",
                )
            ) from error
        held.add(place)
        stack.callback(held.discard, place)
        yield _made_whole(Path(root))


@contextlib.contextmanager
def _machine_lock(root: Path, patience: float) -> Iterator[bool]:
    """Hold the lock of the operating system on *root*, and say whether it keeps out others of this machine.

    It is free again as soon as its process dies. Some network drives have no such locks: then the lease alone holds.
    """
    from filelock import FileLock, Timeout

    if not _has_locks(root):
        yield False
        return
    lock = FileLock(root / LOCK_FILE)
    try:
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise StillHeld(str(root)) from error
    try:
        yield True
    finally:
        lock.release()


@cache
def _has_locks(root: Path) -> bool:
    """Whether the operating system can lock a file in *root* that nobody else knows; asked once in a process."""
    from filelock import FileLock, Timeout

    probe = root / f"{LOCK_FILE}-{uuid.uuid4().hex}"
    lock = FileLock(probe)
    try:
        lock.acquire(timeout=0)
        lock.release()
    except (Timeout, NotImplementedError):
        return False
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()
    return True


def _made_whole(root: Path) -> list[Issue]:
    told = finish(root)
    for name in (".", *FOLDERS):
        sweep(root / name)
    return told
