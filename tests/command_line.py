"""Runs the command line: in a process of its own as a user would, or inside the test process where only the answer counts."""

from __future__ import annotations

import contextlib
import datetime
import functools
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import click
import policygraph.commands.options as options
import policygraph.graph.study as study
import policygraph.sources.workspace as workspace
from policygraph import open_study
from policygraph.cli import cli, main
from policygraph.graph.scope import EVERYTHING, Scope
from workspaces import TODAY

if TYPE_CHECKING:
    from policygraph import Alignment, Study
    from policygraph.sources.workspace import Workspace


@dataclass(frozen=True)
class Run:
    """What one command did."""

    code: int
    out: str
    err: str


def all_commands() -> dict[str, click.Command]:
    """Every command of ``policygraph`` by its name."""
    found = {name: cli.get_command(click.Context(cli), name) for name in cli.list_commands(click.Context(cli))}
    return {name: command for name, command in found.items() if command is not None}


def _environment(encoding: str, environment: dict[str, str] | None) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "POLICYGRAPH_"))}
    kept |= {"POLICYGRAPH_AS_OF": TODAY.isoformat(), "POLICYGRAPH_CACHE": ""}
    return kept | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"} | (environment or {})


LAYS_DOWN_RIGHTS = (
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
)


def can_lay_down_rights() -> bool:
    """Return whether root can start a program here to which folders are forbidden as they are to everybody."""
    if shutil.which("setpriv") is None:
        return False
    return subprocess.run([*LAYS_DOWN_RIGHTS, "true"], capture_output=True, check=False).returncode == 0


def run_command(
    *arguments: str,
    cwd: Path,
    encoding: str = "utf-8",
    environment: dict[str, str] | None = None,
    started_by: Sequence[str] = (),
) -> Run:
    """Run ``policygraph`` in a process of its own; *encoding* is what its console is made to speak.

    *started_by* is a program with its arguments that starts another one.
    """
    done = subprocess.run(
        [*started_by, sys.executable, "-m", "policygraph", *arguments],
        cwd=cwd,
        env=_environment(encoding, environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


@functools.cache
def _bundled(today: datetime.date) -> Study:
    return open_study(today=today)


@contextlib.contextmanager
def bundled_once() -> Iterator[None]:
    """Inside this block, whoever opens the bundled data gets what was read and computed once for the whole process.

    Each gets a study of its own, which builds a dataset of its own; what is published from it, nobody changes.
    """
    read, of_records = workspace.read_workspace, study.Study
    known = _bundled(TODAY)

    def read_once(root: Path | str | None = None, *, today: datetime.date | None = None) -> Workspace:
        return known.workspace if root is None and today in (None, TODAY) else read(root, today=today)

    class Computed(of_records):  # type: ignore[misc, valid-type]
        graph = property(lambda self: known.graph)
        published = property(lambda self: known.published)
        _coverage = property(lambda self: known.coverage())
        _gaps = property(lambda self: known.gaps())

    def compute_once(found: Workspace, unsaved: Sequence[Alignment] = (), scope: Scope = EVERYTHING) -> Study:
        same = found is known.workspace and scope == EVERYTHING
        return (Computed if same else of_records)(found, unsaved, scope)

    with (
        mock.patch.object(workspace, "read_workspace", read_once),
        mock.patch.object(study, "read_workspace", read_once),
        mock.patch.object(study, "Study", compute_once),
        mock.patch.object(options, "read_workspace", read_once),
        mock.patch.object(options, "Study", compute_once),
    ):
        yield


def run_inside(*arguments: str, cwd: Path, environment: dict[str, str] | None = None, typed: bytes = b"") -> Run:
    """Run ``policygraph`` inside this process: the same program, without the time that a new process takes."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with (
        bundled_once(),
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, _environment("utf-8", environment), clear=True),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8")),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main(list(map(str, arguments)))
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 1
    return Run(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]
