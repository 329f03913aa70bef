"""What commands answer and write is the same with an empty cache, with a full one, and with none.

Every command is tried that reads records and whose files do not bear the time of their making.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import policygraph.sources.cache as cache_module
import pytest
from command_line import Run
from policygraph import open_study
from policygraph.graph.decide.gate import write_baseline
from policygraph.server.data import LiveData, describe
from policygraph.server.store_files import StoreFiles
from policygraph.server.worker import Engine
from policygraph.sources.cache import Cache, remembered, use_cache
from policygraph.sources.version_maps import VersionMap, VersionPair, keep_version_maps
from synthetic_city import write_city
from workspaces import TODAY

SHOWN = (
    ("info",),
    ("check",),
    ("coverage", "--by", "domain"),
    ("gaps", "--all"),
    ("show", "p-1"),
    ("why", "p-1", "f-1"),
    ("query", "worklist"),
    ("suggest", "--top", "2"),
    ("suggest", "p-1", "--all", "--confidence", "0.01"),
    ("suggest", "--for", "f-1", "--framework", "f"),
    ("evaluate-suggestions",),
    ("review", "--list"),
    ("rank", "tasks"),
    ("close", "--keep"),
    ("whatif", "s1"),
    ("compare", "f", "g"),
    ("gate",),
)
WRITTEN = (
    *(("explore", f"page-{place}.html", *more) for place, more in enumerate(((), ("--lite",), ("--lang", "en"), ("--compare", "f", "g")))),
    *(("export", f"data.{ending}") for ending in ("ttl", "trig", "nq", "jsonld", "graphml", "gexf", "sssom.tsv")),
    *(("report", f"report.{ending}", "--figures", "--decisions") for ending in ("md", "html", "hwpx")),
    *(("report", f"report.{ending}", "--plan", "p") for ending in ("docx", "xlsx")),
    *((name, f"{name}.svg") for name in ("matrix", "flow", "roadmap")),
    ("workbook", "tasks.csv", "--sheet", "이행과제"),
)  # fmt: skip


INTO_FOLDERS = (
    ("init", "made", "--city", "가람시", "--frameworks", "kds", "--plan", "b6"),
    ("init", "made", "--example"),
    ("cards", "-o", "made", "-w", "city", "--form", "docx"),
    ("cards", "-o", "made", "-w", "city", "--form", "xlsx"),
    ("letter", "f", "g", "-o", "made", "-w", "city", "--as", "docx", "--due", "2027-01-31"),
    ("import", "tasks.csv", "-w", "city"),
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a synthetic city with a baseline, and a version map between a document and the one that succeeds it."""
    root = write_city(tmp_path_factory.mktemp("plan") / "city", 7)
    (root / "gate-baseline.json").write_bytes(write_baseline(open_study(root, today=TODAY)))
    pair = VersionPair("g-1", "h-3", "close", 0.5, "confirmed", by="김판", date="2026-11-01T09:00:00+09:00")
    keep_version_maps(root, "https://w3id.org/policygraph/", [VersionMap("g", "h", ("1", "2"), (pair,))])
    return root


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, city: Path) -> Path:
    """Return the city without scenarios and measures: its reports have no chapter on decisions."""
    root = shutil.copytree(city, tmp_path_factory.mktemp("plain") / "city")
    shutil.rmtree(root / "scenarios")
    (root / "plans/candidates.yaml").unlink()
    return root


def written(run: Callable[..., Run], folder: Path, kept: Path | str, *words: str) -> tuple[Run, bytes]:
    """Return what a command said and the file that it wrote, with the cache in the folder *kept*."""
    target = folder / "written"
    target.unlink(missing_ok=True)
    name, file, *more = words
    path = target.with_name(file)
    done = run(name, "-o", str(path), *more, environment={"POLICYGRAPH_CACHE": str(kept)})
    return done, path.read_bytes() if path.exists() else b""


