"""The store that one state of the data is asked in: how far it is, and that its files stay as long as anybody needs them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from policygraph.sources.cache import remove


class Abandoned(Exception):  # noqa: N818 - it is
    """Nobody needs the store any more that is being made."""


class StoreFiles:
    """The store at *place*, which `make` puts there: being made, ready, or failed.

    Whoever reads it holds it, and it goes when it is no longer wanted (`retire`) and the last has let go.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = StoreFiles(Path(folder) / "store")
    ...     files.make(lambda place, told: place.mkdir())
    ...     with files.held() as there:
    ...         files.retire()
    ...         files.ready, there, files.place.exists()
    ...     with files.held() as there:
    ...         there, files.place.exists()
    (True, True, True)
    (False, False)
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self.ready = False
        self.failure: str | None = None  # why it could not be made, until it is tried again
        self.written = 0  # statements so far
        self.seconds = 0.0  # that making took
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._unwanted = threading.Event()
        self._holders = 0
        self._retired = self._given_up = False

    def hold(self) -> bool:
        """Keep the files until `release`; whether they can still be had."""
        with self._lock:
            if not self.wanted:
                return False
            self._holders += 1
            return True

    def release(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._holders -= 1
            unwanted = self.ready and not self.wanted
        if unwanted:
            remove(self.place)

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Keep the files as long as the block runs, and say whether they can still be had."""
        there = self.hold()
        try:
            yield there
        finally:
            if there:
                self.release()

    def retire(self) -> None:
        """Say that nobody will ask for the files any more but who holds them."""
        with self._lock:
            self._retired = True
            self._unwanted.set()
            unwanted = self.ready and not self.wanted
        if unwanted:
            remove(self.place)

    def give_up(self) -> None:
        """Say that all is over: whoever makes the store stops, whoever holds it."""
        self._given_up = True
        self.retire()

    @property
    def wanted(self) -> bool:
        """Whether anybody needs the files, or may come to."""
        return not self._given_up and (self._holders > 0 or not self._retired)

    @property
    def elapsed(self) -> float:
        """Seconds since making began."""
        return time.monotonic() - self._begun

    def pause(self, seconds: float) -> None:
        """Wait that long, but no longer than until nobody new will ask for the files."""
        self._unwanted.wait(seconds)

    def make(self, put: Callable[[Path, Callable[[int], None]], None]) -> None:
        """Let *put* put the store at its place; it is given a function to call with the number of statements written so far.

        Does nothing where nobody wants the store any more, and nothing is left then, nor where *put* raises.
        """
        self._begun, self.failure = time.monotonic(), None

        def told(written: int) -> None:
            if not self.wanted:
                raise Abandoned
            self.written = written

        try:
            told(0)
            put(self.place, told)
        except Abandoned:
            remove(self.place)
            return
        except BaseException:
            remove(self.place)
            raise
        with self._lock:
            self.seconds = self.elapsed
            self.ready = self.wanted
        if not self.ready:
            remove(self.place)
