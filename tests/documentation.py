"""The pages of the documentation, read by their parts, and a console that runs the commands that they show."""

from __future__ import annotations

import contextlib
import datetime
import functools
import json
import re
import shlex
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from policygraph import Study
from policygraph.cli import cli
from policygraph.graph.scope import EVERYTHING, Scope
from policygraph.sources.workspace import read_workspace
from policygraph.views.render import Terminal
from workspaces import TODAY

ROOT = Path(__file__).resolve().parent.parent
READMES = {"README.md": "en", "README.ko.md": "ko"}
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    if not path.name.startswith("NOTES-")
)
WIDTH = 100
CUT = "…"
SHELLS = ("sh", "bat")


@dataclass(frozen=True)
class Block:
    """One fenced block of a page; *body* ends in a line break."""

    language: str
    body: str

    @property
    def lines(self) -> list[str]:
        return self.body.splitlines()


_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ROW = re.compile(r"^\|(.*)\|$")
_CELL = re.compile(r"(?<!\\)\|")


@functools.cache
def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, *languages: str) -> list[Block]:
    found = [Block(match[1], match[2]) for match in _FENCE.finditer(read(page))]
    return [block for block in found if not languages or block.language in languages]


def prose(page: str) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", read(page))


def headings(page: str) -> list[str]:
    return [line for line in prose(page).splitlines() if re.match(r"#+ ", line)]


def commands(page: str) -> list[str]:
    """The lines of the page that run policygraph."""
    lines = [line.strip() for block in blocks(page, *SHELLS) for line in block.lines]
    return [line for line in lines if line.split()[:1] == ["policygraph"]]


def tables(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Yield the header and the rows of each Markdown table of *text*."""
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        match = _ROW.match(line)
        if match:
            rows.append([cell.strip() for cell in _CELL.split(match[1])])
        elif rows:
            yield rows[0], rows[2:]
            rows = []


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def written_files(page: str) -> dict[str, str]:
    """The files that a page shows: blocks whose first line is a comment with a path."""
    found = {}
    for block in blocks(page, "toml", "yaml"):
        name = block.lines[0].removeprefix("# ")
        found[name] = block.body
    return found


class Console:
    """Runs command lines in this process, in a folder of its own, in a window of 100 columns; answers are kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run = functools.cache(self._run)

    def _run(self, line: str, lang: str) -> tuple[int, str, str]:
        environment = {"LANG": {"ko": "ko_KR.UTF-8", "en": "en_US.UTF-8"}[lang], "LC_ALL": None, "LC_MESSAGES": None}
        interrupted = signal.getsignal(signal.SIGINT)
        try:
            with contextlib.chdir(self.folder):
                done = CliRunner().invoke(cli, shlex.split(line)[1:], env=environment, prog_name="policygraph")
        finally:
            signal.signal(signal.SIGINT, interrupted)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    def json(self, line: str) -> Any:
        return json.loads(self.run(f"{line} -f json", "ko")[1])


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory, bundled: Study) -> Iterator[Console]:
    """A console whose folder holds the workspaces of the READMEs (my-plan) and of docs/records.md (gaon)."""
    import policygraph.commands.options
    import policygraph.graph.study as study
    import policygraph.sources.workspace as workspace

    folder = tmp_path_factory.mktemp("console")
    for name, body in written_files("README.md").items():
        write(folder / name, body)
    for name, body in written_files("docs/records.md").items():
        write(folder / "gaon" / name, body)

    def read_once(root: str | None = None, *, today: datetime.date | None = TODAY) -> workspace.Workspace:
        return bundled.workspace if root is None else read_workspace(root, today=today)

    def open_once(found: workspace.Workspace, unsaved: Any = (), scope: Scope = EVERYTHING) -> Study:
        return bundled if found is bundled.workspace and scope == EVERYTHING else Study(found, unsaved, scope)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICYGRAPH_AS_OF", TODAY.isoformat())
        patch.setattr(workspace, "read_workspace", read_once)
        patch.setattr(study, "Study", open_once)
        patch.setattr(policygraph.commands.options, "terminal", lambda: Terminal(width=WIDTH))
        yield Console(folder)


def write(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The example workspace of docs/records.md."""
    return example_study(tmp_path_factory.mktemp("example"), written_files("docs/records.md"))


def example_study(root: Path, files: Mapping[str, str]) -> Study:
    for name, body in files.items():
        write(root / name, body)
    return Study(read_workspace(root, today=TODAY))


def rewrite(page: str, text: str) -> None:
    (ROOT / page).write_text(text, encoding="utf-8", newline="\n")
    read.cache_clear()


def table(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    def line(cells: tuple[object, ...]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |"

    return "\n".join([line(header), "|" + "---|" * len(header), *map(line, rows)])


@functools.cache
def whole_vocabulary() -> Any:
    from policygraph.ontology.shacl import vocabulary

    return vocabulary()


def vocabulary_terms(namespace: str) -> list[str]:
    subjects = {str(subject) for subject in whole_vocabulary().subjects()}
    return sorted(name.removeprefix(namespace) for name in subjects if name.startswith(namespace))
