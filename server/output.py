"""Takes the bytes of an answer as the engine writes them, within limits."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import IO

INLINE = 128 * 1024  # answers up to this size travel through the pipe, larger ones through a file
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class TooMuch(Exception):  # noqa: N818 - the answer is
    """The answer exceeds a limit; the argument names it: ``rows``, ``bytes``, or ``disk`` where no room is left for it."""


class Output:
    """Takes the bytes of an answer: keeps a small one in memory, moves a large one to a file, refuses a too large one.

    An answer that is not too long holds *mark* at most *most* times; one that holds more needs a closer look (`TooMuch`).
    In XML (*xml*), what XML forbids is written as U+FFFD.
    """

    def __init__(self, path: str, limit: int, mark: bytes = b"", most: int = 0, *, xml: bool = False) -> None:
        self.path, self.limit, self.mark, self.most, self.xml = path, limit, mark, most, xml
        self.size, self.seen, self.tail, self.held = 0, 0, b"", b""
        self.memory: bytearray | None = bytearray()
        self.file: IO[bytes] | None = None

    def write(self, piece: bytes) -> int:
        """Take the next piece; raises `TooMuch` when the answer grows beyond a limit."""
        taken = len(piece)
        if self.xml:
            piece = self.held + piece
            begun = 2 if piece.endswith(b"\xef\xbf") else 1 if piece.endswith(b"\xef") else 0
            cut = len(piece) - begun
            piece, self.held = _FORBIDDEN.sub(b"\xef\xbf\xbd", piece[:cut]), piece[cut:]
        self._keep(piece)
        return taken

    def _keep(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > self.limit:
            raise TooMuch("bytes")
        if self.mark:
            text = self.tail + piece
            self.seen += text.count(self.mark)
            kept = len(self.mark) - 1  # so much of a mark may be there without its end
            self.tail = text[-kept:] if kept else b""
            if self.seen > self.most:
                raise TooMuch("rows")
        if self.memory is not None and self.size <= INLINE:
            self.memory += piece
            return
        try:
            if self.file is None:
                self.file = Path(self.path).open("wb")  # noqa: SIM115 - closed by `finish` or `discard`
                self.file.write(self.memory or b"")
                self.memory = None
            self.file.write(piece)
        except OSError:
            raise TooMuch("disk") from None

    def flush(self) -> None:
        """Do nothing: the engine asks for it after each answer."""

    def finish(self) -> bytes:
        """Close the answer and return it, or nothing when it lies in the file."""
        if self.held:
            self._keep(self.held)
        try:
            if self.file is not None:
                self.file.close()
        except OSError:
            raise TooMuch("disk") from None
        return bytes(self.memory or b"")

    def discard(self) -> None:
        """Throw the answer away."""
        if self.file is not None:
            with contextlib.suppress(OSError):
                self.file.close()
            Path(self.path).unlink()
