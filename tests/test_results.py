"""What a small study publishes and exports of itself, statement by statement."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph
import pytest
from policygraph import Study
from policygraph.graph.export import ending_of, export
from policygraph.graph.publishing import entry_of
from policygraph.ontology.namespaces import PG, RESULTS_GRAPH
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import (
    Addressee,
    Budget,
    City,
    Corpus,
    Decision,
    Document,
    Domain,
    Period,
    Target,
    Term,
    Text,
)
from policygraph.sources.cache import Cache, use_cache
from policygraph.sources.settings import Caveats, Settings
from policygraph.sources.workspace import Workspace
from workspaces import TODAY, corpus, framework, item, link, plan, task

CITIES = (City("naru", Text("나루시", "Naru"), Text("동도")), City("saet", Text("샛별시"), Text("서도")))


def records(homes: tuple[City | None, ...] = (*CITIES, None)) -> Corpus:
    """Two frameworks, and plans of one task each: of two cities and of none that is said."""
    asked = replace(
        item("a", "f", targets=(Target(Text("건수"), 1, "건", 2027),)), addressee=Addressee("local", "stated")
    )
    policy = framework(asked, item("b", "f", importance=3.0), item("c", "f", "vision"), item("d", "f"))
    goals = replace(
        framework(item("g1", "g", document="g"), name="g", kind="mayoral-goals"),
        in_force=Term("2022-07-01", "2026-06-30"),
    )
    findings = framework(item("w", "h", "finding", document="h", swot="weakness"), name="h", kind="findings")
    money = (Budget(5, kind="city"), Budget(7, kind="private"), None)
    plans: list[Document] = []
    for number, home in enumerate(homes):
        name = f"p{number}"
        own = task(
            f"t{number}",
            name,
            document=name,
            department="나과",
            period=Period(2026, 2026 + number),
            technologies=("ai",),
        )
        own = replace(own, budget=money[number], domain=Domain(("citizens",)) if number else None)
        plans.append(replace(plan(own, name=name), city=home))
    links = [link("t0", "a", 2), link("t0", "g1", 1)]
    links += [link("t1", "b", 1, "proposed"), link("t1", "w"), link("t2", "b", 3, "rejected")][: 2 * len(homes) - 2]
    assessed = {f"p{number}": ["f", "g"] for number in range(2)}
    return corpus([policy, goals, findings, *plans], links, [Decision("d", Text("국가 사무"))], assessed)


def study_of(found: Corpus) -> Study:
    caveats = Caveats(Text("아무도 검토하지 않음", "not reviewed"), {"f": Text("셋째가 빠짐", "the third is missing")})
    return Study(Workspace(None, Settings(caveats=caveats), found, (), day=TODAY))


@pytest.fixture(scope="module")
def small() -> Study:
    return study_of(records())


def test_results_stand_in_their_graph_as_they_were_computed(small: Study, golden: Callable[[str, str], None]) -> None:
    study = small.narrowed(departments=["나과"])
    graph = f"<{study.names.graph(RESULTS_GRAPH)}>"
    found = sorted(
        str(quad).removesuffix(f" {graph}") for quad in study.derived_quads() if str(quad.graph_name) == graph
    )
    lines = [line.replace(PG, "pg:").replace(study.names.base, "") for line in found]
    gaps = ("<id/gap/1> ", "<id/gap/2> ")
    said = ("pg:message>", "pg:nextStep>", "pg:digest>")
    golden(
        "results.nt",
        "".join(
            f"{line}\n"
            for line in lines
            if (line.startswith(gaps) or not line.startswith("<id/gap/")) and not any(name in line for name in said)
        ),
    )
    assert sum(line.endswith("> <pg:Gap>") for line in lines) == len(study.gaps())
    assert f'<graph/results> <pg:digest> "{study.graph.digest}"' in lines


@pytest.mark.parametrize(("ending", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_pictures_for_graph_tools_hold_hierarchy_and_alignments_with_titles(
    small: Study, ending: str, read: Callable[[io.BytesIO], Any]
) -> None:
    written = export(small, ending)
    found = read(io.BytesIO(written))
    titles = {"f": ("가상 f", "synthetic f"), "t0": ("가상 t0", "synthetic t0")}
    assert {name: (found.nodes[name]["label_ko"], found.nodes[name]["label_en"]) for name in titles} == titles
    assert {name: (node["kind"], node["level"], node["document"]) for name, node in found.nodes(data=True)} == {
        **{name: ("framework", "framework", name) for name in "fgh"},
        **{name: ("item", level, "f") for name, level in (("a", "task"), ("b", "task"), ("c", "vision"), ("d", "task"))},
        "g1": ("item", "task", "g"), "w": ("item", "finding", "h"),
        **{f"p{n}": ("plan", "plan", f"p{n}") for n in range(3)}, **{f"t{n}": ("task", "task", f"p{n}") for n in range(3)},
    }  # fmt: skip
    edges = {(start, end): data for start, end, data in found.edges(data=True)}
    assert {pair: (data["strength"], data["state"]) for pair, data in edges.items() if data["relation"] != "broader"} == {
        ("t0", "a"): (2, "confirmed"), ("t0", "g1"): (1, "confirmed"), ("t1", "b"): (1, "proposed"),
        ("t1", "w"): (3, "confirmed"),
    }  # fmt: skip
    assert sum(data["relation"] == "broader" for data in edges.values()) == 9
    assert (written.count(b"\n") > len(found), written.endswith(b">\n"), b"lastmodified" in written) == (
        True,
        True,
        False,
    )
    if ending == "gexf":
        assert found.nodes["a"]["label"] == "가상 a"


def test_figures_of_cities_are_published_where_there_are_several(small: Study) -> None:
    assert {city: count_of_cities(records(city)) for city in (CITIES[:1], CITIES, (CITIES[0], None))} == {
        CITIES[:1]: set(),
        CITIES: {"naru", "saet"},
        (CITIES[0], None): set(),
    }
    assert count_of_cities(small.corpus) == {"naru", "saet"}


def count_of_cities(found: Corpus) -> set[str]:
    rows = study_of(found).published.select(
        "SELECT ?city { ?node a pg:CityCoverage ; pg:city/dcterms:identifier ?city }"
    )
    return {row["city"] for row in rows}


def test_what_is_changed_in_memory_is_never_answered_from_the_cache(small: Study, tmp_path: Path) -> None:
    use_cache(Cache.at(tmp_path))
    try:
        first, second = (export(study, "graphml") for study in (small, small.with_corpus(records((None,)))))
    finally:
        use_cache(None)
    assert (entry_of(small), first == second) == (None, False)


def test_an_ending_is_the_longest_that_is_known_and_others_are_told(small: Study) -> None:
    names = ("a.nq", "A.SSSOM.TSV", "a.tsv", "nq", "a.b.unknown")
    assert [ending_of(name) for name in names] == ["nq", "sssom.tsv", "tsv", "nq", "unknown"]
    assert export(small, ".GRAPHML") == export(small, "graphml")
    assert (export(small, "xlsx")[:2], b"mapping_set" in export(small, "sssom.tsv")) == (b"PK", True)
    with pytest.raises(UnknownName) as caught:
        export(small, "graphm")
    known = "ttl, trig, nq, jsonld, graphml, gexf, sssom.tsv, xlsx"
    assert (caught.value.message.ko, caught.value.message.en, caught.value.candidates[0]) == (
        f"'.graphm' 형식으로는 내보낼 수 없습니다. 쓸 수 있는 확장자: {known}",
        f"cannot export to .graphm; file endings known: {known}",
        "graphml",
    )


def test_every_rdf_format_holds_all_that_is_published_in_order(small: Study) -> None:
    said = set(small.published.quads())
    forms = pyoxigraph.RdfFormat
    for ending, form in (("nq", forms.N_QUADS), ("trig", forms.TRIG), ("jsonld", forms.JSON_LD)):
        assert set(pyoxigraph.parse(export(small, ending), format=form)) == said, ending
    union = {quad.triple for quad in pyoxigraph.parse(export(small, "ttl"), format=forms.TURTLE)}
    assert union == {quad.triple for quad in said}
    lines = export(small, "nq").decode().splitlines()
    assert lines == sorted(lines, key=lambda line: (line.rsplit(" ", 2)[1], line.encode()))
