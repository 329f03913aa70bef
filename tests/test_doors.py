"""What no file can hold is taken out at every door with a notice of the place, and every output can be parsed."""

from __future__ import annotations

import io
import json
import tomllib
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph
import pytest
from command_line import run_inside
from desk_data import TITLE, edited, small_workspace, snapshot, with_title, workbook_of
from policygraph import Study
from policygraph.graph.study import open_endpoint
from policygraph.ontology.endpoint import RemoteDataset
from policygraph.records.characters import clean
from policygraph.records.issue import Issue, IssueLog
from policygraph.sources.formats.workbook.package import open_package
from policygraph.sources.importing import import_file
from policygraph.sources.workspace import read_unchecked, read_workspace

RAW = "\uffff\x07\x1b\u202e\x9b"
SSSOM = (
    "#curie_map:\n#  id: https://w3id.org/policygraph/id/\n#  pg: https://w3id.org/policygraph/ns#\n#mapping_set_id: https://example.org/m/1\n"
    "#license: https://creativecommons.org/licenses/by/4.0/\n#comment: \"HEAD\"\n"
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment\n"
    "id:pl-2\tpg:enables\tid:fw-1-1\tsemapv:ManualMappingCuration\t자료를 CELL댐\n"
)  # fmt: skip


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new).encode("utf-8", "surrogatepass"))


def notices(issues: tuple[Issue, ...]) -> list[tuple[str, str]]:
    return [(issue.code, str(issue.where)) for issue in issues if issue.code in ("R25", "W33")]


@pytest.mark.parametrize(
    "written", [RAW, r"\uFFFF\a\e\u202E\x9b", "\ud800", "\U0001ffff", r"\ud83d", r"\uDE00\ud83d"], ids=ascii
)
def test_yaml(root: Path, written: str) -> None:
    spoil(root / "plans/pl.yaml", "{ko: 데이터 개방, en: Open data}", f'{{ko: "데이{written}터 개방", en: Open data}}')
    workspace = read_workspace(root)
    assert notices(tuple(workspace.issues)) == [("R25", "plans/pl.yaml:27")]
    assert not [issue for issue in workspace.issues if issue.severity == "error"]
    assert TITLE in {item.title.ko for document in workspace.corpus.documents for item in document.items}


def test_half_characters_of_yaml_become_whole(root: Path) -> None:
    path = root / "plans/pl.yaml"
    spoil(
        path,
        "{ko: 데이터 개방, en: Open data}",
        r'{ko: "데이터\ud83d\uDE00 개방\\ud800", en: "\ud83d", ja: C:\ud83d}  # \ud800',
    )
    title = "데이터😀 개방\\ud800"
    workspace = read_workspace(root)
    assert title in {item.title.ko for document in workspace.corpus.documents for item in document.items}
    assert notices(tuple(workspace.issues)) == [("R25", "plans/pl.yaml:27")]
    book = workbook_of(root, root.parent / "w.xlsx")
    before = path.read_text("utf-8")
    assert import_file(book, root, dry_run=True).changes == ()

    change = edited(book, lambda pages: pages["이행과제"].__setitem__("G3", "행정 인공지능"), root.parent / "e.xlsx")
    assert import_file(change, root).written
    after = path.read_text("utf-8")
    assert r"\ud83d\uDE00" in after  # another value is edited in its place, the rest stays letter for letter
    assert after == before.replace("인공지능 행정", "행정 인공지능")


def test_half_characters_of_settings_become_whole(root: Path) -> None:
    path = root / "policygraph.toml"
    path.write_text('title = "가\\ud83d\\ude00나\\ud800"  # \'\\ud800\n' + "base = 'https://example.org/'\n", "utf-8")
    workspace = read_workspace(root)
    assert workspace.settings.title.ko == "가😀나"
    assert notices(tuple(workspace.issues)) == [("R25", "policygraph.toml")]


@pytest.mark.parametrize(("file", "code"), [("plans/pl.yaml", "R06"), ("policygraph.toml", "R50")])
def test_an_escape_that_is_none_is_told_with_its_line(root: Path, file: str, code: str) -> None:
    path = root / file
    line = len(path.read_text("utf-8").splitlines()) + 1
    with path.open("a", encoding="utf-8") as text:
        text.write(r'memo: "\ud83g\ud800"' if code == "R06" else r'memo = "\ud83g\ud800"')
    found = [(issue.code, str(issue.where)) for issue in read_workspace(root).issues]
    assert found[0] == (code, f"{file}:{line}")


