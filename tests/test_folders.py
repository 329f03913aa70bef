"""Folders and files as they are: what systems leave there, how programs save, what security locks, what is there twice."""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import run_inside
from desk_data import edited, snapshot, workbook_of
from policygraph.records.issue import IssueLog
from policygraph.sources import decoding
from policygraph.sources.decisions_file import import_decisions
from policygraph.sources.decoding import decode, is_locked
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.workspace import read_unchecked, read_workspace

LEFT = ("desktop.ini", "Desktop.ini", "Thumbs.db", ".DS_Store", "._pl.yaml", "~$plan.xlsx", "pl.yaml~", "pl.yaml.bak",
        ".pl.yaml.swp", "pl.yaml.orig", "plan.lnk", ".policygraph-x.tmp", "Icon\r")  # fmt: skip
SSSOM = (
    "#curie_map:\n#  id: https://w3id.org/policygraph/id/\n#  pg: https://w3id.org/policygraph/ns#\n#mapping_set_id: https://example.org/m/1\n"
    "#license: https://creativecommons.org/licenses/by/4.0/\n"
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment\n"
    "id:pl-2\tpg:enables\tid:fw-1-1\tsemapv:ManualMappingCuration\t자료를 댐\n"
)  # fmt: skip


def codes(root: Path) -> list[tuple[str, str]]:
    return [(issue.code, issue.where.file) for issue in read_workspace(root).issues]


@pytest.mark.parametrize("name", LEFT)
def test_what_systems_and_editors_leave_is_passed_over(name: str, root: Path) -> None:
    before = codes(root)
    for folder in ("frameworks", "plans", "alignments", "decisions"):
        (root / folder / name).write_bytes(b"\0\5\x16\7\xff")
    assert codes(root) == before


@pytest.mark.parametrize("name", [".git", "__MACOSX", "@eaDir", ".ipynb_checkpoints", "$RECYCLE.BIN", "~old"])
def test_folders_that_systems_leave_are_passed_over(name: str, root: Path) -> None:
    before = codes(root)
    (root / "plans" / name).mkdir()
    (root / "plans" / name / "pl.yaml").write_bytes((root / "plans/pl.yaml").read_bytes() + b"\xff")
    assert codes(root) == before


def test_what_is_no_record_is_still_told(root: Path) -> None:
    (root / "plans/notes.docx").write_bytes(b"PK")
    assert ("R23", "plans/notes.docx") in codes(root)


