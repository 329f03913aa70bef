"""A process that reads files of records for another one: ``python -m policygraph.sources.reading_worker``.

Each line that comes in is a list of files in JSON, each a path and what messages call it. For each file one answer goes
out: its length in eight bytes, then the digest of the file and its records as the cache keeps them; a length of zero
says that this file is better read by the one who asked. The process ends when its input does.
`policygraph.sources.reading` asks.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import BinaryIO

from policygraph.sources.record_cache import packed_file

LENGTH = 8
"""Bytes that say how long the answer is."""
DIGEST = 40
"""Bytes that the digest takes in it."""


def answered(path: Path, name: str) -> bytes:
    """Return the answer for the file *path* that messages call *name*.

    >>> answered(Path("no such file"), "plans/a.yaml")
    b''
    """
    try:
        found = packed_file(path, name)
    except (ValueError, RecursionError, MemoryError, OSError):
        found = None  # whatever is the matter, whoever asked meets it again and says so
    return b"" if found is None else found[0].encode() + found[1]


def work(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer every line of *requests* on *answers*."""
    for line in requests:
        for path, name in json.loads(line):
            answer = answered(Path(path), name)
            answers.write(len(answer).to_bytes(LENGTH, "big") + answer)
        answers.flush()


if __name__ == "__main__":
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)  # as the command line does
    work(sys.stdin.buffer, sys.stdout.buffer)
