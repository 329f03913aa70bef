"""The files of a workspace as they were at an earlier state that git keeps: read through the git program, into a folder of its own."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Text


def git_installed() -> bool:
    """Return whether the git program is on this computer."""
    return shutil.which("git") is not None


def is_revision(root: Path, name: str) -> bool:
    """Return whether git, where it is installed, knows *name* as a state of the folder *root*."""
    return git_installed() and _commit(root, name) is not None


@contextmanager
def revision_files(root: Path, name: str) -> Iterator[Path]:
    """Yield a folder with the files of *root* as they were at the revision *name*, such as ``HEAD~3`` or a tag.

    Plain files alone are taken over. Raises `UnusableInput` where git is not installed, where *root* is in no repository,
    where the revision is not known, and where it holds nothing of the folder.
    """
    if not git_installed():
        raise UnusableInput(
            Text(
                f"'{name}' 같은 git 시점을 읽으려면 git 프로그램이 있어야 하는데 이 컴퓨터에 없습니다. git을 설치하거나, 그때의 작업 폴더 사본을 적어 주세요.",
                f"reading a git revision such as {name!r} takes the git program, which is not installed here; install it, or name a copy of the workspace as it was",
            )
        )
    commit = _commit(root, name)
    if commit is None:
        raise UnusableInput(
            Text(
                f"{root}에서 git 시점 '{name}'을(를) 찾지 못했습니다. git log로 시점을 확인해 주세요.",
                f"git knows no revision {name!r} of {root}; see git log for those there are",
            )
        )
    found = _git(root, "archive", "--format=tar", commit)
    if found.returncode:
        said = found.stderr.decode(errors="replace").strip()
        raise UnusableInput(
            Text(
                f"git이 '{name}'의 파일을 내주지 못했습니다: {said}",
                f"git could not give the files of {name!r}: {said}",
            )
        )
    with TemporaryDirectory() as place:
        folder = Path(place) / root.resolve().name
        folder.mkdir()
        if not _unpack(found.stdout, folder):
            raise UnusableInput(
                Text(
                    f"git 시점 '{name}'에는 이 작업 폴더의 파일이 없습니다. 그때는 아직 없었던 폴더일 수 있습니다.",
                    f"the revision {name!r} holds no file of this workspace; perhaps it did not exist yet",
                )
            )
        yield folder


def _unpack(content: bytes, folder: Path) -> int:
    """Write the plain files of a tar archive below *folder*; return how many there are."""
    count = 0
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            data = archive.extractfile(member) if member.isfile() else None
            if data is None or path.is_absolute() or ".." in path.parts:
                continue
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data.read())
            count += 1
    return count


def _commit(root: Path, name: str) -> str | None:
    if not name or name.startswith("-"):
        return None
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return found.stdout.decode().strip() if found.returncode == 0 else None


def _git(root: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    return subprocess.run(  # noqa: S603 - git itself, with words that are no options
        [shutil.which("git") or "git", "-C", str(root), *words],
        capture_output=True,
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
    )