@pytest.mark.parametrize("words", SHOWN, ids=" ".join)
def test_what_is_shown_is_the_same_cold_warm_and_without(
    run: Callable[..., Run], tmp_path: Path, city: Path, words: tuple[str, ...]
) -> None:
    first, *others = (
        run(*words, "-w", str(city), "-f", "json", environment={"POLICYGRAPH_CACHE": kept})
        for kept in ("", str(tmp_path / "kept"), str(tmp_path / "kept"))
    )
    assert first.code in (0, 1), first.err
    assert others == [first, first]


@pytest.mark.parametrize("words", WRITTEN, ids=" ".join)
def test_what_is_written_is_the_same_cold_warm_and_without(
    run: Callable[..., Run], tmp_path: Path, city: Path, words: tuple[str, ...]
) -> None:
    words = (*words, "-w", str(city))
    first, *others = (written(run, tmp_path, kept, *words) for kept in ("", tmp_path / "kept", tmp_path / "kept"))
    assert first[0].code == 0, first[0].err
    assert first[1]
    assert others == [first, first]


@pytest.mark.parametrize("words", INTO_FOLDERS, ids=" ".join)
def test_what_is_written_into_folders_is_the_same_cold_warm_and_without(
    run: Callable[..., Run], tmp_path: Path, city: Path, words: tuple[str, ...]
) -> None:
    states = []
    for kept in ("", str(tmp_path / "kept"), str(tmp_path / "kept")):
        shutil.copytree(city, tmp_path / "city")
        if words[0] == "import":
            (tmp_path / "tasks.csv").write_text("id,제목,계획\np-1,고친 이름,p\n", encoding="utf-8")
        done = run(*words, environment={"POLICYGRAPH_CACHE": kept})
        assert done.code == 0, done.err
        folder = tmp_path / ("city" if words[0] == "import" else "made")
        states.append((done, contents(folder)))
        for place in (folder, tmp_path / "city"):
            shutil.rmtree(place, ignore_errors=True)
    assert states[1:] == [states[0], states[0]]


