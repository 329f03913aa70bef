"""What tests can use but need not have: the work of others beside the repository, and packages that are not everybody's.

A test that needs such a thing is marked by `needs`. Where it is absent, the test does not run, nothing fails, and one
line at the end of the run names all that was not run. What a newcomer must have (a system package, the development
dependencies) is no such thing: its absence fails.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

NOT_RUN = "not run: "
VARIABLE = "POLICYGRAPH_PEERS"
PEERS = Path(os.environ.get(VARIABLE) or Path(__file__).resolve().parents[2] / "shared" / "peers")


@dataclass(frozen=True)
class Material:
    """Something that may be absent: its *name*, whether it is *present*, and *where* it would be found."""

    name: str
    present: bool
    where: str


def beside(name: str, *folders: str) -> tuple[Material, Path]:
    """Return the work of others called *name* in a folder beside the repository, and that folder."""
    path = PEERS.joinpath(*folders)
    return Material(name, path.is_dir(), f"{VARIABLE}=FOLDER, with {'/'.join(folders)} in it"), path


def package(name: str) -> Material:
    """Return the package of that name, which not everybody who develops has to install."""
    return Material(name, importlib.util.find_spec(name) is not None, f"pip install {name}")


@cache
def isolation() -> Material:
    """Return whether this system lets a process give up its network: a program of the system is asked, none of ours."""
    program = shutil.which("unshare")
    done = program and subprocess.run([program, "-Un", "true"], capture_output=True, check=False)
    return Material(
        "processes without a network",
        bool(done) and done.returncode == 0,
        "Linux where `unshare -Un true` succeeds",
    )


def needs(material: Material) -> pytest.MarkDecorator:
    """Have a test run only where *material* is there."""
    return pytest.mark.skipif(not material.present, reason=f"{NOT_RUN}{material.name} ({material.where})")


def closing_line(reasons: Collection[str]) -> str:
    """Return the line that names what was not run, or nothing.

    >>> closing_line(["not run: b (there)", "Skipped: not run: a (here)", "Skipped: not run: a (here)"])
    'not run: a (here); b (there)'
    """
    absent = sorted({reason.partition(NOT_RUN)[2] for reason in reasons if NOT_RUN in reason})
    return NOT_RUN + "; ".join(absent) if absent else ""
