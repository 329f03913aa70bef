"""Runs the command line: in a process of its own as a user would, or inside the test process where only the answer counts."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock


@dataclass(frozen=True)
class Run:
    """What one command did."""

    code: int
    out: str
    err: str


def _environment(encoding: str, environment: dict[str, str] | None) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "POLICYGRAPH_"))}
    return kept | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"} | (environment or {})


def run_command(*arguments: str, cwd: Path, encoding: str = "utf-8", environment: dict[str, str] | None = None) -> Run:
    """Run ``policygraph`` in a process of its own; *encoding* is what its console is made to speak."""
    done = subprocess.run(
        [sys.executable, "-m", "policygraph", *arguments],
        cwd=cwd,
        env=_environment(encoding, environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


def run_inside(*arguments: str, cwd: Path) -> Run:
    """Run ``policygraph`` inside this process: the same program, without the time that a new process takes."""
    from policygraph.cli import main

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with (
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, _environment("utf-8", None), clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main(arguments)
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 1
    return Run(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]
