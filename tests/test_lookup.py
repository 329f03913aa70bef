"""Finding records by id or title, chains between them, and writing files whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from policygraph import Study
from policygraph.graph.connection import connect
from policygraph.graph.grouping import GROUPINGS, Grouping, group_tasks
from policygraph.graph.lookup import code_named, departments_named, find, find_of_kind, technology_named
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import Period, Text
from policygraph.sources.atomic import NotWritten, write_whole
from workspaces import framework, graph_of, item, link, plan, task


@pytest.mark.parametrize(
    ("name", "expected"),
    [("kds", "kds"), ("KDS-1", "kds-1"), ("디지털 취약계층 포용방안 마련", "b6-4-2"), ("디지털취약계층포용방안마련", "b6-4-2"),
     ("Digital Platform Government Implementation", "dpg")],
)  # fmt: skip
def test_an_id_or_a_title_or_its_part_finds_the_record(bundled: Study, name: str, expected: str) -> None:
    assert find(bundled.graph, name) == expected


def test_an_exact_title_wins_over_titles_that_contain_it() -> None:
    graph = graph_of([framework(item("a", "f"), item("a-long", "f")), plan(task("t"))])
    assert find(graph, "가상 a") == "a"


def test_ambiguous_and_unknown_names_offer_candidates(bundled: Study) -> None:
    with pytest.raises(UnknownName, match="choose one by its id") as several:
        find(bundled.graph, "인공지능")
    assert len(several.value.candidates) > 1
    with pytest.raises(UnknownName) as typo:
        find(bundled.graph, "kds-1-22")
    assert any(candidate.startswith("kds-1-2 ") for candidate in typo.value.candidates)
    with pytest.raises(UnknownName):
        find(bundled.graph, "   ")


@pytest.mark.parametrize("name", ["", " ", "\u200b", "()"])
def test_no_name_means_no_department(bundled: Study, name: str) -> None:
    with pytest.raises(UnknownName):
        departments_named(bundled.graph, name)
    with pytest.raises(UnknownName):
        find_of_kind(bundled.graph, "department", name)


def test_a_technology_that_no_task_uses_is_told_with_those_in_use_in_each_language() -> None:
    tasks = [task("t", technologies=("iot", "ai")), task("u", technologies=("own-code",))]
    graph = graph_of([framework(item("a", "f")), plan(*tasks)])
    assert [technology_named(graph, name) for name in ("AI", "인공지능", "own-code")] == ["ai", "ai", "own-code"]
    with pytest.raises(UnknownName) as none:
        technology_named(graph, "rpa")
    message = none.value.message
    assert message.ko.startswith("'rpa' 기술을 쓰는 과제가 없습니다. 기술: ai 인공지능, iot ")
    assert message.en.startswith("no task uses a technology 'rpa'; known: ai (artificial intelligence")
    assert "own-code" in message.en
    assert message.en.isascii()
    with pytest.raises(UnknownName) as scheme:
        code_named("domain", "nobody")
    assert "citizens 시민" in scheme.value.message.ko
    assert scheme.value.message.en.isascii()


def test_a_department_that_is_none_several_or_nowhere_says_what_to_do(bundled: Study) -> None:
    for find_it in (lambda graph, name: find_of_kind(graph, "department", name), departments_named):
        with pytest.raises(UnknownName) as none:
            find_it(bundled.graph, "빅데이터통계과")
        assert none.value.message.ko == "'빅데이터통계과' 부서의 과제가 없습니다."
        assert none.value.candidates
        with pytest.raises(UnknownName, match="write departments first"):
            find_it(graph_of([framework(item("a", "f")), plan(task("t-0"))]), "빅데이터통계과")
    with pytest.raises(UnknownName, match="more than one department") as several:
        find_of_kind(bundled.graph, "department", "국")
    assert len(several.value.candidates) > 1


def test_latin_letters_are_not_found_across_the_ends_of_words(bundled: Study) -> None:
    with pytest.raises(UnknownName) as typo:  # "expand GPU" holds these letters once its blank is taken out
        find(bundled.graph, "dgp")
    assert any(candidate.startswith("dpg ") for candidate in typo.value.candidates)


def test_the_shortest_chain_goes_through_hierarchy_and_alignments() -> None:
    graph = graph_of(
        [
            framework(item("a", "f", "strategy"), item("a1", "a"), item("b", "f", "strategy")),
            plan(task("t"), task("u")),
        ],
        [link("t", "a1"), link("u", "b", state="rejected")],
    )
    assert [(s.relation, s.end) for s in connect(graph, "t", "a").chain] == [("serves", "a1"), ("broader", "a")]
    assert [s.end for s in connect(graph, "t", "b").chain] == ["a1", "a", "f", "b"]
    rejected = connect(graph, "u", "b")
    assert rejected.alignment is not None
    assert rejected.alignment.state == "rejected"
    assert rejected.chain == ()


def test_a_task_without_period_is_in_no_year() -> None:
    graph = graph_of(
        [
            framework(item("a", "f")),
            plan(task("t"), task("u", period=Period(2026, 2027)), task("v", period=Period(None, 2030))),
        ]
    )
    groups = {group.key: group.tasks for group in group_tasks(graph, "year")}
    assert groups == {"2026": ("u",), "2027": ("u",), "2030": ("v",), "": ("t", "v")}


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(NotWritten) as caught:
        write_whole(path, b"new")
    assert "쓰지 못했습니다" in caught.value.message.ko
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.txt"]


def test_a_written_file_keeps_the_rights_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)


def test_latin_words_are_found_from_their_start_and_never_inside_another_word() -> None:
    titles = {"a": "Maintain the roads", "b": "AI maintains the roads", "c": "Air and water"}
    graph = graph_of(
        [
            framework(*(replace(item(name, "f"), title=Text(ko="", en=title)) for name, title in titles.items())),
            plan(task("t")),
        ]
    )
    assert find(graph, "ai main") == "b"
    assert find(graph, "ＡＩ\u00a0main") == "b"
    with pytest.raises(UnknownName) as error:
        find(graph, "ai")
    assert [candidate.split()[0] for candidate in error.value.candidates] == ["b", "c"], "a holds it inside a word"


@pytest.mark.parametrize("by", GROUPINGS)
def test_the_group_of_what_is_not_known_comes_last(by: Grouping) -> None:
    known = task("t-1", department="가", period=Period(2026, 2027), technologies=("ai",))
    graph = graph_of([framework(item("a", "f")), plan(task("t-0"), known)])
    keys = [group.key for group in group_tasks(graph, by)]
    assert keys == sorted(keys, key=lambda key: (not key, key))
    assert "" in keys or by == "plan"
