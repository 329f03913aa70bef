"""Version maps: kept as mapping sets, reviewed by persons, and listened to when the editions are compared again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import Run, run_inside
from policygraph.graph.compare.comparison import compare
from policygraph.graph.compare.edition import Edition
from policygraph.graph.compare.matching import Decided
from policygraph.graph.compare.versions import decide_pair, version_maps
from policygraph.pages.review import render_review_page, review_page_data, versions_data
from policygraph.records.issue import IssueLog, UnknownName, UnusableInput
from policygraph.records.kinds import Document, Text
from policygraph.sources.decisions_file import import_decisions
from policygraph.sources.formats.sssom.reader import read_mappings
from policygraph.sources.version_maps import (
    VersionMap,
    VersionPair,
    document_digest,
    keep_version_maps,
    read_version_maps,
)
from random_studies import study_from
from review_page_steps import give_name
from services import ask, running
from test_review_service import Session
from workspaces import FRAMEWORK_YAML, corpus, framework, item, study_of, write_workspace

if TYPE_CHECKING:
    from browser import Opener

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
    with pytest.raises(UnknownName) as told:
        decide_pair(tmp_path, BASE, "a", "z", "confirmed", "김판")
    assert told.value.candidates == ("e h",)  # what still waits
    assert "'a'와 'z'의 짝이 없습니다" in told.value.message.ko
    assert told.value.message.en.startswith("no version map holds the pair 'a' and 'z'")


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


# the queue, the page, the service


def decided(root: Path, **said: str) -> str:
    """Return a decisions file about the one pair of the version map of *root*."""
    (found,) = read_version_maps(root, BASE)
    (one,) = found.pairs
    entry = {"map": found.name, "old": one.old, "new": one.new, "state": "confirmed", **said}
    return json.dumps({"schema": "policygraph/review-decisions/1", "versions": [entry]}, ensure_ascii=False)


@pytest.fixture
def mapped(changed: Path) -> Path:
    """The workspace with the version map of the new edition in it, one pair waiting."""
    run_inside("compare", "f", "next.yaml", "-w", str(changed), "--keep", cwd=changed.parent)
    return changed


def test_the_queue_says_how_many_pairs_of_version_maps_wait(run: Callable[..., Run], mapped: Path) -> None:
    review = ("review", "-w", str(mapped), "--list", "--by", "김판")
    assert "판 대응표에서 사람을 기다리는 짝 1건" in run(*review).out
    assert json.loads(run(*review, "-f", "json").out)["versions"] == 1
    run("review", "-w", str(mapped), "--versions", "--decide", "reject", "f-1-1", "f-1-1", "--by", "김판")
    assert "판 대응표" not in run(*review).out
    assert json.loads(run(*review, "-f", "json").out)["versions"] == 0


def test_a_decisions_file_decides_pairs_once_and_the_latest_word_stands(
    run: Callable[..., Run], mapped: Path, tmp_path: Path
) -> None:
    path = tmp_path / "d.json"

    def brought(**said: str) -> tuple[str, str, str]:
        path.write_text(decided(mapped, **said), encoding="utf-8")
        done = run("import", str(path), "-w", str(mapped))
        assert done.code == 0, done.err
        ((pair,),) = (found.pairs for found in read_version_maps(mapped, BASE))
        return pair.state, pair.by, pair.date

    noon = "2026-11-28T12:00:00.5+09:00"
    assert brought(by="김판", date=noon, note="같음") == ("confirmed", "김판", noon)
    before = {file: file.read_bytes() for file in mapped.rglob("*") if file.is_file()}
    assert brought(by="김판", date=noon, note="같음") == ("confirmed", "김판", noon)
    assert brought(by="박판", date="2026-11-28T11:00:00+09:00", state="rejected") == ("confirmed", "김판", noon)
    assert {file: file.read_bytes() for file in mapped.rglob("*") if file.is_file()} == before
    assert study_of(mapped).compare("f", str(tmp_path / "next.yaml")).matching.by_old["f-1-1"].by == "decided"
    later = "2026-11-28T13:00:00+09:00"
    assert brought(by="박판", date=later, state="rejected") == ("rejected", "박판", later)
    assert study_of(mapped).compare("f", str(tmp_path / "next.yaml")).matching.by_old["f-1-1"].kind == "removed"
    assert brought(by="박판", date="2026-11-28T14:00:00+09:00", state="proposed")[0] == "proposed"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"state": "yes"}, "V20"),
        ({"date": "soon"}, "V20"),
        ({"note": 3}, "V20"),
        ({"old": "f-9"}, "V21"),
        ({"map": "../f.tsv"}, "V21"),
        ({"by": "김 판"}, "V19"),
    ],
)
def test_a_decisions_file_that_does_not_fit_changes_nothing(
    run: Callable[..., Run], mapped: Path, tmp_path: Path, said: dict[str, str], code: str
) -> None:
    if code == "V19":
        run("review", "-w", str(mapped), "--decide", "accept", "p-1", "f-1-1", "--by", "김판", "--note", "가")
    (tmp_path / "d.json").write_text(decided(mapped, **{"by": "김판", "date": "2026-11-28", **said}), encoding="utf-8")
    done = run("import", "d.json", "-w", str(mapped))
    assert (done.code, code in done.err + done.out) == (2, True)
    assert [pair.state for found in read_version_maps(mapped, BASE) for pair in found.pairs] == ["proposed"]


def test_the_service_takes_decisions_about_pairs_and_shows_them(mapped: Path) -> None:
    with running(mapped, inside=True) as started:
        session = Session(started.url, mapped)
        unknown = session.post(decided(mapped, by="김판", date="2026-11-28T12:00:00+09:00", old="f-9").encode())
        assert (unknown.status, "V21" in unknown.text) == (422, True)
        nobody = session.post(decided(mapped, date="2026-11-28T12:00:00+09:00").encode())
        assert nobody.status == 422
        done = session.post(decided(mapped, by="김판", date="2026-11-28T12:00:00+09:00").encode())
        assert (done.status, json.loads(done.body)["saved"]["versions"]) == (200, 1)
        page = ask(started.url, "/review").text
    ((shown,),) = (found["pairs"] for found in json.loads(page.partition('id="versions">')[2].partition("<")[0]))
    assert (shown["state"], shown["by"]) == ("confirmed", "김판")
    assert [end["title"]["ko"] for end in shown["ends"]] == ["하나의 하나", "하나의 하나 확대"]
    assert [pair.state for found in read_version_maps(mapped, BASE) for pair in found.pairs] == ["confirmed"]


def test_pairs_are_decided_on_the_page_and_come_back_by_import(open_page: Opener, mapped: Path, tmp_path: Path) -> None:
    study = study_of(mapped)
    watched = open_page(render_review_page(review_page_data(study), versions_data(study)))
    page = watched.page
    give_name(page, "김판")
    assert page.inner_text("#tab-versions") == "판 대응표 (1)"
    page.click("#tab-versions")
    card = page.locator("#view-versions .version")
    assert "하나의 하나 확대" in card.inner_text()
    card.locator("input").fill("제목만 다름")
    card.locator("button", has_text="그렇다").press("Enter")
    assert page.inner_text("#tab-versions") == "판 대응표 (0)"
    assert "김판" in card.inner_text()
    card.locator("button", has_text="거두기").click()
    assert page.inner_text("#tab-versions") == "판 대응표 (1)"
    card.locator("button", has_text="아니다").click()
    page.click("#language")
    assert page.inner_text("#tab-versions") == "Version maps (0)"
    with page.expect_download() as told:
        page.click("#download")
    told.value.save_as(tmp_path / "d.json")
    assert import_decisions(tmp_path / "d.json", mapped).errors == ()
    ((pair,),) = (found.pairs for found in read_version_maps(mapped, BASE))
    assert (pair.state, pair.by) == ("rejected", "김판")
    assert watched.complaints == []


def test_a_workspace_without_version_maps_has_no_such_tab(open_page: Opener, changed: Path) -> None:
    study = study_of(changed)
    page = open_page(render_review_page(review_page_data(study), versions_data(study))).page
    assert page.is_hidden("#tab-versions")
    page.focus("#tab-review")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#tab-review", "aria-selected") == "true"


def broken_map(root: Path) -> Path:
    """Spoil the day of a decision in the only version map of *root*."""
    (path,) = (root / "decisions" / "versions").iterdir()
    found = read_version_maps(root, BASE)[0]
    decided = replace(found.pairs[0], state="confirmed", by="김판", date="2026-11-28T12:00:00+09:00")
    keep_version_maps(root, BASE, [replace(found, pairs=(decided, *found.pairs[1:]))])
    path.write_text(path.read_text("utf-8").replace("2026-11-28T12:00:00+09:00", "언젠가"), "utf-8")
    return path


def test_a_day_that_is_none_is_told_by_check_and_by_whoever_needs_the_map(
    run: Callable[..., Run], mapped: Path
) -> None:
    words = decided(mapped, by="김판", date="2026-11-29T12:00:00+09:00")
    path = broken_map(mapped)
    for command in (("check",), ("review", "--list", "--by", "김판"), ("review", "--versions", "--by", "김판")):
        done = run(*command, "-w", str(mapped))
        assert done.code in (1, 2)
        assert "M14" in done.out + done.err, command
        assert path.name in done.out + done.err, command
    (mapped / "d.json").write_text(words, "utf-8")
    done = run("import", str(mapped / "d.json"), "-w", str(mapped))
    assert (done.code, "M14" in done.err) == (2, True), done.err


def test_the_service_keeps_its_data_and_says_why_where_a_map_breaks(mapped: Path) -> None:
    with running(mapped, inside=True) as started:
        assert ask(started.url, "/review").status == 200
        broken_map(mapped)
        for path in ("/review", "/review/queue?by=%EA%B9%80"):
            answer = ask(started.url, path)
            assert answer.status in (200, 503), (path, answer.text)
            assert "프로그램의 잘못" not in answer.text
        assert ask(started.url, "/coverage").status == 200


def test_a_map_holds_what_a_person_should_look_at_and_nothing_else() -> None:
    def edition(*items: tuple[str, str], more: tuple[Document, ...] = ()) -> Edition:
        titled = [replace(item(name, "f"), title=Text(title, f"{title} en")) for name, title in items]
        return Edition("", "workspace", study_from(corpus([framework(*titled), *more])))

    whole, parts = "교통 데이터 개방 예산 데이터 공개", ("교통 데이터 개방", "예산 데이터 공개")
    ways = ("어르신 디지털 교육 상담", "어르신 디지털 교육 확대 상담")
    old = [
        ("f-1", "양자 연구"),
        ("f-2", ways[0]),
        ("f-3", whole),
        ("f-4", "청년 창업 공간"),
        ("f-5", "청소년 도서관 운영"),
        ("f-6", "하천 정비"),
    ]
    new = [("f-1", "양자 연구"), ("f-2", ways[1]), ("f-7", parts[0]), ("f-8", parts[1]), ("f-9", "하천 정비")]
    new.append(("f-10", "청년 창업 공간 청소년 도서관 운영"))
    gone = framework(replace(item("g-1", "g"), document="g"), name="g")
    fresh = framework(replace(item("h-1", "h"), document="h"), name="h")
    editions = edition(*old, more=(gone,)), edition(*new, more=(fresh,))

    def decided(one: Document, other: Document) -> Decided:
        return Decided(same=frozenset({("f-1", "f-1"), ("f-6", "f-9")}))

    (found,) = version_maps(compare(*editions, decided), "en")
    assert (found.old, found.new) == ("f", "f")
    assert found.digests == tuple(document_digest(one.documents[0]) for one in editions)
    assert {(one.old, one.new, one.relation, one.state) for one in found.pairs} == {
        ("f-6", "f-9", "same", "confirmed"),
        ("f-2", "f-2", "close", "proposed"),
        ("f-3", "f-7", "part", "proposed"),
        ("f-3", "f-8", "part", "proposed"),
        ("f-4", "f-10", "whole", "proposed"),
        ("f-5", "f-10", "whole", "proposed"),
    }
    assert {one.titles for one in found.pairs if one.new == "f-2"} == {tuple(f"{way} en" for way in ways)}
