"""What is written is written whole, and only where a file belongs: links, pipes, devices, write protection, full disks, kills."""

from __future__ import annotations

import errno
import os
import re
import resource
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import LAYS_DOWN_RIGHTS, can_lay_down_rights, run_command, run_inside
from policygraph.records.issue import IssueLog
from policygraph.sources import lease
from policygraph.sources.atomic import PREFIX, SUFFIX, NotWritten, write_together, write_whole
from policygraph.sources.journal import PENDING_FOLDER, finish, write_as_one
from policygraph.sources.locking import LEASE_FILE, locked
from policygraph.sources.workspace import read_parts

if sys.platform == "win32":
    pytest.skip("links, pipes and devices of Unix", allow_module_level=True)

FEW = ("coverage", "bmg", "--depth", "1")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def chain(target: Path, link: Path) -> None:
    middle = link.with_name("middle")
    middle.symlink_to(target)
    link.symlink_to(middle.name)


LINKS: dict[str, Callable[[Path, Path], None]] = {
    "absolute": lambda target, link: link.symlink_to(target),
    "relative": lambda target, link: link.symlink_to(os.path.relpath(target, link.parent)),
    "over another link": chain,
    "hard": lambda target, link: os.link(target, link),
}


@pytest.mark.parametrize("kind", LINKS)
@pytest.mark.parametrize("together", [False, True])
def test_a_link_stays_and_what_it_leads_to_is_written(kind: str, together: bool, tmp_path: Path) -> None:
    target, link = tmp_path / "elsewhere" / "target.csv", tmp_path / "here" / "link.csv"
    target.parent.mkdir(), link.parent.mkdir()
    target.write_bytes(b"old, and longer than what is new")
    LINKS[kind](target, link)
    before = names(link.parent)
    if together:
        write_together({link: b"new", link.with_name("second"): b"2"})
        before = sorted([*before, "second"])
    else:
        write_whole(link, b"new")
    assert target.read_bytes() == link.read_bytes() == b"new"
    assert link.samefile(target)
    assert names(link.parent) == before
    assert names(target.parent) == ["target.csv"]


def test_a_link_that_leads_nowhere_yet_makes_the_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "new")
    write_whole(tmp_path / "link", b"1")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "new").read_bytes() == b"1"


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b"), (tmp_path / "b").symlink_to("a")
    with pytest.raises(NotWritten) as raised:
        write_whole(tmp_path / "a", b"1")
    assert "'" in raised.value.message.ko
    assert names(tmp_path) == ["a", "b"]


