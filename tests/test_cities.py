"""Several cities in one dataset: each document says its city, and a city is judged by its own tasks and departments."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from command_line import run_inside
from policygraph.graph.city_matrix import CityMatrix
from policygraph.graph.gaps import find_gaps
from policygraph.graph.grouping import coverage_by
from policygraph.graph.lookup import find_of_kind, scope_of
from policygraph.graph.money import money
from policygraph.graph.scope import UNKNOWN, Scope
from policygraph.graph.study import Study
from policygraph.ontology.query import run_query
from policygraph.ontology.question_files import find_question
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import Addressee, Alignment, City, Corpus, Department, Document, Text, department_key
from policygraph.records.scenario import Edit
from policygraph.sources.workspace import read_workspace
from random_studies import study_from
from scopes import random_city
from workspaces import TODAY, corpus, framework, item, link, plan, task, write_workspace

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
from country import synthetic_country, write_country

NARU = City("naru", Text("나루시", "Naru"), Text("나루도", "Naru province"))
SAET = City("saet", Text("샛별시", "Saetbyeol"), Text("나루도", "Naru province"))
HANA = City("hana", Text("하나시", "Hana"), Text("하나도", "Hana province"))
OFFICE = "교통국"


def city_plan(city: City, *tasks: Any) -> Document:
    return replace(plan(*tasks, name=f"p-{city.id}"), city=city)


def own_task(city: City, number: int, **more: Any) -> Any:
    name = f"p-{city.id}"
    return task(f"{city.id}{number}", name, document=name, department=OFFICE, **more)


def country(*, links: tuple[Alignment, ...] = ()) -> Corpus:
    """Three cities with two tasks each, all of a department of one name, and a policy of three items."""
    plans = [city_plan(city, own_task(city, 1), own_task(city, 2)) for city in (NARU, SAET, HANA)]
    return corpus([framework(item("a", "f"), item("b", "f"), item("c", "f")), *plans], links)


LINKS = (link("naru1", "a"), link("naru2", "a"), link("saet1", "a"), link("hana1", "a"), link("hana1", "b"))


@pytest.fixture(scope="module")
def three() -> Study:
    return study_from(country(links=LINKS))


def test_one_name_in_two_cities_is_two_departments(three: Study) -> None:
    graph = three.graph
    assert list(graph.departments) == ["naru/교통국", "saet/교통국", "hana/교통국"]
    assert graph.departments["saet/교통국"] == Text("교통국 (샛별시)", "dept 교통국 (Saetbyeol)")
    rows = {row.department: (len(row.tasks.tasks), row.alone) for row in money(graph).departments}
    assert rows == {
        Text("교통국 (나루시)", "dept 교통국 (Naru)"): (2, ("a",)),
        Text("교통국 (샛별시)", "dept 교통국 (Saetbyeol)"): (2, ("a",)),
        Text("교통국 (하나시)", "dept 교통국 (Hana)"): (2, ("a", "b")),
    }


def test_a_department_of_a_single_city_goes_by_its_name_alone(three: Study) -> None:
    graph = three.narrowed(cities=["나루"]).graph
    assert graph.departments == {"naru/교통국": Text("교통국", "dept 교통국")}
    assert department_key(Text("교통국"), None) == "교통국"


def test_single_support_is_judged_within_a_city(three: Study) -> None:
    found = {(gap.nodes, gap.cause, gap.numbers["city"]) for gap in three.gaps(kinds="G06")}
    assert found == {
        (("a", "naru1", "naru2"), "department", "naru"),
        (("a", "saet1"), "task", "saet"),
        (("a", "hana1"), "task", "hana"),
        (("b", "hana1"), "task", "hana"),
    }
    said = {gap.nodes: gap.message for gap in three.gaps(kinds="G06")}
    assert said[("a", "saet1")] == Text(
        "샛별시에서 '가상 a'은(는) 과제 '가상 saet1' 하나에만 기대고 있습니다.",
        "In Saetbyeol, 'synthetic a' rests on one task alone, 'synthetic saet1'.",
    )


@pytest.mark.parametrize("city", ["naru", "saet", "hana"])
def test_a_city_in_the_scope_is_as_if_it_were_alone(three: Study, city: str) -> None:
    records = three.corpus
    alone = study_from(
        replace(
            records,
            documents=tuple(one for one in records.documents if one.city_id in (None, city)),
            alignments=tuple(one for one in records.alignments if one.task.startswith(city)),
            assessments=tuple(one for one in records.assessments if one.plan == f"p-{city}"),
        )
    )
    inside = three.narrowed(cities=[city])
    assert inside.coverage() == alone.coverage()
    assert find_gaps(inside.graph) == find_gaps(alone.graph)


def test_regions_choose_all_their_cities(three: Study) -> None:
    scope = scope_of(three.graph, regions=["나루도"])
    assert replace(scope, as_of=None) == Scope(regions=("나루도",))
    assert sorted(three.within(scope).graph.tasks) == ["naru1", "naru2", "saet1", "saet2"]
    assert three.narrowed(regions=["Hana province"], cities=["naru"]).graph.plans == ()


@pytest.mark.parametrize(("by", "name"), [("cities", "부산"), ("regions", "부산"), ("cities", ""), ("regions", " ")])
def test_a_city_that_is_not_there_is_told_with_those_that_are(three: Study, by: str, name: str) -> None:
    with pytest.raises(UnknownName) as told:
        three.narrowed(**{by: [name]})
    assert [*told.value.candidates] == (["hana", "naru", "saet"] if by == "cities" else ["나루도", "하나도"])


def test_records_without_cities_say_so_when_one_is_asked_for(bundled: Study) -> None:
    with pytest.raises(UnknownName, match="city"):
        bundled.narrowed(cities=["busan"])


def test_a_department_is_found_by_its_key_where_its_name_is_that_of_several(three: Study) -> None:
    assert find_of_kind(three.graph, "department", "saet/교통국") == "saet/교통국"
    with pytest.raises(UnknownName) as told:
        find_of_kind(three.graph, "department", "교통국")
    assert [*told.value.candidates] == ["hana/교통국", "naru/교통국", "saet/교통국"]
    assert len(three.narrowed(departments=["교통국"]).graph.tasks) == 6
    assert list(three.narrowed(departments=["교통국"], cities=["saet"]).graph.tasks) == ["saet1", "saet2"]


def test_a_department_that_is_taken_out_is_that_of_one_city(three: Study) -> None:
    left = three.edited([Edit("without-department", department="saet/교통국")])
    assert sorted(left.graph.tasks) == ["hana1", "hana2", "naru1", "naru2"]


def test_departments_and_cities_stand_in_the_dataset(three: Study) -> None:
    records = replace(three.corpus, departments=(Department(Text("예산과"), city="naru"), Department(Text("예산과"))))
    asked = study_from(records).query(
        "SELECT ?name ?city { ?d a org:OrganizationalUnit ; skos:prefLabel ?name FILTER(LANG(?name) = 'ko') "
        "OPTIONAL { ?d org:unitOf/dcterms:identifier ?city } }"
    )
    found = {(row["name"].value, row["city"].value if row["city"] else None) for row in asked}
    assert found == {("교통국", city) for city in ("naru", "saet", "hana")} | {("예산과", "naru"), ("예산과", None)}


PLAN = """\
document:
  id: {id}
  kind: city-plan
  title: {{ko: 계획, en: plan}}
  city: {{id: naru, title: {{ko: {title}}}}}
  sources:
    s1: {{url: "https://example.org", title: 계획, kind: official}}
