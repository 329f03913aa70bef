"""A real pseudo-terminal with a program in it: what a person types goes in, what a person sees comes out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

PATIENCE = 120  # seconds before a test gives up on a program that hangs; no answer is judged by it
_STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]")


class Terminal:
    """``policygraph`` running in a terminal of *columns* by 40; read with `until`, type with `type`."""

    def __init__(
        self, *arguments: str, cwd: Path, columns: int = 100, environment: dict[str, str] | None = None
    ) -> None:
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("LC_", "LANG", "POLICYGRAPH_", "NO_C"))
        }
        kept |= {"PYTHONIOENCODING": "utf-8", "TERM": "xterm-256color", "COLUMNS": "", "LINES": ""} | (
            environment or {}
        )
        kept = {key: value for key, value in kept.items() if value}
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # what a shell started in the background ignores stays ignored
            os.chdir(cwd)
            os.execve(sys.executable, [sys.executable, "-m", "policygraph", *arguments], kept)  # noqa: S606
        self.resize(columns)
        self.seen = ""
        self.code: int | None = None

    def resize(self, columns: int) -> None:
        """Make the window *columns* wide."""
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))

    def type(self, keys: str) -> None:
        """Type *keys* once the program waits for single keys or a line."""
        os.write(self.descriptor, keys.encode())

    def until(self, text: str, *, seconds: float = PATIENCE) -> str:
        """Return what has come since the last call, up to *text*."""
        end = time.monotonic() + seconds
        while text not in self.plain():
            assert time.monotonic() < end, f"{text!r} did not come:\n{self.plain()}"
            if not self._read(end):
                break
        found = self.plain()
        assert text in found, f"{text!r} did not come:\n{found}"
        before, _, after = found.partition(text)
        self.seen = after
        return before + text

    def plain(self) -> str:
        """Return what is waiting to be looked at, without colours and steering."""
        return _STEERING.sub("", self.seen).replace("\r", "")

    def _read(self, end: float) -> bool:
        ready, _, _ = select.select([self.descriptor], [], [], max(end - time.monotonic(), 0))
        if not ready:
            return True
        try:
            raw = os.read(self.descriptor, 65536)
        except OSError:
            return False
        self.seen += raw.decode("utf-8", "replace")
        return bool(raw)

    def waits_for_a_key(self, *, seconds: float = PATIENCE) -> None:
        """Return once the program has switched the terminal to single keys."""
        self._until_mode(single=True, seconds=seconds)

    def _until_mode(self, *, single: bool, seconds: float) -> None:
        end = time.monotonic() + seconds
        while bool(termios.tcgetattr(self.descriptor)[3] & termios.ICANON) == single:
            assert time.monotonic() < end, "the terminal did not change its mode"
            select.select([], [], [], 0.005)

    def key(self, key: str) -> None:
        """Press *key* when the program waits for one."""
        self.waits_for_a_key()
        self.type(key)

    def line(self, text: str) -> None:
        """Type a line of text when the program waits for one."""
        self._until_mode(single=False, seconds=PATIENCE)
        self.type(text + "\n")

    def interrupt(self) -> None:
        """Press Ctrl-C once the program really waits for what is typed.

        Between a prompt and the reading behind it the interrupt would be noted and only seen with the next key.
        """
        self._until_asleep(seconds=PATIENCE)
        self.type("\x03")

    def _until_asleep(self, *, seconds: float) -> None:
        """Return once the main thread sleeps and has not been awake in between: behind a prompt it then reads.

        A thread that only lacks a processor counts as running, however long it waits for one.
        """
        end = time.monotonic() + seconds
        before: tuple[str, str] | None = None
        while True:
            now = self._main_thread()
            if now == before and now[0] == "S":
                return
            assert time.monotonic() < end, f"the program does not wait for keys: {now}\n{self.plain()}"
            before = now
            select.select([], [], [], 0.02)

    def _main_thread(self) -> tuple[str, str]:
        """Return the state of the main thread (of others that computed before nothing is asked) and how often it slept."""
        status = Path(f"/proc/{self.process}/task/{self.process}/status").read_text(encoding="utf-8")
        fields = dict(line.partition(":\t")[::2] for line in status.splitlines())
        return fields["State"][:1], fields["voluntary_ctxt_switches"]

    def close(self) -> str:
        """Wait for the program to end; return what it said last, and keep its exit code."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self._read(end):
            pass
        if time.monotonic() >= end:
            self.kill()
        _, status = os.waitpid(self.process, 0)
        self.code = os.waitstatus_to_exitcode(status)
        os.close(self.descriptor)
        return self.plain()

    def kill(self) -> None:
        """End the program at once."""
        os.kill(self.process, signal.SIGKILL)