def contents(folder: Path) -> dict[str, bytes | dict[str, bytes]]:
    """Return the files in *folder* by name; of packages their parts, but for the moment at which a workbook was made."""
    found: dict[str, bytes | dict[str, bytes]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                found[name] = {part: package.read(part) for part in package.namelist() if part != "docProps/core.xml"}
        else:
            found[name] = path.read_bytes()
    assert found
    return found


def test_what_is_published_and_served_is_the_same_cold_warm_and_without(
    run: Callable[..., Run], tmp_path: Path, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[list[str]] = []
    monkeypatch.setattr(
        "policygraph.ontology.publication.publish", lambda quads, *_: sent.append(sorted(map(str, quads))) or []
    )
    monkeypatch.setattr("policygraph.server.worker.limit_memory", lambda _more: None)
    served = []
    for number, kept in enumerate(("", "kept", "kept")):
        folder = str(tmp_path / kept) if kept else ""
        done = run(
            "publish", "--endpoint", "http://127.0.0.1:1/", "-w", str(city), environment={"POLICYGRAPH_CACHE": folder}
        )
        assert done.code == 0, done.err
        place = tmp_path / f"service-{number}"
        place.mkdir()
        use_cache(Cache.at(tmp_path / kept) if kept else None)
        try:
            announced: SimpleQueue[StoreFiles] = SimpleQueue()
            data = LiveData(city, place, announced.put, lambda _text: None, lambda: TODAY)
            engine = Engine(1 << 30, tmp_path)
            engine.load({"store": str(announced.get(timeout=300).place)})
            served.append((describe(data.latest), data.latest.quads, sorted(map(str, engine.store))))
        finally:
            use_cache(None)
    assert sent[1:] == [sent[0], sent[0]]
    assert served[1:] == [served[0], served[0]]
    assert len(sent[0]) == served[0][1] > 100


def test_a_kept_page_follows_every_file_that_it_rests_on(run: Callable[..., Run], tmp_path: Path, city: Path) -> None:
    root = shutil.copytree(city, tmp_path / "city")
    words, kept = ("explore", "page.html", "--lite", "-w", str(root)), tmp_path / "kept"
    (versions,) = (root / "decisions/versions").iterdir()
    pages = [written(run, tmp_path, kept, *words)]
    for path in (root / "gate-baseline.json", versions, root / "scenarios/marks.yaml", root / "policygraph.toml"):
        path.unlink()
        pages.append(written(run, tmp_path, kept, *words))
        assert pages[-1] == written(run, tmp_path, "", *words)
    assert len({page for _, page in pages}) == len(pages)


def test_pages_of_a_changed_program_are_made_anew(
    run: Callable[..., Run], tmp_path: Path, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, kept = ("explore", "page.html", "--lite", "-w", str(city)), tmp_path / "kept"
    first = written(run, tmp_path, kept, *words)
    (entry,) = (kept / "pages").iterdir()
    monkeypatch.setattr("policygraph.pages.explorer.explorer_page.version", lambda parts: f"another of {parts}")
    assert written(run, tmp_path, kept, *words) == first
    assert len(list((kept / "pages").iterdir())) == 2
    assert entry.exists()


@pytest.mark.parametrize("damage", [b"", b"half", bytes(5_000)], ids=["emptied", "cut", "foreign"])
def test_kept_files_that_were_damaged_are_made_anew_in_silence(
    run: Callable[..., Run], tmp_path: Path, plain: Path, damage: bytes
) -> None:
    kept, kinds = tmp_path / "kept", {"docx": "reports", "xlsx": "reports", "html": "reports", "nq": "exports"}
    for ending, kind in kinds.items():
        words = ("export" if ending == "nq" else "report", f"data.{ending}", "-w", str(plain), "--lang", "en")
        first = written(run, tmp_path, kept, *words)
        for entry in (kept / kind).iterdir():
            entry.write_bytes(damage)
        assert [written(run, tmp_path, kept, *words) for _ in range(2)] == [first, first]


def test_a_kept_answer_needs_no_library_of_its_form(
    run: Callable[..., Run], tmp_path: Path, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, forms = tmp_path / "kept", {"docx": "docx.Document", "xlsx": "xlsxwriter.Workbook"}
    environment = {"POLICYGRAPH_CACHE": str(kept)}
    asked = ("suggest", "--top", "1", "-w", str(plain))
    said = run(*asked, environment=environment)
    first = {form: written(run, tmp_path, kept, "report", f"a.{form}", "-w", str(plain)) for form in forms}
    for library in forms.values():
        monkeypatch.setattr(library, None)
    monkeypatch.setattr("policygraph.graph.suggest.suggester.suggest", None)
    again = {form: written(run, tmp_path, kept, "report", f"a.{form}", "-w", str(plain)) for form in forms}
    assert again == first
    assert run(*asked, environment=environment) == said
    assert run(*asked, environment={"POLICYGRAPH_CACHE": ""}).code == 3


def test_the_shell_of_a_hangul_document_is_made_once(
    run: Callable[..., Run], tmp_path: Path, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, kept = ("report", "report.hwpx", "-w", str(city)), tmp_path / "kept"
    first = written(run, tmp_path, kept, *words)
    monkeypatch.setattr("hwpx.HwpxDocument.new", None)
    assert written(run, tmp_path, kept, *words) == first
    assert written(run, tmp_path, "", *words)[0].code == 3


def test_what_was_installed_since_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "site-packages"
    place.mkdir()
    monkeypatch.setattr("sys.path", [str(place)])
    before = cache_module.version.__wrapped__()
    (place / "another-1.0.dist-info").mkdir()
    assert cache_module.version.__wrapped__() != before


def test_what_takes_too_much_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "MOST_OF_ONE", 3)
    use_cache(Cache.at(tmp_path / "kept"))
    try:
        for text, times in ((b"ab", 1), (b"abcd", 2)):
            made: list[bytes] = []
            found = [remembered("words", text.decode(), lambda text=text, made=made: made.append(text) or text) for _ in range(2)]  # fmt: skip
            assert found == [text, text]
            assert len(made) == times
    finally:
        use_cache(None)
