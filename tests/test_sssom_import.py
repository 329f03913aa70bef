"""Judgements go out as SSSOM and come back: nothing lost, nothing guessed, nothing half-written."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from desk_data import snapshot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mapping_files import HEAD, TODAY, bring, by_key, codes, exported, full_corpus, link_of, returned
from policygraph.ontology.build import build_dataset
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.records.characters import clean
from policygraph.records.kinds import Alignment, Corpus, NoMatch, Review, Text
from policygraph.records.persons import person_name
from policygraph.sources.changes import find_changes
from policygraph.sources.formats.sssom.from_records import from_records
from policygraph.sources.formats.sssom.writer import write_mappings
from policygraph.sources.importing import import_file
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import read_unchecked, read_workspace
from random_corpora import corpora
from sssom_program import read_by_sssom_py


def test_every_field_goes_out_and_comes_back(full: tuple[Settings, Corpus], tmp_path: Path) -> None:
    found, corpus = full
    content = write_mappings(from_records(corpus, found))
    again = returned(content, corpus, found, tmp_path)
    assert by_key(again) == by_key(corpus)
    assert {source.id: dict(source.extra) for source in again.mapping_sources if source.extra} == {
        source.id: dict(source.extra) for source in corpus.mapping_sources
    }
    assert write_mappings(from_records(again, found)) == content


def test_full_corpus_speaks_of_every_field() -> None:
    """A new field of a record has to be added above, or the test before this one means nothing for it."""
    corpus = full_corpus(Corpus())
    for records in (corpus.alignments, corpus.decisions, corpus.reviews, corpus.no_matches, corpus.mapping_sources):
        for part in fields(records[0]):
            usual = part.default
            # the places of contents need a provision that asks for some: test_required_contents
            assert part.name in (
                "where",
                "confidence",
                "fingerprint",
                "extra",
                "method",
                "decision",
                "content_places",
            ) or any(getattr(record, part.name) != usual for record in records), part.name
    for name in ("confidence", "fingerprint", "extra", "method"):
        assert getattr(corpus.alignments[0], name)


def test_sssom_py_accepts_what_goes_out(full: tuple[Settings, Corpus], tmp_path: Path) -> None:
    found, corpus = full
    (tmp_path / "full.sssom.tsv").write_bytes(write_mappings(from_records(corpus, found)))
    (tmp_path / "busan.sssom.tsv").write_bytes(exported(None))
    told = read_by_sssom_py([tmp_path / "full.sssom.tsv", tmp_path / "busan.sssom.tsv"])
    assert [answer["errors"] for answer in told.values()] == [[], []]
    rows = told[str(tmp_path / "busan.sssom.tsv")]["rows"]
    known = read_unchecked(None)[1]
    assert {(row["subject_id"], row["object_id"], row["predicate_id"]) for row in rows} == {
        (
            f"id:{link.task}",
            f"id:{link.item}",
            f"pg:{ {3: 'implements', 2: 'reinforces', 1: 'enables'}[link.strength] }",
        )
        for link in known.alignments
    }
    texts = {value for row in told[str(tmp_path / "full.sssom.tsv")]["rows"] for value in row.values()}
    assert {"sssom:NoTermFound", "Not", "'=같은 일"} <= texts


def test_records_survive_the_dataset(full: tuple[Settings, Corpus]) -> None:
    _, corpus = full
    assert read_corpus(build_dataset(corpus)) == corpus


@st.composite
def judged(draw: st.DrawFn) -> Corpus:
    """Random documents with judgements that hold whatever people write."""
    corpus = draw(corpora(8, 4))
    words = st.text(alphabet=st.sampled_from("가나 a=+-@'\"|\\#\t\n:,{}[]0&*!%~"), max_size=12).map(clean)
    notes = st.lists(st.tuples(st.sampled_from(("비고", "내부 메모", "author_id", "mapping_tool", "comment", "ext_x", "see_also",
                     "subject_label", "review_date", "predicate_id", "mapping_justification", "author_label", "license")),
                     words.filter(bool) | st.just("https://example.org/a_1")), max_size=3, unique_by=lambda note: note[0]).map(tuple)  # fmt: skip
    texts = st.builds(Text, words, words)
    share = st.none() | st.floats(0, 1).map(lambda number: number + 0.0)
    dates = st.sampled_from((None, "2026", "2026-11", "2026-11-24"))
    lines = st.lists(words.filter(bool), max_size=2, unique=True).map(tuple)
    links = tuple(
        replace(link, method=draw(st.sampled_from(("stated", "curated", "suggested"))), confidence=draw(share), score=draw(share),
                why=draw(texts), evidence=draw(lines), by=draw(words) or None, date=draw(dates), exclusive=draw(st.booleans()),
                readings=tuple(draw(st.lists(st.sampled_from((1, 2, 3)), max_size=2))), reviewers=tuple(sorted(draw(lines))),
                agreement=draw(st.none() | st.floats(-1, 1).map(lambda number: number + 0.0)), extra=draw(notes))
        for link in corpus.alignments
    )  # fmt: skip
    reviews = tuple(
        Review(link.task, link.item, draw(st.sampled_from(("accept", "reject", "unsure", "withdraw"))),
               draw(st.sampled_from((1, 2, 3))), person_name(draw(words)) or None, draw(dates), draw(words))
        for link in draw(st.lists(st.sampled_from(links), max_size=4) if links else st.just([]))
    )  # fmt: skip
    decisions = tuple(replace(found, reason=draw(texts.filter(bool)), extra=draw(notes)) for found in corpus.decisions)
    items = [item.id for document in corpus.documents if not document.is_plan for item in document.items]
    tasks = [item.id for document in corpus.documents if document.is_plan for item in document.items]
    ends = [*((name, "p") for name in items), *((name, "f") for name in tasks), ("p", "f")]
    nothing = tuple(
        NoMatch(*pair, draw(texts), draw(words) or None, draw(dates), draw(notes))
        for pair in draw(st.lists(st.sampled_from(ends), max_size=3, unique=True))
    )
    return replace(corpus, alignments=links, decisions=decisions, reviews=reviews, no_matches=nothing)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(judged())
def test_whatever_is_judged_goes_out_and_comes_back(tmp_path: Path, corpus: Corpus) -> None:
    found = Settings()
    content = write_mappings(from_records(corpus, found))
    again = returned(content, corpus, found, tmp_path)
    assert by_key(again) == by_key(corpus)
    assert write_mappings(from_records(again, found)) == content


def without_judgements(root: Path) -> Path:
    for path in (*root.glob("decisions/*.yaml"), *root.glob("alignments/*.yaml")):
        path.unlink()
    return root


def test_an_export_brought_back_changes_nothing(root: Path, full: tuple[Settings, Corpus]) -> None:
    found, corpus = full
    without_judgements(root)
    path = root.parent / "all.sssom.tsv"
    path.write_bytes(write_mappings(from_records(corpus, found)))
    first = import_file(path, root, today=TODAY)
    assert not first.errors, first.errors
    assert first.written
    before = snapshot(root)
    assert exported(root) == path.read_bytes()
    again = import_file(path, root, today=TODAY)
    assert (again.changes, again.files, again.written) == ((), (), False)
    assert snapshot(root) == before


def test_import_adds_and_changes_but_never_removes(root: Path) -> None:
    before = read_unchecked(root)[1]
    result = bring(root, {"confidence": "0.75", "author_label": "외부 검토자", "comment": "기반"})
    assert not result.errors
    after = read_unchecked(root)[1]
    assert [change.name for change in find_changes(before, after)] == ["pl-2 → fw-1-2"]
    found = link_of(root, "pl-2", "fw-1-2")
    assert found == Alignment("pl-2", "fw-1-2", 1, "proposed", "curated", 0.75, why=Text("기반"), by="외부 검토자")


def test_columns_that_are_not_there_leave_fields_and_empty_ones_clear_them(root: Path) -> None:
    pair = {"subject_id": "id:pl-1", "object_id": "id:fw-1-1", "predicate_id": "pg:reinforces"}
    bring(root, pair)
    found = link_of(root, "pl-1", "fw-1-1")
    assert (found.strength, found.state, found.confidence, found.readings) == (2, "confirmed", 0.9, (3, 3))
    assert found.why == Text("같은 일", "same work")
    bring(root, {**pair, "confidence": "", "comment": "새 까닭"})
    found = link_of(root, "pl-1", "fw-1-1")
    assert (found.confidence, found.why) == (None, Text("새 까닭", "same work"))


def test_negative_rows_are_rejections(root: Path) -> None:
    bring(root, {"subject_id": "id:pl-1", "object_id": "id:fw-1-1", "predicate_modifier": "Not"}, {})
    assert link_of(root, "pl-1", "fw-1-1").state == "rejected"
    assert link_of(root, "pl-2", "fw-1-2").state == "proposed"


def test_a_rejected_pair_is_not_proposed_again(root: Path) -> None:
    pair = {"subject_id": "id:pl-2", "object_id": "id:fw-1-2"}
    bring(root, {**pair, "predicate_modifier": "Not"})
    bring(root, pair)
    assert link_of(root, "pl-2", "fw-1-2").state == "rejected"


@pytest.mark.parametrize(
    ("predicate", "strength"),
    [("exactMatch", 3), ("broadMatch", 3), ("closeMatch", 2), ("narrowMatch", 2), ("relatedMatch", 1)],
)
def test_skos_predicates_are_read_as_the_page_says_and_come_out_again(
    root: Path, predicate: str, strength: int
) -> None:
    result = bring(root, {"predicate_id": f"skos:{predicate}"})
    assert codes(result, "warning")[0] == ("M32", 7, "predicate_id")
    found = link_of(root, "pl-2", "fw-1-2")
    assert (found.strength, found.state) == (strength, "proposed")
    assert f"\tskos:{predicate}\tid:fw-1-2\t" in exported(root).decode()


@pytest.mark.parametrize("predicate", ["pg:alignsWith", "owl:sameAs", "ex:helps"])
def test_a_predicate_that_does_not_say_how_is_a_problem(root: Path, predicate: str) -> None:
    assert codes(bring(root, {"predicate_id": predicate})) == [("M31", 7, "predicate_id")]


@pytest.mark.parametrize(
    ("justification", "method"),
    [
        ("ManualMappingCuration", "curated"),
        ("MappingReview", "curated"),
        ("LexicalMatching", "suggested"),
        ("LexicalSimilarityThresholdMatching", "suggested"),
        ("LogicalReasoning", "suggested"),
    ],
)
def test_justifications_are_methods_and_come_out_again(root: Path, justification: str, method: str) -> None:
    bring(root, {"mapping_justification": f"semapv:{justification}"})
    assert link_of(root, "pl-2", "fw-1-2").method == method
    line = next(line for line in exported(root).decode().splitlines() if "id:fw-1-2\t" in line and "pl-2" in line)
    assert f"semapv:{justification}" in line


def test_reviewers_scores_and_unknown_slots_are_kept(root: Path) -> None:
    head = HEAD + "#mapping_set_id: https://example.org/sets/a\n#license: https://example.org/l\n#ext_set: 집합의 값\n"
    head += "#extension_definitions:\n#  - slot_name: ext_bar\n#    property: ex:bar\n#    type_hint: xsd:integer\n"
    result = bring(
        root,
        {"reviewer_label": "이|김", "reviewer_agreement": "-0.25", "similarity_score": "0.5", "author_id": "orcid:1|orcid:2",
         "author_label": "홍|길동", "review_date": "2026-11-20", "ext_bar": "7", "ext_baz": "x", "mapping_tool": "도구",
         "mapping_tool_version": "2", "issue_tracker_item": "ex:issue_9", "subject_category": "과제"},
        head=head,
    )  # fmt: skip
    assert not result.errors
    found = link_of(root, "pl-2", "fw-1-2")
    assert (found.reviewers, found.agreement, found.score, found.by) == (("김", "이"), -0.25, 0.5, "홍; 길동")
    assert dict(found.extra) == {
        "author_id": "https://orcid.org/1|https://orcid.org/2", "author_label": "홍|길동", "review_date": "2026-11-20",
        "ext_bar": "7", "ext_baz": "x", "mapping_tool": "도구", "mapping_tool_version": "2",
        "issue_tracker_item": "https://example.org/issue_9", "subject_category": "과제",
        "mapping_source": "https://example.org/sets/a",
    }  # fmt: skip
    source = read_unchecked(root)[1].mapping_sources[0]
    assert dict(source.extra) == {"license": "https://example.org/l", "ext_set": "집합의 값"}
    assert source.extensions == (("ext_bar", "https://example.org/bar", "http://www.w3.org/2001/XMLSchema#integer"),)
    out = exported(root).decode()
    for part in ("orcid:1|orcid:2", "홍|길동", "ex:issue_9", "#  - slot_name: ext_bar\n#    property: ex:bar\n#    type_hint: xsd:integer",
                 "#mapping_set_source:\n#  - https://example.org/sets/a", "집합의 값", "2026-11-20"):  # fmt: skip
        assert part in out, part


def test_no_counterpart_is_a_finding_and_not_a_decision(root: Path) -> None:
    before = read_workspace(root).corpus.decisions
    result = bring(
        root,
        {"object_id": "sssom:NoTermFound", "object_source": "id:fw", "comment": "맞는 항목이 없음", "predicate_id": "skos:exactMatch"},
        {"subject_id": "sssom:NoTermFound", "subject_source": "id:pl", "predicate_id": "pg:alignsWith"},
        {"subject_id": "sssom:NoTermFound", "object_id": "sssom:NoTermFound", "subject_source": "id:pl", "object_source": "id:fw"},
    )  # fmt: skip
    assert not result.errors
    corpus = read_workspace(root).corpus
    assert corpus.decisions == before
    assert [(found.record, found.document) for found in corpus.no_matches] == [
        ("pl-2", "fw"), ("fw-1-2", "pl"), ("pl", "fw")
    ]  # fmt: skip
    assert corpus.no_matches[0].reason == Text("맞는 항목이 없음")
    assert "skos:exactMatch\tsssom:NoTermFound" in exported(root).decode()
    assert (root / "decisions" / "no-match.yaml").exists()


def test_not_applicable_is_a_decision(root: Path) -> None:
    row = {"subject_id": "sssom:NoTermFound", "object_id": "id:fw-1", "predicate_id": "pg:alignsWith",
           "ext_pg_decision": "not-applicable", "ext_pg_expires": "2027-12-31", "comment": "국가 사무", "mapping_date": "2026-11-20"}  # fmt: skip
    assert not bring(root, row).errors
    found = next(found for found in read_workspace(root).corpus.decisions if found.item == "fw-1")
    assert (found.reason, found.date, found.expires) == (Text("국가 사무"), "2026-11-20", "2027-12-31")


def test_the_log_of_reviews_comes_back_whole(root: Path, full: tuple[Settings, Corpus]) -> None:
    found, corpus = full
    without_judgements(root)
    path = root.parent / "all.sssom.tsv"
    path.write_bytes(write_mappings(from_records(corpus, found)))
    import_file(path, root, today=TODAY)
    after = read_unchecked(root)[1]
    assert {(r.task, r.item, r.verdict, r.by, r.date, r.note, r.instead) for r in after.reviews} == {
        (r.task, r.item, r.verdict, r.by, r.date, r.note, r.instead) for r in corpus.reviews
    }
    assert sorted(path.name for path in (root / "decisions").iterdir()) == [
        "decisions.yaml", "no-match.yaml", "reviews-김.yaml", "reviews-이.yaml"
    ]  # fmt: skip


def test_a_row_that_the_reviews_outvote_is_reported(root: Path, full: tuple[Settings, Corpus]) -> None:
    found, corpus = full
    path = root.parent / "all.sssom.tsv"
    content = write_mappings(from_records(corpus, found)).decode()
    path.write_text(content, encoding="utf-8")
    import_file(path, root, today=TODAY)
    result = bring(root, {"subject_id": "id:pl-2", "object_id": "id:fw-1", "ext_pg_state": "rejected"})
    assert ("M40", 7, "ext_pg_state") in codes(result, "warning")
    quiet = import_file(path, root, today=TODAY)
    assert not [issue for issue in quiet.issues if issue.code == "M40"]
