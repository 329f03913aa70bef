"""Finding records by id or title, chains between them, and writing files whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from policygraph import Study
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.connection import connect
from policygraph.graph.grouping import GROUPINGS, Grouping, coverage_by, group_tasks
from policygraph.graph.lookup import (
    KINDS_OF_NAMES,
    cities_named,
    code_named,
    departments_named,
    find,
    find_level,
    find_of_kind,
    find_subject,
    of_kind,
    regions_named,
    scope_of,
    technology_named,
    unknown_id,
)
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import City, Domain, Period, Text
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


def told(ask: Callable[[], object]) -> tuple[str, str, list[str]]:
    """Return what is said of a name that nothing answers to, in both languages, and the candidates."""
    with pytest.raises(UnknownName) as caught:
        ask()
    return caught.value.message.ko, caught.value.message.en, list(caught.value.candidates)


def titled(*titles: str) -> AlignmentGraph:
    items = (replace(item(f"x-{number}", "f"), title=Text(title)) for number, title in enumerate(titles, 1))
    return graph_of([framework(*items), plan(task("t"))])


def test_of_many_records_that_a_name_fits_the_first_eight_are_offered() -> None:
    graph = titled(*(f"둘레길 {letter}" for letter in "가나다라마바사아자"))
    assert told(lambda: find(graph, "둘레길")) == (
        "'둘레길'에 해당하는 것이 9건입니다. id로 골라 주세요.",
        "'둘레길' fits 9 records; choose one by its id",
        [f"x-{number}  둘레길 {letter}" for number, letter in enumerate("가나다라마바사아", 1)],
    )
    assert find(graph, "둘레길나") == "x-2"
    assert find(graph, "둘레길 가", ["x-1", "t"]) == "x-1"


def test_where_nothing_is_near_a_few_ids_are_told_and_many_are_not() -> None:
    graph = titled(*("가나다라마바사아자차카타파"))
    ids = list(graph.documents["f"].items)
    few, many = ([one.id for one in ids[:count]] for count in (12, 13))
    said = ("'없는이름'에 해당하는 id나 제목이 없습니다.", "no id or title answers to '없는이름'")
    assert told(lambda: find(graph, "없는이름", few)) == (*said, [f"{one.id}  {one.title.ko}" for one in ids[:12]])
    assert told(lambda: find(graph, "없는이름", many)) == (*said, [])
    assert told(lambda: find(graph, "", few))[2]


def test_the_four_nearest_ids_and_titles_are_offered() -> None:
    graph = titled(*(f"도시 데이터 통합{letter}" for letter in "가나다라마"))
    assert len(told(lambda: find(graph, "x-0"))[2]) == 4
    assert len(told(lambda: find(graph, "도시 데이터 통힙"))[2]) == 4


def test_a_record_that_is_none_of_those_asked_for_is_told_with_its_level() -> None:
    graph = titled("가")
    assert told(lambda: find(graph, "X-1", graph.tasks)) == (
        "'X-1'은(는) 있지만 여기에 쓸 수 있는 것이 아닙니다(수준: task). 두 이름의 차례가 바뀌지 않았는지 확인하세요.",
        "'X-1' exists but is not what is asked for here (level task); are the names in the right order?",
        ["x-1  가"],
    )


def test_a_plan_stands_for_itself_by_its_id_or_whole_title() -> None:
    graph = graph_of([framework(item("a", "f")), plan(task("t"), task("가상 p"))])
    assert [find_subject(graph, name) for name in ("P", "가상p", "synthetic p", "t", "가상 t")] == [*"ppptt"]
    assert told(lambda: find_subject(graph, "가상"))[1] == "'가상' fits 2 records; choose one by its id"


def test_levels_and_ids_that_are_not_there_are_told_with_the_nearest() -> None:
    assert [find_level(name) for name in ("framework", "strategy", "finding")] == ["framework", "strategy", "finding"]
    ko, en, near = told(lambda: find_level("tasks"))
    assert ko.startswith("'tasks'이라는 수준은 없습니다. 수준: framework, vision, strategy, ")
    assert en.startswith("there is no level 'tasks'; levels: framework, vision, strategy, ")
    assert near[0] == "task"
    assert str(unknown_id(7, ["a"])) == "no record has the id 7"


def test_there_is_a_list_of_each_kind_of_record() -> None:
    found = graph_of([framework(item("a", "f")), plan(task("t", department="나과"), task("u", department="가과"))])
    names = {kind: [name for name, _ in of_kind(found, kind)] for kind in KINDS_OF_NAMES}
    assert names == {
        "framework": ["f"], "plan": ["p"], "item": ["a"], "task": ["t", "u"], "record": ["f", "p", "a", "t", "u"],
        "department": ["가과", "나과"],
    }  # fmt: skip
    assert [find_of_kind(found, kind, name) for kind, name in (("task", "가상 u"), ("record", "F"), ("department", "나"))] == [
        "u", "f", "나과",
    ]  # fmt: skip
    assert find_of_kind(found, "department", "dept 가과") == "가과"
    tasks = [task(f"t-{number}", department=f"{number}과") for number in range(1, 10)]
    many = graph_of([framework(item("a", "f")), plan(*tasks)])
    assert told(lambda: find_of_kind(many, "department", "과")) == (
        "'과'에 해당하는 부서가 여럿입니다. 이름을 더 적어 주세요.",
        "more than one department answers to '과'; write more of the name",
        [f"{number}과" for number in range(1, 9)],
    )
    assert told(lambda: departments_named(many, "xyz"))[2] == [f"{number}과" for number in range(1, 9)]
    assert departments_named(many, "과") == [f"{number}과" for number in range(1, 10)]


def test_cities_and_regions_are_found_by_id_title_or_part_and_the_known_ones_are_told() -> None:
    homes = [
        City("naru", Text("나루시", "Naru"), Text("동도", "East")),
        City("saet", Text("샛별시"), Text("서도", "West")),
    ]
    plans = [replace(plan(name=f"p{place}"), city=home) for place, home in enumerate((*homes, None))]
    graph = graph_of([framework(item("a", "f")), *plans])
    assert [cities_named(graph, name) for name in ("NARU", "나루", "Naru", "시")] == [["naru"]] * 3 + [["naru", "saet"]]
    assert [regions_named(graph, name) for name in ("동", "west", "도")] == [["동도"], ["서도"], ["동도", "서도"]]
    assert told(lambda: cities_named(graph, "xyz")) == (
        "'xyz' 도시의 계획이 없습니다.", "no plan is of a city 'xyz'", ["naru", "saet"],
    )  # fmt: skip
    assert told(lambda: regions_named(graph, "xyz")) == (
        "'xyz'에 있는 도시의 계획이 없습니다.", "no plan is of a city in a region 'xyz'", ["동도", "서도"],
    )  # fmt: skip
    assert told(lambda: cities_named(graph, "나루지"))[2] == ["나루시"]
    nowhere = graph_of([framework(item("a", "f")), plan(task("t"))])
    for ask in (cities_named, regions_named):
        ko, en, near = told(lambda ask=ask: ask(nowhere, "나루"))
        assert ko.endswith(" 이 자료의 계획은 어느 도시의 것인지 적지 않았으니, 문서에 city를 적어 주세요.")
        assert (en.endswith("; no plan of these records says its city, so write city in the documents"), near) == (
            True,
            [],
        )


def test_every_choice_of_a_scope_is_taken_by_its_names_and_sorted() -> None:
    known = task("t", department="가과", technologies=("ai",), period=Period(2026, 2027))
    home = City("naru", Text("나루시", "Naru"), Text("동도", "East"))
    graph = graph_of([framework(item("a", "f")), replace(plan(known), city=home)])
    found = scope_of(
        graph, plans=["가상 p", "p"], cities=["나루"], regions=["East"], departments=["가"], years=[2027, 2026, 2027],
        technologies=["인공지능"], domains=["citizens' life"], frameworks=["가상 a"], addressees=["지방에 요구"],
        states=["proposed", "confirmed"],
    )  # fmt: skip
    assert found.document() == {
        "plans": ["p"], "cities": ["naru"], "regions": ["동도"], "departments": ["naru/가과"], "years": [2026, 2027],
        "technologies": ["ai"], "domains": ["citizens"], "frameworks": ["a"], "addressees": ["local"],
        "states": ["confirmed", "proposed"],
    }  # fmt: skip


def test_a_way_leads_up_and_down_and_along_alignments_and_says_what_was_assessed() -> None:
    graph = graph_of(
        [
            framework(item("a", "f", "strategy"), item("a1", "a"), item("b", "f", "strategy"), item("b1", "b")),
            framework(item("c", "g", document="g"), name="g"),
            plan(task("t")),
            plan(task("u", "q", document="q"), name="q"),
            plan(name="r"),
        ],
        [link("t", "a1"), link("u", "a1"), link("u", "c")],
        assessed={"p": ["f"]},
    )
    found = connect(graph, "t", "b1")
    assert (found.task, found.item, found.alignment, found.assessed) == ("t", "b1", None, True)
    assert [(step.relation, step.start, step.end) for step in found.chain] == [
        ("serves", "t", "a1"), ("broader", "a1", "a"), ("broader", "a", "f"), ("narrower", "f", "b"), ("narrower", "b", "b1"),
    ]  # fmt: skip
    other = connect(graph, "t", "c")
    assert [(step.relation, step.end) for step in other.chain] == [
        ("serves", "a1"),
        ("served-by", "u"),
        ("serves", "c"),
    ]
    assert [step.alignment for step in other.chain] == [*graph.serves["t"], *graph.serves["u"]]
    assert (other.assessed, connect(graph, "r", "a").chain) == (False, ())
    direct = connect(graph, "u", "a1")
    assert (direct.alignment, direct.chain, direct.assessed) == (graph.serves["u"][0], (), False)


def test_each_grouping_has_its_keys_and_its_tasks() -> None:
    known = task("t", department="가과", period=Period(2026, 2027), technologies=("ai", "iot"))
    own = replace(plan(replace(known, domain=Domain(("citizens",))), task("u")), city=City("naru", Text("나루시")))
    graph = graph_of([framework(item("a", "f")), own], [link("t", "a")])
    groups = {by: {group.key: group.tasks for group in group_tasks(graph, by)} for by in GROUPINGS}
    assert groups == {
        "department": {"naru/가과": ("t",), "": ("u",)},
        "year": {"2026": ("t",), "2027": ("t",), "": ("u",)},
        "technology": {"ai": ("t",), "iot": ("t",), "": ("u",)},
        "domain": {"citizens": ("t",), "": ("u",)},
        "plan": {"p": ("t", "u")},
        "city": {"naru": ("t", "u")},
    }
    shares = [(group.key, found["a"].floor) for group, found in coverage_by(graph, "year")]
    assert shares == [("2026", 1.0), ("2027", 1.0), ("", 0.0)]
