"""The tables of the records: every field of every kind travels through YAML and RDF and comes back as it was."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from policygraph.ontology.build import build_dataset
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.ontology.namespaces import Names
from policygraph.ontology.record_reading import READERS
from policygraph.ontology.record_writing import WRITERS
from policygraph.ontology.terms import term
from policygraph.ontology.workspace_graph import read_settings, workspace_quads
from policygraph.records.budget import Budget, YearNote
from policygraph.records.issue import IssueLog, PolicyGraphError, UnusableInput, Where
from policygraph.records.kinds import KINDS, PHASES, Alignment, Corpus, Text
from policygraph.records.record_data import plain
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.formats.yaml.writer import changed_files
from policygraph.sources.gate_settings import GateRules
from policygraph.sources.settings import Caveats, Settings, SuggestionSettings, Thresholds
from policygraph.sources.workspace import read_workspace
from pyoxigraph import Literal, NamedNode, Quad
from random_records import IDS, TEXTS, full_corpora, several
from workspaces import TODAY

SETTINGS = (
    "title", "caveats", "lang", "base", "frameworks", "plans", "thresholds", "balance", "suggestions", "sizes",
    "gate", "city", "as_of", "stages",
)  # fmt: skip
LAWS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@LAWS
@given(full_corpora())
def test_rdf_gives_back_every_field_of_every_record(found: Corpus) -> None:
    assert read_corpus(build_dataset(found, "https://example.org/가나/")) == found


@given(
    st.builds(
        Settings,
        title=TEXTS,
        caveats=st.builds(Caveats, TEXTS, st.dictionaries(IDS, TEXTS, max_size=2)),
        lang=st.sampled_from(("ko", "en", None)),
        base=st.just("https://example.org/가나/"),
        frameworks=several(IDS),
        plans=several(IDS),
        thresholds=st.builds(Thresholds, *[st.floats(0, 1)] * len(Thresholds.__slots__)),
        balance=st.dictionaries(IDS, st.dictionaries(IDS, st.floats(0.1, 9), min_size=1, max_size=2), max_size=2),
        sizes=st.dictionaries(IDS, st.tuples(st.integers(0, 9), st.integers(9, 99)), max_size=2),
        suggestions=st.builds(SuggestionSettings, IDS, st.booleans()),
        city=TEXTS,
        as_of=st.one_of(st.none(), st.dates()),
        stages=st.dictionaries(st.sampled_from(PHASES), TEXTS),
        gate=st.one_of(
            st.none(),
            st.builds(
                GateRules,
                floors=st.dictionaries(IDS, st.fractions(0, 1)).map(lambda found: tuple(sorted(found.items()))),
                linked=st.dictionaries(IDS, st.integers(0, 9)).map(lambda found: tuple(sorted(found.items()))),
                new_gaps=st.sampled_from(("error", "info", None)),
                suspects=st.one_of(st.none(), st.integers(0, 9)),
                oldest_proposal=st.one_of(st.none(), st.integers(0, 99)),
                baseline=IDS,
            ),
        ),
    )
)
def test_rdf_gives_back_every_setting(found: Settings) -> None:
    names = Names(found.base)
    assert read_settings(workspace_quads(found, names), names) == found
    assert {field.name for field in fields(Settings)} == {*SETTINGS}


def by_key(corpus: Corpus) -> dict[str, list[object]]:
    return {kind.name: sorted(kind.records_of(corpus), key=lambda entry: entry[1]) for kind in KINDS}


@LAWS
@given(full_corpora())
def test_yaml_gives_back_every_field_of_every_record(found: Corpus) -> None:
    log = IssueLog()
    contents = changed_files(Path("nowhere"), Corpus(), found)
    read = [
        read_text((text or b"").decode(), path.relative_to("nowhere").as_posix(), log)
        for path, text in contents.items()
    ]
    assert by_key(Corpus.of(read)) == by_key(found)
    assert {issue.code for issue in log.issues} <= {"R45"}


def test_records_are_the_same_wherever_they_stand(example_city: Path) -> None:
    found = [
        (kind.name, record)
        for kind in KINDS
        for _, _, record in kind.records_of(read_workspace(example_city, today=TODAY).corpus)
        if hasattr(record, "where")
    ]
    assert {name for name, _ in found} >= {"document", "item", "alignment", "mark"}
    for _, record in found:
        assert replace(record, where=Where("moved.yaml", 7)) == record


def test_rdf_reads_every_type_of_value_that_it_writes() -> None:
    assert READERS.keys() == WRITERS.keys()


@pytest.mark.parametrize(
    ("predicate", "value"),
    [("pg:strength", Literal("three")), ("pg:rationale", NamedNode("a:b")), ("pg:sequence", Literal("[evidence"))],
    ids=["number", "text", "sequence"],
)
def test_a_value_that_cannot_be_read_is_named(predicate: str, value: Literal | NamedNode) -> None:
    dataset = build_dataset(Corpus(alignments=(Alignment("t", "i", 3, evidence=("가",)),)))
    node, graph = NamedNode(dataset.names.own("alignment", "t", "i")), NamedNode(dataset.names.graph("alignments"))
    for quad in list(dataset.store.quads_for_pattern(node, term(predicate), None, None)):
        dataset.store.remove(quad)
    dataset.add([Quad(node, term(predicate), value, graph)])
    with pytest.raises(UnusableInput, match="alignment/t/i"):
        read_corpus(dataset)


def test_an_order_that_no_longer_fits_the_values_is_not_followed() -> None:
    dataset = build_dataset(Corpus(alignments=(Alignment("t", "i", 3, evidence=("나", "가", "다")),)))
    node = NamedNode(dataset.names.own("alignment", "t", "i"))
    [quad] = dataset.store.quads_for_pattern(node, None, Literal("나"), None)
    dataset.store.remove(quad)
    assert read_corpus(dataset).alignments[0].evidence == ("가", "다")
    dataset.add([Quad(node, quad.predicate, Literal("라"), quad.graph_name)])
    assert read_corpus(dataset).alignments[0].evidence == ("가", "다", "라")


def test_an_error_speaks_english_where_it_can() -> None:
    assert str(PolicyGraphError(Text("없음", "nothing"))) == "nothing"
    assert str(PolicyGraphError(Text("없음"))) == "없음"


def test_an_amount_of_a_year_stands_beside_its_funds_where_they_do_not_add_up_to_it() -> None:
    bears = (("city", 3),)
    notes = (YearNote(2026, funds=bears), YearNote(2027, funds=bears), YearNote(2028, scope="도비"))
    assert plain(Budget(years=((2026, 3), (2027, 5), (2028, 0), (2029, 7)), year_notes=notes))["years"] == {
        2026: {"funds": {"city": 3}},
        2027: {"krw": 5, "funds": {"city": 3}},
        2028: {"krw": 0, "scope": "도비"},
        2029: 7,
    }