def test_a_pipe_is_written_through(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe.json", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    done = run_inside(*FEW, "-f", "json", "-o", str(pipe), cwd=tmp_path)
    reader.join()
    assert done.code == 0
    assert got[0].startswith(b"{")
    assert got[0].endswith(b"}\n")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_is_written_through(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    try:
        name = os.ttyname(theirs)
        write_together({Path(name): b"through\n", tmp_path / "beside": b"1"})
        assert os.read(ours, 100).startswith(b"through")
        assert stat.S_ISCHR(Path(name).stat().st_mode)
        assert names(tmp_path) == ["beside"]
    finally:
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize("to", ["pipe", "file"])
def test_what_the_program_prints_to_can_be_named(to: str, tmp_path: Path) -> None:
    with (tmp_path / "out.json").open("wb") as out:
        command = [sys.executable, "-m", "policygraph", *FEW, "-f", "json", "-o", "/dev/stdout"]
        where = subprocess.PIPE if to == "pipe" else out
        done = subprocess.run(command, stdout=where, stderr=subprocess.PIPE, cwd=tmp_path, check=False, timeout=120)
    content = done.stdout if to == "pipe" else (tmp_path / "out.json").read_bytes()
    assert (done.returncode, content[:1], content[-2:]) == (0, b"{", b"}\n")


def read_only(path: Path) -> None:
    path.write_bytes(b"old")
    path.chmod(0o444)


def link_to_read_only(path: Path) -> None:
    read_only(path.with_name("real"))
    path.symlink_to("real")


REFUSED: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a read-only file": (read_only, "읽기 전용 파일", "read-only"),
    "a link to a read-only file": (link_to_read_only, "읽기 전용 파일", "read-only"),
    "a folder": (lambda path: path.mkdir(), "폴더입니다", "a folder"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_place_for_a_file_is_refused_in_the_language_asked_for(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare, korean, english = REFUSED[name]
    folder = tmp_path / "folder"
    folder.mkdir()
    prepare(folder / "a.csv")
    allowed = os.access  # asked of the system as a plain user is answered, also where the tests run as root
    monkeypatch.setattr(
        os, "access", lambda path, mode: bool(Path(path).stat().st_mode & 0o222) and allowed(path, mode)
    )
    before = {path.name: path.is_file() and path.read_bytes() for path in folder.iterdir()}
    try:
        for lang, words in (("ko", korean), ("en", english)):
            done = run_inside(*FEW, "-f", "csv", "-o", str(folder / "a.csv"), "--lang", lang, cwd=tmp_path)
            assert done.code == 2
            assert words in done.err
            assert "a.csv" in done.err
        with pytest.raises(NotWritten):
            write_together({tmp_path / "first": b"1", folder / "a.csv": b"2"})
        assert {path.name: path.is_file() and path.read_bytes() for path in folder.iterdir()} == before
        assert names(tmp_path) == ["folder"]
    finally:
        folder.chmod(0o755)


def test_a_folder_that_forbids_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    done = run_inside(*FEW, "-o", "a.csv", "--lang", "en", cwd=tmp_path)
    assert done.code == 2
    assert "'a.csv' was not written: permission is denied" in done.err


@pytest.mark.parametrize("name", ["gone/a.csv", "a" * 300 + ".csv", "file/a.csv"])
def test_a_name_that_cannot_be_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"1")
    done = run_inside(*FEW, "-o", name, "--lang", "en", cwd=tmp_path)
    assert done.code == 2
    assert "was not written" in done.err
    assert "Errno" not in done.err
    assert names(tmp_path) == ["file"]


def test_a_disk_without_room_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-m", "policygraph", *FEW, "-f", "json", "-o", "a.json", "--lang", "en"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2, done.stderr.decode()
    assert b"larger than allowed" in done.stderr
    assert (tmp_path / "a.json").read_bytes() == b"old"
    assert names(tmp_path) == ["a.json"]


@pytest.mark.parametrize("arguments", [FEW, (*FEW, "-f", "json"), ("--help",), ("coverage", "--help")])
def test_a_full_disk_behind_the_output_is_told(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "policygraph", *arguments], stdout=full, stderr=subprocess.PIPE, cwd=tmp_path,
            env={**os.environ, "LC_ALL": "en_US.UTF-8"}, timeout=120, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1].startswith("the result could not be put out: the disk is full")


def test_notes_that_cannot_be_said_harm_nobody(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "policygraph", *FEW, "-f", "json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=full, cwd=tmp_path, timeout=120, check=False)
    assert (done.returncode, done.stdout[:1]) == (0, b"{")


@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("code", [0, 2])
def test_a_program_without_a_console_works(closed: str, code: int, tmp_path: Path) -> None:
    arguments = " ".join(FEW if code == 0 else ("coverage", "nosuch"))
    command = f"'{sys.executable}' -m policygraph {arguments} -f json -o a.json {closed}"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, timeout=120, check=False)
    assert done.returncode == code
    assert names(tmp_path) == (["a.json"] if code == 0 else [])
    if code == 0:
        assert (tmp_path / "a.json").read_bytes().startswith(b"{")


def test_a_reader_that_has_seen_enough_is_no_mistake(tmp_path: Path) -> None:
    for arguments in (("gaps", "--top", "0"), ("gaps", "-f", "json"), ("gaps", "-f", "json", "-o", "/dev/stdout")):
        command = f"'{sys.executable}' -m policygraph {' '.join(arguments)} 2>err; echo $? >code"
        subprocess.run(["bash", "-c", f"({command}) | head -c 1 >/dev/null"], cwd=tmp_path, timeout=120, check=True)
        assert (tmp_path / "code").read_text().strip() == "0"
        assert "Error" not in (tmp_path / "err").read_text()


def test_two_writers_leave_one_of_two_whole_files(tmp_path: Path) -> None:
    path, contents = tmp_path / "a", [b"1" * 300_000, b"2" * 200_000]
    write_whole(path, contents[0])
    writers = [
        threading.Thread(target=lambda c=content: [write_whole(path, c) for _ in range(20)]) for content in contents
    ]  # type: ignore[misc]
    for writer in writers:
        writer.start()
    seen = {path.read_bytes() for _ in range(50)}
    for writer in writers:
        writer.join()
    assert seen <= set(contents)
    assert names(tmp_path) == ["a"]


KILLED = """
import os, sys
from pathlib import Path
from policygraph.sources.journal import write_as_one
steps = int(sys.argv[1])
def counted(known):
    def step(*given, **more):
        global steps
        steps -= 1
        if steps < 0:
            os._exit(9)
        return known(*given, **more)
    return step
for owner, name in ((Path, "replace"), (Path, "unlink"), (Path, "mkdir"), (os, "fsync")):
    setattr(owner, name, counted(getattr(owner, name)))
root = Path(sys.argv[2])
write_as_one(root, {root / "plans/a.yaml": b"new a", root / "plans/b.yaml": b"new b", root / "plans/c.yaml": None})
"""
BEFORE = {"a.yaml": b"old a", "c.yaml": b"old c"}
AFTER = {"a.yaml": b"new a", "b.yaml": b"new b"}


def test_a_kill_between_any_two_steps_is_finished_or_undone_by_the_next_program(tmp_path: Path) -> None:
    ended = []
    for steps in range(60):
        root = tmp_path / str(steps)
        (root / "plans").mkdir(parents=True)
        for name, content in BEFORE.items():
            (root / "plans" / name).write_bytes(content)
        done = subprocess.run([sys.executable, "-c", KILLED, str(steps), str(root)], timeout=60, check=False)
        torn = {path.name: path.read_bytes() for path in (root / "plans").glob("*.yaml")}
        log = IssueLog()
        read_parts(root, log)
        found = {path.name: path.read_bytes() for path in (root / "plans").glob("*.yaml")}
        assert found in (BEFORE, AFTER)
        assert ("R61" in {issue.code for issue in log.issues}) == (torn != found)
        with locked(root):
            assert not (root / PENDING_FOLDER).exists()
        ended.append(found == AFTER)
        if done.returncode == 0:
            break
        assert done.returncode == 9
    assert done.returncode == 0
    assert ended == sorted(ended)
    assert not ended[0]
    assert len(ended) > 15


def interrupted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have *root* as a program leaves it that was killed before its first rename."""
    (root / "plans").mkdir()
    (root / "plans/a.yaml").write_bytes(b"old a")
    with monkeypatch.context() as patched:
        patched.setattr("policygraph.sources.journal._discard", lambda folder: None)
        write_as_one(root, {root / "plans/a.yaml": b"new a", root / "plans/b.yaml": b"new b"})
    (root / "plans/a.yaml").write_bytes(b"old a")
    (root / "plans/b.yaml").unlink()


def test_what_a_person_has_edited_since_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(tmp_path, monkeypatch)
    (tmp_path / "plans/a.yaml").write_bytes(b"edited")
    assert [(issue.code, issue.value) for issue in finish(tmp_path)] == [
        ("R61", "plans/b.yaml"),
        ("R62", "plans/a.yaml"),
    ]
    assert (tmp_path / "plans/a.yaml").read_bytes() == b"edited"
    assert (tmp_path / "plans/b.yaml").read_bytes() == b"new b"


def test_a_journal_writes_nothing_outside_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "ws"
    root.mkdir()
    interrupted(root, monkeypatch)
    journal = root / PENDING_FOLDER / "journal.json"
    journal.write_text(journal.read_text().replace("plans/b.yaml", "../b.yaml"))
    (root / "plans/a.yaml").rename(tmp_path / "a.yaml")
    (root / "plans/a.yaml").symlink_to(tmp_path / "a.yaml")
    assert {issue.code for issue in finish(root)} == {"R62"}
    assert (tmp_path / "a.yaml").read_bytes() == b"old a"
    assert names(tmp_path) == ["a.yaml", "ws"]


def test_a_workspace_that_cannot_be_finished_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(tmp_path, monkeypatch)
    (tmp_path / "plans/a.yaml").chmod(0o444)
    done = run_inside("check", "-w", str(tmp_path), "--lang", "en", cwd=tmp_path)
    assert done.code == 2
    assert "a.yaml" in done.err
    assert "read-only" in done.err
    (tmp_path / "plans/a.yaml").chmod(0o644)
    run_inside("check", "-w", str(tmp_path), cwd=tmp_path)
    assert (tmp_path / "plans/b.yaml").read_bytes() == b"new b"


def test_temporary_files_of_killed_writers_are_swept(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    old, new = (tmp_path / "plans" / f"{PREFIX}{name}{SUFFIX}" for name in ("old", "new"))
    old.write_bytes(b"1"), new.write_bytes(b"2")
    os.utime(old, (0, 0))
    with locked(tmp_path):
        pass
    assert names(tmp_path / "plans") == [new.name]


def test_a_fault_of_the_disk_is_no_fault_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws/policygraph.toml").mkdir()
    done = run_command("coverage", "-w", "ws", "--lang", "en", cwd=tmp_path)
    assert done.code == 2
    assert "it is a folder, not a file" in done.err


@pytest.mark.parametrize("where", ["workspace", "folder of the output", "new workspace"])
def test_links_in_a_circle_are_told_wherever_they_stand(where: str, tmp_path: Path) -> None:
    (tmp_path / "w.xlsx").write_bytes(b"PK")
    (tmp_path / "circle").symlink_to("circle")
    commands = {
        "workspace": [
            ("check", "-w", "circle"),
            ("import", "w.xlsx", "-w", "circle"),
            ("review", "--list", "-w", "circle"),
        ],
        "folder of the output": [(*FEW, "-o", "circle/x.txt"), ("export", "-o", "circle/x.ttl")],
        "new workspace": [("init", "circle"), ("init", "circle/below")],
    }[where]
    for command in commands:
        run = run_inside(*command, cwd=tmp_path)
        assert (run.code, run.out) == (2, ""), command
        assert "circle" in run.err
        assert "프로그램의 잘못" not in run.err
        assert "원문" not in run.err
        assert not re.search("[a-z]{3,} [a-z]{3,}", run.err.replace("policygraph check", "")), run.err
    assert names(tmp_path) == ["circle", "w.xlsx"]


@pytest.mark.parametrize("variable", ["TMPDIR", "POLICYGRAPH_CACHE"])
@pytest.mark.parametrize("spoilt", ["a circle", "a file", "not there", "forbidden"])
def test_a_temporary_folder_that_is_none_keeps_nobody_from_work(variable: str, spoilt: str, tmp_path: Path) -> None:
    place = tmp_path / "place"
    started_by: tuple[str, ...] = ()
    if spoilt == "a circle":
        place.symlink_to("place")
    elif spoilt == "a file":
        place.write_bytes(b"x")
    elif spoilt == "forbidden":
        if os.geteuid() == 0:
            if not can_lay_down_rights():
                pytest.skip("nothing is forbidden to root, who cannot lay down that right here")
            started_by = LAYS_DOWN_RIGHTS
        place.mkdir(mode=0o500)
    surroundings = {variable: str(place)}
    run = run_command(*FEW, "-o", "x.csv", "-f", "csv", cwd=tmp_path, environment=surroundings, started_by=started_by)
    assert run.code == 0, run.err
    assert (tmp_path / "x.csv").read_bytes()
    if spoilt == "forbidden":
        assert list(place.iterdir()) == []


def test_a_full_disk_leaves_no_empty_lease_in_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = names(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(lease.os, "fdopen", full)
        with pytest.raises(NotWritten, match="the disk is full"), locked(tmp_path):
            pass
    assert LEASE_FILE not in names(tmp_path)
    with locked(tmp_path):
        assert LEASE_FILE in names(tmp_path)
    assert set(names(tmp_path)) - set(before) <= {".policygraph.lock"}


def test_folders_made_for_files_that_could_not_be_written_go_again(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(NotWritten):
        write_together({tmp_path / "a/b/c.txt": b"1", tmp_path / "a/d.txt": b"2", tmp_path / "folder.txt": b"3"})
    assert names(tmp_path) == ["folder.txt"]
    write_together({tmp_path / "a/b/c.txt": b"1"})
    assert (tmp_path / "a/b/c.txt").read_bytes() == b"1"
