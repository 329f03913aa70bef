"""The RDF dataset: nothing is lost on the way, IRIs are stable, results in it are the computed ones."""

from __future__ import annotations

import datetime
import json
from dataclasses import astuple, replace
from pathlib import Path

import networkx as nx
import pyoxigraph
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from policygraph import Study
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import coverage
from policygraph.graph.export import EXPORTS, export
from policygraph.graph.gaps import find_gaps, listed
from policygraph.graph.network import structure
from policygraph.ontology.build import build_dataset
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.ontology.namespaces import PG, RESULTS_GRAPH, Names, decode, encode
from policygraph.ontology.query import QueryRefused, run_query
from policygraph.ontology.question_files import find_question
from policygraph.ontology.shacl import validate_shapes, vocabulary
from policygraph.ontology.stated_links import StatedTargets
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import Budget, Corpus, Period, StatedLink, Target, Text, YearNote
from policygraph.sources.settings import Caveats, Settings
from policygraph.sources.workspace import Workspace
from random_corpora import corpora
from workspaces import corpus, framework, item, link, plan, study_of, task, write_workspace


def test_the_bundled_records_survive_the_way_through_rdf(bundled: Study) -> None:
    assert read_corpus(build_dataset(bundled.corpus)) == bundled.corpus


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpora())
def test_any_corpus_survives_the_way_through_rdf(found: Corpus) -> None:
    back = read_corpus(build_dataset(found, "https://example.org/가나/"))
    assert back.alignments == found.alignments
    assert back.assessments == found.assessments
    assert sorted(back.decisions, key=lambda d: d.item) == sorted(found.decisions, key=lambda d: d.item)
    for before, after in zip(found.documents, back.documents, strict=True):
        assert [(i.id, set(i.parents), i.level, i.importance) for i in before.items] == [
            (i.id, set(i.parents), i.level, i.importance) for i in after.items
        ]


def same_graph(one: AlignmentGraph, other: AlignmentGraph) -> None:
    """Assert that both hold the same nodes and links and give the same figures and gaps; a set of parents has no order."""
    assert {name: {*below} for name, below in one.children.items()} == {n: {*b} for n, b in other.children.items()}
    assert (one.serving, one.serves, one.assessed) == (other.serving, other.serves, other.assessed)
    assert one.not_applicable == other.not_applicable
    for kind in ("nodes", "edges"):
        first, second = (list(getattr(structure(graph), kind)(data=True)) for graph in (one, other))
        assert sorted(first, key=str) == sorted(second, key=str)
    figures = [{name: replace(node, parent=None) for name, node in coverage(graph).items()} for graph in (one, other)]
    assert figures[0] == figures[1]
    assert find_gaps(one) == find_gaps(other)


def test_records_and_their_dataset_give_the_same_graph(bundled: Study) -> None:
    same_graph(AlignmentGraph(bundled.corpus), AlignmentGraph.from_dataset(bundled.dataset))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(corpora())
def test_any_records_and_their_dataset_give_the_same_graph(found: Corpus) -> None:
    same_graph(AlignmentGraph(found), AlignmentGraph.from_dataset(build_dataset(found)))


def test_what_is_published_leaves_the_dataset_of_the_records_alone(tmp_path: Path) -> None:
    study = study_of(write_workspace(tmp_path))
    before = set(map(str, study.dataset.quads()))
    assert len(study.published) > len(before)
    assert set(map(str, study.dataset.quads())) == before


def test_every_odd_value_survives() -> None:
    odd = item(
        "따옴표-1",
        "f",
        targets=(
            Target(Text('"\\\n\t</script>', "'"), 9.9, "%", 2027, ("s1",)),
            Target(Text("글"), "세계 3위"),
            Target(Text("큰 수"), 10**18),
        ),
    )
    doing = task("t", department="행정/자치 국#1", period=Period(None, 2030), technologies=("ai", "새기술"))
    found = corpus(
        [framework(odd), plan(doing)],
        [link("t", odd.id, 2, "rejected", readings=(2, 2, 1), evidence=("쪽 3",), conflicts=("t",), exclusive=True)],
    )
    assert read_corpus(build_dataset(found)) == found


