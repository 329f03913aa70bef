"""The derived cache changes no answer, believes nobody else, and may be missing, damaged or removed at any time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import policygraph.sources.cache as cache_module
import policygraph.sources.record_cache as record_cache
import pytest
from command_line import Run
from hypothesis import given, settings
from policygraph import Study
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Corpus
from policygraph.server.data import LiveData
from policygraph.server.store_files import StoreFiles
from policygraph.server.worker import Engine
from policygraph.sources import workspace
from policygraph.sources.cache import Cache, use_cache, user_folder
from policygraph.sources.formats.yaml.edit import dumped
from policygraph.sources.formats.yaml.writer import whole
from policygraph.sources.record_cache import corpus_of, rows_of
from policygraph.sources.workspace import read_workspace
from random_records import full_corpora
from workspaces import TODAY, write_workspace

FAULTY = """\
alignments:
- {task: p-1, item: f-1-1, strength: 9, stat: confirmed}
- {task: p-1, item: f-1-2, strength: 2, why: {en: only English}}
- {task: p-1, item: f-9, strength: 2}
"""
ANSWERS = (
    ("info", "-f", "json"),
    ("check", "-f", "json"),
    ("coverage", "-f", "json"),
    ("coverage", "--by", "year", "-f", "csv"),
    ("gaps", "--all", "-f", "json"),
    ("show", "p-1", "-f", "json"),
    ("why", "p-1", "f-1-1", "-f", "md"),
    ("query", "worklist", "-f", "json"),
    ("suggest", "--all", "--top", "2", "-f", "json"),
    ("query", "-e", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "-f", "csv"),
)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    """A cache in use, empty; what the process has read of the bundled data is forgotten before and after."""
    workspace._bundled_once.cache_clear()
    found = Cache.at(tmp_path / "cache")
    assert found is not None
    use_cache(found)
    yield found
    use_cache(None)
    workspace._bundled_once.cache_clear()


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/*") if path.is_file())


def lines(study: Study) -> list[str]:
    return sorted(map(str, study.published.quads()))


def answers(run: Callable[..., Run], root: Path, folder: Path | str) -> list[Run]:
    environment = {"POLICYGRAPH_CACHE": str(folder)}
    return [run(*words, "-w", str(root), environment=environment) for words in ANSWERS]


@settings(max_examples=25)
@given(full_corpora())
def test_rows_of_random_records_come_back_as_they_were(records: Corpus) -> None:
    rows = json.loads(json.dumps(rows_of(records, "a.yaml")))
    found = corpus_of(rows, "a.yaml")
    assert found == records
    assert repr(found.documents) == repr(records.documents)  # 1 stays 1 and 1.0 stays 1.0


@settings(max_examples=8)
@given(full_corpora())
def test_a_random_file_reads_the_same_out_of_the_cache(records: Corpus) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "all.yaml"
        path.write_text(dumped(whole(records)), encoding="utf-8")
        logs = [IssueLog(), IssueLog(), IssueLog()]
        plain = record_cache.read_file(path, "plans/all.yaml", logs[0])
        use_cache(Cache.at(Path(folder) / "cache"))
        try:
            found = [record_cache.read_file(path, "plans/all.yaml", log) for log in logs[1:]]
        finally:
            use_cache(None)
        assert found == [plain, plain]
        places = [[item.where for document in corpus.documents for item in document.items] for corpus, _ in (plain, *found)]  # fmt: skip
        assert places[0] == places[1] == places[2]
        assert logs[0].issues == logs[1].issues == logs[2].issues
        assert logs[0].refused == logs[1].refused == logs[2].refused


def test_the_bundled_data_are_the_same_with_and_without_cache(bundled: Study, cache: Cache) -> None:
    first = Study(read_workspace(today=TODAY))
    quads = lines(first)
    digest = first.graph.digest
    workspace._bundled_once.cache_clear()
    again = Study(read_workspace(today=TODAY))
    assert again.corpus == first.corpus == bundled.corpus
    assert again.issues == bundled.issues
    assert again.graph.digest == digest == bundled.graph.digest
    assert lines(again) == quads == lines(bundled)
    assert entries(cache.folder)


def test_every_answer_is_the_same_cold_warm_and_without(run: Callable[..., Run], tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "plan")
    without = answers(run, root, "")
    assert [done.err for done in without if done.code not in (0, 1)] == []
    assert answers(run, root, tmp_path / "kept") == without
    assert answers(run, root, tmp_path / "kept") == without


def test_problems_of_a_file_are_told_each_time(run: Callable[..., Run], tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "plan", alignments=FAULTY)
    without, *kept = (
        run("check", "-f", "json", "-w", str(root), environment={"POLICYGRAPH_CACHE": folder})
        for folder in ("", str(tmp_path / "kept"), str(tmp_path / "kept"))
    )
    assert {issue["code"] for issue in json.loads(without.out)["issues"]} >= {"R16", "R08", "R45"}
    assert kept == [without, without]


def test_a_changed_file_is_read_anew(run: Callable[..., Run], tmp_path: Path) -> None:
    root, kept = write_workspace(tmp_path / "plan"), tmp_path / "kept"
    answers(run, root, kept)
    path = root / "alignments/alignments.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("strength: 3", "strength: 1"), encoding="utf-8")
    assert answers(run, root, kept) == answers(run, root, "")


def test_a_scope_and_a_day_have_answers_of_their_own(run: Callable[..., Run], tmp_path: Path) -> None:
    root, kept = write_workspace(tmp_path / "plan"), {"POLICYGRAPH_CACHE": str(tmp_path / "kept")}
    query = (
        "query",
        "-e",
        "SELECT ?day ?scope { ?g pg:asOf ?day ; pg:countedScope ?scope }",
        "-w",
        str(root),
        "-f",
        "csv",
    )
    plan = read_workspace(root).corpus.documents[-1].id
    said = set()
    for more in ((), ("--plan", plan), ("--as-of", "2040-01-01")):
        without = run(*query, *more, environment={"POLICYGRAPH_CACHE": ""})
        assert without.code == 0
        assert [run(*query, *more, environment=kept) for _ in range(2)] == [without, without]
        said.add(without.out)
    assert len(said) == 3


def _flipped(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [_flipped, _cut, _emptied])
def test_damaged_entries_are_made_anew_in_silence(
    run: Callable[..., Run], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    root, kept = write_workspace(tmp_path / "plan"), tmp_path / "kept"
    without = answers(run, root, "")
    answers(run, root, kept)
    stores = [path for path in kept.glob("published/*/content/*") if path.stat().st_size > 3]
    assert stores
    for path in [*entries(kept), *stores]:
        damage(path)
    assert answers(run, root, kept) == without
    assert answers(run, root, kept) == without
    shutil.rmtree(kept / "records")
    (kept / "secret").write_bytes(b"short")
    assert answers(run, root, kept) == without


def test_nobody_elses_words_are_believed(cache: Cache, tmp_path: Path) -> None:
    """An entry that was written with another secret, or for another name, is not read, whatever it says."""
    other = Cache.at(tmp_path / "other")
    assert other is not None
    cache.put("records", "a", b"mine")
    other.put("records", "a", b"other")
    other.put_folder("published", "s", lambda place: (place.mkdir(), (place / "data").write_bytes(b"other"))[0])
    for path in entries(other.folder):
        target = cache.folder / path.relative_to(other.folder)
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)
    shutil.copytree(other.folder / "published", cache.folder / "published")
    assert cache.get("records", "a") is None
    assert cache.get_folder("published", "s") is None
    cache.put("records", "a", b"mine")
    shutil.copyfile(cache.path("records", "a"), cache.path("records", "b"))
    assert (cache.get("records", "a"), cache.get("records", "b")) == (b"mine", None)


def test_an_added_file_makes_a_folder_unfit(cache: Cache) -> None:
    def build(place: Path) -> None:
        place.mkdir()
        (place / "data").write_bytes(b"mine")

    found = cache.put_folder("published", "s", build)
    assert found is not None
    (found / "more").write_bytes(b"")
    assert cache.get_folder("published", "s") is None
    assert cache.put_folder("published", "s", build) == found
    assert [path.name for path in found.iterdir()] == ["data"]


def test_another_version_of_the_program_finds_nothing(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put("records", "a", b"of this version")
    monkeypatch.setattr(cache_module, "version", lambda: "another")
    assert cache.get("records", "a") is None


def test_the_version_is_that_of_the_files_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program"
    for room in ("records", "sources", "ontology", "graph"):
        (program / room).mkdir(parents=True)
    module = program / "sources/cache.py"
    module.write_text("a = 1", encoding="utf-8")
    monkeypatch.setattr(cache_module, "__file__", str(module))
    found = [cache_module.version.__wrapped__()]
    module.write_text("a = 12", encoding="utf-8")
    found.append(cache_module.version.__wrapped__())
    known = module.stat()
    module.write_text("a = 13", encoding="utf-8")  # as long as before, but of another time
    os.utime(module, ns=(known.st_atime_ns, known.st_mtime_ns + 1))
    found.append(cache_module.version.__wrapped__())
    assert len(set(found)) == 3


def test_where_nothing_can_be_kept_answers_are_the_same(run: Callable[..., Run], tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "plan")
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder would be", encoding="utf-8")
    assert answers(run, root, blocked / "cache") == answers(run, root, "")


def test_a_full_disk_means_no_cache(cache: Cache, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    root = write_workspace(tmp_path / "plan")
    whole_answer = lines(Study(read_workspace(root, today=TODAY)))
    for kept in [path for path in cache.folder.iterdir() if path.is_dir()]:
        shutil.rmtree(kept)
    monkeypatch.setattr(cache_module.tempfile, "mkstemp", full)
    monkeypatch.setattr(cache_module.tempfile, "mkdtemp", full)
    assert lines(Study(read_workspace(root, today=TODAY))) == whole_answer
    assert entries(cache.folder) == []


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="rights of this kind are those of POSIX")
def test_a_folder_of_others_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    assert Cache.at(open_to_all) is None
    assert Cache.at(tmp_path / "own") is not None
    uid = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: uid + 1)
    assert Cache.at(tmp_path / "own") is None


def test_no_cache_neither_reads_nor_keeps(run: Callable[..., Run], tmp_path: Path) -> None:
    root, kept = write_workspace(tmp_path / "plan"), tmp_path / "kept"
    done = run("coverage", "--no-cache", "-w", str(root), environment={"POLICYGRAPH_CACHE": str(kept)})
    assert done.code == 0
    assert not kept.exists()


def test_a_read_only_cache_is_read(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put("records", "a", b"kept")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(cache_module.tempfile, "mkstemp", refused)
    cache.put("records", "a", b"new")
    assert cache.get("records", "a") == b"kept"


def test_two_processes_at_once_make_one_cache(tmp_path: Path) -> None:
    root, kept = write_workspace(tmp_path / "plan"), tmp_path / "kept"
    command = [sys.executable, "-m", "policygraph", "query", "-w", str(root), "-e", "ASK { ?t pg:implements ?i }", "-q"]
    environment = {**os.environ, "POLICYGRAPH_CACHE": str(kept)}
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    found = [process.communicate(timeout=300)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0, 0]
    assert len(set(found)) == 1
    assert len(list((kept / "published").iterdir())) == 1
    assert not list(kept.rglob("building-*"))


def test_what_nobody_asks_for_goes(cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("old", "new"):
        cache.put("records", name, bytes(1000))
    os.utime(cache.path("records", "old"), (0, 0))
    again = Cache.at(cache.folder)
    assert again is not None
    again.put("records", "third", bytes(1000))
    assert cache.get("records", "old") is None
    assert cache.get("records", "new") is not None
    monkeypatch.setattr(cache_module, "MOST_BYTES", 2500)
    os.utime(cache.path("records", "new"), (2e9, 2e9))
    more = Cache.at(cache.folder)
    assert more is not None
    more.put("records", "fourth", bytes(1000))
    assert len(entries(cache.folder)) == 2
    assert cache.get("records", "new") is not None


def test_the_service_opens_the_kept_store_and_outlives_it(
    cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "policygraph.server.worker.limit_memory", lambda _more: None
    )  # here the process is the tests' own
    root = write_workspace(tmp_path / "plan")
    place = tmp_path / "service"
    place.mkdir()
    announced: SimpleQueue[StoreFiles] = SimpleQueue()
    data = LiveData(root, place, announced.put, lambda _text: None, lambda: TODAY)
    files = announced.get(timeout=300)
    assert (files, files.ready) == (data.latest.files, True)
    engine = Engine(1 << 30, tmp_path)
    shutil.rmtree(cache.folder)
    assert engine.load({"store": str(files.place)})[0] == {"ok": True}
    assert len(engine.store) == data.latest.quads > 100
    use_cache(None)
    again = LiveData(root, place, announced.put, lambda _text: None, lambda: TODAY)
    assert announced.get(timeout=300).ready
    assert again.latest.quads == data.latest.quads
    assert again.latest.version == data.latest.version
    for live in (data, again):
        live.close()
        assert not live.latest.files.place.exists()


@pytest.mark.parametrize(
    ("system", "named", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/policygraph"),
        ("linux", {"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/policygraph"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Caches/policygraph"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/policygraph/Cache"),
        ("linux", {"POLICYGRAPH_CACHE": "/own"}, "/own"),
        ("linux", {"POLICYGRAPH_CACHE": ""}, None),
    ],
)
def test_each_system_has_its_place(
    system: str, named: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("POLICYGRAPH_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", system)
    found = user_folder()
    assert (found and found.as_posix()) == expected
