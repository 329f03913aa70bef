"""Many files are read the same in one process and in several, whatever is the matter with a file or a process."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from hypothesis import given, settings
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Corpus
from policygraph.sources import reading
from policygraph.sources.cache import Cache, use_cache
from policygraph.sources.formats.yaml.edit import dumped
from policygraph.sources.formats.yaml.writer import whole
from policygraph.sources.reading import read_files
from policygraph.sources.reading_worker import DIGEST, LENGTH, work
from policygraph.sources.record_cache import corpus_in, read_file
from policygraph.sources.workspace import read_workspace
from random_records import full_corpora
from workspaces import TODAY, write_workspace

BROKEN: dict[str, bytes] = {
    "빈 파일.yaml": b"",
    "문법.yaml": b"alignments: [{task: p-1, item: 'f-1}]",
    "세기.yaml": b"alignments:\n- {task: p-1, item: f-1, strength: 9, stat: confirmed}\n",
    "cp949.yaml": "decisions: [{item: f-1, reason: 국가 사무, date: 2026-11-24}]".encode("cp949"),
    "잠김.yaml": b"SCDSA004" + bytes(40),
    "half.yaml": rb'decisions: [{item: f-1, reason: "\ud83d", date: 2026-11-24}]',
    "letters.yaml": b"\xff\xfe\x00\xd8\xff\xff",
    "deep.yaml": b"alignments: " + b"[" * 5000,
    "refused.yaml": b"document: {id: p, kind: city-plan}\nitems:\n- {id: p-1, level: task}\n",
}


class Waiting(Queue[Any]):
    """Answers that are always about to come: whoever looks takes nothing to read itself, so that the processes read all."""

    def empty(self) -> bool:
        return False

    def get(self) -> Any:
        return super().get(timeout=300)  # were no process to answer at all, this fails instead of waiting for ever


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with three cores, and a process that pays from the first bytes on."""
    monkeypatch.setattr(reading, "PAYS", 1)
    monkeypatch.setattr(reading, "_BATCH", 300)
    monkeypatch.setattr(reading.os, "sched_getaffinity", lambda _process: {0, 1, 2}, raising=False)


def one_by_one(files: list[reading.File]) -> tuple[list[tuple[Corpus, str]], IssueLog]:
    log = IssueLog()
    return [read_file(path, name, log) for path, name in files], log


def together(files: list[reading.File]) -> tuple[list[tuple[Corpus, str]], IssueLog]:
    log = IssueLog()
    return read_files(files, log), log


def same(files: list[reading.File]) -> bool:
    (plain, told), (found, said) = one_by_one(files), together(files)
    places = [repr([item.where for document in corpus.documents for item in document.items]) for corpus, _ in plain]
    assert found == plain
    assert places == [repr([i.where for document in corpus.documents for i in document.items]) for corpus, _ in found]
    assert said.issues == told.issues
    assert list(said.refused.items()) == list(told.refused.items())
    return True


def written(folder: Path, corpora: list[Corpus]) -> list[reading.File]:
    """Files with the records of *corpora* among broken ones, one that is a folder and one that has vanished."""
    contents = [dumped(whole(records)).encode() for records in corpora]
    named = {**BROKEN, **{f"{number}.yaml": content for number, content in enumerate(contents)}}
    for name, content in named.items():
        (folder / name).write_bytes(content)
    (folder / "folder.yaml").mkdir()
    return [(folder / name, f"plans/{name}") for name in (*sorted(named), "folder.yaml", "vanished.yaml")]


@settings(max_examples=3)
@given(full_corpora(), full_corpora())
def test_random_files_are_the_same_in_several_processes(first: Corpus, second: Corpus) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(reading, "SimpleQueue", Waiting)
        assert same(written(Path(folder), [first, second]))


def test_the_processes_fill_the_cache_as_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SimpleQueue", Waiting)
    (tmp_path / "plans").mkdir()
    files = written(tmp_path / "plans", [])
    kept, answered = [], []
    monkeypatch.setattr(reading, "corpus_in", lambda *words: answered.append(words[1]) or corpus_in(*words))
    plain, _ = one_by_one(files)
    for folder, read in (("one", one_by_one), ("many", together)):
        cache = Cache.at(tmp_path / folder)
        assert cache is not None
        use_cache(cache)
        try:
            assert [read(files)[0] for _ in range(2)] == [plain, plain]
            kept.append({path.name: path.read_bytes()[32:] for path in cache.folder.glob("records/*")})
        finally:
            use_cache(None)
    assert kept[0] == kept[1]
    assert sorted(answered) == sorted(name for (_, name), (_, digest) in zip(files, plain, strict=True) if digest)
    assert len(kept[0]) == len(answered)


