"""The files of a workspace as they were at an earlier state that git keeps: read through the git program, into a folder of its own."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import NO_TEXT, Text
from policygraph.sources.settings import SETTINGS_FILE


def git_installed() -> bool:
    """Return whether the git program is on this computer."""
    return shutil.which("git") is not None


def is_revision(root: Path, name: str) -> bool:
    """Return whether git, where it is installed, knows *name* as a state of the folder *root*."""
    return git_installed() and _commit(root, name) is not None


def why_unknown(root: Path) -> Text:
    """Return why git may know less of the folder *root* than its user does; empty where nothing stands in the way."""
    if not git_installed():
        return Text(
            "git 프로그램이 이 컴퓨터에 없어 git 시점은 찾아보지 못했습니다.",
            "git revisions were not looked at, since the git program is not installed here",
        )
    shallow = _git(root, "rev-parse", "--is-shallow-repository")
    if shallow.returncode:
        return Text(
            "이 작업 폴더는 git 저장소 안에 있지 않아 git 시점이 없습니다.",
            "the workspace is in no git repository, so that it has no revisions",
        )
    if shallow.stdout.strip() == b"true":
        return Text(
            "이 저장소에는 최근의 시점만 있습니다(얕은 복제). 더 앞의 시점은 git fetch --unshallow 로 받아 주세요.",
            "this repository holds recent revisions alone (a shallow clone); get the earlier ones with git fetch --unshallow",
        )
    return NO_TEXT


@contextmanager
def revision_files(root: Path, name: str) -> Iterator[Path]:
    """Yield a folder with the files of *root* as they were at the revision *name*, such as ``HEAD~3`` or a tag.

    A folder that has been renamed or moved since is followed to where it was. Plain files alone are taken over. Raises
    `UnusableInput` where git is not installed, where *root* is in no repository, where the revision is not known, where
    it holds nothing of the folder, and where git cannot give its files.
    """
    commit = _commit(root, name) if git_installed() else None
    if commit is None:
        why = why_unknown(root)
        raise UnusableInput(
            Text(
                f"{root}에서 git 시점 '{name}'을(를) 찾지 못했습니다. {why.ko or 'git log로 시점을 확인해 주세요.'}",
                f"git knows no revision {name!r} of {root}; {why.en or 'see git log for those there are'}",
            )
        )
    top = Path(_said(root, "rev-parse", "--show-toplevel"))
    place = _place_at(root, top, commit)
    if place is None:
        raise UnusableInput(_nothing_there(top, name, commit))
    found = _git(top, "archive", "--format=tar", f"{commit}:{place}")
    if found.returncode:
        said = found.stderr.decode(errors="replace").strip()
        raise UnusableInput(
            Text(
                f"git이 '{name}'의 파일을 내주지 못했습니다: {said}",
                f"git could not give the files of {name!r}: {said}",
            )
        )
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / root.resolve().name
        folder.mkdir()
        _unpack(found.stdout, folder)
        yield folder


def _place_at(root: Path, top: Path, commit: str) -> str | None:
    """Return where the folder *root* was in *commit*, from the *top* of the repository: under its path, or whence it moved."""
    place = _said(root, "rev-parse", "--show-prefix").rstrip("/")
    if not place or _git(top, "cat-file", "-e", f"{commit}:{place}").returncode == 0:
        return place
    found = _git(top, "diff", "--name-status", "-M", "-z", "--diff-filter=R", commit, "HEAD")
    told = os.fsdecode(found.stdout).split("\0")
    moves: Counter[str] = Counter()
    for old, new in zip(told[1::3], told[2::3], strict=True):
        inside = new.removeprefix(f"{place}/")
        if inside != new and (old == inside or old.endswith(f"/{inside}")):
            moves[old.removesuffix(inside).rstrip("/")] += 1
    return moves.most_common(1)[0][0] if moves else None


def _nothing_there(top: Path, name: str, commit: str) -> Text:
    """Say that the revision holds nothing of the folder, and which workspaces it does hold."""
    names = os.fsdecode(_git(top, "ls-tree", "-r", "-z", "--name-only", commit).stdout).split("\0")
    there = ", ".join(
        sorted(str(PurePosixPath(one).parent) for one in names if PurePosixPath(one).name == SETTINGS_FILE)
    )
    ko = f" 그때 있던 작업 폴더: {there}. 그 폴더를 git worktree로 꺼내 적을 수 있습니다." if there else ""
    en = f"; workspaces there were: {there}; take one out with git worktree and name it" if there else ""
    return Text(
        f"git 시점 '{name}'에는 이 작업 폴더의 파일이 없습니다. 그때는 아직 없었거나 다른 이름이었을 수 있습니다.{ko}",
        f"the revision {name!r} holds no file of this workspace; perhaps it did not exist yet or had another name{en}",
    )


def _unpack(content: bytes, folder: Path) -> None:
    """Write the plain files of a tar archive below *folder*."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            data = archive.extractfile(member) if member.isfile() else None
            if data is None or path.is_absolute() or ".." in path.parts:
                continue
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data.read())


def _commit(root: Path, name: str) -> str | None:
    if not name or name.startswith("-"):
        return None
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return found.stdout.decode().strip() if found.returncode == 0 else None


def _said(root: Path, *words: str) -> str:
    """Return what git says, without its line end."""
    return os.fsdecode(_git(root, *words).stdout).removesuffix("\n")


def _git(root: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    return subprocess.run(  # noqa: S603 - git itself, with words that are no options
        [shutil.which("git") or "git", "-C", str(root), *words],
        capture_output=True,
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
    )