def test_iris_depend_on_ids_and_base_alone() -> None:
    names = Names("https://example.org/")
    assert names.record("kds-1") == "https://example.org/id/kds-1"
    assert names.own("department", "행정/국") == "https://example.org/id/department/%ED%96%89%EC%A0%95%2F%EA%B5%AD"
    assert decode(encode("행정/국 100%")) == "행정/국 100%"
    assert names.record("행정").isascii()


def test_no_iri_ends_in_a_full_stop(bundled: Study) -> None:
    names = Names("https://example.org/")
    assert names.own("agent", "Synthetic Co., Ltd.") == "https://example.org/id/agent/Synthetic%20Co.,%20Ltd%2E"
    assert names.record("v1.2") == "https://example.org/id/v1.2"
    assert decode(encode("Ltd.")) == "Ltd."
    found = {row["s"] for row in bundled.published.select("SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) }")}
    assert len(found) > 1000
    assert [iri for iri in found if iri.endswith(".")] == []


def test_graphs_are_one_for_each_document_and_for_alignments_and_results(bundled: Study) -> None:
    base = bundled.dataset.names.base
    graphs = {row["g"] for row in bundled.published.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    expected = {f"{base}graph/{document.id}" for document in bundled.corpus.documents}
    assert graphs == expected | {f"{base}graph/{name}" for name in ("alignments", "results", "codes", "workspace")}


def test_direct_properties_stand_for_confirmed_alignments_only(bundled: Study) -> None:
    for strength, name in ((3, "implements"), (2, "reinforces"), (1, "enables")):
        rows = bundled.dataset.select(f"SELECT ?t ?i {{ ?t pg:{name} ?i }}")
        confirmed = [a for a in bundled.corpus.alignments if a.state == "confirmed" and a.strength == strength]
        assert len(rows) == len(confirmed)
    proposed = bundled.dataset.select("SELECT ?t ?i { ?t pg:proposedToAlignWith ?i }")
    assert len(proposed) == sum(a.state == "proposed" for a in bundled.corpus.alignments)


def test_results_in_the_dataset_are_the_computed_ones(bundled: Study) -> None:
    rows = bundled.published.select(
        "SELECT ?id ?state ?floor ?ceiling ?linked { ?n dcterms:identifier ?id ; pg:coverageState ?state "
        "OPTIONAL { ?n pg:floor ?floor } OPTIONAL { ?n pg:ceiling ?ceiling } OPTIONAL { ?n pg:linked ?linked } }"
    )
    assert len(rows) == len(bundled.coverage())
    for row in rows:
        node = bundled.coverage()[row["id"]]
        assert row["state"] == node.state
        assert (float(row["floor"]) if "floor" in row else None) == node.floor
        assert (float(row["ceiling"]) if "ceiling" in row else None) == node.ceiling
        assert (int(row["linked"]) if "linked" in row else None) == node.linked


def test_gaps_in_the_dataset_are_the_computed_ones(bundled: Study) -> None:
    rows = bundled.published.select(
        'SELECT ?code ?message ?numbers { ?g a pg:Gap ; pg:order ?n ; pg:gapCode ?code ; pg:message ?message ; pg:numbers ?numbers FILTER(LANG(?message) = "ko") } ORDER BY ?n'
    )
    assert [(row["code"], row["message"]) for row in rows] == [(gap.code, gap.message.ko) for gap in bundled.gaps()]
    assert json.loads(rows[0]["numbers"]) == bundled.gaps()[0].figures


def test_the_published_dataset_conforms_to_the_shapes(bundled: Study) -> None:
    assert validate_shapes(bundled.published.rdflib()) == ()


def test_no_term_is_used_that_the_vocabulary_does_not_define(bundled: Study) -> None:
    defined = {str(subject) for subject in vocabulary().subjects() if str(subject).startswith(PG)}
    used = set()
    for quad in bundled.published.quads():
        used |= {term.value for term in (quad.predicate, quad.object) if isinstance(term, pyoxigraph.NamedNode)}
    assert {iri for iri in used if iri.startswith(PG)} <= defined


def test_rdflib_sees_the_same_data(bundled: Study) -> None:
    view = bundled.dataset.rdflib()
    pg = rdflib.Namespace(PG)
    assert len(set(view.subjects(rdflib.RDF.type, pg.ActionTask))) == len(bundled.graph.tasks)
    rows = list(view.query("SELECT (COUNT(?t) AS ?n) { ?t a pg:ActionTask }"))
    assert int(rows[0][0]) == len(bundled.graph.tasks)  # type: ignore[index]


def test_a_stated_link_is_resolved_only_where_the_name_is_the_title(bundled: Study) -> None:
    targets = StatedTargets(bundled.corpus.documents)
    assert targets.resolve("디지털플랫폼정부 실현계획") == "dpg"
    assert targets.resolve("디지털플랫폼정부  「실현계획」") == "dpg"
    assert targets.resolve("디지털플랫폼정부") is None
    assert targets.resolve("실현계획") is None
    twice = [framework(item("a", "f"), item("b", "f"))]
    same = Text("같은 이름")
    doubled = framework(*(type(i)(i.id, i.document, i.level, i.parents, same) for i in twice[0].items))
    assert StatedTargets([doubled]).resolve("같은 이름") is None


def test_stated_links_are_in_the_dataset_with_what_they_name(bundled: Study) -> None:
    rows = bundled.dataset.select("SELECT ?task ?name { ?task pg:statedLink ?l . ?l pg:targetName ?name }")
    stated: list[StatedLink] = [s for i in bundled.graph.items.values() for s in i.stated_links]
    assert sorted(row["name"] for row in rows) == sorted(s.target for s in stated)
    assert bundled.dataset.select("SELECT ?t { ?t pg:statedToServe id:dpg }")


# queries


def test_a_query_knows_the_usual_prefixes_and_sees_every_graph(bundled: Study) -> None:
    found = run_query(bundled.published, "SELECT ?t { ?t pg:alignsWith id:kds-3-3 ; skos:inScheme id:b6 }")
    confirmed = [a.task for a in bundled.corpus.alignments if a.item == "kds-3-3" and a.state == "confirmed"]
    expected = sorted(task for task in confirmed if bundled.graph.tasks[task].document == "b6")
    assert sorted(solution["t"].value.rpartition("/")[2] for solution in found) == expected


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { OPTIONAL { SERVICE SILENT ?x { ?s ?p ?o } } }",
        "SELECT * { { SELECT * { FILTER EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } } } }",
        "LOAD <http://127.0.0.1:1/>",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DROP ALL",
        "SELECT ?x WHERE {",
        "",
        "SELECT * { ?s ?p ?o LATERAL { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } } }",
        "PREFIX broken",
        "{" * 3000,
    ],
)
def test_queries_that_reach_out_or_change_or_are_none_are_refused(bundled: Study, sparql: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        run_query(bundled.dataset, sparql)
    assert caught.value.message.ko
    assert caught.value.message.en


def test_the_word_service_in_a_text_is_no_service(bundled: Study) -> None:
    assert list(run_query(bundled.dataset, 'SELECT ?s { ?s skos:prefLabel "SERVICE <http://127.0.0.1/>" }')) == []


# exports


def value_of(term: object) -> object:
    """A term as what it means: 1, 1.0 and 1.0E0 are one double."""
    return (term.toPython(), term.language) if isinstance(term, rdflib.Literal) else str(term)


@pytest.mark.parametrize("ending", EXPORTS)
def test_an_export_is_the_same_bytes_every_time(tmp_path: Path, ending: str) -> None:
    root = write_workspace(tmp_path)
    assert export(study_of(root), ending) == export(study_of(root), ending)


@pytest.mark.parametrize(("ending", "form"), [("trig", "trig"), ("nq", "nquads"), ("jsonld", "json-ld")])
def test_exports_with_graphs_hold_the_same_dataset(tmp_path: Path, ending: str, form: str) -> None:
    study = study_of(write_workspace(tmp_path))
    read = rdflib.Dataset()
    read.parse(data=export(study, ending), format=form)
    quads = {(str(s), str(p), value_of(o), str(g)) for s, p, o, g in read.quads() if g}
    view = study.published.rdflib()
    expected = {(str(s), str(p), value_of(o), str(g)) for s, p, o, g in view.quads() if g}
    assert len(expected) == len(study.published)
    assert quads == expected


def test_turtle_is_the_union_of_all_graphs(tmp_path: Path) -> None:
    study = study_of(write_workspace(tmp_path))
    read = rdflib.Graph().parse(data=export(study, "ttl"), format="turtle")
    expected = {(s, p, value_of(o)) for s, p, o in study.published.rdflib().triples((None, None, None))}
    assert {(s, p, value_of(o)) for s, p, o in read} == expected


def test_the_results_graph_says_who_has_not_reviewed_the_figures_and_what_is_missing() -> None:
    caveats = Caveats(
        Text("아무도 검토하지 않음", "nobody has reviewed this"),
        {"f": Text("셋째 항목이 빠짐", "the third item is missing")},
    )
    records = corpus([framework(item("a", "f")), plan(task("t"))], [link("t", "a")])
    study = Study(Workspace(None, Settings(caveats=caveats), records, ()))
    results = study.dataset.names.graph(RESULTS_GRAPH)
    said = {
        (quad.subject.value, quad.object.value)
        for quad in study.published.quads()
        if quad.graph_name.value == results and getattr(quad.object, "language", None)
    }
    assert {(results, "아무도 검토하지 않음"), (results, "nobody has reviewed this")} <= said
    document = study.dataset.names.record("f")
    assert {(document, "셋째 항목이 빠짐"), (document, "the third item is missing")} <= said


def test_no_export_says_when_it_was_written(bundled: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = [export(bundled, ending) for ending in EXPORTS]
    monkeypatch.setattr("time.strftime", lambda *_: "1999-12-31")
    monkeypatch.setattr("networkx.readwrite.gexf.time.strftime", lambda *_: "1999-12-31")
    assert [export(bundled, ending) for ending in EXPORTS] == written
    today = datetime.date.today().isoformat()
    undated = study_of(write_workspace(tmp_path / "w"))  # the bundled records may be dated this very day
    dated = any(today in str(astuple(record)) for record in (*bundled.corpus.documents, *bundled.corpus.alignments))
    others = [] if dated else written
    assert not [
        content for content in (*others, *(export(undated, ending) for ending in EXPORTS)) if today.encode() in content
    ]


@pytest.mark.parametrize(("ending", "reader"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_graph_exports_hold_every_node_and_edge_with_korean_labels(
    bundled: Study, tmp_path: Path, ending: str, reader: object
) -> None:
    path = tmp_path / f"g.{ending}"
    path.write_bytes(export(bundled, ending))
    found = reader(path)  # type: ignore[operator]
    assert set(found) == set(structure(bundled.graph))
    assert found.number_of_edges() == structure(bundled.graph).number_of_edges()
    assert found.nodes["b6-4-2"]["label_ko"] == "디지털 취약계층 포용방안 마련"
    assert {*found.nodes["kds-3-3"]} - {"label"} == {"kind", "level", "document", "label_ko", "label_en"}


def test_an_unknown_ending_names_the_known_ones(bundled: Study) -> None:
    with pytest.raises(UnknownName, match="ttl, trig, nq, jsonld"):
        export(bundled, "pdf")


@pytest.mark.parametrize(
    "note", [YearNote(2026, sources=("s1",)), YearNote(2026, "국비"), YearNote(2026, "국비", ("s2",))], ids=repr
)
def test_what_is_said_of_a_year_survives_though_it_is_a_source_alone(note: YearNote) -> None:
    paid = replace(task("t", budget=3), budget=Budget(3, "", ("s1",), ((2026, 1), (2027, 2)), year_notes=(note,)))
    records = corpus([framework(item("a", "f")), plan(paid)])
    found = read_corpus(build_dataset(records)).documents[1].items[0].budget
    assert found is not None
    assert (found.years, found.year_notes) == (((2026, 1), (2027, 2)), (note,))


def test_the_worklist_is_asked_for_as_the_command_gives_it(bundled: Study) -> None:
    question = find_question("worklist")
    rows = bundled.published.select(question.bind({"lang": "en", "framework": "kds"}, bundled.names))
    gaps = [gap for gap in listed(bundled.gaps()) if gap.framework == "kds"]
    assert [
        (row["group"], row["severity"], row["code"], row.get("addressee") or None, row["message"]) for row in rows
    ] == [(gap.group, gap.severity, gap.code, gap.addressee, gap.message.en) for gap in gaps]
    assert [row.get("deadline") or None for row in rows] == [gap.deadline and str(gap.deadline) for gap in gaps]
