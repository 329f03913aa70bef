"""Runs the command line as a user would: a process of its own, its real encodings, its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """What one command did."""

    code: int
    out: str
    err: str


def run_command(
    *arguments: str,
    cwd: Path,
    stdin: str = "",
    encoding: str = "utf-8",
    environment: dict[str, str] | None = None,
) -> Run:
    """Run ``policygraph`` with *arguments*; *encoding* is what its console is made to speak."""
    settings = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "POLICYGRAPH_"))}
    settings |= {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"} | (environment or {})
    done = subprocess.run(
        [sys.executable, "-m", "policygraph", *arguments],
        cwd=cwd,
        env=settings,
        input=stdin.encode(encoding),
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))
