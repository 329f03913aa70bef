"""Reads the files of a workspace: one after the other, or in several processes where there is much to read.

Parsing YAML is what a first run takes its time for, and Python runs one thread of it at a time. So where some megabytes
are to be parsed and there is a core to spare, other processes parse a part and hand back what the cache keeps of a file:
a quarter of the work is left then. They are processes of our own module, started as a program, not by `multiprocessing`:
that would import the script of whoever uses this library once more. The result is the same either way: records, problems
and their order. Whatever goes wrong with a process, its files are read here.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO, cast

from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Corpus
from policygraph.sources.cache import cache_in_use
from policygraph.sources.reading_worker import DIGEST, LENGTH
from policygraph.sources.record_cache import corpus_in, keep, read_file, read_kept

PAYS = 4 * 2**20
"""Bytes to parse from which on a process more pays for its start, which takes as long as parsing one or two megabytes."""
MOST_PROCESSES = 7
_BATCH = 2**19  # bytes of files that are asked for at once
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)

File = tuple[Path, str]
"""Where a file lies, and what messages call it."""
_Read = tuple[Corpus, str]


def read_files(files: Sequence[File], log: IssueLog) -> list[_Read]:
    """Return, for each of *files*, its records and the digest of its bytes, as `read_file` does; problems go to *log*.

    >>> read_files([], IssueLog())
    []
    """
    sizes = [_size(path) for path, _ in files]
    if sum(sizes) < PAYS:
        return [read_file(path, name, log) for path, name in files]
    logs = [IssueLog() for _ in files]
    read: dict[int, _Read] = {}
    if cache_in_use() is not None:
        for index, (path, name) in enumerate(files):
            if (found := read_kept(path, name, logs[index])) is not None:
                read[index] = found
    unread = [index for index in range(len(files)) if index not in read]
    helpers = _helpers(sum(sizes[index] for index in unread))
    for index, answer in _answers(files, _batches(unread, sizes), helpers):
        path, name = files[index]
        if not answer:
            read[index] = read_file(path, name, logs[index])
            continue
        digest, packed = answer[:DIGEST].decode(), answer[DIGEST:]
        keep(packed, name, digest)
        read[index] = corpus_in(packed, name, logs[index]), digest
    for told in logs:
        log.extend(told.issues)
        for refused, place in told.refused.items():
            log.refused.setdefault(refused, place)
    return [read[index] for index in range(len(files))]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _helpers(size: int) -> int:
    """Return how many processes help to parse *size* bytes."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on Windows and macOS
        cores = os.cpu_count() or 1
    program = Path(sys.executable or "").name.lower()
    if getattr(sys, "frozen", False) or not program.startswith(("python", "pypy")):
        return 0  # a program with Python inside: started once more, it would not be ours
    return min(cores - 1, size // PAYS, MOST_PROCESSES)


def _batches(indices: Iterable[int], sizes: Sequence[int]) -> deque[list[int]]:
    """Return *indices* of files in portions of some size, in their order."""
    found: deque[list[int]] = deque()
    room = 0
    for index in indices:
        if room <= 0:
            found.append([])
            room = _BATCH
        found[-1].append(index)
        room -= sizes[index]
    return found


def _answers(files: Sequence[File], batches: deque[list[int]], helpers: int) -> Iterator[tuple[int, bytes]]:
    """Yield each index in *batches* with the answer for its file; an empty one says that it is to be read here."""
    answers: SimpleQueue[tuple[int, bytes]] = SimpleQueue()
    left = sum(map(len, batches))
    with contextlib.ExitStack() as ending:
        for _ in range(helpers):
            with contextlib.suppress(OSError):
                process = _started()
                thread = Thread(target=_ask, args=(process, files, batches, answers), daemon=True)
                ending.callback(_end, process, thread)
                thread.start()
        while left:
            if batches and answers.empty():
                with contextlib.suppress(IndexError):  # a process was quicker
                    for index in batches.popleft():
                        yield index, b""
                        left -= 1
            else:
                yield answers.get()
                left -= 1


def _started() -> subprocess.Popen[bytes]:
    path = os.pathsep.join(place or str(Path.cwd()) for place in sys.path)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "policygraph.sources.reading_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        creationflags=_NO_WINDOW,
    )


def _ask(
    process: subprocess.Popen[bytes],
    files: Sequence[File],
    batches: deque[list[int]],
    answers: SimpleQueue[tuple[int, bytes]],
) -> None:
    """Let *process* read batches until there are none or it has ended; every file of a batch that it took gets an answer."""
    requests = cast(BinaryIO, process.stdin)
    while batches:
        try:
            batch = batches.popleft()
        except IndexError:
            return
        answered = 0
        try:
            wanted = [[os.fspath(files[index][0]), files[index][1]] for index in batch]
            requests.write(json.dumps(wanted).encode() + b"\n")
            requests.flush()
            for index in batch:
                answers.put((index, _exactly(process, int.from_bytes(_exactly(process, LENGTH), "big"))))
                answered += 1
        except (OSError, ValueError, EOFError):
            return
        finally:
            for index in batch[answered:]:
                answers.put((index, b""))


def _exactly(process: subprocess.Popen[bytes], size: int) -> bytes:
    """Return the next *size* bytes that *process* says; raises `EOFError` where it says fewer."""
    found = cast(BinaryIO, process.stdout).read(size)
    if len(found) < size:
        raise EOFError
    return found


def _end(process: subprocess.Popen[bytes], thread: Thread) -> None:
    """End *process* and the *thread* that asks it."""
    process.kill()
    process.wait()
    thread.join()
    for stream in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            cast(BinaryIO, stream).close()