def test_a_link_to_a_folder_is_followed_and_never_upwards(root: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    (root / "plans").rename(shared)
    (root / "plans").mkdir()
    before = len(read_workspace(root).corpus.documents)
    (root / "plans/from-elsewhere").symlink_to(shared)
    (root / "plans/up").symlink_to(root)
    (root / "plans/itself").symlink_to(root / "plans")
    (shared / "back").symlink_to(shared)
    workspace = read_workspace(root)
    assert not workspace.errors
    assert len(workspace.corpus.documents) == before + 1


def test_a_folder_that_cannot_be_looked_into_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "plans":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr("os.scandir", refuse)
    told = [(issue.code, issue.where.file, issue.message.en) for issue in read_workspace(root).errors]
    assert told == [("R02", "plans", "the file cannot be read: permission is denied")]


# How programs save

TEXT = "계획: a\n둘: b\n"
SAVED = {
    "utf-8": TEXT.encode(),
    "utf-8 with a mark": TEXT.encode("utf-8-sig"),
    "utf-8 with two marks": codecs.BOM_UTF8 + TEXT.encode("utf-8-sig"),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16, the other way": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "utf-32": TEXT.encode("utf-32"),
    "cp949": TEXT.encode("cp949"),
}


@pytest.mark.parametrize("name", SAVED)
def test_every_encoding_gives_the_same_text(name: str) -> None:
    log = IssueLog()
    assert decode(SAVED[name], "a", log) == TEXT
    assert [issue.code for issue in log.issues] == (["R04"] if name == "cp949" else [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_shows_by_its_zeros(encoding: str) -> None:
    assert decode("subject_id\t한글".encode(encoding), "a", IssueLog()) == "subject_id\t한글"


@pytest.mark.parametrize("content", [b"\xff\xfe#", b"\x80\x81\xff\xff", b"\xef\xbb\xbf\xff\xff"])
def test_what_is_no_text_is_told(content: bytes) -> None:
    log = IssueLog()
    assert decode(content, "a", log) is None
    assert [issue.code for issue in log.issues] == ["R03"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_a_mapping_set_is_read_as_programs_save_it(encoding: str, end: str, root: Path) -> None:
    plain = root.parent / "plain.sssom.tsv"
    plain.write_text(SSSOM, "utf-8")
    wanted = import_file(plain, root, dry_run=True)
    assert wanted.changes
    for name in ("m.sssom.tsv", "m.tsv"):
        path = root.parent / name
        path.write_bytes(SSSOM.replace("\n", end).encode(encoding))
        result = import_file(path, root, dry_run=True)
        assert not result.errors
        assert result.changes == wanted.changes


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["crlf", "cr"])
def test_records_and_settings_are_read_as_programs_save_them(encoding: str, end: str, root: Path) -> None:
    before = read_workspace(root).corpus
    for path in [*root.rglob("*.yaml")]:
        path.write_bytes(path.read_text("utf-8").replace("\n", end).encode(encoding))
    workspace = read_workspace(root)
    assert not workspace.errors
    assert workspace.corpus == before


# Document security

LOCKED = {
    "MarkAny": b"<DOCUMENT SAFER V2.0>\0\0\1\2" + bytes(range(256)),
    "SoftCamp": b"SCDSA004\0\0\0\1" + bytes(range(256)),
    "Fasoo": b"\x9b DRMONE  This Document is encrypted and protected by Fasoo DRM" + bytes(range(256)),
    "NASCA": b"<## NASCA DRM FILE - VER1.00 ##>" + bytes(range(256)),
    "another mark of a maker": b"\1\0\0\0fasoo.com\0" + bytes(range(256)),
}


def locked_doors(root: Path, content: bytes) -> dict[str, ImportResult | list[str]]:
    """Bring *content* in by each door, and return what came of it."""
    outside = root.parent
    found: dict[str, ImportResult | list[str]] = {}
    for name in ("plan.xlsx", "plan.csv", "m.sssom.tsv", "m.tsv"):
        (outside / name).write_bytes(content)
        more = {"sheet": "이행과제"} if name == "plan.csv" else {}
        found[name] = import_file(outside / name, root, dry_run=True, **more)  # type: ignore[arg-type]
    (outside / "d.json").write_bytes(content)
    found["d.json"] = import_decisions(outside / "d.json", root, dry_run=True, by="가")
    return found


@pytest.mark.parametrize("name", LOCKED)
def test_a_locked_document_gets_advice_that_helps_at_every_door(name: str, root: Path) -> None:
    for door, result in locked_doors(root, LOCKED[name]).items():
        assert isinstance(result, ImportResult)
        assert [issue.code for issue in result.errors] == ["R63"], door
        assert "보안 문서를 해제해 저장" in result.errors[0].remedy.ko
    (root / "plans/locked.yaml").write_bytes(LOCKED[name])
    (root / "policygraph.toml").write_bytes(LOCKED[name])
    assert [issue.code for issue in read_workspace(root).errors] == ["R63", "R63"]
    (root.parent / "q.rq").write_bytes(LOCKED[name])
    done = run_inside("query", "q.rq", cwd=root.parent)
    assert done.code == 2
    assert "보안 문서를 해제해 저장" in done.err


def test_a_text_about_document_security_is_not_locked() -> None:
    assert not is_locked("# MarkAny, Fasoo DRM 문서를 다룬 계획\ndocument: {}\n".encode())
    assert not is_locked(b"PK\3\4\0\0Fasoo.xml")


def test_a_file_too_large_is_told_and_an_endless_one_ends(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MOST_BYTES", 2**20)
    (root / "plans/large.yaml").write_bytes(b"#" * (2**20 + 1))
    (root / "plans/endless.yaml").symlink_to("/dev/zero")
    told = [(issue.code, issue.where.file) for issue in read_workspace(root).errors]
    assert told == [("R02", "plans/endless.yaml"), ("R60", "plans/large.yaml")]


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero"), lambda path: path.mkdir()])
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.sssom.tsv", "a.json"])
def test_what_is_no_plain_file_is_not_imported(make: Callable[[Path], object], name: str, root: Path) -> None:
    make(root.parent / name)
    done = run_inside("import", name, "-w", "ws", "--lang", "en", cwd=root.parent)
    assert done.code == 2
    assert f"'{name}' is " in done.err


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_settings_that_are_no_plain_file_are_told(make: Callable[[Path], object], root: Path) -> None:
    (root / "policygraph.toml").unlink(missing_ok=True)
    make(root / "policygraph.toml")
    told = [(issue.code, issue.message.en) for issue in read_workspace(root).errors]
    assert told == [("R02", "the file cannot be read: it is a device or a pipe, not a file")]


# A syntax error first, and nothing that only follows from it


def bundled_link(root: Path, settings: str) -> None:
    """Link a task to a bundled item whose framework *settings* do not bring in."""
    path = root / "alignments/pl.yaml"
    path.write_text(path.read_text("utf-8").replace("item: fw-1-1", "item: kds-1-1", 1), "utf-8")
    (root / "policygraph.toml").write_text(settings, "utf-8")


BROKEN: dict[str, Callable[[Path], object]] = {
    "a tab": lambda root: (root / "plans/pl.yaml").write_text("document:\n\tid: pl\n"),
    "an unknown encoding": lambda root: (root / "plans/pl.yaml").write_bytes(b"\xff\xff\x80"),
    "an empty file": lambda root: (root / "frameworks/fw.yaml").write_text(""),
    "no key that is known": lambda root: (root / "frameworks/fw.yaml").write_text("a: 1\n"),
    "a folder in its place": lambda root: [(root / "policygraph.toml").unlink(missing_ok=True), (root / "policygraph.toml").mkdir()],
    "settings that name no list": lambda root: bundled_link(root, "frameworks = true"),
    "settings that name no document": lambda root: bundled_link(root, "frameworks = ['kdx']"),
    "settings that cannot be read": lambda root: (root / "policygraph.toml").write_text("frameworks = ["),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_only_follows_from_a_file_that_was_not_read_is_not_told(name: str, root: Path) -> None:
    BROKEN[name](root)
    errors = read_workspace(root).errors
    assert len(errors) == 1
    assert errors[0].where.file in ("plans/pl.yaml", "frameworks/fw.yaml", "policygraph.toml")


def test_other_problems_come_after_the_file_that_was_not_read(root: Path) -> None:
    text = (root / "alignments/pl.yaml").read_text("utf-8")
    (root / "alignments/pl.yaml").write_text(text.replace("strength: 3", "strength: 7", 1), "utf-8")
    (root / "plans/pl.yaml").write_text("document: [", "utf-8")
    assert [issue.code for issue in read_workspace(root).errors] == ["R06", "R16"]


# What is there twice


def test_an_exact_repeat_is_read_once_with_a_notice_in_records(root: Path) -> None:
    before = read_workspace(root).corpus
    for name in ("plans/pl.yaml", "frameworks/fw.yaml", "alignments/pl.yaml", "decisions/decisions.yaml"):
        path = root / name
        path.with_stem(path.stem + " - 복사본").write_bytes(path.read_bytes())
    workspace = read_workspace(root)
    assert not workspace.errors
    assert {issue.code for issue in workspace.issues if issue.severity == "info"} == {"R73"}
    same = workspace.corpus
    assert (same.documents, same.alignments, same.decisions) == (before.documents, before.alignments, before.decisions)


def test_a_repeat_that_differs_is_an_error(root: Path) -> None:
    copy = root / "plans/copy.yaml"
    copy.write_text((root / "plans/pl.yaml").read_text("utf-8").replace("데이터 개방", "다른 제목"), "utf-8")
    assert {issue.code for issue in read_workspace(root).errors} == {"R30"}


@pytest.mark.parametrize("sheet", ["정책 항목", "이행과제", "연계", "출처", "예산", "부서", "결정"])
def test_an_exact_repeat_is_read_once_with_a_notice_in_workbooks(sheet: str, root: Path) -> None:
    def repeat(book: object) -> None:
        page = book[sheet]  # type: ignore[index]
        cells = [[cell.value for cell in row] for row in page.iter_rows(min_row=3, max_row=page.max_row)]
        filled = next(row for row in cells if row[0])
        page.append(filled)

    path = edited(workbook_of(root, root.parent / "a.xlsx"), repeat, root.parent / "b.xlsx")
    result = import_file(path, root, dry_run=True)
    assert not result.errors
    assert not result.changes
    assert [issue.where.sheet for issue in result.issues if issue.code == "W59"] == [sheet]


def test_an_exact_repeat_is_read_once_with_a_notice_in_mapping_sets(root: Path) -> None:
    path = root.parent / "m.sssom.tsv"
    once, row = SSSOM, SSSOM.splitlines()[-1] + "\n"
    path.write_text(once, "utf-8")
    wanted = import_file(path, root, dry_run=True).changes
    path.write_text(once + row + row, "utf-8")
    result = import_file(path, root, dry_run=True)
    assert (result.changes, result.errors) == (wanted, ())
    assert [(issue.code, issue.where.line) for issue in result.issues if issue.code == "M41"] == [
        ("M41", 8),
        ("M41", 9),
    ]
    path.write_text(once + row.replace("자료를", "다른"), "utf-8")
    assert [issue.code for issue in import_file(path, root, dry_run=True).errors] == ["M35"]


# Rows left out


@pytest.mark.parametrize("rows", [(3,), (4,), tuple(range(2, 12))], ids=str)
def test_a_deleted_source_that_is_still_named_stays_with_keep_going(rows: tuple[int, ...], root: Path) -> None:
    def delete(book: object) -> None:
        for row in reversed(rows):
            book["출처"].delete_rows(row)  # type: ignore[index]

    path = edited(workbook_of(root, root.parent / "a.xlsx"), delete, root.parent / "b.xlsx")
    before, files = read_unchecked(root)[1], snapshot(root)
    stopped = import_file(path, root)
    assert {issue.code for issue in stopped.errors} == {"R38"}
    assert snapshot(root) == files
    result = import_file(path, root, keep_going=True)
    assert result.complete
    assert {issue.code for issue in result.errors} == {"R38"}
    assert result.left_out > 0
    after = read_unchecked(root)[1]
    assert after.documents == before.documents
    assert not read_workspace(root).errors


def test_a_decisions_file_with_lone_surrogates_blocks_nothing(root: Path) -> None:
    path = root.parent / "d.json"
    review = {"task": "pl-2", "item": "fw-1-1", "verdict": "accept", "strength": 2, "by": "김\ud800", "note": "\udfff글",
              "date": "2026-11-26T09:00:00+09:00"}  # fmt: skip
    path.write_text(json.dumps({"schema": "policygraph/review-decisions/1", "reviews": [review]}), "utf-8")
    result = import_decisions(path, root, by="가")
    assert result.written
    assert [issue.code for issue in result.issues if issue.severity != "info"] == ["R25"]
    assert not read_workspace(root).errors


SPOILT: dict[str, Callable[[Path], object]] = {
    "a link in a circle": lambda path: path.symlink_to(path.name),
    "a link that leads nowhere": lambda path: path.symlink_to("nowhere.yaml"),
    "a pipe": os.mkfifo,
}


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of Unix")
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_record_file_that_is_none_is_told_and_never_passed_over(spoil: Callable[[Path], object], root: Path) -> None:
    (root / "plans/pl.yaml").unlink()
    spoil(root / "plans/pl.yaml")
    found = codes(root)
    assert found[0] == ("R02", "plans/pl.yaml")
    run = run_inside("check", "-w", str(root), cwd=root)
    assert run.code == 1
    assert "plans/pl.yaml" in run.out
    book = root.parent / "w.xlsx"
    book.write_bytes(b"PK")
    assert run_inside("import", str(book), "-w", str(root), cwd=root).code == 2