def test_settings(root: Path) -> None:
    (root / "policygraph.toml").write_bytes('title = "시험\\u0007 \\u009B폴더\uffff"\nlanguage = "ko"\n'.encode())
    workspace = read_workspace(root)
    assert workspace.settings.title.ko == "시험 폴더"
    assert notices(tuple(workspace.issues)) == [("R25", "policygraph.toml"), ("R25", "policygraph.toml:1")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv(root: Path, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "tasks.csv"
    assert run_inside("workbook", "-w", str(root), "-o", str(path), "--sheet", "이행과제", cwd=tmp_path).code == 0
    text = path.read_text("utf-8-sig").replace(TITLE, f"데이{RAW}\ud800터 개방")
    path.write_bytes(text.encode(encoding, "surrogatepass"))
    result = import_file(path, root)
    assert notices(result.issues) == [("W33", "tasks.csv [F3]")]
    assert not result.changes


@pytest.mark.parametrize(
    "spoilt",
    ["데이_xFFFF__x0007__xD800_터 개방", "데이&#xFFFF;&#7;터 개방", f"데이{RAW}터 개방", "데이\ud800터 개방"],
    ids=ascii,
)
def test_workbook(root: Path, tmp_path: Path, spoilt: str) -> None:
    path = with_title(workbook_of(root, tmp_path / "good.xlsx"), spoilt, tmp_path / "plan.xlsx")
    result = import_file(path, root)
    assert {code for code, _ in notices(result.issues)} == {"W33"}
    assert not result.errors
    assert not result.changes


def test_mapping_set(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.sssom.tsv"
    path.write_bytes(SSSOM.replace("HEAD", r"머리\u0007\uFFFE글").replace("CELL", RAW).encode())
    result = import_file(path, root, dry_run=True)
    assert notices(result.issues) == [("R25", "m.sssom.tsv:6"), ("R25", "m.sssom.tsv:8")]
    assert not result.errors
    assert {new for change in result.changes for _, _, new in change.fields if "댐" in str(new)} == {"자료를 댐"}


def test_reviews_in_a_mapping_set_hold_any_letter(root: Path, tmp_path: Path) -> None:
    spoil(root / "decisions/reviews-시험자.yaml", "원문에 없음", "원문에 😀 없음 𠮷")
    before = read_unchecked(root)[1].reviews
    path = tmp_path / "m.sssom.tsv"
    assert run_inside("export", "-w", str(root), "-o", str(path), cwd=tmp_path).code == 0
    for file in (root / "decisions").glob("reviews-*"):
        file.unlink()
    assert not import_file(path, root).errors
    assert {review.note for review in read_unchecked(root)[1].reviews} == {review.note for review in before}


def test_decisions(root: Path, tmp_path: Path) -> None:
    review = {"task": "pl-2", "item": "fw-1-1", "verdict": "reject", "by": "김\ud800\u2066검토", "note": f"아{RAW}님\udfff",
              "date": "2026-11-26T09:00:00+09:00"}  # fmt: skip
    document = {"schema": "policygraph/review-decisions/1", "reviews": [review]}
    path = tmp_path / "d.json"
    path.write_text(json.dumps(document), "utf-8")
    done = run_inside("import", str(path), "-w", str(root), cwd=tmp_path)
    assert done.code == 0
    assert "(R25)" in done.out
    assert "reviews[1]" in done.out
    found = next(review for review in read_unchecked(root)[1].reviews if review.verdict == "reject")
    assert (found.by, found.note) == ("김검토", "아님")
    again = run_inside("import", str(path), "-w", str(root), cwd=tmp_path)
    assert "(V07)" in again.out, "it is known under its clean name"


def test_another_store(root: Path) -> None:
    spoilt = [
        pyoxigraph.Quad(
            quad.subject,
            quad.predicate,
            pyoxigraph.Literal(f"데이{RAW}터\u00a0개방", language="ko")
            if getattr(quad.object, "value", "") == TITLE
            else quad.object,
            quad.graph_name,
        )
        for quad in Study(read_workspace(root)).published.quads()
    ]

    class Store:
        url = "http://127.0.0.1/sparql"

        def graphs(self, beginning: str) -> list[str]:
            return sorted({quad.graph_name.value for quad in spoilt})

        def triples(self, graph: str) -> list[object]:
            return [tuple(quad)[:3] for quad in spoilt if quad.graph_name.value == graph]

    study = open_endpoint(RemoteDataset(Store(), "https://w3id.org/policygraph/"))  # type: ignore[arg-type]
    assert TITLE in {task.title.ko for task in study.graph.tasks.values()}
    assert notices(study.issues) == [("R25", "http://127.0.0.1/sparql")]


def test_command_line(root: Path, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        done = run_inside(*words, "-w", str(root), cwd=tmp_path)
        assert done.code == 0, done.err
        assert not set(done.err + done.out) & set(RAW)
        assert ("U+FFFF" in done.err) == any("\uffff" in word for word in words)
        return done.out

    plain = run("show", TITLE)
    assert run("show", f"데이\uffff터\u00a0{unicodedata.normalize('NFD', '개방')}\u200b") == plain
    assert run("coverage", "fw", "--plan", "p\uffffl") == run("coverage", "fw", "--plan", "pl")
    assert "pl-1" in run("query", "tasks-of-department", "--param", "department=디지\uffff털\u3164국", "-f", "csv")
    assert "pl-2" in run("query", "find-by-words", "--param", "words=개\uffff방", "-f", "csv")
    assert run("query", "-e", 'SELECT ("가\uffff나" AS ?x) {}', "-f", "csv").split() == ["x", "가나"]


@pytest.mark.parametrize(
    "words", [("show", "{}"), ("gaps", "--framework", "{}"), ("query", "{}"), ("{}",), ("import", "{}")]
)
def test_what_is_echoed_cannot_steer_a_terminal(root: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    typed = [word.format("없\x1b[2J\x9b31m\x7f\u202e는") for word in words]
    done = run_inside(*typed, *(["-w", str(root)] if len(words) > 1 else []), cwd=tmp_path)
    assert done.code == 2
    assert "는" in done.err
    assert not set(done.err + done.out) & set("\x1b\x9b\x7f\u202e\r")


def _xml(content: bytes) -> None:
    ET.fromstring(content)  # noqa: S314 - made here


def _package(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.namelist():
            if part.endswith((".xml", ".rels", ".hpf")):
                _xml(package.read(part))


def _rdf(form: pyoxigraph.RdfFormat) -> object:
    return lambda content: list(pyoxigraph.parse(content, form))


def _html(content: bytes) -> None:
    parser = HTMLParser()
    parser.feed(content.decode())
    parser.close()


OUTPUTS = {
    **{f"report.{ending}": (("report",), _package) for ending in ("docx", "hwpx", "xlsx")},
    "report.html": (("report",), _html),
    "report.md": (("report",), bytes.decode),
    "workbook.xlsx": (("workbook",), _package),
    "export.graphml": (("export",), _xml),
    "export.gexf": (("export",), _xml),
    "export.ttl": (("export",), _rdf(pyoxigraph.RdfFormat.TURTLE)),
    "export.trig": (("export",), _rdf(pyoxigraph.RdfFormat.TRIG)),
    "export.nq": (("export",), _rdf(pyoxigraph.RdfFormat.N_QUADS)),
    "export.jsonld": (("export",), json.loads),
    "export.sssom.tsv": (("export",), bytes.decode),
    **{f"{name}.svg": ((name,), _xml) for name in ("matrix", "flow", "roadmap")},
    "explore.html": (("explore", "--lite"), _html),
    "coverage.json": (("coverage", "-f", "json"), json.loads),
    "query.csv": (("query", "-e", "SELECT ?l { ?s skos:prefLabel ?l }", "-f", "csv"), bytes.decode),
}  # fmt: skip


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace each of whose texts came with what no file can hold."""
    root = small_workspace(tmp_path_factory.mktemp("spoilt"))
    for name in ("plans/pl.yaml", "frameworks/fw.yaml", "alignments/pl.yaml", "decisions/reviews-시험자.yaml"):
        path = root / name
        text = path.read_text("utf-8")
        path.write_bytes("".join(f"{letter}{RAW}" if "가" <= letter <= "힣" else letter for letter in text).encode())
    (root / "policygraph.toml").write_bytes('title = "\\u0007시험\uffff"\n'.encode())
    return root


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_output_parses_afterwards(spoilt: Path, tmp_path: Path, name: str) -> None:
    words, parse = OUTPUTS[name]
    path = tmp_path / name
    done = run_inside(*words, "-w", str(spoilt), "-o", str(path), cwd=tmp_path)
    assert done.code == 0, done.err
    content = path.read_bytes()
    parse(content)  # type: ignore[operator]
    if not zipfile.is_zipfile(path):
        text = content.decode("utf-8-sig")
        assert not {letter for letter in text if clean(letter) == "" and letter not in " \t\r\n\ufeff"}


def test_an_edited_file_keeps_what_the_program_does_not_know(root: Path, tmp_path: Path) -> None:
    spoil(root / "plans/pl.yaml", "# 사람이 적은 메모는 남는다", "# 사람이\u00a0적은 메모는\uffff 남는다")
    path = workbook_of(root, tmp_path / "plan.xlsx")
    result = import_file(
        edited(path, lambda book: book["이행과제"].__setitem__("G4", "자료 개방"), tmp_path / "e.xlsx"), root
    )
    assert result.written
    text = (root / "plans/pl.yaml").read_text("utf-8")
    assert "# 사람이\u00a0적은 메모는 남는다" in text
    assert "ko: 자료 개방" in text


def test_a_sound_workspace_gives_no_notice(root: Path) -> None:
    before = snapshot(root)
    assert notices(tuple(read_workspace(root).issues)) == []
    assert snapshot(root) == before
    tomllib.loads((root / "policygraph.toml").read_text("utf-8"))
    log = IssueLog()
    assert open_package(root / "policygraph.toml", "policygraph.toml", log) is None
