"""Judgements go out as SSSOM and come back: nothing lost, nothing guessed, nothing half-written."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from desk_data import small_workspace, snapshot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from policygraph.cli import cli
from policygraph.ontology.build import build_dataset
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.records.catalogue import issue_kinds
from policygraph.records.characters import clean
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Alignment, Corpus, Decision, MappingSource, NoMatch, Review, Text
from policygraph.records.persons import person_name
from policygraph.sources.changes import find_changes
from policygraph.sources.formats.sssom.equivalents import ALIGNS, EXTENSIONS, JUSTIFICATIONS, PREDICATES, SKOS_READINGS
from policygraph.sources.formats.sssom.from_records import from_records
from policygraph.sources.formats.sssom.mapping_draft import read_mapping_draft
from policygraph.sources.formats.sssom.writer import write_mappings
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.reviewing import apply_reviews
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import read_unchecked, read_workspace
from random_corpora import corpora
from sssom_program import read_by_sssom_py

TODAY = datetime.date(2026, 11, 24)
HEAD = """\
#curie_map:
#  id: https://w3id.org/policygraph/id/
#  pg: https://w3id.org/policygraph/ns#
#  orcid: https://orcid.org/
#  ex: https://example.org/
"""
COLUMNS = ("subject_id", "predicate_id", "object_id", "mapping_justification")
ROW = ("id:pl-2", "pg:enables", "id:fw-1-2", "semapv:ManualMappingCuration")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_workspace(tmp_path / "ws")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def mapping_file(path: Path, *rows: Mapping[str, str], head: str = HEAD) -> Path:
    """Write rows over the one of `ROW`; columns are those that the rows name."""
    names = list(dict.fromkeys((*COLUMNS, *(name for row in rows for name in row))))
    usual = dict(zip(COLUMNS, ROW, strict=True))
    lines = ["\t".join(names), *("\t".join({**usual, **row}.get(name, "") for name in names) for row in rows)]
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def bring(root: Path, *rows: Mapping[str, str], head: str = HEAD, **options: Any) -> ImportResult:
    path = mapping_file(root.parent / "in.sssom.tsv", *rows, head=head)
    return import_file(path, root, today=TODAY, **options)


def exported(root: Path | None) -> bytes:
    found, corpus = read_unchecked(root)
    return write_mappings(from_records(corpus, found))


def link_of(root: Path, task: str, item: str) -> Alignment:
    return next(link for link in read_unchecked(root)[1].alignments if (link.task, link.item) == (task, item))


def codes(result: ImportResult, severity: str = "error") -> list[tuple[str, int | None, str]]:
    return [(i.code, i.where.line, i.where.path) for i in result.issues if i.severity == severity]


def full_corpus(corpus: Corpus) -> Corpus:
    """Every kind of judgement with every field, for the synthetic workspace."""
    print_ = "0123456789abcdef0123456789abcd-0123456789abcdef0123456789abcd"
    return replace(
        corpus,
        alignments=(
            Alignment("pl-1", "fw-1-1", 3, "confirmed", "stated", 0.875625, (3, 2), Text("=같은 일", "same"), ("둘|째", "첫\\째"),
                      "홍길동", "2026-11", ("pl-2",), True, 0.25, print_, ("김", "이"), -0.5,
                      (("비고", "=1+1"), ("내부 메모", "빈칸 있는 이름"), ("author_id", "https://orcid.org/0000-0001-0002-0003"),
                       ("mapping_tool", "도구"), ("confidence", "덮어쓸 수 없는 이름"), ("ext_bar", "111"), ("ext_note", "=1+1"))),
            Alignment("pl-2", "fw-1-1", 1, "rejected", "suggested", why=Text("", "English alone"), date="2026-11-24"),
            Alignment("pl-2", "fw-1", 2),
        ),
        decisions=(Decision("fw-1-2", Text("국가 사무", "national"), "홍", "2026-11-01T09:30:00.5+09:00", "2027-12", (("메모", "a\nb"),)),),
        reviews=(
            Review("pl-2", "fw-1", "accept", 1, "김", "2026-11-24T10:00:00+09:00", "좋음", score=0.5),
            Review("pl-2", "fw-1", "reject", None, "이", "2026-11-24T11:00:00+09:00", "=아님", instead="fw-1-2"),
            Review("pl-2", "fw-1", "withdraw", None, "이", "2026-11-24T12:00:00+09:00"),
            Review("pl-1", "fw-1", "unsure", None, "김", "2026-11-23"),
        ),
        no_matches=(
            NoMatch("pl-1", "fw", Text("찾지 못함", "none found"), "홍", "2026-11-20", (("confidence", "0.75"),)),
            NoMatch("fw-1-2", "pl", Text("계획에 없음")),
            NoMatch("pl", "fw"),
        ),
        mapping_sources=(
            MappingSource("https://example.org/sets/a", (("EXPROP", "https://example.org/properties/"),),
                          (("ext_bar", "https://example.org/properties/bar", "http://www.w3.org/2001/XMLSchema#integer"),),
                          (("creator_id", "https://orcid.org/1|https://orcid.org/2"), ("ext_foo", "Foo A"), ("license", "https://example.org/l"))),
        ),
    )  # fmt: skip


@pytest.fixture
def full(root: Path) -> tuple[Settings, Corpus]:
    found, corpus = read_unchecked(root)
    return found, full_corpus(corpus)


def returned(content: bytes, base: Corpus, found: Settings, folder: Path) -> Corpus:
    """Return the records of a file in a workspace that knows the documents alone."""
    path = folder / "out.sssom.tsv"
    path.write_bytes(content)
    log = IssueLog()
    draft = read_mapping_draft(path, log, found)
    assert draft is not None
    corpus = draft.corpus(Corpus(base.documents, assessments=base.assessments), log)
    assert not log.errors, log.errors
    return corpus


def by_key(corpus: Corpus) -> dict[str, Any]:
    """What a corpus judges, whatever the order of records and of private notes."""
    corpus = apply_reviews(corpus)

    def plain(record: Any) -> Any:
        return replace(record, extra=tuple(sorted(record.extra)))

    return {
        "alignments": {(link.task, link.item): plain(link) for link in corpus.alignments},
        "decisions": {found.item: plain(found) for found in corpus.decisions},
        "reviews": sorted(map(repr, map(plain, (replace(review, where=Review.__dataclass_fields__["where"].default) for review in corpus.reviews)))),
        "no_matches": {(found.record, found.document): plain(found) for found in corpus.no_matches},
    }  # fmt: skip


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
            assert part.name in ("where", "confidence", "fingerprint", "extra", "method", "decision") or any(
                getattr(record, part.name) != usual for record in records
            ), part.name
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


NO_TERM = {"object_id": "sssom:NoTermFound", "object_source": "id:fw", "predicate_id": "pg:alignsWith"}
REFUSED: list[Any] = [
    pytest.param([{"subject_id": "ex:pl-2"}], "M30", 7, "subject_id", id="other-base"),
    pytest.param([{"subject_id": "id:pl-9"}], "R33", 7, "subject_id", id="unknown-task"),
    pytest.param([{"object_id": "id:fw-9"}], "R34", 7, "object_id", id="unknown-item"),
    pytest.param([{"subject_id": "id:fw-1"}], "R35", 7, "subject_id", id="item-as-task"),
    pytest.param([{"object_id": "id:pl-1"}], "R36", 7, "object_id", id="task-as-item"),
    pytest.param([{}, {"comment": "again"}], "M35", 8, "object_id", id="pair-twice"),
    pytest.param([NO_TERM, {**NO_TERM, "comment": "again"}], "M35", 8, "object_id", id="no-counterpart-twice"),
    pytest.param([{**NO_TERM, "predicate_modifier": "Not"}], "M33", 7, "predicate_modifier", id="not-with-no-term"),
    pytest.param([{**NO_TERM, "object_source": ""}], "M34", 7, "object_source", id="no-term-where"),
    pytest.param([{**NO_TERM, "object_source": "id:pl"}], "R57", 7, "object_source", id="no-term-in-a-plan"),
    pytest.param([{**NO_TERM, "subject_id": "id:pl-9"}], "R56", 7, "subject_id", id="unknown-without-counterpart"),
    pytest.param([{"subject_id": "", "subject_type": "rdfs literal", "subject_label": "글"}], "M37", 7, "subject_label", id="literal"),
    pytest.param([{"ext_pg_state": "maybe"}], "M38", 7, "ext_pg_state", id="unknown-state"),
    pytest.param([{"ext_pg_state": "confirmed", "predicate_modifier": "Not"}], "M38", 7, "ext_pg_state", id="not-and-confirmed"),
    pytest.param([{"ext_pg_method": "guess"}], "M38", 7, "ext_pg_method", id="unknown-method"),
    pytest.param([{"ext_pg_readings": "3|4"}], "M38", 7, "ext_pg_readings", id="no-reading"),
    pytest.param([{"ext_pg_fingerprint": "x"}], "M38", 7, "ext_pg_fingerprint", id="no-fingerprint"),
    pytest.param([{"ext_pg_exclusive": "maybe"}], "M38", 7, "ext_pg_exclusive", id="no-flag"),
    pytest.param([{"ext_pg_date": "어제"}], "M38", 7, "ext_pg_date", id="no-date"),
    pytest.param([{"ext_pg_reviews": "[{"}], "M38", 7, "ext_pg_reviews", id="reviews-no-json"),
    pytest.param([{"ext_pg_reviews": '[{"verdict": "maybe"}]'}], "M38", 7, "ext_pg_reviews", id="reviews-unreadable"),
    pytest.param([{"ext_pg_extra": "[]"}], "M38", 7, "ext_pg_extra", id="extra-no-json"),
    pytest.param([{"ext_pg_conflicts": "pl-9"}], "R44", 7, "ext_pg_conflicts", id="unknown-conflict"),
    pytest.param([{"confidence": "1.5"}], "M13", 7, "confidence", id="confidence"),
    pytest.param([{"subject_id": "sssom:NoTermFound", "object_id": "id:fw-1", "ext_pg_decision": "not-applicable"}], "M22", 7, "comment", id="no-reason"),
    pytest.param([{"subject_id": "sssom:NoTermFound", "ext_pg_decision": "yes", "comment": "x"}], "M38", 7, "ext_pg_decision", id="no-decision"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "code", "line", "column"), REFUSED)
def test_what_cannot_be_taken_is_reported_and_nothing_is_written(
    rows: list[dict[str, str]], code: str, line: int, column: str, root: Path
) -> None:
    before = snapshot(root)
    result = bring(root, *rows)
    assert (code, line, column) in codes(result), result.issues
    assert not result.complete
    assert not result.written
    assert snapshot(root) == before
    issue = result.errors[0]
    assert issue.message.ko
    assert issue.message.en
    assert issue.remedy.ko
    assert issue.remedy.en
    good = {"subject_id": "id:pl-1", "object_id": "id:fw-1"}
    partly = bring(root, *rows, good, keep_going=True)
    assert partly.written
    assert link_of(root, "pl-1", "fw-1").strength == 1


def test_nearest_ids_are_offered(root: Path) -> None:
    result = bring(root, {"subject_id": "id:pl-22", "object_id": "id:fw-1-3"})
    text = " ".join(issue.message.en for issue in result.errors)
    assert "'pl-2'" in text and "'fw-1-2'" in text  # noqa: PT018


def test_a_label_that_says_something_else_is_reported(root: Path) -> None:
    result = bring(root, {"subject_label": "데이터 개방", "object_label": "전혀 다른 이름"})
    assert ("M36", 7, "object_label") in codes(result, "warning")
    assert not [code for code in codes(result, "warning") if code[2] == "subject_label"]
    english = bring(root, {"subject_label": "Open data"})
    assert not [code for code in codes(english, "warning") if code[0] == "M36"]


def test_an_extension_that_means_something_else_here_is_refused(root: Path) -> None:
    define = "#mapping_set_id: https://example.org/{0}\n#extension_definitions:\n#  - slot_name: ext_bar\n#    property: ex:{0}\n"
    assert not bring(root, {"ext_bar": "1"}, head=HEAD + define.format("one")).errors
    result = bring(root, {"ext_bar": "1"}, head=HEAD + define.format("two"))
    assert codes(result) == [("M39", 1, "ext_bar")]
    assert not bring(root, {"ext_bar": "1"}, head=HEAD + define.format("two"), keep_going=True).written


def test_our_extensions_are_known_by_their_property_whatever_they_are_called(root: Path) -> None:
    head = HEAD + "#  pgx: https://w3id.org/policygraph/sssom#\n"
    head += "#extension_definitions:\n#  - slot_name: stand\n#    property: pgx:state\n"
    assert not bring(root, {"stand": "confirmed"}, head=head).errors
    assert link_of(root, "pl-2", "fw-1-2").state == "confirmed"


def test_bundled_records_are_read_only(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    root.mkdir()
    (root / "policygraph.toml").write_text('frameworks = ["kds"]\nplans = ["b5"]\n', encoding="utf-8")
    bundled = next(link for link in read_unchecked(root)[1].alignments if link.strength != 1)
    before = snapshot(root)
    result = bring(
        root, {"subject_id": f"id:{bundled.task}", "object_id": f"id:{bundled.item}", "predicate_id": "pg:enables"}
    )
    assert codes(result) == [("W43", 7, "predicate_id")]
    assert snapshot(root) == before


def test_files_inside_the_workspace_are_not_read_but_named(root: Path) -> None:
    path = mapping_file(root / "alignments" / "x.sssom.tsv", {})
    path.with_name("x.sssom.yml").write_text("license: x\n", encoding="utf-8")
    workspace = read_workspace(root)
    assert [(issue.code, issue.where.file) for issue in workspace.issues if issue.code == "M24"] == [
        ("M24", "alignments/x.sssom.tsv"), ("M24", "alignments/x.sssom.yml")
    ]  # fmt: skip


def test_no_counterpart_that_an_alignment_contradicts_is_reported(root: Path) -> None:
    result = bring(root, {**NO_TERM, "subject_id": "id:pl-1"})
    assert [code for code, *_ in codes(result, "warning")] == ["R58"]
    assert result.written


def test_export_and_import_on_the_command_line(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.SSSOM.tsv"
    assert run("export", "-w", str(root), "-o", str(path)).exit_code == 0
    assert path.read_bytes() == exported(root)
    assert "subject_label\tpredicate_id" in path.read_text(encoding="utf-8")
    english = run("export", "-w", str(root), "-o", str(path), "--lang", "en")
    assert english.exit_code == 0
    assert "Open data" in path.read_text(encoding="utf-8")
    assert json.loads(run("import", str(path), "-w", str(root), "-f", "json", "-q").stdout)["changes"] == []
    text = path.read_text(encoding="utf-8").replace("pg:enables", "pg:reinforces")
    path.write_text(text, encoding="utf-8")
    before = snapshot(root)
    shown = json.loads(run("import", str(path), "-w", str(root), "--dry-run", "-f", "json", "-q").stdout)
    assert [(change["kind"], change["name"]) for change in shown["changes"]] == [("alignment", "pl-2 → fw-1-1")]
    assert snapshot(root) == before
    assert run("import", str(path), "-w", str(root)).exit_code == 0
    assert link_of(root, "pl-2", "fw-1-1").strength == 2
    path.write_text(text.replace("id:fw-1-1", "id:fw-9"), encoding="utf-8")
    broken = run("import", str(path), "-w", str(root), "--lang", "ko")
    assert broken.exit_code == 2
    assert "out.SSSOM.tsv:" in broken.stdout and "object_id" in broken.stdout  # noqa: PT018


def test_export_as_a_workbook_is_that_of_the_workbook_command(root: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    assert run("export", "-w", str(root), "-o", str(first)).exit_code == 0
    assert run("workbook", "-w", str(root), "-o", str(second)).exit_code == 0
    assert not import_file(first, root, today=TODAY).changes
    assert openpyxl.load_workbook(first).sheetnames == openpyxl.load_workbook(second).sheetnames


def test_a_workbook_leaves_what_it_does_not_show(root: Path, full: tuple[Settings, Corpus], tmp_path: Path) -> None:
    found, corpus = full
    path = root.parent / "all.sssom.tsv"
    path.write_bytes(write_mappings(from_records(corpus, found)))
    import_file(path, root, today=TODAY)
    before = snapshot(root)
    book = tmp_path / "all.xlsx"
    run("workbook", "-w", str(root), "-o", str(book))
    result = import_file(book, root, today=TODAY)
    assert not [change for change in result.changes if change.kind in ("no-match", "mapping-set", "review")]
    assert {name for name in snapshot(root) if "no-match" in name or "mapping-sets" in name} <= set(before)


def test_the_page_names_every_term_and_its_example_is_read(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "sssom.md").read_text(encoding="utf-8")
    for name in EXTENSIONS:
        assert f"| `{name}` |" in page, name
    for iri, strength in SKOS_READINGS.items():
        assert f"| `skos:{iri.rpartition('#')[2]}` | {strength} |" in page, iri
    for iri in (*PREDICATES.values(), ALIGNS):
        assert f"`pg:{iri.rpartition('#')[2]}`" in page, iri
    for iri in JUSTIFICATIONS.values():
        assert f"`semapv:{iri.rpartition('/')[2]}`" in page, iri
    assert set(re.findall(r"\b[MR]\d\d\b", page)) <= issue_kinds().keys()
    example = page.partition("```text\n")[2].partition("```")[0]
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws" / "policygraph.toml").write_text('frameworks = ["kds"]\nplans = ["b6"]\n', encoding="utf-8")
    path = tmp_path / "example.sssom.tsv"
    path.write_text(example, encoding="utf-8")
    result = import_file(path, tmp_path / "ws", today=TODAY)
    assert not result.errors, result.errors
    assert [(change.kind, change.action) for change in result.changes] == [
        ("alignment", "added"),
        ("mapping-set", "added"),
    ]