def test_only_what_the_cache_lacks_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = written(tmp_path, [])
    use_cache(Cache.at(tmp_path / "cache"))
    try:
        expected = together(files)[0]
        (tmp_path / "cp949.yaml").write_bytes(BROKEN["세기.yaml"])
        asked = []
        monkeypatch.setattr(
            reading, "read_file", lambda path, name, log: asked.append(path.name) or read_file(path, name, log)
        )
        monkeypatch.setattr(reading, "_helpers", lambda _size: 0)
        found = together(files)[0]
    finally:
        use_cache(None)
    assert set(asked) == {"cp949.yaml", "잠김.yaml", "folder.yaml", "vanished.yaml"}
    changed = [number for number, (one, other) in enumerate(zip(expected, found, strict=True)) if one != other]
    assert [files[number][0].name for number in changed] == ["cp949.yaml"]


@pytest.mark.parametrize(
    "program",
    [
        "",
        "import sys; sys.stdin.buffer.readline(); sys.exit(1)",
        "import sys; sys.stdin.buffer.readline(); sys.stdout.buffer.write(bytes(7) + b'\\x09cut'); sys.stdout.flush()",
    ],
    ids=["at once", "when asked", "while answering"],
)
def test_a_process_that_dies_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    begun = []

    def started() -> subprocess.Popen[bytes]:
        begun.append(subprocess.Popen([sys.executable, "-c", program], stdin=-1, stdout=-1))
        return begun[-1]

    monkeypatch.setattr(reading, "_started", started)
    assert same(written(tmp_path, []))
    assert len(begun) == 2
    assert all(process.poll() is not None for process in begun)


def test_where_no_process_can_be_started_files_are_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading.sys, "executable", str(tmp_path / "python-that-is-not-there"))
    assert same(written(tmp_path, []))


def test_a_whole_workspace_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_workspace(tmp_path / "plan", alignments="alignments:\n- {task: p-1, item: f-1-1, strength: 9}\n")
    several = read_workspace(root, today=TODAY)
    monkeypatch.setattr(reading, "PAYS", 1 << 40)
    alone = read_workspace(root, today=TODAY)
    assert several == alone
    assert several.entry == alone.entry
    assert several.errors


def test_little_to_read_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(reading, "_started", lambda: pytest.fail("a process was started"))
    root = write_workspace(tmp_path / "plan")
    assert read_workspace(root, today=TODAY).corpus.documents
    assert read_workspace(today=TODAY).corpus.documents


def test_processes_are_as_many_as_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAYS", 10)
    assert [reading._helpers(size) for size in (9, 10, 19, 1000)] == [0, 1, 1, 2]
    monkeypatch.delattr(reading.os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(reading.os, "cpu_count", lambda: 64)
    assert reading._helpers(1000) == reading.MOST_PROCESSES
    monkeypatch.setattr(reading.sys, "executable", "/opt/planner/bin/planner")
    assert reading._helpers(1000) == 0  # a program with Python inside would be started once more
    monkeypatch.setattr(reading.sys, "executable", r"C:\Python\python.exe".replace("\\", "/"))
    monkeypatch.setattr(reading.sys, "frozen", True, raising=False)
    assert reading._helpers(1000) == 0


def test_each_file_asked_for_gets_one_answer(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(BROKEN["세기.yaml"])
    wanted = [[str(tmp_path / name), f"plans/{name}"] for name in ("a.yaml", "none.yaml", "a.yaml")]
    answers = io.BytesIO()
    work(io.BytesIO(json.dumps(wanted).encode() + b"\n"), answers)
    raw, found = answers.getvalue(), []
    while raw:
        end = LENGTH + int.from_bytes(raw[:LENGTH], "big")
        found.append(raw[LENGTH:end])
        raw = raw[end:]
    assert found[0] == found[2]
    assert found[1] == b""
    assert json.loads(found[0][DIGEST:])["issues"]