items: []
"""


def test_documents_that_describe_a_city_differently_are_told(tmp_path: Path) -> None:
    first, second = PLAN.format(id="one", title="나루시"), PLAN.format(id="two", title="나루군")
    root = write_workspace(tmp_path)
    (root / "plans" / "one.yaml").write_text(first, "utf-8")
    (root / "plans" / "two.yaml").write_text(second, "utf-8")
    told = [(issue.code, issue.value, issue.where.file) for issue in read_workspace(root, today=TODAY).issues]
    assert ("R92", "naru", "plans/two.yaml") in told
    assert "R92" not in {code for code, _, file in told if file != "plans/two.yaml"}


def test_plans_that_name_no_city_are_those_of_the_city_unknown(three: Study) -> None:
    nowhere = plan(task("p1"))
    assert Scope(cities=(UNKNOWN,)).holds_plan(nowhere)
    assert not any(Scope(cities=(UNKNOWN,)).holds_plan(one) for one in three.graph.plans)
    assert not Scope(cities=("naru",)).holds_plan(nowhere)


def test_the_command_line_takes_cities_and_regions(tmp_path: Path) -> None:
    text = PLAN.format(id="one", title="나루시").replace("나루시}}", "나루시}, region: {ko: 나루도}}")
    root = write_workspace(tmp_path)
    (root / "plans" / "one.yaml").write_text(text, "utf-8")
    said = run_inside("coverage", "-w", str(root), "--city", "나루", "--region", "나루도", cwd=tmp_path)
    assert "도시: 나루시의 계획만 · 시·도: 나루도의 계획만" in said.out


def answer(*words: str, root: Path) -> Any:
    return json.loads(run_inside("coverage", "-w", str(root), "-f", "json", *words, cwd=root).out)


@pytest.fixture(scope="module")
def country_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("country")
    write_country(root / "it", synthetic_country(cities=6))
    return root / "it"


@pytest.mark.parametrize("words", [(), ("n0", "--depth", "2"), ("--level", "strategy", "--addressee", "local")])
def test_the_matrix_of_cities_holds_the_figures_of_each_city_alone(
    country_folder: Path, words: tuple[str, ...]
) -> None:
    found = answer("--by", "city", *words, root=country_folder)
    assert len(found["groups"]) == 6
    assert found["groups"][1]["region"] == {"ko": "합성1도", "en": "Synthetic province 1"}
    rows = {(row["group"], row["id"]): row for row in found["nodes"]}
    for city in ("c000", "c005"):
        alone = answer("--city", city, *words, root=country_folder)["nodes"]
        mine = [name for group, name in rows if group == city]
        assert mine == [node["id"] for node in alone if words or node["level"] == "framework"]
        for node in alone:
            if (row := rows.get((city, node["id"]))) is not None:
                assert row == {key: node.get(key, city) for key in row} | {
                    "floor": pytest.approx(node["floor"], abs=1e-12),
                    "ceiling": pytest.approx(node["ceiling"], abs=1e-12),
                }


def test_the_matrix_equals_the_definition_on_random_records() -> None:
    cities = (NARU, SAET, None)
    for seed in range(25):
        records = random_city(seed)
        plans = {document.id: cities[number % 3] for number, document in enumerate(records.documents)}
        records = replace(records, documents=tuple(
            replace(one, city=plans[one.id]) if one.is_plan else one for one in records.documents))  # fmt: skip
        graph = study_from(records).graph
        matrix = CityMatrix(graph, list(graph.hierarchy.ids))
        for group, alone in coverage_by(graph, "city"):
            for name, node in alone.items():
                mine = matrix.at(name, group.key)
                assert (mine.state, mine.linked, mine.linked_confirmed, mine.commitments, mine.tasks) == (
                    node.state, node.linked, node.linked_confirmed, node.commitments, node.tasks), (seed, name)  # fmt: skip
                assert (mine.floor, mine.ceiling) == pytest.approx((node.floor, node.ceiling), abs=1e-12)
                assert mine.addressed == alone.addressed(name)
                assert (mine.direct_floor, mine.direct_ceiling) == (node.direct_floor, node.direct_ceiling)


def test_a_city_whose_plan_has_no_task_has_a_row() -> None:
    graph = study_from(corpus([framework(item("a", "f")), city_plan(NARU, own_task(NARU, 1)), city_plan(SAET)])).graph
    found = CityMatrix(graph, ["f"])
    assert [(city.key, len(city.tasks)) for city in found.cities] == [("naru", 1), ("saet", 0)]
    assert (found.at("f", "saet").floor, found.at("f", "saet").state) == (0.0, "none")


def test_the_table_of_cities_has_a_row_for_each_and_says_plans_without_one(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    (root / "plans" / "one.yaml").write_text(PLAN.format(id="one", title="나루시"), "utf-8")
    said = run_inside("coverage", "-w", str(root), "--by", "city", "-f", "csv", cwd=tmp_path).out.splitlines()
    assert [line.split(",")[:3] for line in said[1:3]] == [["naru", "나루시", "0"], ["", "도시를 적지 않은 계획", "1"]]


def test_the_figures_of_each_city_stand_in_the_results(three: Study) -> None:
    rows = three.query(
        "SELECT ?city ?framework ?state ?floor ?linked ?tasks { ?framework pg:cityCoverage ?node . ?node a pg:CityCoverage ;"
        " pg:city/dcterms:identifier ?city ; pg:coverageState ?state ; pg:floor ?floor ; pg:linked ?linked ;"
        " pg:servingTasks ?tasks . ?framework a pg:Framework } ORDER BY ?city"
    )
    found = [
        (
            row["city"].value,
            row["state"].value,
            float(row["floor"].value),
            int(row["linked"].value),
            int(row["tasks"].value),
        )
        for row in rows
    ]
    assert len(found) == 3
    for city, *figures in found:
        alone = three.narrowed(cities=[city]).coverage()["f"]
        assert figures == [alone.state, pytest.approx(alone.floor, abs=1e-12), alone.linked, alone.tasks]


def test_one_city_has_no_figures_beside_its_own(bundled: Study) -> None:
    assert not bundled.query("ASK { ?node a pg:CityCoverage }")


def asked(study: Study, name: str, **given: str) -> list[tuple[str, ...]]:
    """The rows of a saved question, each value as text."""
    sparql = find_question(name).bind(given, study.names)
    return [
        tuple(value.value if (value := row[column]) is not None else "" for column in range(len(row)))
        for row in run_query(study.published, sparql)
    ]


def test_the_cities_that_serve_an_item_are_listed(three: Study) -> None:
    found = asked(three, "cities-serving-item", item="a", lang="en")
    assert [(row[0], row[1], row[2], row[3], row[4]) for row in found] == [
        ("naru", "Naru", "Naru province", "2", "2"),
        ("hana", "Hana", "Hana province", "1", "1"),
        ("saet", "Saetbyeol", "Naru province", "1", "1"),
    ]


def test_who_else_has_done_this_names_tasks_of_other_cities_with_their_source() -> None:
    links = (*LINKS, link("naru1", "b"), link("hana1", "c", state="rejected"), link("naru2", "b"))
    found = asked(study_from(country(links=links)), "similar-tasks", task="naru1", lang="ko")
    assert {row[:4] for row in found} == {("hana", "hana1", "가상 hana1", "2")}
    assert {row[5] for row in found} == {"https://example.org/1", "https://example.org/2"}


def test_cities_are_ranked_by_what_they_serve_of_those_who_are_addressed(three: Study) -> None:
    records = three.corpus
    asks = tuple(replace(one, addressee=Addressee("local")) for one in records.documents[0].items[:2])
    records = replace(
        records,
        documents=(replace(records.documents[0], items=(*asks, records.documents[0].items[2])), *records.documents[1:]),
    )
    found = asked(study_from(records), "cities-by-addressee", lang="en")
    assert found == [("1", "hana", "Hana", "2"), ("2", "naru", "Naru", "1"), ("2", "saet", "Saetbyeol", "1")]
    assert [row[0::3] for row in asked(study_from(records), "cities-by-addressee", addressee="shared")] == [
        ("1", "0")
    ] * 3


def test_what_is_wholly_served_in_a_city_is_never_more_than_whole() -> None:
    items = [item(f"a{number}", "f") for number in range(9)]  # nine ninths of floating point are more than one
    graph = study_from(
        corpus(
            [framework(*items), city_plan(NARU, own_task(NARU, 1)), city_plan(SAET)],
            [link("naru1", one.id) for one in items],
        )
    ).graph
    found = CityMatrix(graph, ["f"])
    assert (found.at("f", "naru").floor, found.at("f", "naru").ceiling, found.at("f", "saet").floor) == (1.0, 1.0, 0.0)


def test_departments_say_their_city_where_there_are_several_and_a_plan_may_say_none() -> None:
    titles = []
    for homes in ((NARU,), (NARU, SAET)):
        plans = [city_plan(home, own_task(home, 1)) for home in homes]
        titles.append(study_from(corpus([framework(item("a", "f")), *plans, plan(name="q")])).graph.departments)
    assert titles == [
        {"naru/교통국": Text("교통국", "dept 교통국")},
        {
            "naru/교통국": Text("교통국 (나루시)", "dept 교통국 (Naru)"),
            "saet/교통국": Text("교통국 (샛별시)", "dept 교통국 (Saetbyeol)"),
        },
    ]
