"""Version maps: kept as mapping sets, reviewed by persons, and listened to when the editions are compared again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run, run_inside
from policygraph.graph.compare.versions import decide_pair, version_maps
from policygraph.records.issue import IssueLog, UnknownName, UnusableInput
from policygraph.sources.formats.sssom.reader import read_mappings
from policygraph.sources.version_maps import VersionMap, VersionPair, keep_version_maps, read_version_maps
from workspaces import FRAMEWORK_YAML, study_of, write_workspace

BASE = "https://example.org/w/"
REWORDED = FRAMEWORK_YAML.replace("하나의 하나", "하나의 하나 확대")


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A workspace, and beside it the file with a new edition of its framework."""
    (tmp_path / "next.yaml").write_text(REWORDED, encoding="utf-8")
    return write_workspace(tmp_path / "w", settings=f'title = "w"\nbase = "{BASE}"\n')


def pair(old: str, new: str, **rest: object) -> VersionPair:
    return VersionPair(old, new, "close", 0.5, titles=("옛", "새"), **rest)  # type: ignore[arg-type]


def test_a_map_comes_back_as_it_was_written_and_is_a_mapping_set(tmp_path: Path) -> None:
    written = VersionMap(
        "가 1",
        "f2",
        ("abc", "def"),
        (pair("a", "b"), pair("c/1", "d", state="rejected", by="김판", date="2026-11-28", note="다름")),
    )
    (name,) = keep_version_maps(tmp_path, BASE, [written])
    assert read_version_maps(tmp_path, BASE) == (written,)
    log = IssueLog()
    assert read_mappings(tmp_path / name, log).mappings is not None
    assert log.errors == []


def test_what_was_decided_stays_whatever_a_program_finds_later(tmp_path: Path) -> None:
    first = VersionMap("f", "g", ("1", "2"), (pair("a", "b"), pair("c", "d")))
    keep_version_maps(tmp_path, BASE, [first])
    decide_pair(tmp_path, BASE, "a", "b", "rejected", "김판")
    keep_version_maps(tmp_path, BASE, [VersionMap("f", "g", ("1", "3"), (pair("a", "b"), pair("e", "h")))])
    (found,) = read_version_maps(tmp_path, BASE)
    assert {(one.old, one.state) for one in found.pairs} == {("a", "rejected"), ("e", "proposed")}
    with pytest.raises(UnknownName):
        decide_pair(tmp_path, BASE, "a", "z", "confirmed", "김판")


def test_a_map_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "decisions" / "versions").mkdir(parents=True)
    (tmp_path / "decisions" / "versions" / "f--g.sssom.tsv").write_text("subject_id\tx\n", encoding="utf-8")
    with pytest.raises(UnusableInput) as told:
        read_version_maps(tmp_path, BASE)
    assert told.value.issues


def test_maps_are_no_records_and_check_takes_no_offence(run: Callable[..., Run], changed: Path) -> None:
    assert run("compare", "f", "next.yaml", "-w", str(changed), "--keep").code == 0
    assert (
        run("check", "-w", str(changed)).code == run("check", "-w", str(write_workspace(changed.parent / "plain"))).code
    )
    assert len(list((changed / "decisions" / "versions").iterdir())) == 1


def test_a_rejected_pair_is_no_match_any_more_and_a_confirmed_one_rests_on_the_person(
    run: Callable[..., Run], changed: Path
) -> None:
    words = ("compare", "f", "next.yaml", "-w", str(changed), "-f", "json")
    kept = run(*words, "--keep")
    assert "review" in kept.err
    listed = json.loads(run("review", "-w", str(changed), "--versions", "--list", "-f", "json").out)
    assert [(one["old"], one["new"], one["state"]) for one in listed["maps"][0]["pairs"]] == [
        ("f-1-1", "f-1-1", "proposed")
    ]
    decide = ("review", "-w", str(changed), "--by", "김판", "--versions", "--decide")
    assert run(*decide, "reject", "f-1-1", "f-1-1").code == 0
    found = json.loads(run(*words).out)
    assert [(one["old"], one["class"]) for one in found["matches"]] == [(None, "added"), ("f-1-1", "removed")]
    assert run(*decide, "accept", "f-1-1", "f-1-1", "--note", "같은 것").code == 0
    found = json.loads(run(*words).out)
    assert [(one["class"], one["by"]) for one in found["matches"]] == [("reworded", "decided")]
    assert study_of(changed).compare("f", str(changed.parent / "next.yaml")).matching.by_old["f-1-1"].by == "decided"


def test_one_by_one_with_single_keys(changed: Path) -> None:
    run_inside("compare", "f", "next.yaml", "-w", str(changed), "--keep", cwd=changed.parent)
    review = ("review", "-w", str(changed), "--by", "김판", "--versions")
    left = run_inside(*review, cwd=changed.parent, typed=b"z\nu\n")
    assert "0건" in left.err
    done = run_inside(*review, cwd=changed.parent, typed="ㅁ\n".encode())
    assert "1건" in done.err
    (found,) = read_version_maps(changed, BASE)
    assert [(one.state, one.by) for one in found.pairs] == [("confirmed", "김판")]


def test_what_a_version_map_cannot_do_is_said(run: Callable[..., Run], changed: Path) -> None:
    assert run("compare", "bmg", "bmg9", "--keep").code == 2
    empty = run("review", "-w", str(changed), "--versions", "--list")
    assert "판 대응표가 없습니다" in empty.out
    wrong = run("review", "-w", str(changed), "--versions", "--decide", "unsure", "f-1-1", "f-1-1", "--by", "김판")
    assert (wrong.code, "accept" in wrong.err) == (2, True)


def test_equal_texts_under_one_id_need_no_look(changed: Path) -> None:
    study = study_of(changed)
    assert version_maps(study.compare("f", "f")) == ()
