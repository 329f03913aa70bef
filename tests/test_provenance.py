"""What other tools read of judgements: PROV-O for whom and from what, SSSOM slots for the mapping, codes as concepts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from policygraph import Study
from policygraph.ontology.build import build_dataset
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.ontology.dataset import Dataset
from policygraph.ontology.namespaces import ALIGNMENTS_GRAPH, DECISIONS_GRAPH, PROV, SSSOM
from policygraph.ontology.query import run_query
from policygraph.records.kinds import Corpus, Review
from policygraph.records.words import SCHEMES
from random_corpora import corpora
from sssom_program import read_by_sssom_py
from workspaces import corpus, framework, item, link, plan, task

DERIVED = ("wasDerivedFrom", "wasAttributedTo")


@pytest.fixture(scope="module")
def judged() -> Dataset:
    """Two alignments of a task, of which one is rejected after two reviews."""
    return build_dataset(
        replace(
            corpus(
                [framework(item("f-1", "f"), item("f-2", "f")), plan(task("p-1", sources=("s1",)))],
                [link("p-1", "f-1", 2, by="가상 김/판독"), link("p-1", "f-2", state="rejected")],
            ),
            reviews=(
                Review("p-1", "f-2", "accept", 3, by="가상 이"),
                Review("p-1", "f-2", "reject", by="가상 박"),
                Review("p-1", "f-1", "unsure"),
            ),
        )
    )


def ids(dataset: Dataset, pattern: str) -> list[str]:
    """Return the values of ``?x`` in *pattern*, without the base, in order."""
    rows = dataset.select(f"SELECT DISTINCT ?x {{ {pattern} }}")
    return sorted(row["x"].removeprefix(dataset.names.base + "id/") for row in rows)


def test_an_alignment_is_a_mapping_with_subject_predicate_and_object(judged: Dataset) -> None:
    for end, predicate in (("f-1", "reinforces"), ("f-2", "implements")):
        pattern = f"?x a sssom:Mapping ; sssom:subject_id id:p-1 ; sssom:object_id id:{end} ; sssom:predicate_id pg:{predicate}"
        assert ids(judged, pattern + " ; sssom:mapping_justification ?why ; sssom:confidence 0.9") == [
            f"alignment/p-1/{end}"
        ]


def test_only_a_rejected_alignment_is_a_negated_mapping(judged: Dataset) -> None:
    assert ids(judged, "?x sssom:predicate_modifier sssom:NegatedPredicate") == ["alignment/p-1/f-2"]


def test_an_alignment_is_derived_from_the_sources_of_both_ends_and_from_its_reviews(judged: Dataset) -> None:
    alignment = judged.names.own("alignment", "p-1", "f-2")
    assert ids(judged, f"<{alignment}> prov:wasDerivedFrom ?x") == [
        "f/source/s1",
        "f/source/s2",
        "p/source/s1",
        "review/p-1/f-2/1",
        "review/p-1/f-2/2",
    ]


def test_a_review_is_derived_from_what_the_reviewer_saw(judged: Dataset) -> None:
    assert ids(judged, "?r a pg:Review ; pg:item id:f-1 ; prov:wasDerivedFrom ?x") == ["f-1", "p-1"]


def test_judgements_are_attributed_to_agents_with_their_names(judged: Dataset) -> None:
    said = "?x prov:wasAttributedTo ?agent . ?agent a prov:Agent ; rdfs:label "
    assert ids(judged, said + "'가상 김/판독'") == ["alignment/p-1/f-1"]
    assert ids(judged, said + "'가상 박'") == ["review/p-1/f-2/2"]
    assert ids(judged, "?x prov:wasAttributedTo ?agent") == [
        "alignment/p-1/f-1",
        "review/p-1/f-2/1",
        "review/p-1/f-2/2",
    ]


def test_each_statement_stands_in_the_graph_of_its_judgement(judged: Dataset) -> None:
    for kind, graph in (("pg:Alignment", ALIGNMENTS_GRAPH), ("pg:Review", DECISIONS_GRAPH)):
        rows = judged.select(
            f"SELECT DISTINCT ?g {{ ?x a {kind} GRAPH ?g {{ ?x prov:wasDerivedFrom|prov:wasAttributedTo ?y }} }}"
        )
        assert [row["g"] for row in rows] == [judged.names.graph(graph)]


@settings(max_examples=40, deadline=None)
@given(corpora())
def test_reading_back_does_not_rest_on_what_is_said_again(found: Corpus) -> None:
    whole, bare = build_dataset(found), Dataset()
    again = {f"{PROV}{name}" for name in DERIVED} | {
        f"{SSSOM}{name}" for name in ("subject_id", "predicate_id", "object_id", "predicate_modifier")
    }
    bare.add(quad for quad in whole.quads() if quad.predicate.value not in again)
    assert read_corpus(bare) == read_corpus(whole)


def test_the_query_of_the_sssom_page_gives_sssom_py_every_alignment(bundled: Study, tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "sssom.md").read_text(encoding="utf-8")
    (query,) = re.findall(r"^```sparql\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    path = tmp_path / "mappings.ttl"
    path.write_bytes(ox.serialize(run_query(bundled.published, query), format=ox.RdfFormat.TURTLE) or b"")
    rows = read_by_sssom_py([path])[str(path)]["rows"]
    base = bundled.dataset.names.record("")
    found = {
        (row["subject_id"].removeprefix(base), row["object_id"].removeprefix(base), row.get("confidence"))
        for row in rows
    }
    assert found == {(one.task, one.item, one.confidence) for one in bundled.corpus.alignments}
    assert len(rows) == len(found) > 100


# codes as concepts beside the data


def test_codes_of_published_data_join_with_their_words(bundled: Study) -> None:
    rows = bundled.published.select(
        "SELECT DISTINCT ?code ?word { ?a a pg:Alignment ; pg:state ?code . ?concept skos:notation ?code ; "
        'skos:inScheme <https://w3id.org/policygraph/state/> ; skos:prefLabel ?word FILTER(lang(?word) = "en") }'
    )
    assert {row["code"]: row["word"] for row in rows} == {
        link.state: SCHEMES["state"][link.state].label.en for link in bundled.graph.alignments
    }


def test_records_read_from_published_data_are_those_without_the_concepts(bundled: Study) -> None:
    assert read_corpus(bundled.published) == read_corpus(bundled.dataset)
